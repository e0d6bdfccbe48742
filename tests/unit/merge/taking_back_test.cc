// What a withdrawal undoes, and whose word it takes (protocol.md §1, Fact; §4, Distribution).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t kTenKilos = 10'000;

class TakingBack : public ::testing::Test {
 protected:
  TakingBack() {
    registry.Receive(office, {CreateHousehold(home, {})}, 0);
    registry.Receive(office, {Entitle(Line(1), home, kTenKilos)}, 0);
  }

  Tally Count() const { return TallyOf(registry.state.lines.at(Line(1))); }
  static FactId Last(const Hand& hand) {
    return {RegistryInMemory::LinkOf(hand.chain, hand.seq, hand.branch), 0};
  }
  static v1::OutcomeKind Said(const Delta& delta) { return delta.outcomes.back().outcome.kind(); }
  static v1::Operation VisitTo(const RecordId& household) {
    v1::Operation operation;
    operation.mutable_visit()->set_household(household.str());
    operation.mutable_visit()->set_outcome(v1::VISIT_OUTCOME_SELESAI);
    return operation;
  }
  // What accounts say is never theirs alone to take back.
  void AgreeToWithdraw() {
    const CaseFile& file = *registry.OpenCases().at(0);
    ASSERT_EQ(file.key.kind, CaseKind::kRetraction);
    registry.Receive(supervisor, {Decision(file, 0, v1::CHOICE_ACCEPT)}, 95);
  }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand supervisor = RegistryInMemory::Account(91);
  Hand yuliana = RegistryInMemory::Officer(1);
  Hand dominggus = RegistryInMemory::Officer(2);
  RecordId home = Id(10);
};

TEST_F(TakingBack, AnAbsenceThatWasAMistakeOpensWhatItExplained) {
  registry.Receive(yuliana, {NotHandedOver(Line(1), v1::NON_DELIVERY_REASON_TIDAK_HADIR)}, 5);
  const FactId absence = Last(yuliana);
  registry.Receive(yuliana, {NotHandedOver(Line(1), v1::NON_DELIVERY_REASON_PINDAH, 4'000)}, 4);
  EXPECT_EQ(Count().undelivered, kTenKilos);
  registry.Receive(yuliana, {Withdraw(absence.link)}, 6);
  EXPECT_EQ(Count().undelivered, 4'000) << "the other word stands";
  EXPECT_EQ(Count().open, 6'000);
}

TEST_F(TakingBack, APaymentOfTheWrongFileIsUndoneAndAnotherOfItsLineIsNot) {
  auto paid = [](const std::string& reference, std::int64_t amount) {
    v1::Operation operation;
    v1::PayerReport& report = *operation.mutable_payer_report();
    report.set_line(Line(1).str());
    report.set_payer("BRI");
    report.set_reference(reference);
    report.set_result(v1::PAYER_RESULT_BERHASIL);
    report.set_amount(amount);
    return operation;
  };
  registry.Receive(office, {paid("1", 4'000)}, 5);
  registry.Receive(office, {paid("2", 6'000)}, 5);
  const FactId wrong = Last(office);
  EXPECT_EQ(Count().delivered, kTenKilos);
  registry.Receive(office, {Withdraw(wrong.link)}, 6);
  AgreeToWithdraw();
  EXPECT_EQ(Count().delivered, 4'000);
  EXPECT_EQ(Count().open, 6'000);
}

TEST_F(TakingBack, ASuspensionWithdrawnLeavesWhatWasSaidBefore) {
  auto said = [this](v1::EligibilityState state) {
    v1::Operation operation;
    v1::SetEligibility& set = *operation.mutable_set_eligibility();
    set.set_recipient(home.str());
    set.set_programme("rastra");
    set.set_period("2018-01");
    set.set_state(state);
    return operation;
  };
  registry.Receive(office, {said(v1::ELIGIBILITY_STATE_ELIGIBLE)}, 5);
  registry.Receive(office, {said(v1::ELIGIBILITY_STATE_FAILED_ACCOUNT)}, 6);
  const FactId suspension = Last(office);
  EXPECT_EQ(Count().closed_because, v1::NON_DELIVERY_REASON_GAGAL_REKENING);
  registry.Receive(office, {Withdraw(suspension.link)}, 7);
  AgreeToWithdraw();
  EXPECT_EQ(Count().open, kTenKilos);
}

TEST_F(TakingBack, ATaskEndsWithTheVisitItIsAbout) {
  registry.Receive(yuliana, {VisitTo(home)}, 5);
  const FactId visit = Last(yuliana);
  v1::Operation back;
  back.mutable_return_visit()->mutable_visit()->set_link(visit.link.str());
  back.mutable_return_visit()->add_comments()->set_text("siapa yang ditemui?");
  const Delta returned = registry.Receive(supervisor, {back}, 6);
  registry.Receive(yuliana, {Withdraw(visit.link)}, 7);
  AgreeToWithdraw();
  EXPECT_TRUE(registry.state.reviews.at(visit).retracted);
  const Delta again = registry.Receive(supervisor, {back}, 99);
  EXPECT_EQ(Said(again), v1::OUTCOME_KIND_REFUSED);
  EXPECT_EQ(again.outcomes.back().outcome.reason(), "the visit was withdrawn");
}

TEST_F(TakingBack, NothingIsLeftToWithdrawOfWhatNeverStood) {
  const Delta told =
      registry.Receive(yuliana, {Withdraw(RegistryInMemory::LinkOf(dominggus.chain, 3))}, 5);
  EXPECT_EQ(Said(told), v1::OUTCOME_KIND_SUPERSEDED);
  EXPECT_THAT(registry.OpenCases(), IsEmpty());
}

// The chain's order is the officer's; a withdrawal that overtook its fact speaks of another.
TEST_F(TakingBack, AFactThatCameAfterTheWithdrawalIsNotItsOwnToTakeBack) {
  registry.ReceiveAs(yuliana, 2, {HandOver(Line(1), kTenKilos)}, 6);
  registry.ReceiveAs(yuliana, 1, {Withdraw(RegistryInMemory::LinkOf(yuliana.chain, 2))}, 5);
  EXPECT_EQ(Count().delivered, kTenKilos);
  EXPECT_THAT(registry.OpenCases(), SizeIs(1));
}

TEST_F(TakingBack, AClonesHandoverIsNotTheOtherPhonesToTakeBack) {
  Hand clone = RegistryInMemory::CloneOf(yuliana);
  registry.Receive(clone, {HandOver(Line(1), kTenKilos)}, 5);
  const FactId handover = Last(clone);
  yuliana.seq = 1;
  registry.Receive(yuliana, {Withdraw(handover.link)}, 6);
  EXPECT_EQ(Count().delivered, kTenKilos);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  EXPECT_EQ(registry.OpenCases()[0]->key.kind, CaseKind::kRetraction);
}

// --- of facts that wait themselves ---

TEST_F(TakingBack, AVisitToSomebodyNotYetKnownIsTakenBackWhileItWaits) {
  const RecordId coming = Id(30);
  registry.Receive(yuliana, {VisitTo(coming)}, 5);
  const FactId visit = Last(yuliana);
  registry.Receive(yuliana, {Withdraw(visit.link)}, 6);
  EXPECT_THAT(registry.state.held, SizeIs(2)) << "it goes on behind what it takes back";
  registry.Receive(dominggus, {CreateHousehold(coming, {})}, 7);
  EXPECT_THAT(registry.state.held, IsEmpty());
  EXPECT_TRUE(registry.state.facts.at(visit).retracted);
}

TEST_F(TakingBack, AnothersHeldVisitIsNotOnesOwnToTakeBack) {
  Hand roaming = RegistryInMemory::Officer(3);
  roaming.villages = {kNenas};
  registry.Receive(roaming, {VisitTo(home)}, 5);
  const Delta told = registry.Receive(dominggus, {Withdraw(Last(roaming).link)}, 6);
  EXPECT_EQ(Said(told), v1::OUTCOME_KIND_SUPERSEDED);
  EXPECT_THAT(registry.state.held, SizeIs(1));
}

// --- promises ---

TEST_F(TakingBack, APromiseIsNotRewrittenByALaterList) {
  EXPECT_EQ(Said(registry.Receive(office, {Entitle(Line(1), home, kTenKilos)}, 6)),
            v1::OUTCOME_KIND_APPLIED)
      << "the same list again";
  std::vector<v1::Operation> others(4, Entitle(Line(1), home, kTenKilos));
  others[0] = Entitle(Line(1), home, 15'000);
  others[1].mutable_define_entitlements()->mutable_lines(0)->set_programme("bpnt");
  others[2].mutable_define_entitlements()->mutable_lines(0)->set_period("2018-02");
  others[3].mutable_define_entitlements()->mutable_lines(0)->set_recipient(Id(11).str());
  const LineState promised = registry.state.lines.at(Line(1));
  for (const v1::Operation& other : others) {
    EXPECT_EQ(Said(registry.Receive(office, {other}, 7)), v1::OUTCOME_KIND_REFUSED);
    EXPECT_EQ(registry.state.lines.at(Line(1)), promised);
  }
}

TEST_F(TakingBack, AListMayNameWhoIsNoRecordYet) {
  registry.Receive(office, {Entitle(Line(2), Id(30), kTenKilos)}, 5);
  registry.Receive(yuliana, {HandOver(Line(2), 4'000)}, 6);
  EXPECT_EQ(TallyOf(registry.state.lines.at(Line(2))).open, 6'000);
}

}  // namespace
}  // namespace tilik::merge
