#include "client/core/vault.h"

#include <algorithm>

#include "client/core/limits.h"

namespace tilik::client {
namespace {

constexpr std::uint32_t kKeyFileVersion = 1;

constexpr std::uint64_t kSecond = 1000;
constexpr std::uint64_t kMinute = 60 * kSecond;
constexpr std::uint32_t kFreeTries = 3;
constexpr std::uint64_t kDelays[] = {30 * kSecond, kMinute, 5 * kMinute, 15 * kMinute,
                                     60 * kMinute};

std::string KeyFilePath(std::string_view home) { return std::string(home) + "/key"; }

// NUL keeps a PIN and a secret apart from a longer PIN and a shorter secret.
Result<Secret> PinAndDevice(Host& host, std::string_view pin, const v1::WrappedKey& how) {
  TILIK_ASSIGN_OR_RETURN(std::string device, host.secret.Derive(how.salt()));
  Secret derived(std::move(device));
  std::string password(pin);
  password.push_back('\0');
  password += derived.bytes();
  return Secret(std::move(password));
}

std::string InWords(std::uint64_t delay_ms) {
  std::uint64_t seconds = (delay_ms + kSecond - 1) / kSecond;
  return seconds < 120 ? std::to_string(seconds) + " s" : std::to_string(seconds / 60) + " min";
}

}  // namespace

Result<v1::KeyFile> ReadKeyFile(Files& files, std::string_view home) {
  TILIK_ASSIGN_OR_RETURN(std::string bytes, files.Read(KeyFilePath(home)));
  v1::KeyFile file;
  if (!file.ParseFromString(bytes) || file.enrolment().size() != ChainId::kSize) {
    return Status::Corrupt("the key file of " + std::string(home) + " is damaged");
  }
  if (file.version() > kKeyFileVersion) {
    return Status::Unsupported("the key file was written by a newer version of Tilik");
  }
  return file;
}

Status WriteKeyFile(Files& files, std::string_view home, const v1::KeyFile& file) {
  return files.WriteDurably(KeyFilePath(home), file.SerializeAsString());
}

std::string DatabasePath(const Host& host, std::string_view home) {
  std::string path = host.database_root;
  if (!path.empty()) path += '/';
  return path.append(home) + "/tilik.db";
}

std::string PhotoFolder(std::string_view home) { return std::string(home) + "/photos"; }

Result<std::vector<HomeSummary>> ListHomes(Host& host) {
  TILIK_ASSIGN_OR_RETURN(std::vector<std::string> folders, host.files.List(""));
  std::vector<HomeSummary> homes;
  for (const std::string& folder : folders) {
    Result<v1::KeyFile> file = ReadKeyFile(host.files, folder);
    if (!file.ok()) continue;
    homes.push_back(
        {folder, *ChainId::FromRaw(file->enrolment()), file->officer(), file->district_name()});
  }
  std::sort(homes.begin(), homes.end(),
            [](const HomeSummary& a, const HomeSummary& b) { return a.name < b.name; });
  return homes;
}

Status CheckPin(std::string_view pin) {
  auto digits = std::count_if(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (static_cast<std::size_t>(digits) < kMinPinDigits || pin.size() > kMaxPinBytes) {
    return Status::Invalid("a PIN has at least six digits");
  }
  return Status();
}

std::uint64_t PinDelay(const v1::WrongPins& wrong, const ClockReading& now) {
  if (wrong.count() < kFreeTries) return 0;
  std::size_t step = std::min<std::size_t>(wrong.count() - kFreeTries, std::size(kDelays) - 1);
  std::uint64_t since = now.monotonic_ms;
  if (now.boot_id == wrong.boot_id()) since -= std::min(since, wrong.monotonic_ms());
  return since >= kDelays[step] ? 0 : kDelays[step] - since;
}

Result<v1::WrappedKey> WrapDatabaseKey(Host& host, std::string_view pin,
                                       const Secret& database_key) {
  v1::WrappedKey lock = NewLock(host.random, host.pin_stretch);
  TILIK_ASSIGN_OR_RETURN(Secret password, PinAndDevice(host, pin, lock));
  TILIK_RETURN_IF_ERROR(Wrap(host.random, password, database_key, &lock));
  return lock;
}

Status CreateVault(Host& host, const HomeSummary& home, std::string_view pin,
                   const Secret& database_key) {
  TILIK_RETURN_IF_ERROR(CheckPin(pin));
  v1::KeyFile file;
  file.set_version(kKeyFileVersion);
  file.set_enrolment(home.enrolment.str());
  file.set_officer(home.officer);
  file.set_district_name(home.district_name);
  TILIK_ASSIGN_OR_RETURN(*file.mutable_database_key(), WrapDatabaseKey(host, pin, database_key));
  return WriteKeyFile(host.files, home.name, file);
}

Result<Secret> TryCounted(Host& host, std::string_view home, v1::KeyFile* file,
                          v1::WrongPins* tries, const std::function<Result<Secret>()>& attempt) {
  ClockReading now = host.clock.Read();
  if (std::uint64_t delay = PinDelay(*tries, now); delay > 0) {
    return Status::Denied("too many wrong tries: try again in " + InWords(delay));
  }
  // Counted before it is tried: whoever pulls the plug at the right moment has tried all the same.
  tries->set_count(tries->count() + 1);
  tries->set_monotonic_ms(now.monotonic_ms);
  tries->set_boot_id(now.boot_id);
  TILIK_RETURN_IF_ERROR(WriteKeyFile(host.files, home, *file));
  Result<Secret> key = attempt();
  if (key.ok()) {
    tries->Clear();
    return key;
  }
  std::uint64_t delay = PinDelay(*tries, now);
  if (key.status().code() != Code::kDenied || delay == 0) return key.status();
  return Status::Denied(key.status().message() + "; the next try is in " + InWords(delay));
}

Result<OpenedVault> OpenVault(Host& host, std::string_view home, std::string_view pin) {
  TILIK_RETURN_IF_ERROR(ReadKeyFile(host.files, home).status());
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Turn> turn, host.files.TakeTurn(home));
  TILIK_ASSIGN_OR_RETURN(v1::KeyFile file, ReadKeyFile(host.files, home));
  OpenedVault opened;
  TILIK_ASSIGN_OR_RETURN(
      opened.database_key,
      TryCounted(host, home, &file, file.mutable_wrong_pins(), [&]() -> Result<Secret> {
        TILIK_ASSIGN_OR_RETURN(Secret password, PinAndDevice(host, pin, file.database_key()));
        Result<Secret> key = Unwrap(password, file.database_key());
        if (key.status().code() == Code::kDenied) return Status::Denied("wrong PIN");
        return key;
      }));
  TILIK_RETURN_IF_ERROR(WriteKeyFile(host.files, home, file));
  if (file.has_successor()) opened.successor = file.successor();
  return opened;
}

Result<v1::WrappedKey> WrapSigningKey(Host& host, const SigningKey& key, std::string_view pin) {
  v1::WrappedKey lock = NewLock(host.random, host.pin_stretch);
  TILIK_RETURN_IF_ERROR(Wrap(host.random, Secret(std::string(pin)), Secret(key.seed()), &lock));
  return lock;
}

Result<SigningKey> UnwrapSigningKey(const v1::WrappedKey& wrapped, std::string_view pin) {
  TILIK_ASSIGN_OR_RETURN(Secret seed, Unwrap(Secret(std::string(pin)), wrapped));
  return SigningKey::FromSeed(seed.bytes());
}

Result<v1::WrappedKey> WrapForDevice(Host& host, const Secret& secret) {
  return WrapDatabaseKey(host, "", secret);
}

Result<Secret> UnwrapForDevice(Host& host, const v1::WrappedKey& wrapped) {
  TILIK_ASSIGN_OR_RETURN(Secret password, PinAndDevice(host, "", wrapped));
  return Unwrap(password, wrapped);
}

Status RemoveHome(Host& host, std::string_view home) {
  TILIK_RETURN_IF_ERROR(host.files.Remove(KeyFilePath(home)));
  return host.files.Remove(home);
}

}  // namespace tilik::client
