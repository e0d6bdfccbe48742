#include "tests/bench/phone.h"

namespace tilik::bench {
namespace {

std::string Made(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  return (folder / "home").string();
}

native::CurlTransportOptions OptionsFor(const std::string& server) {
  native::CurlTransportOptions options;
  options.server = server;
  return options;
}

}  // namespace

Phone::Phone(const std::filesystem::path& folder, const std::string& server,
             const v1::EnrolInvitation& invitation)
    : root_(Made(folder)),
      files_(root_),
      secret_(root_, random_),
      host_{files_, secret_, clock_, random_, Codebooks::BuiltIn(), root_, ""},
      transport_(OptionsFor(server)),
      device_(
          *client::Device::Enrol(host_,
                                 {server, invitation.code(),
                                  *PublicKey::FromRaw(invitation.district_key()), "bench", kPin},
                                 transport_)) {}

client::SyncReport Phone::Sync() { return *device_->Sync(transport_, {}); }

std::vector<RecordId> Phone::Households(const std::vector<std::uint64_t>& villages,
                                        std::size_t fewest_persons, std::size_t most_persons,
                                        std::size_t most) {
  std::vector<RecordId> chosen;
  for (const std::uint64_t village : villages) {
    const std::vector<RecordId> households = *device_->HouseholdsOf(village);
    for (const RecordId& household : households) {
      if (chosen.size() == most) return chosen;
      const std::size_t persons = device_->ShowHousehold(household)->persons.size();
      if (persons >= fewest_persons && persons <= most_persons) chosen.push_back(household);
    }
  }
  return chosen;
}

}  // namespace tilik::bench
