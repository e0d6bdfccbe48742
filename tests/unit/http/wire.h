// A peer on a plain socket that sends exactly the bytes a test wants and reads answers as they
// come.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tilik::http {

struct WireAnswer {
  int status = 0;
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
  std::size_t head_bytes = 0;

  std::string Field(const std::string& name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
  }
};

class Wire {
 public:
  explicit Wire(std::uint16_t port);
  ~Wire();
  Wire(Wire&& other) noexcept;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  Wire& operator=(Wire&& other) noexcept;

  // False when the server has closed meanwhile.
  bool Send(std::string_view bytes);
  // Nothing when the server closes, or is silent for `patience`, before a whole answer is there.
  std::optional<WireAnswer> Receive(
      bool to_head_request = false,
      std::chrono::milliseconds patience = std::chrono::milliseconds(10'000));
  // True when the server ends the connection within `patience` without another byte.
  bool ClosedWithin(std::chrono::milliseconds patience);
  void Close();

 private:
  bool Fill(std::chrono::steady_clock::time_point deadline);

  int socket_ = -1;
  std::string input_;
};

// "POST path" with these fields ("Name: value\r\n…") and a Content-Length.
std::string Post(std::string_view path, std::string_view fields, std::string_view body);

}  // namespace tilik::http
