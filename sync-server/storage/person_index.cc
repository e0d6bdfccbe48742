#include "sync-server/storage/person_index.h"

#include "sync-server/storage/batch.h"
#include "sync-server/storage/packing.h"

namespace tilik::storage {
namespace {

constexpr char kProfiles[] =
    "SELECT p.record, p.profile FROM record AS r JOIN person_profile AS p ON p.person = r.number "
    "WHERE r.record IN (" TILIK_BATCH_PLACES ")";
constexpr char kBlock[] =
    "SELECT b.person, p.record, p.profile FROM person_block AS b "
    "LEFT JOIN person_profile AS p ON p.person = b.person WHERE b.block = ?";
constexpr char kSaveProfile[] =
    "INSERT OR REPLACE INTO person_profile (person, record, profile) VALUES (?, ?, ?)";
constexpr char kDropProfile[] = "DELETE FROM person_profile WHERE person = ?";
constexpr char kEnter[] = "INSERT OR IGNORE INTO person_block (block, person) VALUES (?, ?)";
constexpr char kLeave[] = "DELETE FROM person_block WHERE block = ? AND person = ?";
constexpr char kEmpty[] = "DELETE FROM person_block WHERE block = ?";

// No record has this number: who stands so in a block is the mark that it is closed.
constexpr std::int64_t kClosed = 0;

template <typename Tape, Is<merge::PersonProfile> P>
void Walk(Tape& tape, P& profile) {
  tape.Text(profile.name);
  tape.Text(profile.mother);
  tape.Text(profile.nik);
  tape.Text(profile.no_kk);
  tape.Number(profile.birth);
  tape.Number(profile.sex);
  tape.Number(profile.village);
  tape.Id(profile.family);
}

}  // namespace

std::string PackProfile(const merge::PersonProfile& profile) {
  Packer tape;
  Walk(tape, profile);
  return tape.Take();
}

Status UnpackProfile(std::string_view packed, merge::PersonProfile& profile) {
  Unpacker tape(packed);
  Walk(tape, profile);
  return tape.Finish() ? Status() : Status::Corrupt("a person's profile is damaged");
}

Status PersonIndex::LoadProfiles(const std::set<RecordId>& people,
                                 std::unordered_map<RecordId, merge::PersonProfile>& into) {
  std::vector<RecordId> asked;
  for (const RecordId& id : people) {
    if (into.count(id) == 0) asked.push_back(id);
  }
  TILIK_RETURN_IF_ERROR(
      InBatches(database_, kProfiles, asked, [&](const sqlite::Statement& row) -> Status {
        return UnpackProfile(row.Blob(1), into[row.Fixed<RecordId>(0)]);
      }));
  for (const RecordId& id : asked) into.try_emplace(id);
  return Status();
}

Status PersonIndex::LoadBlocks(const std::set<merge::BlockKey>& keys, merge::WorkingSet& into) {
  for (merge::BlockKey key : keys) {
    auto [place, is_new] = into.blocks.try_emplace(key);
    if (!is_new) continue;
    merge::Block& block = place->second;
    sqlite::Statement statement = database_.Prepare(kBlock);
    statement.Bind(1, key);
    for (;;) {
      TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
      if (!row) break;
      if (statement.Int(0) == kClosed) {
        block.closed = true;
        continue;
      }
      const RecordId id = statement.Fixed<RecordId>(1);
      block.people.insert(id);
      auto [profile, unknown] = into.profiles.try_emplace(id);
      if (unknown) TILIK_RETURN_IF_ERROR(UnpackProfile(statement.Blob(2), profile->second));
    }
  }
  return Status();
}

Status PersonIndex::Save(const merge::Delta& delta, const merge::WorkingSet& merged) {
  for (merge::BlockKey key : delta.closed_blocks) {
    TILIK_RETURN_IF_ERROR(database_.Prepare(kEmpty).Bind(1, key).Run());
    TILIK_RETURN_IF_ERROR(database_.Prepare(kEnter).Bind(1, key).Bind(2, kClosed).Run());
  }
  for (const auto& [id, before] : delta.profiles_before) {
    TILIK_ASSIGN_OR_RETURN(std::int64_t person, records_.NumberOf(id));
    const merge::PersonProfile& now = merged.profiles.at(id);
    const std::set<merge::BlockKey> keys_now = merge::BlockKeysOf(now);
    const std::set<merge::BlockKey> keys_before = merge::BlockKeysOf(before);
    for (merge::BlockKey key : keys_before) {
      if (keys_now.contains(key)) continue;
      TILIK_RETURN_IF_ERROR(database_.Prepare(kLeave).Bind(1, key).Bind(2, person).Run());
    }
    for (merge::BlockKey key : keys_now) {
      if (keys_before.contains(key) || merged.blocks.at(key).closed) continue;
      TILIK_RETURN_IF_ERROR(database_.Prepare(kEnter).Bind(1, key).Bind(2, person).Run());
    }
    if (now.empty()) {
      TILIK_RETURN_IF_ERROR(database_.Prepare(kDropProfile).Bind(1, person).Run());
      continue;
    }
    const std::string packed = PackProfile(now);
    TILIK_RETURN_IF_ERROR(
        database_.Prepare(kSaveProfile).Bind(1, person).Bind(2, id).BindBlob(3, packed).Run());
  }
  return Status();
}

}  // namespace tilik::storage
