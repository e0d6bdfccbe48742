// What the facts of register.proto come to: who is in which register since when, how a group or a
// house fares, which proxies and accounts stand (domain.md §3.4, §3.5).
//
// Nothing of it is accumulated. The merge keeps the facts as they came; these functions make of
// them, whenever somebody asks, what is so: pure, and the same whatever the order of arrival. Given
// facts are those that were not withdrawn, so a withdrawal needs no undoing here.
//
// A place in a register belongs to (record, list, type). Its facts are read day by day. On a day at
// whose beginning the record is in, exits come before entries, otherwise entries before exits; of
// two alike the one observed earlier comes first; a hand's own come in the order of its chain.
// An entry of who is in already and an exit of who is not in change nothing, and are told apart: a
// count that does not close says why (domain.md §2.8: registers rolled forward by subtraction).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "proto/contract/register_lists.h"
#include "sync-server/merge/registry_state.h"
#include "tilik/v1/register.pb.h"

namespace tilik::merge {

// What every one of these facts has. `day` is the one stated, else that of the observation in the
// district's zone; `village` where the record was when the fact came.
struct ToldFact {
  FactId id;
  ChainId chain;
  std::uint64_t seq = 0;
  Instant observed;
  RecordId record;  // as named
  std::uint64_t village = 0;
  std::uint32_t day = 0;
};

enum class Step : std::uint8_t { kEntered = 1, kServed, kLeft };

struct PlaceFact : ToldFact {
  v1::RecordKind kind = v1::RECORD_KIND_UNSPECIFIED;
  RegisterKey key;
  Step step = Step::kEntered;
  v1::ExitReason reason = v1::EXIT_REASON_UNSPECIFIED;
};

// From an entry to an exit. In the register on every day from `from` to the one before `until`.
struct Stay {
  std::uint64_t village = 0;  // where it was entered, whoever moves since
  std::uint32_t from = 0;
  std::uint32_t until = 0;  // 0: still in
  v1::ExitReason reason = v1::EXIT_REASON_UNSPECIFIED;

  // At the end of that day.
  bool StandsOn(std::uint32_t day) const { return from <= day && (until == 0 || until > day); }
  friend bool operator==(const Stay&, const Stay&) = default;
};

// All of one place, oldest first. What stands alone is as it was told.
struct PlaceHistory {
  std::vector<Stay> stays;
  std::vector<PlaceFact> entered_again;  // while in
  std::vector<PlaceFact> left_unentered;
  std::vector<PlaceFact> served;  // on a day of a stay, its last day included
  std::vector<PlaceFact> served_unentered;
};

// `facts` are of one place, in any order.
PlaceHistory HistoryOf(std::vector<PlaceFact> facts);

struct FollowUpFact : ToldFact {
  v1::GroupGrade grade = v1::GROUP_GRADE_UNSPECIFIED;
  v1::HouseStage stage = v1::HOUSE_STAGE_UNSPECIFIED;
  std::string funding;
  std::uint32_t members = 0;  // 0: not said
  std::uint32_t photos = 0;
};

// What the follow-ups of one record up to and with `day` come to: of each thing the newest word.
struct FollowedUp {
  v1::GroupGrade grade = v1::GROUP_GRADE_UNSPECIFIED;
  v1::HouseStage stage = v1::HOUSE_STAGE_UNSPECIFIED;
  std::string funding;
  std::uint32_t members = 0;
  std::uint32_t photos = 0;  // of that stage
  std::uint32_t day = 0;     // of the newest follow-up
  std::uint64_t village = 0;
};
FollowedUp FollowedUpBy(std::uint32_t day, std::vector<FollowUpFact> facts);

struct ProxyFact : ToldFact {
  RecordId proxy;  // none: only a name
  std::string name;
  std::string relation;
  std::string letter;
  std::uint32_t letter_date = 0;
  std::uint32_t valid_from = 0;
  std::uint32_t valid_until = 0;  // 0: open
  std::string programme;          // empty: all

  bool Covers(std::uint32_t on, const std::string& of) const {
    return valid_from <= on && (valid_until == 0 || on <= valid_until) &&
           (programme.empty() || programme == of);
  }
};

// Of one record: the newest word on each letter, by the letter's date.
std::vector<ProxyFact> StandingProxies(std::vector<ProxyFact> facts);

struct AccountFact : ToldFact {
  std::string provider;
  std::string number;
  v1::AccountState state = v1::ACCOUNT_STATE_UNSPECIFIED;
  std::string reason;
  v1::CardHolder holder = v1::CARD_HOLDER_UNSPECIFIED;
  std::string holder_name;
};

// An account at one provider and its card as they now are; state and holder are said apart.
struct Account {
  std::string provider;
  std::string number;
  v1::AccountState state = v1::ACCOUNT_STATE_UNSPECIFIED;
  std::string reason;  // of that state
  std::uint32_t state_day = 0;
  v1::CardHolder holder = v1::CARD_HOLDER_UNSPECIFIED;
  std::string holder_name;
  std::uint32_t holder_day = 0;
};

// Of one record, as of `day`, by provider (letters and case do not tell two apart).
std::vector<Account> AccountsBy(std::uint32_t day, std::vector<AccountFact> facts);

}  // namespace tilik::merge
