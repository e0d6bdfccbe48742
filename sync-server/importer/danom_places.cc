#include "sync-server/importer/danom_places.h"

#include "proto/contract/folding.h"
#include "proto/contract/region.h"
#include "proto/regions/regions.h"

namespace tilik::importer {
namespace {

constexpr std::size_t kTextsRemembered = 4096;

}  // namespace

Place DanomPlaces::Find(const std::string& text) const {
  Place place;
  if (text.empty()) return place;
  if (std::optional<VillageCode> code = VillageCode::Parse(text)) {
    place.outside = DistrictOf(*code).number() != district_;
    if (!Regions::BuiltIn().NameOf(*code).empty()) place.village = code->number();
    return place;
  }
  const auto remembered = remembered_.find(Fold(text));
  if (remembered != remembered_.end()) {
    place.village = remembered->second;
    return place;
  }
  for (const auto& suggestion : Regions::BuiltIn().Search<10>(text, district_)) {
    if (suggestion.distance == 0) place.candidates.push_back(suggestion.code.number());
    place.suggestions.push_back({suggestion.code.Text(), std::string(suggestion.name)});
  }
  if (place.candidates.size() == 1) place.village = place.candidates.front();
  return place;
}

const Place& DanomPlaces::Of(const std::string& text) {
  const auto known = seen_.find(text);
  if (known != seen_.end()) return known->second;
  if (seen_.size() >= kTextsRemembered) seen_.clear();
  return seen_.emplace(text, Find(text)).first->second;
}

std::vector<v1::Operation> DanomPlaces::Remember(const std::string& text, std::uint64_t village) {
  std::vector<v1::Operation> operations;
  const std::string folded = Fold(text);
  if (folded.empty() || VillageCode::Parse(text) || Of(text).village == village) return operations;
  remembered_[folded] = village;
  seen_.clear();
  v1::RememberPlace* remember = operations.emplace_back().mutable_remember_place();
  remember->set_typed(text);
  remember->set_village(village);
  return operations;
}

}  // namespace tilik::importer
