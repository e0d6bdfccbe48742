// What an officer sees: the server's state with own changes replayed on top, field by field, until
// each is decided and its result has arrived. Pure functions over plain structs; no store, no
// clock.
//
// The rules are protocol.md §2 "Base" and §3:
//  - An own change hides the server's value of its fields from the moment it is saved.
//  - It goes away for a field only when its outcome for that field is a decision (applied,
//  superseded, returned,
//    refused) and a row at or above the outcome's resulting revision is here. Held and quarantined
//    are no decisions.
//  - While it hides the field, the next edit of that field keeps the older base, unless the newer
//  value was shown beside
//    it. The same holds when the outcome is here and the row is not: what was on the screen counts,
//    not what is stored.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "proto/contract/bytes.h"
#include "proto/contract/codebook.h"
#include "proto/contract/value.h"
#include "tilik/v1/change_set.pb.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::client {

// A revision and the epoch in which it was pulled. Ordered: a restore only ever lowers numbers, so
// an older epoch is the older base whatever the revision says.
struct Base {
  std::uint64_t epoch = 0;
  std::uint64_t revision = 0;

  friend bool operator==(const Base&, const Base&) = default;
  friend auto operator<=>(const Base&, const Base&) = default;
};

// Not asked and tidak diperiksa say nothing: they change nothing and hide nothing.
bool Says(const Answer& answer);

// How far an own change has come, in the words of the officer's screen.
enum class Fate {
  kUnsent,       // tersimpan di perangkat ini
  kReceived,     // diterima kabupaten: receipted, no outcome yet
  kHeld,         // sedang diputuskan
  kQuarantined,  //
  kApplied,      //
  kSuperseded,   // a later observation stands
  kReturned,     // dikembalikan
  kRefused,      //
  kLost,         // its set was damaged on the device and declared lost; the log still shows it
};
bool IsDecided(Fate fate);
Fate FateOf(v1::OutcomeKind kind);

// What the server said of one operation. Whole: `fields` are those that fared otherwise.
struct FieldFate {
  Fate fate = Fate::kReceived;
  std::uint64_t case_number = 0;
};
struct OwnOutcome {
  FieldFate whole;
  // The record whose revision is named; another than the change's own when that was merged into it.
  RecordId record;
  std::uint64_t epoch = 0;
  std::uint64_t resulting_revision = 0;
  std::map<Field, FieldFate> fields;
  std::string reason;
};

// One own operation that says something about one record.
struct OwnChange {
  std::uint64_t seq = 0;
  std::uint32_t operation = 0;
  Base base;
  std::map<Field, Base> exceptions;
  Answers values;
  bool creates = false;
  // A proposal on the record's status; `values` is empty then.
  std::optional<v1::RecordStatus> status;
  bool receipted = false;
  // Of the epoch the device is in; forgotten when the epoch changes.
  std::optional<OwnOutcome> outcome;
  // Where the row stands that the outcome names, when that is another record's.
  std::optional<Base> other_row;

  Base BaseOf(Field field) const;
  FieldFate FateOf(Field field) const;
};

// A record as pulled. `at.revision` 0: the server does not know it yet.
struct ServerState {
  Base at;
  Answers values;
  v1::RecordStatus status = v1::RECORD_STATUS_UNSPECIFIED;
};

struct ShownField {
  std::optional<Answer> server;
  Answer shown;
  // Whether an own change hides the server's value, how it fares, and which set it was.
  bool own = false;
  FieldFate fate;
  std::uint64_t seq = 0;
};

struct ShownStatus {
  v1::RecordStatus server = v1::RECORD_STATUS_UNSPECIFIED;
  v1::RecordStatus shown = v1::RECORD_STATUS_UNSPECIFIED;
  bool own = false;
  FieldFate fate;
  std::uint64_t seq = 0;
};

// A record as it stands on the screen.
struct Shown {
  Base at;
  std::map<Field, ShownField> fields;
  ShownStatus status;
  bool HasOwn() const;
  Answers Values() const;
};

// Whether this field of the change still hides the server's value. kStatusSlot asks for the status.
bool StillHides(const OwnChange& change, Field field, const ServerState& server);
// Whether nothing of the change does, so that it may be dropped.
bool IsOver(const OwnChange& change, const ServerState& server);

// `changes` in order of seq and operation.
Shown Replay(const ServerState& server, const std::vector<OwnChange>& changes);

// Bases of slots hidden behind own changes: the oldest of those changes, or what was shown beside
// them since. Slots that are not in the answer have the record's own base.
std::map<Slot, Base> HiddenBases(const Codebooks& codebooks, const ServerState& server,
                                 const std::vector<OwnChange>& changes,
                                 const std::map<Slot, Base>& shown_beside);

// What is known of an operation once `told` has come: a later word that names fields only leaves
// the others as they were.
v1::Outcome FoldOutcome(v1::Outcome known, const v1::Outcome& told);

// What an operation says about a record, as an overlay. Nothing for facts. `oldest_epoch` is the
// set's. kInvalid when its columns are broken.
Result<std::optional<OwnChange>> ReadOwnChange(const v1::Operation& operation, std::uint64_t seq,
                                               std::uint32_t index, std::uint64_t oldest_epoch);
// The record an operation speaks of, or the line of a handover; empty for others.
std::string_view SubjectOf(const v1::Operation& operation);
OwnOutcome ReadOutcome(const v1::Outcome& outcome, std::uint64_t epoch);

// Whether a pulled row may take the place of what is stored: another epoch always does, within one
// nothing replaces a higher revision (protocol.md §3.4).
bool Replaces(const Base& row, const Base& stored);
// Whether a *left* row of `village` removes the stored record: it is older, or still in that
// village.
bool Removes(const Base& left, std::uint64_t village, const Base& stored,
             std::uint64_t stored_village);

}  // namespace tilik::client
