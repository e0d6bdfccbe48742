// The native client's transport against the real server, under TLS, and against what is not Tilik.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "client/native/curl_transport.h"
#include "proto/contract/change_set.h"
#include "tests/unit/http/certificate.h"
#include "tests/unit/http/office.h"
#include "tests/unit/http/scratch_directory.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::http {
namespace {

using native::CurlTransport;
using ::testing::HasSubstr;

std::string AddressOf(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

CurlTransport TransportTo(const Office& office) {
  return CurlTransport({.server = AddressOf(office.port())});
}

Result<std::string> Enrol(CurlTransport& transport, const std::string& code) {
  v1::EnrolRequest request;
  request.set_code(code);
  return transport.Call("tilik.v1.SyncService/Enrol", request.SerializeAsString(), "");
}

TEST(Transport, CallsAndCountsItsBytes) {
  Office office;
  CurlTransport transport = TransportTo(office);
  const std::string token("\x00\xff token", 8);
  const auto answer = transport.Call("tilik.v1.SyncService/Hello", "", token);
  ASSERT_TRUE(answer.ok()) << answer.status().message();
  v1::HelloResponse response;
  ASSERT_TRUE(response.ParseFromString(*answer));
  EXPECT_EQ(response.nonce(), std::string(32, 'n'));
  EXPECT_EQ(office.last_token(), token);
  EXPECT_GT(transport.bytes_sent(), 100u);
  EXPECT_GT(transport.bytes_received(), 34u);
  EXPECT_LT(transport.bytes_sent() + transport.bytes_received(), 450u)
      << "an idle sync has 1 kB for all it does";
}

TEST(Transport, LongRequestsAndAnswersArePacked) {
  Office office;
  CurlTransport transport = TransportTo(office);
  const auto answer = Enrol(transport, std::string(100'000, 'x'));
  ASSERT_TRUE(answer.ok()) << answer.status().message();
  EXPECT_GT(answer->size(), 100'000u);
  EXPECT_LT(transport.bytes_sent() + transport.bytes_received(), 1'000u);
}

TEST(Transport, TheServersWordsBecomeAStatus) {
  Office office;
  CurlTransport transport = TransportTo(office);
  const std::vector<std::pair<std::string, Code>> cases = {
      {"invalid", Code::kInvalid},  {"unknown", Code::kNotFound}, {"used", Code::kConflict},
      {"denied", Code::kDenied},    {"forbidden", Code::kDenied}, {"busy", Code::kUnavailable},
      {"down", Code::kUnavailable}, {"full", Code::kUnavailable}, {"newer", Code::kUnsupported},
      {"throw", Code::kUnavailable}};
  for (const auto& [code, expected] : cases) {
    EXPECT_EQ(Enrol(transport, code).status().code(), expected) << code;
  }
  EXPECT_EQ(Enrol(transport, "denied").status().message(), "say \"please\"\n");
  EXPECT_EQ(transport.Call("tilik.v1.SyncService/Steal", "", "").status().code(),
            Code::kUnsupported);
}

TEST(Transport, NobodyThereIsUnavailable) {
  std::uint16_t port = 0;
  {
    Office office;
    port = office.port();
  }
  CurlTransport transport({.server = AddressOf(port)});
  const auto answer = transport.Call("tilik.v1.SyncService/Hello", "", "");
  EXPECT_EQ(answer.status().code(), Code::kUnavailable);
  EXPECT_THAT(answer.status().message(), HasSubstr("no answer from http://127.0.0.1"));
}

// Answers every connection with the same bytes, as a hotel's router does.
class Portal {
 public:
  explicit Portal(std::string answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    TILIK_CHECK(::bind(listener_, reinterpret_cast<sockaddr*>(&here), size) == 0 &&
                    ::listen(listener_, 8) == 0,
                "a free port is free");
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size);
    port_ = ntohs(here.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~Portal() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  std::uint16_t port() const { return port_; }

 private:
  void Serve() {
    for (;;) {
      const int peer = ::accept(listener_, nullptr, nullptr);
      if (peer < 0) return;
      char request[4'096];
      if (::recv(peer, request, sizeof request, 0) > 0) {
        ::send(peer, answer_.data(), answer_.size(), MSG_NOSIGNAL);
      }
      ::shutdown(peer, SHUT_WR);
      while (::recv(peer, request, sizeof request, 0) > 0) {
      }
      ::close(peer);
    }
  }

  const std::string answer_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

std::string Page(const std::string& status, const std::string& type, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Type: " + type +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST(Transport, APortalsAnswerIsNoAnswer) {
  for (const std::string& answer :
       {Page("200 OK", "text/html; charset=utf-8", "<html>Selamat datang, silakan login</html>"),
        Page("200 OK", "application/json", "{\"login\":true}"), Page("302 Found", "text/html", ""),
        Page("502 Bad Gateway", "text/html", "<h1>nginx</h1>"),
        Page("403 Forbidden", "application/json", "{\"error\":\"pay first\"}"),
        Page("403 Forbidden", "application/json", "<html>"),
        Page("401 Unauthorized", "text/plain", "login"), std::string("HTTP/1.1 200 OK\r\n\r\n"),
        std::string(
            "HTTP/1.1 200 OK\r\nContent-Type: application/proto\r\nContent-Encoding: zstd\r\n"
            "Content-Length: 4\r\n\r\njunk"),
        std::string(
            "HTTP/1.1 200 OK\r\nContent-Type: application/proto\r\nContent-Length: 40\r\n\r\n"
            "cut")}) {
    Portal portal(answer);
    CurlTransport transport({.server = AddressOf(portal.port())});
    const auto call = transport.Call("tilik.v1.SyncService/Hello", "", "");
    EXPECT_EQ(call.status().code(), Code::kUnavailable) << answer;
  }
  Portal portal(Page("200 OK", "text/html", "<html>"));
  CurlTransport transport({.server = AddressOf(portal.port())});
  EXPECT_THAT(transport.Call("tilik.v1.SyncService/Hello", "", "").status().message(),
              HasSubstr("login page"));
  EXPECT_EQ(transport.AttachmentOffset(HashOf("x"), 1, "").status().code(), Code::kUnavailable);
}

TEST(Transport, AnAnswerAboveTheLimitIsNotKept) {
  Portal portal(Page("200 OK", "application/proto", std::string(5'000, 'x')));
  CurlTransport transport({.server = AddressOf(portal.port()), .max_answer_bytes = 1'000});
  EXPECT_EQ(transport.Call("tilik.v1.SyncService/Hello", "", "").status().code(),
            Code::kUnavailable);
}

TEST(Transport, APhotoGoesInPiecesAndIsThere) {
  ScratchDirectory scratch;
  auto store = FileAttachmentStore::Open(scratch.path(), std::string(32, 'k'));
  ASSERT_TRUE(store.ok());
  Site site;
  site.attachments.store = store->get();
  site.attachments.may_upload = [](const Call& call) -> Status {
    return call.token == "photo" ? Status() : Status::Denied("open a session first");
  };
  Office office({}, std::move(site));
  CurlTransport transport = TransportTo(office);
  const std::string photo(10'000, 'p');
  const ContentHash hash = HashOf(photo);

  EXPECT_EQ(transport.AttachmentOffset(hash, photo.size(), "").status().code(), Code::kDenied);
  EXPECT_EQ(*transport.AttachmentOffset(hash, photo.size(), "photo"), 0u);
  EXPECT_EQ(*transport.AppendAttachment(hash, 0, std::string_view(photo).substr(0, 6'000), "photo"),
            6'000u);
  EXPECT_EQ(*transport.AttachmentOffset(hash, photo.size(), "photo"), 6'000u);
  EXPECT_EQ(transport.AppendAttachment(hash, 1, "x", "photo").status().code(), Code::kConflict);
  EXPECT_EQ(
      *transport.AppendAttachment(hash, 6'000, std::string_view(photo).substr(6'000), "photo"),
      10'000u);
  EXPECT_EQ(*(*store)->Read(hash), photo);
}

TEST(Transport, UnderTlsTheServerMustBeTheOneThatIsTrusted) {
  ScratchDirectory scratch;
  const Certificate certificate = MakeCertificate(scratch.path());
  ServerOptions options;
  options.certificate_file = certificate.certificate_file;
  options.key_file = certificate.key_file;
  Office office(options);
  const std::string address = "https://localhost:" + std::to_string(office.port());

  CurlTransport trusting({.server = address, .ca_file = certificate.certificate_file});
  for (int i = 0; i < 3; ++i) {
    const auto answer = Enrol(trusting, std::string(300'000, static_cast<char>('a' + i)));
    ASSERT_TRUE(answer.ok()) << answer.status().message();
    EXPECT_GT(answer->size(), 300'000u);
  }
  CurlTransport stranger({.server = address});
  const auto refused = Enrol(stranger, "a");
  EXPECT_EQ(refused.status().code(), Code::kUnavailable);
  EXPECT_THAT(refused.status().message(), HasSubstr("certificate"));
  CurlTransport plain({.server = AddressOf(office.port())});
  EXPECT_EQ(Enrol(plain, "a").status().code(), Code::kUnavailable);
}

TEST(Transport, AKeyThatDoesNotServeIsSaidAtStart) {
  ServerOptions options;
  options.certificate_file = "/nowhere/certificate.pem";
  options.key_file = "/nowhere/key.pem";
  const auto server = Server::Start(options, {});
  EXPECT_EQ(server.status().code(), Code::kInvalid);
  EXPECT_THAT(server.status().message(), HasSubstr("/nowhere/certificate.pem"));
}

}  // namespace
}  // namespace tilik::http
