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
#include "tests/bench/typical_visit.h"

namespace tilik::bench {
namespace {

constexpr std::size_t kBatch = 50;

// Counts what the pushes of a session move.
class PushCounter final : public client::Transport {
 public:
  explicit PushCounter(client::Transport& transport) : transport_(transport) {}

  std::uint64_t pushes = 0, sent = 0, received = 0, receipts = 0;

  Result<std::string> Call(std::string_view method, std::string_view request,
                           std::string_view token) override {
    const std::uint64_t sent_before = bytes_sent(), received_before = bytes_received();
    auto answer = transport_.Call(method, request, token);
    if (method == "tilik.v1.SyncService/Push") {
      ++pushes;
      sent += bytes_sent() - sent_before;
      received += bytes_received() - received_before;
      v1::PushResponse response;
      if (answer.ok() && response.ParseFromString(*answer)) {
        receipts += static_cast<std::uint64_t>(response.receipts_size());
      }
    }
    return answer;
  }
  Result<std::uint64_t> AttachmentOffset(const ContentHash& hash, std::uint64_t size,
                                         std::string_view token) override {
    return transport_.AttachmentOffset(hash, size, token);
  }
  Result<std::uint64_t> AppendAttachment(const ContentHash& hash, std::uint64_t offset,
                                         std::string_view bytes, std::string_view token) override {
    return transport_.AppendAttachment(hash, offset, bytes, token);
  }
  std::uint64_t bytes_sent() const override { return transport_.bytes_sent(); }
  std::uint64_t bytes_received() const override { return transport_.bytes_received(); }

 private:
  client::Transport& transport_;
};

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
