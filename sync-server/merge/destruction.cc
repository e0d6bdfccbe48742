// What an order of destruction clears of the registry as it stands (UU 27/2022, protocol.md §2);
// the log, the history and what was decided before are the store's to clear.
#include "sync-server/merge/merger.h"
#include "sync-server/merge/naming.h"

namespace tilik::merge {
namespace {

void Clear(std::map<Slot, SlotState>& slots) {
  for (auto& [slot, state] : slots) state.answers.clear();
}

}  // namespace

void ClearValues(RecordState& record) {
  Clear(record.slots);
  for (Absorbed& absorbed : record.absorbed) Clear(absorbed.before);
}

// Ids, field numbers, revisions, stamps and status stay; of the values nothing does.
void Merger::OrderDestruction(std::uint32_t index, const v1::OrderDestruction& order) {
  std::set<RecordId> destroyed;
  for (const std::string& raw : order.records()) AddWithAbsorbed(IdOfBytes(raw), destroyed);
  for (const RecordId& id : destroyed) {
    RecordState& record = loaded_.records.at(id);
    const std::vector<IdentityKey> keys_before = IdentityKeysOf(record);
    ClearValues(record);
    delta_.records.insert(id);
    NoteIdentity(keys_before, record);
    delta_.identities.insert(id);
    loaded_.history.erase(id);
  }
  for (auto& [number, file] : loaded_.cases) {
    if (destroyed.count(file.key.record) > 0 || destroyed.count(file.key.other) > 0)
      ClearCase(file);
  }
  for (const FactId& id : HeldInChainOrder([&](const HeldOperation& held) {
         return SpeaksOf(loaded_.held_operations.at(held.id), destroyed);
       })) {
    Refuse(id, "destroyed by order");
  }
  delta_.destroyed.insert(destroyed.begin(), destroyed.end());
  Report(index, destroyed.empty() ? v1::OUTCOME_KIND_REFUSED : v1::OUTCOME_KIND_APPLIED, nullptr, 0,
         destroyed.empty() ? "no such record" : "");
}

void Merger::AddWithAbsorbed(const RecordId& id, std::set<RecordId>& into) {
  const RecordState* record = Find(id);
  if (record == nullptr || !into.insert(id).second) return;
  for (const Absorbed& absorbed : record->absorbed) AddWithAbsorbed(absorbed.id, into);
}

void ClearCase(CaseFile& file) {
  for (Proposal& proposal : file.proposals) {
    proposal.answers.clear();
    proposal.note.clear();
  }
  for (Evidence& evidence : file.evidence) evidence.words.clear();
  file.why = "dimusnahkan atas perintah";
  if (!file.open) file.settlement = file.why;
}

}  // namespace tilik::merge
