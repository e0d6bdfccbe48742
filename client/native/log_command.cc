#include "client/core/capture_musdes.h"
#include "client/native/commands.h"
#include "client/screens/told_words.h"
#include "proto/contract/told.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {
namespace {

using client::Vocabulary;
using client::WordFor;

std::string Named(const Terminal& terminal, const client::Wording& what, Vocabulary words,
                  int value) {
  return terminal.Say(what) + ": " + WordFor(words, value, terminal.language);
}

std::string Described(const Terminal& terminal, const v1::Operation& operation) {
  switch (operation.kind_case()) {
    case v1::Operation::kCreateRecord:
      return Named(terminal, {"baru", "new"}, client::kRecordKinds,
                   operation.create_record().kind());
    case v1::Operation::kChangeFields:
      return terminal.Say({"perubahan isian", "fields changed"});
    case v1::Operation::kVisit:
      return Named(terminal, {"kunjungan", "visit"}, client::kVisitOutcomes,
                   operation.visit().outcome());
    case v1::Operation::kHandover:
      return Named(terminal, {"penyerahan", "handover"}, client::kHandoverModes,
                   operation.handover().mode());
    case v1::Operation::kNonDelivery:
      return Named(terminal, {"tidak tersalur", "not delivered"}, client::kNonDeliveryReasons,
                   operation.non_delivery().reason());
    case v1::Operation::kProposeStatus:
      return Named(terminal, {"usulan status", "status proposed"}, client::kRecordStatuses,
                   operation.propose_status().status()) +
             ", " +
             WordFor(client::kStatusReasons, operation.propose_status().reason(),
                     terminal.language);
    case v1::Operation::kRetract:
      return terminal.Say({"pembatalan: ", "withdrawn: "}) + operation.retract().reason();
    case v1::Operation::kDeclareLost:
      return terminal.Say({"simpanan hilang", "sets lost"});
    case v1::Operation::kBeritaAcara:
      return "berita acara " + operation.berita_acara().number();
    case v1::Operation::kMusdesResult:
      return Named(terminal, {"hasil musdes", "forum's result"}, client::kMusdesFindings,
                   operation.musdes_result().finding());
    case v1::Operation::kVillageNotVerified:
      return Named(terminal, {"desa belum verivali", "village not verified"},
                   client::kNotVerifiedReasons, operation.village_not_verified().reason());
    case v1::Operation::kAddEvidence:
      return terminal.Say({"bukti susulan", "later evidence"});
    case v1::Operation::kHandoverWithoutList:
      return Named(terminal, {"penyerahan tanpa daftar", "handover without a list"},
                   client::kHandoverModes, operation.handover_without_list().mode());
    case v1::Operation::kStockMovement:
      return Named(terminal, {"barang", "stock"}, client::kStockKinds,
                   operation.stock_movement().kind());
    default:
      if (!RecordToldOf(operation).empty()) return screens::ToldInBrief(terminal, operation);
      return terminal.Say({"operasi lain", "other"});
  }
}

// As the contract names it; nothing while the district has not said what became of it.
std::optional<v1::OutcomeKind> OutcomeOf(client::Fate fate) {
  switch (fate) {
    case client::Fate::kApplied:
      return v1::OUTCOME_KIND_APPLIED;
    case client::Fate::kSuperseded:
      return v1::OUTCOME_KIND_SUPERSEDED;
    case client::Fate::kHeld:
      return v1::OUTCOME_KIND_HELD;
    case client::Fate::kQuarantined:
      return v1::OUTCOME_KIND_QUARANTINED;
    case client::Fate::kReturned:
      return v1::OUTCOME_KIND_RETURNED;
    case client::Fate::kRefused:
      return v1::OUTCOME_KIND_REFUSED;
    default:
      return std::nullopt;
  }
}

}  // namespace

Exit RunLog(OpenHome& home, std::uint64_t before, std::size_t limit) {
  const Terminal& terminal = home.terminal();
  const auto entries = home.device().Log(before, limit);
  if (!entries.ok()) {
    return terminal.Problem(entries.status(), {"Catatan tidak terbaca", "The log is unreadable"});
  }
  v1::LogView view;
  for (const client::LogEntry& entry : *entries) {
    v1::LogEntryView* one = view.add_entries();
    one->set_seq(entry.seq);
    one->set_link(ToHex(entry.link.raw()));
    one->set_saved(home.Time(entry.saved));
    one->set_state(entry.receipt     ? terminal.Say({"diterima", "received"})
                   : entry.entrusted ? terminal.Say({"dititipkan", "entrusted"})
                                     : terminal.Say({"tersimpan", "saved"}));
    if (entry.entrusted && !entry.receipt) {
      one->set_courier(entry.entrusted->courier);
      one->set_entrusted(home.Time(entry.entrusted->at));
    }
    if (entry.receipt) {
      one->set_arrival(entry.receipt->arrival());
      one->set_epoch(entry.receipt->epoch());
      one->set_received(home.Time({static_cast<std::int64_t>(entry.receipt->time_ms())}));
    }
    terminal.Line(
        std::to_string(entry.seq) + "  " + one->saved() + "  " +
        (entry.receipt            ? "✓ "
         : one->courier().empty() ? "● "
                                  : "⇪ ") +
        one->state() +
        (one->courier().empty() ? "" : " (" + one->courier() + ", " + one->entrusted() + ")") +
        "  " + one->link().substr(0, 16));
    for (std::size_t i = 0; i < entry.operations.size(); ++i) {
      const client::OperationView& operation = entry.operations[i];
      const std::string words = Described(terminal, operation.operation);
      one->add_operations(words);
      std::string line = "    " + words;
      if (const auto kind = OutcomeOf(operation.fate.fate)) {
        v1::OutcomeView* outcome = one->add_outcomes();
        outcome->set_operation(static_cast<std::uint32_t>(i));
        outcome->set_kind(WordFor(client::kOutcomes, *kind, terminal.language));
        outcome->set_case_number(operation.fate.case_number);
        if (operation.outcome) outcome->set_reason(operation.outcome->reason);
        line += " → " + outcome->kind();
        if (outcome->case_number() != 0) {
          line += terminal.Say({" (perkara ", " (case "}) + std::to_string(outcome->case_number()) +
                  ")";
        }
        if (!outcome->reason().empty()) line += ": " + outcome->reason();
      }
      terminal.Line(line);
    }
  }
  if (view.entries().empty()) {
    terminal.Tell({"Belum ada yang disimpan di sini.", "Nothing was saved here yet."});
  }
  terminal.Print(view);
  return Exit::kDone;
}

}  // namespace tilik::native
