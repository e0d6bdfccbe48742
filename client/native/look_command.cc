// find and show: looking into what the device carries.
#include "client/native/commands.h"
#include "client/screens/campaigns.h"
#include "client/screens/naming.h"
#include "client/screens/record_views.h"
#include "proto/contract/region.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {
namespace {

using client::Findings;
using client::RecordView;

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
  const auto records = screens::Together(home.device(), *record);
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
    *view.add_records() = screens::InWords(home.device(), terminal, one);
    screens::PlaceComments(view.tasks(), &*view.mutable_records()->rbegin());
    PrintRecord(terminal, *view.records().rbegin());
    for (v1::EntitlementView& line : screens::EntitlementsOf(home.device(), one.record.id)) {
      *view.add_entitlements() = std::move(line);
    }
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
