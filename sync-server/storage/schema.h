// The tables of the embedded registry store, as numbered migrations.
//
// Every table of records and facts carries its area number (one per kecamatan, given at first use
// and never changed), so that it can be partitioned by it later. Rows found by arrival or by
// household lie together: a visit dirties a handful of pages however large the district grows.
#pragma once

#include <span>
#include <string_view>

namespace tilik::storage {

// Each in the file that is named after it.
extern const std::string_view kSignalTables;
extern const std::string_view kVerificationTables;
extern const std::string_view kRegisterTables;

std::span<const std::string_view> Migrations();

}  // namespace tilik::storage
