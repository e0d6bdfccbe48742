#include "sync-server/console/eligibility.h"

#include <algorithm>
#include <set>

#include "proto/contract/period.h"
#include "sync-server/console/labels.h"
#include "sync-server/console/words.h"
#include "sync-server/storage/live_record.h"

namespace tilik::console {
namespace {

bool IsClosing(v1::NonDeliveryReason reason) {
  return reason != v1::NON_DELIVERY_REASON_UNSPECIFIED;
}

Result<std::map<RecordId, std::uint64_t>> EntitledIn(storage::Reader& reader,
                                                     const std::string& programme,
                                                     const std::string& period) {
  std::map<RecordId, std::uint64_t> entitled;  // → village
  TILIK_RETURN_IF_ERROR(
      reader.ForEachLine(programme, period, [&](const merge::LineState& line) -> Status {
        const bool stands = line.defined && !IsClosing(line.not_eligible_because);
        if (!stands) return Status();
        TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> live,
                               storage::LiveRecord(reader, line.recipient));
        entitled.emplace(live.has_value() ? live->id : line.recipient, line.village);
        return Status();
      }));
  return entitled;
}

}  // namespace

Result<std::map<RecordId, merge::EligibilityFact>> StatesIn(storage::Reader& reader,
                                                            const std::string& programme,
                                                            const std::string& period) {
  std::map<RecordId, merge::EligibilityFact> states;
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::EligibilityFact> facts, reader.Eligibility(programme));
  for (merge::EligibilityFact& fact : facts) {
    if (!NotAfter(fact.period, period)) continue;
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> live,
                           storage::LiveRecord(reader, fact.recipient));
    const RecordId id = live.has_value() ? live->id : fact.recipient;
    const auto [known, is_first] = states.emplace(id, fact);
    if (!is_first && NotAfter(known->second.period, fact.period)) known->second = std::move(fact);
  }
  return states;
}

Result<v1::EligibilityComparison> CompareEligibility(storage::Reader& reader,
                                                     const std::string& programme,
                                                     const std::string& from,
                                                     const std::string& to) {
  v1::EligibilityComparison comparison;
  comparison.set_programme(programme);
  comparison.set_from(from);
  comparison.set_to(to);
  TILIK_ASSIGN_OR_RETURN(auto before, EntitledIn(reader, programme, from));
  TILIK_ASSIGN_OR_RETURN(auto after, EntitledIn(reader, programme, to));
  TILIK_ASSIGN_OR_RETURN(auto states, StatesIn(reader, programme, to));
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::ChainRow> chains, reader.Chains());
  comparison.set_entitled_from(before.size());
  comparison.set_entitled_to(after.size());
  const auto describe = [&](const RecordId& id, std::uint64_t village, bool left,
                            v1::EligibilityMove& move) -> Status {
    move.set_recipient(ToUuidText(id));
    TILIK_ASSIGN_OR_RETURN(*move.mutable_label(), LabelOf(reader, id));
    move.set_village(village);
    move.set_village_name(VillageWords(village));
    const auto state = states.find(id);
    const bool known = state != states.end() && IsClosing(merge::ClosingOf(state->second)) == left;
    move.set_explained(known);
    if (!known) return Status();
    move.set_state(EligibilityWords(state->second.state));
    move.set_reason(ReasonWords(state->second.reason));
    move.set_note(state->second.note);
    move.set_period(state->second.period);
    for (const storage::ChainRow& chain : chains) {
      if (chain.state.chain == state->second.origin.chain) move.set_who(chain.person);
    }
    return Status();
  };
  for (const auto& [id, village] : before) {
    if (after.count(id) > 0) continue;
    TILIK_RETURN_IF_ERROR(describe(id, village, true, *comparison.add_left()));
  }
  for (const auto& [id, village] : after) {
    if (before.count(id) > 0) continue;
    TILIK_RETURN_IF_ERROR(describe(id, village, false, *comparison.add_came()));
  }
  return comparison;
}

Result<std::vector<v1::Operation>> ExplainByLists(storage::Reader& reader,
                                                  const v1::EligibilityComparison& comparison) {
  std::vector<v1::Operation> operations;
  const auto explain = [&](const v1::EligibilityMove& move, bool left) -> Status {
    if (move.explained()) return Status();
    const RecordId id = RecordIdFromText(move.recipient()).value_or(RecordId());
    v1::SetEligibility& set = *operations.emplace_back().mutable_set_eligibility();
    set.set_recipient(id.str());
    set.set_programme(comparison.programme());
    set.set_period(comparison.to());
    set.set_state(left ? v1::ELIGIBILITY_STATE_NOT_ELIGIBLE : v1::ELIGIBILITY_STATE_ELIGIBLE);
    set.set_note((left ? "tidak ada lagi di danom " : "baru di danom ") + comparison.to());
    if (!left) return Status();
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record,
                           storage::LiveRecord(reader, id));
    const v1::NonDeliveryReason reason =
        record.has_value() ? merge::ClosingOf(*record) : v1::NON_DELIVERY_REASON_UNSPECIFIED;
    set.set_reason(IsClosing(reason) ? reason : v1::NON_DELIVERY_REASON_LAINNYA);
    return Status();
  };
  for (const v1::EligibilityMove& move : comparison.left()) {
    TILIK_RETURN_IF_ERROR(explain(move, true));
  }
  for (const v1::EligibilityMove& move : comparison.came()) {
    TILIK_RETURN_IF_ERROR(explain(move, false));
  }
  return operations;
}

}  // namespace tilik::console
