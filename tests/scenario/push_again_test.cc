// The same push again and again, and cut anywhere: the ministry's own app made a second household
// of a retried upload (domain.md §2.13).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::IsEmpty;

// Usulan baru: the n-th family nobody had listed.
std::string Proposal(int n) {
  const std::string name = "Martha Sesfaot " + std::to_string(n);
  return R"({"outcome": "selesai", "new_household": {"village": "53.02.14.2003",
      "answers": {"alamat": "RT 005 Dusun Nuamolo", "lantai": "tanah", "luas_lantai": )" +
         std::to_string(20 + n) + R"(}},
      "respondent": {"name": ")" +
         name + R"(", "relation": "kepala"},
      "documents": {"KTP": "tidak punya", "KK": "tidak punya"},
      "new_members": [
        {"answers": {"nama": ")" +
         name + R"(", "jnskel": "perempuan", "hub_krt": "kepala"}},
        {"answers": {"nama": "Anak )" +
         name + R"(", "jnskel": "laki-laki", "tgllahir": "2019-04-01", "hub_krt": "anak"}}]})";
}

constexpr int kRecordsOfProposal = 4;  // household, family, two persons

TEST(ThePush, SentOnceTwiceOrTenTimesMakesOneHousehold) {
  District district;
  Phone& dorkas = district.Enrol("Dorkas Selan", kHane);
  const std::uint64_t sets_before = district.Verify().change_sets();
  int households = 0;
  for (const int lost_answers : {0, 1, 9}) {
    const v1::SavedView saved = dorkas.Visit(Proposal(households++));
    district.line().LoseAnswersTo("Push");
    for (int i = 0; i < lost_answers; ++i) dorkas.SyncEnds(kNoConnection);
    district.line().Clear();
    EXPECT_EQ(dorkas.Sync().receipts(), 1u);
    const v1::RegistryRecordView household = district.Show(saved.created(0));
    EXPECT_EQ(household.visits_size(), 1);
    EXPECT_EQ(household.revision(), 1u) << "made once and changed by nothing since";
  }
  const v1::VerifyReport verified = district.Verify();
  EXPECT_EQ(verified.change_sets() - sets_before, 3u);
  EXPECT_EQ(verified.records(), 3u * kRecordsOfProposal);
  EXPECT_EQ(dorkas.Status().villages(0).households(), 3u);
}

// Saves a proposal, has its session broken by `storm`, and once more without.
void SaveAndSyncThrough(Phone& phone, Line& line, int n, const std::function<void()>& storm,
                        std::vector<std::string>* households) {
  households->push_back(phone.Visit(Proposal(n)).created(0));
  storm();
  phone.SyncEnds(kNoConnection);
  line.Clear();
  phone.Sync();
}

TEST(ThePush, CutAtAnyByteLeavesTheRegistryAsIfNothingHadHappened) {
  constexpr int kCutsEachWay = 24;
  District calm;
  Phone& lucky = calm.Enrol("Dorkas Selan", kHane);
  std::vector<std::string> expected = {lucky.Visit(Proposal(0)).created(0)};
  calm.line().Clear();
  lucky.Sync();
  // A session ends with a pull, which a cut of its last bytes must break: stay below the shortest.
  const std::uint64_t sent = calm.line().bytes_sent() * 95 / 100;
  const std::uint64_t received = calm.line().bytes_received() * 95 / 100;

  District stormy;
  Phone& wet = stormy.Enrol("Dorkas Selan", kHane);
  std::vector<std::string> households = {wet.Visit(Proposal(0)).created(0)};
  wet.Sync();
  for (int cut = 0; cut < kCutsEachWay; ++cut) {
    const auto part = static_cast<std::uint64_t>(cut);
    SaveAndSyncThrough(
        wet, stormy.line(), 2 * cut + 1,
        [&] { stormy.line().BreakAfterSending(sent * part / kCutsEachWay); }, &households);
    SaveAndSyncThrough(
        wet, stormy.line(), 2 * cut + 2,
        [&] { stormy.line().BreakAfterReceiving(received * part / kCutsEachWay); }, &households);
  }
  for (int n = 1; n <= 2 * kCutsEachWay; ++n) {
    expected.push_back(lucky.Visit(Proposal(n)).created(0));
  }
  lucky.Sync();

  const v1::VerifyReport calm_totals = calm.Verify();
  const v1::VerifyReport stormy_totals = stormy.Verify();
  EXPECT_EQ(stormy_totals.change_sets(), calm_totals.change_sets());
  EXPECT_EQ(stormy_totals.records(), calm_totals.records());
  EXPECT_EQ(stormy_totals.cases(), calm_totals.cases());
  EXPECT_THAT(stormy_totals.gaps(), IsEmpty());
  ASSERT_EQ(households.size(), expected.size());
  for (std::size_t n = 0; n < households.size(); n += 6) {
    EXPECT_EQ(EssenceOf(stormy.Show(households[n])), EssenceOf(calm.Show(expected[n])));
  }
  EXPECT_EQ(wet.Status().villages(0).households(), households.size());
}

}  // namespace
}  // namespace tilik::scenario
