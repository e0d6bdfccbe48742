// What most stories of a device are about: one phone, one district, and one household between them,
// whose floor is looked at.
#pragma once

#include "district.h"
#include "gtest/gtest.h"
#include "phone.h"

namespace tilik::client {

inline const RecordId kHousehold = NumberedRecord(1);

// Enrolled by the story's own SetUp.
class OneHousehold : public ::testing::Test {
 protected:
  void SendHousehold(std::uint64_t revision, std::uint32_t floor) {
    district_.Send(kOelbubuk, RowOf(kHousehold, v1::RECORD_KIND_HOUSEHOLD, revision,
                                    {{FieldNamed("lantai"), Seen(floor)},
                                     {field::kHeadName, Typed("Yohanes Naisau")}}));
  }

  // A floor of this kind, over the screen as it is now.
  Work FloorSeen(std::uint32_t code) {
    Work work;
    Screen screen = Must(device_->Look({kHousehold}));
    work.operations.push_back(*Must(
        screen.Change(device_->codebooks(), kHousehold, {{FieldNamed("lantai"), Seen(code)}})));
    return work;
  }
  SavedSet SaveFloor(std::uint32_t code) { return Must(device_->Save(FloorSeen(code))); }

  // As the phone shows it.
  Answer Floor() {
    return Must(device_->Show(kHousehold)).shown.fields.at(FieldNamed("lantai")).shown;
  }

  // As after the battery fell out: no goodbye, and in again with the PIN.
  void DropAndReopen() {
    std::string home = device_->home();
    device_.reset();
    device_ = Must(Device::Unlock(phone_.host, home, kPin));
  }

  Phone phone_;
  District district_;
  std::unique_ptr<Device> device_;
};

}  // namespace tilik::client
