#include "proto/regions/regions.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "proto/regions/tables.h"

namespace tilik {
namespace {

using regions::Table;

constexpr std::size_t kMostSuggestions = 10;

template <int Digits>
const Table& TableOf() {
  if constexpr (Digits == 2) return regions::kProvinces;
  if constexpr (Digits == 4) return regions::kDistricts;
  if constexpr (Digits == 6) return regions::kKecamatan;
  if constexpr (Digits == 10) return regions::kVillages;
}

std::string_view NameAt(const Table& table, std::size_t index) {
  const std::uint32_t begin = index == 0 ? 0 : table.ends[index - 1];
  return {table.names + begin, table.ends[index] - begin};
}

std::size_t FirstNotBelow(const Table& table, std::uint64_t code) {
  return static_cast<std::size_t>(std::lower_bound(table.codes, table.codes + table.size, code) -
                                  table.codes);
}

struct Stretch {
  std::size_t begin;
  std::size_t end;
};

// The regions of `table`, whose codes have `digits` digits, that lie within the region `above`.
Stretch Below(const Table& table, int digits, std::uint64_t above) {
  if (above == 0) return {0, table.size};
  std::uint64_t span = 1;
  for (int n = static_cast<int>(std::to_string(above).size()); n < digits; ++n) span *= 10;
  return {FirstNotBelow(table, above * span), FirstNotBelow(table, (above + 1) * span)};
}

template <int Digits>
std::vector<RegionCode<Digits>> CodesBelow(std::uint64_t above) {
  const Table& table = TableOf<Digits>();
  const Stretch stretch = Below(table, Digits, above);
  std::vector<RegionCode<Digits>> codes;
  for (std::size_t i = stretch.begin; i < stretch.end; ++i) {
    codes.push_back(*RegionCode<Digits>::FromNumber(table.codes[i]));
  }
  return codes;
}

// Lower case, letters and digits only, and what kind of region the name says it is, if it does.
struct Spelling {
  std::string kind;
  std::string letters;
};

std::string Letters(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (upper || kept) letters += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return letters;
}

Spelling Spell(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kLeads = {{
      {"kabupaten", "kabupaten"},
      {"kab", "kabupaten"},
      {"kota", "kota"},
      {"kotamadya", "kota"},
      {"kodya", "kota"},
      {"provinsi", "provinsi"},
      {"propinsi", "provinsi"},
      {"prov", "provinsi"},
      {"kecamatan", "kecamatan"},
      {"kec", "kecamatan"},
      {"kelurahan", "desa"},
      {"kel", "desa"},
      {"desa", "desa"},
      {"ds", "desa"},
      {"pekon", "desa"},
  }};
  const std::size_t lead_end = name.find_first_of(" .");
  if (lead_end != std::string_view::npos) {
    const std::string lead = Letters(name.substr(0, lead_end));
    const std::string rest = Letters(name.substr(lead_end));
    for (const auto& [word, kind] : kLeads) {
      if (lead == word && !rest.empty()) return {std::string(kind), rest};
    }
  }
  return {{}, Letters(name)};
}

// Letters to add, drop, change or swap with their neighbour to make `a` of `b`; more than `most`
// counts as most + 1.
int Distance(std::string_view a, std::string_view b, int most) {
  const auto too_far = static_cast<std::size_t>(most) + 1;
  if (a.size() > b.size() + static_cast<std::size_t>(most)) return most + 1;
  if (b.size() > a.size() + static_cast<std::size_t>(most)) return most + 1;
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    if (*std::min_element(row.begin(), row.end()) >= too_far + 1) return most + 1;
    before_last.swap(last);
    last.swap(row);
  }
  return static_cast<int>(std::min(last[b.size()], too_far));
}

}  // namespace

const Regions& Regions::BuiltIn() {
  static const Regions built_in;
  return built_in;
}

template <int Digits>
std::string_view Regions::NameOf(RegionCode<Digits> code) const {
  const Table& table = TableOf<Digits>();
  const std::size_t index = FirstNotBelow(table, code.number());
  if (index == table.size || table.codes[index] != code.number()) return {};
  return NameAt(table, index);
}

bool Regions::KecamatanExists(std::uint32_t six_digits) const {
  const auto code = KecamatanCode::FromNumber(six_digits);
  return code && !NameOf(*code).empty();
}

std::vector<ProvinceCode> Regions::Provinces() const { return CodesBelow<2>(0); }
std::vector<DistrictCode> Regions::DistrictsIn(ProvinceCode province) const {
  return CodesBelow<4>(province.number());
}
std::vector<KecamatanCode> Regions::KecamatanIn(DistrictCode district) const {
  return CodesBelow<6>(district.number());
}
std::vector<VillageCode> Regions::VillagesIn(KecamatanCode kecamatan) const {
  return CodesBelow<10>(kecamatan.number());
}
std::vector<VillageCode> Regions::VillagesIn(DistrictCode district) const {
  return CodesBelow<10>(district.number());
}

template <int Digits>
std::vector<Suggestion<Digits>> Regions::Search(std::string_view typed,
                                                std::uint64_t within) const {
  const Table& table = TableOf<Digits>();
  const Stretch stretch = Below(table, Digits, within);
  const std::string whole = Letters(typed);
  const Spelling wanted = Spell(typed);
  const int most = static_cast<int>(wanted.letters.size() / 4);
  std::vector<std::uint64_t> meant;  // by an alias
  for (std::size_t i = 0; i < regions::kAliasCount; ++i) {
    if (Letters(regions::kAliases[i].name) == wanted.letters)
      meant.push_back(regions::kAliases[i].code);
  }
  std::vector<Suggestion<Digits>> found;
  for (std::size_t i = stretch.begin; i < stretch.end; ++i) {
    const std::uint64_t code = table.codes[i];
    const std::string_view name = NameAt(table, i);
    // Only districts carry their kind in the decree; "Kota" may be how a village's name begins.
    const Spelling here = Digits == 4 ? Spell(name) : Spelling{{}, Letters(name)};
    int distance =
        std::min(Distance(wanted.letters, here.letters, most), Distance(whole, here.letters, most));
    if (std::find(meant.begin(), meant.end(), code) != meant.end()) distance = 0;
    if (!here.kind.empty() && !wanted.kind.empty() && here.kind != wanted.kind) ++distance;
    if (distance <= most || distance == 0) {
      found.push_back({*RegionCode<Digits>::FromNumber(code), name, distance});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.distance < b.distance; });
  if (found.size() > kMostSuggestions) found.resize(kMostSuggestions, found.front());
  return found;
}

template std::string_view Regions::NameOf(ProvinceCode) const;
template std::string_view Regions::NameOf(DistrictCode) const;
template std::string_view Regions::NameOf(KecamatanCode) const;
template std::string_view Regions::NameOf(VillageCode) const;
template std::vector<Suggestion<2>> Regions::Search(std::string_view, std::uint64_t) const;
template std::vector<Suggestion<4>> Regions::Search(std::string_view, std::uint64_t) const;
template std::vector<Suggestion<6>> Regions::Search(std::string_view, std::uint64_t) const;
template std::vector<Suggestion<10>> Regions::Search(std::string_view, std::uint64_t) const;

}  // namespace tilik
