// A server on a free port with a few methods of the contract played by simple handlers:
//
//   Hello   answers a nonce of 32 'n'
//   Enrol   answers the code as the district's name, or fails as the code says ("denied", "busy" …)
//   Push    answers later, from a thread of its own, one receipt per body
//   Pull    waits until Open() is called: a call under way for as long as a test wants
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "sync-server/http/server.h"
#include "tests/unit/http/wire.h"

namespace tilik::http {

inline constexpr std::string_view kJson = "Content-Type: application/json\r\n";
inline constexpr std::string_view kProto = "Content-Type: application/proto\r\n";
inline constexpr std::string_view kHello = "/tilik.v1.SyncService/Hello";
inline constexpr std::string_view kEnrol = "/tilik.v1.SyncService/Enrol";
inline constexpr std::string_view kPush = "/tilik.v1.SyncService/Push";
inline constexpr std::string_view kPull = "/tilik.v1.SyncService/Pull";

class Office {
 public:
  explicit Office(ServerOptions options = {}, Site site = {});
  ~Office();

  Server& server() { return *server_; }
  std::uint16_t port() const { return server_->port(); }
  // One request on a connection of its own.
  std::optional<WireAnswer> Ask(std::string_view request);
  // Lets every Pull go, those that come later too.
  void OpenTheDoor();

  std::atomic<int> pushes = 0;                // that reached the handler
  std::atomic<std::size_t> pushed_bytes = 0;  // of the last one's bodies
  std::string last_token() const;

 private:
  void Register(Methods& methods);

  mutable std::mutex mutex_;
  std::condition_variable door_;
  bool door_open_ = false;
  std::string last_token_;
  std::vector<std::thread> writers_;
  std::unique_ptr<Server> server_;
};

}  // namespace tilik::http
