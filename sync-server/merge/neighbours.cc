#include "sync-server/merge/neighbours.h"

namespace tilik::merge {

void Neighbours::AddMembers(const RecordId& id) {
  if (!keys_.with_members.insert(id).second) return;
  auto record = loaded_.records.find(id);
  if (record == loaded_.records.end()) return;
  for (const Absorbed& absorbed : record->second.absorbed) AddMembers(absorbed.id);
}

void Neighbours::AddAbsorbed(const RecordId& id) {
  keys_.records.insert(id);
  AddCasesOf(id);
  auto record = loaded_.records.find(id);
  if (record == loaded_.records.end()) return;
  for (const Absorbed& absorbed : record->second.absorbed) AddAbsorbed(absorbed.id);
}

void Neighbours::AddCasesOf(const RecordId& id) {
  for (const auto& [key, number] : loaded_.open_cases) {
    if (key.record == id || key.other == id) keys_.cases.insert(number);
  }
}

void Neighbours::AddMembersOfMerged() {
  for (const auto& [id, record] : loaded_.records) {
    if (!record.absorbed.empty()) AddMembers(id);
  }
}

void Neighbours::AddLinesOf(const RecordId& id) {
  keys_.records.insert(id);
  if (!keys_.with_lines.insert(id).second) return;
  auto record = loaded_.records.find(id);
  if (record == loaded_.records.end()) return;
  for (const Absorbed& absorbed : record->second.absorbed) AddLinesOf(absorbed.id);
}

void Neighbours::AddLinesBeside(const RecordId& recipient) {
  keys_.records.insert(recipient);
  const RecordState* live = Standing(loaded_, recipient);
  if (live != nullptr && !live->absorbed.empty()) AddLinesOf(live->id);
}

void Neighbours::AddEligibilityOf(const RecordId& id) {
  if (id.none()) return;
  keys_.with_eligibility.insert(id);
  const RecordState* live = Standing(loaded_, id);
  if (live == nullptr) return;
  keys_.with_eligibility.insert(live->id);
  for (const Absorbed& absorbed : live->absorbed) keys_.with_eligibility.insert(absorbed.id);
}

void Neighbours::AddEligible(const RecordId& id) {
  AddEligibilityOf(id);
  const RecordState* live = Standing(loaded_, id);
  AddLinesOf(live == nullptr ? id : live->id);
}

}  // namespace tilik::merge
