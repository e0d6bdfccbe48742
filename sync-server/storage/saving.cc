// What a merge changed, written where it belongs.
#include <utility>

#include "sync-server/storage/destruction.h"
#include "sync-server/storage/sqlite_writer.h"

namespace tilik::storage {
namespace {

std::uint64_t VillageOf(const merge::WorkingSet& merged, const RecordId& record) {
  auto found = merged.records.find(record);
  return found == merged.records.end() ? 0 : found->second.village;
}

}  // namespace

Result<std::uint64_t> SqliteWriter::ArrivalOf(const Link& link) {
  auto known = arrivals_.find(link);
  if (known != arrivals_.end()) return known->second;
  TILIK_ASSIGN_OR_RETURN(std::optional<std::uint64_t> arrival, log_.ArrivalOf(link));
  if (!arrival.has_value())
    return Status::Corrupt("a change set that was merged is not in the log");
  arrivals_.emplace(link, *arrival);
  return *arrival;
}

Status SqliteWriter::Save(const merge::Delta& delta, const merge::WorkingSet& merged,
                          const LogEntry& entry) {
  arrivals_[entry.link] = entry.arrival;
  TILIK_RETURN_IF_ERROR(Note(SaveRecords(delta, merged)));
  TILIK_RETURN_IF_ERROR(Note(people_.Save(delta, merged)));
  TILIK_RETURN_IF_ERROR(Note(SaveHistory(delta, merged)));
  TILIK_RETURN_IF_ERROR(Note(SaveCases(delta, merged)));
  TILIK_RETURN_IF_ERROR(Note(SaveHeld(delta, merged)));
  TILIK_RETURN_IF_ERROR(Note(SaveLedger(delta, merged)));
  TILIK_RETURN_IF_ERROR(Note(SaveVerification(delta, merged, entry)));
  TILIK_RETURN_IF_ERROR(Note(inbox_.Add(delta.outcomes)));
  return delta.destroyed.empty() ? Status() : Note(CarryOut(delta.destroyed));
}

Status SqliteWriter::CarryOut(const std::set<RecordId>& records) {
  TILIK_ASSIGN_OR_RETURN(destroyed_, Destruction(database_, log_).CarryOut(records));
  return Status();
}

Result<bool> SqliteWriter::WasDestroyed(const Link& link) {
  return DestroyedTable(database_).Expects(link);
}

Status SqliteWriter::NoteDestroyed(std::uint64_t arrival, const std::set<std::string>& ids) {
  return Note(DestroyedTable(database_).Add(arrival, ids));
}

Status SqliteWriter::DestroyAgain(const std::set<RecordId>& records, const std::set<Link>& links) {
  for (const RecordId& id : records) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record, records_.Find(id));
    if (!record.has_value()) continue;
    merge::ClearValues(*record);
    TILIK_RETURN_IF_ERROR(Note(records_.Save(*record, areas_)));
    TILIK_ASSIGN_OR_RETURN(std::uint64_t area, areas_.Of(record->village));
    TILIK_RETURN_IF_ERROR(Note(records_.SaveIdentity(*record, area)));
  }
  merge::WorkingSet cleared;
  merge::Delta delta;
  TILIK_RETURN_IF_ERROR(Note(people_.LoadProfiles(records, cleared.profiles)));
  for (auto& [id, profile] : cleared.profiles) {
    if (!profile.empty()) delta.profiles_before.emplace(id, std::exchange(profile, {}));
  }
  TILIK_RETURN_IF_ERROR(Note(people_.Save(delta, cleared)));
  TILIK_RETURN_IF_ERROR(Note(CarryOut(records)));
  DestroyedTable destroyed(database_);
  for (const Link& link : links) TILIK_RETURN_IF_ERROR(Note(destroyed.Expect(link)));
  return Status();
}

Status SqliteWriter::SaveRecords(const merge::Delta& delta, const merge::WorkingSet& merged) {
  std::set<RecordId> found_anew = delta.identities;
  for (const merge::HistoryRow& row : delta.history) {
    for (const merge::SlotChange& change : row.changes) {
      if (TouchesIdentity(change.after)) found_anew.insert(row.record);
    }
  }
  for (const RecordId& id : delta.records) {
    const merge::RecordState& record = merged.records.at(id);
    TILIK_RETURN_IF_ERROR(records_.Save(record, areas_));
    if (!found_anew.contains(id)) continue;
    TILIK_ASSIGN_OR_RETURN(std::uint64_t area, areas_.Of(record.village));
    TILIK_RETURN_IF_ERROR(records_.SaveIdentity(record, area));
  }
  for (const auto& [id, village] : delta.left) {
    TILIK_RETURN_IF_ERROR(records_.Leave(merged.records.at(id), village, areas_));
  }
  for (const RecordId& id : delta.refeed) {
    auto record = merged.records.find(id);
    if (delta.records.contains(id) || record == merged.records.end()) continue;
    TILIK_RETURN_IF_ERROR(records_.Refeed(record->second, areas_));
  }
  return Status();
}

Status SqliteWriter::SaveHistory(const merge::Delta& delta, const merge::WorkingSet& merged) {
  for (const merge::HistoryRow& row : delta.history) {
    TILIK_ASSIGN_OR_RETURN(std::uint64_t area, areas_.Of(VillageOf(merged, row.record)));
    TILIK_ASSIGN_OR_RETURN(std::uint64_t origin, ArrivalOf(row.origin.link));
    TILIK_RETURN_IF_ERROR(history_.Add(row, origin, area));
  }
  return Status();
}

Status SqliteWriter::SaveCases(const merge::Delta& delta, const merge::WorkingSet& merged) {
  // Closed ones first: another of the same key may have been opened since.
  for (bool open : {false, true}) {
    for (std::uint64_t number : delta.cases) {
      const merge::CaseFile& file = merged.cases.at(number);
      if (file.open != open) continue;
      auto line = merged.lines.find(file.key.line);
      std::uint64_t village =
          line != merged.lines.end() ? line->second.village : VillageOf(merged, file.key.record);
      TILIK_ASSIGN_OR_RETURN(std::uint64_t area, areas_.Of(village));
      TILIK_RETURN_IF_ERROR(cases_.Save(file, area));
    }
  }
  for (const merge::CaseKey& key : delta.settled_pairs) {
    TILIK_RETURN_IF_ERROR(cases_.SaveSettledPair(key));
  }
  return Status();
}

Status SqliteWriter::SaveHeld(const merge::Delta& delta, const merge::WorkingSet& merged) {
  for (const merge::FactId& id : delta.held_removed) {
    TILIK_ASSIGN_OR_RETURN(std::uint64_t arrival, ArrivalOf(id.link));
    TILIK_RETURN_IF_ERROR(held_.Remove(arrival, id.operation));
  }
  for (const merge::FactId& id : delta.held_added) {
    auto held = merged.held.find(id);
    if (held == merged.held.end()) continue;  // held and released within one merge
    TILIK_ASSIGN_OR_RETURN(std::uint64_t arrival, ArrivalOf(id.link));
    TILIK_ASSIGN_OR_RETURN(std::uint64_t area,
                           areas_.Of(VillageOf(merged, held->second.waits_for)));
    TILIK_RETURN_IF_ERROR(held_.Add(held->second, merged.held_contexts.at(id), arrival, area));
  }
  return Status();
}

Status SqliteWriter::SaveLedger(const merge::Delta& delta, const merge::WorkingSet& merged) {
  for (const merge::FactId& id : delta.facts) {
    const merge::FactRow& fact = merged.facts.at(id);
    TILIK_ASSIGN_OR_RETURN(std::uint64_t arrival, ArrivalOf(id.link));
    TILIK_ASSIGN_OR_RETURN(std::uint64_t area, areas_.Of(fact.village));
    TILIK_RETURN_IF_ERROR(facts_.Save(fact, arrival, area));
    TILIK_RETURN_IF_ERROR(aid_.Save(fact, arrival));
    TILIK_RETURN_IF_ERROR(registers_.Save(fact, arrival, area));
  }
  for (const LineId& id : delta.lines) {
    const merge::LineState& line = merged.lines.at(id);
    TILIK_ASSIGN_OR_RETURN(std::uint64_t area, areas_.Of(line.village));
    TILIK_RETURN_IF_ERROR(ledger_.Save(line, area, reference_));
  }
  for (const merge::FactId& id : delta.deeds) {
    TILIK_RETURN_IF_ERROR(deeds_.Save(merged.deeds.deeds.at(id)));
  }
  for (const std::string& code : delta.programmes) {
    TILIK_RETURN_IF_ERROR(reference_.SaveProgramme(merged.programmes.at(code)));
  }
  return Status();
}

}  // namespace tilik::storage
