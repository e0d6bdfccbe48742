// One district in memory: its office, its phones, its accounts, the ministry's file, and the model
// that watches. A plain struct; what people do to it stands in field_work.cc and office_work.cc.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/chance.h"
#include "tests/simulation/office.h"
#include "tests/simulation/phone.h"
#include "tests/simulation/reference_model.h"

namespace tilik::simulation {

// A console account: a chain of its own, another one in every epoch.
struct Account {
  ChainId chain;
  std::uint64_t seq = 0;
  Link head;
  SavedPtr last;
};

// One row of the ministry's file.
struct FileRow {
  std::string key;
  v1::RecordKind kind = v1::RECORD_KIND_UNSPECIFIED;
  std::string parent;
  Answers answers;  // without parent and village
};

// What an importer remembers of its own last file.
struct Imported {
  RecordId record;
  Answers answers;
};

// A supervisor has looked at a case and will decide by what he saw.
struct CaseLook {
  Decide decide;
  v1::Decide wire;
  std::size_t account = 0;
};
struct MergeLook {
  MergeRecords merge;
  v1::MergeRecords wire;
};

struct DanomLine {
  LineId id;
  RecordId recipient;
  std::uint64_t village = 0;
  std::int64_t entitled = 0;
  bool defined = false;
};

// An officer at work: a form, and what he has typed so far.
struct Desk {
  Form form;
  std::map<RecordId, Answers> typed;
};

// All that a backup of the server keeps.
struct Backup {
  Office office;
  ReferenceModel model;
  std::map<std::string, Imported> imported;
  std::vector<DanomLine> lines;
};

struct World {
  World(const Codebooks& books, std::uint64_t seed)
      : codebooks(books), chance(seed), ids(chance), office(books), model(books) {}
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  const Codebooks& codebooks;
  Chance chance;
  IdMaker ids;
  Instant now{1'767'225'600'000};  // 2026-01-01
  std::uint64_t last_epoch = 1;
  SetNumber last_set = 0;
  std::map<Link, SetNumber> number_of;

  Office office;
  ReferenceModel model;
  std::vector<std::uint64_t> villages;
  std::vector<Phone> phones;
  std::vector<std::optional<Desk>> desks;
  std::vector<Account> supervisors;
  Account importer;
  std::vector<FileRow> file;  // the newest of the ministry
  std::vector<FileRow> first_file;
  std::map<std::string, Imported> imported;
  std::vector<DanomLine> lines;
  std::vector<CaseLook> case_looks;
  std::vector<MergeLook> merge_looks;
  std::vector<Backup> backups;
  bool ever_restored = false;
  // How often something worth seeing was seen, by name.
  std::map<std::string, std::uint64_t> sightings;

  void See(const std::string& what) { ++sightings[what]; }
  ChainId NewChain();
  merge::FactId FactOf(DeedId deed) const;
  DeedId DeedOf(const merge::FactId& fact) const;

  // Makes a set of an account and merges it at once.
  void Decree(Account& account, std::vector<v1::Operation> operations, std::vector<Deed> deeds,
              std::optional<Instant> as_of = std::nullopt);
  // Carries sets [first, first + count) of a phone to the office; the phone learns of it when
  // `answered`.
  void Carry(Phone& phone, std::uint64_t first, std::uint64_t count, bool answered);
  void CarryWhole(Phone& phone, std::uint64_t first, std::uint64_t count, bool answered);
  // What must be believed of the moment a set was observed (protocol.md §2, Clock readings).
  Instant Believed(const OwnSet& set, bool session_known, Instant opened) const;
};

}  // namespace tilik::simulation
