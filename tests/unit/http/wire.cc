#include "tests/unit/http/wire.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "proto/contract/status.h"

namespace tilik::http {

Wire::Wire(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int connected = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  TILIK_CHECK(connected == 0, "the server under test listens");
}

Wire::Wire(Wire&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), input_(std::move(other.input_)) {}

Wire& Wire::operator=(Wire&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(input_, other.input_);
  return *this;
}

Wire::~Wire() { Close(); }

void Wire::Close() {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

bool Wire::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Wire::Fill(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  pollfd ready{socket_, POLLIN, 0};
  if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return false;
  char piece[16 * 1024];
  const ssize_t size = ::recv(socket_, piece, sizeof piece, 0);
  if (size <= 0) return false;
  input_.append(piece, static_cast<std::size_t>(size));
  return true;
}

std::optional<WireAnswer> Wire::Receive(bool to_head_request, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::size_t head_end = 0;
  while ((head_end = input_.find("\r\n\r\n")) == std::string::npos) {
    if (!Fill(deadline)) return std::nullopt;
  }
  WireAnswer answer;
  answer.head_bytes = head_end + 4;
  std::string_view head = std::string_view(input_).substr(0, head_end + 2);
  answer.status = std::stoi(std::string(head.substr(9, 3)));
  head.remove_prefix(head.find("\r\n") + 2);
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    const std::size_t colon = line.find(": ");
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    answer.fields[name] = std::string(line.substr(colon + 2));
    head.remove_prefix(line.size() + 2);
  }
  std::size_t length = 0;
  if (!to_head_request && !answer.Field("content-length").empty()) {
    length = std::stoul(answer.Field("content-length"));
  }
  while (input_.size() < answer.head_bytes + length) {
    if (!Fill(deadline)) return std::nullopt;
  }
  answer.body = input_.substr(answer.head_bytes, length);
  input_.erase(0, answer.head_bytes + length);
  return answer;
}

bool Wire::ClosedWithin(std::chrono::milliseconds patience) {
  pollfd ready{socket_, POLLIN, 0};
  if (::poll(&ready, 1, static_cast<int>(patience.count())) <= 0) return false;
  char byte = 0;
  return ::recv(socket_, &byte, 1, 0) <= 0;
}

std::string Post(std::string_view path, std::string_view fields, std::string_view body) {
  std::string request = "POST ";
  request += path;
  request += " HTTP/1.1\r\nHost: t\r\n";
  request += fields;
  request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  request += body;
  return request;
}

}  // namespace tilik::http
