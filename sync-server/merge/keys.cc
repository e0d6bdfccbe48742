// What a merge looks at, named before it runs, so that a store can load it in few questions.
#include <algorithm>
#include <functional>
#include <iterator>

#include "proto/contract/told.h"
#include "sync-server/merge/merge.h"
#include "sync-server/merge/neighbours.h"
#include "sync-server/merge/parting.h"
#include "sync-server/merge/possible_identities.h"

namespace tilik::merge {
namespace {

// Whether these values can change by what a record is known to be the same as another. Most visits
// speak of floors and roofs only; imagining every record of theirs anew took a fifth of a push.
bool SayWhoOrWhere(const Answers& answers) {
  constexpr Field kWhoOrWhere[] = {field::kNik, field::kNoKk, field::kName, field::kBirthDate,
                                   field::kVillage};
  return std::any_of(answers.begin(), answers.end(), [&](const auto& said) {
    return std::holds_alternative<RecordId>(said.second.value) ||
           std::find(std::begin(kWhoOrWhere), std::end(kWhoOrWhere), said.first) !=
               std::end(kWhoOrWhere);
  });
}

class KeyCollector {
 public:
  KeyCollector(const Codebooks& codebooks, const WorkingSet& loaded)
      : codebooks_(codebooks), loaded_(loaded), near_(loaded, keys) {}

  void Add(const v1::Operation& operation) {
    switch (operation.kind_case()) {
      case v1::Operation::kCreateRecord:
        AddValues(Id(operation.create_record().record()), operation.create_record().kind(),
                  operation.create_record().village(), operation.create_record().values());
        break;
      case v1::Operation::kChangeFields:
        AddValues(Id(operation.change_fields().record()), v1::RECORD_KIND_UNSPECIFIED, 0,
                  operation.change_fields().values());
        break;
      case v1::Operation::kVisit:
        Id(operation.visit().household());
        if (operation.visit().has_answers()) AddFact(operation.visit().answers());
        break;
      case v1::Operation::kMusdesResult:
        Id(operation.musdes_result().household());
        break;
      case v1::Operation::kReturnVisit:
        AddFact(operation.return_visit().visit());
        break;
      case v1::Operation::kApproveVisit:
        AddFact(operation.approve_visit().visit());
        break;
      case v1::Operation::kDrawSample:
        keys.reviews.insert(
            {operation.draw_sample().campaign(), operation.draw_sample().village()});
        break;
      case v1::Operation::kApproveVillage:
        keys.reviews.insert(
            {operation.approve_village().campaign(), operation.approve_village().village()});
        break;
      case v1::Operation::kRatify:
        keys.ratifications.insert(operation.ratify().name());
        break;
      case v1::Operation::kRecordUpload:
        keys.ratifications.insert(operation.record_upload().ratification());
        break;
      case v1::Operation::kRecordDecree:
        for (const v1::DecreedProposal& answer : operation.record_decree().answers()) {
          AddFact(answer.proposal());
        }
        break;
      case v1::Operation::kHandover:
        AddLine(operation.handover().line());
        break;
      case v1::Operation::kNonDelivery:
        AddLine(operation.non_delivery().line());
        break;
      case v1::Operation::kProposeStatus:
        Id(operation.propose_status().record());
        break;
      case v1::Operation::kRetract:
        AddRetracted(operation.retract().fact());
        break;
      case v1::Operation::kDecide:
        AddDecision(operation.decide());
        break;
      case v1::Operation::kMergeRecords:
        near_.AddMembers(Id(operation.merge_records().survivor()));
        near_.AddMembers(Id(operation.merge_records().retired()));
        near_.AddMembersOfMerged();
        near_.AddCasesOf(Id(operation.merge_records().survivor()));
        near_.AddCasesOf(Id(operation.merge_records().retired()));
        AddJoined(Id(operation.merge_records().survivor()),
                  Id(operation.merge_records().retired()));
        near_.AddLinesOf(Id(operation.merge_records().survivor()));
        near_.AddLinesOf(Id(operation.merge_records().retired()));
        if (operation.merge_records().case_number() != 0)
          keys.cases.insert(operation.merge_records().case_number());
        break;
      case v1::Operation::kUnmergeRecords:
        AddParting(Id(operation.unmerge_records().survivor()),
                   Id(operation.unmerge_records().retired()));
        break;
      case v1::Operation::kOrderDestruction:
        for (const std::string& record : operation.order_destruction().records()) {
          near_.AddAbsorbed(Id(record));
        }
        break;
      case v1::Operation::kCountersign:
        keys.sets.insert(Link::FromRaw(operation.countersign().link()).value_or(Link()));
        break;
      case v1::Operation::kDefineProgramme:
        keys.programmes.insert(operation.define_programme().programme().code());
        break;
      case v1::Operation::kDefineEntitlements:
        for (const v1::EntitlementLine& line : operation.define_entitlements().lines()) {
          AddLine(line.line());
          near_.AddEligibilityOf(Id(line.recipient()));
          near_.AddLinesBeside(Id(line.recipient()));
        }
        break;
      case v1::Operation::kAddEvidence:
        if (!operation.add_evidence().line().empty()) AddLine(operation.add_evidence().line());
        break;
      case v1::Operation::kHandoverWithoutList:
        Id(operation.handover_without_list().recipient());
        break;
      case v1::Operation::kPayerReport:
        AddLine(operation.payer_report().line());
        break;
      case v1::Operation::kSetEligibility:
        near_.AddEligible(Id(operation.set_eligibility().recipient()));
        break;
      case v1::Operation::kCloseEntitlement:
        AddLine(operation.close_entitlement().line());
        break;
      case v1::Operation::kConfirmEnrolment:
        keys.chains.insert(
            ChainId::FromRaw(operation.confirm_enrolment().enrolment()).value_or(ChainId()));
        break;
      default:
        Id(RecordToldOf(operation));
        break;
    }
  }

  // Everything that the operations added so far may need.
  Keys Collected() {
    for (const auto& [id, line] : loaded_.lines) {
      if (!line.counts_under.none()) near_.AddLinesBeside(line.recipient);
    }
    identities_.AddKeys(loaded_, keys.identities);
    return std::move(keys);
  }

  Keys keys;

 private:
  RecordId Id(std::string_view raw) {
    RecordId id = RecordId::FromRaw(raw).value_or(RecordId());
    if (!id.none()) keys.records.insert(id);
    return id;
  }

  FactId AddFact(const v1::FactRef& named) {
    const FactId fact{Link::FromRaw(named.link()).value_or(Link()), named.operation()};
    AddFact(fact);
    return fact;
  }

  // Both as they will stand apart, to know whom they will share a number or a name with.
  void AddParting(const RecordId& survivor, const RecordId& retired) {
    near_.AddMembers(survivor);
    near_.AddMembers(retired);
    near_.AddMembersOfMerged();
    near_.AddCasesOf(survivor);
    near_.AddLinesOf(survivor);
    near_.AddLinesOf(retired);
    keys.with_history.insert(survivor);
    auto history = loaded_.history.find(survivor);
    auto kept = loaded_.records.find(survivor);
    auto parted_off = loaded_.records.find(retired);
    if (history == loaded_.history.end() || kept == loaded_.records.end() ||
        parted_off == loaded_.records.end() || !IsNewestMerge(kept->second, parted_off->second)) {
      return;
    }
    for (const HistoryRow& row : history->second) keys.records.insert(row.origin.named);
    Parted parted = Part(codebooks_, kept->second, parted_off->second, history->second, loaded_);
    identities_.EverybodyMayMove();
    for (const auto& [record, slots] : {std::pair(&kept->second, &parted.survivor),
                                        std::pair(&parted_off->second, &parted.retired)}) {
      identities_.MayLiveIn(record->village);
      for (const auto& [slot, state] : *slots) {
        identities_.Say(record->id, record->kind, state.answers);
        for (const auto& [field, answer] : state.answers) {
          const RecordId* parent = std::get_if<RecordId>(&answer.value);
          if (parent == nullptr) continue;
          keys.records.insert(*parent);
          const RecordState* above = Standing(loaded_, *parent);
          if (above != nullptr) identities_.MayLiveIn(above->village);
        }
      }
    }
  }

  // A fact that is held itself: taking it back joins the case that it waits in.
  void AddRetracted(const v1::FactRef& fact) {
    auto held = loaded_.held.find(AddFact(fact));
    if (held != loaded_.held.end() && held->second.case_number != 0)
      keys.cases.insert(held->second.case_number);
  }

  void AddFact(const FactId& id) {
    keys.facts.insert(id);
    auto fact = loaded_.facts.find(id);
    if (fact != loaded_.facts.end() && fact->second.operation.has_set_eligibility()) {
      near_.AddEligible(Id(fact->second.operation.set_eligibility().recipient()));
    }
  }

  void AddLine(const std::string& raw) {
    keys.lines.insert(LineId::FromRaw(raw).value_or(LineId()));
  }

  // The survivor may take any answer of the other, and those below the other go where it is.
  void AddJoined(const RecordId& survivor, const RecordId& retired) {
    const RecordState* stays = Standing(loaded_, survivor);
    const RecordState* goes = Standing(loaded_, retired);
    if (stays == nullptr || goes == nullptr) return;
    identities_.Say(survivor, stays->kind, AllAnswers(*goes));
    if (stays->village == goes->village) return;
    identities_.MayLiveIn(stays->village);
    identities_.EverybodyMayMove();
  }

  void AddValues(const RecordId& id, v1::RecordKind kind, std::uint64_t village,
                 const google::protobuf::RepeatedPtrField<v1::ValueColumns>& values) {
    identities_.MayLiveIn(village);
    Result<Answers> answers = ReadColumns(values);
    if (!answers.ok() || !SayWhoOrWhere(*answers)) return;
    const RecordState* record = Standing(loaded_, id);
    identities_.Say(id, kind, *answers);
    bool moves = false;
    for (const auto& [field, answer] : *answers) {
      if (const RecordId* reference = std::get_if<RecordId>(&answer.value)) {
        keys.records.insert(*reference);
        // A parent that a held operation makes first lives where some operation says.
        const RecordState* parent = Standing(loaded_, *reference);
        if (parent != nullptr) identities_.MayLiveIn(parent->village);
        moves =
            moves || record == nullptr || parent == nullptr || record->village != parent->village;
      }
      if (field == field::kVillage) {
        const std::int64_t* stated = std::get_if<std::int64_t>(&answer.value);
        const auto there = static_cast<std::uint64_t>(stated == nullptr ? 0 : *stated);
        identities_.MayLiveIn(there);
        moves = moves || record == nullptr || there != record->village;
      }
    }
    if (moves && record != nullptr) {
      near_.AddMembers(record->id);
      near_.AddMembersOfMerged();
      identities_.EverybodyMayMove();
    }
  }

  void AddDecision(const v1::Decide& decide) {
    keys.cases.insert(decide.case_number());
    auto found = loaded_.cases.find(decide.case_number());
    if (found == loaded_.cases.end()) return;
    const CaseFile& file = found->second;
    if (!file.key.record.none()) keys.records.insert(file.key.record);
    if (file.key.kind == CaseKind::kStatus) near_.AddLinesOf(file.key.record);
    if (file.key.kind == CaseKind::kRetraction) AddFact(file.key.fact);
    if (file.key.kind == CaseKind::kDoubleDelivery && decide.has_proposal()) {
      keys.facts.insert(FactId{Link::FromRaw(decide.proposal().link()).value_or(Link()),
                               decide.proposal().operation()});
    }
    if (file.key.kind == CaseKind::kConflict) {
      for (const Proposal& proposal : file.proposals) {
        google::protobuf::RepeatedPtrField<v1::ValueColumns> columns;
        WriteColumns(proposal.answers, &columns);
        AddValues(file.key.record, v1::RECORD_KIND_UNSPECIFIED, 0, columns);
      }
    }
  }

  const Codebooks& codebooks_;
  const WorkingSet& loaded_;
  Neighbours near_;
  PossibleIdentities identities_;
};

// What of `wanted` has not been asked for; adds it to `asked`.
template <typename T>
std::set<T> Fresh(const std::set<T>& wanted, std::set<T>& asked) {
  std::set<T> fresh;
  for (const T& key : wanted) {
    if (asked.insert(key).second) fresh.insert(key);
  }
  return fresh;
}

}  // namespace

const RecordState* Standing(const WorkingSet& loaded, const RecordId& id) {
  auto found = loaded.records.find(id);
  for (int steps = 0;
       found != loaded.records.end() && !found->second.redirected_to.none() && steps < 1000;
       ++steps) {
    found = loaded.records.find(found->second.redirected_to);
  }
  return found == loaded.records.end() ? nullptr : &found->second;
}

Keys KeysOf(const Codebooks& codebooks, const SetContext& context, const v1::ChangeSet& set,
            const WorkingSet& loaded) {
  KeyCollector collector(codebooks, loaded);
  if (context.quarantined) {
    collector.keys.chains.insert(context.chain);
    return collector.keys;
  }
  for (const v1::Operation& operation : set.operations()) collector.Add(operation);
  // Held operations may be released by this set, and then need what they name.
  for (const auto& [id, operation] : loaded.held_operations) collector.Add(operation);
  return collector.Collected();
}

Status LoadFor(const Codebooks& codebooks, const SetContext& context, const v1::ChangeSet& set,
               const std::function<Status(const Keys&)>& load, const WorkingSet& loaded,
               Keys& asked) {
  for (;;) {
    Keys wanted = KeysOf(codebooks, context, set, loaded);
    Keys fresh;
    fresh.records = Fresh(wanted.records, asked.records);
    fresh.with_members = Fresh(wanted.with_members, asked.with_members);
    fresh.with_lines = Fresh(wanted.with_lines, asked.with_lines);
    fresh.with_eligibility = Fresh(wanted.with_eligibility, asked.with_eligibility);
    fresh.lines = Fresh(wanted.lines, asked.lines);
    fresh.facts = Fresh(wanted.facts, asked.facts);
    fresh.cases = Fresh(wanted.cases, asked.cases);
    fresh.identities = Fresh(wanted.identities, asked.identities);
    fresh.chains = Fresh(wanted.chains, asked.chains);
    fresh.sets = Fresh(wanted.sets, asked.sets);
    fresh.with_history = Fresh(wanted.with_history, asked.with_history);
    fresh.programmes = Fresh(wanted.programmes, asked.programmes);
    fresh.reviews = Fresh(wanted.reviews, asked.reviews);
    fresh.ratifications = Fresh(wanted.ratifications, asked.ratifications);
    if (fresh.empty()) return Status();
    TILIK_RETURN_IF_ERROR(load(fresh));
  }
}

}  // namespace tilik::merge
