// What was on the screen when editing began: the base of what the officer says next.
//
// A Screen is taken once, when a form opens, and kept with its draft. A pull that runs underneath
// does not touch it, so base revisions name what the officer saw and not what a background sync
// fetched since (protocol.md §2). It makes the ChangeFields and ProposeStatus operations; nobody
// else computes a base.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "client/core/overlay.h"
#include "proto/contract/codebook.h"
#include "proto/contract/value.h"
#include "tilik/v1/device.pb.h"

namespace tilik::client {

struct ScreenRecord {
  RecordId id;
  v1::RecordKind kind = v1::RECORD_KIND_UNSPECIFIED;
  std::uint64_t village = 0;
  Base at;
  // Slots whose server value was hidden behind an own change.
  std::map<Slot, Base> older;
  Answers values;  // as shown, own changes included
  v1::RecordStatus status = v1::RECORD_STATUS_UNSPECIFIED;

  Base BaseOf(Slot slot) const;
};

class Screen {
 public:
  std::map<RecordId, ScreenRecord> records;

  const ScreenRecord* Find(const RecordId& record) const;

  // The officer's answers on one record as an operation, every base named with its epoch (the
  // outbox shortens them). Values equal to the screen's are kept: they confirm (masih sama). Not
  // asked and tidak diperiksa say nothing and are left out. When a field of a group is answered,
  // the whole group goes along as on screen. Nothing when nothing was said. kInvalid when the
  // record is not on this screen.
  Result<std::optional<v1::Operation>> Change(const Codebooks& codebooks, const RecordId& record,
                                              const Answers& answers) const;
  Result<v1::Operation> Propose(const RecordId& record, v1::RecordStatus status,
                                v1::StatusReason reason, const std::string& note) const;

  // The form was redrawn from `newer`. Slots in `answered` were typed over, so their newer value is
  // hidden and keeps the old base, unless it is in `shown_beside`.
  void Redraw(const ScreenRecord& newer, const std::set<Slot>& answered,
              const std::set<Slot>& shown_beside);
};

ScreenRecord TakeScreen(const Codebooks& codebooks, const RecordId& id, v1::RecordKind kind,
                        std::uint64_t village, const ServerState& server,
                        const std::vector<OwnChange>& changes,
                        const std::map<Slot, Base>& shown_beside);

// As drafts keep it.
v1::Screen WriteScreen(const Screen& screen);
Result<Screen> ReadScreen(const v1::Screen& stored);

}  // namespace tilik::client
