// Riwayat: every own set once, newest first, in words; what can be taken back, once.
#include "client/screens/history.h"

#include "gmock/gmock.h"
#include "tests/unit/client/household.h"

namespace tilik::screens {
namespace {

using client::kHousehold;
using client::Must;
using testing::ElementsAre;
using testing::HasSubstr;

class HistoryTest : public client::OneHousehold {
 protected:
  void SetUp() override {
    device_ = Must(client::Device::Enrol(phone_.host, district_.Order(), district_));
    SendHousehold(1, 9);
    ASSERT_TRUE(device_->Sync(district_, {}).ok());
  }
  v1::ListHistoryResponse List(std::uint64_t before = 0, std::uint32_t limit = 0) {
    v1::ListHistoryRequest request;
    request.set_before(before);
    request.set_limit(limit);
    return Must(ListHistory(*device_, voice_, request));
  }
  client::SavedSet SaveVisit() {
    client::Work work = FloorSeen(6);
    v1::Visit* visit = work.operations.emplace_back().mutable_visit();
    visit->set_household(kHousehold.str());
    visit->set_outcome(v1::VISIT_OUTCOME_SELESAI);
    return Must(device_->Save(work));
  }

  Voice voice_;
};

TEST_F(HistoryTest, AnEmptyOneSaysSo) {
  EXPECT_TRUE(List().sets().empty());
  EXPECT_FALSE(List().more());
}

TEST_F(HistoryTest, WhatWasSavedIsFollowedUntilItIsDone) {
  phone_.clock.Pass(1000);
  const client::SavedSet saved = SaveVisit();
  v1::HistoryListed one = List().sets(0);
  EXPECT_EQ(one.about(), "Yohanes Naisau");
  EXPECT_THAT(one.said(), ElementsAre("perubahan isian", "kunjungan: selesai"));
  EXPECT_EQ(one.state(), v1::WORK_STATE_SAVED);
  EXPECT_EQ(one.arrival(), 0u);
  EXPECT_TRUE(one.may_withdraw());
  ASSERT_TRUE(device_->Sync(district_, {}).ok());
  one = List().sets(0);
  EXPECT_EQ(one.state(), v1::WORK_STATE_RECEIVED);
  EXPECT_NE(one.arrival(), 0u);
  EXPECT_NE(one.received_ms(), 0);
  district_.SendOutcome(client::OutcomeOf(saved.seq, 0, v1::OUTCOME_KIND_HELD, 2));
  ASSERT_TRUE(device_->Sync(district_, {}).ok());
  one = List().sets(0);
  EXPECT_EQ(one.state(), v1::WORK_STATE_BEING_DECIDED);
  EXPECT_EQ(one.became_size(), 1);
}

TEST_F(HistoryTest, PagesFollowOneAnother) {
  for (int i = 0; i < 5; ++i) SaveVisit();
  const v1::ListHistoryResponse first = List(0, 2);
  ASSERT_EQ(first.sets_size(), 2);
  EXPECT_TRUE(first.more());
  const v1::ListHistoryResponse rest = List(first.sets(1).seq(), 10);
  EXPECT_EQ(rest.sets_size(), 3);
  EXPECT_FALSE(rest.more());
}

TEST_F(HistoryTest, WhatIsTakenBackSaysSo) {
  const client::SavedSet saved = SaveVisit();
  phone_.clock.now.wall.ms += kUndoMs + 1;
  v1::WithdrawSetRequest asked;
  asked.set_seq(saved.seq);
  const auto unexplained = WithdrawSet(*device_, voice_, asked);
  ASSERT_TRUE(std::holds_alternative<v1::ProblemView>(unexplained));
  EXPECT_FALSE(std::get<v1::ProblemView>(unexplained).findings().empty());
  asked.set_reason("salah keluarga");
  ASSERT_TRUE(
      std::holds_alternative<v1::WithdrawSetResponse>(WithdrawSet(*device_, voice_, asked)));
  const v1::ListHistoryResponse list = List();
  ASSERT_EQ(list.sets_size(), 2);
  EXPECT_THAT(list.sets(0).said(0), HasSubstr("salah keluarga"));
  EXPECT_THAT(list.sets(1).said(1), HasSubstr("dibatalkan"));
  EXPECT_FALSE(list.sets(1).may_withdraw());
}

TEST_F(HistoryTest, WhatIsNotThereCannotBeTakenBack) {
  for (const std::uint64_t seq : {0u, 7u}) {
    v1::WithdrawSetRequest asked;
    asked.set_seq(seq);
    EXPECT_TRUE(std::holds_alternative<v1::ProblemView>(WithdrawSet(*device_, voice_, asked)));
  }
}

}  // namespace
}  // namespace tilik::screens
