// Work held whole: outside the assignment, on a forked or revoked chain, or of an enrolment that
// came back after a restore. What a decision does with it (protocol.md §3.2, §5).
#include <algorithm>

#include "sync-server/merge/merger.h"

namespace tilik::merge {

// Releases or refuses all that the case holds, or what it holds of one branch of a fork, which the
// decision names by the link of the branch's first set there. The case stays open for the rest.
bool Merger::DecideHeld(CaseFile& file, const v1::Decide& decide) {
  const bool release = decide.choice() == v1::CHOICE_RELEASE;
  if (!release && decide.choice() != v1::CHOICE_REFUSE) return false;
  auto of_case = [&](const HeldOperation& held) { return held.case_number == file.number; };
  const std::vector<FactId> all = HeldInChainOrder(of_case);
  std::vector<FactId> chosen = all;
  std::string settlement = decide.reason();
  if (!decide.branch().empty()) {
    auto named = std::find_if(all.begin(), all.end(),
                              [&](const FactId& id) { return id.link.raw() == decide.branch(); });
    if (named == all.end()) return false;
    const std::uint32_t branch = loaded_.held_contexts.at(*named).branch;
    chosen = HeldInChainOrder([&](const HeldOperation& held) {
      return of_case(held) && loaded_.held_contexts.at(held.id).branch == branch;
    });
    settlement = "cabang " + ToHex(decide.branch()).substr(0, 8) +
                 (release ? " dilepas: " : " ditolak: ") + decide.reason();
  }
  if (!file.settlement.empty()) settlement = file.settlement + "; " + settlement;
  if (chosen.size() == all.size()) {
    Close(file, settlement);
  } else {
    file.settlement = settlement;
    ++file.counter;
    delta_.cases.insert(file.number);
  }
  if (release) {
    ReleaseByDecision(chosen);
  } else {
    for (const FactId& id : chosen) Refuse(id, decide.reason());
  }
  return true;
}

void Merger::ReleaseByDecision(const std::vector<FactId>& held) {
  const bool outer = released_by_decision_;
  released_by_decision_ = true;
  for (const FactId& id : held) {
    if (loaded_.held.count(id) > 0) MergeHeld(id);
  }
  released_by_decision_ = outer;
}

void Merger::AssignVillages(std::uint32_t index, const v1::AssignVillages& assign) {
  const ChainId chain = ChainId::FromRaw(assign.enrolment()).value_or(ChainId());
  assigned_[chain] = {assign.villages().begin(), assign.villages().end()};
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
}

// Nobody knew what the officer was assigned while the sets came in, so what counts is the
// assignment that comes with the confirmation; beyond it they are held like anybody's.
void Merger::ConfirmEnrolment(std::uint32_t index, const v1::ConfirmEnrolment& confirm) {
  CaseKey key;
  key.kind = CaseKind::kQuarantine;
  key.chain = ChainId::FromRaw(confirm.enrolment()).value_or(ChainId());
  CaseFile* open = FindOpen(key);
  Report(index, v1::OUTCOME_KIND_APPLIED, nullptr);
  if (open == nullptr || context_->not_released.count(key.chain) > 0) return;
  const std::uint64_t number = open->number;
  Close(*open, "pendaftaran dikonfirmasi");
  auto assigned = assigned_.find(key.chain);
  for (const FactId& id :
       HeldInChainOrder([&](const HeldOperation& held) { return held.case_number == number; })) {
    if (loaded_.held.count(id) == 0) continue;
    if (assigned != assigned_.end()) loaded_.held_contexts.at(id).assignment = assigned->second;
    MergeHeld(id);
  }
}

}  // namespace tilik::merge
