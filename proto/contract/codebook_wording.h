// Sentences about questions and answers in the two languages of the house. For codebook*.cc only.
#pragma once

#include <string>
#include <string_view>

#include "tilik/v1/codebook.pb.h"

namespace tilik {

struct Wording {
  std::string id;
  std::string en;
};

// `language` is "en" or "id"; anything else reads Indonesian.
std::string In(std::string_view language, const Wording& wording);

// "Jenis lantai terluas (lantai)".
Wording QuestionOf(const v1::Variable& variable);

// What the question takes: "1 marmer, 2 keramik …", "a whole number, 0 to 98", "a date such as …".
Wording AcceptedBy(const v1::Concept& item, const v1::Variable& variable);

// The name its codebook's exports use.
const std::string& NameOf(const v1::Variable& variable);

// In bytes.
std::size_t MaxLengthOf(const v1::Variable& variable);

}  // namespace tilik
