// What the office asks of PPKS and PSKS, follow-ups, proxies and accounts. A part of the store's
// seam (registry_store.h) of its own, answered from the same snapshot.
#pragma once

#include <string>
#include <vector>

#include "proto/contract/status.h"
#include "sync-server/merge/registers.h"

namespace tilik::storage {

// Something that was handed to a proxy.
struct ProxyHandover {
  merge::FactId id;
  RecordId recipient;  // of the line, as recorded
  std::string programme;
  std::uint64_t village = 0;
  std::uint32_t day = 0;
};

// Facts as they were told, withdrawn ones left out, each under the record it named (see
// VerificationReader::Redirects); in order of record. Of one record, or of all for none: some
// 20,000 in a district.
class RegisterReader {
 public:
  virtual ~RegisterReader() = default;

  virtual Result<std::vector<merge::PlaceFact>> Places(const RecordId& of) = 0;
  virtual Result<std::vector<merge::FollowUpFact>> FollowUps(const RecordId& of) = 0;
  virtual Result<std::vector<merge::ProxyFact>> Proxies(const RecordId& of) = 0;
  virtual Result<std::vector<merge::AccountFact>> Accounts(const RecordId& of) = 0;
  virtual Result<std::vector<ProxyHandover>> HandoversToProxies() = 0;
};

}  // namespace tilik::storage
