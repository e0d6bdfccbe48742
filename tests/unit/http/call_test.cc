// Calls of the Connect protocol over real sockets: what a phone, curl and a hostile peer send.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/contract/compression.h"
#include "tests/unit/http/office.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::http {
namespace {

using ::testing::HasSubstr;

std::string EnrolJson(const std::string& code) { return "{\"code\":\"" + code + "\"}"; }

TEST(Call, CurlWithJsonGetsJson) {
  Office office;
  const auto answer = office.Ask(Post(kHello, kJson, "{}"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->Field("content-type"), "application/json");
  EXPECT_EQ(answer->body, "{\"nonce\":\"bm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm4=\"}");
}

TEST(Call, APhoneGetsProtobufInUnderHundredBytesOfHead) {
  Office office;
  const auto answer = office.Ask(Post(kHello, kProto, ""));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->Field("content-type"), "application/proto");
  EXPECT_LT(answer->head_bytes, 100u);
  v1::HelloResponse response;
  ASSERT_TRUE(response.ParseFromString(answer->body));
  EXPECT_EQ(response.nonce(), std::string(32, 'n'));
}

TEST(Call, EveryFailureHasItsCodeAndStatus) {
  struct Case {
    std::string code;
    int status;
    std::string connect;
  };
  Office office;
  for (const Case& one : {Case{"invalid", 400, "invalid_argument"},
                          {"unknown", 404, "not_found"},
                          {"used", 409, "aborted"},
                          {"denied", 401, "unauthenticated"},
                          {"forbidden", 403, "permission_denied"},
                          {"busy", 429, "resource_exhausted"},
                          {"down", 503, "unavailable"},
                          {"full", 503, "unavailable"},
                          {"newer", 501, "unimplemented"},
                          {"throw", 500, "internal"}}) {
    const auto answer = office.Ask(Post(kEnrol, kJson, EnrolJson(one.code)));
    ASSERT_TRUE(answer) << one.code;
    EXPECT_EQ(answer->status, one.status) << one.code;
    EXPECT_EQ(answer->Field("content-type"), "application/json");
    EXPECT_THAT(answer->body, HasSubstr("{\"code\":\"" + one.connect + "\",\"message\":\""));
    EXPECT_EQ(answer->Field("retry-after"), one.code == "busy" ? "30" : "");
  }
}

TEST(Call, TheMessageIsAJsonStringWhateverItHolds) {
  Office office;
  const auto answer = office.Ask(Post(kEnrol, kJson, EnrolJson("denied")));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body,
            "{\"code\":\"unauthenticated\",\"message\":\"say \\\"please\\\"\\u000a\"}");
}

TEST(Call, ZstdGoesBothWays) {
  Office office;
  v1::EnrolRequest request;
  request.set_code(std::string(3'000, 'x'));
  const auto answer = office.Ask(
      Post(kEnrol, std::string(kProto) + "Content-Encoding: zstd\r\nAccept-Encoding: zstd\r\n",
           Compress(request.SerializeAsString(), kWireLevel)));
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->status, 200) << answer->body;
  EXPECT_EQ(answer->Field("content-encoding"), "zstd");
  EXPECT_LT(answer->body.size(), 100u);
  const auto plain = Decompress(answer->body, 10'000);
  ASSERT_TRUE(plain.ok());
  v1::EnrolResponse response;
  ASSERT_TRUE(response.ParseFromString(*plain));
  EXPECT_EQ(response.district_name(), request.code());
}

TEST(Call, TheSmallestAnswerAndQuestionCarryAChecksumToo) {
  Office office;
  v1::EnrolRequest request;
  request.set_code("7KQ2M");
  const std::string packed = Compress(request.SerializeAsString(), kWireLevel);
  EXPECT_GT(packed.size(), request.ByteSizeLong()) << "it is packed for its checksum alone";
  const std::string fields =
      std::string(kProto) + "Content-Encoding: zstd\r\nAccept-Encoding: zstd\r\n";
  const auto answer = office.Ask(Post(kEnrol, fields, packed));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->Field("content-encoding"), "zstd");
  ASSERT_TRUE(Decompress(answer->body, 10'000).ok());
  for (std::size_t at = 0; at < answer->body.size(); ++at) {
    std::string garbled = answer->body;
    garbled[at] ^= 0x10;
    const auto plain = Decompress(garbled, 10'000);
    EXPECT_FALSE(plain.ok() && *plain != *Decompress(answer->body, 10'000)) << "byte " << at;
  }
  for (std::size_t at = 0; at < packed.size(); ++at) {
    std::string garbled = packed;
    garbled[at] ^= 0x10;
    const auto refused = office.Ask(Post(kEnrol, fields, garbled));
    ASSERT_TRUE(refused);
    if (refused->status == 200) {
      EXPECT_EQ(refused->body, answer->body) << "byte " << at;
    }
  }
}

TEST(Call, WhoDidNotAskForZstdGetsNone) {
  Office office;
  const auto answer = office.Ask(Post(kEnrol, kJson, EnrolJson(std::string(3'000, 'x'))));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->Field("content-encoding"), "");
  EXPECT_THAT(answer->body, HasSubstr("xxx"));
}

TEST(Call, ABombIsRefusedBeforeItUnpacks) {
  Office office;
  const std::string bomb = Compress(std::string(64 << 20, '\0'), kStoreLevel);
  ASSERT_LT(bomb.size(), 1u << 20);
  const auto answer =
      office.Ask(Post(kEnrol, std::string(kProto) + "Content-Encoding: zstd\r\n", bomb));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 400);
  EXPECT_THAT(answer->body, HasSubstr("invalid_argument"));
}

TEST(Call, WhatConnectDoesNotSpeakHasItsAnswer) {
  Office office;
  const auto status_of = [&office](const std::string& request) {
    const auto answer = office.Ask(request);
    return answer ? answer->status : 0;
  };
  const std::string json(kJson);
  EXPECT_EQ(status_of(Post("/tilik.v1.SyncService/Steal", json, "{}")), 404);
  EXPECT_EQ(status_of(Post(kHello, "Content-Type: text/html\r\n", "{}")), 415);
  EXPECT_EQ(status_of(Post(kHello, json + "Content-Encoding: br\r\n", "{}")), 501);
  EXPECT_EQ(status_of(Post(kHello, json + "Connect-Protocol-Version: 2\r\n", "{}")), 400);
  EXPECT_EQ(status_of(Post(kHello, json + "Connect-Timeout-Ms: soon\r\n", "{}")), 400);
  EXPECT_EQ(status_of(Post(kHello, json, "{")), 400);
  EXPECT_EQ(status_of(Post(kHello, kProto, "\xff\xff\xff")), 400);
  EXPECT_EQ(status_of("GET " + std::string(kHello) + " HTTP/1.1\r\nHost: t\r\n\r\n"), 405);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: t\r\n\r\n"), 404);
  EXPECT_EQ(status_of("hello?\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"), 431);
}

TEST(Call, AnUnknownMethodSaysUnimplemented) {
  Office office;
  const auto answer = office.Ask(Post("/tilik.v1.SyncService/Steal", kJson, "{}"));
  ASSERT_TRUE(answer);
  EXPECT_THAT(answer->body, HasSubstr("\"code\":\"unimplemented\""));
}

TEST(Call, ATokenArrivesAsItsBytesInEitherAlphabet) {
  Office office;
  const std::string token("\xfb\xef\xff\x01 token", 10);
  for (const std::string text : {"++//ASB0b2tlbg==", "--__ASB0b2tlbg"}) {
    office.Ask(Post(kHello, std::string(kJson) + "Authorization: Bearer " + text + "\r\n", "{}"));
    EXPECT_EQ(office.last_token(), token) << text;
  }
  office.Ask(Post(kHello, std::string(kJson) + "Authorization: Bearer *?*\r\n", "{}"));
  EXPECT_EQ(office.last_token(), "");
}

TEST(Call, AnOversizedBodyIsRefusedOnItsHeadAlone) {
  Office office;
  Wire wire(office.port());
  wire.Send("POST " + std::string(kPush) + " HTTP/1.1\r\nHost: t\r\n" + std::string(kProto) +
            "Content-Length: 4000000000\r\n\r\n");
  const auto answer = wire.Receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 413);
  EXPECT_THAT(answer->body, HasSubstr("resource_exhausted"));
  EXPECT_EQ(office.pushes, 0);
}

TEST(Call, AChunkedBodyIsTakenAndBoundedToo) {
  Office office;
  const std::string head = "POST " + std::string(kEnrol) + " HTTP/1.1\r\nHost: t\r\n" +
                           std::string(kJson) + "Transfer-Encoding: chunked\r\n\r\n";
  const auto small = office.Ask(head + "8\r\n{\"code\":\r\n7\r\n\"Kupa\"}\r\n0\r\n\r\n");
  ASSERT_TRUE(small);
  EXPECT_EQ(small->body, "{\"districtName\":\"Kupa\"}");

  Wire wire(office.port());
  wire.Send(head);
  const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
  for (int i = 0; i < 17 && wire.Send(chunk); ++i) {
  }
  const auto large = wire.Receive();
  ASSERT_TRUE(large);
  EXPECT_EQ(large->status, 413);
}

TEST(Call, APushAnswersFromAnotherThreadWhenItIsDone) {
  Office office;
  v1::PushRequest request;
  for (int i = 0; i < 50; ++i) request.add_bodies(std::string(20'000, 'b'));
  const auto answer = office.Ask(Post(kPush, kProto, request.SerializeAsString()));
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->status, 200) << answer->body;
  v1::PushResponse response;
  ASSERT_TRUE(response.ParseFromString(answer->body));
  EXPECT_EQ(response.receipts_size(), 50);
  EXPECT_EQ(office.pushed_bytes, 1'000'000u);
}

TEST(Call, ADeadlineIsAnsweredForAndTheLateAnswerGoesNowhere) {
  Office office;
  Wire wire(office.port());
  wire.Send(Post(kPull, std::string(kJson) + "Connect-Timeout-Ms: 50\r\n", "{}"));
  const auto late = wire.Receive();
  ASSERT_TRUE(late);
  EXPECT_EQ(late->status, 504);
  EXPECT_THAT(late->body, HasSubstr("deadline_exceeded"));
  office.OpenTheDoor();
  wire.Send(Post(kHello, kJson, "{}"));
  const auto next = wire.Receive();
  ASSERT_TRUE(next);
  EXPECT_THAT(next->body, HasSubstr("nonce")) << "not the late Pull's answer";
}

TEST(Call, ACallbackThatIsLostIsAnsweredForAtOnce) {
  Site site;
  site.methods.HandleLater<v1::HelloRequest, v1::HelloResponse>(
      "t.Forgetful/Hello", [](const Call&, v1::HelloRequest, Done<v1::HelloResponse>) {});
  Office office({}, std::move(site));
  const auto answer = office.Ask(Post("/t.Forgetful/Hello", kJson, "{}"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 500);
}

TEST(Call, ACallTooManyIsToldToComeBack) {
  ServerOptions options;
  options.limits.max_calls = 2;
  Office office(options);
  Wire first(office.port());
  Wire second(office.port());
  first.Send(Post(kPull, kJson, "{}"));
  second.Send(Post(kPull, kJson, "{}"));
  std::optional<WireAnswer> third;
  do {
    third = office.Ask(Post(kHello, kJson, "{}"));
    ASSERT_TRUE(third);
  } while (third->status == 200);  // until both Pulls have arrived
  EXPECT_EQ(third->status, 429);
  EXPECT_EQ(third->Field("retry-after"), "5");
  office.OpenTheDoor();
  EXPECT_TRUE(first.Receive());
  EXPECT_TRUE(second.Receive());
}

}  // namespace
}  // namespace tilik::http
