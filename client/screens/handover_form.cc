#include "client/screens/handover_form.h"

#include <algorithm>
#include <set>

#include "client/core/capture_handover.h"
#include "client/core/capture_quantity.h"
#include "client/screens/event_form.h"
#include "client/screens/event_table.h"
#include "client/screens/item_pen.h"
#include "client/screens/known_to_device.h"
#include "client/screens/moments.h"
#include "client/screens/naming.h"
#include "client/screens/saved_sets.h"
#include "client/screens/visit_edits.h"
#include "proto/contract/programme.h"

namespace tilik::screens {
namespace {

using client::Wording;

constexpr std::string_view kPhotoPlace = "photo/";
constexpr int kMostPictures = 12;

std::string WordOf(client::Vocabulary words, int value) {
  return client::WordFor(words, value, "id");
}

bool IsTouched(const v1::HandoverDraft& content) {
  return content.has_how() || content.lines_size() > 0 || content.pictures_size() > 0;
}

// The draft taken up again, with what stands on the table by now.
struct AtTable {
  client::Draft draft;
  v1::HandoverDraft content;
  v1::EventDraft event;
  std::string event_name;
  TableRow row;

  static Result<AtTable> Read(client::Device& device, client::DraftNumber number) {
    AtTable at;
    TILIK_ASSIGN_OR_RETURN(at.draft, device.ResumeEdit(number));
    if (at.draft.form != kHandoverForm) return Status::NotFound("this draft is no handover's");
    if (!at.content.ParseFromString(at.draft.content)) {
      return Status::Corrupt("the draft's content is damaged");
    }
    TILIK_ASSIGN_OR_RETURN(at.event, ReadEvent(device, at.content.event()));
    TILIK_ASSIGN_OR_RETURN(const client::Draft event,
                           device.ResumeEdit(static_cast<client::DraftNumber>(at.content.event())));
    at.event_name = EventName(event, at.event, device.clock().Read().utc_offset_minutes);
    TILIK_ASSIGN_OR_RETURN(const EventTable table, EventTable::Read(device, at.event));
    const TableRow* row = table.Find(at.draft.subject);
    if (row == nullptr) return Status::NotFound("this family is due nothing at this acara");
    at.row = *row;
    return at;
  }

  const v1::HandoverLineDraft* Touched(const TableLine& line) const {
    for (const v1::HandoverLineDraft& one : content.lines()) {
      if (one.line() == line.Id()) return &one;
    }
    return nullptr;
  }
  // Handed out now: what is open, unless it was switched; what is not open any more only when the
  // officer says how much.
  bool IsOn(const TableLine& line) const {
    const v1::HandoverLineDraft* touched = Touched(line);
    if (touched == nullptr) return line.open() > 0;
    if (touched->left_out()) return false;
    return line.entitled > line.handed_out || touched->other();
  }
  std::vector<TableLine> LinesOn() const {
    std::vector<TableLine> on;
    std::copy_if(row.lines.begin(), row.lines.end(), std::back_inserter(on),
                 [&](const TableLine& line) { return IsOn(line); });
    return on;
  }

  v1::HandoverForm Shared() const {
    v1::HandoverForm form;
    form.set_event(event_name);
    form.set_mode(event.mode());
    form.set_paid_by(event.paid_by());
    form.set_witness(event.witness());
    form.set_from_paper(event.from_paper());
    if (event.from_paper()) form.set_day(event.day());
    return form;
  }
  v1::HandoverForm Form() const {
    v1::HandoverForm form = Shared();
    for (const TableLine& line : LinesOn()) {
      v1::DeliveryForm* delivery = form.add_deliveries();
      *delivery = content.how();
      delivery->set_line(line.Id());
      const v1::HandoverLineDraft* touched = Touched(line);
      if (touched == nullptr || !touched->other()) continue;
      if (!touched->received().empty()) {
        delivery->mutable_received()->set_string_value(touched->received());
      }
      if (touched->deducted().empty()) continue;
      v1::DeductionForm* deduction = delivery->add_deductions();
      deduction->mutable_amount()->set_string_value(touched->deducted());
      deduction->set_taken_by(touched->taken_by());
      deduction->set_reason(touched->reason());
    }
    return form;
  }
};

std::vector<client::Captured> Capture(client::Device& device, const v1::HandoverForm& form,
                                      client::Findings& findings) {
  return client::CaptureHandover(form, CaptureScene(device).context, findings);
}

class HandoverDrawing : ItemPen {
 public:
  HandoverDrawing(client::Device& device, const Voice& voice, const AtTable& at)
      : ItemPen(voice), device_(device), voice_(voice), at_(at) {
    for (const v1::Programme& programme : KnownToDevice(device).Programmes()) {
      programmes_[programme.code()] = programme;
    }
  }

  v1::FormView Draw() {
    name_ = KnownToDevice(device_).NameOf(at_.row.record);
    on_ = at_.LinesOn();
    for (const TableLine& line : at_.row.lines) DrawLine(line);
    if (!on_.empty()) {
      DrawReceiver();
      DrawCard();
      DrawEvidence();
      Text("note", {"Catatan", "Note"}, at_.content.how().note());
    }
    v1::FormView view;
    view.set_draft(static_cast<std::uint64_t>(at_.draft.number));
    view.set_form(kHandoverForm);
    view.set_record(ToUuidText(at_.row.record));
    view.set_title(name_);
    view.set_village(VillageInFull(device_, at_.event.village()));
    view.set_save(SaveWords());
    FillNotices(&view);
    FillRefusals(&view);
    client::Findings findings;
    const bool nothing = on_.empty();
    if (!nothing) Capture(device_, at_.Form(), findings);
    std::vector<v1::ItemView> items = Take();
    PlaceFindings(findings.list(), &items, &view);
    v1::PageListed* page = view.add_pages();
    page->set_key(kHandoverForm);
    page->set_title(voice_.Say({"Serah terima", "Handover"}));
    for (const v1::ItemView& item : items) {
      for (const v1::FormFinding& finding : item.findings()) {
        finding.error() ? page->set_errors(page->errors() + 1)
                        : page->set_warnings(page->warnings() + 1);
      }
    }
    view.set_page(kHandoverForm);
    view.mutable_items()->Assign(items.begin(), items.end());
    view.set_ready(!nothing && !findings.refused());
    return view;
  }

 private:
  std::string Amount(const TableLine& line, std::int64_t thousandths) const {
    return client::QuantityText(thousandths, line.item);
  }

  void DrawLine(const TableLine& line) {
    const std::string at = "line/" + line.Id();
    const std::string label = line.Label();
    const bool on = at_.IsOn(line);
    const v1::HandoverLineDraft* touched = at_.Touched(line);
    v1::ItemView& item = Add(v1::ITEM_KIND_LINE, at, {label, label});
    item.set_value(on ? kYes : "");
    item.set_old(Amount(line, line.entitled));
    const std::int64_t left = std::max<std::int64_t>(line.entitled - line.handed_out, 0);
    if (on && left > 0) item.set_words(Amount(line, left));
    item.set_state(StateOf(line));
    if (!on) return;
    const bool other = touched != nullptr && touched->other();
    if (left > 0) {
      Confirm(at + "/other",
              {"Jumlahnya lain, atau ada potongan", "Another amount, or something was taken"},
              other);
    }
    if (!other) return;
    v1::ItemView& received =
        Add(v1::ITEM_KIND_NUMBER, at + "/received", {"Yang sungguh diterima", "Really received"});
    received.set_value(touched->received());
    received.set_unit(line.item.unit());
    v1::ItemView& deducted =
        Add(v1::ITEM_KIND_NUMBER, at + "/deducted", {"Potongan", "Taken from it"});
    deducted.set_value(touched->deducted());
    deducted.set_unit(line.item.unit());
    if (touched->deducted().empty()) return;
    Text(at + "/taken_by", {"Siapa yang mengambil?", "Who took it?"}, touched->taken_by());
    Text(at + "/reason", {"Untuk apa, kata mereka?", "What for, do they say?"}, touched->reason());
  }

  std::string StateOf(const TableLine& line) const {
    std::string state;
    if (line.handed_out > 0) {
      const std::string amount = Amount(line, line.handed_out);
      state = voice_.Say({"sudah diserahkan " + amount, amount + " handed out already"});
    }
    if (line.undelivered > 0) {
      const std::string why =
          client::WordFor(client::kNonDeliveryReasons, line.reason, voice_.language);
      state += (state.empty() ? "" : " · ") +
               voice_.Say({"tidak tersalur: " + why, "not delivered: " + why});
    }
    return state;
  }

  void DrawReceiver() {
    const v1::DeliveryForm& how = at_.content.how();
    v1::ItemView& receiver =
        OneOf("receiver", {"Penerima", "Received by"}, client::kReceivers, how.receiver());
    if (receiver.value().empty()) {
      receiver.set_value(WordOf(client::kReceivers, v1::RECEIVER_SENDIRI));
    }
    const auto chosen = client::ValueOf(client::kReceivers, receiver.value());
    if (chosen == v1::RECEIVER_KUASA) {
      Text("receiver_name", {"Nama yang mewakili", "Name of the proxy"}, how.receiver_name())
          .set_required(true);
      Text("receiver_relation", {"Hubungannya", "Relation"}, how.receiver_relation())
          .set_required(true);
    } else if (chosen == v1::RECEIVER_PENGGANTI) {
      Text("replacement", {"Pengganti (NIK atau IDARTBDT)", "Replacement (NIK or IDARTBDT)"},
           how.replacement())
          .set_required(true);
      Text("berita_acara", {"Nomor berita acara", "Number of its berita acara"}, how.berita_acara())
          .set_required(true);
    }
  }

  void DrawCard() {
    const bool money = std::any_of(on_.begin(), on_.end(),
                                   [](const TableLine& line) { return line.item.code() == "IDR"; });
    if (!money) return;
    OneOf("card_holder", {"Kartu dipegang", "The card is held by"}, client::kCardHolders,
          at_.content.how().card_holder());
  }

  // What the channels of these lines say of a kind of proof: the strictest.
  v1::EvidenceNeed Need(int kind) const {
    v1::EvidenceNeed strictest = v1::EVIDENCE_NEED_NOT_ASKED;
    for (const TableLine& line : on_) {
      const auto programme = programmes_.find(line.view.line.programme());
      const v1::EvidenceNeed need =
          programme == programmes_.end()
              ? v1::EVIDENCE_NEED_ALLOWED
              : NeedOf(programme->second, line.view.line.village(), line.view.line.period(),
                       static_cast<v1::EvidenceKind>(kind));
      if (need == v1::EVIDENCE_NEED_REQUIRED) return need;
      if (need != v1::EVIDENCE_NEED_NOT_ASKED) strictest = v1::EVIDENCE_NEED_ALLOWED;
    }
    return strictest;
  }

  void DrawEvidence() {
    const v1::DeliveryForm& how = at_.content.how();
    v1::ItemView evidence;
    evidence.set_kind(v1::ITEM_KIND_SOME_OF);
    evidence.set_at("evidence");
    evidence.set_label(voice_.Say({"Bukti", "Proof"}));
    evidence.set_hint(
        voice_.Say({"Yang wajib boleh disusulkan.", "What is required may follow later."}));
    std::set<int> there;
    for (const std::string& word : how.evidence()) {
      evidence.add_values(word);
      if (const auto kind = client::ValueOf(client::kEvidenceKinds, word)) there.insert(*kind);
    }
    for (const client::Word& word : client::kEvidenceKinds) {
      const v1::EvidenceNeed need = Need(word.value);
      if (need == v1::EVIDENCE_NEED_NOT_ASKED && !there.contains(word.value)) continue;
      std::string label = voice_.Say({std::string(word.id), std::string(word.en)});
      if (need == v1::EVIDENCE_NEED_REQUIRED) label += voice_.Say({" (wajib)", " (required)"});
      AddChoice(&evidence, std::string(word.id), label);
    }
    Append({std::move(evidence)});
    for (const int kind : there) DrawPicture(kind);
    if (there.contains(v1::EVIDENCE_KIND_CAP_JEMPOL) && at_.event.witness().empty()) {
      Text("witness", {"Saksi yang membacakan jumlahnya", "Witness who read the amount aloud"},
           how.witness());
    }
    if (there.contains(v1::EVIDENCE_KIND_KUITANSI)) {
      Text("receipt_number", {"Nomor kuitansi", "Number of the receipt"}, how.receipt_number());
    }
  }

  void DrawPicture(int kind) {
    const std::string word = WordOf(client::kEvidenceKinds, kind);
    const std::string in_english = client::WordFor(client::kEvidenceKinds, kind, "en");
    const bool drawn = kind == v1::EVIDENCE_KIND_TANDA_TANGAN;
    v1::ItemView& item = Add(drawn ? v1::ITEM_KIND_SIGNATURE : v1::ITEM_KIND_PICTURE,
                             std::string(kPhotoPlace) + word, {word, in_english});
    if (drawn) {
      const std::string what = AmountsText(on_, [](const TableLine& line) {
        return std::max<std::int64_t>(line.entitled - line.handed_out, 0);
      });
      item.set_words(voice_.Say({name_ + " menerima " + what, name_ + " received " + what}));
      item.set_hint(
          voice_.Say({"Boleh juga di kertas danom.", "On the paper list will do as well."}));
    }
    for (const v1::PictureTaken& picture : at_.content.pictures()) {
      if (picture.at() == item.at()) item.add_pictures()->set_hash(ToHex(picture.hash()));
    }
  }

  std::string SaveWords() const {
    if (at_.event.from_paper()) return voice_.Say({"Salin", "Copy"});
    const auto mode = client::ValueOf(client::kHandoverModes, at_.event.mode());
    const std::string payer = at_.event.paid_by();
    if (mode == v1::HANDOVER_MODE_DISAKSIKAN) {
      return voice_.Say({"Saksikan (" + payer + ")", "Witness (" + payer + ")"});
    }
    if (mode == v1::HANDOVER_MODE_DIKONFIRMASI_KEMUDIAN) {
      return voice_.Say({"Konfirmasi", "Confirm"});
    }
    return voice_.Say({"Serahkan", "Hand out"});
  }

  void Notice(v1::FormView* view, bool error, const Wording& text) const {
    v1::FormFinding* notice = view->add_notices();
    notice->set_error(error);
    notice->set_text(voice_.Say(text));
  }
  void FillNotices(v1::FormView* view) const {
    if (at_.row.standing() == v1::RecipientListed::STANDING_SERVED) {
      const std::string when = WhenSaved();
      Notice(view, true,
             {"Sudah dilayani di perangkat ini" + (when.empty() ? "" : ", " + when) + ".",
              "Served on this device already" + (when.empty() ? "" : ", " + when) + "."});
    }
    std::set<std::string> officers;
    for (const TableLine& line : at_.row.lines) {
      for (const client::ClaimOnLine& claim : line.view.claims) officers.insert(claim.officer);
    }
    for (const std::string& officer : officers) {
      Notice(view, true,
             {"Sudah dilayani menurut HP " + officer + ".",
              "Served already, says the phone of " + officer + "."});
    }
  }
  std::string WhenSaved() const {
    const auto set = device_.Log(at_.row.last_seq() + 1, 1);
    if (!set.ok() || set->empty()) return {};
    return MomentWords(set->front().saved, device_.clock().Read());
  }

  void FillRefusals(v1::FormView* view) const {
    const bool open = std::any_of(at_.row.lines.begin(), at_.row.lines.end(),
                                  [](const TableLine& line) { return line.open() > 0; });
    if (!open) return;
    for (const client::Word& word : client::kNonDeliveryReasons) {
      v1::ChoiceView* reason = view->add_refusals();
      reason->set_value(std::string(word.id));
      reason->set_label(voice_.Say({std::string(word.id), std::string(word.en)}));
      reason->set_asks_note(word.value == v1::NON_DELIVERY_REASON_LAINNYA);
    }
  }

  // "deliveries[1].received" → "line/<id>/received"; what holds for all lines stands once.
  std::string PlaceOnScreen(const std::string& path) const {
    const std::size_t open = path.find('['), close = path.find(']');
    if (!path.starts_with("deliveries[") || close == std::string::npos) return {};
    const auto index = static_cast<std::size_t>(std::atoi(path.c_str() + open + 1));
    if (index >= on_.size()) return {};
    const std::string line = "line/" + on_[index].Id();
    const std::string rest = path.size() > close + 2 ? path.substr(close + 2) : "";
    if (rest == "received") return line + "/received";
    if (rest.starts_with("deductions")) {
      return line + (rest.ends_with(".amount") ? "/deducted" : "/taken_by");
    }
    return rest.empty() || rest == "line" ? line : rest;
  }

  void PlaceFindings(const std::vector<Finding>& findings, std::vector<v1::ItemView>* items,
                     v1::FormView* view) const {
    std::set<std::string> told;
    for (const Finding& finding : findings) {
      const std::string at = PlaceOnScreen(finding.variable);
      const std::string text = voice_.Say({finding.message_id, finding.message});
      if (!told.insert(at + text).second) continue;
      const bool error = finding.kind == Finding::Kind::kError;
      auto item = std::find_if(items->begin(), items->end(),
                               [&](const v1::ItemView& one) { return one.at() == at; });
      // An amount that is not asked for is spoken of at its line.
      if (item == items->end() && at.starts_with("line/")) {
        item = std::find_if(items->begin(), items->end(), [&](const v1::ItemView& one) {
          return at.starts_with(one.at() + "/");
        });
      }
      v1::FormFinding* written = item == items->end() ? view->add_notices() : item->add_findings();
      written->set_error(error);
      written->set_text(text);
    }
  }

  client::Device& device_;
  const Voice& voice_;
  const AtTable& at_;
  std::map<std::string, v1::Programme> programmes_;
  std::string name_;
  std::vector<TableLine> on_;
};

v1::HandoverLineDraft* LineIn(v1::HandoverDraft* content, const std::string& line) {
  for (v1::HandoverLineDraft& one : *content->mutable_lines()) {
    if (one.line() == line) return &one;
  }
  v1::HandoverLineDraft* one = content->add_lines();
  one->set_line(line);
  return one;
}

Status TouchLine(const AtTable& at, const std::vector<std::string>& parts, const std::string& value,
                 v1::HandoverDraft* content) {
  const auto& lines = at.row.lines;
  const auto line = std::find_if(lines.begin(), lines.end(),
                                 [&](const TableLine& one) { return one.Id() == parts[1]; });
  if (line == lines.end()) return Status::Invalid("no such line at this table");
  v1::HandoverLineDraft* touched = LineIn(content, parts[1]);
  if (parts.size() == 2) {
    touched->set_left_out(value.empty());
    // All that is due was handed out: more of it has to be said in figures.
    if (!value.empty() && line->handed_out >= line->entitled) touched->set_other(true);
    return {};
  }
  const std::string& what = parts[2];
  if (parts.size() > 3) return Status::Invalid("no such place in this form");
  if (what == "other") {
    touched->set_other(!value.empty());
  } else if (what == "received") {
    touched->set_received(value);
  } else if (what == "deducted") {
    touched->set_deducted(value);
  } else if (what == "taken_by") {
    touched->set_taken_by(value);
  } else if (what == "reason") {
    touched->set_reason(value);
  } else {
    return Status::Invalid("\"" + what + "\" is no place of a line");
  }
  return {};
}

Status TouchHow(const v1::AnswerFormRequest& asked, v1::DeliveryForm* how) {
  const std::string& at = asked.at();
  const std::string& value = asked.value();
  if (at == "receiver") {
    how->set_receiver(value);
  } else if (at == "receiver_name") {
    how->set_receiver_name(value);
  } else if (at == "receiver_relation") {
    how->set_receiver_relation(value);
  } else if (at == "replacement") {
    how->set_replacement(value);
  } else if (at == "berita_acara") {
    how->set_berita_acara(value);
  } else if (at == "card_holder") {
    how->set_card_holder(value);
  } else if (at == "witness") {
    how->set_witness(value);
  } else if (at == "receipt_number") {
    how->set_receipt_number(value);
  } else if (at == "note") {
    how->set_note(value);
  } else if (at == "evidence") {
    how->clear_evidence();
    for (const std::string& one : asked.values()) how->add_evidence(one);
  } else {
    return Status::Invalid("\"" + at + "\" is no place of this form");
  }
  return {};
}

// The picture at this place is not wanted any more.
Status RemovePicture(client::Device& device, const AtTable& at, const std::string& place,
                     const std::string& hex, v1::HandoverDraft* content) {
  auto* pictures = content->mutable_pictures();
  const auto picture = std::find_if(
      pictures->begin(), pictures->end(),
      [&](const v1::PictureTaken& one) { return one.at() == place && ToHex(one.hash()) == hex; });
  if (picture == pictures->end()) return Status::Invalid("no such picture");
  const auto hash = ContentHash::FromRaw(picture->hash());
  pictures->erase(picture);
  return hash ? device.LetGoPhoto(at.draft.number, *hash) : Status();
}

Result<v1::HandoverDraft> ContentOf(client::Device& device, client::DraftNumber number) {
  TILIK_ASSIGN_OR_RETURN(const client::Draft draft, device.ResumeEdit(number));
  v1::HandoverDraft content;
  if (!content.ParseFromString(draft.content)) {
    return Status::Corrupt("the draft's content is damaged");
  }
  return content;
}

}  // namespace

Result<v1::FormView> OpenHandover(client::Device& device, const Voice& voice,
                                  const v1::OpenHandoverRequest& asked) {
  const auto record = RecordIdFromText(asked.record());
  if (!record) return Status::Invalid("\"" + asked.record() + "\" is no record id");
  TILIK_RETURN_IF_ERROR(ReadEvent(device, asked.event()).status());
  const auto household = device.HouseholdOf(*record);
  const RecordId top = household.ok() && !household->none() ? *household : *record;
  TILIK_ASSIGN_OR_RETURN(const std::vector<client::Draft> drafts, device.Drafts());
  client::DraftNumber number = 0;
  for (const client::Draft& draft : drafts) {
    if (draft.form != kHandoverForm) continue;
    TILIK_ASSIGN_OR_RETURN(const v1::HandoverDraft content, ContentOf(device, draft.number));
    if (draft.subject == top && content.event() == asked.event()) {
      number = draft.number;
    } else if (!IsTouched(content)) {
      // Looked at and left.
      TILIK_RETURN_IF_ERROR(device.DropDraft(draft.number));
    }
  }
  if (number == 0) {
    TILIK_ASSIGN_OR_RETURN(const client::Draft draft, device.BeginEdit(kHandoverForm, top, {}));
    number = draft.number;
    v1::HandoverDraft content;
    content.set_event(asked.event());
    TILIK_RETURN_IF_ERROR(device.KeepDraft(number, content.SerializeAsString()));
  }
  return DrawHandover(device, voice, number);
}

Result<v1::FormView> DrawHandover(client::Device& device, const Voice& voice,
                                  client::DraftNumber number) {
  TILIK_ASSIGN_OR_RETURN(const AtTable at, AtTable::Read(device, number));
  return HandoverDrawing(device, voice, at).Draw();
}

Result<v1::FormView> AnswerHandover(client::Device& device, const Voice& voice,
                                    const v1::AnswerFormRequest& asked) {
  std::size_t size = asked.value().size();
  for (const std::string& one : asked.values()) size += one.size();
  if (size > kMaxTouchBytes) return Status::Invalid("too long to have been typed");
  const auto number = static_cast<client::DraftNumber>(asked.draft());
  TILIK_ASSIGN_OR_RETURN(AtTable at, AtTable::Read(device, number));
  const std::vector<std::string> parts = PartsOf(asked.at());
  if (parts.size() >= 2 && parts[0] == "line") {
    TILIK_RETURN_IF_ERROR(TouchLine(at, parts, asked.value(), &at.content));
  } else if (parts.size() == 3 && asked.at().starts_with(kPhotoPlace)) {
    TILIK_RETURN_IF_ERROR(
        RemovePicture(device, at, parts[0] + "/" + parts[1], parts[2], &at.content));
  } else {
    TILIK_RETURN_IF_ERROR(TouchHow(asked, at.content.mutable_how()));
  }
  TILIK_RETURN_IF_ERROR(device.KeepDraft(number, at.content.SerializeAsString()));
  return HandoverDrawing(device, voice, at).Draw();
}

Result<v1::SaveFormResponse> SaveHandover(client::Device& device, const Voice& voice,
                                          client::DraftNumber number) {
  TILIK_ASSIGN_OR_RETURN(const AtTable at, AtTable::Read(device, number));
  v1::SaveFormResponse response;
  client::Findings findings;
  std::vector<client::Captured> sets = Capture(device, at.Form(), findings);
  if (findings.refused() || sets.empty()) {
    *response.mutable_form() = HandoverDrawing(device, voice, at).Draw();
    return response;
  }
  TILIK_ASSIGN_OR_RETURN(*response.mutable_saved(),
                         SaveSets(device, std::move(sets), number, findings.list()));
  return response;
}

Result<v1::RecordNotDeliveredResponse> RecordNotDelivered(
    client::Device& device, const Voice& voice, const v1::RecordNotDeliveredRequest& asked) {
  const auto number = static_cast<client::DraftNumber>(asked.draft());
  TILIK_ASSIGN_OR_RETURN(const AtTable at, AtTable::Read(device, number));
  v1::HandoverForm form = at.Shared();
  for (const TableLine& line : at.row.lines) {
    if (line.open() <= 0) continue;
    v1::NonDeliveryForm* row = form.add_not_delivered();
    row->set_line(line.Id());
    row->set_reason(asked.reason());
    row->set_note(asked.note());
  }
  v1::RecordNotDeliveredResponse response;
  client::Findings findings;
  std::vector<client::Captured> sets = Capture(device, form, findings);
  if (findings.refused() || sets.empty()) {
    *response.mutable_form() = HandoverDrawing(device, voice, at).Draw();
    for (const Finding& finding : findings.list()) {
      v1::FormFinding* notice = response.mutable_form()->add_notices();
      notice->set_error(finding.kind == Finding::Kind::kError);
      notice->set_text(voice.Say({finding.message_id, finding.message}));
    }
    return response;
  }
  TILIK_ASSIGN_OR_RETURN(*response.mutable_saved(),
                         SaveSets(device, std::move(sets), number, findings.list()));
  return response;
}

Status KeepHandoverPicture(client::Device& device, client::DraftNumber number,
                           const std::string& at, const v1::AttachmentRef& photo) {
  TILIK_ASSIGN_OR_RETURN(v1::HandoverDraft content, ContentOf(device, number));
  if (content.pictures_size() >= kMostPictures) {
    return Status::Invalid("more pictures than one handover needs");
  }
  v1::PictureTaken* picture = content.add_pictures();
  picture->set_at(at);
  picture->set_hash(photo.hash());
  return device.KeepDraft(number, content.SerializeAsString());
}

std::optional<v1::PhotoKind> HandoverPictureKind(const std::string& at) {
  if (!at.starts_with(kPhotoPlace)) return std::nullopt;
  const auto kind = client::ValueOf(client::kEvidenceKinds, at.substr(kPhotoPlace.size()));
  if (!kind) return std::nullopt;
  switch (*kind) {
    case v1::EVIDENCE_KIND_FOTO_KTP:
      return v1::PHOTO_KIND_KTP;
    case v1::EVIDENCE_KIND_FOTO_DANOM:
      return v1::PHOTO_KIND_DANOM;
    default:
      return v1::PHOTO_KIND_BUKTI_SERAH;
  }
}

Result<std::vector<std::string>> UnsavedHandovers(client::Device& device, std::uint64_t event) {
  TILIK_ASSIGN_OR_RETURN(const std::vector<client::Draft> drafts, device.Drafts());
  std::vector<std::string> names;
  for (const client::Draft& draft : drafts) {
    if (draft.form != kHandoverForm) continue;
    TILIK_ASSIGN_OR_RETURN(const v1::HandoverDraft content, ContentOf(device, draft.number));
    if (content.event() != event) continue;
    if (IsTouched(content)) {
      names.push_back(KnownToDevice(device).NameOf(draft.subject));
    } else {
      TILIK_RETURN_IF_ERROR(device.DropDraft(draft.number));
    }
  }
  return names;
}

}  // namespace tilik::screens
