#include "sync-server/console/labels.h"

#include "sync-server/console/words.h"

namespace tilik::console {

Result<std::string> LabelOf(storage::Reader& reader, const RecordId& record) {
  RecordId id = record;
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, reader.Record(id));
    if (!state.has_value()) return ToUuidText(record);
    if (state->redirected_to.none()) return LabelOf(*state);
    id = state->redirected_to;
  }
}

}  // namespace tilik::console
