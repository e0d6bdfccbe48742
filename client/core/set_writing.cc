#include "client/core/set_writing.h"

#include <optional>
#include <set>

#include "proto/contract/codebook.h"

namespace tilik::client {
namespace {

void LowerTo(std::uint64_t epoch, std::optional<std::uint64_t>* oldest) {
  if (!*oldest || epoch < **oldest) *oldest = epoch;
}

// The oldest epoch among all bases; `now` when nothing has a base.
std::uint64_t OldestEpoch(const v1::ChangeSet& set, std::uint64_t now) {
  std::optional<std::uint64_t> oldest;
  for (const v1::Operation& operation : set.operations()) {
    if (operation.has_propose_status()) LowerTo(now, &oldest);
    if (!operation.has_change_fields()) continue;
    LowerTo(operation.change_fields().base_epoch(), &oldest);
    for (const v1::BaseException& exception : operation.change_fields().exceptions()) {
      LowerTo(exception.epoch(), &oldest);
    }
  }
  return oldest.value_or(now);
}

// Epochs that follow from the set or from the change are not said twice.
void ShortenEpochs(v1::ChangeSet* set) {
  for (v1::Operation& operation : *set->mutable_operations()) {
    if (!operation.has_change_fields()) continue;
    v1::ChangeFields* change = operation.mutable_change_fields();
    for (v1::BaseException& exception : *change->mutable_exceptions()) {
      if (exception.epoch() == change->base_epoch()) exception.clear_epoch();
    }
    if (change->base_epoch() == set->oldest_epoch()) change->clear_base_epoch();
  }
}

void CollectCodebooks(const google::protobuf::RepeatedPtrField<v1::ValueColumns>& values,
                      std::set<CodebookNumber>* codebooks) {
  for (const v1::ValueColumns& columns : values) {
    if (columns.codebook() != 0) codebooks->insert(columns.codebook());
  }
}

void NameCodebooks(v1::ChangeSet* set) {
  std::set<CodebookNumber> codebooks;
  for (const v1::Operation& operation : set->operations()) {
    CollectCodebooks(operation.create_record().values(), &codebooks);
    CollectCodebooks(operation.change_fields().values(), &codebooks);
  }
  for (CodebookNumber codebook : codebooks) set->add_codebooks(codebook);
}

}  // namespace

v1::ClockReadings ReadingsOf(const ClockReading& now) {
  v1::ClockReadings clock;
  clock.set_wall_ms(now.wall.ms);
  clock.set_utc_offset_minutes(now.utc_offset_minutes);
  clock.set_monotonic_ms(now.monotonic_ms);
  clock.set_boot_id(now.boot_id);
  return clock;
}

void SayWhatFollows(std::uint64_t epoch, v1::ChangeSet* set) {
  set->set_oldest_epoch(OldestEpoch(*set, epoch));
  ShortenEpochs(set);
  NameCodebooks(set);
}

}  // namespace tilik::client
