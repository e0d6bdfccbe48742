#include "sync-server/merge/matching.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "proto/contract/identity.h"
#include "sync-server/merge/match_points.h"
#include "sync-server/merge/name_matching.h"

namespace tilik::merge {
namespace {

constexpr std::size_t kBeforeSerial = 12;
constexpr std::size_t kFewestEqualDigits = 13;

// One digit put in, left out or changed, or two that stand together changed places.
bool OneDigitOff(const std::string& a, const std::string& b) {
  if (a.size() == b.size()) {
    std::vector<std::size_t> differ;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (a[i] != b[i]) differ.push_back(i);
    }
    if (differ.size() == 1) return true;
    return differ.size() == 2 && differ[1] == differ[0] + 1 && a[differ[0]] == b[differ[1]] &&
           a[differ[1]] == b[differ[0]];
  }
  const std::string& shorter = a.size() < b.size() ? a : b;
  const std::string& longer = a.size() < b.size() ? b : a;
  if (longer.size() != shorter.size() + 1) return false;
  std::size_t at = 0;
  while (at < shorter.size() && shorter[at] == longer[at]) ++at;
  return shorter.compare(at, std::string::npos, longer, at + 1, std::string::npos) == 0;
}

// A number that cannot be is the other's with what made it impossible: a serial of 0000, a 37th
// day.
bool SpoiltFrom(const std::string& impossible, const std::string& other) {
  if (impossible.size() != other.size()) return false;
  std::size_t equal = 0;
  for (std::size_t i = 0; i < other.size(); ++i) equal += impossible[i] == other[i];
  return equal >= kFewestEqualDigits ||
         impossible.compare(0, kBeforeSerial, other, 0, kBeforeSerial) == 0;
}

// A number that says the birth date and sex of whoever shows it: somebody's own, not a slip.
bool IsOwn(const Nik& nik, const PersonProfile& person) {
  if (person.birth == 0) return false;
  std::optional<Sex> sex;
  if (person.sex != 0) sex = person.sex == 1 ? Sex::kMale : Sex::kFemale;
  const NikWarnings warnings = CompareNik(nik, person.birth, sex, true);
  return !warnings.birth_date_differs && !warnings.sex_differs;
}

class Comparison {
 public:
  Comparison(const PersonProfile& a, const PersonProfile& b) : a_(a), b_(b) {}

  Resemblance Run() {
    const NameLikeness names = CompareNames(FoldName(a_.name), FoldName(b_.name));
    Numbers();
    Kk();
    Name(names);
    Birth();
    Mother();
    Places();
    if (a_.sex != 0 && b_.sex != 0 && a_.sex != b_.sex) {
      Say("jenis kelamin berbeda", points::kOtherSex);
    }
    const bool of_one_birth =
        !a_.family.none() && a_.family == b_.family && a_.birth != 0 && a_.birth == b_.birth;
    if (of_one_birth && !same_nik_ && names != NameLikeness::kSame) {
      Say("sekeluarga dan lahir di hari yang sama: mungkin kembar", points::kTwins);
    }
    const bool one_sex = a_.sex == 0 || b_.sex == 0 || a_.sex == b_.sex;
    const bool same_listing = names == NameLikeness::kSame && one_sex && !IsDefaultDay(a_.birth) &&
                              a_.birth == b_.birth && a_.village != 0 && a_.village == b_.village;
    if (same_nik_ || same_listing) found_.points = std::max(found_.points, points::kOpen);
    std::stable_sort(found_.reasons.begin(), found_.reasons.end(),
                     [](const auto& one, const auto& other) {
                       return std::abs(one.points) > std::abs(other.points);
                     });
    return std::move(found_);
  }

 private:
  void Say(const char* words, int points) {
    found_.points += points;
    found_.reasons.push_back({words, points});
  }

  void Numbers() {
    const std::string& one = a_.nik;
    const std::string& other = b_.nik;
    // Of one family a number in the wrong column says nothing about which of them it was.
    const bool swapped = a_.no_kk != b_.no_kk && ((!one.empty() && one == b_.no_kk) ||
                                                  (!other.empty() && other == a_.no_kk));
    if (swapped && one != other) {
      return Say("NIK yang satu tertulis sebagai No KK yang lain", points::kNikIsKk);
    }
    if (one.empty() || other.empty()) return;
    const Result<Nik> valid_one = Nik::Parse(one);
    const Result<Nik> valid_other = Nik::Parse(other);
    const bool both_valid = valid_one.ok() && valid_other.ok();
    if (one == other) {
      if (!both_valid) return;
      same_nik_ = true;
      return Say("NIK sama", points::kSameNik);
    }
    if (both_valid && one.compare(0, kBeforeSerial, other, 0, kBeforeSerial) == 0) {
      return Say("NIK sama kecuali nomor urutnya", points::kNeighbourNik);
    }
    if (both_valid && IsOwn(*valid_one, a_) && IsOwn(*valid_other, b_)) {
      return Say("NIK berbeda", points::kOtherNik);
    }
    const bool spoilt = (!valid_one.ok() && SpoiltFrom(one, other)) ||
                        (!valid_other.ok() && SpoiltFrom(other, one));
    if (OneDigitOff(one, other) || spoilt) return Say("NIK hampir sama", points::kNearNik);
    if (both_valid) Say("NIK berbeda", points::kOtherNik);
  }

  void Kk() {
    if (a_.no_kk.empty() || b_.no_kk.empty()) return;
    if (a_.no_kk == b_.no_kk) return Say("No KK sama", points::kSameKk);
    if (OneDigitOff(a_.no_kk, b_.no_kk)) Say("No KK hampir sama", points::kNearKk);
  }

  void Name(NameLikeness likeness) {
    switch (likeness) {
      case NameLikeness::kSame:
        return Say("nama sama", points::kSameName);
      case NameLikeness::kVariant:
        return Say("nama sama, ejaan lain", points::kVariantName);
      case NameLikeness::kSimilar:
        return Say("nama mirip", points::kSimilarName);
      case NameLikeness::kPart:
        return Say("nama yang satu bagian dari yang lain", points::kPartOfName);
      case NameLikeness::kCommonPart:
        return Say("hanya nama umum yang sama", points::kCommonPartOfName);
      case NameLikeness::kShared:
        return Say("nama berbeda sebagian", points::kSharedName);
      case NameLikeness::kOther:
        return Say("nama berbeda", points::kOtherName);
      case NameLikeness::kUnknown:
        return;
    }
  }

  void Birth() {
    if (a_.birth == 0 || b_.birth == 0) return;
    const bool defaults = IsDefaultDay(a_.birth) || IsDefaultDay(b_.birth);
    if (a_.birth == b_.birth) {
      return defaults ? Say("tanggal lahir sama, tetapi tanggal umum", points::kBothDefaultBirth)
                      : Say("tanggal lahir sama", points::kSameBirth);
    }
    const auto year = [](std::uint32_t date) { return static_cast<int>(date / 10'000); };
    const auto month = [](std::uint32_t date) { return static_cast<int>(date / 100 % 100); };
    const auto day = [](std::uint32_t date) { return static_cast<int>(date % 100); };
    const int years = std::abs(year(a_.birth) - year(b_.birth));
    const bool same_month = month(a_.birth) == month(b_.birth);
    const bool same_day = day(a_.birth) == day(b_.birth);
    if (years == 0 && month(a_.birth) == day(b_.birth) && day(a_.birth) == month(b_.birth)) {
      return Say("hari dan bulan lahir tertukar", points::kSwappedBirth);
    }
    if (years == 0 && defaults) return Say("tahun lahir sama", points::kDefaultBirth);
    if ((years == 0 && (same_month || same_day)) || (years == 1 && same_month && same_day)) {
      return Say("tanggal lahir hampir sama", points::kNearBirth);
    }
    if (years <= 1 && (years == 0 || defaults)) {
      return Say("tahun lahir sama, tanggal lain", points::kSameYear);
    }
    Say("tanggal lahir berbeda", points::kOtherBirth);
  }

  void Mother() {
    switch (CompareNames(FoldName(a_.mother), FoldName(b_.mother))) {
      case NameLikeness::kSame:
      case NameLikeness::kVariant:
        return Say("nama ibu sama", points::kSameMother);
      case NameLikeness::kSimilar:
      case NameLikeness::kPart:
      case NameLikeness::kCommonPart:
        return Say("nama ibu mirip", points::kPartOfMother);
      case NameLikeness::kShared:
      case NameLikeness::kOther:
        return Say("nama ibu berbeda", points::kOtherMother);
      case NameLikeness::kUnknown:
        return;
    }
  }

  void Places() {
    if (a_.village == 0 || b_.village == 0) return;
    if (a_.village == b_.village) return Say("desa sama", points::kSameVillage);
    if (a_.village / 10'000 == b_.village / 10'000) Say("kecamatan sama", points::kSameKecamatan);
  }

  const PersonProfile& a_;
  const PersonProfile& b_;
  bool same_nik_ = false;
  Resemblance found_;
};

}  // namespace

bool IsDefaultDay(std::uint32_t birth) {
  const std::uint32_t day = birth % 10'000;
  return day % 100 == 0 || day / 100 == 0 || day == 101 || day == 1231 || day == 701;
}

std::string Resemblance::Words() const {
  std::string words = "skor " + std::to_string(points) + ":";
  for (const Reason& reason : reasons) {
    words += (&reason == &reasons.front() ? " " : ", ") + reason.words;
    if (reason.points != 0) {
      words += (reason.points > 0 ? " (+" : " (−") + std::to_string(std::abs(reason.points)) + ")";
    }
  }
  return words;
}

Resemblance Compare(const PersonProfile& a, const PersonProfile& b) {
  return Comparison(a, b).Run();
}

}  // namespace tilik::merge
