#include "tools/population/population.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "proto/contract/codebook.h"
#include "proto/contract/identity.h"
#include "proto/regions/regions.h"
#include "tests/unit/population/made_registry.h"
#include "tools/population/chance.h"
#include "tools/population/facts.h"

namespace tilik::population {
namespace {

constexpr std::uint32_t kAsOf = 20251101;

// Five thousand households of Timor Tengah Selatan, made once for all stories.
const MadeRegistry& Tts() {
  static const MadeRegistry made = Make(OrderFor("53.02", 5'000, 7));
  return made;
}

std::uint32_t DateIn(const Row& person) {
  std::string digits = person.at("TglLahir");
  digits.erase(std::remove(digits.begin(), digits.end(), '-'), digits.end());
  return static_cast<std::uint32_t>(std::stoul(digits));
}

int AgeOf(const Row& person) { return YearsBetween(DateIn(person), kAsOf); }

Sex SexOf(const Row& person) { return person.at("JnsKel") == "1" ? Sex::kMale : Sex::kFemale; }

std::map<std::string, std::vector<const Row*>> ByHousehold(const MadeRegistry& made) {
  std::map<std::string, std::vector<const Row*>> households;
  for (const Row& person : made.people) households[person.at("IDBDT")].push_back(&person);
  return households;
}

TEST(Chance, DrawsTheNumbersOfXoshiro) {
  Chance chance(0);
  EXPECT_EQ(chance.Next(), 0x99EC5F36CB75F2B4u);
  EXPECT_EQ(chance.Next(), 0xBF6E1F784956452Au);
}

TEST(Population, TheSameSeedMakesTheSameBytes) {
  const MadeRegistry once = Make(OrderFor("53.02", 300, 5));
  EXPECT_EQ(Make(OrderFor("53.02", 300, 5)).files, once.files);
  EXPECT_NE(Make(OrderFor("53.02", 300, 6)).files, once.files);
}

TEST(Population, CountsWhatItWrites) {
  EXPECT_EQ(Tts().households.size(), 5'000u);
  EXPECT_EQ(Tts().totals.households, 5'000);
  EXPECT_EQ(Tts().totals.people, static_cast<std::int64_t>(Tts().people.size()));
  EXPECT_EQ(Tts().totals.defects, static_cast<std::int64_t>(Tts().truth.size()));
  EXPECT_EQ(Tts().totals.entitlements, static_cast<std::int64_t>(Tts().danom.size()));
}

TEST(Population, AHouseholdOfNttCountsAbout446Persons) {
  EXPECT_NEAR(static_cast<double>(Tts().totals.people) / 5'000, 4.46, 0.1);
  EXPECT_NEAR(static_cast<double>(Tts().totals.families) / 5'000, 1.06, 0.015);
}

TEST(Population, KnowsHowManyHouseholdsRealDistrictsList) {
  EXPECT_EQ(HouseholdsOf(*DistrictCode::Parse("53.02")), 92'261);
  EXPECT_EQ(HouseholdsOf(*DistrictCode::Parse("18.04")), 226 * 136);
}

TEST(Population, EveryKeyStandsOnceAndEveryVillageExists) {
  std::set<std::string> keys;
  for (const Row& household : Tts().households) {
    EXPECT_TRUE(keys.insert(household.at("IDBDT")).second);
    const auto village = VillageCode::Parse(household.at("KDPROP") + household.at("KDKAB") +
                                            household.at("KDKEC") + household.at("KDDESA"));
    ASSERT_TRUE(village);
    EXPECT_FALSE(Regions::BuiltIn().NameOf(*village).empty()) << village->Text();
  }
  for (const Row& person : Tts().people) {
    EXPECT_TRUE(keys.count(person.at("IDBDT")));
    EXPECT_TRUE(keys.insert(person.at("IDARTBDT")).second);
  }
}

TEST(Population, VillagesAreAsUnevenAsRealOnes) {
  const auto villages = Regions::BuiltIn().VillagesIn(*DistrictCode::Parse("53.02"));
  std::int64_t all = 0;
  int largest = 0;
  for (const VillageCode village : villages) {
    all += VillageWeight(7, village);
    largest = std::max(largest, VillageWeight(7, village));
  }
  const double in_largest = 92'261.0 * largest / static_cast<double>(all);
  EXPECT_GT(in_largest, 700);
  EXPECT_LE(in_largest, 1'000);
}

TEST(Population, OneKecamatanMayBeMadeAlone) {
  Order order = OrderFor("53.02", 200, 3);
  order.kecamatan = *KecamatanCode::Parse("53.02.05");
  const MadeRegistry made = Make(order);
  EXPECT_EQ(made.households.size(), 200u);
  for (const Row& household : made.households) EXPECT_EQ(household.at("KDKEC"), "05");
}

TEST(Kinship, EveryHouseholdAndEveryFamilyHasOneHead) {
  for (const auto& [key, people] : ByHousehold(Tts())) {
    int heads = 0;
    std::map<std::string, int> family_heads;
    for (const Row* person : people) {
      heads += person->at("Hub_KRT") == "1";
      family_heads[person->at("NUK")] += person->at("Hubkel") == "1";
    }
    EXPECT_EQ(heads, 1) << key;
    for (const auto& [family, count] : family_heads) EXPECT_EQ(count, 1) << key << '/' << family;
  }
}

TEST(Kinship, ParentsAreOlderThanTheirChildren) {
  const auto misspelt = Tts().TruthOf("beda_nama");
  for (const auto& [key, people] : ByHousehold(Tts())) {
    std::map<std::string, int> age_of;
    for (const Row* person : people) {
      if (!misspelt.count(person->at("IDARTBDT"))) age_of[person->at("Nama")] = AgeOf(*person);
    }
    for (const Row* person : people) {
      const bool own_child = person->at("Hub_KRT") == "3";
      const int head_age = AgeOf(*people.front());
      if (own_child) {
        EXPECT_GE(head_age - AgeOf(*person), 15) << person->at("IDARTBDT");
      }
      if (person->at("Hub_KRT") == "6") {
        EXPECT_GT(AgeOf(*person), 36) << person->at("IDARTBDT");
      }
      const auto mother = age_of.find(person->at("Nama_Ibu_Kandung"));
      if (mother != age_of.end()) {
        EXPECT_GE(mother->second - AgeOf(*person), 15) << person->at("IDARTBDT");
      }
    }
  }
}

TEST(Kinship, SpousesAreGrownUpMarriedAndOfTheOtherSex) {
  for (const auto& [key, people] : ByHousehold(Tts())) {
    for (const Row* person : people) {
      if (person->at("Hub_KRT") != "2") continue;
      EXPECT_GE(AgeOf(*person), 18) << key;
      EXPECT_NE(person->at("JnsKel"), people.front()->at("JnsKel")) << key;
    }
  }
}

TEST(Identity, EveryCleanNikAgreesWithItsOwnerAndIsHisAlone) {
  const auto invalid = Tts().TruthOf("nik_tidak_sah");
  const auto missing = Tts().TruthOf("nik_kosong");
  const auto swapped = Tts().TruthOf("nik_kk_tertukar");
  const auto others = Tts().TruthOf("nik_ganda");
  const auto copies = Tts().TruthOf("rumah_tangga_ganda");
  const auto mistyped = Tts().TruthOf("nik_salah_ketik");
  const auto born_otherwise = Tts().TruthOf("beda_tgl_lahir");
  std::set<std::string> seen;
  int clean = 0;
  for (const Row& person : Tts().people) {
    const std::string& key = person.at("IDARTBDT");
    if (invalid.count(key) || missing.count(key) || swapped.count(key) || others.count(key) ||
        mistyped.count(key) || born_otherwise.count(key)) {
      continue;
    }
    const auto nik = Nik::Parse(person.at("NIK"));
    ASSERT_TRUE(nik.ok()) << key;
    const bool known = Regions::BuiltIn().KecamatanExists(nik->region());
    const NikWarnings odd = CompareNik(*nik, DateIn(person), SexOf(person), known);
    EXPECT_FALSE(odd.birth_date_differs || odd.sex_differs || odd.region_unknown) << key;
    EXPECT_TRUE(NoKk::Parse(person.at("NoKK")).ok()) << key;
    ++clean;
    if (!copies.count(person.at("IDBDT"))) {
      EXPECT_TRUE(seen.insert(person.at("NIK")).second) << key;
    }
  }
  EXPECT_GT(clean, 15'000);
}

TEST(Identity, AFamilySharesOneCardThatNoOtherFamilyHas) {
  const auto copies = Tts().TruthOf("rumah_tangga_ganda");
  const auto swapped = Tts().TruthOf("nik_kk_tertukar");
  std::map<std::string, std::string> family_of;
  for (const Row& person : Tts().people) {
    if (copies.count(person.at("IDBDT")) || swapped.count(person.at("IDARTBDT"))) continue;
    const std::string family = person.at("IDBDT") + "/" + person.at("NUK");
    EXPECT_EQ(family_of.emplace(person.at("NoKK"), family).first->second, family);
  }
}

TEST(Codebook, AcceptsEveryAnswerThatIsNotKnownToBeDirty) {
  const Codebooks& codebooks = Codebooks::BuiltIn();
  const CodebookNumber dtks = codebooks.FindNamed("dtks-2020")->number();
  std::set<std::string> dirty;  // "key column"
  for (const Row& row : Tts().truth) {
    const std::string& person = row.at("IDARTBDT");
    dirty.insert((person.empty() ? row.at("IDBDT") : person) + " " + row.at("kolom"));
  }
  const auto check = [&](const Row& row, v1::RecordKind kind, const std::string& key) {
    Answers answers;
    bool any_dirt = false;
    for (const auto& [column, cell] : row) {
      const v1::Variable* variable = codebooks.VariableNamed(dtks, column, kind);
      any_dirt |= dirty.count(key + " " + column) > 0;
      if (variable == nullptr || cell.empty() || dirty.count(key + " " + column)) continue;
      const Result<Value> value = codebooks.Parse(dtks, *variable, cell);
      ASSERT_TRUE(value.ok()) << key << ' ' << column << ": " << value.status().message();
      answers[codebooks.FieldOf(*variable)].value = *value;
    }
    if (kind == v1::RECORD_KIND_HOUSEHOLD) {
      answers[field::kVillage].value = std::int64_t{5302012001};
    }
    if (any_dirt) return;
    for (const Finding& finding : codebooks.Check(dtks, kind, answers, kAsOf)) {
      EXPECT_NE(finding.kind, Finding::Kind::kError)
          << key << ' ' << finding.variable << ": " << finding.message;
    }
    // Nothing that is asked is left without an answer.
    for (const v1::Variable& variable : codebooks.Find(dtks)->variables()) {
      const Field field = codebooks.FieldOf(variable);
      if (field < 100 || codebooks.ConceptOf(field)->kind() != kind) continue;
      EXPECT_EQ(answers.count(field), codebooks.IsAsked(dtks, variable, answers, kAsOf))
          << key << ' ' << variable.concept_name();
    }
  };
  for (const Row& row : Tts().households) check(row, v1::RECORD_KIND_HOUSEHOLD, row.at("IDBDT"));
  for (const Row& row : Tts().people) check(row, v1::RECORD_KIND_PERSON, row.at("IDARTBDT"));
}

TEST(Danom, NamesOnlyHouseholdsAndCardsOfTheRegistry) {
  std::set<std::string> households;
  std::set<std::string> cards;
  for (const Row& household : Tts().households) households.insert(household.at("IDBDT"));
  for (const Row& person : Tts().people) cards.insert(person.at("NoKK"));
  std::set<std::string> external_keys;
  std::map<std::string, int> lines;
  for (const Row& line : Tts().danom) {
    const bool rice = line.at("programme") == "rastra";
    EXPECT_TRUE(rice ? households.count(line.at("IDBDT")) : cards.count(line.at("NoKK")));
    EXPECT_EQ(line.at("period"), "2025-11");
    EXPECT_EQ(line.at("quantity"), rice ? "10" : "200000");
    EXPECT_EQ(line.at("unit"), rice ? "kg" : "Rp");
    EXPECT_TRUE(external_keys.insert(line.at("external_key")).second);
    ++lines[line.at("programme")];
  }
  EXPECT_GT(lines["rastra"], 1'000);
  EXPECT_GT(lines["sembako"], 1'000);
}

}  // namespace
}  // namespace tilik::population
