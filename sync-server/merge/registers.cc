#include "sync-server/merge/registers.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "proto/contract/folding.h"
#include "proto/contract/told.h"
#include "sync-server/merge/merger.h"

namespace tilik::merge {
namespace {

// All that a phone with a wrong clock says may count as one moment.
bool SaidBefore(const ToldFact& a, const ToldFact& b) {
  return std::tie(a.observed, a.chain, a.seq, a.id) < std::tie(b.observed, b.chain, b.seq, b.id);
}

template <typename Fact>
void SortByTime(std::vector<Fact>& facts) {
  std::sort(facts.begin(), facts.end(), [](const Fact& a, const Fact& b) {
    return a.day != b.day ? a.day < b.day : SaidBefore(a, b);
  });
}

class PlaceReader {
 public:
  // All facts of one day.
  void ReadDay(std::vector<PlaceFact>::const_iterator from,
               std::vector<PlaceFact>::const_iterator to) {
    const bool was_in = IsIn();
    for (Step step : {was_in ? Step::kLeft : Step::kEntered, was_in ? Step::kEntered : Step::kLeft,
                      Step::kServed}) {
      for (auto fact = from; fact != to; ++fact) {
        if (fact->step == step) Read(*fact, was_in);
      }
    }
  }

  PlaceHistory Take() { return std::move(history_); }

 private:
  bool IsIn() const { return !history_.stays.empty() && history_.stays.back().until == 0; }

  void Read(const PlaceFact& fact, bool was_in) {
    switch (fact.step) {
      case Step::kEntered:
        if (IsIn()) {
          history_.entered_again.push_back(fact);
        } else {
          history_.stays.push_back({fact.village, fact.day, 0, v1::EXIT_REASON_UNSPECIFIED});
        }
        return;
      case Step::kLeft:
        if (!IsIn()) {
          history_.left_unentered.push_back(fact);
        } else {
          history_.stays.back().until = fact.day;
          history_.stays.back().reason = fact.reason;
        }
        return;
      case Step::kServed: {
        const bool left_today = !history_.stays.empty() && history_.stays.back().until == fact.day;
        (was_in || IsIn() || left_today ? history_.served : history_.served_unentered)
            .push_back(fact);
        return;
      }
    }
  }

  PlaceHistory history_;
};

}  // namespace

PlaceHistory HistoryOf(std::vector<PlaceFact> facts) {
  SortByTime(facts);
  PlaceReader reader;
  for (auto from = facts.cbegin(); from != facts.cend();) {
    const auto to = std::find_if(from, facts.cend(),
                                 [&](const PlaceFact& fact) { return fact.day != from->day; });
    reader.ReadDay(from, to);
    from = to;
  }
  return reader.Take();
}

FollowedUp FollowedUpBy(std::uint32_t day, std::vector<FollowUpFact> facts) {
  SortByTime(facts);
  FollowedUp now;
  for (FollowUpFact& fact : facts) {
    if (fact.day > day) break;
    now.day = fact.day;
    now.village = fact.village;
    if (fact.grade != v1::GROUP_GRADE_UNSPECIFIED) now.grade = fact.grade;
    if (!fact.funding.empty()) now.funding = std::move(fact.funding);
    if (fact.members > 0) now.members = fact.members;
    if (fact.stage == v1::HOUSE_STAGE_UNSPECIFIED) continue;
    now.photos = fact.stage == now.stage ? now.photos + fact.photos : fact.photos;
    now.stage = fact.stage;
  }
  return now;
}

// A letter speaks once: what was said of it last, by the moment of saying.
std::vector<ProxyFact> StandingProxies(std::vector<ProxyFact> facts) {
  std::sort(facts.begin(), facts.end(), SaidBefore);
  std::map<std::string, ProxyFact> by_letter;
  for (ProxyFact& fact : facts) by_letter[Fold(fact.letter)] = std::move(fact);
  std::vector<ProxyFact> standing;
  for (auto& [letter, fact] : by_letter) standing.push_back(std::move(fact));
  std::sort(standing.begin(), standing.end(), [](const ProxyFact& a, const ProxyFact& b) {
    return std::tie(a.letter_date, a.id) < std::tie(b.letter_date, b.id);
  });
  return standing;
}

std::vector<Account> AccountsBy(std::uint32_t day, std::vector<AccountFact> facts) {
  SortByTime(facts);
  std::map<std::string, Account> by_provider;
  for (const AccountFact& fact : facts) {
    if (fact.day > day) break;
    Account& now = by_provider[Fold(fact.provider)];
    now.provider = fact.provider;
    if (!fact.number.empty()) now.number = fact.number;
    if (fact.state != v1::ACCOUNT_STATE_UNSPECIFIED) {
      now.state = fact.state;
      now.reason = fact.reason;
      now.state_day = fact.day;
    }
    if (fact.holder != v1::CARD_HOLDER_UNSPECIFIED) {
      now.holder = fact.holder;
      now.holder_name = fact.holder_name;
      now.holder_day = fact.day;
    }
  }
  std::vector<Account> accounts;
  for (auto& [provider, now] : by_provider) accounts.push_back(std::move(now));
  return accounts;
}

// Kept as it came; a type of a newer list waits for a program that knows in what it is counted.
void Merger::Tell(std::uint32_t index, const v1::Operation& operation) {
  const RegisterKey key = KeyTold(operation);
  const bool placed = !(key == RegisterKey());
  if (placed && RegisterLists::BuiltIn().TypeOf(key) == nullptr) {
    return Hold(index, operation, HeldBecause::kNewerVersion, RecordId(), 0);
  }
  const RecordId named = RecordId::FromRaw(RecordToldOf(operation)).value_or(RecordId());
  const RecordState* record = FindLive(named);
  if (record == nullptr) return Hold(index, operation, HeldBecause::kUnknownRecord, named, 0);
  if (HoldIfOutside(index, operation, record->id, record->village)) return;
  KeepReport(index, operation, named, record->village, DayTold(operation));
}

}  // namespace tilik::merge
