#include "sync-server/console/labels.h"

#include "sync-server/console/words.h"
#include "sync-server/storage/live_record.h"

namespace tilik::console {

Result<std::string> LabelOf(storage::Reader& reader, const RecordId& record) {
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> live,
                         storage::LiveRecord(reader, record));
  return live.has_value() ? LabelOf(*live) : ToUuidText(record);
}

}  // namespace tilik::console
