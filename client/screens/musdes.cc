#include "client/screens/musdes.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "client/core/capture_musdes.h"
#include "client/screens/campaigns.h"
#include "client/screens/item_pen.h"
#include "client/screens/known_to_device.h"
#include "client/screens/looking.h"
#include "client/screens/musdes_sets.h"
#include "client/screens/naming.h"
#include "client/screens/record_views.h"
#include "client/screens/saved_sets.h"
#include "client/screens/visit_edits.h"
#include "proto/contract/folding.h"
#include "proto/contract/region.h"
#include "tilik/v1/drafts.pb.h"

namespace tilik::screens {
namespace {

using client::DraftNumber;
using client::Findings;
using client::Wording;

constexpr std::string_view kResults = "results[";
constexpr std::string_view kProposals = "proposals[";
// As the codebook names what a proposal must say.
constexpr char kNameVariable[] = "nama";
constexpr char kSexVariable[] = "jnskel";
constexpr char kAddressVariable[] = "alamat";

struct Meeting {
  client::Draft draft;
  v1::MusdesDraft said;

  static Result<Meeting> Read(client::Device& device, std::uint64_t number) {
    Meeting meeting;
    TILIK_ASSIGN_OR_RETURN(meeting.draft, device.ResumeEdit(static_cast<DraftNumber>(number)));
    if (meeting.draft.form != kMusdesForm) return Status::NotFound("this draft is no musdes");
    if (!meeting.said.ParseFromString(meeting.draft.content)) {
      return Status::Corrupt("the draft's content is damaged");
    }
    return meeting;
  }

  Status Keep(client::Device& device) const {
    return device.KeepDraft(draft.number, said.SerializeAsString());
  }

  std::uint64_t village() const {
    const auto code = VillageCode::Parse(said.form().village());
    return code ? code->number() : 0;
  }

  const v1::MusdesResultForm* ResultOf(const std::string& household) const {
    for (const v1::MusdesResultForm& result : said.form().results()) {
      if (result.household() == household) return &result;
    }
    return nullptr;
  }
};

// What capture makes of it, and what it says against it.
struct Captured {
  std::optional<client::CapturedMusdes> sets;
  std::vector<Finding> said;
};

Result<Captured> Capture(client::Device& device, const Meeting& meeting) {
  client::MusdesScene scene;
  TILIK_ASSIGN_OR_RETURN(const client::Screen seen, client::ReadScreen(meeting.said.seen()));
  for (const auto& [id, record] : seen.records) {
    client::Screen screen;
    screen.records.emplace(id, record);
    scene.households[ToUuidText(id)] = {id, std::move(screen)};
  }
  TILIK_ASSIGN_OR_RETURN(const auto scans, device.PhotosOf(meeting.draft.number));
  if (!scans.empty()) scene.scan_hash = scans.back().hash();
  v1::MusdesForm form = meeting.said.form();
  form.set_campaign(CampaignIn(device, form.village()));
  Findings findings;
  Captured captured;
  captured.sets = client::CaptureMusdes(form, scene, CaptureScene(device).context, findings);
  captured.said = findings.list();
  return captured;
}

v1::MusdesCounts Count(const Voice& voice, const Meeting& meeting, std::size_t rows) {
  v1::MusdesCounts counts;
  counts.set_rows(static_cast<std::uint32_t>(rows));
  counts.set_spoken_of(static_cast<std::uint32_t>(meeting.said.form().results_size()));
  counts.set_proposals(static_cast<std::uint32_t>(meeting.said.form().proposals_size()));
  std::map<int, std::uint32_t> findings;
  for (const v1::MusdesResultForm& result : meeting.said.form().results()) {
    const auto finding = client::ValueOf(client::kMusdesFindings, result.finding());
    if (finding) ++findings[*finding];
  }
  for (const auto& [finding, lines] : findings) {
    v1::ReasonListed* one = counts.add_findings();
    one->set_reason(client::WordFor(client::kMusdesFindings, finding, voice.language));
    one->set_lines(lines);
  }
  return counts;
}

// Households of the village that a meeting goes through, by address and name.
Result<std::vector<RecordId>> Roll(client::Device& device, std::uint64_t village) {
  TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> households, device.HouseholdsOf(village));
  const std::string campaign = CampaignIn(device, village);
  if (campaign.empty()) return households;
  std::set<std::string> listed;
  TILIK_ASSIGN_OR_RETURN(const auto prelists, device.Prelists());
  for (const v1::SetPrelist& prelist : prelists) {
    if (prelist.village() != village || prelist.campaign() != campaign) continue;
    listed.insert(prelist.households().begin(), prelist.households().end());
  }
  std::erase_if(households,
                [&](const RecordId& household) { return !listed.contains(household.str()); });
  return households;
}

Result<v1::MusdesRow> RowOf(client::Device& device, const RecordId& household) {
  TILIK_ASSIGN_OR_RETURN(const client::RecordView shown, device.Show(household));
  v1::MusdesRow row;
  row.set_record(ToUuidText(household));
  row.set_name(TextOf(shown, field::kHeadName));
  row.set_neighbourhood(TextOf(shown, field::kSls));
  row.set_address(TextOf(shown, field::kAddress));
  TILIK_ASSIGN_OR_RETURN(const std::uint64_t persons, device.PersonsIn(household));
  row.set_persons(static_cast<std::uint32_t>(persons));
  return row;
}

void Say(const v1::MusdesResultForm& result, v1::MusdesRow* row) {
  row->set_finding(result.finding());
  row->set_ability(result.ability());
  row->set_other_household(result.other_household());
  row->set_note(result.note());
}

// What is said against results, at the row that each is about.
void AddProblems(const Voice& voice, const Meeting& meeting, const std::vector<Finding>& findings,
                 const std::function<v1::MusdesRow*(const std::string&)>& row_of) {
  for (const Finding& finding : findings) {
    if (!finding.variable.starts_with(kResults)) continue;
    const int index = std::atoi(finding.variable.c_str() + kResults.size());
    if (index >= meeting.said.form().results_size()) continue;
    v1::MusdesRow* row = row_of(meeting.said.form().results(index).household());
    if (row == nullptr) continue;
    v1::FormFinding* problem = row->add_problems();
    problem->set_error(finding.kind == Finding::Kind::kError);
    problem->set_text(voice.Say({finding.message_id, finding.message}));
  }
}

void AddWords(client::Vocabulary words, const Voice& voice,
              google::protobuf::RepeatedPtrField<v1::ChoiceView>* choices) {
  for (const client::Word& word : words) {
    v1::ChoiceView* choice = choices->Add();
    choice->set_value(std::string(word.id));
    choice->set_label(voice.Say({std::string(word.id), std::string(word.en)}));
  }
}

Result<v1::MusdesView> Draw(client::Device& device, const Voice& voice, const Meeting& meeting) {
  v1::MusdesView view;
  view.set_draft(static_cast<std::uint64_t>(meeting.draft.number));
  view.set_village(VillageInFull(device, meeting.village()));
  view.set_campaign(CampaignIn(device, meeting.village()));
  AddWords(client::kMusdesFindings, voice, view.mutable_findings());
  AddWords(client::kAbilities, voice, view.mutable_abilities());
  TILIK_ASSIGN_OR_RETURN(const auto rows, MusdesRows(device, meeting.village()));
  std::map<std::string, int> places;
  for (const v1::MusdesRow& row : rows) {
    places[row.record()] = view.rows_size();
    *view.add_rows() = row;
  }
  for (const v1::MusdesResultForm& result : meeting.said.form().results()) {
    const auto place = places.find(result.household());
    if (place != places.end()) Say(result, view.mutable_rows(place->second));
  }
  TILIK_ASSIGN_OR_RETURN(const Captured captured, Capture(device, meeting));
  AddProblems(voice, meeting, captured.said, [&](const std::string& household) {
    const auto place = places.find(household);
    return place == places.end() ? nullptr : view.mutable_rows(place->second);
  });
  *view.mutable_counts() = Count(voice, meeting, rows.size());
  return view;
}

// --- the minutes ---

class Minutes : ItemPen {
 public:
  Minutes(client::Device& device, const Voice& voice, const Meeting& meeting)
      : ItemPen(voice), device_(device), voice_(voice), meeting_(meeting) {}

  Result<v1::FormView> Draw() {
    TILIK_ASSIGN_OR_RETURN(const Captured captured, Capture(device_, meeting_));
    TILIK_RETURN_IF_ERROR(DrawMinutes());
    DrawProposals();
    Heading({"Yang akan disimpan", "What will be saved"});
    DrawCounts();
    std::vector<v1::ItemView> items = Take();
    v1::FormView view;
    bool refused = false;
    for (const Finding& finding : captured.said) {
      refused = refused || finding.kind == Finding::Kind::kError;
      Place(finding, &items, &view);
    }
    view.set_draft(static_cast<std::uint64_t>(meeting_.draft.number));
    view.set_form(kMusdesForm);
    view.set_title("Musdes");
    view.set_village(VillageInFull(device_, meeting_.village()));
    view.set_save(voice_.Say({"Simpan hasil musdes", "Save the results"}));
    v1::PageListed* page = view.add_pages();
    page->set_key(kMusdesForm);
    page->set_title(voice_.Say({"Berita acara", "Minutes"}));
    for (const v1::ItemView& item : items) {
      if (item.required() && !IsAnswered(item)) page->set_missing(page->missing() + 1);
      for (const v1::FormFinding& finding : item.findings()) {
        if (finding.error()) page->set_errors(page->errors() + 1);
      }
    }
    view.set_page(kMusdesForm);
    view.mutable_items()->Assign(items.begin(), items.end());
    view.set_ready(!refused);
    return view;
  }

 private:
  Status DrawMinutes() {
    const v1::MusdesForm& form = meeting_.said.form();
    OneOf("ground", {"Dasar hasil ini", "What the results rest on"}, client::kGroundKinds,
          form.ground());
    Text("number", {"Nomor", "Number"}, form.number());
    Add(v1::ITEM_KIND_DATE, "date", {"Tanggal", "Day"}).set_value(form.date());
    std::string signers;
    for (const std::string& signer : form.signers()) {
      signers += (signers.empty() ? "" : ", ") + signer;
    }
    Text("signers", {"Siapa yang menandatangani?", "Who signed?"}, signers)
        .set_hint(voice_.Say({"Pisahkan dengan koma, misalnya \"Kepala Desa, Ketua BPD\".",
                              "Separated by commas: \"Kepala Desa, Ketua BPD\", for example."}));
    Text("subject", {"Perihal", "Subject"}, form.subject());
    v1::ItemView& scan =
        Add(v1::ITEM_KIND_PICTURE, "scan",
            {"Foto berita acara yang ditandatangani", "Photo of the signed paper"});
    TILIK_ASSIGN_OR_RETURN(const auto photos, device_.PhotosOf(meeting_.draft.number));
    for (const v1::AttachmentRef& photo : photos) {
      v1::PictureListed* picture = scan.add_pictures();
      picture->set_hash(ToHex(photo.hash()));
      picture->set_taken_ms(photo.taken_ms());
    }
    return {};
  }

  void DrawProposals() {
    Heading({"Usulan baru: keluarga yang belum terdaftar", "Families that nobody listed"});
    const v1::MusdesForm& form = meeting_.said.form();
    for (int i = 0; i < form.proposals_size(); ++i) {
      const std::string at = "proposal/" + std::to_string(i) + "/";
      const v1::MusdesProposalForm& proposal = form.proposals(i);
      const std::string number = std::to_string(i + 1);
      v1::ItemView& name = Text(
          at + "name", {number + ". Nama kepala keluarga", number + ". Head of the family"},
          proposal.members().empty() ? "" : AnswerIn(proposal.members(0).answers(), kNameVariable));
      name.set_required(true);
      v1::ItemView& sex = Add(v1::ITEM_KIND_ONE_OF, at + "sex", {"Jenis kelamin", "Sex"});
      sex.set_required(true);
      sex.set_value(
          proposal.members().empty() ? "" : AnswerIn(proposal.members(0).answers(), kSexVariable));
      for (const v1::Code& code : CodesOfSex()) {
        AddChoice(&sex, std::to_string(code.code()),
                  voice_.Say({code.label().id(), code.label().en()}));
      }
      Text(at + "address", {"Alamat", "Address"}, AnswerIn(proposal.answers(), kAddressVariable));
      Text(at + "note", {"Mengapa diusulkan?", "Why is it proposed?"}, proposal.note());
      Add(v1::ITEM_KIND_REMOVE, "remove/proposal/" + std::to_string(i),
          {"Batalkan usulan " + number, "Take proposal " + number + " back"});
    }
    if (form.proposals_size() < kMaxProposals) {
      Add(v1::ITEM_KIND_ADD, "add/proposal", {"Tambah usulan", "Add a family"});
    }
  }

  std::vector<v1::Code> CodesOfSex() const {
    const Codebooks& codebooks = device_.codebooks();
    const v1::Codebook* codebook = codebooks.FindNamed(kShownBy);
    const v1::Variable* sex =
        codebook == nullptr ? nullptr : codebooks.VariableFor(codebook->number(), field::kSex);
    if (sex == nullptr) return {};
    return {sex->codes().begin(), sex->codes().end()};
  }

  using Answers = google::protobuf::Map<std::string, google::protobuf::Value>;
  static std::string AnswerIn(const Answers& answers, const char* variable) {
    const auto found = answers.find(variable);
    return found == answers.end() ? "" : found->second.string_value();
  }

  void DrawCounts() {
    const v1::MusdesCounts counts = Count(voice_, meeting_, 0);
    for (const v1::ReasonListed& finding : counts.findings()) {
      v1::ItemView& line = Add(v1::ITEM_KIND_SUMMARY, "", {finding.reason(), finding.reason()});
      line.set_words(std::to_string(finding.lines()) +
                     voice_.Say({" rumah tangga", " households"}));
    }
  }

  // What is only not answered yet is asked for, not complained of.
  void Place(const Finding& finding, std::vector<v1::ItemView>* items, v1::FormView* view) const {
    std::string at = finding.variable;
    std::string about;
    if (at.starts_with(kProposals)) {
      const bool of_sex = at.ends_with(kSexVariable);
      const bool of_address = at.ends_with(kAddressVariable);
      at = "proposal/" + std::to_string(std::atoi(at.c_str() + kProposals.size())) +
           (of_sex       ? "/sex"
            : of_address ? "/address"
                         : "/name");
    } else if (at.starts_with(kResults)) {
      const int index = std::atoi(at.c_str() + kResults.size());
      const auto household = RecordIdFromText(meeting_.said.form().results(index).household());
      if (household) about = KnownToDevice(device_).NameOf(*household) + ": ";
    }
    const auto item = std::find_if(items->begin(), items->end(),
                                   [&](const v1::ItemView& one) { return one.at() == at; });
    const bool error = finding.kind == Finding::Kind::kError;
    if (item != items->end() && error && !IsAnswered(*item)) {
      item->set_required(true);
      return;
    }
    v1::FormFinding* written = item == items->end() ? view->add_notices() : item->add_findings();
    written->set_error(error);
    written->set_text(about + voice_.Say({finding.message_id, finding.message}));
  }

  client::Device& device_;
  const Voice& voice_;
  const Meeting& meeting_;
};

std::string Trimmed(std::string_view text) {
  const std::size_t begins = text.find_first_not_of(' ');
  if (begins == std::string_view::npos) return "";
  return std::string(text.substr(begins, text.find_last_not_of(' ') - begins + 1));
}

void SetAnswer(const std::string& variable, const std::string& value,
               google::protobuf::Map<std::string, google::protobuf::Value>* answers) {
  answers->erase(variable);
  if (!value.empty()) (*answers)[variable].set_string_value(value);
}

// "proposal/0/name"
Status ApplyToProposal(const std::vector<std::string>& parts, const std::string& value,
                       v1::MusdesForm* form) {
  const int index = std::atoi(parts[1].c_str());
  if (index < 0 || index >= form->proposals_size()) {
    return Status::Invalid("there is no proposal " + parts[1]);
  }
  v1::MusdesProposalForm* proposal = form->mutable_proposals(index);
  if (parts[2] == "name" || parts[2] == "sex") {
    if (proposal->members().empty()) proposal->add_members();
    SetAnswer(parts[2] == "name" ? kNameVariable : kSexVariable, value,
              proposal->mutable_members(0)->mutable_answers());
  } else if (parts[2] == "address") {
    SetAnswer(kAddressVariable, value, proposal->mutable_answers());
  } else if (parts[2] == "note") {
    proposal->set_note(value);
  } else {
    return Status::Invalid("a proposal has no \"" + parts[2] + "\"");
  }
  return {};
}

Status ApplyTo(const v1::AnswerFormRequest& touch, v1::MusdesForm* form) {
  const std::string& at = touch.at();
  const std::vector<std::string> parts = PartsOf(at);
  if (touch.value().size() > kMaxTouchBytes) return Status::Invalid("too long to have been typed");
  if (at == "ground") {
    form->set_ground(touch.value());
  } else if (at == "number") {
    form->set_number(touch.value());
  } else if (at == "date") {
    form->set_date(touch.value());
  } else if (at == "subject") {
    form->set_subject(touch.value());
  } else if (at == "signers") {
    form->clear_signers();
    std::string_view rest = touch.value();
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      const std::string signer = Trimmed(rest.substr(0, comma));
      if (!signer.empty()) form->add_signers(signer);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  } else if (at == "add/proposal") {
    if (form->proposals_size() >= kMaxProposals) {
      return Status::Invalid("a meeting proposes at most " + std::to_string(kMaxProposals));
    }
    form->add_proposals()->add_members();
  } else if (parts.size() == 3 && parts[0] == "remove" && parts[1] == "proposal") {
    const int index = std::atoi(parts[2].c_str());
    if (index < 0 || index >= form->proposals_size()) {
      return Status::Invalid("there is no proposal " + parts[2]);
    }
    form->mutable_proposals()->DeleteSubrange(index, 1);
  } else if (parts.size() == 3 && parts[0] == "proposal") {
    return ApplyToProposal(parts, touch.value(), form);
  } else {
    return Status::Invalid("\"" + at + "\" is no place of this form");
  }
  return {};
}

void Forget(const RecordId& household, v1::MusdesDraft* said) {
  auto* results = said->mutable_form()->mutable_results();
  results->erase(std::remove_if(results->begin(), results->end(),
                                [&](const v1::MusdesResultForm& result) {
                                  return result.household() == ToUuidText(household);
                                }),
                 results->end());
  auto* records = said->mutable_seen()->mutable_records();
  records->erase(std::remove_if(records->begin(), records->end(),
                                [&](const v1::ScreenRecord& record) {
                                  return record.record() == household.raw();
                                }),
                 records->end());
}

}  // namespace

Result<std::vector<v1::MusdesRow>> MusdesRows(client::Device& device, std::uint64_t village) {
  TILIK_ASSIGN_OR_RETURN(const std::vector<RecordId> roll, Roll(device, village));
  std::vector<v1::MusdesRow> rows;
  std::map<std::string, std::uint32_t> names;
  for (const RecordId& household : roll) {
    Result<v1::MusdesRow> row = RowOf(device, household);
    // Of a form newer than this version: it hides no other.
    if (row.status().code() == Code::kNotFound) continue;
    if (!row.ok()) return row.status();
    if (!row->name().empty()) ++names[Fold(row->name())];
    rows.push_back(*std::move(row));
  }
  for (v1::MusdesRow& row : rows) {
    if (!row.name().empty()) row.set_same_names(names[Fold(row.name())] - 1);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& one, const auto& other) {
    return WalksBefore(one.neighbourhood(), other.neighbourhood());
  });
  return rows;
}

Result<v1::OpenMusdesResponse> OpenMusdes(client::Device& device, const Voice& voice,
                                          const v1::OpenMusdesRequest& asked) {
  if (!VillageCode::Parse(asked.village())) {
    return Status::Invalid("\"" + asked.village() + "\" is no village code");
  }
  v1::OpenMusdesResponse response;
  TILIK_ASSIGN_OR_RETURN(const std::vector<client::Draft> drafts, device.Drafts());
  for (const client::Draft& draft : drafts) {
    if (draft.form != kMusdesForm) continue;
    TILIK_ASSIGN_OR_RETURN(const Meeting meeting,
                           Meeting::Read(device, static_cast<std::uint64_t>(draft.number)));
    if (meeting.said.form().village() != asked.village()) continue;
    TILIK_ASSIGN_OR_RETURN(*response.mutable_musdes(), Draw(device, voice, meeting));
    return response;
  }
  Meeting meeting;
  meeting.said.mutable_form()->set_village(asked.village());
  TILIK_ASSIGN_OR_RETURN(meeting.draft, device.BeginEdit(kMusdesForm, RecordId(), {}));
  TILIK_RETURN_IF_ERROR(meeting.Keep(device));
  TILIK_ASSIGN_OR_RETURN(*response.mutable_musdes(), Draw(device, voice, meeting));
  return response;
}

Result<v1::AnswerMusdesResponse> AnswerMusdes(client::Device& device, const Voice& voice,
                                              const v1::AnswerMusdesRequest& asked) {
  TILIK_ASSIGN_OR_RETURN(Meeting meeting, Meeting::Read(device, asked.draft()));
  const auto household = RecordIdFromText(asked.record());
  TILIK_ASSIGN_OR_RETURN(const auto roll, Roll(device, meeting.village()));
  if (!household || std::find(roll.begin(), roll.end(), *household) == roll.end()) {
    return Status::Invalid("\"" + asked.record() + "\" is no household of this meeting");
  }
  if (asked.note().size() + asked.other_household().size() + asked.finding().size() +
          asked.ability().size() >
      kMaxTouchBytes) {
    return Status::Invalid("too long to have been typed");
  }
  const bool spoken_of = meeting.ResultOf(asked.record()) != nullptr;
  if (asked.finding().empty() && asked.ability().empty() && asked.note().empty()) {
    Forget(*household, &meeting.said);
  } else {
    if (!spoken_of) {
      TILIK_ASSIGN_OR_RETURN(client::Screen seen, device.Look({*household}));
      // A status is proposed, no answer: what was answered is not needed, and would be large.
      for (auto& [id, record] : seen.records) record.values.clear();
      meeting.said.mutable_seen()->MergeFrom(client::WriteScreen(seen));
      meeting.said.mutable_form()->add_results()->set_household(asked.record());
    }
    for (v1::MusdesResultForm& result : *meeting.said.mutable_form()->mutable_results()) {
      if (result.household() != asked.record()) continue;
      // Who can be spoken of as well off or poor was found.
      const bool only_ability = asked.finding().empty() && !asked.ability().empty();
      result.set_finding(only_ability ? client::WordFor(client::kMusdesFindings,
                                                        v1::MUSDES_FINDING_DITEMUKAN, "id")
                                      : asked.finding());
      result.set_ability(asked.ability());
      result.set_other_household(asked.other_household());
      result.set_note(asked.note());
    }
  }
  TILIK_RETURN_IF_ERROR(meeting.Keep(device));
  v1::AnswerMusdesResponse response;
  TILIK_ASSIGN_OR_RETURN(*response.mutable_row(), RowOf(device, *household));
  if (const v1::MusdesResultForm* result = meeting.ResultOf(asked.record())) {
    Say(*result, response.mutable_row());
  }
  TILIK_ASSIGN_OR_RETURN(const Captured captured, Capture(device, meeting));
  AddProblems(voice, meeting, captured.said, [&](const std::string& of) {
    return of == asked.record() ? response.mutable_row() : nullptr;
  });
  *response.mutable_counts() = Count(voice, meeting, roll.size());
  return response;
}

Result<v1::DraftListed> MusdesListed(client::Device& device, const client::Draft& draft) {
  TILIK_ASSIGN_OR_RETURN(const Meeting meeting,
                         Meeting::Read(device, static_cast<std::uint64_t>(draft.number)));
  v1::DraftListed one;
  one.set_draft(static_cast<std::uint64_t>(draft.number));
  one.set_form(kMusdesForm);
  one.set_record(meeting.said.form().village());
  one.set_name("Musdes");
  one.set_village(VillageInFull(device, meeting.village()));
  one.set_kept_ms(draft.kept.ms);
  return one;
}

Result<v1::FormView> DrawMusdes(client::Device& device, const Voice& voice, DraftNumber number) {
  TILIK_ASSIGN_OR_RETURN(const Meeting meeting,
                         Meeting::Read(device, static_cast<std::uint64_t>(number)));
  return Minutes(device, voice, meeting).Draw();
}

Result<v1::FormView> AnswerMinutes(client::Device& device, const Voice& voice,
                                   const v1::AnswerFormRequest& asked) {
  TILIK_ASSIGN_OR_RETURN(Meeting meeting, Meeting::Read(device, asked.draft()));
  if (asked.at().starts_with("scan/")) {
    const auto hash = ContentHash::FromRaw(FromHex(asked.at().substr(5)).value_or(""));
    if (!hash) return Status::Invalid("\"" + asked.at() + "\" is no picture");
    TILIK_RETURN_IF_ERROR(device.LetGoPhoto(meeting.draft.number, *hash));
  } else {
    TILIK_RETURN_IF_ERROR(ApplyTo(asked, meeting.said.mutable_form()));
    TILIK_RETURN_IF_ERROR(meeting.Keep(device));
  }
  return Minutes(device, voice, meeting).Draw();
}

Result<v1::SaveFormResponse> SaveMusdes(client::Device& device, const Voice& voice,
                                        DraftNumber number) {
  TILIK_ASSIGN_OR_RETURN(const Meeting meeting,
                         Meeting::Read(device, static_cast<std::uint64_t>(number)));
  v1::SaveFormResponse response;
  TILIK_ASSIGN_OR_RETURN(Captured captured, Capture(device, meeting));
  if (!captured.sets) {
    TILIK_ASSIGN_OR_RETURN(*response.mutable_form(), Minutes(device, voice, meeting).Draw());
    return response;
  }
  TILIK_ASSIGN_OR_RETURN(MusdesSets still, StillToSave(device, *std::move(captured.sets)));
  if (still.sets.empty()) {
    TILIK_RETURN_IF_ERROR(device.DropDraft(number));
    response.mutable_saved();
    return response;
  }
  TILIK_ASSIGN_OR_RETURN(*response.mutable_saved(),
                         SaveSets(device, std::move(still.sets), number, captured.said,
                                  still.begins_with_minutes ? client::NameGround : nullptr));
  return response;
}

std::optional<v1::PhotoKind> MusdesPictureKind(const std::string& at) {
  if (at != "scan") return std::nullopt;
  return v1::PHOTO_KIND_DANOM;
}

}  // namespace tilik::screens
