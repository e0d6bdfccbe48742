#include "tools/population/names.h"

#include <array>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace tilik::population {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::string_view kBaptisedMen[] = {
    "Yohanes",   "Petrus",     "Paulus",    "Yosef",      "Marthen",    "Yakobus",   "Dominggus",
    "Antonius",  "Fransiskus", "Markus",    "Lukas",      "Matheos",    "Simon",     "Stefanus",
    "Benyamin",  "Daniel",     "Samuel",    "Yusuf",      "Melkianus",  "Nikodemus", "Ferdinandus",
    "Gabriel",   "Aloysius",   "Ignasius",  "Blasius",    "Kornelis",   "Thomas",    "Adrianus",
    "Imanuel",   "Yeremias",   "Soleman",   "Gerson",     "Oktovianus", "Welem",     "Hendrikus",
    "Agustinus", "Robertus",   "Silvester", "Vinsensius", "Wilhelmus",  "Zakarias",  "Yunus",
    "Maksimus",  "Leonardus",  "Kristian",  "Filmon",     "Obed",       "Zadrak",    "Nahor",
    "Rafael"};
constexpr std::string_view kBaptisedWomen[] = {
    "Maria",     "Yuliana",   "Margaretha", "Adriana",   "Yohana",   "Elisabeth",  "Marselina",
    "Agustina",  "Dorkas",    "Ester",      "Yosefina",  "Martha",   "Katarina",   "Regina",
    "Welmince",  "Fransiska", "Naomi",      "Orpa",      "Sarlince", "Theresia",   "Veronika",
    "Anastasia", "Bernadeta", "Debora",     "Ferderika", "Yakomina", "Magdalena",  "Paulina",
    "Rosalia",   "Selfina",   "Yublina",    "Antoneta",  "Domitila", "Kristina",   "Lusia",
    "Mariana",   "Norlince",  "Oktoviana",  "Petronela", "Susana",   "Wilhelmina", "Rambu",
    "Helena",    "Imelda",    "Elfrida",    "Apliana",   "Marice",   "Salomi",     "Rahel",
    "Yasinta"};
constexpr std::string_view kTimorClans[] = {
    "Nomleni", "Tefa",   "Sanam",   "Selan",   "Tafui",       "Nabuasa",   "Banunaek", "Boimau",
    "Benu",    "Tse",    "Liu",     "Faot",    "Asbanu",      "Lasa",      "Toto",     "Fallo",
    "Oematan", "Sonbai", "Tlonaen", "Neolaka", "Nenohaifeto", "Nubatonis", "Missa",    "Taneo",
    "Leo",     "Kase",   "Mella",   "Babys",   "Tanono",      "Kause",     "Manu",     "Ataupah",
    "Nope",    "Isu",    "Bansae",  "Mnune",   "Baitanu",     "Nesimnasi", "Lopo",     "Talan",
    "Snae",    "Bees",   "Kollo",   "Natonis", "Betty",       "Manao",     "Ninef",    "Tkesnai",
    "Fina",    "Sabat",  "Ottu",    "Usfinit", "Tamonob",     "Neonbanu",  "Linome",   "Sae"};
constexpr std::string_view kFloresClans[] = {
    "Da Silva", "Fernandez", "Parera",   "Da Gomez", "Wora",  "Bata",  "Sega",  "Jehadut", "Jemali",
    "Nggarang", "Jehamat",   "Lamanepa", "Kleden",   "Tukan", "Koten", "Hayon", "Lewar",   "Ola",
    "Beda",     "Raga",      "Meo",      "Wangge",   "Mbete", "Bhoko", "Dhae",  "Nono",    "Lering",
    "Jebarus",  "Ganggut",   "Hambur",   "Mbalur",   "Nong",  "Moa",   "Bura",  "Keytimu", "Mbulu",
    "Watu",     "Rengga",    "Sare",     "Tonda",    "Ngaji", "Pala"};
constexpr std::string_view kSumbaClans[] = {
    "Ngongo", "Bulu",  "Malo",   "Lede",    "Kadi",   "Dapa",   "Bili",     "Ndara",  "Mbani",
    "Hina",   "Tamu",  "Ndapa",  "Maramba", "Landu",  "Hawula", "Kalli",    "Rangga", "Wunda",
    "Pati",   "Djawa", "Wulang", "Rehi",    "Ngara",  "Tara",   "Mawo",     "Kaka",   "Umbu",
    "Deta",   "Nono",  "Bora",   "Sogara",  "Tanggu", "Hamba",  "Njurumana"};
constexpr std::string_view kMuslimMen[] = {
    "Muhammad", "Ahmad",    "Abdul Rahman", "Abdullah",  "Ismail",    "Ibrahim", "Hasan",
    "Husen",    "Rahmat",   "Syamsul",      "Zainal",    "Hamzah",    "Idris",   "Usman",
    "Umar",     "Ridwan",   "Supriyadi",    "Sugeng",    "Slamet",    "Agus",    "Budi",
    "Bambang",  "Joko",     "Sutrisno",     "Suparman",  "Wahyu",     "Eko",     "Dedi",
    "Asep",     "Ujang",    "Saiful",       "Nasrullah", "Jamaludin", "Sahrul",  "Mahmud",
    "Lalu",     "Iskandar", "Yusuf",        "Fauzan",    "Rizki"};
constexpr std::string_view kMuslimMenSecond[] = {
    "Hidayat", "Setiawan", "Saputra",   "Ramadhan", "Hakim",   "Arifin", "Mustofa", "Kurniawan",
    "Maulana", "Effendi",  "Syahputra", "Hamid",    "Fikri",   "Wibowo", "Santoso", "Purnomo",
    "Rosidi",  "Anwar",    "Basri",     "Latif",    "Mansyur", "Efendi", "Gunawan", "Susanto"};
constexpr std::string_view kMuslimWomen[] = {
    "Siti Aminah", "Siti Fatimah", "Nurhayati",   "Nur Aini", "Sumiati",   "Sutini",  "Kartini",
    "Khadijah",    "Aisyah",       "Halimah",     "Zubaidah", "Maryam",    "Rohani",  "Sulastri",
    "Wahyuni",     "Dewi",         "Sri",         "Endang",   "Lestari",   "Ratna",   "Yuni",
    "Fitri",       "Nurul",        "Siti Rohmah", "Juariah",  "Saodah",    "Baiq",    "Jumiati",
    "Rukmini",     "Suryani",      "Mardiana",    "Hasanah",  "Rosmawati", "Nuraini", "Salmah",
    "Marlina",     "Eti",          "Painem",      "Tumini",   "Misnah"};
constexpr std::string_view kMuslimWomenSecond[] = {
    "Hidayah", "Rahmawati", "Lestari",   "Handayani", "Wulandari", "Astuti",  "Ningsih",
    "Puspita", "Sari",      "Utami",     "Safitri",   "Anggraini", "Mariani", "Khasanah",
    "Apriani", "Kusuma",    "Ramadhani", "Maharani",  "Yanti",     "Andayani"};
constexpr std::string_view kStreets[] = {"Ahmad Yani",  "Sudirman",   "Diponegoro", "Gajah Mada",
                                         "Hayam Wuruk", "Pahlawan",   "Merdeka",    "Pemuda",
                                         "Kartini",     "Cendana",    "Melati",     "Flamboyan",
                                         "Timor Raya",  "Pasar Baru", "Pendidikan", "Puskesmas",
                                         "Gereja",      "Mawar",      "Eltari",     "Bhakti Karya"};

std::string Capitals(std::string name) {
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

std::string BaptisedName(Chance& chance, Sex sex) {
  const Words given = sex == Sex::kMale ? Words(kBaptisedMen) : Words(kBaptisedWomen);
  const std::string_view first = chance.OneOf(given);
  std::string name(first);
  if (!chance.Happens(0.45)) return name;
  const std::string_view second = chance.OneOf(given);
  return second == first ? name : name.append(" ").append(second);
}

std::string MuslimName(Chance& chance, Sex sex) {
  const bool man = sex == Sex::kMale;
  std::string name(chance.OneOf(man ? Words(kMuslimMen) : Words(kMuslimWomen)));
  if (chance.Happens(0.22)) return name;
  return name.append(" ").append(
      chance.OneOf(man ? Words(kMuslimMenSecond) : Words(kMuslimWomenSecond)));
}

// How one document writes it, how another does.
constexpr std::pair<std::string_view, std::string_view> kVariants[] = {
    {"MUHAMMAD", "MUH."},      {"MUHAMMAD", "MOH."},    {"AHMAD", "ACHMAD"},
    {"YUSUF", "JUSUF"},        {"YOHANES", "JOHANIS"},  {"YOSEF", "YOSEP"},
    {"YOSEFINA", "YOSEPINA"},  {"FRANSISKUS", "FRANS"}, {"MARTHEN", "MARTEN"},
    {"ELISABETH", "ELISABET"}, {"MARTHA", "MARTA"},     {"ABDUL ", "ABD. "},
    {"SITI ", "ST. "},         {"NUR AINI", "NURAINI"}, {"MARGARETHA", "MARGARITA"},
    {"YULIANA", "JULIANA"},    {"THERESIA", "TERESIA"}, {"DA SILVA", "DASILVA"},
    {"MUHAMMAD", "MOHAMAD"},   {"YOHANES", "YOH."},     {"SUP", "SOEP"},
    {"SYAM", "SJAM"},          {"JUMIATI", "DJUMIATI"}, {"KRISTINA", "CHRISTINA"},
    {"YUSUF", "JOESOEF"},      {"AISYAH", "AISAH"},     {"HIDAYAT", "HIDAJAT"}};

bool Replace(std::string* name, std::string_view from, std::string_view to) {
  const std::size_t at = name->find(from);
  if (at == std::string::npos) return false;
  name->replace(at, from.size(), to);
  return true;
}

// One letter left out, doubled or taken for its neighbour in sound.
std::string WithSlip(Chance& chance, std::string name) {
  constexpr std::string_view kSounds[] = {"IY", "YI", "UO", "EI", "SZ", "KQ", "TD", "FV", "VF"};
  const auto at = static_cast<std::size_t>(chance.Between(1, static_cast<int>(name.size()) - 1));
  for (const std::string_view sound : kSounds) {
    if (name[at] == sound[0]) {
      name[at] = sound[1];
      return name;
    }
  }
  if (name[at] != ' ' && name[at] != '.') {
    name.insert(at, 1, name[at]);
    return name;
  }
  return name.erase(at, 1);
}

}  // namespace

std::string Clan(Chance& chance, People people, bool muslim) {
  if (muslim || people == People::kMuslimMajority) return {};
  if (people == People::kTimor) return std::string(chance.OneOf(kTimorClans));
  if (people == People::kSumba) return std::string(chance.OneOf(kSumbaClans));
  return std::string(chance.OneOf(kFloresClans));
}

std::string FullName(Chance& chance, People people, bool muslim, Sex sex, const std::string& clan,
                     bool adult) {
  std::string name = muslim ? MuslimName(chance, sex) : BaptisedName(chance, sex);
  if (people == People::kSumba && !muslim && chance.Happens(0.15)) {
    name.insert(0, sex == Sex::kMale ? "Umbu " : "Rambu ");
  }
  if (!clan.empty()) name.append(" ").append(clan);
  if (adult && muslim && chance.Happens(0.02)) name.insert(0, sex == Sex::kMale ? "H. " : "Hj. ");
  if (adult && chance.Happens(0.004)) name.append(", S.Pd");
  return Capitals(name);
}

std::string Misspelt(Chance& chance, const std::string& name) {
  std::string other = name;
  if (chance.Happens(0.5)) {
    std::vector<std::string> otherwise;
    for (const auto& [one, another] : kVariants) {
      if (Replace(&other, one, another)) otherwise.push_back(std::exchange(other, name));
    }
    if (!otherwise.empty()) return chance.OneOf(otherwise);
  }
  const std::size_t last_word = name.rfind(' ');
  if (last_word != std::string::npos && last_word > 3 && chance.Happens(0.4)) {
    return name.substr(0, last_word);
  }
  return WithSlip(chance, name);
}

std::string Street(Chance& chance) { return Capitals(std::string(chance.OneOf(kStreets))); }

}  // namespace tilik::population
