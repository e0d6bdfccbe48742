// `tilik-server cases` and `signals`: what is to be decided, and what looks odd.
#include <memory>
#include <optional>

#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/print.h"
#include "sync-server/console/signal_views.h"
#include "sync-server/console/views.h"
#include "sync-server/console/words.h"

namespace tilik::command {
namespace {

// Most cases of a district printed at once; the rest by number.
constexpr int kCasesPrinted = 1'000;

struct CasesOptions {
  HomeOptions home;
  std::string kind;
  bool all = false, json = false;
};

Result<std::optional<merge::CaseKind>> KindFrom(const std::string& word) {
  if (word.empty()) return std::optional<merge::CaseKind>();
  const std::optional<merge::CaseKind> kind = console::CaseKindFrom(word);
  if (!kind.has_value()) return Status::Invalid("\"" + word + "\" bukan jenis perkara");
  return kind;
}

Status Cases(const CasesOptions& options) {
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::CaseKind> kind, KindFrom(options.kind));
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  console::Views views(*reader, Codebooks::BuiltIn());
  TILIK_ASSIGN_OR_RETURN(v1::CaseList list,
                         kind.has_value() ? views.CasesOfKind(*kind, options.all, kCasesPrinted)
                                          : views.Cases(!options.all, kCasesPrinted));
  if (options.json) {
    PrintJson(list);
    return Status();
  }
  for (const v1::CaseView& file : list.cases())
    PrintCase(file, home.store->district().zone_offset_minutes);
  if (list.cases_size() == 0) std::printf("Tidak ada yang perlu diputuskan.\n");
  return Status();
}

Status Signals(const HomeOptions& home_options, bool json) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(home_options));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(v1::SignalSummary summary,
                         console::SummariseSignals(*reader, Codebooks::BuiltIn()));
  if (json) {
    PrintJson(summary);
  } else {
    PrintSignals(summary);
  }
  return Status();
}

}  // namespace

void AddCases(Command app) {
  auto [command, options] = app.Add<CasesOptions>("cases", "yang perlu diputuskan", Cases);
  std::string kinds;
  for (int kind = 1; kind <= static_cast<int>(merge::CaseKind::kSignal); ++kind) {
    kinds +=
        (kinds.empty() ? "" : " | ") + console::CaseKindWords(static_cast<merge::CaseKind>(kind));
  }
  command.Option("--kind", options->kind,
                 "satu jenis saja: " + kinds + "; sinyal: juga yang terbukti");
  command.Flag("--all", options->all, "juga yang sudah selesai");
  command.Flag("--json", options->json, "untuk dibaca program");
}

void AddSignals(Command app) {
  struct Options {
    HomeOptions home;
    bool json = false;
  };
  const auto run = [](const Options& options) { return Signals(options.home, options.json); };
  auto [command, options] =
      app.Add<Options>("signals", "sinyal untuk pengawas: berapa, dan dengan batas apa", run);
  command.Flag("--json", options->json, "untuk dibaca program");
}

}  // namespace tilik::command
