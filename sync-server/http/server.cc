#include "sync-server/http/server.h"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>
#include <unordered_set>
#include <vector>

#include "sync-server/http/connection.h"

namespace tilik::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kQuietly = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kTick{250};
constexpr std::chrono::milliseconds kAfterFailedAccept{100};

void AllowManyFiles() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == files.rlim_max) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

std::string AddressOf(const tcp::socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? std::string() : endpoint.address().to_string();
}

void ReportEscape(std::exception_ptr escaped) {
  if (!escaped) return;
  try {
    std::rethrow_exception(escaped);
  } catch (const std::exception& error) {
    spdlog::error("a connection ended by an exception: {}", error.what());
  }
}

// One thread and the connections that live on it.
class Loop {
 public:
  Loop() {
    asio::co_spawn(context_, KeepTime(), ReportEscape);
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Loop() { Stop(); }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  asio::io_context& context() { return context_; }

  // From any thread.
  void Adopt(Shared& shared, tcp::socket socket, SSL_CTX* tls) {
    asio::co_spawn(context_, Serve(shared, std::move(socket), tls), ReportEscape);
  }
  template <typename Action>
  void ForEach(Action action) {
    asio::post(context_, [this, action] {
      for (Connection* connection : connections_) action(*connection);
    });
  }
  void Stop() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  asio::awaitable<void> Serve(Shared& shared, tcp::socket socket, SSL_CTX* tls) {
    std::string peer = AddressOf(socket);
    const auto connection =
        std::make_unique<Connection>(shared, Stream(std::move(socket), tls), std::move(peer));
    connections_.insert(connection.get());
    co_await connection->Run();
    connections_.erase(connection.get());
  }

  asio::awaitable<void> KeepTime() {
    asio::steady_timer timer(context_);
    for (;;) {
      timer.expires_after(kTick);
      co_await timer.async_wait(kQuietly);
      const auto now = std::chrono::steady_clock::now();
      for (Connection* connection : connections_) connection->CloseIfOverdue(now);
    }
  }

  // Declared before the context: coroutines still in it when it goes take themselves off no list.
  std::unordered_set<Connection*> connections_;
  asio::io_context context_{1};
  std::thread thread_;
};

}  // namespace

class Server::Engine {
 public:
  Engine(const ServerOptions& options, Site site, TlsContext tls)
      : shared_(options.limits, std::move(site), options.workers),
        tls_(std::move(tls)),
        loops_(static_cast<std::size_t>(options.loops)),
        acceptor_(loops_.front().context()) {}
  ~Engine() { Stop(); }

  Status Listen(const ServerOptions& options);
  std::uint16_t port() const { return port_; }
  void Stop();

 private:
  asio::awaitable<void> Accept();

  Shared shared_;
  const TlsContext tls_;
  std::vector<Loop> loops_;
  tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  bool stopped_ = false;
};

Status Server::Engine::Listen(const ServerOptions& options) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) return Status::Invalid("not an address to listen on: " + options.address);
  const tcp::endpoint endpoint(address, options.port);
  const std::string where = options.address + " port " + std::to_string(options.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use) {
    return Status::Conflict("another program listens on " + where);
  }
  if (error) return Status::Invalid("cannot listen on " + where + ": " + error.message());
  port_ = acceptor_.local_endpoint().port();
  asio::co_spawn(acceptor_.get_executor(), Accept(), ReportEscape);
  return {};
}

asio::awaitable<void> Server::Engine::Accept() {
  for (std::size_t next = 0; !shared_.stopping; next = (next + 1) % loops_.size()) {
    auto [error, socket] = co_await acceptor_.async_accept(loops_[next].context(), kQuietly);
    if (shared_.stopping) co_return;
    if (error) {
      // Out of descriptors, most likely; whoever goes next gives one back.
      spdlog::warn("cannot accept a connection: {}", error.message());
      asio::steady_timer pause(acceptor_.get_executor(), kAfterFailedAccept);
      co_await pause.async_wait(kQuietly);
    } else if (shared_.connections >= shared_.limits.max_connections) {
      shared_.metrics.TurnedAway();
    } else {
      loops_[next].Adopt(shared_, std::move(socket), tls_.get());
    }
  }
}

void Server::Engine::Stop() {
  if (stopped_) return;
  stopped_ = true;
  const auto deadline = std::chrono::steady_clock::now() + shared_.limits.stop_grace;
  shared_.stopping = true;
  asio::post(acceptor_.get_executor(), [this] {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
  });
  for (Loop& loop : loops_) loop.ForEach([](Connection& one) { one.CloseIfIdle(); });
  while (shared_.connections > 0 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  shared_.workers.Stop();
  for (Loop& loop : loops_) loop.Stop();
}

Server::Server(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Server::~Server() = default;
std::uint16_t Server::port() const { return engine_->port(); }
void Server::Stop() { engine_->Stop(); }

Result<std::unique_ptr<Server>> Server::Start(const ServerOptions& options, Site site) {
  TILIK_CHECK(options.loops > 0 && options.workers > 0, "a server has threads");
  TlsContext tls;
  if (!options.certificate_file.empty() || !options.key_file.empty()) {
    TILIK_ASSIGN_OR_RETURN(tls, LoadTls(options.certificate_file, options.key_file));
  }
  AllowManyFiles();
  auto engine = std::make_unique<Engine>(options, std::move(site), std::move(tls));
  TILIK_RETURN_IF_ERROR(engine->Listen(options));
  return std::unique_ptr<Server>(new Server(std::move(engine)));
}

}  // namespace tilik::http
