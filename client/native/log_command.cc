#include "client/native/commands.h"
#include "client/screens/work_words.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {

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
      const std::string words = screens::SaidInBrief(terminal, operation.operation);
      one->add_operations(words);
      std::string line = "    " + words;
      if (const auto kind = screens::OutcomeOf(operation.fate.fate)) {
        v1::OutcomeView* outcome = one->add_outcomes();
        outcome->set_operation(static_cast<std::uint32_t>(i));
        outcome->set_kind(client::WordFor(client::kOutcomes, *kind, terminal.language));
        outcome->set_case_number(operation.fate.case_number);
        if (operation.outcome) outcome->set_reason(operation.outcome->reason);
        line += " → " + screens::BecameOf(terminal, operation);
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
