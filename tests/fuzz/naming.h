// Ids for the fuzzer's short names.
//
// Operations name records, lines, sets and chains by 16 or 32 bytes. Here a name of fewer bytes
// stands for the n-th id there is, n being its first byte; longer ones are taken as they are, so
// that wrong lengths are met too.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "proto/contract/bytes.h"

namespace tilik::fuzz {

// The n-th record, 1 to 255; far enough apart in every byte that a wrong one is told from it.
RecordId NumberedRecord(std::uint8_t n);
LineId NumberedLine(std::uint8_t n);

class Names {
 public:
  // Sets and chains that may be named; until some are, names of theirs are left as they are.
  std::vector<Link> links;
  std::vector<ChainId> chains;

  // In all of `message`, however deep.
  void Resolve(google::protobuf::Message* message) const;

 private:
  std::string IdFor(const std::string& field, const std::string& name) const;
};

}  // namespace tilik::fuzz
