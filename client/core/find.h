// Finding a household while typing: by name, address, NIK or No KK, over what is shown.
//
// Words are prefixes and all must match one record ("mar nais" finds Maria Naisau). Digits are
// looked for anywhere in NIK and No KK, numbers that begin with them first; officers know the last
// four digits as often as the first six. Within 20,000 persons an answer takes a few milliseconds,
// because at most kFindScan matches are looked at: whoever types two letters sees some of many, and
// `more` says so.
#pragma once

#include <string>
#include <vector>

#include "client/core/store.h"
#include "tilik/v1/registry.pb.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::client {

struct FoundRecord {
  RecordId record;
  v1::RecordKind kind = v1::RECORD_KIND_UNSPECIFIED;
  std::string name;
  std::string nik;    // persons
  std::string no_kk;  // families
  std::string address;
  RecordId household;  // none for groups, institutions, houses
  std::string household_name;
  std::uint64_t village = 0;
  std::string village_name;  // empty when the reference feed has not named it yet
  bool edited_here = false;  // own changes of this record are not over
  // Others of that name in the village: a second look is due.
  std::uint32_t same_names = 0;
};

struct Found {
  std::vector<FoundRecord> records;
  bool more = false;
};

inline constexpr std::size_t kFindScan = 200;

// What a record is searched by; of a person the name and NIK, of a family the No KK, of a household
// name and address.
struct SearchColumns {
  std::string name;
  std::string nik;
  std::string no_kk;
  std::string address;
};

// At most kFindLimit records. kInvalid when `typed` is longer than kMaxQueryBytes. Nothing typed
// finds nothing.
Result<Found> Find(Store& store, std::string_view typed, std::size_t limit);

// What a village is called; only its number while the reference feed has not named it yet.
Result<v1::VillageName> ReadVillageName(Store& store, std::uint64_t village);

// Lower case, single spaces, no punctuation: how names are compared for being the same.
std::string FoldName(std::string_view name);

}  // namespace tilik::client
