#include "client/core/records.h"

#include <algorithm>
#include <set>

#include "client/core/find.h"

namespace tilik::client {
namespace {

constexpr char kRead[] =
    "SELECT kind, parent, village, epoch, revision, leaving, row FROM record WHERE id = ?";
constexpr char kPlace[] = "SELECT epoch, revision, village FROM record WHERE id = ?";
constexpr char kParent[] = "SELECT kind, parent FROM record WHERE id = ?";
constexpr char kChildren[] = "SELECT id FROM record WHERE parent = ? ORDER BY number";
constexpr char kHouseholds[] =
    "SELECT id FROM record WHERE village = ? AND kind = 1 ORDER BY address, folded";
constexpr char kNamed[] =
    "SELECT id FROM record WHERE kind = ?1 AND no_kk = ?2 UNION "
    "SELECT id FROM record WHERE kind = ?1 AND nik = ?2 UNION "
    "SELECT id FROM record WHERE kind = ?1 AND external_key = ?3";
// A group or a place has no number to be called by.
constexpr char kCalled[] =
    "SELECT id FROM record WHERE kind = ? AND folded = ? AND folded <> '' ORDER BY number";
constexpr char kPut[] =
    "INSERT INTO record (id, kind, village, epoch, revision, row) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, village = excluded.village, "
    "epoch = excluded.epoch, revision = excluded.revision, leaving = 0, row = excluded.row";
constexpr char kPutNew[] =
    "INSERT INTO record (id, kind, village, epoch, revision, row, parent, name, folded, nik, "
    "no_kk, address, external_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kAwaited[] =
    "SELECT EXISTS (SELECT 1 FROM own_operation WHERE subject = ?1) OR "
    "EXISTS (SELECT 1 FROM own_operation WHERE live = 1 AND outcome_record = ?1) OR "
    "EXISTS (SELECT 1 FROM seen WHERE record = ?1)";
constexpr char kLeave[] = "UPDATE record SET leaving = 1 WHERE id = ?";
constexpr char kVillages[] = "SELECT DISTINCT village FROM record WHERE leaving = 0";
constexpr char kLeaveVillage[] = "UPDATE record SET leaving = 1 WHERE village = ?";
// Never own records that the district has not answered yet: they have no epoch.
constexpr char kLeaveOldEpochs[] =
    "UPDATE record SET leaving = 1 WHERE village = ? AND epoch > 0 AND epoch < ?";
constexpr char kLeaving[] = "SELECT id FROM record WHERE leaving = 1";
constexpr char kForget[] =
    "DELETE FROM search WHERE rowid = (SELECT number FROM record WHERE id = ?)";
constexpr char kRemove[] = "DELETE FROM record WHERE id = ?";
constexpr char kDropSeen[] = "DELETE FROM seen WHERE record = ?";

constexpr char kOwnChanges[] =
    "SELECT o.seq, o.operation, o.oldest_epoch, o.said, o.outcome, o.outcome_epoch, "
    "o.outcome_record, b.answered FROM own_operation o JOIN outbox b ON b.seq = o.seq "
    "WHERE o.subject = ? AND o.live = 1 ORDER BY o.seq, o.operation";
constexpr char kDropChange[] = "UPDATE own_operation SET live = 0 WHERE seq = ? AND operation = ?";
constexpr char kOperation[] =
    "SELECT o.subject, o.hides, o.live, b.link, o.outcome, o.outcome_epoch FROM own_operation o "
    "JOIN outbox b ON b.seq = o.seq "
    "WHERE o.seq = ? AND o.operation = ?";
constexpr char kKeepOutcome[] =
    "UPDATE own_operation SET outcome = ?, outcome_epoch = ?, outcome_record = ?, live = ? "
    "WHERE seq = ? AND operation = ?";
constexpr char kAnsweredElsewhere[] =
    "SELECT DISTINCT subject FROM own_operation WHERE live = 1 AND outcome_record = ?";
constexpr char kTouched[] =
    "SELECT EXISTS (SELECT 1 FROM own_operation WHERE subject = ?1 AND live = 1) OR "
    "EXISTS (SELECT 1 FROM own_operation o JOIN outbox b ON b.seq = o.seq "
    "        WHERE o.subject = ?1 AND b.answered = 0) OR "
    "EXISTS (SELECT 1 FROM entitlement e JOIN own_operation o ON o.subject = e.line "
    "        JOIN outbox b ON b.seq = o.seq WHERE e.recipient = ?1 AND b.answered = 0) OR "
    "EXISTS (SELECT 1 FROM draft WHERE subject = ?1)";

constexpr char kIndexed[] =
    "SELECT number, parent, edited, name, nik, no_kk, address, external_key FROM record "
    "WHERE id = ?";
constexpr char kIndex[] =
    "UPDATE record SET parent = ?, edited = ?, name = ?, folded = ?, nik = ?, no_kk = ?, "
    "address = ?, external_key = ? WHERE number = ?";
constexpr char kUnsearch[] = "DELETE FROM search WHERE rowid = ?";
constexpr char kSearch[] =
    "INSERT INTO search (rowid, name, nik, no_kk, address) VALUES (?, ?, ?, ?, ?)";

constexpr char kSeen[] = "SELECT slot, epoch, revision FROM seen WHERE record = ?";
constexpr char kSee[] =
    "INSERT OR REPLACE INTO seen (record, slot, epoch, revision) VALUES (?, ?, ?, ?)";

constexpr int kMostRedirects = 8;

std::string TextOf(const Answers& values, Field field) {
  auto found = values.find(field);
  if (found == values.end()) return {};
  if (const auto* text = std::get_if<std::string>(&found->second.value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&found->second.value)) {
    return std::to_string(*number);
  }
  return {};
}

RecordId RecordOf(const Answers& values, Field field) {
  auto found = values.find(field);
  if (found == values.end()) return {};
  const auto* record = std::get_if<RecordId>(&found->second.value);
  return record == nullptr ? RecordId() : *record;
}

std::string DigitsOf(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  return digits;
}

// What a record is found by and hangs on, from its values as shown.
struct Columns {
  RecordId parent;
  SearchColumns search;
  std::string external_key;
};

Columns ColumnsOf(v1::RecordKind kind, const Answers& values) {
  Columns columns;
  SearchColumns& search = columns.search;
  switch (kind) {
    case v1::RECORD_KIND_HOUSEHOLD: {
      search.name = TextOf(values, field::kHeadName);
      search.address = TextOf(values, field::kAddress);
      std::string sls = TextOf(values, field::kSls);
      if (!sls.empty()) search.address += (search.address.empty() ? "" : ", ") + sls;
      columns.external_key = TextOf(values, field::kIdbdt);
      break;
    }
    case v1::RECORD_KIND_FAMILY:
      search.name = TextOf(values, field::kFamilyName);
      search.no_kk = DigitsOf(TextOf(values, field::kNoKk));
      columns.parent = RecordOf(values, field::kHousehold);
      break;
    case v1::RECORD_KIND_PERSON:
      search.name = TextOf(values, field::kName);
      search.nik = DigitsOf(TextOf(values, field::kNik));
      columns.parent = RecordOf(values, field::kFamily);
      columns.external_key = TextOf(values, field::kIdartbdt);
      break;
    default:
      search.name = TextOf(values, field::kNameElsewhere);
      search.address = TextOf(values, field::kAddressElsewhere);
      break;
  }
  return columns;
}

bool Undecided(const OwnOutcome& outcome) {
  return !IsDecided(outcome.whole.fate) ||
         std::any_of(outcome.fields.begin(), outcome.fields.end(),
                     [](const auto& field) { return !IsDecided(field.second.fate); });
}

template <typename Message>
bool Parse(std::string_view bytes, Message* message) {
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

Result<std::vector<RecordId>> Ids(sqlite::Statement row) {
  std::vector<RecordId> ids;
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return ids;
    ids.push_back(row.Fixed<RecordId>(0));
  }
}

Result<OwnChange> ReadOwn(const sqlite::Statement& row) {
  v1::Operation operation;
  if (!Parse(row.Blob(3), &operation)) return Status::Corrupt("an own operation is damaged");
  TILIK_ASSIGN_OR_RETURN(
      std::optional<OwnChange> change,
      ReadOwnChange(operation, row.UInt(0), static_cast<std::uint32_t>(row.UInt(1)), row.UInt(2)));
  if (!change) return Status::Corrupt("a fact lies among the own changes");
  change->receipted = row.Int(7) != 0;
  v1::Outcome outcome;
  if (!row.IsNull(4) && Parse(row.Blob(4), &outcome)) {
    change->outcome = ReadOutcome(outcome, row.UInt(5));
  }
  return *std::move(change);
}

}  // namespace

Result<StoredRecord> Records::Read(const RecordId& id) {
  sqlite::Statement row = store_.database().Prepare(kRead);
  TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, id).Step());
  if (!found) return Status::NotFound("no record " + ToUuidText(id) + " on this device");
  StoredRecord record;
  record.id = id;
  record.kind = static_cast<v1::RecordKind>(row.Int(0));
  record.parent = row.Fixed<RecordId>(1);
  record.village = row.UInt(2);
  record.server.at = {row.UInt(3), row.UInt(4)};
  record.leaving = row.Int(5) != 0;
  v1::RecordRow pulled;
  if (!Parse(row.Blob(6), &pulled)) return Status::Corrupt("a stored record is damaged");
  TILIK_ASSIGN_OR_RETURN(record.server.values, ReadColumns(pulled.values()));
  record.server.status = pulled.status();
  record.fields_in_case.assign(pulled.fields_in_case().begin(), pulled.fields_in_case().end());
  record.redirected_to = RecordId::FromRaw(pulled.redirected_to()).value_or(RecordId());
  return record;
}

Result<std::vector<OwnChange>> Records::OwnChanges(const RecordId& record) {
  std::vector<OwnChange> changes;
  {
    sqlite::Statement row = store_.database().Prepare(kOwnChanges);
    row.Bind(1, record);
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
      if (!found) break;
      TILIK_ASSIGN_OR_RETURN(OwnChange change, ReadOwn(row));
      changes.push_back(std::move(change));
    }
  }
  for (OwnChange& change : changes) {
    if (!change.outcome || change.outcome->record.none() || change.outcome->record == record) {
      continue;
    }
    sqlite::Statement row = store_.database().Prepare(kPlace);
    TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, change.outcome->record).Step());
    change.other_row = found ? Base{row.UInt(0), row.UInt(1)} : Base();
  }
  return changes;
}

Result<Shown> Records::Show(const StoredRecord& record) {
  TILIK_ASSIGN_OR_RETURN(std::vector<OwnChange> changes, OwnChanges(record.id));
  return Replay(record.server, changes);
}

Result<std::vector<RecordId>> Records::Children(const RecordId& parent) {
  sqlite::Statement row = store_.database().Prepare(kChildren);
  row.Bind(1, parent);
  return Ids(std::move(row));
}

Result<RecordId> Records::HouseholdOf(const RecordId& record) {
  RecordId at = record;
  for (int step = 0; step < 3 && !at.none(); ++step) {
    sqlite::Statement row = store_.database().Prepare(kParent);
    TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, at).Step());
    if (!found) return RecordId();
    if (row.Int(0) == v1::RECORD_KIND_HOUSEHOLD) return at;
    at = row.Fixed<RecordId>(1);
  }
  return RecordId();
}

Result<RecordId> Records::Resolve(const RecordId& record) {
  RecordId at = record;
  for (int step = 0; step < kMostRedirects; ++step) {
    TILIK_ASSIGN_OR_RETURN(StoredRecord stored, Read(at));
    if (stored.redirected_to.none()) return at;
    at = stored.redirected_to;
  }
  return Status::Corrupt("redirects of " + ToUuidText(record) + " do not end");
}

Result<std::vector<RecordId>> Records::HouseholdsOf(std::uint64_t village) {
  sqlite::Statement row = store_.database().Prepare(kHouseholds);
  row.Bind(1, village);
  return Ids(std::move(row));
}

Result<std::vector<RecordId>> Records::Named(v1::RecordKind kind, std::string_view text) {
  if (std::optional<RecordId> id = RecordIdFromText(text)) {
    sqlite::Statement row = store_.database().Prepare(kParent);
    TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, *id).Step());
    if (found && row.Int(0) == kind) return std::vector<RecordId>{*id};
    return std::vector<RecordId>();
  }
  if (text.empty()) return std::vector<RecordId>();
  if (kind >= v1::RECORD_KIND_GROUP) {
    const std::string folded = FoldName(text);
    sqlite::Statement row = store_.database().Prepare(kCalled);
    row.Bind(1, static_cast<int>(kind)).BindText(2, folded);
    return Ids(std::move(row));
  }
  std::string digits = DigitsOf(text);
  sqlite::Statement row = store_.database().Prepare(kNamed);
  row.Bind(1, static_cast<int>(kind)).BindText(3, text);
  // An empty column is no number that anyone could be called by.
  if (digits.empty()) {
    row.BindNull(2);
  } else {
    row.BindText(2, digits);
  }
  return Ids(std::move(row));
}

Result<std::map<Slot, Base>> Records::ShownBeside(const RecordId& record) {
  std::map<Slot, Base> seen;
  sqlite::Statement row = store_.database().Prepare(kSeen);
  row.Bind(1, record);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return seen;
    seen[static_cast<Slot>(row.UInt(0))] = {row.UInt(1), row.UInt(2)};
  }
}

Result<ScreenRecord> Records::Look(const RecordId& id) {
  TILIK_ASSIGN_OR_RETURN(StoredRecord record, Read(id));
  TILIK_ASSIGN_OR_RETURN(std::vector<OwnChange> changes, OwnChanges(id));
  TILIK_ASSIGN_OR_RETURN(auto seen, ShownBeside(id));
  return TakeScreen(codebooks_, id, record.kind, record.village, record.server, changes, seen);
}

Status Records::MarkShownBeside(const RecordId& id, const std::vector<Slot>& slots) {
  TILIK_ASSIGN_OR_RETURN(StoredRecord record, Read(id));
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  for (Slot slot : slots) {
    TILIK_RETURN_IF_ERROR(store_.database()
                              .Prepare(kSee)
                              .Bind(1, id)
                              .Bind(2, slot)
                              .Bind(3, record.server.at.epoch)
                              .Bind(4, record.server.at.revision)
                              .Run());
  }
  return transaction.Commit();
}

Status Records::ApplyRow(std::uint64_t village, std::uint64_t epoch, const v1::RecordRow& row) {
  std::optional<RecordId> id = RecordId::FromRaw(row.record());
  if (!id) return Status::Invalid("a pulled row names a record of strange length");
  bool stored_before = false;
  {
    sqlite::Statement stored = store_.database().Prepare(kPlace);
    TILIK_ASSIGN_OR_RETURN(stored_before, stored.Bind(1, *id).Step());
    if (stored_before && !Replaces({epoch, row.revision()}, {stored.UInt(0), stored.UInt(1)})) {
      return Status();
    }
  }
  if (!stored_before) {
    TILIK_ASSIGN_OR_RETURN(bool awaited, IsAwaited(*id));
    if (!awaited) return ApplyNew(*id, village, epoch, row);
  }
  std::string bytes = row.SerializeAsString();
  TILIK_RETURN_IF_ERROR(store_.database()
                            .Prepare(kPut)
                            .Bind(1, *id)
                            .Bind(2, static_cast<int>(row.kind()))
                            .Bind(3, village)
                            .Bind(4, epoch)
                            .Bind(5, row.revision())
                            .BindBlob(6, bytes)
                            .Run());
  TILIK_RETURN_IF_ERROR(Refresh(*id));
  std::vector<RecordId> merged_into_it;
  {
    sqlite::Statement subjects = store_.database().Prepare(kAnsweredElsewhere);
    subjects.Bind(1, *id);
    TILIK_ASSIGN_OR_RETURN(merged_into_it, Ids(std::move(subjects)));
  }
  for (const RecordId& other : merged_into_it) TILIK_RETURN_IF_ERROR(Refresh(other));
  return Status();
}

Result<bool> Records::IsAwaited(const RecordId& record) {
  sqlite::Statement row = store_.database().Prepare(kAwaited);
  TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, record).Step());
  return found && row.Int(0) != 0;
}

Status Records::ApplyNew(const RecordId& id, std::uint64_t village, std::uint64_t epoch,
                         const v1::RecordRow& row) {
  Columns columns;
  Result<Answers> values = ReadColumns(row.values());
  // A row that this version cannot read is kept for the version that can, and not found till then.
  if (!values.ok() && values.status().code() != Code::kInvalid) return values.status();
  if (values.ok() && row.redirected_to().empty()) columns = ColumnsOf(row.kind(), *values);
  const SearchColumns& search = columns.search;
  const std::string folded = FoldName(search.name);
  const std::string bytes = row.SerializeAsString();
  sqlite::Statement put = store_.database().Prepare(kPutNew);
  put.Bind(1, id)
      .Bind(2, static_cast<int>(row.kind()))
      .Bind(3, village)
      .Bind(4, epoch)
      .Bind(5, row.revision())
      .BindBlob(6, bytes);
  if (!columns.parent.none()) put.Bind(7, columns.parent);
  TILIK_RETURN_IF_ERROR(put.BindText(8, search.name)
                            .BindText(9, folded)
                            .BindText(10, search.nik)
                            .BindText(11, search.no_kk)
                            .BindText(12, search.address)
                            .BindText(13, columns.external_key)
                            .Run());
  return AddToSearch(store_.database().last_insert_rowid(), search, folded);
}

Status Records::ApplyLeft(std::uint64_t village, std::uint64_t epoch, const v1::LeftRow& left) {
  std::optional<RecordId> id = RecordId::FromRaw(left.record());
  if (!id) return Status::Invalid("a pulled row names a record of strange length");
  {
    sqlite::Statement stored = store_.database().Prepare(kPlace);
    TILIK_ASSIGN_OR_RETURN(bool found, stored.Bind(1, *id).Step());
    if (!found || !Removes({epoch, left.revision()}, village, {stored.UInt(0), stored.UInt(1)},
                           stored.UInt(2))) {
      return Status();
    }
  }
  return store_.database().Prepare(kLeave).Bind(1, *id).Run();
}

Status Records::ApplyOutcome(std::uint64_t epoch, const v1::Outcome& told) {
  RecordId subject;
  bool live = false;
  v1::Outcome outcome = told;
  OwnOutcome read;
  {
    sqlite::Statement row = store_.database().Prepare(kOperation);
    TILIK_ASSIGN_OR_RETURN(bool found,
                           row.Bind(1, outcome.seq()).Bind(2, outcome.operation()).Step());
    if (!found) return Status();
    if (!outcome.link().empty() && outcome.link() != row.Blob(3)) return Status();
    subject = row.Fixed<RecordId>(0);
    v1::Outcome known;
    // What another epoch said of it is not a beginning of what this one says.
    const bool begun = !row.IsNull(4) && row.UInt(5) == epoch;
    if (begun && known.ParseFromString(std::string(row.Blob(4)))) {
      outcome = FoldOutcome(std::move(known), told);
    }
    read = ReadOutcome(outcome, epoch);
    live = row.Int(1) != 0 && (row.Int(2) != 0 || Undecided(read));
  }
  std::string bytes = outcome.SerializeAsString();
  bool elsewhere = !read.record.none() && read.record != subject;
  sqlite::Statement keep = store_.database().Prepare(kKeepOutcome);
  keep.BindBlob(1, bytes).Bind(2, epoch).Bind(4, live ? 1 : 0);
  if (elsewhere) keep.Bind(3, read.record);
  TILIK_RETURN_IF_ERROR(keep.Bind(5, outcome.seq()).Bind(6, outcome.operation()).Run());
  return subject.none() ? Status() : Refresh(subject);
}

Status Records::DropOver(const StoredRecord& record, std::vector<OwnChange>* changes) {
  for (auto change = changes->begin(); change != changes->end();) {
    if (!IsOver(*change, record.server)) {
      ++change;
      continue;
    }
    TILIK_RETURN_IF_ERROR(store_.database()
                              .Prepare(kDropChange)
                              .Bind(1, change->seq)
                              .Bind(2, change->operation)
                              .Run());
    change = changes->erase(change);
  }
  return Status();
}

Status Records::Refresh(const RecordId& id) {
  Result<StoredRecord> record = Read(id);
  if (record.status().code() == Code::kNotFound) return Status();
  // A row that this version cannot read is kept for the version that can, and not found till then.
  if (record.status().code() == Code::kInvalid) return Status();
  if (!record.ok()) return record.status();
  TILIK_ASSIGN_OR_RETURN(std::vector<OwnChange> changes, OwnChanges(id));
  if (!changes.empty()) TILIK_RETURN_IF_ERROR(DropOver(*record, &changes));
  if (changes.empty()) {
    TILIK_RETURN_IF_ERROR(store_.database().Prepare(kDropSeen).Bind(1, id).Run());
    // Made here, answered, and not part of the registry: refused.
    if (record->server.at.revision == 0) {
      TILIK_RETURN_IF_ERROR(store_.database().Prepare(kLeave).Bind(1, id).Run());
    }
  }
  return Index(*record, Replay(record->server, changes), !changes.empty());
}

Status Records::Index(const StoredRecord& record, const Shown& shown, bool edited) {
  Columns columns = ColumnsOf(record.kind, shown.Values());
  // A retired record is found as its survivor.
  if (!record.redirected_to.none()) columns = Columns();
  const SearchColumns& search = columns.search;
  std::int64_t number = 0;
  bool searched_before = false;
  bool same_words = false;
  {
    sqlite::Statement row = store_.database().Prepare(kIndexed);
    TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, record.id).Step());
    TILIK_CHECK(found, "an indexed record is stored");
    number = row.Int(0);
    searched_before = !row.Text(3).empty() || !row.Text(4).empty() || !row.Text(5).empty() ||
                      !row.Text(6).empty();
    same_words = row.Text(3) == search.name && row.Text(4) == search.nik &&
                 row.Text(5) == search.no_kk && row.Text(6) == search.address;
    if (same_words && row.Fixed<RecordId>(1) == columns.parent && (row.Int(2) != 0) == edited &&
        row.Text(7) == columns.external_key) {
      return Status();
    }
  }
  std::string folded = FoldName(search.name);
  sqlite::Statement update = store_.database().Prepare(kIndex);
  if (!columns.parent.none()) update.Bind(1, columns.parent);
  TILIK_RETURN_IF_ERROR(update.Bind(2, edited ? 1 : 0)
                            .BindText(3, search.name)
                            .BindText(4, folded)
                            .BindText(5, search.nik)
                            .BindText(6, search.no_kk)
                            .BindText(7, search.address)
                            .BindText(8, columns.external_key)
                            .Bind(9, number)
                            .Run());
  if (same_words) return Status();
  if (searched_before) {
    TILIK_RETURN_IF_ERROR(store_.database().Prepare(kUnsearch).Bind(1, number).Run());
  }
  return AddToSearch(number, search, folded);
}

Status Records::AddToSearch(std::int64_t number, const SearchColumns& search,
                            const std::string& folded) {
  if (search.name.empty() && search.nik.empty() && search.no_kk.empty() && search.address.empty()) {
    return Status();
  }
  std::string address = FoldName(search.address);
  return store_.database()
      .Prepare(kSearch)
      .Bind(1, number)
      .BindText(2, folded)
      .BindText(3, search.nik)
      .BindText(4, search.no_kk)
      .BindText(5, address)
      .Run();
}

Status Records::AddOwn(const v1::CreateRecord& create) {
  std::optional<RecordId> id = RecordId::FromRaw(create.record());
  if (!id) return Status::Invalid("a new record needs an id of 16 bytes");
  {
    sqlite::Statement stored = store_.database().Prepare(kPlace);
    TILIK_ASSIGN_OR_RETURN(bool found, stored.Bind(1, *id).Step());
    if (found) return Status::Conflict("record " + ToUuidText(*id) + " exists already");
  }
  v1::RecordRow unknown;
  unknown.set_record(create.record());
  unknown.set_kind(create.kind());
  std::string bytes = unknown.SerializeAsString();
  return store_.database()
      .Prepare(kPut)
      .Bind(1, *id)
      .Bind(2, static_cast<int>(create.kind()))
      .Bind(3, create.village())
      .Bind(4, store_.state().epoch())
      .Bind(5, 0)
      .BindBlob(6, bytes)
      .Run();
}

Status Records::KeepOnly(const std::vector<std::uint64_t>& villages) {
  std::set<std::uint64_t> lost;
  {
    sqlite::Statement row = store_.database().Prepare(kVillages);
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
      if (!found) break;
      lost.insert(row.UInt(0));
    }
  }
  for (std::uint64_t village : villages) lost.erase(village);
  for (std::uint64_t village : lost) {
    TILIK_RETURN_IF_ERROR(store_.database().Prepare(kLeaveVillage).Bind(1, village).Run());
  }
  return Status();
}

Status Records::LeaveOldEpochs(std::uint64_t village, std::uint64_t epoch) {
  return store_.database().Prepare(kLeaveOldEpochs).Bind(1, village).Bind(2, epoch).Run();
}

Status Records::Sweep() {
  TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> leaving, Ids(store_.database().Prepare(kLeaving)));
  std::vector<RecordId> gone;
  for (const RecordId& record : leaving) {
    TILIK_ASSIGN_OR_RETURN(bool touched, HouseholdIsTouched(record));
    if (!touched) gone.push_back(record);
  }
  for (const RecordId& record : gone) TILIK_RETURN_IF_ERROR(Remove(record));
  return Status();
}

Result<bool> Records::IsTouched(const RecordId& record) {
  sqlite::Statement row = store_.database().Prepare(kTouched);
  TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, record).Step());
  return found && row.Int(0) != 0;
}

Result<bool> Records::HouseholdIsTouched(const RecordId& record) {
  TILIK_ASSIGN_OR_RETURN(RecordId household, HouseholdOf(record));
  std::vector<RecordId> look = {household.none() ? record : household};
  if (look.front() != record) look.push_back(record);
  // Grows while it is walked: the household, its families, their persons.
  for (std::size_t i = 0; i < look.size(); ++i) {
    TILIK_ASSIGN_OR_RETURN(bool touched, IsTouched(look[i]));
    if (touched) return true;
    TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> children, Children(look[i]));
    for (const RecordId& child : children) {
      if (std::find(look.begin(), look.end(), child) == look.end()) look.push_back(child);
    }
  }
  return false;
}

Status Records::Remove(const RecordId& record) {
  TILIK_RETURN_IF_ERROR(store_.database().Prepare(kForget).Bind(1, record).Run());
  TILIK_RETURN_IF_ERROR(store_.database().Prepare(kDropSeen).Bind(1, record).Run());
  return store_.database().Prepare(kRemove).Bind(1, record).Run();
}

}  // namespace tilik::client
