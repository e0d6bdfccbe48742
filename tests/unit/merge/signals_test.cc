// What supervisors are told of, each number of signals.json at its edge, in either order of
// arrival; and what becomes of the case.
#include "sync-server/merge/signals.h"

#include "tests/unit/merge/signals_scene.h"

namespace tilik::merge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// --- dead but paid ---

using DeadButPaid = SignalScene;

TEST_F(DeadButPaid, FromTheDayAfterTheDeath) {
  Learn(1, kMonday);
  Learn(2, kMonday);
  DecideStatusOf(1);
  DecideStatusOf(2);
  Receive(dorkas, {Give(1)}, At(kMonday, 23));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "on the day itself nobody need know";
  const Link paid = Receive(dorkas, {Give(2)}, At(kMonday + 1, 1));
  ASSERT_THAT(Open(v1::SIGNAL_DEAD_BUT_PAID), SizeIs(1));
  const CaseFile& file = *Open(v1::SIGNAL_DEAD_BUT_PAID).front();
  EXPECT_EQ(file.key.line, Of(2));
  EXPECT_EQ(file.key.day, kMonday + 1);
  ASSERT_THAT(file.evidence, SizeIs(1));
  EXPECT_EQ(file.evidence.front().id(), (FactId{paid, 0}));
  EXPECT_EQ(file.evidence.front().about, Home(2));
  EXPECT_THAT(file.evidence.front().words,
              HasSubstr("diserahkan 2026-01-06, meninggal menurut pengamatan 2026-01-05"));
}

TEST_F(DeadButPaid, AlsoWhenTheDeathIsDecidedLater) {
  Receive(dorkas, {Give(1)}, At(20260110, 9));
  Learn(1, kMonday);
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "proposed is not decided";
  DecideStatusOf(1);
  EXPECT_THAT(Open(v1::SIGNAL_DEAD_BUT_PAID), SizeIs(1));
}

TEST_F(DeadButPaid, ByAPayersWordUntilHeTakesItBack) {
  Learn(1, kMonday);
  DecideStatusOf(1);
  v1::Operation report;
  v1::PayerReport* said = report.mutable_payer_report();
  said->set_line(Of(1).str());
  said->set_payer("BRI");
  said->set_reference("A1");
  said->set_result(v1::PAYER_RESULT_BERHASIL);
  said->set_amount(10'000);
  said->set_day(20260110);
  registry.Receive(office, {report}, At(20260112, 9));
  ASSERT_THAT(Open(v1::SIGNAL_DEAD_BUT_PAID), SizeIs(1));
  EXPECT_THAT(Newest().evidence.front().words, HasSubstr("dibayar menurut BRI 2026-01-10"));
  said->set_result(v1::PAYER_RESULT_RETUR);
  said->set_day(20260113);
  registry.Receive(office, {report}, At(20260114, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty());
}

TEST_F(DeadButPaid, NotAReplacement) {
  Learn(1, kMonday);
  DecideStatusOf(1);
  v1::Operation replaced = Give(1);
  replaced.mutable_handover()->set_receiver(v1::RECEIVER_PENGGANTI);
  Receive(dorkas, {replaced}, At(20260110, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty());
}

TEST_F(DeadButPaid, NotWhoIsFoundAliveAfterAll) {
  Learn(1, kMonday);
  DecideStatusOf(1);
  Receive(dorkas, {Give(1)}, At(20260110, 9));
  ASSERT_THAT(OpenSignals(), SizeIs(1));
  const std::uint64_t number = Newest().number;
  Receive(markus, {Propose(Home(1), 2, v1::RECORD_STATUS_ACTIVE, v1::STATUS_REASON_LAINNYA)},
          At(20260112, 9));
  DecideStatusOf(1);
  EXPECT_THAT(OpenSignals(), IsEmpty());
  EXPECT_THAT(registry.state.cases.at(number).settlement, HasSubstr("ditarik"));
}

TEST_F(DeadButPaid, OfALineThatTheDanomNamesLater) {
  registry.Receive(office, {CreateHousehold(Id(99), {})}, At(kMonday, 1));
  Receive(markus, {Propose(Id(99), 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_MENINGGAL)},
          At(kMonday, 9));
  registry.Receive(office,
                   {Decision(*registry.OpenCases().front(), 1, v1::CHOICE_ACCEPT,
                             &registry.OpenCases().front()->proposals.front())},
                   At(kMonday, 10));
  v1::Operation agent = HandOver(Line(99), 10'000);
  agent.mutable_handover()->set_event("Balai desa");
  agent.mutable_handover()->set_card_holder(v1::CARD_HOLDER_AGEN);
  Receive(dorkas, {agent}, At(20260110, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "nobody knows whose line it is";
  registry.Receive(office, {Entitle(Line(99), Id(99), 10'000)}, At(20260111, 9));
  EXPECT_THAT(Open(v1::SIGNAL_DEAD_BUT_PAID), SizeIs(1));
  EXPECT_THAT(Open(v1::SIGNAL_CARD_HELD), SizeIs(1)) << "nor what else was odd about it";
}

// --- who verified is who paid ---

using VerifierPays = SignalScene;

TEST_F(VerifierPays, WithinThirtyDaysEitherWay) {
  Receive(dorkas, {VisitTo(1)}, At(20260201, 9));
  Receive(dorkas, {VisitTo(2)}, At(20260201, 10));
  Receive(dorkas, {GiveByHand(1)}, At(20260304, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "thirty-one days";
  const Link paid = Receive(dorkas, {GiveByHand(2)}, At(20260303, 9));
  ASSERT_THAT(Open(v1::SIGNAL_VERIFIER_PAYS), SizeIs(1));
  EXPECT_EQ(Newest().key.chain, dorkas.chain);
  EXPECT_EQ(Newest().key.day, 20260303u);
  EXPECT_EQ(Newest().evidence.front().id(), (FactId{paid, 0}));
  EXPECT_THAT(Newest().evidence.front().words,
              HasSubstr("dibayar 2026-03-03, diverifikasi oleh pembayarnya 2026-02-01"));
}

TEST_F(VerifierPays, WhenTheVisitComesAfterTheHandover) {
  Receive(dorkas, {GiveByHand(1)}, At(20260210, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty());
  const Link visit = Receive(dorkas, {VisitTo(1)}, At(20260201, 9));
  ASSERT_THAT(Open(v1::SIGNAL_VERIFIER_PAYS), SizeIs(1));
  Take(dorkas, visit);
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "the visit that was withdrawn is no verification";
}

TEST_F(VerifierPays, InACampaignThatStillRuns) {
  v1::Operation define;
  v1::Campaign* campaign = define.mutable_define_campaign()->mutable_campaign();
  campaign->set_name("verivali-2026-04");
  campaign->set_period("2026-04");
  campaign->set_cut_off_day(17);
  registry.Receive(office, {define}, At(kMonday, 1));
  v1::Operation visit = VisitTo(1);
  visit.mutable_visit()->set_campaign("verivali-2026-04");
  Receive(dorkas, {visit}, At(20260201, 9));
  Receive(dorkas, {GiveByHand(1)}, At(20260418, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "the day after the cut-off";
  registry.Receive(office, {Entitle(Line(99), Home(1), 10'000)}, At(kMonday, 1));
  v1::Operation in_time = HandOver(Line(99), 10'000);
  in_time.mutable_handover()->set_event("Balai desa");
  Receive(dorkas, {in_time}, At(20260417, 9));
  EXPECT_THAT(Open(v1::SIGNAL_VERIFIER_PAYS), SizeIs(1));
}

TEST_F(VerifierPays, WhenAnotherNamesHimAsThePayer) {
  Receive(dorkas, {VisitTo(1)}, At(20260201, 9));
  v1::Operation witnessed = Give(1);
  witnessed.mutable_handover()->set_paid_by("dorkas selan");
  Receive(markus, {witnessed}, At(20260210, 9));
  ASSERT_THAT(Open(v1::SIGNAL_VERIFIER_PAYS), SizeIs(1));
  EXPECT_EQ(Newest().key.chain, markus.chain) << "whose handover it is";
}

TEST_F(VerifierPays, NotSomebodyElse) {
  Receive(markus, {VisitTo(1)}, At(20260201, 9));
  Receive(dorkas, {GiveByHand(1)}, At(20260210, 9));
  Receive(markus, {Give(1)}, At(20260210, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "to stand beside a payer is not to pay";
}

// --- the case ---

using SignalCase = SignalScene;

TEST_F(SignalCase, GathersTheDayUpToItsBoundAndMovesWithEachThing) {
  std::uint64_t counter = 0;
  for (std::uint8_t n = 1; n <= 30; ++n) {
    registry.Receive(office, {CreateHousehold(Id(static_cast<std::uint8_t>(100 + n)), {})}, 1);
    v1::Operation visit = VisitTo(1, 30);
    visit.mutable_visit()->set_household(Id(static_cast<std::uint8_t>(100 + n)).str());
    Receive(dorkas, {visit}, At(kMonday, 8, n * 10));
    ASSERT_THAT(OpenSignals(), SizeIs(1));
    EXPECT_GT(Newest().counter, counter);
    counter = Newest().counter;
  }
  EXPECT_EQ(Newest().evidence.size(), kMostEvidence);
  EXPECT_EQ(Newest().more_evidence, 30 - kMostEvidence);
  EXPECT_THAT(Newest().why, HasSubstr("30 kunjungan"));
}

TEST_F(SignalCase, ChangesNothingOfTheRegistry) {
  const RecordState before = registry.Record(Home(1));
  Receive(dorkas, {VisitTo(1, 30)}, At(kMonday, 9));
  ASSERT_THAT(OpenSignals(), SizeIs(1));
  const CaseFile file = Newest();
  Decide(file, v1::CHOICE_CONFIRM);
  EXPECT_TRUE(registry.Record(Home(1)) == before);
  EXPECT_TRUE(registry.maps.InboxOf(dorkas.chain).back().kind() == v1::OUTCOME_KIND_APPLIED)
      << "the visit stands, and its officer is told nothing else";
}

TEST_F(SignalCase, IsFoundToBeSoOrNoProblem) {
  Receive(dorkas, {VisitTo(1, 30)}, At(kMonday, 9));
  Receive(markus, {VisitTo(2, 30)}, At(kMonday, 9));
  ASSERT_THAT(OpenSignals(), SizeIs(2));
  const CaseFile first = *OpenSignals()[0];
  const CaseFile second = *OpenSignals()[1];
  Decide(first, v1::CHOICE_ACCEPT);
  EXPECT_THAT(OpenSignals(), SizeIs(2)) << "there is nothing to accept";
  Decide(first, v1::CHOICE_CONFIRM);
  Decide(second, v1::CHOICE_NOT_A_PROBLEM);
  EXPECT_THAT(OpenSignals(), IsEmpty());
  EXPECT_EQ(registry.state.cases.at(first.number).verdict, Verdict::kConfirmed);
  EXPECT_EQ(registry.state.cases.at(second.number).verdict, Verdict::kNotAProblem);
  EXPECT_EQ(registry.state.cases.at(second.number).settlement, "dilihat bersama");
}

TEST_F(SignalCase, IsDecidedAsItWasSeen) {
  Receive(dorkas, {VisitTo(1, 30)}, At(kMonday, 9));
  const CaseFile seen = Newest();
  Receive(dorkas, {VisitTo(2, 30)}, At(kMonday, 10));
  Decide(seen, v1::CHOICE_NOT_A_PROBLEM);
  EXPECT_THAT(OpenSignals(), SizeIs(1)) << "it moved since it was looked at";
}

TEST_F(SignalCase, OpensAgainForSomethingNewOnly) {
  Receive(dorkas, {VisitTo(1, 30)}, At(kMonday, 9));
  const CaseFile file = Newest();
  Decide(file, v1::CHOICE_NOT_A_PROBLEM);
  Receive(dorkas, {VisitTo(2)}, At(kMonday, 10));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "a visit as it should be";
  Receive(dorkas, {VisitTo(3, 30)}, At(kMonday, 11));
  ASSERT_THAT(OpenSignals(), SizeIs(1));
  EXPECT_EQ(OpenSignals().front()->number, file.number);
  EXPECT_THAT(OpenSignals().front()->evidence, SizeIs(2));
  EXPECT_EQ(OpenSignals().front()->settlement, "sebelumnya bukan masalah: dilihat bersama");
}

TEST_F(SignalCase, LosesWhatIsWithdrawnAndIsWithdrawnWithTheLastOfIt) {
  const Link first = Receive(dorkas, {VisitTo(1, 30)}, At(kMonday, 9));
  const Link second = Receive(dorkas, {VisitTo(2, 30)}, At(kMonday, 10));
  const std::uint64_t counter = Newest().counter;
  Take(dorkas, first);
  ASSERT_THAT(OpenSignals(), SizeIs(1));
  EXPECT_GT(Newest().counter, counter);
  ASSERT_THAT(Newest().evidence, SizeIs(1));
  EXPECT_EQ(Newest().evidence.front().id(), (FactId{second, 0}));
  Take(dorkas, second);
  EXPECT_THAT(OpenSignals(), IsEmpty());
  EXPECT_THAT(Newest().settlement, HasSubstr("ditarik"));
}

TEST_F(SignalCase, StaysConfirmedWhenItsFactIsWithdrawnAfterwards) {
  const Link visit = Receive(dorkas, {VisitTo(1, 30)}, At(kMonday, 9));
  const CaseFile file = Newest();
  Decide(file, v1::CHOICE_CONFIRM);
  Take(dorkas, visit);
  EXPECT_EQ(Newest().verdict, Verdict::kConfirmed);
  EXPECT_THAT(Newest().evidence, SizeIs(1));
}

TEST_F(SignalCase, GoesWithAHouseholdThatTurnsOutToBeAnother) {
  v1::Operation visit = VisitTo(1);
  visit.mutable_visit()->set_card_holder(v1::CARD_HOLDER_AGEN);
  Receive(dorkas, {visit}, At(kMonday, 9));
  ASSERT_THAT(Open(v1::SIGNAL_CARD_HELD), SizeIs(1));
  registry.Receive(office, {MergeOf(registry.Record(Home(2)), registry.Record(Home(1)))}, 2);
  ASSERT_THAT(Open(v1::SIGNAL_CARD_HELD), SizeIs(1));
  EXPECT_EQ(Newest().key.record, Home(2));
  visit.mutable_visit()->set_household(Home(2).str());
  Receive(dorkas, {visit}, At(kMonday, 10));
  ASSERT_THAT(Open(v1::SIGNAL_CARD_HELD), SizeIs(1));
  EXPECT_THAT(Newest().evidence, SizeIs(2)) << "what was said of both";
}

TEST_F(SignalCase, WaitsForWorkThatIsHeld) {
  registry.Receive(office, {CreateHousehold(Id(99), {}, kNenas)}, 1);
  WithPhoto('a');
  v1::Operation outside = VisitTo(1, 30);
  outside.mutable_visit()->set_household(Id(99).str());
  Receive(dorkas, {outside}, At(kMonday, 9));
  Nothing();
  EXPECT_THAT(OpenSignals(), IsEmpty());
  const CaseFile file = *registry.OpenCases().front();
  ASSERT_EQ(file.key.kind, CaseKind::kOutsideAssignment);
  registry.Receive(office, {Decision(file, registry.Record(Id(99)).revision, v1::CHOICE_RELEASE)},
                   At(kMonday, 12));
  ASSERT_THAT(Open(v1::SIGNAL_VISITS_TOO_SHORT), SizeIs(1));
  EXPECT_EQ(Open(v1::SIGNAL_VISITS_TOO_SHORT).front()->key.chain, dorkas.chain);
  WithPhoto('a');
  Receive(dorkas, {VisitTo(1)}, At(kMonday, 10));
  EXPECT_THAT(Open(v1::SIGNAL_SAME_PHOTO), SizeIs(1)) << "its photo was remembered";
}

}  // namespace
}  // namespace tilik::merge
