#include "proto/contract/codebook_asked.h"

#include <algorithm>

#include "proto/contract/identity.h"

namespace tilik {
namespace {

bool InRange(const v1::SkipCondition& condition, std::int64_t number, std::uint32_t today) {
  if (condition.age_in_years()) {
    number = YearsBetween(static_cast<std::uint32_t>(number), today);
  }
  return (!condition.has_min() || number >= condition.min()) &&
         (!condition.has_max() || number <= condition.max());
}

Asked AnsweredBy(const Codebooks& codebooks, CodebookNumber codebook, Field field,
                 const v1::SkipCondition& condition, const Value& value, std::uint32_t today) {
  if (const Absent* absent = std::get_if<Absent>(&value)) {
    switch (*absent) {
      case Absent::kNotAsked:
        return Asked::kNotYet;
      case Absent::kSkipped:
        return Asked::kNo;
      default:
        return Asked::kYes;
    }
  }
  bool holds = true;  // content kept as written settles nothing, so the question is asked
  if (const std::int64_t* number = std::get_if<std::int64_t>(&value)) {
    holds = InRange(condition, *number, today);
  } else if (std::holds_alternative<Coded>(value)) {
    const std::optional<Value> here = codebooks.Translate(field, value, codebook, nullptr);
    const auto& codes = condition.codes();
    holds =
        !here || std::find(codes.begin(), codes.end(), std::get<Coded>(*here).code) != codes.end();
  }
  return holds ? Asked::kYes : Asked::kNo;
}

}  // namespace

Asked AskedOf(const Codebooks& codebooks, CodebookNumber codebook, const v1::Variable& variable,
              const Answers& record, std::uint32_t today) {
  Asked asked = Asked::kYes;
  for (const v1::SkipCondition& condition : variable.ask_when()) {
    const Field field = codebooks.ConceptNamed(condition.variable())->number();
    const auto answer = record.find(field);
    const Asked one = answer == record.end() ? Asked::kNotYet
                                             : AnsweredBy(codebooks, codebook, field, condition,
                                                          answer->second.value, today);
    asked = std::max(asked, one);
  }
  return asked;
}

bool Codebooks::IsAsked(CodebookNumber codebook, const v1::Variable& variable,
                        const Answers& record, std::uint32_t today) const {
  return AskedOf(*this, codebook, variable, record, today) == Asked::kYes;
}

}  // namespace tilik
