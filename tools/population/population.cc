#include "tools/population/population.h"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proto/csv/csv.h"
#include "proto/regions/regions.h"
#include "tools/population/calendar.h"
#include "tools/population/civil_registry.h"
#include "tools/population/dwelling.h"
#include "tools/population/facts.h"
#include "tools/population/kinship.h"
#include "tools/population/livelihood.h"
#include "tools/population/names.h"

namespace tilik::population {
namespace {

constexpr std::uint64_t kHouseholdStream = 2;
constexpr std::uint64_t kTwinStream = 8;
constexpr double kTwins = 0.012;  // of all households
// A household is written down twice by the same few people, soon after or a village further on.
constexpr std::size_t kRememberedHouseholds = 24;

std::string Padded(int number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

std::string Capitals(std::string_view name) {
  std::string capitals(name);
  for (char& c : capitals) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return capitals;
}

// "Kabupaten Timor Tengah Selatan" without what kind of district it is.
std::string_view BareName(DistrictCode district) {
  const std::string_view name = Regions::BuiltIn().NameOf(district);
  return name.substr(name.find(' ') + 1);
}

class Maker {
 public:
  Maker(const Order& order, const Files& files)
      : order_(order),
        profile_(ProfileOf(order.district)),
        kecamatan_(Regions::BuiltIn().KecamatanIn(order.district)),
        dirt_(order.dirt, columns_, order.seed, order.as_of),
        households_(files.rumah_tangga),
        people_(files.anggota),
        danom_(files.danom),
        truth_(files.kebenaran) {
    households_.Row(columns_.household());
    people_.Row(columns_.person());
    danom_.Row({"programme", "period", "IDBDT", "NoKK", "name", "village", "quantity", "unit",
                "external_key"});
    truth_.Row(
        {"jenis", "IDBDT", "IDARTBDT", "kolom", "tertulis", "sebenarnya", "terkait", "temuan"});
  }

  Totals Run() {
    std::int64_t all_weights = 0;
    for (const VillageCode village : Villages()) all_weights += VillageWeight(order_.seed, village);
    std::int64_t weights = 0;
    std::int64_t made = 0;
    for (const VillageCode village : Villages()) {
      if (!registry_ || KecamatanOf(village) != current_) Enter(KecamatanOf(village));
      weights += VillageWeight(order_.seed, village);
      for (; made < order_.households * weights / all_weights; ++made) MakeHousehold(village);
    }
    return totals_;
  }

 private:
  std::vector<VillageCode> Villages() const {
    return order_.kecamatan ? Regions::BuiltIn().VillagesIn(*order_.kecamatan)
                            : Regions::BuiltIn().VillagesIn(order_.district);
  }

  void Enter(KecamatanCode kecamatan) {
    const auto place = std::find(kecamatan_.begin(), kecamatan_.end(), kecamatan);
    registry_.emplace(kecamatan, static_cast<int>(place - kecamatan_.begin()),
                      static_cast<int>(kecamatan_.size()));
    current_ = kecamatan;
    in_kecamatan_ = 0;
    remembered_.clear();
    dirt_.LeaveKecamatan();
  }

  void MakeHousehold(VillageCode village) {
    const std::string key = std::to_string(current_.number()) + Padded(++in_kecamatan_, 7);
    Chance chance = Chance::Of(order_.seed, kHouseholdStream, std::stoull(key));
    if (!remembered_.empty() && dirt_.ListsAgain(chance)) {
      const Household& original = chance.OneOf(remembered_);
      const Household copy = CopyOf(chance, original, village, key);
      Listing listing = columns_.List(copy);
      dirt_.SoilCopy(chance, copy, original, &listing);
      Write(chance, copy, listing);
      return;
    }
    Household household = NewHousehold(chance, village, key);
    Listing listing = columns_.List(household);
    dirt_.Soil(chance, household, &listing);
    Write(chance, household, listing);
    remembered_.push_back(std::move(household));
    if (remembered_.size() > kRememberedHouseholds) remembered_.pop_front();
  }

  Household NewHousehold(Chance& chance, VillageCode village, const std::string& key) {
    Household household{.key = key, .village = village};
    household.muslim = chance.Happens(profile_.people == People::kMuslimMajority ? 0.9 : 0.06);
    household.desil = 1 + chance.Weighted(profile_.desil);
    Settle(chance, &household);
    const std::string birth_place = Capitals(
        chance.Happens(0.5) ? Regions::BuiltIn().NameOf(village) : BareName(order_.district));
    const int families = Populate(chance, profile_, order_.as_of, birth_place, &household);
    Chance twins = Chance::Of(order_.seed, kTwinStream, std::stoull(key));
    if (twins.Happens(kTwins)) AddTwin(twins, profile_, &household);
    for (int family = 0; family < families; ++family) {
      household.no_kk.push_back(
          registry_->NewNoKk(DaysBefore(order_.as_of, chance.Between(30, 15 * 365))));
    }
    for (Person& person : household.people) {
      person.nik = registry_->NewNik(FirstRegistered(chance), person.birth_date, person.sex);
      person.answers = Livelihood(chance, columns_.person_questions(), person, household.desil);
      columns_.person_questions().Skip(order_.as_of, &person.answers);
    }
    SetKeys(&household);
    household.answers =
        Dwelling(chance, columns_.household_questions(), household, household.desil);
    columns_.household_questions().Skip(order_.as_of, &household.answers);
    return household;
  }

  // Where in the village: by street in towns, by dusun elsewhere.
  void Settle(Chance& chance, Household* household) const {
    const std::string rt = "RT " + Padded(chance.Between(1, 12), 3);
    const std::string rw = "RW " + Padded(chance.Between(1, 6), 3);
    const bool town = household->village.number() % 10'000 / 1'000 == 1;
    const std::string dusun = "DUSUN " + std::to_string(chance.Between(1, 4));
    household->sls = town ? rt + " " + rw : rt + " " + rw + " " + dusun;
    const std::string number = std::to_string(chance.Between(1, 140));
    household->address = town ? "JL. " + Street(chance) + " NO. " + number : dusun;
  }

  KecamatanCode FirstRegistered(Chance& chance) const {
    return chance.Happens(0.88) ? current_ : chance.OneOf(kecamatan_);
  }

  static void SetKeys(Household* household) {
    int place = 0;
    for (Person& person : household->people) person.key = household->key + Padded(++place, 2);
  }

  // The same people under new keys, as somebody wrote them down who did not know of the first
  // listing: perhaps before the youngest was born, and with the house reached from another lane.
  Household CopyOf(Chance& chance, const Household& original, VillageCode village,
                   const std::string& key) const {
    Household copy = original;
    copy.key = key;
    copy.village = village;
    Settle(chance, &copy);
    const bool youngest_is_last = copy.people.back().to_family_head == Relation::kChild;
    if (youngest_is_last && chance.Happens(0.3)) copy.people.pop_back();
    SetKeys(&copy);
    return copy;
  }

  void Write(Chance& chance, const Household& household, const Listing& listing) {
    households_.Row(listing.household);
    for (const Cells& person : listing.people) people_.Row(person);
    for (const Defect& defect : listing.defects) {
      truth_.Row({defect.kind, defect.idbdt, defect.idartbdt, defect.column, defect.written,
                  defect.truth, defect.related, defect.finding});
    }
    totals_.households += 1;
    totals_.families += static_cast<std::int64_t>(household.no_kk.size());
    totals_.people += static_cast<std::int64_t>(household.people.size());
    totals_.defects += static_cast<std::int64_t>(listing.defects.size());
    WriteEntitlement(chance, household);
  }

  // Who is said to receive food aid is on a list for the month: rice by household, or money by
  // family card.
  void WriteEntitlement(Chance& chance, const Household& household) {
    const bool entitled =
        columns_.household_questions().CodeOf("sta_rastra", household.answers) == 1;
    if (!entitled) return;
    const bool rice = chance.Happens(0.5);
    const std::string month = Padded(static_cast<int>(order_.as_of / 100 % 100), 2);
    const std::string period = std::to_string(order_.as_of / 10000) + "-" + month;
    danom_.Row({rice ? "rastra" : "sembako", period, rice ? household.key : "",
                rice ? "" : household.no_kk.front(), household.people.front().name,
                household.village.Text(), rice ? "10" : "200000", rice ? "kg" : "Rp",
                (rice ? "RASTRA-" : "SEMBAKO-") + period + "-" + household.key});
    ++totals_.entitlements;
  }

  const Order& order_;
  const Profile profile_;
  const std::vector<KecamatanCode> kecamatan_;
  const Columns columns_;
  Dirt dirt_;
  csv::Writer households_;
  csv::Writer people_;
  csv::Writer danom_;
  csv::Writer truth_;
  std::optional<CivilRegistry> registry_;
  KecamatanCode current_ = kecamatan_.front();
  int in_kecamatan_ = 0;
  std::deque<Household> remembered_;
  Totals totals_;
};

}  // namespace

Totals Make(const Order& order, const Files& files) { return Maker(order, files).Run(); }

}  // namespace tilik::population
