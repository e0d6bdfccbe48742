// Which village a danom's text means: its code, its name, a name the office has confirmed before,
// or, when none of these, what it may mean (domain.md §2.10).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sync-server/importer/report.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik::importer {

struct Place {
  std::uint64_t village = 0;              // 0: not known by this text alone
  std::vector<std::uint64_t> candidates;  // several villages are called exactly so
  std::vector<Suggested> suggestions;
  bool outside = false;  // of the district
};

class DanomPlaces {
 public:
  // `remembered`: folded text → village.
  DanomPlaces(std::uint64_t district, std::map<std::string, std::uint64_t> remembered)
      : district_(district), remembered_(std::move(remembered)) {}

  const Place& Of(const std::string& text);
  // From now on the text means this village. What is to be remembered of it for good, or nothing
  // when it was known already or says the code itself.
  std::vector<v1::Operation> Remember(const std::string& text, std::uint64_t village);

 private:
  Place Find(const std::string& text) const;

  const std::uint64_t district_;
  std::map<std::string, std::uint64_t> remembered_;
  std::unordered_map<std::string, Place> seen_;
};

}  // namespace tilik::importer
