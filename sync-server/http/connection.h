// One peer's connection: reads a request, finds who answers it, writes the answer, and again.
//
// Lives on one loop. Kept alive by its own coroutine; the loop knows it only to close it when it is
// overdue or when the server stops.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "sync-server/http/connect_protocol.h"
#include "sync-server/http/memory_budget.h"
#include "sync-server/http/message.h"
#include "sync-server/http/metrics.h"
#include "sync-server/http/request_reader.h"
#include "sync-server/http/server.h"
#include "sync-server/http/stream.h"
#include "sync-server/http/workers.h"

namespace tilik::http {

// What all connections of a server share.
struct Shared {
  Shared(const Limits& limits_in, Site site_in, int worker_threads)
      : limits(limits_in),
        site(std::move(site_in)),
        metrics(site.metrics),
        body_memory(limits.max_body_memory),
        workers(static_cast<std::size_t>(worker_threads)) {}

  const Limits limits;
  const Site site;
  Metrics metrics;
  MemoryBudget body_memory;
  std::atomic<std::size_t> connections = 0;
  std::atomic<bool> stopping = false;
  Workers workers;
};

class Connection {
 public:
  Connection(Shared& shared, Stream stream, std::string peer);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  boost::asio::awaitable<void> Run();

  // --- for the loop that owns it ---
  void CloseIfOverdue(std::chrono::steady_clock::time_point now) {
    if (stream_.Overdue(now)) stream_.Close();
  }
  void CloseIfIdle() {
    if (reader_.waiting()) stream_.Close();
  }
  void Close() { stream_.Close(); }

 private:
  // One request and its answer. False: the connection has ended.
  boost::asio::awaitable<bool> ServeOne();
  // The answer, or nothing when the peer broke off in its request.
  boost::asio::awaitable<std::optional<Response>> AnswerTo(const Head& head, std::string& label);
  boost::asio::awaitable<std::optional<Response>> AnswerCall(const Method& method);
  boost::asio::awaitable<std::optional<Response>> AnswerUpload();
  boost::asio::awaitable<std::optional<Response>> TakeBytes(Patch patch);
  boost::asio::awaitable<Response> OnWorker(std::function<Response()> work);
  // The whole body; or the response that refuses it, or nothing when the peer broke off.
  struct Body;
  boost::asio::awaitable<std::optional<Response>> ReadWhole(std::size_t limit, Body& body);
  boost::asio::awaitable<bool> Write(const Response& response, bool keep_alive, bool head_only);
  boost::asio::awaitable<bool> WriteAll(std::string_view bytes);
  Call CallOf(const Head& head) const;

  Shared& shared_;
  Stream stream_;
  RequestReader reader_;
  const std::string peer_;
  std::uint64_t bytes_sent_ = 0;
};

}  // namespace tilik::http
