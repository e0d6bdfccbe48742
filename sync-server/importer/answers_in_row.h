// The answers a row of an export gives: each column is a question of one codebook, dtks-2020 for
// the ministry's, each cell a code, a label, a number, a date or a text of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "proto/contract/codebook.h"
#include "sync-server/importer/table.h"

namespace tilik::importer {

// The codebook of the DTKS export.
inline constexpr char kExportCodebook[] = "dtks-2020";

// Bound to one file and one kind of record. Columns that are no question of it are reported once
// and passed over, unless they are among `read_elsewhere`.
class RowAnswers {
 public:
  RowAnswers(const Codebooks& codebooks, std::string_view codebook, v1::RecordKind kind,
             Table& table, const std::vector<std::string_view>& read_elsewhere);

  // Of the table's current row. A cell without data gives nothing and is counted; 0 is no data
  // where no code, count or name can be 0. A cell that the codebook does not accept is reported and
  // left out. A NIK that breaks a rule is kept as written, and reported.
  Answers Read(std::string_view key);

  std::uint64_t cells_without_data() const { return cells_without_data_; }

 private:
  struct Column {
    std::size_t place;
    Field field;
    const v1::Variable* variable;
    v1::ConceptType type;
    bool zero_is_an_answer;
    // Coded columns hold a few different texts in 90,000 rows: each is read once.
    std::unordered_map<std::string, Value> read;
  };

  Result<Value> ValueOf(Column& column, std::string_view text);

  const Codebooks& codebooks_;
  CodebookNumber codebook_;
  Table& table_;
  std::vector<Column> columns_;
  std::uint64_t cells_without_data_ = 0;
};

}  // namespace tilik::importer
