#include "sync-server/http/request_reader.h"

#include <boost/beast/http/error.hpp>
#include <boost/none.hpp>
#include <chrono>

namespace tilik::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast::http;

constexpr std::size_t kHeadPiece = 2 * 1024;
constexpr std::size_t kBodyPiece = 16 * 1024;
constexpr std::size_t kLingerBytes = 256 * 1024;
constexpr std::chrono::seconds kLingerTime{2};

}  // namespace

asio::awaitable<bool> RequestReader::Fill(std::size_t piece) {
  const std::size_t before = input_.size();
  input_.resize(before + piece);
  const std::size_t size = co_await stream_.Read(input_.data() + before, piece);
  input_.resize(before + size);
  bytes_received_ += size;
  co_return size > 0;
}

asio::awaitable<RequestReader::Outcome> RequestReader::ReadHead() {
  parser_.reset();
  if (input_.empty()) {
    std::string().swap(input_);
    stream_.Allow(limits_.idle_timeout);
    waiting_ = true;
    co_await stream_.Readable();
    waiting_ = false;
  }
  stream_.Allow(limits_.head_timeout);
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(limits_.max_head_bytes));
  parser_->body_limit(boost::none);
  for (;;) {
    boost::system::error_code error;
    if (!input_.empty()) {
      input_.erase(0, parser_->put(asio::buffer(input_), error));
      if (error == beast::error::header_limit) co_return Outcome::kTooLarge;
      if (error && error != beast::error::need_more) co_return Outcome::kInvalid;
      if (parser_->is_header_done()) {
        progress_from_ = bytes_received_;
        stream_.Allow(limits_.progress_timeout);
        co_return Outcome::kRead;
      }
    }
    const bool begun = !input_.empty();
    if (!co_await Fill(kHeadPiece)) co_return begun ? Outcome::kBroken : Outcome::kEnd;
  }
}

std::optional<std::uint64_t> RequestReader::declared_length() const {
  const auto length = parser_->content_length();
  if (!length) return std::nullopt;
  return *length;
}

asio::awaitable<RequestReader::Outcome> RequestReader::ReadBody(char* out, std::size_t capacity,
                                                                std::size_t& size) {
  size = 0;
  if (parser_->is_done()) co_return Outcome::kEnd;
  if (Field(head(), "Expect") == "100-continue" && input_.empty()) {
    parser_->get().erase(beast::field::expect);
    if (co_await stream_.Write("HTTP/1.1 100 Continue\r\n\r\n") == 0) co_return Outcome::kBroken;
  }
  auto& body = parser_->get().body();
  body.data = out;
  body.size = capacity;
  body.more = true;
  for (;;) {
    if (!input_.empty()) {
      boost::system::error_code error;
      input_.erase(0, parser_->put(asio::buffer(input_), error));
      size = capacity - body.size;
      if (error && error != beast::error::need_more && error != beast::error::need_buffer) {
        co_return Outcome::kInvalid;
      }
      if (size > 0) co_return Outcome::kRead;
      if (parser_->is_done()) co_return Outcome::kEnd;
      if (!error) continue;
    }
    if (bytes_received_ - progress_from_ >= limits_.progress_bytes) {
      progress_from_ = bytes_received_;
      stream_.Allow(limits_.progress_timeout);
    }
    if (!co_await Fill(kBodyPiece)) co_return Outcome::kBroken;
  }
}

asio::awaitable<void> RequestReader::Linger() {
  stream_.FinishSending();
  stream_.Allow(kLingerTime);
  std::string().swap(input_);
  for (std::size_t read = 0; read < kLingerBytes; read += input_.size()) {
    input_.clear();
    if (!co_await Fill(kBodyPiece)) break;
  }
}

}  // namespace tilik::http
