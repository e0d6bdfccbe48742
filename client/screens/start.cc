#include "client/screens/start.h"

#include "client/core/recovery.h"
#include "client/core/vault.h"
#include "client/screens/naming.h"
#include "client/screens/problem.h"
#include "proto/contract/enrol_code.h"

namespace tilik::screens {
namespace {

using client::Wording;

const Wording kCodeStillGood = {"Tidak ada yang didaftarkan; kode masih berlaku.",
                                "Nothing was enrolled; the code is still good."};
const Wording kStillLocked = {"Masih terkunci; semua pekerjaan tetap ada.",
                              "Still locked; all work is kept."};
const Wording kShortPin = {"PIN harus paling sedikit enam angka.",
                           "The PIN needs six digits at least."};

// The first digits, as people compare them.
constexpr std::size_t kDigitsToCompare = 8;

Wording InAWhile(std::uint32_t seconds) {
  if (seconds < 90) {
    const std::string count = std::to_string(seconds);
    return {"Coba lagi dalam " + count + " detik.", "Try again in " + count + " seconds."};
  }
  const std::string count = std::to_string((seconds + 59) / 60);
  return {"Coba lagi dalam " + count + " menit.", "Try again in " + count + " minutes."};
}

using Tries = const v1::WrongPins& (v1::KeyFile::*)() const;

// A refused PIN or code in an officer's words, with the time that it costs.
v1::ProblemView Refused(client::Host& host, const std::string& home, const Status& status,
                        const Wording& what, Tries tries, const Voice& voice) {
  if (status.code() == Code::kConflict) {
    return ProblemOf(voice, Exit::kLocked,
                     {"Sedang dibuka oleh program lain", "Another program has it open"},
                     kStillLocked);
  }
  if (status.code() != Code::kDenied) {
    return ProblemOf(voice, status, {"Tidak dapat dibuka", "It cannot be opened"});
  }
  std::uint64_t wait_ms = 0;
  if (const auto file = client::ReadKeyFile(host.files, home); file.ok()) {
    wait_ms = client::PinDelay(((*file).*tries)(), host.clock.Read());
  }
  const auto wait_s = static_cast<std::uint32_t>((wait_ms + 999) / 1000);
  Wording said = what;
  if (wait_s > 0) {
    const Wording later = InAWhile(wait_s);
    said = {what.id + " " + later.id, what.en + " " + later.en};
  }
  v1::ProblemView problem = ProblemOf(voice, Exit::kLocked, said, kStillLocked);
  problem.set_wait_s(wait_s);
  return problem;
}

v1::ProblemView WrongPin(client::Host& host, const std::string& home, const Status& status,
                         const Voice& voice) {
  return Refused(host, home, status, {"PIN tidak cocok.", "That is not the PIN."},
                 &v1::KeyFile::wrong_pins, voice);
}

}  // namespace

OrProblem<v1::ListHomesResponse> ListHomes(client::Host& host, const Voice& voice) {
  const auto homes = client::ListHomes(host);
  if (!homes.ok()) {
    return ProblemOf(voice, homes.status(),
                     {"Data perangkat tidak terbaca", "The device's data is unreadable"});
  }
  v1::ListHomesResponse response;
  for (const client::HomeSummary& home : *homes) {
    v1::HomeView* view = response.add_homes();
    view->set_home(home.name);
    view->set_officer(home.officer);
    view->set_district(home.district_name);
  }
  return response;
}

OrProblem<v1::ReadEnrolCodeResponse> ReadEnrolCode(const std::string& text, const Voice& voice) {
  const EnrolCode code = tilik::ReadEnrolCode(text);
  if (!code.complete()) {
    Wording missing;
    const auto lacks = [&](const std::string& part, const Wording& name) {
      if (!part.empty()) return;
      missing.id += (missing.id.empty() ? "" : ", ") + name.id;
      missing.en += (missing.en.empty() ? "" : ", ") + name.en;
    };
    lacks(code.server, {"alamat server (https://…)", "the server's address (https://…)"});
    lacks(code.code,
          {"kode sekali pakai (seperti 7MKQD-TR4XV)", "the one-time code (like 7MKQD-TR4XV)"});
    lacks(code.district,
          {"kunci kabupaten (64 angka dan huruf)", "the district's key (64 digits and letters)"});
    return ProblemOf(voice, Exit::kRefused,
                     {"Kode belum lengkap. Yang kurang: " + missing.id + ".",
                      "The code is not complete. Missing: " + missing.en + "."},
                     kCodeStillGood);
  }
  v1::ReadEnrolCodeResponse response;
  response.set_server(code.server);
  response.set_code(code.code);
  response.set_district(code.district.substr(0, kDigitsToCompare));
  return response;
}

OrProblem<client::EnrolOrder> OrderOf(const v1::EnrolHomeRequest& form, const Voice& voice) {
  if (const auto read = ReadEnrolCode(form.text(), voice);
      std::holds_alternative<v1::ProblemView>(read)) {
    return std::get<v1::ProblemView>(read);
  }
  if (!client::CheckPin(form.pin()).ok()) {
    return ProblemOf(voice, Exit::kRefused, kShortPin, kCodeStillGood);
  }
  const EnrolCode code = tilik::ReadEnrolCode(form.text());
  const std::optional<PublicKey> district = PublicKey::FromRaw(*FromHex(code.district));
  if (!district) {
    return ProblemOf(voice, Exit::kRefused,
                     {"Kunci kabupaten di kode ini bukan kunci.", "The district's key is none."},
                     kCodeStillGood);
  }
  return client::EnrolOrder{code.server, code.code, *district, form.device_name(), form.pin()};
}

v1::ProblemView EnrolProblem(const Status& status, const Voice& voice) {
  switch (status.code()) {
    case Code::kUnavailable:
      return ProblemOf(voice, Exit::kNoConnection,
                       {"Server kabupaten tidak terjangkau: " + status.message(),
                        "The district's server cannot be reached: " + status.message()},
                       kCodeStillGood);
    case Code::kDenied:
      return ProblemOf(
          voice, Exit::kRefused,
          {"Kode ini tidak diterima kabupaten: sudah dipakai, lewat 48 jam, atau "
           "kunci kabupatennya lain.",
           "The district does not take this code: used, older than 48 hours, or of "
           "another district's key."},
          {"Minta kode baru kepada supervisor. Tidak ada yang diubah di perangkat ini.",
           "Ask a supervisor for a new one. Nothing changed on this device."});
    default:
      return ProblemOf(voice, status, {"Pendaftaran gagal", "Enrolment failed"});
  }
}

v1::EnrolView EnrolledAs(client::Device& device) {
  v1::EnrolView view;
  view.set_district(device.state().district_name());
  if (const auto status = device.Status(); status.ok()) {
    view.set_enrolment(ToHex(status->enrolment.raw()));
    view.set_officer(status->officer);
    for (const std::uint64_t village : status->villages) {
      view.add_villages()->set_code(VillageText(village));
    }
  }
  return view;
}

OrProblem<OpenedDevice> Unlock(client::Host& host, const v1::UnlockHomeRequest& asked,
                               const Voice& voice) {
  auto device = client::Device::Unlock(host, asked.home(), asked.pin());
  if (!device.ok()) return WrongPin(host, asked.home(), device.status(), voice);
  return *std::move(device);
}

OrProblem<v1::UnlockHomeResponse> CheckPin(client::Host& host, const v1::UnlockHomeRequest& asked,
                                           const Voice& voice) {
  const auto opened = client::OpenVault(host, asked.home(), asked.pin());
  if (!opened.ok()) return WrongPin(host, asked.home(), opened.status(), voice);
  return v1::UnlockHomeResponse();
}

OrProblem<v1::AskForUnlockResponse> AskForUnlock(client::Host& host, const std::string& home,
                                                 const Voice& voice) {
  const auto request = client::RequestUnlock(host, home);
  if (!request.ok()) {
    return ProblemOf(voice, Exit::kLocked,
                     {"Kantor tidak dapat membuka perangkat ini dari jauh: kunci cadangannya habis "
                      "atau belum ada. Datanglah ke kantor dengan perangkat ini.",
                      "The office cannot open this device from afar: its spare keys are spent or "
                      "never came. Bring the device to the office."},
                     kStillLocked);
  }
  v1::AskForUnlockResponse response;
  response.mutable_request()->set_request(TextOf(*request));
  if (const auto file = client::ReadKeyFile(host.files, home); file.ok()) {
    response.mutable_request()->set_officer(file->officer());
  }
  return response;
}

OrProblem<OpenedDevice> UnlockByCode(client::Host& host, const v1::UnlockByCodeRequest& asked,
                                     const Voice& voice) {
  if (!client::CheckPin(asked.new_pin()).ok()) {
    return ProblemOf(voice, Exit::kRefused, kShortPin, kStillLocked);
  }
  if (!ReadUnlockCode(asked.code()).ok()) {
    return ProblemOf(
        voice, Exit::kRefused,
        {"Ada huruf yang salah ketik di kode ini.", "A letter of this code is mistyped."},
        {"Ini tidak dihitung sebagai percobaan.", "This does not count as a try."});
  }
  auto device = client::Device::UnlockByCode(host, asked.home(), asked.code(), asked.new_pin());
  if (!device.ok()) {
    return Refused(host, asked.home(), device.status(),
                   {"Kode ini bukan untuk perangkat ini.", "This code is not for this device."},
                   &v1::KeyFile::wrong_codes, voice);
  }
  return *std::move(device);
}

}  // namespace tilik::screens
