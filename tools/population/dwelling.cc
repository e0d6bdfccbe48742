#include "tools/population/dwelling.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace tilik::population {
namespace {

// Weights of the codes 1, 2, 3 … of a question, for desil 1 to 4 and for the well-off.
struct CodedByDesil {
  std::string_view question;
  std::array<std::array<int, 12>, 5> weights;
};

constexpr CodedByDesil kHousing[] = {
    {"sta_bangunan",
     {{{80, 2, 15, 0, 3}, {84, 3, 11, 0, 2}, {87, 4, 8, 0, 1}, {88, 6, 5, 1}, {92, 5, 1, 2}}}},
    {"sta_lahan", {{{72, 20, 4, 4}, {79, 15, 3, 3}, {84, 11, 3, 2}, {88, 8, 2, 2}, {97, 3}}}},
    {"lantai",
     {{{0, 0, 0, 0, 0, 34, 7, 5, 54},
       {0, 1, 0, 1, 1, 56, 4, 4, 33},
       {0, 4, 1, 2, 1, 73, 2, 2, 15},
       {0, 11, 2, 4, 1, 75, 1, 1, 5},
       {6, 78, 4, 8, 0, 4}}}},
    {"dinding",
     {{{14, 3, 12, 8, 22, 41},
       {27, 4, 14, 7, 16, 32},
       {45, 4, 15, 5, 9, 22},
       {66, 3, 13, 3, 4, 11},
       {99, 0, 1}}}},
    {"kondisi_dinding", {{{18, 82}, {30, 70}, {48, 52}, {66, 34}, {99, 1}}}},
    {"atap",
     {{{0, 0, 0, 1, 1, 58, 0, 1, 39},
       {0, 0, 1, 2, 1, 74, 0, 1, 21},
       {0, 1, 1, 3, 2, 84, 0, 0, 9},
       {1, 1, 3, 4, 3, 85, 0, 0, 3},
       {6, 14, 20, 6, 2, 52}}}},
    {"kondisi_atap", {{{17, 83}, {30, 70}, {50, 50}, {68, 32}, {99, 1}}}},
    {"sumber_airminum",
     {{{0, 1, 4, 3, 3, 13, 16, 22, 24, 8, 6},
       {0, 2, 7, 4, 5, 17, 13, 24, 17, 5, 6},
       {0, 5, 12, 4, 9, 21, 9, 23, 10, 3, 4},
       {1, 11, 18, 3, 14, 22, 5, 18, 5, 1, 2},
       {12, 42, 30, 0, 12, 4}}}},
    {"sumber_penerangan", {{{44, 9, 47}, {61, 9, 30}, {78, 7, 15}, {90, 4, 6}, {1}}}},
    {"daya",
     {{{62, 7, 0, 0, 0, 31},
       {65, 12, 1, 0, 0, 22},
       {62, 23, 2, 0, 0, 13},
       {52, 38, 4, 0, 0, 6},
       {0, 10, 52, 32, 6}}}},
    {"bb_masak",
     {{{0, 0, 1, 0, 4, 0, 0, 94, 1},
       {0, 0, 2, 0, 9, 0, 0, 88, 1},
       {0, 0, 5, 0, 19, 0, 0, 75, 1},
       {0, 1, 12, 0, 33, 0, 0, 53, 1},
       {4, 52, 24, 0, 20}}}},
    {"fasbab", {{{55, 12, 4, 29}, {68, 11, 3, 18}, {79, 10, 2, 9}, {88, 8, 1, 3}, {100}}}},
    {"kloset", {{{19, 16, 60, 5}, {34, 15, 48, 3}, {54, 12, 33, 1}, {72, 9, 18, 1}, {100}}}},
    {"aset_tak_bergerak", {{{56, 44}, {64, 36}, {68, 32}, {70, 30}, {82, 18}}}},
};

// How many of a hundred answer yes.
struct YesByDesil {
  std::string_view question;
  std::array<int, 5> yes;
};

constexpr YesByDesil kPossessions[] = {
    {"ada_tabung_gas", {0, 0, 1, 3, 48}},  {"ada_lemari_es", {0, 1, 4, 13, 92}},
    {"ada_ac", {0, 0, 0, 0, 31}},          {"ada_pemanas", {0, 0, 0, 0, 9}},
    {"ada_telepon", {0, 0, 0, 0, 7}},      {"ada_tv", {5, 12, 27, 49, 97}},
    {"ada_emas", {0, 1, 2, 4, 46}},        {"ada_laptop", {0, 0, 2, 6, 64}},
    {"ada_sepeda", {3, 5, 8, 12, 26}},     {"ada_motor", {6, 15, 31, 50, 96}},
    {"ada_mobil", {0, 0, 0, 1, 58}},       {"ada_perahu", {2, 2, 2, 1, 1}},
    {"ada_motor_tempel", {0, 1, 1, 1, 2}}, {"ada_perahu_motor", {0, 0, 0, 1, 2}},
    {"ada_kapal", {0, 0, 0, 0, 1}},        {"rumah_lain", {0, 1, 1, 2, 21}},
    {"sta_art_usaha", {6, 9, 13, 18, 61}}, {"sta_kks", {58, 47, 34, 19, 4}},
    {"sta_kis", {86, 80, 70, 55, 8}},      {"sta_kip", {48, 41, 31, 20, 3}},
    {"sta_pkh", {64, 55, 40, 22, 3}},      {"sta_rastra", {78, 70, 57, 38, 6}},
};

// How many of a hundred keep the animal, and how many at most.
struct Livestock {
  std::string_view question;
  int keep;
  int most;
};
constexpr Livestock kLivestock[] = {{"jumlah_sapi", 34, 6},
                                    {"jumlah_kerbau", 4, 4},
                                    {"jumlah_kuda", 6, 3},
                                    {"jumlah_babi", 58, 5},
                                    {"jumlah_kambing", 17, 8}};

// Where it ends follows from what kind of toilet there is.
int Sewage(Chance& chance, bool no_toilet, bool pit, bool well_off) {
  if (no_toilet) return 1 + chance.Weighted({0, 0, 12, 22, 61, 5});
  if (pit) return 1 + chance.Weighted({6, 0, 92, 1, 1});
  return 1 + chance.Weighted({well_off ? 98 : 66, 1, 33});
}

// Bought by the piece (1), by subscription (2), not bought (3).
int HowWaterIsGot(std::uint32_t source) {
  if (source == 3) return 2;
  return source <= 2 || source == 4 ? 1 : 3;
}

}  // namespace

Answers Dwelling(Chance& chance, const Questions& questions, const Household& household,
                 int desil) {
  Answers answers;
  const auto put = [&](std::string_view question, std::int64_t value) {
    questions.Put(question, value, &answers);
  };
  const auto rank = static_cast<std::size_t>(desil - 1);
  const bool well_off = desil == kWellOff;

  for (const CodedByDesil& housing : kHousing) {
    put(housing.question, 1 + chance.Weighted(housing.weights[rank]));
  }
  const bool no_toilet = questions.CodeOf("fasbab", answers) == 4;
  const bool pit = questions.CodeOf("kloset", answers) >= 3;
  put("buang_tinja", Sewage(chance, no_toilet, pit, well_off));
  put("cara_peroleh_airminum", HowWaterIsGot(questions.CodeOf("sumber_airminum", answers)));

  const int heads = static_cast<int>(household.people.size());
  put("jumlah_kamar", std::clamp(heads / 2 + chance.Between(-1, 1) + (well_off ? 2 : 0), 1, 9));
  put("luas_lantai", 12 + 4 * chance.Between(0, 4 * desil) + 2 * heads + (well_off ? 40 : 0));
  put("luas_atb", 100 * chance.Between(1, 30 * desil));
  for (const YesByDesil& possession : kPossessions) {
    put(possession.question, chance.Between(1, 100) <= possession.yes[rank] ? 1 : 2);
  }
  const bool town = household.village.number() % 10'000 / 1'000 == 1;
  for (const Livestock& animal : kLivestock) {
    const bool keeps = chance.Between(1, 100) <= (town ? animal.keep / 4 : animal.keep);
    const bool pig = animal.question == "jumlah_babi";
    put(animal.question, keeps && !(pig && household.muslim) ? chance.Between(1, animal.most) : 0);
  }
  return answers;
}

}  // namespace tilik::population
