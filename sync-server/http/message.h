// One HTTP request's head and one answer, as the rooms between socket and service pass them on.
#pragma once

#include <boost/beast/http/message.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilik::http {

// Start line and fields, at most 16 KiB; Beast has already refused what is not HTTP.
using Head = boost::beast::http::request_header<>;

// The value of a field, empty when absent. Valid as long as `head`.
inline std::string_view Field(const Head& head, std::string_view name) {
  const auto field = head.find(boost::beast::string_view(name.data(), name.size()));
  if (field == head.end()) return {};
  return {field->value().data(), field->value().size()};
}

// The target without its query, which may carry what must not reach a log.
inline std::string_view Path(const Head& head) {
  const std::string_view target(head.target().data(), head.target().size());
  return target.substr(0, target.find('?'));
}

// An answer. Content-Length and Connection are added on the wire; there is no Date and no Server,
// because 60 bytes in each answer are a fifth of what an idle sync may cost.
struct Response {
  int status = 200;
  std::string content_type;                                      // empty: none
  std::vector<std::pair<std::string_view, std::string>> fields;  // names are literals
  std::string body;
};

inline Response PlainText(int status, std::string text) {
  return {.status = status, .content_type = "text/plain", .fields = {}, .body = std::move(text)};
}

}  // namespace tilik::http
