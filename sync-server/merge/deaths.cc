#include "sync-server/merge/deaths.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "proto/contract/calendar.h"

namespace tilik::merge {
namespace {

RecordId RecipientOf(const FactRow& fact) {
  return fact.operation.has_handover_without_list() ? fact.record : RecordId();
}

}  // namespace

Status Deaths::Find() {
  Keys wanted;
  const auto want = [&](const RecordId& id) {
    if (loaded_.records.count(id) == 0) wanted.records.insert(id);
  };
  for (const LineId& id : delta_.lines) {
    const LineState& line = loaded_.lines.at(id);
    if (line.recipient.none() || (line.handovers.empty() && line.payer_reports.empty())) continue;
    lines_.insert(id);
    want(line.recipient);
  }
  for (const FactId& id : delta_.facts) {
    const RecordId recipient = RecipientOf(loaded_.facts.at(id));
    if (recipient.none()) continue;
    recipients_.insert(recipient);
    want(recipient);
  }
  TILIK_RETURN_IF_ERROR(keeping_.Load(wanted));
  TILIK_RETURN_IF_ERROR(FindDecided());
  std::set<RecordId> standing;
  for (const RecordId& id : recipients_) standing.insert(keeping_.StandsFor(id));
  recipients_ = std::move(standing);
  return LoadGifts();
}

// Whose status was decided, everybody below, and what all of them are due.
Status Deaths::FindDecided() {
  for (const HistoryRow& row : delta_.history) {
    if (row.status_after != v1::RECORD_STATUS_UNSPECIFIED) decided_.insert(row.record);
  }
  if (decided_.empty()) return Status();
  TILIK_RETURN_IF_ERROR(keeping_.LoadRecords(decided_));
  Keys members;
  for (const RecordId& id : decided_) members.with_members.merge(keeping_.IdsOf(id));
  TILIK_RETURN_IF_ERROR(keeping_.Load(members));
  for (const auto& [id, record] : loaded_.records) {
    if (record.redirected_to.none() && DecidedNow(id)) recipients_.insert(id);
  }
  TILIK_RETURN_IF_ERROR(keeping_.LoadRecords(recipients_));
  Keys lines;
  for (const RecordId& id : recipients_) lines.with_lines.merge(keeping_.IdsOf(id));
  TILIK_RETURN_IF_ERROR(keeping_.Load(lines));
  for (const auto& [id, line] : loaded_.lines) {
    if (DecidedNow(line.recipient)) lines_.insert(id);
  }
  return Status();
}

// Only of the dead, and of those whose open case may be gone.
Status Deaths::LoadGifts() {
  for (auto id = recipients_.begin(); id != recipients_.end();) {
    id = DiedOn(*id) || HasOpenSignal(*id) ? std::next(id) : recipients_.erase(id);
  }
  TILIK_RETURN_IF_ERROR(keeping_.LoadRecords(recipients_));
  Keys wanted;
  for (const RecordId& id : recipients_) wanted.with_facts.merge(keeping_.IdsOf(id));
  return keeping_.Load(wanted);
}

void Deaths::ForEachAbove(const RecordId& id,
                          const std::function<void(const RecordState&)>& visit) const {
  const RecordState* record = Standing(loaded_, id);
  while (record != nullptr) {
    visit(*record);
    const bool below =
        record->kind == v1::RECORD_KIND_PERSON || record->kind == v1::RECORD_KIND_FAMILY;
    record = below && !record->parent.none() ? Standing(loaded_, record->parent) : nullptr;
  }
}

std::optional<std::uint32_t> Deaths::DiedOn(const RecordId& recipient) const {
  std::optional<std::uint32_t> died;
  ForEachAbove(recipient, [&](const RecordState& record) {
    if (record.status != v1::RECORD_STATUS_ASLEEP ||
        record.status_reason != v1::STATUS_REASON_MENINGGAL) {
      return;
    }
    const std::uint32_t day = DayOf(record.status_observed, zone_);
    died = std::min(day, died.value_or(day));
  });
  return died;
}

bool Deaths::DecidedNow(const RecordId& recipient) const {
  bool decided = false;
  ForEachAbove(recipient, [&](const RecordState& record) {
    decided = decided || decided_.count(record.id) > 0;
  });
  return decided;
}

bool Deaths::HasOpenSignal(const RecordId& recipient) const {
  return std::any_of(loaded_.open_cases.begin(), loaded_.open_cases.end(), [&](const auto& open) {
    return open.first.signal == v1::SIGNAL_DEAD_BUT_PAID && open.first.record == recipient;
  });
}

std::multimap<std::uint32_t, const FactRow*> Deaths::GivenTo(const RecordId& recipient) const {
  std::multimap<std::uint32_t, const FactRow*> given;
  for (const auto& [id, fact] : loaded_.facts) {
    const RecordId to = RecipientOf(fact);
    if (fact.retracted || to.none() || keeping_.StandsFor(to) != recipient) continue;
    const std::uint32_t stated = fact.operation.handover_without_list().day();
    given.emplace(stated != 0 ? stated : DayOf(fact.origin.observed, zone_), &fact);
  }
  return given;
}

}  // namespace tilik::merge
