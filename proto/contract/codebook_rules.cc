#include "proto/contract/codebook_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "proto/contract/codebook.h"
#include "proto/contract/crosswalk_rules.h"
#include "proto/contract/folding.h"
#include "proto/contract/register_rules.h"
#include "proto/contract/signal_rules.h"

namespace tilik {
namespace {

struct Permanent {
  Field number;
  const char* name;
  v1::RecordKind kind;
  v1::ConceptType type;
};

constexpr Permanent kPermanent[] = {
    {field::kVillage, "desa", v1::RECORD_KIND_HOUSEHOLD, v1::CONCEPT_TYPE_VILLAGE},
    {field::kAddress, "alamat", v1::RECORD_KIND_HOUSEHOLD, v1::CONCEPT_TYPE_TEXT},
    {field::kSls, "nama_sls", v1::RECORD_KIND_HOUSEHOLD, v1::CONCEPT_TYPE_TEXT},
    {field::kHeadName, "nama_krt", v1::RECORD_KIND_HOUSEHOLD, v1::CONCEPT_TYPE_TEXT},
    {field::kIdbdt, "idbdt", v1::RECORD_KIND_HOUSEHOLD, v1::CONCEPT_TYPE_TEXT},
    {field::kHousehold, "rumah_tangga", v1::RECORD_KIND_FAMILY, v1::CONCEPT_TYPE_RECORD},
    {field::kNoKk, "nokk", v1::RECORD_KIND_FAMILY, v1::CONCEPT_TYPE_NO_KK},
    {field::kFamilyName, "nama_kepala_keluarga", v1::RECORD_KIND_FAMILY, v1::CONCEPT_TYPE_TEXT},
    {field::kFamily, "keluarga", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_RECORD},
    {field::kName, "nama", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_TEXT},
    {field::kNik, "nik", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_NIK},
    {field::kBirthDate, "tgllahir", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_DATE},
    {field::kSex, "jnskel", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_CODE},
    {field::kBirthPlace, "tmplahir", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_TEXT},
    {field::kIdartbdt, "idartbdt", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_TEXT},
    {field::kRelationToHead, "hub_krt", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_CODE},
    {field::kRelationToFamilyHead, "hubkel", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_CODE},
    {field::kMotherName, "nama_ibu_kandung", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_TEXT},
    {field::kNuk, "nuk", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_NUMBER},
    {field::kCivilResult, "hasil_dukcapil", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_CODE},
    {field::kCivilReasons, "alasan_dukcapil", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_BIT_SET},
    {field::kCivilChecked, "dicek_dukcapil", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_DATE},
    {field::kCivilName, "nama_dukcapil", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_TEXT},
    {field::kCivilBirthDate, "tgllahir_dukcapil", v1::RECORD_KIND_PERSON, v1::CONCEPT_TYPE_DATE},
    {field::kNameElsewhere, "nama_penerima_lain", v1::RECORD_KIND_UNSPECIFIED,
     v1::CONCEPT_TYPE_TEXT},
    {field::kVillageElsewhere, "desa_penerima_lain", v1::RECORD_KIND_UNSPECIFIED,
     v1::CONCEPT_TYPE_VILLAGE},
    {field::kAddressElsewhere, "alamat_penerima_lain", v1::RECORD_KIND_UNSPECIFIED,
     v1::CONCEPT_TYPE_TEXT},
    {field::kSortElsewhere, "jenis_penerima_lain", v1::RECORD_KIND_UNSPECIFIED,
     v1::CONCEPT_TYPE_TEXT},
    {field::kResidents, "penghuni", v1::RECORD_KIND_HOUSE, v1::CONCEPT_TYPE_RECORD},
};

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

bool IsCoded(v1::ConceptType type) {
  return type == v1::CONCEPT_TYPE_CODE || type == v1::CONCEPT_TYPE_BIT_SET;
}

bool IsPlainName(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// The concepts read so far, by name, while the rest is checked against them.
using ConceptsByName = std::map<std::string, const v1::Concept*>;

Status CheckConcept(const v1::Concept& item) {
  const std::string where = "concepts: " + Quoted(item.name()) + ": ";
  if (!IsPlainName(item.name())) {
    return Status::Invalid(where + "a name is lower case letters, digits and _");
  }
  if (item.number() < 1 || item.number() > kMaxField) {
    return Status::Invalid(where + "number " + std::to_string(item.number()) + " is not 1 to " +
                           std::to_string(kMaxField));
  }
  if (item.kind() < v1::RECORD_KIND_UNSPECIFIED || item.kind() > v1::RECORD_KIND_LOCATION) {
    return Status::Invalid(where + "unknown kind of record");
  }
  if (item.type() < v1::CONCEPT_TYPE_CODE || item.type() > v1::CONCEPT_TYPE_VILLAGE) {
    return Status::Invalid(where + "no type, or one newer than this program");
  }
  if (item.policy() < v1::MERGE_POLICY_HOLD || item.policy() > v1::MERGE_POLICY_IMPORTED) {
    return Status::Invalid(where + "no merge policy, or one newer than this program");
  }
  if (item.group() > kMaxGroup) return Status::Invalid(where + "group number too large");
  for (const Permanent& permanent : kPermanent) {
    if (permanent.number != item.number() && permanent.name != item.name()) continue;
    const bool same = permanent.number == item.number() && permanent.name == item.name() &&
                      permanent.kind == item.kind() && permanent.type == item.type();
    if (!same) {
      return Status::Invalid(where + "number " + std::to_string(permanent.number) +
                             " is for ever " + Quoted(permanent.name) +
                             ", of one kind of record and one type");
    }
  }
  return {};
}

Result<ConceptsByName> CheckConcepts(const v1::Concepts& concepts) {
  ConceptsByName by_name;
  std::map<std::uint32_t, const v1::Concept*> by_number, group;
  std::set<std::pair<int, std::string>> folded;
  for (const v1::Concept& item : concepts.concepts()) {
    TILIK_RETURN_IF_ERROR(CheckConcept(item));
    const std::string where = "concepts: " + Quoted(item.name()) + ": ";
    if (!by_name.emplace(item.name(), &item).second ||
        !folded.emplace(0, Fold(item.name())).second) {
      return Status::Invalid(where + "the name stands twice");
    }
    if (auto [other, fresh] = by_number.emplace(item.number(), &item); !fresh) {
      return Status::Invalid(where + "number " + std::to_string(item.number()) + " is that of " +
                             Quoted(other->second->name()));
    }
    if (item.group() == 0) continue;
    const auto [other, fresh] = group.emplace(item.group(), &item);
    if (fresh) continue;
    if (other->second->kind() != item.kind()) {
      return Status::Invalid(where + "group " + std::to_string(item.group()) + " spans kinds: " +
                             Quoted(other->second->name()) + " is of another kind of record");
    }
    if ((other->second->policy() == v1::MERGE_POLICY_IMPORTED) !=
        (item.policy() == v1::MERGE_POLICY_IMPORTED)) {
      return Status::Invalid(where + "group " + std::to_string(item.group()) +
                             " is imported in part: " + Quoted(other->second->name()) +
                             " is not, or only it is");
    }
  }
  return by_name;
}

// One codebook while it is checked: its questions so far, in order.
class CodebookCheck {
 public:
  CodebookCheck(const v1::Codebook& codebook, const ConceptsByName& concepts)
      : codebook_(codebook), concepts_(concepts) {}

  Status Run() {
    if (!IsPlainName(codebook_.name())) {
      return Status::Invalid("a codebook is named " + Quoted(codebook_.name()) +
                             ": lower case letters, digits and - only");
    }
    if (codebook_.number() < 1 || codebook_.number() > kMaxCodebookNumber) {
      return Refuse("its number " + std::to_string(codebook_.number()) + " is not 1 to 65535");
    }
    if (!Complete(codebook_.label())) return Refuse("needs a label in both languages");
    if (codebook_.unit() != v1::RECORD_KIND_HOUSEHOLD &&
        codebook_.unit() != v1::RECORD_KIND_FAMILY && codebook_.unit() != v1::RECORD_KIND_PERSON) {
      return Refuse("says no unit: what is one form filled in for?");
    }
    for (const v1::Variable& variable : codebook_.variables()) {
      TILIK_RETURN_IF_ERROR(CheckVariable(variable));
    }
    return {};
  }

 private:
  Status Refuse(const std::string& cause) const {
    return Status::Invalid(codebook_.name() + ": " + cause);
  }
  Status Refuse(const v1::Variable& variable, const std::string& cause) const {
    return Refuse(Quoted(variable.concept_name()) + ": " + cause);
  }

  static bool Complete(const v1::Label& label) {
    return !label.id().empty() && !label.en().empty();
  }

  Status CheckVariable(const v1::Variable& variable) {
    const auto found = concepts_.find(variable.concept_name());
    if (found == concepts_.end()) return Refuse(variable, "no such concept");
    const v1::Concept& item = *found->second;
    const std::string& name = variable.name().empty() ? item.name() : variable.name();
    if (!questions_.emplace(item.name(), &variable).second) {
      return Refuse(variable, "is asked twice");
    }
    if (!names_.emplace(item.kind(), Fold(name)).second) {
      return Refuse(variable, "the name " + Quoted(name) + " stands twice");
    }
    if (!Complete(variable.label())) return Refuse(variable, "needs a label in both languages");
    if (variable.block().empty()) return Refuse(variable, "belongs to no block");
    if (item.group() != 0) {
      const auto block = block_of_group_.emplace(item.group(), variable.block()).first;
      if (block->second != variable.block()) {
        return Refuse(variable, "its group is in block " + Quoted(block->second));
      }
    }
    if (variable.max_length() > kMaxTextBytes) return Refuse(variable, "max_length is too large");
    if (variable.max_length() > 0 && item.type() != v1::CONCEPT_TYPE_TEXT) {
      return Refuse(variable, "only a text has a max_length");
    }
    if (variable.has_min() && variable.has_max() && variable.min() > variable.max()) {
      return Refuse(variable, "its range is empty");
    }
    TILIK_RETURN_IF_ERROR(CheckCodes(variable, item));
    for (const v1::SkipCondition& condition : variable.ask_when()) {
      TILIK_RETURN_IF_ERROR(CheckCondition(variable, item, condition));
    }
    return {};
  }

  Status CheckCodes(const v1::Variable& variable, const v1::Concept& item) const {
    if (!IsCoded(item.type())) {
      return variable.codes().empty() ? Status() : Refuse(variable, "its type takes no codes");
    }
    if (variable.codes().empty()) {
      const bool ranged = item.type() == v1::CONCEPT_TYPE_CODE && variable.has_min() &&
                          variable.has_max() && variable.min() >= 0 && variable.max() <= kMaxCode;
      return ranged ? Status()
                    : Refuse(variable, "has neither codes nor the range of their numbers");
    }
    if (variable.has_min() || variable.has_max()) {
      return Refuse(variable, "has codes and a range");
    }
    std::map<std::string, std::uint32_t> meaning;
    for (const v1::Code& code : variable.codes()) {
      const std::string where = "code " + std::to_string(code.code());
      if (code.code() > kMaxCode) return Refuse(variable, where + " is too large");
      if (item.type() == v1::CONCEPT_TYPE_BIT_SET && (code.code() & (code.code() - 1)) != 0) {
        return Refuse(variable, where + " is not a single bit");
      }
      if (!meaning.emplace(std::to_string(code.code()), code.code()).second) {
        return Refuse(variable, where + " stands twice");
      }
    }
    for (const v1::Code& code : variable.codes()) {
      const std::string where = "code " + std::to_string(code.code());
      if (!Complete(code.label()))
        return Refuse(variable, where + " needs a label in both languages");
      std::set<std::string> words = {Fold(code.name()), Fold(code.label().id()),
                                     Fold(code.label().en())};
      for (std::uint32_t printed : code.also()) words.insert(std::to_string(printed));
      for (const std::string& word : words) {
        if (word.empty()) return Refuse(variable, where + " needs a short name");
        if (meaning.emplace(word, code.code()).first->second != code.code()) {
          return Refuse(variable, Quoted(word) + " would mean two codes, one of them " + where);
        }
      }
    }
    if (item.number() == field::kSex && (meaning.count("l") == 0 || meaning.count("p") == 0)) {
      return Refuse(variable, "sex has codes named L and P: a NIK is checked against them");
    }
    return {};
  }

  Status CheckCondition(const v1::Variable& variable, const v1::Concept& item,
                        const v1::SkipCondition& condition) const {
    const std::string where = "asks when " + Quoted(condition.variable()) + ": ";
    const auto found = questions_.find(condition.variable());
    if (found == questions_.end() || found->second == &variable) {
      return Refuse(variable, where + "no question of that name stands before it");
    }
    const v1::Concept& other = *concepts_.at(condition.variable());
    if (other.kind() != item.kind()) {
      return Refuse(variable, where + "a skip rule across records; it is of another kind");
    }
    const bool ranged = condition.has_min() || condition.has_max();
    if (ranged == !condition.codes().empty()) {
      return Refuse(variable, where + "needs either codes or a range");
    }
    if (ranged && other.type() != v1::CONCEPT_TYPE_NUMBER &&
        other.type() != v1::CONCEPT_TYPE_DATE) {
      return Refuse(variable, where + "only a number or a date has a range");
    }
    if (condition.age_in_years() && other.type() != v1::CONCEPT_TYPE_DATE) {
      return Refuse(variable, where + "only a date gives an age");
    }
    for (std::uint32_t wanted : condition.codes()) {
      const auto& codes = found->second->codes();
      const bool known = other.type() == v1::CONCEPT_TYPE_CODE &&
                         std::any_of(codes.begin(), codes.end(), [wanted](const v1::Code& code) {
                           return code.code() == wanted;
                         });
      if (!known) {
        return Refuse(variable, where + "it has no code " + std::to_string(wanted));
      }
    }
    return {};
  }

  const v1::Codebook& codebook_;
  const ConceptsByName& concepts_;
  std::map<std::string, const v1::Variable*> questions_;
  std::set<std::pair<int, std::string>> names_;
  std::map<std::uint32_t, std::string> block_of_group_;
};

}  // namespace

Status CheckCodebookSet(const v1::CodebookSet& set) {
  TILIK_ASSIGN_OR_RETURN(const ConceptsByName concepts, CheckConcepts(set.concepts()));
  std::set<std::uint32_t> numbers;
  std::set<std::string> names;
  for (const v1::Codebook& codebook : set.codebooks()) {
    TILIK_RETURN_IF_ERROR(CodebookCheck(codebook, concepts).Run());
    if (!numbers.insert(codebook.number()).second || !names.insert(codebook.name()).second) {
      return Status::Invalid(codebook.name() + ": its number or name is that of another codebook");
    }
  }
  TILIK_RETURN_IF_ERROR(CheckSignalRules(set.signals()));
  TILIK_RETURN_IF_ERROR(CheckTypeLists(set));
  return CheckCrosswalks(set);
}

}  // namespace tilik
