// visit and photo: work about one household.
#include "client/core/capture_visit.h"
#include "client/native/commands.h"
#include "client/native/saving.h"
#include "client/screens/visit_scene.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {
namespace {

using client::Findings;

// Opens a household as a form does, and keeps what it showed until the form is saved.
Exit BeginVisit(OpenHome& home, const std::string& typed) {
  const Terminal& terminal = home.terminal();
  Findings findings;
  const auto household =
      client::ReadRecord("begin", v1::RECORD_KIND_HOUSEHOLD, typed, home.Context().known, findings);
  if (!household) return RefuseForm(terminal, findings);
  const client::Wording doing = {"Formulir tidak dapat dibuka", "The form cannot be opened"};
  const auto records = screens::HouseholdRecords(home.device(), *household);
  if (!records.ok()) return terminal.Problem(records.status(), doing);
  const auto draft = home.device().BeginEdit("visit", *household, *records);
  if (!draft.ok()) return terminal.Problem(draft.status(), doing);
  v1::DraftView view;
  view.set_draft(static_cast<std::uint64_t>(draft->number));
  view.set_household(ToUuidText(*household));
  for (const auto& [id, record] : draft->screen.records) {
    v1::ShownForm* shown = view.add_shown();
    shown->set_record(ToUuidText(id));
    shown->set_revision(record.at.revision);
  }
  const std::string number = std::to_string(draft->number);
  terminal.Tell({"Draf " + number + " dibuka; simpan dengan tilik visit --draft " + number,
                 "Draft " + number + " is open; save it with tilik visit --draft " + number});
  terminal.Print(view);
  return Exit::kDone;
}

Result<client::VisitScene> SceneOf(OpenHome& home, const v1::VisitForm& form, std::int64_t draft,
                                   Findings& findings) {
  client::Device& device = home.device();
  if (form.has_new_household()) return screens::SceneOfNew(device, form);
  if (draft != 0) {
    TILIK_ASSIGN_OR_RETURN(client::Draft open, device.ResumeEdit(draft));
    return screens::SceneOf(device, open.subject, std::move(open.screen), form);
  }
  const auto household = client::ReadRecord("household", v1::RECORD_KIND_HOUSEHOLD,
                                            form.household(), home.Context().known, findings);
  if (!household) return client::VisitScene();
  TILIK_ASSIGN_OR_RETURN(const std::vector<RecordId> records,
                         screens::HouseholdRecords(device, *household));
  TILIK_ASSIGN_OR_RETURN(client::Screen screen, device.Look(records));
  return screens::SceneOf(device, *household, std::move(screen), form);
}

}  // namespace

Exit RunVisit(OpenHome& home, const FormOptions& options) {
  const Terminal& terminal = home.terminal();
  if (options.withdraw != 0) return Withdraw(home, options);
  if (!options.begin.empty()) return BeginVisit(home, options.begin);
  v1::VisitForm form;
  if (const Exit read = ReadForm(terminal, options.file, &form); read != Exit::kDone) return read;
  Findings findings;
  const auto scene = SceneOf(home, form, options.draft, findings);
  if (!scene.ok()) {
    return terminal.Problem(scene.status(), {"Rumah tangga tidak terbaca", "No such household"});
  }
  if (findings.refused()) return RefuseForm(terminal, findings);
  auto captured = client::CaptureVisit(form, *scene, home.Context(), findings);
  std::vector<client::Captured> sets;
  if (captured) sets.push_back(*std::move(captured));
  return SaveCaptured(home, std::move(sets), findings, FolderOf(options.file), options.draft);
}

Exit RunPhoto(OpenHome& home, const PhotoOptions& options) {
  Findings findings;
  client::Captured set;
  client::PhotoToAttach photo;
  photo.file = options.file;
  photo.kind = client::ReadWord<v1::PhotoKind>("kind", options.kind, client::kPhotoKinds, findings);
  const client::CaptureContext context = home.Context();
  for (const v1::RecordKind kind : {v1::RECORD_KIND_HOUSEHOLD, v1::RECORD_KIND_PERSON}) {
    const std::vector<RecordId> named = context.known.Named(kind, options.record);
    if (named.size() == 1) photo.record = named.front();
  }
  if (photo.record.none()) {
    findings.Error("record", {"rumah tangga atau anggota \"" + options.record +
                                  "\" tidak ada di perangkat ini",
                              "no household or person \"" + options.record + "\" on this device"});
  }
  set.photos.push_back(std::move(photo));
  std::vector<client::Captured> sets;
  sets.push_back(std::move(set));
  return SaveCaptured(home, std::move(sets), findings, "");
}

}  // namespace tilik::native
