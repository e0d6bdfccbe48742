// Spreadsheet files: whatever the bytes, every row has the header's width, lines only rise, and
// what is written is read as itself.
#include <cstdint>
#include <sstream>

#include "proto/csv/csv.h"

namespace tilik::fuzz {
namespace {

// Small enough that the fuzzer reaches them.
constexpr csv::Limits kSmall = {64, 256, 16};

void ReadRows(const std::string& file, const csv::Limits& limits) {
  std::istringstream in(file);
  csv::Reader reader(in, limits);
  csv::Row row;
  std::size_t width = 0;
  std::uint64_t line = 0;
  std::uint64_t refused = 0;
  std::ostringstream out;
  csv::Writer writer(out);
  std::vector<std::vector<std::string>> rows;
  while (true) {
    const Result<bool> next = reader.Next(&row);
    if (!next.ok()) {
      TILIK_CHECK(next.status().code() == Code::kInvalid, "a text in memory does not fail");
      TILIK_CHECK(++refused <= file.size(), "each refusal passes over something");
      continue;
    }
    if (!*next) break;
    if (width == 0) {
      width = row.size();
      const csv::Header header(row);
      TILIK_CHECK(header.names().size() == width, "each column has a name");
    }
    TILIK_CHECK(row.size() == width && width <= limits.row_cells, "a row is as wide as the header");
    std::vector<std::string>& kept = rows.emplace_back();
    for (const csv::Cell& cell : row) {
      TILIK_CHECK(cell.line >= line, "lines only rise");
      line = cell.line;
      TILIK_CHECK(csv::IsUtf8(cell.text) && cell.text.size() <= limits.cell_bytes,
                  "a cell is text within its bound");
      kept.emplace_back(cell.text);
    }
    writer.Row(kept);
  }
  // A row of one empty cell is a blank line to whoever reads it, and a first cell may look like a
  // byte order mark or other separators; two columns and a plain header say what is meant.
  if (width < 2 || rows.front() != std::vector<std::string>(rows.front().size(), "a")) return;
  std::istringstream written(out.str());
  csv::Reader again(written, csv::Limits());
  for (const std::vector<std::string>& expected : rows) {
    const Result<bool> next = again.Next(&row);
    TILIK_CHECK(next.ok() && *next && row.size() == expected.size(), "what is written is read");
    for (std::size_t i = 0; i < row.size(); ++i) {
      TILIK_CHECK(row[i].text == expected[i], "what is written is read as itself");
    }
  }
}

}  // namespace
}  // namespace tilik::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string file(reinterpret_cast<const char*>(data), size);
  tilik::fuzz::ReadRows(file, tilik::csv::Limits());
  tilik::fuzz::ReadRows(file, tilik::fuzz::kSmall);
  tilik::fuzz::ReadRows("a,a\r\n" + file, tilik::csv::Limits());
  return 0;
}
