// musdes and not-verified: what a village forum decided, and why there was none.
#include <set>

#include "client/core/capture_musdes.h"
#include "client/native/commands.h"
#include "client/native/saving.h"
#include "client/screens/campaigns.h"
#include "client/screens/own_sets.h"
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

// The head of the family that a set makes; empty when it makes none.
std::string HeadProposedBy(const std::vector<v1::Operation>& operations) {
  for (const v1::Operation& operation : operations) {
    const v1::CreateRecord& create = operation.create_record();
    if (create.kind() != v1::RECORD_KIND_HOUSEHOLD) continue;
    const Result<Answers> answers = ReadColumns(create.values());
    if (!answers.ok() || !answers->contains(field::kHeadName)) continue;
    const auto* name = std::get_if<std::string>(&answers->at(field::kHeadName).value);
    if (name != nullptr) return *name;
  }
  return "";
}

// What of this forum was saved before: an earlier run may have been cut short.
struct Earlier {
  std::optional<Link> minutes;
  std::set<std::string> households;
  std::set<std::string> heads;  // of families it proposed
};

Result<Earlier> EarlierOf(OpenHome& home, const v1::BeritaAcara& minutes) {
  Earlier earlier;
  TILIK_RETURN_IF_ERROR(screens::ForEachOwnSet(home.device(), [&](const client::LogEntry& entry) {
    for (const client::OperationView& view : entry.operations) {
      const v1::Operation& operation = view.operation;
      const v1::BeritaAcara& known = operation.berita_acara();
      if (operation.has_berita_acara() && known.number() == minutes.number() &&
          known.village() == minutes.village() && known.date() == minutes.date()) {
        earlier.minutes = entry.link;
      }
    }
    return true;
  }));
  if (!earlier.minutes) return earlier;
  TILIK_RETURN_IF_ERROR(screens::ForEachOwnSet(home.device(), [&](const client::LogEntry& entry) {
    std::vector<v1::Operation> operations;
    for (const client::OperationView& view : entry.operations) operations.push_back(view.operation);
    for (const v1::Operation& operation : operations) {
      const v1::MusdesResult& result = operation.musdes_result();
      if (result.ground().link() != earlier.minutes->raw()) continue;
      earlier.households.insert(result.household());
      earlier.heads.insert(HeadProposedBy(operations));
    }
    return true;
  }));
  return earlier;
}

std::string HouseholdOf(const Captured& result) {
  for (const v1::Operation& operation : result.operations) {
    if (operation.has_musdes_result()) return operation.musdes_result().household();
  }
  return "";
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
  const auto earlier = EarlierOf(home, captured->minutes.operations.front().berita_acara());
  if (!earlier.ok()) return terminal.Problem(earlier.status(), doing);

  std::vector<Captured> sets;
  if (!earlier->minutes) sets.push_back(std::move(captured->minutes));
  for (Captured& result : captured->results) {
    const std::string head = HeadProposedBy(result.operations);
    if (earlier->households.contains(HouseholdOf(result))) continue;
    if (!head.empty() && earlier->heads.contains(head)) continue;
    if (earlier->minutes) client::NameGround(*earlier->minutes, result);
    sets.push_back(std::move(result));
  }
  if (sets.empty()) {
    terminal.Tell({"Sudah tersimpan semuanya.", "All of it is saved already."});
    terminal.Print(v1::SavedView());
    return Exit::kDone;
  }
  return SaveCaptured(home, std::move(sets), findings, FolderOf(options.file), 0,
                      earlier->minutes ? nullptr : client::NameGround);
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
