// Disks that are full or read-only, the phone's and the office's: it is said in words, nothing is
// lost or half there, and when there is room again everything goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"
#include "tests/scenario/health.h"
#include "tests/scenario/small_disk.h"

namespace tilik::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::uint64_t kCardKib = 24 * 1024;
constexpr std::uint64_t kOfficeKib = 64 * 1024;
constexpr int kHouseholds = 8;

std::string FloorOf(int n, int area) { return FloorVisit(KeyOf(kHane, n % kHouseholds), area); }

class OnSmallDisks : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = SmallDisk::WhyNot(); !why.empty()) GTEST_SKIP() << why;
    district = std::make_unique<District>(FamiliesOf(kHane, kHouseholds));
  }

  // An officer whose phone keeps everything on a card of its own.
  Phone& EnrolOnACard() {
    Phone& phone = district->Enrol("Dorkas Selan", kHane);
    card = std::make_unique<SmallDisk>(phone.home(), kCardKib);
    return phone;
  }

  std::filesystem::path Photo() const {
    const std::filesystem::path file = district->FileCalled("rumah.jpg");
    TakePhoto(file, 90'000);
    return file;
  }

  Phone::Words PhotoWords() const {
    return {"photo", Photo().string(), "--kind", "rumah", "--record", KeyOf(kHane, 0)};
  }

  // All that was reported as saved is in the chain without a hole, and arrives.
  void ExpectAllArrives(Phone& phone, std::uint64_t saved) {
    const v1::LogView log = phone.Log();
    ASSERT_EQ(static_cast<std::uint64_t>(log.entries_size()), saved);
    phone.Sync();
    EXPECT_EQ(phone.Status().waiting_sets(), 0u);
    EXPECT_EQ(phone.Status().waiting_photos(), 0u);
    EXPECT_THAT(district->Verify().gaps(), IsEmpty());
  }

  std::unique_ptr<District> district;
  std::unique_ptr<SmallDisk> card;  // goes first
};

using OnAFullPhone = OnSmallDisks;

TEST_F(OnAFullPhone, AVisitIsSavedOrItIsSaidThatTheStorageIsFull) {
  Phone& dorkas = EnrolOnACard();
  std::uint64_t saved = 0;
  std::uint64_t refused = 0;
  for (std::uint64_t kib_left = 0; kib_left <= 72; kib_left += 8) {
    card->FillUp(kib_left);
    const Ending ending = dorkas.Tilik({"visit", "-"}, FloorOf(0, 40 + static_cast<int>(kib_left)));
    if (ending.exit_code == kDone) {
      ++saved;
    } else {
      ++refused;
      EXPECT_EQ(ending.exit_code, 1) << ending.out;
      EXPECT_THAT(ending.out, HasSubstr("penyimpanan HP penuh")) << kib_left;
      EXPECT_THAT(ending.out, Not(HasSubstr("PIN"))) << "it is not the PIN's fault";
    }
    card->MakeRoom();
  }
  EXPECT_GT(saved, 0u);
  EXPECT_GT(refused, 0u);
  dorkas.Visit(FloorOf(0, 120));
  ExpectAllArrives(dorkas, saved + 1);
  EXPECT_EQ(Said(district->Show(KeyOf(kHane, 0)), "luas_lantai"), "120");
}

TEST_F(OnAFullPhone, APhotoIsSavedOrNothingOfItIsThere) {
  Phone& dorkas = EnrolOnACard();
  card->FillUp(70);
  const v1::ProblemView problem = dorkas.Ends(kBroken, PhotoWords());
  EXPECT_THAT(problem.message(), HasSubstr("penyimpanan HP penuh"));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dorkas.home())) {
    EXPECT_THAT(entry.path().string(), Not(testing::EndsWith(".tmp")));
  }
  card->MakeRoom();
  EXPECT_EQ(dorkas.Tilik(PhotoWords()).exit_code, kDone);
  ExpectAllArrives(dorkas, 1);
}

TEST_F(OnAFullPhone, AFirstSyncStopsWhereTheRoomEndsAndGoesOnFromThere) {
  constexpr int kMany = 1'500;
  district->Import(FamiliesOf(kBoentuka, kMany));
  Phone& markus = district->EnrolOnly("Markus Liu", kBoentuka);
  card = std::make_unique<SmallDisk>(markus.home(), kCardKib);
  for (const std::uint64_t kib_left : {300, 900}) {
    card->FillUp(kib_left);
    const v1::ProblemView problem = markus.Ends(kBroken, {"sync"});
    EXPECT_THAT(problem.message(), HasSubstr("penyimpanan HP penuh"));
    card->MakeRoom();
    EXPECT_LT(markus.Status().villages(0).households(), static_cast<std::uint32_t>(kMany));
  }
  markus.Sync();
  EXPECT_EQ(markus.Status().villages(0).households(), static_cast<std::uint32_t>(kMany));
}

TEST_F(OnAFullPhone, AReadOnlyCardIsCalledSo) {
  Phone& dorkas = EnrolOnACard();
  dorkas.Visit(FloorOf(0, 41));
  card->MakeReadOnly();
  const v1::ProblemView problem = dorkas.VisitEnds(kBroken, FloorOf(1, 42));
  EXPECT_THAT(problem.message(), HasSubstr("hanya dapat dibaca"));
  EXPECT_THAT(dorkas.SyncEnds(kBroken).message(), HasSubstr("hanya dapat dibaca"));
  card->MakeWritable();
  dorkas.Visit(FloorOf(1, 42));
  ExpectAllArrives(dorkas, 2);
}

class AtAFullOffice : public OnSmallDisks {
 protected:
  void SetUp() override {
    OnSmallDisks::SetUp();
    if (IsSkipped()) return;
    district->KeepSecondLog();
    dorkas = &district->Enrol("Dorkas Selan", kHane);
    district->Close();
    data = std::make_unique<SmallDisk>(district->data(), kOfficeKib);
    second = std::make_unique<SmallDisk>(district->second_log(), kOfficeKib);
    district->Open();
  }

  std::string Health() const { return HealthOf(district->server()); }

  // Visits and syncs until the district has no room for them; then it is said, and nothing is lost.
  void ExpectSaidAndKept(const std::string& what_is_full) {
    v1::ProblemView problem;
    for (int n = 0; n < 20 && problem.exit_code() == 0; ++n) {
      dorkas->Visit(FloorOf(n, 40 + n));
      ++saved;
      const Ending ending = dorkas->Tilik({"sync"});
      if (ending.exit_code == kDone) continue;
      EXPECT_EQ(ending.exit_code, kNoConnection) << ending.out;
      problem.set_exit_code(ending.exit_code);
      EXPECT_THAT(ending.out, HasSubstr("nothing was kept, try again"));
    }
    EXPECT_EQ(problem.exit_code(), kNoConnection) << "the disk was never full";
    EXPECT_GT(dorkas->Status().waiting_sets(), 0u);
    EXPECT_THAT(Health(), HasSubstr(what_is_full + " is full"));
  }

  void ExpectItGoesOnWithoutARestart() {
    EXPECT_EQ(Health(), "ok\n");
    ExpectAllArrives(*dorkas, saved);
  }

  Phone* dorkas = nullptr;
  std::uint64_t saved = 0;
  std::unique_ptr<SmallDisk> data;
  std::unique_ptr<SmallDisk> second;
};

TEST_F(AtAFullOffice, PushesAreNotReceiptedAndStayOnThePhone) {
  data->FillUp();
  ExpectSaidAndKept("the data folder");
  data->MakeRoom();
  ExpectItGoesOnWithoutARestart();
}

TEST_F(AtAFullOffice, NothingIsReceiptedThatTheSecondLogHasNoRoomFor) {
  second->FillUp();
  ExpectSaidAndKept("the second log");
  second->MakeRoom();
  ExpectItGoesOnWithoutARestart();
}

TEST_F(AtAFullOffice, APhotoWaitsOnThePhone) {
  EXPECT_EQ(dorkas->Tilik(PhotoWords()).exit_code, kDone);
  ++saved;
  dorkas->Sync();
  EXPECT_EQ(dorkas->Tilik(PhotoWords()).exit_code, kDone);
  ++saved;
  data->FillUp(60);  // for the record, not for the picture
  EXPECT_THAT(dorkas->SyncEnds(kNoConnection).message(), HasSubstr("No space left"));
  EXPECT_EQ(dorkas->Status().waiting_photos(), 1u);
  data->MakeRoom();
  ExpectItGoesOnWithoutARestart();
}

TEST_F(AtAFullOffice, ABackupThatFindsNoRoomIsNoBackup) {
  dorkas->Visit(FloorOf(0, 42));
  ++saved;
  dorkas->Sync();
  SmallDisk usb(district->FileCalled("usb"), kCardKib);
  usb.FillUp(200);
  const std::string place = (district->FileCalled("usb") / "senin").string();
  const Ending failed = district->Server({"backup", "--to", place});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.err, HasSubstr("full"));
  EXPECT_FALSE(std::filesystem::exists(place + "/registry.db"));
  usb.MakeRoom();
  const Ending done = district->Server({"backup", "--to", place});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  ExpectItGoesOnWithoutARestart();
}

TEST_F(AtAFullOffice, AServerDoesNotStartOnWhatItCannotWriteAndSaysWhy) {
  const auto starts = [this] {
    return district->Server({"serve", "--port", "0"});  // ends at once, or this test stands still
  };
  district->Close();
  second->MakeReadOnly();
  Ending ending = starts();
  EXPECT_EQ(ending.exit_code, 1);
  EXPECT_THAT(ending.err, HasSubstr("second log: opening"));
  EXPECT_THAT(ending.err, HasSubstr("Read-only file system"));
  second->MakeWritable();
  data->MakeReadOnly();
  ending = starts();
  EXPECT_EQ(ending.exit_code, 1);
  EXPECT_THAT(ending.err, HasSubstr("the data folder cannot be written"));
  EXPECT_THAT(ending.err, HasSubstr("Read-only file system"));
  data->MakeWritable();
  district->Open();
  ExpectItGoesOnWithoutARestart();
}

}  // namespace
}  // namespace tilik::scenario
