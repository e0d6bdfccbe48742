// The registry store: one seam, two engines (SQLite now, PostgreSQL later). Semantic, not "execute
// SQL": load what a merge names, save what it changed, answer the questions that services ask.
// Nothing above this header knows a query language.
//
// Writing: one Writer at a time per store, in batches that become durable together (group commit);
// a receipt is signed only after Commit has returned. Reading: any number of Readers, each a
// consistent snapshot; cheap to make (pooled). Every table of records and facts carries its area
// number, so that it can be partitioned later.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "proto/contract/bytes.h"
#include "proto/contract/environment.h"
#include "proto/contract/signing.h"
#include "proto/contract/status.h"
#include "sync-server/merge/custody.h"
#include "sync-server/merge/ledger.h"
#include "sync-server/merge/merge.h"
#include "sync-server/merge/observation.h"
#include "sync-server/merge/working_set.h"
#include "sync-server/storage/recovery_register.h"
#include "sync-server/storage/register_store.h"
#include "sync-server/storage/verification_store.h"
#include "tilik/v1/bundle.pb.h"
#include "tilik/v1/change_set.pb.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::storage {

// The district this store belongs to. Keys are not here: they live in the key file outside the data
// folder.
struct District {
  std::uint64_t code = 0;  // four digits
  std::string name;
  PublicKey public_key;
  std::uint64_t epoch = 1;
  std::int32_t zone_offset_minutes = 8 * 60;
};

enum class ChainKind : std::uint8_t { kEnrolment = 1, kAccount = 2 };

// An enrolment or an account's chain, with what the log says of it.
struct ChainRow {
  ChainKind kind = ChainKind::kEnrolment;
  merge::ChainState state;
  PublicKey public_key;  // enrolment: its own; account: the district's
  std::string person;    // officer's or account's name
  std::string device;
  std::set<std::uint64_t> assignment;
  std::uint64_t assignment_revision = 0;
  bool revoked = false;
  bool unconfirmed = false;           // known by its certificate alone
  std::uint64_t quarantine_case = 0;  // the newest one it had
  Instant issued;
  Instant last_seen;
  // Written by BackUpTo alone; SaveChain leaves it as it is.
  std::uint64_t backed_up_through = 0;
};

// One row of the log: a set in custody. The body is kept exactly as it came.
struct LogEntry {
  std::uint64_t arrival = 0;  // from 1, without gaps
  Instant time;
  std::uint64_t epoch = 0;
  ChainId chain;
  std::uint32_t branch = 0;
  std::uint64_t seq = 0;
  Link previous;
  Link link;
  ContentHash body_hash;
  std::string body;
  bool destroyed = false;  // the body, by order of law (protocol.md §2); its hash and link remain
  // Of the photos the body names: what a copy must hold before the set counts as backed up.
  std::vector<ContentHash> attachments;
  // The signature this set arrived under (of the push's last link), and which link that was.
  Signature head_signature;
  Link head_link;
  Instant observed;  // bounded observation, as merged
  std::int64_t clock_offset_ms = 0;
  std::uint32_t merge_version = 0;
  enum class State : std::uint8_t {
    kMerged = 1,
    kWaiting,
    kQuarantined,
    kUnreadable
  } state = State::kMerged;
};

// What was noted when a device opened a session, to bound its observations later.
struct SessionRow {
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;
  ChainId chain;
  merge::SessionNote note;
};

// What carrying out an order of destruction cleared.
struct Destroyed {
  std::vector<Link> links;    // whose bodies
  std::uint64_t history = 0;  // rows emptied
  std::uint64_t cases = 0;
  std::uint64_t outcomes = 0;
  std::vector<ContentHash> photos;  // that no body names any more; their files are still there
};

// What cannot be rebuilt since bodies were destroyed, and is taken as it stands: all that the
// destroyed change sets touched, and what in turn touched that (sync/given.h).
struct Given {
  std::set<std::string> ids;  // 16 raw bytes: records and lines
  std::set<std::uint64_t> arrivals;
  std::set<Link> links;  // of the same sets
  std::set<std::uint64_t> cases;
  std::set<merge::CaseKey> signals;  // the keys of those among the cases
};

// Who may sign at the office, as the log says.
struct Account {
  std::string name;
  v1::AccountRole role = v1::ACCOUNT_ROLE_UNSPECIFIED;
  bool retired = false;
  Instant since;
};

// The district was put back from a backup: where its log then stood, and the epoch from there on.
struct RestoreRow {
  std::uint64_t arrival = 0;  // of the set that says so
  Instant time;
  std::uint64_t epoch = 0;
  std::uint64_t count = 0;
  ContentHash hash;
  std::string reason;
};

// How far the district's log had come, by its own signature, where this log never was.
struct Witness {
  std::uint64_t epoch = 0;
  std::uint64_t count = 0;
  ContentHash hash;  // none: a receipt says so, which names the number only
  ChainId chain;     // whose device brought it
  Instant seen;
};

// What a quarantine case holds of one branch.
struct HeldBranch {
  ChainId chain;
  std::uint32_t branch = 0;
  std::uint64_t first_seq = 0;
  std::uint64_t last_seq = 0;
  Link first_link;  // by which a decision names the branch
  std::uint64_t sets = 0;
  Instant first_arrived;
};

struct EnrolCode {
  std::string code;
  std::string officer;
  std::set<std::uint64_t> villages;
  Instant made;
  Instant expires;
};

// Changes of one batch. Obtained from RegistryStore::BeginWrite; nothing is visible to readers
// before Commit, everything is gone if it is dropped without one.
//
// A WorkingSet may serve many merges of one Writer, each Saved before the next Load, and none of
// another: other processes write in between. A Writer that answered kCorrupt or kStorage once is
// not to be committed; Commit refuses.
class Writer {
 public:
  virtual ~Writer() = default;

  // --- custody ---
  virtual Result<std::optional<ChainRow>> LoadChain(const ChainId& chain) = 0;
  virtual Status SaveChain(const ChainRow& chain) = 0;
  // What the log holds. An error while asking makes Commit fail.
  virtual const merge::LinkIndex& links() = 0;
  virtual Result<std::optional<LogEntry>> EntryByLink(const ChainId& chain, const Link& link) = 0;
  virtual Result<std::optional<LogEntry>> EntryBySeq(const ChainId& chain, std::uint32_t branch,
                                                     std::uint64_t seq) = 0;
  // Counts on from the log's last; to be appended in this order. No other process can take them.
  virtual Result<std::uint64_t> NextArrival() = 0;
  // `entry.chain` was saved before. kConflict when the second log holds another future of this log.
  virtual Status AppendLog(const LogEntry& entry) = 0;
  virtual Status SetLogState(std::uint64_t arrival, LogEntry::State state, Instant observed) = 0;
  // A set that waited turned out to hang on another branch than the main one. Before it is merged.
  virtual Status SetLogBranch(std::uint64_t arrival, std::uint32_t branch) = 0;
  virtual Result<std::optional<SessionRow>> LoadSession(std::uint64_t epoch,
                                                        std::uint64_t number) = 0;
  virtual Result<std::uint64_t> AddSession(const SessionRow& session) = 0;  // returns its number

  // --- merge ---
  // Loads what `keys` names and what hangs on it (see merge::Keys), on top of what `into` already
  // holds and without touching that. kCorrupt says which row or body cannot be read.
  virtual Status Load(const merge::Keys& keys, merge::WorkingSet& into) = 0;
  // Writes what `delta` says changed, as it now is in `merged`. `entry` was appended before.
  virtual Status Save(const merge::Delta& delta, const merge::WorkingSet& merged,
                      const LogEntry& entry) = 0;
  // Carries out again an order that this store has forgotten: it was restored from an older copy.
  // Clears the records as they stand too, for no change set says so here. Whatever comes in later
  // under one of these links is taken without its body.
  virtual Status DestroyAgain(const std::set<RecordId>& records, const std::set<Link>& links) = 0;
  virtual Result<bool> WasDestroyed(const Link& link) = 0;
  // That the body of this entry, not stored, named these ids.
  virtual Status NoteDestroyed(std::uint64_t arrival, const std::set<std::string>& ids) = 0;
  // What the sets saved here ordered to be destroyed was cleared; nothing when nothing was.
  virtual const std::optional<Destroyed>& destroyed() const = 0;
  // A case as another store has it: taken as given by a verification.
  virtual Status GiveCase(const merge::CaseFile& file) = 0;
  // The log entry of a held operation or a fact, whatever its chain.
  virtual Result<std::optional<LogEntry>> EntryOf(const Link& link) = 0;

  // --- imports ---
  virtual Result<std::optional<merge::RecordState>> LoadRecord(const RecordId& record) = 0;
  // What the importer's last file said of this key: record id and values (as packed
  // v1::ValueColumns); nothing if new.
  struct Imported {
    RecordId record;
    LineId line;
    std::string values;
  };
  virtual Result<std::optional<Imported>> LoadImported(const std::string& importer,
                                                       const std::string& key) = 0;
  virtual Status SaveImported(const std::string& importer, const std::string& key,
                              const Imported& imported) = 0;
  // The last revision of the record at which what was accepted in `slot` said all that `answers`
  // says; 0 if it never did.
  virtual Result<std::uint64_t> LastRevisionWith(const RecordId& record, Slot slot,
                                                 const Answers& answers,
                                                 const Codebooks& codebooks) = 0;

  // --- people and devices ---
  // A name known before keeps since when.
  virtual Status SaveAccount(const Account& account) = 0;
  virtual Status AddEnrolCode(const EnrolCode& code) = 0;
  // One time: the code is gone. Nothing when it is unknown or expired.
  virtual Result<std::optional<EnrolCode>> TakeEnrolCode(const std::string& code, Instant now) = 0;
  virtual RecoveryRegister& recovery() = 0;

  // What an enrolment asked for by bundle; replaces what it asked before.
  virtual Status SaveBundleRequest(const ChainId& chain, const v1::KeptRequest& kept) = 0;

  // --- restores ---
  virtual Status AddRestore(const RestoreRow& restore) = 0;
  // Of one epoch the highest is kept. Evidence, not derived from the log: a restore forgets it, and
  // so does `verify`.
  virtual Status NoteWitness(const Witness& witness) = 0;
  // A device brought back the set that was `facts.arrival` of an earlier epoch. Evidence likewise.
  virtual Status NoteReturned(const ReceiptFacts& facts) = 0;
  // After a restore: one-time codes may have been used since the backup, and numbers of sessions
  // given out.
  virtual Status ForgetCodesAndSessions() = 0;
  virtual Result<std::set<std::string>> AccountNames() = 0;

  // --- reference ---
  // Offered to devices when they differ from what is stored.
  virtual Status SaveCodebook(const v1::Codebook& codebook) = 0;
  virtual Status SaveVillageName(const v1::VillageName& name) = 0;

  // The district was restored: everything from here on belongs to `epoch`, which is higher than all
  // before.
  virtual Status BeginEpoch(std::uint64_t epoch) = 0;

  // Durable in the database and, before that, in the second log where there is one. kUnavailable:
  // the second log cannot be written and nothing was committed.
  virtual Status Commit() = 0;
};

struct FeedPage {
  std::uint64_t to = 0;
  bool more = false;
  std::vector<v1::RecordRow> rows;
  std::vector<v1::LeftRow> left;
};

struct FoundRecord {
  RecordId record;
  v1::RecordKind kind;
  std::uint64_t village;
  std::string label;  // the name by which people know it
};

// What the recap adds up, for one group of lines. Quantities in thousandths; lines are payments,
// recipients are families.
struct RecapRow {
  std::uint64_t village = 0;
  std::string programme;
  std::string period;
  std::uint64_t lines = 0;
  std::uint64_t recipients = 0;
  merge::Tally total;  // sums; reason fields unused
  std::map<v1::NonDeliveryReason, std::int64_t>
      undelivered_by_reason;  // non-deliveries and closures
};

// Aid without a list, one item of one handover or a sum of them.
struct UnlistedRow {
  std::uint64_t village = 0;
  std::string programme;
  std::string period;
  std::string item;
  std::string unit;
  v1::UnitType unit_type = v1::UNIT_TYPE_UNSPECIFIED;
  std::uint64_t recipients = 0;
  std::int64_t quantity = 0;
};

// One item at one place of one event: what was written down of it and what was handed out.
struct StockRow {
  std::uint64_t village = 0;
  std::string event;
  std::string item;
  std::string unit;
  std::map<v1::StockKind, std::int64_t> moved;  // COUNTED: the newest count by observation
  std::int64_t handed_out = 0;
};

// What one order to pay is last said to be, and whether it was said otherwise before.
struct Sp2dRow {
  std::string programme;
  std::string period;
  std::uint64_t region = 0;
  std::string number;
  std::optional<std::uint64_t> ordered_recipients;
  std::optional<std::int64_t> ordered;
  std::optional<std::uint64_t> realised_recipients;
  std::optional<std::int64_t> realised;
  merge::FactId id;
  ChainId account;
};

// Proof that came after the handover.
struct EvidenceRow {
  std::optional<merge::FactId> of;  // none: of the whole line
  std::uint32_t kinds = 0;          // merge::EvidenceBit
  ChainId officer;
};

struct PlaceName {
  std::string typed;
  std::uint64_t village = 0;
};

// A snapshot: everything read through one Reader agrees with itself.
class Reader {
 public:
  virtual ~Reader() = default;

  // --- pull ---
  virtual Result<FeedPage> Feed(std::uint64_t village, std::uint64_t after,
                                std::size_t max_bytes) = 0;
  virtual Result<v1::InboxPage> Inbox(const ChainId& chain, std::uint64_t after,
                                      std::size_t max_bytes) = 0;
  virtual Result<v1::ReferencePage> Reference(const std::set<std::uint64_t>& villages,
                                              std::uint64_t after, std::size_t max_bytes) = 0;
  virtual Result<std::optional<ChainRow>> Chain(const ChainId& chain) = 0;
  virtual Result<std::optional<v1::KeptRequest>> BundleRequest(const ChainId& chain) = 0;
  // What receipts say of a chain's sets above `after`, by seq; of a fork, one for each branch. At
  // most `limit`, and then all of the last seq.
  virtual Result<std::vector<ReceiptFacts>> Custody(const ChainId& chain, std::uint64_t after,
                                                    std::size_t limit) = 0;

  // --- registry ---
  virtual Result<std::optional<merge::RecordState>> Record(
      const RecordId& record) = 0;  // not following redirects
  virtual Result<std::vector<RecordId>> Members(const RecordId& parent) = 0;
  virtual Result<std::vector<merge::HistoryRow>> History(const RecordId& record) = 0;
  virtual Result<std::vector<merge::FactRow>> FactsOf(const RecordId& record) = 0;
  virtual Result<std::vector<merge::LineState>> LinesOf(const RecordId& recipient) = 0;
  virtual Result<std::optional<merge::LineState>> Line(const LineId& line) = 0;
  virtual Result<std::vector<v1::Programme>> Programmes() = 0;
  // By name, NIK, No KK, IDBDT or IDARTBDT; at most `limit`.
  virtual Result<std::vector<FoundRecord>> FindRecords(const std::string& text, int limit) = 0;
  virtual Result<std::vector<merge::CaseFile>> Cases(bool open_only, std::uint64_t after_number,
                                                     int limit) = 0;
  // Of one kind, open or not.
  virtual Result<std::vector<merge::CaseFile>> CasesOfKind(merge::CaseKind kind,
                                                           std::uint64_t after_number,
                                                           int limit) = 0;
  // Signals, open or not: about the record or its entitlements, and those of officers' days that
  // rest on what was done there.
  virtual Result<std::vector<merge::CaseFile>> SignalsAbout(const RecordId& record) = 0;
  virtual Result<std::optional<merge::CaseFile>> Case(std::uint64_t number) = 0;
  // Sums by village × programme × period, for a programme (empty: all).
  virtual Result<std::vector<RecapRow>> Recap(const std::string& programme) = 0;

  // --- verivali: campaigns, review, coverage, versions ---
  virtual VerificationReader& verification() = 0;
  // --- PPKS and PSKS, follow-ups, proxies, accounts ---
  virtual RegisterReader& registers() = 0;
  // --- distribution beside the recap; withdrawn facts are left out ---
  // Lines of a programme and period (empty: all periods), some hundred in memory at a time.
  virtual Status ForEachLine(const std::string& programme, const std::string& period,
                             const std::function<Status(const merge::LineState&)>& visit) = 0;
  // In order of arrival: of one text the last stands.
  virtual Result<std::vector<PlaceName>> PlaceNames() = 0;
  virtual Result<std::vector<EvidenceRow>> EvidenceOf(const LineId& line) = 0;
  // Summed by village, programme, period, item and unit type (programme empty: all).
  virtual Result<std::vector<UnlistedRow>> Unlisted(const std::string& programme) = 0;
  virtual Result<std::vector<StockRow>> Stock() = 0;
  // In order of arrival; every word on an order, the last of one (period, region, number) stands.
  virtual Result<std::vector<Sp2dRow>> Sp2d(const std::string& programme) = 0;
  // In order of arrival.
  virtual Result<std::vector<merge::EligibilityFact>> Eligibility(const std::string& programme) = 0;

  // --- log ---
  virtual Status ForEachLogEntry(std::uint64_t from_arrival,
                                 const std::function<Status(const LogEntry&)>& visit) = 0;
  virtual Result<std::optional<LogEntry>> EntryByLink(const ChainId& chain, const Link& link) = 0;
  virtual Result<v1::LogHead> Head() = 0;  // unsigned
  // As Head was after `count` entries; its epoch is that of the last of them.
  virtual Result<v1::LogHead> HeadAt(std::uint64_t count) = 0;
  virtual Result<std::vector<ChainRow>> Chains() = 0;
  virtual Result<std::vector<Account>> Accounts() = 0;  // oldest first
  // By arrival: the raw ids that each destroyed body named.
  virtual Result<std::map<std::uint64_t, std::set<std::string>>> DestroyedBodies() = 0;
  // Change sets of which nothing applies before a second account signs, oldest first.
  virtual Result<std::vector<LogEntry>> AwaitingSignature() = 0;
  // Oldest first.
  virtual Result<std::vector<RestoreRow>> Restores() = 0;
  virtual Result<std::vector<Witness>> Witnesses() = 0;
  // Arrival numbers of an epoch above `after` that devices brought back, ascending.
  virtual Result<std::vector<std::uint64_t>> Returned(std::uint64_t epoch, std::uint64_t after) = 0;
  virtual Result<std::set<std::uint64_t>> ReturnedEpochs() = 0;
  virtual Result<std::vector<HeldBranch>> HeldBranches(std::uint64_t case_number) = 0;
  // For reading only.
  virtual RecoveryRegister& recovery() = 0;
  struct Counts {
    std::uint64_t log_entries = 0, households = 0, families = 0, persons = 0, open_cases = 0,
                  lines = 0, visits = 0, handovers = 0, held = 0;
  };
  virtual Result<Counts> Count() = 0;
};

// Opened once per process. Thread-safe: BeginWrite blocks while another Writer of this process
// lives; readers never block.
class RegistryStore {
 public:
  virtual ~RegistryStore() = default;
  virtual Result<std::unique_ptr<Writer>> BeginWrite() = 0;
  virtual Result<std::unique_ptr<Reader>> BeginRead() = 0;
  virtual const District& district() const = 0;
  // A consistent, verified copy of the whole store while it is being written, photos included.
  // `directory` is made or empty, on another disk if it is to count for anything. Returns the log
  // head it contains. Afterwards each chain's backed_up_through is the lesser of the two newest
  // copies: the highest seq such that it, all before it and all their photos are in both.
  virtual Result<v1::LogHead> BackUpTo(const std::string& directory) = 0;
  // Compares every derived table with another store's, but for what is given; the first difference
  // in words, or nothing.
  virtual Result<std::optional<std::string>> FirstDifference(RegistryStore& other,
                                                             const Given& given) = 0;
  // Entries that the second log has beyond this store's head: after a restore from a backup, or a
  // crash between the two. Merging them again as they were, in this order and before anything else,
  // brings the store to where it was; the epoch then need not change if that is the newest head any
  // device has witnessed (protocol.md §3.6). kConflict: the second log continues another log than
  // this one. While the caller holds a Writer: otherwise another process may commit between the
  // look and what is made of it.
  virtual Status ForEachBeyond(const std::function<Status(const LogEntry&)>& visit) = 0;
  // Whether the second log ends with the very entry that this log ends with: then nothing that was
  // ever receipted is missing here.
  virtual Result<bool> SecondLogEndsHere() = 0;
};

}  // namespace tilik::storage
