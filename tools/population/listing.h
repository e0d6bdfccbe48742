// A household as rows of the ministry's export, and what is wrong with them.
#pragma once

#include <string>
#include <vector>

#include "tools/population/household.h"
#include "tools/population/questions.h"

namespace tilik::population {

// The columns before the codebook's.
enum HouseholdColumn {
  kHouseholdIdbdt,
  kKdProp,
  kKdKab,
  kKdKec,
  kKdDesa,
  kAlamat,
  kNamaSls,
  kNamaKrt,
  kFirstHouseholdAnswer
};
enum PersonColumn {
  kIdartbdt,
  kPersonIdbdt,
  kNama,
  kJnsKel,
  kTmpLahir,
  kTglLahir,
  kNik,
  kNoKk,
  kHubKrt,
  kNuk,
  kHubkel,
  kNamaIbuKandung,
  kFirstPersonAnswer
};

// What is written and what is true, one row of kebenaran.csv.
struct Defect {
  std::string kind;
  std::string idbdt;
  std::string idartbdt;  // empty: of the household
  std::string column;    // empty: of the record as a whole
  std::string written;
  std::string truth;
  std::string related;  // IDBDT or IDARTBDT of the other record of a pair
  std::string finding;  // what verification ought to find
};

using Cells = std::vector<std::string>;

struct Listing {
  Cells household;
  std::vector<Cells> people;  // in the household's order
  std::vector<Defect> defects;
};

class Columns {
 public:
  Columns();
  const Cells& household() const { return household_; }
  const Cells& person() const { return person_; }
  const Questions& household_questions() const { return household_questions_; }
  const Questions& person_questions() const { return person_questions_; }

  // Everything as it truly is.
  Listing List(const Household& household) const;

 private:
  Questions household_questions_;
  Questions person_questions_;
  Cells household_;
  Cells person_;
};

}  // namespace tilik::population
