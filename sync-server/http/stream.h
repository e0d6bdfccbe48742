// A connected socket, plain or under TLS, read and written by one coroutine.
//
// TLS works on the socket itself (SSL_read between waits for readiness) and lets OpenSSL give its
// buffers back while nothing moves: asio's own ssl::stream keeps 68 kB per connection for ever,
// which would be 680 MB for ten thousand idle phones.
//
// Lives on one event loop; not thread-safe. Errors are not told apart: a stream that fails is over.
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "proto/contract/status.h"

namespace tilik::http {

struct FreeTls {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeTls>;

// TLS 1.2 or newer with this PEM chain and key. kInvalid names the file that does not serve.
Result<TlsContext> LoadTls(const std::string& certificate_file, const std::string& key_file);

class Stream {
 public:
  // `tls` null: plain. It must outlive the stream.
  Stream(boost::asio::ip::tcp::socket socket, SSL_CTX* tls);

  // False: no TLS came about. True at once on a plain stream.
  boost::asio::awaitable<bool> Handshake();
  // Waits, holding no buffer, until there is something to read (or an end to be read).
  boost::asio::awaitable<void> Readable();
  // At least one byte, or 0 when the stream is over.
  boost::asio::awaitable<std::size_t> Read(char* out, std::size_t capacity);
  // Some bytes of `bytes`, or 0 when the stream is over.
  boost::asio::awaitable<std::size_t> Write(std::string_view bytes);

  // Says that nothing more will be sent, so that the peer reads the last answer before the end.
  void FinishSending();
  // Ends whatever is waiting; every later call says that the stream is over. The socket itself
  // stays ours until destruction: OpenSSL knows it by number, and the number must not become
  // another's.
  void Close();

  // How long the peer may go on without getting further. The loop's timekeeper closes a stream that
  // is overdue, which costs no timer per connection.
  void Allow(std::chrono::steady_clock::duration patience) {
    deadline_ = std::chrono::steady_clock::now() + patience;
  }
  // Our own work is under way: the peer has nothing to hurry about.
  void AllowForever() { deadline_ = std::chrono::steady_clock::time_point::max(); }
  bool Overdue(std::chrono::steady_clock::time_point now) const { return now > deadline_; }

 private:
  // Waits for what OpenSSL wants after `result`; false when it is an error.
  boost::asio::awaitable<bool> Await(int result);

  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<SSL, FreeTls> session_;
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
};

}  // namespace tilik::http
