// The officers' app as its face sees it: questions in, answers or problems out, a district that is
// asked in between.
#include "client/screens/app.h"

#include "client/screens/problem.h"

#include "gmock/gmock.h"
#include "tests/unit/client/household.h"

namespace tilik::screens {
namespace {

using client::kPin;
using client::Must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const RecordId kFamily = client::NumberedRecord(2);

class AppTest : public client::OneHousehold {
 protected:
  // What an officer would paste for the code of this district.
  std::string EnrolText() {
    const client::EnrolOrder order = district_.Order();
    return "https://tilik.example 7MKQD-TR4XV " + ToHex(order.district.raw());
  }

  AppAnswer Ask(const std::string& method, const google::protobuf::MessageLite& request,
                const std::string& language = "id") {
    std::optional<AppAnswer> answer;
    app_.Ask(method, request.SerializeAsString(), language,
             [&](AppAnswer given) { answer = std::move(given); });
    if (lines_work_) AnswerDistrict();
    EXPECT_TRUE(answer) << method << " was not answered";
    return answer.value_or(AppAnswer());
  }

  // As a host does between two questions of the face, to the end.
  void AnswerDistrict() {
    while (const auto question = app_.Due()) {
      servers_.insert(question->server);
      app_.Answered(question->number, client::Perform(question->request, district_), {7, 11});
    }
  }

  template <typename Response>
  Response Done(const std::string& method, const google::protobuf::MessageLite& request,
                const std::string& language = "id") {
    const AppAnswer answer = Ask(method, request, language);
    EXPECT_TRUE(answer.done) << method << ": " << ProblemIn(answer).message();
    Response response;
    EXPECT_TRUE(response.ParseFromString(answer.bytes));
    return response;
  }
  v1::ProblemView Refused(const std::string& method, const google::protobuf::MessageLite& request,
                          const std::string& language = "id") {
    const AppAnswer answer = Ask(method, request, language);
    EXPECT_FALSE(answer.done) << method << " should not have been done";
    return ProblemIn(answer);
  }
  static v1::ProblemView ProblemIn(const AppAnswer& answer) {
    v1::ProblemView problem;
    EXPECT_TRUE(problem.ParseFromString(answer.bytes));
    return problem;
  }

  v1::EnrolHomeRequest EnrolForm() {
    v1::EnrolHomeRequest form;
    form.set_text(EnrolText());
    form.set_device_name("laptop TKSK");
    form.set_pin(kPin);
    return form;
  }
  v1::EnrolView Enrol() { return Done<v1::EnrolHomeResponse>("EnrolHome", EnrolForm()).enrolled(); }
  v1::SyncProgressView Sync() {
    Done<v1::StartSyncResponse>("StartSync", v1::StartSyncRequest());
    return Done<v1::ShowSyncResponse>("ShowSync", v1::ShowSyncRequest()).sync();
  }
  v1::ListHomesResponse Homes() {
    return Done<v1::ListHomesResponse>("ListHomes", v1::ListHomesRequest());
  }
  v1::ShowTodayResponse Today() {
    return Done<v1::ShowTodayResponse>("ShowToday", v1::ShowTodayRequest());
  }
  v1::UnlockHomeRequest Pin(const std::string& pin) {
    v1::UnlockHomeRequest request;
    request.set_home(Homes().homes(0).home());
    request.set_pin(pin);
    return request;
  }
  v1::ListVillageResponse Village() {
    v1::ListVillageRequest request;
    request.set_code("53.02.01.2001");
    return Done<v1::ListVillageResponse>("ListVillage", request);
  }

  App app_{phone_.host};
  std::set<std::string> servers_;
  bool lines_work_ = true;
};

TEST_F(AppTest, ANewDeviceEnrolsFetchesAndShowsToday) {
  EXPECT_EQ(Homes().homes_size(), 0);
  v1::ReadEnrolCodeRequest pasted;
  pasted.set_text("Kode Ibu:\n" + EnrolText());
  const auto read = Done<v1::ReadEnrolCodeResponse>("ReadEnrolCode", pasted);
  EXPECT_EQ(read.server(), "https://tilik.example");
  EXPECT_EQ(read.code(), "7MKQD-TR4XV");
  EXPECT_EQ(read.district().size(), 8u);

  const v1::EnrolView enrolled = Enrol();
  EXPECT_FALSE(enrolled.officer().empty());
  SendHousehold(5, 9);
  const v1::SyncProgressView sync = Sync();
  EXPECT_FALSE(sync.running());
  EXPECT_TRUE(sync.so_far().complete());
  EXPECT_EQ(sync.so_far().records_received(), 1u);
  EXPECT_EQ(sync.so_far().bytes_sent(), 7u);
  EXPECT_THAT(servers_, ElementsAre("https://tilik.example"));

  const v1::ShowTodayResponse today = Today();
  EXPECT_EQ(today.officer(), enrolled.officer());
  ASSERT_EQ(today.villages_size(), 1);
  EXPECT_EQ(today.villages(0).households(), 1u);
  EXPECT_EQ(today.outbox().waiting_sets(), 0u);
  EXPECT_GT(today.room_for_visits(), 0u);
}

TEST_F(AppTest, ACodeThatIsNotCompleteSaysWhatIsMissing) {
  v1::ReadEnrolCodeRequest pasted;
  pasted.set_text("https://tilik.example");
  EXPECT_THAT(Refused("ReadEnrolCode", pasted).message(),
              testing::AllOf(HasSubstr("kode sekali pakai"), HasSubstr("kunci kabupaten"),
                             Not(HasSubstr("alamat server"))));
  EXPECT_THAT(Refused("ReadEnrolCode", pasted, "en").message(), HasSubstr("the one-time code"));
}

TEST_F(AppTest, EnrollingWithoutAConnectionLeavesTheCodeGood) {
  district_.unreachable = true;
  const v1::ProblemView problem = Refused("EnrolHome", EnrolForm());
  EXPECT_EQ(problem.exit_code(), static_cast<int>(Exit::kNoConnection));
  EXPECT_THAT(problem.kept(), HasSubstr("kode masih berlaku"));
  district_.unreachable = false;
  Enrol();
}

TEST_F(AppTest, AnEnrolmentThatIsStoppedIsAnsweredAndMayBeRepeated) {
  std::vector<AppAnswer> answers;
  app_.Ask("EnrolHome", EnrolForm().SerializeAsString(), "id",
           [&](AppAnswer given) { answers.push_back(std::move(given)); });
  const auto question = app_.Due();
  ASSERT_TRUE(question);
  EXPECT_FALSE(app_.Due()) << "each question is given out once";
  EXPECT_TRUE(answers.empty());
  Done<v1::LockHomeResponse>("LockHome", v1::LockHomeRequest());
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_FALSE(answers[0].done);
  // The district's answer comes all the same, too late.
  app_.Answered(question->number, client::Perform(question->request, district_), {});
  EXPECT_EQ(Homes().homes_size(), 0);
  Enrol();
  EXPECT_EQ(answers.size(), 1u);
}

TEST_F(AppTest, NothingIsShownBeforeThePin) {
  Enrol();
  Done<v1::LockHomeResponse>("LockHome", v1::LockHomeRequest());
  EXPECT_EQ(Homes().open(), "");
  EXPECT_EQ(Refused("ShowToday", v1::ShowTodayRequest()).exit_code(),
            static_cast<int>(Exit::kLocked));
  EXPECT_EQ(Refused("StartSync", v1::StartSyncRequest()).exit_code(),
            static_cast<int>(Exit::kLocked));
  Done<v1::UnlockHomeResponse>("UnlockHome", Pin(kPin));
  EXPECT_EQ(Homes().open(), Homes().homes(0).home());
  Today();
}

TEST_F(AppTest, WrongPinsSayHowLongToWait) {
  Enrol();
  Done<v1::LockHomeResponse>("LockHome", v1::LockHomeRequest());
  for (int i = 0; i < 3; ++i) {
    const v1::ProblemView problem = Refused("UnlockHome", Pin("000000"));
    EXPECT_THAT(problem.message(), HasSubstr("PIN tidak cocok"));
    EXPECT_EQ(problem.wait_s() > 0, i == 2) << i;
  }
  const v1::ProblemView early = Refused("UnlockHome", Pin(kPin));
  EXPECT_EQ(early.wait_s(), 30u);
  EXPECT_THAT(early.message(), HasSubstr("30 detik"));
  phone_.clock.Pass(30'000);
  Done<v1::UnlockHomeResponse>("UnlockHome", Pin(kPin));
}

TEST_F(AppTest, APinIsCheckedOnAnOpenHomeAndASyncGoesOn) {
  Enrol();
  lines_work_ = false;
  Done<v1::StartSyncResponse>("StartSync", v1::StartSyncRequest());
  Refused("UnlockHome", Pin("000000"));
  Done<v1::UnlockHomeResponse>("UnlockHome", Pin(kPin));
  EXPECT_TRUE(Done<v1::ShowSyncResponse>("ShowSync", v1::ShowSyncRequest()).sync().running());
}

TEST_F(AppTest, AStoppedSyncKeepsWhatCameAndTheNextGoesOn) {
  Enrol();
  lines_work_ = false;
  Done<v1::StartSyncResponse>("StartSync", v1::StartSyncRequest());
  const auto hello = app_.Due();
  ASSERT_TRUE(hello);
  const auto stopped = Done<v1::StopSyncResponse>("StopSync", v1::StopSyncRequest()).sync();
  EXPECT_FALSE(stopped.running());
  EXPECT_FALSE(stopped.so_far().complete());
  // Another begins before the old answer comes, which is nobody's then.
  Done<v1::StartSyncResponse>("StartSync", v1::StartSyncRequest());
  const auto again = app_.Due();
  ASSERT_TRUE(again);
  EXPECT_NE(again->errand, hello->errand);
  app_.Answered(hello->number, Status::Unavailable("too late"), {});
  app_.Answered(again->number, client::Perform(again->request, district_), {});
  AnswerDistrict();
  EXPECT_TRUE(
      Done<v1::ShowSyncResponse>("ShowSync", v1::ShowSyncRequest()).sync().so_far().complete());
}

TEST_F(AppTest, NoConnectionIsAProblemThatLosesNothing) {
  Enrol();
  district_.unreachable = true;
  const v1::SyncProgressView sync = Sync();
  EXPECT_EQ(sync.problem().exit_code(), static_cast<int>(Exit::kNoConnection));
  EXPECT_THAT(sync.problem().kept(), HasSubstr("tetap tersimpan"));
  district_.unreachable = false;
  EXPECT_EQ(Sync().problem().exit_code(), 0);
}

TEST_F(AppTest, AVillageIsListedInTheOrderOfItsNeighbourhoods) {
  Enrol();
  const auto send = [&](int number, const std::string& name, const std::string& sls) {
    district_.Send(client::kOelbubuk,
                   client::RowOf(client::NumberedRecord(number), v1::RECORD_KIND_HOUSEHOLD, 1,
                                 {{field::kHeadName, client::Typed(name)},
                                  {field::kSls, client::Typed(sls)}}));
  };
  send(10, "Sepuluh", "RT 010 RW 001");
  send(11, "Tanpa", "Dusun Oenali");
  send(12, "Dua", "RT 2");
  send(13, "Satu", "RT 001/RW 02");
  Sync();
  std::vector<std::string> names;
  const v1::ListVillageResponse listed = Village();
  for (const auto& household : listed.households()) names.push_back(household.name());
  EXPECT_THAT(names, ElementsAre("Satu", "Dua", "Sepuluh", "Tanpa"));
  v1::ListVillageRequest nowhere;
  nowhere.set_code("desa");
  EXPECT_EQ(Refused("ListVillage", nowhere).exit_code(), static_cast<int>(Exit::kRefused));
}

TEST_F(AppTest, AHouseholdIsFoundAndShownBlockByBlock) {
  Enrol();
  SendHousehold(5, 9);
  const RecordId person = client::NumberedRecord(3);
  district_.Send(client::kOelbubuk,
                 client::RowOf(kFamily, v1::RECORD_KIND_FAMILY, 1,
                               {{field::kHousehold, client::Refer(client::kHousehold)}}));
  district_.Send(
      client::kOelbubuk,
      client::RowOf(person, v1::RECORD_KIND_PERSON, 1,
                    {{field::kFamily, client::Refer(kFamily)},
                     {field::kName, client::Typed("Maria Naisau")},
                     {field::kBirthDate, {Value(std::int64_t{19831100}), How::kAsked}}}));
  Sync();
  v1::FindRecordsRequest typed;
  typed.set_typed("mar");
  const auto found = Done<v1::FindRecordsResponse>("FindRecords", typed);
  ASSERT_EQ(found.found_size(), 1);
  EXPECT_EQ(found.found(0).name(), "Maria Naisau");
  EXPECT_EQ(found.found(0).household(), ToUuidText(client::kHousehold));

  v1::ShowHouseholdRequest request;
  request.set_record(found.found(0).record());
  const auto shown = Done<v1::ShowHouseholdResponse>("ShowHousehold", request);
  EXPECT_EQ(shown.name(), "Yohanes Naisau");
  ASSERT_EQ(shown.records_size(), 3);
  EXPECT_EQ(shown.records(2).title(), "Maria Naisau");
  EXPECT_THAT(shown.records(2).detail(), HasSubstr("40 th"));  // in November 2023
  std::vector<std::string> blocks;
  for (const auto& block : shown.records(0).blocks()) blocks.push_back(block.name());
  EXPECT_THAT(blocks, ElementsAre("identitas", "rumah"));
  EXPECT_EQ(Village().households(0).persons(), 1u);
}

TEST_F(AppTest, ARevokedHomeIsGoneOnceItsWorkIsSafe) {
  Enrol();
  Sync();
  district_.revoked = true;
  district_.ForgetTokens();
  Done<v1::StartSyncResponse>("StartSync", v1::StartSyncRequest());
  EXPECT_EQ(Homes().homes_size(), 0);
  EXPECT_EQ(Refused("ShowToday", v1::ShowTodayRequest()).exit_code(),
            static_cast<int>(Exit::kLocked));
}

TEST_F(AppTest, WhatIsUnreadableOrUnknownChangesNothing) {
  std::optional<AppAnswer> answer;
  app_.Ask("UnlockHome", "\xff\xff", "id", [&](AppAnswer given) { answer = std::move(given); });
  ASSERT_TRUE(answer);
  EXPECT_EQ(ProblemIn(*answer).exit_code(), static_cast<int>(Exit::kUsage));
  EXPECT_EQ(Refused("DropEverything", v1::ListHomesRequest()).exit_code(),
            static_cast<int>(Exit::kUsage));
}

}  // namespace
}  // namespace tilik::screens
