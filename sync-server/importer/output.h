// The change sets of one import, in batches: a Writer, the account's chain and an Ingest for each.
//
// The first set of a run is prefixed by what names the files, so a run that changes nothing leaves
// no trace. A batch is durable as a whole: change sets together with what is remembered of the
// rows they come from. Bounded by the contract's limits on sets and pushes, and by memory: a
// household is about 4 kB, and a batch 200 of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sync-server/importer/importer.h"
#include "sync-server/sync/account_chain.h"
#include "sync-server/sync/ingest.h"

namespace tilik::importer {

v1::Operation BeginImportOf(const std::string& importer, const ContentHash& file_hash,
                            std::uint32_t as_of, const std::string& file_name);
v1::Operation ImportedKeyOf(const std::string& importer, const std::string& key,
                            const RecordId& record, std::string_view values);

// The beginning of a day in the district's zone.
Instant BeginningOf(std::uint32_t yyyymmdd, std::int32_t zone_offset_minutes);
// kInvalid unless `as_of` is a date and not after the district's today.
Status CheckAsOf(const Run& run);

class Output {
 public:
  Output(const Run& run, std::vector<v1::Operation> announcement);
  ~Output();

  // Of the open batch; opens one when there is none.
  Result<storage::Writer*> Writer();
  // One change set, or several when it would be too large; in order.
  Status Add(std::vector<v1::Operation> operations);
  // What was added is merged when this returns.
  Status Merge();
  // Merged and durable; what follows goes into a new batch. Nothing happens when none is open.
  Status Commit();
  // As if nothing had been added to the open batch: what a preview does.
  void Drop();

  std::uint64_t change_sets() const { return change_sets_; }

 private:
  struct Batch;
  Status AddSet(std::vector<v1::Operation> operations);

  const Run& run_;
  const Instant observed_;
  std::vector<v1::Operation> announcement_;
  std::unique_ptr<Batch> batch_;
  std::uint64_t change_sets_ = 0;
};

}  // namespace tilik::importer
