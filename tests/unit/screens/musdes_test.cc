// A village forum at its table: one touch a household, the minutes at the end, and a save that goes
// on where it was cut short. And the lists that are printed for it.
#include "client/screens/musdes.h"

#include "client/screens/forms.h"
#include "client/screens/own_sets.h"
#include "client/screens/prints.h"
#include "client/screens/today.h"
#include "gmock/gmock.h"
#include "tests/unit/client/household.h"

namespace tilik::screens {
namespace {

using client::kHousehold;
using client::Must;
using client::NumberedRecord;
using client::Typed;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kVillage[] = "53.02.01.2001";
const RecordId kNeighbours = NumberedRecord(20);
const RecordId kThird = NumberedRecord(30);

class MusdesTest : public client::OneHousehold {
 protected:
  void SetUp() override {
    device_ = Must(client::Device::Enrol(phone_.host, district_.Order(), district_));
    SendHousehold(kHousehold, "Yosef Nahak", "RT 010");
    SendHousehold(kNeighbours, "Ana Tefa", "RT 002");
    SendHousehold(kThird, "yosef nahak", "RT 003");
    ASSERT_TRUE(device_->Sync(district_, {}).ok());
  }
  void SendHousehold(const RecordId& record, const std::string& name, const std::string& rt) {
    district_.Send(client::kOelbubuk,
                   client::RowOf(record, v1::RECORD_KIND_HOUSEHOLD, 1,
                                 {{field::kHeadName, Typed(name)}, {field::kSls, Typed(rt)}}));
  }
  v1::MusdesView Open() {
    v1::OpenMusdesRequest asked;
    asked.set_village(kVillage);
    return Must(OpenMusdes(*device_, voice_, asked)).musdes();
  }
  v1::AnswerMusdesResponse Say(const RecordId& household, const std::string& finding,
                               const std::string& ability = "", const std::string& other = "") {
    v1::AnswerMusdesRequest asked;
    asked.set_draft(Open().draft());
    asked.set_record(ToUuidText(household));
    asked.set_finding(finding);
    asked.set_ability(ability);
    asked.set_other_household(other);
    return Must(AnswerMusdes(*device_, voice_, asked));
  }
  v1::FormView Touch(const std::string& at, const std::string& value) {
    v1::AnswerFormRequest asked;
    asked.set_draft(Open().draft());
    asked.set_at(at);
    asked.set_value(value);
    return Must(AnswerForm(*device_, voice_, asked));
  }
  void SignMinutes() {
    Touch("number", "141/03/XI/2026");
    Touch("date", "1-11-2023");
    Touch("signers", "Kepala Desa,  Ketua BPD ,");
  }
  v1::SaveFormResponse Save() {
    v1::SaveFormRequest asked;
    asked.set_draft(Open().draft());
    return Must(SaveForm(*device_, voice_, asked));
  }
  // Operations of all own sets, oldest first.
  std::vector<v1::Operation> Saved() {
    std::vector<v1::Operation> all;
    for (const client::LogEntry& entry : Must(device_->Log(0, 100))) {
      for (const client::OperationView& one : entry.operations) all.push_back(one.operation);
    }
    return {all.rbegin(), all.rend()};
  }

  const Voice voice_;
};

TEST_F(MusdesTest, GoesThroughTheVillageInTheOrderOfItsNeighbourhoods) {
  const v1::MusdesView view = Open();
  ASSERT_EQ(view.rows_size(), 3);
  EXPECT_EQ(view.rows(0).name(), "Ana Tefa");
  EXPECT_EQ(view.rows(1).name(), "yosef nahak");
  EXPECT_EQ(view.rows(2).name(), "Yosef Nahak");
  EXPECT_EQ(view.rows(0).same_names(), 0u);
  EXPECT_EQ(view.rows(2).same_names(), 1u);
  EXPECT_EQ(view.counts().rows(), 3u);
  EXPECT_EQ(view.counts().spoken_of(), 0u);
  EXPECT_EQ(view.findings_size(), 6);
}

TEST_F(MusdesTest, OneTouchIsKeptAtOnceAndTakenBackByAnother) {
  EXPECT_EQ(Say(kHousehold, "ditemukan").row().finding(), "ditemukan");
  DropAndReopen();
  v1::MusdesView view = Open();
  EXPECT_EQ(view.rows(2).finding(), "ditemukan");
  EXPECT_EQ(view.counts().spoken_of(), 1u);
  const v1::AnswerMusdesResponse back = Say(kHousehold, "");
  EXPECT_EQ(back.row().finding(), "");
  EXPECT_EQ(back.counts().spoken_of(), 0u);
}

TEST_F(MusdesTest, WhoIsWellOffWasFound) {
  EXPECT_EQ(Say(kHousehold, "", "mampu").row().finding(), "ditemukan");
}

TEST_F(MusdesTest, ADuplicateSaysOfWhom) {
  ASSERT_EQ(Say(kHousehold, "ganda").row().problems_size(), 1);
  EXPECT_THAT(Open().rows(2).problems(0).text(), HasSubstr("mana?"));
  EXPECT_EQ(Say(kHousehold, "ganda", "", ToUuidText(kThird)).row().problems_size(), 0);
}

TEST_F(MusdesTest, OfNoOtherVillage) {
  v1::AnswerMusdesRequest asked;
  asked.set_draft(Open().draft());
  asked.set_record(ToUuidText(NumberedRecord(99)));
  asked.set_finding("ditemukan");
  EXPECT_EQ(AnswerMusdes(*device_, voice_, asked).status().code(), Code::kInvalid);
}

TEST_F(MusdesTest, TheMinutesAreAskedForBeforeAnythingIsSaved) {
  Say(kHousehold, "pindah");
  const v1::SaveFormResponse refused = Save();
  EXPECT_FALSE(refused.has_saved());
  EXPECT_FALSE(refused.form().ready());
  EXPECT_GE(refused.form().pages(0).missing(), 3u) << "number, date, signers";
  EXPECT_THAT(Saved(), IsEmpty());
}

TEST_F(MusdesTest, EachHouseholdRestsOnTheMinutes) {
  Say(kHousehold, "pindah");
  Say(kNeighbours, "ditemukan", "tidak mampu");
  SignMinutes();
  Touch("add/proposal", "");
  EXPECT_FALSE(Save().has_saved()) << "whom does it propose?";
  Touch("proposal/0/name", "Naomi Taek");
  Touch("proposal/0/sex", "2");
  const v1::SaveFormResponse saved = Save();
  ASSERT_TRUE(saved.has_saved()) << saved.form().DebugString();
  EXPECT_EQ(saved.saved().sets_size(), 4);

  const std::vector<v1::Operation> said = Saved();
  ASSERT_TRUE(said[0].has_berita_acara());
  EXPECT_THAT(said[0].berita_acara().signers(), ElementsAre("Kepala Desa", "Ketua BPD"));
  int results = 0, proposals = 0;
  for (const v1::Operation& operation : said) {
    if (operation.has_musdes_result()) {
      ++results;
      EXPECT_FALSE(operation.musdes_result().ground().link().empty());
    }
    if (operation.has_propose_status()) {
      ++proposals;
      EXPECT_FALSE(operation.propose_status().ground().link().empty());
    }
  }
  EXPECT_EQ(results, 3);
  EXPECT_EQ(proposals, 2) << "who moved, and who is new";
  EXPECT_EQ(Must(ShowToday(*device_, voice_)).drafts_size(), 0);
}

// The draft is still there after a power cut between two sets.
TEST_F(MusdesTest, SavedTwiceItSaysEverythingOnce) {
  const auto fill_in = [&] {
    Say(kHousehold, "pindah");
    Say(kNeighbours, "ditemukan");
    SignMinutes();
    Touch("add/proposal", "");
    Touch("proposal/0/name", "Naomi Taek");
    Touch("proposal/0/sex", "2");
  };
  fill_in();
  ASSERT_TRUE(Save().has_saved());
  const std::size_t once = Saved().size();
  fill_in();
  Say(kThird, "meninggal");
  ASSERT_TRUE(Save().has_saved());
  EXPECT_EQ(Saved().size(), once + 2) << "only the third is new: its result and what follows";
  fill_in();
  ASSERT_TRUE(Save().has_saved());
  EXPECT_EQ(Saved().size(), once + 2);
}

// A pull that runs while the forum sits does not move what it saw.
TEST_F(MusdesTest, RestsOnWhatWasSeen) {
  Say(kHousehold, "pindah");
  district_.Send(client::kOelbubuk, client::RowOf(kHousehold, v1::RECORD_KIND_HOUSEHOLD, 7,
                                                  {{field::kHeadName, Typed("Yosef Nahak")}}));
  ASSERT_TRUE(device_->Sync(district_, {}).ok());
  SignMinutes();
  ASSERT_TRUE(Save().has_saved());
  for (const v1::Operation& operation : Saved()) {
    if (operation.has_propose_status()) {
      EXPECT_EQ(operation.propose_status().base_revision(), 1u);
    }
  }
}

TEST_F(MusdesTest, WaitsOnToday) {
  Open();
  const v1::ShowTodayResponse today = Must(ShowToday(*device_, voice_));
  ASSERT_EQ(today.drafts_size(), 1);
  EXPECT_EQ(today.drafts(0).form(), "musdes");
  EXPECT_EQ(today.drafts(0).record(), kVillage);
}

TEST_F(MusdesTest, ItsListIsPrintedInTheSameOrder) {
  v1::MakePrintRequest asked;
  asked.set_print("musdes");
  asked.set_village(kVillage);
  const v1::PrintView print = Must(MakePrint(*device_, voice_, asked)).print();
  ASSERT_EQ(print.tables_size(), 1);
  ASSERT_EQ(print.tables(0).rows_size(), 3);
  EXPECT_EQ(print.tables(0).rows(0).cells(1), "Ana Tefa");
  for (const v1::PrintRow& row : print.tables(0).rows()) {
    EXPECT_EQ(row.cells_size(), print.tables(0).columns_size());
  }
  asked.set_print("poster");
  EXPECT_EQ(MakePrint(*device_, voice_, asked).status().code(), Code::kInvalid);
}

TEST_F(MusdesTest, TheMonthIsToldInOwnWork) {
  Say(kHousehold, "pindah");
  SignMinutes();
  ASSERT_TRUE(Save().has_saved());
  v1::MakePrintRequest asked;
  asked.set_print("laporan");
  const v1::PrintView report = Must(MakePrint(*device_, voice_, asked)).print();
  ASSERT_GE(report.tables_size(), 2);
  bool told = false;
  for (const v1::PrintRow& row : report.tables(0).rows()) {
    told = told || row.cells(0).find("pindah") != std::string::npos;
  }
  EXPECT_TRUE(told) << report.DebugString();
  asked.set_month("1999-01");
  EXPECT_EQ(Must(MakePrint(*device_, voice_, asked)).print().tables_size(), 0);
  asked.set_month("kemarin");
  EXPECT_EQ(MakePrint(*device_, voice_, asked).status().code(), Code::kInvalid);
}

}  // namespace
}  // namespace tilik::screens
