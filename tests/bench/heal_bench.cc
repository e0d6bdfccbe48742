// heal_ms: a kecamatan's server loses its disk. From the first byte of the backup put back to the
// last of twenty phones having handed in again what the backup did not hold: two hundred typical
// visits.
//
// The yardstick is what it took the same phones to hand the same work in the first time, one after
// the other as now; what is above it is the restore itself and the pull of everything anew.
#include <filesystem>
#include <list>

#include "proto/contract/status.h"
#include "tests/bench/benches.h"
#include "tests/bench/phone.h"
#include "tests/bench/typical_visit.h"

namespace tilik::bench {
namespace {

constexpr std::size_t kPhones = 20;
constexpr std::size_t kVisitsBefore = 5;
constexpr std::size_t kVisitsAfter = 10;

void Visit(Phone& phone, const std::vector<RecordId>& households, std::size_t first,
           std::size_t count, Chance& chance) {
  for (std::size_t i = 0; i < count; ++i) {
    const RecordId& household = households[(first + i) % households.size()];
    const TypicalVisit visit = MakeTypicalVisit(phone.device(), household, chance);
    TILIK_CHECK(phone.device().Save(Capture(phone.device(), visit)).ok(), "a visit is saved");
    phone.clock().Pass(20 * 60'000);
  }
}

double SyncAll(std::list<Phone>& phones) {
  const Stopwatch::time_point start = Stopwatch::now();
  for (Phone& phone : phones) phone.Sync();
  return MillisecondsSince(start);
}

}  // namespace

Figure Heal(Office& kecamatan, const std::filesystem::path& folder) {
  const std::vector<std::uint64_t> villages = kecamatan.AllVillages();
  std::list<Phone> phones;
  std::vector<std::vector<RecordId>> households;
  Chance chance(12);
  for (std::size_t n = 0; n < kPhones; ++n) {
    const std::vector<std::uint64_t> own = {villages[n % villages.size()]};
    const std::string name = "Petugas " + std::to_string(n + 1);
    Phone& phone = phones.emplace_back(folder / std::to_string(n), kecamatan.address(),
                                       kecamatan.Invite(name, own));
    phone.Sync();
    households.push_back(phone.Households(own, 3, 6, kVisitsBefore + kVisitsAfter));
    Visit(phone, households.back(), 0, kVisitsBefore, chance);
    phone.Sync();
  }
  kecamatan.BackUp(folder / "backup");
  std::size_t n = 0;
  for (Phone& phone : phones) Visit(phone, households[n++], kVisitsBefore, kVisitsAfter, chance);
  const double first_time = SyncAll(phones);

  const Stopwatch::time_point start = Stopwatch::now();
  kecamatan.LoseDiskAndRestore(folder / "backup");
  const double restore = MillisecondsSince(start);
  const double heal = SyncAll(phones);
  const v1::MissingReport missing = kecamatan.Missing();
  TILIK_CHECK(missing.restores_size() == 1 && missing.restores(0).missing().empty() &&
                  missing.restores(0).returned() == kPhones * kVisitsAfter,
              "every set came back");

  Figure figure;
  figure.key = "heal_ms";
  figure.value = restore + heal;
  figure.unit = "ms";
  figure.yardstick = first_time;
  figure.measured_against = "the same sets handed in the first time";
  figure.note = std::to_string(kPhones) + " phones, " +
                std::to_string(missing.restores(0).returned()) +
                " sets came back, none is missing; "
                "restore " +
                Thousands(restore) + " ms, syncs " + Thousands(heal) + " ms";
  return figure;
}

}  // namespace tilik::bench
