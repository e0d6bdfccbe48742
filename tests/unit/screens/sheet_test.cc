// Forms of one page: asked step by step, what is missing is asked for and not complained of, and
// nothing is saved that capture refuses.
#include "client/screens/sheet.h"

#include "client/screens/event_form.h"
#include "client/screens/forms.h"
#include "client/screens/today.h"
#include "gmock/gmock.h"
#include "tests/unit/client/household.h"

namespace tilik::screens {
namespace {

using client::kHousehold;
using client::Must;
using client::NumberedRecord;
using client::Typed;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const RecordId kFamily = NumberedRecord(2);
const RecordId kMaria = NumberedRecord(4);
constexpr char kVillage[] = "53.02.01.2001";

class SheetTest : public client::OneHousehold {
 protected:
  void SetUp() override {
    device_ = Must(client::Device::Enrol(phone_.host, district_.Order(), district_));
    SendHousehold(1, 9);
    district_.Send(client::kOelbubuk,
                   client::RowOf(kFamily, v1::RECORD_KIND_FAMILY, 1,
                                 {{field::kHousehold, client::Refer(kHousehold)}}));
    district_.Send(
        client::kOelbubuk,
        client::RowOf(kMaria, v1::RECORD_KIND_PERSON, 1,
                      {{field::kFamily, client::Refer(kFamily)},
                       {field::kName, Typed("Maria Bere")},
                       {field::kBirthDate, {Value(std::int64_t{19500000}), How::kAsked}}}));
    v1::Programme rice;
    rice.set_code("rastra");
    rice.set_name("Rastra");
    rice.mutable_item()->set_code("beras");
    rice.mutable_item()->set_unit("kg");
    district_.SendProgramme(rice);
    v1::EntitlementLine line;
    line.set_line(NumberedRecord(50).str());
    line.set_programme("rastra");
    line.set_period("2026-10");
    line.set_recipient(kHousehold.str());
    line.set_village(client::kOelbubuk);
    line.set_quantity(10'000);
    district_.SendLine(line);
    ASSERT_TRUE(device_->Sync(district_, {}).ok());
  }

  v1::FormView Open(const std::string& form, const std::string& record,
                    const std::string& village = "", std::uint64_t event = 0) {
    v1::OpenSheetRequest asked;
    asked.set_form(form);
    asked.set_record(record);
    asked.set_village(village);
    asked.set_event(event);
    return form_ = Must(OpenSheet(*device_, voice_, asked));
  }
  std::uint64_t Event() {
    v1::OpenEventRequest asked;
    asked.set_village(kVillage);
    const std::uint64_t event = Must(OpenEvent(*device_, voice_, asked)).draft();
    form_.set_draft(event);
    Touch("mode", "diserahkan");
    Save();
    return event;
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
  const v1::ItemView& Item(const std::string& at) const {
    for (const auto& item : form_.items()) {
      if (item.at() == at) return item;
    }
    ADD_FAILURE() << at << " is not on this page";
    return v1::ItemView::default_instance();
  }
  std::vector<std::string> Places() const {
    std::vector<std::string> places;
    for (const auto& item : form_.items()) places.push_back(item.at());
    return places;
  }
  v1::Operation LastSaid() { return Must(device_->Log(0, 1))[0].operations[0].operation; }

  Voice voice_;
  v1::FormView form_;
};

TEST_F(SheetTest, SomebodyInNeedIsRecordedStepByStep) {
  Open("ppks", ToUuidText(kHousehold));
  EXPECT_EQ(form_.title(), "Catat PPKS");
  EXPECT_THAT(Places(), Not(Contains("type"))) << "first who, then what";
  EXPECT_FALSE(form_.ready());
  EXPECT_THAT(form_.notices(), IsEmpty()) << "what is only not answered yet is not complained of";
  Touch("record", ToUuidText(kMaria));
  const auto& choices = Item("type").choices();
  EXPECT_TRUE(std::any_of(choices.begin(), choices.end(), [](const auto& one) {
    return one.label().find("anjut usia") != std::string::npos;
  }));
  std::string elderly;
  for (const auto& one : choices) {
    if (one.label().find("anjut usia") != std::string::npos) elderly = one.value();
  }
  Touch("type", elderly);
  Touch("need", "permakanan");
  EXPECT_TRUE(form_.ready()) << form_.DebugString();
  ASSERT_TRUE(Save().has_saved());
  EXPECT_EQ(LastSaid().enter_register().record(), kMaria.str());
  EXPECT_EQ(LastSaid().enter_register().need(), "permakanan");
}

TEST_F(SheetTest, ADraftIsTakenUpWhereItWasLeft) {
  Open("ppks", ToUuidText(kHousehold));
  Touch("record", ToUuidText(kMaria));
  DropAndReopen();
  EXPECT_EQ(Must(ShowToday(*device_, voice_)).drafts(0).name(), "Catat PPKS · Yohanes Naisau");
  Open("ppks", ToUuidText(kMaria));
  EXPECT_EQ(Item("record").value(), ToUuidText(kMaria));
  EXPECT_EQ(Must(device_->Drafts()).size(), 1u);
  Open("psks", ToUuidText(kHousehold));
  EXPECT_EQ(Must(device_->Drafts()).size(), 2u) << "another form is another draft";
}

TEST_F(SheetTest, WhyAVillageIsNotVerifiedNeedsACampaign) {
  Open("alasan", "", kVillage);
  EXPECT_EQ(form_.village(), "Oelbubuk");
  EXPECT_TRUE(Item("reason").required());
  Touch("reason", Item("reason").choices(0).value());
  EXPECT_FALSE(form_.ready());
  ASSERT_EQ(form_.notices_size(), 1) << "no campaign lists this village";
  EXPECT_TRUE(form_.notices(0).error());
  EXPECT_FALSE(Save().has_saved());
}

TEST_F(SheetTest, GoodsAreWrittenDownAtTheirAcara) {
  const std::uint64_t event = Event();
  Open("stok", "", "", event);
  Touch("kind", "diterima");
  EXPECT_EQ(Item("item").choices(0).value(), "beras");
  Touch("item", "beras");
  Touch("quantity", "250 karung");
  EXPECT_FALSE(form_.ready()) << "rice is counted in kilograms";
  EXPECT_TRUE(Item("quantity").findings(0).error());
  Touch("quantity", "250 kg");
  EXPECT_TRUE(form_.ready()) << form_.DebugString();
  EXPECT_THAT(Item("document").findings(0).text(), HasSubstr("BAST"));
  Touch("document", "BAST-7");
  ASSERT_TRUE(Save().has_saved());
  EXPECT_EQ(LastSaid().stock_movement().quantity(), 250'000);
  EXPECT_THAT(LastSaid().stock_movement().event(), HasSubstr("Balai desa Oelbubuk"));
}

TEST_F(SheetTest, AidThatNoListHasIsCounted) {
  Open("tanpa daftar", "", "", Event());
  Touch("recipients", "empat puluh");
  EXPECT_TRUE(Item("recipients").findings(0).error());
  Touch("recipients", "40");
  Touch("unit_type", "keluarga");
  Touch("other_item", "paket sembako");
  Touch("quantity", "40 paket");
  EXPECT_TRUE(form_.ready()) << form_.DebugString();
  ASSERT_TRUE(Save().has_saved());
  const v1::HandoverWithoutList said = LastSaid().handover_without_list();
  EXPECT_EQ(said.recipients(), 40u);
  EXPECT_EQ(said.mode(), v1::HANDOVER_MODE_DISERAHKAN);
  EXPECT_EQ(said.village(), client::kOelbubuk);
}

TEST_F(SheetTest, PlacesAndFormsThatAreNotThereAreRefused) {
  v1::OpenSheetRequest asked;
  asked.set_form("shoe");
  EXPECT_EQ(OpenSheet(*device_, voice_, asked).status().code(), Code::kInvalid);
  asked.set_form("stok");
  asked.set_event(77);
  EXPECT_EQ(OpenSheet(*device_, voice_, asked).status().code(), Code::kNotFound);
  Open("alasan", "", kVillage);
  for (const char* at : {"", "shoe", "record"}) {
    v1::AnswerFormRequest request;
    request.set_draft(form_.draft());
    request.set_at(at);
    request.set_value("x");
    EXPECT_EQ(AnswerForm(*device_, voice_, request).status().code(), Code::kInvalid) << at;
  }
}

}  // namespace
}  // namespace tilik::screens
