// musdes and not-verified: what a village forum decided, and why there was none.
#include "client/core/capture_musdes.h"
#include "client/native/commands.h"
#include "client/native/saving.h"
#include "client/screens/campaigns.h"
#include "client/screens/musdes_sets.h"
#include "proto/contract/change_set.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {
namespace {

using client::Captured;
using client::Findings;

constexpr std::size_t kMostScanBytes = 32 * 1024 * 1024;

// Every household the form names, as it stands on the screen now. Those unknown here stay out; the
// capture says so at their place.
Result<client::MusdesScene> SceneOf(OpenHome& home, const v1::MusdesForm& form,
                                    const std::string& folder) {
  client::MusdesScene scene;
  for (const v1::MusdesResultForm& result : form.results()) {
    Findings unknown;
    const auto household = client::ReadRecord("household", v1::RECORD_KIND_HOUSEHOLD,
                                              result.household(), home.Context().known, unknown);
    if (!household) continue;
    TILIK_ASSIGN_OR_RETURN(client::Screen screen, home.device().Look({*household}));
    scene.households[result.household()] = {*household, std::move(screen)};
  }
  if (!form.scan().empty()) {
    TILIK_ASSIGN_OR_RETURN(const std::string scan,
                           ReadWholeFile(PathBeside(folder, form.scan()), kMostScanBytes));
    scene.scan_hash = HashOf(scan).str();
  }
  return scene;
}

}  // namespace

Exit RunMusdes(OpenHome& home, const FormOptions& options) {
  const Terminal& terminal = home.terminal();
  const client::Wording doing = {"Hasil musdes tidak terbaca", "The results cannot be read"};
  v1::MusdesForm form;
  if (const Exit read = ReadForm(terminal, options.file, &form); read != Exit::kDone) return read;
  const auto scene = SceneOf(home, form, FolderOf(options.file));
  if (!scene.ok()) return terminal.Problem(scene.status(), doing);
  if (form.campaign().empty())
    form.set_campaign(screens::CampaignIn(home.device(), form.village()));
  Findings findings;
  auto captured = client::CaptureMusdes(form, *scene, home.Context(), findings);
  if (!captured) return RefuseForm(terminal, findings);
  auto still = screens::StillToSave(home.device(), *std::move(captured));
  if (!still.ok()) return terminal.Problem(still.status(), doing);
  if (still->sets.empty()) {
    terminal.Tell({"Sudah tersimpan semuanya.", "All of it is saved already."});
    terminal.Print(v1::SavedView());
    return Exit::kDone;
  }
  return SaveCaptured(home, std::move(still->sets), findings, FolderOf(options.file), 0,
                      still->begins_with_minutes ? client::NameGround : nullptr);
}

Exit RunNotVerified(OpenHome& home, const FormOptions& options) {
  v1::NotVerifiedForm form;
  if (const Exit read = ReadForm(home.terminal(), options.file, &form); read != Exit::kDone) {
    return read;
  }
  if (form.campaign().empty())
    form.set_campaign(screens::CampaignIn(home.device(), form.village()));
  Findings findings;
  auto captured = client::CaptureNotVerified(form, home.Context(), findings);
  std::vector<Captured> sets;
  if (captured) sets.push_back(*std::move(captured));
  return SaveCaptured(home, std::move(sets), findings, "");
}

}  // namespace tilik::native
