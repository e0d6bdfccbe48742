#include "proto/contract/register_rules.h"

#include <set>
#include <string>

#include "proto/contract/codebook_rules.h"
#include "proto/contract/folding.h"

namespace tilik {
namespace {

bool Complete(const v1::Label& label) { return !label.id().empty() && !label.en().empty(); }

// No two of a list may be called the same by anybody: by name, by label, by number.
class Called {
 public:
  // The word that means another already; empty: none does.
  std::string Add(std::uint32_t code, const std::string& name, const v1::Label& label) {
    const std::set<std::string> words = {Fold(name), Fold(label.id()), Fold(label.en()),
                                         std::to_string(code)};
    for (const std::string& word : words) {
      if (word.empty() || !meaning_.insert(word).second) return "\"" + word + "\"";
    }
    return {};
  }

 private:
  std::set<std::string> meaning_;
};

Status CheckType(const std::string& list, const v1::RegisterType& type, Called& called) {
  const std::string where = list + ": type " + std::to_string(type.code()) + ": ";
  if (type.code() < 1 || type.code() > kMaxCode) return Status::Invalid(where + "no such code");
  if (!Complete(type.label())) return Status::Invalid(where + "needs a label in both languages");
  if (const std::string taken = called.Add(type.code(), type.name(), type.label());
      !taken.empty()) {
    return Status::Invalid(where + taken + " would mean two types, or none");
  }
  if (type.units().empty()) return Status::Invalid(where + "is counted in no unit");
  std::set<int> units;
  for (int unit : type.units()) {
    const bool known = unit > v1::UNIT_TYPE_UNSPECIFIED && unit <= v1::UNIT_TYPE_LOCATION;
    if (!known || !units.insert(unit).second) {
      return Status::Invalid(where + "a unit that is none, or stands twice");
    }
  }
  const bool aged = type.has_min_age() || type.has_max_age();
  if (aged && units.count(v1::UNIT_TYPE_PERSON) == 0) {
    return Status::Invalid(where + "only a person has an age");
  }
  if (type.has_min_age() && type.has_max_age() && type.min_age() > type.max_age()) {
    return Status::Invalid(where + "its ages are empty");
  }
  Called criteria;
  for (const v1::Code& criterion : type.criteria()) {
    const bool whole = criterion.code() >= 1 && Complete(criterion.label()) &&
                       criteria.Add(criterion.code(), criterion.name(), criterion.label()).empty();
    if (!whole) {
      return Status::Invalid(where + "criterion " + std::to_string(criterion.code()) +
                             " stands twice, or lacks a number, a name or a label");
    }
  }
  return {};
}

}  // namespace

Status CheckTypeLists(const v1::CodebookSet& set) {
  std::set<std::uint32_t> numbers;
  for (const v1::Codebook& codebook : set.codebooks()) numbers.insert(codebook.number());
  std::set<std::string> names;
  for (const v1::TypeList& list : set.lists()) {
    if (list.name().empty() || !names.insert(list.name()).second) {
      return Status::Invalid("a list of types without a name, or \"" + list.name() + "\" twice");
    }
    const bool bounded = list.number() >= 1 && list.number() <= kMaxCodebookNumber;
    if (!bounded || !numbers.insert(list.number()).second) {
      return Status::Invalid(list.name() + ": its number is out of bounds or another's");
    }
    if (list.of() != v1::REGISTER_PPKS && list.of() != v1::REGISTER_PSKS) {
      return Status::Invalid(list.name() + ": of no register");
    }
    if (!Complete(list.label())) {
      return Status::Invalid(list.name() + ": needs a label in both languages");
    }
    Called called;
    for (const v1::RegisterType& type : list.types()) {
      TILIK_RETURN_IF_ERROR(CheckType(list.name(), type, called));
    }
  }
  return {};
}

}  // namespace tilik
