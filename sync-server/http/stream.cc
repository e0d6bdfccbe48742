#include "sync-server/http/stream.h"

#include <openssl/err.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

namespace tilik::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kQuietly = asio::as_tuple(asio::use_awaitable);

}  // namespace

Result<TlsContext> LoadTls(const std::string& certificate_file, const std::string& key_file) {
  // OpenSSL writes to the socket without MSG_NOSIGNAL; a phone that hangs up must not end us.
  std::signal(SIGPIPE, SIG_IGN);
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  TILIK_CHECK(context != nullptr, "OpenSSL has memory for one context");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // One ticket instead of two saves 250 bytes per connection; a phone resumes one session at a
  // time.
  SSL_CTX_set_num_tickets(context.get(), 1);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_file.c_str()) != 1) {
    return Status::Invalid("no usable certificate in " + certificate_file);
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return Status::Invalid("no usable key for that certificate in " + key_file);
  }
  return context;
}

Stream::Stream(tcp::socket socket, SSL_CTX* tls) : socket_(std::move(socket)) {
  boost::system::error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  if (tls == nullptr) return;
  socket_.native_non_blocking(true, ignored);
  session_.reset(SSL_new(tls));
  if (session_ != nullptr) SSL_set_fd(session_.get(), socket_.native_handle());
}

asio::awaitable<bool> Stream::Await(int result) {
  const int wanted = SSL_get_error(session_.get(), result);
  if (wanted == SSL_ERROR_WANT_READ) {
    const auto [error] = co_await socket_.async_wait(tcp::socket::wait_read, kQuietly);
    co_return !error;
  }
  if (wanted == SSL_ERROR_WANT_WRITE) {
    const auto [error] = co_await socket_.async_wait(tcp::socket::wait_write, kQuietly);
    co_return !error;
  }
  co_return false;
}

asio::awaitable<bool> Stream::Handshake() {
  if (session_ == nullptr) co_return true;
  for (;;) {
    ERR_clear_error();
    const int result = SSL_accept(session_.get());
    if (result == 1) co_return true;
    if (!co_await Await(result)) co_return false;
  }
}

asio::awaitable<void> Stream::Readable() {
  if (session_ != nullptr && SSL_pending(session_.get()) > 0) co_return;
  co_await socket_.async_wait(tcp::socket::wait_read, kQuietly);
}

asio::awaitable<std::size_t> Stream::Read(char* out, std::size_t capacity) {
  if (session_ == nullptr) {
    const auto [error, size] =
        co_await socket_.async_read_some(asio::buffer(out, capacity), kQuietly);
    co_return error ? 0 : size;
  }
  for (;;) {
    ERR_clear_error();
    std::size_t size = 0;
    const int result = SSL_read_ex(session_.get(), out, capacity, &size);
    if (result == 1) co_return size;
    if (!co_await Await(result)) co_return 0;
  }
}

asio::awaitable<std::size_t> Stream::Write(std::string_view bytes) {
  if (session_ == nullptr) {
    const auto [error, size] =
        co_await socket_.async_write_some(asio::buffer(bytes.data(), bytes.size()), kQuietly);
    co_return error ? 0 : size;
  }
  for (;;) {
    ERR_clear_error();
    std::size_t size = 0;
    const int result = SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &size);
    if (result == 1) co_return size;
    if (!co_await Await(result)) co_return 0;
  }
}

void Stream::FinishSending() {
  if (session_ != nullptr && SSL_is_init_finished(session_.get())) {
    ERR_clear_error();
    SSL_shutdown(session_.get());
  }
  boost::system::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

void Stream::Close() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
}

}  // namespace tilik::http
