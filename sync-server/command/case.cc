// `tilik-server case decide | pending | countersign`: what people decide, one signature or two.
#include <map>
#include <memory>
#include <sstream>

#include "proto/contract/change_set.h"
#include "sync-server/command/case_choice.h"
#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/destroy.h"
#include "sync-server/command/print_decision.h"
#include "sync-server/console/effects.h"
#include "sync-server/merge/second_signature.h"

namespace tilik::command {
namespace {

// Looked at in one command; every one of them is an operation of one change set.
constexpr std::size_t kMostCases = 200;
// Enough of a link to name one of the few that wait.
constexpr std::size_t kShortestLink = 8;

struct DecideOptions {
  HomeOptions home;
  std::string as, cases;
  CaseAnswer answer;
  std::uint64_t seen_counter = 0;
  bool yes = false, json = false;
};

Result<std::vector<std::uint64_t>> NumbersFrom(const std::string& text) {
  std::vector<std::uint64_t> numbers;
  std::stringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const bool digits = !part.empty() && part.size() <= 18 &&
                        part.find_first_not_of("0123456789") == std::string::npos;
    if (!digits) return Status::Invalid("\"" + part + "\" bukan nomor perkara");
    numbers.push_back(std::stoull(part));
  }
  if (numbers.empty() || numbers.size() > kMostCases)
    return Status::Invalid("sebut 1 sampai " + std::to_string(kMostCases) + " perkara");
  return numbers;
}

// What a decision on this case would say; why not, in the view.
Result<std::optional<v1::Operation>> Prepare(const DecideOptions& options, storage::Reader& reader,
                                             std::uint64_t number,
                                             std::map<RecordId, std::uint64_t>& earlier,
                                             v1::DecisionView& view) {
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::CaseFile> file, reader.Case(number));
  std::string refusal;
  if (!file.has_value()) {
    refusal = "tidak ada perkara dengan nomor ini";
  } else if (!file->open) {
    refusal = "perkara ini sudah selesai: " + file->settlement;
  } else if (options.seen_counter != 0 && file->counter != options.seen_counter) {
    refusal = "perkara ini bergerak sejak dilihat (hitungannya kini " +
              std::to_string(file->counter) + ")";
  } else {
    Result<v1::Operation> operation =
        OperationFor(reader, *file, options.answer, earlier[file->key.record]);
    if (operation.ok()) {
      // Each decision on a value or a status counts the record on.
      if (file->key.kind == merge::CaseKind::kConflict ||
          file->key.kind == merge::CaseKind::kStatus) {
        ++earlier[file->key.record];
      }
      return std::optional<v1::Operation>(*std::move(operation));
    }
    if (operation.status().code() != Code::kInvalid) return operation.status();
    refusal = operation.status().message();
  }
  view.set_case_number(number);
  view.set_outcome("ditolak");
  view.set_reason(refusal);
  return std::optional<v1::Operation>();
}

Status Decide(const DecideOptions& options, int& exit_code) {
  TILIK_ASSIGN_OR_RETURN(std::vector<std::uint64_t> numbers, NumbersFrom(options.cases));
  if (options.seen_counter != 0 && numbers.size() > 1)
    return Status::Invalid("--seen-counter berlaku untuk satu perkara");
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.as, Work::kDecide));
  v1::DecisionReport report;
  std::vector<v1::Operation> operations;
  std::vector<v1::DecisionView> refused;
  std::map<RecordId, std::uint64_t> earlier;
  for (std::uint64_t number : numbers) {
    v1::DecisionView view;
    TILIK_ASSIGN_OR_RETURN(std::optional<v1::Operation> operation,
                           Prepare(options, desk.before(), number, earlier, view));
    if (operation.has_value()) {
      operations.push_back(*std::move(operation));
    } else {
      refused.push_back(std::move(view));
    }
  }
  if (!operations.empty()) {
    TILIK_ASSIGN_OR_RETURN(Desk::Signed done, desk.Sign(std::move(operations)));
    TILIK_RETURN_IF_ERROR(TellSigned(desk, done, report));
  }
  for (v1::DecisionView& view : refused) *report.add_decisions() = std::move(view);
  const bool sure = options.yes || options.seen_counter != 0;
  if (sure && !report.link().empty()) TILIK_RETURN_IF_ERROR(desk.Commit());
  Conclude(std::move(report), sure, options.json, exit_code);
  return Status();
}

void AddDecide(Command parent) {
  auto [command, options] =
      parent.Add<DecideOptions>("decide", "memutuskan perkara, dengan alasannya", Decide);
  command.Option("--case,--cases", options->cases, "nomor perkara; beberapa dipisah koma")
      .Required();
  std::string choices;
  for (int kind = 1; kind <= static_cast<int>(merge::CaseKind::kSignal); ++kind) {
    choices += (choices.empty() ? "" : " | ") + ChoicesOf(static_cast<merge::CaseKind>(kind));
  }
  command.Option("--choice", options->answer.choice, choices).Required();
  command.Option("--proposal", options->answer.proposal,
                 "usulan atau penyerahan yang mana, dihitung dari 1");
  command.Option("--survivor", options->answer.survivor,
                 "gabung: catatan yang dipertahankan; bawaan: yang punya riwayat bantuan");
  command.Option("--take", options->answer.take,
                 "gabung: isian yang diambil dari catatan lain, dipisah koma");
  command.Option("--branch", options->answer.branch, "karantina: satu cabang saja");
  command.Option("--reason", options->answer.reason, "alasan, dibaca petugas").Required();
  command.Option("--seen-counter", options->seen_counter,
                 "hitungan perkara saat dilihat; ditolak bila sudah bergerak");
  command.Option("--as", options->as, "akun yang memutuskan; bawaan: akun pertama");
  command.Flag("--yes", options->yes, "tanpa ini hanya diperlihatkan akibatnya");
  command.Flag("--json", options->json, "untuk dibaca program");
}

Result<v1::PendingList> Pending(storage::Reader& reader) {
  v1::PendingList list;
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::LogEntry> entries, reader.AwaitingSignature());
  for (const storage::LogEntry& entry : entries) {
    TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> chain, reader.Chain(entry.chain));
    TILIK_ASSIGN_OR_RETURN(v1::ChangeSet set, OpenBody(entry.body));
    v1::PendingView* view = list.add_pending();
    view->set_link(ToHex(entry.link.raw()));
    view->set_account(chain.has_value() ? chain->person : "");
    view->set_signed_ms(entry.time.ms);
    merge::WorkingSet cases;
    for (const v1::Operation& operation : set.operations()) {
      TILIK_ASSIGN_OR_RETURN(*view->add_operations(), console::OperationWords(operation, reader));
      if (!operation.has_decide()) continue;
      const std::uint64_t number = operation.decide().case_number();
      TILIK_ASSIGN_OR_RETURN(std::optional<merge::CaseFile> file, reader.Case(number));
      if (file.has_value()) cases.cases.emplace(number, *std::move(file));
    }
    view->set_why_two(merge::WhyTwoSignatures(set, cases));
  }
  return list;
}

void AddPending(Command parent) {
  struct Options {
    HomeOptions home;
    bool json = false;
  };
  const auto run = [](const Options& options) -> Status {
    TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
    TILIK_ASSIGN_OR_RETURN(v1::PendingList list, Pending(*reader));
    Print(list, options.json, home.store->district().zone_offset_minutes);
    return Status();
  };
  auto [command, options] = parent.Add<Options>("pending", "yang menunggu tanda tangan kedua", run);
  command.Flag("--json", options->json, "untuk dibaca program");
}

struct CountersignOptions {
  HomeOptions home;
  std::string as, link, reason;
  bool refuse = false, json = false;
};

Status Countersign(const CountersignOptions& options, int& exit_code) {
  if (options.link.size() < kShortestLink)
    return Status::Invalid("sebut paling sedikit 8 huruf dari link");
  if (options.refuse && options.reason.empty())
    return Status::Invalid("penolakan memerlukan --reason");
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.as, Work::kDecide));
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::LogEntry> waiting, desk.before().AwaitingSignature());
  std::vector<Link> meant;
  for (const storage::LogEntry& entry : waiting) {
    if (ToHex(entry.link.raw()).compare(0, options.link.size(), options.link) == 0)
      meant.push_back(entry.link);
  }
  if (meant.size() != 1)
    return Status::NotFound(meant.empty() ? "tidak ada yang menunggu dengan link ini"
                                          : "link ini belum cukup panjang");
  v1::Operation operation;
  operation.mutable_countersign()->set_link(meant.front().str());
  operation.mutable_countersign()->set_refuse(options.refuse);
  operation.mutable_countersign()->set_reason(options.reason);
  TILIK_ASSIGN_OR_RETURN(Desk::Signed done, desk.Sign({operation}));
  v1::DecisionReport report;
  TILIK_RETURN_IF_ERROR(TellSigned(desk, done, report));
  // What became of the set that waited, now that it was tried.
  for (const merge::OutcomeRow& row : desk.newest().outcomes) {
    if (row.outcome.link() != meant.front().raw() || options.refuse) continue;
    v1::DecisionView* view = report.add_decisions();
    view->set_case_number(row.outcome.case_number());
    view->set_outcome(row.outcome.kind() == v1::OUTCOME_KIND_APPLIED ? "diterapkan" : "ditolak");
    view->set_reason(row.outcome.reason());
  }
  const bool destroys = desk.writer().destroyed().has_value();
  if (destroys) TILIK_RETURN_IF_ERROR(KeepOrder(options.home, desk, meant.front()));
  TILIK_RETURN_IF_ERROR(desk.Commit());
  if (destroys) {
    TILIK_ASSIGN_OR_RETURN(*report.mutable_destruction(),
                           FinishDestruction(options.home, home, desk));
  }
  Conclude(std::move(report), /*kept=*/true, options.json, exit_code);
  return Status();
}

void AddCountersign(Command parent) {
  auto [command, options] = parent.Add<CountersignOptions>(
      "countersign", "tanda tangan kedua, oleh akun yang lain", Countersign);
  command.Option("--link", options->link, "awal link dari case pending").Required();
  command.Option("--as", options->as, "akun kedua").Required();
  command.Flag("--refuse", options->refuse, "menolak menandatangani; selesai tanpa akibat");
  command.Option("--reason", options->reason, "alasan");
  command.Flag("--json", options->json, "untuk dibaca program");
}

}  // namespace

void AddCase(Command app) {
  Command parent = app.AddGroup("case", "memutuskan apa yang menunggu keputusan");
  AddDecide(parent);
  AddPending(parent);
  AddCountersign(parent);
}

}  // namespace tilik::command
