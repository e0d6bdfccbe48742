// A device by itself: saving, being killed, finding, being opened twice.
#include "client/core/device.h"

#include "household.h"

namespace tilik::client {
namespace {

const RecordId kFamily = NumberedRecord(2);
const RecordId kMaria = NumberedRecord(3);

class AnOfficersPhone : public OneHousehold {
 protected:
  void SetUp() override {
    device_ = Must(Device::Enrol(phone_.host, district_.Order(), district_));
    district_.Send(kOelbubuk, RowOf(kHousehold, v1::RECORD_KIND_HOUSEHOLD, 5,
                                    {{field::kHeadName, Typed("Yohanes Naisau")},
                                     {field::kAddress, Typed("Dusun II")},
                                     {field::kIdbdt, Typed("5302010001")},
                                     {FieldNamed("lantai"), Seen(9)}}));
    district_.Send(kOelbubuk, RowOf(kFamily, v1::RECORD_KIND_FAMILY, 2,
                                    {{field::kHousehold, Refer(kHousehold)},
                                     {field::kNoKk, Typed("5302012505100001")}}));
    district_.Send(kOelbubuk, RowOf(kMaria, v1::RECORD_KIND_PERSON, 3,
                                    {{field::kFamily, Refer(kFamily)},
                                     {field::kName, Typed("Maria Naisau")},
                                     {field::kNik, Typed("5302014503850002")}}));
    district_.SendProgramme({});
    ASSERT_TRUE(device_->Sync(district_, {}).ok());
  }
};

TEST_F(AnOfficersPhone, WhatWasSavedIsThereAfterTheBatteryFellOut) {
  SavedSet saved = SaveFloor(6);
  EXPECT_EQ(saved.seq, 1u);
  DropAndReopen();
  EXPECT_EQ(Floor(), Seen(6));
  std::vector<LogEntry> log = Must(device_->Log(0, 10));
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].link, saved.link);
  EXPECT_EQ(log[0].operations.at(0).fate.fate, Fate::kUnsent);
  EXPECT_EQ(Must(device_->Status()).outbox.unsent, 1u);
}

TEST_F(AnOfficersPhone, ARefusedSaveLeavesNothingBehind) {
  Work work = FloorSeen(6);
  v1::AttachmentRef& photo = work.attachments.emplace_back();
  photo.set_hash(std::string(32, 'x'));
  photo.set_size(10);
  photo.set_kind(v1::PHOTO_KIND_RUMAH);
  EXPECT_EQ(device_->Save(work).status().code(), Code::kInvalid) << "that photo was never taken";
  EXPECT_EQ(Floor(), Seen(9));
  EXPECT_TRUE(Must(device_->Log(0, 10)).empty());
  EXPECT_EQ(SaveFloor(6).seq, 1u);
}

TEST_F(AnOfficersPhone, ADraftKeepsItsScreenThroughAKillAndAPull) {
  Draft draft = Must(device_->BeginEdit("visit", kHousehold, {kHousehold}));
  ASSERT_OK(device_->KeepDraft(draft.number, "half a form"));
  district_.Send(kOelbubuk, RowOf(kHousehold, v1::RECORD_KIND_HOUSEHOLD, 6,
                                  {{FieldNamed("lantai"), Seen(2)}}));
  ASSERT_TRUE(device_->Sync(district_, {}).ok());
  DropAndReopen();

  Draft resumed = Must(device_->ResumeEdit(Must(device_->Drafts()).at(0).number));
  EXPECT_EQ(resumed.content, "half a form");
  v1::Operation said = *Must(
      resumed.screen.Change(device_->codebooks(), kHousehold, {{FieldNamed("lantai"), Seen(6)}}));
  EXPECT_EQ(said.change_fields().base_revision(), 5u);

  Work work;
  work.operations = {said};
  work.draft = resumed.number;
  ASSERT_TRUE(device_->Save(work).ok());
  EXPECT_TRUE(Must(device_->Drafts()).empty()) << "saved and closed in one go";
}

TEST_F(AnOfficersPhone, AHouseholdMadeHereIsFoundAndShownLikeAnyOther) {
  RecordId household = device_->NewRecordId();
  RecordId family = device_->NewRecordId();
  RecordId person = device_->NewRecordId();
  Work work;
  auto create = [&](const RecordId& id, v1::RecordKind kind, const Answers& values) {
    v1::CreateRecord* made = work.operations.emplace_back().mutable_create_record();
    made->set_record(id.str());
    made->set_kind(kind);
    made->set_village(kOelbubuk);
    WriteColumns(values, made->mutable_values());
  };
  create(household, v1::RECORD_KIND_HOUSEHOLD, {{field::kHeadName, Typed("Agustinus Liu")}});
  create(family, v1::RECORD_KIND_FAMILY, {{field::kHousehold, Refer(household)}});
  create(person, v1::RECORD_KIND_PERSON,
         {{field::kFamily, Refer(family)}, {field::kName, Typed("Agustinus Liu")}});
  ASSERT_TRUE(device_->Save(work).ok());
  DropAndReopen();

  Found found = Must(device_->Find("agus li"));
  ASSERT_FALSE(found.records.empty());
  EXPECT_EQ(found.records[0].household, household);
  EXPECT_TRUE(found.records[0].edited_here);
  EXPECT_EQ(found.records[0].village_name, "Oelbubuk");
  HouseholdView view = Must(device_->ShowHousehold(person));
  EXPECT_EQ(view.household.record.id, household);
  EXPECT_EQ(view.persons.at(0).record.id, person);
  EXPECT_EQ(device_->Save(work).status().code(), Code::kConflict) << "made twice";
}

TEST_F(AnOfficersPhone, FindsByPrefixesOfWordsAndByDigitsAnywhere) {
  EXPECT_EQ(Must(device_->Find("mar nais")).records.at(0).record, kMaria);
  EXPECT_EQ(Must(device_->Find("NAISAU, maria")).records.at(0).household, kHousehold);
  EXPECT_EQ(Must(device_->Find("53020145")).records.at(0).record, kMaria);
  EXPECT_EQ(Must(device_->Find("850002")).records.at(0).record, kMaria) << "the last digits";
  EXPECT_EQ(Must(device_->Find("5302 0125 0510")).records.at(0).record, kFamily);
  EXPECT_EQ(Must(device_->Find("dusun")).records.at(0).record, kHousehold);
  EXPECT_TRUE(Must(device_->Find("petrus")).records.empty());
  EXPECT_TRUE(Must(device_->Find("\"*\" OR (")).records.empty());
  EXPECT_TRUE(Must(device_->Find("")).records.empty());
  EXPECT_EQ(Must(device_->Named(v1::RECORD_KIND_HOUSEHOLD, "5302010001")).at(0), kHousehold);
  EXPECT_EQ(Must(device_->Named(v1::RECORD_KIND_PERSON, "5302014503850002")).at(0), kMaria);
}

TEST_F(AnOfficersPhone, ANameThatIsNotUniqueInItsVillageSaysSo) {
  EXPECT_EQ(Must(device_->Find("maria")).records.at(0).same_names, 0u);
  for (int i = 10; i < 12; ++i) {
    district_.Send(kOelbubuk, RowOf(NumberedRecord(i), v1::RECORD_KIND_PERSON, 1,
                                    {{field::kName, Typed("MARIA  NAISAU")}}));
  }
  ASSERT_TRUE(device_->Sync(district_, {}).ok());
  EXPECT_EQ(Must(device_->Find("maria naisau")).records.at(0).same_names, 2u);
}

TEST_F(AnOfficersPhone, AnEditedNameIsFoundByItsNewWordsOnly) {
  Work work;
  Screen screen = Must(device_->Look({kMaria}));
  work.operations.push_back(*Must(
      screen.Change(device_->codebooks(), kMaria, {{field::kName, Typed("Mariana Naisau")}})));
  ASSERT_TRUE(device_->Save(work).ok());
  EXPECT_EQ(Must(device_->Find("mariana")).records.at(0).record, kMaria);
  EXPECT_TRUE(Must(device_->Find("maria naisau 5302")).records.size() <= 1);
}

TEST_F(AnOfficersPhone, ASecondProcessIsToldAtOnceAndBreaksNothing) {
  Result<std::unique_ptr<Device>> second = Device::Unlock(phone_.host, device_->home(), kPin);
  EXPECT_EQ(second.status().code(), Code::kConflict) << second.status().message();
  SaveFloor(6);
}

TEST_F(AnOfficersPhone, TheDatabaseIsNoiseWithoutItsKey) {
  SaveFloor(6);
  std::string home = device_->home();
  device_.reset();
  std::string bytes = Must(phone_.files.Read(home + "/tilik.db"));
  EXPECT_EQ(bytes.find("Naisau"), std::string::npos);
  EXPECT_EQ(bytes.find("SQLite format"), std::string::npos);
}

TEST_F(AnOfficersPhone, APhotoIsEncryptedAndItsOwnSelfWhenRead) {
  Photo photo;
  photo.bytes = std::string(200'000, 'p');
  photo.kind = v1::PHOTO_KIND_RUMAH;
  v1::AttachmentRef reference = Must(device_->AddPhoto(photo));
  EXPECT_EQ(reference.hash(), HashOf(photo.bytes).str());
  std::string folder = PhotoFolder(device_->home());
  std::string file = Must(phone_.files.List(folder)).at(0);
  EXPECT_EQ(Must(phone_.files.Read(folder + "/" + file)).find("pppppppp"), std::string::npos);

  Work work = FloorSeen(6);
  work.attachments = {reference};
  ASSERT_TRUE(device_->Save(work).ok());
  DropAndReopen();
  EXPECT_EQ(Must(device_->ReadPhoto(*ContentHash::FromRaw(reference.hash()))), photo.bytes);

  std::string damaged = Must(phone_.files.Read(folder + "/" + file));
  damaged[100'000] ^= 1;
  ASSERT_OK(phone_.files.WriteDurably(folder + "/" + file, damaged));
  EXPECT_EQ(device_->ReadPhoto(*ContentHash::FromRaw(reference.hash())).status().code(),
            Code::kCorrupt);
}

TEST_F(AnOfficersPhone, PhotosThatNothingNamesAreGoneAfterReopeningAndADraftsAreKept) {
  Draft draft = Must(device_->BeginEdit("visit", kHousehold, {kHousehold}));
  Photo orphan;
  orphan.bytes = "an orphan";
  Must(device_->AddPhoto(orphan));
  Photo kept;
  kept.bytes = "of the draft";
  kept.draft = draft.number;
  Must(device_->AddPhoto(kept));
  ASSERT_OK(phone_.files.WriteDurably(PhotoFolder(device_->home()) + "/ab12", "half a capture"));
  DropAndReopen();
  EXPECT_EQ(Must(phone_.files.List(PhotoFolder(device_->home()))).size(), 1u);
  EXPECT_EQ(Must(device_->ReadPhoto(HashOf(kept.bytes))), kept.bytes);
}

TEST_F(AnOfficersPhone, AFullDiskRefusesThePhotoAndKeepsTheRest) {
  phone_.files.full = true;
  Photo photo;
  photo.bytes = "too much";
  EXPECT_EQ(device_->AddPhoto(photo).status().code(), Code::kStorage);
  EXPECT_EQ(Must(device_->Status()).free_space, 0u);
  phone_.files.full = false;
  EXPECT_TRUE(device_->AddPhoto(photo).ok());
}

TEST_F(AnOfficersPhone, HandoversOfTheDayStandOnTheirLineUntilTheyAreRetracted) {
  v1::EntitlementLine line;
  line.set_line(NumberedRecord(50).str());
  line.set_recipient(kHousehold.str());
  line.set_village(kOelbubuk);
  line.set_quantity(10'000);
  district_.SendLine(line);
  ASSERT_TRUE(device_->Sync(district_, {}).ok());
  Work work;
  v1::Handover* handover = work.operations.emplace_back().mutable_handover();
  handover->set_line(line.line());
  handover->set_received(10'000);
  handover->set_mode(v1::HANDOVER_MODE_DISERAHKAN);
  handover->set_receiver(v1::RECEIVER_SENDIRI);
  SavedSet saved = Must(device_->Save(work));
  EXPECT_EQ(Must(device_->LinesOf(kHousehold)).at(0).facts.size(), 1u);

  Work correction;
  v1::Retract* retract = correction.operations.emplace_back().mutable_retract();
  retract->mutable_fact()->set_link(saved.link.str());
  retract->set_reason("salah keluarga");
  ASSERT_TRUE(device_->Save(correction).ok());
  EXPECT_TRUE(Must(device_->LinesOf(kHousehold)).at(0).facts.empty());
}

TEST(Enrolment, ACertificateOfAnotherDistrictIsRefusedAndLeavesNoHome) {
  Phone phone;
  District district;
  EnrolOrder order = district.Order();
  order.district = SigningKey::Make(phone.random).public_key();
  EXPECT_EQ(Device::Enrol(phone.host, order, district).status().code(), Code::kDenied);
  EXPECT_TRUE(Must(ListHomes(phone.host)).empty());
}

TEST(Enrolment, AWeakPinDoesNotSpendTheCode) {
  Phone phone;
  District district;
  EnrolOrder order = district.Order();
  order.pin = "1234";
  EXPECT_EQ(Device::Enrol(phone.host, order, district).status().code(), Code::kInvalid);
  EXPECT_TRUE(district.calls.empty());
}

TEST(Enrolment, TwoOfficersShareAPhoneAndNotTheirData) {
  Phone phone;
  District east(1);
  District west(2);
  auto first = Must(Device::Enrol(phone.host, east.Order(), east));
  EnrolOrder order = west.Order();
  order.pin = "998877";
  auto second = Must(Device::Enrol(phone.host, order, west));
  EXPECT_EQ(Must(ListHomes(phone.host)).size(), 2u);
  std::string home = second->home();
  second.reset();
  EXPECT_EQ(Device::Unlock(phone.host, home, kPin).status().code(), Code::kDenied);
  EXPECT_TRUE(Device::Unlock(phone.host, home, "998877").ok());
}

}  // namespace
}  // namespace tilik::client
