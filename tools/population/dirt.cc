#include "tools/population/dirt.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "proto/regions/regions.h"
#include "tools/population/calendar.h"
#include "tools/population/dwelling.h"
#include "tools/population/names.h"

namespace tilik::population {
namespace {

constexpr std::size_t kClaimsKept = 64;
constexpr double kNameDiffersInCopies = 0.6;
constexpr double kNikMissingInCopies = 0.5;
constexpr double kNikMistypedInCopies = 0.06;
constexpr double kBirthDiffersInCopies = 0.08;
constexpr double kMotherMissingInCopies = 0.12;
constexpr double kMotherDiffersInCopies = 0.1;
// What is typed otherwise in a copy has chances of its own, so that copies are as they were.
constexpr std::uint64_t kTypingStream = 7;

std::string WrongLength(Chance& chance, std::string nik) {
  const auto at = static_cast<std::size_t>(chance.Between(6, 14));
  if (chance.Happens(0.6)) return nik.erase(at, 1);
  return nik.insert(at, 1, nik[at]);
}

std::string ImpossibleDate(Chance& chance, std::string nik) {
  const bool woman = nik[6] >= '4';
  if (chance.Happens(0.5)) {
    nik[6] = woman ? '7' : '3';
    nik[7] = static_cast<char>('0' + chance.Between(2, 9));
  } else {
    nik[8] = '1';
    nik[9] = static_cast<char>('0' + chance.Between(3, 9));
  }
  return nik;
}

// A digit of the birth date, so that what is written is a possible NIK of somebody else.
std::string OneDigitOff(Chance& chance, const std::string& nik) {
  constexpr std::array<std::size_t, 4> kUnits = {7, 9, 10, 11};
  for (;;) {
    std::string wrong = nik;
    char& digit = wrong[chance.OneOf(kUnits)];
    digit = static_cast<char>('0' + (digit - '0' + chance.Between(1, 9)) % 10);
    if (Nik::Parse(wrong).ok()) return wrong;
  }
}

// Two digits that stand together changed places, or one is another.
std::string Mistyped(Chance& chance, const std::string& nik) {
  const auto at = static_cast<std::size_t>(chance.Between(0, 14));
  if (nik[at] == nik[at + 1] || chance.Happens(0.5)) return OneDigitOff(chance, nik);
  std::string wrong = nik;
  std::swap(wrong[at], wrong[at + 1]);
  return wrong;
}

// "1985-03-04" with day and month changed places, on New Year's Day for want of a day, or a year
// off.
std::string OtherBirthDate(Chance& chance, const std::string& birth) {
  const std::string year = birth.substr(0, 4);
  const std::string month = birth.substr(5, 2);
  const std::string day = birth.substr(8, 2);
  const bool can_swap = day <= "12" && day != month;
  if (can_swap && chance.Happens(0.5)) return year + '-' + day + '-' + month;
  if (month + day != "0101" && chance.Happens(0.6)) return year + "-01-01";
  if (month + day == "0229") return year + "-02-28";
  return std::to_string(std::stoi(year) - 1) + '-' + month + '-' + day;
}

std::string Invalid(Chance& chance, const std::string& nik) {
  switch (chance.Weighted({30, 25, 20, 25})) {
    case 0:
      return WrongLength(chance, nik);
    case 1:
      return ImpossibleDate(chance, nik);
    case 2:
      return nik.substr(0, 12) + "0000";
    default:
      return OneDigitOff(chance, nik);
  }
}

std::string Nothing(Chance& chance) {
  constexpr std::array<std::string_view, 5> kWays = {"", "", "", "-", "0"};
  return std::string(chance.OneOf(kWays));
}

void Note(Listing* listing, Cells* row, std::string_view kind, int column,
          std::string_view column_name, std::string written, std::string_view related,
          std::string_view finding) {
  std::string& cell = (*row)[static_cast<std::size_t>(column)];
  Defect defect{std::string(kind),
                (*row)[kPersonIdbdt],
                (*row)[kIdartbdt],
                std::string(column_name),
                written,
                cell,
                std::string(related),
                std::string(finding)};
  cell = std::move(written);
  listing->defects.push_back(std::move(defect));
}

}  // namespace

void Dirt::SoilNik(Chance& chance, const Person& person, Cells* row, Listing* listing) {
  double left = 1;
  // The chance of each is of all persons, so what is left after the ones before is scaled.
  const auto comes = [&](double rate) {
    const bool happens = chance.Happens(rate / left);
    left -= rate;
    return happens;
  };
  if (comes(rates_.nik_invalid)) {
    Note(listing, row, "nik_tidak_sah", kNik, "NIK", Invalid(chance, person.nik), "", "nik_baru");
  } else if (comes(rates_.nik_missing)) {
    Note(listing, row, "nik_kosong", kNik, "NIK", Nothing(chance), "", "nik_baru");
  } else if (!claimed_.empty() && comes(rates_.nik_of_another)) {
    const Claim& other = chance.OneOf(claimed_);
    Note(listing, row, "nik_ganda", kNik, "NIK", other.nik, other.key, "nik_baru");
  } else if (comes(rates_.nik_and_kk_swapped)) {
    const std::string no_kk = (*row)[kNoKk];
    Note(listing, row, "nik_kk_tertukar", kNik, "NIK", no_kk, "", "nik_baru");
    Note(listing, row, "nik_kk_tertukar", kNoKk, "NoKK", person.nik, "", "nokk_baru");
  }
}

void Dirt::SoilName(Chance& chance, const Person& person, double rate, Cells* row,
                    Listing* listing) {
  if (!chance.Happens(rate)) return;
  Note(listing, row, "beda_nama", kNama, "Nama", Misspelt(chance, person.name), "", "nama_ktp");
}

void Dirt::SoilAnswers(Chance& chance, const Questions& questions, std::size_t first, Cells* row,
                       Listing* listing) {
  for (std::size_t i = 0; i < questions.all().size(); ++i) {
    std::string& cell = (*row)[first + i];
    if (cell.empty() || !chance.Happens(rates_.blank_cell)) continue;
    const Questions::Question& question = questions.all()[i];
    const auto& codes = question.variable->codes();
    const bool zero_means_nothing =
        !codes.empty() && std::none_of(codes.begin(), codes.end(),
                                       [](const v1::Code& code) { return code.code() == 0; });
    std::string written = chance.Happens(0.5) ? "-" : "";
    if (zero_means_nothing && chance.Happens(0.2)) written = "0";
    const bool of_person = first == kFirstPersonAnswer;
    const std::string idbdt = of_person ? (*row)[kPersonIdbdt] : (*row)[kHouseholdIdbdt];
    const std::string idartbdt = of_person ? (*row)[kIdartbdt] : "";
    listing->defects.push_back(
        {"sel_kosong", idbdt, idartbdt, question.column, written, cell, "", "isi"});
    cell = std::move(written);
  }
}

void Dirt::NoteDead(Chance& chance, const Person& person, Listing* listing) {
  if (!chance.Happens(person.age >= 60 ? rates_.dead_of_the_old : rates_.dead)) return;
  const std::uint32_t died =
      std::max(person.birth_date, DaysBefore(as_of_, chance.Between(20, 1'000)));
  listing->defects.push_back({"meninggal", listing->household[kHouseholdIdbdt], person.key, "", "",
                              std::to_string(died), "", "meninggal"});
}

void Dirt::NoteMovedOrWellOff(Chance& chance, const Household& household, Listing* listing) {
  if (chance.Happens(rates_.moved)) {
    const auto villages = Regions::BuiltIn().VillagesIn(DistrictOf(household.village));
    VillageCode now = household.village;
    while (now == household.village) now = chance.OneOf(villages);
    listing->defects.push_back(
        {"pindah", household.key, "", "", household.village.Text(), now.Text(), "", "pindah"});
  } else if (chance.Happens(rates_.well_off / (1 - rates_.moved))) {
    const Questions& questions = columns_.household_questions();
    Answers seen = Dwelling(chance, questions, household, kWellOff);
    std::string truth;
    for (const Questions::Question& question : questions.all()) {
      const bool telling = question.column == "lantai" || question.column == "dinding" ||
                           question.column == "daya" || question.column == "ada_mobil";
      if (!telling) continue;
      truth += (truth.empty() ? "" : ";") + question.column + "=" +
               Questions::Cell(seen, question.field);
    }
    listing->defects.push_back({"mampu", household.key, "", "", "", truth, "", "mampu"});
  }
}

void Dirt::Soil(Chance& chance, const Household& household, Listing* listing) {
  NoteMovedOrWellOff(chance, household, listing);
  SoilAnswers(chance, columns_.household_questions(), kFirstHouseholdAnswer, &listing->household,
              listing);
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < household.people.size(); ++i) {
    const Person& person = household.people[i];
    Cells& row = listing->people[i];
    SoilNik(chance, person, &row, listing);
    SoilName(chance, person, rates_.name_differs, &row, listing);
    SoilAnswers(chance, columns_.person_questions(), kFirstPersonAnswer, &row, listing);
    NoteDead(chance, person, listing);
    if (row[kNik] == person.nik) claims.push_back({person.key, person.nik});
  }
  claimed_.insert(claimed_.end(), claims.begin(), claims.end());
  while (claimed_.size() > kClaimsKept) claimed_.pop_front();
}

void Dirt::SoilTyping(const Person& person, Cells* row, Listing* listing) {
  Chance chance = Chance::Of(seed_, kTypingStream, std::stoull(person.key));
  if (chance.Happens(kNikMistypedInCopies) && (*row)[kNik] == person.nik) {
    Note(listing, row, "nik_salah_ketik", kNik, "NIK", Mistyped(chance, person.nik), "", "ganda");
  }
  if (chance.Happens(kBirthDiffersInCopies)) {
    Note(listing, row, "beda_tgl_lahir", kTglLahir, "TglLahir",
         OtherBirthDate(chance, (*row)[kTglLahir]), "", "ganda");
  }
  const bool missing = chance.Happens(kMotherMissingInCopies);
  if (missing || chance.Happens(kMotherDiffersInCopies)) {
    Note(listing, row, "beda_nama_ibu", kNamaIbuKandung, "Nama_Ibu_Kandung",
         missing ? Nothing(chance) : Misspelt(chance, person.mother), "", "ganda");
  }
}

void Dirt::SoilCopy(Chance& chance, const Household& copy, const Household& original,
                    Listing* listing) {
  listing->defects.push_back(
      {"rumah_tangga_ganda", copy.key, "", "", "", "", original.key, "ganda"});
  for (std::size_t i = 0; i < copy.people.size(); ++i) {
    Cells& row = listing->people[i];
    SoilName(chance, copy.people[i], kNameDiffersInCopies, &row, listing);
    if (chance.Happens(kNikMissingInCopies)) {
      Note(listing, &row, "nik_kosong", kNik, "NIK", Nothing(chance), "", "ganda");
    }
    SoilTyping(copy.people[i], &row, listing);
  }
}

}  // namespace tilik::population
