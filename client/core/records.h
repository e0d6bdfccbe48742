// Registry records on the device: what was pulled, what own changes lie on top, and how the two are
// shown.
//
// A record that was made here and is not yet known to the server is a row with revision 0. Pulled
// state is kept as it came (RecordRow), with the few columns that are searched or navigated by;
// those follow what is *shown*, so a household registered an hour ago is found like any other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/core/overlay.h"
#include "client/core/own_changes.h"
#include "client/core/record_index.h"
#include "client/core/screen.h"
#include "client/core/store.h"
#include "proto/contract/codebook.h"

namespace tilik::client {

struct StoredRecord {
  RecordId id;
  v1::RecordKind kind = v1::RECORD_KIND_UNSPECIFIED;
  RecordId parent;  // as shown: of a person the family, of a family the household
  std::uint64_t village = 0;
  ServerState server;
  std::vector<Field> fields_in_case;
  RecordId redirected_to;
  // No longer in an assigned village; kept because own work still touches it.
  bool leaving = false;
};

class Records {
 public:
  Records(Store& store, const Codebooks& codebooks)
      : store_(store), codebooks_(codebooks), own_(store), index_(store) {}

  // kNotFound when it is neither pulled nor made here, or is of a form newer than this version.
  Result<StoredRecord> Read(const RecordId& record);
  Result<Shown> Show(const StoredRecord& record);
  Result<std::vector<RecordId>> Children(const RecordId& parent);
  // The household a record belongs to: itself, its parent or its parent's parent. None for groups
  // and houses.
  Result<RecordId> HouseholdOf(const RecordId& record);
  // Where redirects lead, at most a thousand steps. kNotFound when that record is not here.
  Result<RecordId> Resolve(const RecordId& record);
  Result<std::vector<RecordId>> HouseholdsOf(std::uint64_t village);
  Result<std::uint64_t> PersonsIn(const RecordId& household);

  Result<ScreenRecord> Look(const RecordId& record);
  // The officer saw the server's newest value of these slots beside his own: they may be his base
  // from now on.
  Status MarkShownBeside(const RecordId& record, const std::vector<Slot>& slots);

  // Records of this kind that people call so: by record id, IDBDT (household), No KK (family), NIK
  // or IDARTBDT (person), name (the rest).
  Result<std::vector<RecordId>> Named(v1::RecordKind kind, std::string_view text);

  // Whether nothing that was said of it here waits for anybody any more.
  Result<bool> IsDecided(const RecordId& record);

  // --- in the caller's transaction ---

  // Ignored when a newer row of the same epoch is here.
  Status ApplyRow(std::uint64_t village, std::uint64_t epoch, const v1::RecordRow& row);
  // The record is leaving (leaving.h).
  Status ApplyLeft(std::uint64_t village, std::uint64_t epoch, const v1::LeftRow& row);
  // The newest word on an own operation. Ignored when it speaks of another branch's set.
  Status ApplyOutcome(std::uint64_t epoch, const v1::Outcome& told);
  // After something about the record changed: drops own changes that are over and refreshes the
  // searched columns. Nothing happens when the record is not here.
  Status Refresh(const RecordId& record);
  // The same for the records merged into this one, whose own changes wait for its row.
  Status RefreshAnsweredBy(const RecordId& survivor);
  // A record made here. kConflict when the id is taken.
  Status AddOwn(const v1::CreateRecord& create);

 private:
  // Rows come in the order of their last changes, and a line may drop between two. Of a pair that
  // the office parted and then merged the other way round, the phone may hold the new row of one
  // and the old row of the other: each would lead to the other. What arrives is the newer word, so
  // the old row's redirect back to it is no longer true; that record's own new row is on its way.
  Status BreakCircle(const RecordId& arrived, const v1::RecordRow& row);
  // Whether own work or own looking is noted under this id already.
  Result<bool> IsAwaited(const RecordId& record);
  // A record that was not here and that nothing here waits for: stored and made findable at once,
  // which is what a first sync does 26,000 times.
  Status ApplyNew(const RecordId& id, std::uint64_t village, std::uint64_t epoch,
                  const v1::RecordRow& row);
  Result<std::map<Slot, Base>> ShownBeside(const RecordId& record);

  Store& store_;
  const Codebooks& codebooks_;
  OwnChanges own_;
  RecordIndex index_;
};

}  // namespace tilik::client
