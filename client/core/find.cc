#include "client/core/find.h"

#include <algorithm>
#include <set>

#include "client/core/limits.h"
#include "client/core/pages.h"

namespace tilik::client {
namespace {

#define FOUND_COLUMNS                                                                \
  "r.number, r.id, r.kind, r.name, r.nik, r.no_kk, r.address, r.village, r.edited, " \
  "r.folded, r.parent "

constexpr char kByWords[] = "SELECT " FOUND_COLUMNS
                            "FROM search s CROSS JOIN record r ON r.number = s.rowid "
                            "WHERE search MATCH ? LIMIT ?";
// Each half is bounded by itself: all numbers of a kecamatan begin alike.
constexpr char kByFirstDigits[] =
    "SELECT " FOUND_COLUMNS
    "FROM record r WHERE r.number IN ("
    "SELECT * FROM (SELECT number FROM record INDEXED BY record_by_nik "
    "               WHERE nik <> '' AND nik >= ?1 AND nik < ?2 LIMIT ?3) UNION ALL "
    "SELECT * FROM (SELECT number FROM record INDEXED BY record_by_no_kk "
    "               WHERE no_kk <> '' AND no_kk >= ?1 AND no_kk < ?2 LIMIT ?3))";
// Two scans over indexes that hold nothing but the numbers: 20,000 of each in about 2 ms.
constexpr char kByAnyDigits[] =
    "SELECT " FOUND_COLUMNS
    "FROM record r WHERE r.number IN ("
    "SELECT * FROM (SELECT number FROM record INDEXED BY record_by_nik "
    "               WHERE nik <> '' AND instr(nik, ?1) > 0 LIMIT ?2) UNION ALL "
    "SELECT * FROM (SELECT number FROM record INDEXED BY record_by_no_kk "
    "               WHERE no_kk <> '' AND instr(no_kk, ?1) > 0 LIMIT ?2))";
#undef FOUND_COLUMNS

constexpr char kParent[] = "SELECT kind, parent, id, name, address FROM record WHERE id = ?";
constexpr char kSameNames[] =
    "SELECT count(*) FROM record WHERE village = ? AND folded = ? AND folded <> '' AND kind = ?";
constexpr char kVillageName[] = "SELECT row FROM reference WHERE kind = ? AND key = ?";

constexpr std::size_t kFewestDigits = 3;

struct Candidate {
  FoundRecord found;
  std::int64_t number = 0;
  std::string folded;
  RecordId parent;
  bool whole_word = false;
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Digits when `typed` is a number, however it is spaced; empty when it has words.
std::string OnlyDigits(std::string_view typed) {
  std::string digits;
  for (char c : typed) {
    if (IsDigit(c)) {
      digits.push_back(c);
    } else if (c != ' ' && c != '.' && c != '-') {
      return {};
    }
  }
  return digits;
}

std::vector<std::string> WordsOf(const std::string& folded) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while (at < folded.size()) {
    std::size_t end = std::min(folded.find(' ', at), folded.size());
    words.push_back(folded.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

bool HasWord(const std::string& folded, const std::string& word) {
  return (" " + folded + " ").find(" " + word + " ") != std::string::npos;
}

Result<std::vector<Candidate>> Read(sqlite::Statement row) {
  std::vector<Candidate> candidates;
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool more, row.Step());
    if (!more) return candidates;
    Candidate candidate;
    candidate.number = row.Int(0);
    FoundRecord& found = candidate.found;
    found.record = row.Fixed<RecordId>(1);
    found.kind = static_cast<v1::RecordKind>(row.Int(2));
    found.name = row.Text(3);
    found.nik = row.Text(4);
    found.no_kk = row.Text(5);
    found.address = row.Text(6);
    found.village = row.UInt(7);
    found.edited_here = row.Int(8) != 0;
    candidate.folded = row.Text(9);
    candidate.parent = row.Fixed<RecordId>(10);
    candidates.push_back(std::move(candidate));
  }
}

Result<std::vector<Candidate>> ByWords(Store& store, const std::vector<std::string>& words) {
  std::string match;
  for (const std::string& word : words) match += (match.empty() ? "\"" : " \"") + word + "\"*";
  sqlite::Statement row = store.database().Prepare(kByWords);
  row.BindText(1, match).Bind(2, static_cast<std::uint64_t>(kFindScan));
  TILIK_ASSIGN_OR_RETURN(std::vector<Candidate> candidates, Read(std::move(row)));
  for (Candidate& candidate : candidates) {
    candidate.whole_word = HasWord(candidate.folded, words.front());
  }
  return candidates;
}

Result<std::vector<Candidate>> ByDigits(Store& store, const std::string& digits) {
  std::string after = digits;
  ++after.back();  // '9' becomes ':', which follows all digits
  sqlite::Statement first = store.database().Prepare(kByFirstDigits);
  first.BindText(1, digits).BindText(2, after).Bind(3, static_cast<std::uint64_t>(kFindScan));
  TILIK_ASSIGN_OR_RETURN(std::vector<Candidate> candidates, Read(std::move(first)));
  for (Candidate& candidate : candidates) candidate.whole_word = true;
  if (candidates.size() >= kFindLimit) return candidates;

  std::set<std::int64_t> known;
  for (const Candidate& candidate : candidates) known.insert(candidate.number);
  sqlite::Statement anywhere = store.database().Prepare(kByAnyDigits);
  anywhere.BindText(1, digits).Bind(2, static_cast<std::uint64_t>(kFindScan));
  TILIK_ASSIGN_OR_RETURN(std::vector<Candidate> others, Read(std::move(anywhere)));
  for (Candidate& other : others) {
    if (!known.contains(other.number)) candidates.push_back(std::move(other));
  }
  return candidates;
}

Status FindHousehold(Store& store, Candidate* candidate) {
  FoundRecord& found = candidate->found;
  RecordId at = found.record;
  for (int step = 0; step < 3 && !at.none(); ++step) {
    sqlite::Statement row = store.database().Prepare(kParent);
    TILIK_ASSIGN_OR_RETURN(bool here, row.Bind(1, at).Step());
    if (!here) return Status();
    if (row.Int(0) == v1::RECORD_KIND_HOUSEHOLD) {
      found.household = row.Fixed<RecordId>(2);
      found.household_name = row.Text(3);
      if (found.address.empty()) found.address = row.Text(4);
      return Status();
    }
    at = row.Fixed<RecordId>(1);
  }
  return Status();
}

Status Complete(Store& store, Candidate* candidate) {
  TILIK_RETURN_IF_ERROR(FindHousehold(store, candidate));
  FoundRecord& found = candidate->found;
  TILIK_ASSIGN_OR_RETURN(v1::VillageName village, ReadVillageName(store, found.village));
  found.village_name = village.name();
  if (candidate->folded.empty()) return Status();
  sqlite::Statement row = store.database().Prepare(kSameNames);
  row.Bind(1, found.village).BindText(2, candidate->folded).Bind(3, static_cast<int>(found.kind));
  TILIK_ASSIGN_OR_RETURN(bool counted, row.Step());
  std::uint64_t same = counted ? row.UInt(0) : 0;
  found.same_names = static_cast<std::uint32_t>(same == 0 ? 0 : same - 1);
  return Status();
}

}  // namespace

std::string FoldName(std::string_view name) {
  std::string folded;
  bool gap = false;
  for (char c : name) {
    bool upper = c >= 'A' && c <= 'Z';
    bool word = upper || IsDigit(c) || (c >= 'a' && c <= 'z') || (c & 0x80) != 0;
    if (!word) {
      gap = true;
      continue;
    }
    if (gap && !folded.empty()) folded.push_back(' ');
    gap = false;
    folded.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return folded;
}

Result<v1::VillageName> ReadVillageName(Store& store, std::uint64_t village) {
  std::string key = std::to_string(village);
  sqlite::Statement row = store.database().Prepare(kVillageName);
  row.Bind(1, static_cast<int>(ReferenceKind::kVillage)).BindText(2, key);
  TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
  v1::VillageName name;
  name.set_village(village);
  if (!found) return name;
  std::string_view bytes = row.Blob(0);
  if (!name.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Status::Corrupt("the name of village " + key + " is damaged");
  }
  return name;
}

Result<Found> Find(Store& store, std::string_view typed, std::size_t limit) {
  if (typed.size() > kMaxQueryBytes) return Status::Invalid("that is too long to search for");
  limit = std::min(limit, kFindLimit);
  std::vector<std::string> words = WordsOf(FoldName(typed));
  if (words.empty()) return Found();

  std::vector<Candidate> candidates;
  std::string digits = OnlyDigits(typed);
  if (digits.size() >= kFewestDigits) {
    TILIK_ASSIGN_OR_RETURN(candidates, ByDigits(store, digits));
  }
  if (candidates.empty()) {
    TILIK_ASSIGN_OR_RETURN(candidates, ByWords(store, words));
  }
  bool scanned_all = candidates.size() < kFindScan;
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    if (a.whole_word != b.whole_word) return a.whole_word;
    if (a.folded != b.folded) return a.folded < b.folded;
    return a.number < b.number;
  });
  Found found;
  found.more = candidates.size() > limit || !scanned_all;
  candidates.resize(std::min(candidates.size(), limit));
  for (Candidate& candidate : candidates) {
    TILIK_RETURN_IF_ERROR(Complete(store, &candidate));
    found.records.push_back(std::move(candidate.found));
  }
  return found;
}

}  // namespace tilik::client
