#include "proto/contract/civil_identity.h"

#include <string>

#include "proto/contract/folding.h"

namespace tilik {
namespace {

constexpr char kCivilCodebook[] = "dukcapil";

const Value* ContentIn(const Answers& answers, Field field) {
  const auto found = answers.find(field);
  return found == answers.end() || IsAbsent(found->second.value) ? nullptr : &found->second.value;
}

bool Same(const Value& claimed, const Value& civil) {
  const std::string* name = std::get_if<std::string>(&claimed);
  const std::string* civil_name = std::get_if<std::string>(&civil);
  if (name == nullptr || civil_name == nullptr) return claimed == civil;
  return Fold(*name) == Fold(*civil_name);
}

}  // namespace

std::optional<v1::CivilIdentity> CivilIdentityOf(const Codebooks& codebooks, const Answers& person,
                                                 std::string_view language) {
  if (ContentIn(person, field::kCivilResult) == nullptr) return std::nullopt;
  const auto words = [&](Field field) {
    const Value* value = ContentIn(person, field);
    return value == nullptr ? std::string() : codebooks.Words(field, *value, language);
  };
  v1::CivilIdentity identity;
  identity.set_result(words(field::kCivilResult));
  identity.set_reasons(words(field::kCivilReasons));
  identity.set_checked(words(field::kCivilChecked));
  const CodebookNumber codebook = codebooks.FindNamed(kCivilCodebook)->number();
  constexpr std::pair<Field, Field> kPairs[] = {{field::kName, field::kCivilName},
                                                {field::kBirthDate, field::kCivilBirthDate}};
  for (const auto& [claimed, civil] : kPairs) {
    const v1::Label& label = codebooks.VariableFor(codebook, civil)->label();
    v1::ClaimedAndCivil* pair = identity.add_compared();
    pair->set_name(codebooks.ConceptOf(claimed)->name());
    pair->set_label(language == "en" ? label.en() : label.id());
    pair->set_claimed(words(claimed));
    pair->set_civil(words(civil));
    const Value* ours = ContentIn(person, claimed);
    const Value* theirs = ContentIn(person, civil);
    pair->set_differs(theirs != nullptr && (ours == nullptr || !Same(*ours, *theirs)));
  }
  return identity;
}

}  // namespace tilik
