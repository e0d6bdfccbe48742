// What the district says when a session opens, or through a carried reply: that it is this device's
// district, how its log and this home's chains stand there, and what this enrolment may do.
//
// It is taken over in one transaction, chains and log together: a home that believed the new
// epoch but not yet what of its chain survived the restore would keep silent about work that the
// district lost (protocol.md §3.6).
//
// Not thread-safe: part of one session.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "client/core/attachments.h"
#include "client/core/losses.h"
#include "client/core/outbox.h"
#include "client/core/pages.h"
#include "client/core/receipts.h"
#include "client/core/store.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::client {

// By epoch, then by how much the log holds.
bool IsNewer(const v1::LogHead& head, const v1::LogHead& than);

class DistrictWord {
 public:
  struct Parts {
    Store& store;
    Outbox& outbox;
    Attachments& attachments;
    Pages& pages;
    Receipts& receipts;
    Losses& losses;
    Clock& clock;
  };
  explicit DistrictWord(const Parts& parts) : parts_(parts), store_(parts.store) {}

  // `asked` is when the question left; a carried word answers none, has no token, and leaves
  // session and clock offset as they are. kDenied: not the district that enrolled this device.
  // kConflict: an older copy of it. When a chain cannot go on, the state says why (enrol_anew).
  Status Take(const v1::OpenResponse& word, const ClockReading& asked);

  // Whether the district, when it spoke last in this session, knew this one of the home's chains.
  // One that it does not know keeps its sets until it does.
  bool Knows(std::size_t chain) const { return standings_[chain].known; }

 private:
  // Where the district says that one of this home's chains stands.
  struct Standing {
    bool known = false;
    std::uint64_t contiguous = 0;
    std::string contiguous_link;
    // Seq and link; of a forked chain one number stands here once for every branch.
    std::set<std::pair<std::uint64_t, std::string>> waiting;
    std::uint64_t backed_up_through = 0;

    SeqRanges given_up;

    std::set<std::uint64_t> waiting_seqs() const;
  };
  template <typename Said>
  static Standing ReadStanding(const Said& said);

  void ReadStandings(const v1::OpenResponse& word);
  void KeepSession(const v1::OpenResponse& word, const ClockReading& asked, v1::DeviceState* state);
  Status KeepState(const v1::OpenResponse& word, const ClockReading& asked);
  Status KeepEarlier(std::size_t index, bool restored);
  Status KeepStanding(OwnChain chain, const Standing& standing, bool restored);
  // What speaks against it that the district has the same chain as this home; empty: nothing.
  Result<std::string> Disagreement(const OwnChain& chain, const Standing& standing);

  const Parts parts_;
  Store& store_;
  std::vector<Standing> standings_;  // of each chain, once taken
};

}  // namespace tilik::client
