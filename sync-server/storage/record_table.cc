#include "sync-server/storage/record_table.h"

#include <algorithm>

#include "sync-server/merge/merge.h"
#include "sync-server/storage/batch.h"
#include "sync-server/storage/case_table.h"
#include "sync-server/storage/record_codec.h"

namespace tilik::storage {
namespace {

constexpr char kAreaByKecamatan[] = "SELECT number, position FROM area WHERE kecamatan = ?";
constexpr char kInsertArea[] = "INSERT INTO area (kecamatan) VALUES (?)";
constexpr char kSetPosition[] = "UPDATE area SET position = ? WHERE number = ?";

#define TILIK_RECORD_COLUMNS \
  "number, record, kind, village, parent, redirected_to, revision, status, state"
constexpr char kFind[] = "SELECT " TILIK_RECORD_COLUMNS " FROM record WHERE record = ?";
constexpr char kFindBatch[] =
    "SELECT " TILIK_RECORD_COLUMNS " FROM record WHERE record IN (" TILIK_BATCH_PLACES ")";
constexpr char kMembersBatch[] =
    "SELECT " TILIK_RECORD_COLUMNS " FROM record WHERE parent IN (" TILIK_BATCH_PLACES ")";
constexpr char kMembers[] = "SELECT record FROM record WHERE parent = ? ORDER BY record";
constexpr char kNumberOf[] = "SELECT number FROM record WHERE record = ?";
// Both take the same parameters, of which each leaves out what it does not need.
constexpr char kInsert[] =
    "INSERT INTO record (record, area, kind, village, position, parent, redirected_to, revision, "
    "status, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
constexpr char kUpdate[] =
    "UPDATE record SET area = ?2, village = ?4, position = ?5, parent = ?6, redirected_to = ?7, "
    "revision = ?8, status = ?9, state = ?10 WHERE number = ?11";
constexpr char kRefeed[] = "UPDATE record SET position = ? WHERE number = ?";
constexpr char kForgetDeparture[] = "DELETE FROM departed WHERE village = ? AND record = ?";
constexpr char kDepart[] =
    "INSERT OR REPLACE INTO departed (village, record, area, position, revision) VALUES (?, ?, ?, "
    "?, ?)";
constexpr char kFeed[] =
    "SELECT " TILIK_RECORD_COLUMNS
    ", position FROM record WHERE village = ? AND position > ? ORDER BY position";
constexpr char kFeedOfDeparted[] =
    "SELECT position, record, revision FROM departed WHERE village = ? AND position > ? ORDER BY "
    "position";

Status ReadRow(const sqlite::Statement& row, merge::RecordState& record) {
  record.id = row.Fixed<RecordId>(1);
  record.kind = static_cast<v1::RecordKind>(row.Int(2));
  record.village = row.UInt(3);
  record.parent = row.Fixed<RecordId>(4);
  record.redirected_to = row.Fixed<RecordId>(5);
  record.revision = row.UInt(6);
  record.status = static_cast<v1::RecordStatus>(row.Int(7));
  return UnpackState(row.Blob(8), record);
}

std::int64_t NewestObservedDay(const merge::RecordState& record) {
  Instant newest;
  for (const auto& [slot, state] : record.slots) {
    newest = std::max(newest, state.last.origin.observed);
  }
  return newest.ms / 86'400'000;
}

v1::RecordRow ShownAs(const merge::RecordState& record, const std::set<Field>& in_case) {
  v1::RecordRow row;
  row.set_record(record.id.str());
  row.set_kind(record.kind);
  row.set_revision(record.revision);
  row.set_status(record.status);
  WriteColumns(merge::AllAnswers(record), row.mutable_values());
  row.set_observed_day(NewestObservedDay(record));
  for (Field field : in_case) row.add_fields_in_case(field);
  if (!record.redirected_to.none()) row.set_redirected_to(record.redirected_to.str());
  return row;
}

}  // namespace

Result<std::uint64_t> Areas::Of(std::uint64_t village) {
  if (village == 0) return std::uint64_t{0};
  std::uint64_t kecamatan = village / 10'000;
  auto found = by_kecamatan_.find(kecamatan);
  if (found != by_kecamatan_.end()) return found->second.number;
  Area area;
  {
    sqlite::Statement statement = database_.Prepare(kAreaByKecamatan);
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, kecamatan).Step());
    if (row) area = {statement.UInt(0), statement.UInt(1), false};
  }
  if (area.number == 0) {
    TILIK_RETURN_IF_ERROR(database_.Prepare(kInsertArea).Bind(1, kecamatan).Run());
    area.number = static_cast<std::uint64_t>(database_.last_insert_rowid());
  }
  by_kecamatan_[kecamatan] = area;
  kecamatan_of_[area.number] = kecamatan;
  return area.number;
}

std::uint64_t Areas::NextPosition(std::uint64_t area) {
  if (area == 0) return 0;  // a record without a village is in no feed
  Area& known = by_kecamatan_.at(kecamatan_of_.at(area));
  known.moved = true;
  return ++known.position;
}

Status Areas::Flush() {
  for (auto& [kecamatan, area] : by_kecamatan_) {
    if (!area.moved) continue;
    TILIK_RETURN_IF_ERROR(
        database_.Prepare(kSetPosition).Bind(1, area.position).Bind(2, area.number).Run());
    area.moved = false;
  }
  return Status();
}

Result<std::optional<merge::RecordState>> RecordTable::Find(const RecordId& id) {
  sqlite::Statement statement = database_.Prepare(kFind);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, id).Step());
  if (!row) return std::optional<merge::RecordState>();
  std::optional<merge::RecordState> record(std::in_place);
  TILIK_RETURN_IF_ERROR(ReadRow(statement, *record));
  return record;
}

Status RecordTable::LoadInto(const std::vector<RecordId>& ids,
                             std::unordered_map<RecordId, merge::RecordState>& into) {
  return InBatches(database_, kFindBatch, ids, [&](const sqlite::Statement& row) {
    RecordId id = row.Fixed<RecordId>(1);
    numbers_[id] = row.Int(0);
    auto [place, is_new] = into.try_emplace(id);
    return is_new ? ReadRow(row, place->second) : Status();
  });
}

Status RecordTable::LoadMembers(const std::vector<RecordId>& parents,
                                std::unordered_map<RecordId, merge::RecordState>& into,
                                std::vector<RecordId>& found) {
  return InBatches(database_, kMembersBatch, parents, [&](const sqlite::Statement& row) {
    RecordId id = row.Fixed<RecordId>(1);
    numbers_[id] = row.Int(0);
    found.push_back(id);
    auto [place, is_new] = into.try_emplace(id);
    return is_new ? ReadRow(row, place->second) : Status();
  });
}

Result<std::vector<RecordId>> RecordTable::Members(const RecordId& parent) {
  std::vector<RecordId> members;
  sqlite::Statement statement = database_.Prepare(kMembers);
  statement.Bind(1, parent);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return members;
    members.push_back(statement.Fixed<RecordId>(0));
  }
}

// 0 of a record that was never saved.
Result<std::int64_t> RecordTable::NumberOf(const RecordId& id) {
  std::int64_t& number = numbers_[id];
  if (number == 0) {
    sqlite::Statement statement = database_.Prepare(kNumberOf);
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, id).Step());
    if (row) number = statement.Int(0);
  }
  return number;
}

Status RecordTable::Save(const merge::RecordState& record, Areas& areas) {
  TILIK_ASSIGN_OR_RETURN(std::uint64_t area, areas.Of(record.village));
  std::string state = PackState(record);
  TILIK_ASSIGN_OR_RETURN(std::int64_t number, NumberOf(record.id));
  bool is_new = number == 0;
  sqlite::Statement write = database_.Prepare(is_new ? kInsert : kUpdate);
  write.Bind(2, area)
      .Bind(4, record.village)
      .Bind(5, areas.NextPosition(area))
      .Bind(8, record.revision)
      .Bind(9, static_cast<int>(record.status))
      .BindBlob(10, state);
  BindUnlessNone(write, 6, record.parent);
  BindUnlessNone(write, 7, record.redirected_to);
  if (!is_new) return write.Bind(11, number).Run();
  write.Bind(1, record.id).Bind(3, static_cast<int>(record.kind));
  TILIK_RETURN_IF_ERROR(write.Run());
  numbers_[record.id] = database_.last_insert_rowid();
  return Status();
}

Status RecordTable::Refeed(const merge::RecordState& record, Areas& areas) {
  TILIK_ASSIGN_OR_RETURN(std::uint64_t area, areas.Of(record.village));
  auto number = numbers_.find(record.id);
  if (number == numbers_.end()) return Save(record, areas);
  return database_.Prepare(kRefeed).Bind(1, areas.NextPosition(area)).Bind(2, number->second).Run();
}

Status RecordTable::Leave(const merge::RecordState& record, std::uint64_t village, Areas& areas) {
  if (village == record.village || village == 0) return Status();
  TILIK_ASSIGN_OR_RETURN(std::uint64_t area, areas.Of(village));
  TILIK_RETURN_IF_ERROR(database_.Prepare(kDepart)
                            .Bind(1, village)
                            .Bind(2, record.id)
                            .Bind(3, area)
                            .Bind(4, areas.NextPosition(area))
                            .Bind(5, record.revision)
                            .Run());
  return database_.Prepare(kForgetDeparture).Bind(1, record.village).Bind(2, record.id).Run();
}

Result<FeedPage> RecordTable::Feed(std::uint64_t village, std::uint64_t after,
                                   std::size_t max_bytes, CaseTable& cases) {
  FeedPage page;
  page.to = after;
  sqlite::Statement present = database_.Prepare(kFeed);
  sqlite::Statement departed = database_.Prepare(kFeedOfDeparted);
  TILIK_ASSIGN_OR_RETURN(bool has_present, present.Bind(1, village).Bind(2, after).Step());
  TILIK_ASSIGN_OR_RETURN(bool has_departed, departed.Bind(1, village).Bind(2, after).Step());
  std::size_t bytes = 0;
  while (has_present || has_departed) {
    bool take_present = has_present && (!has_departed || present.UInt(9) < departed.UInt(0));
    std::uint64_t position = take_present ? present.UInt(9) : departed.UInt(0);
    std::size_t size = 0;
    if (take_present) {
      merge::RecordState record;
      TILIK_RETURN_IF_ERROR(ReadRow(present, record));
      TILIK_ASSIGN_OR_RETURN(std::set<Field> in_case, cases.FieldsInCase(record));
      page.rows.push_back(ShownAs(record, in_case));
      size = page.rows.back().ByteSizeLong();
    } else {
      v1::LeftRow& left = page.left.emplace_back();
      left.set_record(std::string(departed.Blob(1)));
      left.set_revision(departed.UInt(2));
      size = left.ByteSizeLong();
    }
    if (bytes > 0 && bytes + size > max_bytes) {
      if (take_present) {
        page.rows.pop_back();
      } else {
        page.left.pop_back();
      }
      page.more = true;
      return page;
    }
    bytes += size;
    page.to = position;
    TILIK_ASSIGN_OR_RETURN(bool again, take_present ? present.Step() : departed.Step());
    (take_present ? has_present : has_departed) = again;
  }
  return page;
}

}  // namespace tilik::storage
