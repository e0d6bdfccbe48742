#include "sync-server/command/find_record.h"

#include <algorithm>
#include <cstdio>

namespace tilik::command {

Result<RecordId> FindRecord(storage::Reader& reader, const std::string& what) {
  if (std::optional<RecordId> id = RecordIdFromText(what)) return *id;
  constexpr int kFound = 20;
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::FoundRecord> found, reader.FindRecords(what, kFound));
  if (found.empty()) {
    return Status::NotFound("nobody and nothing here is called \"" + what + "\"");
  }
  auto not_household = [](const storage::FoundRecord& record) {
    return record.kind != v1::RECORD_KIND_HOUSEHOLD;
  };
  std::stable_partition(found.begin(), found.end(),
                        [&](const auto& record) { return !not_household(record); });
  const bool one_household =
      !not_household(found.front()) && (found.size() == 1 || not_household(found[1]));
  if (found.size() > 1 && !one_household) {
    for (const storage::FoundRecord& record : found) {
      std::fprintf(stderr, "%s  %s\n", ToUuidText(record.record).c_str(), record.label.c_str());
    }
    return Status::Invalid("\"" + what + "\" fits several records; name one by its id");
  }
  return found.front().record;
}

}  // namespace tilik::command
