#include "client/screens/saved_sets.h"

#include <utility>

namespace tilik::screens {

Result<v1::SavedView> SaveSets(client::Device& device, std::vector<client::Captured> sets,
                               client::DraftNumber draft, const std::vector<Finding>& warnings,
                               void (*name_first)(const Link&, client::Captured&)) {
  v1::SavedView view;
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::AttachmentRef> photos, device.PhotosOf(draft));
  for (std::size_t i = 0; i < sets.size(); ++i) {
    client::Captured& captured = sets[i];
    client::Work work;
    work.operations = std::move(captured.operations);
    work.place = captured.place;
    if (i == 0) work.attachments = std::exchange(photos, {});
    for (v1::AttachmentRef& photo : work.attachments) {
      // Of a record that has its id only now.
      if (photo.record().empty() && !captured.created.empty()) {
        photo.set_record(captured.created.front().str());
      }
    }
    if (i + 1 == sets.size()) work.draft = draft;
    TILIK_ASSIGN_OR_RETURN(const client::SavedSet saved, device.Save(work));
    for (std::size_t later = 1; i == 0 && name_first != nullptr && later < sets.size(); ++later) {
      name_first(saved.link, sets[later]);
    }
    v1::SavedSetView* set = view.add_sets();
    set->set_seq(saved.seq);
    set->set_link(ToHex(saved.link.raw()));
    set->set_operations(static_cast<std::uint32_t>(work.operations.size()));
    set->set_photos(static_cast<std::uint32_t>(work.attachments.size()));
    for (const RecordId& record : captured.created) view.add_created(ToUuidText(record));
  }
  for (const Finding& finding : warnings) {
    v1::FindingView* warning = view.add_warnings();
    warning->set_at(finding.variable);
    warning->set_id(finding.message_id);
    warning->set_en(finding.message);
  }
  return view;
}

}  // namespace tilik::screens
