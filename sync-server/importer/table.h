// A CSV file being imported: its hash, its columns by name, its rows one after another.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/contract/bytes.h"
#include "proto/csv/csv.h"
#include "sync-server/importer/importer.h"

namespace tilik::importer {

// Of all its bytes; the stream then stands at its beginning again. kStorage: it cannot be read.
Result<ContentHash> HashOfFile(std::istream& in);

// Without outer spaces.
std::string_view Trimmed(std::string_view text);
// Blank, or nothing but dashes: how offices write "tidak ada data" (domain.md §2.11).
bool IsNoData(std::string_view text);

class Table {
 public:
  // kInvalid when one of `required` is not among the columns; the message names all that are not.
  static Result<std::unique_ptr<Table>> Open(const SourceFile& file,
                                             std::initializer_list<std::string_view> required,
                                             Findings& findings);

  enum class Step { kRow, kUnreadable, kEnd };
  // kUnreadable: the row was reported, and the next call goes on behind it.
  Result<Step> Next();

  std::optional<std::size_t> Find(std::string_view column) const { return header_.Find(column); }
  const csv::Header& header() const { return header_; }
  // Of the current row, trimmed. Empty for a column that the file does not have.
  std::string_view Text(std::optional<std::size_t> column) const;
  std::uint64_t line() const { return line_; }
  const std::string& name() const { return name_; }
  // `column` from 0; without one the row as a whole is meant.
  void Report(Problem problem, std::optional<std::size_t> column, std::string_view key,
              std::string words, std::vector<Suggested> suggestions = {});

 private:
  Table(const SourceFile& file, Findings& findings)
      : reader_(file.in), name_(file.name), findings_(findings), header_(csv::Row()) {}

  csv::Reader reader_;
  std::string name_;
  Findings& findings_;
  csv::Header header_;
  csv::Row row_;
  std::uint64_t line_ = 0;
};

}  // namespace tilik::importer
