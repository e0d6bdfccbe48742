#include "sync-server/storage/live_record.h"

namespace tilik::storage {
namespace {

constexpr int kMostRedirects = 1000;

template <typename Load>
Result<std::optional<merge::RecordState>> Follow(RecordId id, Load load) {
  for (int steps = 0; steps <= kMostRedirects; ++steps) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, load(id));
    if (!state.has_value() || state->redirected_to.none()) return state;
    id = state->redirected_to;
  }
  return Status::Corrupt("record " + ToUuidText(id) + " is merged into itself");
}

}  // namespace

Result<std::optional<merge::RecordState>> LiveRecord(Reader& reader, const RecordId& id) {
  return Follow(id, [&](const RecordId& at) { return reader.Record(at); });
}

Result<std::optional<merge::RecordState>> LiveRecord(Writer& writer, const RecordId& id) {
  return Follow(id, [&](const RecordId& at) { return writer.LoadRecord(at); });
}

}  // namespace tilik::storage
