// Deeds: what signals (signals.h) look at of an officer's visits, handovers and photos.
//
// One for each fact, written when the fact is applied and never changed after but for three things:
// that it was withdrawn, whose it turned out to be once its danom came, and what was found of it
// beside others. Derived from the log like everything else, and kept beside the facts because a
// fact is stored with what it says, while a signal asks when, where and with which photo it was
// said, of all that one officer did in a day and of all that one household met.
//
// Deeds come in groups: of a day of a chain, of a household, with a photo. Every group is bounded
// where it is looked at, in an order that never changes (arrival, operation), so that what is found
// does not depend on what else happens to be loaded. At 200 handovers a day and 250 bytes each a
// kecamatan of 4,000 households adds 1 MB a month.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sync-server/merge/registry_state.h"

namespace tilik::merge {

// The first of a day: a paymaster's longest has some 200; who has more was noticed long before.
inline constexpr std::size_t kMostDeedsOfADay = 300;
// The newest of a household: a year of four programmes and a visit a month.
inline constexpr std::size_t kMostDeedsOfAHousehold = 64;
// The first with one photo.
inline constexpr std::size_t kMostDeedsWithAPhoto = 16;

struct Deed {
  enum class Kind : std::uint8_t {
    kVisit = 1,
    kHandover,
    kProof,  // photos that came after the handover
    kPhoto,  // photos alone
  };

  FactId id;
  Kind kind = Kind::kVisit;
  Origin origin;
  std::uint64_t arrival = 0;  // of its set
  std::uint32_t day = 0;      // yyyymmdd: as stated, or of the observation
  // The household visited, as named; the one above the recipient; or a recipient that is in none.
  // None until a danom says whose line it is.
  RecordId household;
  LineId line;
  std::string person;  // who wrote it down, folded
  bool retracted = false;

  // Whether the observation is what the clock said, or only what bounds it (observation.h).
  bool clock_held = false;
  std::string boot;
  std::uint64_t monotonic_ms = 0;
  std::optional<v1::Place> place;
  std::vector<ContentHash> photos;  // but for pages of a signed paper danom

  bool completed = false;        // visit
  std::uint32_t duration_s = 0;  // visit; 0: not said
  std::string campaign;          // visit
  bool at_event = false;         // handover
  bool at_home = false;          // handover, as far as one can tell
  bool as_it_happened = false;   // handover: not copied later
  std::string payer;             // handover: who paid by its word, folded
  v1::CardHolder card_holder = v1::CARD_HOLDER_UNSPECIFIED;

  // Handover: the day on which its payer himself visited the household; 0: he did not.
  std::uint32_t own_visit = 0;

  bool IsCompletedVisit() const { return kind == Kind::kVisit && completed && !retracted; }
  bool ArrivedBefore(const Deed& other) const;
};

struct ChainDay {
  ChainId chain;
  std::uint32_t day = 0;

  friend bool operator==(const ChainDay&, const ChainDay&) = default;
  friend auto operator<=>(const ChainDay&, const ChainDay&) = default;
};

// The signals of an officer's day. Their cases are loaded with the day's deeds.
inline constexpr v1::Signal kSignalsOfDays[] = {
    v1::SIGNAL_VISITS_TOO_SHORT, v1::SIGNAL_VISITS_TOO_MANY, v1::SIGNAL_HANDOVERS_AT_ONCE,
    v1::SIGNAL_VERIFIER_PAYS};
CaseKey SignalOf(const ChainDay& day, v1::Signal signal);

using Deeds = std::vector<const Deed*>;

// Those that are loaded. A group that was asked for is there, be it empty. Groups point into the
// book and lie by arrival, because every set of a day looks through the whole day again: sorted
// anew each time, a day of 300 visits cost a quarter of its merges.
class DeedBook {
 public:
  struct ByArrival {
    bool operator()(const Deed* a, const Deed* b) const { return a->ArrivedBefore(*b); }
  };
  using Group = std::set<const Deed*, ByArrival>;

  DeedBook() = default;
  DeedBook(DeedBook&&) = default;
  DeedBook& operator=(DeedBook&&) = default;
  // The copy's groups point into the copy.
  DeedBook(const DeedBook& other);
  DeedBook& operator=(const DeedBook& other) { return *this = DeedBook(other); }

  // Takes it as it is now, into all its groups.
  void Put(const Deed& deed);
  Deed* Find(const FactId& id);

  // By arrival. Withdrawn ones too: they take their place in the bound.
  Deeds OfDay(const ChainDay& day) const;
  Deeds OfHouseholds(const std::set<RecordId>& ids) const;
  Deeds WithPhoto(const ContentHash& photo) const;

  std::map<FactId, Deed> deeds;
  std::map<ChainDay, Group> of_day;
  std::map<RecordId, Group> of_household;
  std::map<ContentHash, Group> with_photo;
};

}  // namespace tilik::merge
