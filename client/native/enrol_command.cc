#include "client/native/commands.h"
#include "client/screens/naming.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {

Exit RunEnrol(const SharedOptions& shared, const EnrolOptions& options, const Terminal& terminal) {
  const std::optional<std::string> key = FromHex(options.district);
  const std::optional<PublicKey> district = key ? PublicKey::FromRaw(*key) : std::nullopt;
  if (!district) {
    return terminal.Problem(Exit::kRefused,
                            {"Kunci kabupaten harus 64 angka heksadesimal, seperti pada kode dari "
                             "supervisor.",
                             "The district's key is 64 hexadecimal digits, as on the supervisor's "
                             "code."},
                            {"Tidak ada yang didaftarkan; kode masih berlaku.",
                             "Nothing was enrolled; the code is still good."});
  }
  const Result<std::string> pin = AskPin(terminal, /*twice=*/true);
  if (!pin.ok()) return terminal.Problem(pin.status(), {"Terkunci", "Locked"});
  if (const Status status = client::CheckPin(*pin); !status.ok()) {
    return terminal.Problem(
        Exit::kRefused,
        {"PIN harus paling sedikit enam angka.", "The PIN needs six digits at least."},
        {"Tidak ada yang didaftarkan; kode masih berlaku.",
         "Nothing was enrolled; the code is still good."});
  }
  OpenHome home(shared, terminal);
  const Exit enrolled =
      home.Enrol({options.server, options.code, *district, options.device_name, *pin});
  if (enrolled != Exit::kDone) return enrolled;

  const auto status = home.device().Status();
  if (!status.ok()) return terminal.Problem(status.status(), {"Keadaan tidak terbaca", "Status"});
  v1::EnrolView view;
  view.set_enrolment(ToHex(status->enrolment.raw()));
  view.set_officer(status->officer);
  view.set_district(status->district_name);
  for (const std::uint64_t village : status->villages) {
    view.add_villages()->set_code(screens::VillageText(village));
  }
  terminal.Tell(
      {"Terdaftar: " + status->officer + ", " + status->district_name + ". Berikutnya: tilik sync",
       "Enrolled: " + status->officer + ", " + status->district_name + ". Next: tilik sync"});
  terminal.Print(view);
  return Exit::kDone;
}

}  // namespace tilik::native
