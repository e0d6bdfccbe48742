#include "sync-server/console/spreadsheet.h"

#include <xlsxwriter.h>

#include <ostream>
#include <string_view>

#include "proto/csv/csv.h"

namespace tilik::console {
namespace {

constexpr char kFindings[] = "Temuan";

std::string Joined(const v1::LayoutRow& row) {
  std::string joined;
  for (const std::string& finding : row.findings()) {
    joined += (joined.empty() ? "" : "; ") + finding;
  }
  return joined;
}

std::string Harmless(const std::string& cell) {
  constexpr std::string_view kFormula = "=+@\t\r";
  const bool formula = !cell.empty() && kFormula.find(cell.front()) != std::string_view::npos;
  return formula ? "'" + cell : cell;
}

double NumberOf(const v1::Figure& figure) {
  const double value = static_cast<double>(figure.value());
  return figure.count() ? value : value / 1000;
}

}  // namespace

void WriteCsv(const v1::LayoutTable& table, std::ostream& out) {
  csv::Writer writer(out);
  for (const std::string& column : table.columns()) writer.Cell(column);
  writer.Cell(kFindings);
  writer.EndRow();
  for (const v1::LayoutRow& row : table.rows()) {
    for (const std::string& cell : row.cells()) writer.Cell(Harmless(cell));
    writer.Cell(Harmless(Joined(row)));
    writer.EndRow();
  }
}

Status WriteWorkbook(const v1::LayoutTable& table, const std::string& path) {
  lxw_workbook* book = workbook_new(path.c_str());
  if (book == nullptr) return Status::Storage("no workbook can be made at " + path);
  lxw_worksheet* sheet = workbook_add_worksheet(book, table.layout().c_str());
  lxw_format* bold = workbook_add_format(book);
  format_set_bold(bold);
  lxw_col_t at = 0;
  for (const std::string& column : table.columns()) {
    worksheet_write_string(sheet, 0, at++, column.c_str(), bold);
  }
  worksheet_write_string(sheet, 0, at, kFindings, bold);
  lxw_row_t line = 0;
  for (const v1::LayoutRow& row : table.rows()) {
    ++line;
    for (int i = 0; i < row.cells_size(); ++i) {
      const lxw_col_t column = static_cast<lxw_col_t>(i);
      if (row.figures(i).known()) {
        worksheet_write_number(sheet, line, column, NumberOf(row.figures(i)), nullptr);
      } else {
        worksheet_write_string(sheet, line, column, row.cells(i).c_str(), nullptr);
      }
    }
    worksheet_write_string(sheet, line, at, Joined(row).c_str(), nullptr);
  }
  const lxw_error written = workbook_close(book);
  return written == LXW_NO_ERROR ? Status() : Status::Storage(path + ": " + lxw_strerror(written));
}

}  // namespace tilik::console
