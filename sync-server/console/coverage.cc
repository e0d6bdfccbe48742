#include "sync-server/console/coverage.h"

#include <algorithm>

#include "proto/contract/region.h"
#include "proto/regions/regions.h"
#include "sync-server/console/campaign_days.h"
#include "sync-server/console/verivali_words.h"
#include "sync-server/console/words.h"

namespace tilik::console {
namespace {

constexpr std::uint64_t kVillagesOfKecamatan = 10'000;

void SetState(v1::CoverageRow* row) {
  const bool begun = row->visited() + row->beyond() > 0;
  const bool complete = row->listed() > 0 && row->visited() == row->listed();
  row->set_state(complete ? "lengkap" : begun ? "sebagian" : "belum ada");
}

void AddRow(const v1::CoverageRow& part, v1::CoverageRow* whole) {
  whole->set_listed(whole->listed() + part.listed());
  whole->set_visited(whole->visited() + part.visited());
  whole->set_not_met(whole->not_met() + part.not_met());
  whole->set_untouched(whole->untouched() + part.untouched());
  whole->set_approved(whole->approved() + part.approved());
  whole->set_returned(whole->returned() + part.returned());
  whole->set_beyond(whole->beyond() + part.beyond());
  whole->set_late(whole->late() + part.late());
  whole->set_next_period(whole->next_period() + part.next_period());
  whole->set_villages(whole->villages() + 1);
  if (part.state() == "lengkap") whole->set_complete(whole->complete() + 1);
  if (part.state() == "sebagian") whole->set_partial(whole->partial() + 1);
  if (part.state() == "belum ada") whole->set_none(whole->none() + 1);
}

}  // namespace

Result<Coverage> Coverage::Of(storage::Reader& reader, const storage::District& district,
                              const std::string& name) {
  Coverage coverage;
  coverage.zone_ = district.zone_offset_minutes;
  storage::VerificationReader& verivali = reader.verification();
  TILIK_ASSIGN_OR_RETURN(const std::vector<v1::Campaign> all, verivali.Campaigns());
  const v1::Campaign* meant = nullptr;
  for (const v1::Campaign& campaign : all) {
    const bool newest = meant == nullptr || campaign.period() >= meant->period();
    if (name.empty() ? newest : campaign.name() == name) meant = &campaign;
  }
  if (meant == nullptr) return Status::NotFound("tidak ada kampanye \"" + name + "\"");
  coverage.campaign_ = *meant;
  coverage.cut_off_ = CutOffOf(*meant);
  TILIK_ASSIGN_OR_RETURN(coverage.current_, Current::Read(reader));
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::ChainRow> chains, reader.Chains());
  for (storage::ChainRow& row : chains) coverage.people_[row.state.chain] = std::move(row);
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::SetPrelist> prelists, verivali.Prelists(meant->name()));
  for (const v1::SetPrelist& prelist : prelists) {
    for (const std::string& raw : prelist.households()) {
      const RecordId household =
          coverage.current_.IdOf(RecordId::FromRaw(raw).value_or(RecordId()));
      coverage.households_[household].village = prelist.village();
      coverage.households_[household].listed = true;
    }
  }
  std::set<std::string> names = {meant->name()};
  for (const v1::Campaign& before : all) {
    const auto& villages = before.villages();
    if (std::any_of(villages.begin(), villages.end(),
                    [&](std::uint64_t village) { return NextIn(all, before, village) == meant; })) {
      names.insert(before.name());
    }
  }
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::VisitRow> visits, verivali.Visits(names));
  for (const storage::VisitRow& visit : visits) {
    if (visit.campaign == meant->name()) {
      coverage.Take(visit, false);
      continue;
    }
    for (const v1::Campaign& before : all) {
      if (before.name() != visit.campaign || NextIn(all, before, visit.village) != meant) continue;
      if (DayOf(visit.observed, coverage.zone_) > CutOffOf(before)) coverage.Take(visit, true);
    }
  }
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::NotVerifiedRow> reasons,
                         verivali.NotVerified(meant->name()));
  for (storage::NotVerifiedRow& row : reasons) {
    coverage.reasons_[row.village] = std::move(row);  // the newest stands
  }
  return coverage;
}

std::string Coverage::PersonOf(const ChainId& chain) const {
  auto person = people_.find(chain);
  return person == people_.end() ? ToHex(chain.raw()) : person->second.person;
}

// Of several visits to one household the newest result says most; "not met" says less than a
// result.
void Coverage::Take(const storage::VisitRow& visit, bool carried) {
  const std::uint32_t day = DayOf(visit.observed, zone_);
  const bool late = cut_off_ != 0 && day > cut_off_;
  const bool met = visit.outcome != v1::VISIT_OUTCOME_BELUM_BERTEMU;
  const RecordId id = current_.IdOf(visit.household);
  Household& household = households_[id];
  if (household.village == 0) household.village = visit.village;
  Effort& officer = by_officer_[PersonOf(visit.chain)];
  Effort& of_day = by_day_[day];
  if (late) {
    ++late_[household.village];
    ++officer.late;
    ++of_day.late;
    household.late = household.fate == Fate::kUntouched;
    if (household.late) household.visit = visit;
    return;
  }
  for (Effort* effort : {&officer, &of_day}) {
    (!met ? effort->not_met : household.listed ? effort->visited : effort->beyond).insert(id);
  }
  if (!met && household.fate == Fate::kVisited) return;
  household.fate = met ? Fate::kVisited : Fate::kNotMet;
  household.late = false;
  household.carried = carried;
  household.visit = visit;
}

void Coverage::Add(const Household& household, v1::CoverageRow* row) const {
  if (!household.listed) {
    if (household.fate == Fate::kVisited) row->set_beyond(row->beyond() + 1);
    return;
  }
  row->set_listed(row->listed() + 1);
  switch (household.fate) {
    case Fate::kUntouched:
      return row->set_untouched(row->untouched() + 1);
    case Fate::kNotMet:
      return row->set_not_met(row->not_met() + 1);
    case Fate::kVisited:
      row->set_visited(row->visited() + 1);
  }
  if (household.carried) row->set_next_period(row->next_period() + 1);
  if (household.visit.state == merge::ReviewState::kApproved)
    row->set_approved(row->approved() + 1);
  if (household.visit.state == merge::ReviewState::kReturned)
    row->set_returned(row->returned() + 1);
}

std::map<std::uint64_t, v1::CoverageRow> Coverage::ByVillage() const {
  std::map<std::uint64_t, v1::CoverageRow> rows;
  for (std::uint64_t village : campaign_.villages()) rows[village].set_area(village);
  for (const auto& [id, household] : households_) {
    auto row = rows.find(household.village);
    if (row != rows.end()) Add(household, &row->second);
  }
  for (auto& [village, row] : rows) {
    row.set_name(VillageWords(village));
    row.set_campaign(campaign_.name());
    auto late = late_.find(village);
    if (late != late_.end()) row.set_late(late->second);
    SetState(&row);
    std::set<std::string> officers;
    for (const auto& [chain, person] : people_) {
      const bool works = person.kind == storage::ChainKind::kEnrolment && !person.revoked;
      if (works && person.assignment.contains(village)) officers.insert(person.person);
    }
    for (const std::string& officer : officers) row.add_officers(officer);
    auto reason = reasons_.find(village);
    if (reason == reasons_.end() || row.state() == "lengkap") continue;
    row.set_reason(NotVerifiedWords(reason->second.said));
    row.set_reason_by(PersonOf(reason->second.chain));
  }
  return rows;
}

v1::CoverageTable Coverage::Table(CoverageBy by) const {
  v1::CoverageTable table;
  table.set_campaign(campaign_.name());
  table.set_period(campaign_.period());
  table.set_cut_off(DayWords(cut_off_));
  std::map<std::uint64_t, v1::CoverageRow> kecamatan;
  for (auto& [village, row] : ByVillage()) {
    AddRow(row, table.mutable_total());
    const std::uint64_t area = village / kVillagesOfKecamatan;
    AddRow(row, &kecamatan[area]);
    if (by == CoverageBy::kVillage) *table.add_rows() = std::move(row);
  }
  table.mutable_total()->set_name("Jumlah");
  SetState(table.mutable_total());
  if (by == CoverageBy::kKecamatan) {
    for (auto& [area, row] : kecamatan) {
      const auto code = KecamatanCode::FromNumber(area);
      row.set_area(area);
      row.set_name(code ? std::string(Regions::BuiltIn().NameOf(*code)) : std::to_string(area));
      SetState(&row);
      *table.add_rows() = std::move(row);
    }
  }
  const auto add_effort = [&](const std::string& name, const Effort& effort) {
    v1::CoverageRow* row = table.add_rows();
    row->set_name(name);
    row->set_visited(static_cast<std::uint32_t>(effort.visited.size()));
    row->set_not_met(static_cast<std::uint32_t>(effort.not_met.size()));
    row->set_beyond(static_cast<std::uint32_t>(effort.beyond.size()));
    row->set_late(effort.late);
  };
  if (by == CoverageBy::kOfficer) {
    for (const auto& [officer, effort] : by_officer_) add_effort(officer, effort);
  }
  if (by == CoverageBy::kDay) {
    for (const auto& [day, effort] : by_day_) add_effort(DayWords(day), effort);
  }
  return table;
}

Result<v1::CoverageList> Coverage::List(std::uint64_t village, storage::Reader& reader) const {
  v1::CoverageList list;
  list.set_village(village);
  list.set_village_name(VillageWords(village));
  for (const auto& [id, household] : households_) {
    if (household.village != village) continue;
    v1::CoverageHousehold* shown = list.add_households();
    shown->set_household(ToUuidText(id));
    TILIK_ASSIGN_OR_RETURN(*shown->mutable_label(), NameOfHousehold(reader, id));
    const bool counted = household.fate != Fate::kUntouched;
    shown->set_state(household.late                    ? "sesudah batas"
                     : !counted                        ? "belum didatangi"
                     : household.fate == Fate::kNotMet ? "belum bertemu"
                     : household.listed                ? "dikunjungi"
                                                       : "di luar daftar");
    if (!counted && !household.late) continue;
    shown->set_outcome(OutcomeWords(household.visit.outcome));
    shown->set_who(PersonOf(household.visit.chain));
    shown->set_day(DayWords(DayOf(household.visit.observed, zone_)));
    shown->set_review(ReviewWords(household.visit.state));
  }
  return list;
}

}  // namespace tilik::console
