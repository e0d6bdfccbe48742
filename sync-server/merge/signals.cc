#include "sync-server/merge/signals.h"

#include <algorithm>
#include <utility>

#include "proto/contract/calendar.h"
#include "sync-server/merge/day_signals.h"
#include "sync-server/merge/deaths.h"
#include "sync-server/merge/deed_keeping.h"
#include "sync-server/merge/house_signals.h"
#include "sync-server/merge/signal_cases.h"

namespace tilik::merge {
namespace {

class Search {
 public:
  Search(const Codebooks& codebooks, const SetContext& context, const v1::ChangeSet& set,
         const std::function<Status(const Keys&)>& load, WorkingSet& loaded, Delta& delta,
         const std::set<CaseKey>& given)
      : rules_(codebooks.signals()),
        zone_(context.zone_offset_minutes),
        loaded_(loaded),
        delta_(delta),
        keeping_(rules_, context, set, load, loaded, delta),
        cases_(context, given, loaded, delta) {}

  Status Run() {
    if (rules_.version() == 0) return Status();
    TILIK_RETURN_IF_ERROR(keeping_.Run());
    JudgeDays();
    TILIK_RETURN_IF_ERROR(JudgeHouseholds());
    TILIK_RETURN_IF_ERROR(JudgeDeaths());
    TILIK_RETURN_IF_ERROR(LoadCases());
    for (Judgement& judgement : judgements_) {
      cases_.Judge(judgement.key, std::move(judgement.found), judgement.fresh);
    }
    return Status();
  }

 private:
  struct Judgement {
    CaseKey key;
    Findings found;
    bool fresh = false;
  };

  // Whether this set brought it, or made it what it is.
  bool IsFresh(const FactId& id) const {
    return delta_.facts.count(id) > 0 || keeping_.fresh().count(id) > 0 || fresh_.count(id) > 0;
  }

  void Say(const CaseKey& key, Findings found) {
    if (found.evidence.empty() && !keeping_.withdrawn() && loaded_.open_cases.count(key) == 0)
      return;
    const bool fresh = std::any_of(found.evidence.begin(), found.evidence.end(),
                                   [&](const Evidence& evidence) {
                                     return IsFresh(evidence.id()) || IsFresh(evidence.other);
                                   }) ||
                       std::any_of(found.beyond.begin(), found.beyond.end(), [&](const auto& pair) {
                         return IsFresh(pair.first) || IsFresh(pair.second);
                       });
    judgements_.push_back({key, std::move(found), fresh});
  }

  void JudgeDays() {
    for (const ChainDay& day : keeping_.days()) {
      const Deeds deeds = loaded_.deeds.OfDay(day);
      Say(SignalOf(day, v1::SIGNAL_VISITS_TOO_SHORT), VisitsTooShort(rules_, deeds));
      Say(SignalOf(day, v1::SIGNAL_VISITS_TOO_MANY), VisitsTooMany(rules_, deeds));
      Say(SignalOf(day, v1::SIGNAL_HANDOVERS_AT_ONCE), HandoversAtOnce(rules_, deeds, zone_));
      Say(SignalOf(day, v1::SIGNAL_VERIFIER_PAYS), VerifierPays(deeds));
    }
  }

  using HouseholdDays = std::set<std::pair<RecordId, std::uint32_t>>;

  // The days of households of which something may be found now that was not before, or the
  // other way round.
  Status FindHouseholdDays(HouseholdDays& days) {
    std::set<ContentHash> lost;
    for (const FactId& id : keeping_.touched()) {
      const Deed& deed = *loaded_.deeds.Find(id);
      if (!deed.household.none()) days.emplace(keeping_.StandsFor(deed.household), deed.day);
      if (!deed.retracted) continue;
      lost.insert(deed.photos.begin(), deed.photos.end());
      for (const auto& [key, number] : loaded_.open_cases) {
        const bool of_house = key.kind == CaseKind::kSignal && !key.record.none() &&
                              key.record == keeping_.StandsFor(deed.household);
        if (of_house) days.emplace(key.record, key.day);
      }
    }
    std::set<RecordId> others;
    for (const ContentHash& photo : lost) {
      for (const Deed* use : loaded_.deeds.WithPhoto(photo)) {
        if (use->household.none()) continue;
        others.insert(use->household);
        days.emplace(keeping_.StandsFor(use->household), use->day);
      }
    }
    return keeping_.LoadHouseholds(others);
  }

  // Asked only where it makes a difference.
  Status FindApproved(const std::vector<FactId>& visits, std::set<FactId>& approved) {
    Keys wanted;
    for (const FactId& visit : visits) {
      if (loaded_.reviews.count(visit) == 0) wanted.facts.insert(visit);
    }
    TILIK_RETURN_IF_ERROR(keeping_.Load(wanted));
    for (const FactId& visit : visits) {
      auto review = loaded_.reviews.find(visit);
      if (review != loaded_.reviews.end() && review->second.state == ReviewState::kApproved)
        approved.insert(visit);
    }
    return Status();
  }

  Status JudgeHouseholds() {
    HouseholdDays days;
    TILIK_RETURN_IF_ERROR(FindHouseholdDays(days));
    for (const auto& [household, day] : days) {
      std::set<ContentHash> photos;
      for (const Deed* deed : keeping_.OfHousehold(household)) {
        if (deed->day == day) photos.insert(deed->photos.begin(), deed->photos.end());
      }
      TILIK_RETURN_IF_ERROR(keeping_.LoadPhotos(photos));
      const Deeds deeds = keeping_.OfHousehold(household);
      std::set<FactId> approved;
      TILIK_RETURN_IF_ERROR(FindApproved(PlacesInDoubt(rules_, deeds, day), approved));
      CaseKey key = SignalOf({ChainId(), day}, v1::SIGNAL_FAR_FROM_HOUSE);
      key.record = household;
      Say(key, FarFromHouse(rules_, deeds, day, approved));
      key.signal = v1::SIGNAL_CARD_HELD;
      Say(key, CardHeld(deeds, day));
      key.signal = v1::SIGNAL_SAME_PHOTO;
      Say(key, SamePhoto(loaded_.deeds, deeds, day,
                         [&](const RecordId& id) { return keeping_.StandsFor(id); }));
    }
    return Status();
  }

  // Days with an open case of a line, or of aid without one: what was found of them may be gone.
  std::set<std::uint32_t> OpenDaysOf(const LineId& line, const RecordId& recipient) const {
    std::set<std::uint32_t> days;
    CaseKey from;
    from.kind = CaseKind::kSignal;
    from.record = recipient;
    from.line = line;
    for (auto open = loaded_.open_cases.lower_bound(from);
         open != loaded_.open_cases.end() && open->first.kind == from.kind &&
         open->first.record == recipient && open->first.line == line;
         ++open) {
      if (open->first.signal == v1::SIGNAL_DEAD_BUT_PAID) days.insert(open->first.day);
    }
    return days;
  }

  Status JudgeDeaths() {
    Deaths deaths(keeping_, zone_, loaded_, delta_);
    TILIK_RETURN_IF_ERROR(deaths.Find());
    for (const LineId& id : deaths.lines()) {
      const LineState& line = loaded_.lines.at(id);
      std::map<std::uint32_t, Findings> by_day;
      if (const auto died = deaths.DiedOn(line.recipient))
        by_day = DeadButPaid(rules_, line, *died);
      SayPaid(id, RecordId(), std::move(by_day), deaths.DecidedNow(line.recipient));
    }
    for (const RecordId& recipient : deaths.recipients()) {
      std::map<std::uint32_t, Findings> by_day;
      if (const auto died = deaths.DiedOn(recipient))
        by_day = DeadButPaid(rules_, deaths.GivenTo(recipient), *died);
      SayPaid(LineId(), recipient, std::move(by_day), deaths.DecidedNow(recipient));
    }
    return Status();
  }

  void SayPaid(const LineId& line, const RecordId& recipient,
               std::map<std::uint32_t, Findings> by_day, bool decided_now) {
    for (std::uint32_t day : OpenDaysOf(line, recipient)) by_day.try_emplace(day);
    for (auto& [day, found] : by_day) {
      if (decided_now) {
        for (const Evidence& evidence : found.evidence) fresh_.insert(evidence.id());
      }
      CaseKey key = SignalOf({ChainId(), day}, v1::SIGNAL_DEAD_BUT_PAID);
      key.line = line;
      key.record = recipient;
      Say(key, std::move(found));
    }
  }

  Status LoadCases() {
    Keys wanted;
    for (const Judgement& judgement : judgements_) {
      if (loaded_.signals.count(judgement.key) == 0) wanted.signals.insert(judgement.key);
    }
    return keeping_.Load(wanted);
  }

  const v1::SignalRules& rules_;
  const std::int32_t zone_;
  WorkingSet& loaded_;
  Delta& delta_;
  DeedKeeping keeping_;
  SignalCases cases_;
  std::set<FactId> fresh_;  // payments to somebody whose death was decided by this set
  std::vector<Judgement> judgements_;
};

}  // namespace

Status SearchSignals(const Codebooks& codebooks, const SetContext& context,
                     const v1::ChangeSet& set, const std::function<Status(const Keys&)>& load,
                     WorkingSet& loaded, Delta& delta, const std::set<CaseKey>& given) {
  return Search(codebooks, context, set, load, loaded, delta, given).Run();
}

}  // namespace tilik::merge
