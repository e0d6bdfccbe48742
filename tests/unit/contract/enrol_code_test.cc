// What an officer pastes to enrol, out of whatever else came with it.
#include "proto/contract/enrol_code.h"

#include <gtest/gtest.h>

namespace tilik {
namespace {

const std::string kKey = "3f0a5566778899aabbccddeeff00112233445566778899aabbccddeeff00a1b2";
const EnrolCode kCode = {"https://tilik.ttskab.go.id", "7MKQD-TR4XV", kKey};

void ExpectCode(const EnrolCode& read) {
  EXPECT_EQ(read.server, kCode.server);
  EXPECT_EQ(read.code, kCode.code);
  EXPECT_EQ(read.district, kCode.district);
}

TEST(EnrolCode, ReadsWhatItWrote) { ExpectCode(ReadEnrolCode(TextOf(kCode))); }

TEST(EnrolCode, ReadsAWholeChatMessage) {
  ExpectCode(ReadEnrolCode("Pagi Bu Yuliana, ini kodenya:\n\n> " + kKey +
                           ".\nalamat: <https://tilik.ttskab.go.id/>, kode \"7mkqd-tr4xv\"."));
}

TEST(EnrolCode, ReadsTheCommandLineOfTheProgram) {
  ExpectCode(
      ReadEnrolCode("tilik --home hp enrol --server https://tilik.ttskab.go.id --code "
                    "7MKQD-TR4XV --district " +
                    kKey));
}

TEST(EnrolCode, SaysWhatIsMissing) {
  const EnrolCode read = ReadEnrolCode("TILIK ftp://x 7MKQD-TR4X0 " + kKey.substr(1) + "g");
  EXPECT_EQ(read.server, "");
  EXPECT_EQ(read.code, "") << "0 is no letter of a code";
  EXPECT_EQ(read.district, "");
  EXPECT_FALSE(read.complete());
  EXPECT_FALSE(ReadEnrolCode("").complete());
}

TEST(EnrolCode, TheFirstOfEachCounts) {
  ExpectCode(
      ReadEnrolCode(TextOf(kCode) + " http://elsewhere AAAAA-BBBBB " + std::string(64, '0')));
}

TEST(EnrolCode, LooksNoFurtherThanACodeIsLong) {
  EXPECT_FALSE(ReadEnrolCode(std::string(kMaxEnrolText, ' ') + TextOf(kCode)).complete());
  EXPECT_EQ(ReadEnrolCode("http://" + std::string(300, 'a')).server, "");
}

}  // namespace
}  // namespace tilik
