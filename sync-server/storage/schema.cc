#include "sync-server/storage/schema.h"

#include <array>

namespace tilik::storage {
namespace {

constexpr std::string_view kFounding = R"sql(
-- Who this store belongs to. `epoch` changes when the district is restored.
CREATE TABLE district (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  code INTEGER NOT NULL,
  name TEXT NOT NULL,
  public_key BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  zone_offset_minutes INTEGER NOT NULL,
  reference_position INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The unit of ordering. `position` is the last one its feed has used.
CREATE TABLE area (
  number INTEGER PRIMARY KEY,
  kecamatan INTEGER NOT NULL UNIQUE,
  position INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Enrolments and accounts. `custody`: branches, waiting sets, holes. `inbox_position`: the last one used.
CREATE TABLE chain (
  number INTEGER PRIMARY KEY,
  chain BLOB NOT NULL UNIQUE,
  kind INTEGER NOT NULL,
  public_key BLOB NOT NULL,
  person TEXT NOT NULL,
  device TEXT NOT NULL,
  assignment BLOB NOT NULL,
  assignment_revision INTEGER NOT NULL,
  revoked INTEGER NOT NULL,
  unconfirmed INTEGER NOT NULL,
  quarantine_case INTEGER NOT NULL,
  issued INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  backed_up_through INTEGER NOT NULL DEFAULT 0,
  inbox_position INTEGER NOT NULL DEFAULT 0,
  custody BLOB NOT NULL
) STRICT;

-- The signature that a push arrived under, once for all its sets.
CREATE TABLE push (
  number INTEGER PRIMARY KEY,
  head_link BLOB NOT NULL,
  signature BLOB NOT NULL
) STRICT;

-- The log: every body as received. `packing`: 0 as it is, 1 zstd, 2 destroyed by order. `head`: the running hash up
-- to and with this row. `link_key`: the first eight bytes of the link, which is all that a lookup needs.
CREATE TABLE change_set (
  arrival INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  chain INTEGER NOT NULL REFERENCES chain (number),
  branch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  state INTEGER NOT NULL,
  observed INTEGER NOT NULL,
  clock_offset INTEGER NOT NULL,
  merge_version INTEGER NOT NULL,
  push INTEGER NOT NULL REFERENCES push (number),
  packing INTEGER NOT NULL,
  link_key INTEGER NOT NULL,
  link BLOB NOT NULL,
  previous BLOB NOT NULL,
  body_hash BLOB NOT NULL,
  head BLOB NOT NULL,
  attachments BLOB,
  body BLOB
) STRICT;
CREATE INDEX change_set_by_seq ON change_set (chain, seq);
CREATE INDEX change_set_by_link ON change_set (link_key);

CREATE TABLE session (
  epoch INTEGER NOT NULL,
  number INTEGER NOT NULL,
  chain BLOB NOT NULL,
  opened INTEGER NOT NULL,
  device_wall INTEGER NOT NULL,
  device_monotonic_ms INTEGER NOT NULL,
  device_boot_id BLOB NOT NULL,
  PRIMARY KEY (epoch, number)
) STRICT, WITHOUT ROWID;

-- Bodies destroyed by order, and the ids they named.
CREATE TABLE destroyed (
  arrival INTEGER PRIMARY KEY,
  ids BLOB NOT NULL
) STRICT;

-- Bodies destroyed in a log that was lost since: when a phone offers one again, it is not stored.
CREATE TABLE destroyed_link (link BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

-- Who may sign at the office, in the order in which they were first named.
CREATE TABLE account (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  role INTEGER NOT NULL,
  retired INTEGER NOT NULL,
  since INTEGER NOT NULL
) STRICT;

CREATE TABLE bundle_request (
  chain BLOB PRIMARY KEY,
  kept BLOB NOT NULL
) STRICT;

CREATE TABLE enrol_code (
  code TEXT PRIMARY KEY,
  officer TEXT NOT NULL,
  villages BLOB NOT NULL,
  made INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Secrets of forgotten PINs that the office read to officers, and the enrolments that went on after one: by the log.
CREATE TABLE unlock (
  enrolment BLOB NOT NULL,
  slot INTEGER NOT NULL,
  verifier BLOB NOT NULL,
  account TEXT NOT NULL,
  told INTEGER NOT NULL,
  PRIMARY KEY (enrolment, slot)
) STRICT, WITHOUT ROWID;
CREATE TABLE successor (
  enrolment BLOB PRIMARY KEY,
  closed BLOB NOT NULL,
  last_seq INTEGER NOT NULL,
  unlocked BLOB NOT NULL,
  slot INTEGER NOT NULL,
  certificate BLOB NOT NULL,
  UNIQUE (unlocked, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX successor_by_closed ON successor (closed);
-- How far this server filled slots; not in the log.
CREATE TABLE filled_slot (
  enrolment BLOB PRIMARY KEY,
  through INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What an importer's last file said of one of its keys.
CREATE TABLE imported (
  importer TEXT NOT NULL,
  external_key TEXT NOT NULL,
  record BLOB,
  line BLOB,
  file_values BLOB NOT NULL,
  PRIMARY KEY (importer, external_key)
) STRICT, WITHOUT ROWID;

-- Derived state. `position` makes this table the feed as well: one row per record, found by its village.
CREATE TABLE record (
  number INTEGER PRIMARY KEY,
  record BLOB NOT NULL UNIQUE,
  area INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  village INTEGER NOT NULL,
  position INTEGER NOT NULL,
  parent BLOB,
  redirected_to BLOB,
  revision INTEGER NOT NULL,
  status INTEGER NOT NULL,
  state BLOB NOT NULL
) STRICT;
CREATE INDEX record_by_parent ON record (parent) WHERE parent IS NOT NULL;
CREATE INDEX record_by_village ON record (village, position);

-- Records that have left a village; the other half of its feed.
CREATE TABLE departed (
  village INTEGER NOT NULL,
  record BLOB NOT NULL,
  area INTEGER NOT NULL,
  position INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (village, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX departed_by_position ON departed (village, position);

-- What each operation did to each record. `origin`: arrival of the set that said so; `named` where it differs.
CREATE TABLE history (
  number INTEGER PRIMARY KEY,
  record BLOB NOT NULL,
  area INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  origin INTEGER NOT NULL,
  named BLOB,
  observed INTEGER NOT NULL,
  status_after INTEGER NOT NULL,
  changes BLOB NOT NULL
) STRICT;
CREATE INDEX history_by_record ON history (record);

-- By what records are found: kinds 1–3 are merge::IdentityKey's, the rest FoundBy's.
CREATE TABLE identity (
  kind INTEGER NOT NULL,
  text TEXT NOT NULL,
  record BLOB NOT NULL,
  area INTEGER NOT NULL,
  PRIMARY KEY (kind, text, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_by_record ON identity (record);

-- What persons are compared by, packed, and the keys under which those like them stand (merge/person_profile.h).
-- `person`: the record's number; 0 marks a block that was closed for being too common.
CREATE TABLE person_profile (
  person INTEGER PRIMARY KEY REFERENCES record (number),
  record BLOB NOT NULL,
  profile BLOB NOT NULL
) STRICT;
CREATE TABLE person_block (
  block INTEGER NOT NULL,
  person INTEGER NOT NULL,
  PRIMARY KEY (block, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_file (
  number INTEGER PRIMARY KEY,
  area INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  case_key BLOB NOT NULL,
  record BLOB,
  other BLOB,
  line BLOB,
  counter INTEGER NOT NULL,
  open INTEGER NOT NULL,
  opened_arrival INTEGER NOT NULL,
  opened INTEGER NOT NULL,
  dossier BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX case_file_open ON case_file (case_key) WHERE open;
CREATE INDEX case_file_by_record ON case_file (record) WHERE open AND record IS NOT NULL;
CREATE INDEX case_file_by_other ON case_file (other) WHERE open AND other IS NOT NULL;
CREATE INDEX case_file_by_line ON case_file (line) WHERE open AND line IS NOT NULL;

-- Duplicates once decided not to be one.
CREATE TABLE settled_pair (
  case_key BLOB PRIMARY KEY,
  record BLOB NOT NULL,
  other BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX settled_pair_by_record ON settled_pair (record);
CREATE INDEX settled_pair_by_other ON settled_pair (other);

-- Operations that wait; their contents are in the log.
CREATE TABLE held (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  area INTEGER NOT NULL,
  because INTEGER NOT NULL,
  waits_for BLOB,
  case_number INTEGER,
  creates BLOB,
  rights BLOB NOT NULL,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_by_waits_for ON held (waits_for) WHERE waits_for IS NOT NULL;
CREATE INDEX held_by_creates ON held (creates) WHERE creates IS NOT NULL;
CREATE INDEX held_by_case ON held (case_number) WHERE case_number IS NOT NULL;

-- Visits, berita acara and other facts; what they say in full is in the log. `kind`: the operation's number in the
-- contract. The columns after `retracted` are for reports.
CREATE TABLE fact (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  area INTEGER NOT NULL,
  village INTEGER NOT NULL,
  record BLOB,
  named BLOB,
  observed INTEGER NOT NULL,
  retracted INTEGER NOT NULL,
  outcome INTEGER,
  attempt INTEGER,
  campaign TEXT,
  document TEXT,
  document_date INTEGER,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_by_record ON fact (record) WHERE record IS NOT NULL;
CREATE VIEW visit AS
  SELECT arrival, operation, area, village, record AS household, observed, retracted, outcome, attempt, campaign
  FROM fact WHERE kind = 3;
CREATE VIEW berita_acara AS
  SELECT arrival, operation, area, village, observed, retracted, document, document_date
  FROM fact WHERE kind = 6;

-- Danom lines with their tally, recomputed from the line's facts at every change. `counts_under`:
-- of whom, where one person was listed as several; `closed_for`: the reason that `closed` is for.
CREATE TABLE entitlement (
  number INTEGER PRIMARY KEY,
  line BLOB NOT NULL UNIQUE,
  area INTEGER NOT NULL,
  village INTEGER NOT NULL,
  position INTEGER NOT NULL,
  defined INTEGER NOT NULL,
  danom TEXT NOT NULL,
  programme TEXT NOT NULL,
  period TEXT NOT NULL,
  recipient BLOB,
  entitled INTEGER NOT NULL,
  external_key TEXT NOT NULL,
  delivered INTEGER NOT NULL,
  to_replacement INTEGER NOT NULL,
  deducted INTEGER NOT NULL,
  excess INTEGER NOT NULL,
  undelivered INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  closed_because INTEGER NOT NULL,
  closed_by_order INTEGER NOT NULL,
  not_eligible_because INTEGER NOT NULL,
  counts_under BLOB,
  closed_for INTEGER NOT NULL,
  remains_open INTEGER NOT NULL
) STRICT;
CREATE INDEX entitlement_by_recipient ON entitlement (recipient) WHERE recipient IS NOT NULL;
CREATE INDEX entitlement_by_village ON entitlement (village, position);
CREATE INDEX entitlement_by_period ON entitlement (programme, period);

-- What officers call an acara penyaluran; thousands of handovers belong to one.
CREATE TABLE event (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- `evidence`: one bit for each kind that came with the handover.
CREATE TABLE handover (
  line BLOB NOT NULL,
  place INTEGER NOT NULL,
  area INTEGER NOT NULL,
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  named BLOB,
  observed INTEGER NOT NULL,
  day INTEGER NOT NULL,
  received INTEGER NOT NULL,
  deducted INTEGER NOT NULL,
  mode INTEGER NOT NULL,
  receiver INTEGER NOT NULL,
  evidence INTEGER NOT NULL,
  event INTEGER REFERENCES event (number),
  retracted INTEGER NOT NULL,
  PRIMARY KEY (line, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE non_delivery (
  line BLOB NOT NULL,
  place INTEGER NOT NULL,
  area INTEGER NOT NULL,
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  named BLOB,
  observed INTEGER NOT NULL,
  day INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  retracted INTEGER NOT NULL,
  PRIMARY KEY (line, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE payer_report (
  line BLOB NOT NULL,
  place INTEGER NOT NULL,
  area INTEGER NOT NULL,
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  named BLOB,
  observed INTEGER NOT NULL,
  day INTEGER NOT NULL,
  payer TEXT NOT NULL,
  reference TEXT NOT NULL,
  result INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  retracted INTEGER NOT NULL,
  PRIMARY KEY (line, place)
) STRICT, WITHOUT ROWID;

-- Distribution beside danom lines, in columns for reports. Each row is a fact: who said it, when, and whether it was
-- withdrawn stands there.
CREATE TABLE evidence (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  line BLOB,
  of_link BLOB,
  of_operation INTEGER NOT NULL,
  kinds INTEGER NOT NULL,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_by_line ON evidence (line) WHERE line IS NOT NULL;

CREATE TABLE unlisted (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  place INTEGER NOT NULL,
  village INTEGER NOT NULL,
  programme TEXT NOT NULL,
  period TEXT NOT NULL,
  event TEXT NOT NULL,
  recipient BLOB,
  recipients INTEGER NOT NULL,
  unit_type INTEGER NOT NULL,
  item TEXT NOT NULL,
  unit TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  PRIMARY KEY (arrival, operation, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  village INTEGER NOT NULL,
  programme TEXT NOT NULL,
  event TEXT NOT NULL,
  item TEXT NOT NULL,
  unit TEXT NOT NULL,
  kind INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;

-- NULL: not printed, which is not 0.
CREATE TABLE sp2d (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  programme TEXT NOT NULL,
  period TEXT NOT NULL,
  region INTEGER NOT NULL,
  number TEXT NOT NULL,
  ordered_recipients INTEGER,
  ordered INTEGER,
  realised_recipients INTEGER,
  realised INTEGER,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;

CREATE TABLE eligibility (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  recipient BLOB NOT NULL,
  programme TEXT NOT NULL,
  period TEXT NOT NULL,
  state INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;
CREATE INDEX eligibility_by_recipient ON eligibility (recipient);

CREATE TABLE place_name (
  arrival INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  typed TEXT NOT NULL,
  village INTEGER NOT NULL,
  PRIMARY KEY (arrival, operation)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
  chain INTEGER NOT NULL REFERENCES chain (number),
  position INTEGER NOT NULL,
  outcomes BLOB NOT NULL,
  PRIMARY KEY (chain, position)
) STRICT, WITHOUT ROWID;

-- What devices are told beside records and lines: programmes, codebooks, village names. Village 0: everybody.
CREATE TABLE reference (
  kind INTEGER NOT NULL,
  reference_key TEXT NOT NULL,
  village INTEGER NOT NULL,
  position INTEGER NOT NULL,
  message BLOB NOT NULL,
  PRIMARY KEY (kind, reference_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_by_village ON reference (village, position);

-- Each time the district was put back from a backup; `head`: the log's running hash at `head_count`, where it stood.
CREATE TABLE restore (
  arrival INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  head_count INTEGER NOT NULL,
  head BLOB NOT NULL,
  reason TEXT NOT NULL
) STRICT;

-- What devices brought back: the highest head of an epoch that this log never had, and which numbers of earlier epochs
-- their sets once had. Evidence of what a restore lost; not in the log, so neither rebuilt nor compared.
CREATE TABLE witness (
  epoch INTEGER PRIMARY KEY,
  head_count INTEGER NOT NULL,
  head BLOB NOT NULL,
  chain BLOB NOT NULL,
  seen INTEGER NOT NULL
) STRICT;
CREATE TABLE returned (
  epoch INTEGER NOT NULL,
  arrival INTEGER NOT NULL,
  chain BLOB NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (epoch, arrival)
) STRICT, WITHOUT ROWID;

-- Verified copies, newest last, and how far each chain is in them with all its photos.
CREATE TABLE backup (
  number INTEGER PRIMARY KEY,
  directory TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  head_count INTEGER NOT NULL,
  head BLOB NOT NULL
) STRICT;
CREATE TABLE backup_chain (
  backup INTEGER NOT NULL REFERENCES backup (number),
  chain INTEGER NOT NULL REFERENCES chain (number),
  through INTEGER NOT NULL,
  PRIMARY KEY (backup, chain)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace

std::span<const std::string_view> Migrations() {
  static const std::array<std::string_view, 4> migrations = {kFounding, kVerificationTables,
                                                             kSignalTables, kRegisterTables};
  return migrations;
}

}  // namespace tilik::storage
