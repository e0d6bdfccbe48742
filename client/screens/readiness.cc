#include "client/screens/readiness.h"

#include "client/screens/moments.h"
#include "client/screens/today.h"

namespace tilik::screens {
namespace {

using client::Wording;
using Level = v1::WarningView;

constexpr std::int64_t kHourMs = 3'600'000;
// Lists older than this were pulled before yesterday's decisions.
constexpr std::int64_t kFreshListsMs = 36 * kHourMs;
// A day in the field with the screen bright.
constexpr std::uint32_t kBatteryForADay = 70;
constexpr std::uint32_t kFewFamilies = 50;  // a week

class Checklist {
 public:
  explicit Checklist(const Voice& voice) : voice_(voice) {}

  void Add(Level::Level level, const Wording& title, const Wording& text) {
    v1::WarningView* item = response_.add_items();
    item->set_level(level);
    item->set_title(voice_.Say(title));
    item->set_text(voice_.Say(text));
    ready_ = ready_ && level != Level::LEVEL_ATTENTION && level != Level::LEVEL_DANGER;
  }
  v1::ShowReadinessResponse Take() {
    response_.set_ready(ready_);
    return std::move(response_);
  }

 private:
  const Voice& voice_;
  v1::ShowReadinessResponse response_;
  bool ready_ = true;
};

void CheckLists(const client::DeviceStatus& status, const ClockReading& now, Checklist& list) {
  if (status.synced.ms == 0 || status.expired) {
    list.Add(Level::LEVEL_DANGER, {"Daftar desa belum ada", "The villages' lists are not here"},
             {"Kirim sekali selagi ada sinyal; daftar ikut terambil.",
              "Send once while there is a signal; the lists come along."});
    return;
  }
  const std::string when = MomentWords(status.synced, now);
  const std::string households = std::to_string(status.households);
  const std::int64_t age = now.wall.ms - status.synced.ms;
  if (age > kFreshListsMs) {
    list.Add(Level::LEVEL_ATTENTION, {"Daftar desa diambil " + when, "Lists are of " + when},
             {"Kirim sekali lagi sebelum berangkat agar putusan terbaru ikut.",
              "Send once more before leaving, so that the latest decisions come along."});
    return;
  }
  list.Add(
      Level::LEVEL_GOOD, {"Daftar desa lengkap", "The villages' lists are here"},
      {households + " rumah tangga, diambil " + when, households + " households, fetched " + when});
}

void CheckWork(const client::DeviceStatus& status, Checklist& list) {
  const std::uint64_t waiting = status.outbox.unsent - status.outbox.entrusted;
  if (waiting > 0) {
    const std::string count = std::to_string(waiting);
    list.Add(Level::LEVEL_ATTENTION,
             {count + " simpanan belum terkirim", count + " saved things are not sent"},
             {"Kirim dulu selagi ada sinyal: kabupaten punya salinannya bila perangkat hilang.",
              "Send them while there is a signal: should the device get lost, the district has "
              "them."});
  } else {
    list.Add(Level::LEVEL_GOOD, {"Semua pekerjaan sudah terkirim", "All work was sent"},
             {"Tidak ada yang hanya ada di perangkat ini.", "Nothing is on this device alone."});
  }
  if (status.drafts == 0) return;
  const std::string drafts = std::to_string(status.drafts);
  list.Add(Level::LEVEL_INFORMATION, {drafts + " draf terbuka", drafts + " drafts are open"},
           {"Draf tetap ada di perangkat ini sampai disimpan.",
            "Drafts stay on this device until they are saved."});
}

void CheckSpace(const client::DeviceStatus& status, Checklist& list) {
  const std::uint32_t room = RoomForVisits(status.free_space);
  const std::string count = std::to_string(room);
  list.Add(room == 0             ? Level::LEVEL_DANGER
           : room < kFewFamilies ? Level::LEVEL_ATTENTION
                                 : Level::LEVEL_GOOD,
           {"Ruang cukup untuk ± " + count + " keluarga", "Room for about " + count + " families"},
           room < kFewFamilies ? Wording{"Hapus video atau berkas lain sebelum berangkat.",
                                         "Remove videos or other files before leaving."}
                               : Wording{"Dengan semua fotonya.", "With all their photos."});
}

void CheckBattery(const v1::ShowReadinessRequest& asked, Checklist& list) {
  if (asked.battery_percent() == 0) {
    list.Add(Level::LEVEL_INFORMATION, {"Baterai tidak terbaca", "The battery is not known"},
             {"Periksa sendiri; bawa pengisi daya.", "Look yourself; take a charger along."});
    return;
  }
  const std::string percent = std::to_string(asked.battery_percent()) + " %";
  const bool enough = asked.battery_percent() >= kBatteryForADay || asked.charging();
  list.Add(enough ? Level::LEVEL_GOOD : Level::LEVEL_ATTENTION,
           {"Baterai " + percent, "Battery " + percent},
           enough ? Wording{"Cukup untuk sehari di lapangan.", "Enough for a day in the field."}
                  : Wording{"Isi dulu, atau bawa pengisi daya.", "Charge it, or take a charger."});
}

void CheckClock(const client::DeviceStatus& status, const ClockReading& now, Checklist& list) {
  const bool went_back = status.synced.ms != 0 && now.wall.ms + kHourMs < status.synced.ms;
  const std::string says = MomentInFull(now.wall, now.utc_offset_minutes);
  list.Add(went_back ? Level::LEVEL_ATTENTION : Level::LEVEL_GOOD,
           {"Jam perangkat: " + says, "The device's clock: " + says},
           went_back ? Wording{"Lebih awal daripada pengiriman terakhir; betulkan tanggal dan jam.",
                               "Earlier than the last sync; set date and time."}
                     : Wording{"Cocokkan dengan jam dinding.",
                               "Compare it with the clock on the "
                               "wall."});
}

void CheckSpareKeys(const client::DeviceStatus& status, Checklist& list) {
  if (status.recovery_slots > 0) {
    list.Add(Level::LEVEL_GOOD, {"PIN yang terlupa dapat dibantu", "A forgotten PIN can be helped"},
             {"Kantor dapat membacakan kode pembuka.", "The office can read out an unlock code."});
    return;
  }
  list.Add(Level::LEVEL_INFORMATION,
           {"PIN yang terlupa belum dapat dibantu", "A forgotten PIN cannot be helped yet"},
           {"Ingat PIN Anda baik-baik.", "Remember your PIN well."});
}

}  // namespace

Result<v1::ShowReadinessResponse> ShowReadiness(client::Device& device, const Voice& voice,
                                                const v1::ShowReadinessRequest& asked) {
  TILIK_ASSIGN_OR_RETURN(const client::DeviceStatus status, device.Status());
  const ClockReading now = device.clock().Read();
  Checklist list(voice);
  for (const v1::WarningView& one : EnrolmentWarnings(status, voice)) {
    list.Add(one.level(), {one.title(), one.title()}, {one.text(), one.text()});
  }
  CheckLists(status, now, list);
  CheckWork(status, list);
  CheckSpace(status, list);
  CheckBattery(asked, list);
  CheckClock(status, now, list);
  CheckSpareKeys(status, list);
  return list.Take();
}

}  // namespace tilik::screens
