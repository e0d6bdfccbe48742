// A device: one officer's open home. The facade that hosts and forms use; thin, it only ties the
// rooms together.
//
// Not thread-safe. Closing it (destroying it) at any moment is safe: what a function reported as
// saved is on the disk.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/core/attachments.h"
#include "client/core/bundle_export.h"
#include "client/core/bundle_import.h"
#include "client/core/claims.h"
#include "client/core/drafts.h"
#include "client/core/entrusting.h"
#include "client/core/find.h"
#include "client/core/host.h"
#include "client/core/limits.h"
#include "client/core/outbox.h"
#include "client/core/records.h"
#include "client/core/recovery.h"
#include "client/core/store.h"
#include "client/core/sync.h"
#include "client/core/transport.h"
#include "client/core/vault.h"
#include "proto/contract/invitation.h"

namespace tilik::client {

// What the QR of a supervisor says, and whose hands it is in.
struct EnrolOrder {
  std::string server;  // kept for the host, not used here
  std::string code;    // one-time
  PublicKey district;  // whom to believe
  std::string device_name;
  std::string pin;
};

struct DeviceStatus {
  ChainId enrolment;
  std::string officer;
  std::string district_name;
  std::string server;
  std::uint64_t epoch = 0;
  std::vector<std::uint64_t> villages;
  std::uint64_t records = 0;
  std::uint64_t households = 0;
  std::uint64_t drafts = 0;
  OutboxCounts outbox;
  std::optional<Entrusted> entrusted;  // unsent work: the earliest time, the last courier
  Attachments::Counts photos;
  std::uint64_t backed_up_through = 0;
  std::uint64_t open_tasks = 0;
  std::uint64_t undecided = 0;  // own operations held or quarantined
  Instant synced;
  bool revoked = false;
  bool unconfirmed = false;
  std::string enrol_anew;
  std::uint64_t free_space = 0;
  std::uint32_t recovery_slots = 0;
  bool enrolling = false;  // opened by the office; the district has not answered the new enrolment
  bool expired = false;    // what was pulled is gone until the next sync
};

// One record on the screen.
struct RecordView {
  StoredRecord record;
  Shown shown;
};

struct HouseholdView {
  RecordView household;
  std::vector<RecordView> families;
  std::vector<RecordView> persons;
};

// One own change set and what became of it.
struct OperationView {
  std::uint64_t seq = 0;  // of its set
  v1::Operation operation;
  FieldFate fate;
  std::optional<OwnOutcome> outcome;
  bool retracted = false;  // taken back by a later own fact
};
struct LogEntry {
  std::uint64_t seq = 0;
  Link link;
  Instant saved;
  std::optional<v1::Receipt> receipt;
  std::optional<Entrusted> entrusted;
  bool backed_up = false;
  std::vector<OperationView> operations;
};

struct LineView {
  v1::EntitlementLine line;
  // Own facts on it, in order: Handover and NonDelivery, retracted ones left out.
  std::vector<OperationView> facts;
  // Handed out by other phones, as they say.
  std::vector<ClaimOnLine> claims;
};

class Device {
 public:
  // Makes keys, presents the code, verifies the certificate, makes the home. kDenied: the code is
  // spent or the certificate is not the district's. kUnavailable: no connection; the same code is
  // good for another try, even where the district took it and only its answer was lost.
  static Result<std::unique_ptr<Device>> Enrol(Host& host, const EnrolOrder& order,
                                               Transport& transport);
  // The same in two halves, for a host that cannot wait: what to ask, and what came of it.
  static Result<SyncRequest> AskToEnrol(Host& host, const EnrolOrder& order);
  static Result<std::unique_ptr<Device>> TakeEnrolment(Host& host, const EnrolOrder& order,
                                                       const Result<SyncAnswer>& answer);
  // `home` as ListHomes (vault.h) names it. kDenied: wrong PIN. kConflict: open in another process.
  static Result<std::unique_ptr<Device>> Unlock(Host& host, std::string_view home,
                                                std::string_view pin);

  // With the code that the office read out (recovery.h), and a PIN of the officer's choice.
  // kInvalid: a mistyped code or a short PIN, nothing was tried. kDenied: not this phone's code.
  static Result<std::unique_ptr<Device>> UnlockByCode(Host& host, std::string_view home,
                                                      std::string_view code,
                                                      std::string_view new_pin);

  const std::string& home() const { return home_; }
  const v1::DeviceState& state() const { return store_->state(); }
  const Codebooks& codebooks() const { return host_.codebooks; }
  Clock& clock() { return host_.clock; }

  Result<DeviceStatus> Status();
  Result<Found> Find(std::string_view typed, std::size_t limit = kFindLimit);

  // --- looking ---
  // Follows redirects. kNotFound.
  Result<RecordView> Show(const RecordId& record);
  // The household of a record, families and persons as shown, own new ones included.
  Result<HouseholdView> ShowHousehold(const RecordId& any_member);
  Result<std::vector<RecordId>> HouseholdsOf(std::uint64_t village);
  Result<std::uint64_t> PersonsIn(const RecordId& household);
  // Records that people call so: a record id, IDBDT (household), No KK (family), NIK or IDARTBDT
  // (person), name (the rest).
  Result<std::vector<RecordId>> Named(v1::RecordKind kind, std::string_view text);
  // Name of a village from the reference feed; its dotted code while unknown.
  Result<v1::VillageName> VillageNamed(std::uint64_t village);
  Result<std::vector<v1::Programme>> Programmes();
  Result<std::vector<v1::Campaign>> Campaigns();
  // Of villages this device has or had; the host knows which are assigned.
  Result<std::vector<v1::SetPrelist>> Prelists();
  // Entitlement lines of a recipient (or of all in the danom when none), with own facts.
  Result<std::vector<LineView>> LinesOf(const RecordId& recipient);
  Result<LineView> Line(const LineId& line);
  // All lines of a village's danoms, with own facts and others' claims: three queries, however many
  // lines there are.
  Result<std::vector<LineView>> LinesIn(std::uint64_t village);
  // Where danom lines of this device are.
  Result<std::vector<std::uint64_t>> VillagesWithLines();
  // The household a record belongs to, redirects followed; none for groups, houses and the like.
  // kNotFound.
  Result<RecordId> HouseholdOf(const RecordId& record);
  // What was told of a record here beside its fields (contract/told.h), oldest first; withdrawn
  // facts are left out. Only the recorder's own: such facts never travel to other devices.
  Result<std::vector<OperationView>> ToldHere(const RecordId& record);
  // --- two phones in one hall (claims.h) ---
  Result<std::vector<DanomHere>> Danoms();
  Result<std::string> MakeClaims(std::string_view danom, std::uint64_t village);
  Result<ClaimsTaken> TakeClaims(std::string_view text);
  // --- invitations to a table (contract/invitation.h) ---
  // Signed by this enrolment, as of now.
  std::string MakeInvitation(const RecordId& recipient, std::uint64_t village,
                             const std::string& event);
  // kInvalid, kDenied: as OpenInvitation.
  Result<OpenedInvitation> ReadInvitation(std::string_view text);
  Result<std::vector<v1::Task>> Tasks();
  // Newest first, below `before` (0: from the head).
  Result<std::vector<LogEntry>> Log(std::uint64_t before, std::size_t limit);

  // --- editing ---
  // Takes the screen of these records and keeps it, with the draft, until it is saved or dropped.
  // Records to be made new in the form are not named. At most kMaxEditRecords.
  Result<Draft> BeginEdit(std::string_view form, const RecordId& subject,
                          const std::vector<RecordId>& records);
  // A screen without a draft, for a host that asks and saves in one go.
  Result<Screen> Look(const std::vector<RecordId>& records);
  Result<Draft> ResumeEdit(DraftNumber draft);
  Result<std::vector<Draft>> Drafts();
  tilik::Status KeepDraft(DraftNumber draft, std::string_view content);
  tilik::Status DropDraft(DraftNumber draft);
  // The open form shows the newest state of a record. See Screen::Redraw.
  Result<Draft> RedrawEdit(DraftNumber draft, const RecordId& record,
                           const std::set<Slot>& answered, const std::set<Slot>& shown_beside);
  // Server value and own value of these slots stood side by side on the screen.
  tilik::Status MarkShownBeside(const RecordId& record, const std::vector<Slot>& slots);

  RecordId NewRecordId();
  LineId NewLineId();
  Result<v1::AttachmentRef> AddPhoto(const Photo& photo);
  Result<std::string> ReadPhoto(const ContentHash& hash);
  // Photos taken for a draft and not saved yet, in the order in which they were taken.
  Result<std::vector<v1::AttachmentRef>> PhotosOf(DraftNumber draft);
  // The draft does without it; the file leaves when the home is opened next.
  tilik::Status LetGoPhoto(DraftNumber draft, const ContentHash& hash);
  // One transaction: facts, overlay, outbox row, end of the draft. "Tersimpan": it survives the
  // battery falling out.
  Result<SavedSet> Save(const Work& work);

  // --- syncing ---
  // The session must not outlive the device.
  SyncSession NewSession();
  // To be called with what a session reported: when the district says so, and nothing was saved
  // since, the home is removed and this device is closed for good. True: it was.
  Result<bool> Obey(const SyncReport& report);
  // A whole session, obeyed; the report says must_wipe when the home was removed.
  Result<SyncReport> Sync(Transport& transport, const SyncProgress& progress);

  // --- without any network ---
  // See bundle_export.h. Entrust follows once the file is safe where it will be fetched.
  Result<BundleExport> Export(const BundleOrder& order, BundleWriter::Sink sink);
  tilik::Status Entrust(const BundleExport& bundle, const std::string& courier);
  // See bundle_import.h. Obeyed as after Sync.
  Result<BundleImport> Import(const BundleReader::Source& source);

 private:
  Device(Host& host, std::string home, std::unique_ptr<Store> store, SigningKey key,
         Secret database_key);
  static Result<std::unique_ptr<Device>> Open(Host& host, std::string_view home, OpenedVault opened,
                                              std::string_view pin);
  // Lets go of what was pulled too long ago.
  tilik::Status LookAtAge();
  SyncParts Parts();
  Result<RecordView> View(const RecordId& record);
  // Leaves out what this version cannot read: one such record hides no other.
  tilik::Status AddView(const RecordId& record, std::vector<RecordView>& views);
  Result<LineView> ReadLine(v1::EntitlementLine line);

  Host& host_;
  std::string home_;
  std::unique_ptr<Store> store_;
  SigningKey key_;
  Records records_;
  client::Drafts drafts_;
  Outbox outbox_;
  Attachments attachments_;
  Pages pages_;
  RecoverySlots slots_;
  Claims claims_;
  IdMaker ids_;
};

}  // namespace tilik::client
