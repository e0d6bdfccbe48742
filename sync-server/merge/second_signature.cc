#include "sync-server/merge/second_signature.h"

#include <algorithm>

namespace tilik::merge {
namespace {

// Accepting that somebody is put to sleep, not eligible, or graduated.
bool Removes(const v1::Operation& operation, const WorkingSet& loaded) {
  if (!operation.has_decide() || operation.decide().choice() != v1::CHOICE_ACCEPT) return false;
  auto found = loaded.cases.find(operation.decide().case_number());
  if (found == loaded.cases.end() || found->second.key.kind != CaseKind::kStatus) return false;
  const v1::FactRef& chosen = operation.decide().proposal();
  return std::any_of(found->second.proposals.begin(), found->second.proposals.end(),
                     [&](const Proposal& proposal) {
                       return proposal.origin.link.raw() == chosen.link() &&
                              proposal.operation == chosen.operation() &&
                              proposal.status != v1::RECORD_STATUS_ACTIVE;
                     });
}

bool Unmerges(const v1::Operation& operation, const WorkingSet&) {
  return operation.has_unmerge_records();
}

bool Destroys(const v1::Operation& operation, const WorkingSet&) {
  return operation.has_order_destruction();
}

bool Ratifies(const v1::Operation& operation, const WorkingSet&) { return operation.has_ratify(); }

struct Sensitive {
  bool (*is_so)(const v1::Operation& operation, const WorkingSet& loaded);
  const char* why;
};

constexpr Sensitive kSensitive[] = {
    // 1.69 million dead were found active, and thousands of living were struck off: a wrong removal
    // takes a family's food, and nobody in the village sees who decided it.
    {Removes, "pencoretan: bantuan keluarga ini berhenti"},
    // It divides money, cases and names between two families again.
    {Unmerges, "pemisahan catatan yang sudah digabung: hak dan perkara terbagi kembali"},
    // What the ministry decides from; a version never changes again.
    {Ratifies, "pengesahan: versi registri yang disahkan tidak dapat diubah lagi"},
    // Nothing brings it back.
    {Destroys, "pemusnahan data: tidak dapat dikembalikan"},
};

}  // namespace

std::string WhyTwoSignatures(const v1::ChangeSet& set, const WorkingSet& loaded) {
  for (const v1::Operation& operation : set.operations()) {
    for (const Sensitive& sensitive : kSensitive) {
      if (sensitive.is_so(operation, loaded)) return sensitive.why;
    }
  }
  const auto decisions =
      std::count_if(set.operations().begin(), set.operations().end(),
                    [](const v1::Operation& operation) { return operation.has_decide(); });
  if (decisions > kMostDecisionsAlone) {
    return "keputusan massal: " + std::to_string(decisions) + " perkara sekaligus";
  }
  return "";
}

}  // namespace tilik::merge
