#include "sync-server/command/print_decision.h"

#include <cstdio>

#include "sync-server/command/print.h"
#include "sync-server/console/effects.h"
#include "sync-server/console/words.h"

namespace tilik::command {
namespace {

constexpr char kRefused[] = "ditolak";

const char* OutcomeWords(v1::OutcomeKind kind) {
  switch (kind) {
    case v1::OUTCOME_KIND_APPLIED:
      return "diterapkan";
    case v1::OUTCOME_KIND_HELD:
      return "menunggu";
    case v1::OUTCOME_KIND_SUPERSEDED:
      return "kalah oleh pengamatan lain";
    default:
      return kRefused;
  }
}

bool AnyRefused(const v1::DecisionReport& report) {
  for (const v1::DecisionView& decision : report.decisions()) {
    if (decision.outcome() == kRefused) return true;
  }
  return false;
}

void Print(const v1::DecisionReport& report, bool json) {
  if (json) return PrintJson(report);
  for (const v1::DecisionView& decision : report.decisions()) {
    std::string about = decision.about();
    if (decision.case_number() != 0)
      about = "Perkara " + std::to_string(decision.case_number()) +
              (about.empty() ? "" : " · " + about);
    std::printf("%s: %s%s%s\n", about.empty() ? "Catatan" : about.c_str(),
                decision.outcome().c_str(), decision.reason().empty() ? "" : " — ",
                decision.reason().c_str());
  }
  for (const v1::EffectView& effect : report.effects()) {
    std::printf("    %s · %s: %s → %s\n", effect.about().c_str(), effect.what().c_str(),
                effect.before().empty() ? "–" : effect.before().c_str(),
                effect.after().empty() ? "–" : effect.after().c_str());
  }
  if (report.has_destruction()) {
    const v1::DestructionReport& done = report.destruction();
    std::printf(
        "Dimusnahkan menurut surat %s: isi %llu change set, %llu baris riwayat, %llu perkara, %llu "
        "foto. Salinan cadangan lama masih memuatnya sampai diganti.\n",
        done.letter_number().c_str(), static_cast<unsigned long long>(done.bodies()),
        static_cast<unsigned long long>(done.history()),
        static_cast<unsigned long long>(done.cases()),
        static_cast<unsigned long long>(done.photos()));
  }
  if (report.awaits_second_signature() && report.kept()) {
    std::printf(
        "Belum ada yang berubah. Akun kedua: tilik-server case countersign --link %s --as …\n",
        report.link().substr(0, 16).c_str());
  }
  if (!report.kept()) std::printf("Baru dilihat, belum diputuskan. Ulangi dengan --yes.\n");
}

}  // namespace

Status TellSigned(const Desk& desk, const Desk::Signed& done, v1::DecisionReport& report) {
  report.set_account(desk.account());
  report.set_link(ToHex(done.link.raw()));
  for (const v1::Outcome& outcome : done.outcomes) {
    v1::DecisionView* view = report.add_decisions();
    view->set_case_number(outcome.case_number());
    view->set_outcome(OutcomeWords(outcome.kind()));
    view->set_reason(outcome.reason());
    for (const v1::FieldOutcome& field : outcome.fields()) {
      if (field.kind() != v1::OUTCOME_KIND_HELD) continue;
      view->set_case_number(field.case_number());
      view->set_outcome("menunggu keputusan");
    }
    const merge::FactId id{done.link, static_cast<std::uint32_t>(report.decisions_size() - 1)};
    auto held = desk.loaded().held.find(id);
    if (held == desk.loaded().held.end() ||
        held->second.because != merge::HeldBecause::kAwaitsSignature) {
      continue;
    }
    view->set_outcome("menunggu tanda tangan kedua");
    report.set_awaits_second_signature(true);
  }
  TILIK_ASSIGN_OR_RETURN(
      std::vector<v1::EffectView> effects,
      console::EffectsOf(desk.newest(), desk.loaded(), desk.before(), Codebooks::BuiltIn()));
  for (v1::EffectView& effect : effects) *report.add_effects() = std::move(effect);
  return Status();
}

void Conclude(v1::DecisionReport report, bool kept, bool json, int& exit_code) {
  report.set_kept(kept);
  Print(report, json);
  if (AnyRefused(report)) exit_code = 3;
}

Status SignAndShow(Desk& desk, std::vector<v1::Operation> operations, bool sure, bool json,
                   int& exit_code) {
  TILIK_ASSIGN_OR_RETURN(Desk::Signed done, desk.Sign(std::move(operations)));
  v1::DecisionReport report;
  TILIK_RETURN_IF_ERROR(TellSigned(desk, done, report));
  if (sure) TILIK_RETURN_IF_ERROR(desk.Commit());
  Conclude(std::move(report), sure, json, exit_code);
  return Status();
}

void Print(const v1::PendingList& list, bool json, std::int32_t zone) {
  if (json) return PrintJson(list);
  for (const v1::PendingView& pending : list.pending()) {
    std::printf("%s  %s, %s\n    dua tanda tangan: %s\n", pending.link().substr(0, 16).c_str(),
                pending.account().c_str(),
                console::TimeWords(Instant{pending.signed_ms()}, zone).c_str(),
                pending.why_two().c_str());
    for (const std::string& operation : pending.operations())
      std::printf("    %s\n", operation.c_str());
  }
  if (list.pending().empty()) std::printf("Tidak ada yang menunggu tanda tangan kedua.\n");
}

void Print(const v1::AccountList& list, bool json, std::int32_t zone) {
  if (json) return PrintJson(list);
  for (const v1::AccountView& account : list.accounts()) {
    std::printf("%-24s %-14s sejak %s%s\n", account.name().c_str(), account.role_words().c_str(),
                console::TimeWords(Instant{account.since_ms()}, zone).c_str(),
                account.retired() ? ", tidak bertugas lagi" : "");
  }
}

}  // namespace tilik::command
