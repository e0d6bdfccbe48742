#include "sync-server/importer/staging.h"

#include <filesystem>
#include <system_error>

namespace tilik::importer {
namespace {

constexpr char kSchema[] = R"(
CREATE TABLE household (
  position INTEGER PRIMARY KEY,
  idbdt TEXT NOT NULL UNIQUE,
  line INTEGER NOT NULL,
  village INTEGER NOT NULL,
  packed BLOB NOT NULL
) STRICT;
CREATE TABLE person (
  idbdt TEXT NOT NULL,
  position INTEGER NOT NULL,
  idartbdt TEXT NOT NULL,
  line INTEGER NOT NULL,
  no_kk TEXT NOT NULL,
  packed BLOB NOT NULL,
  PRIMARY KEY (idbdt, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE person_key (idartbdt TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE refused (
  kind INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
)";
constexpr char kAddHousehold[] =
    "INSERT OR IGNORE INTO household (idbdt, line, village, packed) VALUES (?, ?, ?, ?)";
constexpr char kAddPersonKey[] = "INSERT OR IGNORE INTO person_key (idartbdt) VALUES (?)";
constexpr char kAddPerson[] =
    "INSERT INTO person (idbdt, position, idartbdt, line, no_kk, packed) VALUES (?, ?, ?, ?, ?, ?)";
constexpr char kAddRefused[] = "INSERT OR IGNORE INTO refused (kind, key) VALUES (?, ?)";
constexpr char kIsRefused[] = "SELECT 1 FROM refused WHERE kind = ? AND key = ?";
constexpr char kHouseholds[] =
    "SELECT idbdt, line, village, packed FROM household ORDER BY position";
constexpr char kPersons[] =
    "SELECT idartbdt, line, no_kk, packed FROM person WHERE idbdt = ? ORDER BY position";
constexpr char kWithoutRow[] =
    "SELECT idbdt FROM person WHERE NOT EXISTS (SELECT 1 FROM household WHERE household.idbdt = "
    "person.idbdt) GROUP BY idbdt ORDER BY min(position)";
constexpr char kRefused[] =
    "SELECT kind, key FROM refused WHERE NOT EXISTS (SELECT 1 FROM household WHERE kind = 1 AND "
    "idbdt = key) AND NOT EXISTS (SELECT 1 FROM person_key WHERE kind = 2 AND idartbdt = key) "
    "ORDER BY kind, key";
constexpr int kCacheKib = 16 * 1024;

}  // namespace

std::string PackAnswers(const Answers& answers) {
  google::protobuf::RepeatedPtrField<v1::ValueColumns> columns;
  WriteColumns(answers, &columns);
  TILIK_CHECK(columns.size() <= 1, "a file's codes are all of one codebook");
  return columns.empty() ? std::string() : columns.Get(0).SerializeAsString();
}

Result<Answers> UnpackAnswers(std::string_view packed) {
  google::protobuf::RepeatedPtrField<v1::ValueColumns> columns;
  if (!columns.Add()->ParseFromArray(packed.data(), static_cast<int>(packed.size()))) {
    return Status::Corrupt("what an importer's last file said cannot be read");
  }
  return ReadColumns(columns);
}

Result<std::unique_ptr<Staging>> Staging::Open(const std::string& directory, Random& random) {
  std::string secret(48, '\0');
  random.Fill(secret.data(), secret.size());
  const std::string path = directory + "/impor-" + ToHex(secret.substr(32)) + ".tmp";
  sqlite::OpenOptions options;
  options.key = secret.substr(0, 32);
  options.exclusive = true;
  options.cache_kib = kCacheKib;
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<sqlite::Database> database,
                         sqlite::Database::Open(path, options));
  std::unique_ptr<Staging> staging(new Staging(std::move(database)));
  // Nobody opens it a second time and nothing in it outlives this object, so it needs neither a
  // journal nor a name.
  Status ready = staging->database_->Execute(
      "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY");
  if (ready.ok()) ready = staging->database_->Execute(kSchema);
  if (ready.ok()) ready = staging->database_->Execute("BEGIN");
  std::error_code error;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix, error);
  TILIK_RETURN_IF_ERROR(ready);
  return staging;
}

Result<bool> Staging::AddHousehold(const HouseholdRow& row) {
  TILIK_RETURN_IF_ERROR(database_->Prepare(kAddHousehold)
                            .BindText(1, row.idbdt)
                            .Bind(2, row.line)
                            .Bind(3, row.village)
                            .BindBlob(4, row.packed)
                            .Run());
  return database_->changes() == 1;
}

Result<bool> Staging::AddPerson(const PersonRow& row) {
  TILIK_RETURN_IF_ERROR(database_->Prepare(kAddPersonKey).BindText(1, row.idartbdt).Run());
  if (database_->changes() != 1) return false;
  TILIK_RETURN_IF_ERROR(database_->Prepare(kAddPerson)
                            .BindText(1, row.idbdt)
                            .Bind(2, row.line)
                            .BindText(3, row.idartbdt)
                            .Bind(4, row.line)
                            .BindText(5, row.no_kk)
                            .BindBlob(6, row.packed)
                            .Run());
  return true;
}

Status Staging::AddRefused(Kind kind, std::string_view key) {
  if (key.empty()) return Status();
  return database_->Prepare(kAddRefused).Bind(1, static_cast<int>(kind)).BindText(2, key).Run();
}

Result<bool> Staging::IsRefused(Kind kind, std::string_view key) {
  sqlite::Statement statement = database_->Prepare(kIsRefused);
  return statement.Bind(1, static_cast<int>(kind)).BindText(2, key).Step();
}

Status Staging::EndReading() { return database_->Execute("COMMIT"); }

Status Staging::ForEachHousehold(const std::function<Status(const HouseholdRow&)>& visit) {
  sqlite::Statement statement = database_->Prepare(kHouseholds);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool more, statement.Step());
    if (!more) return Status();
    HouseholdRow row;
    row.idbdt = statement.Text(0);
    row.line = statement.UInt(1);
    row.village = statement.UInt(2);
    row.packed = statement.Blob(3);
    TILIK_RETURN_IF_ERROR(visit(row));
  }
}

Result<std::vector<PersonRow>> Staging::PersonsOf(std::string_view idbdt) {
  std::vector<PersonRow> rows;
  sqlite::Statement statement = database_->Prepare(kPersons);
  statement.BindText(1, idbdt);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool more, statement.Step());
    if (!more) return rows;
    PersonRow row;
    row.idartbdt = statement.Text(0);
    row.idbdt = std::string(idbdt);
    row.line = statement.UInt(1);
    row.no_kk = statement.Text(2);
    row.packed = statement.Blob(3);
    rows.push_back(std::move(row));
  }
}

Result<std::vector<std::string>> Staging::HouseholdsWithoutRow() {
  std::vector<std::string> keys;
  sqlite::Statement statement = database_->Prepare(kWithoutRow);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool more, statement.Step());
    if (!more) return keys;
    keys.emplace_back(statement.Text(0));
  }
}

Status Staging::ForEachRefused(const std::function<Status(Kind, const std::string&)>& visit) {
  sqlite::Statement statement = database_->Prepare(kRefused);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool more, statement.Step());
    if (!more) return Status();
    TILIK_RETURN_IF_ERROR(
        visit(static_cast<Kind>(statement.Int(0)), std::string(statement.Text(1))));
  }
}

}  // namespace tilik::importer
