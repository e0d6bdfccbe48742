// `tilik-server import registry`, `import danom` and `import civil`.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/desk.h"
#include "sync-server/command/district_home.h"
#include "sync-server/command/print.h"
#include "sync-server/command/scratch_folder.h"
#include "sync-server/importer/importer.h"

namespace tilik::command {
namespace {

struct Options {
  HomeOptions home;
  std::string households, persons, file, fixes, payments, orders;
  bool confirm = false;
  std::string as;
  std::uint32_t as_of = 0;
  bool json = false;
  bool preview = false;
};

std::string NameOf(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

template <typename R>
Status Show(const R& report, const Options& options) {
  if (options.json) {
    PrintJson(ToMessage(report));
  } else {
    Print(report, std::cout);
  }
  return Status();
}

Status RunRegistry(const Options& options, const importer::Run& run) {
  std::ifstream households(options.households, std::ios::binary);
  if (!households) return Status::NotFound("there is no file " + options.households);
  std::ifstream persons(options.persons, std::ios::binary);
  if (!persons) return Status::NotFound("there is no file " + options.persons);
  TILIK_ASSIGN_OR_RETURN(importer::RegistryReport report,
                         importer::ImportRegistry(run, {households, NameOf(options.households)},
                                                  {persons, NameOf(options.persons)}));
  return Show(report, options);
}

Status RunDanom(const Options& options, const importer::Run& run) {
  std::ifstream danom(options.file, std::ios::binary);
  if (!danom) return Status::NotFound("there is no file " + options.file);
  std::ifstream decided;
  if (!options.fixes.empty()) decided.open(options.fixes, std::ios::binary);
  if (!options.fixes.empty() && !decided) {
    return Status::NotFound("there is no file " + options.fixes);
  }
  const importer::SourceFile fixes{decided, NameOf(options.fixes)};
  TILIK_ASSIGN_OR_RETURN(importer::DanomReport report,
                         importer::ImportDanom(run, {danom, NameOf(options.file)}, options.confirm,
                                               options.fixes.empty() ? nullptr : &fixes));
  return Show(report, options);
}

Status RunCivil(const Options& options, const importer::Run& run) {
  std::ifstream civil(options.file, std::ios::binary);
  if (!civil) return Status::NotFound("there is no file " + options.file);
  const importer::SourceFile file{civil, NameOf(options.file)};
  TILIK_ASSIGN_OR_RETURN(importer::CivilReport report, options.preview
                                                           ? importer::PreviewCivil(run, file)
                                                           : importer::ImportCivil(run, file));
  return Show(report, options);
}

Status RunRealisation(const Options& options, const importer::Run& run) {
  const std::string& path = options.payments.empty() ? options.orders : options.payments;
  std::ifstream in(path, std::ios::binary);
  if (!in) return Status::NotFound("there is no file " + path);
  TILIK_ASSIGN_OR_RETURN(importer::RealisationReport report,
                         options.payments.empty()
                             ? importer::ImportSp2d(run, {in, NameOf(path)})
                             : importer::ImportPayments(run, {in, NameOf(path)}));
  return Show(report, options);
}

using Importing = Status (*)(const Options&, const importer::Run&);

Status Import(const Options& options, Importing import) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  ScratchFolder scratch;
  if (!scratch.made()) return Status::Storage("no scratch folder can be made");
  SodiumRandom random;
  storage::Account account;
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
    TILIK_ASSIGN_OR_RETURN(account, AccountFor(*reader, options.as, Work::kImport));
  }
  importer::Run run{*home.store, Codebooks::BuiltIn(), home.keys,     account.name, random,
                    Now(),       options.as_of,        scratch.path()};
  return import(options, run);
}

}  // namespace

void AddImport(Command app) {
  Command parent = app.AddGroup("import", "memasukkan data dari berkas CSV");
  const auto add = [&](const char* name, const char* words, Importing import) {
    const auto run = [import](const Options& options) { return Import(options, import); };
    auto [command, options] = parent.Add<Options>(name, words, run);
    command.Option("--as-of", options->as_of, "tanggal data pada berkas, TTTTBBHH: 20251231")
        .Required();
    command.Option("--as", options->as, "akun yang mengimpor; bawaan: akun pertama");
    command.Flag("--json", options->json, "untuk dibaca program");
    return std::pair(command, options);
  };

  auto [registry, of_registry] =
      add("registry", "ekspor DTKS: rumah tangga dan anggota", RunRegistry);
  registry.Option("--households", of_registry->households, "rumah_tangga.csv").Required();
  registry.Option("--persons", of_registry->persons, "anggota.csv").Required();

  auto [danom, of_danom] = add("danom", "daftar nominatif: siapa berhak atas apa", RunDanom);
  danom.Option("--file", of_danom->file, "danom.csv").Required();
  danom.Flag("--confirm", of_danom->confirm,
             "memasukkannya; tanpa ini hanya pratinjau, tidak ada yang dimasukkan");
  danom.Option("--fixes", of_danom->fixes,
               "keputusan per baris (CSV: line,decision,value), dibuat dari pratinjau");

  auto [civil, of_civil] = add("civil", "hasil pemadanan Dukcapil, per orang", RunCivil);
  civil.Option("--file", of_civil->file, "dukcapil.csv").Required();
  civil.Flag("--preview", of_civil->preview, "hanya melihat, tidak menulis apa pun");

  auto [paid, of_paid] = add("realisasi", "SP2D, atau hasil bayar bank dan Pos", RunRealisation);
  Argument payments =
      paid.Option("--payments", of_paid->payments, "hasil bayar per penerima (CSV)");
  paid.Option("--sp2d", of_paid->orders, "SP2D dan realisasinya per wilayah (CSV)")
      .Excludes(payments);
}

}  // namespace tilik::command
