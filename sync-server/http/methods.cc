#include "sync-server/http/methods.h"

namespace tilik::http {
namespace {

ConnectCode CodeFor(Code code) {
  switch (code) {
    case Code::kInvalid:
      return ConnectCode::kInvalidArgument;
    case Code::kNotFound:
      return ConnectCode::kNotFound;
    case Code::kConflict:
      return ConnectCode::kAborted;
    case Code::kDenied:
      return ConnectCode::kUnauthenticated;
    case Code::kUnavailable:
      return ConnectCode::kUnavailable;
    case Code::kStorage:
      return ConnectCode::kUnavailable;
    case Code::kCorrupt:
      return ConnectCode::kDataLoss;
    case Code::kUnsupported:
      return ConnectCode::kUnimplemented;
    case Code::kOk:
      break;
  }
  return ConnectCode::kInternal;
}

}  // namespace

Failure Failure::From(const Status& status) {
  return {.code = CodeFor(status.code()), .message = status.message()};
}

Failure Failure::Forbidden(std::string message) {
  return {.code = ConnectCode::kPermissionDenied, .message = std::move(message)};
}

Failure Failure::Busy(std::string message, std::chrono::seconds retry_after) {
  return {.code = ConnectCode::kResourceExhausted,
          .message = std::move(message),
          .retry_after = retry_after};
}

void Methods::Add(Method method) {
  std::string path = "/" + method.name;
  const bool added = by_path_.emplace(std::move(path), std::move(method)).second;
  TILIK_CHECK(added, "a method has one handler");
}

const Method* Methods::Find(std::string_view path) const {
  const auto found = by_path_.find(std::string(path));
  return found == by_path_.end() ? nullptr : &found->second;
}

}  // namespace tilik::http
