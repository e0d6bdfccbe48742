// A layout as the files offices work on with: CSV, and a workbook whose figures are numbers.
#pragma once

#include <iosfwd>
#include <string>

#include "proto/contract/status.h"
#include "tilik/v1/console.pb.h"

namespace tilik::console {

// Findings are a last column. A cell that a spreadsheet would take for a formula is led by a quote.
void WriteCsv(const v1::LayoutTable& table, std::ostream& out);
// kStorage: the file cannot be written.
Status WriteWorkbook(const v1::LayoutTable& table, const std::string& path);

}  // namespace tilik::console
