// Two records that may be one: noticing them, and joining them (protocol.md §4, Duplicates).
#include <algorithm>
#include <cctype>

#include "proto/contract/identity.h"
#include "sync-server/merge/matching.h"
#include "sync-server/merge/merger.h"
#include "sync-server/merge/signals.h"

namespace tilik::merge {
namespace {

// Upper case, letters and digits only, single spaces: "Yosef  Nahak," and "YOSEF NAHAK" are one
// name.
std::string Fold(const std::string& name) {
  std::string folded;
  for (char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || byte >= 0x80) {
      folded.push_back(static_cast<char>(std::toupper(byte)));
    } else if (!folded.empty() && folded.back() != ' ') {
      folded.push_back(' ');
    }
  }
  while (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

template <typename T>
const T* ContentOf(const RecordState& record, Field field) {
  for (const auto& [slot, state] : record.slots) {
    auto answer = state.answers.find(field);
    if (answer != state.answers.end()) return std::get_if<T>(&answer->second.value);
  }
  return nullptr;
}

// More people than this under one number are no pairs but a number that somebody invented: one case
// each suffices.
constexpr std::size_t kMostSharers = 8;

std::string WhyAlike(const IdentityKey& key) {
  switch (key.kind) {
    case IdentityKey::Kind::kNik:
      return "NIK sama: " + key.text;
    case IdentityKey::Kind::kNoKk:
      return "No KK sama: " + key.text;
    case IdentityKey::Kind::kNameBirthVillage:
      return "nama, tanggal lahir, dan desa sama: " + key.text;
  }
  return "";
}

}  // namespace

std::vector<IdentityKey> IdentityKeysOf(const RecordState& record) {
  std::vector<IdentityKey> keys;
  if (!record.redirected_to.none()) return keys;
  if (record.kind == v1::RECORD_KIND_FAMILY) {
    if (const std::string* text = ContentOf<std::string>(record, field::kNoKk)) {
      Result<NoKk> no_kk = NoKk::Parse(*text);
      if (no_kk.ok()) keys.push_back({IdentityKey::Kind::kNoKk, no_kk->digits()});
    }
  }
  if (record.kind == v1::RECORD_KIND_PERSON) {
    if (const std::string* text = ContentOf<std::string>(record, field::kNik)) {
      Result<Nik> nik = Nik::Parse(*text);
      if (nik.ok()) keys.push_back({IdentityKey::Kind::kNik, nik->digits()});
    }
    const std::string* name = ContentOf<std::string>(record, field::kName);
    const std::int64_t* birth = ContentOf<std::int64_t>(record, field::kBirthDate);
    if (name != nullptr && birth != nullptr && record.village != 0 &&
        !IsDefaultDay(static_cast<std::uint32_t>(*birth))) {
      std::string folded = Fold(*name);
      if (!folded.empty()) {
        keys.push_back(
            {IdentityKey::Kind::kNameBirthVillage,
             folded + "|" + std::to_string(*birth) + "|" + std::to_string(record.village)});
      }
    }
  }
  return keys;
}

void Merger::NoteIdentity(const std::vector<IdentityKey>& before, const RecordState& after) {
  std::vector<IdentityKey> now = IdentityKeysOf(after);
  if (now == before) return;
  delta_.identities.insert(after.id);
  for (const IdentityKey& key : before) {
    if (std::find(now.begin(), now.end(), key) != now.end()) continue;
    // Who shares a key that was not asked for is the store's to say, not an empty set's.
    auto sharers = loaded_.identities.find(key);
    if (sharers != loaded_.identities.end()) sharers->second.erase(after.id);
  }
  for (const IdentityKey& key : now) {
    std::set<RecordId>& sharers = loaded_.identities[key];
    const bool fresh = sharers.insert(after.id).second;
    if (!fresh) continue;
    std::size_t asked = 0;
    for (const RecordId& sharer : sharers) {
      if (sharer == after.id) continue;
      if (sharers.size() > kMostSharers && asked++ > 0) break;
      CaseKey pair;
      pair.kind = CaseKind::kDuplicate;
      pair.record = std::min(sharer, after.id);
      pair.other = std::max(sharer, after.id);
      if (loaded_.settled_pairs.count(pair) > 0 || FindOpen(pair) != nullptr) continue;
      OpenCase(pair, WhyAlike(key));
    }
  }
}

void Merger::MergeRecords(std::uint32_t index, const v1::MergeRecords& merge) {
  RecordState* survivor = Find(IdOfBytes(merge.survivor()));
  RecordState* retired = Find(IdOfBytes(merge.retired()));
  if (survivor == nullptr || retired == nullptr || survivor == retired ||
      survivor->kind != retired->kind || !survivor->redirected_to.none() ||
      !retired->redirected_to.none()) {
    return Report(index, v1::OUTCOME_KIND_REFUSED, survivor, 0,
                  "a merge needs two living records of one kind; each stands for itself");
  }
  if (survivor->revision != merge.survivor_revision() ||
      retired->revision != merge.retired_revision()) {
    return Report(index, v1::OUTCOME_KIND_REFUSED, survivor, 0,
                  "a record moved since it was looked at");
  }

  if (merge.case_number() != 0) {
    auto found = loaded_.cases.find(merge.case_number());
    if (found == loaded_.cases.end() || !found->second.open ||
        found->second.counter != merge.case_counter()) {
      return Report(index, v1::OUTCOME_KIND_REFUSED, survivor, merge.case_number(),
                    "the case moved since it was looked at");
    }
  }

  const std::vector<IdentityKey> survivor_keys = IdentityKeysOf(*survivor);
  const std::vector<IdentityKey> retired_keys = IdentityKeysOf(*retired);
  // Above every number either of them used, so that one numbering serves from here on.
  survivor->revision = std::max(survivor->revision, retired->revision);
  const std::uint64_t merged_at = Touch(*survivor);
  Touch(*retired);

  std::map<Slot, SlotState> before = survivor->slots;
  std::set<Slot> take;
  for (Field field : merge.take_from_retired()) take.insert(codebooks_.SlotOf(field));
  HistoryRow history;
  history.record = survivor->id;
  history.revision = merged_at;
  history.arrival = deciding_->arrival;
  history.operation = index;
  history.origin = OriginFor(survivor->id);
  for (const auto& [slot_number, theirs] : retired->slots) {
    // What the survivor knows nothing about is taken too: a merge loses nothing.
    if (take.count(slot_number) == 0 && survivor->slots.count(slot_number) > 0) continue;
    SlotState& slot = survivor->slots[slot_number];
    history.changes.push_back(
        {slot_number, SlotChange::Kind::kMerged, slot.answers, theirs.answers});
    slot.answers = theirs.answers;
    Instant observed = std::max(slot.last.origin.observed, theirs.last.origin.observed);
    Restamp(slot, merged_at, survivor->id, observed);
    slot.taken = TakenStamps{retired->id, merged_at, theirs.last, theirs.foreign};
  }
  delta_.history.push_back(std::move(history));
  survivor->absorbed.push_back({retired->id, merged_at, std::move(before)});
  retired->redirected_to = survivor->id;
  delta_.redirected.insert(retired->id);

  MoveCases(*retired, *survivor, merge);
  NoteIdentity(retired_keys, *retired);
  PlaceRecord(*survivor);
  PlaceMembers(*survivor);
  NoteIdentity(survivor_keys, *survivor);
  CountOnce(survivor->id);
  Report(index, v1::OUTCOME_KIND_APPLIED, survivor);
}

// Cases of the retired record go on as the survivor's, with those on the same slot as one.
void Merger::MoveCases(const RecordState& retired, const RecordState& survivor,
                       const v1::MergeRecords& merge) {
  std::vector<std::uint64_t> theirs;
  for (const auto& [key, number] : loaded_.open_cases) {
    if (key.record == retired.id || key.other == retired.id) theirs.push_back(number);
  }
  for (std::uint64_t number : theirs) {
    CaseFile& file = loaded_.cases.at(number);
    if (file.key.kind == CaseKind::kDuplicate) {
      Close(file, number == merge.case_number() ? merge.reason() : "merged");
      continue;
    }
    CaseKey key = file.key;
    key.record = survivor.id;
    CaseFile* own = FindOpen(key);
    loaded_.open_cases.erase(file.key);
    delta_.cases.insert(number);
    ++file.counter;
    if (own == nullptr) {
      file.key = key;
      loaded_.open_cases[key] = number;
      if (key.kind == CaseKind::kSignal) loaded_.signals[key] = number;
    } else {
      ++own->counter;
      own->proposals.insert(own->proposals.end(), file.proposals.begin(), file.proposals.end());
      own->evidence.insert(own->evidence.end(), file.evidence.begin(), file.evidence.end());
      own->evidence.resize(std::min(own->evidence.size(), kMostEvidence));
      delta_.cases.insert(own->number);
      for (auto& [id, held] : loaded_.held) {
        if (held.case_number != number) continue;
        held.case_number = own->number;
        delta_.held_added.insert(id);
      }
      file.proposals.clear();
      file.open = false;
      file.settlement = "joined to case " + std::to_string(own->number);
    }
  }
}

}  // namespace tilik::merge
