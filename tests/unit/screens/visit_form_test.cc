// Verivali as the screen asks for it: pages, data lama, blind questions, drafts, and what is saved.
#include "client/screens/visit_form.h"

#include "client/screens/forms.h"

#include "gmock/gmock.h"
#include "tests/unit/client/household.h"

namespace tilik::screens {
namespace {

using client::FieldNamed;
using client::kHousehold;
using client::kPin;
using client::Must;
using client::NumberedRecord;
using client::Seen;
using client::Typed;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const RecordId kFamily = NumberedRecord(2);
const RecordId kYohanes = NumberedRecord(3);
const RecordId kMaria = NumberedRecord(4);

class VisitFormTest : public client::OneHousehold {
 protected:
  void SetUp() override {
    device_ = Must(client::Device::Enrol(phone_.host, district_.Order(), district_));
    district_.Send(client::kOelbubuk, client::RowOf(kHousehold, v1::RECORD_KIND_HOUSEHOLD, 3,
                                                    {{field::kHeadName, Typed("Yohanes Naisau")},
                                                     {field::kSls, Typed("RT 003")},
                                                     {FieldNamed("lantai"), Seen(9)},
                                                     {FieldNamed("dinding"), Seen(2)},
                                                     {FieldNamed("atap"), Seen(3)},
                                                     {FieldNamed("luas_lantai"), Number(36)},
                                                     {FieldNamed("ada_tv"), Seen(2)},
                                                     {FieldNamed("sta_pkh"), Seen(1)}}));
    district_.Send(client::kOelbubuk,
                   client::RowOf(kFamily, v1::RECORD_KIND_FAMILY, 1,
                                 {{field::kHousehold, client::Refer(kHousehold)}}));
    Send(kYohanes, "Yohanes Naisau", 19700101);
    Send(kMaria, "Maria Naisau", 19720202);
    ASSERT_TRUE(device_->Sync(district_, {}).ok());
  }

  static tilik::Answer Number(std::int64_t number) { return {Value(number), How::kAsked}; }
  void Send(const RecordId& person, const std::string& name, std::int64_t born) {
    district_.Send(client::kOelbubuk, client::RowOf(person, v1::RECORD_KIND_PERSON, 1,
                                                    {{field::kFamily, client::Refer(kFamily)},
                                                     {field::kName, Typed(name)},
                                                     {field::kBirthDate, Number(born)},
                                                     {field::kRelationToFamilyHead, Seen(1)}}));
  }

  v1::FormView Open() {
    v1::OpenVisitRequest request;
    request.set_record(ToUuidText(kMaria));
    form_ = Must(OpenVisit(*device_, voice_, request));
    return form_;
  }
  v1::FormView OnPage(const std::string& page) {
    v1::ShowFormRequest request;
    request.set_draft(form_.draft());
    request.set_page(page);
    return form_ = Must(ShowForm(*device_, voice_, request));
  }
  v1::FormView Touch(const std::string& at, const std::string& value,
                     const std::vector<std::string>& values = {}) {
    v1::AnswerFormRequest request;
    request.set_draft(form_.draft());
    request.set_page(form_.page());
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

  std::vector<std::string> Pages() const {
    std::vector<std::string> keys;
    for (const auto& page : form_.pages()) keys.push_back(page.key());
    return keys;
  }
  std::vector<std::string> Places() const {
    std::vector<std::string> places;
    for (const auto& item : form_.items()) {
      if (!item.at().empty()) places.push_back(item.at());
    }
    return places;
  }
  // Of the page as it was drawn last.
  const v1::ItemView& Item(const std::string& at) const {
    for (const auto& item : form_.items()) {
      if (item.at() == at) return item;
    }
    ADD_FAILURE() << at << " is not on this page";
    return v1::ItemView::default_instance();
  }
  static std::string Of(const RecordId& person) { return "member/" + ToUuidText(person); }
  std::vector<std::string> Blind() {
    std::vector<std::string> blind;
    for (const char* page : {"rumah", "aset"}) {
      OnPage(page);
      for (const auto& item : form_.items()) {
        if (item.blind()) blind.push_back(item.at());
      }
    }
    return blind;
  }

  void ShowDocuments() {
    Touch("documents/KTP", "ditunjukkan");
    Touch("documents/KK", "tidak dibawa");
  }

  // Completed, answered by Maria, everybody at home, blind questions as they were.
  void AnswerWhatIsAsked() {
    Open();
    Touch("outcome", "selesai");
    Touch("respondent/person", ToUuidText(kMaria));
    ShowDocuments();
    OnPage("anggota");
    Touch("members/all", "ya");
    for (const std::string& at : Blind()) Touch(at, "1");
  }

  Voice voice_;
  v1::FormView form_;
};

TEST_F(VisitFormTest, AFamilyOfItsOwnIsSplitOff) {
  AnswerWhatIsAsked();
  OnPage("anggota");
  Touch("add/family", "");
  Touch("newfamily/0/answers/no_kk", "5302011203080018");
  OnPage("anggota/" + ToUuidText(kMaria));
  const std::string move = Of(kMaria) + "/move_to";
  EXPECT_EQ(Item(move).value(), ToUuidText(kFamily)) << "as the registry has it";
  Touch(move, "keluarga baru 1");
  EXPECT_TRUE(Item(move).changed());
  const v1::SaveFormResponse saved = Save();
  ASSERT_TRUE(saved.has_saved()) << saved.form().DebugString();
  ASSERT_EQ(saved.saved().created_size(), 1);
  const auto made = RecordIdFromText(saved.saved().created(0));
  const client::RecordView maria = Must(device_->Show(kMaria));
  EXPECT_EQ(std::get<RecordId>(maria.shown.fields.at(field::kFamily).shown.value), *made);
}

TEST_F(VisitFormTest, AFamilyTakenBackLeavesEverybodyWhereTheyWere) {
  AnswerWhatIsAsked();
  OnPage("anggota");
  Touch("add/family", "");
  OnPage("anggota/" + ToUuidText(kMaria));
  Touch(Of(kMaria) + "/move_to", "keluarga baru 1");
  OnPage("anggota");
  Touch("remove/family/0", "");
  const v1::SaveFormResponse saved = Save();
  ASSERT_TRUE(saved.has_saved()) << saved.form().DebugString();
  EXPECT_EQ(saved.saved().created_size(), 0);
}

TEST_F(VisitFormTest, SaysWhatWasAskedBlindAndWhyAPhotoIsMissing) {
  AnswerWhatIsAsked();
  OnPage("foto");
  Touch("photo/jamban", "tidak ada");
  EXPECT_EQ(Item("photo/jamban").value(), "tidak ada");
  Touch("photo/KTP", "tidak diizinkan");
  Touch("photo/KTP", "");
  ASSERT_TRUE(Save().has_saved());
  const std::vector<client::LogEntry> sets = Must(device_->Log(0, 1));
  ASSERT_EQ(sets.size(), 1u);
  for (const client::OperationView& one : sets.front().operations) {
    if (!one.operation.has_visit()) continue;
    EXPECT_EQ(one.operation.visit().asked_blind_size(), 3);
    ASSERT_EQ(one.operation.visit().photos_missing_size(), 1);
    EXPECT_EQ(one.operation.visit().photos_missing(0).kind(), v1::PHOTO_KIND_JAMBAN);
    EXPECT_EQ(one.operation.visit().photos_missing(0).reason(), v1::PHOTO_MISSING_REASON_TIDAK_ADA);
    return;
  }
  FAIL() << "no visit was saved";
}

TEST_F(VisitFormTest, TheOutcomeComesFirstAndDecidesWhatElseIsAsked) {
  Open();
  EXPECT_EQ(form_.title(), "Yohanes Naisau");
  EXPECT_THAT(Pages(), ElementsAre("hasil"));
  EXPECT_THAT(Places(), ElementsAre("outcome"));
  EXPECT_FALSE(form_.ready());
  Touch("outcome", "tidak ditemukan");
  EXPECT_THAT(Pages(), ElementsAre("hasil", "foto", "ringkasan"));
  Touch("outcome", "selesai");
  EXPECT_THAT(Pages(),
              ElementsAre("hasil", "anggota", "anggota/" + ToUuidText(kYohanes),
                          "anggota/" + ToUuidText(kMaria), "rumah", "aset", "foto", "ringkasan"));
  EXPECT_EQ(Item("outcome").value(), "selesai");
}

TEST_F(VisitFormTest, ARemovalIsSavedInThreeTouches) {
  Open();
  Touch("outcome", "meninggal semua anggota");
  EXPECT_TRUE(form_.ready());
  EXPECT_EQ(Save().saved().sets_size(), 1);
  EXPECT_THAT(Must(device_->Drafts()), IsEmpty());
}

TEST_F(VisitFormTest, ShowsDataLamaBesideTheAnswerAndMarksWhatChanged) {
  AnswerWhatIsAsked();
  OnPage("rumah");
  std::string open;
  for (const auto& item : form_.items()) {
    if (!item.blind() && item.kind() == v1::ITEM_KIND_ONE_OF && !item.old().empty()) {
      open = item.at();
      break;
    }
  }
  ASSERT_NE(open, "");
  EXPECT_FALSE(Item(open).changed());
  Touch(open, "1");
  EXPECT_TRUE(Item(open).changed());
  EXPECT_NE(Item(open).old(), "");
  Touch(open, "");
  EXPECT_FALSE(Item(open).changed()) << "an answer that was taken back";
}

TEST_F(VisitFormTest, ThreeQuestionsAreAskedBlindAndNotAnsweredByMasihSama) {
  Open();
  Touch("outcome", "selesai");
  Touch("respondent/person", ToUuidText(kMaria));
  ShowDocuments();
  const std::vector<std::string> blind = Blind();
  ASSERT_EQ(blind.size(), kBlindQuestions);
  OnPage("anggota");
  Touch("members/all", "ya");
  OnPage("rumah");
  Touch("unchanged/rumah", "ya");
  OnPage("aset");
  Touch("unchanged/aset", "ya");
  EXPECT_FALSE(form_.ready());
  const v1::SaveFormResponse refused = Save();
  EXPECT_FALSE(refused.has_saved());
  std::uint32_t missing = 0;
  for (const auto& page : refused.form().pages()) missing += page.missing();
  EXPECT_EQ(missing, kBlindQuestions);

  EXPECT_EQ(Blind(), blind) << "the same for the same draft";
  for (const char* page : {"rumah", "aset"}) {
    OnPage(page);
    for (const auto& item : form_.items()) {
      if (!item.blind()) continue;
      EXPECT_EQ(item.old(), "");
      for (const auto& choice : item.choices()) EXPECT_FALSE(choice.old());
    }
  }
  for (const std::string& at : blind) Touch(at, "1");
  EXPECT_TRUE(form_.ready());
}

TEST_F(VisitFormTest, WhatIsNotAnsweredYetIsAskedForAndNotComplainedOf) {
  Open();
  Touch("outcome", "selesai");
  for (const auto& item : form_.items()) EXPECT_THAT(item.findings(), IsEmpty()) << item.at();
  EXPECT_TRUE(Item("documents/KTP").required());
  EXPECT_TRUE(Item("respondent/person").required());
  EXPECT_GT(form_.pages(0).missing(), 0u);
  EXPECT_EQ(form_.pages(0).errors(), 0u);
  EXPECT_EQ(Save().form().page(), "hasil") << "where the first thing is missing";
}

TEST_F(VisitFormTest, AQuestionThatDoesNotApplyIsNotAsked) {
  Open();
  Touch("outcome", "selesai");
  OnPage("aset");
  EXPECT_THAT(Places(), Not(Contains("answers/luas_atb")));
  Touch("answers/aset_tak_bergerak", "1");
  EXPECT_THAT(Places(), Contains("answers/luas_atb"));
}

TEST_F(VisitFormTest, AWarningIsOverruledWithAReasonAndAnErrorSaysHowToMend) {
  Open();
  Touch("outcome", "selesai");
  OnPage("anggota/" + ToUuidText(kMaria));
  const std::string nik = Of(kMaria) + "/answers/nik";
  Touch(nik, "12");
  ASSERT_EQ(Item(nik).findings_size(), 1);
  EXPECT_TRUE(Item(nik).findings(0).error());
  EXPECT_EQ(Item(nik).value(), "12") << "half a NIK stays as it is typed";
  EXPECT_EQ(Item(nik).findings(0).overrule_at(), "as_written/nik");
  Touch("as_written/nik", "ya");
  for (const auto& finding : Item(nik).findings()) EXPECT_FALSE(finding.error());
  Touch(nik, "");
  EXPECT_THAT(Item(nik).findings(), IsEmpty());
}

TEST_F(VisitFormTest, WhatWasTypedSurvivesABatteryFallingOut) {
  Open();
  Touch("outcome", "selesai");
  OnPage("anggota");
  Touch("add/member", "");
  EXPECT_EQ(form_.page(), "anggota/baru/0");
  Touch("new/0/answers/nama", "Yuliana Naisau");
  DropAndReopen();
  Open();
  OnPage("anggota/baru/0");
  EXPECT_EQ(Item("new/0/answers/nama").value(), "Yuliana Naisau");
  EXPECT_EQ(Must(device_->Drafts()).size(), 1u) << "the same draft";
}

TEST_F(VisitFormTest, APersonWithoutNikIsAddedAndTheVisitSaved) {
  AnswerWhatIsAsked();
  OnPage("anggota");
  Touch("add/member", "");
  Touch("new/0/answers/nama", "Yuliana Naisau");
  Touch("new/0/answers/jnskel", "2");
  Touch("new/0/answers/tgllahir", "17-5-2023");
  Touch("new/0/answers/hub_krt", "3");
  OnPage("ringkasan");
  const v1::SaveFormResponse response = Save();
  ASSERT_TRUE(response.has_saved()) << response.form().DebugString();
  EXPECT_EQ(response.saved().created_size(), 1);
  EXPECT_EQ(Must(device_->ShowHousehold(kHousehold)).persons.size(), 3u);
  EXPECT_THAT(Must(device_->Drafts()), IsEmpty());
}

TEST_F(VisitFormTest, WhatASupervisorSaidStandsAtTheQuestionItIsAbout) {
  v1::Task task;
  task.set_number(1);
  task.set_record(kHousehold.str());
  task.set_returned_by("Ibu Rut Taek");
  v1::Comment* floor = task.add_comments();
  floor->set_variable("lantai");
  floor->set_text("di foto terlihat keramik");
  v1::Comment* born = task.add_comments();
  born->set_record(kMaria.str());
  born->set_variable("tgllahir");
  born->set_text("umur tidak mungkin");
  task.add_comments()->set_text("tolong ulangi");
  district_.SendTask(task);
  ASSERT_TRUE(device_->Sync(district_, {}).ok());
  AnswerWhatIsAsked();
  EXPECT_EQ(form_.page(), "aset");
  OnPage("hasil");
  ASSERT_EQ(form_.notices_size(), 1);
  EXPECT_EQ(form_.notices(0).text(), "Ibu Rut Taek: tolong ulangi");
  OnPage("rumah");
  EXPECT_THAT(form_.notices(), IsEmpty());
  ASSERT_EQ(Item("answers/lantai").findings_size(), 1);
  EXPECT_EQ(Item("answers/lantai").findings(0).text(), "Ibu Rut Taek: di foto terlihat keramik");
  OnPage("anggota/" + ToUuidText(kMaria));
  EXPECT_EQ(Item(Of(kMaria) + "/answers/tgllahir").findings_size(), 1);
  EXPECT_TRUE(form_.ready()) << "a comment is no mistake";
}

TEST_F(VisitFormTest, PhotosAreKeptWithTheDraftAndGoWithTheVisit) {
  Open();
  Touch("outcome", "tidak ditemukan");
  Touch("told_by", "Ketua RT 003");
  OnPage("foto");
  Touch("photo/rumah/" + std::string(64, '0'), "");
  v1::AttachPictureRequest asked;
  asked.set_draft(form_.draft());
  asked.set_page("foto");
  asked.set_at("photo/rumah");
  asked.set_jpeg("no picture");
  const auto refused = AttachPicture(*device_, voice_, asked);
  EXPECT_TRUE(std::holds_alternative<v1::ProblemView>(refused));
  asked.set_jpeg(std::string("\xFF\xD8\xFF\xDA\0\x06scanimage\xFF\xD9", 17));
  for (const char* at : {"photo/rumah", "photo/kepala rumah tangga"}) {
    asked.set_at(at);
    auto taken = AttachPicture(*device_, voice_, asked);
    ASSERT_TRUE(std::holds_alternative<v1::AttachPictureResponse>(taken));
    form_ = std::get<v1::AttachPictureResponse>(taken).form();
    asked.mutable_jpeg()->insert(15, "another");
  }
  ASSERT_EQ(Item("photo/rumah").pictures_size(), 1);
  DropAndReopen();
  OnPage("foto");
  ASSERT_EQ(Item("photo/rumah").pictures_size(), 1) << "it survives the battery falling out";
  const std::string hash = Item("photo/rumah").pictures(0).hash();
  v1::ShowPictureRequest show;
  show.set_hash(hash);
  EXPECT_THAT(Must(ShowPicture(*device_, show)).jpeg(), HasSubstr("scanimage"));
  Touch("photo/rumah/" + hash, "");
  EXPECT_EQ(Item("photo/rumah").pictures_size(), 0);
  const v1::SaveFormResponse saved = Save();
  ASSERT_TRUE(saved.has_saved()) << saved.form().DebugString();
  EXPECT_EQ(saved.saved().sets(0).photos(), 1u);
  EXPECT_EQ(Must(device_->Status()).photos.waiting, 1u);
}

TEST_F(VisitFormTest, ThePlaceIsRecordedWhenItIsTaken) {
  Open();
  Touch("outcome", "meninggal semua anggota");
  OnPage("foto");
  Touch("place", "-9.671200,124.224100,8");
  EXPECT_EQ(Item("place").value(), "-9.671200,124.224100,8");
  EXPECT_THAT(Item("place").words(), HasSubstr("± 8 m"));
  for (const char* nowhere : {"here", "1,2", "1,2,3,4", "1,2,-3"}) {
    v1::AnswerFormRequest request;
    request.set_draft(form_.draft());
    request.set_at("place");
    request.set_value(nowhere);
    EXPECT_EQ(AnswerForm(*device_, voice_, request).status().code(), Code::kInvalid) << nowhere;
  }
  Touch("place", "95.000000,124.224100,8");
  EXPECT_FALSE(form_.ready()) << "beyond the pole";
  Touch("place", "");
  EXPECT_EQ(Item("place").value(), "");
  Touch("place", "-9.671200,124.224100,8");
  ASSERT_TRUE(Save().has_saved());
}

TEST_F(VisitFormTest, WhoDiedOrLeftIsSaidOnTheMembersPageAndSummedUp) {
  AnswerWhatIsAsked();
  OnPage("anggota");
  EXPECT_EQ(Item(Of(kYohanes) + "/presence").value(), "tinggal");
  Touch(Of(kYohanes) + "/presence", "meninggal");
  OnPage("ringkasan");
  bool told = false;
  for (const auto& item : form_.items()) {
    told = told || (item.label() == "Yohanes Naisau" && item.words() == "meninggal");
  }
  EXPECT_TRUE(told);
}

TEST_F(VisitFormTest, AHouseholdThatNobodyListedIsProposed) {
  v1::OpenVisitRequest request;
  request.set_new_village("53.02.01.2001");
  form_ = Must(OpenVisit(*device_, voice_, request));
  EXPECT_THAT(Pages(), ElementsAre("hasil", "anggota", "rumah", "aset", "foto", "ringkasan"));
  Touch("respondent/name", "Naomi Taek");
  Touch("respondent/relation", "1");
  ShowDocuments();
  OnPage("anggota");
  Touch("add/member", "");
  Touch("new/0/answers/nama", "Naomi Taek");
  Touch("new/0/answers/jnskel", "2");
  Touch("new/0/answers/hub_krt", "1");
  OnPage("rumah");
  Touch("answers/alamat", "Dusun Oenali");
  Touch("answers/lantai", "9");
  EXPECT_EQ(Item("answers/lantai").value(), "9");
  const v1::SaveFormResponse response = Save();
  ASSERT_TRUE(response.has_saved()) << response.form().DebugString();
  EXPECT_EQ(Must(device_->HouseholdsOf(client::kOelbubuk)).size(), 2u);
}

TEST_F(VisitFormTest, PlacesThatTheFormDoesNotHaveAreRefused) {
  Open();
  const std::vector<std::string> places = {"",
                                           "nothing",
                                           Of(NumberedRecord(99)) + "/presence",
                                           "new/0/answers/nama",
                                           "remove/new/0",
                                           "respondent/shoe",
                                           "answers/lantai/more/and/more"};
  for (const std::string& at : places) {
    v1::AnswerFormRequest request;
    request.set_draft(form_.draft());
    request.set_at(at);
    request.set_value("x");
    EXPECT_EQ(AnswerForm(*device_, voice_, request).status().code(), Code::kInvalid) << at;
  }
  v1::AnswerFormRequest novel;
  novel.set_draft(form_.draft());
  novel.set_at("note");
  novel.set_value(std::string(kMaxTouchBytes + 1, 'x'));
  EXPECT_EQ(AnswerForm(*device_, voice_, novel).status().code(), Code::kInvalid);
  EXPECT_EQ(OnPage("ringkasan").page(), "hasil");
}

TEST_F(VisitFormTest, ADroppedDraftLeavesNothing) {
  Open();
  v1::DropFormRequest request;
  request.set_draft(form_.draft());
  ASSERT_OK(DropForm(*device_, request));
  EXPECT_THAT(Must(device_->Drafts()), IsEmpty());
}

}  // namespace
}  // namespace tilik::screens
