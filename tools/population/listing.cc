#include "tools/population/listing.h"

#include <string_view>

namespace tilik::population {
namespace {

std::string Number(int number) { return std::to_string(number); }

// 1985-03-14
std::string IsoDate(std::uint32_t yyyymmdd) {
  std::string date = std::to_string(yyyymmdd);
  date.insert(6, 1, '-');
  date.insert(4, 1, '-');
  return date;
}

void AddAnswers(const Questions& questions, const Answers& answers, Cells* cells) {
  for (const Questions::Question& question : questions.all()) {
    cells->push_back(Questions::Cell(answers, question.field));
  }
}

Cells PersonCells(const Household& household, const Person& person) {
  return {person.key,
          household.key,
          person.name,
          Number(static_cast<int>(person.sex)),
          person.birth_place,
          IsoDate(person.birth_date),
          person.nik,
          household.no_kk[static_cast<std::size_t>(person.family) - 1],
          Number(static_cast<int>(person.to_head)),
          Number(person.family),
          Number(static_cast<int>(person.to_family_head)),
          person.mother};
}

}  // namespace

Columns::Columns()
    : household_questions_(v1::RECORD_KIND_HOUSEHOLD),
      person_questions_(v1::RECORD_KIND_PERSON),
      household_{"IDBDT", "KDPROP", "KDKAB", "KDKEC", "KDDESA", "Alamat", "Nama_SLS", "Nama_KRT"},
      person_{"IDARTBDT", "IDBDT", "Nama",    "JnsKel", "TmpLahir", "TglLahir",
              "NIK",      "NoKK",  "Hub_KRT", "NUK",    "Hubkel",   "Nama_Ibu_Kandung"} {
  for (const auto& question : household_questions_.all()) household_.push_back(question.column);
  for (const auto& question : person_questions_.all()) person_.push_back(question.column);
}

Listing Columns::List(const Household& household) const {
  const std::string village = std::to_string(household.village.number());
  Listing listing;
  listing.household = {
      household.key,     village.substr(0, 2), village.substr(2, 2), village.substr(4, 2),
      village.substr(6), household.address,    household.sls,        household.people.front().name};
  AddAnswers(household_questions_, household.answers, &listing.household);
  for (const Person& person : household.people) {
    listing.people.push_back(PersonCells(household, person));
    AddAnswers(person_questions_, person.answers, &listing.people.back());
  }
  return listing;
}

}  // namespace tilik::population
