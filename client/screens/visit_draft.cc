#include "client/screens/visit_draft.h"

#include <algorithm>

#include "client/core/capture_words.h"
#include "client/screens/moments.h"
#include "client/screens/record_views.h"
#include "client/screens/visit_edits.h"
#include "client/screens/visit_form.h"
#include "client/screens/visit_scene.h"
#include "proto/contract/region.h"

namespace tilik::screens {
namespace {

using Answers = google::protobuf::Map<std::string, google::protobuf::Value>;

// Blocks whose answers are looked at, and change; a name or a No KK is asked in the open.
constexpr std::string_view kBlindBlocks[] = {"rumah", "aset", "bantuan"};

constexpr std::int64_t kLongestVisitS = 6 * 60 * 60;

// Lists of names that fit no answer any more, because the answer was taken back.
void Prune(v1::VisitForm* form) {
  std::set<std::string> answered;
  const auto add = [&](const Answers& answers) {
    for (const auto& [name, value] : answers) answered.insert(name);
  };
  add(form->answers());
  add(form->new_household().answers());
  for (const auto& member : form->members()) add(member.answers());
  for (const auto& member : form->new_members()) add(member.answers());
  for (const auto& family : form->families()) add(family.answers());
  const auto gone = [&](const std::string& name) { return !answered.contains(name); };
  for (auto* words : {form->mutable_seen(), form->mutable_as_written()}) {
    words->erase(std::remove_if(words->begin(), words->end(), gone), words->end());
  }
  std::vector<std::string> unused;
  for (const auto& [name, reason] : form->overrule()) {
    if (gone(name) || reason.empty()) unused.push_back(name);
  }
  for (const std::string& name : unused) form->mutable_overrule()->erase(name);
}

// Where capture's place ("members[1].answers.nik") stands on the screen
// ("member/<id>/answers/nik").
std::string PlaceOnScreen(const std::string& path, const v1::VisitForm& form) {
  std::string at = path;
  const auto list = [&](const std::string& name) -> std::optional<int> {
    if (!at.starts_with(name + "[")) return std::nullopt;
    const std::size_t end = at.find(']');
    const int index = std::atoi(at.c_str() + name.size() + 1);
    at = end == std::string::npos ? "" : at.substr(end + 1);
    if (at.starts_with('.')) at.erase(0, 1);
    return index;
  };
  std::string before;
  if (const auto index = list("members"); index && *index < form.members_size()) {
    before = "member/" + form.members(*index).person() + "/";
  } else if (const auto split = list("new_families")) {
    before = "newfamily/" + std::to_string(*split) + "/";
  } else if (const auto made = list("new_members")) {
    before = "new/" + std::to_string(*made) + "/";
  } else if (const auto family = list("families"); family && *family < form.families_size()) {
    before = "family/" + form.families(*family).family() + "/";
  } else if (at.starts_with("new_household.")) {
    at = at.substr(std::string_view("new_household.").size());
  }
  std::replace(at.begin(), at.end(), '.', '/');
  if (at == "respondent") at = "respondent/person";
  return before + at;
}

// Spread evenly, and the same for the same draft on every device and every day.
std::uint64_t Shuffled(std::uint64_t seed, const std::string& name) {
  std::uint64_t hash = seed ^ 0x9e3779b97f4a7c15ULL;
  for (const char c : name) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    hash ^= hash >> 29;
  }
  return hash;
}

}  // namespace

const std::string& NameIn(const v1::Variable& variable) {
  return variable.name().empty() ? variable.concept_name() : variable.name();
}

VisitDraft::VisitDraft(client::Device&, client::Draft draft) : draft_(std::move(draft)) {}

Result<VisitDraft> VisitDraft::Read(client::Device& device, client::DraftNumber number) {
  TILIK_ASSIGN_OR_RETURN(client::Draft draft, device.ResumeEdit(number));
  if (draft.form != "visit") return Status::NotFound("this draft is no visit's");
  VisitDraft visit(device, std::move(draft));
  if (!visit.form_.ParseFromString(visit.draft_.content)) {
    return Status::Corrupt("the draft's content is damaged");
  }
  TILIK_RETURN_IF_ERROR(visit.Look(device));
  return visit;
}

Status VisitDraft::Look(client::Device& device) {
  Prune(&form_);
  if (is_new()) {
    scene_ = SceneOfNew(device, form_);
  } else {
    TILIK_ASSIGN_OR_RETURN(scene_, SceneOf(device, draft_.subject, draft_.screen, form_));
  }
  ChooseBlind(device.codebooks());
  if (client::ValueOf(client::kVisitOutcomes, form_.outcome()) == v1::VISIT_OUTCOME_SELESAI) {
    form_.mutable_blind()->Assign(blind_.begin(), blind_.end());
  }
  const std::int64_t took_s = (device.clock().Read().wall.ms - draft_.begun.ms) / 1000;
  // A clock that was set meanwhile, or a draft of last week, says nothing of the visit.
  if (took_s > 0 && took_s < kLongestVisitS) {
    form_.set_duration_s(static_cast<std::uint32_t>(took_s));
  }
  Capture(device);
  return {};
}

std::uint64_t VisitDraft::village() const {
  if (const client::ScreenRecord* shown = scene_.screen.Find(scene_.household)) {
    return shown->village;
  }
  const auto code = VillageCode::Parse(form_.new_household().village());
  return code ? code->number() : 0;
}

void VisitDraft::ChooseBlind(const Codebooks& codebooks) {
  const client::ScreenRecord* household = scene_.screen.Find(scene_.household);
  const v1::Codebook* codebook = codebooks.FindNamed(kShownBy);
  if (household == nullptr || codebook == nullptr) return;
  std::vector<std::pair<std::uint64_t, std::string>> fitting;
  for (const v1::Variable& variable : codebook->variables()) {
    const Field field = codebooks.FieldOf(variable);
    const v1::Concept* concept_ = codebooks.ConceptOf(field);
    const auto old = household->values.find(field);
    const bool in_block = std::find(std::begin(kBlindBlocks), std::end(kBlindBlocks),
                                    variable.block()) != std::end(kBlindBlocks);
    // What is asked only after another answer would tell that answer.
    if (!in_block || concept_ == nullptr || concept_->kind() != v1::RECORD_KIND_HOUSEHOLD ||
        variable.ask_when_size() > 0 || old == household->values.end() ||
        IsAbsent(old->second.value)) {
      continue;
    }
    fitting.emplace_back(
        Shuffled(static_cast<std::uint64_t>(draft_.begun.ms), variable.concept_name()),
        NameIn(variable));
  }
  std::sort(fitting.begin(), fitting.end());
  for (std::size_t i = 0; i < std::min(kBlindQuestions, fitting.size()); ++i) {
    blind_.insert(fitting[i].second);
  }
}

void VisitDraft::Capture(client::Device& device) {
  client::Findings findings;
  captured_ = client::CaptureVisit(form_, scene_, CaptureScene(device).context, findings);
  refused_ = findings.refused();
  for (const Finding& finding : findings.list()) {
    said_.push_back({PlaceOnScreen(finding.variable, form_), finding});
  }
}

}  // namespace tilik::screens
