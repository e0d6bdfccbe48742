#include "sync-server/importer/danom_programmes.h"

#include <algorithm>

#include "proto/contract/folding.h"

namespace tilik::importer {
namespace {

bool IsMoneyUnit(std::string_view unit) {
  const std::string folded = Fold(unit);
  return folded == "rp" || folded == "idr" || folded == "rupiah";
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

DanomProgrammes::DanomProgrammes(std::vector<v1::Programme> known) {
  for (v1::Programme& programme : known) {
    std::string code = programme.code();
    programmes_.emplace(std::move(code), std::move(programme));
  }
}

std::string DanomProgrammes::CodeOf(const std::string& text) const {
  const std::string folded = Fold(text);
  for (const auto& [code, programme] : programmes_) {
    if (folded == Fold(code) || folded == Fold(programme.name())) return code;
  }
  return LowerCase(text);
}

const v1::Programme* DanomProgrammes::Find(const std::string& code) const {
  const auto found = programmes_.find(code);
  return found == programmes_.end() ? nullptr : &found->second;
}

std::vector<Suggested> DanomProgrammes::Resembling(const std::string& code) const {
  std::vector<Suggested> resembling;
  const std::string wanted = Fold(code);
  for (const auto& [known, programme] : programmes_) {
    const std::string folded = Fold(known);
    const std::size_t most = std::min(wanted.size(), folded.size()) / 3;
    if (most > 0 && Distance(wanted, folded) <= std::min<std::size_t>(most, 2)) {
      resembling.push_back({known, programme.name()});
    }
  }
  return resembling;
}

const v1::Programme& DanomProgrammes::Add(const std::string& code, const std::string& name,
                                          const std::string& unit, v1::UnitType unit_type) {
  v1::Programme programme;
  programme.set_code(code);
  programme.set_name(name);
  programme.set_unit_type(unit_type);
  v1::Item* item = programme.mutable_item();
  if (IsMoneyUnit(unit)) {
    item->set_code("IDR");
    item->set_unit("Rp");
    item->set_name("Rupiah");
  } else {
    const bool rice = code == "rastra" || code == "raskin";
    item->set_code(rice ? "beras" : code);
    item->set_unit(unit);
    item->set_name(rice ? "Beras" : name);
  }
  return programmes_.emplace(code, std::move(programme)).first->second;
}

bool DanomProgrammes::SameUnit(const std::string& said, const v1::Programme& programme) {
  const std::string& expected = programme.item().unit();
  return said.empty() || Fold(said) == Fold(expected) ||
         (IsMoneyUnit(said) && IsMoneyUnit(expected));
}

}  // namespace tilik::importer
