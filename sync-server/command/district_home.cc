#include "sync-server/command/district_home.h"

#include <chrono>
#include <filesystem>
#include <sstream>

#include "proto/regions/regions.h"
#include "sync-server/command/disk_health.h"
#include "sync-server/sync/sync_service.h"

namespace tilik::command {
namespace {

// WIB, WITA or WIT, by province: a report's day is the village's own.
std::int32_t ZoneOf(std::uint64_t province) {
  switch (province) {
    case 51:
    case 52:
    case 53:  // Bali, NTB, NTT
    case 63:
    case 64:
    case 65:  // Kalimantan Selatan, Timur, Utara
    case 71:
    case 72:
    case 73:
    case 74:
    case 75:
    case 76:  // Sulawesi
      return 8 * 60;
    default:
      return province >= 81 ? 9 * 60
                            : 7 * 60;  // Maluku and Papua; Sumatera, Jawa, western Kalimantan
  }
}

storage::SqliteOptions StoreOptions(const HomeOptions& options, const sync::DistrictKeys& keys) {
  storage::SqliteOptions store;
  store.directory = options.data;
  store.key = keys.database_key;
  store.second_log_directory = options.second_log;
  return store;
}

std::string BesideData(const HomeOptions& options, const char* ending) {
  std::string folder = options.data;
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  return folder + ending;
}

// Devices learn by pull what their villages are called.
Status NameVillages(storage::RegistryStore& store, DistrictCode district) {
  const Regions& regions = Regions::BuiltIn();
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Writer> writer, store.BeginWrite());
  for (VillageCode village : regions.VillagesIn(district)) {
    v1::VillageName name;
    name.set_village(village.number());
    name.set_name(std::string(regions.NameOf(village)));
    name.set_kecamatan(std::string(regions.NameOf(KecamatanOf(village))));
    name.set_district(std::string(regions.NameOf(district)));
    TILIK_RETURN_IF_ERROR(writer->SaveVillageName(name));
  }
  return writer->Commit();
}

Status MakeAccount(storage::RegistryStore& store, const sync::DistrictKeys& keys,
                   const std::string& name, Random& random) {
  const Instant now = Now();
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Writer> writer, store.BeginWrite());
  sync::Ingest ingest(Codebooks::BuiltIn(), store.district(), *writer);
  TILIK_ASSIGN_OR_RETURN(
      sync::AccountChain office,
      sync::AccountChain::Open(sync::kOfficeAccount, keys, store.district(), *writer, random, now));
  v1::Operation keep;
  keep.mutable_keep_account()->set_name(name);
  keep.mutable_keep_account()->set_role(v1::ACCOUNT_ROLE_SUPERVISOR);
  office.Add({keep}, now);
  TILIK_RETURN_IF_ERROR(office.Flush(ingest, now));
  return writer->Commit();
}

}  // namespace

Instant Now() {
  return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(
                     std::chrono::system_clock::now().time_since_epoch())
                     .count()};
}

std::string KeyPathOf(const HomeOptions& options) {
  return options.keys.empty() ? BesideData(options, ".keys") : options.keys;
}

std::string RecoveryPathOf(const HomeOptions& options) {
  return options.recovery.empty() ? BesideData(options, ".recovery") : options.recovery;
}

Status CheckOutsideData(const HomeOptions& options, const std::string& path) {
  const std::filesystem::path data = std::filesystem::weakly_canonical(options.data);
  const std::filesystem::path inside =
      std::filesystem::weakly_canonical(path).lexically_relative(data);
  if (inside.empty() || *inside.begin() == "..") return Status();
  return Status::Invalid(path + " lies in the data folder and would be in every backup");
}

Result<DistrictHome> OpenHome(const HomeOptions& options) {
  TILIK_ASSIGN_OR_RETURN(sync::DistrictKeys keys, sync::ReadKeyFile(KeyPathOf(options)));
  auto store = storage::SqliteRegistryStore::Open(StoreOptions(options, keys));
  if (store.status().code() == Code::kStorage) {
    // SQLite says that it cannot open a file, and not why: even to read it writes beside it.
    if (const Status disks = CheckDisks(options); !disks.ok()) {
      return Status::Storage(disks.message() + " (" + store.status().message() + ")");
    }
  }
  TILIK_RETURN_IF_ERROR(store.status());
  return DistrictHome{std::move(keys), *std::move(store)};
}

Result<DistrictHome> MakeHome(const HomeOptions& options, std::uint64_t district,
                              const std::string& first_account, Random& random) {
  std::optional<DistrictCode> code = DistrictCode::FromNumber(district);
  const std::string_view name = code ? Regions::BuiltIn().NameOf(*code) : std::string_view();
  if (name.empty())
    return Status::Invalid("there is no district with the code " + std::to_string(district));
  std::error_code error;
  std::filesystem::create_directories(options.data, error);
  if (error) return Status::Storage("making " + options.data + ": " + error.message());
  TILIK_ASSIGN_OR_RETURN(sync::DistrictKeys keys, sync::MakeKeyFile(KeyPathOf(options), random));
  storage::District founded;
  founded.code = district;
  founded.name = std::string(name);
  founded.public_key = keys.district.public_key();
  founded.zone_offset_minutes = ZoneOf(district / 100);
  TILIK_ASSIGN_OR_RETURN(
      std::unique_ptr<storage::SqliteRegistryStore> store,
      storage::SqliteRegistryStore::Create(StoreOptions(options, keys), founded));
  TILIK_RETURN_IF_ERROR(NameVillages(*store, *code));
  TILIK_RETURN_IF_ERROR(MakeAccount(*store, keys, first_account, random));
  return DistrictHome{std::move(keys), std::move(store)};
}

Result<std::set<std::uint64_t>> VillagesFrom(const std::string& text) {
  const Regions& regions = Regions::BuiltIn();
  std::set<std::uint64_t> villages;
  std::stringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    std::vector<VillageCode> found;
    if (auto village = VillageCode::Parse(part); village && !regions.NameOf(*village).empty()) {
      found.push_back(*village);
    } else if (auto kecamatan = KecamatanCode::Parse(part)) {
      found = regions.VillagesIn(*kecamatan);
    } else if (auto district = DistrictCode::Parse(part)) {
      found = regions.VillagesIn(*district);
    }
    if (found.empty())
      return Status::Invalid("\"" + part + "\" is no village, kecamatan or district code");
    for (VillageCode village : found) villages.insert(village.number());
  }
  if (villages.empty()) return Status::Invalid("name at least one village");
  return villages;
}

}  // namespace tilik::command
