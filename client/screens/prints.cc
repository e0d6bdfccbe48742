#include "client/screens/prints.h"

#include <algorithm>
#include <map>
#include <set>

#include "client/core/capture_quantity.h"
#include "client/core/capture_words.h"
#include "client/screens/event_form.h"
#include "client/screens/event_walk.h"
#include "client/screens/known_to_device.h"
#include "client/screens/moments.h"
#include "client/screens/musdes.h"
#include "client/screens/naming.h"
#include "client/screens/own_sets.h"
#include "client/screens/record_views.h"
#include "client/screens/work_states.h"
#include "client/screens/work_words.h"
#include "proto/contract/calendar.h"
#include "proto/contract/region.h"

namespace tilik::screens {
namespace {

using client::Wording;

// Of a NIK, what tells people of one name apart on a paper that lies about.
constexpr std::size_t kNikTail = 4;

class Paper {
 public:
  Paper(client::Device& device, const Voice& voice, std::string officer)
      : device_(device), voice_(voice), officer_(std::move(officer)) {
    const ClockReading now = device.clock().Read();
    const std::string moment = MomentInFull(now.wall, now.utc_offset_minutes);
    view_.set_printed(voice.Say({"Tercetak ", "Printed "}) + moment + " · " + officer_);
  }

  void Title(const Wording& title) { view_.set_title(voice_.Say(title)); }
  void Under(const std::string& line) {
    if (!line.empty()) view_.add_under(line);
  }
  void Signer(const Wording& who) { view_.add_signers(voice_.Say(who)); }
  void Note(const Wording& note) { view_.add_notes(voice_.Say(note)); }
  v1::PrintTable& Table(const Wording& title) {
    v1::PrintTable* table = view_.add_tables();
    table->set_title(voice_.Say(title));
    return *table;
  }
  v1::PrintColumn& Column(v1::PrintTable& table, const Wording& title) const {
    v1::PrintColumn* column = table.add_columns();
    column->set_title(voice_.Say(title));
    return *column;
  }
  void Number(v1::PrintTable& table, const Wording& title) const {
    Column(table, title).set_number(true);
  }
  void Blank(v1::PrintTable& table, const Wording& title) const {
    Column(table, title).set_blank(true);
  }
  static void Row(v1::PrintTable& table, const std::vector<std::string>& cells) {
    v1::PrintRow* row = table.add_rows();
    for (const std::string& cell : cells) row->add_cells(cell);
  }
  static void Total(v1::PrintTable& table, const std::vector<std::string>& cells) {
    for (const std::string& cell : cells) table.mutable_total()->add_cells(cell);
  }

  client::Device& device() const { return device_; }
  const Voice& voice() const { return voice_; }
  const std::string& officer() const { return officer_; }
  v1::PrintView& view() { return view_; }

 private:
  client::Device& device_;
  const Voice& voice_;
  const std::string officer_;
  v1::PrintView view_;
};

// --- of an acara ---

struct Acara {
  v1::EventDraft event;
  std::string name;
  EventTable table;
};

Result<Acara> AcaraOf(client::Device& device, std::uint64_t number) {
  Acara acara;
  TILIK_ASSIGN_OR_RETURN(acara.event, ReadEvent(device, number));
  TILIK_ASSIGN_OR_RETURN(const client::Draft draft,
                         device.ResumeEdit(static_cast<client::DraftNumber>(number)));
  acara.name = EventName(draft, acara.event, device.clock().Read().utc_offset_minutes);
  TILIK_ASSIGN_OR_RETURN(acara.table, EventTable::Read(device, acara.event));
  return acara;
}

std::string WhereOf(const EventWalk::Stop& stop) {
  std::string where = stop.neighbourhood;
  if (!stop.address.empty()) where += (where.empty() ? "" : " · ") + stop.address;
  return where;
}

std::string ListsOf(const TableRow& row) {
  std::set<std::string> labels;
  for (const TableLine& line : row.lines) labels.insert(line.Label());
  std::string text;
  for (const std::string& label : labels) text += (text.empty() ? "" : ", ") + label;
  return text;
}

// "…0412" of whoever heads the household.
std::string NikTailOf(client::Device& device, const RecordId& record) {
  const auto household = device.ShowHousehold(record);
  if (!household.ok()) return {};
  const std::string head = KnownToDevice(device).NameOf(record);
  for (const client::RecordView& person : household->persons) {
    const std::string nik = TextOf(person, field::kNik);
    if (TextOf(person, field::kName) != head || nik.size() < kNikTail) continue;
    return "…" + nik.substr(nik.size() - kNikTail);
  }
  return {};
}

std::int64_t Open(const TableLine& line) { return std::max<std::int64_t>(line.open(), 0); }

Status PrintInvitations(Paper& paper, const v1::MakePrintRequest& asked) {
  TILIK_ASSIGN_OR_RETURN(const Acara acara, AcaraOf(paper.device(), asked.event()));
  paper.Title({"Undangan penyaluran", "Invitations"});
  paper.Under(acara.name);
  paper.Under(VillageInFull(paper.device(), acara.event.village()));
  const EventWalk walk(paper.device(), acara.table, acara.event, /*all=*/true);
  for (const EventWalk::Stop& stop : walk.stops()) {
    if (!stop.row->is_open() || walk.OtherTableOf(stop.row->record) != 0) continue;
    v1::PrintCard* card = paper.view().add_cards();
    card->set_title(KnownToDevice(paper.device()).NameOf(stop.row->record));
    for (const std::string& line : {WhereOf(stop), ListsOf(*stop.row), acara.name,
                                    paper.voice().Say({"Bawa KTP, KK dan kartu bantuan.",
                                                       "Bring KTP, KK and the aid card."})}) {
      if (!line.empty()) card->add_lines(line);
    }
    card->set_code(
        paper.device().MakeInvitation(stop.row->record, acara.event.village(), acara.name));
  }
  return {};
}

Status PrintList(Paper& paper, const v1::MakePrintRequest& asked) {
  TILIK_ASSIGN_OR_RETURN(const Acara acara, AcaraOf(paper.device(), asked.event()));
  paper.Title({"Daftar nominatif", "Nominative list"});
  paper.Under(acara.name);
  paper.Under(VillageInFull(paper.device(), acara.event.village()));
  v1::PrintTable& table = paper.Table({"", ""});
  paper.Number(table, {"No", "No"});
  paper.Column(table, {"Nama", "Name"});
  paper.Column(table, {"NIK", "NIK"});
  paper.Column(table, {"RT · alamat", "RT · address"});
  paper.Column(table, {"Daftar", "List"});
  paper.Number(table, {"Jumlah", "Amount"});
  paper.Blank(table, {"Tanda tangan", "Signature"});
  const EventWalk walk(paper.device(), acara.table, acara.event, /*all=*/true);
  std::vector<TableLine> all;
  int number = 0;
  for (const EventWalk::Stop& stop : walk.stops()) {
    if (walk.OtherTableOf(stop.row->record) != 0) continue;
    const auto entitled = [](const TableLine& line) { return line.entitled; };
    Paper::Row(table,
               {std::to_string(++number), KnownToDevice(paper.device()).NameOf(stop.row->record),
                NikTailOf(paper.device(), stop.row->record), WhereOf(stop), ListsOf(*stop.row),
                AmountsText(stop.row->lines, entitled), ""});
    all.insert(all.end(), stop.row->lines.begin(), stop.row->lines.end());
  }
  Paper::Total(table, {"", paper.voice().Say({"Jumlah", "Total"}), "", "", "",
                       AmountsText(all, [](const TableLine& line) { return line.entitled; }), ""});
  paper.Signer({"Yang menyerahkan", "Handed out by"});
  paper.Signer({"Kepala desa", "Village head"});
  return {};
}

struct ListSum {
  std::vector<TableLine> lines;
  std::map<int, std::uint32_t> reasons;
};

void SumUp(Paper& paper, const EventTable& event) {
  std::map<std::string, ListSum> sums;
  for (const auto& [record, row] : event.rows()) {
    for (const TableLine& line : row.lines) {
      ListSum& sum = sums[line.Label()];
      sum.lines.push_back(line);
      if (line.undelivered > 0) ++sum.reasons[line.reason];
    }
  }
  v1::PrintTable& table = paper.Table({"Ringkasan", "Summary"});
  paper.Column(table, {"Daftar", "List"});
  paper.Number(table, {"Penerima", "Recipients"});
  paper.Number(table, {"Seharusnya", "Entitled"});
  paper.Number(table, {"Diserahkan", "Handed out"});
  paper.Number(table, {"Tidak tersalur", "Not handed out"});
  paper.Number(table, {"Sisa", "Remaining"});
  for (const auto& entry : sums) {
    const ListSum& sum = entry.second;
    const auto text = [&](const auto& amount) {
      const std::string words = AmountsText(sum.lines, amount);
      return words.empty() ? "0" : words;
    };
    std::string undelivered = text([](const TableLine& line) { return line.undelivered; });
    for (const auto& [reason, lines] : sum.reasons) {
      undelivered += "\n" +
                     client::WordFor(client::kNonDeliveryReasons, reason, paper.voice().language) +
                     " " + std::to_string(lines);
    }
    Paper::Row(table, {entry.first, std::to_string(sum.lines.size()),
                       text([](const TableLine& line) { return line.entitled; }),
                       text([](const TableLine& line) { return line.handed_out; }), undelivered,
                       text(Open)});
  }
}

// Who was handed what, when; or why not.
std::string WordsOf(const Paper& paper, const TableRow& row) {
  for (const TableLine& line : row.lines) {
    if (line.undelivered > 0) {
      return client::WordFor(client::kNonDeliveryReasons, line.reason, paper.voice().language);
    }
  }
  const auto set = paper.device().Log(row.last_seq() + 1, 1);
  if (!set.ok() || set->empty()) return {};
  return MomentInFull(set->front().saved, paper.device().clock().Read().utc_offset_minutes);
}

Status PrintBast(Paper& paper, const v1::MakePrintRequest& asked) {
  TILIK_ASSIGN_OR_RETURN(const Acara acara, AcaraOf(paper.device(), asked.event()));
  paper.Title({"Berita acara serah terima", "Record of handing over"});
  paper.Under(acara.name);
  paper.Under(VillageInFull(paper.device(), acara.event.village()));
  SumUp(paper, acara.table);
  v1::PrintTable& table = paper.Table({"Rincian", "In detail"});
  paper.Number(table, {"No", "No"});
  paper.Column(table, {"Nama", "Name"});
  paper.Column(table, {"RT · alamat", "RT · address"});
  paper.Number(table, {"Diserahkan", "Handed out"});
  paper.Column(table, {"Waktu atau sebab", "Time or reason"});
  const EventWalk walk(paper.device(), acara.table, acara.event, /*all=*/true);
  int number = 0;
  for (const EventWalk::Stop& stop : walk.stops()) {
    const std::string handed_out =
        AmountsText(stop.row->lines, [](const TableLine& line) { return line.handed_out; });
    if (stop.row->last_seq() == 0) continue;
    Paper::Row(table,
               {std::to_string(++number), KnownToDevice(paper.device()).NameOf(stop.row->record),
                WhereOf(stop), handed_out.empty() ? "–" : handed_out, WordsOf(paper, *stop.row)});
  }
  paper.Note({"Menurut catatan di perangkat ini saat dicetak.",
              "As recorded on this device when it was printed."});
  paper.Signer({"Yang menyerahkan", "Handed out by"});
  paper.Signer({"Kepala desa", "Village head"});
  paper.Signer({"Saksi", "Witness"});
  return {};
}

// --- of a village ---

Status PrintMusdes(Paper& paper, const v1::MakePrintRequest& asked) {
  const auto village = VillageCode::Parse(asked.village());
  if (!village) return Status::Invalid("\"" + asked.village() + "\" is no village code");
  paper.Title({"Daftar musyawarah desa", "List for the village forum"});
  paper.Under(VillageInFull(paper.device(), village->number()));
  v1::PrintTable& table = paper.Table({"", ""});
  paper.Number(table, {"No", "No"});
  paper.Column(table, {"Nama kepala rumah tangga", "Head of the household"});
  paper.Column(table, {"RT", "RT"});
  paper.Column(table, {"Alamat", "Address"});
  paper.Number(table, {"Orang", "Persons"});
  paper.Blank(table, {"Ditemukan / pindah / meninggal / ganda", "Found / moved / died / twice"});
  paper.Blank(table, {"Mampu?", "Well off?"});
  TILIK_ASSIGN_OR_RETURN(const auto rows, MusdesRows(paper.device(), village->number()));
  int number = 0;
  for (const v1::MusdesRow& row : rows) {
    Paper::Row(table, {std::to_string(++number), row.name(), row.neighbourhood(), row.address(),
                       std::to_string(row.persons()), "", ""});
  }
  paper.Signer({"Kepala desa", "Village head"});
  paper.Signer({"Ketua BPD", "Head of the BPD"});
  paper.Signer({"Pendamping", "Officer"});
  return {};
}

// --- laporan saya ---

const Wording& StateWords(v1::WorkState state) {
  static const std::map<v1::WorkState, Wording> words = {
      {v1::WORK_STATE_SAVED, {"tersimpan di perangkat", "saved on the device"}},
      {v1::WORK_STATE_WAITING, {"menunggu kirim", "waiting to be sent"}},
      {v1::WORK_STATE_ENTRUSTED, {"dititipkan", "entrusted"}},
      {v1::WORK_STATE_RECEIVED, {"diterima kabupaten", "received by the district"}},
      {v1::WORK_STATE_BEING_DECIDED, {"sedang diputuskan", "being decided"}},
      {v1::WORK_STATE_DONE, {"selesai", "done"}},
      {v1::WORK_STATE_RETURNED, {"dikembalikan", "returned"}},
  };
  static const Wording other = {"draf", "draft"};
  const auto found = words.find(state);
  return found == words.end() ? other : found->second;
}

struct Month {
  std::map<std::string, std::uint32_t> said;  // what was recorded, in how many sets
  std::map<std::uint32_t, std::uint32_t> days;
  std::map<v1::WorkState, std::uint32_t> states;
  std::map<std::string, std::pair<v1::Item, std::int64_t>> handed_out;  // by item and unit
  std::map<std::string, std::uint32_t> became;
  std::uint32_t sets = 0;
};

void Add(Paper& paper, const std::map<LineId, v1::Item>& items, const client::LogEntry& entry,
         std::uint32_t day, Month* month) {
  std::set<std::string> said;
  std::set<std::string> became;
  for (const client::OperationView& one : entry.operations) {
    if (one.retracted) continue;
    said.insert(SaidInBrief(paper.voice(), one.operation));
    const std::string what = BecameOf(paper.voice(), one);
    if (!what.empty()) became.insert(what);
    const v1::Handover& handover = one.operation.handover();
    const auto line = LineId::FromRaw(handover.line());
    const auto item = line ? items.find(*line) : items.end();
    if (item == items.end()) continue;
    auto& [of, sum] = month->handed_out[item->second.code() + "/" + item->second.unit()];
    of = item->second;
    sum += handover.received();
  }
  if (said.empty()) return;
  ++month->sets;
  ++month->days[day];
  ++month->states[StateOf(entry, {paper.device().state().synced_ms()})];
  for (const std::string& one : said) ++month->said[one];
  for (const std::string& one : became) ++month->became[one];
}

Result<std::map<LineId, v1::Item>> ItemsOfLines(client::Device& device) {
  std::map<std::string, v1::Item> programmes;
  TILIK_ASSIGN_OR_RETURN(const auto defined, device.Programmes());
  for (const v1::Programme& programme : defined) programmes[programme.code()] = programme.item();
  std::map<LineId, v1::Item> items;
  TILIK_ASSIGN_OR_RETURN(const auto villages, device.VillagesWithLines());
  for (const std::uint64_t village : villages) {
    TILIK_ASSIGN_OR_RETURN(const auto lines, device.LinesIn(village));
    for (const client::LineView& view : lines) {
      if (const auto line = LineId::FromRaw(view.line.line())) {
        items[*line] = programmes[view.line.programme()];
      }
    }
  }
  return items;
}

// yyyymm of "2026-11"; nothing when it is no month.
std::optional<std::uint32_t> MonthNumber(const std::string& typed) {
  const auto first = client::ParseDay(typed + "-01");
  if (typed.size() != 7 || !first) return std::nullopt;
  return *first / 100;
}

void CountTable(Paper& paper, const Wording& title, const Wording& what,
                const std::map<std::string, std::uint32_t>& counts) {
  if (counts.empty()) return;
  v1::PrintTable& table = paper.Table(title);
  paper.Column(table, what);
  paper.Number(table, {"Jumlah", "Number"});
  for (const auto& [words, count] : counts) Paper::Row(table, {words, std::to_string(count)});
}

Status PrintReport(Paper& paper, const v1::MakePrintRequest& asked) {
  client::Device& device = paper.device();
  const std::uint32_t today = Today(device.clock());
  const auto wanted =
      asked.month().empty() ? std::optional(today / 100) : MonthNumber(asked.month());
  if (!wanted) return Status::Invalid("\"" + asked.month() + "\" is no month like 2026-11");
  const std::int32_t zone = device.clock().Read().utc_offset_minutes;
  TILIK_ASSIGN_OR_RETURN(const auto items, ItemsOfLines(device));
  Month month;
  TILIK_RETURN_IF_ERROR(ForEachOwnSet(device, [&](const client::LogEntry& entry) {
    const std::uint32_t day = DayOf(entry.saved, zone);
    if (day / 100 == *wanted) Add(paper, items, entry, day, &month);
    return true;
  }));
  paper.Title({"Laporan saya", "My report"});
  paper.Under(paper.officer() + " · " + device.state().district_name());
  paper.Under(MonthWords(*wanted, paper.voice().language));
  const std::string days = std::to_string(month.days.size());
  const std::string sets = std::to_string(month.sets);
  paper.Under(paper.voice().Say({sets + " simpanan dalam " + days + " hari kerja",
                                 sets + " saved on " + days + " days of work"}));
  CountTable(paper, {"Yang dicatat", "What was recorded"}, {"Kegiatan", "Work"}, month.said);
  if (!month.handed_out.empty()) {
    v1::PrintTable& table = paper.Table({"Yang diserahkan", "What was handed out"});
    paper.Column(table, {"Barang", "Goods"});
    paper.Number(table, {"Jumlah", "Amount"});
    for (const auto& [key, sum] : month.handed_out) {
      Paper::Row(table, {sum.first.name().empty() ? sum.first.code() : sum.first.name(),
                         client::QuantityText(sum.second, sum.first)});
    }
  }
  std::map<std::string, std::uint32_t> states;
  for (const auto& [state, count] : month.states) {
    states[paper.voice().Say(StateWords(state))] += count;
  }
  CountTable(paper, {"Keadaannya", "How far it is"}, {"Keadaan", "State"}, states);
  CountTable(paper, {"Hasil usulan", "What became of it"}, {"Putusan", "Decision"}, month.became);
  return {};
}

}  // namespace

Result<v1::MakePrintResponse> MakePrint(client::Device& device, const Voice& voice,
                                        const v1::MakePrintRequest& asked) {
  static const std::map<std::string, Status (*)(Paper&, const v1::MakePrintRequest&)> kPrints = {
      {"undangan", PrintInvitations}, {"danom", PrintList},     {"bast", PrintBast},
      {"musdes", PrintMusdes},        {"laporan", PrintReport},
  };
  const auto print = kPrints.find(asked.print());
  if (print == kPrints.end()) {
    return Status::Invalid("there is no print \"" + asked.print() + "\"");
  }
  TILIK_ASSIGN_OR_RETURN(const client::DeviceStatus status, device.Status());
  Paper paper(device, voice, status.officer);
  TILIK_RETURN_IF_ERROR(print->second(paper, asked));
  v1::MakePrintResponse response;
  *response.mutable_print() = std::move(paper.view());
  return response;
}

}  // namespace tilik::screens
