// The table of an acara: a family and all it is due, one touch to hand it out, one for why not, and
// a tally that always adds up.
#include "client/screens/event_form.h"
#include "client/screens/events.h"
#include "client/screens/forms.h"
#include "client/screens/handover_form.h"
#include "client/screens/history.h"
#include "client/screens/looking.h"
#include "client/screens/prints.h"
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

const RecordId kFamily = NumberedRecord(2);
const RecordId kMaria = NumberedRecord(4);
const RecordId kNeighbours = NumberedRecord(20);
constexpr std::int64_t kOctober = 200'000'000;  // Rp200.000
constexpr std::int64_t kRice = 10'000;          // 10 kg

class TableTest : public client::OneHousehold {
 protected:
  void SetUp() override {
    device_ = Must(client::Device::Enrol(phone_.host, district_.Order(), district_));
    SendHousehold(kHousehold, "Yosef Nahak", "RT 010");
    SendHousehold(kNeighbours, "Ana Tefa", "RT 002");
    district_.Send(client::kOelbubuk,
                   client::RowOf(kFamily, v1::RECORD_KIND_FAMILY, 1,
                                 {{field::kHousehold, client::Refer(kHousehold)}}));
    district_.Send(client::kOelbubuk, client::RowOf(kMaria, v1::RECORD_KIND_PERSON, 1,
                                                    {{field::kFamily, client::Refer(kFamily)},
                                                     {field::kName, Typed("Maria Bere")}}));
    SendProgramme("sembako", "Sembako", "IDR", "Rp");
    SendProgramme("beras", "Beras", "beras", "kg");
    SendLine(50, "sembako", kFamily, kOctober);
    SendLine(51, "beras", kHousehold, kRice);
    SendLine(52, "sembako", kNeighbours, kOctober);
    ASSERT_TRUE(device_->Sync(district_, {}).ok());
    Begin();
  }

  void SendHousehold(const RecordId& record, const std::string& name, const std::string& rt) {
    district_.Send(client::kOelbubuk,
                   client::RowOf(record, v1::RECORD_KIND_HOUSEHOLD, 1,
                                 {{field::kHeadName, Typed(name)}, {field::kSls, Typed(rt)}}));
  }
  void SendProgramme(const std::string& code, const std::string& name, const std::string& item,
                     const std::string& unit) {
    v1::Programme programme;
    programme.set_code(code);
    programme.set_name(name);
    programme.mutable_item()->set_code(item);
    programme.mutable_item()->set_unit(unit);
    v1::EvidenceRule* rule = programme.add_evidence();
    rule->set_kind(v1::EVIDENCE_KIND_TANDA_TANGAN);
    rule->set_need(v1::EVIDENCE_NEED_REQUIRED);
    district_.SendProgramme(programme);
  }
  void SendLine(int number, const std::string& programme, const RecordId& recipient,
                std::int64_t quantity) {
    v1::EntitlementLine line;
    line.set_line(NumberedRecord(number).str());
    line.set_danom("danom-" + programme);
    line.set_programme(programme);
    line.set_period("2026-10");
    line.set_recipient(recipient.str());
    line.set_village(client::kOelbubuk);
    line.set_quantity(quantity);
    district_.SendLine(line);
  }

  void Begin() {
    v1::OpenEventRequest open;
    open.set_village("53.02.01.2001");
    form_ = Must(OpenEvent(*device_, voice_, open));
    event_ = form_.draft();
    EXPECT_FALSE(form_.ready());
    Touch("lists", "", {"sembako/2026-10", "beras/2026-10"});
    Touch("mode", "disaksikan");
    EXPECT_FALSE(form_.ready()) << "who pays?";
    EXPECT_FALSE(Save().has_saved());
    Touch("paid_by", "Toko Bina");
    EXPECT_TRUE(form_.ready());
    EXPECT_TRUE(Save().has_saved());
  }
  v1::FormView Touch(const std::string& at, const std::string& value,
                     const std::vector<std::string>& values = {}) {
    v1::AnswerFormRequest request;
    request.set_draft(form_.draft());
    request.set_at(at);
    request.set_value(value);
    for (const std::string& one : values) request.add_values(one);
    return form_ = Must(AnswerForm(*device_, voice_, request));
  }
  v1::SaveFormResponse Save() {
    v1::SaveFormRequest request;
    request.set_draft(form_.draft());
    return Must(SaveForm(*device_, voice_, request));
  }
  v1::FormView Open(const RecordId& record) {
    v1::OpenHandoverRequest request;
    request.set_event(event_);
    request.set_record(ToUuidText(record));
    return form_ = Must(OpenHandover(*device_, voice_, request));
  }
  v1::ShowEventResponse Table(const std::string& typed = "") {
    v1::ShowEventRequest request;
    request.set_event(event_);
    request.set_typed(typed);
    return Must(ShowEvent(*device_, voice_, request));
  }
  const v1::ItemView& Item(const std::string& at) const {
    for (const auto& item : form_.items()) {
      if (item.at() == at) return item;
    }
    ADD_FAILURE() << at << " is not on this page";
    return v1::ItemView::default_instance();
  }
  static std::string LineAt(int number) { return "line/" + ToUuidText(NumberedRecord(number)); }
  static std::vector<std::string> Names(const v1::ShowEventResponse& table) {
    std::vector<std::string> names;
    for (const auto& one : table.found()) names.push_back(one.name());
    return names;
  }
  // Handed out as it is due, the card in the family's hands.
  std::uint64_t HandOut(const RecordId& record) {
    Open(record);
    Touch("card_holder", "KPM");
    Touch("evidence", "", {"tanda tangan"});
    const v1::SaveFormResponse response = Save();
    EXPECT_TRUE(response.has_saved()) << response.form().DebugString();
    return response.saved().sets_size() == 0 ? 0 : response.saved().sets(0).seq();
  }

  Voice voice_;
  v1::FormView form_;
  std::uint64_t event_ = 0;
};

TEST_F(TableTest, WhoIsDueStandsInTheOrderOfWalking) {
  const v1::ShowEventResponse table = Table();
  EXPECT_EQ(table.title(), "Balai desa Oelbubuk");
  EXPECT_THAT(table.mode(), HasSubstr("Toko Bina"));
  EXPECT_THAT(Names(table), ElementsAre("Ana Tefa", "Yosef Nahak"));
  EXPECT_EQ(table.recipients(), 2u);
  EXPECT_EQ(table.found(1).due(), "Rp200.000 + 10 kg");
  EXPECT_EQ(table.found(1).standing(), v1::RecipientListed::STANDING_DUE);
  EXPECT_EQ(table.tally_size(), 2);
}

TEST_F(TableTest, AFamilyIsFoundByAnyOfItsPersons) {
  const v1::ShowEventResponse table = Table("mar ber");
  EXPECT_THAT(Names(table), ElementsAre("Yosef Nahak"));
  EXPECT_THAT(table.found(0).detail(), HasSubstr("Maria Bere"));
  EXPECT_THAT(Names(Table("zzz")), IsEmpty());
}

TEST_F(TableTest, TwoTablesShareTheWalkAndMissNobody) {
  v1::OpenEventRequest open;
  open.set_event(event_);
  form_ = Must(OpenEvent(*device_, voice_, open));
  Touch("tables", "2");
  EXPECT_FALSE(form_.ready()) << "which of the two is this phone?";
  Touch("table", "1");
  EXPECT_TRUE(form_.ready());
  v1::ShowEventResponse table = Table();
  EXPECT_EQ(table.table(), "Meja 1 dari 2 · RT 002");
  EXPECT_THAT(Names(table), ElementsAre("Ana Tefa"));
  // Whoever comes to the wrong table is found, and told where to go.
  table = Table("yosef");
  ASSERT_THAT(Names(table), ElementsAre("Yosef Nahak"));
  EXPECT_EQ(table.found(0).table(), 2u);
  // What was served does not move the parts.
  HandOut(kNeighbours);
  EXPECT_THAT(Names(Table()), IsEmpty());
  form_ = Must(OpenEvent(*device_, voice_, open));
  Touch("table", "2");
  EXPECT_THAT(Names(Table()), ElementsAre("Yosef Nahak"));
  form_ = Must(OpenEvent(*device_, voice_, open));
  Touch("tables", "");
  EXPECT_TRUE(form_.ready());
  EXPECT_EQ(Table().table(), "");
}

TEST_F(TableTest, AnInvitationOpensItsFamily) {
  v1::MakePrintRequest asked;
  asked.set_print("undangan");
  asked.set_event(event_);
  const v1::PrintView print = Must(MakePrint(*device_, voice_, asked)).print();
  ASSERT_EQ(print.cards_size(), 2);
  EXPECT_EQ(print.cards(0).title(), "Ana Tefa");
  const v1::ShowEventResponse table = Table(print.cards(1).code());
  EXPECT_EQ(table.code().level(), v1::WarningView::LEVEL_GOOD);
  EXPECT_THAT(table.code().text(), HasSubstr("Balai desa Oelbubuk"));
  EXPECT_THAT(Names(table), ElementsAre("Yosef Nahak"));

  v1::FindRecordsRequest find;
  find.set_typed(print.cards(1).code());
  const v1::FindRecordsResponse found = Must(FindRecords(*device_, voice_, find));
  ASSERT_EQ(found.found_size(), 1);
  EXPECT_EQ(found.found(0).name(), "Yosef Nahak");

  std::string forged = print.cards(1).code();
  forged[60] = forged[60] == 'A' ? 'B' : 'A';
  EXPECT_EQ(Table(forged).code().level(), v1::WarningView::LEVEL_ATTENTION);
  EXPECT_THAT(Names(Table(forged)), IsEmpty());
}

TEST_F(TableTest, PapersAddUpWithTheTable) {
  HandOut(kMaria);
  v1::MakePrintRequest asked;
  asked.set_event(event_);
  asked.set_print("bast");
  const v1::PrintView bast = Must(MakePrint(*device_, voice_, asked)).print();
  ASSERT_EQ(bast.tables_size(), 2);
  ASSERT_EQ(bast.tables(0).rows_size(), 2) << "two lists";
  EXPECT_THAT(bast.tables(0).rows(1).cells(),
              ElementsAre("Sembako · 2026-10", "2", "Rp400.000", "Rp200.000", "0", "Rp200.000"));
  ASSERT_EQ(bast.tables(1).rows_size(), 1) << "whom nothing was said of is not in it";
  EXPECT_EQ(bast.tables(1).rows(0).cells(3), "Rp200.000 + 10 kg");
  asked.set_print("danom");
  const v1::PrintView list = Must(MakePrint(*device_, voice_, asked)).print();
  ASSERT_EQ(list.tables(0).rows_size(), 2) << "to be signed: everybody";
  for (const v1::PrintTable& table : {list.tables(0), bast.tables(0), bast.tables(1)}) {
    for (const v1::PrintRow& row : table.rows()) {
      EXPECT_EQ(row.cells_size(), table.columns_size());
    }
  }
  asked.set_print("undangan");
  EXPECT_EQ(Must(MakePrint(*device_, voice_, asked)).print().cards_size(), 1)
      << "only who is still due is invited";
  asked.set_event(999);
  EXPECT_EQ(MakePrint(*device_, voice_, asked).status().code(), Code::kNotFound);
}

TEST_F(TableTest, EverythingAFamilyIsDueIsHandedOutByOneTouch) {
  Open(kMaria);
  EXPECT_EQ(form_.title(), "Yosef Nahak");
  EXPECT_EQ(form_.save(), "Saksikan (Toko Bina)");
  EXPECT_EQ(Item(LineAt(50)).value(), "ya");
  EXPECT_EQ(Item(LineAt(51)).words(), "10 kg");
  EXPECT_TRUE(form_.ready()) << "what is only odd does not stop a handover";
  EXPECT_THAT(Item("card_holder").findings(0).text(), HasSubstr("siapa memegang kartu"));
  Touch("card_holder", "KPM");
  EXPECT_THAT(Item("card_holder").findings(), IsEmpty());
  Touch("evidence", "", {"tanda tangan"});
  EXPECT_THAT(Item("evidence").findings(), IsEmpty());
  EXPECT_THAT(Item("photo/tanda tangan").words(), HasSubstr("Rp200.000"));
  const v1::SaveFormResponse response = Save();
  ASSERT_TRUE(response.has_saved()) << response.form().DebugString();
  EXPECT_EQ(response.saved().sets_size(), 2) << "one for each recipient of the danom";

  const v1::ShowEventResponse table = Table("yosef");
  EXPECT_EQ(table.served(), 1u);
  EXPECT_EQ(table.found(0).standing(), v1::RecipientListed::STANDING_SERVED);
  EXPECT_THAT(Names(Table()), ElementsAre("Ana Tefa"));
  EXPECT_EQ(table.tally(0).programme(), "Beras");
  EXPECT_EQ(table.tally(0).handed_out(), "10 kg");
  EXPECT_EQ(table.tally(0).remaining(), "0 kg");
  EXPECT_EQ(table.tally(1).handed_out(), "Rp200.000");
  EXPECT_EQ(table.tally(1).remaining(), "Rp200.000");
}

TEST_F(TableTest, WhoWasServedAlreadyIsShownInRedAndNothingIsHandedOutByItself) {
  HandOut(kHousehold);
  Open(kHousehold);
  ASSERT_FALSE(form_.notices().empty());
  EXPECT_TRUE(form_.notices(0).error());
  EXPECT_THAT(form_.notices(0).text(), HasSubstr("Sudah dilayani"));
  EXPECT_FALSE(form_.ready());
  EXPECT_EQ(Item(LineAt(51)).value(), "");
  EXPECT_THAT(form_.refusals(), IsEmpty());
  // Once more, knowingly: how much is asked for.
  Touch(LineAt(51), "ya");
  EXPECT_FALSE(form_.ready());
  Touch(LineAt(51) + "/received", "5");
  EXPECT_TRUE(form_.ready());
  EXPECT_FALSE(Item(LineAt(51) + "/received").findings().empty()) << "more than it is due";
}

TEST_F(TableTest, WhyNothingWasHandedOutIsOneTouch) {
  Open(kHousehold);
  ASSERT_EQ(form_.refusals_size(), 11);
  v1::RecordNotDeliveredRequest asked;
  asked.set_draft(form_.draft());
  asked.set_reason("lainnya");
  EXPECT_FALSE(Must(RecordNotDelivered(*device_, voice_, asked)).has_saved()) << "in words, then";
  asked.set_reason("tidak hadir");
  ASSERT_TRUE(Must(RecordNotDelivered(*device_, voice_, asked)).has_saved());
  const v1::ShowEventResponse table = Table("yosef");
  EXPECT_EQ(table.not_delivered(), 1u);
  EXPECT_EQ(table.found(0).standing(), v1::RecipientListed::STANDING_NOT_DELIVERED);
  EXPECT_EQ(table.found(0).words(), "tidak hadir");
  EXPECT_EQ(table.tally(1).undelivered(), "Rp200.000");
  EXPECT_EQ(table.tally(1).reasons(0).reason(), "tidak hadir");
  // They came after all.
  Open(kHousehold);
  EXPECT_FALSE(form_.ready()) << "what was not handed out is not switched on by itself";
  EXPECT_THAT(Item(LineAt(50)).state(), HasSubstr("tidak hadir"));
  Touch(LineAt(50), "ya");
  Touch(LineAt(51), "ya");
  Touch("card_holder", "KPM");
  ASSERT_TRUE(Save().has_saved());
  EXPECT_EQ(Table("yosef").found(0).standing(), v1::RecipientListed::STANDING_SERVED);
}

TEST_F(TableTest, ADeductionNamesWhoTookIt) {
  Open(kNeighbours);
  Touch(LineAt(52) + "/other", "ya");
  Touch(LineAt(52) + "/received", "150.000");
  Touch(LineAt(52) + "/deducted", "50.000");
  EXPECT_FALSE(form_.ready());
  EXPECT_TRUE(Item(LineAt(52) + "/taken_by").findings(0).error());
  Touch(LineAt(52) + "/taken_by", "agen");
  EXPECT_TRUE(form_.ready());
  EXPECT_TRUE(Save().has_saved());
  EXPECT_EQ(Table("ana").found(0).standing(), v1::RecipientListed::STANDING_SERVED);
}

TEST_F(TableTest, WhatWasWrittenDownSurvivesABatteryFallingOut) {
  Open(kHousehold);
  Touch("receiver", "kuasa");
  Touch("receiver_name", "Rosa Bere");
  DropAndReopen();
  Open(kHousehold);
  EXPECT_EQ(Item("receiver_name").value(), "Rosa Bere");
  EXPECT_EQ(Item("receiver").value(), "kuasa");
  EXPECT_FALSE(form_.ready()) << "and how they are related?";
  Touch("receiver_relation", "anak");
  EXPECT_TRUE(form_.ready());
}

TEST_F(TableTest, WhatIsTakenBackWithinHalfAMinuteAsksForNoReason) {
  const std::uint64_t seq = HandOut(kNeighbours);
  ASSERT_EQ(Table().done_size(), 1);
  EXPECT_EQ(Table().done(0).words(), "Rp200.000");
  EXPECT_EQ(Table().done(0).undo_until_ms() - Table().done(0).saved_ms(), kUndoMs);
  v1::WithdrawSetRequest asked;
  asked.set_seq(seq);
  phone_.clock.now.wall.ms += kUndoMs + 1;
  EXPECT_TRUE(std::holds_alternative<v1::ProblemView>(WithdrawSet(*device_, voice_, asked)));
  phone_.clock.now.wall.ms -= 2;
  EXPECT_TRUE(
      std::holds_alternative<v1::WithdrawSetResponse>(WithdrawSet(*device_, voice_, asked)));
  EXPECT_THAT(Table().done(), IsEmpty());
  EXPECT_EQ(Table("ana").found(0).standing(), v1::RecipientListed::STANDING_DUE);
  EXPECT_TRUE(std::holds_alternative<v1::ProblemView>(WithdrawSet(*device_, voice_, asked)))
      << "once";
}

TEST_F(TableTest, AnAcaraIsNotClosedOverWhatNobodySaved) {
  Open(kNeighbours);
  Touch("receiver", "kuasa");
  v1::CloseEventRequest close;
  close.set_event(event_);
  const auto refused = CloseEvent(*device_, voice_, close);
  ASSERT_TRUE(std::holds_alternative<v1::ProblemView>(refused));
  EXPECT_THAT(std::get<v1::ProblemView>(refused).message(), HasSubstr("Ana Tefa"));
  v1::DropFormRequest drop;
  drop.set_draft(form_.draft());
  ASSERT_OK(DropForm(*device_, drop));
  Open(kHousehold);  // looked at, nothing written
  ASSERT_TRUE(std::holds_alternative<v1::CloseEventResponse>(CloseEvent(*device_, voice_, close)));
  EXPECT_THAT(Must(device_->Drafts()), IsEmpty());
  EXPECT_THAT(Must(ListEvents(*device_)).events(), IsEmpty());
}

TEST_F(TableTest, RowsOfASignedPaperCarryItsDay) {
  v1::OpenEventRequest open;
  open.set_event(event_);
  form_ = Must(OpenEvent(*device_, voice_, open));
  Touch("from_paper", "ya");
  EXPECT_FALSE(form_.ready());
  Touch("day", "31-2-2026");
  EXPECT_FALSE(Item("day").findings().empty());
  Touch("day", "1-11-2022");
  ASSERT_TRUE(Save().has_saved());
  Open(kNeighbours);
  EXPECT_EQ(form_.save(), "Salin");
  const std::uint64_t seq = HandOut(kNeighbours);
  const auto set = Must(device_->Log(seq + 1, 1));
  EXPECT_TRUE(set[0].operations[0].operation.handover().from_paper());
  EXPECT_EQ(set[0].operations[0].operation.handover().day(), 20221101u);
}

TEST_F(TableTest, ASignatureGoesWithItsHandover) {
  Open(kNeighbours);
  Touch("evidence", "", {"tanda tangan"});
  v1::AttachPictureRequest asked;
  asked.set_draft(form_.draft());
  asked.set_at("photo/cap batu");
  asked.set_jpeg(std::string("\xFF\xD8\xFF\xDA\0\x06scanline\xFF\xD9", 16));
  EXPECT_TRUE(std::holds_alternative<v1::ProblemView>(AttachPicture(*device_, voice_, asked)));
  asked.set_at("photo/tanda tangan");
  auto taken = AttachPicture(*device_, voice_, asked);
  ASSERT_TRUE(std::holds_alternative<v1::AttachPictureResponse>(taken));
  form_ = std::get<v1::AttachPictureResponse>(taken).form();
  EXPECT_EQ(Item("photo/tanda tangan").pictures_size(), 1);
  const v1::SaveFormResponse saved = Save();
  ASSERT_TRUE(saved.has_saved());
  EXPECT_EQ(saved.saved().sets(0).photos(), 1u);
}

TEST_F(TableTest, ARecordThatThisVersionCannotReadHidesNoOther) {
  const RecordId newer = NumberedRecord(30), child = NumberedRecord(31);
  const auto send = [&](const RecordId& id, v1::RecordKind kind, const Answers& values) {
    v1::RecordRow row = client::RowOf(id, kind, 9, values);
    // Neither one for all, nor one for each.
    for (int i = 0; i < 3; ++i) row.mutable_values(0)->add_hows(static_cast<v1::How>(1));
    district_.Send(client::kOelbubuk, row);
  };
  send(newer, v1::RECORD_KIND_HOUSEHOLD, {{field::kHeadName, Typed("Dari masa depan")}});
  send(child, v1::RECORD_KIND_PERSON, {{field::kFamily, client::Refer(kFamily)}});
  // And one that was readable before.
  send(kMaria, v1::RECORD_KIND_PERSON, {{field::kFamily, client::Refer(kFamily)}});
  ASSERT_TRUE(device_->Sync(district_, {}).ok());
  EXPECT_EQ(device_->Show(newer).status().code(), Code::kNotFound);
  v1::ListVillageRequest village;
  village.set_code("53.02.01.2001");
  EXPECT_EQ(Must(ListVillage(*device_, village)).households_size(), 2);
  v1::ShowHouseholdRequest household;
  household.set_record(ToUuidText(kHousehold));
  EXPECT_EQ(Must(ShowHousehold(*device_, voice_, household)).records_size(), 2)
      << "the household and its family";
  EXPECT_THAT(Names(Table()), ElementsAre("Ana Tefa", "Yosef Nahak"));
}

TEST_F(TableTest, PlacesThatTheFormDoesNotHaveAreRefused) {
  Open(kHousehold);
  for (const std::string& at :
       {std::string(), std::string("shoe"), LineAt(99), LineAt(50) + "/shoe",
        LineAt(50) + "/received/more", std::string("photo/tanda tangan/00")}) {
    v1::AnswerFormRequest request;
    request.set_draft(form_.draft());
    request.set_at(at);
    request.set_value("x");
    EXPECT_EQ(AnswerForm(*device_, voice_, request).status().code(), Code::kInvalid) << at;
  }
}

TEST_F(TableTest, ClaimsOfAnAcaraAreThoseOfItsLists) {
  HandOut(kNeighbours);
  v1::ListClaimsRequest asked;
  asked.set_event(event_);
  const v1::ListClaimsResponse claims = Must(ListClaims(*device_, asked));
  ASSERT_EQ(claims.texts_size(), 2);
  const auto own = ReadClaims(*device_, voice_, claims.texts(0).text());
  EXPECT_TRUE(std::holds_alternative<v1::ProblemView>(own)) << "made by this very phone";
  const auto rubbish = ReadClaims(*device_, voice_, "rubbish");
  EXPECT_TRUE(std::holds_alternative<v1::ProblemView>(rubbish));
}

}  // namespace
}  // namespace tilik::screens
