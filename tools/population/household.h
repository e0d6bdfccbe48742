// A household as it truly is, before anything is written down wrongly.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "proto/contract/identity.h"
#include "proto/contract/region.h"
#include "proto/contract/value.h"

namespace tilik::population {

// hub_krt and hubkel of dtks-2020.
enum class Relation : std::uint8_t {
  kHead = 1,
  kSpouse,
  kChild,
  kChildInLaw,
  kGrandchild,
  kParent,
  kServant,
  kOther
};

// sta_kawin of dtks-2020.
enum class Marital : std::uint8_t { kSingle = 1, kMarried, kDivorced, kWidowed };

struct Person {
  std::string name;
  Sex sex = Sex::kMale;
  int age = 0;
  std::uint32_t birth_date = 0;  // yyyymmdd
  std::string birth_place;
  std::string mother;
  Relation to_head = Relation::kHead;
  Relation to_family_head = Relation::kHead;
  int family = 1;  // number within the household (NUK)
  Marital marital = Marital::kSingle;
  std::string key;  // IDARTBDT
  std::string nik;
  Answers answers;
};

struct Household {
  std::string key;  // IDBDT
  VillageCode village;
  std::string sls = {};
  std::string address = {};
  int desil = 1;  // 1, the poorest, to 4
  bool muslim = false;
  std::vector<std::string> no_kk = {};  // of family 1, 2
  std::vector<Person> people = {};      // the head first
  Answers answers = {};
};

}  // namespace tilik::population
