#include "client/core/overlay.h"

#include <algorithm>
#include <set>

#include "proto/contract/told.h"

namespace tilik::client {
namespace {

Result<std::optional<OwnChange>> ReadCreate(const v1::CreateRecord& create, OwnChange change) {
  TILIK_ASSIGN_OR_RETURN(change.values, ReadColumns(create.values()));
  change.creates = true;
  return std::optional<OwnChange>(std::move(change));
}

Result<std::optional<OwnChange>> ReadChange(const v1::ChangeFields& fields, OwnChange change) {
  TILIK_ASSIGN_OR_RETURN(change.values, ReadColumns(fields.values()));
  if (fields.base_epoch() != 0) change.base.epoch = fields.base_epoch();
  change.base.revision = fields.base_revision();
  for (const v1::BaseException& exception : fields.exceptions()) {
    Base base{exception.epoch() != 0 ? exception.epoch() : change.base.epoch,
              exception.base_revision()};
    for (Field field : exception.fields()) change.exceptions[field] = base;
  }
  return std::optional<OwnChange>(std::move(change));
}

}  // namespace

bool Says(const Answer& answer) {
  if (answer.how == How::kNotChecked) return false;
  const Absent* absent = std::get_if<Absent>(&answer.value);
  return absent == nullptr || *absent != Absent::kNotAsked;
}

bool IsDecided(Fate fate) {
  switch (fate) {
    case Fate::kApplied:
    case Fate::kSuperseded:
    case Fate::kReturned:
    case Fate::kRefused:
      return true;
    case Fate::kUnsent:
    case Fate::kReceived:
    case Fate::kHeld:
    case Fate::kQuarantined:
    case Fate::kLost:
      return false;
  }
  return false;
}

Fate FateOf(v1::OutcomeKind kind) {
  switch (kind) {
    case v1::OUTCOME_KIND_APPLIED:
      return Fate::kApplied;
    case v1::OUTCOME_KIND_SUPERSEDED:
      return Fate::kSuperseded;
    case v1::OUTCOME_KIND_HELD:
      return Fate::kHeld;
    case v1::OUTCOME_KIND_QUARANTINED:
      return Fate::kQuarantined;
    case v1::OUTCOME_KIND_RETURNED:
      return Fate::kReturned;
    case v1::OUTCOME_KIND_REFUSED:
      return Fate::kRefused;
    default:
      // A kind newer than this program decides nothing that this program could act on.
      return Fate::kReceived;
  }
}

Base OwnChange::BaseOf(Field field) const {
  auto found = exceptions.find(field);
  return found == exceptions.end() ? base : found->second;
}

FieldFate OwnChange::FateOf(Field field) const {
  if (!outcome) return {receipted ? Fate::kReceived : Fate::kUnsent, 0};
  auto found = outcome->fields.find(field);
  return found == outcome->fields.end() ? outcome->whole : found->second;
}

bool Shown::HasOwn() const {
  return status.own || std::any_of(fields.begin(), fields.end(),
                                   [](const auto& field) { return field.second.own; });
}

Answers Shown::Values() const {
  Answers values;
  for (const auto& [field, state] : fields) values.emplace(field, state.shown);
  return values;
}

bool StillHides(const OwnChange& change, Field field, const ServerState& server) {
  if (field == kStatusSlot ? !change.status.has_value() : !change.values.contains(field)) {
    return false;
  }
  if (!IsDecided(change.FateOf(field).fate)) return true;
  // A record that was refused altogether has no revision to wait for.
  if (change.outcome->resulting_revision == 0) return false;
  Base row = change.other_row.value_or(server.at);
  return row < Base{change.outcome->epoch, change.outcome->resulting_revision};
}

bool IsOver(const OwnChange& change, const ServerState& server) {
  if (StillHides(change, kStatusSlot, server)) return false;
  // A new record without a single value is still to be created.
  if (change.creates && change.values.empty()) {
    return change.outcome && IsDecided(change.outcome->whole.fate);
  }
  return std::none_of(change.values.begin(), change.values.end(),
                      [&](const auto& value) { return StillHides(change, value.first, server); });
}

Shown Replay(const ServerState& server, const std::vector<OwnChange>& changes) {
  Shown shown;
  shown.at = server.at;
  shown.status.server = shown.status.shown = server.status;
  for (const auto& [field, answer] : server.values) {
    ShownField& state = shown.fields[field];
    state.server = answer;
    state.shown = answer;
  }
  for (const OwnChange& change : changes) {
    if (StillHides(change, kStatusSlot, server)) {
      shown.status.shown = *change.status;
      shown.status.own = true;
      shown.status.fate = change.FateOf(kStatusSlot);
      shown.status.seq = change.seq;
    }
    for (const auto& [field, answer] : change.values) {
      if (!Says(answer) || !StillHides(change, field, server)) continue;
      ShownField& state = shown.fields[field];
      state.shown = answer;
      state.own = true;
      state.fate = change.FateOf(field);
      state.seq = change.seq;
    }
  }
  return shown;
}

std::map<Slot, Base> HiddenBases(const Codebooks& codebooks, const ServerState& server,
                                 const std::vector<OwnChange>& changes,
                                 const std::map<Slot, Base>& shown_beside) {
  std::map<Slot, Base> oldest;
  auto lower = [&oldest](Slot slot, const Base& base) {
    auto [place, first] = oldest.emplace(slot, base);
    if (!first) place->second = std::min(place->second, base);
  };
  for (const OwnChange& change : changes) {
    if (StillHides(change, kStatusSlot, server)) lower(kStatusSlot, change.base);
    for (const auto& [field, answer] : change.values) {
      if (Says(answer) && StillHides(change, field, server)) {
        lower(codebooks.SlotOf(field), change.BaseOf(field));
      }
    }
  }
  for (auto slot = oldest.begin(); slot != oldest.end();) {
    auto seen = shown_beside.find(slot->first);
    if (seen != shown_beside.end()) slot->second = std::max(slot->second, seen->second);
    slot = slot->second < server.at ? std::next(slot) : oldest.erase(slot);
  }
  return oldest;
}

Result<std::optional<OwnChange>> ReadOwnChange(const v1::Operation& operation, std::uint64_t seq,
                                               std::uint32_t index, std::uint64_t oldest_epoch) {
  OwnChange change;
  change.seq = seq;
  change.operation = index;
  change.base.epoch = oldest_epoch;
  switch (operation.kind_case()) {
    case v1::Operation::kCreateRecord:
      return ReadCreate(operation.create_record(), std::move(change));
    case v1::Operation::kChangeFields:
      return ReadChange(operation.change_fields(), std::move(change));
    case v1::Operation::kProposeStatus:
      change.base.revision = operation.propose_status().base_revision();
      change.status = operation.propose_status().status();
      return std::optional<OwnChange>(std::move(change));
    default:
      return std::optional<OwnChange>();
  }
}

std::string_view SubjectOf(const v1::Operation& operation) {
  switch (operation.kind_case()) {
    case v1::Operation::kCreateRecord:
      return operation.create_record().record();
    case v1::Operation::kChangeFields:
      return operation.change_fields().record();
    case v1::Operation::kProposeStatus:
      return operation.propose_status().record();
    case v1::Operation::kVisit:
      return operation.visit().household();
    case v1::Operation::kMusdesResult:
      return operation.musdes_result().household();
    case v1::Operation::kHandover:
      return operation.handover().line();
    case v1::Operation::kNonDelivery:
      return operation.non_delivery().line();
    default:
      return RecordToldOf(operation);
  }
}

v1::Outcome FoldOutcome(v1::Outcome known, const v1::Outcome& told) {
  if (told.kind() != v1::OUTCOME_KIND_UNSPECIFIED || known.kind() == v1::OUTCOME_KIND_UNSPECIFIED) {
    return told;
  }
  std::set<Field> renewed;
  for (const v1::FieldOutcome& fields : told.fields()) {
    renewed.insert(fields.fields().begin(), fields.fields().end());
  }
  v1::Outcome folded = told;
  folded.set_kind(known.kind());
  folded.set_case_number(known.case_number());
  folded.set_resulting_revision(std::max(known.resulting_revision(), told.resulting_revision()));
  for (const v1::FieldOutcome& before : known.fields()) {
    v1::FieldOutcome kept = before;
    kept.clear_fields();
    for (Field field : before.fields()) {
      if (renewed.count(field) == 0) kept.add_fields(field);
    }
    if (kept.fields_size() > 0) *folded.add_fields() = std::move(kept);
  }
  return folded;
}

OwnOutcome ReadOutcome(const v1::Outcome& outcome, std::uint64_t epoch) {
  OwnOutcome read;
  read.whole = {FateOf(outcome.kind()), outcome.case_number()};
  read.record = RecordId::FromRaw(outcome.record()).value_or(RecordId());
  read.epoch = epoch;
  read.resulting_revision = outcome.resulting_revision();
  read.reason = outcome.reason();
  for (const v1::FieldOutcome& fields : outcome.fields()) {
    for (Field field : fields.fields()) {
      read.fields[field] = {FateOf(fields.kind()), fields.case_number()};
    }
  }
  return read;
}

bool Replaces(const Base& row, const Base& stored) {
  if (row.epoch != stored.epoch) return true;
  return row.revision >= stored.revision;
}

bool Removes(const Base& left, std::uint64_t village, const Base& stored,
             std::uint64_t stored_village) {
  return left.epoch != stored.epoch || stored.revision < left.revision || stored_village == village;
}

}  // namespace tilik::client
