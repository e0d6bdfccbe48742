// Where a layout goes: to the screen, to a program, or into a file that an office works on with.
#pragma once

#include <string>

#include "proto/contract/status.h"
#include "tilik/v1/console.pb.h"

namespace tilik::command {

class Command;

struct LayoutOutput {
  bool csv = false;
  bool json = false;
  std::string workbook;  // .xlsx; empty: none
};

// --csv, --xlsx FILE, --json.
void AddLayoutOutput(Command command, LayoutOutput& output);
// kStorage: the workbook cannot be written.
Status PutLayout(const v1::LayoutTable& table, const LayoutOutput& output);

}  // namespace tilik::command
