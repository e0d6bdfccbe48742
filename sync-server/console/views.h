// What the office looks at, made from one snapshot: records with their history, cases side by side,
// recaps that add up.
//
// Pure reading. Every figure names its parts; nothing is repaired on the way (domain.md §2.1: the
// printed table contradicted itself).
#pragma once

#include <string>
#include <vector>

#include "sync-server/console/told_views.h"
#include "sync-server/storage/registry_store.h"
#include "tilik/v1/console.pb.h"

namespace tilik::console {

class Views {
 public:
  Views(storage::Reader& reader, const Codebooks& codebooks)
      : reader_(reader), codebooks_(codebooks) {}

  // Whoever looks gave his name and may see sensitive types too.
  void LetSee(Sight sight) { sight_ = sight; }
  // A record with its members, visits, entitlements, what was told of it and the whole history of
  // its fields.
  Result<v1::RegistryRecordView> Record(const RecordId& record, bool with_history);
  Result<v1::CaseList> Cases(bool open_only, int limit);
  // Of one kind: those that are open, signals that were found to be so, or all.
  Result<v1::CaseList> CasesOfKind(merge::CaseKind kind, bool all, int limit);
  Result<v1::CaseView> Case(const merge::CaseFile& file);

 private:
  // The record and all that were merged into it: facts and entitlements keep the id they were
  // recorded under, and members hang where they hung.
  Result<std::vector<RecordId>> IdsOf(const RecordId& record);
  Result<std::vector<RecordId>> MembersOf(const RecordId& parent);
  Result<v1::RegistryRecordView> Outline(const merge::RecordState& record);
  Status AddSignals(const std::vector<RecordId>& ids, v1::RegistryRecordView* view);
  Result<v1::Statement> Accepted(const merge::RecordState& record, Slot slot);
  Result<v1::Statement> Base(const merge::RecordState& record, Slot slot, std::uint64_t revision);
  Result<v1::Statement> Said(const merge::CaseFile& file, const merge::Proposal& proposal);
  Result<std::string> Person(const ChainId& chain);
  Result<std::optional<v1::Place>> PlaceOf(const merge::Origin& origin);

  storage::Reader& reader_;
  const Codebooks& codebooks_;
  Sight sight_ = Sight::kOrdinary;
  std::map<ChainId, std::string> people_;
};

}  // namespace tilik::console
