// An officer's phone, and what its officer sees.
//
// The phone decides bases with the production rules of client/core (overlay, screen). Beside every
// row and every own change the simulator keeps the officer's eyes: which touches made the value
// that is displayed. The eyes look at what Replay shows and never at a revision.
//
// A value type: copying a phone is cloning a device, signing key and all.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/core/overlay.h"
#include "client/core/screen.h"
#include "proto/contract/change_set.h"
#include "tests/simulation/deeds.h"
#include "tests/simulation/office.h"

namespace tilik::simulation {

// A record as pulled, with what a form of it shows.
struct PulledRow {
  v1::RecordKind kind = v1::RECORD_KIND_UNSPECIFIED;
  std::uint64_t village = 0;
  client::ServerState server;
  RecordId redirected_to;
  ScreenPtr screen;
};

// One own operation on a record, until its outcome and its row are both here.
struct OwnDeed {
  RecordId record;
  client::OwnChange change;
  std::map<Slot, Seen> seen;
  std::optional<v1::Outcome> told;  // in the phone's epoch, folded
};

// What the clocks said when a set was saved, and what was true.
struct ClockStory {
  Instant saved;
  std::int64_t skew_ms = 0;             // of the wall clock when saving
  std::int64_t skew_at_session_ms = 0;  // when the named session was opened
  bool same_boot = true;
};

struct OwnSet {
  SealedSet sealed;
  SavedPtr saved;
  ClockStory clock;
  bool receipted = false;  // in the phone's epoch
  bool answered = false;   // an outcome came: custody, though a receipt may have been lost
  bool lost = false;       // damaged on the device: its body can never be sent
  std::vector<OwnDeed> deeds;
};

// A form in front of the officer: what production keeps of it, and what he sees.
struct Form {
  client::Screen screen;
  std::map<RecordId, std::map<Slot, Seen>> eyes;
  RecordId household;
  std::vector<RecordId> records;
};

class Phone {
 public:
  Phone(const Codebooks& codebooks, ChainId chain) : codebooks_(&codebooks), chain_(chain) {}

  const ChainId& chain() const { return chain_; }
  const std::map<RecordId, PulledRow>& rows() const { return rows_; }
  const std::vector<OwnSet>& sets() const { return sets_; }
  const std::set<std::uint64_t>& villages() const { return villages_; }
  std::uint64_t epoch() const { return epoch_; }
  std::uint64_t highest_receipted() const { return highest_receipted_; }
  bool HasUnsent() const;

  // --- the officer ---

  // Whether there is something to show: pulled, or made here.
  bool Knows(const RecordId& record) const;
  Form OpenForm(const RecordId& household, std::vector<RecordId> records) const;
  // Redraws an open form. What was typed over keeps the older screen, unless the newer value is
  // shown beside it.
  void Redraw(Form& form, const RecordId& record, const std::set<Slot>& answered,
              const std::set<Slot>& beside);
  // The values on the screen now.
  client::Shown Look(const RecordId& record) const;
  // Makes the next set of this chain. `deeds` stand beside `operations` one to one.
  SavedPtr Save(std::vector<v1::Operation> operations, std::vector<Deed> deeds, SetNumber number,
                Instant now, Random& chance);

  // What was saved as `seq` cannot be read any more.
  void Lose(std::uint64_t seq);

  // --- the line ---

  // A session: learns epoch, assignment and what the server has of this chain. False when the chain
  // differs from the server's: another phone uses it.
  bool Opened(const OpenAnswer& answer, Instant now);
  merge::SessionNote Note(Instant now) const;
  void Receipt(const std::set<Link>& links);
  // Applies one page with the cursor it moves. `screens` shows each row as it is at the office now.
  void Apply(std::uint64_t village, const RegistryMaps::Page& page,
             const std::map<RecordId, ScreenPtr>& screens);
  void ApplyInbox(const std::vector<v1::Outcome>& outcomes, std::size_t from);
  std::uint64_t CursorOf(std::uint64_t village) const;
  std::size_t inbox_cursor() const { return inbox_cursor_; }

  // --- its clock ---
  void SetClock(std::int64_t skew_ms) { skew_ms_ = skew_ms; }
  void Reboot(Instant now);

  // A phone whose chain another one uses makes no more sets.
  bool retired = false;
  bool cloned = false;
  bool revoked = false;

 private:
  std::vector<client::OwnChange> ChangesOf(const RecordId& record) const;
  client::ScreenRecord ScreenOf(const RecordId& record) const;
  std::map<Slot, Seen> EyesOn(const RecordId& record) const;
  client::ServerState ServerStateOf(const RecordId& record) const;
  void DropWhatIsOver();
  void ForgetVillagesNoLongerAssigned();
  v1::ClockReadings ReadClock(Instant now) const;

  const Codebooks* codebooks_;
  ChainId chain_;
  std::map<RecordId, PulledRow> rows_;
  std::vector<OwnSet> sets_;
  std::vector<OwnDeed> own_;  // those that may still hide something, in order
  std::map<RecordId, std::map<Slot, client::Base>> shown_beside_;
  std::map<RecordId, std::map<Slot, Seen>> seen_beside_;
  std::set<std::uint64_t> villages_;
  std::map<std::uint64_t, std::uint64_t> cursors_;
  std::size_t inbox_cursor_ = 0;
  std::uint64_t epoch_ = 0;
  std::uint64_t highest_receipted_ = 0;

  v1::NamedSession session_;
  std::int64_t offset_ms_ = 0;
  std::int64_t skew_ms_ = 0;
  std::int64_t skew_at_session_ms_ = 0;
  Instant booted_{1};
  std::uint64_t boot_ = 1;
  std::uint64_t boot_at_session_ = 1;
};

}  // namespace tilik::simulation
