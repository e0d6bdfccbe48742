// One district in memory: its office, its phones, its accounts, the ministry's file, the couriers
// on the road, and the model that watches. A plain struct; what people do to it stands in
// field_work.cc, courier_work.cc and office_work.cc.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/chance.h"
#include "tests/simulation/office.h"
#include "tests/simulation/phone.h"
#include "tests/simulation/reference_model.h"

namespace tilik::simulation {

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
  std::string account;
};
struct MergeLook {
  MergeRecords merge;
  v1::MergeRecords wire;
};

// A decision that removes somebody or parts two records, until a second account signs (or refuses)
// it.
struct Unsigned {
  Link link;
  Deed deed;
  std::string account;
};

struct DanomLine {
  LineId id;
  RecordId recipient;
  std::uint64_t village = 0;
  std::int64_t entitled = 0;
  bool defined = false;
};

// When a session was opened, and what was then true of the phone's clocks.
struct SessionStory {
  Instant opened;
  std::int64_t skew_ms = 0;
  std::uint64_t boot = 0;
};
using SessionName = std::pair<std::uint64_t, std::uint64_t>;  // epoch, number

// What a phone saved, as it will be told to the model when it arrives.
struct FieldStory {
  SavedPtr saved;
  ClockStory clock;
};

// What an account decreed.
struct DecreeStory {
  std::vector<Deed> deeds;
  Instant observed;
};

// A file on the road, or a request that a line delivers late.
struct Parcel {
  enum class Kind : std::uint8_t { kBundle, kReply, kStrayRequest };
  Kind kind = Kind::kBundle;
  std::string bytes;
  std::size_t phone = 0;      // kReply
  Shown shown;                // kReply
  std::uint64_t epoch = 0;    // kReply
  std::string method, token;  // kStrayRequest
};

// All that a backup of the server keeps.
struct Backup {
  std::string registry;
  ReferenceModel model;
  std::map<std::string, Imported> imported;
  std::vector<DanomLine> lines;
  std::set<SessionName> known_sessions;
  std::set<Link> acknowledged;
};

inline constexpr std::size_t kMostPhones = 20;
inline constexpr Instant kBegins{1'767'225'600'000};  // 2026-01-01

struct World {
  World(const Codebooks& books, std::uint64_t seed)
      : codebooks(books), chance(seed), ids(chance), office(books, chance, now), model(books) {}
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  const Codebooks& codebooks;
  Chance chance;
  IdMaker ids;
  Instant now = kBegins;
  SetNumber last_set = 0;
  std::map<Link, SetNumber> number_of;

  Office office;
  ReferenceModel model;
  std::vector<std::uint64_t> villages;
  std::vector<std::unique_ptr<Phone>> phones;
  std::vector<FileRow> file;  // the newest of the ministry
  std::vector<FileRow> first_file;
  std::map<std::string, Imported> imported;
  std::vector<DanomLine> lines;
  std::vector<CaseLook> case_looks;
  std::vector<MergeLook> merge_looks;
  std::vector<Unsigned> unsigned_sets;
  std::vector<Parcel> parcels;
  std::vector<Backup> backups;

  std::map<Link, FieldStory> field_stories;
  std::map<Link, DecreeStory> decrees;
  std::map<SessionName, SessionStory> sessions;
  std::set<SessionName> known_sessions;  // to the office
  std::map<ChainId, Instant> issued;     // certificates
  std::map<ChainId, SavedPtr> accounts;  // the newest of each account's chain
  std::uint64_t heard = 0;               // arrivals that the model was told of
  // Sets for which a receipt was signed, as far as the server's backups go back.
  std::set<Link> acknowledged;
  // Sets that were in the log at some time.
  std::set<Link> arrived_once;
  // Sets in the newest copy, and those that were in two copies made one after the other: their
  // phones may let go of them (protocol.md §3.6).
  std::set<Link> newest_copy, copied_twice;
  // How hostile lines and disks are, drawn from the seed.
  unsigned bad_line_percent = 0;
  unsigned bad_disk_percent = 0;
  std::uint32_t push_sets = 0;  // at most in one request; 0: as the server says
  std::uint32_t pull_bytes = 0;
  std::uint64_t faults = 0;
  // Over all lines, both ways.
  std::uint64_t calls = 0;
  std::uint64_t bytes = 0;
  // What should not be, found while something was done.
  std::optional<std::string> broken;
  // How often something worth seeing was seen, by name.
  std::map<std::string, std::uint64_t> sightings;

  void See(const std::string& what) { ++sightings[what]; }
  void Break(const std::string& words) {
    if (!broken) broken = words;
  }
  // Names what is worth seeing of a set that is about to arrive, or has.
  void NoteArriving(const Saved& saved, const ClockStory* clock);
  void NoteArrived(const Saved& saved);
  merge::FactId FactOf(DeedId deed) const;
  DeedId DeedOf(const merge::FactId& fact) const;

  // Makes a set of an account and merges it at once. Nothing: it could not be kept.
  std::optional<Link> Decree(const std::string& account, std::vector<v1::Operation> operations,
                             std::vector<Deed> deeds, std::optional<Instant> as_of = std::nullopt);
  // Tells the model what the log has beyond what it was told of.
  void HearLog();
  // The server stopped: starts it again, tells the model what it kept.
  void MendOffice();
  // The phone stopped, or its disk is full: it is mended, and what it kept is looked at.
  void MendPhone(Phone& phone);
  // What the officer saved, or found in his phone's log.
  void NoteSaved(Phone& phone, const SavedPtr& saved);
  void LookAtLog(Phone& phone);
  // What a page or file that is written now shows of these records; of all when none is named.
  Shown ShownNow() const;
};

}  // namespace tilik::simulation
