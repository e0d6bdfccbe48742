#include "sync-server/sync/restore.h"

#include <algorithm>
#include <map>
#include <set>

#include "sync-server/sync/account_chain.h"
#include "sync-server/sync/orders.h"

namespace tilik::sync {
namespace {

Status AddGaps(const storage::ChainRow& row, storage::Reader& reader, Instant now,
               v1::MissingReport* report) {
  auto add = [&](std::uint64_t first, std::uint64_t last, const char* state) {
    v1::MissingSets* sets = report->add_sets();
    sets->set_enrolment(ToHex(row.state.chain.raw()));
    sets->set_officer(row.person);
    sets->set_first_seq(first);
    sets->set_last_seq(last);
    sets->set_state(state);
    return sets;
  };
  for (const merge::Hole& hole : row.state.holes) {
    add(hole.first, hole.last,
        hole.decided ? "ditutup dengan keputusan" : "dinyatakan hilang oleh HP")
        ->set_reason(hole.reason);
  }
  for (const auto& [first, last] : merge::GapsOf(row.state)) {
    v1::MissingSets* sets = add(first, last, "ditunggu");
    TILIK_ASSIGN_OR_RETURN(
        std::optional<storage::LogEntry> behind,
        reader.EntryByLink(row.state.chain, row.state.waiting.upper_bound(last)->second));
    if (!behind.has_value()) continue;
    sets->set_since_ms(behind->time.ms);
    sets->set_may_close(now.ms - behind->time.ms >= kGapWaitsMs);
  }
  return Status();
}

// The numbers above `after`, up to `through`, that are not among `returned`, as ranges.
void AddMissing(std::uint64_t after, std::uint64_t through,
                const std::vector<std::uint64_t>& returned, v1::RestoreLoss* loss) {
  auto add = [&](std::uint64_t first, std::uint64_t last) {
    if (first > last) return;
    v1::ArrivalRange* range = loss->add_missing();
    range->set_first(first);
    range->set_last(last);
  };
  std::uint64_t next = after + 1;
  for (std::uint64_t arrival : returned) {
    if (arrival > through) break;
    add(next, arrival - 1);
    next = arrival + 1;
  }
  add(next, through);
}

// An epoch ended at the first restore into a later one; null while it lasts.
const storage::RestoreRow* EndOf(std::uint64_t epoch,
                                 const std::vector<storage::RestoreRow>& restores) {
  auto end = std::find_if(restores.begin(), restores.end(),
                          [&](const storage::RestoreRow& row) { return row.epoch > epoch; });
  return end == restores.end() ? nullptr : &*end;
}

std::string Described(const storage::Witness& witness) {
  return "epoch " + std::to_string(witness.epoch) + ", " + std::to_string(witness.count) +
         " change set, disaksikan HP " + ToHex(witness.chain.raw());
}

}  // namespace

Result<std::uint64_t> BeginAfterRestore(storage::RegistryStore& store, const DistrictKeys& keys,
                                        const Codebooks& codebooks, Random& random, Instant now,
                                        bool new_epoch, const std::string& reason) {
  storage::District district = store.district();
  v1::LogHead head;
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store.BeginRead());
    TILIK_ASSIGN_OR_RETURN(head, reader->Head());
  }
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Writer> writer, store.BeginWrite());
  TILIK_RETURN_IF_ERROR(writer->ForgetCodesAndSessions());
  if (new_epoch) {
    const auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(now.ms, 0) / 1000);
    district.epoch = std::max(district.epoch + 1, seconds);
    TILIK_RETURN_IF_ERROR(writer->BeginEpoch(district.epoch));
  }
  v1::Operation operation;
  v1::BeginEpoch* begin = operation.mutable_begin_epoch();
  begin->set_epoch(district.epoch);
  begin->set_count(head.count());
  begin->set_hash(head.hash());
  begin->set_reason(reason);
  Ingest ingest(codebooks, district, *writer);
  TILIK_ASSIGN_OR_RETURN(AccountChain office,
                         AccountChain::Open(kOfficeAccount, keys, district, *writer, random, now));
  office.Add({operation}, now);
  TILIK_RETURN_IF_ERROR(office.Flush(ingest, now));
  TILIK_RETURN_IF_ERROR(writer->Commit());
  return district.epoch;
}

Result<v1::MissingReport> Missing(storage::Reader& reader, Instant now) {
  v1::MissingReport report;
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::ChainRow> chains, reader.Chains());
  for (const storage::ChainRow& row : chains) {
    TILIK_RETURN_IF_ERROR(AddGaps(row, reader, now, &report));
  }
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::RestoreRow> restores, reader.Restores());
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::Witness> witnesses, reader.Witnesses());
  std::map<std::uint64_t, std::uint64_t> witnessed;  // by epoch: how far its log had come
  for (const storage::Witness& witness : witnesses) {
    const storage::RestoreRow* end = EndOf(witness.epoch, restores);
    if (end == nullptr || witness.count <= end->count) {
      report.add_contradictions(Described(witness));
    } else {
      witnessed[witness.epoch] = witness.count;
    }
  }
  TILIK_ASSIGN_OR_RETURN(std::set<std::uint64_t> epochs, reader.ReturnedEpochs());
  for (std::uint64_t epoch : epochs) witnessed.try_emplace(epoch, 0);
  for (const auto& [epoch, count] : witnessed) {
    const storage::RestoreRow* end = EndOf(epoch, restores);
    if (end == nullptr) continue;
    TILIK_ASSIGN_OR_RETURN(std::vector<std::uint64_t> returned, reader.Returned(epoch, end->count));
    const std::uint64_t through = returned.empty() ? count : std::max(count, returned.back());
    if (through <= end->count) continue;
    v1::RestoreLoss* loss = report.add_restores();
    loss->set_epoch(epoch);
    loss->set_restored_count(end->count);
    loss->set_witnessed_count(through);
    loss->set_returned(returned.size());
    AddMissing(end->count, through, returned, loss);
  }
  return report;
}

}  // namespace tilik::sync
