#include <algorithm>
#include <set>

#include "proto/contract/codebook_parts.h"
#include "proto/contract/codebook_rules.h"
#include "proto/contract/folding.h"

namespace tilik {
namespace {

// Follows ties to the key that stands for all that mean the same.
std::uint64_t RootOf(const std::unordered_map<std::uint64_t, std::uint64_t>& tied,
                     std::uint64_t key) {
  for (auto next = tied.find(key); next != tied.end() && next->second != key;
       next = tied.find(key)) {
    key = next->second;
  }
  return key;
}

}  // namespace

Status Codebooks::Parts::IndexCrosswalks() {
  std::map<std::string, CodebookNumber> number_of;
  for (const v1::Codebook& codebook : set.codebooks()) {
    number_of[codebook.name()] = codebook.number();
  }
  for (const v1::Crosswalk& crosswalk : set.crosswalks()) {
    const CodebookNumber from = number_of.at(crosswalk.from());
    const CodebookNumber to = number_of.at(crosswalk.to());
    for (const v1::CodeMapping& mapping : crosswalk.mappings()) {
      const Field field = concept_named.at(Fold(mapping.concept_name()))->number();
      mappings[{from, to, field, mapping.from()}] = &mapping;
    }
    for (const v1::Unmapped& item : crosswalk.unmapped()) {
      unmapped[{from, to, concept_named.at(Fold(item.concept_name()))->number()}] = &item;
    }
  }
  return TieExactCodes();
}

Status Codebooks::Parts::TieExactCodes() {
  for (const auto& [place, mapping] : mappings) {
    if (!mapping->exact()) continue;
    const auto& [from, to, field, code] = place;
    const std::uint64_t one = RootOf(meaning, KeyOf(field, {from, code}));
    const std::uint64_t other = RootOf(meaning, KeyOf(field, {to, mapping->to()}));
    meaning[std::max(one, other)] = meaning[std::min(one, other)] = std::min(one, other);
  }
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  for (auto& [key, root] : meaning) {
    root = RootOf(meaning, key);
    const std::uint64_t field_and_codebook = key >> 16;
    if (!seen.emplace(field_and_codebook, root).second) {
      const v1::Concept& item = *concept_of[key >> 32];
      const v1::Codebook& codebook = *codebooks.at(field_and_codebook & 0xFFFF).codebook;
      return Status::Invalid("crosswalks: \"" + item.name() + "\": taken together they make " +
                             std::to_string(key & 0xFFFF) + " and another code of " +
                             codebook.name() + " the same");
    }
  }
  return {};
}

std::vector<std::uint64_t> Codebooks::Parts::MeaningsOf(const v1::Concept& item,
                                                        const Coded& coded) const {
  std::vector<std::uint64_t> meanings;
  if (coded.codebook > kMaxCodebookNumber || coded.code > kMaxCode) return meanings;
  const auto add = [&](std::uint32_t code) {
    const auto found = meaning.find(KeyOf(item.number(), {coded.codebook, code}));
    if (found != meaning.end()) meanings.push_back(found->second);
    return found != meaning.end();
  };
  if (item.type() != v1::CONCEPT_TYPE_BIT_SET || coded.code == 0) {
    add(coded.code);
    return meanings;
  }
  for (std::uint32_t bit = 1; bit <= coded.code; bit <<= 1) {
    if ((coded.code & bit) != 0 && !add(bit)) return {};
  }
  std::sort(meanings.begin(), meanings.end());
  return meanings;
}

bool Codebooks::Same(Field field, const Value& a, const Value& b) const {
  if (a == b) return true;
  const Coded* one = std::get_if<Coded>(&a);
  const Coded* other = std::get_if<Coded>(&b);
  if (one == nullptr || other == nullptr || one->codebook == other->codebook) return false;
  const v1::Concept* item = ConceptOf(field);
  if (item == nullptr) return false;
  const std::vector<std::uint64_t> meanings = parts_->MeaningsOf(*item, *one);
  return !meanings.empty() && meanings == parts_->MeaningsOf(*item, *other);
}

std::optional<Value> Codebooks::Translate(Field field, const Value& value, CodebookNumber to,
                                          std::string* why) const {
  std::string reason;
  std::string& because = why == nullptr ? reason : *why;
  because.clear();
  const v1::Codebook* target = Find(to);
  if (target == nullptr) {
    because = "codebook " + std::to_string(to) + " is not known";
    return std::nullopt;
  }
  const Coded* coded = std::get_if<Coded>(&value);
  if (coded != nullptr && coded->codebook == to) return value;
  const CodebookNumber from = coded == nullptr ? 0 : coded->codebook;
  if (const auto gap = parts_->unmapped.find({from, to, field}); gap != parts_->unmapped.end()) {
    because = gap->second->why();
    return std::nullopt;
  }
  if (VariableFor(to, field) == nullptr) {
    because = target->name() + " has no question for it";
    return std::nullopt;
  }
  if (coded == nullptr) return value;

  std::uint32_t translated = 0;
  const auto take = [&](std::uint32_t code) {
    const auto found = parts_->mappings.find({from, to, field, code});
    if (found == parts_->mappings.end()) {
      because = "no crosswalk maps code " + std::to_string(code) + " to " + target->name();
      return false;
    }
    if (!found->second->why().empty()) because = found->second->why();
    if (found->second->has_to()) translated |= found->second->to();
    return found->second->has_to();
  };
  const v1::Concept* item = ConceptOf(field);
  if (item->type() != v1::CONCEPT_TYPE_BIT_SET || coded->code == 0) {
    if (!take(coded->code)) return std::nullopt;
    return Coded{to, translated};
  }
  for (std::uint32_t bit = 1; bit != 0; bit <<= 1) {
    if ((coded->code & bit) != 0 && !take(bit)) return std::nullopt;
  }
  return Coded{to, translated};
}

}  // namespace tilik
