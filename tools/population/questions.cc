#include "tools/population/questions.h"

#include <algorithm>
#include <array>
#include <variant>

namespace tilik::population {
namespace {

// Fields that stand in columns of their own at the front of each row.
constexpr std::array<Field, 17> kIdentifying = {field::kVillage,
                                                field::kAddress,
                                                field::kSls,
                                                field::kHeadName,
                                                field::kIdbdt,
                                                field::kFamily,
                                                field::kName,
                                                field::kNik,
                                                field::kBirthDate,
                                                field::kSex,
                                                field::kBirthPlace,
                                                field::kIdartbdt,
                                                field::kNuk,
                                                field::kRelationToHead,
                                                field::kRelationToFamilyHead,
                                                field::kNoKk,
                                                field::kMotherName};

}  // namespace

Questions::Questions(v1::RecordKind kind)
    : codebooks_(Codebooks::BuiltIn()), codebook_(*codebooks_.FindNamed("dtks-2020")) {
  for (const v1::Variable& variable : codebook_.variables()) {
    const Field field = codebooks_.FieldOf(variable);
    const bool identifying =
        std::find(kIdentifying.begin(), kIdentifying.end(), field) != kIdentifying.end();
    if (codebooks_.ConceptOf(field)->kind() != kind || identifying) continue;
    all_.push_back(
        {field, &variable, variable.name().empty() ? variable.concept_name() : variable.name()});
  }
}

void Questions::Put(std::string_view concept_name, std::int64_t value, Answers* answers) const {
  const v1::Concept* const asked = codebooks_.ConceptNamed(concept_name);
  TILIK_CHECK(asked != nullptr, concept_name);
  const bool coded = asked->type() == v1::CONCEPT_TYPE_CODE;
  Answer& answer = (*answers)[asked->number()];
  if (coded || asked->type() == v1::CONCEPT_TYPE_BIT_SET) {
    answer.value = Coded{codebook_.number(), static_cast<std::uint32_t>(value)};
  } else {
    answer.value = value;
  }
}

std::uint32_t Questions::CodeOf(std::string_view concept_name, const Answers& answers) const {
  const auto found = answers.find(codebooks_.ConceptNamed(concept_name)->number());
  return found == answers.end() ? 0 : std::get<Coded>(found->second.value).code;
}

void Questions::Skip(std::uint32_t today, Answers* answers) const {
  for (const Question& question : all_) {
    const bool conditional = question.variable->ask_when_size() > 0;
    if (conditional &&
        !codebooks_.IsAsked(codebook_.number(), *question.variable, *answers, today)) {
      answers->erase(question.field);
    }
  }
}

std::string Questions::Cell(const Answers& answers, Field field) {
  const auto found = answers.find(field);
  if (found == answers.end()) return {};
  if (const auto* coded = std::get_if<Coded>(&found->second.value)) {
    return std::to_string(coded->code);
  }
  return std::to_string(std::get<std::int64_t>(found->second.value));
}

}  // namespace tilik::population
