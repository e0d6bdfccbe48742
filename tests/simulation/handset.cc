#include "tests/simulation/handset.h"

#include <set>

namespace tilik::simulation {
namespace {

constexpr char kPin[] = "241186";
constexpr char kRoot[] = "/phone";

}  // namespace

// --- small files ---

Result<std::string> Handset::SmallFiles::Read(std::string_view path) {
  auto found = files.find(path);
  if (found == files.end()) return Status::NotFound(std::string(path));
  return found->second;
}

Status Handset::SmallFiles::WriteDurably(std::string_view path, std::string_view bytes) {
  if (disk_.Change(/*grows=*/true) != 0) return Status::Storage("the file cannot be written");
  files.insert_or_assign(std::string(path), std::string(bytes));
  return Status();
}

Result<std::vector<std::string>> Handset::SmallFiles::List(std::string_view folder) {
  const std::string beginning = folder.empty() ? "" : std::string(folder) + "/";
  std::set<std::string> names;
  for (const auto& [path, bytes] : files) {
    if (!path.starts_with(beginning)) continue;
    const std::string rest = path.substr(beginning.size());
    names.insert(rest.substr(0, rest.find('/')));
  }
  return std::vector<std::string>(names.begin(), names.end());
}

Status Handset::SmallFiles::Remove(std::string_view path) {
  if (disk_.Change(/*grows=*/false) != 0) return Status::Storage("the file cannot be removed");
  const std::string folder = std::string(path) + "/";
  std::erase_if(files, [&](const auto& file) {
    return file.first == path || file.first.starts_with(folder);
  });
  disk_.Remove(std::string(kRoot) + "/" + folder);
  return Status();
}

// One process, one thread: it is always this one's turn.
Result<std::unique_ptr<client::Turn>> Handset::SmallFiles::TakeTurn(std::string_view) {
  return std::make_unique<client::Turn>();
}

Result<std::string> Handset::Secret::Derive(std::string_view salt) {
  std::string derived = secret + std::string(salt);
  derived.resize(32, '.');
  return derived;
}

ClockReading Handset::HandsetClock::Read() {
  ClockReading reading;
  reading.wall = Instant{handset_.now_.ms + handset_.skew_ms};
  reading.utc_offset_minutes = 8 * 60;
  reading.monotonic_ms = static_cast<std::uint64_t>(handset_.now_.ms - handset_.booted_.ms);
  reading.boot_id = "boot" + std::to_string(handset_.boot_);
  return reading;
}

// --- the handset ---

Handset::Handset(const Codebooks& codebooks, Chance& chance, const Instant& now)
    : chance_(chance),
      now_(now),
      disk_(chance.Next()),
      files_(disk_),
      clock_(*this),
      host_{files_, secret_, clock_, chance_, codebooks, kRoot, disk_.name(), kUnguessable},
      booted_(now) {
  secret_.secret = "handset " + std::to_string(chance.Next());
}

Handset::~Handset() { device_.reset(); }

Status Handset::Enrol(const client::EnrolOrder& order, client::Transport& transport) {
  client::EnrolOrder with_pin = order;
  with_pin.pin = kPin;
  TILIK_ASSIGN_OR_RETURN(device_, client::Device::Enrol(host_, with_pin, transport));
  home_ = device_->home();
  return Status();
}

Status Handset::BecomeCopyOf(const Handset& other) {
  device_.reset();
  disk_.CopyFrom(other.disk_);
  files_.files = other.files_.files;
  secret_.secret = other.secret_.secret;
  home_ = other.home_;
  skew_ms = other.skew_ms;
  boot_ = other.boot_ + 1'000'000;
  booted_ = now_;
  return SwitchOn();
}

void Handset::KillApp() { device_.reset(); }

void Handset::TakeBatteryOut() {
  device_.reset();
  disk_.PowerBack();
  Reboot();
}

Status Handset::SwitchOn() {
  TILIK_ASSIGN_OR_RETURN(device_, client::Device::Unlock(host_, home_, kPin));
  return Status();
}

void Handset::Reboot() {
  ++boot_;
  booted_ = now_;
}

}  // namespace tilik::simulation
