#include "sync-server/merge/deed_keeping.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "proto/contract/calendar.h"
#include "sync-server/merge/deed_writing.h"

namespace tilik::merge {

Status DeedKeeping::Run() {
  KeepAround();
  TILIK_RETURN_IF_ERROR(WriteDown());
  return FindOwnVisits();
}

// What is written down here is not in the store yet: it joins whatever is loaded beside it.
Status DeedKeeping::Load(const Keys& wanted) {
  if (wanted.empty()) return Status();
  TILIK_RETURN_IF_ERROR(load_(wanted));
  for (const FactId& id : touched_) loaded_.deeds.Put(Deed(*loaded_.deeds.Find(id)));
  return Status();
}

Status DeedKeeping::LoadRecords(const std::set<RecordId>& ids) {
  std::set<RecordId> asked;
  std::set<RecordId> next = ids;
  while (!next.empty()) {
    Keys wanted;
    for (const RecordId& id : next) {
      if (!id.none() && asked.insert(id).second && loaded_.records.count(id) == 0)
        wanted.records.insert(id);
    }
    TILIK_RETURN_IF_ERROR(Load(wanted));
    std::set<RecordId> absorbed;
    for (const RecordId& id : next) {
      const RecordState* live = Standing(loaded_, id);
      if (live == nullptr) continue;
      for (const RecordId& other : IdsOf(live->id)) {
        if (asked.count(other) == 0) absorbed.insert(other);
      }
    }
    next = std::move(absorbed);
  }
  return Status();
}

std::set<RecordId> DeedKeeping::IdsOf(const RecordId& id) const {
  std::set<RecordId> ids;
  std::vector<RecordId> pending = {StandsFor(id)};
  while (!pending.empty()) {
    const RecordId next = pending.back();
    pending.pop_back();
    if (!ids.insert(next).second) continue;
    auto record = loaded_.records.find(next);
    if (record == loaded_.records.end()) continue;
    for (const Absorbed& absorbed : record->second.absorbed) pending.push_back(absorbed.id);
  }
  return ids;
}

RecordId DeedKeeping::StandsFor(const RecordId& id) const {
  const RecordState* live = Standing(loaded_, id);
  return live == nullptr ? id : live->id;
}

Status DeedKeeping::LoadHouseholds(const std::set<RecordId>& households) {
  TILIK_RETURN_IF_ERROR(LoadRecords(households));
  Keys wanted;
  for (const RecordId& household : households) {
    if (household.none()) continue;
    for (const RecordId& id : IdsOf(household)) {
      if (loaded_.deeds.of_household.count(id) == 0) wanted.deeds_of_household.insert(id);
    }
  }
  return Load(wanted);
}

Status DeedKeeping::LoadPhotos(const std::set<ContentHash>& photos) {
  Keys wanted;
  for (const ContentHash& photo : photos) {
    if (loaded_.deeds.with_photo.count(photo) == 0) wanted.deeds_with_photo.insert(photo);
  }
  TILIK_RETURN_IF_ERROR(Load(wanted));
  std::set<RecordId> whose;
  for (const ContentHash& photo : photos) {
    for (const Deed* deed : loaded_.deeds.WithPhoto(photo)) whose.insert(deed->household);
  }
  return LoadRecords(whose);
}

Status DeedKeeping::LoadDays(const std::set<ChainDay>& days) {
  Keys wanted;
  for (const ChainDay& day : days) {
    if (loaded_.deeds.of_day.count(day) == 0) wanted.deeds_of_day.insert(day);
  }
  return Load(wanted);
}

Deeds DeedKeeping::OfHousehold(const RecordId& household) const {
  return loaded_.deeds.OfHouseholds(IdsOf(household));
}

// Whoever merges what is held from this set later must know what it said around it.
void DeedKeeping::KeepAround() {
  const bool holds = std::any_of(delta_.held_added.begin(), delta_.held_added.end(),
                                 [&](const FactId& id) { return id.link == context_.link; });
  if (holds) loaded_.held_around[context_.link] = around_;
}

Status DeedKeeping::WriteDown() {
  std::vector<FactId> written;
  std::vector<FactId> known;  // withdrawn, or of a line that a danom names only now
  Keys wanted;
  for (const FactId& id : delta_.facts) {
    const FactRow& fact = loaded_.facts.at(id);
    if (fact.origin.account || !IsDeed(fact.operation)) continue;
    (fact.retracted ? known : written).push_back(id);
    if (fact.operation.has_visit()) continue;
    const std::string& line = fact.operation.has_handover() ? fact.operation.handover().line()
                                                            : fact.operation.add_evidence().line();
    auto of_line = loaded_.lines.find(LineId::FromRaw(line).value_or(LineId()));
    if (of_line != loaded_.lines.end() && !of_line->second.recipient.none())
      wanted.records.insert(of_line->second.recipient);
  }
  for (const LineId& id : delta_.lines) {
    const LineState& line = loaded_.lines.at(id);
    if (!DefinesLines() || !line.defined || line.handovers.empty()) continue;
    wanted.records.insert(line.recipient);
    for (const HandoverFact& handover : line.handovers) known.push_back(handover.id);
  }
  wanted.deeds.insert(known.begin(), known.end());
  if (BringsPhotosOnly()) {
    for (const v1::AttachmentRef& photo : set_.attachments()) {
      if (auto record = RecordId::FromRaw(photo.record())) wanted.records.insert(*record);
    }
  }
  TILIK_RETURN_IF_ERROR(Load(wanted));

  std::vector<Deed> deeds;
  for (const FactId& id : written) Describe(loaded_.facts.at(id), deeds);
  if (BringsPhotosOnly()) {
    std::optional<Deed> photos = DescribePhotos(context_, around_, loaded_);
    if (photos) deeds.push_back(*std::move(photos));
  }
  for (const Deed& deed : deeds) fresh_.insert(deed.id);
  for (const FactId& id : known) Revise(id, deeds);
  return Take(deeds);
}

bool DeedKeeping::DefinesLines() const {
  return !delta_.released.empty() || std::any_of(set_.operations().begin(), set_.operations().end(),
                                                 [](const v1::Operation& operation) {
                                                   return operation.has_define_entitlements();
                                                 });
}

bool DeedKeeping::BringsPhotosOnly() const {
  return !context_.account && !context_.quarantined && set_.operations_size() == 0 &&
         set_.attachments_size() > 0;
}

void DeedKeeping::Describe(const FactRow& fact, std::vector<Deed>& deeds) const {
  const Link& link = fact.id.link;
  auto released = delta_.released.find(link);
  const bool own = link == context_.link;
  if (!own && released == delta_.released.end()) return;
  auto around = loaded_.held_around.find(link);
  Deed deed = DescribeFact(fact, own ? context_ : released->second,
                           own                                   ? around_
                           : around == loaded_.held_around.end() ? v1::ChangeSet()
                                                                 : around->second,
                           loaded_);
  if (deed.kind != Deed::Kind::kProof || !deed.photos.empty()) deeds.push_back(std::move(deed));
}

void DeedKeeping::Revise(const FactId& id, std::vector<Deed>& deeds) {
  const Deed* before = loaded_.deeds.Find(id);
  if (before == nullptr || fresh_.count(id) > 0) return;
  Deed deed = *before;
  // Withdrawn by this set: what else happens to be loaded beside it is no news.
  if (delta_.facts.count(id) > 0 && loaded_.facts.at(id).retracted) {
    deed.retracted = withdrawn_ = true;
  } else if (deed.household.none()) {
    deed.household = HouseholdAbove(loaded_.lines.at(deed.line).recipient, loaded_);
    fresh_.insert(id);
  } else {
    return;
  }
  deeds.push_back(std::move(deed));
}

// Loads the groups they belong to, and joins them.
Status DeedKeeping::Take(const std::vector<Deed>& deeds) {
  std::set<RecordId> households;
  std::set<ContentHash> photos;
  for (const Deed& deed : deeds) {
    days_.insert({deed.origin.chain, deed.day});
    households.insert(deed.household);
    photos.insert(deed.photos.begin(), deed.photos.end());
  }
  TILIK_RETURN_IF_ERROR(LoadDays(days_));
  TILIK_RETURN_IF_ERROR(LoadHouseholds(households));
  TILIK_RETURN_IF_ERROR(LoadPhotos(photos));
  for (const Deed& deed : deeds) {
    loaded_.deeds.Put(deed);
    delta_.deeds.insert(deed.id);
    touched_.insert(deed.id);
  }
  return Status();
}

// A visit concerns the handovers around it, whichever of them came first.
Status DeedKeeping::FindOwnVisits() {
  std::set<FactId> handovers;
  for (const FactId& id : touched_) {
    const Deed& deed = *loaded_.deeds.Find(id);
    if (deed.kind == Deed::Kind::kHandover) handovers.insert(id);
    if (deed.kind != Deed::Kind::kVisit) continue;
    for (const Deed* other : OfHousehold(deed.household)) {
      if (other->kind == Deed::Kind::kHandover) handovers.insert(other->id);
    }
  }
  Keys wanted;
  for (const FactId& id : handovers) {
    const Deed& handover = *loaded_.deeds.Find(id);
    for (const Deed* visit : OfHousehold(handover.household)) {
      const bool own = visit->kind == Deed::Kind::kVisit && visit->person == handover.payer;
      if (own && !visit->campaign.empty()) wanted.campaigns.insert(visit->campaign);
    }
  }
  TILIK_RETURN_IF_ERROR(Load(wanted));
  std::map<std::string, std::uint32_t> last_days;
  for (const std::string& name : wanted.campaigns) {
    auto campaign = loaded_.campaigns.find(name);
    if (campaign != loaded_.campaigns.end()) last_days[name] = CutOffOf(campaign->second);
  }
  for (const FactId& id : handovers) {
    Deed& handover = *loaded_.deeds.Find(id);
    const std::uint32_t visited =
        OwnVisit(rules_, handover, OfHousehold(handover.household), last_days);
    if (visited == handover.own_visit) continue;
    if (visited != 0) fresh_.insert(id);
    withdrawn_ = withdrawn_ || visited == 0;
    handover.own_visit = visited;
    delta_.deeds.insert(id);
    days_.insert({handover.origin.chain, handover.day});
  }
  return LoadDays(days_);
}

}  // namespace tilik::merge
