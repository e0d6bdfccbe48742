// bundle_bytes_50_visits_20_handovers: a week of one officer by card, without photos: fifty typical
// visits and twenty handovers as one file, the request for fresh data and the index included.
//
// The yardstick is the same seventy sets pushed over HTTP, where a batch shares its packing and one
// signature. A bundle cannot: each frame has to open and prove itself alone, so it carries 171
// bytes a set that a batch does not (59 of seal and place, 112 of chain, previous link and
// signature) and packs each body by itself. The budget is what fits into one message of the 64 kB
// that an officer's chat sends over 2G in half a minute.
#include "proto/contract/bundle.h"
#include "tests/bench/benches.h"
#include "tests/bench/phone.h"
#include "tests/bench/push_counter.h"
#include "tests/bench/typical_visit.h"

namespace tilik::bench {
namespace {

constexpr std::size_t kVisits = 50;
constexpr int kHandovers = 20;

client::Work Handover(Phone& phone, int n) {
  client::Work work;
  v1::Handover* handover = work.operations.emplace_back().mutable_handover();
  handover->set_line(phone.device().NewLineId().str());
  handover->set_received(10'000);
  handover->set_mode(v1::HANDOVER_MODE_DISAKSIKAN);
  handover->set_paid_by("juru bayar Bulog");
  handover->set_receiver(v1::RECEIVER_SENDIRI);
  handover->set_card_holder(v1::CARD_HOLDER_KPM);
  handover->add_evidence(v1::EVIDENCE_KIND_TANDA_TANGAN);
  handover->add_evidence(v1::EVIDENCE_KIND_FOTO_KTP);
  handover->set_event("Balai desa Fatumnasi 2018-02-20");
  handover->set_receipt_number("R-" + std::to_string(1800 + n));
  return work;
}

}  // namespace

Figure Bundle(Office& kecamatan, const std::filesystem::path& folder) {
  Phone phone(folder, kecamatan.address(),
              kecamatan.Invite("Adriana Nabuasa", kecamatan.AllVillages()));
  phone.Sync();
  const std::vector<RecordId> households = phone.Households(kecamatan.AllVillages(), 4, 5, kVisits);
  TILIK_CHECK(households.size() == kVisits, "fifty households of four or five persons live there");
  Chance chance(2026);
  std::size_t bodies = 0;
  for (const RecordId& household : households) {
    phone.clock().Pass(480'000 + chance() % 600'000);
    const TypicalVisit visit = MakeTypicalVisit(phone.device(), household, chance);
    TILIK_CHECK(phone.device().Save(Capture(phone.device(), visit)).ok(), "a visit is saved");
  }
  for (int n = 0; n < kHandovers; ++n) {
    phone.clock().Pass(12'000 + chance() % 6'000);
    TILIK_CHECK(phone.device().Save(Handover(phone, n)).ok(), "a handover is saved");
  }
  Result<client::BundleExport> bundle = phone.device().Export({}, [&](std::string_view frame) {
    bodies += frame.size() - kFrameCost;
    return Status();
  });
  TILIK_CHECK(bundle.ok() && bundle->sets.size() == kVisits + kHandovers, "all of it fits");
  PushCounter transport(phone.transport());
  const Result<client::SyncReport> report = phone.device().Sync(transport, {});
  TILIK_CHECK(report.ok() && report->receipts == kVisits + kHandovers, "the same goes by network");

  Figure figure;
  figure.key = "bundle_bytes_50_visits_20_handovers";
  figure.value = static_cast<double>(bundle->bytes);
  figure.unit = "bytes";
  figure.budget = 64 * 1024;
  figure.yardstick = static_cast<double>(transport.sent + transport.received);
  figure.measured_against = "the same sets pushed over HTTP, receipts included";
  figure.note = Thousands(static_cast<double>(bundle->bytes - bodies)) + " of them seal and place";
  return figure;
}

}  // namespace tilik::bench
