// The reference model: what the registry must be, worked out from what people saw and did.
//
// Written from protocol.md §1, §2 and §4, not from the merge. It keeps, for every slot of every
// record, the full list of touches that changed or confirmed it, and asks of an edit: is there a
// touch that this officer did not have on his screen and that is not his own earlier work? Nothing
// here knows a revision, a base, a stamp or a case counter. It is slow and plain on purpose: a walk
// along a chain instead of a sequence number, a list instead of two stamps.
//
// Who resembles whom is not its business: a registry may ask about any two people, must ask about
// two with one NIK (checks.h), and what is answered changes neither.
//
// A value type: a backup of the district is a copy of the model, a restore is an assignment. Only
// touch ids go on counting, for what was forgotten may come again but will not be the same touch.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "proto/contract/codebook.h"
#include "tests/simulation/deeds.h"

namespace tilik::simulation {

// What became of a deed, or of one slot of it.
enum class Fate : std::uint8_t {
  kApplied,
  kSuperseded,   // something later stands, or it was taken back; listed
  kHeld,         // a person decides
  kQuarantined,  //
  kRefused,
  kReleased,  // no longer held; its slots say the rest
};

struct Touch {
  // Whether somebody said it, a supervisor chose it, or it came about by a merge or its end.
  enum class By : std::uint8_t { kSaying, kDecision, kMerge };
  TouchId id = 0;
  DeedId by;
  RecordId named;
  // What stood accepted then, and since when it counts as observed.
  Answers after;
  Instant observed;
  By what = By::kSaying;
  Instant looked;  // kSaying: when this one look was
};

// An answer that lost when it came.
struct LostLook {
  TouchId at = 0;  // after this touch
  DeedId by;
  RecordId named;
  Answers said;
  Instant looked;
};

struct SlotTruth {
  Answers accepted;
  // The newest observation that stands behind the value.
  Instant observed;
  std::vector<Touch> touches;
  std::vector<LostLook> lost;
  // The record this slot's value was taken from by a merge: an edit that still names it is compared
  // with its touches, and with what came after `taken_at`.
  RecordId taken_from;
  std::vector<Touch> taken_touches;
  TouchId taken_at = 0;
};

// A record that was merged into this one, and what this one was before.
struct Absorption {
  RecordId id;
  std::map<Slot, SlotTruth> before;
  TouchId at = 0;  // later touches came after the merge
  Moment merged = 0;
};

struct RecordTruth {
  RecordId id;
  v1::RecordKind kind = v1::RECORD_KIND_UNSPECIFIED;
  std::uint64_t village = 0;
  v1::RecordStatus status = v1::RECORD_STATUS_ACTIVE;
  RecordId redirected_to;
  std::map<Slot, SlotTruth> slots;
  Moment changed = 0;
  Moment status_decided = 0;
  std::vector<Absorption> absorbed;  // oldest first
  // Rebuilt when somebody looks after a change.
  mutable ScreenPtr screen;

  Answers AllAccepted() const;
};

struct Wish {
  DeedId deed;
  Answers answers;
  v1::RecordStatus status = v1::RECORD_STATUS_UNSPECIFIED;

  friend bool operator==(const Wish&, const Wish&) = default;
};

struct CaseTruth {
  Moment changed = 0;
  std::vector<Wish> wishes;  // in order of arrival
};

struct FactTruth {
  DeedId id;
  Instant observed;
  std::int64_t quantity = 0;
  bool to_replacement = false;
  bool non_delivery = false;
  v1::NonDeliveryReason reason = v1::NON_DELIVERY_REASON_UNSPECIFIED;
};

struct LineTruth {
  bool defined = false;
  RecordId recipient;
  std::string period;
  std::int64_t entitled = 0;
  std::vector<FactTruth> facts;
  bool closed_by_status = false;
  bool closed_by_order = false;

  bool Closed() const { return closed_by_status || closed_by_order; }
};

// Counted afresh from the facts that stand.
struct LineTotals {
  std::int64_t delivered = 0;
  std::int64_t to_replacement = 0;
  std::int64_t excess = 0;
  std::int64_t undelivered = 0;
  std::int64_t rest = 0;  // open, or closed
  // Due under another id of the same recipient: all that was handed out is too much.
  bool counts_elsewhere = false;
};

class ReferenceModel {
 public:
  explicit ReferenceModel(const Codebooks& codebooks) : codebooks_(&codebooks) {}

  // --- what happens ---

  // A set is in the district's hands. Twice is once.
  void Arrive(SavedPtr saved);
  // The district is now what `backup` remembers. Ids go on where they were.
  void RestoreFrom(const ReferenceModel& backup);

  // --- what must be so ---

  const std::map<RecordId, RecordTruth>& records() const { return records_; }
  const std::map<CaseName, CaseTruth>& open_cases() const { return cases_; }
  const std::map<LineId, LineTruth>& lines() const { return lines_; }
  const std::map<DeedId, std::map<Slot, Fate>>& slot_fates() const { return slot_fates_; }
  const std::map<DeedId, Fate>& fates() const { return fates_; }
  const std::set<DeedId>& retracted() const { return retracted_; }
  const std::map<SetNumber, SavedPtr>& in_custody() const { return custody_; }
  LineTotals TotalsOf(const LineTruth& line) const;
  std::int64_t HandedOutOn(const LineTruth& line) const;
  // Of all ids the recipient goes by by now, the one whose lines of that period count.
  RecordId CountingFor(const LineTruth& line) const;
  // Where redirects lead. Nothing for records nobody knows.
  const RecordTruth* Standing(const RecordId& id) const;
  const RecordTruth* Find(const RecordId& id) const;
  // By its own fields, or by what it hangs under.
  std::uint64_t VillageOf(const RecordTruth& record) const;

  // --- what people see ---

  ScreenPtr ScreenOf(const RecordId& id) const;
  Moment RecordMoment(const RecordId& id) const;
  Moment CaseMoment(const CaseName& name) const;

 private:
  void Take(const SavedPtr& saved);
  void TakeForkedOff(const SavedPtr& saved);
  bool JoinsUp(const Saved& found) const;
  std::size_t BranchOf(SetNumber set) const;
  void TakeEarly(const ChainId& hand);
  void NoteLost(const Saved& saved);
  void DoCloseGap(const CloseGap& close);
  void DoConfirm(const ChainId& hand);
  void Do(const Saved& saved, std::uint32_t index);
  // Whether the deed waits for a record or a person instead; files it there.
  bool HoldIfDue(const Saved& saved, DeedId id, const Deed& deed);
  bool HoldBehind(const Saved& saved, DeedId id, DeedId fact);
  void ReleaseWaitingFor(const RecordId& record);
  std::vector<DeedId> InOrderOfRelease(std::vector<DeedId> deeds) const;

  void DoCreate(const Saved& saved, DeedId id, const Create& create);
  void DoChange(const Saved& saved, DeedId id, const Change& change);
  void DoImport(const Saved& saved, DeedId id, const Import& import);
  void DoPropose(const Saved& saved, DeedId id, const ProposeStatus& proposal);
  void DoRetract(const Saved& saved, DeedId id, const Retract& retract);
  void DoDecide(DeedId id, const Decide& decide);
  void DoMerge(DeedId id, const MergeRecords& merge);
  void DoUnmerge(DeedId id, const UnmergeRecords& unmerge);
  void PartSlots(DeedId id, RecordTruth& survivor, RecordTruth& retired, const Absorption& merge);
  static void SayAgain(SlotTruth& slot, const Touch& said);
  void LookAgain(SlotTruth& slot, Slot number, const LostLook& look) const;
  void PartCases(const RecordTruth& survivor, const RecordTruth& retired);
  bool GoesWith(const RecordId& whom, const RecordId& named) const;
  void DecideWishes(DeedId id, const Decide& decide);
  void DecideHeld(const Decide& decide);
  void Refuse(DeedId id);
  std::map<Slot, Answers> BySlot(const Answers& answers) const;

  Fate JudgeSlot(const Saved& saved, DeedId id, RecordTruth& record, Slot slot,
                 const Answers& answers, const RecordId& named, const Seen& seen);
  void TouchSlot(DeedId by, RecordTruth& record, SlotTruth& slot, const RecordId& named,
                 Touch::By what = Touch::By::kSaying, Instant looked = {});
  Fate JudgeByObservation(const Saved& saved, DeedId id, RecordTruth& record, SlotTruth& truth,
                          const Answers& answers, const RecordId& named, const Touch& rival,
                          bool over_own);
  Fate Join(const Saved& saved, const CaseName& name, Wish wish);
  void Withdraw(const Saved& saved, const CaseName& name);
  void SetFate(DeedId id, Slot slot, Fate fate) { slot_fates_[id][slot] = fate; }

  bool SaidBefore(const FactTruth& a, const FactTruth& b) const;
  bool Says(const Answers& accepted, const Answers& answers) const;
  // Whether `later` was saved on a phone that recalled saving `earlier`; and whether that is known
  // to be one officer's work.
  static bool Recalls(const Saved& later, SetNumber earlier);
  bool Remembers(const Saved& later, SetNumber earlier) const;
  RecordTruth* StandingRecord(const RecordId& id);
  std::vector<RecordId> NamedBy(const Deed& deed) const;

  const Codebooks* codebooks_;
  TouchId last_touch_ = 0;
  Moment last_moment_ = 0;

  std::map<SetNumber, SavedPtr> custody_;
  std::map<SetNumber, std::size_t> came_;  // how many had come before
  std::map<ChainId, SavedPtr> newest_;     // of each chain, what was taken in last, forks aside
  std::map<std::pair<ChainId, std::uint64_t>, SavedPtr> early_;  // above a gap, by place
  std::set<std::pair<ChainId, std::uint64_t>> places_;           // where a set has come
  std::map<SetNumber, std::size_t> branch_of_;  // of sets that forked off; 0 is the chain itself
  std::vector<SetNumber> branch_ends_;
  std::map<ChainId, std::set<std::uint64_t>> assigned_;
  // The villages that were the officer's when a set was taken in; what waits keeps that right.
  std::map<SetNumber, std::set<std::uint64_t>> came_with_;
  std::set<ChainId> quarantined_;  // revoked or forked
  std::set<ChainId> unconfirmed_;
  std::map<ChainId, std::set<std::uint64_t>> lost_;  // places declared lost
  // Sets above a hole in a chain that was known to be forked: nobody knows whose work came before.
  std::set<SetNumber> rootless_;

  std::map<RecordId, RecordTruth> records_;
  std::map<CaseName, CaseTruth> cases_;
  std::map<LineId, LineTruth> lines_;
  std::map<DeedId, LineId> line_of_fact_;
  std::set<DeedId> retracted_;
  std::map<RecordId, std::vector<DeedId>> waiting_for_record_;
  // While a person releases held work, what hangs on it goes along.
  bool releasing_ = false;
  std::map<DeedId, std::map<Slot, Fate>> slot_fates_;
  std::map<DeedId, Fate> fates_;
};

}  // namespace tilik::simulation
