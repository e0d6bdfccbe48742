#include "sync-server/importer/output.h"

#include <chrono>
#include <utility>

#include "proto/contract/identity.h"

namespace tilik::importer {
namespace {

// Well below what the contract allows one body and one push.
constexpr std::size_t kOperationsPerSet = 400;
constexpr std::size_t kBytesPerSet = kMaxBodyBytes / 2;
constexpr std::size_t kBytesPerPush = kMaxPushBytes / 4;
constexpr std::size_t kSetsPerPush = kMaxSetsPerPush / 2;
constexpr std::size_t kBytesAroundBody = 128;

}  // namespace

v1::Operation BeginImportOf(const std::string& importer, const ContentHash& file_hash,
                            std::uint32_t as_of, const std::string& file_name) {
  v1::Operation operation;
  v1::BeginImport* begin = operation.mutable_begin_import();
  begin->set_importer(importer);
  begin->set_file_hash(file_hash.str());
  begin->set_as_of(as_of);
  begin->set_file_name(file_name);
  return operation;
}

v1::Operation ImportedKeyOf(const std::string& importer, const std::string& key,
                            const RecordId& record, std::string_view values) {
  v1::Operation operation;
  v1::ImportedKey* imported = operation.mutable_imported_key();
  imported->set_importer(importer);
  imported->set_external_key(key);
  imported->set_record(record.str());
  imported->set_values_hash(HashOf(values).str());
  return operation;
}

Instant BeginningOf(std::uint32_t yyyymmdd, std::int32_t zone_offset_minutes) {
  using namespace std::chrono;
  const year_month_day date(year(static_cast<int>(yyyymmdd / 10'000)), month(yyyymmdd / 100 % 100),
                            day(yyyymmdd % 100));
  const milliseconds local = sys_days(date).time_since_epoch();
  return Instant{(local - minutes(zone_offset_minutes)).count()};
}

Status CheckAsOf(const Run& run) {
  if (!IsDate(run.as_of, false)) return Status::Invalid("tanggal berkas bukan tanggal yang ada");
  if (BeginningOf(run.as_of, run.store.district().zone_offset_minutes) > run.now) {
    return Status::Invalid("tanggal berkas belum tiba");
  }
  return Status();
}

struct Output::Batch {
  std::unique_ptr<storage::Writer> writer;
  std::optional<sync::AccountChain> chain;  // opened by the first set
  std::optional<sync::Ingest> ingest;
  std::size_t sets = 0;  // added and not merged yet
  std::size_t bytes = 0;
};

Output::Output(const Run& run, std::vector<v1::Operation> announcement)
    : run_(run),
      observed_(BeginningOf(run.as_of, run.store.district().zone_offset_minutes)),
      announcement_(std::move(announcement)) {}

Output::~Output() = default;

Result<storage::Writer*> Output::Writer() {
  if (batch_ != nullptr) return batch_->writer.get();
  auto batch = std::make_unique<Batch>();
  TILIK_ASSIGN_OR_RETURN(batch->writer, run_.store.BeginWrite());
  batch_ = std::move(batch);
  return batch_->writer.get();
}

Status Output::AddSet(std::vector<v1::Operation> operations) {
  if (!batch_->chain.has_value()) {
    const storage::District& district = run_.store.district();
    TILIK_ASSIGN_OR_RETURN(
        batch_->chain, sync::AccountChain::Open(run_.account, run_.keys, district, *batch_->writer,
                                                run_.random, run_.now));
    batch_->ingest.emplace(run_.codebooks, district, *batch_->writer);
  }
  std::size_t bytes = kBytesAroundBody;
  for (const v1::Operation& operation : operations) bytes += operation.ByteSizeLong();
  if (batch_->sets >= kSetsPerPush || batch_->bytes + bytes > kBytesPerPush) {
    TILIK_RETURN_IF_ERROR(Merge());
  }
  batch_->chain->Add(std::move(operations), observed_);
  ++batch_->sets;
  batch_->bytes += bytes;
  ++change_sets_;
  return Status();
}

Status Output::Add(std::vector<v1::Operation> operations) {
  Result<storage::Writer*> writer = Writer();
  if (!writer.ok()) return writer.status();
  std::vector<v1::Operation> set;
  std::size_t bytes = 0;
  if (!announcement_.empty()) TILIK_RETURN_IF_ERROR(AddSet(std::exchange(announcement_, {})));
  for (v1::Operation& operation : operations) {
    const std::size_t size = operation.ByteSizeLong();
    const bool full = set.size() >= kOperationsPerSet || bytes + size > kBytesPerSet;
    if (full && !set.empty()) {
      TILIK_RETURN_IF_ERROR(AddSet(std::exchange(set, {})));
      bytes = 0;
    }
    bytes += size;
    set.push_back(std::move(operation));
  }
  return AddSet(std::move(set));
}

Status Output::Merge() {
  if (batch_ == nullptr || batch_->sets == 0) return Status();
  TILIK_RETURN_IF_ERROR(batch_->chain->Flush(*batch_->ingest, run_.now));
  batch_->sets = 0;
  batch_->bytes = 0;
  return Status();
}

void Output::Drop() { batch_.reset(); }

Status Output::Commit() {
  if (batch_ == nullptr) return Status();
  TILIK_RETURN_IF_ERROR(Merge());
  TILIK_RETURN_IF_ERROR(batch_->writer->Commit());
  batch_.reset();
  return Status();
}

}  // namespace tilik::importer
