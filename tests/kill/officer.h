// One officer of the rig: a phone with a line of its own, worked by a thread of its own, whose
// processes are killed again and again.
//
// Everything that can be decided is drawn from the officer's own chance: what is done, to which
// household, under which weather, and when it is killed: at some part of the time that the same
// command took when it was left alone, at a request, or as soon as it says anything. What the
// machine makes of that is not repeatable.
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "tests/kill/deed.h"
#include "tests/kill/lots.h"
#include "tests/kill/tally.h"
#include "tests/scenario/district.h"
#include "tests/simulation/chance.h"

namespace tilik::kill {

class Officer {
 public:
  struct Post {
    std::uint64_t seed = 1;  // drawn: two that differ by one make the same draws, one apart
    int number = 0;
    std::string name;
    std::string village;
    std::vector<std::string> households;
  };
  // Enrolled, though killed at it, and synced once. `server_kills` are drawn by the office's own
  // commands that this officer asks for.
  Officer(scenario::District& district, Post post, Lots& client_kills, Lots& server_kills,
          Tally& tally);

  // One thing after another until `over`.
  void Work(const std::atomic<bool>& over);
  // An honest line and nobody killed: syncs until nothing waits, and reads the receipts.
  void GoHome();

  const Post& post() const { return post_; }
  const std::vector<Deed>& deeds() const { return deeds_; }
  const std::string& enrolment() const { return enrolment_; }
  // Link → arrival number, as the phone's receipts say.
  const std::map<std::string, std::uint64_t>& arrivals() const { return arrivals_; }
  scenario::Phone& phone() { return phone_; }
  scenario::Line& line() { return line_; }

 private:
  void Visit();
  void MeetSomebodyNew();
  void HandOver();
  void TakePhoto();
  void Sync();
  // By card: export, the office takes it and replies, and the reply is taken.
  void Entrust();

  // Runs a command, or kills it on the way. `doing` is what it is counted as.
  scenario::Ending Run(const scenario::Command& command, const std::string& doing, Lots& kills,
                       unsigned percent, const std::string& side);
  void Enrol();
  void WaitUntilAsked(scenario::Process& process);
  // A form, or a photo, that becomes one set; its deed is kept with what was said of it.
  void Save(Deed deed, const scenario::Phone::Words& words, const std::string& form);
  std::string NextMark();
  const std::string& SomeHousehold();
  std::filesystem::path FileCalled(const std::string& name) const;

  scenario::District& district_;
  Post post_;
  Lots& client_kills_;
  Lots& server_kills_;
  Lots none_{0};
  Tally& tally_;
  simulation::Chance chance_;
  scenario::Line line_;
  scenario::Phone phone_;
  std::string enrolment_;
  std::vector<Deed> deeds_;
  std::map<std::string, std::uint64_t> arrivals_;
  std::map<std::string, double> undisturbed_s_;  // by what is done, as it took last
  int counted_ = 0;
};

}  // namespace tilik::kill
