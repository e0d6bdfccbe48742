// `tilik-server programme`: what each programme pays, where and when, and what proof it asks for.
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/desk.h"
#include "sync-server/command/print.h"

namespace tilik::command {
namespace {

constexpr std::size_t kMostBytes = 256 * 1024;

struct Options {
  HomeOptions home;
  std::string file;
  std::string as;
  bool json = false;
};

Result<v1::Programme> ReadProgramme(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Status::NotFound("there is no file " + path);
  std::string text(kMostBytes, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  v1::Programme programme;
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, &programme);
  if (!parsed.ok()) return Status::Invalid(path + ": " + std::string(parsed.message()));
  if (programme.code().empty() || programme.item().unit().empty()) {
    return Status::Invalid(path + ": program tanpa kode atau satuan");
  }
  return programme;
}

// Lines are counted in the programme's unit: another one would give every promise another meaning.
Status CheckUnchanged(const v1::Programme& known, const v1::Programme& now) {
  const bool same = known.item().unit() == now.item().unit() &&
                    known.item().code() == now.item().code() &&
                    known.unit_type() == now.unit_type();
  return same ? Status()
              : Status::Invalid("program " + now.code() + " sudah dihitung dalam " +
                                known.item().unit() + "; satuan lain adalah program lain");
}

Status Define(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(v1::Programme programme, ReadProgramme(options.file));
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::Programme> known, reader->Programmes());
  for (const v1::Programme& one : known) {
    if (one.code() == programme.code()) TILIK_RETURN_IF_ERROR(CheckUnchanged(one, programme));
  }
  reader.reset();
  v1::Operation define;
  *define.mutable_define_programme()->mutable_programme() = programme;
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.as, Work::kDecide));
  TILIK_RETURN_IF_ERROR(desk.Sign({std::move(define)}).status());
  TILIK_RETURN_IF_ERROR(desk.Commit());
  PrintJson(programme);
  return Status();
}

Status List(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::Programme> known, reader->Programmes());
  for (const v1::Programme& programme : known) PrintJson(programme);
  return Status();
}

}  // namespace

void AddProgramme(Command app) {
  Command parent = app.AddGroup("programme", "program: satuan, saluran, bukti");
  auto [define, options] =
      parent.Add<Options>("define", "menetapkan program: di mana, kapan, dengan bukti apa", Define);
  define.Option("--file", options->file, "program.json").Required();
  define.Option("--as", options->as, "akun yang menetapkan; bawaan: akun pertama");
  define.Flag("--json", options->json, "keluarannya selalu JSON");
  parent.Add<Options>("list", "program yang dikenal", List);
}

}  // namespace tilik::command
