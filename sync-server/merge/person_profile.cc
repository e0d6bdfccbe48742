#include "sync-server/merge/person_profile.h"

#include <algorithm>
#include <string_view>

#include "proto/contract/codebook.h"
#include "sync-server/merge/name_matching.h"

namespace tilik::merge {
namespace {

constexpr std::size_t kNumberDigits = 16;
constexpr std::size_t kRegionAndDate = 12;
constexpr std::size_t kRegion = 6;
// Longer texts are no names or numbers of anybody, and a profile stays small.
constexpr std::size_t kLongestText = 100;

template <typename T>
const T* ContentOf(const RecordState& record, Field field, Slot slot) {
  auto state = record.slots.find(slot);
  if (state == record.slots.end()) return nullptr;
  auto answer = state->second.answers.find(field);
  return answer == state->second.answers.end() ? nullptr : std::get_if<T>(&answer->second.value);
}

// Identity fields stand alone: their slot is their number.
template <typename T>
const T* ContentOf(const RecordState& record, Field field) {
  return ContentOf<T>(record, field, field);
}

std::string TextOf(const RecordState& record, Field field) {
  const std::string* text = ContentOf<std::string>(record, field);
  return text == nullptr ? std::string() : text->substr(0, kLongestText);
}

bool IsNumber(std::string_view text) {
  return text.size() == kNumberDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// FNV-1a, 64 bits, over a letter for the kind of key and its parts.
class Hash {
 public:
  explicit Hash(char kind) { Add(std::string_view(&kind, 1)); }
  Hash& Add(std::string_view text) {
    for (char c : text) Mix(static_cast<unsigned char>(c));
    Mix(0xFF);
    return *this;
  }
  Hash& Add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) Mix(number >> shift & 0xFF);
    return *this;
  }
  BlockKey key() const { return state_; }

 private:
  void Mix(std::uint64_t byte) { state_ = (state_ ^ byte) * 0x100000001B3ull; }
  std::uint64_t state_ = 0xCBF29CE484222325ull;
};

BlockKey NikKey(std::string_view nik) { return Hash('n').Add(nik).key(); }
BlockKey KkKey(std::string_view no_kk) { return Hash('k').Add(no_kk).key(); }

void AddNumberKeys(const PersonProfile& profile, std::set<BlockKey>& keys) {
  if (IsNumber(profile.nik)) {
    keys.insert(NikKey(profile.nik));
    keys.insert(Hash('s').Add(profile.nik.substr(0, kRegionAndDate)).key());
    keys.insert(Hash('t').Add(profile.nik.substr(kRegion)).key());
  }
  if (IsNumber(profile.no_kk)) keys.insert(KkKey(profile.no_kk));
}

void AddNameKeys(const PersonProfile& profile, std::uint32_t year, std::set<BlockKey>& keys) {
  const FoldedName name = FoldName(profile.name);
  std::vector<std::string> sounds;
  for (const NameWord& word : name.words) {
    sounds.push_back(word.sound);
    if (profile.village == 0) continue;
    keys.insert(Hash('w').Add(word.sound).Add(profile.village).Add(year).key());
  }
  if (sounds.size() < 2) return;
  std::sort(sounds.begin(), sounds.end());
  Hash whole('f');
  for (const std::string& sound : sounds) whole.Add(sound);
  keys.insert(whole.Add(year).key());
}

}  // namespace

PersonProfile ProfileOf(const RecordState& person, const RecordState* family) {
  PersonProfile profile;
  if (person.kind != v1::RECORD_KIND_PERSON || !person.redirected_to.none()) return profile;
  profile.name = TextOf(person, field::kName);
  profile.nik = TextOf(person, field::kNik);
  if (profile.empty()) return profile;
  profile.mother = TextOf(person, field::kMotherName);
  const std::int64_t* birth = ContentOf<std::int64_t>(person, field::kBirthDate);
  if (birth != nullptr && *birth > 0 && *birth <= 99'999'999) {
    profile.birth = static_cast<std::uint32_t>(*birth);
  }
  const Coded* sex = ContentOf<Coded>(person, field::kSex);
  if (sex != nullptr) profile.sex = sex->code;
  profile.village = person.village;
  if (family == nullptr) return profile;
  profile.family = family->id;
  profile.no_kk = TextOf(*family, field::kNoKk);
  return profile;
}

std::set<BlockKey> BlockKeysOf(const PersonProfile& profile) {
  std::set<BlockKey> keys;
  if (profile.empty()) return keys;
  AddNumberKeys(profile, keys);
  const std::uint32_t year = profile.birth / 10'000;
  if (year != 0) AddNameKeys(profile, year, keys);
  return keys;
}

std::set<BlockKey> ProbeKeysOf(const PersonProfile& profile) {
  std::set<BlockKey> keys = BlockKeysOf(profile);
  if (profile.empty()) return keys;
  if (IsNumber(profile.nik)) keys.insert(KkKey(profile.nik));
  if (IsNumber(profile.no_kk)) keys.insert(NikKey(profile.no_kk));
  const std::uint32_t year = profile.birth / 10'000;
  if (year != 0) {
    AddNameKeys(profile, year - 1, keys);
    AddNameKeys(profile, year + 1, keys);
  }
  return keys;
}

}  // namespace tilik::merge
