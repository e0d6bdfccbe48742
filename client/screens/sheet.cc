#include "client/screens/sheet.h"

#include <algorithm>
#include <set>

#include "client/core/capture_handover.h"
#include "client/core/capture_musdes.h"
#include "client/core/capture_register.h"
#include "client/core/capture_stock.h"
#include "client/screens/campaigns.h"
#include "client/screens/event_form.h"
#include "client/screens/item_pen.h"
#include "client/screens/known_to_device.h"
#include "client/screens/naming.h"
#include "client/screens/record_views.h"
#include "client/screens/saved_sets.h"
#include "client/screens/visit_edits.h"
#include "proto/contract/region.h"
#include "proto/contract/register_lists.h"

namespace tilik::screens {
namespace {

using client::Captured;
using client::Findings;
using client::Wording;

// The page under the pen, and what was answered so far.
class SheetPage : public ItemPen {
 public:
  SheetPage(client::Device& of, const Voice& to, const v1::SheetDraft& said)
      : ItemPen(to), device(of), voice(to), said_(said) {}

  std::string Answer(const std::string& at) const {
    const auto found = said_.answers().find(at);
    return found == said_.answers().end() ? "" : found->second;
  }
  std::vector<std::string> Several(const std::string& at) const {
    const auto found = said_.several().find(at);
    if (found == said_.several().end()) return {};
    return {found->second.values().begin(), found->second.values().end()};
  }

  v1::ItemView& AskText(const std::string& at, const Wording& label) {
    return Text(at, label, Answer(at));
  }
  v1::ItemView& AskDay(const std::string& at, const Wording& label) {
    v1::ItemView& item = Add(v1::ITEM_KIND_DATE, at, label);
    item.set_value(Answer(at));
    return item;
  }
  v1::ItemView& AskWord(const std::string& at, const Wording& label, client::Vocabulary words) {
    return OneOf(at, label, words, Answer(at));
  }
  v1::ItemView& AskOne(const std::string& at, const Wording& label) {
    v1::ItemView& item = Add(v1::ITEM_KIND_ONE_OF, at, label);
    item.set_value(Answer(at));
    return item;
  }
  v1::ItemView& AskSome(const std::string& at, const Wording& label) {
    v1::ItemView& item = Add(v1::ITEM_KIND_SOME_OF, at, label);
    for (const std::string& one : Several(at)) item.add_values(one);
    return item;
  }

  client::Device& device;
  const Voice& voice;
  const v1::SheetDraft& said() const { return said_; }

 private:
  const v1::SheetDraft& said_;
};

// Where capture's word on a place of its form belongs on the page: longest beginning first.
struct Place {
  std::string_view path;
  std::string_view at;
};

struct SheetKind {
  const char* form;
  Wording title;
  void (*draw)(SheetPage&);
  std::vector<Captured> (*capture)(const SheetPage&, const client::CaptureContext&, Findings&);
  std::vector<Place> places;
};

// --- alasan ---

void DrawReason(SheetPage& page) {
  page.AskWord("reason", {"Mengapa desa ini belum verivali?", "Why is this village not verified?"},
               client::kNotVerifiedReasons);
  page.AskText("note", {"Penjelasan", "Explanation"});
}

std::vector<Captured> CaptureReason(const SheetPage& page, const client::CaptureContext& context,
                                    Findings& findings) {
  v1::NotVerifiedForm form;
  form.set_village(page.said().village());
  form.set_campaign(CampaignIn(page.device, page.said().village()));
  form.set_reason(page.Answer("reason"));
  form.set_note(page.Answer("note"));
  std::vector<Captured> sets;
  if (auto captured = client::CaptureNotVerified(form, context, findings)) {
    sets.push_back(*std::move(captured));
  }
  return sets;
}

// --- PPKS and PSKS ---

std::optional<RecordId> ChosenOf(const SheetPage& page) {
  const auto chosen = RecordIdFromText(page.Answer("record"));
  return chosen ? chosen : RecordIdFromText(page.said().record());
}

void DrawRegister(SheetPage& page, v1::Register of) {
  const KnownToDevice known(page.device);
  const auto household = RecordIdFromText(page.said().record());
  const auto together =
      household ? Together(page.device, *household)
                : Result<std::vector<client::RecordView>>(Status::NotFound("no household"));
  v1::ItemView& who = page.AskOne("record", {"Siapa?", "Who?"});
  who.set_required(true);
  if (together.ok()) {
    for (const client::RecordView& one : *together) {
      if (one.record.kind == v1::RECORD_KIND_HOUSEHOLD) continue;
      ItemPen::AddChoice(
          &who, ToUuidText(one.record.id),
          client::WordFor(client::kRecordKinds, one.record.kind, page.voice.language) + " · " +
              known.NameOf(one.record.id));
    }
  }
  const auto chosen = RecordIdFromText(page.Answer("record"));
  const auto record = chosen ? known.Look(*chosen) : std::nullopt;
  if (!record) return;

  const auto lists = RegisterLists::BuiltIn().ListsOf(of);
  if (lists.empty()) return;
  v1::ItemView& type = page.AskOne("type", {"Jenis", "Type"});
  type.set_required(true);
  const v1::RegisterType* known_type = nullptr;
  const v1::UnitType unit = UnitOf(record->kind);
  for (const v1::RegisterType& one : lists.front()->types()) {
    const bool fits = std::find(one.units().begin(), one.units().end(), unit) != one.units().end();
    if (!fits) continue;
    ItemPen::AddChoice(&type, one.name(), page.voice.Say({one.label().id(), one.label().en()}));
    if (one.name() == page.Answer("type")) known_type = &one;
  }
  if (known_type == nullptr) return;
  if (known_type->sensitive()) {
    type.set_hint(page.voice.Say({"Peka: tidak tampil dalam daftar atau pencarian siapa pun.",
                                  "Sensitive: in nobody's list or search."}));
  }
  if (!known_type->criteria().empty()) {
    v1::ItemView& criteria = page.AskSome("criteria", {"Kriteria", "Criteria"});
    for (const v1::Code& code : known_type->criteria()) {
      ItemPen::AddChoice(&criteria, code.name(),
                         page.voice.Say({code.label().id(), code.label().en()}));
    }
  }
  page.AskText("need", {"Kebutuhannya", "What is needed"});
  page.AskText("words", {"Keadaannya, dengan kata sendiri", "The situation in your own words"});
  page.AskText("service", {"Layanan yang sudah diterima", "Service received so far"})
      .set_hint(page.voice.Say(
          {"Boleh kosong, misalnya \"permakanan\".", "May stay empty; \"meals\", for example."}));
  if (!page.Answer("service").empty()) {
    page.AskText("service_by", {"Oleh siapa?", "By whom?"});
  }
}

std::vector<Captured> CaptureEntry(const SheetPage& page, const client::CaptureContext& context,
                                   Findings& findings, v1::Register of) {
  v1::RegisterForm form;
  const auto record = ChosenOf(page);
  if (record) form.set_record(ToUuidText(*record));
  form.set_type(page.Answer("type"));
  v1::RegisterEntryForm* entry = form.mutable_entry();
  for (const std::string& criterion : page.Several("criteria")) entry->add_criteria(criterion);
  entry->set_need(page.Answer("need"));
  entry->set_words(page.Answer("words"));
  if (!page.Answer("service").empty()) {
    v1::ServiceForm* service = form.add_services();
    service->set_kind(page.Answer("service"));
    service->set_by(page.Answer("service_by"));
  }
  return client::CaptureRegister(of, form, context, findings);
}

// --- at an acara ---

struct AtEvent {
  v1::EventDraft event;
  std::string name;
};

std::optional<AtEvent> EventOf(const SheetPage& page) {
  AtEvent at;
  const auto event = ReadEvent(page.device, page.said().event());
  const auto draft = page.device.ResumeEdit(static_cast<client::DraftNumber>(page.said().event()));
  if (!event.ok() || !draft.ok()) return std::nullopt;
  at.event = *event;
  at.name = EventName(*draft, *event, page.device.clock().Read().utc_offset_minutes);
  return at;
}

// What the acara's programmes hand out, and "barang lain".
void DrawGoods(SheetPage& page) {
  const auto at = EventOf(page);
  v1::ItemView& item = page.AskOne("item", {"Barang", "Goods"});
  std::set<std::string> listed;
  for (const v1::Programme& programme : KnownToDevice(page.device).Programmes()) {
    const bool here =
        at && std::any_of(at->event.lists().begin(), at->event.lists().end(),
                          [&](const auto& list) { return list.programme() == programme.code(); });
    if (!here || !listed.insert(programme.item().code()).second) continue;
    ItemPen::AddChoice(
        &item, programme.item().code(),
        programme.item().name().empty() ? programme.item().code() : programme.item().name());
  }
  if (page.Answer("item").empty()) {
    page.AskText("other_item", {"Atau barang lain: namanya", "Or other goods: the name"});
  }
  page.AskText("quantity", {"Jumlah dengan satuannya", "Amount with its unit"})
      .set_hint(page.voice.Say(
          {"Misalnya 250 kg, 40 paket, Rp200.000.", "For example 250 kg, 40 paket, Rp200.000."}));
}
std::string GoodsOf(const SheetPage& page) {
  const std::string item = page.Answer("item");
  return item.empty() ? page.Answer("other_item") : item;
}

void DrawStock(SheetPage& page) {
  page.AskWord("kind", {"Apa yang terjadi dengan barang?", "What happened to the goods?"},
               client::kStockKinds);
  DrawGoods(page);
  const auto kind = client::ValueOf(client::kStockKinds, page.Answer("kind"));
  if (kind == v1::STOCK_KIND_RECEIVED) {
    page.AskText("document", {"Nomor BAST", "Number of the BAST"});
    page.AskText("other_side", {"Diterima dari", "Received from"});
  } else if (kind == v1::STOCK_KIND_RETURNED) {
    page.AskText("other_side", {"Dikembalikan kepada", "Returned to"});
  }
  page.AskText("note", {"Catatan", "Note"});
}

std::vector<Captured> CaptureGoods(const SheetPage& page, const client::CaptureContext& context,
                                   Findings& findings) {
  v1::StockForm form;
  if (const auto at = EventOf(page)) {
    form.set_event(at->name);
    form.set_village(VillageText(at->event.village()));
    if (!at->event.lists().empty()) form.set_programme(at->event.lists(0).programme());
    for (const v1::Programme& programme : context.known.Programmes()) {
      if (programme.item().code() == page.Answer("item")) form.set_programme(programme.code());
    }
  }
  v1::StockRowForm* row = form.add_rows();
  row->set_kind(page.Answer("kind"));
  row->set_item(GoodsOf(page));
  row->set_quantity(page.Answer("quantity"));
  row->set_document(page.Answer("document"));
  row->set_other_side(page.Answer("other_side"));
  row->set_note(page.Answer("note"));
  return client::CaptureStock(form, context, findings);
}

void DrawUnlisted(SheetPage& page) {
  page.AskText("recipient", {"Penerima (NIK, No KK atau IDBDT)", "Recipient (NIK, No KK, IDBDT)"})
      .set_hint(page.voice.Say({"Kosongkan bila hanya dihitung jumlahnya.",
                                "Leave empty where only the number is counted."}));
  if (page.Answer("recipient").empty()) {
    v1::ItemView& count =
        page.Add(v1::ITEM_KIND_NUMBER, "recipients", {"Berapa penerima?", "How many recipients?"});
    count.set_value(page.Answer("recipients"));
    page.AskWord("unit_type", {"Dihitung per", "Counted in"}, client::kUnitTypes);
    page.AskText("receiver_name", {"Diterima untuk mereka oleh", "Taken for them by"});
  }
  DrawGoods(page);
  page.AskText("dusun", {"Dusun", "Hamlet"});
  v1::ItemView& evidence = page.AskSome("evidence", {"Bukti", "Proof"});
  for (const client::Word& word : client::kEvidenceKinds) {
    ItemPen::AddChoice(&evidence, std::string(word.id),
                       page.voice.Say({std::string(word.id), std::string(word.en)}));
  }
  const std::vector<std::string> there = page.Several("evidence");
  if (std::find(there.begin(), there.end(), "cap jempol") != there.end()) {
    page.AskText("witness", {"Saksi yang membacakan jumlahnya", "Witness who read it aloud"});
  }
  page.AskText("note", {"Catatan", "Note"});
}

std::vector<Captured> CaptureUnlisted(const SheetPage& page, const client::CaptureContext& context,
                                      Findings& findings) {
  v1::HandoverForm form;
  v1::UnlistedForm* row = form.add_without_list();
  if (const auto at = EventOf(page)) {
    form.set_event(at->name);
    form.set_from_paper(at->event.from_paper());
    if (at->event.from_paper()) form.set_day(at->event.day());
    form.set_mode(at->event.mode());
    form.set_paid_by(at->event.paid_by());
    form.set_witness(at->event.witness());
    row->set_village(VillageText(at->event.village()));
  }
  row->set_recipient(page.Answer("recipient"));
  const std::string count = page.Answer("recipients");
  const bool digits = !count.empty() && count.size() <= 9 &&
                      count.find_first_not_of("0123456789") == std::string::npos;
  if (!count.empty() && !digits) {
    findings.Error("without_list[0].recipients",
                   {"tulis dengan angka saja", "write it in digits only"});
  }
  if (digits) row->set_recipients(std::strtoull(count.c_str(), nullptr, 10));
  row->set_unit_type(page.Answer("unit_type"));
  row->set_receiver_name(page.Answer("receiver_name"));
  const std::string item = GoodsOf(page);
  if (!item.empty()) (*row->mutable_items())[item] = page.Answer("quantity");
  row->set_dusun(page.Answer("dusun"));
  for (const std::string& one : page.Several("evidence")) row->add_evidence(one);
  row->set_witness(page.Answer("witness"));
  row->set_note(page.Answer("note"));
  return client::CaptureHandover(form, context, findings);
}

// --- all of them ---

const std::vector<SheetKind>& Kinds() {
  static const std::vector<Place> of_register = {{"entry.criteria", "criteria"},
                                                 {"services[0].by", "service_by"},
                                                 {"services", "service"},
                                                 {"record", "record"},
                                                 {"type", "type"}};
  static const std::vector<SheetKind> kinds = {
      {"alasan",
       {"Alasan belum verivali", "Why it is not verified"},
       DrawReason,
       CaptureReason,
       {{"reason", "reason"}, {"note", "note"}}},
      {"ppks",
       {"Catat PPKS", "Record somebody in need"},
       [](SheetPage& page) { DrawRegister(page, v1::REGISTER_PPKS); },
       [](const SheetPage& page, const client::CaptureContext& context, Findings& findings) {
         return CaptureEntry(page, context, findings, v1::REGISTER_PPKS);
       },
       of_register},
      {"psks",
       {"Catat PSKS", "Record a helper"},
       [](SheetPage& page) { DrawRegister(page, v1::REGISTER_PSKS); },
       [](const SheetPage& page, const client::CaptureContext& context, Findings& findings) {
         return CaptureEntry(page, context, findings, v1::REGISTER_PSKS);
       },
       of_register},
      {"stok",
       {"Stok barang", "Goods"},
       DrawStock,
       CaptureGoods,
       {{"rows[0].kind", "kind"},
        {"rows[0].quantity", "quantity"},
        {"rows[0].document", "document"}}},
      {"tanpa daftar",
       {"Penyerahan tanpa daftar", "Aid without a list"},
       DrawUnlisted,
       CaptureUnlisted,
       {{"without_list[0].items", "quantity"},
        {"without_list[0].recipients", "recipients"},
        {"without_list[0].recipient", "recipient"},
        {"without_list[0].unit_type", "unit_type"},
        {"without_list[0].evidence", "evidence"},
        {"without_list[0].witness", "witness"}}},
  };
  return kinds;
}

const SheetKind* KindNamed(const std::string& form) {
  for (const SheetKind& kind : Kinds()) {
    if (form == kind.form) return &kind;
  }
  return nullptr;
}

struct Sheet {
  client::Draft draft;
  const SheetKind* kind = nullptr;
  v1::SheetDraft said;

  static Result<Sheet> Read(client::Device& device, client::DraftNumber number) {
    Sheet sheet;
    TILIK_ASSIGN_OR_RETURN(sheet.draft, device.ResumeEdit(number));
    sheet.kind = KindNamed(sheet.draft.form);
    if (sheet.kind == nullptr) return Status::NotFound("this draft is of no such form");
    if (!sheet.said.ParseFromString(sheet.draft.content)) {
      return Status::Corrupt("the draft's content is damaged");
    }
    return sheet;
  }

  std::vector<Captured> Capture(client::Device& device, const Voice& voice,
                                Findings& findings) const {
    const SheetPage page(device, voice, said);
    return kind->capture(page, CaptureScene(device).context, findings);
  }

  v1::FormView Draw(client::Device& device, const Voice& voice) const {
    SheetPage page(device, voice, said);
    kind->draw(page);
    std::vector<v1::ItemView> items = page.Take();
    v1::FormView view;
    view.set_draft(static_cast<std::uint64_t>(draft.number));
    view.set_form(kind->form);
    if (!draft.subject.none()) view.set_record(ToUuidText(draft.subject));
    view.set_title(voice.Say(kind->title));
    view.set_village(Where(device));
    view.set_save(voice.Say({"Simpan", "Save"}));
    Findings findings;
    Capture(device, voice, findings);
    for (const Finding& finding : findings.list()) PlaceFinding(voice, finding, &items, &view);
    v1::PageListed* page_listed = view.add_pages();
    page_listed->set_key(kind->form);
    page_listed->set_title(voice.Say(kind->title));
    for (const v1::ItemView& item : items) {
      if (item.required() && !IsAnswered(item))
        page_listed->set_missing(page_listed->missing() + 1);
      for (const v1::FormFinding& finding : item.findings()) {
        if (finding.error()) page_listed->set_errors(page_listed->errors() + 1);
      }
    }
    view.set_page(kind->form);
    view.mutable_items()->Assign(items.begin(), items.end());
    view.set_ready(!findings.refused());
    return view;
  }

  // The village, or whose household it is.
  std::string Where(client::Device& device) const {
    if (!draft.subject.none()) return KnownToDevice(device).NameOf(draft.subject);
    if (const auto code = VillageCode::Parse(said.village())) {
      return VillageInFull(device, code->number());
    }
    const auto event = ReadEvent(device, said.event());
    return event.ok() ? event->title() : "";
  }

  // What is only not answered yet is asked for, not complained of.
  void PlaceFinding(const Voice& voice, const Finding& finding, std::vector<v1::ItemView>* items,
                    v1::FormView* view) const {
    std::string at = finding.variable;
    for (const Place& place : kind->places) {
      if (!finding.variable.starts_with(place.path)) continue;
      at = place.at;
      break;
    }
    const auto item = std::find_if(items->begin(), items->end(),
                                   [&](const v1::ItemView& one) { return one.at() == at; });
    const bool error = finding.kind == Finding::Kind::kError;
    if (item != items->end() && error && !IsAnswered(*item)) {
      item->set_required(true);
      return;
    }
    // Of a question that is not asked before another is answered.
    if (item == items->end() && error && HasUnanswered(*items)) return;
    v1::FormFinding* written = item == items->end() ? view->add_notices() : item->add_findings();
    written->set_error(error);
    written->set_text(voice.Say({finding.message_id, finding.message}));
  }
  static bool HasUnanswered(const std::vector<v1::ItemView>& items) {
    return std::any_of(items.begin(), items.end(), [](const v1::ItemView& item) {
      return item.required() && !IsAnswered(item);
    });
  }
};

}  // namespace

bool IsSheet(const std::string& form) { return KindNamed(form) != nullptr; }

std::string SheetTitle(const std::string& form, const Voice& voice) {
  const SheetKind* kind = KindNamed(form);
  return kind == nullptr ? form : voice.Say(kind->title);
}

Result<v1::FormView> OpenSheet(client::Device& device, const Voice& voice,
                               const v1::OpenSheetRequest& asked) {
  const SheetKind* kind = KindNamed(asked.form());
  if (kind == nullptr) return Status::Invalid("there is no form \"" + asked.form() + "\"");
  v1::SheetDraft said;
  RecordId subject;
  if (!asked.record().empty()) {
    const auto record = RecordIdFromText(asked.record());
    if (!record) return Status::Invalid("\"" + asked.record() + "\" is no record id");
    TILIK_ASSIGN_OR_RETURN(const RecordId household, device.HouseholdOf(*record));
    subject = household.none() ? *record : household;
    said.set_record(ToUuidText(subject));
    if (*record != subject) (*said.mutable_answers())["record"] = asked.record();
  } else if (!asked.village().empty()) {
    if (!VillageCode::Parse(asked.village())) {
      return Status::Invalid("\"" + asked.village() + "\" is no village code");
    }
    said.set_village(asked.village());
  } else {
    TILIK_RETURN_IF_ERROR(ReadEvent(device, asked.event()).status());
    said.set_event(asked.event());
  }
  TILIK_ASSIGN_OR_RETURN(const std::vector<client::Draft> drafts, device.Drafts());
  for (const client::Draft& draft : drafts) {
    if (draft.form != asked.form()) continue;
    TILIK_ASSIGN_OR_RETURN(const Sheet sheet, Sheet::Read(device, draft.number));
    if (sheet.said.record() == said.record() && sheet.said.village() == said.village() &&
        sheet.said.event() == said.event()) {
      return sheet.Draw(device, voice);
    }
  }
  TILIK_ASSIGN_OR_RETURN(const client::Draft draft, device.BeginEdit(asked.form(), subject, {}));
  TILIK_RETURN_IF_ERROR(device.KeepDraft(draft.number, said.SerializeAsString()));
  return DrawSheet(device, voice, draft.number);
}

Result<v1::FormView> DrawSheet(client::Device& device, const Voice& voice,
                               client::DraftNumber number) {
  TILIK_ASSIGN_OR_RETURN(const Sheet sheet, Sheet::Read(device, number));
  return sheet.Draw(device, voice);
}

Result<v1::FormView> AnswerSheet(client::Device& device, const Voice& voice,
                                 const v1::AnswerFormRequest& asked) {
  const auto number = static_cast<client::DraftNumber>(asked.draft());
  TILIK_ASSIGN_OR_RETURN(Sheet sheet, Sheet::Read(device, number));
  std::size_t size = asked.value().size();
  for (const std::string& one : asked.values()) size += one.size();
  if (size > kMaxTouchBytes) return Status::Invalid("too long to have been typed");
  const v1::FormView shown = sheet.Draw(device, voice);
  const auto item = std::find_if(shown.items().begin(), shown.items().end(),
                                 [&](const v1::ItemView& one) { return one.at() == asked.at(); });
  if (asked.at().empty() || item == shown.items().end()) {
    return Status::Invalid("\"" + asked.at() + "\" is no place of this form");
  }
  if (item->kind() == v1::ITEM_KIND_SOME_OF) {
    v1::SheetAnswers& several = (*sheet.said.mutable_several())[asked.at()];
    several.mutable_values()->Assign(asked.values().begin(), asked.values().end());
  } else {
    (*sheet.said.mutable_answers())[asked.at()] = asked.value();
  }
  TILIK_RETURN_IF_ERROR(device.KeepDraft(number, sheet.said.SerializeAsString()));
  return sheet.Draw(device, voice);
}

Result<v1::SaveFormResponse> SaveSheet(client::Device& device, const Voice& voice,
                                       client::DraftNumber number) {
  TILIK_ASSIGN_OR_RETURN(const Sheet sheet, Sheet::Read(device, number));
  v1::SaveFormResponse response;
  Findings findings;
  std::vector<Captured> sets = sheet.Capture(device, voice, findings);
  if (findings.refused() || sets.empty()) {
    *response.mutable_form() = sheet.Draw(device, voice);
    return response;
  }
  TILIK_ASSIGN_OR_RETURN(*response.mutable_saved(),
                         SaveSets(device, std::move(sets), number, findings.list()));
  return response;
}

}  // namespace tilik::screens
