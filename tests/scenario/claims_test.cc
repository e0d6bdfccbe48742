// Two officers hand out one list in one hall, both without signal: their phones tell each other
// (protocol.md §4, Distribution).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string Received(const std::string& recipient) {
  return R"({"mode": "diserahkan", "programme": "rastra", "period": "2026-01",
             "deliveries": [{"recipient": ")" +
         recipient + R"(", "evidence": ["tanda tangan"]}]})";
}

class OneHall : public testing::Test {
 protected:
  OneHall() {
    std::string danom;
    for (int n = 0; n < 4; ++n) {
      danom += "rastra,2026-01," + KeyOf(kHane, n) + ",10,kg,R-" + std::to_string(n) + "\n";
    }
    district.ImportDanom(danom);
    dorkas = &district.Enrol("Dorkas Selan", kHane);
    markus = &district.Enrol("Markus Liu", kHane);
    district.Close();  // no signal in the hall
  }

  District district{FamiliesOf(kHane, 4)};
  Phone* dorkas = nullptr;
  Phone* markus = nullptr;
};

TEST_F(OneHall, AFamilyServedAtTheOtherTableIsWarnedAboutNeverBlocked) {
  dorkas->HandOver(Received(KeyOf(kHane, 0)));
  const v1::ClaimsView said = dorkas->Claims();
  ASSERT_THAT(said.texts(), SizeIs(1));
  EXPECT_EQ(said.texts(0).lines(), 4u);
  EXPECT_EQ(said.texts(0).served(), 1u);

  const v1::ClaimsReadView read = markus->ReadClaims(said.texts(0).text());
  EXPECT_EQ(read.officer(), "Dorkas Selan");
  EXPECT_EQ(read.served(), 1u);
  const v1::ShowView shown = markus->Show(KeyOf(kHane, 0));
  ASSERT_THAT(shown.entitlements(), SizeIs(1));
  ASSERT_THAT(shown.entitlements(0).claimed(), SizeIs(1));
  EXPECT_EQ(shown.entitlements(0).claimed(0).officer(), "Dorkas Selan");

  const v1::SavedView again = markus->HandOver(Received(KeyOf(kHane, 0)));
  ASSERT_THAT(again.sets(), SizeIs(1));
  ASSERT_THAT(again.warnings(), SizeIs(1));
  EXPECT_THAT(again.warnings(0).id(), HasSubstr("sudah diserahkan menurut HP Dorkas Selan"));
  EXPECT_THAT(markus->HandOver(Received(KeyOf(kHane, 1))).warnings(), IsEmpty());

  district.Open();
  dorkas->Sync();
  markus->Sync();
  EXPECT_THAT(district.Cases(), SizeIs(1)) << "what was handed out twice is one case all the same";
  district.Verify();
}

TEST_F(OneHall, ANewerWordReplacesAnOlderOneWhateverTheOrder) {
  const v1::SavedView mistaken = dorkas->HandOver(Received(KeyOf(kHane, 0)));
  const std::string before = dorkas->Claims().texts(0).text();
  const std::string seq = std::to_string(mistaken.sets(0).seq());
  ASSERT_EQ(dorkas->Tilik({"handover", "--withdraw", seq, "--reason", "salah keluarga"}).exit_code,
            kDone);
  const std::string after = dorkas->Claims().texts(0).text();
  EXPECT_EQ(markus->ReadClaims(after).served(), 0u);
  EXPECT_TRUE(markus->ReadClaims(before).older());
  EXPECT_THAT(markus->HandOver(Received(KeyOf(kHane, 0))).warnings(), IsEmpty());
}

TEST_F(OneHall, WhatIsNotAnotherPhonesWordIsRefused) {
  const std::string own = dorkas->Claims().texts(0).text();
  dorkas->Ends(kRefused, {"claims", "--read", "-"}, own);
  dorkas->Ends(kRefused, {"claims", "--read", "-"}, "halo");
  std::string forged = own;
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  markus->Ends(kRefused, {"claims", "--read", "-"}, forged);
}

}  // namespace
}  // namespace tilik::scenario
