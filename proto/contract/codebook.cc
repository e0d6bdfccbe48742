#include "proto/contract/codebook.h"

#include <algorithm>

#include "proto/contract/built_in_codebooks.h"
#include "proto/contract/codebook_parts.h"
#include "proto/contract/codebook_rules.h"
#include "proto/contract/folding.h"

namespace tilik {
namespace {

v1::MergePolicy Stricter(v1::MergePolicy a, v1::MergePolicy b) {
  const bool hold = a == v1::MERGE_POLICY_HOLD || b == v1::MERGE_POLICY_HOLD;
  return hold ? v1::MERGE_POLICY_HOLD : std::max(a, b);
}

constexpr v1::RecordKind kKindsElsewhere[] = {v1::RECORD_KIND_GROUP, v1::RECORD_KIND_INSTITUTION,
                                              v1::RECORD_KIND_HOUSE, v1::RECORD_KIND_LOCATION};

}  // namespace

Codebooks::Codebooks() : parts_(std::make_unique<Parts>()) {}
Codebooks::~Codebooks() = default;

v1::CodebookSet Codebooks::BuiltInData() {
  v1::CodebookSet set;
  TILIK_CHECK(set.ParseFromArray(kBuiltInCodebooks, static_cast<int>(kBuiltInCodebooksSize)),
              "the codebooks compiled in are whole");
  return set;
}

const Codebooks& Codebooks::BuiltIn() {
  static const std::shared_ptr<const Codebooks> kBuiltIn = Build(BuiltInData()).value();
  return *kBuiltIn;
}

Result<std::shared_ptr<const Codebooks>> Codebooks::Build(v1::Concepts concepts,
                                                          std::vector<v1::Codebook> codebooks,
                                                          std::vector<v1::Crosswalk> crosswalks) {
  v1::CodebookSet set;
  *set.mutable_concepts() = std::move(concepts);
  for (v1::Codebook& codebook : codebooks) *set.add_codebooks() = std::move(codebook);
  for (v1::Crosswalk& crosswalk : crosswalks) *set.add_crosswalks() = std::move(crosswalk);
  return Build(std::move(set));
}

Result<std::shared_ptr<const Codebooks>> Codebooks::Build(v1::CodebookSet set) {
  TILIK_RETURN_IF_ERROR(CheckCodebookSet(set));
  std::shared_ptr<Codebooks> built(new Codebooks);
  built->parts_->set = std::move(set);
  built->parts_->IndexConcepts();
  built->parts_->IndexCodebooks();
  TILIK_RETURN_IF_ERROR(built->parts_->IndexCrosswalks());
  return std::shared_ptr<const Codebooks>(std::move(built));
}

void Codebooks::Parts::IndexConcepts() {
  Field highest = 0;
  std::uint32_t highest_group = 0;
  for (const v1::Concept& item : set.concepts().concepts()) {
    highest = std::max(highest, item.number());
    highest_group = std::max(highest_group, item.group());
  }
  concept_of.resize(highest + 1);
  slot_of.resize(highest + 1);
  policy_of.resize(highest + 1, v1::MERGE_POLICY_HOLD);
  itself.resize(highest + 1);
  fields_of_group.resize(highest_group + 1);
  policy_of_group.resize(highest_group + 1, v1::MERGE_POLICY_LATEST_OBSERVATION);
  fields_of_kind.resize(v1::RECORD_KIND_LOCATION + 1);
  for (Field field = 0; field <= highest; ++field) slot_of[field] = itself[field] = field;

  for (const v1::Concept& item : set.concepts().concepts()) {
    concept_of[item.number()] = &item;
    policy_of[item.number()] = item.policy();
    concept_named.emplace(Fold(item.name()), &item);
  }
  for (const v1::Concept* item : concept_of) {
    if (item == nullptr) continue;
    if (item->kind() == v1::RECORD_KIND_UNSPECIFIED) {
      for (v1::RecordKind kind : kKindsElsewhere) fields_of_kind[kind].push_back(item->number());
    } else {
      fields_of_kind[item->kind()].push_back(item->number());
    }
    if (item->group() == 0) continue;
    slot_of[item->number()] = kMaxField + item->group();
    fields_of_group[item->group()].push_back(item->number());
    policy_of_group[item->group()] = Stricter(policy_of_group[item->group()], item->policy());
  }
}

void Codebooks::Parts::IndexCodebooks() {
  for (const v1::Codebook& codebook : set.codebooks()) {
    CodebookIndex& index = codebooks[codebook.number()];
    index.codebook = &codebook;
    index.by_field.resize(concept_of.size());
    for (const v1::Variable& variable : codebook.variables()) {
      const v1::Concept& item = *concept_named.at(Fold(variable.concept_name()));
      index.by_field[item.number()] = &variable;
      if (!variable.name().empty()) {
        index.by_folded_name[{item.kind(), Fold(variable.name())}] = &variable;
      }
    }
    // A concept's own name is understood too, unless this codebook calls another question so.
    for (const v1::Variable& variable : codebook.variables()) {
      const v1::Concept& item = *concept_named.at(Fold(variable.concept_name()));
      index.by_folded_name.emplace(std::pair(item.kind(), Fold(item.name())), &variable);
    }
  }
}

const CodebookIndex* Codebooks::Parts::Index(CodebookNumber number) const {
  const auto found = codebooks.find(number);
  return found == codebooks.end() ? nullptr : &found->second;
}

const v1::SignalRules& Codebooks::signals() const { return parts_->set.signals(); }

const v1::Concept* Codebooks::ConceptOf(Field field) const {
  return field < parts_->concept_of.size() ? parts_->concept_of[field] : nullptr;
}

const v1::Concept* Codebooks::ConceptNamed(std::string_view name) const {
  const auto found = parts_->concept_named.find(Fold(name));
  return found == parts_->concept_named.end() ? nullptr : found->second;
}

Slot Codebooks::SlotOf(Field field) const {
  return field < parts_->slot_of.size() ? parts_->slot_of[field] : field;
}

std::span<const Field> Codebooks::FieldsOf(Slot slot) const {
  if (slot >= kFirstGroup) {
    const std::size_t group = slot - kMaxField;
    if (group >= parts_->fields_of_group.size()) return {};
    return parts_->fields_of_group[group];
  }
  const v1::Concept* item = ConceptOf(slot);
  if (item == nullptr || item->group() != 0) return {};
  return std::span<const Field>(&parts_->itself[slot], 1);
}

v1::MergePolicy Codebooks::PolicyOf(Slot slot) const {
  if (slot >= kFirstGroup) {
    const std::size_t group = slot - kMaxField;
    const bool known =
        group < parts_->fields_of_group.size() && !parts_->fields_of_group[group].empty();
    return known ? parts_->policy_of_group[group] : v1::MERGE_POLICY_HOLD;
  }
  return slot < parts_->policy_of.size() ? parts_->policy_of[slot] : v1::MERGE_POLICY_HOLD;
}

std::span<const Field> Codebooks::FieldsOfKind(v1::RecordKind kind) const {
  if (kind < 0 || static_cast<std::size_t>(kind) >= parts_->fields_of_kind.size()) return {};
  return parts_->fields_of_kind[kind];
}

std::vector<const v1::Codebook*> Codebooks::All() const {
  std::vector<const v1::Codebook*> all;
  for (const auto& [number, index] : parts_->codebooks) all.push_back(index.codebook);
  return all;
}

const v1::Codebook* Codebooks::Find(CodebookNumber number) const {
  const CodebookIndex* index = parts_->Index(number);
  return index == nullptr ? nullptr : index->codebook;
}

const v1::Codebook* Codebooks::FindNamed(std::string_view name) const {
  for (const auto& [number, index] : parts_->codebooks) {
    if (index.codebook->name() == name) return index.codebook;
  }
  return nullptr;
}

const v1::Variable* Codebooks::VariableFor(CodebookNumber codebook, Field field) const {
  const CodebookIndex* index = parts_->Index(codebook);
  return index == nullptr || field >= index->by_field.size() ? nullptr : index->by_field[field];
}

const v1::Variable* Codebooks::VariableNamed(CodebookNumber codebook, std::string_view name,
                                             v1::RecordKind kind) const {
  const CodebookIndex* index = parts_->Index(codebook);
  if (index == nullptr) return nullptr;
  const auto found = index->by_folded_name.find({kind, Fold(name)});
  return found == index->by_folded_name.end() ? nullptr : found->second;
}

Field Codebooks::FieldOf(const v1::Variable& variable) const {
  const v1::Concept* item = ConceptNamed(variable.concept_name());
  return item == nullptr ? 0 : item->number();
}

}  // namespace tilik
