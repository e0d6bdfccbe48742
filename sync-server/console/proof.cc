#include "sync-server/console/proof.h"

#include <map>

#include "proto/contract/programme.h"
#include "sync-server/console/words.h"

namespace tilik::console {

Result<std::vector<v1::EvidenceView>> ProofOf(storage::Reader& reader, const merge::LineState& line,
                                              const v1::Programme& programme,
                                              const PersonOf& person) {
  std::vector<v1::EvidenceView> views;
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::EvidenceRow> later, reader.EvidenceOf(line.id));
  std::map<int, ChainId> there;
  ChainId newest;
  for (const merge::HandoverFact& handover : line.handovers) {
    if (handover.retracted) continue;
    newest = handover.origin.chain;
    std::map<std::uint32_t, ChainId> kinds = {{handover.evidence, handover.origin.chain}};
    for (const storage::EvidenceRow& row : later) {
      if (!row.of || *row.of == handover.id) kinds.emplace(row.kinds, row.officer);
    }
    for (int kind = v1::EvidenceKind_MIN + 1; kind <= v1::EvidenceKind_MAX; ++kind) {
      for (const auto& [mask, officer] : kinds) {
        if ((mask & merge::EvidenceBit(kind)) != 0) there.emplace(kind, officer);
      }
    }
  }
  if (newest.none()) return views;
  for (int kind = v1::EvidenceKind_MIN + 1; kind <= v1::EvidenceKind_MAX; ++kind) {
    const bool required = NeedOf(programme, line.village, line.period,
                                 static_cast<v1::EvidenceKind>(kind)) == v1::EVIDENCE_NEED_REQUIRED;
    const auto brought = there.find(kind);
    if (!required && brought == there.end()) continue;
    v1::EvidenceView& view = views.emplace_back();
    view.set_kind(EvidenceWords(static_cast<v1::EvidenceKind>(kind)));
    view.set_required(required);
    view.set_there(brought != there.end());
    TILIK_ASSIGN_OR_RETURN(*view.mutable_who(),
                           person(brought == there.end() ? newest : brought->second));
  }
  return views;
}

}  // namespace tilik::console
