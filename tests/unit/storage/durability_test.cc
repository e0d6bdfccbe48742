// What was committed is there, what was not leaves nothing, and nobody reads the file without the
// key.
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {
namespace {

using merge::CreateHousehold;
using merge::Edit;
using merge::kFatumnasi;
using merge::RegistryInMemory;

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

TEST(Durability, SavedButNotCommittedLeavesNothing) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  {
    std::unique_ptr<Writer> writer = district.Write();
    district.Receive(*writer, office,
                     {CreateHousehold(Id(1), {{field::kHeadName, std::string("Yuliana")}})}, 1);
  }
  std::unique_ptr<Reader> reader = district.Read();
  Reader::Counts counts = Must(reader->Count());
  EXPECT_EQ(counts.log_entries + counts.households + counts.open_cases, 0u);
  EXPECT_TRUE(Must(reader->Chains()).empty());
  EXPECT_TRUE(Must(reader->Feed(kFatumnasi, 0, 1000)).rows.empty());
  EXPECT_TRUE(Must(reader->FindRecords("Yuliana", 5)).empty());
}

// The child dies between Save and Commit, and once more right after Commit.
TEST(Durability, AProcessKilledBeforeCommitLeavesNothingAfterItEverything) {
  DistrictOnDisk district;
  district.store.reset();
  for (bool commits : {false, true}) {
    pid_t child = ::fork();
    if (child == 0) {
      district.store = *SqliteRegistryStore::Open(district.options);
      Hand office = RegistryInMemory::Account(200);
      std::unique_ptr<Writer> writer = district.Write();
      district.Receive(*writer, office, {CreateHousehold(Id(1), {})}, 1);
      if (commits) Must(writer->Commit());
      ::kill(::getpid(), SIGKILL);
    }
    int how = 0;
    ASSERT_EQ(::waitpid(child, &how, 0), child);
    ASSERT_TRUE(WIFSIGNALED(how));
    district.store = Must(SqliteRegistryStore::Open(district.options));
    EXPECT_EQ(Must(district.Read()->Count()).households, commits ? 1u : 0u);
    Must(district.store->CheckIntegrity());
    district.store.reset();
  }
}

TEST(Durability, TwoProcessesWriteInTurn) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  district.Receive(office, {CreateHousehold(Id(1), {})}, 1);
  district.store.reset();
  constexpr int kEach = 25;
  std::vector<pid_t> children;
  for (std::uint8_t child = 0; child < 2; ++child) {
    children.push_back(::fork());
    if (children.back() != 0) continue;
    DistrictOnDisk* mine = &district;
    mine->store = *SqliteRegistryStore::Open(district.options);
    Hand officer = RegistryInMemory::Officer(static_cast<std::uint8_t>(10 + child));
    for (int i = 0; i < kEach; ++i) {
      mine->Receive(
          officer,
          {Edit(Id(1), 1, {{field::kSls, std::to_string(child) + "." + std::to_string(i)}})},
          i + 2);
    }
    mine->store.reset();
    ::_exit(testing::Test::HasFailure() ? 1 : 0);
  }
  for (pid_t child : children) {
    int how = 0;
    ASSERT_EQ(::waitpid(child, &how, 0), child);
    EXPECT_TRUE(WIFEXITED(how) && WEXITSTATUS(how) == 0);
  }
  district.store = Must(SqliteRegistryStore::Open(district.options));
  std::uint64_t expected = 1;
  std::map<ChainId, std::uint64_t> seqs;
  Must(district.Read()->ForEachLogEntry(1, [&](const LogEntry& entry) {
    EXPECT_EQ(entry.arrival, expected++);
    EXPECT_EQ(entry.seq, ++seqs[entry.chain]);
    return Status();
  }));
  EXPECT_EQ(expected, 2u + 2 * kEach);
  EXPECT_EQ(Must(district.Read()->History(Id(1))).size(), 1u + 2 * kEach);
  Must(district.store->CheckIntegrity());
}

TEST(Durability, TheFileShowsNoName) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  district.Receive(
      office, {CreateHousehold(Id(1), {{field::kHeadName, std::string("YULIANA TEFA NABUASA")}})},
      1);
  std::string bytes = Contents(district.options.directory + "/registry.db") +
                      Contents(district.options.directory + "/registry.db-wal");
  ASSERT_GT(bytes.size(), 8192u);
  for (const char* plain :
       {"YULIANA", "yuliana", "SQLite format", "CREATE TABLE", "Timor Tengah"}) {
    EXPECT_EQ(bytes.find(plain), std::string::npos) << plain;
  }
}

TEST(Durability, AWrongKeyIsSaidSo) {
  DistrictOnDisk district;
  district.store.reset();
  SqliteOptions wrong = district.options;
  wrong.key = std::string(32, 'w');
  EXPECT_EQ(SqliteRegistryStore::Open(wrong).status().code(), Code::kDenied);
  EXPECT_EQ(SqliteRegistryStore::Create(district.options, Founded()).status().code(),
            Code::kConflict);
  SqliteOptions elsewhere = district.options;
  elsewhere.directory = district.folder / "nothing-here";
  EXPECT_EQ(SqliteRegistryStore::Open(elsewhere).status().code(), Code::kNotFound);
}

TEST(Durability, ADamagedPageIsFoundAndNamed) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  for (int i = 1; i <= 60; ++i) {
    district.Receive(office,
                     {CreateHousehold(Id(static_cast<std::uint8_t>(i)),
                                      {{field::kAddress, std::string(900, 'a')}})},
                     i);
  }
  district.store.reset();
  std::string path = district.options.directory + "/registry.db";
  std::uintmax_t size = std::filesystem::file_size(path);
  int noticed = 0;
  int damaged = 0;
  for (std::uintmax_t page = 2; page * 4096 + 2000 < size; page += 7) {
    char was = 0;
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(page * 4096 + 1000));
    file.get(was);
    file.seekp(static_cast<std::streamoff>(page * 4096 + 1000));
    file.put(static_cast<char>(was ^ 0x40));
    file.close();
    ++damaged;
    Result<std::unique_ptr<SqliteRegistryStore>> store =
        SqliteRegistryStore::Open(district.options);
    Status checked = store.ok() ? (*store)->CheckIntegrity() : store.status();
    if (!checked.ok() && !checked.message().empty()) ++noticed;
    if (store.ok()) store->reset();
    std::fstream mend(path, std::ios::binary | std::ios::in | std::ios::out);
    mend.seekp(static_cast<std::streamoff>(page * 4096 + 1000));
    mend.put(was);
  }
  EXPECT_GT(damaged, 5);
  EXPECT_EQ(noticed, damaged) << "every page carries its own seal";
  Must(Must(SqliteRegistryStore::Open(district.options))->CheckIntegrity());
}

TEST(Durability, ASecondWriterWaitsForTheFirst) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  SqliteOptions impatient = district.options;
  impatient.busy_timeout_ms = 50;
  auto beside = Must(SqliteRegistryStore::Open(impatient));
  std::unique_ptr<Writer> writer = district.Write();
  EXPECT_EQ(beside->BeginWrite().status().code(), Code::kConflict);
  district.Receive(*writer, office, {CreateHousehold(Id(1), {})}, 1);
  Must(writer->Commit());
  writer.reset();
  EXPECT_TRUE(beside->BeginWrite().ok());
  EXPECT_EQ(Must(Must(beside->BeginRead())->Count()).households, 1u);
}

TEST(Durability, AnotherDiskMayBeGivenByName) {
  District founded = Founded();
  SqliteOptions options;
  options.directory = "/a-simulated-disk";
  options.vfs = "memdb";
  auto store = Must(SqliteRegistryStore::Create(options, founded));
  std::unique_ptr<Writer> writer = Must(store->BeginWrite());
  Hand office = RegistryInMemory::Account(200);
  Must(writer->SaveChain(DistrictOnDisk::ChainOf(office)));
  Must(writer->Commit());
  writer.reset();
  EXPECT_EQ(Must(Must(store->BeginRead())->Chains()).size(), 1u);
}

}  // namespace
}  // namespace tilik::storage
