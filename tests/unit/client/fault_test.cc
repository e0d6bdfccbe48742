// "Tersimpan" under a disk that fails at every change once, and whose power is cut at every change
// once: what was reported as saved is on the phone afterwards and reaches the district once, what
// was not is there whole or not at all.
#include "frail_phone.h"

namespace tilik::client {
namespace {

using simulation::Fault;

constexpr std::uint32_t kVisits = 4;

TEST(Faults, WhatWasSavedSurvivesAPowerCutAtEveryChange) {
  std::uint64_t in_doubt = 0;
  std::uint64_t change = 1;
  for (bool cut = true; cut; ++change) {
    SCOPED_TRACE("the power goes at change " + std::to_string(change));
    FrailPhone phone(change);
    phone.disk.FailAt(change, Fault::kPowerCut);
    while (phone.saved < kVisits && !phone.disk.off() && phone.Save()) {
    }
    cut = phone.disk.faulted();
    phone.Restart();
    if (phone.InLog() != phone.saved) {
      ASSERT_EQ(phone.InLog(), phone.saved + 1);
      ++phone.saved;
      ++in_doubt;
    }
    phone.ExpectAllArrives();
    ASSERT_TRUE(phone.Save()) << "and goes on";
    phone.ExpectAllArrives();
    ASSERT_FALSE(HasFailure());
  }
  std::printf("%llu power cuts; visits there though not reported as saved %llu\n",
              static_cast<unsigned long long>(change - 2),
              static_cast<unsigned long long>(in_doubt));
  EXPECT_GT(change, 10u);
  EXPECT_GT(in_doubt, 0u);
}

// Refused in words, nothing half-saved, and saved when there is room again.
void TryEveryChange(Fault fault) {
  std::uint64_t refused = 0;
  std::uint64_t change = 1;
  for (bool met = true; met; ++change) {
    SCOPED_TRACE("change " + std::to_string(change));
    FrailPhone phone(change);
    phone.disk.FailAt(change, fault);
    met = false;
    while (phone.saved < kVisits) {
      if (phone.Save()) continue;
      ++refused;
      met = true;
      ASSERT_TRUE(phone.disk.faulted());
      ASSERT_EQ(phone.InLog(), phone.saved);
      phone.disk.Recover();
      ASSERT_TRUE(phone.Save());
    }
    met |= phone.disk.faulted();
    phone.disk.Recover();
    phone.ExpectAllArrives();
    ASSERT_FALSE(testing::Test::HasFailure());
  }
  EXPECT_GT(change, 10u);
  EXPECT_GT(refused, 10u);
}

TEST(Faults, AnErrorAtEveryChangeIsSaidAndTheVisitSavedLater) { TryEveryChange(Fault::kErrorOnce); }
TEST(Faults, ErrorsFromAnyChangeOnAreSaidAndTheVisitSavedLater) {
  TryEveryChange(Fault::kErrorEver);
}
TEST(Faults, AFullPhoneAtEveryChangeIsSaidAndTheVisitSavedLater) { TryEveryChange(Fault::kFull); }

}  // namespace
}  // namespace tilik::client
