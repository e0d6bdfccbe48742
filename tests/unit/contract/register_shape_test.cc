// The shape of PPKS and PSKS, follow-ups, proxies and accounts.
#include <gtest/gtest.h>

#include <functional>

#include "proto/contract/change_set.h"
#include "proto/contract/operation.h"

namespace tilik {
namespace {

const std::string kRecord(16, 'r');
const std::string kHash(32, 'h');

using Change = std::function<void(v1::Operation&)>;

v1::ChangeSet With(const Change& make) {
  v1::ChangeSet set;
  set.set_salt(std::string(16, 's'));
  set.set_seq(1);
  make(*set.add_operations());
  return set;
}

void Enter(v1::Operation& o) {
  o.mutable_enter_register()->set_record(kRecord);
  o.mutable_enter_register()->set_list(70);
  o.mutable_enter_register()->set_type(8);
  o.mutable_enter_register()->add_criteria(1);
}
void Serve(v1::Operation& o) {
  o.mutable_service_received()->set_record(kRecord);
  o.mutable_service_received()->set_list(70);
  o.mutable_service_received()->set_type(8);
  o.mutable_service_received()->set_kind("permakanan");
}
void Leave(v1::Operation& o) {
  o.mutable_leave_register()->set_record(kRecord);
  o.mutable_leave_register()->set_list(71);
  o.mutable_leave_register()->set_type(2);
  o.mutable_leave_register()->set_day(20261031);
  o.mutable_leave_register()->set_reason(v1::EXIT_REASON_BERHENTI);
}
void Group(v1::Operation& o) {
  o.mutable_follow_up()->set_record(kRecord);
  o.mutable_follow_up()->set_grade(v1::GROUP_GRADE_B);
  o.mutable_follow_up()->add_members()->set_person(kRecord);
}
void House(v1::Operation& o) {
  o.mutable_follow_up()->set_record(kRecord);
  o.mutable_follow_up()->set_stage(v1::HOUSE_STAGE_HALF);
  o.mutable_follow_up()->add_photos(kHash);
}
void Proxy(v1::Operation& o) {
  o.mutable_standing_proxy()->set_record(kRecord);
  o.mutable_standing_proxy()->set_name("Yosef Nahak");
  o.mutable_standing_proxy()->set_letter_number("12/2026");
  o.mutable_standing_proxy()->set_letter_date(20260105);
  o.mutable_standing_proxy()->set_valid_from(20260105);
  o.mutable_standing_proxy()->set_valid_until(20261231);
}
void Account(v1::Operation& o) {
  o.mutable_account_note()->set_record(kRecord);
  o.mutable_account_note()->set_provider("BRI");
  o.mutable_account_note()->set_holder(v1::CARD_HOLDER_AGEN);
}

TEST(RegisterShape, PlainOperationsAreTaken) {
  for (const Change& make : {Change(Enter), Change(Serve), Change(Leave), Change(Group),
                             Change(House), Change(Proxy), Change(Account)}) {
    const Status checked = CheckSet(With(make));
    EXPECT_TRUE(checked.ok()) << checked.message();
  }
}

TEST(RegisterShape, WhatCannotBeRightIsRefused) {
  const std::vector<std::pair<const char*, Change>> flaws = {
      {"entered nowhere", [](auto& o) { Enter(o), o.mutable_enter_register()->clear_list(); }},
      {"of no type", [](auto& o) { Enter(o), o.mutable_enter_register()->clear_type(); }},
      {"criterion 0", [](auto& o) { Enter(o), o.mutable_enter_register()->add_criteria(0); }},
      {"30 February", [](auto& o) { Enter(o), o.mutable_enter_register()->set_day(20260230); }},
      {"served nobody", [](auto& o) { Serve(o), o.mutable_service_received()->clear_record(); }},
      {"served nothing", [](auto& o) { Serve(o), o.mutable_service_received()->clear_kind(); }},
      {"left for no reason", [](auto& o) { Leave(o), o.mutable_leave_register()->clear_reason(); }},
      {"followed nothing up",
       [](auto& o) {
         Group(o);
         o.mutable_follow_up()->clear_grade();
         o.mutable_follow_up()->clear_members();
       }},
      {"a group and a house",
       [](auto& o) { Group(o), o.mutable_follow_up()->set_stage(v1::HOUSE_STAGE_HALF); }},
      {"a member who is nobody",
       [](auto& o) { Group(o), o.mutable_follow_up()->add_members()->set_role("ketua"); }},
      {"photos of no stage", [](auto& o) { House(o), o.mutable_follow_up()->clear_stage(); }},
      {"half a photo", [](auto& o) { House(o), o.mutable_follow_up()->add_photos("half"); }},
      {"proxy nobody", [](auto& o) { Proxy(o), o.mutable_standing_proxy()->clear_name(); }},
      {"proxy by no letter",
       [](auto& o) { Proxy(o), o.mutable_standing_proxy()->clear_letter_number(); }},
      {"an undated letter",
       [](auto& o) { Proxy(o), o.mutable_standing_proxy()->clear_letter_date(); }},
      {"proxy backwards",
       [](auto& o) { Proxy(o), o.mutable_standing_proxy()->set_valid_until(20260104); }},
      {"account with nobody",
       [](auto& o) { Account(o), o.mutable_account_note()->clear_provider(); }},
      {"nothing said of it", [](auto& o) { Account(o), o.mutable_account_note()->clear_holder(); }},
  };
  for (const auto& [name, make] : flaws) {
    EXPECT_EQ(CheckSet(With(make)).code(), Code::kInvalid) << name;
  }
}

TEST(RegisterShape, AListFromTheFutureHasAShapeAReasonDoesNot) {
  v1::ChangeSet newer_list =
      With([](auto& o) { Enter(o), o.mutable_enter_register()->set_list(79); });
  EXPECT_TRUE(CheckSet(newer_list).ok()) << "the merge holds it";
  v1::ChangeSet newer_reason = With([](auto& o) {
    Leave(o);
    o.mutable_leave_register()->set_reason(static_cast<v1::ExitReason>(99));
  });
  EXPECT_EQ(CheckSet(newer_reason).code(), Code::kUnsupported);
}

}  // namespace
}  // namespace tilik
