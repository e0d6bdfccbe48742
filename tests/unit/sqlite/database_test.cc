#include "proto/sqlite/database.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace tilik::sqlite {
namespace {

const std::string kKey(32, '\x5a');
const std::string kOtherKey(32, '\x5b');
constexpr std::string_view kSchema = "CREATE TABLE household (name TEXT NOT NULL, persons INTEGER)";

class DatabaseFile : public ::testing::Test {
 protected:
  DatabaseFile()
      : folder_(std::filesystem::path(::testing::TempDir()) /
                ("tilik-sqlite-" +
                 std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~DatabaseFile() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name = "registry.db") const { return folder_ / name; }

  static OpenOptions WithKey(const std::string& key) {
    OpenOptions options;
    options.key = key;
    return options;
  }
  static OpenOptions OfADevice() {
    OpenOptions options = WithKey(kKey);
    options.exclusive = true;
    return options;
  }

  std::unique_ptr<Database> Open(const OpenOptions& options) const {
    Result<std::unique_ptr<Database>> database = Database::Open(Path(), options);
    EXPECT_TRUE(database.ok()) << database.status().message();
    return database.ok() ? *std::move(database) : nullptr;
  }
  std::unique_ptr<Database> OpenWithSchema(const OpenOptions& options) const {
    std::unique_ptr<Database> database = Open(options);
    const std::string_view migrations[] = {kSchema};
    Status migrated = database->Migrate(migrations);
    EXPECT_TRUE(migrated.ok()) << migrated.message();
    return database;
  }
  Code WhyNotOpen(const OpenOptions& options) const {
    return Database::Open(Path(), options).status().code();
  }

  // Every byte that lies in the folder: the file, its journal and whatever else was left there.
  std::string EverythingOnDisk() const {
    std::string bytes;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      std::ifstream file(entry.path(), std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(file), {});
    }
    return bytes;
  }

  std::filesystem::path folder_;
};

Status Insert(Database& database, std::string_view name, int persons = 4) {
  return database.Prepare("INSERT INTO household (name, persons) VALUES (?, ?)")
      .BindText(1, name)
      .Bind(2, persons)
      .Run();
}

void InsertMany(Database& database, int households) {
  Result<Transaction> transaction = Transaction::Begin(database);
  for (int i = 0; i < households; ++i) ASSERT_TRUE(Insert(database, "Yosina Tefa").ok());
  ASSERT_TRUE(transaction->Commit().ok());
}

std::int64_t Count(Database& database) {
  Statement statement = database.Prepare("SELECT count(*) FROM household");
  Result<bool> row = statement.Step();
  return row.ok() && *row ? statement.Int(0) : -1;
}

TEST_F(DatabaseFile, KeepsWhatWasCommitted) {
  {
    auto database = OpenWithSchema(OfADevice());
    Result<Transaction> transaction = Transaction::Begin(*database);
    ASSERT_TRUE(Insert(*database, "Tefa").ok());
    ASSERT_TRUE(transaction->Commit().ok());
  }
  EXPECT_EQ(Count(*Open(OfADevice())), 1);
}

TEST_F(DatabaseFile, ForgetsWhatWentOutOfScope) {
  auto database = OpenWithSchema(WithKey(kKey));
  {
    Result<Transaction> transaction = Transaction::Begin(*database);
    ASSERT_TRUE(Insert(*database, "Tefa").ok());
    EXPECT_EQ(Count(*database), 1);
  }
  EXPECT_EQ(Count(*database), 0);
  EXPECT_TRUE(Transaction::Begin(*database).ok()) << "the next one may begin";
}

TEST_F(DatabaseFile, OpensToItsKeyOnly) {
  ASSERT_TRUE(Insert(*OpenWithSchema(WithKey(kKey)), "Tefa").ok());
  EXPECT_EQ(WhyNotOpen(WithKey(kOtherKey)), Code::kDenied);
  EXPECT_EQ(WhyNotOpen(WithKey("")), Code::kDenied);
  EXPECT_EQ(Count(*Open(WithKey(kKey))), 1) << "a wrong key harms nothing";
}

TEST_F(DatabaseFile, ShowsNothingToWhoReadsTheDisk) {
  auto database = OpenWithSchema(WithKey(kKey));
  InsertMany(*database, 500);
  std::string with_journal = EverythingOnDisk();
  database.reset();
  std::string at_rest = EverythingOnDisk();

  ASSERT_GT(at_rest.size(), 8'000u);
  for (const std::string& bytes : {with_journal, at_rest}) {
    EXPECT_EQ(bytes.find("Yosina"), std::string::npos);
    EXPECT_EQ(bytes.find("household"), std::string::npos);
    EXPECT_EQ(bytes.find("SQLite format"), std::string::npos);
  }
}

TEST_F(DatabaseFile, WithoutAKeyIsPlain) {
  ASSERT_TRUE(Insert(*OpenWithSchema(WithKey("")), "Yosina Tefa").ok());
  EXPECT_NE(EverythingOnDisk().find("Yosina Tefa"), std::string::npos)
      << "or the test above proves nothing";
}

TEST_F(DatabaseFile, OfADeviceHasOneOpener) {
  auto first = OpenWithSchema(OfADevice());
  auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(WhyNotOpen(OfADevice()), Code::kConflict);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(1))
      << "whoever asks is told at once";
  EXPECT_TRUE(Insert(*first, "Tefa").ok()) << "the first is not disturbed";

  first.reset();
  EXPECT_EQ(Count(*Open(OfADevice())), 1);
}

TEST_F(DatabaseFile, OfADeviceIsAJournalOfItsOwn) {
  auto database = OpenWithSchema(OfADevice());
  auto pragma = [&database](std::string_view sql) {
    Statement statement = database->Prepare(sql);
    EXPECT_TRUE(statement.Step().ok());
    return std::string(statement.Text(0));
  };
  EXPECT_EQ(pragma("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(pragma("PRAGMA locking_mode"), "exclusive");
  EXPECT_EQ(pragma("PRAGMA synchronous"), "2");
  EXPECT_FALSE(std::filesystem::exists(Path() + "-shm"))
      << "one process, so the index of the journal is in its memory";
}

TEST_F(DatabaseFile, OfAServerHasReadersBesideTheWriter) {
  auto writer = OpenWithSchema(WithKey(kKey));
  auto reader = Open(WithKey(kKey));
  Result<Transaction> snapshot = Transaction::BeginRead(*reader);
  EXPECT_EQ(Count(*reader), 0);
  ASSERT_TRUE(Insert(*writer, "Tefa").ok());
  EXPECT_EQ(Count(*reader), 0) << "reads of one transaction agree";
  ASSERT_TRUE(snapshot->Commit().ok());
  EXPECT_EQ(Count(*reader), 1);
}

TEST_F(DatabaseFile, TellsASecondWriterToWaitAndThenNo) {
  auto one = OpenWithSchema(WithKey(kKey));
  OpenOptions impatient = WithKey(kKey);
  impatient.busy_timeout_ms = 20;
  auto other = Open(impatient);
  Result<Transaction> transaction = Transaction::Begin(*one);
  ASSERT_TRUE(transaction.ok());
  EXPECT_EQ(Insert(*other, "Tefa").code(), Code::kConflict);
}

TEST_F(DatabaseFile, ReadOnlyWritesNothing) {
  ASSERT_TRUE(Insert(*OpenWithSchema(WithKey(kKey)), "Tefa").ok());
  OpenOptions options = WithKey(kKey);
  options.read_only = true;
  auto database = Open(options);
  EXPECT_EQ(Count(*database), 1);
  EXPECT_FALSE(Insert(*database, "Banunaek").ok());
}

TEST_F(DatabaseFile, MigratesOnceAndInOrder) {
  const std::string_view first[] = {kSchema};
  const std::string_view both[] = {kSchema, "ALTER TABLE household ADD COLUMN village INTEGER"};
  auto database = Open(WithKey(kKey));
  ASSERT_TRUE(database->Migrate(first).ok());
  ASSERT_TRUE(database->Migrate(first).ok()) << "again: nothing to do";
  ASSERT_TRUE(database->Migrate(both).ok());
  EXPECT_TRUE(database->Execute("INSERT INTO household (name, village) VALUES ('Tefa', 1)").ok());
  EXPECT_EQ(database->Migrate(first).code(), Code::kUnsupported) << "the file is newer than we are";
}

TEST_F(DatabaseFile, AFailedMigrationLeavesTheVersionBeforeIt) {
  const std::string_view broken[] = {kSchema, "CREATE TABLE person (name); CREATE NONSENSE"};
  auto database = Open(WithKey(kKey));
  EXPECT_FALSE(database->Migrate(broken).ok());
  const std::string_view mended[] = {kSchema, "CREATE TABLE person (name)"};
  Status migrated = database->Migrate(mended);
  EXPECT_TRUE(migrated.ok()) << migrated.message();
}

TEST_F(DatabaseFile, BacksUpUnderAnotherKeyWhileInUse) {
  auto database = OpenWithSchema(WithKey(kKey));
  ASSERT_TRUE(Insert(*database, "Tefa").ok());
  Status backed_up = database->BackUpTo(Path("backup.db"), kOtherKey);
  ASSERT_TRUE(backed_up.ok()) << backed_up.message();
  ASSERT_TRUE(Insert(*database, "Banunaek").ok());

  Result<std::unique_ptr<Database>> copy = Database::Open(Path("backup.db"), WithKey(kOtherKey));
  ASSERT_TRUE(copy.ok()) << copy.status().message();
  EXPECT_EQ(Count(**copy), 1);
  EXPECT_TRUE((*copy)->CheckIntegrity().ok());
  EXPECT_EQ(Database::Open(Path("backup.db"), WithKey(kKey)).status().code(), Code::kDenied);
}

TEST_F(DatabaseFile, NeverBacksUpOverAnything) {
  auto database = OpenWithSchema(WithKey(kKey));
  std::ofstream(Path("backup.db")) << "an older backup";
  EXPECT_EQ(database->BackUpTo(Path("backup.db"), kKey).code(), Code::kConflict);
}

TEST_F(DatabaseFile, DamageIsFound) {
  {
    auto database = OpenWithSchema(WithKey(kKey));
    InsertMany(*database, 2'000);
  }
  {
    std::fstream file(Path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 4 + 100);
    file.put('\x7f');
  }
  auto database = Open(WithKey(kKey));
  EXPECT_FALSE(database->CheckIntegrity().ok());
}

TEST_F(DatabaseFile, AFileCutToNothingButItsFirstPageIsNoDatabase) {
  {
    auto database = OpenWithSchema(WithKey(kKey));
    InsertMany(*database, 2'000);
  }
  std::filesystem::resize_file(Path(), 4096);
  Result<std::unique_ptr<Database>> cut = Database::Open(Path(), WithKey(kKey));
  if (cut.ok()) {
    EXPECT_FALSE((*cut)->CheckIntegrity().ok());
  }
}

TEST_F(DatabaseFile, AStatementKeepsNoLockBehindIt) {
  auto database = OpenWithSchema(WithKey(kKey));
  ASSERT_TRUE(Insert(*database, "Tefa").ok());
  for (int i = 0; i < 3; ++i) {
    Statement half_read = database->Prepare("SELECT name FROM household");
    ASSERT_TRUE(*half_read.Step());
    EXPECT_EQ(half_read.Text(0), "Tefa");
  }
  EXPECT_TRUE(database->Execute("DROP TABLE household").ok());
}

TEST_F(DatabaseFile, AStatementForgetsItsBindings) {
  auto database = OpenWithSchema(WithKey(kKey));
  ASSERT_TRUE(Insert(*database, "Tefa", 7).ok());
  constexpr std::string_view kInsert = "INSERT INTO household (name, persons) VALUES (?, ?)";
  ASSERT_TRUE(database->Prepare(kInsert).BindText(1, "Banunaek").Run().ok());
  Statement statement = database->Prepare("SELECT persons FROM household WHERE name = 'Banunaek'");
  ASSERT_TRUE(*statement.Step());
  EXPECT_TRUE(statement.IsNull(0));
}

TEST_F(DatabaseFile, AnEmptyTextIsNotNull) {
  auto database = OpenWithSchema(WithKey(kKey));
  EXPECT_TRUE(Insert(*database, std::string_view()).ok()) << "the column is NOT NULL";
}

TEST_F(DatabaseFile, AMistakeInSqlIsTheStatementsError) {
  auto database = Open(WithKey(kKey));
  Result<bool> row = database->Prepare("SELECT nonsense").Step();
  EXPECT_EQ(row.status().code(), Code::kStorage);
  EXPECT_NE(row.status().message().find("SELECT nonsense"), std::string::npos);
}

TEST_F(DatabaseFile, NeverRepeatsItsKeyInAnError) {
  ASSERT_TRUE(Insert(*OpenWithSchema(WithKey(kKey)), "Tefa").ok());
  Status denied = Database::Open(Path(), WithKey(kOtherKey)).status();
  EXPECT_EQ(denied.message().find("5b5b"), std::string::npos) << denied.message();
}

}  // namespace
}  // namespace tilik::sqlite
