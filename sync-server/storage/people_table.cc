#include "sync-server/storage/people_table.h"

#include "sync-server/storage/batch.h"
#include "sync-server/storage/row_codec.h"

namespace tilik::storage {
namespace {

#define TILIK_CHAIN_COLUMNS                                                             \
  "chain, kind, public_key, person, device, assignment, assignment_revision, revoked, " \
  "quarantine_case, issued, last_seen, backed_up_through, custody, unconfirmed"
constexpr char kFindChain[] = "SELECT " TILIK_CHAIN_COLUMNS " FROM chain WHERE chain = ?";
constexpr char kAllChains[] = "SELECT " TILIK_CHAIN_COLUMNS " FROM chain ORDER BY number";
constexpr char kChainNumber[] = "SELECT number FROM chain WHERE chain = ?";
constexpr char kSaveChain[] =
    "INSERT INTO chain (chain, kind, public_key, person, device, assignment, assignment_revision, "
    "revoked, quarantine_case, issued, last_seen, custody, unconfirmed) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (chain) DO UPDATE SET kind = excluded.kind, public_key = excluded.public_key, "
    "person = excluded.person, device = excluded.device, assignment = excluded.assignment, "
    "assignment_revision = excluded.assignment_revision, revoked = excluded.revoked, "
    "quarantine_case = excluded.quarantine_case, issued = excluded.issued, last_seen = "
    "excluded.last_seen, "
    "custody = excluded.custody, unconfirmed = excluded.unconfirmed";
constexpr char kAccountNames[] =
    "SELECT person FROM chain WHERE kind = 2 UNION SELECT name FROM account";
constexpr char kSetBackedUpThrough[] = "UPDATE chain SET backed_up_through = ? WHERE number = ?";

constexpr char kFindSession[] =
    "SELECT chain, opened, device_wall, device_monotonic_ms, device_boot_id FROM session "
    "WHERE epoch = ? AND number = ?";
constexpr char kLastSession[] = "SELECT max(number) FROM session WHERE epoch = ?";
constexpr char kAddSession[] =
    "INSERT INTO session (epoch, number, chain, opened, device_wall, device_monotonic_ms, "
    "device_boot_id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)";

constexpr char kSaveAccount[] =
    "INSERT INTO account (name, role, retired, since) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (name) DO UPDATE SET role = excluded.role, retired = excluded.retired";
constexpr char kAccounts[] = "SELECT name, role, retired, since FROM account ORDER BY number";
constexpr char kMoveSession[] = "UPDATE session SET number = ? WHERE epoch = ? AND number = ?";
// More than a district of a thousand officers opens in a year.
constexpr std::uint64_t kSessionsBetweenBackups = 1'000'000;

constexpr char kAddCode[] =
    "INSERT INTO enrol_code (code, officer, villages, made, expires) VALUES (?, ?, ?, ?, ?)";
constexpr char kFindCode[] =
    "SELECT officer, villages, made, expires FROM enrol_code WHERE code = ?";
constexpr char kDropCodes[] = "DELETE FROM enrol_code";
constexpr char kDropCode[] = "DELETE FROM enrol_code WHERE code = ?";

constexpr char kFindRequest[] = "SELECT kept FROM bundle_request WHERE chain = ?";
constexpr char kSaveRequest[] = "INSERT OR REPLACE INTO bundle_request (chain, kept) VALUES (?, ?)";

constexpr char kFindImported[] =
    "SELECT record, line, file_values FROM imported WHERE importer = ? AND external_key = ?";
constexpr char kSaveImported[] =
    "INSERT OR REPLACE INTO imported (importer, external_key, record, line, file_values) VALUES "
    "(?, ?, ?, ?, ?)";

Status ReadChain(const sqlite::Statement& row, ChainRow& chain) {
  chain.state.chain = row.Fixed<ChainId>(0);
  chain.kind = static_cast<ChainKind>(row.Int(1));
  chain.public_key = row.Fixed<PublicKey>(2);
  chain.person = row.Text(3);
  chain.device = row.Text(4);
  chain.assignment_revision = row.UInt(6);
  chain.revoked = row.Int(7) != 0;
  chain.quarantine_case = row.UInt(8);
  chain.issued.ms = row.Int(9);
  chain.last_seen.ms = row.Int(10);
  chain.backed_up_through = row.UInt(11);
  chain.unconfirmed = row.Int(13) != 0;
  Status read = UnpackNumbers(row.Blob(5), chain.assignment);
  if (read.ok()) read = UnpackCustody(row.Blob(12), chain.state);
  if (read.ok()) return read;
  return Status::Corrupt("chain " + ToHex(chain.state.chain.raw()) + ": " + read.message());
}

}  // namespace

Result<std::optional<ChainRow>> ChainTable::Find(const ChainId& chain) {
  sqlite::Statement statement = database_.Prepare(kFindChain);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, chain).Step());
  if (!row) return std::optional<ChainRow>();
  std::optional<ChainRow> found(std::in_place);
  TILIK_RETURN_IF_ERROR(ReadChain(statement, *found));
  return found;
}

Result<std::vector<ChainRow>> ChainTable::All() {
  std::vector<ChainRow> chains;
  sqlite::Statement statement = database_.Prepare(kAllChains);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return chains;
    TILIK_RETURN_IF_ERROR(ReadChain(statement, chains.emplace_back()));
  }
}

Result<std::uint64_t> ChainTable::NumberOf(const ChainId& chain) {
  sqlite::Statement statement = database_.Prepare(kChainNumber);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, chain).Step());
  if (!row) return Status::NotFound("chain " + ToHex(chain.raw()) + " is not known here");
  return statement.UInt(0);
}

Status ChainTable::Save(const ChainRow& chain) {
  std::string assignment = PackNumbers(chain.assignment);
  std::string custody = PackCustody(chain.state);
  return database_.Prepare(kSaveChain)
      .Bind(1, chain.state.chain)
      .Bind(2, static_cast<int>(chain.kind))
      .Bind(3, chain.public_key)
      .BindText(4, chain.person)
      .BindText(5, chain.device)
      .BindBlob(6, assignment)
      .Bind(7, chain.assignment_revision)
      .Bind(8, chain.revoked ? 1 : 0)
      .Bind(9, chain.quarantine_case)
      .Bind(10, chain.issued.ms)
      .Bind(11, chain.last_seen.ms)
      .BindBlob(12, custody)
      .Bind(13, chain.unconfirmed ? 1 : 0)
      .Run();
}

Result<std::set<std::string>> ChainTable::AccountNames() {
  std::set<std::string> names;
  sqlite::Statement statement = database_.Prepare(kAccountNames);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return names;
    names.insert(std::string(statement.Text(0)));
  }
}

Status ChainTable::SetBackedUpThrough(std::uint64_t number, std::uint64_t seq) {
  return database_.Prepare(kSetBackedUpThrough).Bind(1, seq).Bind(2, number).Run();
}

Result<std::optional<SessionRow>> SessionTable::Find(std::uint64_t epoch, std::uint64_t number) {
  sqlite::Statement statement = database_.Prepare(kFindSession);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, epoch).Bind(2, number).Step());
  if (!row) return std::optional<SessionRow>();
  SessionRow session;
  session.epoch = epoch;
  session.number = number;
  session.chain = statement.Fixed<ChainId>(0);
  session.note.opened.ms = statement.Int(1);
  session.note.device_wall.ms = statement.Int(2);
  session.note.device_monotonic_ms = statement.UInt(3);
  session.note.device_boot_id = statement.Blob(4);
  return std::optional<SessionRow>(std::move(session));
}

Result<std::uint64_t> SessionTable::Add(const SessionRow& session) {
  std::uint64_t number = 1;
  {
    sqlite::Statement statement = database_.Prepare(kLastSession);
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, session.epoch).Step());
    if (row) number = statement.UInt(0) + 1;
  }
  TILIK_RETURN_IF_ERROR(database_.Prepare(kAddSession)
                            .Bind(1, session.epoch)
                            .Bind(2, number)
                            .Bind(3, session.chain)
                            .Bind(4, session.note.opened.ms)
                            .Bind(5, session.note.device_wall.ms)
                            .Bind(6, session.note.device_monotonic_ms)
                            .BindBlob(7, session.note.device_boot_id)
                            .Run());
  return number;
}

Status AccountTable::Save(const Account& account) {
  return database_.Prepare(kSaveAccount)
      .BindText(1, account.name)
      .Bind(2, static_cast<int>(account.role))
      .Bind(3, account.retired ? 1 : 0)
      .Bind(4, account.since.ms)
      .Run();
}

Result<std::vector<Account>> AccountTable::All() {
  std::vector<Account> accounts;
  sqlite::Statement statement = database_.Prepare(kAccounts);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return accounts;
    Account& account = accounts.emplace_back();
    account.name = statement.Text(0);
    account.role = static_cast<v1::AccountRole>(statement.Int(1));
    account.retired = statement.Int(2) != 0;
    account.since.ms = statement.Int(3);
  }
}
Status SessionTable::LeaveGap(std::uint64_t epoch) {
  SessionRow last;
  last.epoch = epoch;
  TILIK_ASSIGN_OR_RETURN(last.number, Add(last));
  return database_.Prepare(kMoveSession)
      .Bind(1, last.number + kSessionsBetweenBackups)
      .Bind(2, epoch)
      .Bind(3, last.number)
      .Run();
}

Status EnrolCodeTable::DropAll() { return database_.Prepare(kDropCodes).Run(); }

Status EnrolCodeTable::Add(const EnrolCode& code) {
  std::string villages = PackNumbers(code.villages);
  return database_.Prepare(kAddCode)
      .BindText(1, code.code)
      .BindText(2, code.officer)
      .BindBlob(3, villages)
      .Bind(4, code.made.ms)
      .Bind(5, code.expires.ms)
      .Run();
}

Result<std::optional<EnrolCode>> EnrolCodeTable::Take(const std::string& code, Instant now) {
  EnrolCode taken;
  taken.code = code;
  {
    sqlite::Statement statement = database_.Prepare(kFindCode);
    TILIK_ASSIGN_OR_RETURN(bool row, statement.BindText(1, code).Step());
    if (!row) return std::optional<EnrolCode>();
    taken.officer = statement.Text(0);
    TILIK_RETURN_IF_ERROR(UnpackNumbers(statement.Blob(1), taken.villages));
    taken.made.ms = statement.Int(2);
    taken.expires.ms = statement.Int(3);
  }
  TILIK_RETURN_IF_ERROR(database_.Prepare(kDropCode).BindText(1, code).Run());
  if (taken.expires <= now) return std::optional<EnrolCode>();
  return std::optional<EnrolCode>(std::move(taken));
}

Result<std::optional<v1::KeptRequest>> BundleRequestTable::Find(const ChainId& chain) {
  sqlite::Statement statement = database_.Prepare(kFindRequest);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, chain).Step());
  if (!row) return std::optional<v1::KeptRequest>();
  v1::KeptRequest kept;
  const std::string_view bytes = statement.Blob(0);
  if (!kept.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Status::Corrupt("the request of " + ToHex(chain.raw()) + " is damaged");
  }
  return std::optional(std::move(kept));
}

Status BundleRequestTable::Save(const ChainId& chain, const v1::KeptRequest& kept) {
  const std::string bytes = kept.SerializeAsString();
  return database_.Prepare(kSaveRequest).Bind(1, chain).BindBlob(2, bytes).Run();
}

Result<std::optional<Writer::Imported>> ImportedTable::Find(const std::string& importer,
                                                            const std::string& key) {
  sqlite::Statement statement = database_.Prepare(kFindImported);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.BindText(1, importer).BindText(2, key).Step());
  if (!row) return std::optional<Writer::Imported>();
  Writer::Imported imported;
  imported.record = statement.Fixed<RecordId>(0);
  imported.line = statement.Fixed<LineId>(1);
  imported.values = statement.Blob(2);
  return std::optional<Writer::Imported>(std::move(imported));
}

Status ImportedTable::Save(const std::string& importer, const std::string& key,
                           const Writer::Imported& imported) {
  sqlite::Statement save = database_.Prepare(kSaveImported);
  save.BindText(1, importer).BindText(2, key).BindBlob(5, imported.values);
  BindUnlessNone(save, 3, imported.record);
  BindUnlessNone(save, 4, imported.line);
  return save.Run();
}

}  // namespace tilik::storage
