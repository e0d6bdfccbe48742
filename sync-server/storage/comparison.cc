#include "sync-server/storage/comparison.h"

#include <map>
#include <variant>
#include <vector>

#include "sync-server/storage/compared_tables.h"
#include "sync-server/storage/record_codec.h"
#include "sync-server/storage/row_codec.h"

namespace tilik::storage {
namespace {

constexpr char kOutcomes[] =
    "SELECT c.chain, i.outcomes FROM chain AS c JOIN inbox AS i ON i.chain = c.number "
    "ORDER BY c.chain, i.position";

using Cell = std::variant<std::monostate, std::int64_t, std::string>;
using Row = std::vector<Cell>;

// Whether a row speaks of what is given: it names such a record or line, anywhere, or came of such
// a change set.
bool IsGiven(const Compared& table, const Row& row, const Given& given) {
  const std::string_view what = table.what;
  if (given.arrivals.empty() || what == "log entry" || what == "account") return false;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string_view column = table.columns[i];
    if (const auto* number = std::get_if<std::int64_t>(&row[i])) {
      const auto value = static_cast<std::uint64_t>(*number);
      const bool arrival = column == "arrival" || column == "origin" || column == "opened_arrival";
      if (arrival && given.arrivals.count(value) > 0) return true;
      if (what == "case" && column == "number" && given.cases.count(value) > 0) return true;
    }
    const auto* bytes = std::get_if<std::string>(&row[i]);
    if (bytes == nullptr) continue;
    for (const std::string& id : given.ids) {
      if (bytes->find(id) != std::string::npos) return true;
    }
  }
  return false;
}

Result<bool> NextRow(sqlite::Statement& statement, std::size_t columns, Row& row) {
  TILIK_ASSIGN_OR_RETURN(bool has_row, statement.Step());
  row.assign(has_row ? columns : 0, Cell());
  for (std::size_t i = 0; i < row.size(); ++i) {
    int column = static_cast<int>(i);
    if (statement.IsNull(column)) continue;
    if (statement.IsInteger(column)) {
      row[i] = statement.Int(column);
    } else {
      row[i] = std::string(statement.Blob(column));
    }
  }
  return has_row;
}

bool IsReadable(const std::string& text) {
  for (unsigned char c : text) {
    if (c < 0x20 || c == 0x7f) return false;
  }
  return text.size() != 16 && text.size() != 32;
}

std::string Words(const Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  const auto* bytes = std::get_if<std::string>(&cell);
  if (bytes == nullptr) return "nothing";
  if (std::optional<RecordId> id = RecordId::FromRaw(*bytes)) return ToUuidText(*id);
  if (IsReadable(*bytes)) return "\"" + *bytes + "\"";
  return bytes->size() <= 40 ? ToHex(*bytes) : ToHex(bytes->substr(0, 40)) + "…";
}

std::string NameOf(const Compared& table, const Row& row) {
  std::string name = table.what;
  for (std::size_t i = 0; i < table.keys; ++i) {
    name += (i == 0 ? " " : ", ");
    name += Words(row[i]);
  }
  return name;
}

// Which slot of the two packed states differs first.
std::string DifferenceOfStates(const Row& here, const Row& there) {
  merge::RecordState a;
  merge::RecordState b;
  a.id = b.id = RecordId::FromRaw(std::get<std::string>(here[0])).value_or(RecordId());
  Status read = UnpackState(std::get<std::string>(here.back()), a);
  if (read.ok()) read = UnpackState(std::get<std::string>(there.back()), b);
  if (!read.ok()) return read.message();
  for (const auto& [slot, state] : a.slots) {
    auto other = b.slots.find(slot);
    if (other == b.slots.end()) return "slot " + std::to_string(slot) + " is only here";
    if (!(other->second.answers == state.answers)) {
      return "slot " + std::to_string(slot) + " has another value";
    }
    if (!(other->second == state)) return "slot " + std::to_string(slot) + " has other stamps";
  }
  for (const auto& [slot, state] : b.slots) {
    if (!a.slots.contains(slot)) return "slot " + std::to_string(slot) + " is only there";
  }
  return "status stamp, epochs or absorbed records differ";
}

// The next row that is compared.
Result<bool> NextCompared(sqlite::Statement& statement, const Compared& table, const Given& given,
                          Row& row) {
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool has_row, NextRow(statement, table.columns.size(), row));
    if (!has_row || !IsGiven(table, row, given)) return has_row;
  }
}

Result<std::optional<std::string>> DifferenceOf(const Compared& table, sqlite::Database& here,
                                                sqlite::Database& there, const Given& given) {
  sqlite::Statement first = here.Prepare(table.sql);
  sqlite::Statement second = there.Prepare(table.sql);
  Row a;
  Row b;
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool has_a, NextCompared(first, table, given, a));
    TILIK_ASSIGN_OR_RETURN(bool has_b, NextCompared(second, table, given, b));
    if (!has_a && !has_b) return std::optional<std::string>();
    Row key_a(a.begin(), a.begin() + (has_a ? static_cast<std::ptrdiff_t>(table.keys) : 0));
    Row key_b(b.begin(), b.begin() + (has_b ? static_cast<std::ptrdiff_t>(table.keys) : 0));
    if (!has_b || (has_a && key_a < key_b)) {
      return std::optional<std::string>(NameOf(table, a) + " is only here");
    }
    if (!has_a || key_b < key_a) {
      return std::optional<std::string>(NameOf(table, b) + " is only there");
    }
    for (std::size_t i = table.keys; i < a.size(); ++i) {
      if (a[i] == b[i]) continue;
      std::string name = NameOf(table, a) + ": ";
      if (std::string_view(table.columns[i]) == "state") {
        return std::optional<std::string>(name + DifferenceOfStates(a, b));
      }
      return std::optional<std::string>(name + table.columns[i] + " is " + Words(a[i]) +
                                        " here and " + Words(b[i]) + " there");
    }
  }
}

// What became of each operation of one chain, by link and index: the newest word counts.
using Fates = std::map<std::pair<std::string, std::uint32_t>, std::string>;

// Reads the rows of the next chain with outcomes that are compared, from where `statement` stands.
// No chain: there are no more.
Result<std::pair<std::string, Fates>> NextChain(sqlite::Statement& statement, const Given& given,
                                                bool& has_row) {
  std::pair<std::string, Fates> chain;
  while (has_row && chain.second.empty()) {
    chain.first = std::string(statement.Blob(0));
    while (has_row && statement.Blob(0) == chain.first) {
      std::vector<v1::Outcome> outcomes;
      TILIK_RETURN_IF_ERROR(UnpackOutcomes(statement.Blob(1), outcomes));
      for (const v1::Outcome& outcome : outcomes) {
        if (given.links.count(Link::FromRaw(outcome.link()).value_or(Link())) > 0) continue;
        chain.second[{outcome.link(), outcome.operation()}] = outcome.SerializeAsString();
      }
      TILIK_ASSIGN_OR_RETURN(has_row, statement.Step());
    }
  }
  if (chain.second.empty()) chain.first.clear();
  return chain;
}

Result<std::optional<std::string>> DifferenceOfOutcomes(sqlite::Database& here,
                                                        sqlite::Database& there,
                                                        const Given& given) {
  sqlite::Statement first = here.Prepare(kOutcomes);
  sqlite::Statement second = there.Prepare(kOutcomes);
  TILIK_ASSIGN_OR_RETURN(bool has_a, first.Step());
  TILIK_ASSIGN_OR_RETURN(bool has_b, second.Step());
  while (has_a || has_b) {
    TILIK_ASSIGN_OR_RETURN(auto a, NextChain(first, given, has_a));
    TILIK_ASSIGN_OR_RETURN(auto b, NextChain(second, given, has_b));
    if (a.first != b.first) {
      return std::optional<std::string>("chain " + ToHex(a.first) + " here and chain " +
                                        ToHex(b.first) + " there have outcomes");
    }
    for (const auto& [operation, fate] : a.second) {
      auto other = b.second.find(operation);
      if (other != b.second.end() && other->second == fate) continue;
      return std::optional<std::string>(
          "outcome of operation " + std::to_string(operation.second) + " of change set " +
          ToHex(operation.first) +
          (other == b.second.end() ? " is only here" : " is another here than there"));
    }
    for (const auto& [operation, fate] : b.second) {
      if (a.second.contains(operation)) continue;
      return std::optional<std::string>("outcome of operation " + std::to_string(operation.second) +
                                        " of change set " + ToHex(operation.first) +
                                        " is only there");
    }
  }
  return std::optional<std::string>();
}

}  // namespace

Result<std::optional<std::string>> FindFirstDifference(sqlite::Database& here,
                                                       sqlite::Database& there,
                                                       const Given& given) {
  for (const Compared& table : ComparedTables()) {
    TILIK_ASSIGN_OR_RETURN(std::optional<std::string> difference,
                           DifferenceOf(table, here, there, given));
    if (difference.has_value()) return difference;
  }
  return DifferenceOfOutcomes(here, there, given);
}

}  // namespace tilik::storage
