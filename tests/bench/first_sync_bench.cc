// wire_bytes_first_sync_kecamatan: every byte of HTTP, heads included, both ways, from the first
// Hello of a new enrolment until 4,000 households with their families and persons are on the device
// and it is told that there is no more. wire_bytes_idle_sync: the next sync, with nothing new.
//
// The yardstick of the first is the registry itself, the two CSV files that were imported, packed
// by zstd at level 19: what a download of the same content costs that knows no record ids, no
// revisions and no resuming. The yardstick of the second is a single Hello: the smallest call there
// is, on the same connection.
#include <ctime>

#include "proto/contract/compression.h"
#include "tests/bench/benches.h"
#include "tests/bench/phone.h"

namespace tilik::bench {
namespace {

double CpuSeconds() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

}  // namespace

std::vector<Figure> FirstSync(Office& kecamatan, const std::filesystem::path& folder) {
  Phone phone(folder, kecamatan.address(),
              kecamatan.Invite("Yuliana Tse", kecamatan.AllVillages()));
  Figure first;
  first.key = "wire_bytes_first_sync_kecamatan";
  first.unit = "bytes";
  first.budget = 1.2e6;
  std::uint64_t before = phone.bytes_moved();
  const double cpu_before = CpuSeconds();
  const Stopwatch::time_point start = Stopwatch::now();
  const client::SyncReport report = phone.Sync();
  const double seconds = MillisecondsSince(start) / 1000;
  first.value = static_cast<double>(phone.bytes_moved() - before);
  const client::DeviceStatus status = *phone.device().Status();
  first.yardstick = static_cast<double>(Compress(kecamatan.RegistryFiles(), kWireLevel).size());
  first.measured_against = "the registry's CSV files packed by zstd -19";
  first.note = Thousands(static_cast<double>(status.households)) + " households, " +
               Thousands(static_cast<double>(status.records)) +
               " records with families and persons, " + std::to_string(report.round_trips) +
               " round trips; " + Thousands(seconds) + " s, of which " +
               Thousands(CpuSeconds() - cpu_before) + " s of device CPU (budget 3)";

  Figure idle;
  idle.key = "wire_bytes_idle_sync";
  idle.unit = "bytes";
  idle.budget = 1024;
  before = phone.bytes_moved();
  const client::SyncReport again = phone.Sync();
  idle.value = static_cast<double>(phone.bytes_moved() - before);
  before = phone.bytes_moved();
  TILIK_CHECK(phone.transport().Call("tilik.v1.SyncService/Hello", "", "").ok(), "a Hello answers");
  idle.yardstick = static_cast<double>(phone.bytes_moved() - before);
  idle.measured_against = "one Hello on the same connection";
  idle.note = std::to_string(again.round_trips) + " round trips, " +
              std::to_string(kecamatan.villages().size()) + " villages' cursors";
  return {first, idle};
}

}  // namespace tilik::bench
