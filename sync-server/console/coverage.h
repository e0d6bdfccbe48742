// How far a campaign is: every household of the prelist is visited, not met yet, or untouched;
// every village complete, partial or not begun, with the reason where somebody gave one (domain.md
// §2.2: 58 villages without a single visit, and no one had recorded why).
//
// Counted from the facts each time, 92,000 visits in about a second; nothing is accumulated.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sync-server/console/current.h"
#include "sync-server/storage/registry_store.h"
#include "tilik/v1/office.pb.h"

namespace tilik::console {

enum class CoverageBy { kVillage, kKecamatan, kOfficer, kDay };

class Coverage {
 public:
  // kNotFound: no campaign of that name; the newest for an empty one.
  static Result<Coverage> Of(storage::Reader& reader, const storage::District& district,
                             const std::string& campaign);

  v1::CoverageTable Table(CoverageBy by) const;
  // The households behind the numbers of one village.
  Result<v1::CoverageList> List(std::uint64_t village, storage::Reader& reader) const;
  const v1::Campaign& campaign() const { return campaign_; }

 private:
  enum class Fate { kUntouched, kNotMet, kVisited };
  // One household, on the prelist or not, with the visit that says most about it.
  struct Household {
    std::uint64_t village = 0;
    bool listed = false;
    Fate fate = Fate::kUntouched;
    bool late = false;     // nothing but visits after the cut-off
    bool carried = false;  // its visit came after the cut-off of the period before
    storage::VisitRow visit;
  };
  struct Effort {
    std::set<RecordId> visited, not_met, beyond;
    std::uint32_t late = 0;
  };

  Coverage() = default;
  void Take(const storage::VisitRow& visit, bool carried);
  void Add(const Household& household, v1::CoverageRow* row) const;
  std::map<std::uint64_t, v1::CoverageRow> ByVillage() const;
  std::string PersonOf(const ChainId& chain) const;

  v1::Campaign campaign_;
  std::uint32_t cut_off_ = 0;
  std::int32_t zone_ = 0;
  Current current_;
  std::map<RecordId, Household> households_;
  std::map<ChainId, storage::ChainRow> people_;
  std::map<std::uint64_t, storage::NotVerifiedRow> reasons_;
  std::map<std::string, Effort> by_officer_;
  std::map<std::uint32_t, Effort> by_day_;
  std::map<std::uint64_t, std::uint32_t> late_;
};

}  // namespace tilik::console
