// The real `tilik`, run as an officer's script runs it, on a home that a district has filled.
#include <sys/wait.h>

#include <cstdlib>

#include "client/core/capture_words.h"
#include "client/native/device_secret_file.h"
#include "client/native/posix_files.h"
#include "client/native/system_clock.h"
#include "gmock/gmock.h"
#include "tests/unit/client/district.h"

namespace tilik::native {
namespace {

using client::District;
using client::FieldNamed;
using client::Must;
using client::NumberedRecord;
using client::Refer;
using client::RowOf;
using client::Seen;
using client::Typed;
using testing::HasSubstr;
using testing::Not;

constexpr int kDone = 0, kUsage = 2, kRefused = 3, kNoConnection = 4, kLocked = 5;

struct Ran {
  int exit = -1;
  std::string out;
  std::string err;
};

class Program : public testing::Test {
 protected:
  Program() {
    const RecordId house = NumberedRecord(1), family = NumberedRecord(2);
    district_.Send(client::kOelbubuk, RowOf(house, v1::RECORD_KIND_HOUSEHOLD, 3,
                                            {{field::kIdbdt, Typed("530201200100017")},
                                             {field::kHeadName, Typed("Yosef Nahak")},
                                             {FieldNamed("lantai"), Seen(9)},
                                             {FieldNamed("sumber_penerangan"), Seen(3)}}));
    district_.Send(client::kOelbubuk,
                   RowOf(family, v1::RECORD_KIND_FAMILY, 1, {{field::kHousehold, Refer(house)}}));
    SendPerson(3, family, "Yosef Nahak", "5302010107750001", 1);
    SendPerson(4, family, "Maria Bere", "5302014208800002", 2);
    SendPerson(5, family, "Anton Nahak", "", 3);
    district_.Send(client::kOelbubuk, RowOf(NumberedRecord(6), v1::RECORD_KIND_HOUSEHOLD, 1,
                                            {{field::kIdbdt, Typed("530201200100018")},
                                             {field::kHeadName, Typed("Petrus Taek")}}));
    v1::Programme rastra;
    rastra.set_code("rastra");
    rastra.set_name("Rastra");
    rastra.mutable_item()->set_code("beras");
    rastra.mutable_item()->set_unit("kg");
    district_.SendProgramme(rastra);
    int line = 100;
    for (const int recipient : {1, 6}) {
      for (const char* period : {"2018-01", "2018-02"}) {
        v1::EntitlementLine entitled;
        entitled.set_line(NumberedRecord(++line).str());
        entitled.set_programme("rastra");
        entitled.set_period(period);
        entitled.set_recipient(NumberedRecord(recipient).str());
        entitled.set_village(client::kOelbubuk);
        entitled.set_quantity(10'000);
        district_.SendLine(entitled);
      }
    }
    auto device = client::Device::Enrol(host_, district_.Order(), district_);
    EXPECT_TRUE(device.ok()) << device.status().message();
    if (device.ok()) Must((*device)->Sync(district_, {}));
  }
  ~Program() override { std::filesystem::remove_all(folder_); }

  Ran Tilik(const std::string& arguments, const std::string& pin = client::kPin) {
    const std::string out = (folder_ / "out").string(), err = (folder_ / "err").string();
    const std::string line = "TILIK_PIN=" + pin + " " TILIK_PROGRAM " --home " + home_ + " " +
                             arguments + " >" + out + " 2>" + err + " </dev/null";
    const int status = std::system(line.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, Text(out), Text(err)};
  }
  Ran TilikWith(const std::string& arguments, const std::string& form) {
    std::ofstream(folder_ / "form.json") << form;
    return Tilik(arguments + " " + (folder_ / "form.json").string());
  }
  void Sync() {
    auto device =
        client::Device::Unlock(host_, Must(client::ListHomes(host_))[0].name, client::kPin);
    ASSERT_TRUE(device.ok()) << device.status().message();
    Must((*device)->Sync(district_, {}));
  }
  // What the first set that arrived says about the household.
  v1::ChangeFields ChangeOfHousehold() {
    const v1::ChangeSet set = Must(OpenBody(district_.arrived.at(1).body));
    for (const v1::Operation& operation : set.operations()) {
      if (operation.change_fields().record() == NumberedRecord(1).raw()) {
        return operation.change_fields();
      }
    }
    return {};
  }
  static std::string Example(const std::string& name) {
    return std::string(TILIK_EXAMPLES "/") + name;
  }
  static std::string Text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path folder_ = client::Phone::MakeFolder();
  std::string home_ = (folder_ / "home").string();
  District district_;
  SystemClock clock_;
  SodiumRandom random_;
  PosixFiles files_{home_};
  DeviceSecretFile secret_{home_, random_};
  client::Host host_{files_, secret_, clock_, random_, Codebooks::BuiltIn(), home_, ""};

 private:
  void SendPerson(int number, const RecordId& family, const char* name, const char* nik,
                  std::uint32_t relation) {
    Answers values = {{field::kFamily, Refer(family)},
                      {field::kName, Typed(name)},
                      {field::kRelationToHead, Seen(relation)}};
    if (*nik != '\0') values[field::kNik] = Typed(nik);
    district_.Send(client::kOelbubuk,
                   RowOf(NumberedRecord(number), v1::RECORD_KIND_PERSON, 2, values));
  }
};

TEST_F(Program, ADayWithoutSignal) {
  const Ran found = Tilik("find 'maria ber'");
  EXPECT_EQ(found.exit, kDone) << found.err;
  EXPECT_THAT(found.out, HasSubstr("Maria Bere"));

  const Ran visit = Tilik("visit " + Example("visit.json"));
  EXPECT_EQ(visit.exit, kDone) << visit.err;
  EXPECT_THAT(visit.out, HasSubstr("Tersimpan di perangkat ini, nomor 1"));

  const Ran shown = Tilik("show 530201200100017");
  EXPECT_THAT(shown.out, HasSubstr("Yuliana Nahak")) << "what was saved is shown";
  EXPECT_THAT(shown.out, HasSubstr("tersimpan di sini"));

  const Ran handed = Tilik("--json handover " + Example("handover.json"));
  EXPECT_EQ(handed.exit, kDone) << handed.out;
  EXPECT_THAT(handed.out, HasSubstr(R"("seq": "3")")) << "two recipients, two change sets";

  const Ran log = Tilik("log");
  EXPECT_THAT(log.out, HasSubstr("kunjungan: selesai"));
  EXPECT_THAT(log.out, HasSubstr("penyerahan: disaksikan"));
  EXPECT_THAT(log.out, HasSubstr("tidak tersalur: tidak hadir"));
  EXPECT_THAT(Tilik("status").out, HasSubstr("3 menunggu kirim"));
}

TEST_F(Program, ARefusedFormSavesNothingAndNamesTheQuestion) {
  const Ran refused = TilikWith("visit", R"({"household": "530201200100017", "outcome": "selesai",
      "respondent": {"person": "Maria Bere"}, "documents": {"KTP": "ditunjukkan", "KK": "hilang"},
      "answers": {"lantai": "emas"}})");
  EXPECT_EQ(refused.exit, kRefused);
  EXPECT_THAT(refused.err, HasSubstr("answers.lantai"));
  EXPECT_THAT(refused.err, HasSubstr("documents.KK"));
  EXPECT_THAT(refused.err, HasSubstr("Tidak ada yang disimpan"));
  EXPECT_THAT(Tilik("status").out, HasSubstr("0 menunggu kirim"));
}

TEST_F(Program, TextThatIsNoFormIsRefused) {
  EXPECT_EQ(TilikWith("visit", "{\"outcom\": \"selesai\"}").exit, kRefused);
  EXPECT_EQ(TilikWith("visit", "selesai").exit, kRefused);
  EXPECT_EQ(Tilik("visit /no/such/file.json").exit, kRefused);
  EXPECT_EQ(TilikWith("visit", R"({"household": "siapa", "outcome": "pindah"})").exit, kRefused);
}

TEST_F(Program, UsageIsToldApart) {
  EXPECT_EQ(Tilik("").exit, kDone) << "says who is on this device";
  EXPECT_EQ(Tilik("dance").exit, kUsage);
  EXPECT_EQ(Tilik("visit").exit, kUsage);
  EXPECT_EQ(Tilik("--help").exit, kDone);
}

TEST_F(Program, AWrongPinAndASecondProcessAreLockedOut) {
  EXPECT_EQ(Tilik("status", "999999").exit, kLocked);
  EXPECT_EQ(Tilik("status", "''").exit, kLocked) << "and nobody there to ask";

  const auto open =
      client::Device::Unlock(host_, Must(client::ListHomes(host_))[0].name, client::kPin);
  ASSERT_TRUE(open.ok()) << open.status().message();
  const Ran second = Tilik("status");
  EXPECT_EQ(second.exit, kLocked);
  EXPECT_THAT(second.err, HasSubstr("Terkunci: sedang dibuka oleh program lain"));
}

TEST_F(Program, WithoutConnectionTheWorkIsKept) {
  ASSERT_EQ(Tilik("visit " + Example("visit-tidak-ditemukan.json")).exit, kDone);
  const Ran sync = Tilik("--json sync");
  EXPECT_EQ(sync.exit, kNoConnection);
  EXPECT_THAT(sync.out, HasSubstr(R"("exit_code": 4)"));
  EXPECT_THAT(sync.out, HasSubstr("tetap tersimpan"));
  EXPECT_THAT(Tilik("status").out, HasSubstr("1 menunggu kirim"));
}

TEST_F(Program, WhatIsSavedReachesTheDistrictAsTheOfficerMeantIt) {
  ASSERT_EQ(Tilik("visit " + Example("visit.json")).exit, kDone);
  Sync();
  const v1::ChangeFields change = ChangeOfHousehold();
  EXPECT_EQ(change.base_revision(), 3u);
  const Answers answers = Must(ReadColumns(change.values()));
  EXPECT_EQ(std::get<Coded>(answers.at(FieldNamed("lantai")).value).code, 6u);
  EXPECT_THAT(Tilik("log").out, HasSubstr("diterima"));
}

TEST_F(Program, ADraftKeepsTheRevisionThatWasOnTheScreen) {
  ASSERT_EQ(Tilik("visit --begin 530201200100017").exit, kDone);
  district_.Send(client::kOelbubuk, RowOf(NumberedRecord(1), v1::RECORD_KIND_HOUSEHOLD, 4,
                                          {{field::kIdbdt, Typed("530201200100017")},
                                           {FieldNamed("lantai"), Seen(6)}}));
  Sync();
  const Ran saved = Tilik("visit --draft 1 " + Example("visit.json"));
  ASSERT_EQ(saved.exit, kDone) << saved.err;
  Sync();
  EXPECT_EQ(ChangeOfHousehold().base_revision(), 3u) << "not the 4 a sync fetched since";
}

TEST_F(Program, AMistakeIsWithdrawnWithAReason) {
  ASSERT_EQ(Tilik("handover " + Example("handover.json")).exit, kDone);
  EXPECT_EQ(Tilik("handover --withdraw 1").exit, kRefused) << "without a reason";
  EXPECT_EQ(Tilik("handover --withdraw 99 --reason salah").exit, kRefused);
  ASSERT_EQ(Tilik("handover --withdraw 1 --reason 'salah keluarga'").exit, kDone);
  EXPECT_THAT(Tilik("log").out, HasSubstr("pembatalan: salah keluarga"));
  EXPECT_THAT(Tilik("show 530201200100017").out, HasSubstr("diserahkan di sini 0 kg"));
}

TEST_F(Program, ANewHouseholdIsFoundAnHourLater) {
  const Ran saved = Tilik("visit " + Example("visit-usulan-baru.json"));
  ASSERT_EQ(saved.exit, kDone) << saved.err;
  EXPECT_THAT(Tilik("find 'martha sesf'").out, HasSubstr("Martha Sesfaot"));
}

TEST_F(Program, APhotoIsTakenAndOtherFilesAreNot) {
  std::ofstream(folder_ / "rumah.jpg")
      << std::string("\xFF\xD8\xFF\xE0\0\6JFIF\xFF\xDA\0\6scan", 18) << "image\xFF\xD9";
  const std::string file = (folder_ / "rumah.jpg").string();
  const Ran taken = Tilik("--json photo " + file + " --kind rumah --record 530201200100017");
  EXPECT_EQ(taken.exit, kDone) << taken.out;
  EXPECT_THAT(taken.out, HasSubstr(R"("photos": 1)"));
  EXPECT_EQ(Tilik("photo " + file + " --kind selfie --record 530201200100017").exit, kRefused);
  EXPECT_EQ(Tilik("photo " TILIK_PROGRAM " --kind rumah --record 530201200100017").exit, kRefused);
}

TEST_F(Program, EnglishIsAFlagAway) {
  EXPECT_THAT(Tilik("--lang en status").out, HasSubstr("waiting to be sent"));
  EXPECT_THAT(Tilik("status").out, Not(HasSubstr("waiting to be sent")));
}

TEST_F(Program, AClockTenYearsOffStillSaves) {
  const Ran saved =
      Tilik("--clock-offset-s 315360000 visit " + Example("visit-tidak-ditemukan.json"));
  EXPECT_EQ(saved.exit, kDone) << saved.err;
}

TEST(WithoutAHome, EveryCommandSaysWhatToDo) {
  const int status = std::system("TILIK_PIN=241186 " TILIK_PROGRAM
                                 " --home /tmp/tilik-nobody status >/dev/null 2>&1");
  EXPECT_EQ(WEXITSTATUS(status), kUsage);
}

}  // namespace
}  // namespace tilik::native
