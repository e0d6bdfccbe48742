// What a merge will look at, loaded with as few questions as the closure allows: a visit of a
// household with five persons is answered by about a dozen.
#include <algorithm>

#include "sync-server/storage/sqlite_writer.h"

namespace tilik::storage {

// What one Load has found to be needed so far.
struct SqliteWriter::Closure {
  std::set<RecordId> seen;
  std::vector<RecordId> pending;
  std::set<RecordId> with_members;
  std::set<LineId> lines;
  std::set<std::uint64_t> cases;

  void Want(const RecordId& record) {
    if (!record.none() && seen.insert(record).second) pending.push_back(record);
  }
  template <typename Ids>
  void WantAll(const Ids& records) {
    for (const RecordId& record : records) Want(record);
  }
};

Status SqliteWriter::Load(const merge::Keys& keys, merge::WorkingSet& into) {
  Closure closure;
  closure.WantAll(keys.records);
  closure.WantAll(keys.with_members);
  closure.WantAll(keys.with_lines);
  closure.with_members = keys.with_members;
  closure.WantAll(keys.with_eligibility);
  closure.lines = keys.lines;
  closure.cases = keys.cases;
  TILIK_RETURN_IF_ERROR(Note(LoadCases(keys, closure, into)));
  TILIK_RETURN_IF_ERROR(Note(LoadFacts(keys, closure, into)));
  TILIK_RETURN_IF_ERROR(Note(LoadRecords(closure, into)));
  TILIK_RETURN_IF_ERROR(Note(LoadLines(keys, closure, into)));
  TILIK_RETURN_IF_ERROR(Note(LoadIdentities(keys, into)));
  TILIK_RETURN_IF_ERROR(Note(LoadSets(keys.sets, into)));
  for (const RecordId& record : keys.with_history) {
    if (into.history.contains(record)) continue;
    Result<std::vector<merge::HistoryRow>> history = history_.OfRecord(record);
    if (!history.ok()) return Note(history.status());
    into.history.emplace(record, *std::move(history));
  }
  TILIK_RETURN_IF_ERROR(Note(people_.LoadProfiles(keys.profiles, into.profiles)));
  TILIK_RETURN_IF_ERROR(Note(people_.LoadBlocks(keys.blocks, into)));
  TILIK_RETURN_IF_ERROR(Note(LoadVerification(keys, into)));
  TILIK_RETURN_IF_ERROR(Note(LoadDeeds(keys, into)));
  TILIK_RETURN_IF_ERROR(Note(aid_.LoadEligibility(
      {keys.with_eligibility.begin(), keys.with_eligibility.end()}, into.eligibility)));
  for (const std::string& code : keys.programmes) {
    if (into.programmes.contains(code)) continue;
    Result<std::optional<v1::Programme>> programme = reference_.Programme(code);
    if (!programme.ok()) return Note(programme.status());
    if (programme->has_value()) into.programmes.emplace(code, **std::move(programme));
  }
  Result<std::uint64_t> next_case = cases_.NextNumber();
  if (!next_case.ok()) return Note(next_case.status());
  into.next_case_number = std::max(into.next_case_number, *next_case);
  return Status();
}

Status SqliteWriter::LoadCases(const merge::Keys& keys, Closure& closure, merge::WorkingSet& into) {
  for (const ChainId& chain : keys.chains) {
    merge::CaseKey key;
    key.kind = merge::CaseKind::kQuarantine;
    key.chain = chain;
    TILIK_RETURN_IF_ERROR(cases_.LoadOpen(key, into));
    auto open = into.open_cases.find(key);
    if (open != into.open_cases.end()) closure.cases.insert(open->second);
  }
  for (std::uint64_t number : closure.cases) {
    TILIK_RETURN_IF_ERROR(cases_.LoadNumbered(number, into));
    auto found = into.cases.find(number);
    if (found == into.cases.end()) continue;
    const merge::CaseKey& key = found->second.key;
    closure.Want(key.record);
    closure.Want(key.other);
    if (!key.line.none()) closure.lines.insert(key.line);
  }
  return held_.LoadOfCases({closure.cases.begin(), closure.cases.end()}, into);
}

Status SqliteWriter::LoadFacts(const merge::Keys& keys, Closure& closure, merge::WorkingSet& into) {
  std::set<merge::FactId> facts = keys.facts;
  for (std::uint64_t number : closure.cases) {
    auto found = into.cases.find(number);
    if (found != into.cases.end() && found->second.key.kind == merge::CaseKind::kRetraction) {
      facts.insert(found->second.key.fact);
    }
  }
  for (const RecordId& record : keys.with_facts) {
    TILIK_ASSIGN_OR_RETURN(std::vector<merge::FactRow> of_record, facts_.OfRecord(record));
    for (merge::FactRow& fact : of_record) into.facts.emplace(fact.id, std::move(fact));
  }
  for (const merge::FactId& id : facts) {
    merge::CaseKey key;
    key.kind = merge::CaseKind::kRetraction;
    key.fact = id;
    TILIK_RETURN_IF_ERROR(cases_.LoadOpen(key, into));
    TILIK_ASSIGN_OR_RETURN(std::optional<std::uint64_t> arrival, log_.ArrivalOf(id.link));
    if (!arrival.has_value()) continue;
    TILIK_RETURN_IF_ERROR(held_.LoadOne(*arrival, id.operation, into));
    TILIK_RETURN_IF_ERROR(LoadReview(id, *arrival, into));
    if (!into.facts.contains(id)) {
      TILIK_ASSIGN_OR_RETURN(std::optional<merge::FactRow> fact,
                             facts_.Find(*arrival, id.operation));
      if (fact.has_value()) into.facts.emplace(id, *std::move(fact));
    }
    auto fact = into.facts.find(id);
    if (fact == into.facts.end()) continue;
    closure.Want(fact->second.record);
    const v1::Operation& operation = fact->second.operation;
    const std::string& line = operation.has_handover()       ? operation.handover().line()
                              : operation.has_payer_report() ? operation.payer_report().line()
                                                             : operation.non_delivery().line();
    if (std::optional<LineId> line_id = LineId::FromRaw(line)) closure.lines.insert(*line_id);
  }
  return Status();
}

Status SqliteWriter::LoadRecords(Closure& closure, merge::WorkingSet& into) {
  std::vector<RecordId> parents;
  do {
    while (!closure.pending.empty()) {
      std::vector<RecordId> asked;
      std::vector<RecordId> wanted = std::move(closure.pending);
      closure.pending.clear();
      for (const RecordId& id : wanted) {
        if (!into.records.contains(id)) asked.push_back(id);
      }
      TILIK_RETURN_IF_ERROR(records_.LoadInto(asked, into.records));
      for (const RecordId& id : wanted) {
        auto found = into.records.find(id);
        if (found == into.records.end()) continue;
        closure.Want(found->second.parent);
        closure.Want(found->second.redirected_to);
        // Who is asked for with members is so under the id it goes by now.
        if (closure.with_members.contains(id) && !found->second.redirected_to.none()) {
          closure.with_members.insert(found->second.redirected_to);
        }
      }
    }
    parents.assign(closure.with_members.begin(), closure.with_members.end());
    closure.with_members.clear();
    std::vector<RecordId> members;
    TILIK_RETURN_IF_ERROR(records_.LoadMembers(parents, into.records, members));
    for (const RecordId& member : members) {
      closure.Want(member);
      if (into.records.at(member).kind == v1::RECORD_KIND_FAMILY) {
        closure.with_members.insert(member);
      }
    }
  } while (!closure.pending.empty() || !closure.with_members.empty());
  std::vector<RecordId> all(closure.seen.begin(), closure.seen.end());
  TILIK_RETURN_IF_ERROR(cases_.LoadOpenOf(all, into));
  TILIK_RETURN_IF_ERROR(cases_.LoadSettledPairsOf(all, into));
  return held_.LoadOf(all, into);
}

Status SqliteWriter::LoadLines(const merge::Keys& keys, Closure& closure, merge::WorkingSet& into) {
  TILIK_ASSIGN_OR_RETURN(std::vector<LineId> of_recipients,
                         ledger_.OfRecipients({keys.with_lines.begin(), keys.with_lines.end()}));
  closure.lines.insert(of_recipients.begin(), of_recipients.end());
  std::vector<LineId> lines(closure.lines.begin(), closure.lines.end());
  TILIK_RETURN_IF_ERROR(ledger_.LoadInto(lines, into.lines));
  return cases_.LoadOpenOfLines(lines, into);
}

Status SqliteWriter::LoadSets(const std::set<Link>& sets, merge::WorkingSet& into) {
  for (const Link& link : sets) {
    TILIK_ASSIGN_OR_RETURN(std::optional<std::uint64_t> arrival, log_.ArrivalOf(link));
    if (arrival.has_value()) TILIK_RETURN_IF_ERROR(held_.LoadOfSet(*arrival, into));
  }
  return Status();
}

Status SqliteWriter::LoadDeeds(const merge::Keys& keys, merge::WorkingSet& into) {
  for (const merge::FactId& id : keys.deeds) {
    if (into.deeds.deeds.contains(id)) continue;
    TILIK_ASSIGN_OR_RETURN(std::optional<std::uint64_t> arrival, log_.ArrivalOf(id.link));
    if (!arrival.has_value()) continue;
    TILIK_RETURN_IF_ERROR(deeds_.LoadOne(*arrival, id.operation, into.deeds));
  }
  for (const merge::ChainDay& day : keys.deeds_of_day) {
    TILIK_RETURN_IF_ERROR(deeds_.LoadDay(day, into.deeds));
    for (v1::Signal signal : merge::kSignalsOfDays)
      TILIK_RETURN_IF_ERROR(cases_.LoadSignal(merge::SignalOf(day, signal), into));
  }
  for (const RecordId& household : keys.deeds_of_household)
    TILIK_RETURN_IF_ERROR(deeds_.LoadHousehold(household, into.deeds));
  for (const ContentHash& photo : keys.deeds_with_photo)
    TILIK_RETURN_IF_ERROR(deeds_.LoadPhoto(photo, into.deeds));
  for (const merge::CaseKey& key : keys.signals)
    TILIK_RETURN_IF_ERROR(cases_.LoadSignal(key, into));
  for (const std::string& name : keys.campaigns) {
    if (into.campaigns.contains(name)) continue;
    TILIK_ASSIGN_OR_RETURN(std::optional<v1::Campaign> campaign, reference_.Campaign(name));
    if (campaign.has_value()) into.campaigns.emplace(name, *std::move(campaign));
  }
  return Status();
}

Status SqliteWriter::LoadIdentities(const merge::Keys& keys, merge::WorkingSet& into) {
  for (const merge::IdentityKey& key : keys.identities) {
    if (into.identities.contains(key)) continue;
    TILIK_ASSIGN_OR_RETURN(std::set<RecordId> records, records_.WithIdentity(key));
    into.identities.emplace(key, std::move(records));
  }
  return Status();
}

}  // namespace tilik::storage
