// tilik-population: a district's registry files, made from a seed.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "proto/contract/identity.h"
#include "proto/regions/regions.h"
#include "tools/population/facts.h"
#include "tools/population/population.h"

namespace {

constexpr int kUsage = 2;
constexpr int kCannotWrite = 1;

int Refuse(const std::string& why) {
  std::cerr << "tilik-population: " << why << '\n';
  return kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  using tilik::population::Order;
  CLI::App app("Makes a district's registry files, with the dirt that audits found.");
  std::string district_text = "53.02";
  std::string kecamatan_text;
  std::string out;
  int households = 0;
  std::uint64_t seed = 1;
  std::uint32_t as_of = 20251101;
  app.add_option("--district", district_text, "District, by code or name")->capture_default_str();
  app.add_option("--kecamatan", kecamatan_text, "Only this kecamatan, by code");
  app.add_option("--households", households, "How many; as many as the real ones if not said")
      ->check(CLI::Range(1, 10'000'000));
  app.add_option("--seed", seed, "Same seed, same files")->capture_default_str();
  app.add_option("--as-of", as_of, "Date of the files, YYYYMMDD")->capture_default_str();
  app.add_option("--out", out, "Folder for the files")->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }

  const tilik::Regions& regions = tilik::Regions::BuiltIn();
  auto district = tilik::DistrictCode::Parse(district_text);
  if (!district) {
    const auto meant = regions.Search<4>(district_text);
    if (meant.empty() || meant.front().distance != 0 ||
        (meant.size() > 1 && meant[1].distance == 0)) {
      return Refuse("no district is called exactly \"" + district_text + "\"");
    }
    district = meant.front().code;
  }
  if (regions.NameOf(*district).empty()) return Refuse("there is no district " + district->Text());
  if (!tilik::IsDate(as_of, false)) return Refuse("--as-of is not a date");
  Order order{.district = *district, .seed = seed, .as_of = as_of};
  int expected = tilik::population::HouseholdsOf(*district);
  if (!kecamatan_text.empty()) {
    order.kecamatan = tilik::KecamatanCode::Parse(kecamatan_text);
    const bool known = order.kecamatan && tilik::DistrictOf(*order.kecamatan) == *district &&
                       !regions.NameOf(*order.kecamatan).empty();
    if (!known)
      return Refuse("there is no kecamatan " + kecamatan_text + " in " + district->Text());
    expected = expected * static_cast<int>(regions.VillagesIn(*order.kecamatan).size()) /
               static_cast<int>(regions.VillagesIn(*district).size());
  }
  order.households = households > 0 ? households : expected;

  std::error_code error;
  std::filesystem::create_directories(out, error);
  const std::filesystem::path folder(out);
  std::ofstream rumah_tangga(folder / "rumah_tangga.csv", std::ios::binary);
  std::ofstream anggota(folder / "anggota.csv", std::ios::binary);
  std::ofstream danom(folder / "danom.csv", std::ios::binary);
  std::ofstream kebenaran(folder / "kebenaran.csv", std::ios::binary);
  const auto totals = tilik::population::Make(order, {rumah_tangga, anggota, danom, kebenaran});
  for (std::ofstream* file : {&rumah_tangga, &anggota, &danom, &kebenaran}) {
    if (!file->flush()) {
      std::cerr << "tilik-population: cannot write to " << out << '\n';
      return kCannotWrite;
    }
  }
  std::cout << regions.NameOf(*district) << ": " << totals.households << " households, "
            << totals.families << " families, " << totals.people << " people, "
            << totals.entitlements << " entitlements, " << totals.defects << " defects\n";
  return 0;
}
