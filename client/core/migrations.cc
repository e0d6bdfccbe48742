#include "client/core/migrations.h"

#include <array>

namespace tilik::client {
namespace {

// Searched columns of `record` stand before its bytes, so that a search never touches overflow
// pages. `search` is contentless: its rows are named by record.number and hold nothing a second
// time.
constexpr std::string_view kFirst = R"sql(
CREATE TABLE device (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  state BLOB NOT NULL
) STRICT;

CREATE TABLE record (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  kind INTEGER NOT NULL,
  parent BLOB,
  village INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  leaving INTEGER NOT NULL DEFAULT 0,
  edited INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  folded TEXT NOT NULL DEFAULT '',
  nik TEXT NOT NULL DEFAULT '',
  no_kk TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  external_key TEXT NOT NULL DEFAULT '',
  row BLOB NOT NULL
) STRICT;
CREATE INDEX record_by_parent ON record (parent) WHERE parent IS NOT NULL;
CREATE INDEX record_by_name ON record (village, folded, kind) WHERE folded <> '';
CREATE INDEX record_by_nik ON record (nik) WHERE nik <> '';
CREATE INDEX record_by_no_kk ON record (no_kk) WHERE no_kk <> '';
CREATE INDEX record_by_external_key ON record (external_key) WHERE external_key <> '';
CREATE INDEX record_by_village ON record (village, kind);
CREATE INDEX record_leaving ON record (leaving) WHERE leaving = 1;

CREATE VIRTUAL TABLE search USING fts5(
  name, nik, no_kk, address,
  content = '', contentless_delete = 1, prefix = '2 3',
  tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE seen (
  record BLOB NOT NULL,
  slot INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (record, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY,
  link BLOB NOT NULL CHECK (length(link) = 32),
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  saved_ms INTEGER NOT NULL,
  answered INTEGER NOT NULL DEFAULT 0,
  lost INTEGER NOT NULL DEFAULT 0,
  entrusted_ms INTEGER NOT NULL DEFAULT 0,
  courier TEXT NOT NULL DEFAULT '',
  body BLOB
) STRICT;
CREATE INDEX outbox_unanswered ON outbox (seq) WHERE answered = 0;

CREATE TABLE own_operation (
  number INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  subject BLOB,
  hides INTEGER NOT NULL,
  live INTEGER NOT NULL,
  retracted INTEGER NOT NULL DEFAULT 0,
  oldest_epoch INTEGER NOT NULL,
  outcome_epoch INTEGER NOT NULL DEFAULT 0,
  outcome_record BLOB,
  outcome BLOB,
  said BLOB NOT NULL,
  UNIQUE (seq, operation)
) STRICT;
CREATE INDEX own_operation_by_subject ON own_operation (subject, seq) WHERE subject IS NOT NULL;
CREATE INDEX own_operation_live ON own_operation (subject) WHERE live = 1;
CREATE INDEX own_operation_elsewhere ON own_operation (outcome_record)
  WHERE live = 1 AND outcome_record IS NOT NULL;

CREATE TABLE receipt (
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  arrival INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (seq, epoch, arrival)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  form TEXT NOT NULL,
  subject BLOB,
  begun_ms INTEGER NOT NULL,
  kept_ms INTEGER NOT NULL,
  content BLOB NOT NULL,
  screen BLOB NOT NULL
) STRICT;

CREATE TABLE attachment (
  hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
  file TEXT NOT NULL UNIQUE,
  key BLOB NOT NULL,
  size INTEGER NOT NULL,
  draft INTEGER NOT NULL,
  seq INTEGER,
  uploaded INTEGER NOT NULL DEFAULT 0,
  entrusted INTEGER NOT NULL DEFAULT 0,
  entrusted_ms INTEGER NOT NULL DEFAULT 0,
  reference BLOB NOT NULL
) STRICT;
CREATE INDEX attachment_waiting ON attachment (seq) WHERE uploaded = 0;

CREATE TABLE cursor (
  feed INTEGER PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE task (
  number INTEGER PRIMARY KEY,
  record BLOB,
  task BLOB NOT NULL
) STRICT;

CREATE TABLE reference (
  kind INTEGER NOT NULL,
  key TEXT NOT NULL,
  row BLOB NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE entitlement (
  line BLOB PRIMARY KEY CHECK (length(line) = 16),
  recipient BLOB NOT NULL,
  village INTEGER NOT NULL,
  row BLOB NOT NULL
) STRICT;
CREATE INDEX entitlement_by_recipient ON entitlement (recipient);
CREATE INDEX entitlement_by_village ON entitlement (village);

-- What other phones in the hall say they handed out, and how new each one's word is.
CREATE TABLE claim (
  line BLOB NOT NULL,
  enrolment BLOB NOT NULL,
  officer TEXT NOT NULL,
  made_ms INTEGER NOT NULL,
  PRIMARY KEY (line, enrolment)
) STRICT, WITHOUT ROWID;
CREATE TABLE claims_read (
  enrolment BLOB NOT NULL,
  danom TEXT NOT NULL,
  village INTEGER NOT NULL,
  made_ms INTEGER NOT NULL,
  PRIMARY KEY (enrolment, danom, village)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array<std::string_view, 1> kMigrations = {kFirst};

}  // namespace

std::span<const std::string_view> Migrations() { return kMigrations; }

}  // namespace tilik::client
