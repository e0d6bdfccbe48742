// Who is known to have died, and what was given to them: what "dead but paid" (signals.h) begins
// from.
//
// A recipient has died when he himself is asleep for that, or the family or the household above him
// is: of that everybody died (domain.md §3.3, meninggal semua anggota). The first of these days
// counts. A head who died says nothing of his household.
//
// What is looked at hangs on the set alone: the lines and the aid without a list that it pays or
// withdraws, and, when it decides a status, everything given to whoever hangs below.
//
// Lives for one search. What it loads is joined by what is not in the store yet (DeedKeeping).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "sync-server/merge/deed_keeping.h"

namespace tilik::merge {

class Deaths {
 public:
  Deaths(DeedKeeping& keeping, std::int32_t zone_offset_minutes, const WorkingSet& loaded,
         const Delta& delta)
      : keeping_(keeping), zone_(zone_offset_minutes), loaded_(loaded), delta_(delta) {}

  Status Find();

  // --- afterwards ---
  // Lines to look at, with all their payments; and recipients of aid without a list, by the id that
  // they go by now.
  const std::set<LineId>& lines() const { return lines_; }
  const std::set<RecordId>& recipients() const { return recipients_; }

  // yyyymmdd; nothing: not known to have died.
  std::optional<std::uint32_t> DiedOn(const RecordId& recipient) const;
  // Whether the set decided the status of the recipient or of somebody above.
  bool DecidedNow(const RecordId& recipient) const;
  // Aid without a list by the day it was given, withdrawn ones left out.
  std::multimap<std::uint32_t, const FactRow*> GivenTo(const RecordId& recipient) const;

 private:
  void ForEachAbove(const RecordId& id, const std::function<void(const RecordState&)>& visit) const;
  bool HasOpenSignal(const RecordId& recipient) const;
  Status FindDecided();
  Status LoadGifts();

  DeedKeeping& keeping_;
  const std::int32_t zone_;
  const WorkingSet& loaded_;
  const Delta& delta_;
  std::set<RecordId> decided_;
  std::set<LineId> lines_;
  std::set<RecordId> recipients_;
};

}  // namespace tilik::merge
