// Which programme a danom's row means, and whether it may stand there: a known one by code or name,
// a new one that its first row defines, or a misspelling of either.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sync-server/importer/report.h"
#include "tilik/v1/change_set.pb.h"
#include "tilik/v1/distribution.pb.h"

namespace tilik::importer {

class DanomProgrammes {
 public:
  explicit DanomProgrammes(std::vector<v1::Programme> known);

  // The code a text means: that of a known programme by code or name, else the text in small
  // letters.
  std::string CodeOf(const std::string& text) const;
  // Null: no programme is called so.
  const v1::Programme* Find(const std::string& code) const;
  // Known programmes whose code is nearly this one: one letter in three may differ, two at most.
  std::vector<Suggested> Resembling(const std::string& code) const;

  // A new one, counted in what its recipients are known by.
  const v1::Programme& Add(const std::string& code, const std::string& name,
                           const std::string& unit, v1::UnitType unit_type);
  void Forget(const std::string& code) { programmes_.erase(code); }
  // Whether a row's unit is the programme's; none said is no contradiction.
  static bool SameUnit(const std::string& said, const v1::Programme& programme);
  static bool IsMoney(const v1::Programme& programme) { return programme.item().code() == "IDR"; }

 private:
  std::map<std::string, v1::Programme> programmes_;
};

}  // namespace tilik::importer
