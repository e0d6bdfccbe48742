// The codebooks compiled in, as the tests speak of them.
#pragma once

#include <string_view>

#include "proto/contract/codebook.h"

namespace tilik {

inline constexpr CodebookNumber kDtks = 1;
inline constexpr CodebookNumber kDtsen = 2;

inline const Codebooks& Books() { return Codebooks::BuiltIn(); }

inline Field FieldNamed(std::string_view name) {
  const v1::Concept* item = Books().ConceptNamed(name);
  TILIK_CHECK(item != nullptr, "the test names a concept");
  return item->number();
}

inline const v1::Variable& Question(std::string_view name, CodebookNumber codebook = kDtks) {
  const v1::Variable* variable = Books().VariableFor(codebook, FieldNamed(name));
  TILIK_CHECK(variable != nullptr, "the codebook asks for it");
  return *variable;
}

inline Value Dtks(std::uint32_t code) { return Coded{kDtks, code}; }
inline Value Dtsen(std::uint32_t code) { return Coded{kDtsen, code}; }

}  // namespace tilik
