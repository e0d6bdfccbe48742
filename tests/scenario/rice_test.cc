// Rice: every kilogram of a danom is delivered, undelivered for a reason, or still open
// (domain.md §2.1, §3.4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::string Received(const std::string& recipient, const std::string& amount) {
  return R"({"mode": "diserahkan", "programme": "rastra", "period": "2026-01",
             "deliveries": [{"recipient": ")" +
         recipient + R"(", "received": ")" + amount + R"(", "evidence": ["tanda tangan"]}]})";
}

std::string NotReceived(const std::string& recipient, const std::string& reason) {
  return R"({"programme": "rastra", "period": "2026-01",
             "not_delivered": [{"recipient": ")" +
         recipient + R"(", "reason": ")" + reason + R"("}]})";
}

class Rice : public testing::Test {
 protected:
  Rice() {
    std::string danom;
    for (int n = 0; n < 4; ++n) {
      danom += "rastra,2026-01," + KeyOf(kHane, n) + ",10,kg,R-" + std::to_string(n) + "\n";
    }
    EXPECT_EQ(district.ImportDanom(danom).defined(), 4u);
  }

  District district{FamiliesOf(kHane, 4)};
};

TEST_F(Rice, GivenToOneFamilyAtTwoTablesIsOneCase) {
  Phone& first_table = district.Enrol("Dorkas Selan", kHane);
  Phone& second_table = district.Enrol("Markus Liu", kHane);
  first_table.HandOver(Received(KeyOf(kHane, 0), "10 kg"));
  second_table.HandOver(Received(KeyOf(kHane, 0), "10 kg"));
  first_table.HandOver(Received(KeyOf(kHane, 1), "6 kg"));
  second_table.HandOver(Received(KeyOf(kHane, 1), "4 kg"));
  first_table.Sync();
  second_table.Sync();

  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(1)) << "two halves of one ration are no double delivery";
  EXPECT_EQ(cases.front().kind(), "salur dua kali");
  EXPECT_THAT(cases.front().accepted().words(), HasSubstr("hak 10, diserahkan 20"));
  ASSERT_THAT(cases.front().proposals(), SizeIs(2));
  EXPECT_NE(cases.front().proposals(0).who(), cases.front().proposals(1).who());

  const v1::RecapTable rastra = district.Recap("rastra");
  ASSERT_THAT(rastra.totals(), SizeIs(1));
  EXPECT_EQ(rastra.totals(0).entitled(), 40'000);
  EXPECT_EQ(rastra.totals(0).delivered(), 20'000);
  EXPECT_EQ(rastra.totals(0).excess(), 10'000);
  EXPECT_EQ(rastra.totals(0).open(), 20'000);
  EXPECT_EQ(Unexplained(rastra), 0);
  district.Verify();
}

TEST_F(Rice, IsExplainedToTheGramAtEveryMoment) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  EXPECT_EQ(district.Recap("rastra").totals(0).open(), 40'000);
  const std::string day[] = {
      NotReceived(KeyOf(kHane, 0), "tidak hadir"), Received(KeyOf(kHane, 0), "3,5 kg"),
      NotReceived(KeyOf(kHane, 1), "meninggal"), Received(KeyOf(kHane, 2), "10 kg")};
  for (const std::string& form : day) {
    dorkas.HandOver(form);
    dorkas.Sync();
    EXPECT_EQ(Unexplained(district.Recap("rastra")), 0) << form;
  }
  const v1::RecapTable rastra = district.Recap("rastra");
  EXPECT_EQ(rastra.totals(0).delivered(), 13'500);
  EXPECT_EQ(rastra.totals(0).open(), 10'000);
  std::map<v1::NonDeliveryReason, std::int64_t> undelivered;
  for (const v1::ReasonQuantity& part : rastra.totals(0).undelivered()) {
    undelivered[part.reason()] += part.quantity();
  }
  EXPECT_EQ(undelivered[v1::NON_DELIVERY_REASON_TIDAK_HADIR], 6'500);
  EXPECT_EQ(undelivered[v1::NON_DELIVERY_REASON_MENINGGAL], 10'000);
  district.Verify();
}

TEST_F(Rice, WithdrawnByTheOfficerWhoWroteItIsOpenAgain) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  const v1::SavedView mistaken = dorkas.HandOver(Received(KeyOf(kHane, 3), "10 kg"));
  const std::string seq = std::to_string(mistaken.sets(0).seq());
  EXPECT_EQ(dorkas.Tilik({"handover", "--withdraw", seq, "--reason", "salah keluarga"}).exit_code,
            kDone);
  dorkas.Sync();
  const v1::RecapTable rastra = district.Recap("rastra");
  EXPECT_EQ(rastra.totals(0).delivered(), 0);
  EXPECT_EQ(rastra.totals(0).open(), 40'000);
  EXPECT_EQ(Unexplained(rastra), 0);
  district.Verify();
}

// Listed as two, paid as two, and then found to be one; and then two after all.
TEST_F(Rice, ForAFamilyFoundToBeListedTwiceIsDueOnce) {
  Phone& first_table = district.Enrol("Dorkas Selan", kHane);
  Phone& second_table = district.Enrol("Markus Liu", kHane);
  first_table.HandOver(Received(KeyOf(kHane, 0), "10 kg"));
  second_table.HandOver(Received(KeyOf(kHane, 1), "10 kg"));
  first_table.Sync();
  second_table.Sync();
  EXPECT_THAT(district.Cases(), SizeIs(0));

  const v1::DecisionReport merged =
      district.Sign({"record", "merge", "--survivor", KeyOf(kHane, 1), "--retired", KeyOf(kHane, 0),
                     "--reason", "satu rumah, dua kali didaftar", "--yes"});
  bool told = false;
  for (const v1::EffectView& effect : merged.effects()) {
    told = told || effect.after().find("melebihi hak 10") != std::string::npos;
  }
  EXPECT_TRUE(told) << "seen before it is signed: " << merged.ShortDebugString();
  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases.front().kind(), "salur dua kali");
  EXPECT_THAT(cases.front().why(), HasSubstr("hak ganda"));
  EXPECT_THAT(cases.front().accepted().words(), HasSubstr("hak ganda 10, diserahkan 10"));
  for (const char* level : {"desa", "kecamatan", "kabupaten"}) {
    v1::RecapTable rastra;
    district.Answer({"recap", "--programme", "rastra", "--level", level}, &rastra);
    EXPECT_EQ(Unexplained(rastra), 0) << level;
    EXPECT_EQ(rastra.totals(0).entitled(), 40'000);
    EXPECT_EQ(rastra.totals(0).delivered(), 10'000);
    EXPECT_EQ(rastra.totals(0).excess(), 10'000);
    EXPECT_EQ(rastra.totals(0).open(), 20'000);
    ASSERT_THAT(rastra.totals(0).undelivered(), SizeIs(1));
    EXPECT_EQ(rastra.totals(0).undelivered(0).reason(), v1::NON_DELIVERY_REASON_GANDA);
    EXPECT_EQ(rastra.totals(0).undelivered(0).quantity(), 10'000);
  }
  district.Verify();

  EXPECT_EQ(
      district.Server({"account", "add", "--name", "Kepala Dinas", "--role", "head"}).exit_code, 0);
  const v1::DecisionReport parting =
      district.Sign({"record", "unmerge", "--survivor", KeyOf(kHane, 1), "--reason",
                     "dua keluarga serumah", "--yes"});
  district.Sign({"case", "countersign", "--link", parting.link(), "--as", "Kepala Dinas"});
  const v1::RecapTable rastra = district.Recap("rastra");
  EXPECT_EQ(rastra.totals(0).delivered(), 20'000);
  EXPECT_EQ(rastra.totals(0).excess(), 0);
  EXPECT_EQ(rastra.totals(0).open(), 20'000);
  EXPECT_THAT(district.Cases(), SizeIs(0));
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
