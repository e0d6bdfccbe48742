// A simulated district: one seed, one thread, two phases. The production core of the phone and the
// production store, merge and sync service of the office work in it; disks, lines, clocks, chance
// and people are simulated.
//
// Chaos: each tick somebody does something, with the kinds of actions and their rates drawn from
// the seed (swarm testing: a seed without pulls, or with a restore every ten ticks, reaches states
// that an even mixture never does). After every change of the registry all of AlwaysTrue() must
// hold. Heal: everybody pushes and pulls until nothing is left; this must end, and then all of
// TrueWhenHealed() must hold too.
//
// To add an action: one value of Action, its name and one line in Perform().
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/world.h"

namespace tilik::simulation {

enum class Action : std::uint8_t {
  kOpenForm,
  kType,
  kSaveForm,
  kRedraw,
  kSync,    // the next question of a session
  kSyncOn,  // several, to its end perhaps
  kSendBundle,
  kParcel,     // what is on the road arrives
  kStopPhone,  // the app is killed, the battery falls out
  kStopServer,
  kRegister,  // a new household, family or person
  kHandOut,
  kRetract,
  kJumpClock,
  kCloneDevice,
  kDamageSet,
  kLosePhone,  // for good, or until it turns up; another is enrolled
  kLookAtCase,
  kDecide,
  kCountersign,
  kLookAtDuplicates,
  kMergeRecords,
  kUnmergeRecords,
  kImport,
  kDefineLines,
  kCloseLine,
  kReassign,
  kConfirm,
  kRevoke,
  kCloseGap,
  kBackUp,
  kRestore,
};
inline constexpr int kActions = static_cast<int>(Action::kRestore) + 1;

struct Story {
  std::uint64_t seed = 1;
  int ticks = 200;
  // 0: as the seed draws.
  int phones = 0;
  int households = 0;
  // Actions left out while a failing history is made smaller.
  std::uint64_t without = 0;
  bool aloud = false;
};

struct Failure {
  std::string check;
  std::string words;
  int tick = 0;
};

class District {
 public:
  explicit District(const Story& story);
  std::optional<Failure> Run();

  // A digest of all that happened: the same seed twice gives the same one.
  std::uint64_t trace() const { return trace_; }
  const std::map<std::string, std::uint64_t>& sightings() const { return world_.sightings; }
  std::uint64_t faults() const { return world_.faults; }
  // Of the district's clock, each phone by itself.
  double device_days() const;

 private:
  void Found();
  void DrawSwarm();
  void Perform(Action action);
  void PerformInTheField(Action action, Phone& phone);
  void Heal();
  void EverybodySyncs(const std::string& why);
  void SyncQuietly(Phone& phone);
  void SettleEverything();
  // After anything that may have changed the registry, or a phone.
  bool Verify(const std::string& after);
  bool VerifyPhone(const Phone& phone, const std::string& after);
  void Fail(const std::string& check, const std::string& words);
  void Mix(std::uint64_t value) { trace_ = (trace_ ^ value) * 0x100000001B3ull; }
  void MixRegistry();

  Story story_;
  World world_;
  std::vector<Action> bag_;  // every action as often as its rate
  int tick_ = 0;
  std::size_t verified_ = 0;  // sets that the log had when all was last found well
  std::optional<Failure> failure_;
  std::uint64_t trace_ = 0xCBF29CE484222325ull;
};

const char* NameOf(Action action);

// What a few hundred seeds must have seen, or they have tried too little.
const std::vector<std::string>& WorthSeeing();

}  // namespace tilik::simulation
