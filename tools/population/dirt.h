// What audits found wrong with the registry (domain.md §2), done to clean rows on purpose and
// written down as defects, so that a test knows what verification ought to find.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "tools/population/chance.h"
#include "tools/population/household.h"
#include "tools/population/listing.h"

namespace tilik::population {

struct DirtRates {
  // Of all persons; the first four exclude each other.
  double nik_invalid = 0.11;  // wrong length, impossible date, serial 0000, one digit off
  double nik_missing = 0.06;
  double nik_of_another = 0.001;
  double nik_and_kk_swapped = 0.004;
  double name_differs = 0.05;  // between KTP and KK
  double dead = 0.006;
  double dead_of_the_old = 0.05;  // 60 and older
  // Of all households; they exclude each other.
  double moved = 0.015;
  double well_off = 0.02;
  double listed_twice = 0.004;
  // Of all answers: "-", blank or 0 instead.
  double blank_cell = 0.002;
};

class Dirt {
 public:
  Dirt(const DirtRates& rates, const Columns& columns, std::uint64_t seed, std::uint32_t as_of)
      : rates_(rates), columns_(columns), seed_(seed), as_of_(as_of) {}

  // Spoils the rows of a household that lives where it is listed, or did.
  void Soil(Chance& chance, const Household& household, Listing* listing);

  // Whether the next household is an old one written down again.
  bool ListsAgain(Chance& chance) const { return chance.Happens(rates_.listed_twice); }
  // Spoils the rows of `copy`, which is `original` under other keys.
  void SoilCopy(Chance& chance, const Household& copy, const Household& original, Listing* listing);

  // Forgets whose NIK may be written for somebody else's: people of one kecamatan get mixed up.
  void LeaveKecamatan() { claimed_.clear(); }

 private:
  struct Claim {
    std::string key;
    std::string nik;
  };

  void SoilNik(Chance& chance, const Person& person, Cells* row, Listing* listing);
  void SoilName(Chance& chance, const Person& person, double rate, Cells* row, Listing* listing);
  // What the second clerk typed otherwise: number, birth date, mother.
  void SoilTyping(const Person& person, Cells* row, Listing* listing);
  void SoilAnswers(Chance& chance, const Questions& questions, std::size_t first, Cells* row,
                   Listing* listing);
  void NoteDead(Chance& chance, const Person& person, Listing* listing);
  void NoteMovedOrWellOff(Chance& chance, const Household& household, Listing* listing);

  const DirtRates rates_;
  const Columns& columns_;
  const std::uint64_t seed_;
  const std::uint32_t as_of_;
  std::deque<Claim> claimed_;  // the latest few people whose NIK is listed as it is
};

}  // namespace tilik::population
