// Lost, stolen, replaced, reassigned: the phone leaves, its work does not (protocol.md §5).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";
constexpr char kTaek[] = "530214200100018";

TEST(ARevokedPhone, HandsInItsWorkAndIsWipedOnceAllOfItIsSafe) {
  District district({NahakFamily(), TaekFamily()});
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  dorkas.Visit(FloorVisit(kNahak, 42));
  dorkas.Sync();
  dorkas.Visit(FloorVisit(kTaek, 26));
  district.Order("Dorkas Selan", {"revoke", "--reason", "HP dicuri di pasar"});
  EXPECT_EQ(district.DeviceOf("Dorkas Selan").state(), "dicabut");

  Phone& markus = district.Enrol("Markus Liu", kBenlutu);
  markus.Visit(FloorVisit(kNahak, 50));
  markus.Sync();
  const v1::SyncView handed_in = dorkas.Sync();
  EXPECT_EQ(handed_in.receipts(), 1u);
  EXPECT_EQ(handed_in.records_received(), 0u) << "receipts yes, data no";
  EXPECT_TRUE(dorkas.Status().revoked());
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "24") << "a person decides";
  ASSERT_THAT(district.Cases(), SizeIs(1));
  EXPECT_EQ(district.Cases().front().about(), "Dorkas Selan");

  district.BackUp("senin");
  dorkas.Sync();
  EXPECT_TRUE(std::filesystem::exists(dorkas.home())) << "one copy is not enough";
  district.BackUp("selasa");
  dorkas.Sync();
  EXPECT_THAT(dorkas.Ends(kUsage, {"status"}).message(), HasSubstr("belum terdaftar"));
  district.Decide(district.Cases().front().number(), "lepas");
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "26") << "its work outlives it";
  district.Verify();
}

// A stolen phone has nothing to send and a session that lives for half a day.
TEST(ARevokedPhone, WithNothingToSendHearsItAtItsNextSync) {
  District district({NahakFamily(), TaekFamily()});
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  dorkas.Sync();
  district.Order("Dorkas Selan", {"revoke", "--reason", "HP dicuri di pasar"});
  dorkas.Sync();
  EXPECT_THAT(dorkas.Ends(kUsage, {"status"}).message(), HasSubstr("belum terdaftar"));
}

TEST(AReplacedPhone, StillBringsWhatTheOldOneHadNotSent) {
  District district({NahakFamily(), TaekFamily()});
  Phone& old = district.Enrol("Dorkas Selan", kBenlutu);
  old.Visit(FloorVisit(kNahak, 42));
  Phone& anew = district.Enrol("Dorkas Selan", kBenlutu);
  anew.Visit(FloorVisit(kTaek, 26));
  anew.Sync();
  EXPECT_EQ(old.Sync().receipts(), 1u);
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "42");
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "26");
  EXPECT_THAT(district.Cases(), IsEmpty());
  district.Verify();
}

TEST(AReassignedPhone, LeavesTheOldVillageAndStartsTheNewOne) {
  std::vector<ListedHousehold> listed = FamiliesOf(kHane, 3);
  listed.push_back(NahakFamily());
  listed.push_back(TaekFamily());
  District district(listed);
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  dorkas.Visit(FloorVisit(kNahak, 42));
  district.Order("Dorkas Selan", {"assign", "--villages", kHane});
  EXPECT_EQ(district.DeviceOf("Dorkas Selan").assignment_revision(), 2u);

  EXPECT_EQ(dorkas.Sync().receipts(), 1u) << "work for a village no longer one's own is accepted";
  ASSERT_THAT(dorkas.Status().villages(), SizeIs(1));
  EXPECT_EQ(dorkas.Status().villages(0).households(), 3u) << "the new village from its beginning";
  dorkas.Ends(kRefused, {"show", kTaek});
  EXPECT_EQ(Said(dorkas.Show(kNahak), "luas_lantai"), "42") << "what is undecided stays";
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "36");
  ASSERT_THAT(district.Cases(), SizeIs(1));
  EXPECT_EQ(district.Cases().front().kind(), "di luar penugasan");

  // Held work of one household holds up neither the rest of its chain nor anybody else.
  dorkas.Visit(FloorVisit(KeyOf(kHane, 1), 33));
  dorkas.Sync();
  EXPECT_EQ(Said(district.Show(KeyOf(kHane, 1)), "luas_lantai"), "33");
  Phone& markus = district.Enrol("Markus Liu", kBenlutu);
  markus.Visit(FloorVisit(kNahak, 38));
  markus.Sync();
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "38");
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
