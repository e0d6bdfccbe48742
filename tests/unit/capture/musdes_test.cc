// A forum's form, and what it becomes.
#include "client/core/capture_musdes.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>

#include "tests/unit/capture/scene.h"

namespace tilik::client {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class MusdesTest : public Scene {
 protected:
  std::optional<CapturedMusdes> Musdes(const std::string& rest, const std::string& results) {
    v1::MusdesForm form;
    const std::string json =
        R"({"village": "53.02.01.2001", "number": "470/12", "date": "2026-11-09",
            "signers": ["Kepala Desa"], "results": [)" +
        results + "]" + rest + "}";
    const auto parsed = google::protobuf::util::JsonStringToMessage(json, &form);
    EXPECT_TRUE(parsed.ok()) << parsed.message();
    MusdesScene forum;
    forum.households["Nahak"] = {household, scene.screen};
    std::uint8_t next = 100;
    const CaptureContext context{Codebooks::BuiltIn(), phone, [&] { return Id(next++); }, kToday};
    return CaptureMusdes(form, forum, context, findings);
  }
};

TEST_F(MusdesTest, AFindingBecomesAProposalThatRestsOnTheMinutes) {
  const auto forum = Musdes("", R"({"household": "Nahak", "finding": "alamat tidak ada"})");
  ASSERT_TRUE(forum.has_value()) << AllSaid();
  EXPECT_EQ(forum->minutes.operations.front().berita_acara().number(), "470/12");
  ASSERT_THAT(forum->results, SizeIs(1));
  Captured result = forum->results.front();
  ASSERT_THAT(ProposalsOf(result), SizeIs(1));
  EXPECT_EQ(ProposalsOf(result)[0].status(), v1::RECORD_STATUS_ASLEEP);
  EXPECT_EQ(ProposalsOf(result)[0].reason(), v1::STATUS_REASON_TIDAK_DITEMUKAN);
  EXPECT_EQ(ProposalsOf(result)[0].note(), "BA 470/12, 2026-11-09");
  Link minutes;
  minutes.data()[0] = 7;
  NameGround(minutes, result);
  EXPECT_EQ(ProposalsOf(result)[0].ground().link(), minutes.raw());
  EXPECT_EQ(result.operations[0].musdes_result().ground().link(), minutes.raw());
}

TEST_F(MusdesTest, WhoWasFoundAndIsPoorStaysListed) {
  const auto forum =
      Musdes("", R"({"household": "Nahak", "finding": "ditemukan", "ability": "tidak mampu"})");
  ASSERT_TRUE(forum.has_value()) << AllSaid();
  EXPECT_TRUE(ProposalsOf(forum->results[0]).empty());
}

TEST_F(MusdesTest, ASignedStatementMayReplaceTheForum) {
  const auto forum =
      Musdes(R"(, "ground": "SPTJM")",
             R"({"household": "Nahak", "finding": "ditemukan", "ability": "mampu"})");
  ASSERT_TRUE(forum.has_value()) << AllSaid();
  EXPECT_EQ(forum->minutes.operations.front().berita_acara().ground(), v1::GROUND_KIND_SPTJM);
  ASSERT_THAT(ProposalsOf(forum->results[0]), SizeIs(1));
  EXPECT_EQ(ProposalsOf(forum->results[0])[0].status(), v1::RECORD_STATUS_NOT_ELIGIBLE);
  EXPECT_THAT(ProposalsOf(forum->results[0])[0].note(), HasSubstr("SPTJM"));
}

TEST_F(MusdesTest, AProposedFamilyIsMadeWithItsHead) {
  const auto forum = Musdes(R"(, "proposals": [{"answers": {"alamat": "RT 9"},
      "members": [{"answers": {"nama": "Hana Tefa", "jnskel": "perempuan"}}]}])",
                            "");
  ASSERT_TRUE(forum.has_value()) << AllSaid();
  ASSERT_THAT(forum->results, SizeIs(1));
  const Captured& set = forum->results[0];
  ASSERT_THAT(set.created, SizeIs(3));
  const Answers made = CreatedWith(set, set.created[0]);
  EXPECT_EQ(std::get<std::string>(made.at(field::kHeadName).value), "Hana Tefa");
  EXPECT_EQ(std::get<RecordId>(CreatedWith(set, set.created[2]).at(field::kFamily).value),
            set.created[1]);
}

TEST_F(MusdesTest, ADuplicateNamesItsOther) {
  EXPECT_FALSE(Musdes("", R"({"household": "Nahak", "finding": "ganda"})").has_value());
  EXPECT_TRUE(IsRefusedAt("results[0].other_household")) << AllSaid();
}

TEST_F(MusdesTest, NothingIsTakenOfAFormWithAnUnknownHousehold) {
  EXPECT_FALSE(Musdes("", R"({"household": "siapa", "finding": "pindah"})").has_value());
  EXPECT_TRUE(IsRefusedAt("results[0].household")) << AllSaid();
}

TEST_F(Scene, AVisitNamesTheCampaignOfItsVillageAndWhatItAnswers) {
  scene.campaign = "verivali-2026-11";
  scene.returned.emplace().set_link(std::string(32, 'l'));
  const auto met = Visit(R"({"household": "530201200100001", "outcome": "menolak"})");
  ASSERT_TRUE(met.has_value()) << AllSaid();
  EXPECT_EQ(VisitOf(*met).campaign(), "verivali-2026-11");
  EXPECT_EQ(VisitOf(*met).answers().link(), std::string(32, 'l'));
  const auto missed = Visit(R"({"household": "530201200100001", "outcome": "belum bertemu",
                               "attempt": 1, "next_date": "2026-11-29"})");
  ASSERT_TRUE(missed.has_value()) << AllSaid();
  EXPECT_FALSE(VisitOf(*missed).has_answers()) << "nobody was there to answer";
}

}  // namespace
}  // namespace tilik::client
