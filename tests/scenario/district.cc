#include "tests/scenario/district.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <thread>

namespace tilik::scenario {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kGlance{5};
constexpr char kPassphrase[] = "empat kata yang mudah diingat";

std::filesystem::path NewFolder() {
  std::string path = (std::filesystem::temp_directory_path() / "tilik-scenario-XXXXXX").string();
  EXPECT_NE(::mkdtemp(path.data()), nullptr);
  return path;
}

// Members in an order of their own, nothing that tells one run from another.
void KeepEssence(v1::RegistryRecordView* record) {
  record->clear_record();
  record->clear_history();
  record->clear_signals();  // how fast the story was played
  for (v1::FieldView& field : *record->mutable_fields()) {
    field.mutable_now()->clear_who();
    field.mutable_now()->clear_observed_ms();
    // The id of a family or household: which one stands in the tree itself.
    if (field.name() == "keluarga" || field.name() == "rumah_tangga") field.clear_now();
  }
  for (v1::VisitView& visit : *record->mutable_visits()) visit.clear_observed_ms();
  for (v1::LineView& line : *record->mutable_lines()) line.clear_line();
  for (v1::RegistryRecordView& member : *record->mutable_members()) KeepEssence(&member);
  std::sort(record->mutable_members()->begin(), record->mutable_members()->end(),
            [](const auto& a, const auto& b) { return a.label() < b.label(); });
}

}  // namespace

District::District(const std::vector<ListedHousehold>& listed) : folder_(NewFolder()) {
  const Ending founded = Server({"init", "--district", "53.02"});
  EXPECT_EQ(founded.exit_code, 0) << founded.err;
  if (!listed.empty()) Import(listed);
  Open();
}

District::~District() {
  serving_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void District::Open() {
  const std::filesystem::path port_file = FileCalled("port");
  std::filesystem::remove(port_file);
  Command command;
  command.arguments = {TILIK_SERVER_PROGRAM, "serve",           "--data",
                       data().string(),      "--port",          "0",
                       "--port-file",        port_file.string()};
  if (!second_log_.empty())
    command.arguments.insert(command.arguments.end(), {"--second-log", second_log_.string()});
  command.arguments.insert(command.arguments.end(), serve_with_.begin(), serve_with_.end());
  command.environment = {{"TILIK_RECOVERY_PASSPHRASE", kPassphrase}};
  serving_ = std::make_unique<Process>(command);
  const auto until = steady_clock::now() + Process::kPatience;
  while (!std::filesystem::exists(port_file) && serving_->IsRunning() &&
         steady_clock::now() < until) {
    std::this_thread::sleep_for(kGlance);
  }
  if (!(std::ifstream(port_file) >> port_)) {
    ADD_FAILURE() << "the server does not listen: " << serving_->KillNow().err;
  }
  server_address_ = "http://127.0.0.1:" + std::to_string(port_);
  line_.LeadTo(port_);
}

void District::Close() {
  const Ending ending = serving_->Stop();
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
}

void District::Crash() { serving_->KillNow(); }

Command District::CommandFor(const std::vector<std::string>& words) const {
  Command command;
  command.arguments = {TILIK_SERVER_PROGRAM};
  command.environment = {{"TILIK_RECOVERY_PASSPHRASE", kPassphrase}};
  command.arguments.insert(command.arguments.end(), words.begin(), words.end());
  command.arguments.insert(command.arguments.end(), {"--data", data().string()});
  if (!second_log_.empty())
    command.arguments.insert(command.arguments.end(), {"--second-log", second_log_.string()});
  return command;
}

Ending District::Server(const std::vector<std::string>& words) { return Run(CommandFor(words)); }

void District::KeepSecondLog() {
  Close();
  second_log_ = FileCalled("second-disk");
  Open();
}

void District::BackUp(const std::string& name) {
  const Ending ending = Server({"backup", "--to", FileCalled(name).string()});
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
}

v1::RestoreReport District::RestoreFrom(const std::string& name,
                                        const std::vector<std::string>& words) {
  std::filesystem::remove_all(data());
  std::vector<std::string> all = {"restore", "--from", FileCalled(name).string()};
  all.insert(all.end(), words.begin(), words.end());
  v1::RestoreReport report;
  Answer(all, &report);
  Open();
  return report;
}

v1::MissingReport District::Missing() {
  v1::MissingReport report;
  Answer({"missing"}, &report);
  return report;
}

std::vector<v1::DeviceLine> District::Devices() {
  v1::DeviceList list;
  Answer({"device", "list"}, &list);
  return {list.devices().begin(), list.devices().end()};
}

v1::DeviceLine District::DeviceOf(const std::string& officer) {
  v1::DeviceLine found;
  int devices = 0;
  for (const v1::DeviceLine& device : Devices()) {
    if (device.officer() != officer) continue;
    found = device;
    ++devices;
  }
  EXPECT_EQ(devices, 1) << officer;
  return found;
}

void District::Order(const std::string& officer, const std::vector<std::string>& words) {
  std::vector<std::string> all = {"device"};
  all.insert(all.end(), words.begin(), words.end());
  all.insert(all.end(), {"--enrolment", DeviceOf(officer).enrolment()});
  const Ending ending = Server(all);
  EXPECT_EQ(ending.exit_code, 0) << words.front() << ": " << ending.err;
}

void District::Answer(const std::vector<std::string>& words, google::protobuf::Message* view,
                      int exit_code) {
  std::vector<std::string> with_json = words;
  with_json.emplace_back("--json");
  const Ending ending = Server(with_json);
  EXPECT_EQ(ending.exit_code, exit_code)
      << "tilik-server " << words.front() << ": " << ending.err << ending.out;
  if (ending.exit_code != exit_code) return;
  const auto parsed = google::protobuf::util::JsonStringToMessage(ending.out, view);
  EXPECT_TRUE(parsed.ok()) << parsed.message() << "\n" << ending.out;
}

std::filesystem::path District::Written(const std::string& name, const std::string& text) const {
  std::ofstream(FileCalled(name), std::ios::binary) << text;
  return FileCalled(name);
}

v1::RegistryImportReport District::Import(const std::vector<ListedHousehold>& households,
                                          std::uint32_t as_of) {
  return ImportFiles(Written("rumah_tangga.csv", HouseholdsFile(households)),
                     Written("anggota.csv", PersonsFile(households)), as_of);
}

v1::RegistryImportReport District::ImportFiles(const std::filesystem::path& households,
                                               const std::filesystem::path& persons,
                                               std::uint32_t as_of) {
  v1::RegistryImportReport report;
  Answer({"import", "registry", "--households", households.string(), "--persons", persons.string(),
          "--as-of", std::to_string(as_of)},
         &report);
  return report;
}

v1::DanomImportReport District::ImportDanom(const std::string& rows, std::uint32_t as_of) {
  const std::string header = "programme,period,IDBDT,quantity,unit,external_key\n";
  return ImportDanomFile(Written("danom.csv", header + rows), as_of);
}

v1::DanomImportReport District::ImportDanomFile(const std::filesystem::path& danom,
                                                std::uint32_t as_of) {
  v1::DanomImportReport report;
  Answer(
      {"import", "danom", "--confirm", "--file", danom.string(), "--as-of", std::to_string(as_of)},
      &report);
  return report;
}

std::vector<std::string> District::CivilWords(const std::string& rows, std::uint32_t as_of) const {
  const std::string header = "NIK,hasil,alasan,tgl_cek,nama_dukcapil\n";
  return {"import",  "civil",
          "--file",  Written("dukcapil.csv", header + rows).string(),
          "--as-of", std::to_string(as_of)};
}

v1::CivilImportReport District::ImportCivil(const std::string& rows, std::uint32_t as_of) {
  v1::CivilImportReport report;
  Answer(CivilWords(rows, as_of), &report);
  return report;
}

v1::CivilImportReport District::PreviewCivil(const std::string& rows, std::uint32_t as_of) {
  std::vector<std::string> words = CivilWords(rows, as_of);
  words.emplace_back("--preview");
  v1::CivilImportReport report;
  Answer(words, &report);
  return report;
}

v1::DanomImportReport District::Danom(const std::string& rows, const std::string& fixes,
                                      bool confirm) {
  const std::string header =
      "programme,period,IDBDT,NoKK,NIK,name,village,quantity,unit,external_key\n";
  std::vector<std::string> words = {"import",  "danom",
                                    "--file",  Written("danom.csv", header + rows).string(),
                                    "--as-of", "20260105"};
  if (confirm) words.emplace_back("--confirm");
  if (!fixes.empty()) {
    words.emplace_back("--fixes");
    words.push_back(Written("fixes.csv", "line,decision,value\n" + fixes).string());
  }
  v1::DanomImportReport report;
  Answer(words, &report);
  return report;
}

v1::DanomImportReport District::PreviewDanom(const std::string& rows, const std::string& fixes) {
  return Danom(rows, fixes, false);
}

v1::DanomImportReport District::ImportDanomWith(const std::string& rows, const std::string& fixes) {
  return Danom(rows, fixes, true);
}

v1::EnrolInvitation District::Invite(const std::string& officer, const std::string& villages) {
  v1::EnrolInvitation invitation;
  Answer({"enrol-code", "--officer", officer, "--villages", villages}, &invitation);
  return invitation;
}

Phone& District::Enrol(const std::string& officer, const std::string& villages) {
  Phone& phone = EnrolOnly(officer, villages);
  phone.Sync();
  return phone;
}

Phone& District::EnrolOnly(const std::string& officer, const std::string& villages) {
  Phone& phone =
      phones_.emplace_back(FileCalled("phone-" + std::to_string(phones_.size())) / "home");
  phone.Enrol(line_.Address(), Invite(officer, villages));
  return phone;
}

void District::MakeRecoveryMaster() {
  const Ending made = Server({"recovery", "init"});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  serve_with_.insert(serve_with_.end(), {"--recovery", data().string() + ".recovery"});
}

Ending District::AskForUnlockCode(const std::string& request) {
  return Server({"unlock-code", "--request", request, "--account", "supervisor", "--reason",
                 "menelepon sendiri, lupa PIN", "--json"});
}

v1::UnlockCode District::UnlockCodeFor(const std::string& request) {
  v1::UnlockCode code;
  const Ending ending = AskForUnlockCode(request);
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  if (ending.exit_code != 0) return code;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(ending.out, &code).ok()) << ending.out;
  return code;
}

v1::BundleArrivalReport District::ImportBundles(const std::vector<std::string>& words,
                                                int exit_code) {
  std::vector<std::string> all = {"bundle", "import"};
  all.insert(all.end(), words.begin(), words.end());
  v1::BundleArrivalReport report;
  Answer(all, &report, exit_code);
  return report;
}

v1::WrittenReply District::ReplyTo(Phone& phone, const std::vector<std::string>& more) {
  std::vector<std::string> all = {"bundle",      "reply",
                                  "--enrolment", phone.Status().enrolment(),
                                  "--to",        FileCalled("balasan").string()};
  all.insert(all.end(), more.begin(), more.end());
  v1::BundleReplyReport report;
  Answer(all, &report);
  EXPECT_EQ(report.replies_size(), 1);
  return report.replies_size() == 1 ? report.replies(0) : v1::WrittenReply();
}

v1::RegistryRecordView District::Show(const std::string& what) {
  v1::RegistryRecordView view;
  Answer({"show", what}, &view);
  return view;
}

v1::RegistryRecordView District::ShowWithHistory(const std::string& what) {
  v1::RegistryRecordView view;
  Answer({"show", what, "--history"}, &view);
  return view;
}

std::vector<v1::CaseView> District::Cases() {
  v1::CaseList list;
  Answer({"cases"}, &list);
  return {list.cases().begin(), list.cases().end()};
}

v1::DecisionReport District::Sign(std::vector<std::string> words, int exit_code) {
  words.emplace_back("--json");
  const Ending ending = Server(words);
  EXPECT_EQ(ending.exit_code, exit_code) << ending.err << ending.out;
  v1::DecisionReport report;
  const auto parsed = google::protobuf::util::JsonStringToMessage(ending.out, &report);
  EXPECT_TRUE(parsed.ok()) << parsed.message() << "\n" << ending.err << ending.out;
  return report;
}

v1::DecisionReport District::Decide(std::uint64_t number, const std::string& choice,
                                    std::vector<std::string> more) {
  std::vector<std::string> words = {"case",     "decide", "--case", std::to_string(number),
                                    "--choice", choice,   "--yes"};
  words.insert(words.end(), more.begin(), more.end());
  if (std::find(words.begin(), words.end(), "--reason") == words.end()) {
    words.insert(words.end(), {"--reason", "sudah ditanyakan ke RT"});
  }
  return Sign(std::move(words));
}

std::vector<v1::PendingView> District::Pending() {
  v1::PendingList list;
  Answer({"case", "pending"}, &list);
  return {list.pending().begin(), list.pending().end()};
}

v1::RecapTable District::Recap(const std::string& programme) {
  v1::RecapTable table;
  Answer({"recap", "--programme", programme}, &table);
  return table;
}

v1::VerifyReport District::Verify() {
  v1::VerifyReport report;
  Answer({"verify"}, &report);
  EXPECT_TRUE(report.consistent()) << report.first_difference();
  return report;
}

std::string Said(const v1::RegistryRecordView& record, const std::string& field) {
  for (const v1::FieldView& one : record.fields()) {
    if (one.name() == field) return one.now().words();
  }
  return "";
}

std::string Said(const v1::ShowView& shown, const std::string& field) {
  if (shown.records().empty()) return "";
  for (const v1::AnswerView& answer : shown.records(0).answers()) {
    if (answer.variable() == field) return answer.words();
  }
  return "";
}

bool IsBeingDecided(const v1::ShowView& shown, const std::string& field) {
  for (const v1::AnswerView& answer : shown.records(0).answers()) {
    if (answer.variable() == field) return answer.being_decided();
  }
  return false;
}

v1::RegistryRecordView MemberCalled(const v1::RegistryRecordView& record,
                                    const std::string& label) {
  for (const v1::RegistryRecordView& member : record.members()) {
    if (member.label() == label) return member;
    for (const v1::RegistryRecordView& below : member.members()) {
      if (below.label() == label) return below;
    }
  }
  ADD_FAILURE() << "nobody is called " << label << " in " << record.label();
  return {};
}

std::string EssenceOf(const v1::RegistryRecordView& record) {
  v1::RegistryRecordView essence = record;
  KeepEssence(&essence);
  return essence.DebugString();
}

bool Tells(const v1::DecisionReport& report, const std::string& about, const std::string& what,
           const std::string& after) {
  for (const v1::EffectView& effect : report.effects()) {
    if (effect.about().find(about) != std::string::npos && effect.what() == what &&
        effect.after().find(after) != std::string::npos) {
      return true;
    }
  }
  return false;
}

std::int64_t Unexplained(const v1::RecapTable& table) {
  std::int64_t unexplained = 0;
  for (const v1::RecapLine& row : table.rows()) {
    unexplained += row.entitled() - row.delivered() - row.open();
    for (const v1::ReasonQuantity& part : row.undelivered()) unexplained -= part.quantity();
  }
  return unexplained;
}

std::string Completed(const std::string& household, const std::string& more) {
  return R"({"household": ")" + household + R"(", "outcome": "selesai", "duration_s": 540,
    "respondent": {"name": "Ibu yang menjawab", "relation": "istri"},
    "documents": {"KTP": "ditunjukkan", "KK": "tidak dibawa"}, )" +
         more + "}";
}

std::string FloorVisit(const std::string& household, int square_metres) {
  return Completed(household,
                   R"("answers": {"luas_lantai": )" + std::to_string(square_metres) + "}");
}

}  // namespace tilik::scenario
