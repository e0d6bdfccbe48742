// One person, listed as two and paid as two (protocol.md §4, Duplicates; merge/ledger.h).
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

constexpr std::int64_t kTenKilos = 10'000;

class DoubleEntitlement : public ::testing::Test {
 protected:
  DoubleEntitlement() {
    registry.Receive(office, {CreateHousehold(yosef, {}), CreateHousehold(yoseph, {})}, 0);
    registry.Receive(office, {Entitle(of_yosef, yosef, kTenKilos)}, 0);
    registry.Receive(office, {Entitle(of_yoseph, yoseph, kTenKilos)}, 0);
  }

  void Merged() {
    registry.Receive(supervisor, {MergeOf(registry.Record(yosef), registry.Record(yoseph))}, 50);
  }
  void Parted() { registry.Receive(supervisor, {UnmergeOf(registry.Record(yosef), yoseph)}, 60); }
  Tally Count(const LineId& line) const {
    const Tally tally = TallyOf(registry.state.lines.at(line));
    EXPECT_EQ(tally.entitled, tally.delivered + tally.undelivered + tally.closed + tally.open);
    return tally;
  }
  std::vector<LineId> AskedAbout() const {
    std::vector<LineId> lines;
    for (const CaseFile* file : registry.OpenCases()) {
      if (file->key.kind == CaseKind::kDoubleDelivery) lines.push_back(file->key.line);
    }
    return lines;
  }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand supervisor = RegistryInMemory::Account(91);
  Hand yuliana = RegistryInMemory::Officer(1);
  Hand dominggus = RegistryInMemory::Officer(2);
  RecordId yosef = Id(10), yoseph = Id(11), josef = Id(12);
  LineId of_yosef = Line(1), of_yoseph = Line(2), of_josef = Line(3);
};

TEST_F(DoubleEntitlement, PaidTwiceOneOfThemIsExcess) {
  registry.Receive(yuliana, {HandOver(of_yosef, kTenKilos)}, 9);
  registry.Receive(dominggus, {HandOver(of_yoseph, kTenKilos)}, 5);
  ASSERT_TRUE(registry.OpenCases().empty()) << "nobody knows yet";
  Merged();
  EXPECT_EQ(Count(of_yoseph).delivered, kTenKilos) << "received first";
  EXPECT_EQ(Count(of_yoseph).excess, 0);
  EXPECT_EQ(Count(of_yosef).delivered, 0);
  EXPECT_EQ(Count(of_yosef).excess, kTenKilos);
  EXPECT_EQ(Count(of_yosef).closed, kTenKilos);
  EXPECT_EQ(Count(of_yosef).closed_because, v1::NON_DELIVERY_REASON_GANDA);
  EXPECT_EQ(CountedOf(registry.state.lines.at(of_yosef)), std::vector<std::int64_t>{0});
  EXPECT_EQ(AskedAbout(), std::vector<LineId>{of_yosef});
}

// Received first is what the earliest of all that was handed out and paid on a line says.
TEST_F(DoubleEntitlement, ReceivedFirstIsByTheFirstOfSeveralHandoversAndPayments) {
  registry.Receive(yuliana, {HandOver(of_yosef, 4'000)}, 9);
  registry.Receive(yuliana, {HandOver(of_yosef, 6'000)}, 12);
  registry.Receive(dominggus, {HandOver(of_yoseph, 4'000)}, 30);
  v1::Operation paid;
  v1::PayerReport& report = *paid.mutable_payer_report();
  report.set_line(of_yoseph.str());
  report.set_payer("BRI");
  report.set_reference("1");
  report.set_result(v1::PAYER_RESULT_GAGAL);
  report.set_amount(6'000);
  registry.Receive(office, {paid}, 3);
  report.set_reference("2");
  report.set_result(v1::PAYER_RESULT_BERHASIL);
  registry.Receive(office, {paid}, 5);
  Merged();
  EXPECT_EQ(Count(of_yoseph).delivered, kTenKilos) << "paid in part before anybody else was";
  EXPECT_EQ(Count(of_yosef).excess, kTenKilos);
}

TEST_F(DoubleEntitlement, WhatArrivedAlreadyIsNotDueAgain) {
  registry.Receive(dominggus, {HandOver(of_yoseph, kTenKilos)}, 5);
  Merged();
  EXPECT_EQ(Count(of_yoseph).delivered, kTenKilos);
  EXPECT_EQ(Count(of_yosef).open, 0);
  EXPECT_EQ(Count(of_yosef).closed, kTenKilos);
  EXPECT_TRUE(registry.OpenCases().empty()) << "nothing was given twice";
}

TEST_F(DoubleEntitlement, WithNothingGivenTheSurvivorsOwnStaysOpen) {
  Merged();
  EXPECT_EQ(Count(of_yosef).open, kTenKilos);
  EXPECT_EQ(Count(of_yoseph).open, 0);
}

TEST_F(DoubleEntitlement, OneAlreadyClosedByOrderDoesNotKeepTheOtherFromHim) {
  registry.Receive(supervisor, {CloseByOrder(of_yosef, v1::NON_DELIVERY_REASON_GANDA)}, 1);
  Merged();
  EXPECT_EQ(Count(of_yoseph).open, kTenKilos);
  registry.Receive(supervisor, {CloseByOrder(of_yosef, v1::NON_DELIVERY_REASON_UNSPECIFIED)}, 51);
  EXPECT_EQ(Count(of_yosef).open, kTenKilos);
  EXPECT_EQ(Count(of_yoseph).open, 0);
}

// Whatever comes first, the merge, the danom or the handovers.
TEST_F(DoubleEntitlement, TheOrderOfArrivalDecidesNothing) {
  const auto earlier_but_late = [&] {
    registry.Receive(dominggus, {HandOver(of_yoseph, kTenKilos)}, 5);
  };
  const auto on_time = [&] { registry.Receive(yuliana, {HandOver(of_yosef, kTenKilos)}, 9); };
  Merged();
  on_time();
  EXPECT_EQ(Count(of_yosef).delivered, kTenKilos);
  EXPECT_TRUE(AskedAbout().empty());
  earlier_but_late();
  EXPECT_EQ(Count(of_yoseph).delivered, kTenKilos);
  EXPECT_EQ(Count(of_yosef).excess, kTenKilos);
  EXPECT_EQ(AskedAbout(), std::vector<LineId>{of_yosef});
}

TEST_F(DoubleEntitlement, AListThatNamesBothAfterTheyWereFoundToBeOneIsDueOnce) {
  Merged();
  registry.Receive(office, {CreateHousehold(josef, {})}, 51);
  registry.Receive(supervisor, {MergeOf(registry.Record(yosef), registry.Record(josef))}, 52);
  registry.Receive(dominggus, {HandOver(of_josef, kTenKilos)}, 53);
  registry.Receive(office, {Entitle(of_josef, josef, kTenKilos)}, 54);
  EXPECT_EQ(Count(of_josef).delivered, kTenKilos);
  EXPECT_EQ(Count(of_yosef).open + Count(of_yoseph).open, 0);
}

TEST_F(DoubleEntitlement, AWithdrawnHandoverTakesTheExcessAway) {
  registry.Receive(yuliana, {HandOver(of_yosef, kTenKilos)}, 9);
  registry.Receive(dominggus, {HandOver(of_yoseph, kTenKilos)}, 5);
  Merged();
  ASSERT_EQ(AskedAbout(), std::vector<LineId>{of_yosef});
  // It was the first one that nobody received: the other is the one that counts.
  registry.Receive(dominggus, {Withdraw(RegistryInMemory::LinkOf(dominggus.chain, 1))}, 70);
  EXPECT_EQ(Count(of_yosef).delivered, kTenKilos);
  EXPECT_EQ(Count(of_yosef).excess, 0);
  EXPECT_EQ(Count(of_yoseph).closed, kTenKilos);
  EXPECT_TRUE(AskedAbout().empty());
}

TEST_F(DoubleEntitlement, TheOfficeWithdrawsTheOneThatWasAMistake) {
  registry.Receive(yuliana, {HandOver(of_yosef, kTenKilos)}, 9);
  registry.Receive(dominggus, {HandOver(of_yoseph, kTenKilos)}, 5);
  Merged();
  const CaseFile& file = *registry.OpenCases().front();
  Proposal mistake;
  mistake.origin = registry.state.lines.at(of_yosef).handovers.front().origin;
  registry.Receive(supervisor, {Decision(file, 0, v1::CHOICE_ACCEPT, &mistake)}, 71);
  EXPECT_EQ(Count(of_yosef).excess, 0);
  EXPECT_EQ(Count(of_yosef).closed, kTenKilos);
  EXPECT_EQ(Count(of_yoseph).delivered, kTenKilos);
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(DoubleEntitlement, TakenApartBothAreDueAgain) {
  registry.Receive(yuliana, {HandOver(of_yosef, kTenKilos)}, 9);
  registry.Receive(dominggus, {HandOver(of_yoseph, kTenKilos / 2)}, 5);
  const auto before = registry.state.lines;
  Merged();
  ASSERT_EQ(Count(of_yoseph).excess, kTenKilos / 2);
  Parted();
  EXPECT_EQ(registry.state.lines, before);
  EXPECT_EQ(Count(of_yoseph).open, kTenKilos / 2);
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(DoubleEntitlement, OtherPeriodsAndTwoLinesUnderOneIdAreLeftAlone) {
  v1::Operation february = Entitle(Line(4), yoseph, kTenKilos);
  february.mutable_define_entitlements()->mutable_lines(0)->set_period("2018-02");
  registry.Receive(office, {february, Entitle(Line(5), yosef, kTenKilos)}, 0);
  Merged();
  EXPECT_EQ(Count(Line(4)).open, kTenKilos);
  EXPECT_EQ(Count(Line(5)).open, kTenKilos) << "the list names him twice, and means it";
  EXPECT_EQ(Count(of_yosef).open, kTenKilos);
  EXPECT_EQ(Count(of_yoseph).open, 0);
}

TEST_F(DoubleEntitlement, OfThreeOneCountsAndGivesWayStepByStep) {
  registry.Receive(office, {CreateHousehold(josef, {}), Entitle(of_josef, josef, kTenKilos)}, 0);
  registry.Receive(yuliana, {HandOver(of_josef, kTenKilos)}, 5);
  registry.Receive(yuliana, {HandOver(of_yoseph, kTenKilos)}, 6);
  registry.Receive(supervisor, {MergeOf(registry.Record(yoseph), registry.Record(josef))}, 50);
  registry.Receive(supervisor, {MergeOf(registry.Record(yosef), registry.Record(yoseph))}, 51);
  EXPECT_EQ(Count(of_josef).delivered, kTenKilos);
  EXPECT_EQ(Count(of_yoseph).excess, kTenKilos);
  EXPECT_EQ(Count(of_yosef).closed, kTenKilos);
  Parted();
  EXPECT_EQ(Count(of_yosef).open, kTenKilos) << "he is somebody else";
  EXPECT_EQ(Count(of_yoseph).excess, kTenKilos) << "these two are still one";
}

TEST_F(DoubleEntitlement, WhoDiedIsClosedForThatAndTheDoubleForBeingOne) {
  Merged();
  registry.Receive(yuliana,
                   {Propose(yosef, 2, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_MENINGGAL)}, 55);
  const CaseFile& file = *registry.OpenCases().front();
  registry.Receive(
      supervisor,
      {Decision(file, registry.Record(yosef).revision, v1::CHOICE_ACCEPT, &file.proposals[0])}, 56);
  EXPECT_EQ(Count(of_yosef).closed_because, v1::NON_DELIVERY_REASON_MENINGGAL);
  EXPECT_EQ(Count(of_yoseph).closed_because, v1::NON_DELIVERY_REASON_GANDA);
}

}  // namespace
}  // namespace tilik::merge
