#include "tests/scenario/line.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace tilik::scenario {
namespace {

constexpr std::size_t kPiece = 16 * 1024;

sockaddr_in LocalAddress(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  address.sin_port = ::htons(static_cast<std::uint16_t>(port));
  return address;
}

int Socket() { return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }

bool SendAll(int to, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(to, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

// Both sides hear the end at once; the descriptors stay until the threads are joined.
void Break(int phone, int server) {
  ::shutdown(phone, SHUT_RDWR);
  ::shutdown(server, SHUT_RDWR);
}

}  // namespace

Line::Line() {
  listener_ = Socket();
  const int one = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  sockaddr_in address = LocalAddress(0);
  socklen_t size = sizeof address;
  const bool bound =
      ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      ::listen(listener_, 64) == 0 &&
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  EXPECT_TRUE(bound) << "no port is free on 127.0.0.1";
  port_ = ::ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

Line::~Line() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    changed_.notify_all();
  }
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  for (Connection& connection : connections_) {
    Break(connection.phone, connection.server);
    connection.up.join();
    connection.down.join();
    ::close(connection.phone);
    ::close(connection.server);
  }
}

std::string Line::Address() const { return "http://127.0.0.1:" + std::to_string(port_); }

void Line::SetWeather(Weather weather) {
  weather_ = weather;
  sent_ = 0;
  received_ = 0;
  changed_.notify_all();
}

void Line::Clear() {
  const std::lock_guard lock(mutex_);
  SetWeather(Weather::kClear);
}

void Line::NoSignal() {
  const std::lock_guard lock(mutex_);
  SetWeather(Weather::kNoSignal);
  for (Connection& connection : connections_) Break(connection.phone, connection.server);
}

void Line::BreakAfterSending(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  SetWeather(Weather::kBreakSending);
  limit_ = bytes;
}

void Line::BreakAfterReceiving(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  SetWeather(Weather::kBreakReceiving);
  limit_ = bytes;
}

void Line::LoseAnswersTo(const std::string& method) {
  const std::lock_guard lock(mutex_);
  SetWeather(Weather::kLoseAnswers);
  word_ = "/" + method + " ";
}

void Line::StandStill() {
  const std::lock_guard lock(mutex_);
  SetWeather(Weather::kStill);
}

bool Line::HoldsSomething() const {
  const std::lock_guard lock(mutex_);
  return held_ > 0;
}

void Line::Slowly(std::chrono::milliseconds delay) {
  const std::lock_guard lock(mutex_);
  SetWeather(Weather::kSlow);
  delay_ = delay;
}

void Line::GarbleSending(std::uint64_t at) {
  const std::lock_guard lock(mutex_);
  SetWeather(Weather::kGarbleSending);
  limit_ = at;
}

void Line::GarbleReceiving(std::uint64_t at) {
  const std::lock_guard lock(mutex_);
  SetWeather(Weather::kGarbleReceiving);
  limit_ = at;
}

void Line::CaptivePortal() {
  const std::lock_guard lock(mutex_);
  SetWeather(Weather::kStranger);
  const std::string page = "<html><body>Masukkan nomor voucher WiFi Anda</body></html>";
  word_ = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: " +
          std::to_string(page.size()) + "\r\n\r\n" + page;
}

void Line::BadGateway() {
  const std::lock_guard lock(mutex_);
  SetWeather(Weather::kStranger);
  word_ =
      "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nConnection: close\r\n"
      "Content-Length: 11\r\n\r\nBad Gateway";
}

// Of "POST /tilik.v1.SyncService/Push HTTP/1.1" the method, of "PATCH /files/ab… HTTP/1.1" "files".
std::string Line::UnderWay() const {
  const std::lock_guard lock(mutex_);
  for (const Connection& connection : connections_) {
    const std::string head = connection.request.substr(0, connection.request.find("\r\n"));
    const std::size_t path = head.find('/');
    if (connection.ended > 0 || path == std::string::npos) continue;
    if (head.compare(path, 6, "/files") == 0) return "files";
    const std::size_t method = head.find('/', path + 1);
    if (method != std::string::npos) {
      return head.substr(method + 1, head.find(' ', method) - method - 1);
    }
  }
  return "";
}

std::uint64_t Line::bytes_sent() const {
  const std::lock_guard lock(mutex_);
  return sent_;
}

std::uint64_t Line::bytes_received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

void Line::Accept() {
  while (!closing_) {
    const int phone = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (phone < 0) continue;
    const std::lock_guard lock(mutex_);
    SweepEnded();
    if (closing_ || weather_ == Weather::kNoSignal) {
      ::close(phone);
    } else if (weather_ == Weather::kStranger) {
      AnswerInstead(phone);
    } else {
      Open(phone);
    }
  }
}

void Line::Open(int phone) {
  const int server = Socket();
  sockaddr_in address = LocalAddress(server_port_);
  if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(server);
    ::close(phone);
    return;
  }
  const int one = 1;
  ::setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  ::setsockopt(phone, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  Connection& connection = connections_.emplace_back();
  connection.phone = phone;
  connection.server = server;
  connection.up = std::thread([this, &connection] { CarryUp(connection); });
  connection.down = std::thread([this, &connection] { CarryDown(connection); });
}

// One head is all a client of ours sends before it listens; its body may stay unread.
void Line::AnswerInstead(int phone) {
  pollfd file{phone, POLLIN, 0};
  ::poll(&file, 1, 1'000);
  std::array<char, kPiece> unread;
  ::recv(phone, unread.data(), unread.size(), MSG_DONTWAIT);
  SendAll(phone, word_.data(), word_.size());
  ::shutdown(phone, SHUT_WR);
  ::poll(&file, 1, 1'000);
  ::close(phone);
}

std::size_t Line::Passing(const Way& way, char* bytes, std::size_t size, bool* breaks) {
  std::unique_lock lock(mutex_);
  ++held_;
  changed_.wait(lock, [this] { return closing_ || weather_ != Weather::kStill; });
  if (weather_ == Weather::kSlow) {
    changed_.wait_for(lock, delay_, [this] { return closing_ || weather_ != Weather::kSlow; });
  }
  --held_;
  std::size_t passing = size;
  if (weather_ == way.breaking && *way.count + size >= limit_) {
    passing = static_cast<std::size_t>(limit_ - *way.count);
    *breaks = true;
    weather_ = Weather::kNoSignal;
  }
  if (weather_ == way.garbling && *way.count + size > limit_) {
    bytes[limit_ - *way.count] ^= 0x10;
    weather_ = Weather::kClear;
  }
  *way.count += passing;
  return passing;
}

void Line::CarryUp(Connection& connection) {
  const Way way{Weather::kBreakSending, Weather::kGarbleSending, &sent_};
  std::array<char, kPiece> bytes;
  for (bool breaks = false; !breaks;) {
    const ssize_t size = ::recv(connection.phone, bytes.data(), bytes.size(), 0);
    if (size <= 0) break;
    {
      const std::lock_guard lock(mutex_);
      connection.request.append(bytes.data(), static_cast<std::size_t>(size));
    }
    const std::size_t passing = Passing(way, bytes.data(), static_cast<std::size_t>(size), &breaks);
    if (!SendAll(connection.server, bytes.data(), passing)) break;
  }
  Break(connection.phone, connection.server);
  ++connection.ended;
}

void Line::CarryDown(Connection& connection) {
  const Way way{Weather::kBreakReceiving, Weather::kGarbleReceiving, &received_};
  std::array<char, kPiece> bytes;
  for (bool breaks = false; !breaks;) {
    const ssize_t size = ::recv(connection.server, bytes.data(), bytes.size(), 0);
    if (size <= 0 || IsLost(connection)) break;
    const std::size_t passing = Passing(way, bytes.data(), static_cast<std::size_t>(size), &breaks);
    if (!SendAll(connection.phone, bytes.data(), passing)) break;
  }
  Break(connection.phone, connection.server);
  ++connection.ended;
}

// The server has the whole request, for it is answering.
bool Line::IsLost(Connection& connection) {
  const std::lock_guard lock(mutex_);
  const std::string asked = std::exchange(connection.request, "");
  return weather_ == Weather::kLoseAnswers && asked.find(word_) != std::string::npos;
}

void Line::SweepEnded() {
  for (auto connection = connections_.begin(); connection != connections_.end();) {
    if (connection->ended < 2) {
      ++connection;
      continue;
    }
    connection->up.join();
    connection->down.join();
    ::close(connection->phone);
    ::close(connection->server);
    connection = connections_.erase(connection);
  }
}

}  // namespace tilik::scenario
