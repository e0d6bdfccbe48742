#include "sync-server/sync/given.h"

#include <algorithm>

#include "proto/contract/change_set.h"
#include "sync-server/merge/naming.h"

namespace tilik::sync {
namespace {

using storage::LogEntry;

constexpr int kCasesAtOnce = 1'000;

struct Named {
  std::uint64_t arrival = 0;
  ChainId chain;
  Link link;
  merge::Names names;
};

class Search {
 public:
  explicit Search(storage::Reader& reader) : reader_(reader) {}

  Result<TakenAsGiven> Run() {
    TILIK_ASSIGN_OR_RETURN(auto destroyed, reader_.DestroyedBodies());
    if (destroyed.empty()) return TakenAsGiven();
    TILIK_RETURN_IF_ERROR(ReadLog());
    TILIK_RETURN_IF_ERROR(ReadCases());
    for (auto& [arrival, ids] : destroyed) {
      for (const std::string& id : ids) Want(id);
    }
    for (const Named& set : sets_) {
      if (destroyed.count(set.arrival) > 0) Take(set);
    }
    for (bool grows = true; grows;) {
      TILIK_RETURN_IF_ERROR(FollowIds());
      grows = FollowSets() || FollowCases() || !pending_.empty();
    }
    TakenAsGiven taken;
    for (const merge::CaseFile& file : cases_) {
      if (!IsAboutGiven(file)) continue;
      given_.cases.insert(file.number);
      if (file.key.kind == merge::CaseKind::kSignal) given_.signals.insert(file.key);
      taken.cases[file.opened_arrival].push_back(file);
    }
    taken.given = std::move(given_);
    return taken;
  }

 private:
  Status ReadLog() {
    return reader_.ForEachLogEntry(1, [&](const LogEntry& entry) {
      Named& set = sets_.emplace_back();
      set.arrival = entry.arrival;
      set.chain = entry.chain;
      set.link = entry.link;
      v1::ChangeSet body;
      if (entry.destroyed || !body.ParseFromString(entry.body)) return Status();
      for (const v1::Operation& operation : body.operations())
        merge::AddNames(operation, set.names);
      return Status();
    });
  }

  Status ReadCases() {
    std::uint64_t after = 0;
    while (true) {
      TILIK_ASSIGN_OR_RETURN(std::vector<merge::CaseFile> page,
                             reader_.Cases(/*open_only=*/false, after, kCasesAtOnce));
      if (page.empty()) return Status();
      after = page.back().number;
      for (merge::CaseFile& file : page) cases_.push_back(std::move(file));
    }
  }

  void Want(const std::string& id) {
    if (given_.ids.insert(id).second) pending_.push_back(id);
  }

  void Take(const Named& set) {
    given_.arrivals.insert(set.arrival);
    chains_.insert(set.chain);
    given_.links.insert(set.link);
    for (const std::string& id : set.names.ids) Want(id);
  }

  // Who hangs under a record, what it was merged with, and what it is entitled to.
  Status FollowIds() {
    while (!pending_.empty()) {
      const RecordId id = RecordId::FromRaw(pending_.back()).value_or(RecordId());
      pending_.pop_back();
      TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record, reader_.Record(id));
      if (!record.has_value()) continue;
      if (!record->redirected_to.none()) Want(record->redirected_to.str());
      for (const merge::Absorbed& absorbed : record->absorbed) Want(absorbed.id.str());
      TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> members, reader_.Members(id));
      for (const RecordId& member : members) Want(member.str());
      TILIK_ASSIGN_OR_RETURN(std::vector<merge::LineState> lines, reader_.LinesOf(id));
      for (const merge::LineState& line : lines) Want(line.id.str());
    }
    return Status();
  }

  bool IsAboutGiven(const merge::CaseFile& file) const {
    const merge::CaseKey& key = file.key;
    auto has = [&](const auto& id) { return !id.none() && given_.ids.count(id.str()) > 0; };
    return has(key.record) || has(key.other) || has(key.line) ||
           given_.links.count(key.fact.link) > 0 || RestsOnGiven(file);
  }

  // What was seen of an officer's day cannot be seen again without all of it.
  bool RestsOnGiven(const merge::CaseFile& file) const {
    if (file.key.kind != merge::CaseKind::kSignal) return false;
    if (chains_.count(file.key.chain) > 0) return true;
    return std::any_of(file.evidence.begin(), file.evidence.end(),
                       [&](const merge::Evidence& evidence) {
                         return given_.links.count(evidence.origin.link) > 0 ||
                                given_.links.count(evidence.other.link) > 0;
                       });
  }

  bool FollowSets() {
    bool grown = false;
    for (const Named& set : sets_) {
      if (given_.arrivals.count(set.arrival) > 0 || !Touches(set.names)) continue;
      Take(set);
      grown = true;
    }
    return grown;
  }

  bool Touches(const merge::Names& names) const {
    auto among = [](const auto& some, const auto& all) {
      return std::any_of(some.begin(), some.end(),
                         [&](const auto& one) { return all.count(one) > 0; });
    };
    if (among(names.ids, given_.ids) || among(names.links, given_.links)) return true;
    return std::any_of(cases_.begin(), cases_.end(), [&](const merge::CaseFile& file) {
      return names.cases.count(file.number) > 0 && IsAboutGiven(file);
    });
  }

  // A set that opened cases of both sorts: their numbers could come in another order.
  bool FollowCases() {
    std::map<std::uint64_t, std::pair<bool, bool>> sorts;
    for (const merge::CaseFile& file : cases_) {
      (IsAboutGiven(file) ? sorts[file.opened_arrival].first : sorts[file.opened_arrival].second) =
          true;
    }
    bool grown = false;
    for (const Named& set : sets_) {
      auto sort = sorts.find(set.arrival);
      if (sort == sorts.end() || !sort->second.first || !sort->second.second ||
          given_.arrivals.count(set.arrival) > 0) {
        continue;
      }
      Take(set);
      grown = true;
    }
    return grown;
  }

  storage::Reader& reader_;
  std::vector<Named> sets_;
  std::vector<merge::CaseFile> cases_;
  std::vector<std::string> pending_;
  std::set<ChainId> chains_;  // of given sets
  storage::Given given_;
};

}  // namespace

Result<TakenAsGiven> FindGiven(storage::Reader& reader) { return Search(reader).Run(); }

}  // namespace tilik::sync
