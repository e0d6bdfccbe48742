// The log: what was received comes back to the byte, in order, under a running hash.
#include "sync-server/storage/log_table.h"
#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {
namespace {

using merge::CreateHousehold;
using merge::kFatumnasi;
using merge::RegistryInMemory;

void ExpectSame(const LogEntry& a, const LogEntry& b) {
  EXPECT_EQ(a.arrival, b.arrival);
  EXPECT_EQ(a.time, b.time);
  EXPECT_EQ(a.epoch, b.epoch);
  EXPECT_EQ(a.chain, b.chain);
  EXPECT_EQ(a.branch, b.branch);
  EXPECT_EQ(a.seq, b.seq);
  EXPECT_EQ(a.previous, b.previous);
  EXPECT_EQ(a.link, b.link);
  EXPECT_EQ(a.body_hash, b.body_hash);
  EXPECT_EQ(a.body, b.body);
  EXPECT_EQ(a.attachments, b.attachments);
  EXPECT_EQ(a.head_signature, b.head_signature);
  EXPECT_EQ(a.head_link, b.head_link);
  EXPECT_EQ(a.observed, b.observed);
  EXPECT_EQ(a.clock_offset_ms, b.clock_offset_ms);
  EXPECT_EQ(a.merge_version, b.merge_version);
  EXPECT_EQ(a.state, b.state);
}

// An entry with every member set, as no merge would make it.
LogEntry Unusual(DistrictOnDisk& district, Writer& writer, Hand& hand, std::string body) {
  ++hand.seq;
  if (!Must(writer.LoadChain(hand.chain)).has_value())
    Must(writer.SaveChain(district.ChainOf(hand)));
  LogEntry entry = district.EntryFor(writer, hand, {}, 77);
  entry.body = std::move(body);
  entry.body_hash = HashOf(entry.body);
  entry.link = LinkOf(entry.chain, entry.seq, entry.previous, entry.body_hash);
  entry.branch = 2;
  entry.clock_offset_ms = -4'000;
  entry.state = LogEntry::State::kUnreadable;
  entry.attachments = {HashOf("foto rumah"), HashOf("foto KTP")};
  return entry;
}

TEST(Log, EveryMemberOfAnEntryComesBack) {
  DistrictOnDisk district;
  Hand ina = RegistryInMemory::Officer(10);
  std::string bodies[] = {"", "\x01\x02", std::string(20'000, 'x'), std::string("\0\xff", 2)};
  std::vector<LogEntry> written;
  {
    std::unique_ptr<Writer> writer = district.Write();
    for (const std::string& body : bodies) {
      written.push_back(Unusual(district, *writer, ina, body));
      Must(writer->AppendLog(written.back()));
    }
    ExpectSame(Must(writer->EntryByLink(ina.chain, written[1].link)).value(), written[1]);
    ExpectSame(Must(writer->EntryBySeq(ina.chain, 2, 3)).value(), written[2]);
    ExpectSame(Must(writer->EntryOf(written[0].link)).value(), written[0]);
    EXPECT_FALSE(Must(writer->EntryBySeq(ina.chain, 0, 3)).has_value());
    EXPECT_FALSE(
        Must(writer->EntryByLink(RegistryInMemory::Officer(9).chain, written[1].link)).has_value());
    auto links = writer->links().LinksAt(ina.chain, 4);
    ASSERT_EQ(links.size(), 1u);
    EXPECT_EQ(links[0].link, written[3].link);
    EXPECT_EQ(links[0].branch, 2u);
    Must(writer->SetLogState(2, LogEntry::State::kMerged, Instant{99}));
    Must(writer->SetLogBranch(2, 1));
    EXPECT_EQ(writer->SetLogState(9, LogEntry::State::kMerged, Instant{99}).code(),
              Code::kNotFound);
    written[1].state = LogEntry::State::kMerged;
    written[1].observed.ms = 99;
    written[1].branch = 1;
    Must(writer->Commit());
  }
  district.Reopen();
  std::size_t at = 0;
  Must(district.Read()->ForEachLogEntry(1, [&](const LogEntry& entry) {
    ExpectSame(entry, written.at(at++));
    return Status();
  }));
  EXPECT_EQ(at, written.size());
  at = 2;
  Must(district.Read()->ForEachLogEntry(3, [&](const LogEntry& entry) {
    ExpectSame(entry, written.at(at++));
    return Status();
  }));
}

TEST(Log, ItsHeadIsTheHashOfLinksAndNoValues) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  EXPECT_EQ(Must(district.Read()->Head()).hash(), std::string(32, '\0'));
  district.Receive(office, {CreateHousehold(Id(1), {})}, 1);
  LogEntry first = district.last;
  district.Receive(office, {CreateHousehold(Id(2), {})}, 2);
  LogEntry second = district.last;

  // The formula once more, by hand.
  auto step = [](const std::string& before, const LogEntry& entry) {
    auto number = [](std::uint64_t value) {
      std::string bytes;
      for (int i = 7; i >= 0; --i) bytes += static_cast<char>(value >> (8 * i));
      return bytes;
    };
    return HashOf(std::string("tilik/log/1\0", 12) + before + number(entry.arrival) +
                  number(static_cast<std::uint64_t>(entry.time.ms)) + entry.chain.str() +
                  number(entry.seq) + entry.link.str() + entry.body_hash.str())
        .str();
  };
  std::string expected = step(std::string(32, '\0'), first);
  EXPECT_EQ(Must(district.Read()->HeadAt(1)).hash(), expected);
  expected = step(expected, second);
  v1::LogHead head = Must(district.Read()->Head());
  EXPECT_EQ(head.count(), 2u);
  EXPECT_EQ(head.epoch(), 1u);
  EXPECT_EQ(head.hash(), expected);
  EXPECT_EQ(district.Read()->HeadAt(3).status().code(), Code::kNotFound);
}

TEST(Log, ArrivalsHaveNoGapsWhateverIsGivenUp) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  {
    std::unique_ptr<Writer> writer = district.Write();
    district.Receive(*writer, office, {CreateHousehold(Id(1), {})}, 1);
    EXPECT_EQ(Must(writer->NextArrival()), 2u);
  }
  Hand again = RegistryInMemory::Account(200);
  district.last_link.clear();
  district.Receive(again, {CreateHousehold(Id(1), {})}, 1);
  EXPECT_EQ(district.last.arrival, 1u);
}

TEST(Log, ADamagedBodyIsNamedAndNothingCrashes) {
  DistrictOnDisk district;
  Hand beni = RegistryInMemory::Officer(11);
  district.Receive(beni, {merge::Edit(Id(1), 1, {{field::kSls, std::string("RT 9")}})}, 3);
  district.store.reset();
  {
    sqlite::OpenOptions open;
    open.key = Key();
    auto database = Must(sqlite::Database::Open(district.options.directory + "/registry.db", open));
    Must(database->Execute("UPDATE change_set SET body = x'ffff', packing = 0"));
  }
  district.store = Must(SqliteRegistryStore::Open(district.options));
  std::unique_ptr<Writer> writer = district.Write();
  merge::Keys keys;
  keys.records.insert(Id(1));
  merge::WorkingSet into;
  Status loaded = writer->Load(keys, into);
  EXPECT_EQ(loaded.code(), Code::kCorrupt);
  EXPECT_THAT(loaded.message(), testing::HasSubstr("log entry 1"));
  EXPECT_EQ(writer->Commit().code(), Code::kCorrupt) << "nothing is built on what cannot be read";
}

// protocol.md §3.7: held and merged after the upgrade.
TEST(Log, WhatOnlyANewerProgramCanReadIsHeldAsItCame) {
  DistrictOnDisk district;
  Hand beni = RegistryInMemory::Officer(11);
  merge::Keys keys;
  {
    std::unique_ptr<Writer> writer = district.Write();
    LogEntry entry = Unusual(district, *writer, beni, "\xff\xff not protobuf");
    Must(writer->AppendLog(entry));
    merge::SetContext context;
    context.chain = entry.chain;
    context.link = entry.link;
    context.assignment = {kFatumnasi};
    merge::WorkingSet loaded;
    merge::Delta delta = merge::HoldWhole(context, merge::HeldBecause::kNewerVersion, 1, loaded);
    ASSERT_EQ(delta.held_added.size(), 1u);
    Must(writer->Save(delta, loaded, entry));
    Must(writer->Commit());
    keys.facts = delta.held_added;
  }
  district.Reopen();
  std::unique_ptr<Writer> writer = district.Write();
  merge::WorkingSet loaded;
  Must(writer->Load(keys, loaded));
  ASSERT_EQ(loaded.held.size(), 1u);
  EXPECT_EQ(loaded.held.begin()->second.because, merge::HeldBecause::kNewerVersion);
  EXPECT_EQ(loaded.held_contexts.begin()->second.assignment, std::set<std::uint64_t>{kFatumnasi});
  EXPECT_EQ(loaded.held_operations.begin()->second.kind_case(), v1::Operation::KIND_NOT_SET);
}

TEST(Log, ADamagedRecordIsNamed) {
  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  district.Receive(office, {CreateHousehold(Id(1), {})}, 1);
  district.store.reset();
  {
    sqlite::OpenOptions open;
    open.key = Key();
    auto database = Must(sqlite::Database::Open(district.options.directory + "/registry.db", open));
    Must(database->Execute("UPDATE record SET state = x'0105'"));
  }
  district.store = Must(SqliteRegistryStore::Open(district.options));
  Result<std::optional<merge::RecordState>> read = district.Read()->Record(Id(1));
  EXPECT_EQ(read.status().code(), Code::kCorrupt);
  EXPECT_THAT(read.status().message(), testing::HasSubstr(ToUuidText(Id(1))));
}

}  // namespace
}  // namespace tilik::storage
