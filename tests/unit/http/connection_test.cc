// Slow, broken, impatient and too many peers; health, metrics and a clean end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <thread>

#include "tests/unit/http/office.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::http {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

std::string HelloRequest() { return Post(kHello, kJson, "{}"); }

TEST(Connection, PipelinedRequestsAreAnsweredInOrder) {
  Office office;
  Wire wire(office.port());
  std::string all;
  for (int i = 0; i < 100; ++i) {
    all += Post(kEnrol, kJson, "{\"code\":\"" + std::to_string(i) + "\"}");
  }
  wire.Send(all);
  for (int i = 0; i < 100; ++i) {
    const auto answer = wire.Receive();
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(answer->body, "{\"districtName\":\"" + std::to_string(i) + "\"}");
  }
}

TEST(Connection, ARequestCutAtAnyByteNeverReachesTheHandler) {
  Office office;
  v1::PushRequest request;
  request.add_bodies("a change set");
  const std::string whole = Post(kPush, kProto, request.SerializeAsString());
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    Wire wire(office.port());
    wire.Send(std::string_view(whole).substr(0, cut));
  }
  EXPECT_TRUE(office.Ask(HelloRequest()));
  EXPECT_EQ(office.pushes, 0);
  const auto answer = office.Ask(whole);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(office.pushes, 1);
}

TEST(Connection, ARequestInSingleBytesIsARequest) {
  Office office;
  Wire wire(office.port());
  for (const char byte : HelloRequest()) wire.Send({&byte, 1});
  const auto answer = wire.Receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
}

TEST(Connection, SlowPeersHoldUpNobody) {
  ServerOptions options;
  options.loops = 1;
  options.workers = 1;
  Office office(options);
  std::vector<Wire> slow;
  const std::string request = HelloRequest();
  for (std::size_t i = 0; i < 200; ++i) {
    slow.emplace_back(office.port()).Send(std::string_view(request).substr(0, 1 + i % 100));
  }
  for (int i = 0; i < 20; ++i) {
    const auto answer = office.Ask(request);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
  }
  for (std::size_t i = 0; i < slow.size(); ++i) {
    slow[i].Send(std::string_view(request).substr(1 + i % 100));
    const auto answer = slow[i].Receive();
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(answer->status, 200);
  }
}

TEST(Connection, ABodyMayBeSlowButNotStandStill) {
  ServerOptions options;
  options.limits.progress_timeout = milliseconds(600);
  options.limits.progress_bytes = 16;
  Office office(options);
  const std::string body = "{\"code\":\"" + std::string(80, 'k') + "\"}";
  const std::string request = Post(kEnrol, kJson, body);
  const std::size_t head = request.size() - body.size();

  Wire slow(office.port());
  slow.Send(std::string_view(request).substr(0, head));
  for (std::size_t i = head; i < request.size(); i += 10) {
    std::this_thread::sleep_for(milliseconds(150));  // 1.5 s in all, 16 bytes within 0.3 s
    slow.Send(std::string_view(request).substr(i, 10));
  }
  const auto answer = slow.Receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);

  Wire dripping(office.port());
  dripping.Send(std::string_view(request).substr(0, head));
  std::size_t sent = head;
  while (sent < request.size() && !dripping.ClosedWithin(milliseconds(150))) {
    dripping.Send(std::string_view(request).substr(sent++, 1));
  }
  EXPECT_LT(sent, request.size()) << "a byte every 150 ms is not progress";
}

TEST(Connection, AnUnfinishedHeadAndAnIdleConnectionEnd) {
  ServerOptions options;
  options.limits.head_timeout = milliseconds(200);
  options.limits.idle_timeout = milliseconds(300);
  Office office(options);
  Wire unfinished(office.port());
  unfinished.Send("POST / HTTP/1.1\r\nHos");
  EXPECT_TRUE(unfinished.ClosedWithin(milliseconds(5'000)));
  Wire idle(office.port());
  idle.Send(HelloRequest());
  EXPECT_TRUE(idle.Receive());
  EXPECT_TRUE(idle.ClosedWithin(milliseconds(5'000)));
}

TEST(Connection, BodiesTogetherAreBounded) {
  ServerOptions options;
  options.limits.max_body_memory = 100'000;
  Office office(options);
  const std::string half = "POST " + std::string(kPush) + " HTTP/1.1\r\nHost: t\r\n" +
                           std::string(kProto) + "Content-Length: 90000\r\n\r\n" +
                           std::string(60'000, 'x');
  Wire first(office.port());
  first.Send(half);
  EXPECT_FALSE(first.Receive(false, milliseconds(200))) << "the first is waited for";
  Wire second(office.port());
  second.Send(half);
  const auto refused = second.Receive();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 429);
  first.Close();
  std::optional<WireAnswer> taken;
  for (int i = 0; i < 50 && !(taken && taken->status == 200); ++i) {
    Wire third(office.port());
    third.Send(half + std::string(30'000, 'x'));
    taken = third.Receive();
    std::this_thread::sleep_for(milliseconds(20));
  }
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->status, 200) << "what the first had held is free again";
}

TEST(Connection, OneTooManyIsClosedAndTheOthersLiveOn) {
  ServerOptions options;
  options.limits.max_connections = 3;
  Office office(options);
  std::vector<Wire> welcome;
  for (int i = 0; i < 3; ++i) {
    welcome.emplace_back(office.port()).Send(HelloRequest());
    ASSERT_TRUE(welcome.back().Receive());
  }
  Wire surplus(office.port());
  EXPECT_TRUE(surplus.ClosedWithin(milliseconds(5'000)));
  for (Wire& wire : welcome) {
    wire.Send(HelloRequest());
    EXPECT_TRUE(wire.Receive());
  }
}

TEST(Connection, ExpectContinueIsAnsweredBeforeTheBody) {
  Office office;
  Wire wire(office.port());
  const std::string request = Post(kHello, std::string(kJson) + "Expect: 100-continue\r\n", "{}");
  wire.Send(std::string_view(request).substr(0, request.size() - 2));
  const auto go_on = wire.Receive();
  ASSERT_TRUE(go_on);
  EXPECT_EQ(go_on->status, 100);
  wire.Send("{}");
  const auto answer = wire.Receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
}

TEST(Connection, HealthSaysWhyNot) {
  std::atomic<bool> well = true;
  Site site;
  site.health = [&well]() -> Status {
    if (well) return {};
    return Status::Storage("the second log is not writable");
  };
  Office office({}, std::move(site));
  const std::string request = "GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n";
  EXPECT_EQ(office.Ask(request)->body, "ok\n");
  well = false;
  const auto ill = office.Ask(request);
  EXPECT_EQ(ill->status, 503);
  EXPECT_EQ(ill->body, "the second log is not writable\n");

  Wire wire(office.port());
  wire.Send("HEAD /healthz HTTP/1.1\r\nHost: t\r\n\r\n" + HelloRequest());
  EXPECT_EQ(wire.Receive(true)->status, 503);
  EXPECT_EQ(wire.Receive()->status, 200) << "no body came between";
}

TEST(Connection, MetricsCountWhatHappened) {
  Office office;
  Wire wire(office.port());
  for (int i = 0; i < 3; ++i) {
    wire.Send(HelloRequest());
    ASSERT_TRUE(wire.Receive());
  }
  wire.Send(Post(kEnrol, kJson, "{\"code\":\"denied\"}"));
  ASSERT_TRUE(wire.Receive());
  wire.Send("GET /metrics HTTP/1.1\r\nHost: t\r\n\r\n");
  const auto metrics = wire.Receive();
  ASSERT_TRUE(metrics);
  EXPECT_THAT(metrics->body,
              HasSubstr("tilik_http_requests_total{method=\"tilik.v1.SyncService/Hello\","
                        "status=\"200\"} 3"));
  EXPECT_THAT(metrics->body, HasSubstr("method=\"tilik.v1.SyncService/Enrol\",status=\"401\"} 1"));
  EXPECT_THAT(metrics->body, HasSubstr("tilik_http_request_seconds_bucket{"));
  EXPECT_THAT(metrics->body, HasSubstr("tilik_http_bytes_total{direction=\"received\"}"));
  EXPECT_THAT(metrics->body, HasSubstr("tilik_http_connections "));
}

TEST(Server, StopLetsACallUnderWayFinish) {
  Office office;
  Wire idle(office.port());
  Wire busy(office.port());
  busy.Send(Post(kPull, kJson, "{}"));
  EXPECT_FALSE(busy.Receive(false, milliseconds(200)));
  auto stopped = std::async(std::launch::async, [&office] { office.server().Stop(); });
  EXPECT_TRUE(idle.ClosedWithin(milliseconds(5'000)));
  office.OpenTheDoor();
  const auto answer = busy.Receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "{\"epoch\":\"7\"}");
  EXPECT_EQ(answer->Field("connection"), "close");
  EXPECT_EQ(stopped.wait_for(std::chrono::seconds(5)), std::future_status::ready);
}

TEST(Server, StopDoesNotWaitForEver) {
  ServerOptions options;
  options.limits.stop_grace = milliseconds(100);
  Office office(options);
  Wire busy(office.port());
  busy.Send(Post(kPull, kJson, "{}"));
  EXPECT_FALSE(busy.Receive(false, milliseconds(200)));
  office.server().Stop();  // the Pull's thread answers afterwards, into the closed gate
  office.OpenTheDoor();
}

TEST(Server, ATakenPortIsAConflict) {
  Office office;
  ServerOptions options;
  options.port = office.port();
  EXPECT_EQ(Server::Start(options, {}).status().code(), Code::kConflict);
  options.address = "nowhere";
  EXPECT_EQ(Server::Start(options, {}).status().code(), Code::kInvalid);
}

std::size_t ResidentKilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "VmRSS:") {
      std::size_t kilobytes = 0;
      status >> kilobytes;
      return kilobytes;
    }
  }
  return 0;
}

TEST(Server, TwoThousandIdlePhonesCostLittle) {
  constexpr std::size_t kPhones = 2'000;
  Office office;
  ASSERT_TRUE(office.Ask(HelloRequest()));
  std::vector<Wire> phones;
  phones.reserve(kPhones);
  const std::size_t before = ResidentKilobytes();
  for (std::size_t i = 0; i < kPhones; ++i) {
    phones.emplace_back(office.port()).Send(HelloRequest());
    ASSERT_TRUE(phones.back().Receive());
  }
  const std::size_t grown = ResidentKilobytes() - before;
  std::printf("%zu idle connections: %zu kB, %.1f kB each (the test's own end included)\n", kPhones,
              grown, static_cast<double>(grown) / static_cast<double>(kPhones));
#ifndef TILIK_SANITIZE  // which surrounds everything with its own
  EXPECT_LT(grown / kPhones, 40u) << "10,000 must fit in 400 MB";
#endif
}

}  // namespace
}  // namespace tilik::http
