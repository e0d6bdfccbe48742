// Somebody asks that what is known of her be destroyed, and the law gives her the right
// (UU 27/2022, protocol.md §2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";
constexpr char kTaek[] = "530214200100018";
constexpr char kMaria[] = "5302144208800002";

std::string FileBytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> NamesOn(const v1::ShowView& shown) {
  std::vector<std::string> names;
  for (const v1::RecordView& record : shown.records()) {
    for (const v1::AnswerView& answer : record.answers()) {
      if (answer.variable() == "nama") names.push_back(answer.words());
    }
  }
  return names;
}

class Destroyed : public testing::Test {
 protected:
  Destroyed() {
    EXPECT_EQ(
        district.Server({"account", "add", "--name", "Kepala Dinas", "--role", "head"}).exit_code,
        0);
    dorkas.Visit(Completed(kNahak, R"("members": [{"person": "Maria Bere", "presence": "tinggal",
        "answers": {"sta_bekerja": "ya"}}])"));
    dorkas.Visit(Completed(kTaek, R"("answers": {"luas_lantai": 30})"));
    dorkas.Sync();
    maria = district.Show(kMaria).record();
  }

  // The first signature; returns the order's link.
  std::string Order() {
    const v1::DecisionReport order =
        district.Sign({"destroy", "--record", maria, "--letter", "800/12/DINSOS", "--letter-date",
                       "20260302", "--reason", "permintaan yang bersangkutan", "--yes"});
    EXPECT_TRUE(order.awaits_second_signature());
    EXPECT_EQ(district.Show(maria).label(), "Maria Bere") << "one signature destroys nothing";
    return order.link();
  }
  v1::DecisionReport Countersign(const std::string& link) {
    return district.Sign({"case", "countersign", "--link", link, "--as", "Kepala Dinas"});
  }
  v1::DecisionReport Destroy() { return Countersign(Order()); }

  // The file of kept orders beside the keys.
  std::filesystem::path Kept() const { return district.data().string() + ".keys.destroyed"; }
  // As a power cut leaves that file when it comes before the last thing done.
  void KeptOrderIsNotYetCarriedOut() {
    std::string orders = FileBytes(Kept());
    const std::string done = R"(,"carriedOut":true)";
    const std::size_t at = orders.find(done);
    ASSERT_NE(at, std::string::npos) << orders;
    std::ofstream(Kept(), std::ios::binary) << orders.erase(at, done.size());
  }
  std::size_t PhotosKept() const {
    std::size_t kept = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(district.data() / "attachments")) {
      kept += entry.is_regular_file() && entry.file_size() > 0;
    }
    return kept;
  }

  District district{{NahakFamily(), TaekFamily()}};
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  std::string maria;
};

TEST_F(Destroyed, NothingIsKnownOfHerAndTheLogStillProvesTheRest) {
  const v1::DecisionReport done = Destroy();
  ASSERT_TRUE(done.has_destruction());
  EXPECT_GE(done.destruction().bodies(), 2u) << "the import of her household, and the visit";
  EXPECT_GT(done.destruction().history(), 0u);

  EXPECT_EQ(district.Server({"show", kMaria}).exit_code, 3);
  const v1::RegistryRecordView left = district.ShowWithHistory(maria);
  EXPECT_THAT(left.fields(), IsEmpty());
  EXPECT_EQ(left.label(), "");
  for (const v1::HistoryView& row : left.history()) {
    EXPECT_EQ(row.before() + row.after(), "") << row.field();
  }
  EXPECT_EQ(MemberCalled(district.Show(kNahak), "Yosef Nahak").label(), "Yosef Nahak");
  district.Verify();

  dorkas.Sync();
  EXPECT_THAT(NamesOn(dorkas.Show(kNahak)), Not(Contains("Maria Bere")));
  EXPECT_THAT(NamesOn(dorkas.Show(kNahak)), Contains("Yosef Nahak"));
}

TEST_F(Destroyed, TheHouseholdGoesOn) {
  Destroy();
  dorkas.Sync();
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 48})"));
  dorkas.Visit(Completed(kTaek, R"("answers": {"luas_lantai": 31})"));
  dorkas.Sync();
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "48");
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "31");
  district.Verify();
}

TEST_F(Destroyed, TheOrderIsKeptOutsideAndMayBeCarriedOutAgain) {
  Destroy();
  const Ending again = district.Server({"destroy", "--again"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("1 perintah"));
  EXPECT_THAT(district.ShowWithHistory(maria).fields(), IsEmpty());
  district.Verify();
}

// The backup is older than the order, and her officer's phone offers her visit once more.
TEST_F(Destroyed, ARestoredRegistryForgetsHerAgain) {
  district.BackUp("senin");
  dorkas.Visit(Completed(kNahak, R"("answers": {"luas_lantai": 44},
      "members": [{"person": "Maria Bere", "presence": "tinggal",
                   "answers": {"lapangan_usaha": "perdagangan"}}])"));
  dorkas.Sync();
  Destroy();
  district.Crash();
  const v1::RestoreReport restored = district.RestoreFrom("senin");
  EXPECT_EQ(restored.destroyed_again(), 1u);
  EXPECT_THAT(district.ShowWithHistory(maria).fields(), IsEmpty());
  dorkas.Sync();
  const v1::RegistryRecordView left = district.ShowWithHistory(maria);
  EXPECT_THAT(left.fields(), IsEmpty());
  for (const v1::HistoryView& row : left.history()) {
    EXPECT_EQ(row.before() + row.after(), "") << row.field();
  }
  EXPECT_EQ(dorkas.Status().waiting_sets(), 0u) << "what is not stored is receipted all the same";
  district.Verify();
}

// The power fails between the order kept outside and the second signature's commit.
TEST_F(Destroyed, AnOrderWhoseSecondSignatureWasNeverDurableIsDropped) {
  const std::string order = Order();
  district.Close();
  const std::filesystem::path before = district.FileCalled("before");
  std::filesystem::copy(district.data(), before, std::filesystem::copy_options::recursive);
  Countersign(order);
  std::filesystem::remove_all(district.data());
  std::filesystem::rename(before, district.data());
  KeptOrderIsNotYetCarriedOut();
  district.Open();

  const Ending again = district.Server({"destroy", "--again"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("0 perintah"));
  EXPECT_EQ(district.Show(kMaria).label(), "Maria Bere") << "one signature destroys nothing";
  EXPECT_THAT(FileBytes(Kept()), Not(HasSubstr(maria)));
  district.Verify();
  Countersign(order);
  EXPECT_EQ(district.Server({"show", kMaria}).exit_code, 3);
  district.Verify();
}

// And between that commit and the last body overwritten in the second place.
TEST_F(Destroyed, HalfDoneIsFinishedWhenCarriedOutAgain) {
  district.KeepSecondLog();
  dorkas.Visit(Completed(kNahak, R"("members": [{"person": "Maria Bere", "presence": "tinggal",
      "answers": {"lapangan_usaha": "perdagangan"}}])"));
  dorkas.Sync();
  const std::string order = Order();
  const std::filesystem::path second = district.FileCalled("second-disk") / "tilik.log2";
  const std::string with_her = FileBytes(second);
  Countersign(order);
  const std::string without_her = FileBytes(second);
  ASSERT_NE(without_her.substr(0, with_her.size()), with_her);

  std::fstream(second, std::ios::binary | std::ios::in | std::ios::out) << with_her;
  KeptOrderIsNotYetCarriedOut();
  const Ending again = district.Server({"destroy", "--again"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("1 perintah"));
  EXPECT_EQ(FileBytes(second), without_her);
  EXPECT_THAT(FileBytes(Kept()), HasSubstr(R"("carriedOut":true)"));
  EXPECT_THAT(district.ShowWithHistory(maria).fields(), IsEmpty());
  district.Verify();
}

// Her photo was on its way when she was destroyed, and comes once more after a restore.
TEST_F(Destroyed, HerPhotoIsTakenFromThePhoneAndNotKept) {
  constexpr std::size_t kPhotoBytes = 200'000;
  const std::filesystem::path file = district.FileCalled("ktp.jpg");
  TakePhoto(file, kPhotoBytes);
  dorkas.TakePhotoOf(kMaria, file);
  district.line().BreakAfterSending(kPhotoBytes / 2);
  dorkas.SyncEnds(kNoConnection);
  district.line().Clear();
  ASSERT_EQ(dorkas.Status().waiting_photos(), 1u);
  EXPECT_EQ(PhotosKept(), 1u) << "half of it";
  district.BackUp("senin");

  const v1::DecisionReport done = Destroy();
  EXPECT_EQ(done.destruction().photos(), 1u);
  EXPECT_EQ(PhotosKept(), 0u);
  dorkas.Sync();
  EXPECT_EQ(dorkas.Status().waiting_photos(), 0u) << "the phone stops offering it";
  EXPECT_EQ(PhotosKept(), 0u);

  district.Crash();
  district.RestoreFrom("senin");
  dorkas.Sync();
  EXPECT_EQ(dorkas.Status().waiting_photos(), 0u);
  EXPECT_EQ(PhotosKept(), 0u);
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
