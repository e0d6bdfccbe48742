// The part of RecordTable that finds records: by the merge's identity keys, by the ministry's keys,
// by words of the name.
#include <algorithm>
#include <cctype>

#include "sync-server/merge/merge.h"
#include "sync-server/storage/record_table.h"

namespace tilik::storage {
namespace {

constexpr char kWithIdentity[] = "SELECT record FROM identity WHERE kind = ? AND text = ?";
constexpr char kOfRecord[] = "SELECT kind, text FROM identity WHERE record = ?";
constexpr char kInsert[] = "INSERT INTO identity (kind, text, record, area) VALUES (?, ?, ?, ?)";
constexpr char kDelete[] = "DELETE FROM identity WHERE kind = ? AND text = ? AND record = ?";
constexpr char kStartingWith[] =
    "SELECT DISTINCT record FROM identity WHERE kind = ?1 AND text >= ?2 AND text < ?2 || "
    "char(1114111) LIMIT ?3";

// How many records a common word may bring up before the other words are looked at.
constexpr int kMaxCandidates = 2'000;

using Key = std::pair<int, std::string>;

const Field kNameFields[] = {field::kName, field::kHeadName, field::kFamilyName,
                             field::kNameElsewhere};

// Lower-case words of letters and digits; bytes beyond ASCII are letters.
std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words(1);
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte) != 0) {
      words.back().push_back(static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte));
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

const std::string* TextOf(const Answers& answers, Field field) {
  auto found = answers.find(field);
  return found == answers.end() ? nullptr : std::get_if<std::string>(&found->second.value);
}

std::string LabelOf(const Answers& answers) {
  for (Field field : kNameFields) {
    if (const std::string* name = TextOf(answers, field)) return *name;
  }
  return "";
}

std::set<Key> KeysOf(const merge::RecordState& record) {
  std::set<Key> keys;
  for (merge::IdentityKey& key : merge::IdentityKeysOf(record)) {
    keys.emplace(static_cast<int>(key.kind), std::move(key.text));
  }
  Answers answers = merge::AllAnswers(record);
  if (const std::string* idbdt = TextOf(answers, field::kIdbdt)) {
    keys.emplace(static_cast<int>(FoundBy::kIdbdt), *idbdt);
  }
  if (const std::string* idartbdt = TextOf(answers, field::kIdartbdt)) {
    keys.emplace(static_cast<int>(FoundBy::kIdartbdt), *idartbdt);
  }
  for (std::string& word : WordsOf(LabelOf(answers))) {
    keys.emplace(static_cast<int>(FoundBy::kWordOfName), std::move(word));
  }
  return keys;
}

bool HasWords(const std::string& label, const std::vector<std::string>& wanted) {
  std::vector<std::string> words = WordsOf(label);
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& prefix) {
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return word.starts_with(prefix); });
  });
}

bool IsNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

bool TouchesIdentity(const Answers& answers) {
  for (Field field : kNameFields) {
    if (answers.contains(field)) return true;
  }
  return answers.contains(field::kIdbdt) || answers.contains(field::kIdartbdt);
}

Status RecordTable::SaveIdentity(const merge::RecordState& record, std::uint64_t area) {
  std::set<Key> wanted = KeysOf(record);
  std::vector<Key> stale;
  {
    sqlite::Statement statement = database_.Prepare(kOfRecord);
    statement.Bind(1, record.id);
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
      if (!row) break;
      Key key(static_cast<int>(statement.Int(0)), std::string(statement.Text(1)));
      if (wanted.erase(key) == 0) stale.push_back(std::move(key));
    }
  }
  for (const Key& key : stale) {
    TILIK_RETURN_IF_ERROR(database_.Prepare(kDelete)
                              .Bind(1, key.first)
                              .BindText(2, key.second)
                              .Bind(3, record.id)
                              .Run());
  }
  for (const Key& key : wanted) {
    TILIK_RETURN_IF_ERROR(database_.Prepare(kInsert)
                              .Bind(1, key.first)
                              .BindText(2, key.second)
                              .Bind(3, record.id)
                              .Bind(4, area)
                              .Run());
  }
  return Status();
}

Result<std::set<RecordId>> RecordTable::WithIdentity(const merge::IdentityKey& key) {
  std::set<RecordId> records;
  sqlite::Statement statement = database_.Prepare(kWithIdentity);
  statement.Bind(1, static_cast<int>(key.kind)).BindText(2, key.text);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return records;
    records.insert(statement.Fixed<RecordId>(0));
  }
}

Result<std::vector<RecordId>> RecordTable::CandidatesFor(const std::string& text, int limit) {
  std::vector<std::pair<int, std::string>> starts;
  std::vector<std::string> words = WordsOf(text);
  if (words.empty()) return std::vector<RecordId>();
  auto longest = std::max_element(words.begin(), words.end(),
                                  [](const auto& a, const auto& b) { return a.size() < b.size(); });
  starts.emplace_back(static_cast<int>(FoundBy::kWordOfName), *longest);
  if (IsNumber(text)) {
    starts.emplace_back(static_cast<int>(merge::IdentityKey::Kind::kNik), text);
    starts.emplace_back(static_cast<int>(merge::IdentityKey::Kind::kNoKk), text);
  }
  starts.emplace_back(static_cast<int>(FoundBy::kIdbdt), text);
  starts.emplace_back(static_cast<int>(FoundBy::kIdartbdt), text);
  std::vector<RecordId> candidates;
  for (const auto& [kind, start] : starts) {
    sqlite::Statement statement = database_.Prepare(kStartingWith);
    statement.Bind(1, kind).BindText(2, start).Bind(
        3, kind == static_cast<int>(FoundBy::kWordOfName) ? kMaxCandidates : limit);
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
      if (!row) break;
      RecordId id = statement.Fixed<RecordId>(0);
      if (std::find(candidates.begin(), candidates.end(), id) == candidates.end()) {
        candidates.push_back(id);
      }
    }
  }
  return candidates;
}

Result<std::vector<FoundRecord>> RecordTable::FindByText(const std::string& text, int limit) {
  std::vector<FoundRecord> found;
  TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> candidates, CandidatesFor(text, limit));
  std::vector<std::string> words = WordsOf(text);
  bool several_words = words.size() > 1;
  for (const RecordId& id : candidates) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record, Find(id));
    if (!record.has_value()) continue;
    FoundRecord row{id, record->kind, record->village, LabelOf(merge::AllAnswers(*record))};
    if (several_words && !HasWords(row.label, words)) continue;
    found.push_back(std::move(row));
    if (found.size() >= static_cast<std::size_t>(limit)) break;
  }
  return found;
}

}  // namespace tilik::storage
