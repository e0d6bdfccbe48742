#include "sync-server/merge/deed_writing.h"

#include <algorithm>

#include "proto/contract/calendar.h"
#include "proto/contract/folding.h"
#include "sync-server/merge/observation.h"

namespace tilik::merge {
namespace {

bool IsByHand(v1::HandoverMode mode) {
  return mode == v1::HANDOVER_MODE_UNSPECIFIED || mode == v1::HANDOVER_MODE_DISERAHKAN;
}

template <typename Kinds>
bool Has(const Kinds& kinds, v1::EvidenceKind wanted) {
  return std::find(kinds.begin(), kinds.end(), wanted) != kinds.end();
}

// One page of a signed danom proves the lines of all who signed it.
bool ProvesManyLines(const v1::Operation& operation, const v1::AttachmentRef& photo) {
  if (photo.kind() != v1::PHOTO_KIND_DANOM) return false;
  return operation.handover().from_paper() ||
         Has(operation.add_evidence().evidence(), v1::EVIDENCE_KIND_FOTO_DANOM);
}

Deed DescribeSet(const SetContext& context, const v1::ChangeSet& around) {
  Deed deed;
  deed.arrival = context.arrival;
  deed.person = Fold(context.person);
  const v1::ClockReadings& clock = around.clock();
  deed.clock_held = clock.wall_ms() != 0 && ClaimedTime(clock) == context.observed;
  deed.boot = clock.boot_id();
  deed.monotonic_ms = clock.monotonic_ms();
  if (around.has_place()) deed.place = around.place();
  deed.day = DayOf(context.observed, context.zone_offset_minutes);
  return deed;
}

void AddPhotos(const v1::Operation& operation, const v1::ChangeSet& around, Deed& deed) {
  for (const v1::AttachmentRef& photo : around.attachments()) {
    const auto hash = ContentHash::FromRaw(photo.hash());
    if (!hash || ProvesManyLines(operation, photo)) continue;
    if (std::find(deed.photos.begin(), deed.photos.end(), *hash) == deed.photos.end())
      deed.photos.push_back(*hash);
  }
}

void DescribeVisit(const v1::Visit& visit, Deed& deed) {
  deed.kind = Deed::Kind::kVisit;
  deed.household = RecordId::FromRaw(visit.household()).value_or(RecordId());
  deed.completed = visit.outcome() == v1::VISIT_OUTCOME_SELESAI;
  deed.duration_s = visit.duration_s();
  deed.campaign = visit.campaign();
  deed.card_holder = visit.card_holder();
}

void DescribeHandover(const v1::Handover& handover, Deed& deed) {
  deed.kind = Deed::Kind::kHandover;
  const bool written_down_later = handover.from_paper() || handover.day() != 0;
  if (handover.day() != 0) deed.day = handover.day();
  deed.at_event = !handover.event().empty();
  // Who watches somebody else pay stands where that one pays.
  const bool carried_home =
      IsByHand(handover.mode()) || handover.mode() == v1::HANDOVER_MODE_DIKONFIRMASI_KEMUDIAN;
  deed.at_home = !deed.at_event && !written_down_later && carried_home;
  deed.as_it_happened =
      !written_down_later && handover.mode() != v1::HANDOVER_MODE_LAPORAN_PENYALUR;
  deed.payer = IsByHand(handover.mode()) ? deed.person : Fold(handover.paid_by());
  deed.card_holder = handover.card_holder();
}

LineId LineOf(const v1::Operation& operation) {
  const std::string& raw =
      operation.has_handover() ? operation.handover().line() : operation.add_evidence().line();
  return LineId::FromRaw(raw).value_or(LineId());
}

}  // namespace

bool IsDeed(const v1::Operation& operation) {
  return operation.has_visit() || operation.has_handover() ||
         (operation.has_add_evidence() && !operation.add_evidence().line().empty());
}

v1::ChangeSet AroundOf(const v1::ChangeSet& set) {
  v1::ChangeSet around;
  if (set.has_clock()) *around.mutable_clock() = set.clock();
  if (set.has_place()) *around.mutable_place() = set.place();
  *around.mutable_attachments() = set.attachments();
  return around;
}

RecordId HouseholdAbove(const RecordId& id, const WorkingSet& loaded) {
  const RecordState* record = Standing(loaded, id);
  while (record != nullptr &&
         (record->kind == v1::RECORD_KIND_PERSON || record->kind == v1::RECORD_KIND_FAMILY)) {
    record = record->parent.none() ? nullptr : Standing(loaded, record->parent);
  }
  return record == nullptr ? RecordId() : record->id;
}

Deed DescribeFact(const FactRow& fact, const SetContext& context, const v1::ChangeSet& around,
                  const WorkingSet& loaded) {
  Deed deed = DescribeSet(context, around);
  deed.id = fact.id;
  deed.origin = fact.origin;
  deed.origin.observed = context.observed;
  if (fact.operation.has_visit()) {
    DescribeVisit(fact.operation.visit(), deed);
  } else {
    deed.kind = Deed::Kind::kProof;
    if (fact.operation.has_handover()) DescribeHandover(fact.operation.handover(), deed);
    deed.line = LineOf(fact.operation);
    auto line = loaded.lines.find(deed.line);
    if (line != loaded.lines.end()) deed.household = HouseholdAbove(line->second.recipient, loaded);
  }
  AddPhotos(fact.operation, around, deed);
  return deed;
}

std::optional<Deed> DescribePhotos(const SetContext& context, const v1::ChangeSet& around,
                                   const WorkingSet& loaded) {
  Deed deed = DescribeSet(context, around);
  deed.kind = Deed::Kind::kPhoto;
  deed.id = {context.link, 0};
  deed.origin.chain = context.chain;
  deed.origin.branch = context.branch;
  deed.origin.seq = context.seq;
  deed.origin.link = context.link;
  deed.origin.observed = context.observed;
  for (const v1::AttachmentRef& photo : around.attachments()) {
    if (!deed.household.none()) break;
    deed.household = HouseholdAbove(RecordId::FromRaw(photo.record()).value_or(RecordId()), loaded);
  }
  if (deed.household.none()) return std::nullopt;
  AddPhotos(v1::Operation(), around, deed);
  return deed;
}

}  // namespace tilik::merge
