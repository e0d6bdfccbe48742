#include "tools/population/livelihood.h"

#include <algorithm>
#include <array>

namespace tilik::population {
namespace {

constexpr int kBirthCertificate = 1;
constexpr int kStudentCard = 2;
constexpr int kKtp = 4;
constexpr int kSim = 8;

// partisipasi_sekolah.
enum Attendance { kNever = 0, kAttending = 1, kNoLonger = 2 };

// A level of school: its first year's age, years, code of pendidikan_tertinggi, diploma (ijazah).
struct School {
  int starts;
  int years;
  int level;
  int diploma;
};
constexpr std::array<School, 4> kSchools = {
    {{7, 6, 1, 1}, {13, 3, 4, 2}, {16, 3, 7, 3}, {19, 4, 10, 5}}};
constexpr int kFinished = 8;  // kelas_tertinggi: tamat

struct Schooling {
  Attendance attendance = kNever;
  int level = 0;
  int grade = 0;
  int diploma = 0;
};

// Years of school are what somebody has had when poverty, sickness or age ended them.
Schooling SchoolingOf(Chance& chance, int age, int desil) {
  if (age < 7 || chance.Happens(age >= 50 ? 0.22 : 0.02)) return {};
  const double leaves = age >= 50 ? 0.62 : 0.20 - 0.02 * desil;
  Schooling schooling;
  for (const School& school : kSchools) {
    if (age < school.starts) break;
    const bool university = school.level == 10;
    if (university && !chance.Happens(0.02 * desil)) break;
    schooling.level = school.level;
    const int years = std::min(age - school.starts, school.years);
    if (years < school.years) {
      const bool dropped_out = age >= 12 && chance.Happens(0.06);
      schooling.attendance = dropped_out ? kNoLonger : kAttending;
      schooling.grade = std::max(1, years + (dropped_out ? 0 : 1));
      return schooling;
    }
    schooling.attendance = kNoLonger;
    const bool gave_up = school.level == 1 && chance.Happens(age >= 50 ? 0.35 : 0.06);
    schooling.grade = gave_up ? chance.Between(2, 5) : kFinished;
    if (!gave_up) schooling.diploma = school.diploma;
    if (gave_up || chance.Happens(leaves)) break;
  }
  return schooling;
}

int Papers(Chance& chance, int age, bool attending) {
  int papers = 0;
  if (chance.Happens(age < 18 ? 0.72 : 0.35)) papers |= kBirthCertificate;
  if (attending && chance.Happens(0.2)) papers |= kStudentCard;
  if (age >= 17 && chance.Happens(0.93)) papers |= kKtp;
  if (age >= 17 && age < 65 && chance.Happens(0.08)) papers |= kSim;
  return papers;
}

bool Works(Chance& chance, const Person& person, bool attending) {
  if (attending || person.age < 15) return person.age >= 10 && chance.Happens(0.03);
  if (person.age >= 70) return chance.Happens(0.35);
  if (person.to_head == Relation::kHead) return chance.Happens(0.93);
  return chance.Happens(person.sex == Sex::kMale ? 0.82 : 0.52);
}

}  // namespace

Answers Livelihood(Chance& chance, const Questions& questions, const Person& person, int desil) {
  Answers answers;
  const auto put = [&](std::string_view question, std::int64_t value) {
    questions.Put(question, value, &answers);
  };
  const bool woman = person.sex == Sex::kFemale;
  put("jnskel", static_cast<int>(person.sex));
  put("tgllahir", person.birth_date);
  put("sta_kawin", static_cast<int>(person.marital));
  put("ada_akta_nikah", chance.Weighted({35, 55, 10}));
  put("ada_di_kk", chance.Happens(0.96) ? 1 : 2);

  const Schooling schooling = SchoolingOf(chance, person.age, desil);
  const bool attending = schooling.attendance == kAttending;
  put("ada_kartu_identitas", Papers(chance, person.age, attending));
  put("partisipasi_sekolah", schooling.attendance);
  put("pendidikan_tertinggi", schooling.level);
  put("kelas_tertinggi", schooling.grade);
  put("ijazah", schooling.diploma);

  put("sta_hamil",
      woman && person.marital == Marital::kMarried && person.age <= 42 && chance.Happens(0.06) ? 1
                                                                                               : 2);
  const bool disabled = chance.Happens(person.age >= 60 ? 0.06 : 0.012);
  put("jenis_cacat", disabled ? chance.Between(1, 11) : 0);
  const bool ill = chance.Happens(person.age >= 60 ? 0.22 : person.age >= 40 ? 0.09 : 0.012);
  put("penyakit_kronis", ill ? 1 + chance.Weighted({30, 25, 10, 6, 8, 5, 5, 1, 10}) : 0);

  put("sta_bekerja", Works(chance, person, attending) ? 1 : 2);
  put("jumlah_jamkerja", chance.Between(14, 56));
  const int trade = 1 + chance.Weighted({58, 5, 6, 4, 1, 5, 1, 2, 3, 1, 6, 4, 1, 3, 0, 0, 1, 1, 2});
  put("lapangan_usaha", trade);
  const bool farming = trade <= 7;
  put("status_pekerjaan", 1 + (farming ? chance.Weighted({34, 30, 2, 3, 0, 14, 0, 17})
                                       : chance.Weighted({30, 8, 2, 32, 2, 0, 20, 6})));
  return answers;
}

}  // namespace tilik::population
