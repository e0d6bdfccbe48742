// What the commands print for people, in plain Indonesian. --json prints the message itself
// instead.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "tilik/v1/console.pb.h"

namespace tilik::command {

void PrintRecord(const v1::RegistryRecordView& record, std::int32_t zone_offset_minutes);
void PrintCase(const v1::CaseView& file, std::int32_t zone_offset_minutes);
void PrintSignals(const v1::SignalSummary& summary);
void PrintRecap(const v1::RecapTable& table);
void PrintMissing(const v1::MissingReport& report);
void PrintLayout(const v1::LayoutTable& table);
void PrintStock(const v1::StockTable& table);
void PrintVerify(const v1::VerifyReport& report);

// Columns as wide as their widest cell; the first is text, the others numbers.
void PrintTable(const std::vector<std::vector<std::string>>& rows);

// The message as protobuf JSON on standard output.
void PrintJson(const google::protobuf::Message& message);

}  // namespace tilik::command
