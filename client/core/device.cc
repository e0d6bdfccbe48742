#include "client/core/device.h"

#include <algorithm>
#include <map>

#include "proto/contract/region.h"
#include "proto/contract/told.h"

namespace tilik::client {
namespace {

constexpr char kCounts[] =
    "SELECT (SELECT count(*) FROM record), (SELECT count(*) FROM record WHERE kind = 1), "
    "(SELECT count(*) FROM draft), (SELECT count(*) FROM task)";
constexpr char kOutcomes[] =
    "SELECT outcome FROM own_operation WHERE outcome IS NOT NULL AND "
    "(live = 1 OR hides = 0)";
constexpr char kReferencesOf[] = "SELECT row FROM reference WHERE kind = ? ORDER BY key";
constexpr char kAllLines[] = "SELECT row FROM entitlement ORDER BY line";
constexpr char kLinesOf[] = "SELECT row FROM entitlement WHERE recipient = ? ORDER BY line";
constexpr char kLine[] = "SELECT row FROM entitlement WHERE line = ?";
constexpr char kTasks[] = "SELECT task FROM task ORDER BY number";
constexpr char kLinesIn[] = "SELECT row FROM entitlement WHERE village = ? ORDER BY line";
constexpr char kVillagesWithLines[] = "SELECT DISTINCT village FROM entitlement ORDER BY village";
constexpr char kFactsIn[] =
    "SELECT o.seq, o.said, o.outcome, o.outcome_epoch, b.answered, b.lost, o.retracted, o.subject "
    "FROM entitlement e JOIN own_operation o ON o.subject = e.line JOIN outbox b ON b.seq = o.seq "
    "WHERE e.village = ? AND o.hides = 0 AND o.retracted = 0 ORDER BY o.seq, o.operation";
constexpr char kFactsOf[] =
    "SELECT o.seq, o.said, o.outcome, o.outcome_epoch, b.answered, b.lost, o.retracted "
    "FROM own_operation o "
    "JOIN outbox b ON b.seq = o.seq "
    "WHERE o.subject = ? AND o.hides = 0 AND o.retracted = 0 ORDER BY o.seq, o.operation";
constexpr char kOperationsOf[] =
    "SELECT o.seq, o.said, o.outcome, o.outcome_epoch, b.answered, b.lost, o.retracted "
    "FROM own_operation o JOIN outbox b ON b.seq = o.seq WHERE o.seq = ? ORDER BY o.operation";

template <typename Message>
Result<Message> Parsed(std::string_view bytes) {
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Status::Corrupt("a stored row is damaged");
  }
  return message;
}

// The first column of every row, parsed.
template <typename Message>
Result<std::vector<Message>> ReadAll(sqlite::Statement row) {
  std::vector<Message> messages;
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return messages;
    TILIK_ASSIGN_OR_RETURN(Message message, Parsed<Message>(row.Blob(0)));
    messages.push_back(std::move(message));
  }
}

// The row that a query of own operations stands on.
Result<OperationView> ReadOperation(const sqlite::Statement& row) {
  OperationView view;
  view.seq = row.UInt(0);
  TILIK_ASSIGN_OR_RETURN(view.operation, Parsed<v1::Operation>(row.Blob(1)));
  view.fate.fate = row.Int(4) != 0 ? Fate::kReceived : Fate::kUnsent;
  if (!row.IsNull(2)) {
    TILIK_ASSIGN_OR_RETURN(v1::Outcome outcome, Parsed<v1::Outcome>(row.Blob(2)));
    view.outcome = ReadOutcome(outcome, row.UInt(3));
    view.fate = view.outcome->whole;
  }
  if (row.Int(5) != 0) view.fate = {Fate::kLost, 0};
  view.retracted = row.Int(6) != 0;
  return view;
}

Result<std::vector<OperationView>> ReadOperations(sqlite::Statement row) {
  std::vector<OperationView> views;
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return views;
    TILIK_ASSIGN_OR_RETURN(OperationView view, ReadOperation(row));
    views.push_back(std::move(view));
  }
}

}  // namespace

Result<DeviceStatus> Device::Status() {
  const v1::DeviceState& state = store_->state();
  DeviceStatus status;
  status.enrolment = store_->enrolment();
  status.officer = store_->officer();
  status.district_name = state.district_name();
  status.server = state.server();
  status.epoch = state.epoch();
  status.villages.assign(state.villages().begin(), state.villages().end());
  {
    sqlite::Statement row = store_->database().Prepare(kCounts);
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    TILIK_CHECK(found, "counts have a row");
    status.records = row.UInt(0);
    status.households = row.UInt(1);
    status.drafts = row.UInt(2);
    status.open_tasks = row.UInt(3);
  }
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::Outcome> outcomes,
                         ReadAll<v1::Outcome>(store_->database().Prepare(kOutcomes)));
  status.undecided = static_cast<std::uint64_t>(
      std::count_if(outcomes.begin(), outcomes.end(), [](const v1::Outcome& outcome) {
        Fate fate = FateOf(outcome.kind());
        return fate == Fate::kHeld || fate == Fate::kQuarantined;
      }));
  TILIK_ASSIGN_OR_RETURN(status.outbox, outbox_.Counts());
  TILIK_ASSIGN_OR_RETURN(status.entrusted, Entrusting(*store_).Still());
  TILIK_ASSIGN_OR_RETURN(status.photos, attachments_.Waiting());
  status.backed_up_through = state.backed_up_through();
  status.synced = {state.synced_ms()};
  status.revoked = state.revoked();
  status.unconfirmed = state.unconfirmed();
  status.enrol_anew = state.enrol_anew();
  status.enrolling = state.has_enrolling();
  status.expired = state.expired();
  TILIK_ASSIGN_OR_RETURN(RecoverySlots::Held slots, slots_.Of(store_->enrolment()));
  status.recovery_slots = slots.all;
  TILIK_ASSIGN_OR_RETURN(status.free_space, host_.files.FreeSpace());
  return status;
}

Result<Found> Device::Find(std::string_view typed, std::size_t limit) {
  return client::Find(*store_, typed, limit);
}

Result<RecordView> Device::View(const RecordId& record) {
  RecordView view;
  TILIK_ASSIGN_OR_RETURN(view.record, records_.Read(record));
  TILIK_ASSIGN_OR_RETURN(view.shown, records_.Show(view.record));
  return view;
}

tilik::Status Device::AddView(const RecordId& record, std::vector<RecordView>& views) {
  Result<RecordView> view = View(record);
  if (view.status().code() == Code::kNotFound) return {};
  if (!view.ok()) return view.status();
  views.push_back(*std::move(view));
  return {};
}

Result<RecordView> Device::Show(const RecordId& record) {
  TILIK_ASSIGN_OR_RETURN(RecordId survivor, records_.Resolve(record));
  return View(survivor);
}

Result<HouseholdView> Device::ShowHousehold(const RecordId& any_member) {
  TILIK_ASSIGN_OR_RETURN(RecordId survivor, records_.Resolve(any_member));
  TILIK_ASSIGN_OR_RETURN(RecordId household, records_.HouseholdOf(survivor));
  if (household.none()) {
    return tilik::Status::NotFound("record " + ToUuidText(any_member) +
                                   " belongs to no household on this device");
  }
  HouseholdView view;
  TILIK_ASSIGN_OR_RETURN(view.household, View(household));
  TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> families, records_.Children(household));
  for (const RecordId& family : families) {
    TILIK_RETURN_IF_ERROR(AddView(family, view.families));
    TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> persons, records_.Children(family));
    for (const RecordId& person : persons) {
      TILIK_RETURN_IF_ERROR(AddView(person, view.persons));
    }
  }
  return view;
}

Result<std::vector<RecordId>> Device::HouseholdsOf(std::uint64_t village) {
  return records_.HouseholdsOf(village);
}

Result<std::uint64_t> Device::PersonsIn(const RecordId& household) {
  return records_.PersonsIn(household);
}

Result<std::vector<RecordId>> Device::Named(v1::RecordKind kind, std::string_view text) {
  return records_.Named(kind, text);
}

Result<v1::VillageName> Device::VillageNamed(std::uint64_t village) {
  TILIK_ASSIGN_OR_RETURN(v1::VillageName name, ReadVillageName(*store_, village));
  if (name.name().empty()) {
    std::optional<VillageCode> code = VillageCode::FromNumber(village);
    name.set_name(code ? code->Text() : std::to_string(village));
  }
  return name;
}

Result<std::vector<v1::Programme>> Device::Programmes() {
  sqlite::Statement row = store_->database().Prepare(kReferencesOf);
  row.Bind(1, static_cast<int>(ReferenceKind::kProgramme));
  return ReadAll<v1::Programme>(std::move(row));
}

Result<std::vector<v1::Campaign>> Device::Campaigns() {
  sqlite::Statement row = store_->database().Prepare(kReferencesOf);
  row.Bind(1, static_cast<int>(ReferenceKind::kCampaign));
  return ReadAll<v1::Campaign>(std::move(row));
}

Result<std::vector<v1::SetPrelist>> Device::Prelists() {
  sqlite::Statement row = store_->database().Prepare(kReferencesOf);
  row.Bind(1, static_cast<int>(ReferenceKind::kPrelist));
  return ReadAll<v1::SetPrelist>(std::move(row));
}

Result<LineView> Device::ReadLine(v1::EntitlementLine line) {
  LineView view;
  sqlite::Statement row = store_->database().Prepare(kFactsOf);
  row.BindBlob(1, line.line());
  TILIK_ASSIGN_OR_RETURN(view.facts, ReadOperations(std::move(row)));
  TILIK_ASSIGN_OR_RETURN(view.claims, claims_.On(LineId::FromRaw(line.line()).value_or(LineId())));
  view.line = std::move(line);
  return view;
}

Result<std::vector<LineView>> Device::LinesOf(const RecordId& recipient) {
  std::vector<v1::EntitlementLine> lines;
  {
    sqlite::Statement row = store_->database().Prepare(recipient.none() ? kAllLines : kLinesOf);
    if (!recipient.none()) row.Bind(1, recipient);
    TILIK_ASSIGN_OR_RETURN(lines, ReadAll<v1::EntitlementLine>(std::move(row)));
  }
  std::vector<LineView> views;
  for (v1::EntitlementLine& line : lines) {
    TILIK_ASSIGN_OR_RETURN(LineView view, ReadLine(std::move(line)));
    views.push_back(std::move(view));
  }
  return views;
}

Result<std::vector<LineView>> Device::LinesIn(std::uint64_t village) {
  std::vector<v1::EntitlementLine> lines;
  {
    sqlite::Statement row = store_->database().Prepare(kLinesIn);
    row.Bind(1, village);
    TILIK_ASSIGN_OR_RETURN(lines, ReadAll<v1::EntitlementLine>(std::move(row)));
  }
  TILIK_ASSIGN_OR_RETURN(auto claims, claims_.In(village));
  std::map<LineId, std::vector<OperationView>> facts;
  {
    sqlite::Statement row = store_->database().Prepare(kFactsIn);
    row.Bind(1, village);
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
      if (!found) break;
      TILIK_ASSIGN_OR_RETURN(OperationView view, ReadOperation(row));
      facts[row.Fixed<LineId>(7)].push_back(std::move(view));
    }
  }
  std::vector<LineView> views;
  views.reserve(lines.size());
  for (v1::EntitlementLine& line : lines) {
    const LineId id = LineId::FromRaw(line.line()).value_or(LineId());
    LineView& view = views.emplace_back();
    view.line = std::move(line);
    if (const auto own = facts.find(id); own != facts.end()) view.facts = std::move(own->second);
    if (const auto said = claims.find(id); said != claims.end()) {
      view.claims = std::move(said->second);
    }
  }
  return views;
}

Result<std::vector<std::uint64_t>> Device::VillagesWithLines() {
  std::vector<std::uint64_t> villages;
  sqlite::Statement row = store_->database().Prepare(kVillagesWithLines);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return villages;
    villages.push_back(row.UInt(0));
  }
}

Result<RecordId> Device::HouseholdOf(const RecordId& record) {
  TILIK_ASSIGN_OR_RETURN(RecordId survivor, records_.Resolve(record));
  return records_.HouseholdOf(survivor);
}

Result<LineView> Device::Line(const LineId& line) {
  v1::EntitlementLine read;
  {
    sqlite::Statement row = store_->database().Prepare(kLine);
    TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, line).Step());
    if (!found) return tilik::Status::NotFound("no such line in the danom on this device");
    TILIK_ASSIGN_OR_RETURN(read, Parsed<v1::EntitlementLine>(row.Blob(0)));
  }
  return ReadLine(std::move(read));
}

Result<std::vector<OperationView>> Device::ToldHere(const RecordId& record) {
  sqlite::Statement row = store_->database().Prepare(kFactsOf);
  row.Bind(1, record);
  TILIK_ASSIGN_OR_RETURN(std::vector<OperationView> facts, ReadOperations(std::move(row)));
  std::erase_if(facts,
                [](const OperationView& fact) { return RecordToldOf(fact.operation).empty(); });
  return facts;
}

Result<std::vector<DanomHere>> Device::Danoms() { return claims_.Danoms(); }

Result<std::string> Device::MakeClaims(std::string_view danom, std::uint64_t village) {
  return claims_.Make(key_, danom, village, host_.clock.Read().wall);
}

Result<ClaimsTaken> Device::TakeClaims(std::string_view text) { return claims_.Take(text); }

std::string Device::MakeInvitation(const RecordId& recipient, std::uint64_t village,
                                   const std::string& event) {
  v1::Invitation invitation;
  *invitation.mutable_certificate() = state().certificate();
  invitation.set_recipient(recipient.str());
  invitation.set_village(village);
  invitation.set_event(event);
  invitation.set_printed_ms(host_.clock.Read().wall.ms);
  return WriteInvitation(invitation, key_);
}

Result<OpenedInvitation> Device::ReadInvitation(std::string_view text) {
  return OpenInvitation(store_->district(), text);
}

Result<std::vector<v1::Task>> Device::Tasks() {
  return ReadAll<v1::Task>(store_->database().Prepare(kTasks));
}

Result<std::vector<LogEntry>> Device::Log(std::uint64_t before, std::size_t limit) {
  TILIK_ASSIGN_OR_RETURN(std::uint64_t head, outbox_.HeadSeq());
  std::uint64_t seq = before == 0 ? head : std::min(head, before - 1);
  std::vector<LogEntry> entries;
  for (; seq > 0 && entries.size() < limit; --seq) {
    TILIK_ASSIGN_OR_RETURN(StoredSet set, outbox_.Read(seq));
    LogEntry entry;
    entry.seq = seq;
    entry.link = set.sealed.link;
    entry.saved = set.saved;
    TILIK_ASSIGN_OR_RETURN(entry.receipt, outbox_.ReceiptOf(seq));
    TILIK_ASSIGN_OR_RETURN(entry.entrusted, Entrusting(*store_).To(seq));
    const OwnChain& chain = store_->ChainOf(seq);
    entry.backed_up = entry.receipt && chain.SeqOf(seq) <= chain.backed_up_through;
    sqlite::Statement row = store_->database().Prepare(kOperationsOf);
    row.Bind(1, seq);
    TILIK_ASSIGN_OR_RETURN(entry.operations, ReadOperations(std::move(row)));
    entries.push_back(std::move(entry));
  }
  return entries;
}

Result<Screen> Device::Look(const std::vector<RecordId>& records) {
  if (records.size() > kMaxEditRecords) {
    return tilik::Status::Invalid("too many records for one form");
  }
  Screen screen;
  for (const RecordId& record : records) {
    TILIK_ASSIGN_OR_RETURN(ScreenRecord seen, records_.Look(record));
    screen.records.emplace(record, std::move(seen));
  }
  return screen;
}

Result<Draft> Device::BeginEdit(std::string_view form, const RecordId& subject,
                                const std::vector<RecordId>& records) {
  TILIK_ASSIGN_OR_RETURN(Screen screen, Look(records));
  return drafts_.Begin(form, subject, std::move(screen), host_.clock.Read().wall);
}

Result<Draft> Device::ResumeEdit(DraftNumber draft) { return drafts_.Read(draft); }

Result<std::vector<Draft>> Device::Drafts() { return drafts_.List(); }

tilik::Status Device::KeepDraft(DraftNumber draft, std::string_view content) {
  return drafts_.KeepContent(draft, content, host_.clock.Read().wall);
}

tilik::Status Device::DropDraft(DraftNumber draft) { return drafts_.Drop(draft); }

Result<Draft> Device::RedrawEdit(DraftNumber number, const RecordId& record,
                                 const std::set<Slot>& answered,
                                 const std::set<Slot>& shown_beside) {
  TILIK_ASSIGN_OR_RETURN(Draft draft, drafts_.Read(number));
  TILIK_ASSIGN_OR_RETURN(ScreenRecord newer, records_.Look(record));
  draft.screen.Redraw(newer, answered, shown_beside);
  TILIK_RETURN_IF_ERROR(drafts_.KeepScreen(number, draft.screen));
  return draft;
}

tilik::Status Device::MarkShownBeside(const RecordId& record, const std::vector<Slot>& slots) {
  return records_.MarkShownBeside(record, slots);
}

RecordId Device::NewRecordId() { return ids_.Next(host_.clock.Read().wall); }

LineId Device::NewLineId() { return *LineId::FromRaw(NewRecordId().raw()); }

Result<v1::AttachmentRef> Device::AddPhoto(const Photo& photo) {
  return attachments_.Add(photo, host_.clock.Read().wall);
}

Result<std::string> Device::ReadPhoto(const ContentHash& hash) { return attachments_.Read(hash); }

Result<std::vector<v1::AttachmentRef>> Device::PhotosOf(DraftNumber draft) {
  return attachments_.Of(draft);
}

tilik::Status Device::LetGoPhoto(DraftNumber draft, const ContentHash& hash) {
  return attachments_.LetGo(draft, hash);
}

Result<SavedSet> Device::Save(const Work& work) {
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_->database()));
  TILIK_ASSIGN_OR_RETURN(SavedSet saved, outbox_.Append(key_, work, host_.clock.Read()));
  for (const v1::Operation& operation : work.operations) {
    if (operation.has_create_record()) {
      TILIK_RETURN_IF_ERROR(records_.AddOwn(operation.create_record()));
    }
  }
  for (const v1::Operation& operation : work.operations) {
    std::optional<RecordId> subject = RecordId::FromRaw(SubjectOf(operation));
    if (subject) TILIK_RETURN_IF_ERROR(records_.Refresh(*subject));
  }
  TILIK_RETURN_IF_ERROR(attachments_.Name(work.attachments, saved.seq));
  if (work.draft != 0) TILIK_RETURN_IF_ERROR(drafts_.Drop(work.draft));
  TILIK_RETURN_IF_ERROR(transaction.Commit());
  return saved;
}

SyncParts Device::Parts() {
  return {*store_, records_, outbox_, attachments_, slots_, key_, host_.clock};
}

SyncSession Device::NewSession() { return SyncSession(Parts()); }

Result<SyncReport> Device::Sync(Transport& transport, const SyncProgress& progress) {
  SyncSession session = NewSession();
  TILIK_ASSIGN_OR_RETURN(SyncReport report, RunSession(session, transport, progress));
  TILIK_ASSIGN_OR_RETURN(report.must_wipe, Obey(report));
  return report;
}

Result<BundleExport> Device::Export(const BundleOrder& order, BundleWriter::Sink sink) {
  return WriteBundle(Parts(), host_.random, order, std::move(sink));
}

tilik::Status Device::Entrust(const BundleExport& bundle, const std::string& courier) {
  return EntrustBundle(Parts(), bundle, courier);
}

Result<BundleImport> Device::Import(const BundleReader::Source& source) {
  TILIK_ASSIGN_OR_RETURN(BundleImport import, ReadBundle(Parts(), source));
  TILIK_ASSIGN_OR_RETURN(import.report.must_wipe, Obey(import.report));
  return import;
}

}  // namespace tilik::client
