// Payers' reports beside officers' handovers, who is eligible when, and lists that name the dead
// (merge/ledger.h, domain.md §3.4).
#include <gtest/gtest.h>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

constexpr std::int64_t kDue = 200'000'000;

v1::Operation Reported(const LineId& line, v1::PayerResult result, std::int64_t amount,
                       const std::string& reference = "1") {
  v1::Operation operation;
  v1::PayerReport& report = *operation.mutable_payer_report();
  report.set_line(line.str());
  report.set_payer("BRI");
  report.set_reference(reference);
  report.set_result(result);
  report.set_amount(amount);
  return operation;
}

v1::Operation Seen(const LineId& line, std::int64_t received, v1::HandoverMode mode,
                   std::int64_t deducted = 0) {
  v1::Operation operation = HandOver(line, received, deducted);
  operation.mutable_handover()->set_mode(mode);
  return operation;
}

v1::Operation Eligible(const RecordId& recipient, const std::string& period,
                       v1::EligibilityState state,
                       v1::NonDeliveryReason reason = v1::NON_DELIVERY_REASON_UNSPECIFIED) {
  v1::Operation operation;
  v1::SetEligibility& set = *operation.mutable_set_eligibility();
  set.set_recipient(recipient.str());
  set.set_programme("rastra");
  set.set_period(period);
  set.set_state(state);
  set.set_reason(reason);
  return operation;
}

class Payers : public ::testing::Test {
 protected:
  Payers() {
    registry.Receive(office, {CreateHousehold(home, {})}, 0);
    registry.Receive(office, {Entitle(Line(1), home, kDue)}, 0);
  }
  Tally Count(std::uint8_t line = 1) const { return TallyOf(registry.state.lines.at(Line(line))); }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand yuliana = RegistryInMemory::Officer(1);
  RecordId home = Id(10);
};

TEST_F(Payers, AReportAndAWitnessAreOnePayment) {
  registry.Receive(yuliana, {Seen(Line(1), 150'000'000, v1::HANDOVER_MODE_DISAKSIKAN, 50'000'000)},
                   5);
  registry.Receive(office, {Reported(Line(1), v1::PAYER_RESULT_BERHASIL, kDue)}, 6);
  EXPECT_EQ(Count().delivered, kDue);
  EXPECT_EQ(Count().excess, 0);
  EXPECT_EQ(Count().deducted, 50'000'000);
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(Payers, TheSameReferenceAgainIsTheSamePayment) {
  registry.Receive(office, {Reported(Line(1), v1::PAYER_RESULT_BERHASIL, kDue)}, 6);
  registry.Receive(office, {Reported(Line(1), v1::PAYER_RESULT_BERHASIL, kDue)}, 7);
  EXPECT_EQ(Count().excess, 0);
}

TEST_F(Payers, TwoPaymentsShow) {
  registry.Receive(office, {Reported(Line(1), v1::PAYER_RESULT_BERHASIL, kDue, "1")}, 6);
  registry.Receive(office, {Reported(Line(1), v1::PAYER_RESULT_BERHASIL, kDue, "2")}, 7);
  EXPECT_EQ(Count().excess, kDue);
  EXPECT_EQ(registry.OpenCases().size(), 1u);
}

TEST_F(Payers, WhatAnOfficerGaveHimselfIsNotWhatTheBankPaid) {
  registry.Receive(yuliana, {Seen(Line(1), kDue, v1::HANDOVER_MODE_DISERAHKAN)}, 5);
  registry.Receive(office, {Reported(Line(1), v1::PAYER_RESULT_BERHASIL, kDue)}, 6);
  EXPECT_EQ(Count().excess, kDue);
  EXPECT_EQ(registry.OpenCases().size(), 1u);
}

TEST_F(Payers, AReturTakesTheSuccessBackAndSaysWhy) {
  registry.Receive(office, {Reported(Line(1), v1::PAYER_RESULT_BERHASIL, kDue)}, 6);
  v1::Operation retur = Reported(Line(1), v1::PAYER_RESULT_RETUR, kDue);
  retur.mutable_payer_report()->set_reason(v1::NON_DELIVERY_REASON_DATA_TIDAK_PADAN);
  registry.Receive(office, {retur}, 7);
  EXPECT_EQ(Count().delivered, 0);
  EXPECT_EQ(Count().undelivered, kDue);
  EXPECT_EQ(Count().reason, v1::NON_DELIVERY_REASON_DATA_TIDAK_PADAN);
}

// Two files of one day: the second says what became of it.
TEST_F(Payers, TheLaterFileOfADayCounts) {
  for (int day = 1; day <= 3; ++day) {
    registry.Receive(office, {Reported(Line(1), v1::PAYER_RESULT_GAGAL, kDue)}, day);
    EXPECT_EQ(Count().delivered, 0);
    registry.Receive(office, {Reported(Line(1), v1::PAYER_RESULT_BERHASIL, kDue)}, day);
    EXPECT_EQ(Count().delivered, kDue);
  }
}

TEST_F(Payers, NotYetTakenIsOpenNotUndelivered) {
  registry.Receive(office, {Reported(Line(1), v1::PAYER_RESULT_BELUM_TRANSAKSI, 0)}, 6);
  EXPECT_EQ(Count().open, kDue);
}

TEST_F(Payers, TheEarlierOfTwoHandoversCounts) {
  registry.Receive(yuliana, {HandOver(Line(1), kDue)}, 9);
  registry.Receive(yuliana, {HandOver(Line(1), kDue / 2)}, 5);
  const std::vector<std::int64_t> counted = CountedOf(registry.state.lines.at(Line(1)));
  EXPECT_EQ(counted, (std::vector<std::int64_t>{kDue / 2, kDue / 2}));
}

// "Sementara tidak disalurkan … kemudian dilanjutkan" [S4]: nothing is lost on the way.
TEST_F(Payers, ASuspensionClosesWhatIsOpenAndResumingOpensIt) {
  registry.Receive(office, {Eligible(home, "2018-02", v1::ELIGIBILITY_STATE_SUSPENDED)}, 5);
  EXPECT_EQ(Count().open, kDue) << "January is before it";
  registry.Receive(office, {Eligible(home, "2018-01", v1::ELIGIBILITY_STATE_SUSPENDED)}, 6);
  EXPECT_EQ(Count().closed, kDue);
  EXPECT_EQ(Count().closed_because, v1::NON_DELIVERY_REASON_DATA_TIDAK_PADAN);
  registry.Receive(office, {Eligible(home, "2018-01", v1::ELIGIBILITY_STATE_RESUMED)}, 7);
  EXPECT_EQ(Count().open, kDue);
}

TEST_F(Payers, ALineThatComesLaterKnowsWhoIsSuspended) {
  registry.Receive(office, {Eligible(home, "2018-01", v1::ELIGIBILITY_STATE_GRADUATED)}, 5);
  registry.Receive(office, {Entitle(Line(2), home, kDue)}, 6);
  EXPECT_EQ(Count(2).closed, kDue);
  EXPECT_EQ(Count(2).closed_because, v1::NON_DELIVERY_REASON_MAMPU);
}

TEST_F(Payers, WhatWasHandedOutBeforeAStateIsNotTakenAway) {
  registry.Receive(yuliana, {HandOver(Line(1), kDue / 2)}, 5);
  registry.Receive(office,
                   {Eligible(home, "2018-01", v1::ELIGIBILITY_STATE_NOT_ELIGIBLE,
                             v1::NON_DELIVERY_REASON_PINDAH)},
                   6);
  EXPECT_EQ(Count().delivered, kDue / 2);
  EXPECT_EQ(Count().closed, kDue / 2);
  EXPECT_EQ(Count().closed_because, v1::NON_DELIVERY_REASON_PINDAH);
}

// Whoever reads the recap reads why nothing was handed out, in the words of the danom.
TEST_F(Payers, EveryReasonOfAStatusIsOneOfANonDelivery) {
  const std::pair<v1::StatusReason, v1::NonDeliveryReason> reasons[] = {
      {v1::STATUS_REASON_MENINGGAL, v1::NON_DELIVERY_REASON_MENINGGAL},
      {v1::STATUS_REASON_PINDAH, v1::NON_DELIVERY_REASON_PINDAH},
      {v1::STATUS_REASON_TIDAK_DITEMUKAN, v1::NON_DELIVERY_REASON_TIDAK_DITEMUKAN},
      {v1::STATUS_REASON_MAMPU, v1::NON_DELIVERY_REASON_MAMPU},
      {v1::STATUS_REASON_GRADUASI_MANDIRI, v1::NON_DELIVERY_REASON_MAMPU},
      {v1::STATUS_REASON_GRADUASI_PAKSA, v1::NON_DELIVERY_REASON_MAMPU},
      {v1::STATUS_REASON_GANDA, v1::NON_DELIVERY_REASON_GANDA},
      {v1::STATUS_REASON_BAGIAN_DARI_RUMAH_TANGGA_LAIN, v1::NON_DELIVERY_REASON_GANDA},
      {v1::STATUS_REASON_MENOLAK, v1::NON_DELIVERY_REASON_MENOLAK},
      {v1::STATUS_REASON_USULAN_BARU, v1::NON_DELIVERY_REASON_LAINNYA}};
  for (const auto& [said, closes] : reasons) {
    registry.Receive(yuliana, {Propose(home, 1, v1::RECORD_STATUS_ASLEEP, said)}, 5);
    const CaseFile file = *registry.OpenCases().front();
    registry.Receive(office,
                     {Decision(file, registry.Record(home).revision, v1::CHOICE_ACCEPT,
                               &file.proposals.front())},
                     6);
    EXPECT_EQ(Count().closed_because, closes) << v1::StatusReason_Name(said);
    registry.Receive(yuliana,
                     {Propose(home, 1, v1::RECORD_STATUS_ACTIVE, v1::STATUS_REASON_LAINNYA)}, 7);
    const CaseFile back = *registry.OpenCases().front();
    registry.Receive(office,
                     {Decision(back, registry.Record(home).revision, v1::CHOICE_ACCEPT,
                               &back.proposals.front())},
                     8);
    EXPECT_EQ(Count().open, kDue);
  }
}

TEST_F(Payers, OneProgrammesStateSaysNothingOfAnothers) {
  v1::Operation bpnt = Entitle(Line(2), home, kDue);
  bpnt.mutable_define_entitlements()->mutable_lines(0)->set_programme("bpnt");
  registry.Receive(office, {bpnt}, 5);
  v1::Operation suspended = Eligible(home, "2018-01", v1::ELIGIBILITY_STATE_SUSPENDED);
  registry.Receive(office, {suspended}, 6);
  EXPECT_EQ(Count(1).closed, kDue);
  EXPECT_EQ(Count(2).open, kDue);
  bpnt.mutable_define_entitlements()->mutable_lines(0)->set_line(Line(3).str());
  registry.Receive(office, {bpnt}, 7);
  EXPECT_EQ(Count(3).open, kDue) << "a list that comes later, too";
}

TEST_F(Payers, WhatIsSaidLateOfAnEarlierMonthDoesNotUndoALaterOne) {
  registry.Receive(office, {Eligible(home, "2018-01", v1::ELIGIBILITY_STATE_SUSPENDED)}, 5);
  registry.Receive(office, {Eligible(home, "2017-12", v1::ELIGIBILITY_STATE_ELIGIBLE)}, 6);
  EXPECT_EQ(Count().closed, kDue);
}

TEST_F(Payers, ProofMayComeBeforeWhatItProves) {
  v1::Operation proof;
  proof.mutable_add_evidence()->set_line(Line(5).str());
  registry.Receive(yuliana, {proof}, 5);
  const FactId id{RegistryInMemory::LinkOf(yuliana.chain, yuliana.seq), 0};
  EXPECT_TRUE(registry.state.facts.at(id).record.none());
  EXPECT_EQ(registry.state.lines.count(Line(5)), 0u) << "a proof promises nothing";
}

TEST_F(Payers, EligibilityOfSomebodyNotYetKnownWaitsForHim) {
  const RecordId coming = Id(30);
  registry.Receive(office, {Entitle(Line(2), coming, kDue)}, 4);
  registry.Receive(office, {Eligible(coming, "2018-01", v1::ELIGIBILITY_STATE_GRADUATED)}, 5);
  EXPECT_EQ(Count(2).open, kDue);
  registry.Receive(yuliana, {CreateHousehold(coming, {})}, 6);
  EXPECT_EQ(Count(2).closed_because, v1::NON_DELIVERY_REASON_MAMPU);
}

TEST_F(Payers, AListThatNamesADeadRecipientIsExplainedAtOnce) {
  registry.Receive(yuliana,
                   {Propose(home, 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_MENINGGAL)}, 5);
  const CaseFile file = *registry.OpenCases().front();
  registry.Receive(
      office,
      {Decision(file, registry.Record(home).revision, v1::CHOICE_ACCEPT, &file.proposals.front())},
      6);
  registry.Receive(office, {Entitle(Line(3), home, kDue)}, 7);
  EXPECT_EQ(Count(3).closed, kDue);
  EXPECT_EQ(Count(3).closed_because, v1::NON_DELIVERY_REASON_MENINGGAL);
}

}  // namespace
}  // namespace tilik::merge
