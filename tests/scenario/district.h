// A district of one test: the real `tilik-server` on a data folder of its own, a line that leads to
// it, and the phones enrolled there.
//
// Open while the server runs. Every folder and process is gone with it.
#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "tests/scenario/families.h"
#include "tests/scenario/line.h"
#include "tests/scenario/phone.h"
#include "tests/scenario/process.h"
#include "tilik/v1/console.pb.h"
#include "tilik/v1/decision.pb.h"
#include "tilik/v1/import_report.pb.h"

namespace tilik::scenario {

class District {
 public:
  // Founds 53.02 Timor Tengah Selatan, with a registry of these households, and opens it.
  explicit District(const std::vector<ListedHousehold>& listed = {});
  ~District();

  // --- the server ---
  void Open();
  void Close();
  // kill -9.
  void Crash();
  // From now on, for every command: what is written is written there first.
  void KeepSecondLog();
  const std::string& server() const { return server_address_; }  // past the line
  int port() const { return port_; }
  Line& line() { return line_; }
  std::filesystem::path data() const { return folder_ / "data"; }
  const std::filesystem::path& second_log() const { return second_log_; }  // empty: none
  std::filesystem::path FileCalled(const std::string& name) const { return folder_ / name; }

  // --- the office ---
  // `as_of` is the day the file speaks of.
  v1::RegistryImportReport Import(const std::vector<ListedHousehold>& households,
                                  std::uint32_t as_of = 20260105);
  v1::RegistryImportReport ImportFiles(const std::filesystem::path& households,
                                       const std::filesystem::path& persons, std::uint32_t as_of);
  // Rows of danom.csv below the header: programme, period, IDBDT, quantity, unit, key.
  v1::DanomImportReport ImportDanom(const std::string& rows, std::uint32_t as_of = 20260105);
  // What would become of these rows, with these decisions; nothing is imported.
  v1::DanomImportReport PreviewDanom(const std::string& rows, const std::string& fixes = "");
  v1::DanomImportReport ImportDanomWith(const std::string& rows, const std::string& fixes);
  v1::DanomImportReport ImportDanomFile(const std::filesystem::path& danom, std::uint32_t as_of);
  // Rows of dukcapil.csv below the header: NIK, hasil, alasan, tgl_cek, nama_dukcapil.
  v1::CivilImportReport ImportCivil(const std::string& rows, std::uint32_t as_of = 20260205);
  v1::CivilImportReport PreviewCivil(const std::string& rows, std::uint32_t as_of = 20260205);
  v1::EnrolInvitation Invite(const std::string& officer, const std::string& villages);
  // A new phone, enrolled through the line and synced once.
  Phone& Enrol(const std::string& officer, const std::string& villages);
  // Enrolled at the office, and never synced.
  Phone& EnrolOnly(const std::string& officer, const std::string& villages);
  // What phones without a network sent; `words` are files or options.
  v1::BundleArrivalReport ImportBundles(const std::vector<std::string>& words, int exit_code = 0);
  // The one reply to this phone, written into a folder of its own.
  v1::WrittenReply ReplyTo(Phone& phone, const std::vector<std::string>& more = {});

  // --- forgotten PINs ---
  // From the next Open on the server has the recovery master and fills slots.
  void MakeRecoveryMaster();
  // What the supervisor reads to the officer.
  v1::UnlockCode UnlockCodeFor(const std::string& request);
  Ending AskForUnlockCode(const std::string& request);

  v1::RegistryRecordView Show(const std::string& what);
  v1::RegistryRecordView ShowWithHistory(const std::string& what);
  std::vector<v1::CaseView> Cases();
  v1::RecapTable Recap(const std::string& programme);
  // Any command that answers in JSON.
  void Answer(const std::vector<std::string>& words, google::protobuf::Message* view,
              int exit_code = 0);
  std::filesystem::path Written(const std::string& name, const std::string& text) const;
  // Expects that the registry is what its log says.
  v1::VerifyReport Verify();

  // --- custody ---
  void BackUp(const std::string& name);
  // The disk under the data folder is gone (the server was closed or has crashed); the backup of
  // this name takes its place, and the server opens again.
  v1::RestoreReport RestoreFrom(const std::string& name,
                                const std::vector<std::string>& words = {});
  v1::MissingReport Missing();
  std::vector<v1::DeviceLine> Devices();
  // The only device of this officer.
  v1::DeviceLine DeviceOf(const std::string& officer);
  // `device` with these words, about that device.
  void Order(const std::string& officer, const std::vector<std::string>& words);

  // `tilik-server` with these words; --data and --second-log are added.
  Command CommandFor(const std::vector<std::string>& words) const;
  Ending Server(const std::vector<std::string>& words);
  // A command that signs: `case decide`, `record move`, … without --json. Whatever exit code it
  // ends with, its report is read.
  v1::DecisionReport Sign(std::vector<std::string> words, int exit_code = 0);
  // Signs that the cases are decided so, having seen what that does.
  v1::DecisionReport Decide(std::uint64_t number, const std::string& choice,
                            std::vector<std::string> more = {});
  std::vector<v1::PendingView> Pending();

 private:
  std::vector<std::string> CivilWords(const std::string& rows, std::uint32_t as_of) const;
  v1::DanomImportReport Danom(const std::string& rows, const std::string& fixes, bool confirm);

  std::filesystem::path folder_;
  Line line_;
  std::unique_ptr<Process> serving_;
  std::vector<std::string> serve_with_;
  std::string server_address_;
  int port_ = 0;
  std::filesystem::path second_log_;  // empty: none
  std::list<Phone> phones_;
};

// --- reading views ---

// The registry's words on a field: Said(household, "lantai"). Empty when it has none.
std::string Said(const v1::RegistryRecordView& record, const std::string& field);
// The same on a phone's screen, of the household itself.
std::string Said(const v1::ShowView& shown, const std::string& field);
// On the phone of the officer whose own proposal waits.
bool IsBeingDecided(const v1::ShowView& shown, const std::string& field);
// A family or person below a record, by label. Fails the test when there is none.
v1::RegistryRecordView MemberCalled(const v1::RegistryRecordView& record, const std::string& label);
// All that the registry says but for ids, times and who: what must be equal however it came about.
std::string EssenceOf(const v1::RegistryRecordView& record);

// Whether a decision changed this of that record, or of a line: what stood before, what after.
bool Tells(const v1::DecisionReport& report, const std::string& about, const std::string& what,
           const std::string& after);

// Thousandths of every row that are neither delivered, nor undelivered by reason, nor open.
std::int64_t Unexplained(const v1::RecapTable& table);

// A completed visit, as short as the form's rules allow, with `more` in it: "answers": {…}.
std::string Completed(const std::string& household, const std::string& more);
// The same, of which the answer is the floor's area.
std::string FloorVisit(const std::string& household, int square_metres);

}  // namespace tilik::scenario
