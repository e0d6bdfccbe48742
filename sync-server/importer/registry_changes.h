// What a registry file changes in one record after the other, and what became of that.
//
// A record new to the file is created; of one known only what differs from the file before is a
// change, with the base at which that value was accepted (protocol.md §4, Imports). The operations
// gather until their household is whole; the values they change are looked at again once its batch
// is merged, for the report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sync-server/importer/importer.h"
#include "sync-server/importer/last_file.h"
#include "sync-server/importer/report.h"
#include "sync-server/storage/registry_store.h"

namespace tilik::importer {

// A record that rows of the file speak of.
struct RegistrySubject {
  v1::RecordKind kind;
  std::string key;  // external, with what kind of key it is
  std::uint64_t village = 0;
  Answers now;
  // Of a person: by which key his family is known, remembered beside the row.
  std::string family;
  // Of a family: the last file had it under another key.
  bool renamed = false;
  // For findings.
  std::string file;
  std::uint64_t line = 0;
  std::string written_key;
};

class RegistryChanges {
 public:
  RegistryChanges(const Run& run, RegistryReport& report);

  // `last`: what the file before said of it; nothing when it is new. Counts into `counts`, and
  // remembers in the batch's Writer what this file says.
  Status Take(storage::Writer& writer, const RecordId& record,
              const std::optional<storage::Writer::Imported>& last, RegistrySubject subject,
              RowCounts& counts);
  // Those of the household just taken; none when nothing of it changed.
  std::vector<v1::Operation> TakeOperations();
  // What became of the values that this batch changed, now that it is merged.
  Status CountFates(storage::Writer& writer);

 private:
  Status Change(storage::Writer& writer, const RecordId& record, const RegistrySubject& subject,
                const std::vector<SlotDifference>& differences);

  // A value that was changed and not yet looked after.
  struct Changed {
    RecordId record;
    SlotDifference difference;
  };

  const Run& run_;
  const CodebookNumber codebook_;
  RegistryReport& report_;
  std::vector<v1::Operation> operations_;  // of the household being taken
  std::vector<Changed> changed_;
};

}  // namespace tilik::importer
