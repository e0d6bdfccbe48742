// The newest reviewed value of every slot of a record, read from its history (protocol.md §4,
// Working, reviewed, ratified).
//
// Nothing of it is stored: a value counts as reviewed when the set that put or confirmed it was an
// account's (an import, a decision) or came with a visit that is approved. Asked as of a place in
// the log, the same question gives a ratified version; of 93,000 households with their people most
// have no unreviewed visit and are answered from the record itself.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>
#include <vector>

#include "sync-server/merge/review_state.h"
#include "sync-server/merge/working_set.h"

namespace tilik::merge {

// Which sets of officers were approved, and by which log entry.
class Approvals {
 public:
  void Add(const Link& link, std::uint64_t decided) { decided_[link] = decided; }
  // Whether what `origin` said counted as reviewed once log entry `through` was merged.
  bool Covers(const Origin& origin, std::uint64_t through) const;

 private:
  std::unordered_map<Link, std::uint64_t> decided_;
};

// `history` in the order in which it happened; rows after `through` are as if they had not been.
// Slots about which nothing reviewed was said are missing.
std::map<Slot, Answers> ReviewedAnswers(const std::vector<HistoryRow>& history,
                                        const Approvals& approvals, std::uint64_t through);

// The status as of `through`: it changes by decision only, so it is reviewed as it stands.
v1::RecordStatus ReviewedStatus(const std::vector<HistoryRow>& history, std::uint64_t through);

// A record as one version of the registry has it.
struct FrozenRecord {
  RecordId id;
  v1::RecordKind kind = v1::RECORD_KIND_UNSPECIFIED;
  v1::RecordStatus status = v1::RECORD_STATUS_UNSPECIFIED;
  Answers answers;
};

// What proves a version: BLAKE2b-256 chained over its letter and its records in order of id.
//
//   h₀ = BLAKE2b("tilik/pengesahan/1" NUL name NUL letter NUL signatory NUL date u32 through u64
//   scan) hᵢ = BLAKE2b(hᵢ₋₁ id kind u8 status u8 fields…)   field u32, then one of: 'c' codebook
//   u32 code u32,
//        'n' number i64, 't' length u32 bytes, 'r' id, 'a' absence u8; integers big-endian
//
// How a value came about is not part of it: a confirmation changes no version.
class VersionDigest {
 public:
  explicit VersionDigest(const v1::Ratify& letter);
  void Add(const FrozenRecord& record);
  const ContentHash& hash() const { return hash_; }

 private:
  ContentHash hash_;
};

}  // namespace tilik::merge
