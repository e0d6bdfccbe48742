// Comma-separated files as offices make them: RFC 4180 with `,` or `;`, with or without a byte
// order mark, lines ended either way, cells that hold line breaks.
//
// A registry of a district is 93,000 rows and a spreadsheet's save button is between it and us, so
// a row that cannot be read is reported with its line and column, and reading goes on at the line
// after the one on which that row began: one stray quote costs one row, not the rest of the file.
// Memory is bounded by Limits whatever the file holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/contract/status.h"

namespace tilik::csv {

// A cell of 4 KiB is the longest text a record may carry; the rest is room for foreign columns.
struct Limits {
  std::size_t cell_bytes = 16 * 1024;
  std::size_t row_bytes = 256 * 1024;
  std::size_t row_cells = 1024;
};

struct Cell {
  std::string_view text;   // valid UTF-8 without NUL; quotes removed, nothing trimmed
  std::uint64_t line = 0;  // from 1, where the cell begins; its column is its place in the row
};
using Row = std::vector<Cell>;

// Not thread-safe. `in` must outlive the reader and be opened in binary mode.
class Reader {
 public:
  explicit Reader(std::istream& in, const Limits& limits = {});

  // True: `row` holds the next row, its texts valid until the next call. False: end of the file.
  // Blank lines are passed over. The first row, the header, decides how many cells each later one
  // must have. kInvalid: this row cannot be read, and the next call goes on behind it; the message
  // names line and column. kStorage: the stream failed.
  Result<bool> Next(Row* row);

  // Of the latest error, both from 1.
  std::uint64_t error_line() const { return error_line_; }
  std::size_t error_column() const { return error_column_; }
  char separator() const { return separator_; }

 private:
  struct Span {
    std::size_t begin;
    std::size_t end;
    std::uint64_t line;
  };

  int At(std::size_t offset);
  bool Fill();
  void Start();
  void SkipBlankLines();
  std::string ReadRow();
  std::string ReadCell();
  std::string ReadQuoted();
  void SkipLine();
  bool AtLineEnd();

  std::istream& in_;
  const Limits limits_;
  char separator_ = ',';
  bool started_ = false;
  std::size_t width_ = 0;   // cells of the header
  std::uint64_t line_ = 1;  // of the byte at `at_`
  std::string buffer_;      // bytes read ahead, from the row's first on after `row_start_`
  std::size_t row_start_ = 0;
  std::size_t at_ = 0;  // next byte, counted from the row's first
  std::string text_;    // the row's cells, one behind the other
  std::vector<Span> spans_;
  std::uint64_t error_line_ = 0;
  std::size_t error_column_ = 0;
};

// Which column of a file carries which name: the header row, looked up without regard to case or
// surrounding blanks. Of a name that stands twice the first column counts.
class Header {
 public:
  explicit Header(const Row& row);
  std::optional<std::size_t> Find(std::string_view name) const;
  const std::vector<std::string>& names() const { return names_; }  // as written

 private:
  std::vector<std::string> names_;
};

// Quotes what must be quoted and ends rows with CRLF. Errors show in the stream's own state.
class Writer {
 public:
  explicit Writer(std::ostream& out, char separator = ',') : out_(out), separator_(separator) {}
  Writer& Cell(std::string_view text);
  void EndRow();
  void Row(const std::vector<std::string>& cells);

 private:
  std::ostream& out_;
  const char separator_;
  std::string row_;
  bool first_ = true;
};

// Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool IsUtf8(std::string_view text);

}  // namespace tilik::csv
