#include "tests/bench/people_store.h"

#include <cstdio>

#include "proto/regions/regions.h"
#include "tests/bench/figure.h"
#include "tools/population/names.h"

namespace tilik::bench {
namespace {

using population::People;

constexpr std::size_t kPerVillage = 1'000;
constexpr int kPerFamily = 4;
constexpr int kFamiliesPerCommit = 2'500;
constexpr int kFillingCacheKib = 4 * 1024 * 1024;
constexpr int kFillingCheckpointPages = 100'000;  // 400 MB

RecordId IdNumbered(std::uint64_t number) {
  RecordId id;
  for (std::size_t i = 0; i < 8; ++i) {
    id.data()[15 - i] = static_cast<std::uint8_t>(number >> (8 * i) & 0xFF);
  }
  return id;
}

merge::RecordState Record(std::uint64_t id, v1::RecordKind kind, VillageCode village) {
  merge::RecordState record;
  record.id = IdNumbered(id);
  record.kind = kind;
  record.revision = 1;
  record.village = village.number();
  return record;
}

void Put(merge::RecordState& record, Field field, Value value) {
  record.slots[field].answers[field] = Answer{std::move(value)};
}

std::string Digits(std::uint64_t number, int width) {
  char text[24];
  std::snprintf(text, sizeof text, "%0*llu", width, static_cast<unsigned long long>(number));
  return text;
}

}  // namespace

PeopleStore::PeopleStore(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
  storage::District district;
  district.code = 5302;
  district.name = "NTT";
  storage::SqliteRegistryStore::Create(Options(), district).value();
  for (std::uint64_t code = 5301; code <= 5322; ++code) {
    const auto number = DistrictCode::FromNumber(code == 5322 ? 5371 : code);
    if (!number) continue;
    for (VillageCode village : Regions::BuiltIn().VillagesIn(*number)) villages_.push_back(village);
  }
}

storage::SqliteOptions PeopleStore::Options() const {
  storage::SqliteOptions options;
  options.directory = folder_;
  options.key = std::string(32, 'k');
  return options;
}

PeopleStore::Family PeopleStore::NewFamilyIn(VillageCode village) {
  const std::uint64_t kecamatan = village.number() / 10'000;
  const std::string clan = population::Clan(chance_, People::kTimor, false);
  const std::string mother =
      population::FullName(chance_, People::kTimor, false, Sex::kFemale, clan, false);
  Family made;
  made.family = Record(NextId(), v1::RECORD_KIND_FAMILY, village);
  Put(made.family, field::kNoKk,
      Digits(kecamatan * 10'000'000'000 + 1'203'120'000 + last_id_ % 9'999, 16));
  for (int n = 0; n < kPerFamily; ++n) {
    merge::RecordState person = Record(NextId(), v1::RECORD_KIND_PERSON, village);
    person.parent = made.family.id;
    const Sex sex = chance_.Happens(0.5) ? Sex::kMale : Sex::kFemale;
    const int year = chance_.Between(1945, 2024);
    const int month = chance_.Between(1, 12);
    const int day = chance_.Between(1, 28);
    const std::uint64_t date = static_cast<std::uint64_t>(
        (day + (sex == Sex::kFemale ? 40 : 0)) * 10'000 + month * 100 + year % 100);
    const std::uint64_t without_serial = kecamatan * 1'000'000 + date;
    Put(person, field::kName,
        population::FullName(chance_, People::kTimor, false, sex, clan, false));
    Put(person, field::kNik,
        Digits(without_serial, 12) +
            Digits(static_cast<std::uint64_t>(++serials_[without_serial]), 4));
    Put(person, field::kBirthDate, std::int64_t{year} * 10'000 + month * 100 + day);
    Put(person, field::kSex, Coded{1, sex == Sex::kMale ? 1u : 2u});
    Put(person, field::kMotherName, mother);
    made.members.push_back(std::move(person));
  }
  return made;
}

void PeopleStore::Place(Family made, merge::WorkingSet& loaded, merge::Delta& delta) {
  delta.records.insert(made.family.id);
  loaded.records[made.family.id] = std::move(made.family);
  for (merge::RecordState& person : made.members) {
    merge::HistoryRow said;
    said.record = person.id;
    said.changes.push_back({field::kName, merge::SlotChange::Kind::kApplied, {}, {}});
    delta.history.push_back(std::move(said));
    delta.records.insert(person.id);
    loaded.records[person.id] = std::move(person);
  }
}

void PeopleStore::FillTo(std::size_t people) {
  storage::SqliteOptions options = Options();
  options.writer_cache_kib = kFillingCacheKib;
  options.checkpoint_pages = kFillingCheckpointPages;
  const auto store = storage::SqliteRegistryStore::Open(options).value();
  while (people_ < people) {
    std::unique_ptr<storage::Writer> writer = store->BeginWrite().value();
    merge::WorkingSet loaded;
    const auto load = [&](const merge::Keys& keys) { return writer->Load(keys, loaded); };
    for (int n = 0; n < kFamiliesPerCommit && people_ < people; ++n) {
      merge::Delta delta;
      Place(NewFamilyIn(villages_[VillageAt(people_ / kPerVillage)]), loaded, delta);
      Status done = merge::SearchDuplicates(merge::SetContext(), load, loaded, delta);
      delta.history.clear();  // they come from no change set
      if (done.ok()) done = writer->Save(delta, loaded, entry_);
      TILIK_CHECK(done.ok(), "people are written");
      people_ += kPerFamily;
    }
    TILIK_CHECK(writer->Commit().ok(), "people are kept");
  }
}

std::vector<double> PeopleStore::Check(std::size_t count) {
  const auto store = storage::SqliteRegistryStore::Open(Options()).value();
  const std::unique_ptr<storage::Writer> writer = store->BeginWrite().value();
  for (std::size_t n = 0; n < count; ++n) CheckOne(*writer);
  std::vector<double> milliseconds;
  while (milliseconds.size() < count) milliseconds.push_back(CheckOne(*writer));
  return milliseconds;
}

double PeopleStore::CheckOne(storage::Writer& writer) {
  // In a village that is there already, whichever.
  Family made = NewFamilyIn(villages_[VillageAt(static_cast<std::size_t>(
      chance_.Between(0, static_cast<int>((people_ - 1) / kPerVillage))))]);
  made.members.resize(1);
  merge::WorkingSet loaded;
  merge::Delta delta;
  Place(std::move(made), loaded, delta);
  const auto load = [&](const merge::Keys& keys) { return writer.Load(keys, loaded); };
  const Stopwatch::time_point start = Stopwatch::now();
  const Status done = merge::SearchDuplicates(merge::SetContext(), load, loaded, delta);
  const double milliseconds = MillisecondsSince(start);
  TILIK_CHECK(done.ok(), "a person is searched for");
  return milliseconds;
}

}  // namespace tilik::bench
