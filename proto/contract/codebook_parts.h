// The inside of a Codebooks: its data and the indexes over it. For codebook*.cc only.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "proto/contract/codebook.h"

namespace tilik {

// One codebook and its questions, by field and by name.
struct CodebookIndex {
  const v1::Codebook* codebook = nullptr;
  std::vector<const v1::Variable*> by_field;
  std::map<std::pair<v1::RecordKind, std::string>, const v1::Variable*> by_folded_name;
};

struct Codebooks::Parts {
  v1::CodebookSet set;

  // Indexed by field number, up to the highest known.
  std::vector<const v1::Concept*> concept_of;
  std::vector<Slot> slot_of;
  std::vector<v1::MergePolicy> policy_of;
  std::vector<Field> itself;
  // Indexed by group number.
  std::vector<std::vector<Field>> fields_of_group;
  std::vector<v1::MergePolicy> policy_of_group;
  // Indexed by kind.
  std::vector<std::vector<Field>> fields_of_kind;
  std::unordered_map<std::string, const v1::Concept*> concept_named;  // folded

  std::map<CodebookNumber, CodebookIndex> codebooks;

  using CodeKey = std::tuple<CodebookNumber, CodebookNumber, Field, std::uint32_t>;
  std::map<CodeKey, const v1::CodeMapping*> mappings;
  std::map<std::tuple<CodebookNumber, CodebookNumber, Field>, const v1::Unmapped*> unmapped;

  // (field, codebook, code) → the smallest such key that means the same; only codes that are tied.
  std::unordered_map<std::uint64_t, std::uint64_t> meaning;

  void IndexConcepts();
  void IndexCodebooks();
  Status IndexCrosswalks();
  Status TieExactCodes();
  // What a code, or each bit of a bit set, means across codebooks; empty when any of it is tied to
  // nothing.
  std::vector<std::uint64_t> MeaningsOf(const v1::Concept& item, const Coded& coded) const;
  const CodebookIndex* Index(CodebookNumber number) const;
};

inline std::uint64_t KeyOf(Field field, const Coded& coded) {
  return std::uint64_t{field} << 32 | std::uint64_t{coded.codebook} << 16 | coded.code;
}

}  // namespace tilik
