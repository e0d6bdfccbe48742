// A district that hands out rice for a year: every family, every month, every kilogram, in the real
// store and through the one way into it (Ingest), with an office account and an officer whose
// chains are signed like any other.
//
// A thing of tests: whatever fails, fails the test at once.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sync-server/console/recap.h"
#include "sync-server/storage/sqlite_store.h"
#include "sync-server/sync/account_chain.h"
#include "sync-server/sync/district_keys.h"

namespace tilik::scale {

class RiceDistrict {
 public:
  // `families` spread over the villages of the district, each entitled to `kilograms` a month for
  // twelve months of 2018.
  RiceDistrict(std::uint64_t district, int families, std::int64_t kilograms);
  ~RiceDistrict();

  int families() const { return static_cast<int>(recipients_.size()); }

  // The officer proposes that these families are well-off, the supervisor accepts: what is open of
  // theirs closes.
  void VerivaliRemoves(int first, int count);
  // Months [from, to) of 2018 to every family of [first, last), in one set per family (rapel).
  void HandOut(int first, int last, int from, int to);
  // The officer says why nothing was handed over in these months.
  void NotHandedOut(int first, int last, int from, int to, v1::NonDeliveryReason reason);

  // The one total of rastra, counted from the lines.
  v1::RecapLine Total();

 private:
  struct Officer;
  void FoundRegistry(int families, std::int64_t kilograms);
  void Enrol();
  // Signs what the officer did as sets of its chain and has them taken, some hundreds to a
  // transaction.
  void Push(std::vector<std::vector<v1::Operation>> sets);

  std::string folder_;
  SodiumRandom random_;
  sync::DistrictKeys keys_;
  std::unique_ptr<storage::SqliteRegistryStore> store_;
  std::vector<RecordId> recipients_;
  std::vector<std::vector<LineId>> lines_;  // by family, by month
  std::unique_ptr<Officer> officer_;
  std::int64_t kilograms_;
};

}  // namespace tilik::scale
