// One account at work at the office: what it signs at the command line becomes change sets of its
// own chain, in a session of its own.
//
// Holds the store's one writer as long as it lives, so a command opens its desk late and commits
// soon. What was signed is merged at once and can be looked at, but nothing is durable, and nothing
// of it was ever there, before Commit: that is how a command shows exactly what a decision would do
// and then asks. Whoever runs the command with the key file present acts as the account named.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sync-server/command/district_home.h"
#include "sync-server/sync/account_chain.h"

namespace tilik::command {

enum class Work : std::uint8_t { kDecide, kImport, kKeepAccounts, kSeeSensitive };

// Which role may do what: an operator imports and decides nothing, an auditor only reads.
bool MayDo(v1::AccountRole role, Work work);

// `as`, or for none the first account that may do this. kInvalid: unknown, retired, or not for this
// work.
Result<storage::Account> AccountFor(storage::Reader& reader, const std::string& as, Work work);

class Desk {
 public:
  // `home` outlives it.
  static Result<Desk> Open(const DistrictHome& home, const std::string& as, Work work);

  // One change set of these operations, merged when this returns.
  struct Signed {
    Link link;
    std::vector<v1::Outcome> outcomes;  // one per operation, in order: what the merge said first
  };
  Result<Signed> Sign(std::vector<v1::Operation> operations);
  Status Commit();
  RecordId NewId();

  const std::string& account() const { return account_.name; }
  // The registry as it was before anything was signed here.
  storage::Reader& before() const { return *before_; }
  storage::Writer& writer() const { return *writer_; }
  // What the newest set changed, and what it left.
  const merge::Delta& newest() const { return ingest_->newest(); }
  const merge::WorkingSet& loaded() const { return ingest_->loaded(); }

 private:
  Desk() = default;

  storage::Account account_;
  std::unique_ptr<storage::Writer> writer_;
  std::unique_ptr<storage::Reader> before_;
  std::unique_ptr<sync::Ingest> ingest_;
  std::unique_ptr<Random> random_;
  std::unique_ptr<sync::AccountChain> chain_;
};

}  // namespace tilik::command
