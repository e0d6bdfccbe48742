// One home opened for the length of one command: its host, its device, and the options that every
// command shares.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "client/core/capture.h"
#include "client/core/device.h"
#include "client/native/device_secret_file.h"
#include "client/native/posix_files.h"
#include "client/native/system_clock.h"
#include "client/native/terminal.h"
#include "client/screens/known_to_device.h"
#include "client/screens/moments.h"

namespace tilik::native {

struct SharedOptions {
  std::string home;
  std::string as;  // which officer, when the home holds several: name, or beginning of the id
  std::string ca_file;
  std::int64_t clock_offset_s = 0;
  std::uint32_t days_later = 0;
};

class OpenHome {
 public:
  OpenHome(const SharedOptions& options, const Terminal& terminal);

  // Each: Exit::kDone, or the problem was told already.
  // The one home that the options name.
  Exit Choose(client::HomeSummary* chosen);
  // Asks for the PIN and unlocks.
  Exit Unlock();
  // Asks for a new PIN.
  Exit UnlockByCode(const client::HomeSummary& chosen, const std::string& code);
  Exit Enrol(const client::EnrolOrder& order);

  client::Host& host() { return host_; }
  client::Device& device() { return *device_; }
  const Terminal& terminal() const { return terminal_; }
  ClockReading now() { return clock_.Read(); }
  std::uint32_t today() { return screens::Today(clock_); }
  std::string Time(Instant instant) { return screens::TimeText(instant, now().utc_offset_minutes); }
  const std::string& ca_file() const { return options_.ca_file; }
  client::CaptureContext Context();

 private:
  Exit Hold(std::unique_ptr<client::Device> device);

  SharedOptions options_;
  const Terminal& terminal_;
  SystemClock clock_;
  SodiumRandom random_;
  PosixFiles files_;
  DeviceSecretFile secret_;
  client::Host host_;
  std::unique_ptr<client::Device> device_;
  std::unique_ptr<screens::KnownToDevice> known_;
};

}  // namespace tilik::native
