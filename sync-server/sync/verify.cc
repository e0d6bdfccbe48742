#include "sync-server/sync/verify.h"

#include <unordered_map>

#include "sync-server/sync/given.h"
#include "sync-server/sync/ingest.h"

namespace tilik::sync {
namespace {

using storage::ChainKind;
using storage::ChainRow;
using storage::LogEntry;

// Sets merged in one transaction of the scratch store; it is thrown away, so only speed matters.
constexpr int kEntriesPerCommit = 500;

std::string Name(const LogEntry& entry) {
  return "set " + std::to_string(entry.seq) + " of chain " + ToHex(entry.chain.raw()) +
         " (arrival " + std::to_string(entry.arrival) + ")";
}

// Links and signatures, set by set in order of arrival. All sets that came under one signature must
// lead up to the link it signs, each naming the one before it; some of them may have arrived
// earlier under another signature.
class ChainWalk {
 public:
  ChainWalk(const std::vector<ChainRow>& chains, storage::Reader& reader) : reader_(reader) {
    for (const ChainRow& row : chains) keys_[row.state.chain] = row.public_key;
  }

  // What is wrong with this entry, or nothing.
  Result<std::string> Step(const LogEntry& entry) {
    if (entry.arrival != ++arrivals)
      return Name(entry) + ": the log's numbers have a hole before it";
    if (!entry.destroyed && HashOf(entry.body) != entry.body_hash)
      return Name(entry) + ": the body was altered";
    if (LinkOf(entry.chain, entry.seq, entry.previous, entry.body_hash) != entry.link) {
      return Name(entry) + ": its link does not follow from what it links";
    }
    auto key = keys_.find(entry.chain);
    if (key == keys_.end()) return Name(entry) + ": nobody knows its chain";
    auto open = open_.find(entry.head_link);
    if (open == open_.end()) {
      if (!VerifyLink(key->second, entry.head_link, entry.head_signature)) {
        return Name(entry) + ": the signature does not fit";
      }
      ++signatures;
    } else {
      TILIK_ASSIGN_OR_RETURN(bool follows,
                             LeadsBack(entry.chain, entry.previous, open->second.link));
      if (!follows) return Name(entry) + ": it does not follow the set it was pushed with";
    }
    if (entry.link == entry.head_link) {
      open_.erase(entry.head_link);
    } else {
      open_[entry.head_link] = {entry.chain, entry.link};
    }
    return std::string();
  }

  // A signed head that never came to stand in the log leaves the sets before it unproven.
  Result<std::string> Finish() {
    for (const auto& [head, newest] : open_) {
      TILIK_ASSIGN_OR_RETURN(bool proven, LeadsBack(newest.chain, head, newest.link));
      if (!proven)
        return "the head that signs set " + ToHex(newest.link.raw()) + " is not in the log";
    }
    return std::string();
  }

  std::uint64_t arrivals = 0;
  std::uint64_t signatures = 0;

 private:
  struct Place {
    ChainId chain;
    Link link;
  };

  // Whether the log leads from `later` to `earlier`, within the length of one push.
  Result<bool> LeadsBack(const ChainId& chain, Link later, const Link& earlier) {
    for (int steps = 0; steps < kMaxSetsPerPush && later != earlier; ++steps) {
      TILIK_ASSIGN_OR_RETURN(std::optional<LogEntry> entry, reader_.EntryByLink(chain, later));
      if (!entry.has_value()) return false;
      later = entry->previous;
    }
    return later == earlier;
  }

  storage::Reader& reader_;
  std::unordered_map<ChainId, PublicKey> keys_;
  std::unordered_map<Link, Place> open_;  // head → newest set seen below it
};

// The chains nobody is admitted to by a change set: accounts, which the office makes by itself.
Status MakeAccounts(const std::vector<ChainRow>& chains, storage::RegistryStore& scratch) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Writer> writer, scratch.BeginWrite());
  for (const ChainRow& row : chains) {
    if (row.kind != ChainKind::kAccount) continue;
    ChainRow fresh = row;
    fresh.state = merge::ChainState{row.state.chain, {merge::Branch()}, {}, {}, {}};
    TILIK_RETURN_IF_ERROR(writer->SaveChain(fresh));
  }
  return writer->Commit();
}

}  // namespace

Result<v1::VerifyReport> Verify(storage::RegistryStore& store, storage::RegistryStore& scratch,
                                const Codebooks& codebooks) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store.BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::vector<ChainRow> chains, reader->Chains());
  TILIK_RETURN_IF_ERROR(MakeAccounts(chains, scratch));

  TILIK_ASSIGN_OR_RETURN(TakenAsGiven taken, FindGiven(*reader));
  v1::VerifyReport report;
  ChainWalk walk(chains, *reader);
  std::string wrong;
  std::unique_ptr<storage::Writer> writer;
  std::unique_ptr<Ingest> ingest;
  int merged = 0;
  std::uint64_t epoch = scratch.district().epoch;
  TILIK_RETURN_IF_ERROR(reader->ForEachLogEntry(1, [&](const LogEntry& entry) -> Status {
    if (!wrong.empty()) return Status();
    TILIK_ASSIGN_OR_RETURN(wrong, walk.Step(entry));
    if (!wrong.empty()) return Status();
    if (writer == nullptr) {
      TILIK_ASSIGN_OR_RETURN(writer, scratch.BeginWrite());
      ingest = std::make_unique<Ingest>(codebooks, scratch.district(), *writer);
      ingest->TakeAsGiven(taken.given);
    }
    if (entry.epoch != epoch) {
      TILIK_RETURN_IF_ERROR(writer->BeginEpoch(entry.epoch));
      epoch = entry.epoch;
    }
    if (auto cases = taken.cases.find(entry.arrival); cases != taken.cases.end()) {
      for (const merge::CaseFile& file : cases->second)
        TILIK_RETURN_IF_ERROR(writer->GiveCase(file));
      // Anew, for numbers go on from here.
      ingest = std::make_unique<Ingest>(codebooks, scratch.district(), *writer);
      ingest->TakeAsGiven(taken.given);
    }
    if (Status replayed = ingest->Replay(entry); !replayed.ok()) {
      wrong = Name(entry) + ": cannot be merged again: " + replayed.message();
      return Status();
    }
    if (++merged % kEntriesPerCommit != 0) return Status();
    ingest.reset();
    std::unique_ptr<storage::Writer> full = std::move(writer);
    return full->Commit();
  }));
  ingest.reset();
  if (writer != nullptr) TILIK_RETURN_IF_ERROR(writer->Commit());
  writer.reset();
  if (wrong.empty()) {
    TILIK_ASSIGN_OR_RETURN(wrong, walk.Finish());
  }

  TILIK_ASSIGN_OR_RETURN(storage::Reader::Counts counts, reader->Count());
  report.set_change_sets(walk.arrivals);
  report.set_chains(chains.size());
  report.set_signatures(walk.signatures);
  report.set_records(counts.households + counts.families + counts.persons);
  report.set_lines(counts.lines);
  report.set_cases(counts.open_cases);
  if (wrong.empty()) {
    TILIK_ASSIGN_OR_RETURN(std::optional<std::string> difference,
                           store.FirstDifference(scratch, taken.given));
    if (difference.has_value()) wrong = *difference;
  }
  report.set_consistent(wrong.empty());
  report.set_first_difference(wrong);
  return report;
}

}  // namespace tilik::sync
