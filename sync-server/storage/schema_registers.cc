#include "sync-server/storage/schema.h"

namespace tilik::storage {

// Each row is one fact: who said it, where, when, and whether it was withdrawn stands in `fact`.
// What is said in words stays in the log.
const std::string_view kRegisterTables = R"sql(
-- PPKS and PSKS. `step`: merge::Step. `day` as stated, 0 when it is that of the observation.
CREATE TABLE register_place (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  area INTEGER NOT NULL,
  record BLOB NOT NULL,
  step INTEGER NOT NULL,
  list INTEGER NOT NULL,
  type INTEGER NOT NULL,
  day INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;
CREATE INDEX register_place_by_record ON register_place (record);

CREATE TABLE follow_up (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  area INTEGER NOT NULL,
  record BLOB NOT NULL,
  day INTEGER NOT NULL,
  grade INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  funding TEXT NOT NULL,
  members INTEGER NOT NULL,
  photos INTEGER NOT NULL,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;
CREATE INDEX follow_up_by_record ON follow_up (record);

CREATE TABLE standing_proxy (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  area INTEGER NOT NULL,
  record BLOB NOT NULL,
  proxy BLOB,
  name TEXT NOT NULL,
  relation TEXT NOT NULL,
  letter TEXT NOT NULL,
  letter_date INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  programme TEXT NOT NULL,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;
CREATE INDEX standing_proxy_by_record ON standing_proxy (record);

CREATE TABLE account_note (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  area INTEGER NOT NULL,
  record BLOB NOT NULL,
  day INTEGER NOT NULL,
  provider TEXT NOT NULL,
  number TEXT NOT NULL,
  state INTEGER NOT NULL,
  reason TEXT NOT NULL,
  holder INTEGER NOT NULL,
  holder_name TEXT NOT NULL,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_note_by_record ON account_note (record);
)sql";

}  // namespace tilik::storage
