#include "tests/simulation/district.h"

#include <cstdio>

#include "tests/simulation/checks.h"
#include "tests/simulation/chronicle.h"
#include "tests/simulation/field_work.h"
#include "tests/simulation/office_work.h"

namespace tilik::simulation {
namespace {

constexpr int kHealRounds = 6;

struct Rate {
  Action action;
  const char* name;
  // Rates a seed may draw; 0 switches the action off for this seed.
  std::vector<int> rates;
};

const std::vector<Rate>& Rates() {
  static const std::vector<Rate> kRates = {
      {Action::kOpenForm, "open a form", {6, 12}},
      {Action::kType, "type", {10, 20}},
      {Action::kSaveForm, "save a form", {10, 20}},
      {Action::kRedraw, "redraw a form", {0, 3, 8}},
      {Action::kPull, "pull", {5, 15, 25}},
      {Action::kPush, "push", {5, 15, 25}},
      {Action::kRegister, "register people", {0, 1, 4}},
      {Action::kHandOut, "hand out", {0, 3, 8}},
      {Action::kRetract, "retract", {0, 1, 3}},
      {Action::kJumpClock, "clock jumps", {0, 0, 2}},
      {Action::kCloneDevice, "clone a device", {0, 0, 0, 1}},
      {Action::kLoseSet, "lose a set", {0, 0, 1}},
      {Action::kLookAtCase, "look at a case", {0, 3, 8}},
      {Action::kDecide, "decide", {0, 3, 8}},
      {Action::kLookAtDuplicates, "look at duplicates", {0, 0, 2}},
      {Action::kMergeRecords, "merge records", {0, 0, 2}},
      {Action::kImport, "import", {0, 1, 2}},
      {Action::kDefineLines, "define a danom", {0, 1, 2}},
      {Action::kCloseLine, "close an entitlement", {0, 0, 1}},
      {Action::kReassign, "reassign", {0, 0, 1}},
      {Action::kRevoke, "revoke", {0, 0, 0, 1}},
      {Action::kBackUp, "back up", {0, 2}},
      {Action::kRestore, "restore", {0, 0, 1}},
  };
  return kRates;
}

}  // namespace

const char* NameOf(Action action) { return Rates()[static_cast<std::size_t>(action)].name; }

District::District(const Story& story) : story_(story), world_(Codebooks::BuiltIn(), story.seed) {
  world_.office.mischief = story.mischief;
  Found();
}

void District::Found() {
  const int phones = 1 + static_cast<int>(world_.chance.Below(8));
  const int households = 1 + static_cast<int>(world_.chance.Below(6));
  DrawSwarm();
  FoundDistrict(world_, story_.phones > 0 ? story_.phones : phones,
                story_.households > 0 ? story_.households : households);
}

void District::DrawSwarm() {
  for (const Rate& rate : Rates()) {
    const int drawn = world_.chance.OneOf(rate.rates);
    if ((story_.without >> static_cast<unsigned>(rate.action) & 1u) != 0) continue;
    bag_.insert(bag_.end(), static_cast<std::size_t>(drawn), rate.action);
  }
}

std::optional<Failure> District::Run() {
  Verify("founding");
  for (tick_ = 1; tick_ <= story_.ticks && !failure_; ++tick_) {
    world_.now.ms += 1000 * static_cast<std::int64_t>(1 + world_.chance.Below(1200));
    const Action action = world_.chance.OneOf(bag_);
    Mix(static_cast<std::uint64_t>(action));
    Perform(action);
    Verify(NameOf(action));
  }
  if (!failure_) Heal();
  MixRegistry();
  return failure_;
}

void District::Perform(Action action) {
  const std::size_t phone = world_.chance.Below(world_.phones.size());
  if (story_.aloud) {
    std::printf("tick %d: phone %zu: %s\n", tick_, phone, NameOf(action));
  }
  switch (action) {
    case Action::kOpenForm:
      return OpenForm(world_, phone);
    case Action::kType:
      return Type(world_, phone);
    case Action::kSaveForm:
      return SaveForm(world_, phone);
    case Action::kRedraw:
      return Redraw(world_, phone);
    case Action::kPull:
      return Pull(world_, phone, world_.chance.Percent(70));
    case Action::kPush:
      return Push(world_, phone);
    case Action::kRegister:
      return Register(world_, phone);
    case Action::kHandOut:
      return HandOut(world_, phone);
    case Action::kRetract:
      return RetractFact(world_, phone);
    case Action::kJumpClock:
      return JumpClock(world_, phone);
    case Action::kCloneDevice:
      return CloneDevice(world_, phone);
    case Action::kLoseSet:
      return LoseSet(world_, phone);
    case Action::kLookAtCase:
      return LookAtCase(world_);
    case Action::kDecide:
      return DecideByLook(world_);
    case Action::kLookAtDuplicates:
      return LookAtDuplicates(world_);
    case Action::kMergeRecords:
      return MergeByLook(world_);
    case Action::kImport:
      if (world_.chance.Percent(40)) ReviseFile(world_);
      return ImportFile(world_, world_.chance.Percent(30) ? world_.first_file : world_.file);
    case Action::kDefineLines:
      return DefineLines(world_);
    case Action::kCloseLine:
      return CloseEntitlement(world_);
    case Action::kReassign:
      return Reassign(world_, phone);
    case Action::kRevoke:
      return RevokeEnrolment(world_, phone);
    case Action::kBackUp:
      return BackUp(world_);
    case Action::kRestore:
      return Restore(world_);
  }
}

bool District::Verify(const std::string& after) {
  if (failure_) return false;
  for (const Check& check : AlwaysTrue()) {
    if (failure_) return false;
    if (auto broken = check.broken(world_)) Fail(check.name, *broken + " (after: " + after + ")");
  }
  for (const Phone& phone : world_.phones) {
    if (auto hidden = OwnWorkIsHidden(world_.codebooks, phone)) {
      Fail("a pull never hides own work", *hidden + " (after: " + after + ")");
    }
  }
  return !failure_.has_value();
}

void District::Fail(const std::string& check, const std::string& words) {
  if (failure_) return;
  failure_ = Failure{check, words, tick_};
  if (!story_.aloud) return;
  for (const auto& [number, saved] : world_.model.in_custody()) {
    std::printf("%s", Tell(*saved).c_str());
  }
  std::printf("%s", TellHeld(world_).c_str());
  for (const auto& [id, record] : world_.model.records()) {
    std::printf("%s", Tell(world_, id).c_str());
  }
}

// Everybody comes to the office, again and again, until nobody brings anything new.
void District::Heal() {
  for (int round = 0; round < kHealRounds && !failure_; ++round) {
    for (std::size_t i = 0; i < world_.phones.size() && !failure_; ++i) {
      world_.now.ms += 60'000;
      SaveForm(world_, i);
      PushEverything(world_, i);
      Verify("healing push");
    }
    for (std::size_t i = 0; i < world_.phones.size(); ++i) Pull(world_, i, true);
    Verify("healing pull");
  }
  SettleEverything();
  for (std::size_t i = 0; i < world_.phones.size() && !failure_; ++i) {
    PushEverything(world_, i);
    Verify("last push");
  }
  for (std::size_t i = 0; i < world_.phones.size(); ++i) Pull(world_, i, true);
  for (const Check& check : TrueWhenHealed()) {
    if (auto broken = check.broken(world_)) Fail(check.name, *broken);
  }
}

void District::SettleEverything() {
  for (int i = 0; i < 400 && !failure_; ++i) {
    world_.now.ms += 1000;
    if (!SettleOne(world_)) return;
    Verify("settling a case");
  }
  Fail("cases can be settled", "after 400 decisions there is still an open case");
}

void District::MixRegistry() {
  std::map<RecordId, std::uint64_t> revisions;
  for (const auto& [id, record] : world_.office.registry().all().records) {
    revisions[id] = record.revision;
  }
  for (const auto& [id, revision] : revisions) {
    for (std::uint8_t byte : id.raw()) Mix(byte);
    Mix(revision);
  }
  Mix(world_.office.log().size());
  Mix(static_cast<std::uint64_t>(world_.now.ms));
}

}  // namespace tilik::simulation
