#include "sync-server/merge/name_matching.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <utility>

namespace tilik::merge {
namespace {

constexpr std::size_t kMostWords = 8;
constexpr std::size_t kLongestWord = 24;

// Without their dots.
constexpr std::array<std::string_view, 40> kTitles = {
    "H",   "HJ",   "HAJI", "HAJJAH", "HAJAH", "DRS",    "DRA", "DR",    "IR",     "PROF",
    "KH",  "PDT",  "RM",   "R",      "RR",    "RADEN",  "UST", "USTAD", "USTADZ", "TN",
    "NY",  "BPK",  "IBU",  "SDR",    "ALM",   "ALMH",   "SPD", "SE",    "SH",     "SAG",
    "SST", "SSOS", "SKM",  "SKEP",   "AMD",   "AMAKEB", "MSI", "MPD",   "SPDI",   "SIP"};

// Short forms, and spellings that no rule of sound makes one.
constexpr std::pair<std::string_view, std::string_view> kShortForms[] = {
    {"MUH", "MUHAMAD"},      {"MOH", "MUHAMAD"},       {"MUHD", "MUHAMAD"},
    {"MHD", "MUHAMAD"},      {"MOCH", "MUHAMAD"},      {"MUCH", "MUHAMAD"},
    {"MUHAMMAD", "MUHAMAD"}, {"MOHAMMAD", "MUHAMAD"},  {"MOHAMAD", "MUHAMAD"},
    {"MOCHAMAD", "MUHAMAD"}, {"MOCHAMMAD", "MUHAMAD"}, {"MUCHAMAD", "MUHAMAD"},
    {"MOHAMED", "MUHAMAD"},  {"MUHAMMED", "MUHAMAD"},  {"ABD", "ABDUL"},
    {"ST", "SITI"},          {"STI", "SITI"},          {"SITTI", "SITI"},
    {"YOH", "YOHANES"},      {"YOHANIS", "YOHANES"},   {"JOHANIS", "YOHANES"},
    {"JOHANES", "YOHANES"},  {"JOHANNES", "YOHANES"},  {"FRANS", "FRANSISKUS"},
    {"PETR", "PETRUS"},      {"AGUST", "AGUSTINUS"},   {"ANTON", "ANTONIUS"},
    {"MA", "MARIA"}};

constexpr std::string_view kCommonWords[] = {
    "MARIA", "YOHANES", "YOSEF", "PETRUS", "YULIANA", "MUHAMAD", "SITI", "ABDUL",
    "AHMAD", "NUR",     "SRI",   "DA",     "UMBU",    "RAMBU",   "LALU", "BAIQ"};

// Each is tried where the one before left off; longer ones first.
struct Sound {
  std::string_view written;
  std::string_view heard;
};
constexpr Sound kSpelling[] = {{"CHR", "KR"}, {"OE", "U"}, {"DJ", "J"}, {"TJ", "C"},  {"SJ", "S"},
                               {"SY", "S"},   {"CH", "H"}, {"KH", "H"}, {"NJ", "NY"}, {"IE", "I"},
                               {"DH", "D"},   {"TH", "T"}, {"PH", "P"}, {"BH", "B"},  {"X", "KS"},
                               {"F", "P"},    {"V", "P"},  {"Z", "S"},  {"Q", "K"},   {"Y", "I"}};

std::string Folded(std::string_view word) {
  std::string folded;
  for (std::size_t at = 0; at < word.size() && folded.size() < kLongestWord;) {
    std::string_view heard = word.substr(at, 1);
    std::size_t taken = 1;
    for (const Sound& sound : kSpelling) {
      if (sound.written.front() != word[at]) continue;  // nearly always, and a tenth of the price
      if (word.substr(at, sound.written.size()) != sound.written) continue;
      heard = sound.heard;
      taken = sound.written.size();
      break;
    }
    for (char c : heard) {
      if (folded.empty() || folded.back() != c) folded.push_back(c);
    }
    at += taken;
  }
  if (folded.size() > 2 && folded.back() == 'H') folded.pop_back();
  return folded;
}

// J was y in the old spelling and is j in the new; o and u, e and i are one ear's matter.
std::string SoundOf(const std::string& spelling) {
  std::string sound;
  for (char c : spelling) {
    const char heard = c == 'O' ? 'U' : c == 'E' ? 'I' : c == 'J' ? 'I' : c == 'C' ? 'K' : c;
    if (sound.empty() || sound.back() != heard) sound.push_back(heard);
  }
  return sound;
}

NameWord WordOf(std::string_view written) {
  for (const auto& [form, full] : kShortForms) {
    if (form == written) {
      written = full;
      break;
    }
  }
  NameWord word;
  word.spelling = Folded(written);
  word.sound = SoundOf(word.spelling);
  return word;
}

bool IsTitle(std::string_view word) {
  return std::find(kTitles.begin(), kTitles.end(), word) != kTitles.end();
}

std::string Letters(std::string_view text) {
  std::string letters;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 'a' && byte <= 'z') {
      letters.push_back(static_cast<char>(byte - 'a' + 'A'));
    } else if ((byte >= 'A' && byte <= 'Z') || byte >= 0x80) {
      letters.push_back(c);
    }
  }
  return letters;
}

// At most one letter put in, left out, changed, or changed places with its neighbour; two in a long
// word.
bool OneSlip(const std::string& a, const std::string& b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  const std::size_t longer = std::max(a.size(), b.size());
  if (shorter < 4 || longer - shorter > 2) return false;
  const std::size_t allowed = shorter >= 9 ? 2 : 1;
  std::array<std::array<std::size_t, 2 * kLongestWord + 2>, 3> rows{};
  if (longer > 2 * kLongestWord) return false;
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], rows[(i + 1) % 3][j - 2] + 1);
    }
  }
  return rows[a.size() % 3][b.size()] <= allowed;
}

enum class WordLikeness { kSame, kVariant, kSimilar, kInitial, kOther };

bool IsShortOf(const std::string& one, const std::string& other) {
  return one.size() >= 3 && other.size() > one.size() + 1 && other.compare(0, one.size(), one) == 0;
}

WordLikeness CompareWords(const NameWord& a, const NameWord& b) {
  if (a.spelling == b.spelling) return WordLikeness::kSame;
  if (a.sound == b.sound) return WordLikeness::kVariant;
  if (a.spelling.size() == 1 || b.spelling.size() == 1) {
    return a.spelling[0] == b.spelling[0] ? WordLikeness::kInitial : WordLikeness::kOther;
  }
  if (IsShortOf(a.spelling, b.spelling) || IsShortOf(b.spelling, a.spelling))
    return WordLikeness::kVariant;
  return OneSlip(a.spelling, b.spelling) ? WordLikeness::kSimilar : WordLikeness::kOther;
}

std::string Joined(const std::vector<NameWord>& words) {
  std::string joined;
  for (const NameWord& word : words) joined += word.sound;
  return joined;
}

// Pairs up the words, the best likeness first.
struct Pairing {
  std::size_t same = 0, variant = 0, similar = 0, initial = 0;
  bool telling = false;  // some pair is not a word that half the village shares
};

Pairing Pair(const std::vector<NameWord>& shorter, const std::vector<NameWord>& longer) {
  Pairing pairing;
  std::array<bool, kMostWords> used_shorter{}, used_longer{};
  const auto pair_all = [&](WordLikeness wanted, std::size_t& count) {
    for (std::size_t i = 0; i < shorter.size(); ++i) {
      for (std::size_t j = 0; j < longer.size() && !used_shorter[i]; ++j) {
        if (used_longer[j] || CompareWords(shorter[i], longer[j]) != wanted) continue;
        used_shorter[i] = used_longer[j] = true;
        ++count;
        const bool whole = wanted != WordLikeness::kInitial;
        if (whole && !IsCommonWord(shorter[i])) pairing.telling = true;
      }
    }
  };
  pair_all(WordLikeness::kSame, pairing.same);
  pair_all(WordLikeness::kVariant, pairing.variant);
  pair_all(WordLikeness::kSimilar, pairing.similar);
  pair_all(WordLikeness::kInitial, pairing.initial);
  return pairing;
}

NameLikeness CompareWordLists(const std::vector<NameWord>& a, const std::vector<NameWord>& b) {
  const auto& shorter = a.size() <= b.size() ? a : b;
  const auto& longer = a.size() <= b.size() ? b : a;
  const Pairing pairs = Pair(shorter, longer);
  const std::size_t paired = pairs.same + pairs.variant + pairs.similar + pairs.initial;
  if (paired == longer.size() && paired == shorter.size()) {
    if (pairs.same == paired) return NameLikeness::kSame;
    if (pairs.similar + pairs.initial == 0) return NameLikeness::kVariant;
    const bool only_slip = pairs.similar <= 1 && pairs.initial == 0;
    if (only_slip || pairs.telling) return NameLikeness::kSimilar;
    return NameLikeness::kShared;
  }
  const std::string one = Joined(shorter);
  const std::string other = Joined(longer);
  if (one == other) return NameLikeness::kVariant;
  if (paired == shorter.size()) {
    return pairs.telling ? NameLikeness::kPart : NameLikeness::kCommonPart;
  }
  if (OneSlip(one, other) && shorter.size() != longer.size()) return NameLikeness::kSimilar;
  return pairs.same + pairs.variant > 0 ? NameLikeness::kShared : NameLikeness::kOther;
}

}  // namespace

FoldedName FoldName(std::string_view name) {
  FoldedName folded;
  // Degrees stand behind a comma.
  name = name.substr(0, name.find(','));
  std::vector<NameWord>* into = &folded.words;
  const auto add = [&](std::string_view part) {
    const std::string letters = Letters(part);
    if (letters.empty() || IsTitle(letters)) return;
    const bool fathers = letters == "BIN" || letters == "BINTI" || letters == "BINTE";
    if (fathers && !folded.words.empty()) {
      into = &folded.father;
    } else if (into->size() < kMostWords) {
      into->push_back(WordOf(letters));
    }
  };
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t end = std::min(name.find_first_of(" \t-/", at), name.size());
    const std::string_view written = name.substr(at, end - at);
    at = end + 1;
    if (IsTitle(Letters(written))) continue;
    for (std::size_t from = 0; from < written.size();) {
      const std::size_t dot = std::min(written.find('.', from), written.size());
      add(written.substr(from, dot - from));
      from = dot + 1;
    }
  }
  return folded;
}

bool IsCommonWord(const NameWord& word) {
  static const std::set<std::string> kFolded = [] {
    std::set<std::string> folded;
    for (std::string_view common : kCommonWords) folded.insert(Folded(common));
    return folded;
  }();
  return kFolded.count(word.spelling) > 0;
}

NameLikeness CompareNames(const FoldedName& a, const FoldedName& b) {
  if (a.empty() || b.empty()) return NameLikeness::kUnknown;
  const NameLikeness likeness = CompareWordLists(a.words, b.words);
  if (a.father.empty() || b.father.empty() || likeness > NameLikeness::kCommonPart) return likeness;
  const bool one_father = CompareWordLists(a.father, b.father) <= NameLikeness::kPart;
  return one_father ? likeness : NameLikeness::kShared;
}

}  // namespace tilik::merge
