// wire_bytes_per_household: a batch of 50 typical visits of one village's day, captured, signed and
// queued by the client core and pushed by the real transport; all bytes of that push, request and
// answer with their heads, signature and receipts included, divided by 50.
//
// The yardstick is what a form engine of today sends for the same answers: one OpenRosa XML
// submission per visit, plain, as ODK Collect posts it, without its HTTP and without any signature.
// The note names the other end: the bare answers without ids, times or proof, packed by zstd -19.
#include "proto/contract/compression.h"
#include "tests/bench/benches.h"
#include "tests/bench/phone.h"
#include "tests/bench/push_counter.h"
#include "tests/bench/typical_visit.h"

namespace tilik::bench {
namespace {

constexpr std::size_t kBatch = 50;

double PerVisit(std::uint64_t bytes) {
  return static_cast<double>(bytes) / static_cast<double>(kBatch);
}

}  // namespace

Figure WireHousehold(Office& kecamatan, const std::filesystem::path& folder) {
  Phone phone(folder, kecamatan.address(),
              kecamatan.Invite("Sefnat Tafui", kecamatan.AllVillages()));
  phone.Sync();
  const std::vector<RecordId> households = phone.Households(kecamatan.AllVillages(), 4, 5, kBatch);
  TILIK_CHECK(households.size() == kBatch, "fifty households of four or five persons live there");

  Chance chance(2026);
  ValueCount count;
  std::uint64_t xml = 0;
  std::string bare;
  for (const RecordId& household : households) {
    const TypicalVisit visit = MakeTypicalVisit(phone.device(), household, chance);
    const client::Work work = Capture(phone.device(), visit);
    const ValueCount one = CountValues(visit, work);
    count.values += one.values;
    count.changed += one.changed;
    xml += OpenRosaXml(visit, chance).size();
    bare += BareJson(visit);
    phone.clock().Pass(480'000 + chance() % 600'000);
    TILIK_CHECK(phone.device().Save(work).ok(), "a typical visit is saved");
  }
  PushCounter transport(phone.transport());
  const client::SyncReport report = *phone.device().Sync(transport, {});
  TILIK_CHECK(report.receipts == kBatch && transport.pushes == 1, "the batch travels as one push");

  Figure figure;
  figure.key = "wire_bytes_per_household";
  figure.value = PerVisit(transport.sent + transport.received);
  figure.unit = "bytes";
  figure.budget = 300;
  figure.yardstick = PerVisit(xml);
  figure.measured_against = "plain OpenRosa XML of the same answers";
  figure.note = Thousands(PerVisit(count.values)) + " values per visit, " +
                Thousands(PerVisit(count.changed)) + " of them changed; " +
                Thousands(PerVisit(transport.sent)) + " bytes without receipts (" +
                Thousands(PerVisit(transport.received)) +
                " of receipts); bare answers by zstd -19: " +
                Thousands(PerVisit(Compress(bare, kWireLevel).size()));
  return figure;
}

}  // namespace tilik::bench
