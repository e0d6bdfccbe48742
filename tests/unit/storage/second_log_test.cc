// The second log: nothing is acknowledged that is not there too, and a torn end costs nothing.
#include "tests/unit/storage/second_log_entries.h"

namespace tilik::storage {
namespace {

using merge::CreateHousehold;
using merge::RegistryInMemory;

// Restored without what followed, and the number given again: both frames lie in the file.
TEST(SecondLog, DestroysByLinkWhateverNumberItHas) {
  Folder folder;
  auto log = Must(SecondLog::Open(folder / "disk", Key()));
  const LogEntry maria = Entry(2, "tentang MARIA");
  LogEntry maria_again = maria;
  maria_again.arrival = 3;
  const LogEntry yosef = Entry(2, "tentang YOSEF");
  Must(log->Append({Entry(1, "satu"), maria}));
  Must(log->Append({yosef, maria_again}));
  const std::string before = Bytes(folder / "disk/tilik.log2");

  Must(log->Destroy({maria.link}));
  const std::string after = Bytes(folder / "disk/tilik.log2");
  ASSERT_EQ(after.size(), before.size());
  std::vector<LogEntry> entries = All(*log);
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[1].body, yosef.body);
  EXPECT_FALSE(entries[1].destroyed);
  EXPECT_TRUE(entries[2].destroyed);
  EXPECT_EQ(entries[2].body, "");
  // The frame that no number leads to any more is overwritten as well.
  const std::size_t second = FrameSize(before, 0);
  const std::size_t third = second + FrameSize(before, second);
  EXPECT_NE(before.substr(second, third - second), after.substr(second, third - second));

  Must(log->Destroy({maria.link}));
  EXPECT_EQ(Bytes(folder / "disk/tilik.log2"), after);
}

TEST(SecondLog, EveryMemberComesBackAndNothingIsReadable) {
  Folder folder;
  auto log = Must(SecondLog::Open(folder / "disk", Key()));
  Must(log->Append({Entry(1, "satu YULIANA"), Entry(2, "dua")}));
  Must(log->Append({Entry(3, "tiga")}));
  log = Must(SecondLog::Open(folder / "disk", Key()));
  std::vector<LogEntry> entries = All(*log);
  ASSERT_EQ(entries.size(), 3u);
  const LogEntry& read = entries[0];
  const LogEntry written = Entry(1, "satu YULIANA");
  EXPECT_EQ(read.time, written.time);
  EXPECT_EQ(read.epoch, written.epoch);
  EXPECT_EQ(read.chain, written.chain);
  EXPECT_EQ(read.branch, written.branch);
  EXPECT_EQ(read.seq, written.seq);
  EXPECT_EQ(read.previous, written.previous);
  EXPECT_EQ(read.link, written.link);
  EXPECT_EQ(read.body, written.body);
  EXPECT_EQ(read.body_hash, written.body_hash);
  EXPECT_EQ(read.attachments, written.attachments);
  EXPECT_EQ(read.head_signature, written.head_signature);
  EXPECT_EQ(read.observed, written.observed);
  EXPECT_EQ(read.clock_offset_ms, written.clock_offset_ms);
  EXPECT_EQ(read.merge_version, written.merge_version);
  EXPECT_EQ(read.state, written.state);
  EXPECT_EQ(All(*log, 2).size(), 2u);
  EXPECT_TRUE(All(*log, 4).empty());
  EXPECT_EQ(Bytes(folder / "disk/tilik.log2").find("YULIANA"), std::string::npos);
}

TEST(SecondLog, TornAtAnyByteItEndsAtTheLastWholeEntry) {
  Folder folder;
  std::vector<std::uint64_t> ends = {0};
  {
    auto log = Must(SecondLog::Open(folder / "disk", Key()));
    for (std::uint64_t i = 1; i <= 3; ++i) {
      Must(log->Append({Entry(i, "isi " + std::to_string(i))}));
      ends.push_back(std::filesystem::file_size(folder / "disk/tilik.log2"));
    }
  }
  const std::string whole = Bytes(folder / "disk/tilik.log2");
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    std::filesystem::remove_all(folder / "torn");
    std::filesystem::create_directory(folder / "torn");
    std::ofstream(folder / "torn/tilik.log2", std::ios::binary) << whole.substr(0, size);
    auto log = Must(SecondLog::Open(folder / "torn", Key()));
    std::size_t expected = 0;
    while (expected < 3 && ends[expected + 1] <= size) ++expected;
    ASSERT_EQ(All(*log).size(), expected) << size;
    ASSERT_EQ(std::filesystem::file_size(folder / "torn/tilik.log2"), ends[expected]);
    // It goes on as if nothing had happened, and what was torn is kept aside.
    Must(log->Append({Entry(expected + 1, "lagi")}));
    ASSERT_EQ(All(*log).size(), expected + 1);
    std::string aside = folder / "torn/tilik.log2.torn";
    ASSERT_EQ(std::filesystem::exists(aside) ? Bytes(aside).size() : 0, size - ends[expected]);
  }
}

TEST(SecondLog, ADamagedLastEntryIsCutAForeignKeyOpensNothing) {
  Folder folder;
  {
    auto log = Must(SecondLog::Open(folder / "disk", Key()));
    Must(log->Append({Entry(1, "satu")}));
    Must(log->Append({Entry(2, "dua")}));
  }
  std::string bytes = Bytes(folder / "disk/tilik.log2");
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  std::ofstream(folder / "disk/tilik.log2", std::ios::binary) << bytes;
  auto log = Must(SecondLog::Open(folder / "disk", Key()));
  EXPECT_EQ(All(*log).size(), 1u);
  EXPECT_TRUE(All(*Must(SecondLog::Open(folder / "disk", std::string(32, 'x')))).empty());
}

TEST(SecondLog, AnEntryThatWasOverruledTakesItsFollowersWithIt) {
  Folder folder;
  auto log = Must(SecondLog::Open(folder / "disk", Key()));
  Must(log->Append({Entry(1, "a"), Entry(2, "b"), Entry(3, "c")}));
  Must(log->Append({Entry(2, "other")}));
  std::vector<LogEntry> entries = All(*log);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[1].body, "other");
}

TEST(SecondLog, AReplayCutShortLeavesTheRestToBeReplayed) {
  Folder folder;
  auto log = Must(SecondLog::Open(folder / "disk", Key()));
  Must(log->Append({Entry(1, "a"), Entry(2, "b"), Entry(3, "c")}));
  Must(log->Append({Entry(1, "a"), Entry(2, "b")}));
  std::vector<LogEntry> entries = All(*log);
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[2].body, "c");
  EXPECT_EQ(All(*log, 3).size(), 1u);
}

TEST(SecondLog, TwoProcessesAppendWithoutHurtingEachOther) {
  Folder folder;
  auto one = Must(SecondLog::Open(folder / "disk", Key()));
  auto other = Must(SecondLog::Open(folder / "disk", Key()));
  Must(one->Append({Entry(1, "a")}));
  Must(other->Append({Entry(2, "b")}));
  SecondLog::Mark mark = Must(one->Append({Entry(3, "c")}));
  one->Undo(mark);
  Must(other->Append({Entry(3, "d")}));
  std::vector<LogEntry> entries = All(*other);
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[2].body, "d");
}

TEST(SecondLog, EveryCommitIsThereBeforeItIsAnswered) {
  DistrictOnDisk district(true);
  Hand office = RegistryInMemory::Account(200);
  for (std::uint8_t i = 1; i <= 5; ++i) district.Receive(office, {CreateHousehold(Id(i), {})}, i);
  auto log = Must(SecondLog::Open(district.options.second_log_directory, Key()));
  std::vector<LogEntry> entries = All(*log);
  ASSERT_EQ(entries.size(), 5u);
  EXPECT_EQ(entries[4].link, district.last.link);
  int beyond = 0;
  Must(district.store->ForEachBeyond([&](const LogEntry&) {
    ++beyond;
    return Status();
  }));
  EXPECT_EQ(beyond, 0);
}

TEST(SecondLog, WithoutItsDiskNothingIsCommitted) {
  DistrictOnDisk district(true);
  Hand office = RegistryInMemory::Account(200);
  district.Receive(office, {CreateHousehold(Id(1), {})}, 1);
  district.store.reset();
  // Another disk that is full from the first byte on.
  std::filesystem::remove(district.options.second_log_directory + "/tilik.log2");
  std::filesystem::create_symlink("/dev/full",
                                  district.options.second_log_directory + "/tilik.log2");
  Result<std::unique_ptr<SqliteRegistryStore>> store = SqliteRegistryStore::Open(district.options);
  if (store.ok()) {
    district.store = *std::move(store);
    std::unique_ptr<Writer> writer = district.Write();
    district.Receive(*writer, office, {CreateHousehold(Id(2), {})}, 2);
    EXPECT_EQ(writer->Commit().code(), Code::kUnavailable);
    writer.reset();
    EXPECT_EQ(Must(district.Read()->Count()).log_entries, 1u);
  } else {
    EXPECT_EQ(store.status().code(), Code::kUnavailable);
  }
}

TEST(SecondLog, ARestoredStoreFindsWhatItLacks) {
  DistrictOnDisk district(true);
  Hand office = RegistryInMemory::Account(200);
  district.Receive(office, {CreateHousehold(Id(1), {})}, 1);
  Must(district.store->BackUpTo(district.folder / "copy"));
  district.Receive(office, {CreateHousehold(Id(2), {})}, 2);
  district.Receive(office, {CreateHousehold(Id(3), {})}, 3);
  Link newest = district.last.link;
  district.store.reset();
  std::filesystem::remove_all(district.options.directory);
  std::filesystem::rename(district.folder / "copy", district.options.directory);
  district.store = Must(SqliteRegistryStore::Open(district.options));
  EXPECT_EQ(Must(district.Read()->Count()).log_entries, 1u);
  std::vector<LogEntry> beyond;
  Must(district.store->ForEachBeyond([&](const LogEntry& entry) {
    beyond.push_back(entry);
    return Status();
  }));
  ASSERT_EQ(beyond.size(), 2u);
  EXPECT_EQ(beyond[0].arrival, 2u);
  EXPECT_EQ(beyond[1].link, newest);
  EXPECT_FALSE(Must(district.store->SecondLogEndsHere())) << "not before they are merged again";
}

TEST(SecondLog, OfAnotherFutureContinuesNothing) {
  DistrictOnDisk district(true);
  Hand office = RegistryInMemory::Account(200);
  district.Receive(office, {CreateHousehold(Id(1), {})}, 1);
  EXPECT_TRUE(Must(district.store->SecondLogEndsHere()));
  Must(district.store->BackUpTo(district.folder / "copy"));
  Hand lost = office;
  district.Receive(lost, {CreateHousehold(Id(2), {})}, 2);
  district.Receive(lost, {CreateHousehold(Id(3), {})}, 3);
  district.store.reset();
  // Restored without its second log, the district went on.
  std::filesystem::remove_all(district.options.directory);
  std::filesystem::rename(district.folder / "copy", district.options.directory);
  SqliteOptions alone = district.options;
  alone.second_log_directory.clear();
  district.store = Must(SqliteRegistryStore::Open(alone));
  Hand other = RegistryInMemory::Account(201);
  district.Receive(other, {CreateHousehold(Id(4), {})}, 2);
  district.store.reset();
  district.store = Must(SqliteRegistryStore::Open(district.options));
  int beyond = 0;
  Status status = district.store->ForEachBeyond([&](const LogEntry&) {
    ++beyond;
    return Status();
  });
  EXPECT_EQ(status.code(), Code::kConflict);
  EXPECT_EQ(beyond, 0);
  EXPECT_FALSE(Must(district.store->SecondLogEndsHere()));
}

}  // namespace
}  // namespace tilik::storage
