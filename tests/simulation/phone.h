// An officer and his phone: the production device, and what its officer sees and remembers.
//
// Beside every pulled row and every own change the simulator keeps the officer's eyes: which
// touches made the value that is displayed. The eyes look at what the device shows and never at how
// it decided to. What he saved he remembers whatever becomes of the phone.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/core/device.h"
#include "tests/simulation/deeds.h"
#include "tests/simulation/handset.h"

namespace tilik::simulation {

// What the clocks said when a set was saved, and what was true.
struct ClockStory {
  Instant saved;
  std::int64_t skew_ms = 0;
  std::uint64_t boot = 0;
};

// One own operation on a record.
struct OwnDeed {
  RecordId record;
  Answers values;
  std::map<Slot, Seen> seen;
};

struct OwnSet {
  SavedPtr saved;
  ClockStory clock;
  bool damaged = false;  // its body on the phone is not what was signed
  std::vector<OwnDeed> deeds;
};

// A form in front of the officer: the device's draft, what he sees on it, what he typed so far.
struct Desk {
  client::DraftNumber draft = 0;
  RecordId household;
  std::vector<RecordId> records;
  client::Screen screen;
  std::map<RecordId, std::map<Slot, Seen>> eyes;
  std::map<RecordId, Answers> typed;
  std::string kept;  // the content that the device last said to have kept
};

// Screens by record and revision, as they were when a page or a file was written.
using Shown = std::map<RecordId, std::pair<std::uint64_t, ScreenPtr>>;

class Phone {
 public:
  Phone(const Codebooks& codebooks, Chance& chance, const Instant& now)
      : codebooks_(codebooks), handset_(codebooks, chance, now), now_(now) {}

  Handset& handset() { return handset_; }
  const Handset& handset() const { return handset_; }
  client::Device& device() const { return *const_cast<Handset&>(handset_).device(); }
  bool on() const { return const_cast<Handset&>(handset_).device() != nullptr; }
  const ChainId& chain() const { return chain_; }
  // Switched on for the first time; `other`: with all that another phone has.
  void Begin();
  Status BecomeCopyOf(const Phone& other);

  // --- what the officer sees ---
  const std::vector<OwnSet>& sets() const { return sets_; }
  const client::DeviceStatus& status() const;
  std::set<std::uint64_t> villages() const;
  // Everything that was ever pulled or made here and is shown as itself now, by kind.
  std::vector<RecordId> Records(v1::RecordKind kind) const;
  std::optional<client::RecordView> View(const RecordId& record) const;
  std::vector<RecordId> Pulled() const;

  // --- forms ---
  std::optional<Desk> desk;
  Status OpenForm(const RecordId& household, const std::vector<RecordId>& records);
  // Keeps what was typed.
  Status KeepDraft();
  // Redraws an open form. What was typed over keeps the older screen, unless the newer value is
  // shown beside it.
  Status Redraw(const RecordId& record, const std::set<Slot>& answered,
                const std::set<Slot>& beside);

  // Makes the next set of this chain; `deeds` stand beside `operations` one to one. Nothing: the
  // phone said that it was not saved, or stopped before it said anything.
  SavedPtr Save(std::vector<v1::Operation> operations, std::vector<Deed> deeds, SetNumber number,
                bool ends_form);
  // What is in the phone's own log beyond what its officer remembers: a save during which the power
  // went, or what the device said by itself. `next_number` names those.
  std::vector<SavedPtr> LookAtLog(SetNumber* next_number);
  // What was saved as `number` of this home is not what was signed any more.
  Status Damage(std::uint64_t number);

  // --- the line ---
  std::unique_ptr<client::SyncSession> session;
  // Rows that came are on the screen as they were when they were sent.
  void LookAt(std::uint64_t epoch, const Shown& shown);
  // A page during which the power went: it may be there once the phone is on again.
  std::optional<std::pair<std::uint64_t, Shown>> late_look;

  bool redraw_is_due = false;
  bool cloned = false;
  bool wiped = false;

 private:
  std::map<Slot, Seen> EyesOn(const RecordId& record) const;
  void Remember(SavedPtr saved, const std::vector<v1::Operation>& operations);

  const Codebooks& codebooks_;
  Handset handset_;
  const Instant& now_;
  ChainId chain_;
  std::vector<OwnSet> sets_;
  struct Row {
    client::Base at;
    ScreenPtr screen;
  };
  std::map<RecordId, Row> rows_;
  std::map<RecordId, std::map<Slot, Seen>> seen_beside_;
  // Saved, perhaps: the power went before the phone said so, or its disk failed, and what was
  // written by then is found when it goes on after a power cut.
  struct InDoubt {
    std::shared_ptr<Saved> saved;
    ClockStory clock;
    std::vector<v1::Operation> operations;
  };
  std::optional<InDoubt> in_doubt_;
  mutable std::optional<client::DeviceStatus> status_;
};

}  // namespace tilik::simulation
