// What the merge knows of verivali as an office runs it: which visits were read, which went back,
// what a village's sample is, and which versions of the registry were ratified.
//
// Derived from the log like everything in registry_state.h. A visit comes unreviewed; its values
// count as reviewed from the moment it is approved, and an approval is final: a ratified version is
// recomputed from the log as of its entry, so what it rests on may not move (domain.md §3.3).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sync-server/merge/registry_state.h"
#include "tilik/v1/campaign.pb.h"
#include "tilik/v1/ratification.pb.h"

namespace tilik::merge {

enum class ReviewState : std::uint8_t {
  kUnreviewed = 1,
  kApproved,
  kReturned,  // the officer has a task
  kAnswered,  // returned, and a later visit names it
};

// Why a visit is read singly. None: it is clean, and its village may be approved after a sample.
enum ReviewFlag : std::uint32_t {
  kFlagRemoval = 1,     // it proposes that somebody leaves the lists
  kFlagProposal = 2,    // a household nobody listed
  kFlagOverruled = 4,   // saved against a warning
  kFlagHasty = 8,       // complete in less time than its questions take to read (signals.json)
  kFlagContested = 16,  // something of it joined a case
  kFlagHeld = 32,       // it waited for a decision or a record before it counted
  kFlagAnswer = 64,     // it answers a returned visit
};

// A visit, or a musdes result that proposes something.
struct Review {
  FactId fact;
  ChainId chain;
  std::uint64_t seq = 0;
  std::uint64_t arrival = 0;
  RecordId household;  // as named
  std::uint64_t village = 0;
  std::string campaign;
  std::uint32_t flags = 0;
  ReviewState state = ReviewState::kUnreviewed;
  bool in_sample = false;
  bool retracted = false;
  // Arrival of the set that approved or returned it; 0 while unreviewed.
  std::uint64_t decided = 0;

  friend bool operator==(const Review&, const Review&) = default;
};

// The number of the task that returning this makes: the same in every replay.
std::uint64_t TaskNumberOf(const Review& review);

struct CampaignVillage {
  std::string campaign;
  std::uint64_t village = 0;

  friend bool operator==(const CampaignVillage&, const CampaignVillage&) = default;
  friend auto operator<=>(const CampaignVillage&, const CampaignVillage&) = default;
};

enum class SampleState : std::uint8_t {
  kReading = 1,
  kPassed,
  kFailed,  // one of it was returned: from then on the whole village is read singly
};

// The newest draw of a campaign in a village.
struct Sample {
  CampaignVillage of;
  std::string seed;
  std::uint64_t drawn = 0;  // arrival: visits that came later are not approved with it
  std::uint32_t size = 0;
  SampleState state = SampleState::kReading;

  friend bool operator==(const Sample&, const Sample&) = default;
};

// At least this many, and one in twenty of more (experience.md, 3. Tinjau).
inline constexpr std::size_t kLeastSample = 10;
inline constexpr std::size_t kSampleOneIn = 20;

// Which of `clean` are to be read: the same for everybody who knows the seed, and for nobody
// before.
std::vector<FactId> DrawFrom(const CampaignVillage& of, const std::string& seed,
                             std::vector<FactId> clean);

// A ratified version and what became of it.
struct Ratification {
  v1::Ratify said;
  std::uint64_t arrival = 0;
  std::uint32_t uploaded = 0;  // yyyymmdd, 0 not yet
  std::string upload_reference;
};

// What the ministry answered to one proposal; the newest answer stands.
struct Decreed {
  FactId proposal;
  std::string number;
  std::uint32_t date = 0;
  std::string ratification;
  bool accepted = false;
  std::string reason;
};

}  // namespace tilik::merge
