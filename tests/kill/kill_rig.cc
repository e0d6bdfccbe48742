// kill_rig [--kills N] [--seed N] [--devices N]: officers at work over a bad line, and their
// processes and the server's killed N times in all; then everything is reckoned up.
//
// Of five kills two are the server's: a client process lives for a tenth of a second and is killed
// at any part of it, a server for about half a second, so that each is met in all it does. Prints
// what it did and every difference; exit code 1 when there was one.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <random>
#include <thread>

#include "tests/kill/officer.h"
#include "tests/kill/power_cuts.h"
#include "tests/kill/reckoning.h"

namespace tilik::kill {
namespace {

using std::chrono::steady_clock;

constexpr int kHouseholdsEach = 10;
constexpr std::chrono::seconds kBetweenWords{15};

struct Wish {
  int kills = 500;
  int devices = 8;
  std::uint64_t seed = std::random_device()();
  bool understood = true;
};

Wish Understand(int count, char** words) {
  Wish wish;
  for (int i = 1; i < count && wish.understood; i += 2) {
    const char* next = i + 1 < count ? words[i + 1] : "";
    const std::uint64_t number = std::strtoull(next, nullptr, 10);
    wish.understood = number > 0;
    if (std::strcmp(words[i], "--kills") == 0) {
      wish.kills = static_cast<int>(number);
    } else if (std::strcmp(words[i], "--devices") == 0) {
      wish.devices = static_cast<int>(number);
    } else if (std::strcmp(words[i], "--seed") == 0) {
      wish.seed = number;
    } else {
      wish.understood = false;
    }
  }
  return wish;
}

// Two officers a village, so that they write over each other.
std::string VillageOf(int officer) {
  static const std::vector<std::string> kVillages = {scenario::kBenlutu, scenario::kBoentuka,
                                                     scenario::kHane, "53.02.01.1001"};
  return kVillages[static_cast<std::size_t>(officer) / 2 % kVillages.size()];
}

std::vector<scenario::ListedHousehold> ListedIn(int officers) {
  std::vector<scenario::ListedHousehold> listed;
  for (int i = 0; i < officers && i < 8; i += 2) {
    for (auto& household : scenario::FamiliesOf(VillageOf(i), kHouseholdsEach)) {
      listed.push_back(std::move(household));
    }
  }
  return listed;
}

class Rig {
 public:
  explicit Rig(const Wish& wish)
      : wish_(wish),
        chance_(wish.seed),
        client_kills_(wish.kills - wish.kills * 2 / 5),
        server_kills_(wish.kills * 2 / 5),
        district_(ListedIn(wish.devices)) {
    beside_from_ = district_.Verify().change_sets() + 1;
    district_.KeepSecondLog();
    std::string danom;
    for (const auto& household : ListedIn(wish.devices)) {
      danom += "rastra,2026-01," + household.key + ",1000,kg,R-" + household.key + "\n";
    }
    district_.ImportDanom(danom);
    for (int number = 0; number < wish.devices; ++number) {
      Officer::Post post;
      post.seed = chance_.Next();
      post.number = number;
      post.name = "Petugas " + std::to_string(number);
      post.village = VillageOf(number);
      for (int n = 0; n < kHouseholdsEach; ++n) {
        post.households.push_back(scenario::KeyOf(post.village, n));
      }
      officers_.emplace_back(district_, post, client_kills_, server_kills_, tally_);
    }
  }

  void Storm() {
    std::vector<std::thread> working = All([this](Officer& officer) { officer.Work(over_); });
    PowerCuts cuts(district_, officers_, server_kills_, tally_, chance_.Next());
    while (client_kills_.left() + server_kills_.left() > 0) {
      if (!cuts.Cut()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
      SaySomething();
    }
    over_ = true;
    for (std::thread& one : working) one.join();
  }

  void Reckon() {
    for (int round = 0; round < 2; ++round) {  // the second brings what the others sent
      for (std::thread& one : All([](Officer& officer) { officer.GoHome(); })) one.join();
    }
    const Registry registry = ReadRegistry(district_, officers_);
    for (std::thread& one :
         All([&registry](Officer& officer) { ExpectPhoneShows(registry, officer); })) {
      one.join();
    }
    const v1::VerifyReport verified = district_.Verify();
    EXPECT_EQ(verified.gaps_size(), 0);
    EXPECT_EQ(scenario::Unexplained(district_.Recap("rastra")), 0) << "kilograms";
    district_.Close();
    ExpectLogIsWhatWasDone(district_, officers_, beside_from_, tally_);
  }

  void SaySum() const {
    for (const auto& [what, times] : tally_.all()) {
      std::printf("%8llu × %s\n", static_cast<unsigned long long>(times), what.c_str());
    }
  }

  int killed() const { return wish_.kills - client_kills_.left() - server_kills_.left(); }

 private:
  // A thread for each officer.
  std::vector<std::thread> All(const std::function<void(Officer&)>& work) {
    std::vector<std::thread> threads;
    for (Officer& officer : officers_) threads.emplace_back(work, std::ref(officer));
    return threads;
  }

  void SaySomething() {
    if (steady_clock::now() < next_word_) return;
    next_word_ = steady_clock::now() + kBetweenWords;
    std::printf("%d of %d killed; %llu visits saved, %llu syncs done\n", killed(), wish_.kills,
                static_cast<unsigned long long>(tally_.Of("saved: visit")),
                static_cast<unsigned long long>(tally_.Of("sync: done")));
    std::fflush(stdout);
  }

  const Wish wish_;
  simulation::Chance chance_;
  Lots client_kills_;
  Lots server_kills_;
  Tally tally_;
  scenario::District district_;
  std::uint64_t beside_from_ = 0;  // the first arrival in the second log
  std::list<Officer> officers_;
  std::atomic<bool> over_{false};
  steady_clock::time_point next_word_ = steady_clock::now() + kBetweenWords;
};

}  // namespace
}  // namespace tilik::kill

int main(int count, char** words) {
  const tilik::kill::Wish wish = tilik::kill::Understand(count, words);
  if (!wish.understood) {
    std::fprintf(stderr, "usage: kill_rig [--kills N] [--seed N] [--devices N]\n");
    return 2;
  }
  int arguments = 1;
  testing::InitGoogleTest(&arguments, words);
  std::printf("tools/kill --kills %d --seed %llu --devices %d\n", wish.kills,
              static_cast<unsigned long long>(wish.seed), wish.devices);
  std::fflush(stdout);
  const auto began = std::chrono::steady_clock::now();
  tilik::kill::Rig rig(wish);
  rig.Storm();
  rig.Reckon();
  rig.SaySum();
  const bool failed = testing::UnitTest::GetInstance()->ad_hoc_test_result().Failed();
  std::printf("%d killed in %.0f s, %s\n", rig.killed(),
              std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(),
              failed ? "NOT all is well" : "nothing lost, nothing twice");
  return failed ? 1 : 0;
}
