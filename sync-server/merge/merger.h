// One merge in progress: the loaded state, the context, and what has changed so far. Internal to
// this room; split over files by what is being merged.
#pragma once

#include <string>
#include <vector>

#include "sync-server/merge/merge.h"
#include "sync-server/merge/parting.h"

namespace tilik::merge {

// What an operation says about one slot.
struct SlotEdit {
  Slot slot = 0;
  Answers answers;
  std::uint64_t base = 0;  // after exceptions and restores
};

// How it fared.
struct SlotFate {
  Slot slot = 0;
  v1::OutcomeKind kind = v1::OUTCOME_KIND_APPLIED;
  std::uint64_t case_number = 0;
};

// What an edit is concurrent with: the newest change that it neither saw nor stands on. None when
// it is not concurrent at all.
struct Rival {
  const Origin* origin = nullptr;
  bool under_own = false;  // our own earlier work stands over it
};

// Not copied, not kept: lives for one call of Merge. `context_` changes while a held operation is
// released, for it is merged as the set it came in, only later.
class Merger {
 public:
  Merger(const Codebooks& codebooks, const SetContext& context, WorkingSet& loaded)
      : codebooks_(codebooks), context_(&context), loaded_(loaded), deciding_(&context) {}

  void Run(const v1::ChangeSet& set);
  void HoldAll(HeldBecause because, std::uint32_t operations, const v1::ChangeSet* set);
  Delta Take() { return std::move(delta_); }

 private:
  // --- merge.cc: operations, holding, releasing ---
  void Apply(std::uint32_t index, const v1::Operation& operation);
  void Create(std::uint32_t index, const v1::Operation& operation);
  void Change(std::uint32_t index, const v1::Operation& operation);
  void Hold(std::uint32_t index, const v1::Operation& operation, HeldBecause because,
            const RecordId& waits_for, std::uint64_t case_number);
  void HoldUnder(CaseFile& file, std::uint32_t index, const v1::Operation& operation,
                 HeldBecause because, const RecordId& named);
  bool HoldIfOutside(std::uint32_t index, const v1::Operation& operation, const RecordId& record,
                     std::uint64_t village);
  void ReleaseFor(const RecordId& record);
  void Refuse(const FactId& held, const std::string& reason);  // and all that waits for it
  void MergeHeld(const FactId& id);
  void Forget(const FactId& held);
  std::vector<FactId> HeldInChainOrder(
      const std::function<bool(const HeldOperation&)>& which) const;

  // --- quarantine.cc: work held whole, and what a decision does with it ---
  bool DecideHeld(CaseFile& file, const v1::Decide& decide);
  void ReleaseByDecision(const std::vector<FactId>& held);
  void AssignVillages(std::uint32_t index, const v1::AssignVillages& assign);
  void ConfirmEnrolment(std::uint32_t index, const v1::ConfirmEnrolment& confirm);

  // --- slots.cc: concurrency and policy (protocol.md §4.1–3) ---
  void MergeAnswers(std::uint32_t index, RecordState& record, const RecordId& named,
                    const v1::ChangeFields& change, Answers answers);
  SlotFate MergeSlot(std::uint32_t index, RecordState& record, const RecordId& named,
                     std::uint64_t next_revision, const SlotEdit& edit, HistoryRow& history);
  bool MadeByAncestor(const Origin& origin) const;  // of this set, by links, or in it
  bool OwnEarlier(const Stamp& stamp, const RecordId& named) const;
  bool OwnLater(const Stamp& stamp, const RecordId& named) const;
  Rival RivalOf(const SlotState& slot, const RecordState& record, const RecordId& named,
                std::uint64_t base) const;
  bool SameAnswers(const Answers& a, const Answers& b) const;
  std::uint64_t LowerBase(const RecordState& record, std::uint64_t base, std::uint64_t epoch) const;
  Origin OriginFor(const RecordId& named) const;
  void Restamp(SlotState& slot, std::uint64_t revision, const RecordId& named, Instant observed);
  std::uint64_t Touch(RecordState& record);  // counts a change; returns the new revision
  void PlaceRecord(RecordState& record);     // village and parent from its fields, and members'
  void PlaceMembers(RecordState& record);

  // --- cases.cc ---
  CaseFile& OpenCase(const CaseKey& key, const std::string& why);
  CaseFile* FindOpen(const CaseKey& key);
  void Join(CaseFile& file, Proposal proposal);
  void Withdraw(CaseFile& file);  // this chain's earlier proposal, and the case with its last
  bool RemoveOwn(CaseFile& file);
  void Close(CaseFile& file, const std::string& settlement);
  void ShowCase(const CaseFile& file);  // the records it concerns are shown differently now
  void ProposeStatus(std::uint32_t index, const v1::Operation& operation);
  void Decide(std::uint32_t index, const v1::Decide& decide);
  bool DecideConflict(RecordState& record, CaseFile& file, std::uint32_t index,
                      const v1::Decide& decide);
  bool DecideStatus(RecordState& record, CaseFile& file, std::uint32_t index,
                    const v1::Decide& decide);
  void Settle(CaseFile& file, const Proposal* chosen, std::uint64_t revision,
              const std::string& reason);
  bool DecideDoubleDelivery(CaseFile& file, const v1::Decide& decide);
  void CloseLinesOf(const RecordState& record);
  // Lines of `record` that the status of `other` closed or opened while the two were one follow
  // their own record's status again.
  void GiveBackLines(const RecordState& record, const RecordState& other);
  // Unless an order closed it: that stands whatever becomes of the recipient.
  static void CloseByStatus(LineState& line, const RecordState& recipient);

  // --- duplicates.cc ---
  // Opens a case for every other record that a new identity key is shared with.
  void NoteIdentity(const std::vector<IdentityKey>& before, const RecordState& after);
  void MergeRecords(std::uint32_t index, const v1::MergeRecords& merge);
  void MoveCases(const RecordState& retired, const RecordState& survivor,
                 const v1::MergeRecords& merge);

  // --- unmerge.cc ---
  void UnmergeRecords(std::uint32_t index, const v1::UnmergeRecords& unmerge);
  void PartSurvivor(RecordState& survivor, const Parted& parted, HistoryRow& history);
  void PartCases(const RecordState& survivor, const RecordState& retired);

  // --- destruction.cc ---
  void OrderDestruction(std::uint32_t index, const v1::OrderDestruction& order);
  void AddWithAbsorbed(const RecordId& id, std::set<RecordId>& into);

  // --- signing.cc ---
  // Whether the set waits for a second account, or is refused for what else it carries.
  bool AwaitsSignature(const v1::ChangeSet& set);
  void Countersign(std::uint32_t index, const v1::Countersign& countersign);

  // --- facts.cc ---
  void KeepFact(std::uint32_t index, const v1::Operation& operation, const RecordId& named,
                std::uint64_t village);
  void Visit(std::uint32_t index, const v1::Operation& operation);
  void BeritaAcara(std::uint32_t index, const v1::Operation& operation);
  void Handover(std::uint32_t index, const v1::Operation& operation);
  void NonDelivery(std::uint32_t index, const v1::Operation& operation);
  void Retract(std::uint32_t index, const v1::Operation& operation);
  bool WithdrawFact(const FactId& id);
  void DefineEntitlements(std::uint32_t index, const v1::DefineEntitlements& define);
  void CloseEntitlement(std::uint32_t index, const v1::CloseEntitlement& close);
  LineState& LineFor(const LineId& id);

  // --- aid.cc: evidence, aid without a list, stock, payers, eligibility ---
  void KeepReport(std::uint32_t index, const v1::Operation& operation, const RecordId& named,
                  std::uint64_t village, std::uint32_t day);
  void AddEvidence(std::uint32_t index, const v1::Operation& operation);
  void HandoverWithoutList(std::uint32_t index, const v1::Operation& operation);
  void PayerReport(std::uint32_t index, const v1::Operation& operation);
  void SetEligibility(std::uint32_t index, const v1::Operation& operation);
  void WithdrawEligibility(const FactId& id, const v1::SetEligibility& set);
  void CloseByEligibility(LineState& line);
  void CloseLinesByEligibility(const RecordState& recipient, const std::string& programme);
  void Reckon(LineState& line);          // what counts, after a fact of the line or its definition
  void AskAboutExcess(LineState& line);  // opens or closes its double-delivery case
  void CountOnce(const RecordId& recipient);
  std::uint32_t DayOf(std::uint32_t stated) const;
  Instant ObservedOn(std::uint32_t stated) const;

  // --- registers.cc: PPKS and PSKS, follow-ups, proxies, accounts ---
  void Tell(std::uint32_t index, const v1::Operation& operation);

  // --- review.cc ---
  void AwaitReview(std::uint32_t index, const RecordId& named, std::uint64_t village,
                   const std::string& campaign, std::uint32_t flags);
  void AwaitReviewOf(std::uint32_t index, const v1::Visit& visit, const RecordId& named,
                     std::uint64_t village);
  void AwaitReviewOf(std::uint32_t index, const v1::MusdesResult& result, const RecordId& named,
                     std::uint64_t village);
  void FlagReviews(const v1::ChangeSet& set);
  void SetReview(Review& review, ReviewState state, std::uint64_t decided);
  void EndTask(const Review& review);
  void TellReview(const Review& review, v1::OutcomeKind kind, const std::string& reason);
  Review* ReviewableOrRefuse(std::uint32_t index, const v1::FactRef& fact);
  void ReturnVisit(std::uint32_t index, const v1::ReturnVisit& back);
  void ApproveVisit(std::uint32_t index, const v1::ApproveVisit& approve);
  void DrawSample(std::uint32_t index, const v1::DrawSample& draw);
  void ApproveVillage(std::uint32_t index, const v1::ApproveVillage& approve);

  // --- ratify.cc ---
  void DefineCampaign(std::uint32_t index, const v1::Campaign& campaign);
  void SetPrelist(std::uint32_t index, const v1::SetPrelist& prelist);
  void MusdesResult(std::uint32_t index, const v1::Operation& operation);
  void VillageNotVerified(std::uint32_t index, const v1::Operation& operation);
  void Ratify(std::uint32_t index, const v1::Ratify& ratify);
  void RecordUpload(std::uint32_t index, const v1::RecordUpload& upload);
  void RecordDecree(std::uint32_t index, const v1::RecordDecree& decree);

  // --- shared ---
  RecordState* Find(const RecordId& id);      // as named
  RecordState* FindLive(const RecordId& id);  // following redirects
  FactId IdOf(std::uint32_t index) const { return {context_->link, index}; }
  void Report(std::uint32_t index, v1::OutcomeKind kind, const RecordState* record,
              std::uint64_t case_number = 0, const std::string& reason = "",
              const std::vector<SlotFate>& fates = {});
  // A later word on an operation of any chain: only `slot` fared anew, or all of it for no slot.
  void ReportLater(const Proposal& proposal, v1::OutcomeKind kind, const CaseFile& file,
                   std::uint64_t revision, const std::string& reason);

  const Codebooks& codebooks_;
  const SetContext* context_;
  WorkingSet& loaded_;
  // Whose set is being merged now, even while held work of others is released by it.
  const SetContext* deciding_;
  // Held work released by a decision is not held for its village again.
  bool released_by_decision_ = false;
  // What this set has assigned so far.
  std::map<ChainId, std::set<std::uint64_t>> assigned_;
  Delta delta_;
};

// The parts of an operation's record that every file reads.
inline RecordId IdOfBytes(const std::string& raw) {
  return RecordId::FromRaw(raw).value_or(RecordId());
}

}  // namespace tilik::merge
