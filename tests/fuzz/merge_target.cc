// Any history of change sets, right, wrong, doubled, forked, with gaps, damaged before they were
// signed: taken in as a server takes them, and then looked at.
//
//   - custody takes all that is signed, and what it takes again changes nothing;
//   - each operation has one outcome as a whole;
//   - entitled = delivered + undelivered + closed + open on each line, nothing below zero;
//   - cases that are open are found by what they are about, records that were merged lead
//   somewhere;
//   - what a store would load now is what the merge believes there is.
#include <algorithm>
#include <map>

#include "sync-server/merge/ledger.h"
#include "tests/fuzz/damage.h"
#include "tests/fuzz/district_scene.h"
#include "tests/fuzz/message_target.h"

namespace tilik::fuzz {
namespace {

constexpr int kMaxSteps = 24;
constexpr int kMaxSetsInPush = 4;
constexpr int kMaxOperationsInSet = 16;
constexpr std::uint32_t kMaxSkipped = 3;
constexpr std::int64_t kMinute = 60'000;

struct Push {
  std::size_t hand = 0;
  v1::PushRequest request;
};

v1::ChangeSet Trimmed(v1::ChangeSet set) {
  while (set.operations_size() > kMaxOperationsInSet) set.mutable_operations()->RemoveLast();
  return set;
}

// In the order in which they arrive.
std::vector<Push> PushesOf(const History& history, std::vector<Hand>& hands, Names& names) {
  std::vector<Push> pushes, late;
  for (int i = 0; i < std::min(history.steps_size(), kMaxSteps); ++i) {
    const Step& step = history.steps(i);
    if (step.sets_size() == 0) continue;
    Push push;
    push.hand = step.hand() % hands.size();
    Hand& hand = hands[push.hand];
    std::vector<SealedSet> sets;
    for (int k = 0; k < std::min(step.sets_size(), kMaxSetsInPush); ++k) {
      v1::ChangeSet set = Trimmed(step.sets(k));
      names.Resolve(&set);
      const bool first = k == 0;
      sets.push_back(hand.Make(std::move(set), first ? step.back() : 0,
                               first ? step.skipped() % (kMaxSkipped + 1) : 0));
      if (k + 1 == step.sets_size() && step.damage_size() > 0) {
        SealedSet& last = sets.back();
        last.body = Damaged(last.body, step.damage());
        last.link = LinkOf(hand.chain, last.seq, last.previous, HashOf(last.body));
        hand.made.back().second = last.link;
      }
      names.links.push_back(sets.back().link);
    }
    push.request = PushOf(hand, sets);
    (step.late() ? late : pushes).push_back(std::move(push));
  }
  std::move(late.begin(), late.end(), std::back_inserter(pushes));
  return pushes;
}

template <typename T>
T Must(Result<T> result) {
  TILIK_CHECK(result.ok(), result.status().message());
  return *std::move(result);
}

// Whether sets of other chains may be merged behind this one, for which they waited.
bool LetsOthersGoOn(const v1::ChangeSet& set) {
  return std::any_of(set.operations().begin(), set.operations().end(), [](const auto& operation) {
    return operation.has_close_gap() || operation.has_confirm_enrolment();
  });
}

// Of the set merged last, when it was merged as it came.
void CheckOutcomes(const merge::Delta& delta, const Link& link, const v1::ChangeSet& set) {
  std::map<std::uint32_t, int> whole;
  for (const merge::OutcomeRow& row : delta.outcomes) {
    if (row.outcome.link() != link.raw()) continue;
    TILIK_CHECK(row.outcome.operation() < static_cast<std::uint32_t>(set.operations_size()),
                "an outcome is of an operation");
    if (row.outcome.kind() != v1::OUTCOME_KIND_UNSPECIFIED) ++whole[row.outcome.operation()];
  }
  for (int i = 0; i < set.operations_size(); ++i) {
    TILIK_CHECK(whole[static_cast<std::uint32_t>(i)] >= 1, "each operation has an outcome");
  }
}

void CheckLine(const merge::LineState& line) {
  const merge::Tally tally = merge::TallyOf(line);
  TILIK_CHECK(tally.entitled == tally.delivered + tally.undelivered + tally.closed + tally.open,
              "entitled = delivered + undelivered + closed + open");
  TILIK_CHECK(tally.delivered >= 0 && tally.undelivered >= 0 && tally.closed >= 0 &&
                  tally.open >= 0 && tally.excess >= 0 && tally.deducted >= 0,
              "nothing is less than nothing");
  std::int64_t counted = 0;
  for (const std::int64_t one : merge::CountedOf(line)) {
    TILIK_CHECK(one >= 0, "a handover counts for something or nothing");
    counted += one;
  }
  TILIK_CHECK(counted <= tally.entitled, "no more counts than was due");
}

void CheckRecord(const merge::WorkingSet& loaded, const merge::RecordState& record) {
  for (const auto& [slot, state] : record.slots) {
    TILIK_CHECK(state.last.revision <= record.revision, "a stamp is not of the future");
    TILIK_CHECK(!state.foreign || state.foreign->revision <= record.revision,
                "a stamp is not of the future");
  }
  RecordId at = record.id;
  for (std::size_t steps = 0; steps <= loaded.records.size(); ++steps) {
    const auto found = loaded.records.find(at);
    if (found == loaded.records.end() || found->second.redirected_to.none()) return;
    at = found->second.redirected_to;
  }
  TILIK_CHECK(false, "redirects end somewhere");
}

void CheckState(const merge::WorkingSet& loaded) {
  for (const auto& [id, line] : loaded.lines) CheckLine(line);
  for (const auto& [id, record] : loaded.records) CheckRecord(loaded, record);
  for (const auto& [key, number] : loaded.open_cases) {
    const auto file = loaded.cases.find(number);
    TILIK_CHECK(file != loaded.cases.end() && file->second.open && file->second.key == key,
                "an open case is found by what it is about");
  }
  for (const auto& [number, file] : loaded.cases) {
    TILIK_CHECK(number < loaded.next_case_number && file.number == number, "cases are numbered");
  }
}

// As another Ingest of this Writer would see it.
void CheckStored(storage::Writer& writer, const merge::WorkingSet& loaded) {
  merge::Keys keys;
  for (const auto& [id, record] : loaded.records) keys.records.insert(id);
  for (const auto& [id, line] : loaded.lines) keys.lines.insert(id);
  for (const auto& [number, file] : loaded.cases) keys.cases.insert(number);
  merge::WorkingSet stored;
  const Status status = writer.Load(keys, stored);
  TILIK_CHECK(status.ok(), status.message());
  for (const auto& [id, record] : loaded.records) {
    const auto found = stored.records.find(id);
    TILIK_CHECK(found != stored.records.end() && found->second == record,
                "a record is stored as it stands");
  }
  for (const auto& [id, line] : loaded.lines) {
    const auto found = stored.lines.find(id);
    if (found == stored.lines.end()) {
      TILIK_CHECK(line == merge::LineState{.id = line.id}, "a line with anything on it is stored");
      continue;
    }
    TILIK_CHECK(found->second == line, "a line is stored as it stands");
  }
  for (const auto& [number, file] : loaded.cases) {
    const auto found = stored.cases.find(number);
    TILIK_CHECK(found != stored.cases.end() && found->second == file,
                "a case is stored as it stands");
  }
}

// Whether all of the chain is on one branch without gaps, so that what came was merged at once.
bool IsPlain(storage::Writer& writer, const ChainId& chain) {
  const auto row = Must(writer.LoadChain(chain));
  return row->state.waiting.empty() && !row->state.forked();
}

void TakeHistory(const History& history) {
  DistrictScene& scene = SceneInMemory();
  std::vector<Hand> hands = scene.hands();
  Names names = scene.names();
  const std::vector<Push> pushes = PushesOf(history, hands, names);
  if (pushes.empty()) return;
  auto writer = Must(scene.store().BeginWrite());
  sync::Ingest ingest(Codebooks::BuiltIn(), scene.store().district(), *writer);
  Instant now = kNow;
  // Of those in the scene.
  std::uint64_t arrivals = scene.names().links.size();
  for (const Push& push : pushes) {
    const Hand& hand = hands[push.hand];
    v1::PushRequest request = push.request;
    auto prepared = sync::PreparePush(hand.chain, hand.key->public_key(), request);
    if (!prepared.ok()) continue;
    request = push.request;
    const bool plain = IsPlain(*writer, hand.chain);
    const Link link = prepared->sets.back().link;
    const bool readable = prepared->bodies.back().ok();
    const v1::ChangeSet last = readable ? *prepared->bodies.back() : v1::ChangeSet();
    now.ms += kMinute;
    const auto receipts = Must(ingest.Take(*std::move(prepared), now));
    const bool is_new = receipts.back().arrival > arrivals;
    for (const ReceiptFacts& receipt : receipts) arrivals = std::max(arrivals, receipt.arrival);
    if (readable && plain && is_new && IsPlain(*writer, hand.chain) && !LetsOthersGoOn(last)) {
      CheckOutcomes(ingest.newest(), link, last);
    }
    prepared = sync::PreparePush(hand.chain, hand.key->public_key(), request);
    const auto again = Must(ingest.Take(*std::move(prepared), now));
    TILIK_CHECK(again.size() == receipts.size(), "each set has a receipt");
    for (std::size_t i = 0; i < again.size(); ++i) {
      TILIK_CHECK(again[i].arrival == receipts[i].arrival && again[i].link == receipts[i].link,
                  "the same set has the same receipt");
    }
  }
  CheckState(ingest.loaded());
  CheckStored(*writer, ingest.loaded());
}

}  // namespace
}  // namespace tilik::fuzz

TILIK_FUZZ_MESSAGE(History, tilik::fuzz::TakeHistory)
