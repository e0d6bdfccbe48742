#include "sync-server/storage/deed_table.h"

#include "sync-server/storage/batch.h"
#include "sync-server/storage/packing.h"

namespace tilik::storage {
namespace {

#define TILIK_DEED_COLUMNS                                                                \
  "SELECT d.arrival, d.operation, d.day, d.household, d.deed, c.chain, s.branch, s.seq, " \
  "s.link FROM deed AS d JOIN change_set AS s ON s.arrival = d.arrival "                  \
  "JOIN chain AS c ON c.number = d.chain "
constexpr char kOne[] = TILIK_DEED_COLUMNS "WHERE d.arrival = ? AND d.operation = ?";
constexpr char kOfDay[] = TILIK_DEED_COLUMNS
    "WHERE d.chain = (SELECT number FROM chain WHERE chain = ?) AND d.day = ? "
    "ORDER BY d.arrival, d.operation LIMIT ?";
constexpr char kOfHousehold[] =
    TILIK_DEED_COLUMNS "WHERE d.household = ? ORDER BY d.arrival DESC, d.operation DESC LIMIT ?";
constexpr char kWithPhoto[] =
    "SELECT d.arrival, d.operation, d.day, d.household, d.deed, c.chain, s.branch, s.seq, s.link "
    "FROM photo_use AS p JOIN deed AS d ON d.arrival = p.arrival AND d.operation = p.operation "
    "JOIN change_set AS s ON s.arrival = d.arrival JOIN chain AS c ON c.number = d.chain "
    "WHERE p.photo = ? ORDER BY p.arrival, p.operation LIMIT ?";
constexpr char kSave[] =
    "INSERT INTO deed (arrival, operation, chain, day, household, deed) "
    "VALUES (?1, ?2, (SELECT chain FROM change_set WHERE arrival = ?1), ?3, ?4, ?5) "
    "ON CONFLICT (arrival, operation) DO UPDATE SET household = excluded.household, "
    "deed = excluded.deed";
constexpr char kSaveUse[] =
    "INSERT OR IGNORE INTO photo_use (photo, arrival, operation) VALUES (?, ?, ?)";
constexpr char kPhotosOf[] = "SELECT household, deed FROM deed WHERE arrival = ?";
constexpr char kDropUse[] = "DELETE FROM photo_use WHERE photo = ? AND arrival = ?";
constexpr char kDrop[] = "DELETE FROM deed WHERE arrival = ?";
constexpr char kDaysOf[] =
    "SELECT DISTINCT c.chain, d.day FROM deed AS d JOIN chain AS c ON c.number = d.chain "
    "WHERE d.household = ?";

template <typename Tape, typename Number>
void WalkSigned(Tape& tape, Number& number) {
  std::int64_t value = number;
  tape.Signed(value);
  if constexpr (Tape::kReading) number = static_cast<Number>(value);
}

void PackPlace(Packer& tape, const std::optional<v1::Place>& place) {
  tape.Number(place.has_value());
  if (!place) return;
  tape.Signed(place->latitude_e7());
  tape.Signed(place->longitude_e7());
  tape.Number(place->accuracy_m());
}

void UnpackPlace(Unpacker& tape, std::optional<v1::Place>& place) {
  bool known = false;
  tape.Number(known);
  place.reset();
  if (!known) return;
  std::int32_t latitude = 0;
  std::int32_t longitude = 0;
  std::uint32_t accuracy = 0;
  WalkSigned(tape, latitude);
  WalkSigned(tape, longitude);
  tape.Number(accuracy);
  place.emplace();
  place->set_latitude_e7(latitude);
  place->set_longitude_e7(longitude);
  place->set_accuracy_m(accuracy);
}

template <typename Tape, Is<merge::Deed> D>
void Walk(Tape& tape, D& deed) {
  tape.Number(deed.kind);
  tape.Id(deed.origin.named);
  tape.Time(deed.origin.observed);
  tape.Id(deed.line);
  tape.Text(deed.person);
  tape.Number(deed.retracted);
  tape.Number(deed.clock_held);
  tape.Text(deed.boot);
  tape.Number(deed.monotonic_ms);
  if constexpr (Tape::kReading) {
    UnpackPlace(tape, deed.place);
  } else {
    PackPlace(tape, deed.place);
  }
  tape.Each(deed.photos, [&](auto& photo) { tape.Digest(photo); });
  tape.Number(deed.completed);
  tape.Number(deed.duration_s);
  tape.Text(deed.campaign);
  tape.Number(deed.at_event);
  tape.Number(deed.at_home);
  tape.Number(deed.as_it_happened);
  tape.Text(deed.payer);
  tape.Number(deed.card_holder);
  tape.Number(deed.own_visit);
}

}  // namespace

std::string PackDeed(const merge::Deed& deed) {
  Packer tape;
  tape.Know(deed.household);
  Walk(tape, deed);
  return tape.Take();
}

Status UnpackDeed(std::string_view packed, merge::Deed& deed) {
  Unpacker tape(packed);
  tape.Know(deed.household);
  Walk(tape, deed);
  return tape.Finish() ? Status() : Status::Corrupt("a deed is damaged");
}

Status DeedTable::Read(sqlite::Statement& statement, merge::DeedBook& into,
                       merge::DeedBook::Group& group) {
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return Status();
    const merge::FactId id{statement.Fixed<Link>(8), static_cast<std::uint32_t>(statement.Int(1))};
    auto [place, is_new] = into.deeds.try_emplace(id);
    merge::Deed& deed = place->second;
    deed.id = id;
    deed.arrival = statement.UInt(0);
    group.insert(&deed);
    if (!is_new) continue;
    deed.day = static_cast<std::uint32_t>(statement.Int(2));
    deed.household = statement.Fixed<RecordId>(3);
    deed.origin.chain = statement.Fixed<ChainId>(5);
    deed.origin.branch = static_cast<std::uint32_t>(statement.Int(6));
    deed.origin.seq = statement.UInt(7);
    deed.origin.link = id.link;
    TILIK_RETURN_IF_ERROR(UnpackDeed(statement.Blob(4), deed));
  }
}

Status DeedTable::LoadOne(std::uint64_t arrival, std::uint32_t operation, merge::DeedBook& into) {
  sqlite::Statement statement = database_.Prepare(kOne);
  statement.Bind(1, arrival).Bind(2, operation);
  merge::DeedBook::Group alone;
  return Read(statement, into, alone);
}

Status DeedTable::LoadDay(const merge::ChainDay& day, merge::DeedBook& into) {
  auto [group, is_new] = into.of_day.try_emplace(day);
  if (!is_new) return Status();
  sqlite::Statement statement = database_.Prepare(kOfDay);
  statement.Bind(1, day.chain).Bind(2, day.day).Bind(3, merge::kMostDeedsOfADay);
  return Read(statement, into, group->second);
}

Status DeedTable::LoadHousehold(const RecordId& household, merge::DeedBook& into) {
  auto [group, is_new] = into.of_household.try_emplace(household);
  if (!is_new) return Status();
  sqlite::Statement statement = database_.Prepare(kOfHousehold);
  statement.Bind(1, household).Bind(2, merge::kMostDeedsOfAHousehold);
  return Read(statement, into, group->second);
}

Status DeedTable::LoadPhoto(const ContentHash& photo, merge::DeedBook& into) {
  auto [group, is_new] = into.with_photo.try_emplace(photo);
  if (!is_new) return Status();
  sqlite::Statement statement = database_.Prepare(kWithPhoto);
  statement.Bind(1, LookupKey(photo)).Bind(2, merge::kMostDeedsWithAPhoto);
  return Read(statement, into, group->second);
}

Status DeedTable::Save(const merge::Deed& deed) {
  const std::string packed = PackDeed(deed);
  sqlite::Statement save = database_.Prepare(kSave);
  save.Bind(1, deed.arrival).Bind(2, deed.id.operation).Bind(3, deed.day).BindBlob(5, packed);
  BindUnlessNone(save, 4, deed.household);
  TILIK_RETURN_IF_ERROR(save.Run());
  for (const ContentHash& photo : deed.photos) {
    TILIK_RETURN_IF_ERROR(database_.Prepare(kSaveUse)
                              .Bind(1, LookupKey(photo))
                              .Bind(2, deed.arrival)
                              .Bind(3, deed.id.operation)
                              .Run());
  }
  return Status();
}

Status DeedTable::Drop(std::uint64_t arrival) {
  std::set<ContentHash> photos;
  {
    sqlite::Statement statement = database_.Prepare(kPhotosOf);
    statement.Bind(1, arrival);
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
      if (!row) break;
      merge::Deed deed;
      deed.household = statement.Fixed<RecordId>(0);
      TILIK_RETURN_IF_ERROR(UnpackDeed(statement.Blob(1), deed));
      photos.insert(deed.photos.begin(), deed.photos.end());
    }
  }
  for (const ContentHash& photo : photos) {
    TILIK_RETURN_IF_ERROR(
        database_.Prepare(kDropUse).Bind(1, LookupKey(photo)).Bind(2, arrival).Run());
  }
  return database_.Prepare(kDrop).Bind(1, arrival).Run();
}

Result<std::set<merge::ChainDay>> DeedTable::DaysOf(const RecordId& household) {
  std::set<merge::ChainDay> days;
  sqlite::Statement statement = database_.Prepare(kDaysOf);
  statement.Bind(1, household);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return days;
    days.insert({statement.Fixed<ChainId>(0), static_cast<std::uint32_t>(statement.Int(1))});
  }
}

}  // namespace tilik::storage
