#include "client/screens/events.h"

#include <algorithm>
#include <set>

#include "client/core/capture_quantity.h"
#include "client/screens/event_form.h"
#include "client/screens/event_table.h"
#include "client/screens/event_walk.h"
#include "client/screens/handover_form.h"
#include "client/screens/history.h"
#include "client/screens/invitations.h"
#include "client/screens/known_to_device.h"
#include "client/screens/looking.h"
#include "client/screens/moments.h"
#include "client/screens/naming.h"
#include "client/screens/record_views.h"
#include "proto/contract/calendar.h"
#include "proto/contract/claims.h"

namespace tilik::screens {
namespace {

using client::Wording;

constexpr std::uint32_t kTableOnAScreen = 40;
constexpr std::size_t kDoneOnAScreen = 5;

using Standing = v1::RecipientListed;

bool IsServed(const TableRow& row) { return row.standing() == Standing::STANDING_SERVED; }

struct Counted {
  std::uint32_t recipients = 0, served = 0, not_delivered = 0;
};

Counted Count(const EventTable& table) {
  Counted counted;
  for (const auto& [record, row] : table.rows()) {
    ++counted.recipients;
    if (IsServed(row)) ++counted.served;
    if (row.standing() == Standing::STANDING_NOT_DELIVERED) ++counted.not_delivered;
  }
  return counted;
}

// --- the tally ---

struct ListTotal {
  std::vector<TableLine> lines;
  std::map<int, std::uint32_t> reasons;
};

v1::TallyListed Tallied(const Voice& voice, const ListTotal& total) {
  const auto sum = [&](std::int64_t (*amount)(const TableLine&)) {
    const std::string text = AmountsText(total.lines, amount);
    return text.empty() ? client::QuantityText(0, total.lines.front().item) : text;
  };
  v1::TallyListed tally;
  tally.set_programme(total.lines.front().programme);
  tally.set_period(total.lines.front().view.line.period());
  tally.set_lines(static_cast<std::uint32_t>(total.lines.size()));
  for (const TableLine& line : total.lines) {
    if (line.open() > 0) {
      tally.set_open(tally.open() + 1);
    } else if (line.handed_out > 0) {
      tally.set_served(tally.served() + 1);
    } else {
      tally.set_not_delivered(tally.not_delivered() + 1);
    }
  }
  tally.set_entitled(sum([](const TableLine& line) { return line.entitled; }));
  tally.set_handed_out(sum([](const TableLine& line) { return line.handed_out; }));
  tally.set_undelivered(sum([](const TableLine& line) { return line.undelivered; }));
  tally.set_remaining(
      sum([](const TableLine& line) { return std::max<std::int64_t>(line.open(), 0); }));
  for (const auto& [reason, lines] : total.reasons) {
    v1::ReasonListed* one = tally.add_reasons();
    one->set_reason(client::WordFor(client::kNonDeliveryReasons, reason, voice.language));
    one->set_lines(lines);
  }
  return tally;
}

std::vector<v1::TallyListed> Tally(const Voice& voice, const EventTable& table) {
  std::map<std::pair<std::string, std::string>, ListTotal> totals;
  for (const auto& [record, row] : table.rows()) {
    for (const TableLine& line : row.lines) {
      ListTotal& total = totals[{line.view.line.programme(), line.view.line.period()}];
      total.lines.push_back(line);
      if (line.undelivered > 0) ++total.reasons[line.reason];
    }
  }
  std::vector<v1::TallyListed> tally;
  for (const auto& [list, total] : totals) tally.push_back(Tallied(voice, total));
  return tally;
}

// --- who is at the table ---

v1::RecipientListed Listed(client::Device& device, const Voice& voice, const TableRow& row) {
  v1::RecipientListed one;
  one.set_record(ToUuidText(row.record));
  one.set_name(KnownToDevice(device).NameOf(row.record));
  one.set_standing(row.standing());
  std::string detail;
  if (const auto shown = device.Show(row.record); shown.ok()) {
    detail = TextOf(*shown, field::kSls);
    const std::string address = TextOf(*shown, field::kAddress);
    if (!address.empty()) detail += (detail.empty() ? "" : " · ") + address;
  }
  std::set<std::string> programmes;
  for (const TableLine& line : row.lines) programmes.insert(line.programme);
  for (const std::string& programme : programmes) {
    detail += (detail.empty() ? "" : " · ") + programme;
  }
  one.set_detail(detail);
  const bool open = row.is_open();
  one.set_due(AmountsText(row.lines, [&](const TableLine& line) {
    return open ? std::max<std::int64_t>(line.open(), 0) : line.handed_out;
  }));
  switch (row.standing()) {
    case Standing::STANDING_SERVED:
    case Standing::STANDING_PARTLY: {
      const auto set = device.Log(row.last_seq() + 1, 1);
      if (set.ok() && !set->empty()) {
        one.set_words(MomentWords(set->front().saved, device.clock().Read()));
      }
      break;
    }
    case Standing::STANDING_NOT_DELIVERED:
      one.set_words(
          client::WordFor(client::kNonDeliveryReasons, row.lines.front().reason, voice.language));
      break;
    case Standing::STANDING_SERVED_ELSEWHERE:
      for (const TableLine& line : row.lines) {
        if (line.view.claims.empty()) continue;
        const std::string officer = line.view.claims.back().officer;
        one.set_words(voice.Say({"menurut HP " + officer, "says the phone of " + officer}));
      }
      break;
    default:
      break;
  }
  return one;
}

Status FindAtTable(client::Device& device, const Voice& voice, const EventTable& table,
                   const EventWalk& walk, const std::string& typed, std::uint32_t limit,
                   v1::ShowEventResponse* response) {
  TILIK_ASSIGN_OR_RETURN(const client::Found found, device.Find(typed));
  response->set_more(found.more);
  std::set<RecordId> listed;
  for (const client::FoundRecord& one : found.records) {
    const RecordId top = one.household.none() ? one.record : one.household;
    const TableRow* row = table.Find(top);
    if (row == nullptr || !listed.insert(top).second) continue;
    if (listed.size() > limit) {
      response->set_more(true);
      break;
    }
    v1::RecipientListed* view = response->add_found();
    *view = Listed(device, voice, *row);
    view->set_same_names(one.same_names);
    view->set_table(walk.OtherTableOf(top));
    // Somebody else of the household was looked for.
    if (!one.name.empty() && one.name != view->name()) {
      view->set_detail(one.name + " · " + view->detail());
    }
  }
  return {};
}

// --- what was written down last ---

struct Done {
  RecordId record;
  std::vector<TableLine> lines;  // as that set says
  bool delivered = false;
  v1::NonDeliveryReason reason = v1::NON_DELIVERY_REASON_UNSPECIFIED;
};

Status FillDone(client::Device& device, const Voice& voice, const EventTable& table,
                const std::string& event_name, v1::ShowEventResponse* response) {
  std::map<std::uint64_t, Done, std::greater<>> by_set;
  for (const auto& [record, row] : table.rows()) {
    for (const TableLine& line : row.lines) {
      for (const client::OperationView& fact : line.view.facts) {
        const v1::Handover& handover = fact.operation.handover();
        const v1::NonDelivery& refused = fact.operation.non_delivery();
        if (handover.event() != event_name && refused.event() != event_name) continue;
        Done& done = by_set[fact.seq];
        done.record = record;
        done.delivered = done.delivered || fact.operation.has_handover();
        if (fact.operation.has_non_delivery()) done.reason = refused.reason();
        TableLine& said = done.lines.emplace_back();
        said.item = line.item;
        said.handed_out = handover.received();
      }
    }
  }
  for (const auto& [seq, done] : by_set) {
    if (static_cast<std::size_t>(response->done_size()) >= kDoneOnAScreen) break;
    TILIK_ASSIGN_OR_RETURN(const auto sets, device.Log(seq + 1, 1));
    if (sets.empty()) continue;
    v1::DoneListed* one = response->add_done();
    one->set_seq(seq);
    one->set_name(KnownToDevice(device).NameOf(done.record));
    one->set_delivered(done.delivered);
    one->set_words(
        done.delivered
            ? AmountsText(done.lines, [](const TableLine& line) { return line.handed_out; })
            : client::WordFor(client::kNonDeliveryReasons, done.reason, voice.language));
    one->set_saved_ms(sets.front().saved.ms);
    one->set_undo_until_ms(sets.front().saved.ms + kUndoMs);
  }
  return {};
}

std::string ModeWords(const Voice& voice, const v1::EventDraft& event) {
  const auto mode = client::ValueOf(client::kHandoverModes, event.mode());
  std::string words =
      mode ? client::WordFor(client::kHandoverModes, *mode, voice.language) : event.mode();
  if (mode == v1::HANDOVER_MODE_DISAKSIKAN) words += ": " + event.paid_by();
  if (event.from_paper()) words += voice.Say({" · dari kertas", " · from paper"});
  return words;
}

Result<v1::EventListed> Listed(client::Device& device, const client::Draft& draft) {
  v1::EventListed one;
  TILIK_ASSIGN_OR_RETURN(const v1::EventDraft event,
                         ReadEvent(device, static_cast<std::uint64_t>(draft.number)));
  one.set_event(static_cast<std::uint64_t>(draft.number));
  one.set_title(event.title());
  one.set_village(VillageInFull(device, event.village()));
  one.set_day(DayWords(DayOf(draft.begun, device.clock().Read().utc_offset_minutes)));
  one.set_begun(event.begun());
  TILIK_ASSIGN_OR_RETURN(const EventTable table, EventTable::Read(device, event));
  const Counted counted = Count(table);
  one.set_recipients(counted.recipients);
  one.set_served(counted.served);
  one.set_not_delivered(counted.not_delivered);
  return one;
}

}  // namespace

Result<v1::ListEventsResponse> ListEvents(client::Device& device) {
  v1::ListEventsResponse response;
  TILIK_ASSIGN_OR_RETURN(const std::vector<client::Draft> drafts, device.Drafts());
  for (const client::Draft& draft : drafts) {
    if (draft.form != kEventForm) continue;
    TILIK_ASSIGN_OR_RETURN(*response.add_events(), Listed(device, draft));
  }
  TILIK_ASSIGN_OR_RETURN(const std::vector<std::uint64_t> villages, device.VillagesWithLines());
  for (const std::uint64_t village : villages) {
    TILIK_ASSIGN_OR_RETURN(const v1::VillageName name, device.VillageNamed(village));
    v1::VillageDueListed* one = response.add_villages();
    one->set_code(VillageText(village));
    one->set_name(name.name());
    one->set_kecamatan(name.kecamatan());
    TILIK_ASSIGN_OR_RETURN(const EventTable table, EventTable::Read(device, village));
    for (const v1::TallyListed& tally : Tally({}, table)) {
      v1::DueListed* list = one->add_lists();
      list->set_programme(tally.programme());
      list->set_period(tally.period());
      list->set_lines(tally.lines());
      list->set_open(tally.open());
    }
  }
  return response;
}

Result<v1::ShowEventResponse> ShowEvent(client::Device& device, const Voice& voice,
                                        const v1::ShowEventRequest& asked) {
  TILIK_ASSIGN_OR_RETURN(const client::Draft draft,
                         device.ResumeEdit(static_cast<client::DraftNumber>(asked.event())));
  TILIK_ASSIGN_OR_RETURN(const v1::EventDraft event, ReadEvent(device, asked.event()));
  const std::int32_t zone = device.clock().Read().utc_offset_minutes;
  TILIK_ASSIGN_OR_RETURN(const EventTable table, EventTable::Read(device, event));

  v1::ShowEventResponse response;
  response.set_event(asked.event());
  response.set_title(event.title());
  response.set_village(VillageInFull(device, event.village()));
  response.set_day(DayWords(DayOf(draft.begun, zone)));
  response.set_mode(ModeWords(voice, event));
  const Counted counted = Count(table);
  response.set_recipients(counted.recipients);
  response.set_served(counted.served);
  response.set_not_delivered(counted.not_delivered);
  for (v1::TallyListed& tally : Tally(voice, table)) *response.add_tally() = std::move(tally);
  TILIK_RETURN_IF_ERROR(FillDone(device, voice, table, EventName(draft, event, zone), &response));
  const std::uint32_t limit =
      asked.limit() == 0 ? kTableOnAScreen : std::min(asked.limit(), 10 * kTableOnAScreen);
  const EventWalk walk(device, table, event, asked.typed().empty());
  response.set_table(walk.Words(voice));
  if (IsInvitation(asked.typed())) {
    const InvitationRead read = ReadInvitation(device, voice, asked.typed());
    *response.mutable_code() = read.said;
    const TableRow* row = read.recipient ? table.Find(*read.recipient) : nullptr;
    if (row != nullptr) {
      *response.add_found() = Listed(device, voice, *row);
      response.mutable_found(0)->set_table(walk.OtherTableOf(row->record));
    }
    return response;
  }
  if (!asked.typed().empty()) {
    TILIK_RETURN_IF_ERROR(FindAtTable(device, voice, table, walk, asked.typed(), limit, &response));
    return response;
  }
  const std::vector<const TableRow*> due = walk.Due();
  for (const TableRow* row : due) {
    if (static_cast<std::uint32_t>(response.found_size()) >= limit) break;
    *response.add_found() = Listed(device, voice, *row);
  }
  response.set_more(due.size() > limit);
  return response;
}

OrProblem<v1::CloseEventResponse> CloseEvent(client::Device& device, const Voice& voice,
                                             const v1::CloseEventRequest& asked) {
  const Wording doing = {"Acara tidak dapat ditutup", "The distribution cannot be closed"};
  const auto event = ReadEvent(device, asked.event());
  if (!event.ok()) return ProblemOf(voice, event.status(), doing);
  const auto unsaved = UnsavedHandovers(device, asked.event());
  if (!unsaved.ok()) return ProblemOf(voice, unsaved.status(), doing);
  if (!unsaved->empty()) {
    std::string names;
    for (const std::string& name : *unsaved) names += (names.empty() ? "" : ", ") + name;
    return ProblemOf(voice, Exit::kRefused,
                     {"Serah terima ini sudah diisi dan belum disimpan: " + names + ".",
                      "These handovers are filled in and not saved: " + names + "."},
                     {"Simpan atau buang dulu; acara tetap terbuka.",
                      "Save or drop them first; the distribution stays open."});
  }
  const Status dropped = device.DropDraft(static_cast<client::DraftNumber>(asked.event()));
  if (!dropped.ok()) return ProblemOf(voice, dropped, doing);
  return v1::CloseEventResponse();
}

Result<v1::ListClaimsResponse> ListClaims(client::Device& device,
                                          const v1::ListClaimsRequest& asked) {
  v1::ListClaimsResponse response;
  std::set<std::string> danoms;
  std::uint64_t village = 0;
  if (asked.event() != 0) {
    TILIK_ASSIGN_OR_RETURN(const v1::EventDraft event, ReadEvent(device, asked.event()));
    TILIK_ASSIGN_OR_RETURN(const EventTable table, EventTable::Read(device, event));
    village = event.village();
    for (const auto& [record, row] : table.rows()) {
      for (const TableLine& line : row.lines) danoms.insert(line.view.line.danom());
    }
  }
  TILIK_ASSIGN_OR_RETURN(const auto here, device.Danoms());
  for (const client::DanomHere& danom : here) {
    if (asked.event() != 0 && (danom.village != village || !danoms.contains(danom.danom))) continue;
    v1::ClaimsTextView* one = response.add_texts();
    one->set_danom(danom.danom);
    one->set_village(VillageText(danom.village));
    one->set_lines(static_cast<std::uint32_t>(danom.lines.size()));
    one->set_served(
        static_cast<std::uint32_t>(std::count(danom.served.begin(), danom.served.end(), true)));
    TILIK_ASSIGN_OR_RETURN(*one->mutable_text(), device.MakeClaims(danom.danom, danom.village));
  }
  return response;
}

OrProblem<v1::ClaimsReadView> ReadClaims(client::Device& device, const Voice& voice,
                                         const std::string& text) {
  const Wording nothing = {"Tidak ada yang diubah.", "Nothing was changed."};
  const Wording useless = {"Teks ini tidak dapat dipakai", "This text is of no use"};
  if (text.size() > kMaxClaimsText) {
    return ProblemOf(voice, Status::Invalid("longer than any phone writes"), useless);
  }
  const auto taken = device.TakeClaims(text);
  if (!taken.ok()) {
    switch (taken.status().code()) {
      case Code::kConflict:
        return ProblemOf(voice, Exit::kRefused,
                         {"Daftar di kedua HP berbeda; sinkronkan keduanya dulu.",
                          "The two phones hold different lists; sync both first."},
                         nothing);
      case Code::kDenied:
        return ProblemOf(voice, Exit::kRefused,
                         {"Teks ini bukan dari HP petugas kabupaten ini.",
                          "This text is not from a phone of this district."},
                         nothing);
      default:
        return ProblemOf(voice, taken.status(), useless);
    }
  }
  v1::ClaimsReadView view;
  view.set_officer(taken->officer);
  view.set_danom(taken->danom);
  view.set_village(VillageText(taken->village));
  view.set_served(taken->served);
  view.set_older(taken->older);
  return view;
}

}  // namespace tilik::screens
