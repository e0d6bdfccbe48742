// The encrypted database of one enrolment: opening it, its tables, and the one row that says who
// and where we are.
//
// The tables and who owns them (SQL lives beside its owner; the statements that make them stand in
// migrations.cc):
//   device                        this header
//   record, search, seen          records.h, find.h
//   own_operation                 outbox.h writes, records.h reads
//   outbox, receipt               outbox.h
//   draft                         drafts.h
//   attachment                    attachments.h
//   cursor, task, reference,      pages.h writes, device.h reads
//   entitlement
//
// The file is opened exclusively: a second process gets kConflict at once. Whoever changes several
// tables holds one sqlite::Transaction around it; functions that say "in the caller's transaction"
// never begin their own.
//
// Not thread-safe: one store per home and thread.
#pragma once

#include <memory>
#include <string>

#include "client/core/host.h"
#include "client/core/vault.h"
#include "proto/contract/signing.h"
#include "proto/sqlite/database.h"
#include "tilik/v1/device.pb.h"

namespace tilik::client {

class Store {
 public:
  // Makes a new, empty file. kConflict when there is one already.
  static Result<std::unique_ptr<Store>> Create(Host& host, std::string_view home,
                                               const Secret& database_key,
                                               const v1::DeviceState& state);
  // kConflict: another process has it open. kCorrupt: the key does not fit or pages are damaged.
  // kUnsupported: written by a newer version.
  static Result<std::unique_ptr<Store>> Open(Host& host, std::string_view home,
                                             const Secret& database_key);

  sqlite::Database& database() { return *database_; }
  const v1::DeviceState& state() const { return state_; }
  const ChainId& enrolment() const { return enrolment_; }
  const PublicKey& district() const { return district_; }
  const PublicKey& public_key() const { return public_key_; }
  const std::string& officer() const { return officer_; }

  // In the caller's transaction. When that is rolled back, call ReloadState.
  Status SetState(v1::DeviceState state);
  Status ReloadState();

 private:
  explicit Store(std::unique_ptr<sqlite::Database> database) : database_(std::move(database)) {}

  std::unique_ptr<sqlite::Database> database_;
  v1::DeviceState state_;
  ChainId enrolment_;
  PublicKey district_;
  PublicKey public_key_;
  std::string officer_;
};

}  // namespace tilik::client
