#include "sync-server/storage/schema.h"

namespace tilik::storage {

// Campaigns and prelists are reference items; what they say stands there once.
const std::string_view kVerificationTables = R"sql(
-- Visits and musdes results, and whether a reviewer has read them. `flags`: merge::ReviewFlag.
CREATE TABLE review (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  area INTEGER NOT NULL,
  village INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  household BLOB NOT NULL,
  flags INTEGER NOT NULL,
  state INTEGER NOT NULL,
  in_sample INTEGER NOT NULL,
  retracted INTEGER NOT NULL,
  decided INTEGER NOT NULL,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_by_village ON review (campaign, village);

-- The newest draw of a campaign in a village.
CREATE TABLE village_sample (
  campaign TEXT NOT NULL,
  village INTEGER NOT NULL,
  seed BLOB NOT NULL,
  drawn INTEGER NOT NULL,
  size INTEGER NOT NULL,
  state INTEGER NOT NULL,
  PRIMARY KEY (campaign, village)
) STRICT, WITHOUT ROWID;

-- Returned work, in the inbox of the chain that did it: positions are shared with its outcomes.
CREATE TABLE task (
  number INTEGER PRIMARY KEY,
  chain INTEGER NOT NULL REFERENCES chain (number),
  position INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  message BLOB NOT NULL
) STRICT;
CREATE INDEX task_by_chain ON task (chain, position);

-- Ratified versions: the letter and the digest. What they hold is read from the history.
CREATE TABLE ratification (
  name TEXT PRIMARY KEY,
  arrival INTEGER NOT NULL,
  uploaded INTEGER NOT NULL,
  upload_reference TEXT NOT NULL,
  message BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The ministry's newest answer to each proposal.
CREATE TABLE decreed (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  number TEXT NOT NULL,
  date INTEGER NOT NULL,
  ratification TEXT NOT NULL,
  accepted INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;

-- Into which record another was merged, and since which log entry; NULL when it was taken out again. A ratified
-- version asks what stood for itself at its time.
CREATE TABLE redirection (
  record BLOB NOT NULL,
  arrival INTEGER NOT NULL,
  redirected_to BLOB,
  PRIMARY KEY (record, arrival)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace tilik::storage
