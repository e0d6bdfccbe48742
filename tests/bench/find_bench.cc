// find_ms_p99: what an officer waits for at each letter while typing a name, three to eight
// letters, or the first digits of a NIK, on a device with 20,000 persons. The 99th percentile over
// 1,800 answers.
//
// The yardstick is the plain way: every name and NIK in memory, folded once beforehand, and looked
// through from the first to the last for each letter. It needs no index and no decryption, but also
// forgets everything when the program ends, joins no household and ranks nothing.
#include "client/core/find.h"
#include "tests/bench/benches.h"
#include "tests/bench/phone.h"
#include "tests/bench/typical_visit.h"

namespace tilik::bench {
namespace {

constexpr std::size_t kPersons = 20'000;
constexpr std::size_t kTyped = 300;

struct PersonText {
  std::string name;
  std::string nik;
};

std::string TextOf(const client::RecordView& person, Field field) {
  const auto found = person.shown.fields.find(field);
  const auto* text = found == person.shown.fields.end()
                         ? nullptr
                         : std::get_if<std::string>(&found->second.shown.value);
  return text == nullptr ? "" : *text;
}

std::vector<PersonText> PersonsOn(Phone& phone, const std::vector<std::uint64_t>& villages) {
  std::vector<PersonText> persons;
  for (const RecordId& household : phone.Households(villages, 0, 100, 1'000'000)) {
    const client::HouseholdView view = *phone.device().ShowHousehold(household);
    for (const client::RecordView& person : view.persons) {
      persons.push_back(
          {client::FoldName(TextOf(person, field::kName)), TextOf(person, field::kNik)});
    }
  }
  return persons;
}

std::size_t LookThrough(const std::vector<PersonText>& persons, const std::string& typed) {
  std::size_t found = 0;
  for (const PersonText& person : persons) {
    const bool hit =
        person.name.find(typed) != std::string::npos || person.nik.find(typed) != std::string::npos;
    found += hit ? 1 : 0;
  }
  return found;
}

}  // namespace

Figure Find(Office& district, const std::filesystem::path& folder) {
  constexpr int kPersonsPerHousehold = 4;
  std::vector<std::uint64_t> villages;
  int households = 0;
  for (const auto& [village, count] : district.villages()) {
    if (households * kPersonsPerHousehold > static_cast<int>(kPersons)) break;
    villages.push_back(village);
    households += count;
  }
  Phone phone(folder, district.address(), district.Invite("Dorkas Selan", villages));
  phone.Sync();
  const std::vector<PersonText> persons = PersonsOn(phone, villages);
  TILIK_CHECK(!persons.empty(), "the device carries persons");

  Chance chance(3);
  std::vector<double> finds, scans;
  std::size_t hits = 0, scan_hits = 0;
  for (std::size_t i = 0; i < kTyped; ++i) {
    const PersonText& meant = persons[chance() % persons.size()];
    const std::string& whole = i % 5 == 4 && !meant.nik.empty() ? meant.nik : meant.name;
    for (std::size_t letters = 3; letters <= 8 && letters <= whole.size(); ++letters) {
      const std::string typed = whole.substr(0, letters);
      const Stopwatch::time_point start = Stopwatch::now();
      const client::Found found = *phone.device().Find(typed);
      finds.push_back(MillisecondsSince(start));
      hits += found.records.empty() ? 0 : 1;
      const Stopwatch::time_point scan_start = Stopwatch::now();
      scan_hits += LookThrough(persons, typed) == 0 ? 0 : 1;
      scans.push_back(MillisecondsSince(scan_start));
    }
  }
  TILIK_CHECK(scan_hits == finds.size(), "what was typed begins somebody's name");

  Figure figure;
  figure.key = "find_ms_p99";
  figure.value = Percentile(finds, 99);
  figure.unit = "ms";
  figure.budget = 20;
  figure.yardstick = Percentile(scans, 99);
  figure.measured_against = "p99 of looking through all names and NIK in memory";
  figure.note = Thousands(static_cast<double>(persons.size())) + " persons, " +
                Thousands(static_cast<double>(finds.size())) + " answers, " +
                Thousands(static_cast<double>(hits)) + " of them found somebody; median " +
                Thousands(Percentile(finds, 50)) + " ms";
  return figure;
}

}  // namespace tilik::bench
