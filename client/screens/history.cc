#include "client/screens/history.h"

#include <algorithm>

#include "client/core/capture.h"
#include "client/screens/known_to_device.h"
#include "client/screens/work_states.h"
#include "client/screens/work_words.h"

namespace tilik::screens {
namespace {

using client::Wording;

constexpr std::uint32_t kSetsOnAScreen = 30;
constexpr std::uint32_t kMostSets = 200;

// Visits, handovers and non-deliveries may be taken back; once.
bool MayWithdraw(const client::LogEntry& entry) {
  return std::any_of(entry.operations.begin(), entry.operations.end(),
                     [](const client::OperationView& one) {
                       const v1::Operation& said = one.operation;
                       return !one.retracted &&
                              (said.has_visit() || said.has_handover() || said.has_non_delivery());
                     });
}

// Whom the set is about: the household of the first record it names, or the one itself.
std::string AboutWhom(client::Device& device, const client::LogEntry& entry) {
  const KnownToDevice known(device);
  for (const client::OperationView& one : entry.operations) {
    RecordId record;
    const v1::Operation& said = one.operation;
    const std::string& line =
        said.has_handover() ? said.handover().line() : said.non_delivery().line();
    if (const auto id = LineId::FromRaw(line)) {
      const auto danom = known.LineNamed(*id);
      if (danom) record = RecordId::FromRaw(danom->line.recipient()).value_or(RecordId());
    } else {
      record = RecordId::FromRaw(client::SubjectOf(said)).value_or(RecordId());
    }
    if (record.none()) continue;
    const auto household = device.HouseholdOf(record);
    if (!household.ok()) continue;
    return known.NameOf(household->none() ? record : *household);
  }
  return {};
}

v1::HistoryListed Listed(client::Device& device, const Voice& voice,
                         const client::LogEntry& entry) {
  v1::HistoryListed one;
  one.set_seq(entry.seq);
  one.set_link(ToHex(entry.link.raw()));
  one.set_saved_ms(entry.saved.ms);
  one.set_about(AboutWhom(device, entry));
  for (const client::OperationView& operation : entry.operations) {
    std::string said = SaidInBrief(voice, operation.operation);
    if (operation.retracted) said += voice.Say({" (dibatalkan)", " (taken back)"});
    // Several changes of one visit read alike.
    if (one.said().empty() || *one.said().rbegin() != said) one.add_said(said);
    // That something simply stands, its state says already.
    const bool stands = operation.fate.fate == client::Fate::kApplied &&
                        (!operation.outcome || operation.outcome->reason.empty());
    const std::string became = stands ? "" : BecameOf(voice, operation);
    if (!became.empty() && (one.became().empty() || *one.became().rbegin() != became)) {
      one.add_became(became);
    }
  }
  one.set_state(StateOf(entry, {device.state().synced_ms()}));
  if (entry.entrusted && !entry.receipt) {
    one.set_courier(entry.entrusted->courier);
    one.set_entrusted_ms(entry.entrusted->at.ms);
  }
  if (entry.receipt) {
    one.set_arrival(entry.receipt->arrival());
    one.set_received_ms(static_cast<std::int64_t>(entry.receipt->time_ms()));
  }
  one.set_may_withdraw(MayWithdraw(entry));
  return one;
}

}  // namespace

Result<v1::ListHistoryResponse> ListHistory(client::Device& device, const Voice& voice,
                                            const v1::ListHistoryRequest& asked) {
  const std::uint32_t limit =
      asked.limit() == 0 ? kSetsOnAScreen : std::min(asked.limit(), kMostSets);
  TILIK_ASSIGN_OR_RETURN(const std::vector<client::LogEntry> entries,
                         device.Log(asked.before(), limit));
  v1::ListHistoryResponse response;
  for (const client::LogEntry& entry : entries) {
    *response.add_sets() = Listed(device, voice, entry);
  }
  response.set_more(!entries.empty() && entries.back().seq > 1);
  return response;
}

OrProblem<v1::WithdrawSetResponse> WithdrawSet(client::Device& device, const Voice& voice,
                                               const v1::WithdrawSetRequest& asked) {
  const Wording doing = {"Tidak dapat dibatalkan", "Cannot be taken back"};
  const Wording stands = {"Yang tersimpan tetap berlaku.", "What was saved stands."};
  const auto page = device.Log(asked.seq() + 1, 1);
  if (!page.ok()) return ProblemOf(voice, page.status(), doing);
  if (page->empty() || page->front().seq != asked.seq()) {
    const std::string number = std::to_string(asked.seq());
    return ProblemOf(
        voice, Exit::kRefused,
        {"Tidak ada simpanan nomor " + number + ".", "Nothing was saved as number " + number + "."},
        stands);
  }
  const client::LogEntry& entry = page->front();
  if (!MayWithdraw(entry)) {
    return ProblemOf(voice, Exit::kRefused,
                     {"Simpanan ini sudah dibatalkan, atau tidak memuat kunjungan atau penyerahan.",
                      "This was taken back already, or says nothing of visits or handovers."},
                     stands);
  }
  std::string reason = asked.reason();
  const std::int64_t age = device.clock().Read().wall.ms - entry.saved.ms;
  // A clock that went back meanwhile is no half minute.
  if (reason.empty() && age >= 0 && age <= kUndoMs) {
    reason = "dibatalkan seketika";
  }
  std::vector<v1::Operation> operations;
  for (const client::OperationView& view : entry.operations) operations.push_back(view.operation);
  client::Findings findings;
  client::Captured captured =
      client::CaptureWithdrawal(entry.link, operations, std::nullopt, reason, findings);
  if (findings.refused()) {
    return ProblemOf(voice, Exit::kRefused, doing, stands, findings.list());
  }
  client::Work work;
  work.operations = std::move(captured.operations);
  const auto saved = device.Save(work);
  if (!saved.ok()) return ProblemOf(voice, saved.status(), doing);
  v1::WithdrawSetResponse response;
  v1::SavedSetView* set = response.mutable_saved()->add_sets();
  set->set_seq(saved->seq);
  set->set_link(ToHex(saved->link.raw()));
  set->set_operations(static_cast<std::uint32_t>(work.operations.size()));
  return response;
}

}  // namespace tilik::screens
