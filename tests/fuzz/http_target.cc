// A connection's bytes, in pieces as a phone on 2G sends them: the real request reader, Connect
// protocol and tus uploads, over a pair of sockets that never leave this process. Whatever comes,
// the connection ends, and all it says is HTTP.
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>

#include "proto/contract/compression.h"
#include "sync-server/http/connection.h"
#include "tests/fuzz/message_target.h"
#include "tests/fuzz/scratch_folder.h"

namespace tilik::fuzz {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kQuietly = asio::as_tuple(asio::use_awaitable);
constexpr int kMaxRequests = 6;
constexpr std::size_t kMaxPhoto = 16 * 1024;

template <typename Request, typename Response>
void Echo(http::Methods& methods, const std::string& name) {
  methods.Handle<Request, Response>(
      "tilik.v1.SyncService/" + name,
      [](const http::Call& call, const Request& request) -> http::Answer<Response> {
        if (call.token == "x") return Status::Denied("prove who you are");
        Response response;
        // As much of the question as the answer has room for.
        static_cast<void>(response.ParsePartialFromString(request.SerializePartialAsString()));
        return response;
      },
      {.max_body_bytes = 32 * 1024, .max_plain_bytes = 64 * 1024, .response_level = 1});
}

struct Office {
  Office() : photos(OpenStore()), shared(http::Limits(), SiteOf(photos.get()), 1) {}

  static std::unique_ptr<http::FileAttachmentStore> OpenStore() {
    auto store = http::FileAttachmentStore::Open(ScratchFolder() / "photos", std::string(32, 'k'),
                                                 kMaxPhoto);
    TILIK_CHECK(store.ok(), "photos can be kept");
    return *std::move(store);
  }
  static http::Site SiteOf(http::AttachmentStore* photos) {
    http::Site site;
    Echo<v1::EnrolRequest, v1::EnrolResponse>(site.methods, "Enrol");
    Echo<v1::HelloRequest, v1::HelloResponse>(site.methods, "Hello");
    Echo<v1::OpenRequest, v1::OpenResponse>(site.methods, "Open");
    Echo<v1::PushRequest, v1::PushResponse>(site.methods, "Push");
    Echo<v1::PullRequest, v1::PullResponse>(site.methods, "Pull");
    site.attachments.store = photos;
    site.attachments.max_bytes = kMaxPhoto;
    site.attachments.may_upload = [](const http::Call& call) {
      return call.token == "x" ? Status::Denied("prove who you are") : Status();
    };
    return site;
  }

  std::unique_ptr<http::FileAttachmentStore> photos;
  http::Shared shared;
};

std::string BytesOf(const WireRequest& request) {
  if (!request.raw().empty()) return request.raw();
  std::string bytes = request.start() + "\r\n";
  for (const WireField& field : request.fields()) {
    bytes += field.name() + ": " + field.value() + "\r\n";
  }
  const std::string body = request.packed() ? Compress(request.body(), 1) : request.body();
  if (request.packed()) bytes += "Content-Encoding: zstd\r\n";
  if (request.chunked()) {
    bytes += "Transfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < body.size(); at += 100) {
      const std::string piece = body.substr(at, 100);
      char size[16];
      std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
      bytes += size + piece + "\r\n";
    }
    return bytes + "0\r\n\r\n";
  }
  if (!request.without_length()) {
    bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  return bytes + "\r\n" + body;
}

asio::awaitable<void> Serve(http::Shared& shared, tcp::socket socket) {
  http::Connection connection(shared, http::Stream(std::move(socket), nullptr), "peer");
  co_await connection.Run();
}

asio::awaitable<void> Send(tcp::socket& socket, const std::vector<std::string>& pieces) {
  for (const std::string& piece : pieces) {
    const auto [error, size] = co_await asio::async_write(socket, asio::buffer(piece), kQuietly);
    if (error) co_return;
  }
  boost::system::error_code ignored;
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> Hear(tcp::socket& socket, std::string& heard) {
  char piece[4096];
  for (;;) {
    const auto [error, size] = co_await socket.async_read_some(asio::buffer(piece), kQuietly);
    if (error) co_return;
    heard.append(piece, size);
  }
}

void Talk(const Wire& wire) {
  static auto* office = new Office;
  static const RemovesScratchFolder removes;
  std::vector<std::string> pieces;
  for (int i = 0; i < std::min(wire.requests_size(), kMaxRequests); ++i) {
    pieces.push_back(BytesOf(wire.requests(i)));
  }
  int ends[2];
  TILIK_CHECK(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0, "a pair of sockets");
  // As long as the process, as the server's own: a worker may answer after the call's time is over.
  static auto* const everlasting = new asio::io_context{1};
  asio::io_context& loop = *everlasting;
  loop.restart();
  tcp::socket server(loop), phone(loop);
  server.assign(tcp::v4(), ends[0]);
  phone.assign(tcp::v4(), ends[1]);
  std::string heard;
  asio::co_spawn(loop, Serve(office->shared, std::move(server)), asio::detached);
  asio::co_spawn(loop, Send(phone, pieces), asio::detached);
  asio::co_spawn(loop, Hear(phone, heard), asio::detached);
  loop.run();
  TILIK_CHECK(heard.empty() || heard.starts_with("HTTP/1.1 "), "an answer is HTTP");
  TILIK_CHECK(office->shared.connections == 0, "the connection has ended");
  for (const auto& entry : std::filesystem::directory_iterator(ScratchFolder() / "photos")) {
    std::filesystem::remove_all(entry.path());
  }
}

}  // namespace
}  // namespace tilik::fuzz

TILIK_FUZZ_MESSAGE(Wire, tilik::fuzz::Talk)
