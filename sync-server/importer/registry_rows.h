// rumah_tangga.csv and anggota.csv, understood row by row and brought together in a Staging.
#pragma once

#include "sync-server/importer/importer.h"
#include "sync-server/importer/staging.h"

namespace tilik::importer {

// Reads both files to their ends. What cannot be taken is in `report`, and counted there as read
// and refused.
Status ReadRegistryRows(const Run& run, const SourceFile& households, const SourceFile& persons,
                        Staging& staging, RegistryReport& report);

}  // namespace tilik::importer
