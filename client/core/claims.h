// What other phones in the hall say they handed out: made, read, and shown beside a danom's lines
// (proto/contract/claims.h is the text they exchange).
//
// A claim warns and never blocks: the other phone may have erred, and what it did reaches the
// district by its own sync, where two deliveries on one line become one case. A newer text of the
// same enrolment replaces its older one, so a handover that was taken back there is free again
// here.
//
// Not thread-safe: used by the session that opened the store.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client/core/store.h"
#include "proto/contract/claims.h"

namespace tilik::client {

// Lines of one danom in one village, as far as this device has them.
struct DanomHere {
  std::string danom;
  std::uint64_t village = 0;
  std::vector<LineId> lines;  // ascending
  std::vector<bool> served;   // by this enrolment
};

struct ClaimOnLine {
  std::string officer;
  Instant made;  // by the other phone's clock
};

// What reading another phone's text brought.
struct ClaimsTaken {
  std::string officer;
  std::string danom;
  std::uint64_t village = 0;
  std::uint32_t served = 0;
  // A newer text of the same phone was read before; nothing changed.
  bool older = false;
};

class Claims {
 public:
  explicit Claims(Store& store) : store_(store) {}

  // By danom, then village.
  Result<std::vector<DanomHere>> Danoms();
  // kNotFound: no such danom here. kInvalid: more than kMaxClaimedLines.
  Result<std::string> Make(const SigningKey& key, std::string_view danom, std::uint64_t village,
                           Instant now);
  // kInvalid, kDenied: as OpenClaims, or this phone's own text. kNotFound: that danom is not here.
  // kConflict: the two phones hold different lists.
  Result<ClaimsTaken> Take(std::string_view text);
  // Of other phones, oldest first.
  Result<std::vector<ClaimOnLine>> On(const LineId& line);
  // Of every line of a village.
  Result<std::map<LineId, std::vector<ClaimOnLine>>> In(std::uint64_t village);

 private:
  Store& store_;
};

}  // namespace tilik::client
