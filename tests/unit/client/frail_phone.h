// A phone on a disk that fails, and how many visits it has reported as saved.
#pragma once

#include "household.h"
#include "tests/simulation/disk.h"

namespace tilik::client {

class FrailPhone : public OneHousehold {
 public:
  explicit FrailPhone(std::uint64_t seed) : disk(seed) {
    phone_.host.pin_stretch = kUnguessable;  // it is opened a thousand times
    phone_.host.vfs = disk.name();
    phone_.host.database_root = "/phone";
    device_ = Must(Device::Enrol(phone_.host, district_.Order(), district_));
    SendHousehold(5, 9);
    Must(device_->Sync(district_, {}));
  }

  ~FrailPhone() override { device_.reset(); }  // before its disk

  // Another floor each time, so that every visit says something.
  bool Save() {
    if (!device_->Save(FloorSeen(1 + saved)).ok()) return false;
    ++saved;
    return true;
  }

  void Restart() {
    const std::string home = device_->home();
    device_.reset();
    disk.PowerBack();
    device_ = Must(Device::Unlock(phone_.host, home, kPin));
  }

  std::uint64_t InLog() { return Must(device_->Log(0, 100)).size(); }

  // Everything saved arrives, once and in order, and the phone shows the last of it.
  void ExpectAllArrives() {
    Must(device_->Sync(district_, {}));
    ASSERT_EQ(district_.arrived.size(), saved);
    for (std::uint64_t seq = 1; seq <= saved; ++seq) {
      const v1::ChangeSet body = Must(OpenBody(district_.arrived.at(seq).body));
      ASSERT_EQ(body.operations_size(), 1);
    }
    if (saved > 0) {
      EXPECT_EQ(Floor(), Seen(saved));
    }
  }

  simulation::Disk disk;
  std::uint32_t saved = 0;

 private:
  void TestBody() override {}
};

}  // namespace tilik::client
