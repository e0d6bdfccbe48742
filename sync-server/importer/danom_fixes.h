// What the office decided about single lines of a danom, after it had read the preview.
//
// A file of its own with the columns line, decision, value, so that the ministry's list stays as it
// came. A decision names the line of the list as the report counts it:
//
//   lewati              this line is not imported
//   terima              it is, although something is odd with it: a period outside the programme's
//                       channels, a new programme that is called almost like a known one
//   desa      53.02…    where it is; the text the line has there means that village from now on
//   penerima  KEY       whom it means: IDBDT, No KK, NIK or record id
//   jumlah    1250      how much; "." is the decimal mark here
//   program   rastra    which programme
//   periode   2018-T4.1 which period
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "proto/contract/region.h"
#include "sync-server/importer/importer.h"

namespace tilik::importer {

struct LineFix {
  bool skip = false;
  bool accept = false;
  std::optional<VillageCode> village;
  std::optional<std::int64_t> quantity;  // thousandths
  std::string recipient;
  std::string programme;
  std::string period;
};

// By line of the danom. Several decisions on one line add up. kInvalid names the line of the fixes
// file that cannot be understood: a decision misread would be worse than none.
Result<std::map<std::uint64_t, LineFix>> ReadFixes(const SourceFile& fixes);

}  // namespace tilik::importer
