// `tilik-server pengesahan` and `penetapan`: the registry as it was signed, and what the ministry
// answered.
#include <fstream>
#include <iterator>
#include <memory>

#include "proto/contract/change_set.h"
#include "proto/contract/ratification_signature.h"
#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/office_work.h"
#include "sync-server/command/print.h"
#include "sync-server/console/penetapan.h"
#include "sync-server/console/pengesahan.h"

namespace tilik::command {
namespace {

// Answers of one part of a decree: some 150 kB of the 256 kB that a change set may have.
constexpr std::size_t kAnswersPerPart = 1'000;

struct Options {
  HomeOptions home;
  std::string account, name, against, number, signatory, scan, reference;
  std::string codebook = "dtks-2020", households, persons, file;
  std::uint32_t date = 0;
  int limit = 200;
  bool json = false;
};

Result<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Status::NotFound("there is no file " + path);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

Status Make(const Options& options) {
  v1::Operation operation;
  v1::Ratify* letter = operation.mutable_ratify();
  letter->set_name(options.name);
  letter->set_letter_number(options.number);
  letter->set_date(options.date);
  letter->set_signatory(options.signatory);
  if (!options.scan.empty()) {
    TILIK_ASSIGN_OR_RETURN(const std::string scan, ReadFile(options.scan));
    letter->set_scan(HashOf(scan).str());
  }
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
    TILIK_ASSIGN_OR_RETURN(const v1::LogHead head, reader->Head());
    letter->set_through(head.count());
    TILIK_RETURN_IF_ERROR(console::Freeze(*reader, letter));
  }
  const auto digest = ContentHash::FromRaw(letter->digest());
  TILIK_CHECK(digest.has_value(), "a frozen version has a digest");
  letter->set_signature(SignRatification(home.keys.district, *digest).str());
  const v1::Ratify said = *letter;
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.account, Work::kDecide));
  Link link;
  TILIK_ASSIGN_OR_RETURN(const bool waits, SignOrRefuse(desk, std::move(operation), &link));
  TILIK_RETURN_IF_ERROR(desk.Commit());
  merge::Ratification made;
  made.said = said;
  v1::PengesahanView view = console::ViewOf(made);
  if (waits) view.set_state("menunggu tanda tangan kedua: " + ToHex(link.raw()));
  if (options.json) {
    PrintJson(view);
  } else {
    std::printf("Pengesahan %s: %llu rumah tangga, %llu keluarga, %llu orang.\nSidik isi: %s\n",
                said.name().c_str(), static_cast<unsigned long long>(said.households()),
                static_cast<unsigned long long>(said.families()),
                static_cast<unsigned long long>(said.persons()), ToHex(said.digest()).c_str());
    if (waits) std::printf("%s (case countersign)\n", view.state().c_str());
  }
  return Status();
}

Status List(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::Ratification> versions,
                         reader->verification().Ratifications());
  v1::PengesahanList list;
  for (const merge::Ratification& version : versions) {
    *list.add_versions() = console::ViewOf(version);
  }
  if (options.json) {
    PrintJson(list);
    return Status();
  }
  for (const v1::PengesahanView& one : list.versions()) {
    std::printf("%s · surat %s, %u, %s · %llu rumah tangga, %llu orang · %s %s\n    %s\n",
                one.name().c_str(), one.letter_number().c_str(), one.date(),
                one.signatory().c_str(), static_cast<unsigned long long>(one.households()),
                static_cast<unsigned long long>(one.persons()), one.state().c_str(),
                one.upload().c_str(), one.digest().c_str());
  }
  if (list.versions_size() == 0) std::printf("Belum ada pengesahan.\n");
  return Status();
}

Status Diff(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(v1::PengesahanDiff diff,
                         console::CompareVersions(*reader, Codebooks::BuiltIn(), options.against,
                                                  options.name, options.limit));
  if (options.json) {
    PrintJson(diff);
    return Status();
  }
  std::printf("%s → %s: %llu baru, %llu hilang, %llu berubah\n", diff.before().c_str(),
              diff.after().c_str(), static_cast<unsigned long long>(diff.added()),
              static_cast<unsigned long long>(diff.removed()),
              static_cast<unsigned long long>(diff.changed()));
  for (const v1::PengesahanChange& one : diff.changes()) {
    std::printf("  %s %s %s: %s → %s\n", one.what().c_str(), one.label().c_str(),
                one.field().c_str(), one.before().c_str(), one.after().c_str());
  }
  if (diff.more()) std::printf("… masih ada; naikkan --limit\n");
  return Status();
}

Status Export(const Options& options) {
  std::ofstream households(options.households, std::ios::binary);
  if (!households) return Status::Storage("cannot write " + options.households);
  std::ofstream persons(options.persons, std::ios::binary);
  if (!persons) return Status::Storage("cannot write " + options.persons);
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(console::ExportReport report,
                         console::ExportVersion(*reader, Codebooks::BuiltIn(), options.name,
                                                options.codebook, households, persons));
  households.flush();
  persons.flush();
  if (!households || !persons) return Status::Storage("the files could not be written in full");
  std::printf("%llu rumah tangga, %llu orang; %llu tidak aktif tidak ikut.\n",
              static_cast<unsigned long long>(report.households),
              static_cast<unsigned long long>(report.persons),
              static_cast<unsigned long long>(report.inactive));
  for (const auto& [what, count] : report.unmapped) {
    std::printf("tidak terpetakan · %llu kali · %s\n", static_cast<unsigned long long>(count),
                what.c_str());
  }
  return Status();
}

Status Verify(const Options& options, int& exit_code) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(v1::PengesahanCheck check,
                         console::CheckVersion(*reader, home.store->district(), options.name));
  if (options.json) {
    PrintJson(check);
  } else {
    std::printf("%s: %s\n", check.name().c_str(),
                check.consistent() ? "cocok" : check.difference().c_str());
  }
  if (!check.consistent()) exit_code = 3;
  return Status();
}

Status Upload(const Options& options) {
  v1::Operation operation;
  operation.mutable_record_upload()->set_ratification(options.name);
  operation.mutable_record_upload()->set_date(options.date);
  operation.mutable_record_upload()->set_reference(options.reference);
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.account, Work::kDecide));
  TILIK_RETURN_IF_ERROR(SignOrRefuse(desk, std::move(operation)).status());
  TILIK_RETURN_IF_ERROR(desk.Commit());
  std::printf("Pengesahan %s dicatat diunggah.\n", options.name.c_str());
  return Status();
}

Status Decree(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(const std::string content, ReadFile(options.file));
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  console::DecreeReading reading;
  merge::Ratification version;
  {
    std::ifstream file(options.file, std::ios::binary);
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
    TILIK_ASSIGN_OR_RETURN(version, console::VersionNamed(*reader, options.name));
    TILIK_ASSIGN_OR_RETURN(reading, console::ReadDecree(*reader, options.name, file));
  }
  reading.report.set_number(options.number);
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.account, Work::kDecide));
  std::size_t from = 0;
  do {
    v1::Operation operation;
    v1::RecordDecree* decree = operation.mutable_record_decree();
    decree->set_number(options.number);
    decree->set_date(options.date);
    decree->set_ratification(version.said.name());
    decree->set_file_hash(HashOf(content).str());
    const std::size_t to = std::min(from + kAnswersPerPart, reading.answers.size());
    for (; from < to; ++from) *decree->add_answers() = reading.answers[from];
    TILIK_RETURN_IF_ERROR(SignOrRefuse(desk, std::move(operation)).status());
  } while (from < reading.answers.size());
  TILIK_RETURN_IF_ERROR(desk.Commit());
  const v1::DecreeReport& report = reading.report;
  if (options.json) {
    PrintJson(report);
  } else {
    std::printf(
        "%s: %llu baris, %llu dikenal, %llu tidak dikenal, %llu hanya ada pada kami; "
        "usulan: %llu ditetapkan, %llu ditolak.\n",
        report.number().c_str(), static_cast<unsigned long long>(report.rows()),
        static_cast<unsigned long long>(report.known()),
        static_cast<unsigned long long>(report.unknown()),
        static_cast<unsigned long long>(report.ours_only()),
        static_cast<unsigned long long>(report.accepted()),
        static_cast<unsigned long long>(report.refused()));
  }
  return Status();
}

}  // namespace

void AddPengesahan(Command app) {
  Command parent = app.AddGroup("pengesahan", "versi registri yang disahkan");
  const auto add = [&](const char* name, const char* words, auto run) {
    return parent.Add<Options>(name, words, run);
  };

  auto [make, of_make] = add("make", "membekukan nilai tertinjau terbaru setiap isian", Make);
  AddAccountOption(make, of_make->account);
  make.Option("--name", of_make->name, "misalnya 2026-11").Required();
  make.Option("--number", of_make->number, "nomor surat").Required();
  make.Option("--date", of_make->date, "tanggal surat, TTTTBBHH").Required();
  make.Option("--signatory", of_make->signatory, "bupati atau wali kota").Required();
  make.Option("--scan", of_make->scan, "berkas pindaian surat; sidiknya dicatat");
  make.Flag("--json", of_make->json, "untuk dibaca program");

  auto [list, of_list] = add("list", "semua versi", List);
  list.Flag("--json", of_list->json, "untuk dibaca program");

  auto [diff, of_diff] = add("diff", "beda dua versi", Diff);
  diff.Option("before", of_diff->against, "versi lama").Required();
  diff.Option("after", of_diff->name, "versi baru").Required();
  diff.Option("--limit", of_diff->limit, "paling banyak sekian baris")
      .ShowDefault()
      .Between(1, 10'000);
  diff.Flag("--json", of_diff->json, "untuk dibaca program");

  auto [out, of_out] = add("export", "dua berkas CSV untuk kementerian", Export);
  out.Option("--name", of_out->name, "versi; kosong: yang terbaru");
  out.Option("--codebook", of_out->codebook, "dtks-2020 atau dtsen-2025").ShowDefault();
  out.Option("--households", of_out->households, "rumah_tangga.csv").Required();
  out.Option("--persons", of_out->persons, "anggota.csv").Required();

  auto [upload, of_upload] = add("uploaded", "mencatat bahwa versi sudah diunggah", Upload);
  AddAccountOption(upload, of_upload->account);
  upload.Option("--name", of_upload->name, "versi").Required();
  upload.Option("--date", of_upload->date, "TTTTBBHH").Required();
  upload.Option("--reference", of_upload->reference, "nomor dari kementerian");

  auto [verify, of_verify] = add("verify", "apakah isi masih seperti yang disahkan", Verify);
  verify.Option("--name", of_verify->name, "versi; kosong: yang terbaru");
  verify.Flag("--json", of_verify->json, "untuk dibaca program");
}

void AddPenetapan(Command app) {
  auto [command, options] = app.Add<Options>(
      "penetapan", "daftar yang ditetapkan Menteri, dan jawaban atas usulan", Decree);
  AddAccountOption(command, options->account);
  command.Option("--file", options->file, "CSV: id_tilik, IDBDT, atau NIK; keputusan, alasan")
      .Required();
  command.Option("--number", options->number, "nomor keputusan").Required();
  command.Option("--date", options->date, "TTTTBBHH").Required();
  command.Option("--name", options->name, "pengesahan yang dijawab; kosong: yang terbaru");
  command.Flag("--json", options->json, "untuk dibaca program");
}

}  // namespace tilik::command
