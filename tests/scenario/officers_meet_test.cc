// Two officers, one household, no signal: what lands, what waits for a person, what wins
// (protocol.md §4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";

class OfficersMeet : public testing::Test {
 protected:
  District district{{NahakFamily(), TaekFamily()}};
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  Phone& markus = district.Enrol("Markus Liu", kBenlutu);
};

TEST_F(OfficersMeet, DifferentFieldsBothLand) {
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 42})"));
  markus.Visit(Completed(kNahak, R"("answers": {"jumlah_kamar": 3})"));
  markus.Sync();
  dorkas.Sync();
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "42");
  EXPECT_EQ(Said(district.Show(kNahak), "jumlah_kamar"), "3");
  EXPECT_THAT(district.Cases(), IsEmpty());
}

TEST_F(OfficersMeet, OnOneHeldFieldTheAcceptedValueStaysAndOneCaseShowsEverything) {
  dorkas.Visit(Completed(kNahak, R"("answers": {"alamat": "RT 003 dekat gereja"},
      "place": {"latitude": -9.7312, "longitude": 124.2241, "accuracy_m": 8})"));
  markus.Visit(Completed(kNahak, R"("answers": {"alamat": "RT 007 Dusun Nefotes"},
      "place": {"latitude": -9.7412, "longitude": 124.2241, "accuracy_m": 12})"));
  dorkas.Sync();
  markus.Sync();

  EXPECT_EQ(Said(district.Show(kNahak), "alamat"), "RT 003 dekat gereja");
  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(2));
  EXPECT_EQ(cases[1].signal(), "jauh-dari-rumah") << "they were not both at the house";
  const v1::CaseView& one = cases.front();
  EXPECT_EQ(one.kind(), "konflik");
  EXPECT_EQ(one.field(), "alamat");
  EXPECT_THAT(one.about(), HasSubstr("Yosef Nahak"));
  EXPECT_EQ(one.base().words(), "RT 003 Dusun Oelnunuh");
  EXPECT_EQ(one.accepted().words(), "RT 003 dekat gereja");
  EXPECT_EQ(one.accepted().who(), "Dorkas Selan");
  ASSERT_THAT(one.proposals(), SizeIs(1));
  EXPECT_EQ(one.proposals(0).words(), "RT 007 Dusun Nefotes");
  EXPECT_EQ(one.proposals(0).who(), "Markus Liu");
  EXPECT_GT(one.accepted().observed_ms(), 0);
  EXPECT_GT(one.proposals(0).observed_ms(), one.accepted().observed_ms());
  EXPECT_NEAR(one.distance_m(), 1112, 5) << "a hundredth of a degree northwards";

  markus.Sync();
  EXPECT_TRUE(IsBeingDecided(markus.Show(kNahak), "alamat"));
  EXPECT_FALSE(IsBeingDecided(dorkas.Show(kNahak), "alamat"));
  district.Verify();
}

TEST_F(OfficersMeet, TheSameValueTwiceIsAgreement) {
  dorkas.Visit(Completed(kNahak, R"("answers": {"alamat": "RT 003 dekat gereja"})"));
  markus.Visit(Completed(kNahak, R"("answers": {"alamat": "RT 003 dekat gereja"})"));
  dorkas.Sync();
  markus.Sync();
  EXPECT_THAT(district.Cases(), IsEmpty());
  EXPECT_EQ(district.Show(kNahak).visits_size(), 2);
}

TEST_F(OfficersMeet, OfTwoObservationsTheLaterWinsThoughItArrivesFirst) {
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 40})"));
  markus.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 44})"));
  markus.Sync();
  dorkas.Sync();
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "44");
  EXPECT_THAT(district.Cases(), IsEmpty());
  bool listed = false;
  const v1::RegistryRecordView nahak = district.ShowWithHistory(kNahak);
  for (const v1::HistoryView& row : nahak.history()) {
    listed |= row.who() == "Dorkas Selan" && row.after() == "40" && row.field() == "luas_lantai";
  }
  EXPECT_TRUE(listed) << "the loser stays in history";
}

TEST_F(OfficersMeet, OfTwoObservationsTheLaterWinsThoughItArrivesLast) {
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 40})"));
  markus.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 44})"));
  dorkas.Sync();
  markus.Sync();
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "44");
  EXPECT_THAT(district.Cases(), IsEmpty());
}

TEST_F(OfficersMeet, AnOpenFormUnderWhichANewerRevisionCameIsNoLicenceToOverwrite) {
  for (int rooms = 3; rooms <= 6; ++rooms) {
    markus.Visit(
        Completed(kNahak, R"("answers": {"jumlah_kamar": )" + std::to_string(rooms) + "}"));
    markus.Sync();
  }
  dorkas.Sync();
  const v1::DraftView open = dorkas.Begin(kNahak);
  ASSERT_EQ(open.shown(0).revision(), 5u);

  markus.Visit(Completed(kNahak, R"("answers": {"alamat": "RT 007 Dusun Nefotes"})"));
  markus.Sync();
  dorkas.Sync();  // in the background; her form still shows revision 5
  EXPECT_EQ(district.Show(kNahak).revision(), 6u);

  dorkas.SaveDraft(open, Completed(kNahak, R"("answers": {"alamat": "RT 003 dekat gereja"},
      "propose_status": {"status": "tidak layak", "reason": "mampu"})"));
  dorkas.Sync();
  // And again: her own proposal moves on, nobody's value does.
  dorkas.Visit(Completed(kNahak, R"("answers": {"alamat": "RT 003 belakang gereja"})"));
  dorkas.Sync();

  const v1::RegistryRecordView nahak = district.Show(kNahak);
  EXPECT_EQ(Said(nahak, "alamat"), "RT 007 Dusun Nefotes");
  EXPECT_EQ(nahak.status(), "aktif");
  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(2));
  const bool conflict_first = cases[0].kind() == "konflik";
  const v1::CaseView& conflict = cases[conflict_first ? 0 : 1];
  const v1::CaseView& status = cases[conflict_first ? 1 : 0];
  EXPECT_EQ(conflict.base().words(), "RT 003 Dusun Oelnunuh");
  EXPECT_EQ(conflict.base().revision(), 5u);
  EXPECT_EQ(conflict.accepted().words(), "RT 007 Dusun Nefotes");
  ASSERT_THAT(conflict.proposals(), SizeIs(1));
  EXPECT_EQ(conflict.proposals(0).words(), "RT 003 belakang gereja");
  EXPECT_EQ(status.kind(), "usulan status");
  ASSERT_THAT(status.proposals(), SizeIs(1));
  EXPECT_EQ(status.proposals(0).words(), "tidak layak: mampu");
  EXPECT_EQ(status.proposals(0).revision(), 5u);
  district.Verify();
}

TEST_F(OfficersMeet, ASetThatComesLateIsComparedWithWhatItsOfficerSaw) {
  dorkas.Visit(Completed(kNahak, R"("answers": {"alamat": "RT 003 dekat gereja"})"));
  for (const char* address : {"RT 007 Dusun Nefotes", "RT 008 Dusun Nefotes"}) {
    markus.Visit(Completed(kNahak, R"("answers": {"alamat": ")" + std::string(address) + "\"}"));
    markus.Sync();
  }
  dorkas.Sync();
  EXPECT_EQ(Said(district.Show(kNahak), "alamat"), "RT 008 Dusun Nefotes");
  ASSERT_THAT(district.Cases(), SizeIs(1));
  EXPECT_EQ(district.Cases().front().proposals(0).who(), "Dorkas Selan");
}

}  // namespace
}  // namespace tilik::scenario
