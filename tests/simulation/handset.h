// A phone as a thing: a disk that may fail, a few small files, clocks that anybody may set, and the
// production device that runs on it.
//
// Killing the app ends the process and keeps what was written; when the battery falls out, what was
// not synced is drawn anew and the boot is another one. Both may happen at any change of the disk
// (Disk::FailAt). Neither copied nor moved: what runs on it points into it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/core/device.h"
#include "tests/simulation/chance.h"
#include "tests/simulation/disk.h"

namespace tilik::simulation {

class Handset {
 public:
  // `now` is the world's; all three outlive the handset.
  Handset(const Codebooks& codebooks, Chance& chance, const Instant& now);
  ~Handset();
  Handset(const Handset&) = delete;
  Handset& operator=(const Handset&) = delete;

  Status Enrol(const client::EnrolOrder& order, client::Transport& transport);
  // All that is stored here comes from another handset, and it is switched on.
  Status BecomeCopyOf(const Handset& other);

  // Null while it is off, or once the home was removed.
  client::Device* device() { return device_.get(); }
  client::Host& host() { return host_; }
  Disk& disk() { return disk_; }
  const std::string& home() const { return home_; }

  void KillApp();
  void TakeBatteryOut();
  // kNotFound: the home was removed.
  Status SwitchOn();

  // --- clocks ---
  std::int64_t skew_ms = 0;  // of the wall clock
  void Reboot();
  std::uint64_t boot() const { return boot_; }

 private:
  class SmallFiles final : public client::Files {
   public:
    explicit SmallFiles(Disk& disk) : disk_(disk) {}
    Result<std::string> Read(std::string_view path) override;
    Status WriteDurably(std::string_view path, std::string_view bytes) override;
    Result<std::vector<std::string>> List(std::string_view folder) override;
    Status MakeFolder(std::string_view) override { return Status(); }
    Status Remove(std::string_view path) override;
    Result<std::uint64_t> FreeSpace() override { return 1'000'000'000; }
    Result<std::unique_ptr<client::Turn>> TakeTurn(std::string_view) override;

    std::map<std::string, std::string, std::less<>> files;

   private:
    Disk& disk_;
  };
  class Secret final : public client::DeviceSecret {
   public:
    Result<std::string> Derive(std::string_view salt) override;
    std::string secret;
  };
  class HandsetClock final : public Clock {
   public:
    explicit HandsetClock(const Handset& handset) : handset_(handset) {}
    ClockReading Read() override;

   private:
    const Handset& handset_;
  };

  Chance& chance_;
  const Instant& now_;
  Disk disk_;
  SmallFiles files_;
  Secret secret_;
  HandsetClock clock_;
  client::Host host_;
  std::string home_;
  std::uint64_t boot_ = 1;
  Instant booted_;
  std::unique_ptr<client::Device> device_;
};

}  // namespace tilik::simulation
