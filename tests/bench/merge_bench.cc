// merge_per_s: change sets of typical visits that sixteen devices push at once to the real server
// over real HTTP, connections kept alive, 50 sets to a push; a set counts when its receipt has come
// back, and the receipt comes after the durable commit of set and merge.
//
// The yardstick is the same bodies, one row each, inserted by SQLite itself into an encrypted file
// opened as the server opens its own (WAL, synchronous FULL), in transactions of 400: with sixteen
// devices eight pushes wait while eight are merged, and share one commit. It is what the disk and
// SQLite allow to anyone who keeps bytes and does not understand them.
//
// server_rss_mb: VmRSS of the same server after that load, with as many idle connections open as
// the system lets this process have, ten thousand at most. Its yardstick is the server's size
// before the first push, so that the ratio is its growth under work.
#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <barrier>
#include <numeric>
#include <thread>

#include "proto/sqlite/database.h"
#include "tests/bench/benches.h"
#include "tests/bench/load.h"
#include "tests/bench/phone.h"
#include "tests/bench/typical_visit.h"

namespace tilik::bench {
namespace {

constexpr std::size_t kDevices = 16;
constexpr std::size_t kSetsPerDevice = 500;
constexpr std::size_t kSetsPerPush = 50;
constexpr std::size_t kSetsPerCommit = 8 * kSetsPerPush;
constexpr std::size_t kMostConnections = 10'000;
constexpr std::size_t kFilesForOthers = 200;

// Villages dealt out so that every device has about as many households.
std::vector<std::vector<std::uint64_t>> Shares(const Office& district) {
  std::vector<std::pair<int, std::uint64_t>> by_size;
  for (const auto& [village, households] : district.villages()) {
    by_size.emplace_back(households, village);
  }
  std::sort(by_size.rbegin(), by_size.rend());
  std::vector<std::vector<std::uint64_t>> shares(kDevices);
  std::vector<int> households(kDevices);
  for (const auto& [count, village] : by_size) {
    const auto least = std::min_element(households.begin(), households.end());
    *least += count;
    shares[static_cast<std::size_t>(least - households.begin())].push_back(village);
  }
  return shares;
}

// Devices with their visits written, signed and packed.
std::vector<std::unique_ptr<LoadDevice>> LoadedDevices(Office& district, Phone& registry) {
  Chance chance(16);
  std::vector<std::unique_ptr<LoadDevice>> devices;
  for (const std::vector<std::uint64_t>& share : Shares(district)) {
    const std::string officer = "Petugas " + std::to_string(devices.size() + 1);
    auto device = std::make_unique<LoadDevice>(district.address(), district.Invite(officer, share));
    const std::vector<RecordId> households = registry.Households(share, 3, 6, kSetsPerDevice);
    for (std::size_t i = 0; i < households.size() / kSetsPerPush * kSetsPerPush; ++i) {
      device->Write(
          Capture(registry.device(), MakeTypicalVisit(registry.device(), households[i], chance)));
    }
    device->Pack(kSetsPerPush);
    TILIK_CHECK(device->pushes() > 1, "every device has visits beyond its first push");
    devices.push_back(std::move(device));
  }
  return devices;
}

struct Load {
  std::size_t sets = 0;
  double seconds = 0;
  std::vector<double> push_ms;
};

// All devices at once; the first push of each warms up and is not counted.
Load PushAll(std::vector<std::unique_ptr<LoadDevice>>& devices) {
  std::barrier together(static_cast<std::ptrdiff_t>(devices.size()) + 1);
  std::vector<Load> loads(devices.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    threads.emplace_back([&, i] {
      devices[i]->Push(0);
      together.arrive_and_wait();
      for (std::size_t number = 1; number < devices[i]->pushes(); ++number) {
        const Stopwatch::time_point start = Stopwatch::now();
        loads[i].sets += devices[i]->Push(number);
        loads[i].push_ms.push_back(MillisecondsSince(start));
      }
    });
  }
  together.arrive_and_wait();
  const Stopwatch::time_point start = Stopwatch::now();
  for (std::thread& thread : threads) thread.join();
  Load all;
  all.seconds = MillisecondsSince(start) / 1000;
  for (const Load& load : loads) {
    all.sets += load.sets;
    all.push_ms.insert(all.push_ms.end(), load.push_ms.begin(), load.push_ms.end());
  }
  return all;
}

// Rows a second of the same bodies, kept and nothing more.
double RawInserts(const std::vector<std::unique_ptr<LoadDevice>>& devices,
                  const std::filesystem::path& file) {
  SodiumRandom random;
  sqlite::OpenOptions options;
  options.key.resize(32);
  random.Fill(options.key.data(), options.key.size());
  const std::unique_ptr<sqlite::Database> database = *sqlite::Database::Open(file, options);
  TILIK_CHECK(database->Execute("CREATE TABLE body (arrival INTEGER PRIMARY KEY, bytes BLOB)").ok(),
              "a table can be made");
  std::vector<const std::string*> bodies;
  for (const auto& device : devices) {
    for (const SealedSet& set : device->sets()) bodies.push_back(&set.body);
  }
  const Stopwatch::time_point start = Stopwatch::now();
  for (std::size_t first = 0; first < bodies.size(); first += kSetsPerCommit) {
    sqlite::Transaction transaction = *sqlite::Transaction::Begin(*database);
    for (std::size_t i = first; i < std::min(first + kSetsPerCommit, bodies.size()); ++i) {
      TILIK_CHECK(database->Prepare("INSERT INTO body (bytes) VALUES (?)")
                      .BindBlob(1, *bodies[i])
                      .Run()
                      .ok(),
                  "a row can be inserted");
    }
    TILIK_CHECK(transaction.Commit().ok(), "rows can be kept");
  }
  return static_cast<double>(bodies.size()) / MillisecondsSince(start) * 1000;
}

class IdleConnections {
 public:
  explicit IdleConnections(std::uint16_t port) {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const std::size_t most = std::min(kMostConnections, files.rlim_cur - kFilesForOthers);
    while (sockets_.size() < most) {
      const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      if (socket < 0) break;
      sockets_.push_back(socket);
      // The beginning of a head, as a slow phone sends it.
      const bool sent =
          ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
          ::send(socket, "POST /", 6, MSG_NOSIGNAL) == 6;
      if (!sent) break;
    }
  }
  ~IdleConnections() {
    for (const int socket : sockets_) ::close(socket);
  }
  IdleConnections(const IdleConnections&) = delete;
  IdleConnections& operator=(const IdleConnections&) = delete;

  std::size_t count() const { return sockets_.size(); }

 private:
  std::vector<int> sockets_;
};

Figure ServerSize(Office& district, double before_mb) {
  const double after_load_mb = district.server().ResidentMb();
  const IdleConnections idle(district.port());
  district.server().WaitUntilQuiet();
  Figure figure;
  figure.key = "server_rss_mb";
  figure.value = district.server().ResidentMb();
  figure.unit = "MB";
  figure.budget = 400;
  figure.yardstick = before_mb;
  figure.measured_against = "the same server before the first push";
  figure.note = "with " + Thousands(static_cast<double>(idle.count())) +
                " slow connections open after the load; " + Thousands(after_load_mb) +
                " MB after the load alone";
  return figure;
}

}  // namespace

std::vector<Figure> Merge(Office& district, const std::filesystem::path& folder) {
  Phone registry(folder, district.address(), district.Invite("Seksi Data", district.AllVillages()));
  registry.Sync();
  std::vector<std::unique_ptr<LoadDevice>> devices = LoadedDevices(district, registry);

  district.server().WaitUntilQuiet();
  const double before_mb = district.server().ResidentMb();
  const std::uint64_t ticks_before = district.server().CpuTicks();
  const Load load = PushAll(devices);
  const double server_ticks = static_cast<double>(district.server().CpuTicks() - ticks_before) *
                              1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK));

  Figure figure;
  figure.key = "merge_per_s";
  figure.value = static_cast<double>(load.sets) / load.seconds;
  figure.unit = "sets/s";
  figure.budget = 2000;
  figure.yardstick = RawInserts(devices, folder / "raw.db");
  figure.measured_against = "raw inserts of the same bodies, encrypted, 400 to a commit";
  Fates fates;
  std::size_t bytes = 0, sets = 0;
  for (const auto& device : devices) {
    const Fates one = device->PullFates();
    fates.applied += one.applied;
    fates.otherwise += one.otherwise;
    for (const SealedSet& set : device->sets()) bytes += set.body.size();
    sets += device->sets().size();
  }
  figure.note = Thousands(static_cast<double>(load.sets)) + " sets of " +
                Thousands(static_cast<double>(bytes) / static_cast<double>(sets)) + " bytes in " +
                Thousands(load.seconds) + " s; a push of 50 answered in " +
                Thousands(Percentile(load.push_ms, 50)) + " ms (median), " +
                Thousands(Percentile(load.push_ms, 99)) + " ms (p99); " +
                Thousands(server_ticks / static_cast<double>(sets)) +
                " us of server CPU a set; operations applied " +
                Thousands(static_cast<double>(fates.applied)) + ", otherwise " +
                Thousands(static_cast<double>(fates.otherwise));
  return {figure, ServerSize(district, before_mb)};
}

}  // namespace tilik::bench
