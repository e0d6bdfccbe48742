// What one merge reads and writes: loaded by the store before, saved by the store after, pure
// memory in between.
//
// The seam to storage is semantic: KeysOf(set) says what to load, the merge changes what was loaded
// and notes what it changed in a Delta, the store saves the Delta in one transaction. No engine's
// query language shows through.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "sync-server/merge/deeds.h"
#include "sync-server/merge/person_profile.h"
#include "sync-server/merge/registry_state.h"
#include "sync-server/merge/review_state.h"
#include "sync-server/merge/set_context.h"
#include "tilik/v1/change_set.pb.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::merge {

// By what two records may turn out to be one person or family (domain.md §2.3).
struct IdentityKey {
  enum class Kind : std::uint8_t { kNik = 1, kNoKk, kNameBirthVillage };
  Kind kind = Kind::kNik;
  std::string text;  // normalised: digits; or folded name | yyyymmdd | village

  friend bool operator==(const IdentityKey&, const IdentityKey&) = default;
  friend auto operator<=>(const IdentityKey&, const IdentityKey&) = default;
};

// What a merge will look at. The store loads, for every record here: the record itself, the record
// it redirects to (transitively), its parents up to the household, its open cases (of a duplicate:
// whichever of the two it is), pairs settled as no duplicate, and the operations held for it,
// whether or not it exists. For every record in `with_members` also all records below it; for every
// record in `with_lines` the lines it is the recipient of; for every record in `with_eligibility`
// what was said of it under this very id, in order of arrival; for every record in `with_facts` the
// facts recorded under it; for every fact its row or the line
// that holds it, its review and the sample of that review's village; for every line its open cases;
// for every case its record, fact, line and the operations held under it; for every block the
// profiles of its people; for every signal its newest case, open or not, and for every day of a
// chain those of the day's signals.
struct Keys {
  std::set<RecordId> records;
  std::set<RecordId> with_members;
  std::set<RecordId> with_lines;
  std::set<RecordId> with_eligibility;
  std::set<RecordId> with_facts;
  std::set<LineId> lines;
  std::set<FactId> facts;
  std::set<std::uint64_t> cases;  // by number, open or closed
  std::set<IdentityKey> identities;
  std::set<ChainId> chains;  // their open quarantine cases
  std::set<Link> sets;       // the operations held from them
  std::set<RecordId> with_history;
  std::set<std::string> programmes;
  std::set<BlockKey> blocks;
  std::set<RecordId> profiles;
  std::set<CampaignVillage> reviews;  // every review of the campaign there
  std::set<std::string> ratifications;
  std::set<FactId> deeds;
  std::set<ChainDay> deeds_of_day;
  std::set<RecordId> deeds_of_household;
  std::set<ContentHash> deeds_with_photo;
  std::set<CaseKey> signals;
  std::set<std::string> campaigns;

  bool empty() const {
    return records.empty() && with_members.empty() && with_lines.empty() &&
           with_eligibility.empty() && with_facts.empty() && lines.empty() && facts.empty() &&
           cases.empty() && identities.empty() && chains.empty() && sets.empty() &&
           with_history.empty() && programmes.empty() && blocks.empty() && profiles.empty() &&
           reviews.empty() && ratifications.empty() && deeds.empty() && deeds_of_day.empty() &&
           deeds_of_household.empty() && deeds_with_photo.empty() && signals.empty() &&
           campaigns.empty();
  }
};

// People who have one key in common; closed for good once they were too many (match_points.h).
struct Block {
  bool closed = false;
  std::set<RecordId> people;

  friend bool operator==(const Block&, const Block&) = default;
};

// A visit, berita acara or other fact without a ledger of its own.
struct FactRow {
  FactId id;
  Origin origin;
  RecordId record;  // the household visited, none for a berita acara
  std::uint64_t village = 0;
  v1::Operation operation;
  bool retracted = false;
};

// One slot of one history row: what it was, what was said, and what came of it.
struct SlotChange {
  enum class Kind : std::uint8_t {
    kApplied = 1,
    kConfirmed,
    kSuperseded,  // a later observation stands; listed
    kHeld,        // joined a case; listed
    kDecided,     // by an account
    kMerged,      // came from a retired record
    kParted,      // a merge was taken back
  };
  Slot slot = 0;
  Kind kind = Kind::kApplied;
  Answers before;
  Answers after;  // what the operation said, whether or not it came to stand
};

// What one operation did to one record. `revision` is the record's after it; unchanged when nothing
// was stamped.
struct HistoryRow {
  RecordId record;
  std::uint64_t revision = 0;
  std::uint64_t arrival = 0;
  std::uint32_t operation = 0;
  Origin origin;
  std::vector<SlotChange> changes;
  v1::RecordStatus status_after =
      v1::RECORD_STATUS_UNSPECIFIED;  // when the status was decided here
};

struct WorkingSet {
  std::unordered_map<RecordId, RecordState> records;  // exactly those that exist
  std::unordered_map<std::uint64_t, CaseFile> cases;  // by number
  std::map<CaseKey, std::uint64_t> open_cases;
  std::set<CaseKey> settled_pairs;  // duplicates once decided not to be one
  std::map<FactId, HeldOperation> held;
  std::map<FactId, v1::Operation> held_operations;  // their contents, from the log
  std::map<FactId, SetContext> held_contexts;
  // What their sets say beside the operations: place, clock, photos.
  std::map<Link, v1::ChangeSet> held_around;
  std::map<LineId, LineState> lines;
  std::map<RecordId, std::vector<EligibilityFact>> eligibility;  // by the id named
  std::map<FactId, FactRow> facts;
  std::map<IdentityKey, std::set<RecordId>> identities;
  std::map<std::string, v1::Programme> programmes;
  // Oldest first, of the records asked for; merging adds to it.
  std::unordered_map<RecordId, std::vector<HistoryRow>> history;
  // As the index has them; of who is in no block, an empty profile.
  std::unordered_map<BlockKey, Block> blocks;
  std::unordered_map<RecordId, PersonProfile> profiles;
  std::map<FactId, Review> reviews;
  std::map<CampaignVillage, Sample> samples;
  std::map<std::string, v1::Campaign> campaigns;       // merged just now, or asked for
  std::map<CampaignVillage, v1::SetPrelist> prelists;  // likewise
  std::map<std::string, Ratification> ratifications;
  DeedBook deeds;
  std::map<CaseKey, std::uint64_t> signals;  // the newest case of each that was asked for
  std::uint64_t next_case_number = 1;
};

// The record that `id` stands for now, following redirects; null when it is not loaded.
const RecordState* Standing(const WorkingSet& loaded, const RecordId& id);

// An outcome for the inbox of the chain that made the operation.
struct OutcomeRow {
  ChainId chain;
  v1::Outcome outcome;
};

// A task for the inbox of the chain whose visit was returned; closed when it needs no answer any
// more.
struct TaskRow {
  ChainId chain;
  v1::Task task;
};

struct Delta {
  std::set<RecordId> records;  // changed: save, and offer through the feed
  // Among them those whose identity keys changed: replace theirs by IdentityKeysOf(record).
  std::set<RecordId> identities;
  // Profiles that changed, as they were before; as they are now they stand in the working set.
  std::map<RecordId, PersonProfile> profiles_before;
  std::set<BlockKey> closed_blocks;
  // Unchanged but shown differently (a case opened or closed): offer through the feed.
  std::set<RecordId> refeed;
  // Villages a record has left, oldest first.
  std::vector<std::pair<RecordId, std::uint64_t>> left;
  std::set<std::uint64_t> cases;
  std::set<CaseKey> settled_pairs;
  // Remove first, then add: one released operation may be held again, for another reason.
  std::set<FactId> held_removed;
  std::set<FactId> held_added;
  std::set<LineId> lines;
  std::set<FactId> facts;
  std::set<std::string> programmes;
  std::vector<HistoryRow> history;
  std::vector<OutcomeRow> outcomes;
  // Records that were merged into another, or stand for themselves again, by this set.
  std::set<RecordId> redirected;
  std::set<FactId> reviews;
  std::set<CampaignVillage> samples;
  std::set<std::string> campaigns;
  std::set<CampaignVillage> prelists;
  std::set<std::string> ratifications;
  std::vector<Decreed> decreed;
  std::vector<TaskRow> tasks;
  // Whose bodies, history and cases are to be cleared too, by order.
  std::set<RecordId> destroyed;
  // Sets of which something held went on by this one, as they came in.
  std::map<Link, SetContext> released;
  std::set<FactId> deeds;
};

// Takes every value out of a record, and leaves what they were stamped with.
void ClearValues(RecordState& record);

// Takes the values and words out of a case about somebody destroyed.
void ClearCase(CaseFile& file);

}  // namespace tilik::merge
