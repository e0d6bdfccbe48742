#include "sync-server/command/layout_output.h"

#include <iostream>

#include "sync-server/command/command.h"
#include "sync-server/command/print.h"
#include "sync-server/console/spreadsheet.h"

namespace tilik::command {

void AddLayoutOutput(Command command, LayoutOutput& output) {
  command.Flag("--csv", output.csv, "tata letak sebagai CSV");
  command.Option("--xlsx", output.workbook, "tata letak ke buku kerja ini");
  command.Flag("--json", output.json, "untuk dibaca program");
}

Status PutLayout(const v1::LayoutTable& table, const LayoutOutput& output) {
  if (!output.workbook.empty()) return console::WriteWorkbook(table, output.workbook);
  if (output.csv) {
    console::WriteCsv(table, std::cout);
  } else if (output.json) {
    PrintJson(table);
  } else {
    PrintLayout(table);
  }
  return Status();
}

}  // namespace tilik::command
