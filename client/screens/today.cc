#include "client/screens/today.h"

#include <algorithm>
#include <map>

#include "client/screens/campaigns.h"
#include "client/screens/known_to_device.h"
#include "client/screens/musdes.h"
#include "client/screens/naming.h"
#include "client/screens/sheet.h"
#include "client/screens/visit_form.h"
#include "client/screens/work_states.h"

namespace tilik::screens {
namespace {

using client::Wording;

constexpr std::int64_t kDayMs = 86'400'000;
// screens.md: amber after three days.
constexpr std::int64_t kOldWorkMs = 3 * kDayMs;
// Work that only one phone has, for so long, is a phone in the river away from being lost.
constexpr std::int64_t kUnsafeWorkMs = 7 * kDayMs;
// A visit with nine photos of at most 120 kB, and its rows.
constexpr std::uint64_t kVisitBytes = 9 * 120'000 + 40'000;
// What the phone itself needs to go on living.
constexpr std::uint64_t kReserveBytes = 64 << 20;
constexpr std::uint32_t kFewVisits = 50;  // a week
constexpr std::uint32_t kMostVisits = 9'999;

class Warnings {
 public:
  explicit Warnings(const Voice& voice) : voice_(voice) {}

  void Add(v1::WarningView::Level level, const Wording& title, const Wording& text) {
    v1::WarningView& one = list_.emplace_back();
    one.set_level(level);
    one.set_title(voice_.Say(title));
    one.set_text(voice_.Say(text));
  }
  std::vector<v1::WarningView> Take() { return std::move(list_); }

 private:
  const Voice& voice_;
  std::vector<v1::WarningView> list_;
};

void WarnOfDevice(const client::DeviceStatus& status, Instant now, Warnings& warnings) {
  const Instant oldest = status.outbox.oldest_unsent;
  if (oldest.ms != 0 && now.ms - oldest.ms > kUnsafeWorkMs && status.outbox.entrusted == 0) {
    const std::string days = std::to_string((now.ms - oldest.ms) / kDayMs);
    warnings.Add(
        v1::WarningView::LEVEL_DANGER,
        {days + " hari pekerjaan hanya ada di perangkat ini",
         days + " days of work are on this device only"},
        {"Bila perangkat hilang, pekerjaan itu ikut hilang. Kirim di tempat bersinyal, "
         "atau titipkan lewat berkas.",
         "Should the device get lost, so is that work. Send it where there is a signal, or "
         "entrust it as a file."});
  }
  const std::uint32_t room = RoomForVisits(status.free_space);
  if (room < kFewVisits) {
    warnings.Add(room == 0 ? v1::WarningView::LEVEL_DANGER : v1::WarningView::LEVEL_ATTENTION,
                 {"Penyimpanan hampir penuh: cukup untuk ± " + std::to_string(room) + " keluarga",
                  "Storage is nearly full: room for about " + std::to_string(room) + " families"},
                 {"Hapus video atau berkas lain. Yang sudah tersimpan tetap aman.",
                  "Remove videos or other files. What is saved stays safe."});
  }
  if (status.synced.ms != 0 && now.ms + kDayMs < status.synced.ms) {
    warnings.Add(
        v1::WarningView::LEVEL_ATTENTION,
        {"Jam perangkat ini mundur", "This device's clock went back"},
        {"Menurut jam ini, pengiriman terakhir baru akan terjadi. Betulkan tanggal dan jam "
         "agar kunjungan tercatat pada hari yang benar.",
         "By this clock the last sync has yet to happen. Set date and time, so that visits "
         "are recorded on the right day."});
  }
  if (status.recovery_slots == 0) {
    warnings.Add(
        v1::WarningView::LEVEL_INFORMATION,
        {"PIN yang terlupa belum dapat dibantu kantor",
         "The office cannot help with a forgotten PIN yet"},
        status.synced.ms == 0
            ? Wording{"Kirim sekali di tempat bersinyal agar perangkat ini mendapat kunci "
                      "cadangan.",
                      "Send once where there is a signal, so that this device gets spare "
                      "keys."}
            : Wording{"Kabupaten belum menyiapkan kunci cadangan. Ingat PIN Anda baik-baik.",
                      "The district has no spare keys to give. Remember your PIN well."});
  }
}

v1::DraftListed Listed(client::Device& device, const client::Draft& draft) {
  v1::DraftListed view;
  view.set_draft(static_cast<std::uint64_t>(draft.number));
  view.set_form(draft.form);
  view.set_kept_ms(std::max(draft.kept.ms, draft.begun.ms));
  if (draft.subject.none()) return view;
  view.set_record(ToUuidText(draft.subject));
  view.set_name(KnownToDevice(device).NameOf(draft.subject));
  if (const auto subject = device.Show(draft.subject); subject.ok()) {
    view.set_village(VillageInFull(device, subject->record.village));
  }
  return view;
}

// Of which villages the work that came back is.
Result<std::map<std::uint64_t, std::uint32_t>> ReturnedByVillage(client::Device& device) {
  std::map<std::uint64_t, std::uint32_t> returned;
  TILIK_ASSIGN_OR_RETURN(const std::vector<v1::Task> tasks, device.Tasks());
  for (const v1::Task& task : tasks) {
    const auto record = RecordId::FromRaw(task.record());
    if (!record) continue;
    if (const auto shown = device.Show(*record); shown.ok()) ++returned[shown->record.village];
  }
  return returned;
}

Result<std::vector<v1::VillageProgressView>> ProgressOfAll(
    client::Device& device, const std::vector<std::uint64_t>& villages) {
  TILIK_ASSIGN_OR_RETURN(const auto campaigns, CampaignProgress(device));
  TILIK_ASSIGN_OR_RETURN(const auto returned, ReturnedByVillage(device));
  std::vector<v1::VillageProgressView> progress;
  for (const std::uint64_t village : villages) {
    v1::VillageProgressView& one = progress.emplace_back();
    one.set_code(VillageText(village));
    TILIK_ASSIGN_OR_RETURN(const v1::VillageName named, device.VillageNamed(village));
    one.set_name(named.name());
    one.set_kecamatan(named.kecamatan());
    TILIK_ASSIGN_OR_RETURN(const auto households, device.HouseholdsOf(village));
    one.set_households(static_cast<std::uint32_t>(households.size()));
    if (const auto found = returned.find(village); found != returned.end()) {
      one.set_returned(found->second);
    }
    const std::string newest = CampaignIn(device, village);
    for (const v1::CampaignProgressView& campaign : campaigns) {
      if (campaign.village() != one.code() || campaign.campaign() != newest) continue;
      one.set_campaign(campaign.campaign());
      one.set_cut_off(campaign.cut_off());
      one.set_listed(campaign.listed());
      one.set_visited(campaign.visited_here());
    }
  }
  return progress;
}

}  // namespace

std::uint32_t RoomForVisits(std::uint64_t free_bytes) {
  if (free_bytes <= kReserveBytes) return 0;
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>((free_bytes - kReserveBytes) / kVisitBytes, kMostVisits));
}

std::vector<v1::WarningView> EnrolmentWarnings(const client::DeviceStatus& status,
                                               const Voice& voice) {
  Warnings warnings(voice);
  if (status.revoked) {
    warnings.Add(v1::WarningView::LEVEL_DANGER,
                 {"Pendaftaran ini dicabut", "This enrolment is revoked"},
                 {"Pekerjaan yang tersisa masih diterima kabupaten; setelah semuanya aman, data di "
                  "perangkat ini dihapus.",
                  "What is left is still taken; once all is safe at the district, the data on this "
                  "device is removed."});
  }
  if (status.unconfirmed) {
    warnings.Add(v1::WarningView::LEVEL_ATTENTION,
                 {"Kabupaten dipulihkan dari cadangan", "The district was restored from a backup"},
                 {"Perangkat ini belum dikenal lagi: pekerjaan diterima, data baru menunggu "
                  "konfirmasi supervisor.",
                  "It does not know this device yet: work is taken, new data waits for a "
                  "supervisor."});
  }
  if (status.enrolling) {
    warnings.Add(v1::WarningView::LEVEL_INFORMATION,
                 {"PIN diganti dengan bantuan kantor", "The office helped with a new PIN"},
                 {"Perangkat ini melapor pada pengiriman berikut.",
                  "This device reports so at the next sync."});
  }
  if (status.expired) {
    warnings.Add(v1::WarningView::LEVEL_ATTENTION,
                 {"Terlalu lama tanpa sinkronisasi", "Too long without sync"},
                 {"Data kabupaten dihapus dari perangkat ini. Simpanan, draf dan foto Anda tetap "
                  "ada; kirim untuk mengambil data lagi.",
                  "The district's data was removed from this device. Your sets, drafts and photos "
                  "are here; sync to fetch the data again."});
  }
  if (!status.enrol_anew.empty()) {
    warnings.Add(v1::WarningView::LEVEL_DANGER,
                 {"Perangkat ini perlu didaftarkan ulang", "This device must be enrolled anew"},
                 {"Semua pekerjaan sudah dikirim dan draf tetap ada. Minta kode baru kepada "
                  "supervisor. (" +
                      status.enrol_anew + ")",
                  "All work was sent and drafts are kept. Ask a supervisor for a new code. (" +
                      status.enrol_anew + ")"});
  }
  return warnings.Take();
}

Result<v1::OutboxView> OutboxOf(client::Device& device) {
  TILIK_ASSIGN_OR_RETURN(const client::DeviceStatus status, device.Status());
  v1::OutboxView view;
  view.set_waiting_sets(static_cast<std::uint32_t>(status.outbox.unsent));
  view.set_waiting_photos(static_cast<std::uint32_t>(status.photos.waiting));
  view.set_waiting_photo_bytes(status.photos.waiting_bytes);
  view.set_oldest_waiting_ms(status.outbox.oldest_unsent.ms);
  view.set_entrusted_sets(static_cast<std::uint32_t>(status.outbox.entrusted));
  if (status.entrusted) {
    view.set_courier(status.entrusted->courier);
    view.set_entrusted_ms(status.entrusted->at.ms);
  }
  view.set_synced_ms(status.synced.ms);
  view.set_being_decided(static_cast<std::uint32_t>(status.undecided));
  view.set_returned(static_cast<std::uint32_t>(status.open_tasks));
  const Instant oldest = status.outbox.oldest_unsent;
  view.set_attention(oldest.ms != 0 && device.clock().Read().wall.ms - oldest.ms > kOldWorkMs);
  return view;
}

Result<v1::ShowTodayResponse> ShowToday(client::Device& device, const Voice& voice) {
  v1::ShowTodayResponse today;
  TILIK_ASSIGN_OR_RETURN(const client::DeviceStatus status, device.Status());
  today.set_officer(status.officer);
  today.set_district(status.district_name);
  TILIK_ASSIGN_OR_RETURN(*today.mutable_outbox(), OutboxOf(device));
  TILIK_ASSIGN_OR_RETURN(const auto tasks, OpenTasks(device, RecordId()));
  today.mutable_tasks()->Assign(tasks.begin(), tasks.end());
  TILIK_ASSIGN_OR_RETURN(const auto villages, ProgressOfAll(device, status.villages));
  today.mutable_villages()->Assign(villages.begin(), villages.end());
  TILIK_ASSIGN_OR_RETURN(const std::vector<client::Draft> drafts, device.Drafts());
  for (const client::Draft& draft : drafts) {
    if (draft.form == kMusdesForm) {
      TILIK_ASSIGN_OR_RETURN(*today.add_drafts(), MusdesListed(device, draft));
    }
    if (draft.form != kVisitForm && !IsSheet(draft.form)) continue;
    v1::DraftListed* one = today.add_drafts();
    *one = Listed(device, draft);
    if (IsSheet(draft.form)) {
      one->set_name(SheetTitle(draft.form, voice) + (one->name().empty() ? "" : " · ") +
                    one->name());
    }
  }
  for (const v1::WarningView& one : EnrolmentWarnings(status, voice)) *today.add_warnings() = one;
  Warnings warnings(voice);
  WarnOfDevice(status, device.clock().Read().wall, warnings);
  for (const v1::WarningView& one : warnings.Take()) *today.add_warnings() = one;
  today.set_room_for_visits(RoomForVisits(status.free_space));
  return today;
}

Result<v1::VillageProgressView> ProgressOf(client::Device& device, std::uint64_t village) {
  TILIK_ASSIGN_OR_RETURN(const auto progress, ProgressOfAll(device, {village}));
  return progress.front();
}

}  // namespace tilik::screens
