#include "tools/population/kinship.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "tools/population/calendar.h"
#include "tools/population/names.h"

namespace tilik::population {
namespace {

// Ages at which somebody becomes a parent; nobody marries below 18.
constexpr int kYoungestMother = 18;
constexpr int kOldestMother = 45;

enum Shape { kAlone, kCouple, kNuclear, kOneParent, kGrandparent, kExtended, kTwoFamilies };
constexpr std::array<int, 7> kShapes = {5, 5, 54, 10, 3, 17, 6};

constexpr std::array<std::string_view, 14> kFarPlaces = {
    "KUPANG", "SOE",      "KEFAMENANU", "ATAMBUA", "DILI",     "ENDE",   "MAUMERE",
    "RUTENG", "WAINGAPU", "MAKASSAR",   "MATARAM", "SURABAYA", "MALANG", "DENPASAR"};

class Builder {
 public:
  Builder(Chance& chance, const Profile& profile, std::uint32_t as_of,
          const std::string& birth_place, Household* household)
      : chance_(chance),
        profile_(profile),
        as_of_(as_of),
        birth_place_(birth_place),
        household_(*household) {
    clan_ = NewClan();
  }

  int Build() {
    switch (static_cast<Shape>(chance_.Weighted(kShapes))) {
      case kAlone:
        BuildAlone();
        return 1;
      case kCouple:
        BuildCouple(chance_.Between(20, 75));
        return 1;
      case kNuclear:
        BuildCouple(HeadsAge());
        AddChildren(profile_.children);
        return 1;
      case kOneParent:
        BuildOneParent();
        return 1;
      case kGrandparent:
        BuildGrandparent();
        return 1;
      case kExtended:
        BuildExtended();
        return 1;
      case kTwoFamilies:
        BuildTwoFamilies();
        return 2;
    }
    return 1;
  }

 private:
  std::string NewClan() { return Clan(chance_, profile_.people, household_.muslim); }

  int HeadsAge() { return 24 + chance_.Between(0, 24) + chance_.Between(0, 17); }

  Person& Add(Sex sex, int age, Relation to_head, Marital marital, const std::string& clan) {
    Person person;
    person.sex = sex;
    person.age = age;
    person.marital = marital;
    person.to_head = to_head;
    person.to_family_head = to_head;
    person.birth_date = BirthDate(chance_, age, as_of_);
    person.birth_place = chance_.Happens(age < 18 ? 0.9 : 0.75)
                             ? birth_place_
                             : std::string(chance_.OneOf(kFarPlaces));
    person.name = NewName(sex, clan, age >= 25);
    household_.people.push_back(std::move(person));
    household_.people.back().mother = NewName(Sex::kFemale, NewClan(), false);
    return household_.people.back();
  }

  // One that neither anybody here nor anybody's mother has: a name says who is meant.
  std::string NewName(Sex sex, const std::string& clan, bool adult) {
    for (;;) {
      std::string name = FullName(chance_, profile_.people, household_.muslim, sex, clan, adult);
      const bool taken = std::any_of(
          household_.people.begin(), household_.people.end(),
          [&](const Person& person) { return person.name == name || person.mother == name; });
      if (!taken) return name;
    }
  }

  Sex AnySex() { return chance_.Happens(0.507) ? Sex::kMale : Sex::kFemale; }

  void BuildAlone() {
    const bool old = chance_.Happens(0.65);
    const int age = old ? chance_.Between(55, 88) : chance_.Between(20, 54);
    const Marital marital = old && chance_.Happens(0.8) ? Marital::kWidowed
                            : chance_.Happens(0.3)      ? Marital::kDivorced
                                                        : Marital::kSingle;
    Add(chance_.Happens(old ? 0.3 : 0.6) ? Sex::kMale : Sex::kFemale, age, Relation::kHead, marital,
        clan_);
  }

  void BuildCouple(int head_age) {
    Add(Sex::kMale, head_age, Relation::kHead, Marital::kMarried, clan_);
    const int wife_age = std::max(kYoungestMother, head_age - chance_.Between(-2, 8));
    Add(Sex::kFemale, wife_age, Relation::kSpouse, Marital::kMarried, NewClan());
    mother_ = household_.people.back().name;
    mother_age_ = wife_age;
  }

  // Children of `mother_`, at least two years apart most of the time; grown ones have mostly left.
  void AddChildren(std::span<const int> weights) {
    const int wanted = chance_.Weighted(weights);
    int her_age = chance_.Between(kYoungestMother, 26);
    for (int born = 0; born < wanted && her_age <= kOldestMother; ++born) {
      const int age = mother_age_ - her_age;
      if (age < 0) return;
      her_age += chance_.Weighted({0, 15, 40, 30, 15});
      const bool left = age >= 18 && chance_.Happens(age >= 25 ? 0.7 : 0.25);
      if (!left) AddChild(age, Relation::kChild, clan_);
    }
  }

  void AddChild(int age, Relation to_head, const std::string& clan) {
    Person& child = Add(AnySex(), age, to_head, Marital::kSingle, clan);
    child.mother = mother_;
  }

  void BuildOneParent() {
    const bool woman = chance_.Happens(0.85);
    const int age = chance_.Between(26, 64);
    const Marital marital = chance_.Happens(0.65) ? Marital::kWidowed : Marital::kDivorced;
    Add(woman ? Sex::kFemale : Sex::kMale, age, Relation::kHead, marital,
        woman ? NewClan() : clan_);
    mother_ = woman ? household_.people.front().name : NewName(Sex::kFemale, NewClan(), false);
    mother_age_ = std::max(kYoungestMother, age - (woman ? 0 : 3));
    AddChildren(profile_.children);
  }

  void BuildGrandparent() {
    const Sex sex = chance_.Happens(0.35) ? Sex::kMale : Sex::kFemale;
    Add(sex, chance_.Between(55, 82), Relation::kHead, Marital::kWidowed, clan_);
    const int grandchildren = chance_.Between(1, 3);
    for (int n = 0; n < grandchildren; ++n) {
      const int age = chance_.Between(2, 16);
      Add(AnySex(), age, Relation::kGrandchild, Marital::kSingle, clan_);
    }
  }

  void BuildExtended() {
    BuildCouple(HeadsAge());
    AddChildren(profile_.children);
    if (household_.people.front().age <= 62 && chance_.Happens(0.6)) {
      AddOldParent();
      return;
    }
    const int age = chance_.Between(5, 24);
    const Sex sex = AnySex();
    Add(sex, age, Relation::kOther, Marital::kSingle, NewClan());
  }

  // Of the head or of the spouse.
  void AddOldParent() {
    const bool of_head = chance_.Happens(0.6);
    const std::size_t child = of_head ? 0 : 1;
    const int age = household_.people[child].age + chance_.Between(kYoungestMother + 1, 32);
    const Sex sex = chance_.Happens(0.25) ? Sex::kMale : Sex::kFemale;
    const Person& parent = Add(sex, std::min(age, 97), Relation::kParent, Marital::kWidowed,
                               of_head ? clan_ : NewClan());
    if (sex == Sex::kFemale) household_.people[child].mother = parent.name;
  }

  // A married child with spouse and children, who has a card (KK) of their own.
  void BuildTwoFamilies() {
    BuildCouple(chance_.Between(46, 66));
    mother_age_ = std::max(mother_age_, 42);
    household_.people[1].age = mother_age_;
    household_.people[1].birth_date = BirthDate(chance_, mother_age_, as_of_);
    if (chance_.Happens(0.7)) AddChild(chance_.Between(4, 16), Relation::kChild, clan_);
    const std::string grandmother = mother_;

    const int first = static_cast<int>(household_.people.size());
    const bool son = chance_.Happens(0.6);
    const int age = std::min(mother_age_ - 19, chance_.Between(21, 33));
    const std::string other_clan = NewClan();
    Person& child =
        Add(son ? Sex::kMale : Sex::kFemale, age, Relation::kChild, Marital::kMarried, clan_);
    child.mother = grandmother;
    const std::string child_name = child.name;
    const int spouse_age =
        std::max(19, age + (son ? -chance_.Between(0, 4) : chance_.Between(0, 6)));
    const std::string spouse_name = Add(son ? Sex::kFemale : Sex::kMale, spouse_age,
                                        Relation::kChildInLaw, Marital::kMarried, other_clan)
                                        .name;
    if (!son)
      std::swap(household_.people[static_cast<std::size_t>(first)], household_.people.back());
    mother_ = son ? spouse_name : child_name;
    const int her_age = son ? spouse_age : age;
    const int grandchildren = chance_.Weighted({15, 40, 35, 10});
    for (int n = 0; n < grandchildren && her_age - 19 - 2 * n >= 0; ++n) {
      AddChild(std::min(her_age - 19 - 2 * n, 8), Relation::kGrandchild, son ? clan_ : other_clan);
    }
    SetApart(static_cast<std::size_t>(first));
  }

  // From `first` on they are the second family, and how they relate there is their own affair.
  void SetApart(std::size_t first) {
    for (std::size_t i = first; i < household_.people.size(); ++i) {
      Person& person = household_.people[i];
      person.family = 2;
      person.to_family_head = i == first       ? Relation::kHead
                              : i == first + 1 ? Relation::kSpouse
                                               : Relation::kChild;
    }
  }

  Chance& chance_;
  const Profile& profile_;
  const std::uint32_t as_of_;
  const std::string& birth_place_;
  Household& household_;
  std::string clan_;
  std::string mother_;
  int mother_age_ = 0;
};

}  // namespace

void AddTwin(Chance& chance, const Profile& profile, Household* household) {
  std::vector<Person>& people = household->people;
  const auto first = std::find_if(people.begin(), people.end(), [](const Person& person) {
    return person.to_family_head == Relation::kChild && person.age < 18;
  });
  if (first == people.end()) return;
  Person twin = *first;
  const std::size_t clan_at = twin.name.rfind(' ');
  const std::string clan = clan_at == std::string::npos ? "" : twin.name.substr(clan_at + 1);
  while (std::any_of(people.begin(), people.end(),
                     [&](const Person& other) { return other.name == twin.name; })) {
    twin.sex = chance.Happens(0.5) ? Sex::kMale : Sex::kFemale;
    twin.name = FullName(chance, profile.people, household->muslim, twin.sex, clan, false);
  }
  people.insert(first + 1, std::move(twin));
}

int Populate(Chance& chance, const Profile& profile, std::uint32_t as_of,
             const std::string& birth_place, Household* household) {
  return Builder(chance, profile, as_of, birth_place, household).Build();
}

}  // namespace tilik::population
