// By which keys the registry importer knows its records again, here and wherever a file names one.
#pragma once

#include <string>

#include "proto/contract/codebook.h"
#include "proto/contract/value.h"

namespace tilik::importer {

inline constexpr char kRegistryImporter[] = "dtks-csv";

inline std::string HouseholdKey(const std::string& idbdt) { return "rt/" + idbdt; }
// `word` tells families of one household apart (families.h).
inline std::string FamilyKey(const std::string& idbdt, const std::string& word) {
  return "kk/" + idbdt + '/' + word;
}
inline std::string PersonKey(const std::string& idartbdt) { return "art/" + idartbdt; }

// Beside a person's row the importer remembers by which key his family was known. It stands where a
// person has no answer of his own, at the family's number, and is never sent.
inline Answers WithFamily(Answers answers, const std::string& family_key) {
  if (!family_key.empty()) answers[field::kNoKk].value = family_key;
  return answers;
}
inline std::string TakeFamily(Answers& remembered) {
  auto found = remembered.find(field::kNoKk);
  if (found == remembered.end()) return {};
  std::string family_key = std::get<std::string>(found->second.value);
  remembered.erase(found);
  return family_key;
}

}  // namespace tilik::importer
