// What the merge knows of a record, a case and an entitlement line: plain structs, no behaviour
// beyond small questions.
//
// Everything here is derived from the log of change sets and can be rebuilt from it. The store
// keeps these structs as they are; only the merge changes them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "proto/contract/bytes.h"
#include "proto/contract/codebook.h"
#include "proto/contract/environment.h"
#include "proto/contract/value.h"
#include "tilik/v1/distribution.pb.h"
#include "tilik/v1/registry.pb.h"
#include "tilik/v1/sync.pb.h"
#include "tilik/v1/verification.pb.h"

namespace tilik::merge {

// Who made a change: one set of one chain, and the record id it named (an id may have been retired
// since).
struct Origin {
  ChainId chain;
  // Which branch of a forked chain; 0 until a fork is known.
  std::uint32_t branch = 0;
  std::uint64_t seq = 0;
  Link link;
  RecordId named;
  // When it was observed, after the server bounded what the phone's clock said. What "the later
  // look wins" compares.
  Instant observed;
  // Made by an account (import, decision): never "own-earlier" to anything (protocol.md §4.1).
  bool account = false;

  friend bool operator==(const Origin&, const Origin&) = default;
};

// Same chain, same branch, same record id named: what makes two stamps "one hand".
inline bool SameHand(const Origin& a, const Origin& b) {
  return a.chain == b.chain && a.branch == b.branch && a.named == b.named && !a.account &&
         !b.account;
}

// At which revision of the record a slot was last changed or confirmed, and by whom.
struct Stamp {
  std::uint64_t revision = 0;
  Origin origin;

  friend bool operator==(const Stamp&, const Stamp&) = default;
};

// The stamps a slot brought along from a record that was merged into this one, in that record's own
// numbering. An edit still naming the retired id is compared with these (protocol.md §4,
// Duplicates).
struct TakenStamps {
  RecordId from;
  std::uint64_t merged_at = 0;  // revision of the survivor at which the slot was taken
  Stamp last;
  std::optional<Stamp> foreign;

  friend bool operator==(const TakenStamps&, const TakenStamps&) = default;
};

// One field, or a group of fields that merge as one.
struct SlotState {
  Answers answers;
  Stamp last;
  std::optional<Stamp> foreign;  // the newest stamp by another hand than last's
  std::optional<TakenStamps> taken;

  friend bool operator==(const SlotState&, const SlotState&) = default;
};

// The record's revision when an epoch began, noted at its first change in that epoch (protocol.md
// §3.6).
struct EpochMark {
  std::uint64_t epoch = 0;
  std::uint64_t revision = 0;

  friend bool operator==(const EpochMark&, const EpochMark&) = default;
};

// A record that was merged into this one.
struct Absorbed {
  RecordId id;
  std::uint64_t merged_at = 0;  // revision of the survivor at which it happened
  // The survivor's slots just before: what taking the merge back begins from.
  std::map<Slot, SlotState> before;

  friend bool operator==(const Absorbed&, const Absorbed&) = default;
};

struct RecordState {
  RecordId id;
  v1::RecordKind kind = v1::RECORD_KIND_UNSPECIFIED;
  // Where it is: a household's own village, a family's and person's by their household. Ten digits,
  // 0 unknown.
  std::uint64_t village = 0;
  // What it hangs under: a family's household, a person's family. None for the rest.
  RecordId parent;
  std::uint64_t revision = 0;
  std::uint64_t epoch = 0;  // of its last change
  std::vector<EpochMark> epoch_marks;
  v1::RecordStatus status = v1::RECORD_STATUS_ACTIVE;
  v1::StatusReason status_reason = v1::STATUS_REASON_UNSPECIFIED;
  Stamp status_stamp;
  // When what the decided status says was seen, by whoever proposed it.
  Instant status_observed;
  std::map<Slot, SlotState> slots;
  RecordId redirected_to;          // none: it stands for itself
  std::vector<Absorbed> absorbed;  // oldest first

  friend bool operator==(const RecordState&, const RecordState&) = default;
};

// All answers of a record over its slots.
Answers AllAnswers(const RecordState& record);

// One operation of one set.
struct FactId {
  Link link;
  std::uint32_t operation = 0;

  friend bool operator==(const FactId&, const FactId&) = default;
  friend auto operator<=>(const FactId&, const FactId&) = default;
};

enum class CaseKind : std::uint8_t {
  kConflict = 1,       // two values for one slot
  kStatus,             // somebody proposes a status
  kDuplicate,          // two records may be one
  kDoubleDelivery,     // delivered above entitled
  kOutsideAssignment,  // work on a village that is not the officer's
  kRetraction,         // somebody wants a fact withdrawn that he may not withdraw himself
  kQuarantine,         // forked or revoked chain
  kSignal,             // something looks odd (signals.h); nothing waits for the decision
};

// What a case is about; one open case for one key.
struct CaseKey {
  CaseKind kind = CaseKind::kConflict;
  RecordId record;  // kConflict, kStatus, kDuplicate (the lesser id), kOutsideAssignment, kSignal
  Slot slot = 0;    // kConflict
  RecordId other;   // kDuplicate (the greater id)
  LineId line;      // kDoubleDelivery, kSignal
  FactId fact;      // kRetraction
  ChainId chain;    // kQuarantine, kSignal
  // kSignal: of what, and of what day (yyyymmdd); besides these one of record, line and chain.
  v1::Signal signal = v1::SIGNAL_UNSPECIFIED;
  std::uint32_t day = 0;

  friend bool operator==(const CaseKey&, const CaseKey&) = default;
  friend auto operator<=>(const CaseKey&, const CaseKey&) = default;
};

// What somebody wants of a case: a value, a status, or the release of an operation held in full.
struct Proposal {
  Origin origin;
  std::uint32_t operation = 0;
  std::uint64_t base_revision = 0;  // what was on the screen
  Answers answers;                  // kConflict
  v1::RecordStatus status = v1::RECORD_STATUS_UNSPECIFIED;
  v1::StatusReason reason = v1::STATUS_REASON_UNSPECIFIED;
  std::string note;

  FactId id() const { return {origin.link, operation}; }
  friend bool operator==(const Proposal&, const Proposal&) = default;
};

// One visit, handover or report that a signal rests on.
struct Evidence {
  Origin origin;
  std::uint32_t operation = 0;
  RecordId about;        // the household or recipient
  FactId other;          // what it was compared with, if with something
  RecordId other_about;  // and about whom that is
  std::string words;     // the figures

  FactId id() const { return {origin.link, operation}; }
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

// Kept in one case; it says how many more there are.
inline constexpr std::size_t kMostEvidence = 20;

// What somebody found a signal to be.
enum class Verdict : std::uint8_t { kNone, kNotAProblem, kConfirmed };

struct CaseFile {
  std::uint64_t number = 0;
  CaseKey key;
  // Counts every change of the case; a decision names the value it saw.
  std::uint64_t counter = 0;
  bool open = true;
  std::vector<Proposal> proposals;
  std::uint64_t opened_arrival = 0;
  Instant opened;
  std::string why;         // in words: what was noticed
  std::string settlement;  // once closed: how
  // kSignal: as many as signals.h keeps, how many more there are, and what was found of them.
  std::vector<Evidence> evidence;
  std::uint32_t more_evidence = 0;
  Verdict verdict = Verdict::kNone;

  friend bool operator==(const CaseFile&, const CaseFile&) = default;
};

// An operation that waits: for a record, a release, or a newer program. Its body is in the log;
// this is its place there.
enum class HeldBecause : std::uint8_t {
  kUnknownRecord = 1,
  kOutsideAssignment,
  kQuarantine,
  kNewerVersion,
  kAwaitsSignature  // of a second account
};

struct HeldOperation {
  FactId id;
  ChainId chain;
  std::uint64_t seq = 0;
  HeldBecause because = HeldBecause::kUnknownRecord;
  RecordId waits_for;  // kUnknownRecord: which
  std::uint64_t case_number = 0;
  // The record this operation would create, if it is a held create: others hang on it.
  RecordId creates;

  friend bool operator==(const HeldOperation&, const HeldOperation&) = default;
};

// --- distribution ---

struct HandoverFact {
  FactId id;
  Origin origin;
  std::uint32_t day = 0;  // yyyymmdd in the village's zone
  std::int64_t received = 0;
  std::int64_t deducted = 0;
  v1::HandoverMode mode = v1::HANDOVER_MODE_UNSPECIFIED;
  v1::Receiver receiver = v1::RECEIVER_UNSPECIFIED;
  std::uint32_t evidence = 0;  // one bit for each kind (EvidenceBit)
  std::string event;
  bool retracted = false;

  friend bool operator==(const HandoverFact&, const HandoverFact&) = default;
};

struct NonDeliveryFact {
  FactId id;
  Origin origin;
  std::uint32_t day = 0;
  std::int64_t quantity = 0;  // 0: all that is not delivered
  v1::NonDeliveryReason reason = v1::NON_DELIVERY_REASON_UNSPECIFIED;
  bool retracted = false;

  friend bool operator==(const NonDeliveryFact&, const NonDeliveryFact&) = default;
};

// What a payer says of one payment; the newest report of one (payer, reference) is what he says.
struct PayerFact {
  FactId id;
  Origin origin;
  std::uint32_t day = 0;
  std::string payer;
  std::string reference;
  v1::PayerResult result = v1::PAYER_RESULT_UNSPECIFIED;
  std::int64_t amount = 0;
  v1::NonDeliveryReason reason = v1::NON_DELIVERY_REASON_UNSPECIFIED;
  bool retracted = false;

  friend bool operator==(const PayerFact&, const PayerFact&) = default;
};

// From this period on a recipient is so in a programme, until a later period says otherwise.
struct EligibilityFact {
  FactId id;
  Origin origin;
  RecordId recipient;  // as named
  std::string programme;
  std::string period;
  v1::EligibilityState state = v1::ELIGIBILITY_STATE_UNSPECIFIED;
  v1::NonDeliveryReason reason = v1::NON_DELIVERY_REASON_UNSPECIFIED;
  std::string note;
  bool retracted = false;

  friend bool operator==(const EligibilityFact&, const EligibilityFact&) = default;
};

// A kind of evidence in a set of kinds.
inline std::uint32_t EvidenceBit(int kind) { return 1u << (static_cast<unsigned>(kind) & 31); }

// An entitlement line with all facts about it, in order of arrival. Facts may come before the danom
// does.
struct LineState {
  LineId id;
  bool defined = false;  // false: handed out, but no danom names this line yet
  std::string danom;
  std::string programme;
  std::string period;
  RecordId recipient;
  std::uint64_t village = 0;
  std::int64_t entitled = 0;
  std::string external_key;
  std::vector<HandoverFact> handovers;
  std::vector<NonDeliveryFact> non_deliveries;
  std::vector<PayerFact> payer_reports;
  // Set by a status decision or a closing order: what is open counts as undelivered for this
  // reason.
  v1::NonDeliveryReason closed_because = v1::NON_DELIVERY_REASON_UNSPECIFIED;
  // An order stands whatever becomes of the recipient's status.
  bool closed_by_order = false;
  // The same by eligibility, for as long as that lasts.
  v1::NonDeliveryReason not_eligible_because = v1::NON_DELIVERY_REASON_UNSPECIFIED;
  // Where this programme and period was also due to a record that is one with the recipient by now:
  // under which of their ids it counts. None: it was not.
  RecordId counts_under;

  bool IsDouble() const { return !counts_under.none() && counts_under != recipient; }
  friend bool operator==(const LineState&, const LineState&) = default;
};

}  // namespace tilik::merge
