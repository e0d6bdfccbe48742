#include "tests/simulation/courier_work.h"

#include <algorithm>

#include "tests/simulation/line_work.h"

namespace tilik::simulation {
namespace {

constexpr std::size_t kMostParcels = 12;

// What motorbikes and SD cards do to a file.
void MaybeDamage(World& world, std::string& bytes) {
  if (bytes.empty() || !world.chance.Percent(world.bad_line_percent)) return;
  ++world.faults;
  if (world.chance.Percent(50)) {
    bytes.resize(world.chance.Below(bytes.size()));
    world.See("a parcel cut short");
    return;
  }
  for (std::uint64_t flips = 1 + world.chance.Below(3); flips > 0; --flips) {
    bytes[world.chance.Below(bytes.size())] ^= static_cast<char>(1u << world.chance.Below(8));
  }
  world.See("a parcel damaged");
}

void WriteReply(World& world, const Phone& phone, std::size_t index) {
  Result<std::string> file = world.office.WriteReply(phone.chain(), world.chance.Percent(20));
  if (!file.ok()) return;
  Parcel reply;
  reply.kind = Parcel::Kind::kReply;
  reply.bytes = *std::move(file);
  reply.phone = index;
  reply.shown = world.ShownNow();
  reply.epoch = world.office.epoch();
  world.parcels.push_back(std::move(reply));
  world.See("a reply sent by courier");
}

void BundleArrives(World& world, Parcel parcel) {
  MaybeDamage(world, parcel.bytes);
  static_cast<void>(world.office.TakeBundle(parcel.bytes));
  world.MendOffice();
  world.See("a bundle came by courier");
  if (world.chance.Percent(70)) WriteReply(world, *world.phones[parcel.phone], parcel.phone);
}

void ReplyArrives(World& world, Parcel parcel) {
  Phone& phone = *world.phones[parcel.phone];
  if (!phone.on()) return;
  phone.session.reset();
  MaybeDamage(world, parcel.bytes);
  const Result<client::BundleImport> import =
      phone.device().Import([&](std::uint64_t offset, std::size_t size) {
        return Result<std::string>(
            parcel.bytes.substr(std::min<std::size_t>(offset, parcel.bytes.size()), size));
      });
  if (import.ok() && import->report.must_wipe) {
    world.See("a revoked phone wiped itself");
    phone.handset().KillApp();
    phone.wiped = true;
    return;
  }
  phone.LookAt(parcel.epoch, parcel.shown);
  world.LookAtLog(phone);
  world.See("a reply came by courier");
}

}  // namespace

void SendBundle(World& world, Phone& phone) {
  if (world.parcels.size() >= kMostParcels) return;
  Parcel parcel;
  const Result<client::BundleExport> written =
      phone.device().Export({}, [&](std::string_view bytes) {
        parcel.bytes += bytes;
        return Status();
      });
  if (!written.ok()) return;
  TILIK_CHECK(phone.device().Entrust(*written, "Pak Elias").ok(), "a file is entrusted");
  const auto index = std::find_if(world.phones.begin(), world.phones.end(),
                                  [&](const auto& other) { return other.get() == &phone; });
  parcel.phone = static_cast<std::size_t>(index - world.phones.begin());
  world.parcels.push_back(std::move(parcel));
}

void ParcelArrives(World& world) {
  if (world.parcels.empty()) return;
  const std::size_t which = world.chance.Below(world.parcels.size());
  const Parcel parcel = world.parcels[which];
  if (world.chance.Percent(80)) {
    world.parcels.erase(world.parcels.begin() + static_cast<std::ptrdiff_t>(which));
  } else {
    world.See("a parcel that comes twice");
  }
  switch (parcel.kind) {
    case Parcel::Kind::kBundle:
      return BundleArrives(world, parcel);
    case Parcel::Kind::kReply:
      return ReplyArrives(world, parcel);
    case Parcel::Kind::kStrayRequest:
      return DeliverStray(world, parcel);
  }
}

}  // namespace tilik::simulation
