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

}  // namespace
}  // namespace tilik::http
