// A district in a temporary folder, and beside it the same district as it would be if everything
// fit into one working set. Every set is merged twice: from what the store loads, and in memory,
// where nothing needs loading. They must agree at all times.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "proto/contract/change_set.h"
#include "sync-server/merge/signals.h"
#include "sync-server/storage/deed_table.h"
#include "sync-server/storage/sqlite_store.h"
#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::storage {

using merge::Hand;
using merge::Id;

// A folder that goes away with its test; in memory where the platform has such a place, for these
// tests sync often.
class Folder {
 public:
  Folder() : path_(std::filesystem::exists("/dev/shm") ? "/dev/shm" : "/tmp") {
    path_ += "/tilik-storage-XXXXXX";
    EXPECT_NE(::mkdtemp(path_.data()), nullptr);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline std::string Key() { return std::string(32, '\x5a'); }

inline District Founded() {
  District district;
  district.code = 5302;
  district.name = "Timor Tengah Selatan";
  district.public_key.data()[0] = 7;
  return district;
}

template <typename T>
T Must(Result<T> result) {
  EXPECT_TRUE(result.ok()) << result.status().message();
  return *std::move(result);
}

// The facts whose deeds each group holds, in its order.
template <typename Key>
std::map<Key, std::vector<merge::FactId>> FactsOf(
    const std::map<Key, merge::DeedBook::Group>& groups) {
  std::map<Key, std::vector<merge::FactId>> facts;
  for (const auto& [key, group] : groups) {
    for (const merge::Deed* deed : group) facts[key].push_back(deed->id);
  }
  return facts;
}

inline void Must(const Status& status) { ASSERT_TRUE(status.ok()) << status.message(); }

class DistrictOnDisk {
 public:
  explicit DistrictOnDisk(bool second_log = false) {
    options.directory = folder / "data";
    options.key = Key();
    if (second_log) options.second_log_directory = folder / "other-disk";
    store = Must(SqliteRegistryStore::Create(options, Founded()));
  }
  explicit DistrictOnDisk(const SqliteOptions& given) : options(given) {
    store = Must(SqliteRegistryStore::Create(options, Founded()));
  }

  // Nothing of the process survives, everything of the disk does.
  void Reopen() {
    store.reset();
    store = Must(SqliteRegistryStore::Open(options));
  }

  std::unique_ptr<Writer> Write() { return Must(store->BeginWrite()); }
  std::unique_ptr<Reader> Read() { return Must(store->BeginRead()); }

  static ChainRow ChainOf(const Hand& hand) {
    ChainRow chain;
    chain.kind = hand.account ? ChainKind::kAccount : ChainKind::kEnrolment;
    chain.state.chain = hand.chain;
    chain.state.branches.emplace_back();
    chain.person = hand.name.empty() ? "Yosefina Nabu" : hand.name;
    chain.device = "Redmi 9A";
    chain.assignment = hand.villages;
    return chain;
  }

  LogEntry EntryFor(Writer& writer, const Hand& hand, std::vector<v1::Operation> operations,
                    std::int64_t observed) {
    v1::ChangeSet set = around;
    set.set_salt(std::string(16, static_cast<char>(hand.seq)));
    set.set_seq(hand.seq);
    for (v1::Operation& operation : operations) *set.add_operations() = std::move(operation);
    SealedSet sealed = Seal(hand.chain, last_link[hand.chain], set);
    LogEntry entry;
    entry.arrival = Must(writer.NextArrival());
    entry.time.ms = 1'000'000'000 + static_cast<std::int64_t>(entry.arrival);
    entry.epoch = 1;
    entry.chain = hand.chain;
    entry.seq = hand.seq;
    entry.previous = sealed.previous;
    entry.link = sealed.link;
    entry.body_hash = HashOf(sealed.body);
    entry.body = sealed.body;
    entry.head_link = sealed.link;
    entry.head_signature.data()[5] = 5;
    entry.observed.ms = observed * 60'000;
    entry.merge_version = 1;
    last_link[hand.chain] = sealed.link;
    return entry;
  }

  // One set of `hand` as far as Save; the caller commits.
  merge::Delta Receive(Writer& writer, Hand& hand, std::vector<v1::Operation> operations,
                       std::int64_t observed, bool quarantined = false) {
    ++hand.seq;
    if (!Must(writer.LoadChain(hand.chain)).has_value()) Must(writer.SaveChain(ChainOf(hand)));
    LogEntry entry = EntryFor(writer, hand, std::move(operations), observed);
    Must(writer.AppendLog(entry));
    v1::ChangeSet set;
    EXPECT_TRUE(set.ParseFromString(entry.body));
    merge::SetContext context;
    context.chain = hand.chain;
    context.seq = hand.seq;
    if (hand.seq > 1) context.ancestry = {{0, hand.seq - 1}};
    context.link = entry.link;
    context.arrival = entry.arrival;
    context.arrived = entry.time;
    context.observed = entry.observed;
    context.account = hand.account;
    context.assignment = hand.villages;
    context.quarantined = quarantined;
    context.epoch = 1;
    context.highest_receipted = hand.receipted;
    context.person = hand.name;
    const Codebooks& codebooks = Codebooks::BuiltIn();
    merge::WorkingSet loaded;
    merge::Keys asked;
    const auto load = [&](const merge::Keys& keys) { return writer.Load(keys, loaded); };
    Must(merge::LoadFor(codebooks, context, set, load, loaded, asked));
    merge::Delta delta = merge::Merge(codebooks, context, set, loaded);
    Must(merge::SearchDuplicates(context, load, loaded, delta));
    Must(merge::SearchSignals(codebooks, context, set, load, loaded, delta));
    Must(writer.Save(delta, loaded, entry));
    merge::Delta in_memory = merge::Merge(codebooks, context, set, memory);
    const auto all_is_there = [](const merge::Keys&) { return Status(); };
    Must(merge::SearchDuplicates(context, all_is_there, memory, in_memory));
    Must(merge::SearchSignals(codebooks, context, set, all_is_there, memory, in_memory));
    last = entry;
    return delta;
  }

  merge::Delta Receive(Hand& hand, std::vector<v1::Operation> operations, std::int64_t observed,
                       bool quarantined = false) {
    std::unique_ptr<Writer> writer = Write();
    merge::Delta delta = Receive(*writer, hand, std::move(operations), observed, quarantined);
    Must(writer->Commit());
    return delta;
  }

  // Everything the store has is what memory has.
  void ExpectAsInMemory() {
    std::unique_ptr<Reader> reader = Read();
    for (const auto& [id, record] : memory.records) {
      std::optional<merge::RecordState> stored = Must(reader->Record(id));
      ASSERT_TRUE(stored.has_value()) << ToUuidText(id);
      EXPECT_TRUE(*stored == record) << ToUuidText(id);
    }
    for (const auto& [number, file] : memory.cases) {
      std::optional<merge::CaseFile> stored = Must(reader->Case(number));
      ASSERT_TRUE(stored.has_value()) << number;
      EXPECT_TRUE(*stored == file) << "case " << number << ": " << file.why;
    }
    ExpectPeopleAsInMemory();
    ExpectDeedsAsInMemory();
    for (const auto& [id, line] : memory.lines) {
      std::optional<merge::LineState> stored = Must(reader->Line(id));
      ASSERT_TRUE(stored.has_value());
      EXPECT_TRUE(*stored == line);
    }
    for (const auto& [id, fact] : memory.facts) {
      if (fact.record.none()) continue;
      std::vector<merge::FactRow> facts = Must(reader->FactsOf(fact.record));
      auto stored =
          std::find_if(facts.begin(), facts.end(),
                       [sought = fact.id](const merge::FactRow& row) { return row.id == sought; });
      ASSERT_TRUE(stored != facts.end());
      EXPECT_TRUE(stored->origin == fact.origin);
      EXPECT_EQ(stored->retracted, fact.retracted);
      EXPECT_EQ(stored->village, fact.village);
      EXPECT_EQ(stored->operation.SerializeAsString(), fact.operation.SerializeAsString());
    }
    Reader::Counts counts = Must(reader->Count());
    EXPECT_EQ(counts.held, memory.held.size());
    EXPECT_EQ(counts.open_cases, memory.open_cases.size());
  }

  // By what people are compared and found.
  void ExpectPeopleAsInMemory() {
    merge::Keys keys;
    for (const auto& [id, profile] : memory.profiles) keys.profiles.insert(id);
    for (const auto& [key, block] : memory.blocks) keys.blocks.insert(key);
    merge::WorkingSet stored;
    Must(Write()->Load(keys, stored));
    for (const auto& [id, profile] : memory.profiles) {
      EXPECT_TRUE(stored.profiles.at(id) == profile) << profile.name;
    }
    for (const auto& [key, block] : memory.blocks) {
      EXPECT_TRUE(stored.blocks.at(key) == block) << key;
    }
  }

  // What signals are found in, group by group.
  void ExpectDeedsAsInMemory() {
    merge::Keys keys;
    for (const auto& [id, deed] : memory.deeds.deeds) keys.deeds.insert(id);
    for (const auto& [day, group] : memory.deeds.of_day) keys.deeds_of_day.insert(day);
    for (const auto& [id, group] : memory.deeds.of_household) keys.deeds_of_household.insert(id);
    for (const auto& [photo, group] : memory.deeds.with_photo) keys.deeds_with_photo.insert(photo);
    merge::WorkingSet stored;
    Must(Write()->Load(keys, stored));
    ASSERT_EQ(stored.deeds.deeds.size(), memory.deeds.deeds.size());
    for (const auto& [id, deed] : memory.deeds.deeds) {
      const merge::Deed& read = stored.deeds.deeds.at(id);
      EXPECT_TRUE(read.origin == deed.origin);
      EXPECT_EQ(read.arrival, deed.arrival);
      EXPECT_EQ(read.day, deed.day);
      EXPECT_EQ(read.household, deed.household);
      EXPECT_EQ(PackDeed(read), PackDeed(deed));
    }
    EXPECT_EQ(FactsOf(stored.deeds.of_day), FactsOf(memory.deeds.of_day));
    EXPECT_EQ(FactsOf(stored.deeds.of_household), FactsOf(memory.deeds.of_household));
    EXPECT_EQ(FactsOf(stored.deeds.with_photo), FactsOf(memory.deeds.with_photo));
  }

  Folder folder;
  // What the next sets say beside their operations: place, clock, photos.
  v1::ChangeSet around;
  SqliteOptions options;
  std::unique_ptr<SqliteRegistryStore> store;
  merge::WorkingSet memory;
  std::map<ChainId, Link> last_link;
  LogEntry last;
};

}  // namespace tilik::storage
