// Operations one by one: what is applied, what is held, and what a held operation does once it may
// go on.
#include "sync-server/merge/merge.h"

#include <algorithm>
#include <tuple>

#include "sync-server/merge/merger.h"

namespace tilik::merge {
namespace {

bool AccountsOnly(const v1::Operation& operation) {
  return operation.kind_case() >= v1::Operation::kDecide;
}

}  // namespace

Delta Merge(const Codebooks& codebooks, const SetContext& context, const v1::ChangeSet& set,
            WorkingSet& loaded) {
  Merger merger(codebooks, context, loaded);
  if (context.quarantined) {
    merger.HoldAll(HeldBecause::kQuarantine, static_cast<std::uint32_t>(set.operations_size()),
                   &set);
  } else {
    merger.Run(set);
  }
  Delta delta = merger.Take();
  for (const HistoryRow& row : delta.history) {
    auto known = loaded.history.find(row.record);
    if (known != loaded.history.end()) known->second.push_back(row);
  }
  return delta;
}

Delta HoldWhole(const SetContext& context, HeldBecause because, std::uint32_t operations,
                WorkingSet& loaded) {
  Merger merger(Codebooks::BuiltIn(), context, loaded);
  merger.HoldAll(because, operations, nullptr);
  return merger.Take();
}

Answers AllAnswers(const RecordState& record) {
  Answers all;
  for (const auto& [slot, state] : record.slots)
    all.insert(state.answers.begin(), state.answers.end());
  return all;
}

void Merger::Run(const v1::ChangeSet& set) {
  if (AwaitsSignature(set)) return;
  for (int index = 0; index < set.operations_size(); ++index) {
    Apply(static_cast<std::uint32_t>(index), set.operations(index));
  }
  FlagReviews(set);
}

void Merger::HoldAll(HeldBecause because, std::uint32_t operations, const v1::ChangeSet* set) {
  // Photos alone: nothing of them waits for anybody.
  if (set != nullptr && operations == 0) return;
  std::uint64_t number = 0;
  if (because == HeldBecause::kQuarantine) {
    CaseKey key;
    key.kind = CaseKind::kQuarantine;
    key.chain = context_->chain;
    CaseFile* open = FindOpen(key);
    CaseFile& file =
        open != nullptr
            ? *open
            : OpenCase(key, "rantai bercabang, pendaftaran dicabut atau belum dikonfirmasi");
    number = file.number;
    ++file.counter;
    delta_.cases.insert(number);
  }
  // An unreadable set has at least one operation as far as anybody can tell.
  for (std::uint32_t index = 0; index < std::max(operations, 1u); ++index) {
    const bool readable =
        set != nullptr && index < static_cast<std::uint32_t>(set->operations_size());
    Hold(index, readable ? set->operations(static_cast<int>(index)) : v1::Operation(), because,
         RecordId(), number);
  }
}

void Merger::Apply(std::uint32_t index, const v1::Operation& operation) {
  if (AccountsOnly(operation) && !context_->account) {
    Report(index, v1::OUTCOME_KIND_REFUSED, nullptr, 0, "only an account may do this");
    return;
  }
  switch (operation.kind_case()) {
    case v1::Operation::kCreateRecord:
      return Create(index, operation);
    case v1::Operation::kChangeFields:
      return Change(index, operation);
    case v1::Operation::kVisit:
      return Visit(index, operation);
    case v1::Operation::kHandover:
      return Handover(index, operation);
    case v1::Operation::kNonDelivery:
      return NonDelivery(index, operation);
    case v1::Operation::kBeritaAcara:
      return BeritaAcara(index, operation);
    case v1::Operation::kProposeStatus:
      return ProposeStatus(index, operation);
    case v1::Operation::kRetract:
      return Retract(index, operation);
    case v1::Operation::kMusdesResult:
      return MusdesResult(index, operation);
    case v1::Operation::kVillageNotVerified:
      return VillageNotVerified(index, operation);
    case v1::Operation::kDefineCampaign:
      return DefineCampaign(index, operation.define_campaign().campaign());
    case v1::Operation::kSetPrelist:
      return SetPrelist(index, operation.set_prelist());
    case v1::Operation::kReturnVisit:
      return ReturnVisit(index, operation.return_visit());
    case v1::Operation::kApproveVisit:
      return ApproveVisit(index, operation.approve_visit());
    case v1::Operation::kDrawSample:
      return DrawSample(index, operation.draw_sample());
    case v1::Operation::kApproveVillage:
      return ApproveVillage(index, operation.approve_village());
    case v1::Operation::kRatify:
      return Ratify(index, operation.ratify());
    case v1::Operation::kRecordUpload:
      return RecordUpload(index, operation.record_upload());
    case v1::Operation::kRecordDecree:
      return RecordDecree(index, operation.record_decree());
    case v1::Operation::kDecide:
      return Decide(index, operation.decide());
    case v1::Operation::kMergeRecords:
      return MergeRecords(index, operation.merge_records());
    case v1::Operation::kUnmergeRecords:
      return UnmergeRecords(index, operation.unmerge_records());
    case v1::Operation::kOrderDestruction:
      return OrderDestruction(index, operation.order_destruction());
    case v1::Operation::kCountersign:
      return Countersign(index, operation.countersign());
    case v1::Operation::kDefineProgramme: {
      const v1::Programme& programme = operation.define_programme().programme();
      loaded_.programmes[programme.code()] = programme;
      delta_.programmes.insert(programme.code());
      return Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
    }
    case v1::Operation::kDefineEntitlements:
      return DefineEntitlements(index, operation.define_entitlements());
    case v1::Operation::kCloseEntitlement:
      return CloseEntitlement(index, operation.close_entitlement());
    case v1::Operation::kAssignVillages:
      return AssignVillages(index, operation.assign_villages());
    case v1::Operation::kConfirmEnrolment:
      return ConfirmEnrolment(index, operation.confirm_enrolment());
    case v1::Operation::kAddEvidence:
      return AddEvidence(index, operation);
    case v1::Operation::kHandoverWithoutList:
      return HandoverWithoutList(index, operation);
    case v1::Operation::kStockMovement:
      return KeepReport(index, operation, RecordId(), operation.stock_movement().village(),
                        operation.stock_movement().day());
    case v1::Operation::kPayerReport:
      return PayerReport(index, operation);
    case v1::Operation::kSetEligibility:
      return SetEligibility(index, operation);
    case v1::Operation::kRecordSp2D:
      return KeepReport(index, operation, RecordId(), 0, operation.record_sp2d().date());
    case v1::Operation::kRememberPlace:
      return KeepReport(index, operation, RecordId(), operation.remember_place().village(), 0);
    case v1::Operation::kDeclareLost:
    case v1::Operation::kAdmitEnrolment:
    case v1::Operation::kRevokeEnrolment:
    case v1::Operation::kBeginImport:
    case v1::Operation::kImportedKey:
    case v1::Operation::kKeepAccount:
    case v1::Operation::kCloseGap:
    case v1::Operation::kBeginEpoch:
    case v1::Operation::kUnlockEnrolment:
      // They concern custody, people and importers; whoever keeps those reads them from the log.
      return Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
    case v1::Operation::kEnterRegister:
    case v1::Operation::kServiceReceived:
    case v1::Operation::kLeaveRegister:
    case v1::Operation::kFollowUp:
    case v1::Operation::kStandingProxy:
    case v1::Operation::kAccountNote:
      return Tell(index, operation);
    case v1::Operation::KIND_NOT_SET:
      return Hold(index, operation, HeldBecause::kNewerVersion, RecordId(), 0);
  }
}

void Merger::Create(std::uint32_t index, const v1::Operation& operation) {
  const v1::CreateRecord& create = operation.create_record();
  const RecordId id = IdOfBytes(create.record());
  Result<Answers> answers = ReadColumns(create.values());
  if (!answers.ok()) return Hold(index, operation, HeldBecause::kNewerVersion, RecordId(), 0);

  if (RecordState* existing = FindLive(id)) {
    // Made already, by a pulled copy or by two hands: what is said of it now has seen nothing of
    // it.
    if (existing->kind != create.kind()) {
      return Report(index, v1::OUTCOME_KIND_SUPERSEDED, existing, 0,
                    "the id belongs to a record of another kind");
    }
    if (HoldIfOutside(index, operation, existing->id, existing->village)) return;
    v1::ChangeFields unseen;
    return MergeAnswers(index, *existing, id, unseen, *std::move(answers));
  }

  std::uint64_t village = create.village();
  if (create.kind() == v1::RECORD_KIND_FAMILY || create.kind() == v1::RECORD_KIND_PERSON) {
    const Field link = create.kind() == v1::RECORD_KIND_FAMILY ? field::kHousehold : field::kFamily;
    auto answer = answers->find(link);
    const RecordId* parent =
        answer == answers->end() ? nullptr : std::get_if<RecordId>(&answer->second.value);
    if (parent != nullptr) {
      const RecordState* above = FindLive(*parent);
      if (above == nullptr) return Hold(index, operation, HeldBecause::kUnknownRecord, *parent, 0);
      village = above->village;
    }
  } else {
    const Field place =
        create.kind() == v1::RECORD_KIND_HOUSEHOLD ? field::kVillage : field::kVillageElsewhere;
    auto answer = answers->find(place);
    if (answer == answers->end()) {
      (*answers)[place] = Answer{static_cast<std::int64_t>(village), How::kUnspecified};
    } else if (const std::int64_t* stated = std::get_if<std::int64_t>(&answer->second.value)) {
      village = static_cast<std::uint64_t>(*stated);
    }
  }
  if (HoldIfOutside(index, operation, id, village)) return;

  RecordState& record = loaded_.records[id];
  record.id = id;
  record.kind = create.kind();
  record.village = village;
  v1::ChangeFields first;
  MergeAnswers(index, record, id, first, *std::move(answers));
  if (record.revision == 0)
    Touch(record);  // a record about which nothing is said exists all the same
  ReleaseFor(id);
}

void Merger::Change(std::uint32_t index, const v1::Operation& operation) {
  const v1::ChangeFields& change = operation.change_fields();
  const RecordId named = IdOfBytes(change.record());
  RecordState* record = FindLive(named);
  if (record == nullptr) return Hold(index, operation, HeldBecause::kUnknownRecord, named, 0);
  if (HoldIfOutside(index, operation, record->id, record->village)) return;
  Result<Answers> answers = ReadColumns(change.values());
  if (!answers.ok()) return Hold(index, operation, HeldBecause::kNewerVersion, RecordId(), 0);
  for (const auto& [field, answer] : *answers) {
    const v1::Concept* concept_of = codebooks_.ConceptOf(field);
    const Coded* coded = std::get_if<Coded>(&answer.value);
    const bool known =
        concept_of != nullptr && (coded == nullptr || codebooks_.Find(coded->codebook) != nullptr);
    if (!known) return Hold(index, operation, HeldBecause::kNewerVersion, RecordId(), 0);
    // A membership in a record nobody knows yet waits for it.
    const RecordId* reference = std::get_if<RecordId>(&answer.value);
    if (reference != nullptr && FindLive(*reference) == nullptr) {
      return Hold(index, operation, HeldBecause::kUnknownRecord, *reference, 0);
    }
  }
  MergeAnswers(index, *record, named, change, *std::move(answers));
}

void Merger::Hold(std::uint32_t index, const v1::Operation& operation, HeldBecause because,
                  const RecordId& waits_for, std::uint64_t case_number) {
  HeldOperation held;
  held.id = IdOf(index);
  held.chain = context_->chain;
  held.seq = context_->seq;
  held.because = because;
  held.waits_for = waits_for;
  held.case_number = case_number;
  if (operation.has_create_record()) held.creates = IdOfBytes(operation.create_record().record());
  loaded_.held[held.id] = held;
  loaded_.held_operations[held.id] = operation;
  loaded_.held_contexts[held.id] = *context_;
  delta_.held_added.insert(held.id);
  const bool quarantine = because == HeldBecause::kQuarantine;
  Report(index, quarantine ? v1::OUTCOME_KIND_QUARANTINED : v1::OUTCOME_KIND_HELD, nullptr,
         case_number,
         because == HeldBecause::kUnknownRecord  ? "waits for a record that is not known yet"
         : because == HeldBecause::kNewerVersion ? "waits for a newer version of the server"
         : because == HeldBecause::kOutsideAssignment
             ? "the village is not assigned to this officer"
         : because == HeldBecause::kAwaitsSignature ? "waits for the signature of a second account"
                                                    : "the chain is in quarantine");
}

bool Merger::HoldIfOutside(std::uint32_t index, const v1::Operation& operation,
                           const RecordId& record, std::uint64_t village) {
  if (context_->account || released_by_decision_ || context_->assignment.count(village) > 0)
    return false;
  CaseKey key;
  key.kind = CaseKind::kOutsideAssignment;
  key.record = record;
  CaseFile* open = FindOpen(key);
  CaseFile& file = open != nullptr ? *open : OpenCase(key, "desa di luar penugasan petugas");
  HoldUnder(file, index, operation, HeldBecause::kOutsideAssignment, record);
  return true;
}

// One more thing is held there: whoever decides must have seen it.
void Merger::HoldUnder(CaseFile& file, std::uint32_t index, const v1::Operation& operation,
                       HeldBecause because, const RecordId& named) {
  Proposal proposal;
  proposal.origin = OriginFor(named);
  proposal.operation = index;
  ++file.counter;
  file.proposals.push_back(std::move(proposal));
  delta_.cases.insert(file.number);
  Hold(index, operation, because, RecordId(), file.number);
}

// Across chains by arrival; the sets of one chain in its own order, in the places that chain has.
std::vector<FactId> Merger::HeldInChainOrder(
    const std::function<bool(const HeldOperation&)>& which) const {
  std::vector<const HeldOperation*> chosen;
  for (const auto& [id, held] : loaded_.held) {
    if (which(held)) chosen.push_back(&held);
  }
  auto context = [&](const HeldOperation* held) -> const SetContext& {
    return loaded_.held_contexts.at(held->id);
  };
  std::sort(chosen.begin(), chosen.end(),
            [&](const HeldOperation* left, const HeldOperation* right) {
              return std::make_tuple(context(left).arrival, left->id) <
                     std::make_tuple(context(right).arrival, right->id);
            });
  std::map<ChainId, std::vector<const HeldOperation*>> by_chain;
  for (const HeldOperation* held : chosen) by_chain[held->chain].push_back(held);
  for (auto& [chain, own] : by_chain) {
    std::sort(own.begin(), own.end(), [&](const HeldOperation* left, const HeldOperation* right) {
      return std::make_tuple(context(right).branch, right->seq, right->id.operation) <
             std::make_tuple(context(left).branch, left->seq, left->id.operation);
    });
  }
  std::vector<FactId> ids;
  for (const HeldOperation* place : chosen) {
    std::vector<const HeldOperation*>& own = by_chain.at(place->chain);
    ids.push_back(own.back()->id);
    own.pop_back();
  }
  return ids;
}

void Merger::MergeHeld(const FactId& id) {
  // Copies: applying may hold the operation again under the same id.
  SetContext context = loaded_.held_contexts.at(id);
  v1::Operation operation = loaded_.held_operations.at(id);
  Forget(id);
  delta_.released.emplace(id.link, context);
  const SetContext* outer = context_;
  context.epoch = outer->epoch;
  context_ = &context;
  Apply(id.operation, operation);
  context_ = outer;
}

void Merger::ReleaseFor(const RecordId& record) {
  for (const FactId& id : HeldInChainOrder([&](const HeldOperation& held) {
         return held.because == HeldBecause::kUnknownRecord && held.waits_for == record;
       })) {
    if (loaded_.held.count(id) > 0) MergeHeld(id);
  }
}

void Merger::Refuse(const FactId& id, const std::string& reason) {
  auto found = loaded_.held.find(id);
  if (found == loaded_.held.end()) return;
  const HeldOperation held = found->second;
  OutcomeRow row;
  row.chain = held.chain;
  row.outcome.set_seq(held.seq);
  row.outcome.set_operation(id.operation);
  row.outcome.set_link(id.link.str());
  row.outcome.set_kind(v1::OUTCOME_KIND_REFUSED);
  row.outcome.set_case_number(held.case_number);
  row.outcome.set_reason(reason);
  delta_.outcomes.push_back(std::move(row));
  Forget(id);
  if (held.creates.none() || FindLive(held.creates) != nullptr) return;
  for (const FactId& hanging : HeldInChainOrder([&](const HeldOperation& other) {
         return other.because == HeldBecause::kUnknownRecord && other.waits_for == held.creates;
       })) {
    Refuse(hanging, reason);
  }
}

void Merger::Forget(const FactId& id) {
  loaded_.held.erase(id);
  loaded_.held_operations.erase(id);
  loaded_.held_contexts.erase(id);
  delta_.held_added.erase(id);
  delta_.held_removed.insert(id);
}

RecordState* Merger::Find(const RecordId& id) {
  auto found = loaded_.records.find(id);
  return found == loaded_.records.end() ? nullptr : &found->second;
}

RecordState* Merger::FindLive(const RecordId& id) {
  RecordState* record = Find(id);
  for (int steps = 0; record != nullptr && !record->redirected_to.none(); ++steps) {
    TILIK_CHECK(steps < 1000, "redirects have no cycles");
    record = Find(record->redirected_to);
  }
  return record;
}

void Merger::Report(std::uint32_t index, v1::OutcomeKind kind, const RecordState* record,
                    std::uint64_t case_number, const std::string& reason,
                    const std::vector<SlotFate>& fates) {
  OutcomeRow row;
  row.chain = context_->chain;
  v1::Outcome& outcome = row.outcome;
  outcome.set_seq(context_->seq);
  outcome.set_operation(index);
  outcome.set_link(context_->link.str());
  outcome.set_kind(kind);
  outcome.set_case_number(case_number);
  outcome.set_reason(reason);
  if (record != nullptr) {
    outcome.set_record(record->id.str());
    outcome.set_resulting_revision(record->revision);
  }
  for (const SlotFate& fate : fates) {
    if (fate.kind == kind) continue;
    v1::FieldOutcome* field_outcome = outcome.add_fields();
    for (Field field : codebooks_.FieldsOf(fate.slot)) field_outcome->add_fields(field);
    field_outcome->set_kind(fate.kind);
    field_outcome->set_case_number(fate.case_number);
  }
  delta_.outcomes.push_back(std::move(row));
}

void Merger::ReportLater(const Proposal& proposal, v1::OutcomeKind kind, const CaseFile& file,
                         std::uint64_t revision, const std::string& reason) {
  OutcomeRow row;
  row.chain = proposal.origin.chain;
  v1::Outcome& outcome = row.outcome;
  outcome.set_seq(proposal.origin.seq);
  outcome.set_operation(proposal.operation);
  outcome.set_link(proposal.origin.link.str());
  outcome.set_record(file.key.record.str());
  outcome.set_resulting_revision(revision);
  outcome.set_reason(reason);
  if (file.key.kind == CaseKind::kConflict) {
    v1::FieldOutcome* fields = outcome.add_fields();
    for (Field field : codebooks_.FieldsOf(file.key.slot)) fields->add_fields(field);
    fields->set_kind(kind);
    fields->set_case_number(file.number);
  } else {
    outcome.set_kind(kind);
    outcome.set_case_number(file.number);
  }
  delta_.outcomes.push_back(std::move(row));
}

}  // namespace tilik::merge
