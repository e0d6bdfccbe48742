// Somebody asks that what is known of her be destroyed, and the law gives her the right
// (UU 27/2022, protocol.md §2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

  // Both signatures.
  v1::DecisionReport Destroy() {
    const v1::DecisionReport order =
        district.Sign({"destroy", "--record", maria, "--letter", "800/12/DINSOS", "--letter-date",
                       "20260302", "--reason", "permintaan yang bersangkutan", "--yes"});
    EXPECT_TRUE(order.awaits_second_signature());
    EXPECT_EQ(district.Show(maria).label(), "Maria Bere") << "one signature destroys nothing";
    return district.Sign({"case", "countersign", "--link", order.link(), "--as", "Kepala Dinas"});
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

}  // namespace
}  // namespace tilik::scenario
