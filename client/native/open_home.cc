#include "client/native/open_home.h"

#include "client/native/curl_transport.h"

namespace tilik::native {
namespace {

// By name or by the beginning of the id; anybody when nobody is named.
bool IsCalled(const client::HomeSummary& home, const std::string& as) {
  return home.officer == as || home.name.starts_with(as);
}

client::Wording WhyNotOpened(Code code) {
  switch (code) {
    case Code::kConflict:
      return {"Terkunci: sedang dibuka oleh program lain", "Locked: another program has it open"};
    case Code::kStorage:
      return {"Tidak dapat dibuka", "It cannot be opened"};
    default:
      return {"Terkunci, PIN tidak membukanya", "Locked"};
  }
}

}  // namespace

OpenHome::OpenHome(const SharedOptions& options, const Terminal& terminal)
    : options_(options),
      terminal_(terminal),
      clock_(options.clock_offset_s, options.days_later),
      files_(options.home),
      secret_(options.home, random_),
      host_{files_, secret_, clock_, random_, Codebooks::BuiltIn(), options.home, ""} {}

Exit OpenHome::Choose(client::HomeSummary* chosen) {
  const auto homes = client::ListHomes(host_);
  if (!homes.ok()) {
    return terminal_.Problem(homes.status(),
                             {"Rumah data tidak terbaca", "The home is unreadable"});
  }
  if (homes->empty()) {
    return terminal_.Problem(
        Exit::kUsage,
        {options_.home + " belum terdaftar.", options_.home + " is not enrolled yet."},
        {"Daftarkan dulu dengan tilik enrol.", "Enrol it first: tilik enrol."});
  }
  std::vector<client::HomeSummary> fitting;
  std::string all;
  for (const client::HomeSummary& home : *homes) {
    all += "\n  " + home.name + " " + home.officer;
    if (IsCalled(home, options_.as)) fitting.push_back(home);
  }
  if (fitting.size() != 1) {
    return terminal_.Problem(Exit::kUsage,
                             {"Siapa? pilih satu petugas dengan --as:" + all,
                              "Who? choose one officer with --as:" + all},
                             {"Tidak ada yang dibuka.", "Nothing was opened."});
  }
  *chosen = fitting.front();
  return Exit::kDone;
}

Exit OpenHome::Unlock() {
  client::HomeSummary chosen;
  if (const Exit exit = Choose(&chosen); exit != Exit::kDone) return exit;
  const Result<std::string> pin = AskPin(terminal_, /*twice=*/false);
  if (!pin.ok()) return terminal_.Problem(pin.status(), {"Terkunci", "Locked"});
  auto device = client::Device::Unlock(host_, chosen.name, *pin);
  if (!device.ok()) {
    return terminal_.Problem(device.status(), WhyNotOpened(device.status().code()));
  }
  return Hold(*std::move(device));
}

Exit OpenHome::UnlockByCode(const client::HomeSummary& chosen, const std::string& code) {
  const Result<std::string> pin = AskPin(terminal_, /*twice=*/true);
  if (!pin.ok()) return terminal_.Problem(pin.status(), {"Terkunci", "Locked"});
  auto device = client::Device::UnlockByCode(host_, chosen.name, code, *pin);
  if (!device.ok()) {
    return terminal_.Problem(device.status(), {"Masih terkunci", "Still locked"});
  }
  return Hold(*std::move(device));
}

Exit OpenHome::Hold(std::unique_ptr<client::Device> device) {
  device_ = std::move(device);
  known_ = std::make_unique<screens::KnownToDevice>(*device_);
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
  return Hold(*std::move(device));
}

client::CaptureContext OpenHome::Context() {
  return {device_->codebooks(), *known_, [this] { return device_->NewRecordId(); }, today()};
}

}  // namespace tilik::native
