// Takes requests off a stream, one after the other: head, then body piece by piece.
//
// Holds no memory between requests; at most 16 KiB of head and read-ahead while one is under way.
// Enforces the slow-client rules of limits.h. Not thread-safe: lives with its stream on one loop.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "sync-server/http/limits.h"
#include "sync-server/http/message.h"
#include "sync-server/http/stream.h"

namespace tilik::http {

class RequestReader {
 public:
  RequestReader(Stream& stream, const Limits& limits) : stream_(stream), limits_(limits) {}

  enum class Outcome {
    kRead,      // there is a head, a piece of body
    kEnd,       // the peer has closed (before a head), the body is complete (after one)
    kBroken,    // the stream ended or stood still in the middle
    kTooLarge,  // the head is above max_head_bytes
    kInvalid,   // not HTTP/1
  };

  // Waits for a request and reads its head. kRead makes head() valid until the next call.
  boost::asio::awaitable<Outcome> ReadHead();
  const Head& head() const { return parser_->get().base(); }
  bool keep_alive() const { return parser_->keep_alive(); }
  std::optional<std::uint64_t> declared_length() const;

  // kRead: `size` > 0 bytes are in `out`. Asks the peer to go on first when it waits for that.
  boost::asio::awaitable<Outcome> ReadBody(char* out, std::size_t capacity, std::size_t& size);
  // The whole request has been read: the stream stands at the next one.
  bool complete() const { return parser_.has_value() && parser_->is_done(); }
  // Reads on and forgets, so that a peer still sending gets to see the answer, not a reset.
  boost::asio::awaitable<void> Linger();

  bool waiting() const { return waiting_; }  // between two requests
  std::uint64_t bytes_received() const { return bytes_received_; }

 private:
  boost::asio::awaitable<bool> Fill(std::size_t piece);

  Stream& stream_;
  const Limits& limits_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::buffer_body>> parser_;
  std::string input_;  // received, not yet parsed
  std::uint64_t bytes_received_ = 0;
  std::uint64_t progress_from_ = 0;
  bool waiting_ = false;
};

}  // namespace tilik::http
