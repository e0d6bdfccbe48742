// The second signature: what waits for it, and what it sets free (protocol.md §1, Account).
#include "sync-server/merge/merger.h"
#include "sync-server/merge/second_signature.h"

namespace tilik::merge {
namespace {

// What custody and people are told by the log itself, not by the merge: it cannot be made to wait.
bool ConcernsPeople(const v1::Operation& operation) {
  switch (operation.kind_case()) {
    case v1::Operation::kAdmitEnrolment:
    case v1::Operation::kAssignVillages:
    case v1::Operation::kRevokeEnrolment:
    case v1::Operation::kCloseGap:
    case v1::Operation::kBeginEpoch:
    case v1::Operation::kConfirmEnrolment:
    case v1::Operation::kUnlockEnrolment:
    case v1::Operation::kCountersign:
    case v1::Operation::kKeepAccount:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool Merger::AwaitsSignature(const v1::ChangeSet& set) {
  if (!context_->account || !context_->second_signatures) return false;
  if (WhyTwoSignatures(set, loaded_).empty()) return false;
  for (const v1::Operation& operation : set.operations()) {
    if (!ConcernsPeople(operation)) continue;
    for (int index = 0; index < set.operations_size(); ++index) {
      Report(static_cast<std::uint32_t>(index), v1::OUTCOME_KIND_REFUSED, nullptr, 0,
             "what needs two signatures stands in a change set of its own");
    }
    return true;
  }
  HoldAll(HeldBecause::kAwaitsSignature, static_cast<std::uint32_t>(set.operations_size()), &set);
  return true;
}

void Merger::Countersign(std::uint32_t index, const v1::Countersign& countersign) {
  const Link link = Link::FromRaw(countersign.link()).value_or(Link());
  std::vector<FactId> waiting;
  for (const auto& [id, held] : loaded_.held) {
    if (id.link == link && held.because == HeldBecause::kAwaitsSignature) waiting.push_back(id);
  }
  if (waiting.empty()) {
    return Report(index, v1::OUTCOME_KIND_REFUSED, nullptr, 0,
                  "nothing waits for a signature under this link");
  }
  // By name: an account has another chain in every epoch.
  if (loaded_.held_contexts.at(waiting.front()).person == context_->person) {
    return Report(index, v1::OUTCOME_KIND_REFUSED, nullptr, 0, "one account does not sign twice");
  }
  for (const FactId& id : waiting) {
    if (loaded_.held.count(id) == 0) continue;
    if (countersign.refuse()) {
      Refuse(id, countersign.reason());
    } else {
      MergeHeld(id);
    }
  }
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

}  // namespace tilik::merge
