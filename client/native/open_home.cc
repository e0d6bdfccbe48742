#include "client/native/open_home.h"

#include "client/native/curl_transport.h"

namespace tilik::native {

OpenHome::OpenHome(const SharedOptions& options, const Terminal& terminal)
    : options_(options),
      terminal_(terminal),
      clock_(options.clock_offset_s),
      files_(options.home),
      secret_(options.home, random_),
      host_{files_, secret_, clock_, random_, Codebooks::BuiltIn(), options.home, ""} {}

Exit OpenHome::Unlock() {
  const auto homes = client::ListHomes(host_);
  if (!homes.ok()) {
    return terminal_.Problem(homes.status(),
                             {"Rumah data tidak terbaca", "The home is unreadable"});
  }
  std::string name = options_.enrolment;
  if (name.empty()) {
    if (homes->empty()) {
      return terminal_.Problem(
          Exit::kUsage,
          {options_.home + " belum terdaftar.", options_.home + " is not enrolled yet."},
          {"Daftarkan dulu dengan tilik enrol.", "Enrol it first: tilik enrol."});
    }
    if (homes->size() > 1) {
      std::string several;
      for (const client::HomeSummary& home : *homes)
        several += "\n  " + home.name + " " + home.officer;
      return terminal_.Problem(Exit::kUsage,
                               {"Ada beberapa petugas di sini; pilih dengan --enrolment:" + several,
                                "Several officers live here; choose with --enrolment:" + several},
                               {"Tidak ada yang dibuka.", "Nothing was opened."});
    }
    name = homes->front().name;
  }
  const Result<std::string> pin = AskPin(terminal_, /*twice=*/false);
  if (!pin.ok()) return terminal_.Problem(pin.status(), {"Terkunci", "Locked"});
  auto device = client::Device::Unlock(host_, name, *pin);
  if (!device.ok()) {
    const bool elsewhere = device.status().code() == Code::kConflict;
    return terminal_.Problem(
        device.status(), elsewhere ? client::Wording{"Terkunci: sedang dibuka oleh program lain",
                                                     "Locked: another program has it open"}
                                   : client::Wording{"Terkunci, PIN tidak membukanya", "Locked"});
  }
  device_ = *std::move(device);
  known_ = std::make_unique<KnownToDevice>(*device_);
  return Exit::kDone;
}

Exit OpenHome::Enrol(const client::EnrolOrder& order) {
  CurlTransportOptions options;
  options.server = order.server;
  options.ca_file = options_.ca_file;
  CurlTransport transport(std::move(options));
  auto device = client::Device::Enrol(host_, order, transport);
  if (!device.ok()) {
    const client::Wording doing = {"Pendaftaran gagal", "Enrolment failed"};
    if (device.status().code() != Code::kDenied) return terminal_.Problem(device.status(), doing);
    // The code or the district's key, not a PIN: the input was refused.
    return terminal_.Problem(Status::Invalid(device.status().message()), doing);
  }
  device_ = *std::move(device);
  known_ = std::make_unique<KnownToDevice>(*device_);
  return Exit::kDone;
}

client::CaptureContext OpenHome::Context() {
  return {device_->codebooks(), *known_, [this] { return device_->NewRecordId(); }, today()};
}

}  // namespace tilik::native
