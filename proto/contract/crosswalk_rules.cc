#include "proto/contract/crosswalk_rules.h"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace tilik {
namespace {

using ExactPairs = std::set<std::pair<std::uint32_t, std::uint32_t>>;

class CrosswalkCheck {
 public:
  CrosswalkCheck(const v1::CodebookSet& set, const v1::Crosswalk& crosswalk)
      : set_(set), crosswalk_(crosswalk) {}

  Status Run() {
    const v1::Codebook* from = Codebook(crosswalk_.from());
    const v1::Codebook* to = Codebook(crosswalk_.to());
    if (from == nullptr || to == nullptr || from == to) {
      return Refuse("leads from one known codebook to another, which these are not");
    }
    for (const v1::Variable& variable : from->variables()) {
      from_.emplace(variable.concept_name(), &variable);
    }
    for (const v1::Variable& variable : to->variables()) {
      to_.emplace(variable.concept_name(), &variable);
    }
    for (const v1::CodeMapping& mapping : crosswalk_.mappings()) {
      TILIK_RETURN_IF_ERROR(CheckMapping(mapping));
    }
    for (const v1::Unmapped& unmapped : crosswalk_.unmapped()) {
      TILIK_RETURN_IF_ERROR(CheckUnmapped(unmapped));
    }
    for (const v1::Variable& variable : from->variables()) {
      TILIK_RETURN_IF_ERROR(CheckNothingLeftOut(variable));
    }
    return {};
  }

  // Concept by concept, the pairs of codes it calls exactly equal.
  const std::map<std::string, ExactPairs>& exact() const { return exact_; }

 private:
  Status Refuse(const std::string& cause) const {
    return Status::Invalid("crosswalk " + crosswalk_.from() + " to " + crosswalk_.to() + ": " +
                           cause);
  }

  const v1::Codebook* Codebook(const std::string& name) const {
    for (const v1::Codebook& codebook : set_.codebooks()) {
      if (codebook.name() == name) return &codebook;
    }
    return nullptr;
  }

  bool IsCoded(const std::string& concept_name) const {
    for (const v1::Concept& item : set_.concepts().concepts()) {
      if (item.name() != concept_name) continue;
      return item.type() == v1::CONCEPT_TYPE_CODE || item.type() == v1::CONCEPT_TYPE_BIT_SET;
    }
    return false;
  }

  static bool HasCode(const v1::Variable& variable, std::uint32_t wanted) {
    for (const v1::Code& code : variable.codes()) {
      if (code.code() == wanted) return true;
    }
    return variable.codes().empty() && wanted >= variable.min() && wanted <= variable.max();
  }

  Status CheckMapping(const v1::CodeMapping& mapping) {
    const std::string& name = mapping.concept_name();
    const std::string where = "\"" + name + "\" " + std::to_string(mapping.from()) + ": ";
    const auto from = from_.find(name);
    const auto to = to_.find(name);
    if (!IsCoded(name) || from == from_.end() || to == to_.end()) {
      return Refuse(where + "only a coded question of both codebooks is mapped");
    }
    if (!HasCode(*from->second, mapping.from()) ||
        (mapping.has_to() && !HasCode(*to->second, mapping.to()))) {
      return Refuse(where + "maps a code that does not exist");
    }
    if (!mapped_[name].insert(mapping.from()).second) return Refuse(where + "is mapped twice");
    if (!mapping.exact()) {
      return mapping.why().empty() ? Refuse(where + "is not exact and does not say why") : Status();
    }
    if (!mapping.has_to() || !mapping.why().empty()) {
      return Refuse(where + "is exact, yet maps to nothing or says why not");
    }
    for (const auto& [other_from, other_to] : exact_[name]) {
      if (other_to == mapping.to()) {
        return Refuse(where + "is exact, and so is " + std::to_string(other_from) +
                      " to the same code");
      }
    }
    exact_[name].emplace(mapping.from(), mapping.to());
    return {};
  }

  Status CheckUnmapped(const v1::Unmapped& unmapped) {
    const std::string& name = unmapped.concept_name();
    const std::string where = "\"" + name + "\": ";
    if (from_.count(name) == 0) return Refuse(where + "is unmapped, but nobody asks for it");
    if (unmapped.why().empty()) return Refuse(where + "is unmapped and does not say why");
    if (mapped_.count(name) != 0) return Refuse(where + "is both mapped and unmapped");
    if (to_.count(name) != 0 && !IsCoded(name)) {
      return Refuse(where + "is content that both codebooks ask for; it needs no mapping");
    }
    if (!unmapped_.insert(name).second) return Refuse(where + "stands twice");
    return {};
  }

  Status CheckNothingLeftOut(const v1::Variable& variable) const {
    const std::string& name = variable.concept_name();
    if (unmapped_.count(name) != 0) return {};
    if (to_.count(name) == 0) {
      return Refuse("\"" + name + "\" has no question there and is not named as unmapped");
    }
    if (!IsCoded(name)) return {};
    const auto mapped = mapped_.find(name);
    const auto left_out = [&](std::uint32_t code) {
      return mapped == mapped_.end() || mapped->second.count(code) == 0;
    };
    for (const v1::Code& code : variable.codes()) {
      if (left_out(code.code())) return RefuseLeftOut(name, code.code());
    }
    if (!variable.codes().empty()) return {};
    for (std::int64_t code = variable.min(); code <= variable.max(); ++code) {
      if (left_out(static_cast<std::uint32_t>(code))) return RefuseLeftOut(name, code);
    }
    return {};
  }

  Status RefuseLeftOut(const std::string& name, std::int64_t code) const {
    return Refuse("\"" + name + "\" " + std::to_string(code) + " is left out");
  }

  const v1::CodebookSet& set_;
  const v1::Crosswalk& crosswalk_;
  std::map<std::string, const v1::Variable*> from_, to_;
  std::map<std::string, std::set<std::uint32_t>> mapped_;
  std::set<std::string> unmapped_;
  std::map<std::string, ExactPairs> exact_;
};

std::map<std::string, ExactPairs> Reversed(const std::map<std::string, ExactPairs>& exact) {
  std::map<std::string, ExactPairs> reversed;
  for (const auto& [name, pairs] : exact) {
    for (const auto& [from, to] : pairs) reversed[name].emplace(to, from);
  }
  return reversed;
}

}  // namespace

Status CheckCrosswalks(const v1::CodebookSet& set) {
  std::map<std::pair<std::string, std::string>, std::map<std::string, ExactPairs>> exact;
  for (const v1::Crosswalk& crosswalk : set.crosswalks()) {
    CrosswalkCheck check(set, crosswalk);
    TILIK_RETURN_IF_ERROR(check.Run());
    if (!exact.emplace(std::pair(crosswalk.from(), crosswalk.to()), check.exact()).second) {
      return Status::Invalid("crosswalk " + crosswalk.from() + " to " + crosswalk.to() +
                             ": stands twice");
    }
  }
  for (const auto& [way, pairs] : exact) {
    const auto back = exact.find(std::pair(way.second, way.first));
    if (back != exact.end() && Reversed(back->second) != pairs) {
      return Status::Invalid("crosswalk " + way.first + " to " + way.second +
                             ": what is exact one way is not exact the other way");
    }
  }
  return {};
}

}  // namespace tilik
