// Errors as values. Every function that can fail returns Status or Result<T>; exceptions do not
// cross a room's edge.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tilik {

// What kind of failure, so that a caller can act on it. The message is for a person: what is wrong
// and where.
enum class Code {
  kOk,
  kInvalid,      // the input breaks a rule; trying again will not help
  kNotFound,     //
  kConflict,     // something else got there first
  kDenied,       // wrong PIN, no permission, bad signature
  kUnavailable,  // no connection, server busy: try again later
  kStorage,      // disk full, I/O error
  kCorrupt,      // stored bytes are not what was written
  kUnsupported,  // well-formed, but newer than this program
};

class [[nodiscard]] Status {
 public:
  Status() = default;
  static Status Invalid(std::string message) { return {Code::kInvalid, std::move(message)}; }
  static Status NotFound(std::string message) { return {Code::kNotFound, std::move(message)}; }
  static Status Conflict(std::string message) { return {Code::kConflict, std::move(message)}; }
  static Status Denied(std::string message) { return {Code::kDenied, std::move(message)}; }
  static Status Unavailable(std::string message) {
    return {Code::kUnavailable, std::move(message)};
  }
  static Status Storage(std::string message) { return {Code::kStorage, std::move(message)}; }
  static Status Corrupt(std::string message) { return {Code::kCorrupt, std::move(message)}; }
  static Status Unsupported(std::string message) {
    return {Code::kUnsupported, std::move(message)};
  }

  bool ok() const { return code_ == Code::kOk; }
  Code code() const { return code_; }
  const std::string& message() const { return message_; }

 private:
  Status(Code code, std::string message) : code_(code), message_(std::move(message)) {}

  Code code_ = Code::kOk;
  std::string message_;
};

// Ends the program in words. For invariants of our own code only, never for input.
[[noreturn]] inline void Panic(std::string_view what, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: invariant broken: %.*s\n", file, line, static_cast<int>(what.size()),
               what.data());
  std::abort();
}

// Assertions that stay on in every build and say in words what must be true.
#define TILIK_CHECK(condition, words)                            \
  do {                                                           \
    if (!(condition)) ::tilik::Panic(words, __FILE__, __LINE__); \
  } while (false)

// A T, or the reason why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:  // NOLINTBEGIN(google-explicit-constructor)
  Result(T value)
      : value_(std::move(value)) {
  }  // implicit, so that `return value;` and `return status;` read as what they mean
  Result(Status status) : status_(std::move(status)) {
    TILIK_CHECK(!status_.ok(), "a Result without a value names an error");
  }  // NOLINTEND(google-explicit-constructor)

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }

  const T& value() const& {
    TILIK_CHECK(ok(), status_.message());
    return *value_;
  }
  T& value() & {
    TILIK_CHECK(ok(), status_.message());
    return *value_;
  }
  T&& value() && {
    TILIK_CHECK(ok(), status_.message());
    return *std::move(value_);
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

 private:
  Status status_;
  std::optional<T> value_;
};

#define TILIK_JOIN_INNER(a, b) a##b
#define TILIK_JOIN(a, b) TILIK_JOIN_INNER(a, b)

// Returns from the enclosing function when `expression` (a Status) failed.
#define TILIK_RETURN_IF_ERROR(expression) \
  TILIK_RETURN_IF_ERROR_INNER(TILIK_JOIN(tilik_status_, __COUNTER__), expression)
#define TILIK_RETURN_IF_ERROR_INNER(status, expression)                     \
  do {                                                                      \
    if (::tilik::Status status = (expression); !status.ok()) return status; \
  } while (false)

// TILIK_ASSIGN_OR_RETURN(auto page, ReadPage(n)): the value, or return from the enclosing function
// with the error.
#define TILIK_ASSIGN_OR_RETURN(target, expression) \
  TILIK_ASSIGN_OR_RETURN_INNER(TILIK_JOIN(tilik_result_, __COUNTER__), target, expression)
#define TILIK_ASSIGN_OR_RETURN_INNER(result, target, expression) \
  auto result = (expression);                                    \
  if (!result.ok()) return result.status();                      \
  target = *std::move(result)

}  // namespace tilik
