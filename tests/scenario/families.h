// The families these stories are about, and the ministry's files they come in.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace tilik::scenario {

// Villages of Kecamatan Batu Putih, Kabupaten Timor Tengah Selatan.
inline constexpr char kBenlutu[] = "53.02.14.2001";
inline constexpr char kBoentuka[] = "53.02.14.2002";
inline constexpr char kHane[] = "53.02.14.2003";

// As the DTKS export writes them (domain.md §3.2): codes, and empty cells where there is no data.
struct ListedPerson {
  std::string key;  // IDARTBDT
  std::string name;
  char sex = '1';
  std::string born;
  std::string nik;
  char relation = '1';  // Hub_KRT and Hubkel
};

struct ListedHousehold {
  std::string key;  // IDBDT
  std::string village;
  std::string address;
  std::string no_kk;
  std::map<std::string, std::string> answers;  // housing, by column
  std::vector<ListedPerson> people;            // the head first
};

// Yosef Nahak, Maria Bere and Anton; earth floor, 36 m².
ListedHousehold NahakFamily();
// Rut Taek, widowed, and her mother, who has no NIK; bamboo walls, 24 m².
ListedHousehold TaekFamily();
// `count` couples of one village, all different and all in order.
std::vector<ListedHousehold> FamiliesOf(const std::string& village, int count);

// Where FamiliesOf wrote the n-th, from 0.
std::string KeyOf(const std::string& village, int n);

// rumah_tangga.csv and anggota.csv.
std::string HouseholdsFile(const std::vector<ListedHousehold>& households);
std::string PersonsFile(const std::vector<ListedHousehold>& households);

}  // namespace tilik::scenario
