// An officer's phone inside the bench: the real client core on real files, talking to the real
// server with the real transport, and a clock that can let a working day pass.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "client/core/device.h"
#include "client/native/curl_transport.h"
#include "client/native/device_secret_file.h"
#include "client/native/posix_files.h"
#include "client/native/system_clock.h"
#include "tilik/v1/console.pb.h"

namespace tilik::bench {

inline constexpr char kPin[] = "246810";

// The machine's clock, and the minutes between two visits that a bench does not wait for.
class WorkdayClock final : public Clock {
 public:
  ClockReading Read() override {
    ClockReading reading = clock_.Read();
    reading.wall.ms += static_cast<std::int64_t>(passed_ms_);
    reading.monotonic_ms += passed_ms_;
    return reading;
  }
  void Pass(std::uint64_t ms) { passed_ms_ += ms; }

 private:
  native::SystemClock clock_;
  std::uint64_t passed_ms_ = 0;
};

class Phone {
 public:
  // Enrols; the home is `folder`/home. Not synced yet.
  Phone(const std::filesystem::path& folder, const std::string& server,
        const v1::EnrolInvitation& invitation);

  client::Device& device() { return *device_; }
  WorkdayClock& clock() { return clock_; }
  native::CurlTransport& transport() { return transport_; }
  std::string root() const { return root_; }
  // All the way; a sync that ends early ends the bench.
  client::SyncReport Sync();
  std::uint64_t bytes_moved() const {
    return transport_.bytes_sent() + transport_.bytes_received();
  }
  // Households of these villages with that many persons, at most `most` of them.
  std::vector<RecordId> Households(const std::vector<std::uint64_t>& villages,
                                   std::size_t fewest_persons, std::size_t most_persons,
                                   std::size_t most);

 private:
  std::string root_;
  WorkdayClock clock_;
  SodiumRandom random_;
  native::PosixFiles files_;
  native::DeviceSecretFile secret_;
  client::Host host_;
  native::CurlTransport transport_;
  std::unique_ptr<client::Device> device_;
};

}  // namespace tilik::bench
