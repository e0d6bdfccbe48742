// find and show: looking into what the device carries.
#include "client/core/capture_quantity.h"
#include "client/native/commands.h"
#include "client/screens/campaigns.h"
#include "client/screens/known_to_device.h"
#include "client/screens/naming.h"
#include "client/screens/told_words.h"
#include "proto/contract/civil_identity.h"
#include "proto/contract/region.h"
#include "proto/contract/told.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {
namespace {

using client::Findings;
using client::RecordView;

void FillRecord(OpenHome& home, const RecordView& shown, v1::RecordView* view) {
  const Terminal& terminal = home.terminal();
  const Codebooks& codebooks = home.device().codebooks();
  view->set_record(ToUuidText(shown.record.id));
  view->set_kind(client::WordFor(client::kRecordKinds, shown.record.kind, terminal.language));
  view->set_revision(shown.shown.at.revision);
  view->set_status(
      client::WordFor(client::kRecordStatuses, shown.shown.status.shown, terminal.language));
  if (!shown.record.parent.none()) view->set_parent(ToUuidText(shown.record.parent));
  if (!shown.record.redirected_to.none()) {
    view->set_redirected_to(ToUuidText(shown.record.redirected_to));
  }
  const v1::Codebook* codebook = codebooks.FindNamed("dtks-2020");
  Answers all;
  for (const auto& [field, answer] : shown.shown.fields) {
    all.emplace(field, answer.shown);
    v1::AnswerView* one = view->add_answers();
    const v1::Concept* concept_ = codebooks.ConceptOf(field);
    const v1::Variable* variable =
        codebook == nullptr ? nullptr : codebooks.VariableFor(codebook->number(), field);
    one->set_variable(concept_ == nullptr ? std::to_string(field) : concept_->name());
    if (variable != nullptr) {
      one->set_label(terminal.Say({variable->label().id(), variable->label().en()}));
    }
    one->set_words(codebooks.Words(field, answer.shown.value, terminal.language));
    if (answer.shown.how != How::kUnspecified) {
      one->set_how(
          client::WordFor(client::kHows, static_cast<int>(answer.shown.how), terminal.language));
    }
    one->set_own_unsent(answer.own && answer.fate.fate == client::Fate::kUnsent);
    one->set_being_decided(answer.own && answer.fate.fate == client::Fate::kHeld);
  }
  if (auto civil = CivilIdentityOf(codebooks, all, terminal.language)) {
    *view->mutable_civil() = *std::move(civil);
  }
  const auto told = home.device().ToldHere(shown.record.id);
  if (!told.ok()) return;
  for (const client::OperationView& fact : *told) {
    v1::OwnFactView* one = view->add_facts();
    one->set_words(screens::ToldInFull(terminal, fact.operation));
    const std::uint32_t day = DayTold(fact.operation);
    if (day != 0) one->set_day(client::DayText(day));
    one->set_seq(fact.seq);
    one->set_unsent(fact.fate.fate == client::Fate::kUnsent);
  }
}

void PrintRecord(const Terminal& terminal, const v1::RecordView& view) {
  terminal.Line("");
  terminal.Line(view.kind() + " " + view.record() + " · " + view.status() + " · r" +
                std::to_string(view.revision()));
  for (const v1::AnswerView& answer : view.answers()) {
    std::string line = "  " + answer.variable() + ": " + answer.words();
    if (!answer.how().empty()) line += "  (" + answer.how() + ")";
    if (answer.own_unsent()) line += terminal.Say({"  ● tersimpan di sini", "  ● saved here"});
    if (answer.being_decided()) {
      line += terminal.Say({"  ⚖ sedang diputuskan", "  ⚖ being decided"});
    }
    terminal.Line(line);
    for (const std::string& comment : answer.comments()) terminal.Line("    ↩ " + comment);
  }
  for (const v1::OwnFactView& fact : view.facts()) {
    terminal.Line("  " + (fact.day().empty() ? "" : fact.day() + " ") + fact.words() +
                  (fact.unsent() ? terminal.Say({"  ● tersimpan di sini", "  ● saved here"}) : ""));
  }
  if (!view.has_civil()) return;
  const v1::CivilIdentity& civil = view.civil();
  terminal.Line("  Dukcapil: " + civil.result() +
                (civil.reasons().empty() ? "" : ", " + civil.reasons()) + " (" + civil.checked() +
                ")");
  for (const v1::ClaimedAndCivil& pair : civil.compared()) {
    if (pair.civil().empty()) continue;
    terminal.Line("    " + pair.name() + ": " + pair.claimed() +
                  (pair.differs() ? "  ≠  " : "  =  ") + pair.civil());
  }
}

void FillLines(OpenHome& home, const RecordView& recipient, v1::ShowView* view) {
  const screens::KnownToDevice known(home.device());
  const auto lines = home.device().LinesOf(recipient.record.id);
  if (!lines.ok()) return;
  const std::vector<v1::Programme> programmes = known.Programmes();
  for (const client::LineView& line : *lines) {
    v1::Item item;
    for (const v1::Programme& programme : programmes) {
      if (programme.code() == line.line.programme()) item = programme.item();
    }
    v1::EntitlementView* one = view->add_entitlements();
    one->set_line(ToUuidText(*RecordId::FromRaw(line.line.line())));
    one->set_recipient(ToUuidText(recipient.record.id));
    one->set_programme(line.line.programme());
    one->set_period(line.line.period());
    one->set_entitled(client::QuantityText(line.line.quantity(), item));
    const auto danom = known.LineNamed(*LineId::FromRaw(line.line.line()));
    one->set_handed_out_here(client::QuantityText(danom ? danom->handed_out : 0, item));
    for (const client::ClaimOnLine& claim : line.claims) {
      v1::ClaimedView* claimed = one->add_claimed();
      claimed->set_officer(claim.officer);
      claimed->set_made(home.Time(claim.made));
    }
  }
}

// A household with its families and persons; a record that belongs to none, by itself.
Result<std::vector<RecordView>> Together(client::Device& device, const RecordId& record) {
  Result<client::HouseholdView> household = device.ShowHousehold(record);
  std::vector<RecordView> together;
  if (household.status().code() == Code::kNotFound) {
    TILIK_ASSIGN_OR_RETURN(RecordView alone, device.Show(record));
    together.push_back(std::move(alone));
    return together;
  }
  if (!household.ok()) return household.status();
  together.push_back(std::move(household->household));
  for (RecordView& family : household->families) together.push_back(std::move(family));
  for (RecordView& person : household->persons) together.push_back(std::move(person));
  return together;
}

// The one record that the words name: an id, a key or number, else a search with one answer.
std::optional<RecordId> Meant(OpenHome& home, const std::string& typed, Findings& findings) {
  for (const v1::RecordKind kind : client::kRecipientKinds) {
    const auto named = home.device().Named(kind, typed);
    if (named.ok() && named->size() == 1) return named->front();
  }
  const auto found = home.device().Find(typed);
  if (found.ok() && found->records.size() == 1) return found->records.front().record;
  const std::size_t count = found.ok() ? found->records.size() : 0;
  findings.Error(
      "", count == 0 ? client::Wording{"\"" + typed + "\" tidak ditemukan di perangkat ini",
                                       "\"" + typed + "\" is not found on this device"}
                     : client::Wording{"\"" + typed + "\" cocok dengan " + std::to_string(count) +
                                           " rekaman; pilih id dari tilik find",
                                       "\"" + typed + "\" fits " + std::to_string(count) +
                                           " records; choose an id from tilik find"});
  return std::nullopt;
}

}  // namespace

Exit RunFind(OpenHome& home, const std::string& typed, std::size_t limit) {
  const Terminal& terminal = home.terminal();
  const auto found = home.device().Find(typed, limit);
  if (!found.ok()) {
    return terminal.Problem(found.status(), {"Pencarian gagal", "The search failed"});
  }
  v1::FindResult result;
  result.set_more(found->more);
  for (const client::FoundRecord& one : found->records) {
    v1::FoundView* view = result.add_found();
    view->set_record(ToUuidText(one.record));
    view->set_kind(client::WordFor(client::kRecordKinds, one.kind, terminal.language));
    if (!one.household.none()) view->set_household(ToUuidText(one.household));
    view->set_name(one.name);
    view->set_village(screens::VillageText(one.village));
    view->set_village_name(one.village_name);
    std::string detail;
    for (const std::string& part : {one.nik, one.no_kk, one.address, one.household_name}) {
      if (!part.empty() && part != one.name) detail += (detail.empty() ? "" : " · ") + part;
    }
    view->set_detail(detail);
    std::string line = view->name() + "  " + view->kind() + "  " +
                       (one.village_name.empty() ? view->village() : one.village_name) + "  " +
                       detail + "\n    " + view->record();
    if (one.same_names > 0) {
      const std::string count = std::to_string(one.same_names + 1);
      line += terminal.Say({"\n    ! ada " + count + " nama sama di desa ini",
                            "\n    ! " + count + " of this name in the village"});
    }
    terminal.Line(line);
  }
  if (result.found().empty()) terminal.Tell({"Tidak ada yang cocok.", "Nothing fits."});
  if (result.more()) {
    terminal.Tell({"… masih ada; ketik lebih lengkap", "… there are more; type more"});
  }
  terminal.Print(result);
  return Exit::kDone;
}

Exit RunShow(OpenHome& home, const std::string& typed) {
  const Terminal& terminal = home.terminal();
  Findings findings;
  const std::optional<RecordId> record = Meant(home, typed, findings);
  if (!record) {
    return terminal.Problem(Exit::kRefused, {"Tidak dapat ditampilkan:", "Cannot be shown:"},
                            {"Tidak ada yang diubah.", "Nothing was changed."}, findings.list());
  }
  const auto records = Together(home.device(), *record);
  if (!records.ok()) {
    return terminal.Problem(records.status(), {"Tidak dapat ditampilkan", "Cannot be shown"});
  }
  const client::StoredRecord& first = records->front().record;
  const bool household = first.kind == v1::RECORD_KIND_HOUSEHOLD;
  v1::ShowView view;
  if (household) view.set_household(ToUuidText(first.id));
  view.set_village(screens::VillageText(first.village));
  if (const auto named = home.device().VillageNamed(first.village); named.ok()) {
    view.set_village_name(named->name());
  }
  terminal.Line(view.village() + " " + view.village_name());
  if (household) {
    const auto tasks = screens::OpenTasks(home.device(), first.id);
    if (!tasks.ok()) {
      return terminal.Problem(tasks.status(),
                              {"Pengembalian tidak terbaca", "Returned work is unreadable"});
    }
    view.mutable_tasks()->Assign(tasks->begin(), tasks->end());
  }
  for (const v1::TaskView& task : view.tasks()) TellTask(terminal, task);
  for (const RecordView& one : *records) {
    FillRecord(home, one, view.add_records());
    screens::PlaceComments(view.tasks(), &*view.mutable_records()->rbegin());
    PrintRecord(terminal, *view.records().rbegin());
    FillLines(home, one, &view);
  }
  for (const v1::EntitlementView& line : view.entitlements()) {
    terminal.Tell({"  " + line.programme() + " " + line.period() + ": hak " + line.entitled() +
                       ", diserahkan di sini " + line.handed_out_here(),
                   "  " + line.programme() + " " + line.period() + ": entitled to " +
                       line.entitled() + ", handed out here " + line.handed_out_here()});
    for (const v1::ClaimedView& claimed : line.claimed()) {
      terminal.Tell(
          {"    ! sudah diserahkan menurut HP " + claimed.officer() + ", " + claimed.made(),
           "    ! handed out already, says the phone of " + claimed.officer() + ", " +
               claimed.made()});
    }
  }
  terminal.Print(view);
  return Exit::kDone;
}

}  // namespace tilik::native
