// Dead but paid beyond the recipient of a line: where everybody of a household died, and aid that
// was on no list (merge/deaths.h, domain.md §3.3, §3.4).
#include "sync-server/merge/deaths.h"

#include "tests/unit/merge/signals_scene.h"

namespace tilik::merge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Deceased : public SignalScene {
 protected:
  Deceased() {
    registry.Receive(office,
                     {CreateBelow(v1::RECORD_KIND_FAMILY, family, Home(1), {}),
                      CreateBelow(v1::RECORD_KIND_PERSON, yosef, family, {}),
                      CreateBelow(v1::RECORD_KIND_PERSON, maria, family, {})},
                     At(kMonday, 1));
    registry.Receive(office, {Entitle(of_family, family, 10'000), Entitle(of_yosef, yosef, 10'000)},
                     At(kMonday, 1));
  }

  static v1::Operation Gift(const RecordId& recipient, std::uint32_t day = 0) {
    v1::Operation operation;
    v1::HandoverWithoutList& gift = *operation.mutable_handover_without_list();
    gift.set_programme("logistik");
    gift.set_village(kFatumnasi);
    gift.set_recipient(recipient.str());
    gift.set_recipients(1);
    gift.set_unit_type(v1::UNIT_TYPE_HOUSEHOLD);
    gift.add_items()->set_quantity(1'000);
    gift.set_day(day);
    return operation;
  }
  // Everybody of household 1, as seen on Monday and decided since.
  void AllDied() {
    Learn(1, kMonday);
    DecideStatusOf(1);
  }
  void FoundAlive() {
    Receive(markus,
            {Propose(Home(1), registry.Record(Home(1)).revision, v1::RECORD_STATUS_ACTIVE,
                     v1::STATUS_REASON_LAINNYA)},
            At(20260112, 9));
    DecideStatusOf(1);
  }
  std::vector<const CaseFile*> Paid() const { return Open(v1::SIGNAL_DEAD_BUT_PAID); }

  RecordId family = Id(80), yosef = Id(81), maria = Id(82);
  LineId of_family = Line(80), of_yosef = Line(81);
};

TEST_F(Deceased, AHouseholdOfWhichAllDiedIsPaidByItsMembersLines) {
  AllDied();
  Receive(dorkas, {HandOver(of_family, 10'000)}, At(20260110, 9));
  Receive(dorkas, {HandOver(of_yosef, 10'000)}, At(20260110, 10));
  ASSERT_THAT(Paid(), SizeIs(2));
  EXPECT_EQ(Paid()[0]->key.line, of_family);
  EXPECT_EQ(Paid()[1]->key.line, of_yosef);
  EXPECT_EQ(Paid()[1]->evidence.front().about, yosef);
  EXPECT_THAT(Paid()[1]->evidence.front().words,
              HasSubstr("diserahkan 2026-01-10, meninggal menurut pengamatan 2026-01-05"));
}

TEST_F(Deceased, AlsoWhenThatIsDecidedAfterThePayment) {
  Receive(dorkas, {HandOver(of_family, 10'000)}, At(20260110, 9));
  Receive(dorkas, {HandOver(of_yosef, 10'000)}, At(20260110, 10));
  ASSERT_THAT(OpenSignals(), IsEmpty());
  AllDied();
  EXPECT_THAT(Paid(), SizeIs(2));
  FoundAlive();
  EXPECT_THAT(OpenSignals(), IsEmpty());
}

TEST_F(Deceased, WhoDiedSaysNothingOfHisFamilyOrHousehold) {
  Receive(markus, {Propose(yosef, 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_MENINGGAL)},
          At(kMonday, 9));
  registry.Receive(office,
                   {Decision(*registry.OpenCases().front(), 1, v1::CHOICE_ACCEPT,
                             &registry.OpenCases().front()->proposals.front())},
                   At(kMonday, 10));
  Receive(dorkas, {Give(1)}, At(20260110, 9));
  Receive(dorkas, {HandOver(of_family, 10'000)}, At(20260110, 10));
  Receive(dorkas, {Gift(maria)}, At(20260110, 11));
  EXPECT_THAT(Paid(), IsEmpty());
  Receive(dorkas, {HandOver(of_yosef, 10'000)}, At(20260111, 9));
  EXPECT_THAT(Paid(), SizeIs(1));
}

TEST_F(Deceased, ReceivesAidThatIsOnNoList) {
  AllDied();
  Receive(dorkas, {Gift(Home(1), kMonday)}, At(20260110, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "given on the day itself, written down later";
  const Link given = Receive(dorkas, {Gift(Home(1))}, At(20260110, 9));
  ASSERT_THAT(Paid(), SizeIs(1));
  const CaseFile& file = *Paid().front();
  EXPECT_EQ(file.key.record, Home(1));
  EXPECT_TRUE(file.key.line.none());
  EXPECT_EQ(file.key.day, 20260110u);
  EXPECT_EQ(file.why, "logistik: diserahkan 5 hari sesudah diketahui meninggal");
  ASSERT_THAT(file.evidence, SizeIs(1));
  EXPECT_EQ(file.evidence.front().id(), (FactId{given, 0}));
  EXPECT_THAT(file.evidence.front().words, HasSubstr("diserahkan tanpa daftar 2026-01-10"));

  Receive(dorkas, {Gift(yosef)}, At(20260110, 10));
  ASSERT_THAT(Paid(), SizeIs(2)) << "one of those who died";
  Take(dorkas, given);
  ASSERT_THAT(Paid(), SizeIs(1));
  EXPECT_EQ(Paid().front()->key.record, yosef);
}

TEST_F(Deceased, AidOnNoListIsFoundWhenTheDeathIsDecidedLater) {
  Receive(dorkas, {Gift(Home(1))}, At(20260110, 9));
  Receive(dorkas, {Gift(maria)}, At(20260110, 9));
  Receive(dorkas, {Gift(Home(2))}, At(20260110, 9));
  AllDied();
  EXPECT_THAT(Paid(), SizeIs(2));
  FoundAlive();
  EXPECT_THAT(OpenSignals(), IsEmpty());
}

TEST_F(Deceased, WhatComesInOneCommitIsFoundAsWell) {
  Learn(1, kMonday);
  registry.BeginCommit();
  Receive(dorkas, {Gift(maria)}, At(20260110, 9));
  Receive(dorkas, {HandOver(of_yosef, 10'000)}, At(20260110, 9));
  DecideStatusOf(1);
  registry.EndCommit();
  EXPECT_THAT(Paid(), SizeIs(2));
}

TEST_F(Deceased, AGiftToWhoTurnsOutToBeHimIsHis) {
  registry.Receive(office, {CreateBelow(v1::RECORD_KIND_PERSON, Id(83), Id(80), {})},
                   At(kMonday, 1));
  Receive(dorkas, {Gift(Id(83))}, At(20260110, 9));
  registry.Receive(office, {MergeOf(registry.Record(yosef), registry.Record(Id(83)))},
                   At(20260111, 9));
  AllDied();
  ASSERT_THAT(Paid(), SizeIs(1));
  EXPECT_EQ(Paid().front()->key.record, yosef);
}

}  // namespace
}  // namespace tilik::merge
