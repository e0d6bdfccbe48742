#include "tests/simulation/district.h"

#include <cstdio>

#include "tests/simulation/checks.h"
#include "tests/simulation/chronicle.h"
#include "tests/simulation/courier_work.h"
#include "tests/simulation/field_work.h"
#include "tests/simulation/line_work.h"
#include "tests/simulation/office_work.h"

namespace tilik::simulation {
namespace {

constexpr int kHealRounds = 3;
// A session that finds the district restored, or its token too old, ends; the next one does the
// work.
constexpr int kSessionsUntilDone = 3;
// Before compression; architecture.md allows 1 KB after it.
constexpr std::uint64_t kMostQuietCalls = 3;
constexpr std::uint64_t kMostQuietBytes = 1500;

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
      {Action::kSync, "sync a step", {5, 15, 25}},
      {Action::kSyncOn, "sync on", {2, 8, 15}},
      {Action::kSendBundle, "send a bundle", {0, 0, 3}},
      {Action::kParcel, "a parcel arrives", {3, 6}},
      {Action::kStopPhone, "stop a phone", {0, 1, 3}},
      {Action::kStopServer, "stop the server", {0, 0, 2}},
      {Action::kRegister, "register people", {0, 1, 4}},
      {Action::kHandOut, "hand out", {0, 3, 8}},
      {Action::kRetract, "retract", {0, 1, 3}},
      {Action::kJumpClock, "clock jumps", {0, 0, 2}},
      {Action::kCloneDevice, "clone a device", {0, 0, 0, 1}},
      {Action::kDamageSet, "damage a set", {0, 0, 1}},
      {Action::kLosePhone, "lose a phone", {0, 0, 0, 1}},
      {Action::kLookAtCase, "look at a case", {0, 3, 8}},
      {Action::kDecide, "decide", {0, 3, 8}},
      {Action::kCountersign, "countersign", {1, 3}},
      {Action::kLookAtDuplicates, "look at duplicates", {0, 2}},
      {Action::kMergeRecords, "merge records", {0, 2, 4}},
      {Action::kUnmergeRecords, "part records", {0, 1, 3}},
      {Action::kImport, "import", {0, 1, 2}},
      {Action::kDefineLines, "define a danom", {0, 1, 2}},
      {Action::kCloseLine, "close an entitlement", {0, 0, 1}},
      {Action::kReassign, "reassign", {0, 0, 1}},
      {Action::kConfirm, "confirm an enrolment", {0, 1, 3}},
      {Action::kRevoke, "revoke", {0, 0, 0, 1}},
      {Action::kCloseGap, "close a gap", {0, 1, 3}},
      {Action::kBackUp, "back up", {0, 2}},
      {Action::kRestore, "restore", {0, 0, 1}},
  };
  return kRates;
}

}  // namespace

const char* NameOf(Action action) { return Rates()[static_cast<std::size_t>(action)].name; }

const std::vector<std::string>& WorthSeeing() {
  static const std::vector<std::string> kWhat = {
      "a bundle came by courier",
      "a captive portal answered",
      "a case decided",
      "a clock jumped",
      "a decision came too late",
      "a device cloned",
      "a fact retracted directly",
      "a forked chain noticed by its phone",
      "a forward-dated set arrived",
      "a gap closed by the office",
      "a gap closed by what came late",
      "a household registered",
      "a late edit landed on a survivor",
      "a line served twice",
      "a merge taken back",
      "a newer value shown beside",
      "a page interrupted between records",
      "a parcel cut short",
      "a parcel damaged",
      "a parcel that comes twice",
      "a phone declared a set lost",
      "a phone fell into the river",
      "a phone met a new epoch",
      "a phone replaced whose work came later",
      "a phone's battery fell out",
      "a phone's disk was full or failed",
      "a pull under an open form",
      "a reply came by courier",
      "a request came twice",
      "a request that came late",
      "a retraction proposed",
      "a revoked phone wiped itself",
      "a save that was refused or cut off",
      "a second signature given",
      "a second signature refused",
      "a server restored from a backup",
      "a set was damaged on its phone",
      "an answer lost after commit",
      "an app killed",
      "an enrolment revoked",
      "an enrolment confirmed after a restore",
      "an entitlement closed by order",
      "an import changed a field",
      "disk full recovered",
      "held work decided",
      "more said under an open case",
      "one recipient was due twice",
      "saved, though the phone never said so",
      "the server restarted",
      "the server's disk failed",
      "the server's power went",
      "two records merged",
  };
  return kWhat;
}

double District::device_days() const {
  constexpr double kDayMs = 24.0 * 3600 * 1000;
  return static_cast<double>(world_.now.ms - kBegins.ms) / kDayMs *
         static_cast<double>(world_.phones.size());
}

District::District(const Story& story) : story_(story), world_(Codebooks::BuiltIn(), story.seed) {
  Found();
}

void District::Found() {
  const int phones = 1 + static_cast<int>(world_.chance.Below(world_.chance.Percent(3) ? 20 : 8));
  const int households = 1 + static_cast<int>(world_.chance.Below(6));
  DrawSwarm();
  world_.push_sets = world_.chance.OneOf<std::uint32_t>({0, 1, 3});
  world_.pull_bytes = world_.chance.OneOf<std::uint32_t>({0, 1, 600});
  FoundDistrict(world_, story_.phones > 0 ? story_.phones : phones,
                story_.households > 0 ? story_.households : households);
  world_.bad_line_percent = world_.chance.OneOf<unsigned>({0, 10, 40});
  world_.bad_disk_percent = world_.chance.OneOf<unsigned>({0, 0, 5, 25});
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
  const std::size_t index = world_.chance.Below(world_.phones.size());
  Phone& phone = *world_.phones[index];
  if (story_.aloud) {
    std::printf("tick %d: phone %zu: %s\n", tick_, index, NameOf(action));
  }
  switch (action) {
    case Action::kLookAtCase:
      return LookAtCase(world_);
    case Action::kDecide:
      return DecideByLook(world_);
    case Action::kCountersign:
      return Countersign(world_, /*may_refuse=*/true);
    case Action::kLookAtDuplicates:
      return LookAtDuplicates(world_);
    case Action::kMergeRecords:
      return MergeByLook(world_);
    case Action::kUnmergeRecords:
      return ProposeUnmerge(world_);
    case Action::kImport:
      if (world_.chance.Percent(40)) ReviseFile(world_);
      return ImportFile(world_, world_.chance.Percent(30) ? world_.first_file : world_.file);
    case Action::kDefineLines:
      return DefineLines(world_);
    case Action::kCloseLine:
      return CloseEntitlement(world_);
    case Action::kReassign:
      return Reassign(world_, phone);
    case Action::kConfirm:
      static_cast<void>(ConfirmOne(world_));
      return;
    case Action::kRevoke:
      return RevokeEnrolment(world_, phone);
    case Action::kCloseGap:
      return CloseAGap(world_);
    case Action::kBackUp:
      return BackUp(world_);
    case Action::kRestore:
      return Restore(world_);
    case Action::kParcel:
      ParcelArrives(world_);
      for (const auto& each : world_.phones) VerifyPhone(*each, NameOf(action));
      return;
    case Action::kStopServer:
      world_.See("the server restarted");
      return world_.office.Restart();
    default:
      if (!phone.on()) return;
      PerformInTheField(action, phone);
      VerifyPhone(phone, NameOf(action));
  }
}

void District::PerformInTheField(Action action, Phone& phone) {
  switch (action) {
    case Action::kOpenForm:
      return OpenForm(world_, phone);
    case Action::kType:
      return Type(world_, phone);
    case Action::kSaveForm:
      return SaveForm(world_, phone);
    case Action::kRedraw:
      return Redraw(world_, phone);
    case Action::kSync:
      return SyncStep(world_, phone);
    case Action::kSyncOn:
      for (std::uint64_t steps = 2 + world_.chance.Below(20); steps > 0 && phone.on(); --steps) {
        SyncStep(world_, phone);
      }
      return;
    case Action::kSendBundle:
      return SendBundle(world_, phone);
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
    case Action::kDamageSet:
      return DamageSet(world_, phone);
    case Action::kLosePhone:
      return LosePhone(world_, phone);
    case Action::kStopPhone:
      return StopPhone(world_, phone);
    default:
      TILIK_CHECK(false, "an action of the office");
  }
}

bool District::Verify(const std::string& after) {
  if (failure_) return false;
  if (world_.broken) Fail("nothing breaks", *world_.broken + " (after: " + after + ")");
  const std::size_t sets = world_.office.log().size();
  if (sets != verified_) {
    for (const Check& check : AlwaysTrue()) {
      if (failure_) return false;
      if (auto broken = check.broken(world_)) Fail(check.name, *broken + " (after: " + after + ")");
    }
    verified_ = sets;
  }
  return !failure_.has_value();
}

bool District::VerifyPhone(const Phone& phone, const std::string& after) {
  if (failure_) return false;
  if (auto hidden = OwnWorkIsHidden(world_, phone)) {
    Fail("a pull never hides own work", *hidden + " (after: " + after + ")");
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
  std::printf("%s%s", TellLog(world_).c_str(), TellHeld(world_).c_str());
  for (const auto& [id, record] : world_.model.records()) {
    std::printf("%s", Tell(world_, id).c_str());
  }
}

// Lines are good now and disks hold; everybody comes to the office, again and again, until nobody
// brings anything new.
void District::Heal() {
  world_.bad_line_percent = world_.bad_disk_percent = 0;
  while (!world_.parcels.empty() && !failure_) {
    ParcelArrives(world_);
    Verify("a last parcel");
  }
  for (int round = 0; round < kHealRounds && !failure_; ++round) {
    for (std::size_t i = 0; i < world_.phones.size() && !failure_; ++i) {
      world_.now.ms += 60'000;
      if (!world_.phones[i]->on()) continue;
      SaveForm(world_, *world_.phones[i]);
      if (round + 1 == kHealRounds) ClearDesk(*world_.phones[i]);
    }
    EverybodySyncs("healing");
  }
  SettleEverything();
  for (int round = 0; round < 2; ++round) EverybodySyncs("a last sync");
  for (std::size_t i = 0; i < world_.phones.size() && !failure_; ++i)
    SyncQuietly(*world_.phones[i]);
  for (const Check& check : TrueWhenHealed()) {
    if (failure_) return;
    if (auto broken = check.broken(world_)) Fail(check.name, *broken);
  }
}

void District::EverybodySyncs(const std::string& why) {
  for (std::size_t i = 0; i < world_.phones.size() && !failure_; ++i) {
    Phone& phone = *world_.phones[i];
    bool done = !phone.on();
    for (int tries = 0; tries < kSessionsUntilDone && !done; ++tries) {
      SyncWhole(world_, phone);
      done = !phone.on();
    }
    VerifyPhone(phone, why);
    Verify(why);
  }
}

// Nothing is new on either side. A chain that cannot go on is offered whole every time.
void District::SyncQuietly(Phone& phone) {
  if (!phone.on() || !phone.device().state().enrol_anew().empty()) return;
  world_.calls = world_.bytes = 0;
  SyncWhole(world_, phone);
  if (world_.calls > kMostQuietCalls || world_.bytes > kMostQuietBytes) {
    Fail("a quiet sync is small",
         std::to_string(world_.calls) + " calls, " + std::to_string(world_.bytes) + " bytes");
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
  for (const auto& [id, record] : world_.office.all().records) {
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
