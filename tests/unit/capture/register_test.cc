// PPKS and PSKS, groups, houses, proxies and accounts: from forms to facts.
#include <google/protobuf/util/json_util.h>

#include "client/core/capture_account.h"
#include "client/core/capture_follow_up.h"
#include "client/core/capture_recipient.h"
#include "client/core/capture_register.h"
#include "gmock/gmock.h"
#include "tests/unit/capture/scene.h"

namespace tilik::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Told : public Scene {
 protected:
  template <typename Form>
  std::vector<Captured> Capture(std::vector<Captured> (*capture)(const Form&, const CaptureContext&,
                                                                 Findings&),
                                const std::string& json) {
    return capture(Read<Form>(json), Context(), findings);
  }
  std::vector<Captured> Ppks(const std::string& json) {
    return CaptureRegister(v1::REGISTER_PPKS, Read<v1::RegisterForm>(json), Context(), findings);
  }
  std::vector<Captured> Psks(const std::string& json) {
    return CaptureRegister(v1::REGISTER_PSKS, Read<v1::RegisterForm>(json), Context(), findings);
  }
  // A group, an institution or a house that the phone knows by name.
  RecordId Known(v1::RecordKind kind, const std::string& name, std::uint8_t id) {
    Show(Id(id), kind, {{field::kNameElsewhere, {name, How::kUnspecified}}});
    phone.by_text[name] = {kind, Id(id)};
    return Id(id);
  }

 private:
  template <typename Form>
  Form Read(const std::string& json) {
    findings = Findings();
    Form form;
    const auto status = google::protobuf::util::JsonStringToMessage(json, &form);
    EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << json;
    return form;
  }
};

TEST_F(Told, OneFormIsOnePlaceInARegister) {
  const auto sets = Ppks(R"({"record": "5302014208800002", "type": "perempuan rawan sosial ekonomi",
      "entry": {"day": "2026-02-03", "criteria": ["pencari nafkah utama", "3"],
                "need": "modal usaha", "words": "suami merantau"},
      "services": [{"day": "2026-03-01", "kind": "pelatihan", "by": "Dinas Sosial"}],
      "exit": {"day": "2026-11-01", "reason": "mandiri"}})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  ASSERT_THAT(sets[0].operations, SizeIs(3));
  const v1::EnterRegister& enter = sets[0].operations[0].enter_register();
  EXPECT_EQ(enter.record(), maria.str());
  EXPECT_EQ(enter.list(), 70u);
  EXPECT_EQ(enter.type(), 23u);
  EXPECT_EQ(enter.day(), 20260203u);
  EXPECT_THAT(enter.criteria(), ElementsAre(2, 3));
  EXPECT_EQ(enter.need(), "modal usaha");
  EXPECT_EQ(sets[0].operations[1].service_received().by(), "Dinas Sosial");
  EXPECT_EQ(sets[0].operations[2].leave_register().reason(), v1::EXIT_REASON_MANDIRI);
  EXPECT_THAT(findings.list(), IsEmpty());
}

TEST_F(Told, NamesTheQuestionThatIsWrong) {
  EXPECT_THAT(Ppks(R"({"record": "5302014208800002", "type": "lansia", "entry": {}})"), IsEmpty());
  EXPECT_THAT(Said("type"), HasSubstr("lanjut usia terlantar, penyandang disabilitas"));
  Ppks(R"({"record": "5302014208800002", "type": "8"})");
  EXPECT_THAT(Said("entry"), HasSubstr("formulir ini kosong"));
  Ppks(R"({"record": "Maria", "type": "8", "entry": {}})");
  EXPECT_THAT(Said("record"), HasSubstr("tilik find"));
  Ppks(R"({"record": "5302014208800002", "type": "8",
           "entry": {"day": "2027-01-01", "criteria": ["miskin"]},
           "services": [{}], "exit": {"reason": "lainnya"}})");
  EXPECT_THAT(Said("entry.day"), HasSubstr("belum terjadi"));
  EXPECT_THAT(Said("entry.criteria[0]"), HasSubstr("Terlantar secara psikis dan sosial"));
  EXPECT_TRUE(IsRefusedAt("services[0].kind"));
  EXPECT_THAT(Said("exit.note"), HasSubstr("sebut alasannya"));
  Ppks(R"({"record": "5302014208800002", "type": "gelandangan",
           "entry": {"day": "2026-05-01"}, "exit": {"day": "2026-04-01", "reason": "pindah"}})");
  EXPECT_THAT(Said("exit.day"), HasSubstr("keluar sebelum masuk"));
}

TEST_F(Told, ATypeIsCountedInItsUnits) {
  EXPECT_THAT(Ppks(R"({"record": "5302014208800002", "type": "fakir miskin", "entry": {}})"),
              IsEmpty());
  EXPECT_THAT(Said("record"), HasSubstr("dihitung per keluarga, yang disebut anggota"));
  EXPECT_THAT(Ppks(R"({"record": "5302011203100004", "type": "fakir miskin", "entry": {}})"),
              SizeIs(1))
      << AllSaid();
}

TEST_F(Told, AnAgeOutsideTheTypeWarns) {
  EXPECT_THAT(Ppks(R"({"record": "5302014208800002", "type": "lanjut usia terlantar",
                       "entry": {"criteria": ["kebutuhan dasar"]}})"),
              SizeIs(1));
  EXPECT_THAT(Said("type"), HasSubstr("60 ke atas tahun, menurut tanggal lahirnya 46"));
  EXPECT_EQ(AgeOn(20260801, scene.screen.records.at(maria).values), 45u);
  EXPECT_EQ(AgeOn(20260802, scene.screen.records.at(maria).values), 46u);
}

TEST_F(Told, AHomelessPersonIsWrittenDownWithTheEntry) {
  const auto sets =
      Ppks(R"({"new_recipient": {"answers": {"nama": "Petrus", "jnskel": "laki-laki"}},
      "type": "gelandangan", "entry": {"criteria": ["tanpa KTP"]}})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  const v1::CreateRecord& create = sets[0].operations[0].create_record();
  EXPECT_EQ(create.kind(), v1::RECORD_KIND_PERSON);
  EXPECT_EQ(create.village(), kFatumnasi) << "the only village assigned";
  EXPECT_EQ(sets[0].operations[1].enter_register().record(), create.record());
  EXPECT_THAT(Ppks(R"({"new_recipient": {"kind": "keluarga"}, "type": "gelandangan",
                       "entry": {}})"),
              IsEmpty());
  EXPECT_THAT(Said("new_recipient.kind"), HasSubstr("dicatat dengan visit"));
}

TEST_F(Told, TheDirectoryOfHelpersHasItsOwnTypes) {
  const auto sets = Psks(R"({"new_recipient": {"name": "LKSA Kasih", "address": "Dusun I",
      "sort": "LKSA"}, "type": "lks", "entry": {}})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  const v1::CreateRecord& create = sets[0].operations[0].create_record();
  EXPECT_EQ(create.kind(), v1::RECORD_KIND_INSTITUTION);
  const Answers made = *ReadColumns(create.values());
  EXPECT_EQ(std::get<std::string>(made.at(field::kNameElsewhere).value), "LKSA Kasih");
  EXPECT_EQ(std::get<std::string>(made.at(field::kSortElsewhere).value), "LKSA");
  EXPECT_EQ(sets[0].operations[1].enter_register().list(), 71u);
  EXPECT_THAT(Psks(R"({"record": "5302014208800002", "type": "pengemis", "entry": {}})"),
              IsEmpty());
}

TEST_F(Told, AGroupIsGradedWithAllItsMembersOrNone) {
  Known(v1::RECORD_KIND_GROUP, "KUBE Sehati", 30);
  const auto sets = Capture(CaptureGroup, R"({"group": "KUBE Sehati", "day": "2026-10-01",
      "grade": "berhasil", "funding": "APBN 2026", "members": [
        {"person": "5302014208800002", "role": "ketua"}, {"name": "Petrus Taek"}]})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  const v1::FollowUp& follow_up = sets[0].operations[0].follow_up();
  EXPECT_EQ(follow_up.grade(), v1::GROUP_GRADE_B);
  ASSERT_EQ(follow_up.members_size(), 2);
  EXPECT_EQ(follow_up.members(0).person(), maria.str());
  EXPECT_THAT(Capture(CaptureGroup, R"({"group": "KUBE Sehati", "members": [
                        {"name": "Petrus Taek"}, {"name": "petrus taek"}, {}]})"),
              IsEmpty());
  EXPECT_THAT(Said("members[1]"), HasSubstr("dua kali"));
  EXPECT_THAT(Said("members[2]"), HasSubstr("siapa anggotanya"));
  EXPECT_THAT(Capture(CaptureGroup, R"({"group": "KUBE Sehati"})"), IsEmpty());
  EXPECT_THAT(Said("grade"), HasSubstr("apa yang dilihat"));
}

TEST_F(Told, AStageOfAHouseIsShownByItsPhoto) {
  EXPECT_THAT(Capture(CaptureHouse, R"({"new_recipient": {"name": "Rumah Maria Bere"},
                                        "stage": "50 %"})"),
              IsEmpty());
  EXPECT_THAT(Said("photos"), HasSubstr("sedikitnya satu foto"));
  const auto sets = Capture(CaptureHouse, R"({"new_recipient": {"name": "Rumah Maria Bere",
      "household": "530201200100017"}, "stage": "sebelum",
      "photos": [{"file": "rumah.jpg", "kind": "rumah"}]})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  const v1::CreateRecord& create = sets[0].operations[0].create_record();
  EXPECT_EQ(create.kind(), v1::RECORD_KIND_HOUSE);
  EXPECT_EQ(std::get<RecordId>(ReadColumns(create.values())->at(field::kResidents).value),
            household);
  EXPECT_EQ(sets[0].operations[1].follow_up().stage(), v1::HOUSE_STAGE_BEFORE);
  ASSERT_THAT(sets[0].photos, SizeIs(1));
  EXPECT_EQ(sets[0].photos[0].shows, 1u) << "the follow-up, not the house";
}

TEST_F(Told, AProxyHasALetterAndItsDays) {
  const auto sets = Capture(CaptureProxy, R"({"record": "5302014208800002",
      "proxy": "5302010107750001", "relation": "suami", "letter": "12/2026",
      "letter_date": "2026-01-05", "until": "2026-12-31", "programme": "Sembako"})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  const v1::StandingProxy& proxy = sets[0].operations[0].standing_proxy();
  EXPECT_EQ(proxy.proxy(), yosef.str());
  EXPECT_EQ(proxy.valid_from(), 20260105u) << "from its date on";
  EXPECT_EQ(proxy.valid_until(), 20261231u);
  EXPECT_EQ(proxy.programme(), "sembako");
  Capture(CaptureProxy, R"({"record": "5302014208800002", "proxy": "5302014208800002",
      "letter_date": "2026-01-05", "until": "2025-12-31"})");
  EXPECT_THAT(Said("proxy"), HasSubstr("dirinya sendiri"));
  EXPECT_TRUE(IsRefusedAt("letter"));
  EXPECT_TRUE(IsRefusedAt("relation"));
  EXPECT_THAT(Said("until"), HasSubstr("sebelum berlaku"));
}

TEST_F(Told, AnAccountTellsItsTroubleAndWhoHoldsTheCard) {
  EXPECT_THAT(Capture(CaptureAccount, R"({"record": "5302014208800002", "provider": "BRI",
                                          "state": "gagal dibuka"})"),
              IsEmpty());
  EXPECT_THAT(Said("reason"), HasSubstr("mengapa"));
  const auto sets = Capture(CaptureAccount, R"({"record": "5302014208800002", "provider": "BRI",
      "holder": "agen", "day": "2026-11-01"})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  EXPECT_EQ(sets[0].operations[0].account_note().holder(), v1::CARD_HOLDER_AGEN);
  EXPECT_EQ(sets[0].operations[0].account_note().state(), v1::ACCOUNT_STATE_UNSPECIFIED);
  EXPECT_THAT(Said("holder_name"), HasSubstr("siapa nama"));
  Capture(CaptureAccount, R"({"record": "5302014208800002"})");
  EXPECT_TRUE(IsRefusedAt("provider"));
  EXPECT_TRUE(IsRefusedAt("state"));
}

TEST_F(Told, WhatIsKnownOfAPlaceIsMendedFieldByField) {
  const RecordId camp = Known(v1::RECORD_KIND_LOCATION, "Posko Oelnunuh", 40);
  const auto sets = Capture(CaptureRecipient, R"({"record": "Posko Oelnunuh",
      "change": {"address": "SD Inpres", "sort": "posko pengungsian"}})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  const Answers changed = ChangesOf(sets[0], camp);
  EXPECT_THAT(changed, SizeIs(2)) << "the name is not touched";
  EXPECT_EQ(std::get<std::string>(changed.at(field::kAddressElsewhere).value), "SD Inpres");
  EXPECT_THAT(Capture(CaptureRecipient, R"({"record": "Posko Oelnunuh"})"), IsEmpty());
  EXPECT_THAT(Said("change"), HasSubstr("apa yang berubah"));
}

TEST_F(Told, WithdrawalReachesThem) {
  const auto sets = Ppks(R"({"record": "5302014208800002", "type": "pemulung", "entry": {}})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  findings = Findings();
  const Captured taken_back =
      CaptureWithdrawal(Link(), sets[0].operations, std::nullopt, "salah orang", findings);
  EXPECT_THAT(taken_back.operations, SizeIs(1));
}

}  // namespace
}  // namespace tilik::client
