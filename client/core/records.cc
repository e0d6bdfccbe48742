#include "client/core/records.h"

#include <algorithm>
#include <limits>

namespace tilik::client {
namespace {

constexpr char kRead[] =
    "SELECT kind, parent, village, epoch, revision, leaving, row FROM record WHERE id = ?";
constexpr char kPlace[] = "SELECT epoch, revision, village FROM record WHERE id = ?";
constexpr char kParent[] = "SELECT kind, parent FROM record WHERE id = ?";
constexpr char kChildren[] = "SELECT id FROM record WHERE parent = ? ORDER BY number";
constexpr char kHouseholds[] =
    "SELECT id FROM record WHERE village = ? AND kind = 1 ORDER BY address, folded";
constexpr char kPersons[] =
    "SELECT count(*) FROM record family JOIN record person ON person.parent = family.id "
    "WHERE family.parent = ?";
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
constexpr char kPulledRow[] = "SELECT row FROM record WHERE id = ?";
constexpr char kRewriteRow[] = "UPDATE record SET row = ?2 WHERE id = ?1";
constexpr char kLeave[] = "UPDATE record SET leaving = 1 WHERE id = ?";
constexpr char kDropSeen[] = "DELETE FROM seen WHERE record = ?";
constexpr char kAnsweredElsewhere[] =
    "SELECT DISTINCT subject FROM own_operation WHERE live = 1 AND outcome_record = ?";
constexpr char kSeen[] = "SELECT slot, epoch, revision FROM seen WHERE record = ?";
constexpr char kSee[] =
    "INSERT OR REPLACE INTO seen (record, slot, epoch, revision) VALUES (?, ?, ?, ?)";

// As many as the server follows.
constexpr int kMostRedirects = 1000;
constexpr Base kNewerThanAnyRow = {std::numeric_limits<std::uint64_t>::max(),
                                   std::numeric_limits<std::uint64_t>::max()};

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
  const std::string_view bytes = row.Blob(6);
  if (!pulled.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Status::Corrupt("a stored record is damaged");
  }
  Result<Answers> values = ReadColumns(pulled.values());
  // A row that this version cannot read is kept for the version that can, and not found till then.
  if (values.status().code() == Code::kInvalid) {
    return Status::NotFound("this version cannot read record " + ToUuidText(id));
  }
  if (!values.ok()) return values.status();
  record.server.values = *std::move(values);
  record.server.status = pulled.status();
  record.fields_in_case.assign(pulled.fields_in_case().begin(), pulled.fields_in_case().end());
  record.redirected_to = RecordId::FromRaw(pulled.redirected_to()).value_or(RecordId());
  return record;
}

Result<Shown> Records::Show(const StoredRecord& record) {
  TILIK_ASSIGN_OR_RETURN(std::vector<OwnChange> changes, own_.Of(record.id));
  return Replay(record.server, changes);
}

Result<std::vector<RecordId>> Records::Children(const RecordId& parent) {
  sqlite::Statement row = store_.database().Prepare(kChildren);
  row.Bind(1, parent);
  return ReadIds(std::move(row));
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
  return ReadIds(std::move(row));
}

Result<std::uint64_t> Records::PersonsIn(const RecordId& household) {
  sqlite::Statement row = store_.database().Prepare(kPersons);
  TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, household).Step());
  TILIK_CHECK(found, "a count has a row");
  return row.UInt(0);
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
    return ReadIds(std::move(row));
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
  return ReadIds(std::move(row));
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
  TILIK_ASSIGN_OR_RETURN(std::vector<OwnChange> changes, own_.Of(id));
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
    if (!awaited) {
      TILIK_RETURN_IF_ERROR(ApplyNew(*id, village, epoch, row));
      return BreakCircle(*id, row);
    }
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
  TILIK_RETURN_IF_ERROR(BreakCircle(*id, row));
  TILIK_RETURN_IF_ERROR(Refresh(*id));
  return RefreshAnsweredBy(*id);
}

Status Records::BreakCircle(const RecordId& arrived, const v1::RecordRow& row) {
  RecordId at = RecordId::FromRaw(row.redirected_to()).value_or(RecordId());
  for (int step = 0; step < kMostRedirects && !at.none(); ++step) {
    v1::RecordRow passed;
    {
      sqlite::Statement stored = store_.database().Prepare(kPulledRow);
      TILIK_ASSIGN_OR_RETURN(bool found, stored.Bind(1, at).Step());
      if (!found) return Status();
      const std::string_view bytes = stored.Blob(0);
      if (!passed.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return Status::Corrupt("a stored record is damaged");
      }
    }
    const RecordId next = RecordId::FromRaw(passed.redirected_to()).value_or(RecordId());
    if (next == arrived) {
      passed.clear_redirected_to();
      const std::string bytes = passed.SerializeAsString();
      TILIK_RETURN_IF_ERROR(
          store_.database().Prepare(kRewriteRow).Bind(1, at).BindBlob(2, bytes).Run());
      return Refresh(at);
    }
    at = next;
  }
  return Status();
}

Status Records::RefreshAnsweredBy(const RecordId& survivor) {
  std::vector<RecordId> merged_into_it;
  {
    sqlite::Statement subjects = store_.database().Prepare(kAnsweredElsewhere);
    subjects.Bind(1, survivor);
    TILIK_ASSIGN_OR_RETURN(merged_into_it, ReadIds(std::move(subjects)));
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
  RecordColumns columns;
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
  return index_.AddToSearch(store_.database().last_insert_rowid(), search, folded);
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
  TILIK_ASSIGN_OR_RETURN(RecordId subject, own_.KeepOutcome(epoch, told));
  return subject.none() ? Status() : Refresh(subject);
}

Result<bool> Records::IsDecided(const RecordId& record) {
  TILIK_ASSIGN_OR_RETURN(std::vector<OwnChange> changes, own_.Of(record));
  ServerState beyond;
  beyond.at = kNewerThanAnyRow;
  return std::all_of(changes.begin(), changes.end(), [&](OwnChange change) {
    change.other_row.reset();
    return IsOver(change, beyond);
  });
}

Status Records::Refresh(const RecordId& id) {
  Result<StoredRecord> record = Read(id);
  if (record.status().code() == Code::kNotFound) return Status();
  if (!record.ok()) return record.status();
  TILIK_ASSIGN_OR_RETURN(std::vector<OwnChange> changes, own_.Of(id));
  ServerState newest = record->server;
  // No row of a record that is leaving comes any more, nor perhaps of the one it was merged into:
  // what was decided is over.
  if (record->leaving || !record->redirected_to.none()) {
    newest.at = kNewerThanAnyRow;
    for (OwnChange& change : changes) {
      if (record->leaving || change.other_row == Base()) change.other_row.reset();
    }
  }
  if (!changes.empty()) TILIK_RETURN_IF_ERROR(own_.DropOver(newest, &changes));
  if (changes.empty()) {
    TILIK_RETURN_IF_ERROR(store_.database().Prepare(kDropSeen).Bind(1, id).Run());
    // Made here, answered, and not part of the registry: refused.
    if (record->server.at.revision == 0) {
      TILIK_RETURN_IF_ERROR(store_.database().Prepare(kLeave).Bind(1, id).Run());
    }
  }
  // A retired record is found as its survivor.
  RecordColumns columns;
  if (record->redirected_to.none()) {
    columns = ColumnsOf(record->kind, Replay(record->server, changes).Values());
  }
  return index_.Update(id, columns, !changes.empty());
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

}  // namespace tilik::client
