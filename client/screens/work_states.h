// How far each household's work has come, in the words of every screen.
#pragma once

#include <map>
#include <string>

#include "client/core/device.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

// Read once for a whole list: one pass over the own change sets (half a millisecond for a hundred
// visits), and good until something is saved or synced.
class WorkStates {
 public:
  static Result<WorkStates> Read(client::Device& device);

  // Of a household: what came back outweighs what is being written, and that what was saved last.
  v1::WorkState Of(const RecordId& household) const;
  // By state, of all households with any work.
  std::uint32_t Count(v1::WorkState state) const;

 private:
  std::map<RecordId, v1::WorkState> states_;
};

// Of one own set. `synced`: when the district was last heard; zero: never.
v1::WorkState StateOf(const client::LogEntry& entry, Instant synced);

}  // namespace tilik::screens
