#include "tests/scenario/families.h"

#include <algorithm>
#include <cstdio>
#include <set>

namespace tilik::scenario {
namespace {

std::string Digits(std::string dotted) {
  dotted.erase(std::remove(dotted.begin(), dotted.end(), '.'), dotted.end());
  return dotted;
}

std::string Padded(int number, int width) {
  char text[16];
  std::snprintf(text, sizeof text, "%0*d", width, number);
  return text;
}

std::string Row(const std::vector<std::string>& cells) {
  std::string row;
  for (const std::string& cell : cells) row += (row.empty() ? "\"" : ",\"") + cell + "\"";
  return row + "\n";
}

}  // namespace

ListedHousehold NahakFamily() {
  return {"530214200100017",
          kBenlutu,
          "RT 003 Dusun Oelnunuh",
          "5302141203120001",
          {{"luas_lantai", "36"}, {"lantai", "9"}, {"jumlah_kamar", "2"}},
          {{"53021420010001701", "Yosef Nahak", '1', "1975-07-01", "5302140107750001", '1'},
           {"53021420010001702", "Maria Bere", '2', "1980-08-02", "5302144208800002", '2'},
           {"53021420010001703", "Anton Nahak", '1', "2012-03-05", "5302140503120003", '3'}}};
}

ListedHousehold TaekFamily() {
  return {"530214200100018",
          kBenlutu,
          "RT 004 Dusun Oelnunuh",
          "5302140406150002",
          {{"luas_lantai", "24"}, {"lantai", "7"}, {"jumlah_kamar", "1"}},
          {{"53021420010001801", "Rut Taek", '2', "1969-11-20", "5302146011690001", '1'},
           {"53021420010001802", "Yuliana Tse", '2', "1944-01-01", "", '6'}}};
}

std::string KeyOf(const std::string& village, int n) { return Digits(village) + Padded(n, 5); }

std::vector<ListedHousehold> FamiliesOf(const std::string& village, int count) {
  std::vector<ListedHousehold> households;
  for (int n = 0; n < count; ++n) {
    const std::string key = KeyOf(village, n);
    const std::string serial = Padded(n + 1, 4);
    const std::string region = Digits(village).substr(0, 6);
    // Nobody of one name is born on another's day: these are not each other's doubles.
    const std::string day = Padded(n % 28 + 1, 2);
    const std::string month = Padded(n / 28 % 12 + 1, 2);
    const std::string hers = std::to_string(n % 28 + 41);
    households.push_back(
        {key,
         village,
         "RT " + Padded(n % 12 + 1, 3),
         region + "070809" + serial,
         {{"luas_lantai", std::to_string(20 + n % 30)}, {"lantai", "9"}},
         {{key + "01", "Bapak Nomor " + std::to_string(n), '1', "1970-" + month + "-" + day,
           region + day + month + "70" + serial, '1'},
          {key + "02", "Ibu Nomor " + std::to_string(n), '2', "1974-" + month + "-" + day,
           region + hers + month + "74" + serial, '2'}}});
  }
  return households;
}

std::string HouseholdsFile(const std::vector<ListedHousehold>& households) {
  std::set<std::string> columns;
  for (const ListedHousehold& household : households) {
    for (const auto& [column, cell] : household.answers) columns.insert(column);
  }
  std::vector<std::string> header = {"IDBDT",  "KDPROP", "KDKAB",    "KDKEC",
                                     "KDDESA", "Alamat", "Nama_SLS", "Nama_KRT"};
  header.insert(header.end(), columns.begin(), columns.end());
  std::string file = Row(header);
  for (const ListedHousehold& household : households) {
    const std::string village = Digits(household.village);
    std::vector<std::string> cells = {household.key,
                                      village.substr(0, 2),
                                      village.substr(2, 2),
                                      village.substr(4, 2),
                                      village.substr(6),
                                      household.address,
                                      "",
                                      household.people.front().name};
    for (const std::string& column : columns) {
      const auto answer = household.answers.find(column);
      cells.push_back(answer == household.answers.end() ? "" : answer->second);
    }
    file += Row(cells);
  }
  return file;
}

std::string PersonsFile(const std::vector<ListedHousehold>& households) {
  std::string file = Row({"IDARTBDT", "IDBDT", "Nama", "JnsKel", "TglLahir", "NIK", "NoKK",
                          "Hub_KRT", "NUK", "Hubkel"});
  for (const ListedHousehold& household : households) {
    for (const ListedPerson& person : household.people) {
      file += Row({person.key, household.key, person.name, std::string(1, person.sex), person.born,
                   person.nik, household.no_kk, std::string(1, person.relation), "1",
                   std::string(1, person.relation)});
    }
  }
  return file;
}

}  // namespace tilik::scenario
