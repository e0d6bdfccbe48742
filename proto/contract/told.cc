#include "proto/contract/told.h"

namespace tilik {

std::string_view RecordToldOf(const v1::Operation& operation) {
  switch (operation.kind_case()) {
    case v1::Operation::kEnterRegister:
      return operation.enter_register().record();
    case v1::Operation::kServiceReceived:
      return operation.service_received().record();
    case v1::Operation::kLeaveRegister:
      return operation.leave_register().record();
    case v1::Operation::kFollowUp:
      return operation.follow_up().record();
    case v1::Operation::kStandingProxy:
      return operation.standing_proxy().record();
    case v1::Operation::kAccountNote:
      return operation.account_note().record();
    default:
      return {};
  }
}

std::uint32_t DayTold(const v1::Operation& operation) {
  switch (operation.kind_case()) {
    case v1::Operation::kEnterRegister:
      return operation.enter_register().day();
    case v1::Operation::kServiceReceived:
      return operation.service_received().day();
    case v1::Operation::kLeaveRegister:
      return operation.leave_register().day();
    case v1::Operation::kFollowUp:
      return operation.follow_up().day();
    case v1::Operation::kAccountNote:
      return operation.account_note().day();
    default:
      return 0;
  }
}

RegisterKey KeyTold(const v1::Operation& operation) {
  switch (operation.kind_case()) {
    case v1::Operation::kEnterRegister:
      return {operation.enter_register().list(), operation.enter_register().type()};
    case v1::Operation::kServiceReceived:
      return {operation.service_received().list(), operation.service_received().type()};
    case v1::Operation::kLeaveRegister:
      return {operation.leave_register().list(), operation.leave_register().type()};
    default:
      return {};
  }
}

}  // namespace tilik
