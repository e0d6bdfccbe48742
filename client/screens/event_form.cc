#include "client/screens/event_form.h"

#include <map>
#include <utility>

#include "client/core/capture_words.h"
#include "client/screens/event_table.h"
#include "client/screens/item_pen.h"
#include "client/screens/moments.h"
#include "client/screens/naming.h"
#include "client/screens/visit_edits.h"
#include "proto/contract/calendar.h"
#include "proto/contract/region.h"

namespace tilik::screens {
namespace {

using client::Wording;

// What an officer may do at a table; a payer's report comes by file, to the office.
struct ModeChoice {
  v1::HandoverMode mode;
  Wording label;
};
const ModeChoice kModes[] = {
    {v1::HANDOVER_MODE_DISERAHKAN, {"Saya yang menyerahkan", "I hand it out myself"}},
    {v1::HANDOVER_MODE_DISAKSIKAN,
     {"Pihak lain membayar, saya saksikan", "Somebody else pays, I witness"}},
    {v1::HANDOVER_MODE_DIKONFIRMASI_KEMUDIAN,
     {"Sudah diterima dulu; saya tanya di rumah", "It was received before; I ask at home"}},
};

using ListKey = std::pair<std::string, std::string>;

// "rastra/2018-01": a programme's code has no slash that is its own (the office checks codes).
std::string KeyText(const ListKey& key) { return key.first + "/" + key.second; }

struct ListCount {
  std::string label;
  std::uint32_t lines = 0;
  std::uint32_t open = 0;
};

std::map<ListKey, ListCount> ListsIn(const EventTable& table) {
  std::map<ListKey, ListCount> lists;
  for (const auto& [record, row] : table.rows()) {
    for (const TableLine& line : row.lines) {
      ListCount& list = lists[{line.view.line.programme(), line.view.line.period()}];
      list.label = line.Label();
      ++list.lines;
      if (line.open() > 0) ++list.open;
    }
  }
  return lists;
}

bool Witnessed(const v1::EventDraft& event) {
  return client::ValueOf(client::kHandoverModes, event.mode()) == v1::HANDOVER_MODE_DISAKSIKAN;
}

class EventDrawing : ItemPen {
 public:
  EventDrawing(client::Device& device, const Voice& voice, const v1::EventDraft& event)
      : ItemPen(voice), device_(device), voice_(voice), event_(event) {}

  Result<v1::FormView> Draw(client::DraftNumber number) {
    TILIK_ASSIGN_OR_RETURN(const EventTable table, EventTable::Read(device_, event_.village()));
    DrawWhat(ListsIn(table));
    DrawHow();
    v1::FormView view;
    view.set_draft(static_cast<std::uint64_t>(number));
    view.set_form(kEventForm);
    view.set_title(event_.title().empty() ? voice_.Say({"Acara baru", "New distribution"})
                                          : event_.title());
    view.set_village(VillageInFull(device_, event_.village()));
    view.set_save(event_.begun() ? voice_.Say({"Simpan", "Save"}) : voice_.Say({"Mulai", "Begin"}));
    const std::vector<v1::ItemView> items = Take();
    v1::PageListed* page = view.add_pages();
    page->set_key(kEventForm);
    page->set_title(voice_.Say({"Acara", "Distribution"}));
    for (const v1::ItemView& item : items) {
      if (item.required() && !IsAnswered(item)) page->set_missing(page->missing() + 1);
      page->set_errors(page->errors() + static_cast<std::uint32_t>(item.findings_size()));
    }
    view.set_page(kEventForm);
    view.mutable_items()->Assign(items.begin(), items.end());
    view.set_ready(page->missing() + page->errors() == 0);
    return view;
  }

 private:
  void DrawWhat(const std::map<ListKey, ListCount>& lists) {
    Text("title", {"Di mana?", "Where?"}, event_.title()).set_required(true);
    v1::ItemView& what =
        Add(v1::ITEM_KIND_SOME_OF, "lists", {"Apa yang dibagikan?", "What is handed out?"});
    what.set_required(true);
    what.set_hint(voice_.Say({"Beberapa periode sekaligus (rapel) dihitung sendiri-sendiri.",
                              "Several periods at once are counted each by itself."}));
    for (const auto& [key, list] : lists) {
      AddChoice(&what, KeyText(key),
                list.label + " (" + std::to_string(list.open) +
                    voice_.Say({" belum dari ", " open of "}) + std::to_string(list.lines) + ")");
    }
    for (const v1::ListChosen& list : event_.lists()) {
      what.add_values(KeyText({list.programme(), list.period()}));
    }
  }

  void DrawHow() {
    v1::ItemView& mode =
        Add(v1::ITEM_KIND_ONE_OF, "mode", {"Siapa yang menyerahkan?", "Who hands it out?"});
    mode.set_required(true);
    mode.set_value(event_.mode());
    for (const ModeChoice& one : kModes) {
      AddChoice(&mode, client::WordFor(client::kHandoverModes, one.mode, "id"),
                voice_.Say(one.label));
    }
    if (Witnessed(event_)) {
      v1::ItemView& payer = Text(
          "paid_by", {"Dibayar oleh (agen, juru bayar, aparat desa)", "Paid by (agent, official)"},
          event_.paid_by());
      payer.set_required(true);
    }
    Text("witness", {"Saksi cap jempol", "Witness of thumbprints"}, event_.witness())
        .set_hint(voice_.Say({"Yang membacakan jumlahnya. Boleh kosong.",
                              "Who reads the amount aloud. May stay empty."}));
    DrawTables();
    Confirm("from_paper",
            {"Salin dari kertas: HP mati saat acara", "Copied from paper: no phone was working"},
            event_.from_paper());
    if (!event_.from_paper()) return;
    v1::ItemView& day =
        Add(v1::ITEM_KIND_DATE, "day", {"Tanggal di kertas", "The day on the paper"});
    day.set_required(true);
    day.set_value(event_.day());
    const auto read = client::ParseDay(event_.day());
    if (event_.day().empty() || (read && *read <= Today(device_.clock()))) return;
    v1::FormFinding* finding = day.add_findings();
    finding->set_error(true);
    finding->set_text(read ? voice_.Say({"tanggal ini belum terjadi", "this day is yet to come"})
                           : voice_.Say({"tulis seperti 22-11-2026", "write it like 22-11-2026"}));
  }

  // Bagi meja: several phones serve one list, each its part of the walk.
  void DrawTables() {
    v1::ItemView& tables = Add(v1::ITEM_KIND_ONE_OF, "tables",
                               {"Dibagi ke berapa meja (HP)?", "Split between how many tables?"});
    AddChoice(&tables, "", voice_.Say({"tidak dibagi", "not split"}));
    for (std::uint32_t count = 2; count <= kMaxTables; ++count) {
      AddChoice(&tables, std::to_string(count), std::to_string(count));
    }
    if (event_.tables() == 0) return;
    tables.set_value(std::to_string(event_.tables()));
    tables.set_hint(voice_.Say(
        {"Pilih jumlah yang sama di semua HP.", "Choose the same number on all phones."}));
    v1::ItemView& table =
        Add(v1::ITEM_KIND_ONE_OF, "table", {"HP ini meja nomor", "This phone is table number"});
    table.set_required(true);
    for (std::uint32_t number = 1; number <= event_.tables(); ++number) {
      AddChoice(&table, std::to_string(number), std::to_string(number));
    }
    if (event_.table() != 0) table.set_value(std::to_string(event_.table()));
  }

  client::Device& device_;
  const Voice& voice_;
  const v1::EventDraft& event_;
};

// 0: not a number of a table.
std::uint32_t TableNumber(const std::string& typed) {
  if (typed.size() != 1 || typed[0] < '1' || typed[0] > '9') return 0;
  return static_cast<std::uint32_t>(typed[0] - '0');
}

Status ApplyTo(v1::EventDraft* event, const v1::AnswerFormRequest& touch) {
  if (touch.value().size() > kMaxTouchBytes) return Status::Invalid("too long to have been typed");
  const std::string& at = touch.at();
  if (at == "title") {
    event->set_title(touch.value());
  } else if (at == "mode") {
    event->set_mode(touch.value());
  } else if (at == "paid_by") {
    event->set_paid_by(touch.value());
  } else if (at == "witness") {
    event->set_witness(touch.value());
  } else if (at == "from_paper") {
    event->set_from_paper(!touch.value().empty());
  } else if (at == "tables") {
    const std::uint32_t tables = TableNumber(touch.value());
    event->set_tables(tables >= 2 && tables <= kMaxTables ? tables : 0);
    if (event->table() > event->tables()) event->clear_table();
  } else if (at == "table") {
    const std::uint32_t table = TableNumber(touch.value());
    event->set_table(table <= event->tables() ? table : 0);
  } else if (at == "day") {
    event->set_day(touch.value());
  } else if (at == "lists") {
    event->clear_lists();
    for (const std::string& key : touch.values()) {
      const std::size_t slash = key.rfind('/');
      if (slash == std::string::npos) return Status::Invalid("\"" + key + "\" is no list");
      v1::ListChosen* list = event->add_lists();
      list->set_programme(key.substr(0, slash));
      list->set_period(key.substr(slash + 1));
    }
  } else {
    return Status::Invalid("\"" + at + "\" is no place of this form");
  }
  return {};
}

Result<v1::EventDraft> EventIn(const client::Draft& draft) {
  v1::EventDraft event;
  if (draft.form != kEventForm) return Status::NotFound("this draft is no acara's");
  if (!event.ParseFromString(draft.content)) {
    return Status::Corrupt("the draft's content is damaged");
  }
  return event;
}

}  // namespace

Result<v1::EventDraft> ReadEvent(client::Device& device, std::uint64_t event) {
  TILIK_ASSIGN_OR_RETURN(const client::Draft draft,
                         device.ResumeEdit(static_cast<client::DraftNumber>(event)));
  return EventIn(draft);
}

std::string EventName(const client::Draft& draft, const v1::EventDraft& event,
                      std::int32_t utc_offset_minutes) {
  return event.title() + " " + DayWords(DayOf(draft.begun, utc_offset_minutes));
}

Result<v1::FormView> OpenEvent(client::Device& device, const Voice& voice,
                               const v1::OpenEventRequest& asked) {
  if (asked.event() != 0) {
    return DrawEvent(device, voice, static_cast<client::DraftNumber>(asked.event()));
  }
  const auto village = VillageCode::Parse(asked.village());
  if (!village) return Status::Invalid("\"" + asked.village() + "\" is no village code");
  TILIK_ASSIGN_OR_RETURN(const v1::VillageName name, device.VillageNamed(village->number()));
  TILIK_ASSIGN_OR_RETURN(const EventTable table, EventTable::Read(device, village->number()));
  v1::EventDraft event;
  event.set_village(village->number());
  event.set_title("Balai desa " + name.name());
  const auto lists = ListsIn(table);
  if (lists.size() == 1) {
    v1::ListChosen* only = event.add_lists();
    only->set_programme(lists.begin()->first.first);
    only->set_period(lists.begin()->first.second);
  }
  TILIK_ASSIGN_OR_RETURN(const client::Draft draft, device.BeginEdit(kEventForm, RecordId(), {}));
  TILIK_RETURN_IF_ERROR(device.KeepDraft(draft.number, event.SerializeAsString()));
  return DrawEvent(device, voice, draft.number);
}

Result<v1::FormView> DrawEvent(client::Device& device, const Voice& voice,
                               client::DraftNumber number) {
  TILIK_ASSIGN_OR_RETURN(const v1::EventDraft event,
                         ReadEvent(device, static_cast<std::uint64_t>(number)));
  return EventDrawing(device, voice, event).Draw(number);
}

Result<v1::FormView> AnswerEvent(client::Device& device, const Voice& voice,
                                 const v1::AnswerFormRequest& asked) {
  TILIK_ASSIGN_OR_RETURN(v1::EventDraft event, ReadEvent(device, asked.draft()));
  TILIK_RETURN_IF_ERROR(ApplyTo(&event, asked));
  const auto number = static_cast<client::DraftNumber>(asked.draft());
  TILIK_RETURN_IF_ERROR(device.KeepDraft(number, event.SerializeAsString()));
  return EventDrawing(device, voice, event).Draw(number);
}

Result<v1::SaveFormResponse> SaveEvent(client::Device& device, const Voice& voice,
                                       client::DraftNumber number) {
  TILIK_ASSIGN_OR_RETURN(v1::EventDraft event,
                         ReadEvent(device, static_cast<std::uint64_t>(number)));
  v1::SaveFormResponse response;
  TILIK_ASSIGN_OR_RETURN(v1::FormView form, EventDrawing(device, voice, event).Draw(number));
  if (!form.ready()) {
    *response.mutable_form() = std::move(form);
    return response;
  }
  event.set_begun(true);
  TILIK_RETURN_IF_ERROR(device.KeepDraft(number, event.SerializeAsString()));
  response.mutable_saved();
  return response;
}

}  // namespace tilik::screens
