#include "tests/simulation/registry_maps.h"

#include <algorithm>

namespace tilik::simulation {

using merge::CaseFile;
using merge::CaseKey;
using merge::CaseKind;
using merge::RecordState;
using merge::WorkingSet;

const RecordState* RegistryMaps::Find(const RecordId& id) const {
  auto found = all_.records.find(id);
  return found == all_.records.end() ? nullptr : &found->second;
}

// --- loading ---

void RegistryMaps::LoadHeld(const merge::FactId& id, WorkingSet& into) const {
  into.held.emplace(id, all_.held.at(id));
  into.held_operations.emplace(id, all_.held_operations.at(id));
  into.held_contexts.emplace(id, all_.held_contexts.at(id));
  auto around = all_.held_around.find(id.link);
  if (around != all_.held_around.end()) into.held_around.insert(*around);
}

void RegistryMaps::LoadRecord(const RecordId& id, WorkingSet& into) const {
  for (const auto& [key, number] : all_.open_cases) {
    if (key.record == id || (key.kind == CaseKind::kDuplicate && key.other == id)) {
      into.open_cases.emplace(key, number);
      into.cases.emplace(number, all_.cases.at(number));
    }
  }
  for (const CaseKey& pair : all_.settled_pairs) {
    if (pair.record == id || pair.other == id) into.settled_pairs.insert(pair);
  }
  for (const auto& [fact, held] : all_.held) {
    if (held.waits_for == id) LoadHeld(fact, into);
  }
  const RecordState* record = Find(id);
  if (record == nullptr) return;
  into.records.emplace(id, *record);
  if (!record->redirected_to.none()) LoadRecord(record->redirected_to, into);
  if (!record->parent.none()) LoadRecord(record->parent, into);
}

void RegistryMaps::LoadFact(const merge::FactId& id, WorkingSet& into) const {
  if (auto row = all_.facts.find(id); row != all_.facts.end()) into.facts.insert(*row);
  if (all_.held.count(id) != 0) LoadHeld(id, into);
  if (auto review = all_.reviews.find(id); review != all_.reviews.end()) {
    LoadSample({review->second.campaign, review->second.village}, into);
    into.reviews.insert(*review);
  }
  CaseKey retraction;
  retraction.kind = CaseKind::kRetraction;
  retraction.fact = id;
  if (auto open = all_.open_cases.find(retraction); open != all_.open_cases.end()) {
    into.open_cases.insert(*open);
    into.cases.emplace(open->second, all_.cases.at(open->second));
  }
  for (const auto& [line_id, line] : all_.lines) {
    const auto among = [&](const auto& facts) {
      return std::any_of(facts.begin(), facts.end(),
                         [&](const auto& fact) { return fact.id == id; });
    };
    if (!among(line.handovers) && !among(line.non_deliveries) && !among(line.payer_reports)) {
      continue;
    }
    merge::Keys line_only;
    line_only.lines.insert(line_id);
    Load(line_only, into);
  }
}

void RegistryMaps::LoadSample(const merge::CampaignVillage& of, WorkingSet& into) const {
  if (auto sample = all_.samples.find(of); sample != all_.samples.end()) {
    into.samples.insert(*sample);
  }
}

void RegistryMaps::LoadCase(std::uint64_t number, WorkingSet& into) const {
  auto file = all_.cases.find(number);
  if (file == all_.cases.end()) return;
  into.cases.insert(*file);
  const CaseKey& key = file->second.key;
  if (file->second.open) into.open_cases.emplace(key, number);
  if (!key.record.none()) LoadRecord(key.record, into);
  if (!key.other.none()) LoadRecord(key.other, into);
  if (!(key.fact == merge::FactId())) LoadFact(key.fact, into);
  if (!key.line.none()) {
    merge::Keys line_only;
    line_only.lines.insert(key.line);
    Load(line_only, into);
  }
  for (const auto& [fact, held] : all_.held) {
    if (held.case_number == number) LoadHeld(fact, into);
  }
}

void RegistryMaps::Load(const merge::Keys& keys, WorkingSet& into) const {
  into.next_case_number = std::max(into.next_case_number, all_.next_case_number);
  for (const RecordId& id : keys.records) LoadRecord(id, into);
  std::vector<RecordId> above(keys.with_members.begin(), keys.with_members.end());
  while (!above.empty()) {
    const RecordId parent = above.back();
    above.pop_back();
    LoadRecord(parent, into);
    for (const auto& [id, record] : all_.records) {
      if (record.parent != parent) continue;
      LoadRecord(id, into);
      above.push_back(id);
    }
  }
  for (const auto& [id, line] : all_.lines) {
    const bool wanted = keys.lines.count(id) != 0 || keys.with_lines.count(line.recipient) != 0;
    if (!wanted) continue;
    into.lines.emplace(id, line);
    CaseKey key;
    key.kind = CaseKind::kDoubleDelivery;
    key.line = id;
    if (auto open = all_.open_cases.find(key); open != all_.open_cases.end()) {
      into.open_cases.insert(*open);
      into.cases.emplace(open->second, all_.cases.at(open->second));
    }
    for (const auto& [open, number] : all_.open_cases) {
      if (open.kind != CaseKind::kSignal || open.line != id) continue;
      into.open_cases.emplace(open, number);
      into.cases.emplace(number, all_.cases.at(number));
    }
  }
  LoadSignals(keys, into);
  for (const merge::FactId& id : keys.facts) LoadFact(id, into);
  for (const auto& [id, fact] : all_.facts) {
    if (keys.with_facts.count(fact.record) != 0) into.facts.emplace(id, fact);
  }
  for (const auto& [fact, held] : all_.held) {
    if (keys.sets.count(fact.link) != 0) LoadHeld(fact, into);
  }
  for (const RecordId& id : keys.with_history) into.history.emplace(id, HistoryOf(id));
  for (std::uint64_t number : keys.cases) LoadCase(number, into);
  for (const merge::IdentityKey& key : keys.identities) {
    if (auto found = all_.identities.find(key); found != all_.identities.end()) {
      into.identities.insert(*found);
    }
  }
  for (const ChainId& chain : keys.chains) {
    CaseKey key;
    key.kind = CaseKind::kQuarantine;
    key.chain = chain;
    if (auto open = all_.open_cases.find(key); open != all_.open_cases.end()) {
      LoadCase(open->second, into);
    }
  }
  for (const std::string& code : keys.programmes) {
    if (auto found = all_.programmes.find(code); found != all_.programmes.end()) {
      into.programmes.insert(*found);
    }
  }
  for (const RecordId& id : keys.with_eligibility) {
    auto found = all_.eligibility.find(id);
    into.eligibility.emplace(id, found == all_.eligibility.end()
                                     ? std::vector<merge::EligibilityFact>()
                                     : found->second);
  }
  for (const merge::CampaignVillage& of : keys.reviews) {
    LoadSample(of, into);
    for (const auto& [fact, review] : all_.reviews) {
      if (review.campaign == of.campaign && review.village == of.village)
        into.reviews.emplace(fact, review);
    }
  }
  for (const std::string& name : keys.ratifications) {
    if (auto found = all_.ratifications.find(name); found != all_.ratifications.end()) {
      into.ratifications.insert(*found);
    }
  }
  for (const RecordId& id : keys.profiles) LoadProfile(id, into);
  for (merge::BlockKey key : keys.blocks) {
    auto found = all_.blocks.find(key);
    auto [block, is_new] = into.blocks.try_emplace(key);
    if (!is_new || found == all_.blocks.end()) continue;
    block->second = found->second;
    for (const RecordId& id : block->second.people) LoadProfile(id, into);
  }
}

// Groups as the store bounds them.
void RegistryMaps::LoadSignals(const merge::Keys& keys, WorkingSet& into) const {
  auto take = [&](const merge::Deeds& deeds, merge::DeedBook::Group& group) {
    for (const merge::Deed* deed : deeds)
      group.insert(&into.deeds.deeds.emplace(deed->id, *deed).first->second);
  };
  for (const merge::FactId& id : keys.deeds) {
    auto deed = all_.deeds.deeds.find(id);
    if (deed != all_.deeds.deeds.end()) into.deeds.deeds.insert(*deed);
  }
  for (const merge::ChainDay& day : keys.deeds_of_day) {
    auto [group, is_new] = into.deeds.of_day.try_emplace(day);
    if (is_new) take(all_.deeds.OfDay(day), group->second);
    for (v1::Signal signal : merge::kSignalsOfDays) LoadSignal(merge::SignalOf(day, signal), into);
  }
  for (const RecordId& household : keys.deeds_of_household) {
    auto [group, is_new] = into.deeds.of_household.try_emplace(household);
    if (is_new) take(all_.deeds.OfHouseholds({household}), group->second);
  }
  for (const ContentHash& photo : keys.deeds_with_photo) {
    auto [group, is_new] = into.deeds.with_photo.try_emplace(photo);
    if (is_new) take(all_.deeds.WithPhoto(photo), group->second);
  }
  for (const CaseKey& key : keys.signals) LoadSignal(key, into);
  for (const std::string& name : keys.campaigns) {
    auto campaign = all_.campaigns.find(name);
    if (campaign != all_.campaigns.end()) into.campaigns.insert(*campaign);
  }
}

void RegistryMaps::LoadSignal(const CaseKey& key, WorkingSet& into) const {
  if (into.signals.count(key) != 0) return;
  std::uint64_t newest = 0;
  for (const auto& [number, file] : all_.cases) {
    if (file.key == key) newest = std::max(newest, number);
  }
  if (auto open = all_.open_cases.find(key); open != all_.open_cases.end()) newest = open->second;
  into.signals[key] = newest;
  if (newest != 0) LoadCase(newest, into);
}

void RegistryMaps::LoadProfile(const RecordId& id, WorkingSet& into) const {
  auto found = all_.profiles.find(id);
  into.profiles.emplace(id, found == all_.profiles.end() ? merge::PersonProfile() : found->second);
}

// --- saving ---

void RegistryMaps::Save(const merge::Delta& delta, const WorkingSet& merged) {
  all_.next_case_number = merged.next_case_number;
  for (const auto& [id, village] : delta.left) {
    auto place = position_.find({village, id});
    if (place != position_.end()) feed_[village].erase(place->second);
    position_[{village, id}] = ++last_position_;
    feed_[village][last_position_] = {id, merged.records.at(id).revision};
  }
  for (const RecordId& id : delta.records) all_.records[id] = merged.records.at(id);
  for (std::uint64_t number : delta.cases) {
    const CaseFile& file = merged.cases.at(number);
    // A case may have moved to the record that survived a merge.
    for (auto open = all_.open_cases.begin(); open != all_.open_cases.end();) {
      open = open->second == number ? all_.open_cases.erase(open) : std::next(open);
    }
    all_.cases[number] = file;
    if (file.open) all_.open_cases[file.key] = number;
  }
  for (const RecordId& id : delta.records) Offer(id);
  for (const RecordId& id : delta.refeed) Offer(id);
  all_.settled_pairs.insert(delta.settled_pairs.begin(), delta.settled_pairs.end());
  for (const merge::FactId& id : delta.held_removed) {
    all_.held.erase(id);
    all_.held_operations.erase(id);
    all_.held_contexts.erase(id);
  }
  for (const merge::FactId& id : delta.held_added) {
    all_.held[id] = merged.held.at(id);
    all_.held_operations[id] = merged.held_operations.at(id);
    all_.held_contexts[id] = merged.held_contexts.at(id);
    auto around = merged.held_around.find(id.link);
    if (around != merged.held_around.end()) all_.held_around.insert(*around);
  }
  for (const merge::FactId& id : delta.deeds) all_.deeds.Put(merged.deeds.deeds.at(id));
  for (const LineId& id : delta.lines) all_.lines[id] = merged.lines.at(id);
  for (const merge::FactId& id : delta.facts) {
    const merge::FactRow& fact = merged.facts.at(id);
    all_.facts[id] = fact;
    if (!fact.operation.has_set_eligibility()) continue;
    const RecordId named =
        RecordId::FromRaw(fact.operation.set_eligibility().recipient()).value_or(RecordId());
    all_.eligibility[named] = merged.eligibility.at(named);
  }
  for (const merge::FactId& id : delta.reviews) all_.reviews[id] = merged.reviews.at(id);
  for (const merge::CampaignVillage& of : delta.samples) all_.samples[of] = merged.samples.at(of);
  for (const std::string& name : delta.campaigns) {
    all_.campaigns[name] = merged.campaigns.at(name);
  }
  for (const merge::CampaignVillage& of : delta.prelists) {
    all_.prelists[of] = merged.prelists.at(of);
  }
  for (const std::string& name : delta.ratifications) {
    all_.ratifications[name] = merged.ratifications.at(name);
  }
  for (const std::string& code : delta.programmes) {
    all_.programmes[code] = merged.programmes.at(code);
  }
  for (const RecordId& id : delta.identities) {
    for (auto& [key, records] : all_.identities) records.erase(id);
    for (const merge::IdentityKey& key : merge::IdentityKeysOf(all_.records.at(id))) {
      all_.identities[key].insert(id);
    }
  }
  for (const auto& [id, before] : delta.profiles_before) {
    const merge::PersonProfile& now = merged.profiles.at(id);
    for (merge::BlockKey key : merge::BlockKeysOf(before)) all_.blocks[key].people.erase(id);
    for (merge::BlockKey key : merge::BlockKeysOf(now)) all_.blocks[key] = merged.blocks.at(key);
    all_.profiles[id] = now;
  }
  for (const merge::HistoryRow& row : delta.history) history_[row.record].push_back(row);
  for (const merge::OutcomeRow& row : delta.outcomes) inboxes_[row.chain].push_back(row.outcome);
  for (const RecordId& id : delta.destroyed) Destroy(id);
}

void RegistryMaps::Destroy(const RecordId& id) {
  for (merge::HistoryRow& row : history_[id]) {
    for (merge::SlotChange& change : row.changes) {
      change.before.clear();
      change.after.clear();
    }
  }
  for (auto& [number, file] : all_.cases) {
    if (file.key.record == id || file.key.other == id) merge::ClearCase(file);
  }
}

void RegistryMaps::Offer(const RecordId& id) {
  const RecordState* record = Find(id);
  if (record == nullptr) return;
  auto& place = position_[{record->village, id}];
  feed_[record->village].erase(place);
  place = ++last_position_;
  feed_[record->village][place] = {id, 0};
}

// --- reading ---

const std::vector<merge::HistoryRow>& RegistryMaps::HistoryOf(const RecordId& id) const {
  static const std::vector<merge::HistoryRow> kNone;
  auto found = history_.find(id);
  return found == history_.end() ? kNone : found->second;
}

const std::vector<v1::Outcome>& RegistryMaps::InboxOf(const ChainId& chain) const {
  static const std::vector<v1::Outcome> kNone;
  auto found = inboxes_.find(chain);
  return found == inboxes_.end() ? kNone : found->second;
}

// Walks the history backwards: between two changes of the slot its value holds at every revision.
std::uint64_t RegistryMaps::LastRevisionWith(const Codebooks& codebooks, const RecordId& id,
                                             Slot slot, const Answers& answers) const {
  const RecordState* record = Find(id);
  if (record == nullptr) return 0;
  auto same = [&](const Answers& stood) {
    return std::all_of(answers.begin(), answers.end(), [&](const auto& said) {
      auto found = stood.find(said.first);
      return found != stood.end() &&
             codebooks.Same(said.first, found->second.value, said.second.value);
    });
  };
  auto state = record->slots.find(slot);
  if (state != record->slots.end() && same(state->second.answers)) return record->revision;
  const std::vector<merge::HistoryRow>& rows = HistoryOf(id);
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    for (const merge::SlotChange& change : row->changes) {
      const bool stamped = change.kind != merge::SlotChange::Kind::kSuperseded &&
                           change.kind != merge::SlotChange::Kind::kHeld;
      if (change.slot == slot && stamped && row->revision > 0 && !change.before.empty() &&
          same(change.before)) {
        return row->revision - 1;
      }
    }
  }
  return 0;
}

v1::RecordRow RegistryMaps::RowOf(const RecordState& record) const {
  v1::RecordRow row;
  row.set_record(record.id.str());
  row.set_kind(record.kind);
  row.set_revision(record.revision);
  row.set_status(record.status);
  WriteColumns(merge::AllAnswers(record), row.mutable_values());
  if (!record.redirected_to.none()) row.set_redirected_to(record.redirected_to.str());
  return row;
}

RegistryMaps::Page RegistryMaps::Feed(std::uint64_t village, std::uint64_t after,
                                      std::size_t limit) const {
  Page page;
  page.to = after;
  auto positions = feed_.find(village);
  if (positions == feed_.end()) return page;
  auto next = positions->second.upper_bound(after);
  for (; next != positions->second.end() && limit > 0; ++next, --limit) {
    page.to = next->first;
    if (next->second.left_at != 0) {
      v1::LeftRow* left = &page.left.emplace_back();
      left->set_record(next->second.record.str());
      left->set_revision(next->second.left_at);
    } else {
      page.rows.push_back(RowOf(*Find(next->second.record)));
    }
  }
  page.more = next != positions->second.end();
  return page;
}

}  // namespace tilik::simulation
