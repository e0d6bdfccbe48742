#include "sync-server/console/views.h"

#include <algorithm>

#include "proto/contract/change_set.h"
#include "proto/contract/civil_identity.h"
#include "sync-server/console/custody_views.h"
#include "sync-server/console/proof.h"
#include "sync-server/console/signal_views.h"
#include "sync-server/console/words.h"
#include "sync-server/merge/distance.h"
#include "sync-server/merge/ledger.h"

namespace tilik::console {
namespace {

constexpr int kDeepestMembers = 3;  // household, family, person

std::string KindOfChange(merge::SlotChange::Kind kind) {
  switch (kind) {
    case merge::SlotChange::Kind::kApplied:
      return "diterapkan";
    case merge::SlotChange::Kind::kConfirmed:
      return "dikonfirmasi";
    case merge::SlotChange::Kind::kSuperseded:
      return "kalah oleh pengamatan lain, dicatat";
    case merge::SlotChange::Kind::kHeld:
      return "menunggu keputusan";
    case merge::SlotChange::Kind::kDecided:
      return "diputuskan";
    case merge::SlotChange::Kind::kMerged:
      return "digabung";
    case merge::SlotChange::Kind::kParted:
      return "dipisah kembali";
  }
  return "";
}

}  // namespace

Result<std::string> Views::Person(const ChainId& chain) {
  if (chain.none()) return std::string("-");
  auto known = people_.find(chain);
  if (known != people_.end()) return known->second;
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader_.Chain(chain));
  return people_[chain] = row.has_value() ? row->person : ToHex(chain.raw());
}

Result<std::optional<v1::Place>> Views::PlaceOf(const merge::Origin& origin) {
  if (origin.link.none()) return std::optional<v1::Place>();
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::LogEntry> entry,
                         reader_.EntryByLink(origin.chain, origin.link));
  if (!entry.has_value() || entry->destroyed) return std::optional<v1::Place>();
  Result<v1::ChangeSet> set = OpenBody(entry->body);
  if (!set.ok() || !set->has_place()) return std::optional<v1::Place>();
  return std::optional<v1::Place>(set->place());
}

Result<v1::RegistryRecordView> Views::Outline(const merge::RecordState& record) {
  v1::RegistryRecordView view;
  view.set_record(ToUuidText(record.id));
  view.set_kind(record.kind);
  view.set_label(LabelOf(record));
  view.set_village(record.village);
  view.set_village_name(VillageWords(record.village));
  view.set_revision(record.revision);
  view.set_status(StatusWords(record.status, record.status_reason));
  if (!record.redirected_to.none()) view.set_redirected_to(ToUuidText(record.redirected_to));
  if (std::optional<v1::CivilIdentity> civil =
          CivilIdentityOf(codebooks_, merge::AllAnswers(record), "id")) {
    *view.mutable_civil() = *std::move(civil);
  }
  for (const auto& [slot, state] : record.slots) {
    TILIK_ASSIGN_OR_RETURN(std::string person, Person(state.last.origin.chain));
    for (const auto& [field, answer] : state.answers) {
      v1::FieldView* shown = view.add_fields();
      const v1::Concept* about = codebooks_.ConceptOf(field);
      shown->set_name(about == nullptr ? std::to_string(field) : about->name());
      for (const v1::Codebook* codebook : codebooks_.All()) {
        const v1::Variable* variable = codebooks_.VariableFor(codebook->number(), field);
        if (variable != nullptr && shown->label().empty()) shown->set_label(variable->label().id());
      }
      shown->mutable_now()->set_words(codebooks_.Words(field, answer.value, "id"));
      shown->mutable_now()->set_who(person);
      shown->mutable_now()->set_observed_ms(state.last.origin.observed.ms);
      shown->mutable_now()->set_revision(state.last.revision);
    }
  }
  return view;
}

Result<std::vector<RecordId>> Views::IdsOf(const RecordId& record) {
  std::vector<RecordId> ids = {record};
  for (std::size_t i = 0; i < ids.size(); ++i) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, reader_.Record(ids[i]));
    if (!state.has_value()) continue;
    for (const merge::Absorbed& absorbed : state->absorbed) ids.push_back(absorbed.id);
  }
  return ids;
}

// A record that was merged into another is no member any more: the other is.
Result<std::vector<RecordId>> Views::MembersOf(const RecordId& parent) {
  std::vector<RecordId> living;
  TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> ids, IdsOf(parent));
  for (const RecordId& id : ids) {
    TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> members, reader_.Members(id));
    for (const RecordId& member : members) {
      TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, reader_.Record(member));
      if (state.has_value() && state->redirected_to.none()) living.push_back(member);
    }
  }
  return living;
}

Result<v1::RegistryRecordView> Views::Record(const RecordId& id, bool with_history) {
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record, reader_.Record(id));
  if (!record.has_value()) return Status::NotFound("there is no record " + ToUuidText(id));
  TILIK_ASSIGN_OR_RETURN(v1::RegistryRecordView view, Outline(*record));

  // Members level by level: a household's families, a family's persons.
  std::vector<std::pair<RecordId, v1::RegistryRecordView*>> level = {{id, &view}};
  for (int depth = 0; depth < kDeepestMembers && !level.empty(); ++depth) {
    std::vector<std::pair<RecordId, v1::RegistryRecordView*>> below;
    for (const auto& [parent, parent_view] : level) {
      TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> members, MembersOf(parent));
      parent_view->mutable_members()->Reserve(static_cast<int>(members.size()));
      for (const RecordId& member : members) {
        TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, reader_.Record(member));
        if (!state.has_value()) continue;
        TILIK_ASSIGN_OR_RETURN(v1::RegistryRecordView outline, Outline(*state));
        v1::RegistryRecordView* kept = parent_view->add_members();
        *kept = std::move(outline);
        below.emplace_back(member, kept);
      }
    }
    level = std::move(below);
  }

  TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> ids, IdsOf(id));
  std::vector<merge::FactRow> facts;
  std::vector<merge::LineState> lines;
  for (const RecordId& each : ids) {
    TILIK_ASSIGN_OR_RETURN(std::vector<merge::FactRow> own_facts, reader_.FactsOf(each));
    facts.insert(facts.end(), own_facts.begin(), own_facts.end());
    TILIK_ASSIGN_OR_RETURN(std::vector<merge::LineState> own_lines, reader_.LinesOf(each));
    lines.insert(lines.end(), own_lines.begin(), own_lines.end());
  }
  for (const merge::FactRow& fact : facts) {
    if (!fact.operation.has_visit()) continue;
    v1::VisitView* visit = view.add_visits();
    TILIK_ASSIGN_OR_RETURN(*visit->mutable_who(), Person(fact.origin.chain));
    visit->set_observed_ms(fact.origin.observed.ms);
    visit->set_outcome(OutcomeWords(fact.operation.visit().outcome()));
    visit->set_note(fact.operation.visit().note());
    visit->set_retracted(fact.retracted);
  }
  TILIK_RETURN_IF_ERROR(AddTold(
      reader_, ids, facts, sight_, [this](const ChainId& chain) { return Person(chain); }, &view));
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::ProxyFact> letters, LettersOf(reader_, ids));
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::Programme> programmes, reader_.Programmes());
  for (const merge::LineState& line : lines) {
    const merge::Tally tally = merge::TallyOf(line);
    v1::LineView* shown = view.add_lines();
    shown->set_line(ToHex(line.id.raw()));
    shown->set_programme(line.programme);
    shown->set_period(line.period);
    shown->set_entitled(tally.entitled);
    shown->set_delivered(tally.delivered);
    shown->set_undelivered(tally.undelivered + tally.closed);
    shown->set_reason(ReasonWords(tally.undelivered > 0 ? tally.reason : tally.closed_because));
    shown->set_open(tally.open);
    shown->set_excess(tally.excess);
    for (const merge::HandoverFact& handover : line.handovers) {
      if (handover.retracted || handover.receiver != v1::RECEIVER_KUASA) continue;
      std::string finding = OutsideLetters(letters, handover.day, line.programme);
      if (!finding.empty()) shown->add_findings(std::move(finding));
    }
    for (const v1::Programme& programme : programmes) {
      if (programme.code() != line.programme) continue;
      shown->set_unit(programme.item().unit());
      TILIK_ASSIGN_OR_RETURN(std::vector<v1::EvidenceView> proof,
                             ProofOf(reader_, line, programme,
                                     [this](const ChainId& chain) { return Person(chain); }));
      for (v1::EvidenceView& one : proof) *shown->add_evidence() = std::move(one);
    }
  }
  TILIK_RETURN_IF_ERROR(AddSignals(ids, &view));
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::HistoryRow> history, reader_.History(id));
  TILIK_ASSIGN_OR_RETURN(std::vector<std::string> gaps, GapsBehind(history, reader_));
  for (std::string& gap : gaps) view.add_gaps(std::move(gap));
  if (!with_history) return view;
  for (const merge::HistoryRow& row : history) {
    TILIK_ASSIGN_OR_RETURN(std::string person, Person(row.origin.chain));
    for (const merge::SlotChange& change : row.changes) {
      v1::HistoryView* shown = view.add_history();
      shown->set_revision(row.revision);
      shown->set_arrival(row.arrival);
      shown->set_what(KindOfChange(change.kind));
      shown->set_field(FieldsWords(codebooks_, change.slot));
      shown->set_before(AnswersWords(codebooks_, change.before));
      shown->set_after(AnswersWords(codebooks_, change.after));
      shown->set_who(person);
      shown->set_observed_ms(row.origin.observed.ms);
    }
    if (row.status_after != v1::RECORD_STATUS_UNSPECIFIED) {
      v1::HistoryView* shown = view.add_history();
      shown->set_revision(row.revision);
      shown->set_arrival(row.arrival);
      shown->set_what("diputuskan");
      shown->set_field("status");
      shown->set_after(StatusWords(row.status_after, v1::STATUS_REASON_UNSPECIFIED));
      shown->set_who(person);
      shown->set_observed_ms(row.origin.observed.ms);
    }
  }
  return view;
}

Result<v1::Statement> Views::Accepted(const merge::RecordState& record, Slot slot) {
  v1::Statement statement;
  const bool status = slot == kStatusSlot;
  auto found = record.slots.find(slot);
  if (!status && found == record.slots.end()) return statement;
  const merge::Stamp& stamp = status ? record.status_stamp : found->second.last;
  statement.set_words(status ? StatusWords(record.status, record.status_reason)
                             : AnswersWords(codebooks_, found->second.answers));
  TILIK_ASSIGN_OR_RETURN(*statement.mutable_who(), Person(stamp.origin.chain));
  statement.set_observed_ms(stamp.origin.observed.ms);
  statement.set_revision(stamp.revision);
  statement.set_link(ToHex(stamp.origin.link.raw()));
  TILIK_ASSIGN_OR_RETURN(std::optional<v1::Place> place, PlaceOf(stamp.origin));
  if (place.has_value()) *statement.mutable_place() = *place;
  return statement;
}

Result<v1::Statement> Views::Base(const merge::RecordState& record, Slot slot,
                                  std::uint64_t revision) {
  v1::Statement statement;
  statement.set_revision(revision);
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::HistoryRow> history, reader_.History(record.id));
  using Kind = merge::SlotChange::Kind;
  for (const merge::HistoryRow& row : history) {
    if (row.revision > revision) continue;
    for (const merge::SlotChange& change : row.changes) {
      const bool stands = change.kind == Kind::kApplied || change.kind == Kind::kConfirmed ||
                          change.kind == Kind::kDecided || change.kind == Kind::kMerged;
      if (change.slot != slot || !stands) continue;
      statement.set_words(AnswersWords(codebooks_, change.after));
      statement.set_observed_ms(row.origin.observed.ms);
      TILIK_ASSIGN_OR_RETURN(*statement.mutable_who(), Person(row.origin.chain));
    }
  }
  return statement;
}

Result<v1::Statement> Views::Said(const merge::CaseFile& file, const merge::Proposal& proposal) {
  v1::Statement statement;
  statement.set_words(file.key.kind == merge::CaseKind::kStatus
                          ? StatusWords(proposal.status, proposal.reason)
                          : AnswersWords(codebooks_, proposal.answers));
  TILIK_ASSIGN_OR_RETURN(*statement.mutable_who(), Person(proposal.origin.chain));
  statement.set_observed_ms(proposal.origin.observed.ms);
  statement.set_revision(proposal.base_revision);
  statement.set_link(ToHex(proposal.origin.link.raw()));
  statement.set_operation(proposal.operation);
  statement.set_note(proposal.note);
  TILIK_ASSIGN_OR_RETURN(std::optional<v1::Place> place, PlaceOf(proposal.origin));
  if (place.has_value()) *statement.mutable_place() = *place;
  return statement;
}

Result<v1::CaseView> Views::Case(const merge::CaseFile& file) {
  v1::CaseView view;
  view.set_number(file.number);
  view.set_kind(CaseKindWords(file.key.kind));
  view.set_why(file.why);
  view.set_opened_ms(file.opened.ms);
  view.set_counter(file.counter);
  view.set_open(file.open);
  view.set_settlement(file.settlement);

  RecordId about = file.key.record;
  if (file.key.kind == merge::CaseKind::kDoubleDelivery) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::LineState> line, reader_.Line(file.key.line));
    if (line.has_value()) {
      about = line->recipient;
      const merge::Tally tally = merge::TallyOf(*line);
      view.mutable_accepted()->set_words(line->programme + " " + line->period +
                                         (line->IsDouble() ? ": hak ganda " : ": hak ") +
                                         QuantityWords(tally.entitled) + ", diserahkan " +
                                         QuantityWords(tally.delivered + tally.excess));
      for (const merge::HandoverFact& handover : line->handovers) {
        if (handover.retracted) continue;
        v1::Statement* said = view.add_proposals();
        said->set_words(QuantityWords(handover.received + handover.deducted));
        TILIK_ASSIGN_OR_RETURN(*said->mutable_who(), Person(handover.origin.chain));
        said->set_observed_ms(handover.origin.observed.ms);
        said->set_link(ToHex(handover.id.link.raw()));
        said->set_operation(handover.id.operation);
      }
    }
  }
  if (file.key.kind == merge::CaseKind::kSignal && !file.key.line.none()) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::LineState> line, reader_.Line(file.key.line));
    if (line.has_value()) about = line->recipient;
  }
  if (!about.none()) {
    view.set_record(ToUuidText(about));
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record, reader_.Record(about));
    if (record.has_value()) {
      view.set_about(LabelOf(*record));
      view.set_village(record->village);
      view.set_village_name(VillageWords(record->village));
      view.set_record_revision(record->revision);
      const bool on_slot =
          file.key.kind == merge::CaseKind::kConflict || file.key.kind == merge::CaseKind::kStatus;
      const Slot slot = file.key.kind == merge::CaseKind::kStatus ? kStatusSlot : file.key.slot;
      if (on_slot) {
        view.set_field(FieldsWords(codebooks_, slot));
        TILIK_ASSIGN_OR_RETURN(*view.mutable_accepted(), Accepted(*record, slot));
        if (slot != kStatusSlot && !file.proposals.empty()) {
          TILIK_ASSIGN_OR_RETURN(*view.mutable_base(),
                                 Base(*record, slot, file.proposals.front().base_revision));
        }
      }
    }
  }
  if (!file.key.other.none()) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> other, reader_.Record(file.key.other));
    if (other.has_value()) view.set_about(view.about() + " / " + LabelOf(*other));
  }
  for (const merge::Proposal& proposal : file.proposals) {
    TILIK_ASSIGN_OR_RETURN(*view.add_proposals(), Said(file, proposal));
  }
  TILIK_RETURN_IF_ERROR(AddBranches(file, reader_, &view));
  TILIK_RETURN_IF_ERROR(AddSignal(
      file, codebooks_, reader_, [this](const ChainId& chain) { return Person(chain); },
      [this](const merge::Origin& origin) { return PlaceOf(origin); }, &view));
  if (view.accepted().has_place() && view.proposals_size() > 0 && view.proposals(0).has_place()) {
    view.set_distance_m(merge::MetresBetween(view.accepted().place(), view.proposals(0).place()));
  }
  return view;
}

Result<v1::CaseList> Views::Cases(bool open_only, int limit) {
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::CaseFile> files, reader_.Cases(open_only, 0, limit));
  v1::CaseList list;
  for (const merge::CaseFile& file : files) {
    TILIK_ASSIGN_OR_RETURN(*list.add_cases(), Case(file));
  }
  return list;
}

Result<v1::CaseList> Views::CasesOfKind(merge::CaseKind kind, bool all, int limit) {
  v1::CaseList list;
  std::uint64_t after = 0;
  while (list.cases_size() < limit) {
    TILIK_ASSIGN_OR_RETURN(std::vector<merge::CaseFile> files,
                           reader_.CasesOfKind(kind, after, limit));
    if (files.empty()) break;
    for (const merge::CaseFile& file : files) {
      after = file.number;
      if (!all && !IsListed(file)) continue;
      TILIK_ASSIGN_OR_RETURN(*list.add_cases(), Case(file));
    }
  }
  return list;
}

Status Views::AddSignals(const std::vector<RecordId>& ids, v1::RegistryRecordView* view) {
  std::map<std::uint64_t, merge::CaseFile> by_number;
  for (const RecordId& id : ids) {
    TILIK_ASSIGN_OR_RETURN(std::vector<merge::CaseFile> files, reader_.SignalsAbout(id));
    for (merge::CaseFile& file : files) {
      if (IsListed(file)) by_number.emplace(file.number, std::move(file));
    }
  }
  for (const auto& [number, file] : by_number) {
    TILIK_ASSIGN_OR_RETURN(*view->add_signals(), Case(file));
  }
  return Status();
}

}  // namespace tilik::console
