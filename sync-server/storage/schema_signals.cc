#include "sync-server/storage/schema.h"

namespace tilik::storage {

const std::string_view kSignalTables = R"sql(
-- What signals look at of a fact (merge/deeds.h), packed but for what it is found by. `chain`: of its set.
CREATE TABLE deed (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  chain INTEGER NOT NULL REFERENCES chain (number),
  day INTEGER NOT NULL,
  household BLOB,
  deed BLOB NOT NULL,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;
CREATE INDEX deed_by_day ON deed (chain, day);
CREATE INDEX deed_by_household ON deed (household) WHERE household IS NOT NULL;

-- The deeds that a photo proves; `photo`: the first eight bytes of its hash, which is all that a lookup needs.
CREATE TABLE photo_use (
  photo INTEGER NOT NULL,
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  PRIMARY KEY (photo, arrival, operation)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_file_by_kind ON case_file (kind, number);
-- Signals are found when they are closed too: a decided one is opened again by something new. `8`: merge::CaseKind.
CREATE INDEX case_file_of_signal ON case_file (case_key) WHERE kind = 8;
CREATE INDEX case_file_of_signal_by_record ON case_file (record) WHERE kind = 8 AND record IS NOT NULL;
CREATE INDEX case_file_of_signal_by_line ON case_file (line) WHERE kind = 8 AND line IS NOT NULL;
)sql";

}  // namespace tilik::storage
