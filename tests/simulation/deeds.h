// What people did, as the reference model is told of it: no revisions, no stamps, no case counters.
//
// A screen shows, for every slot of a record, a value together with the touches that made it so. An
// edit carries the touches its officer had in front of him. Whether two edits are concurrent
// follows from that alone; the protocol's own numbers for the same question are what is on trial.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <variant>
#include <vector>

#include "proto/contract/bytes.h"
#include "proto/contract/codebook.h"
#include "proto/contract/environment.h"
#include "proto/contract/value.h"
#include "tilik/v1/distribution.pb.h"
#include "tilik/v1/registry.pb.h"
#include "tilik/v1/verification.pb.h"

namespace tilik::simulation {

// The simulator's own name for a saved set, from 1, never reused; 0 is none.
using SetNumber = std::uint64_t;

// One acceptance of one deed on one slot of the registry. Never reused: when a restored server
// forgets a touch and takes the same deed again, that is another touch, and nobody has seen it yet.
using TouchId = std::uint64_t;

// Marks the last change of a record or case, for "has it moved since the supervisor looked?".
using Moment = std::uint64_t;

using Seen = std::set<TouchId>;

// What a form of one record shows. Shared between a server's row and all the phones it reached.
struct Screen {
  std::map<Slot, Seen> slots;
};
using ScreenPtr = std::shared_ptr<const Screen>;

struct DeedId {
  SetNumber set = 0;
  std::uint32_t deed = 0;

  friend auto operator<=>(const DeedId&, const DeedId&) = default;
};

struct Create {
  RecordId record;
  v1::RecordKind kind = v1::RECORD_KIND_UNSPECIFIED;
  std::uint64_t village = 0;
  Answers answers;
};

struct Change {
  RecordId record;
  Answers answers;
  // By slot: what was on the screen when editing it began. A slot that is missing was never seen.
  std::map<Slot, Seen> seen;
};

// A file that differs from the importer's own last one. Its account saw what stood in the registry
// when that still agreed with the last file, and nothing since.
struct Import {
  RecordId record;
  Answers answers;
  std::map<Slot, Answers> last_file;
};

struct ProposeStatus {
  RecordId record;
  v1::RecordStatus status = v1::RECORD_STATUS_UNSPECIFIED;
};

struct Visit {
  RecordId household;
};

struct Handover {
  LineId line;
  std::int64_t quantity = 0;  // deductions included
  bool to_replacement = false;
};

struct NonDelivery {
  LineId line;
  std::int64_t quantity = 0;  // 0: all that is not delivered
  v1::NonDeliveryReason reason = v1::NON_DELIVERY_REASON_UNSPECIFIED;
};

struct Retract {
  DeedId fact;
  // Whether the phone held a receipt for the fact's set when the officer took it back.
  bool receipt_was_held = false;
};

struct DefineLine {
  LineId line;
  RecordId recipient;
  std::string period;
  std::int64_t entitled = 0;
};

struct CloseLine {
  LineId line;
};

// A phone says that what it saved in these places can never come.
struct DeclareLost {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

// The office says the same of somebody's chain.
struct CloseGap {
  ChainId hand;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

struct Assign {
  ChainId hand;
  std::set<std::uint64_t> villages;
};

// A phone that the restored district did not know came back with its certificate: nobody knows yet
// whether it was revoked since.
struct AdmitUnknown {
  ChainId hand;
};

// An account says that it is still its officer's.
struct ConfirmEnrolment {
  ChainId hand;
};

struct Revoke {
  ChainId hand;
};

// A case as people speak of it. `slot` is kStatusSlot for the record's status.
struct CaseName {
  enum class About : std::uint8_t {
    kValue,
    kOutsideAssignment,
    kRetraction,
    kQuarantine,
    kDuplicate
  };
  About about = About::kValue;
  RecordId record;
  Slot slot = kStatusSlot;
  DeedId fact;
  ChainId chain;
  RecordId other;  // kDuplicate: the greater id

  static CaseName OfValue(const RecordId& record, Slot slot) {
    return {About::kValue, record, slot, {}, {}, {}};
  }
  static CaseName OfOutside(const RecordId& record) {
    return {About::kOutsideAssignment, record, kStatusSlot, {}, {}, {}};
  }
  static CaseName OfRetraction(DeedId fact) {
    return {About::kRetraction, {}, kStatusSlot, fact, {}, {}};
  }
  static CaseName OfQuarantine(const ChainId& chain) {
    return {About::kQuarantine, {}, kStatusSlot, {}, chain, {}};
  }
  static CaseName OfDuplicate(const RecordId& a, const RecordId& b) {
    return {About::kDuplicate, std::min(a, b), kStatusSlot, {}, {}, std::max(a, b)};
  }

  friend auto operator<=>(const CaseName&, const CaseName&) = default;
};

// A supervisor settles a case he has looked at.
struct Decide {
  enum class Choice : std::uint8_t { kKeep, kAccept, kRelease, kRefuse, kNoProblem };
  CaseName which;
  Moment record_seen = 0;
  Moment case_seen = 0;
  Choice choice = Choice::kKeep;
  DeedId proposal;  // kAccept
};

struct MergeRecords {
  RecordId survivor;
  RecordId retired;
  Moment survivor_seen = 0;
  Moment retired_seen = 0;
  std::set<Slot> take;
};

// Takes back what was merged into a survivor last.
struct UnmergeRecords {
  RecordId survivor;
  RecordId retired;
  Moment survivor_seen = 0;
};

// Bookkeeping of an account that touches no record: programmes, imported keys.
struct Note {};

using Deed =
    std::variant<Create, Change, Import, ProposeStatus, Visit, Handover, NonDelivery, Retract,
                 DefineLine, CloseLine, DeclareLost, CloseGap, Assign, AdmitUnknown,
                 ConfirmEnrolment, Revoke, Decide, MergeRecords, UnmergeRecords, Note>;

struct Saved;
using SavedPtr = std::shared_ptr<const Saved>;

// One press of "simpan", or one decision at the console. Deeds stand in the order of the operations
// that carry them.
struct Saved {
  SetNumber number = 0;
  SetNumber after = 0;      // the set this phone had saved before, as it remembers it
  SavedPtr before;          // the same, whether or not it will ever come
  std::uint64_t place = 0;  // how many it had saved, this one included
  ChainId hand;             // whose phone or account
  bool account = false;
  Link link;         // opaque: settles ties between equal observations, as protocol.md §4.3 says
  Instant observed;  // what the truth about clocks makes of it
  std::vector<Deed> deeds;
};

}  // namespace tilik::simulation
