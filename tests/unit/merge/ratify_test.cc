// Pengesahan, unggahan and penetapan, and what a musdes found (domain.md §3.3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync-server/merge/reviewed.h"
#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kCampaign[] = "verivali-2026-11";

class Ratification : public ::testing::Test {
 protected:
  Ratification() { registry.Receive(office, {CreateHousehold(home, {})}, 0); }

  static v1::Operation Ratify(const std::string& name, std::uint64_t through) {
    v1::Operation operation;
    operation.mutable_ratify()->set_name(name);
    operation.mutable_ratify()->set_through(through);
    return operation;
  }
  static v1::Operation Uploaded(const std::string& name) {
    v1::Operation operation;
    operation.mutable_record_upload()->set_ratification(name);
    operation.mutable_record_upload()->set_date(20261120);
    operation.mutable_record_upload()->set_reference("SIKS-4711");
    return operation;
  }
  static v1::Operation Found(const RecordId& household, v1::MusdesFinding finding,
                             v1::Ability ability = v1::ABILITY_UNSPECIFIED) {
    v1::Operation operation;
    operation.mutable_musdes_result()->set_household(household.str());
    operation.mutable_musdes_result()->set_finding(finding);
    operation.mutable_musdes_result()->set_ability(ability);
    operation.mutable_musdes_result()->set_campaign(kCampaign);
    return operation;
  }
  static v1::OutcomeKind Said(const Delta& delta) { return delta.outcomes.back().outcome.kind(); }
  static FactId Last(const Hand& hand) {
    return {RegistryInMemory::LinkOf(hand.chain, hand.seq), 0};
  }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand yuliana = RegistryInMemory::Officer(1);
  Hand dominggus = RegistryInMemory::Officer(2);
  RecordId home = Id(10);
};

TEST_F(Ratification, AVersionIsMadeOnceOfWhatWasInTheLogBeforeIt) {
  EXPECT_EQ(Said(registry.Receive(office, {Ratify("2026-11", 2)}, 5)), v1::OUTCOME_KIND_REFUSED)
      << "it is the second set itself";
  EXPECT_THAT(registry.state.ratifications, IsEmpty());
  EXPECT_EQ(Said(registry.Receive(office, {Ratify("2026-11", 1)}, 6)), v1::OUTCOME_KIND_APPLIED);
  EXPECT_EQ(Said(registry.Receive(office, {Ratify("2026-11", 3)}, 7)), v1::OUTCOME_KIND_REFUSED);
  EXPECT_EQ(registry.state.ratifications.at("2026-11").said.through(), 1u);
}

TEST_F(Ratification, OnlyWhatIsRatifiedIsUploaded) {
  EXPECT_EQ(Said(registry.Receive(office, {Uploaded("2026-11")}, 5)), v1::OUTCOME_KIND_REFUSED);
  registry.Receive(office, {Ratify("2026-11", 1)}, 6);
  EXPECT_EQ(Said(registry.Receive(office, {Uploaded("2026-11")}, 7)), v1::OUTCOME_KIND_APPLIED);
  EXPECT_EQ(registry.state.ratifications.at("2026-11").upload_reference, "SIKS-4711");
}

TEST_F(Ratification, WhoeverProposedLearnsWhatTheMinistryAnswered) {
  registry.Receive(yuliana, {Found(home, v1::MUSDES_FINDING_MENINGGAL)}, 5);
  const FactId removal = Last(yuliana);
  registry.Receive(dominggus, {Found(home, v1::MUSDES_FINDING_USULAN_BARU)}, 6);
  const FactId proposal = Last(dominggus);
  v1::Operation decree;
  decree.mutable_record_decree()->set_number("150/HUK/2026");
  for (const FactId& id : {removal, proposal, FactId{}}) {
    v1::DecreedProposal* answer = decree.mutable_record_decree()->add_answers();
    answer->mutable_proposal()->set_link(id.link.str());
    answer->set_accepted(id == removal);
    if (id == proposal) answer->set_reason("desil 7");
  }
  const Delta decreed = registry.Receive(office, {decree}, 9);
  EXPECT_THAT(decreed.decreed, SizeIs(2)) << "what nobody here proposed is passed over";
  ASSERT_THAT(decreed.outcomes, SizeIs(3));
  EXPECT_EQ(decreed.outcomes[0].chain, yuliana.chain);
  EXPECT_EQ(decreed.outcomes[0].outcome.kind(), v1::OUTCOME_KIND_APPLIED);
  EXPECT_EQ(decreed.outcomes[0].outcome.reason(), "ditetapkan: 150/HUK/2026");
  EXPECT_EQ(decreed.outcomes[1].chain, dominggus.chain);
  EXPECT_EQ(decreed.outcomes[1].outcome.kind(), v1::OUTCOME_KIND_REFUSED);
  EXPECT_EQ(decreed.outcomes[1].outcome.reason(), "ditolak: 150/HUK/2026 (desil 7)");
}

// --- what the forum found ---

TEST_F(Ratification, WhomTheForumFindsAsListedNeedsNoReview) {
  registry.Receive(yuliana, {Found(home, v1::MUSDES_FINDING_DITEMUKAN, v1::ABILITY_TIDAK_MAMPU)},
                   5);
  EXPECT_THAT(registry.state.reviews, IsEmpty());
  EXPECT_EQ(registry.state.facts.count(Last(yuliana)), 1u);
}

TEST_F(Ratification, WhomTheForumStrikesOffOrProposesIsReadSingly) {
  registry.Receive(yuliana, {Found(home, v1::MUSDES_FINDING_DITEMUKAN, v1::ABILITY_MAMPU)}, 5);
  EXPECT_EQ(registry.state.reviews.at(Last(yuliana)).flags, kFlagRemoval);
  registry.Receive(yuliana, {Found(home, v1::MUSDES_FINDING_ALAMAT_TIDAK_ADA)}, 6);
  EXPECT_EQ(registry.state.reviews.at(Last(yuliana)).flags, kFlagRemoval);
  registry.Receive(yuliana, {Found(home, v1::MUSDES_FINDING_USULAN_BARU)}, 7);
  EXPECT_EQ(registry.state.reviews.at(Last(yuliana)).flags, kFlagProposal);
}

TEST_F(Ratification, AForumsWordOnSomebodyUnknownOrElsewhereWaits) {
  registry.Receive(yuliana, {Found(Id(30), v1::MUSDES_FINDING_DITEMUKAN)}, 5);
  Hand roaming = RegistryInMemory::Officer(3);
  roaming.villages = {kNenas};
  registry.Receive(roaming, {Found(home, v1::MUSDES_FINDING_PINDAH)}, 6);
  EXPECT_THAT(registry.state.held, SizeIs(2));
  EXPECT_THAT(registry.state.facts, IsEmpty());
  registry.Receive(dominggus, {CreateHousehold(Id(30), {})}, 7);
  EXPECT_THAT(registry.state.held, SizeIs(1));
}

TEST_F(Ratification, AVillageThatWasNotVerifiedAndMinutesAreKept) {
  v1::Operation none;
  none.mutable_village_not_verified()->set_village(kNenas);
  none.mutable_village_not_verified()->set_reason(v1::NOT_VERIFIED_REASON_TIDAK_ADA_ANGGARAN);
  v1::Operation minutes;
  minutes.mutable_berita_acara()->set_village(kFatumnasi);
  registry.Receive(yuliana, {none, minutes}, 5);
  ASSERT_THAT(registry.state.facts, SizeIs(2)) << "whoever says so, wherever";
  EXPECT_EQ(registry.state.facts.at(Last(yuliana)).village, kNenas);
}

// --- what a version holds ---

TEST(Reviewed, AStatusIsThatOfTheLastDecisionThen) {
  std::vector<HistoryRow> history(4);
  for (std::size_t i = 0; i < history.size(); ++i) history[i].arrival = i + 1;
  history[1].status_after = v1::RECORD_STATUS_ASLEEP;
  history[3].status_after = v1::RECORD_STATUS_ACTIVE;
  std::vector<v1::RecordStatus> by_arrival;
  for (std::uint64_t through = 1; through <= 4; ++through) {
    by_arrival.push_back(ReviewedStatus(history, through));
  }
  EXPECT_THAT(by_arrival, ElementsAre(v1::RECORD_STATUS_ACTIVE, v1::RECORD_STATUS_ASLEEP,
                                      v1::RECORD_STATUS_ASLEEP, v1::RECORD_STATUS_ACTIVE));
}

TEST(Reviewed, WhatCameAfterAVersionIsNotInIt) {
  HistoryRow row;
  row.arrival = 5;
  row.origin.link.data()[0] = 1;
  row.changes.push_back({103, SlotChange::Kind::kApplied, {}, {{103, {Code(6), How::kSeen}}}});
  row.changes.push_back({104, SlotChange::Kind::kHeld, {}, {{104, {Code(2), How::kSeen}}}});
  row.changes.push_back({105, SlotChange::Kind::kMerged, {}, {{105, {Code(3), How::kSeen}}}});
  row.changes.push_back({107, SlotChange::Kind::kParted, {}, {{107, {Code(4), How::kSeen}}}});
  Approvals approvals;
  EXPECT_THAT(ReviewedAnswers({row}, approvals, 9), IsEmpty()) << "nobody approved it";
  approvals.Add(row.origin.link, 7);
  EXPECT_THAT(ReviewedAnswers({row}, approvals, 4), IsEmpty());
  EXPECT_THAT(ReviewedAnswers({row}, approvals, 6), IsEmpty()) << "not yet";
  EXPECT_THAT(ReviewedAnswers({row}, approvals, 7), SizeIs(3)) << "what is held does not stand";
}

TEST(Reviewed, ADigestTellsEveryKindOfValueApart) {
  std::set<ContentHash> digests;
  const std::vector<Value> values = {Code(6), std::int64_t{6},  std::string("6"),
                                     Id(6),   Absent::kUnknown, Absent::kRefused};
  for (const Value& value : values) {
    FrozenRecord record;
    record.answers[103] = {value, How::kSeen};
    VersionDigest digest{v1::Ratify()};
    digest.Add(record);
    digests.insert(digest.hash());
  }
  EXPECT_EQ(digests.size(), values.size());
}

}  // namespace
}  // namespace tilik::merge
