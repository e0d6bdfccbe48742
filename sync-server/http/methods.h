// The seam between the network and the services: a table of protobuf methods.
//
// A service registers one handler per method of the contract and never sees HTTP, JSON, zstd or a
// socket; the server never sees what a method means. Filled before Server::Start, read-only
// afterwards, so that the event loops look methods up without a lock.
#pragma once

#include <google/protobuf/message.h>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>

#include "proto/contract/compression.h"
#include "proto/contract/status.h"

namespace tilik::http {

// Who calls, and until when an answer is of use.
struct Call {
  std::string token;  // the bytes behind "Authorization: Bearer <base64>"; empty when there is none
  std::string peer;   // address without port, "203.0.113.7"
  std::chrono::steady_clock::time_point deadline;
};

// The error codes of the Connect protocol that Tilik answers with.
enum class ConnectCode {
  kInvalidArgument,
  kUnauthenticated,
  kPermissionDenied,
  kNotFound,
  kAborted,
  kResourceExhausted,
  kDeadlineExceeded,
  kUnimplemented,
  kUnavailable,
  kInternal,
  kDataLoss,
};

// Why a call failed, as it goes on the wire. A Status becomes one by this table:
//
//   kInvalid      invalid_argument    kUnavailable  unavailable (503, try again)
//   kNotFound     not_found           kStorage      unavailable: a full disk is no refusal
//   kConflict     aborted             kCorrupt      data_loss
//   kDenied       unauthenticated     kUnsupported  unimplemented
//
// kDenied says "prove again who you are", which is what a device with a session of yesterday must
// hear; whoever is known and still may not has his own word, Forbidden.
struct Failure {
  ConnectCode code = ConnectCode::kInternal;
  std::string message;
  std::chrono::seconds retry_after{0};

  static Failure From(const Status& status);
  // Known, but not allowed: permission_denied, 403.
  static Failure Forbidden(std::string message);
  // Too many or too much right now: resource_exhausted, 429 with Retry-After.
  static Failure Busy(std::string message, std::chrono::seconds retry_after);
};

// What a handler gives: the response message, or why not. Made implicitly from a Response, a
// Status, a Failure or a Result<Response>, so that handlers just return what they have.
template <typename Response>
class Answer {
 public:
  // NOLINTBEGIN(google-explicit-constructor): `return what you have;` must read well.
  Answer(Response response) : content_(std::move(response)) {}
  Answer(Failure failure) : content_(std::move(failure)) {}
  Answer(const Status& status) : content_(Failure::From(status)) {}
  Answer(Result<Response> result)
      : content_(result.ok() ? Content(*std::move(result))
                             : Content(Failure::From(result.status()))) {}
  // NOLINTEND(google-explicit-constructor)

  bool ok() const { return std::holds_alternative<Response>(content_); }
  const Failure& failure() const { return std::get<Failure>(content_); }
  Response&& take() && { return std::get<Response>(std::move(content_)); }

 private:
  using Content = std::variant<Response, Failure>;
  Content content_;
};

// Receives the answer of a method that answers later; may be called from any thread, once. Dropped
// without a call, it answers `internal`, so that no phone waits for a lost callback.
template <typename Response>
using Done = std::function<void(Answer<Response>)>;

// What one method may cost. A request above its limits is refused before it is allocated.
struct MethodLimits {
  std::size_t max_body_bytes = 1 << 20;   // on the wire, packed
  std::size_t max_plain_bytes = 4 << 20;  // unpacked
  int response_level = kWireLevel;        // zstd level of answers of 256 bytes and more
};

// A method with its types erased.
struct Method {
  using Message = google::protobuf::Message;
  using Outcome = std::variant<std::unique_ptr<Message>, Failure>;

  std::string name;  // "tilik.v1.SyncService/Push"
  MethodLimits limits;
  std::function<std::unique_ptr<Message>()> new_request;
  // Takes a request made by new_request. The callback is called once, on any thread.
  std::function<void(const Call&, std::unique_ptr<Message>, std::function<void(Outcome)>)> run;
};

class Methods {
 public:
  // `handler` answers before it returns. It runs on a worker thread, several at a time.
  template <std::derived_from<google::protobuf::Message> Request,
            std::derived_from<google::protobuf::Message> Response>
  void Handle(
      std::string name,
      std::type_identity_t<std::function<Answer<Response>(const Call&, const Request&)>> handler,
      MethodLimits limits = {}) {
    HandleLater<Request, Response>(
        std::move(name),
        [handler = std::move(handler)](const Call& call, Request request, Done<Response> done) {
          done(handler(call, request));
        },
        limits);
  }

  // `handler` starts on a worker thread and must not block there: it hands the work on (Push: to
  // the writer's queue) and the answer comes through `done` when the work is durable. The answer is
  // packed on a worker again, never on the thread that called `done`.
  template <std::derived_from<google::protobuf::Message> Request,
            std::derived_from<google::protobuf::Message> Response>
  void HandleLater(
      std::string name,
      std::type_identity_t<std::function<void(const Call&, Request, Done<Response>)>> handler,
      MethodLimits limits = {}) {
    Method method{.name = name,
                  .limits = limits,
                  .new_request = [] { return std::make_unique<Request>(); },
                  .run = {}};
    method.run = [handler = std::move(handler)](const Call& call,
                                                std::unique_ptr<Method::Message> request,
                                                std::function<void(Method::Outcome)> done) {
      handler(call, std::move(static_cast<Request&>(*request)),
              [done = std::move(done)](Answer<Response> answer) {
                if (!answer.ok()) return done(answer.failure());
                done(std::make_unique<Response>(std::move(answer).take()));
              });
    };
    Add(std::move(method));
  }

  // "/tilik.v1.SyncService/Push", or null.
  const Method* Find(std::string_view path) const;

 private:
  void Add(Method method);

  std::unordered_map<std::string, Method> by_path_;
};

}  // namespace tilik::http
