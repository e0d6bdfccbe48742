#include "sync-server/merge/possible_identities.h"

#include <algorithm>

#include "sync-server/merge/merge.h"

namespace tilik::merge {
namespace {

constexpr Field kNumbers[] = {field::kNik, field::kNoKk};

bool SaysWho(Field field) {
  return field == field::kNik || field == field::kNoKk || field == field::kName ||
         field == field::kBirthDate;
}

}  // namespace

void PossibleIdentities::Add(const Value& value, std::vector<Value>& values) {
  if (IsAbsent(value) || values.size() >= kMost) return;
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

void PossibleIdentities::Say(const RecordId& record, v1::RecordKind kind, const Answers& answers) {
  Said& said = said_[record];
  if (kind != v1::RECORD_KIND_UNSPECIFIED) said.kind = kind;
  for (const auto& [field, answer] : answers) {
    if (SaysWho(field)) Add(answer.value, said.values[field]);
  }
}

void PossibleIdentities::MayLiveIn(std::uint64_t village) {
  if (village != 0 && villages_.size() < kMost) villages_.insert(village);
}

void PossibleIdentities::AddCombinations(v1::RecordKind kind, const Said& said,
                                         const std::set<std::uint64_t>& villages,
                                         std::set<IdentityKey>& keys) {
  auto known_by = [&](std::uint64_t village, const std::map<Field, Value>& values) {
    RecordState imagined;
    imagined.kind = kind;
    imagined.village = village;
    for (const auto& [field, value] : values) imagined.slots[field].answers[field] = {value, {}};
    for (IdentityKey& key : IdentityKeysOf(imagined)) keys.insert(std::move(key));
  };
  auto alternatives = [&](Field field) {
    auto found = said.values.find(field);
    return found == said.values.end() ? std::vector<Value>() : found->second;
  };
  for (Field number : kNumbers) {
    for (const Value& value : alternatives(number)) known_by(0, {{number, value}});
  }
  for (const Value& name : alternatives(field::kName)) {
    for (const Value& birth : alternatives(field::kBirthDate)) {
      for (std::uint64_t village : villages) {
        known_by(village, {{field::kName, name}, {field::kBirthDate, birth}});
      }
    }
  }
}

void PossibleIdentities::AddKeys(const WorkingSet& loaded, std::set<IdentityKey>& keys) const {
  // What is said of a retired record is said of whom it became.
  std::map<RecordId, Said> everybody;
  for (const auto& [id, said] : said_) {
    const RecordState* record = Standing(loaded, id);
    Said& all = everybody[record == nullptr ? id : record->id];
    all.kind = said.kind;
    for (const auto& [field, values] : said.values) {
      for (const Value& value : values) Add(value, all.values[field]);
    }
  }
  if (everybody_moves_) {
    for (const auto& [id, record] : loaded.records) everybody[id];
  }
  for (auto& [id, said] : everybody) {
    std::set<std::uint64_t> villages = villages_;
    std::vector<v1::RecordKind> kinds = {said.kind};
    if (auto found = loaded.records.find(id); found != loaded.records.end()) {
      const RecordState& record = found->second;
      kinds = {record.kind};
      villages.insert(record.village);
      for (const auto& [field, answer] : AllAnswers(record)) {
        if (SaysWho(field)) Add(answer.value, said.values[field]);
      }
    } else if (said.kind == v1::RECORD_KIND_UNSPECIFIED) {
      // A held operation will make it: whatever it turns out to be.
      kinds = {v1::RECORD_KIND_PERSON, v1::RECORD_KIND_FAMILY};
    }
    for (v1::RecordKind kind : kinds) AddCombinations(kind, said, villages, keys);
  }
}

}  // namespace tilik::merge
