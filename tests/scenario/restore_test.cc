// The district's disk is gone. What the backup, the second log and the phones still have between
// them comes back, and what nobody has is said (protocol.md §3.6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "proto/contract/environment.h"
#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";
constexpr char kTaek[] = "530214200100018";

std::string Floor(const std::string& household, int square_metres) {
  return Completed(household,
                   R"("answers": {"luas_lantai": )" + std::to_string(square_metres) + "}");
}

std::string Address(const std::string& household, const std::string& address) {
  return Completed(household, R"("answers": {"alamat": ")" + address + R"("})");
}

// As much of a JPEG picture as anybody who does not decode it looks at.
std::filesystem::path Photo(const District& district, const std::string& name) {
  std::string noise(20'000, '\0');
  SodiumRandom().Fill(noise.data(), noise.size());
  std::ofstream(district.FileCalled(name), std::ios::binary)
      << std::string("\xFF\xD8\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00", 12) << noise << "\xFF\xD9";
  return district.FileCalled(name);
}

std::size_t PhotosKeptBy(const District& district) {
  std::size_t kept = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(district.data() / "attachments")) {
    kept += entry.is_regular_file() && entry.path().extension().empty();
  }
  return kept;
}

std::vector<ListedHousehold> Listed() {
  std::vector<ListedHousehold> listed = FamiliesOf(kHane, 3);
  listed.push_back(NahakFamily());
  listed.push_back(TaekFamily());
  return listed;
}

// Two officers work, a backup is made, they go on, and a third is enrolled: the same day in a
// district that loses its disk and in one that does not.
struct Day {
  District district{Listed()};
  Phone* dorkas = nullptr;
  Phone* markus = nullptr;
  Phone* elias = nullptr;

  void Morning() {
    dorkas = &district.Enrol("Dorkas Selan", kBenlutu);
    markus = &district.Enrol("Markus Liu", kBenlutu);
    dorkas->Visit(Floor(kNahak, 42));
    markus->Visit(Floor(kTaek, 26));
    dorkas->Sync();
    markus->Sync();
    district.BackUp("senin");
  }
  void Afternoon() {
    dorkas->Sync();
    dorkas->Visit(Floor(kNahak, 45));
    dorkas->TakePhotoOf(kNahak, Photo(district, "rumah.jpg"));
    dorkas->Visit(Address(kTaek, "RT 003 dekat gereja"));
    dorkas->Sync();
    markus->Visit(Address(kTaek, "RT 007 Dusun Nefotes"));  // without having seen the other
    markus->Visit(Floor(kTaek, 27));
    markus->Sync();
    elias = &district.Enrol("Elias Tefa", kHane);
    elias->Visit(Floor(KeyOf(kHane, 0), 31));
    elias->TakePhotoOf(KeyOf(kHane, 0), Photo(district, "rumah2.jpg"));
    elias->Sync();
    elias->Visit(Floor(KeyOf(kHane, 1), 32));
  }
};

void ExpectTheSame(District& healed, District& never_crashed) {
  std::vector<std::string> households = {kNahak, kTaek};
  for (int n = 0; n < 3; ++n) households.push_back(KeyOf(kHane, n));
  for (const std::string& household : households) {
    EXPECT_EQ(EssenceOf(healed.Show(household)), EssenceOf(never_crashed.Show(household)));
  }
  const auto cases = healed.Cases();
  const auto expected = never_crashed.Cases();
  ASSERT_EQ(cases.size(), expected.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(cases[i].kind() + cases[i].field() + cases[i].accepted().words(),
              expected[i].kind() + expected[i].field() + expected[i].accepted().words());
  }
  EXPECT_EQ(PhotosKeptBy(healed), PhotosKeptBy(never_crashed));
  const v1::VerifyReport verified = healed.Verify();
  EXPECT_EQ(verified.records(), never_crashed.Verify().records());
  EXPECT_THAT(verified.gaps(), IsEmpty());
}

TEST(ARestoredServer, HealsFromItsPhonesToWhatItWouldHaveBeen) {
  Day lucky;
  lucky.Morning();
  lucky.Afternoon();
  for (Phone* phone : {lucky.dorkas, lucky.markus, lucky.elias}) phone->Sync();

  Day day;
  day.Morning();
  day.Afternoon();
  day.district.Crash();
  const v1::RestoreReport restored = day.district.RestoreFrom("senin");
  EXPECT_TRUE(restored.new_epoch());
  EXPECT_EQ(PhotosKeptBy(day.district), 0u);

  EXPECT_EQ(day.dorkas->Sync().receipts(), 3u) << "everything since the backup, once more";
  EXPECT_EQ(day.markus->Sync().receipts(), 2u);
  const v1::MissingReport before = day.district.Missing();
  ASSERT_THAT(before.restores(), SizeIs(1)) << "the phones saw a higher head than the backup's";
  EXPECT_GT(before.restores(0).witnessed_count(), before.restores(0).restored_count());
  EXPECT_EQ(before.restores(0).returned(), 5u);

  // Enrolled after the backup: its certificate lets it hand in work, not see data.
  const v1::SyncView handed_in = day.elias->Sync();
  EXPECT_EQ(handed_in.receipts(), 3u);
  EXPECT_EQ(handed_in.records_received(), 0u);
  EXPECT_TRUE(day.elias->Status().unconfirmed());
  EXPECT_EQ(day.elias->Status().villages(0).households(), 3u) << "he keeps what he had";
  EXPECT_EQ(day.district.DeviceOf("Elias Tefa").state(), "menunggu konfirmasi");
  EXPECT_EQ(Said(day.district.Show(KeyOf(kHane, 0)), "luas_lantai"), "20")
      << "nothing of it is applied unseen";
  day.district.Order("Elias Tefa", {"confirm", "--villages", kHane});
  for (Phone* phone : {day.elias, day.dorkas, day.markus}) phone->Sync();
  EXPECT_FALSE(day.elias->Status().unconfirmed());
  EXPECT_EQ(day.elias->Status().held(), 0u);
  EXPECT_EQ(Said(day.elias->Show(KeyOf(kHane, 1)), "luas_lantai"), "32");

  ExpectTheSame(day.district, lucky.district);
  // The office's own admission of Elias is what nobody else had.
  const v1::MissingReport after = day.district.Missing();
  EXPECT_THAT(after.contradictions(), IsEmpty());
  ASSERT_THAT(after.restores(), SizeIs(1));
  ASSERT_THAT(after.restores(0).missing(), SizeIs(1));
  EXPECT_EQ(after.restores(0).missing(0).first(), after.restores(0).missing(0).last());
}

TEST(ARestoredServer, WithItsSecondLogGoesOnAsIfNothingHadHappened) {
  Day lucky;
  lucky.Morning();
  lucky.Afternoon();
  for (Phone* phone : {lucky.dorkas, lucky.markus, lucky.elias}) phone->Sync();

  Day day;
  day.district.KeepSecondLog();
  day.Morning();
  day.Afternoon();
  day.district.Crash();
  const v1::RestoreReport restored = day.district.RestoreFrom("senin");
  EXPECT_FALSE(restored.new_epoch());
  EXPECT_EQ(restored.epoch(), 1u);
  EXPECT_GT(restored.from_second_log(), 0u) << "the enrolment and all that was receipted";
  EXPECT_EQ(day.district.DeviceOf("Elias Tefa").state(), "aktif");
  EXPECT_EQ(PhotosKeptBy(day.district), 0u) << "photos are not in it";

  day.dorkas->Visit(Floor(kNahak, 45));
  lucky.dorkas->Visit(Floor(kNahak, 45));
  lucky.dorkas->Sync();
  const v1::SyncView again = day.dorkas->Sync();
  EXPECT_EQ(again.receipts(), 1u) << "only the new one: nothing was lost";
  EXPECT_EQ(again.photos_sent(), 1u);
  EXPECT_EQ(day.elias->Sync().photos_sent(), 1u);
  ExpectTheSame(day.district, lucky.district);
  EXPECT_THAT(day.district.Missing().restores(), IsEmpty());
}

TEST(ARestoredServer, TakesNoOldNumberForItsOwn) {
  District district({NahakFamily(), TaekFamily()});
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  Phone& markus = district.Enrol("Markus Liu", kBenlutu);
  Phone& elias = district.Enrol("Elias Tefa", kBenlutu);
  district.BackUp("senin");
  dorkas.Visit(Address(kNahak, "RT 003 dekat gereja"));
  dorkas.Sync();
  markus.Visit(Floor(kTaek, 27));
  markus.Sync();
  markus.Visit(Address(kNahak, "RT 003 belakang gereja"));  // knowing what Dorkas wrote

  district.Crash();
  district.RestoreFrom("senin");
  // Dorkas' phone fell into the sea. What Elias writes gets the number that hers had.
  elias.Visit(Address(kNahak, "RT 009 Dusun Nuamolo"));
  elias.Sync();
  EXPECT_EQ(markus.Sync().receipts(), 2u);
  EXPECT_EQ(Said(district.Show(kNahak), "alamat"), "RT 009 Dusun Nuamolo")
      << "nobody had seen that on a screen: it is not overwritten";
  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases.front().kind(), "konflik");
  EXPECT_EQ(cases.front().proposals(0).words(), "RT 003 belakang gereja");
  const v1::MissingReport missing = district.Missing();
  ASSERT_THAT(missing.restores(), SizeIs(1));
  ASSERT_THAT(missing.restores(0).missing(), SizeIs(1)) << "the set from the sea";
  EXPECT_EQ(missing.restores(0).missing(0).last(), missing.restores(0).restored_count() + 1);
  district.Verify();
}

TEST(ARestoredServer, EmptiesOnThePhonesWhatItDoesNotHave) {
  District district({NahakFamily()});
  district.BackUp("senin");
  district.Import(FamiliesOf(kHane, 3));
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  EXPECT_EQ(dorkas.Status().villages(0).households(), 3u);
  district.Crash();
  district.RestoreFrom("senin");
  dorkas.Sync();
  district.Order("Dorkas Selan", {"confirm", "--villages", kHane});
  dorkas.Sync();
  EXPECT_EQ(dorkas.Status().villages(0).households(), 0u);
}

TEST(AServerPutBackByHand, IsToldByItsPhonesBeforeItCanDoHarm) {
  District district({NahakFamily(), TaekFamily()});
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  district.BackUp("senin");
  dorkas.Visit(Floor(kNahak, 42));
  dorkas.Sync();
  district.Crash();
  std::filesystem::remove_all(district.data());
  std::filesystem::copy(district.FileCalled("senin"), district.data(),
                        std::filesystem::copy_options::recursive);
  district.Open();
  dorkas.Visit(Floor(kNahak, 45));
  EXPECT_THAT(dorkas.SyncEnds(kNoConnection).message(), HasSubstr("new epoch"));
  EXPECT_EQ(dorkas.Status().waiting_sets(), 2u) << "what was receipted is offered again";
  EXPECT_THAT(district.Missing().contradictions(), SizeIs(1));

  district.Close();
  EXPECT_EQ(district.Server({"restore", "--new-epoch", "--reason", "disalin tangan"}).exit_code, 0);
  district.Open();
  EXPECT_EQ(dorkas.Sync().receipts(), 2u);
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "45");
  const v1::MissingReport missing = district.Missing();
  EXPECT_THAT(missing.contradictions(), IsEmpty()) << "now it is a loss, and a counted one";
  ASSERT_THAT(missing.restores(), SizeIs(1));
  EXPECT_EQ(missing.restores(0).returned(), 1u);
  EXPECT_THAT(missing.restores(0).missing(), IsEmpty());
  district.Verify();
}

TEST(ARestore, OverwritesNothing) {
  District district({NahakFamily()});
  district.BackUp("senin");
  const Ending ending =
      district.Server({"restore", "--from", district.FileCalled("senin").string()});
  EXPECT_EQ(ending.exit_code, 1);
  EXPECT_THAT(ending.err, HasSubstr("not empty"));
}

}  // namespace
}  // namespace tilik::scenario
