// Cases: what a person must decide, and what a decision does (protocol.md §4.4, §4.5).
#include <algorithm>

#include "sync-server/merge/ledger.h"
#include "sync-server/merge/merger.h"

namespace tilik::merge {
namespace {

// The proposal an accepting decision names; null when it names none, or accepts nothing.
const Proposal* ChosenOf(const CaseFile& file, const v1::Decide& decide) {
  if (decide.choice() != v1::CHOICE_ACCEPT) return nullptr;
  const FactId wanted{Link::FromRaw(decide.proposal().link()).value_or(Link()),
                      decide.proposal().operation()};
  for (const Proposal& proposal : file.proposals) {
    if (proposal.id() == wanted) return &proposal;
  }
  return nullptr;
}

bool SameChain(const Origin& a, const Origin& b) {
  return a.chain == b.chain && a.branch == b.branch;
}

}  // namespace

CaseFile* Merger::FindOpen(const CaseKey& key) {
  auto found = loaded_.open_cases.find(key);
  return found == loaded_.open_cases.end() ? nullptr : &loaded_.cases.at(found->second);
}

CaseFile& Merger::OpenCase(const CaseKey& key, const std::string& why) {
  CaseFile file;
  file.number = loaded_.next_case_number++;
  file.key = key;
  file.opened_arrival = deciding_->arrival;
  file.opened = deciding_->arrived;
  file.why = why;
  loaded_.open_cases[key] = file.number;
  delta_.cases.insert(file.number);
  CaseFile& kept = loaded_.cases[file.number] = std::move(file);
  ShowCase(kept);
  return kept;
}

void Merger::ShowCase(const CaseFile& file) {
  // No business of the officers whose work it is about.
  if (file.key.kind == CaseKind::kSignal) return;
  if (!file.key.record.none() && Find(file.key.record) != nullptr)
    delta_.refeed.insert(file.key.record);
  if (!file.key.other.none() && Find(file.key.other) != nullptr)
    delta_.refeed.insert(file.key.other);
}

// A chain's newest proposal replaces its own earlier one.
void Merger::Join(CaseFile& file, Proposal proposal) {
  for (const Proposal& other : file.proposals) {
    if (SameChain(other.origin, proposal.origin) && other.origin.seq > proposal.origin.seq) {
      return ReportLater(proposal, v1::OUTCOME_KIND_SUPERSEDED, file, 0,
                         "a later proposal of the same chain stands");
    }
  }
  RemoveOwn(file);
  ++file.counter;
  file.proposals.push_back(std::move(proposal));
  delta_.cases.insert(file.number);
}

void Merger::Withdraw(CaseFile& file) {
  if (RemoveOwn(file) && file.proposals.empty()) Close(file, "withdrawn by whoever proposed it");
}

bool Merger::RemoveOwn(CaseFile& file) {
  const RecordState* record = Find(file.key.record);
  std::vector<Proposal> others;
  for (Proposal& proposal : file.proposals) {
    if (!MadeByAncestor(proposal.origin)) {
      others.push_back(std::move(proposal));
      continue;
    }
    ReportLater(proposal, v1::OUTCOME_KIND_SUPERSEDED, file,
                record == nullptr ? 0 : record->revision,
                "replaced by a later word of the same chain");
  }
  const bool removed = others.size() < file.proposals.size();
  file.proposals = std::move(others);
  if (!removed) return false;
  ++file.counter;
  delta_.cases.insert(file.number);
  return true;
}

void Merger::Close(CaseFile& file, const std::string& settlement) {
  file.open = false;
  file.settlement = settlement;
  ++file.counter;
  loaded_.open_cases.erase(file.key);
  delta_.cases.insert(file.number);
  ShowCase(file);
}

void Merger::ProposeStatus(std::uint32_t index, const v1::Operation& operation) {
  const v1::ProposeStatus& propose = operation.propose_status();
  const RecordId named = IdOfBytes(propose.record());
  RecordState* record = FindLive(named);
  if (record == nullptr) return Hold(index, operation, HeldBecause::kUnknownRecord, named, 0);
  if (HoldIfOutside(index, operation, record->id, record->village)) return;
  CaseKey key;
  key.kind = CaseKind::kStatus;
  key.record = record->id;
  CaseFile* open = FindOpen(key);
  if (open == nullptr && propose.status() == record->status) {
    return Report(index, v1::OUTCOME_KIND_APPLIED, record);
  }
  CaseFile& file = open != nullptr ? *open : OpenCase(key, "usulan perubahan status");
  Proposal proposal;
  proposal.origin = OriginFor(named);
  proposal.operation = index;
  proposal.base_revision = propose.base_revision();
  proposal.status = propose.status();
  proposal.reason = propose.reason();
  proposal.note = propose.note();
  Report(index, v1::OUTCOME_KIND_HELD, record, file.number);
  Join(file, std::move(proposal));
}

void Merger::Decide(std::uint32_t index, const v1::Decide& decide) {
  auto found = loaded_.cases.find(decide.case_number());
  if (found == loaded_.cases.end())
    return Report(index, v1::OUTCOME_KIND_REFUSED, nullptr, 0, "no such case");
  CaseFile& file = found->second;
  RecordState* record = Find(file.key.record);
  const std::uint64_t revision = record == nullptr ? 0 : record->revision;
  if (!file.open || file.counter != decide.case_counter() || revision != decide.record_revision()) {
    return Report(index, v1::OUTCOME_KIND_REFUSED, record, file.number,
                  "the case moved since it was looked at");
  }
  bool settled = false;
  switch (file.key.kind) {
    case CaseKind::kConflict:
      settled = DecideConflict(loaded_.records.at(file.key.record), file, index, decide);
      break;
    case CaseKind::kStatus:
      settled = DecideStatus(loaded_.records.at(file.key.record), file, index, decide);
      break;
    case CaseKind::kDuplicate:
      settled = decide.choice() == v1::CHOICE_NOT_A_PROBLEM;
      if (settled) {
        loaded_.settled_pairs.insert(file.key);
        delta_.settled_pairs.insert(file.key);
        Close(file, "two different records: " + decide.reason());
      }
      break;
    case CaseKind::kDoubleDelivery:
      settled = DecideDoubleDelivery(file, decide);
      break;
    case CaseKind::kOutsideAssignment:
    case CaseKind::kQuarantine:
      settled = DecideHeld(file, decide);
      break;
    case CaseKind::kRetraction: {
      const bool withdrawn = decide.choice() == v1::CHOICE_ACCEPT && WithdrawFact(file.key.fact);
      settled = withdrawn || decide.choice() == v1::CHOICE_KEEP;
      if (!settled) break;
      for (const Proposal& proposal : file.proposals) {
        ReportLater(proposal, withdrawn ? v1::OUTCOME_KIND_APPLIED : v1::OUTCOME_KIND_REFUSED, file,
                    0, decide.reason());
      }
      Close(file, decide.reason());
      break;
    }
    case CaseKind::kSignal:
      settled =
          decide.choice() == v1::CHOICE_NOT_A_PROBLEM || decide.choice() == v1::CHOICE_CONFIRM;
      if (!settled) break;
      file.verdict =
          decide.choice() == v1::CHOICE_CONFIRM ? Verdict::kConfirmed : Verdict::kNotAProblem;
      Close(file, decide.reason());
      break;
  }
  record = Find(file.key.record);
  Report(index, settled ? v1::OUTCOME_KIND_APPLIED : v1::OUTCOME_KIND_REFUSED, record, file.number,
         settled ? "" : "this choice does not fit this kind of case");
}

// Everybody who proposed something learns what became of it, and the case is closed.
void Merger::Settle(CaseFile& file, const Proposal* chosen, std::uint64_t revision,
                    const std::string& reason) {
  for (const Proposal& proposal : file.proposals) {
    ReportLater(proposal, &proposal == chosen ? v1::OUTCOME_KIND_APPLIED : v1::OUTCOME_KIND_REFUSED,
                file, revision, reason);
  }
  Close(file, reason);
}

bool Merger::DecideConflict(RecordState& record, CaseFile& file, std::uint32_t index,
                            const v1::Decide& decide) {
  const Proposal* chosen = ChosenOf(file, decide);
  if (chosen == nullptr && decide.choice() != v1::CHOICE_KEEP) return false;

  const std::vector<IdentityKey> keys_before = IdentityKeysOf(record);
  SlotState& slot = record.slots[file.key.slot];
  HistoryRow history;
  history.record = record.id;
  history.arrival = deciding_->arrival;
  history.operation = index;
  history.origin = OriginFor(record.id);
  SlotChange change;
  change.slot = file.key.slot;
  change.kind = SlotChange::Kind::kDecided;
  change.before = slot.answers;
  Instant observed = slot.last.origin.observed;
  if (chosen != nullptr) {
    slot.answers = chosen->answers;
    observed = std::max(observed, chosen->origin.observed);
  }
  change.after = slot.answers;
  Restamp(slot, Touch(record), record.id, observed);
  history.revision = record.revision;
  history.changes.push_back(std::move(change));
  delta_.history.push_back(std::move(history));
  Settle(file, chosen, record.revision, decide.reason());
  PlaceRecord(record);
  NoteIdentity(keys_before, record);
  return true;
}

bool Merger::DecideStatus(RecordState& record, CaseFile& file, std::uint32_t index,
                          const v1::Decide& decide) {
  const Proposal* chosen = ChosenOf(file, decide);
  if (chosen == nullptr && decide.choice() != v1::CHOICE_KEEP) return false;
  if (chosen != nullptr) {
    record.status = chosen->status;
    record.status_reason = chosen->reason;
    record.status_observed = chosen->origin.observed;
  }
  record.status_stamp.revision = Touch(record);
  record.status_stamp.origin = OriginFor(record.id);
  HistoryRow history;
  history.record = record.id;
  history.revision = record.revision;
  history.arrival = deciding_->arrival;
  history.operation = index;
  history.origin = OriginFor(record.id);
  history.status_after = record.status;
  delta_.history.push_back(std::move(history));
  Settle(file, chosen, record.revision, decide.reason());
  if (chosen != nullptr) CloseLinesOf(record);
  return true;
}

// Written down by mistake: one handover is withdrawn, and its officer is told. Received twice, or
// rightly: what was handed out stays counted as it is.
bool Merger::DecideDoubleDelivery(CaseFile& file, const v1::Decide& decide) {
  if (decide.choice() == v1::CHOICE_NOT_A_PROBLEM || decide.choice() == v1::CHOICE_KEEP ||
      decide.choice() == v1::CHOICE_RETURN) {
    Close(file, decide.choice() == v1::CHOICE_RETURN ? "dikembalikan: " + decide.reason()
                                                     : decide.reason());
    return true;
  }
  if (decide.choice() != v1::CHOICE_ACCEPT) return false;
  const FactId mistake{Link::FromRaw(decide.proposal().link()).value_or(Link()),
                       decide.proposal().operation()};
  const LineState& line = loaded_.lines.at(file.key.line);
  const bool stands = std::any_of(
      line.handovers.begin(), line.handovers.end(),
      [&](const HandoverFact& handover) { return handover.id == mistake && !handover.retracted; });
  if (!stands || !WithdrawFact(mistake)) return false;
  if (!file.open) file.settlement = decide.reason();
  Proposal said;
  said.origin = loaded_.facts.at(mistake).origin;
  said.operation = mistake.operation;
  ReportLater(said, v1::OUTCOME_KIND_REFUSED, file, 0, decide.reason());
  return true;
}

// A status decision never deletes an entitlement: it closes what is open of it, and opens it again
// when it is taken back (domain.md §3.4).
void Merger::CloseLinesOf(const RecordState& record) {
  for (auto& [id, line] : loaded_.lines) {
    const RecordState* recipient = FindLive(line.recipient);
    if (recipient == nullptr || recipient->id != record.id) continue;
    CloseByStatus(line, record);
    delta_.lines.insert(id);
  }
}

void Merger::GiveBackLines(const RecordState& record, const RecordState& other) {
  if (ClosingOf(record) == ClosingOf(other)) return;
  for (auto& [id, line] : loaded_.lines) {
    const RecordState* recipient = FindLive(line.recipient);
    if (recipient == nullptr || recipient->id != record.id) continue;
    if (line.closed_because != ClosingOf(other)) continue;
    CloseByStatus(line, record);
    delta_.lines.insert(id);
  }
}

void Merger::CloseByStatus(LineState& line, const RecordState& recipient) {
  if (!line.closed_by_order) line.closed_because = ClosingOf(recipient);
}

}  // namespace tilik::merge
