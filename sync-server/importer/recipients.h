// Whom a file's row means: by IDBDT a household, by No KK a family, by NIK or IDARTBDT a person; by
// its name a group, an institution, a house or a place, where the programme is for such.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sync-server/merge/registry_state.h"
#include "sync-server/storage/registry_store.h"

namespace tilik::importer {

// What the row says of its recipient; empty: nothing.
struct RecipientNamed {
  std::string idbdt;
  std::string no_kk;
  std::string nik;
  std::string name;
  std::uint64_t village = 0;
};

// Those the row may mean, living records each: one is certain, none is unknown.
struct RecipientsFound {
  std::vector<merge::RecordState> records;
  const char* by = "";  // the column that decided
  bool merged = false;  // the key leads to a record that was merged into another
};

// Looks up under one Writer and one snapshot. The ministry's keys are known from the registry
// importer or, for those registered otherwise, by search.
class Recipients {
 public:
  Recipients(storage::Writer& writer, storage::Reader& reader) : writer_(writer), reader_(reader) {}

  // Tries the key of the programme's own unit first; what has no numbers is meant by name alone.
  // Several families with one No KK, as duplicates have, are told apart by village and then by
  // name; what then remains is returned.
  Result<RecipientsFound> Find(const RecipientNamed& named, v1::UnitType unit);
  // The person of that IDARTBDT; without one, all of that NIK.
  Result<RecipientsFound> FindPerson(const std::string& idartbdt, const std::string& nik);
  // By whatever the office writes: IDBDT, No KK, NIK or record id.
  Result<RecipientsFound> FindAny(const std::string& key);

 private:
  // As storage::LiveRecord; notes whether the record stands for another.
  Result<std::optional<merge::RecordState>> Live(const RecordId& record);
  Result<std::vector<merge::RecordState>> ByMinistryKey(const std::string& text,
                                                        const std::string& importers_key,
                                                        v1::RecordKind kind, Field field);
  Result<std::vector<merge::RecordState>> ByName(const std::string& name, v1::UnitType unit);
  Result<std::vector<merge::RecordState>> ByIdentity(const merge::IdentityKey& key,
                                                     v1::RecordKind kind);
  Result<bool> IsCalled(const merge::RecordState& record, const std::string& folded_name);
  Status TellApart(const RecipientNamed& named, std::vector<merge::RecordState>& records);

  storage::Writer& writer_;
  storage::Reader& reader_;
  bool redirected_ = false;  // a record looked up since the last Find stands for another
};

}  // namespace tilik::importer
