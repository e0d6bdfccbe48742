#include "client/core/screen.h"

#include <algorithm>

namespace tilik::client {
namespace {

// Group members that were not answered go along as they stood on the screen.
void CompleteGroups(const Codebooks& codebooks, const Answers& on_screen, Answers* answers) {
  std::set<Slot> groups;
  for (const auto& [field, answer] : *answers) {
    if (Slot slot = codebooks.SlotOf(field); slot >= kFirstGroup) groups.insert(slot);
  }
  for (Slot group : groups) {
    for (Field member : codebooks.FieldsOf(group)) {
      auto shown = on_screen.find(member);
      if (shown == on_screen.end() || answers->contains(member)) continue;
      Answer carried = shown->second;
      // Carried, not looked at: how it once came about is no word of today's visit.
      carried.how = How::kUnspecified;
      if (Says(carried)) answers->emplace(member, std::move(carried));
    }
  }
}

void WriteException(const Base& base, const std::vector<Field>& fields,
                    v1::BaseException* exception) {
  exception->set_base_revision(base.revision);
  exception->set_epoch(base.epoch);
  for (Field field : fields) exception->add_fields(field);
}

}  // namespace

Base ScreenRecord::BaseOf(Slot slot) const {
  auto found = older.find(slot);
  return found == older.end() ? at : found->second;
}

const ScreenRecord* Screen::Find(const RecordId& record) const {
  auto found = records.find(record);
  return found == records.end() ? nullptr : &found->second;
}

Result<std::optional<v1::Operation>> Screen::Change(const Codebooks& codebooks,
                                                    const RecordId& record,
                                                    const Answers& answers) const {
  const ScreenRecord* seen = Find(record);
  if (seen == nullptr) {
    return Status::Invalid("record " + ToUuidText(record) + " was not on the screen");
  }
  Answers said;
  for (const auto& [field, answer] : answers) {
    if (Says(answer)) said.emplace(field, answer);
  }
  if (said.empty()) return std::optional<v1::Operation>();
  CompleteGroups(codebooks, seen->values, &said);

  std::map<Base, std::vector<Field>> exceptions;
  for (const auto& [field, answer] : said) {
    Base base = seen->BaseOf(codebooks.SlotOf(field));
    if (base != seen->at) exceptions[base].push_back(field);
  }
  v1::Operation operation;
  v1::ChangeFields* change = operation.mutable_change_fields();
  change->set_record(record.str());
  change->set_base_revision(seen->at.revision);
  change->set_base_epoch(seen->at.epoch);
  for (const auto& [base, fields] : exceptions) {
    WriteException(base, fields, change->add_exceptions());
  }
  WriteColumns(said, change->mutable_values());
  return std::optional<v1::Operation>(std::move(operation));
}

Result<v1::Operation> Screen::Propose(const RecordId& record, v1::RecordStatus status,
                                      v1::StatusReason reason, const std::string& note) const {
  const ScreenRecord* seen = Find(record);
  if (seen == nullptr) {
    return Status::Invalid("record " + ToUuidText(record) + " was not on the screen");
  }
  v1::Operation operation;
  v1::ProposeStatus* proposal = operation.mutable_propose_status();
  proposal->set_record(record.str());
  proposal->set_base_revision(seen->BaseOf(kStatusSlot).revision);
  proposal->set_status(status);
  proposal->set_reason(reason);
  proposal->set_note(note);
  return operation;
}

void Screen::Redraw(const ScreenRecord& newer, const std::set<Slot>& answered,
                    const std::set<Slot>& shown_beside) {
  auto found = records.find(newer.id);
  if (found == records.end()) {
    records.emplace(newer.id, newer);
    return;
  }
  ScreenRecord redrawn = newer;
  for (Slot slot : answered) {
    if (shown_beside.contains(slot)) continue;
    Base kept = std::min(found->second.BaseOf(slot), newer.BaseOf(slot));
    if (kept < redrawn.at) redrawn.older[slot] = kept;
  }
  for (Slot slot : shown_beside) redrawn.older.erase(slot);
  found->second = std::move(redrawn);
}

ScreenRecord TakeScreen(const Codebooks& codebooks, const RecordId& id, v1::RecordKind kind,
                        std::uint64_t village, const ServerState& server,
                        const std::vector<OwnChange>& changes,
                        const std::map<Slot, Base>& shown_beside) {
  Shown shown = Replay(server, changes);
  ScreenRecord record;
  record.id = id;
  record.kind = kind;
  record.village = village;
  record.at = server.at;
  record.older = HiddenBases(codebooks, server, changes, shown_beside);
  record.values = shown.Values();
  record.status = shown.status.shown;
  return record;
}

v1::Screen WriteScreen(const Screen& screen) {
  v1::Screen stored;
  for (const auto& [id, record] : screen.records) {
    v1::ScreenRecord* row = stored.add_records();
    row->set_record(id.str());
    row->set_kind(record.kind);
    row->set_village(record.village);
    row->set_revision(record.at.revision);
    row->set_epoch(record.at.epoch);
    for (const auto& [slot, base] : record.older) WriteException(base, {slot}, row->add_older());
    WriteColumns(record.values, row->mutable_values());
    row->set_status(record.status);
  }
  return stored;
}

Result<Screen> ReadScreen(const v1::Screen& stored) {
  Screen screen;
  for (const v1::ScreenRecord& row : stored.records()) {
    std::optional<RecordId> id = RecordId::FromRaw(row.record());
    if (!id) return Status::Corrupt("a draft's screen names a record of strange length");
    ScreenRecord record;
    record.id = *id;
    record.kind = row.kind();
    record.village = row.village();
    record.at = {row.epoch(), row.revision()};
    for (const v1::BaseException& older : row.older()) {
      for (Slot slot : older.fields()) {
        record.older[slot] = {older.epoch(), older.base_revision()};
      }
    }
    TILIK_ASSIGN_OR_RETURN(record.values, ReadColumns(row.values()));
    record.status = row.status();
    screen.records.emplace(*id, std::move(record));
  }
  return screen;
}

}  // namespace tilik::client
