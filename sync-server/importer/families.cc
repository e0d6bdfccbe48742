#include "sync-server/importer/families.h"

#include <algorithm>
#include <map>
#include <set>

#include "proto/contract/identity.h"

namespace tilik::importer {
namespace {

// The No KK's digits when the row's number can be one; empty when not.
std::vector<std::string> UsableNumbers(const std::vector<Membership>& rows) {
  std::vector<std::string> numbers;
  for (const Membership& row : rows) {
    Result<NoKk> no_kk = NoKk::Parse(row.no_kk);
    const bool usable = !row.no_kk.empty() && no_kk.ok() && row.nik != row.no_kk;
    numbers.push_back(usable ? no_kk->digits() : "");
  }
  std::vector<std::string> unswapped = numbers;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows.size(); ++j) {
      const bool swapped = i != j && !rows[i].nik.empty() && rows[i].nik == rows[j].no_kk &&
                           rows[i].nuk == rows[j].nuk && !numbers[j].empty() &&
                           numbers[i] != numbers[j];
      if (swapped) unswapped[i].clear();
    }
  }
  return unswapped;
}

std::string WithNuk(std::int64_t nuk) { return "nuk" + std::to_string(nuk); }

// The word that most rows of each NUK go by, the first of equals.
std::map<std::int64_t, std::string> FamilyOfNuk(const std::vector<Membership>& rows,
                                                const std::vector<std::string>& words) {
  std::map<std::int64_t, std::string> chosen;
  std::map<std::int64_t, std::map<std::string, int>> counts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!words[i].empty()) ++counts[rows[i].nuk][words[i]];
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (words[i].empty()) continue;
    std::string& best = chosen[rows[i].nuk];
    const std::map<std::string, int>& of_nuk = counts[rows[i].nuk];
    if (best.empty() || of_nuk.at(words[i]) > of_nuk.at(best)) best = words[i];
  }
  return chosen;
}

}  // namespace

FamilyReading ReadFamilies(const std::vector<Membership>& rows) {
  const std::vector<std::string> numbers = UsableNumbers(rows);
  std::map<std::string, std::set<std::int64_t>> nuks_of;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!numbers[i].empty() && rows[i].nuk != 0) nuks_of[numbers[i]].insert(rows[i].nuk);
  }
  std::vector<std::string> words(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (numbers[i].empty()) continue;
    const bool shared = nuks_of[numbers[i]].size() > 1 && rows[i].nuk != 0;
    words[i] = shared ? numbers[i] + "/" + WithNuk(rows[i].nuk) : numbers[i];
  }

  FamilyReading reading;
  const std::map<std::int64_t, std::string> of_nuk = FamilyOfNuk(rows, words);
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Membership& row = rows[i];
    Answer no_kk{numbers[i], How::kUnspecified};
    if (words[i].empty()) {
      auto joined = of_nuk.find(row.nuk);
      if (joined != of_nuk.end()) {
        words[i] = joined->second;
      } else if (row.nuk != 0) {
        words[i] = WithNuk(row.nuk);
      } else {
        words[i] = row.no_kk.empty() ? "-" : row.no_kk;
      }
      // A number that is nobody else's to say stays the family's, as wrong as it is written.
      no_kk = Answer{row.no_kk, How::kAsWritten};
    }
    auto [place, fresh] = places.emplace(words[i], reading.families.size());
    if (fresh) reading.families.push_back({words[i], std::nullopt, {}});
    FamilyGroup& family = reading.families[place->second];
    family.members.push_back(i);
    const bool says_something = !std::get<std::string>(no_kk.value).empty();
    const bool better = !family.no_kk.has_value() ||
                        (family.no_kk->how == How::kAsWritten && no_kk.how != How::kAsWritten);
    if (says_something && better) family.no_kk = no_kk;
  }
  for (const FamilyGroup& family : reading.families) {
    for (std::size_t i : family.members) {
      const std::string& said = numbers[i].empty() ? rows[i].no_kk : numbers[i];
      if (!said.empty() && family.no_kk->value != Value(said)) reading.no_kk_not_used.push_back(i);
    }
  }
  std::sort(reading.no_kk_not_used.begin(), reading.no_kk_not_used.end());
  return reading;
}

}  // namespace tilik::importer
