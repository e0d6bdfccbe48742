// save_ms_p99: Device::Save of a typical visit on a device that carries a kecamatan: facts,
// overlay, signed change set and the end of the draft in one durable transaction of the encrypted
// store. The 99th percentile of 500.
//
// The yardstick is the least that "it survives the battery falling out" can cost: 4 KiB appended to
// a file on the same disk and fsynced, once after every save, so that both meet the same traffic.
#include <fcntl.h>
#include <unistd.h>

#include "tests/bench/benches.h"
#include "tests/bench/phone.h"
#include "tests/bench/typical_visit.h"

namespace tilik::bench {
namespace {

constexpr std::size_t kSaves = 500;
constexpr std::size_t kWarmUp = 20;

class SyncedFile {
 public:
  explicit SyncedFile(const std::filesystem::path& path)
      : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    TILIK_CHECK(file_ >= 0, "a file can be made");
  }
  ~SyncedFile() { ::close(file_); }

  void Append() {
    const std::string page(4096, 'x');
    TILIK_CHECK(::write(file_, page.data(), page.size()) == 4096 && ::fsync(file_) == 0,
                "a page can be written");
  }

 private:
  int file_;
};

}  // namespace

Figure Save(Office& kecamatan, const std::filesystem::path& folder) {
  Phone phone(folder, kecamatan.address(), kecamatan.Invite("Maria Bria", kecamatan.AllVillages()));
  phone.Sync();
  const std::vector<RecordId> households =
      phone.Households(kecamatan.AllVillages(), 3, 6, kSaves + kWarmUp);
  TILIK_CHECK(households.size() > kWarmUp, "there are households to visit");

  SyncedFile file(folder / "appended");
  Chance chance(10);
  std::vector<double> saves, appends;
  for (std::size_t i = 0; i < households.size(); ++i) {
    const TypicalVisit visit = MakeTypicalVisit(phone.device(), households[i], chance);
    const client::Work work = Capture(phone.device(), visit);
    const Stopwatch::time_point start = Stopwatch::now();
    TILIK_CHECK(phone.device().Save(work).ok(), "a typical visit is saved");
    const double save = MillisecondsSince(start);
    const Stopwatch::time_point append_start = Stopwatch::now();
    file.Append();
    const double append = MillisecondsSince(append_start);
    if (i < kWarmUp) continue;
    saves.push_back(save);
    appends.push_back(append);
  }

  Figure figure;
  figure.key = "save_ms_p99";
  figure.value = Percentile(saves, 99);
  figure.unit = "ms";
  figure.budget = 10;
  figure.yardstick = Percentile(appends, 99);
  figure.measured_against = "p99 of a 4 KiB append with fsync on the same disk";
  figure.note = std::to_string(saves.size()) + " saves; median " +
                Thousands(Percentile(saves, 50)) + " ms, of the append " +
                Thousands(Percentile(appends, 50)) + " ms";
  return figure;
}

}  // namespace tilik::bench
