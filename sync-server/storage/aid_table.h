// Distribution beside danom lines, in columns for reports: proof that came later, aid without a
// list, stock, orders to pay, eligibility, remembered place names.
//
// Every row is one fact of FactTable seen from another side, written when the fact is, and derived
// from its operation alone; who said it and whether it was withdrawn is read there.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "proto/sqlite/database.h"
#include "sync-server/merge/working_set.h"
#include "sync-server/storage/registry_store.h"

namespace tilik::storage {

class AidTable {
 public:
  explicit AidTable(sqlite::Database& database) : database_(database) {}

  // Nothing for a fact of another kind. Saving one again changes nothing.
  Status Save(const merge::FactRow& fact, std::uint64_t arrival);

  // What was said of these ids, in order of arrival, into `into`, which keeps what it has.
  Status LoadEligibility(const std::vector<RecordId>& recipients,
                         std::map<RecordId, std::vector<merge::EligibilityFact>>& into);
  Result<std::vector<merge::EligibilityFact>> Eligibility(const std::string& programme);
  Result<std::vector<PlaceName>> PlaceNames();
  Result<std::vector<EvidenceRow>> EvidenceOf(const LineId& line);
  Result<std::vector<UnlistedRow>> Unlisted(const std::string& programme);
  Result<std::vector<StockRow>> Stock();
  Result<std::vector<Sp2dRow>> Sp2d(const std::string& programme);

 private:
  Status SaveEvidence(const v1::AddEvidence& add, std::uint64_t arrival, std::uint32_t operation);
  Status SaveUnlisted(const v1::HandoverWithoutList& handover, std::uint64_t arrival,
                      std::uint32_t operation);
  Status SaveStock(const v1::StockMovement& movement, std::uint64_t arrival,
                   std::uint32_t operation);
  Status SaveSp2d(const v1::RecordSp2d& order, std::uint64_t arrival, std::uint32_t operation);

  sqlite::Database& database_;
};

}  // namespace tilik::storage
