// Two phones with one key: which of a chain's words replace which, when its branches are released
// (protocol.md §3.2, §4.1, §4.5).
#include <gtest/gtest.h>

#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {
namespace {

constexpr Field kHead = field::kHeadName;

class Forks : public ::testing::Test {
 protected:
  Forks() {
    registry.Receive(office, {CreateHousehold(home, {{kHead, std::string("Yosef Nahak")}})}, 0);
    registry.Receive(dominggus, {Edit(home, 1, {{kHead, std::string("Yoseph Nahak")}})}, 1);
  }

  std::vector<std::string> Proposed() const {
    std::vector<std::string> names;
    for (const Proposal& proposal : registry.OpenCases().at(0)->proposals) {
      names.push_back(std::get<std::string>(proposal.answers.at(kHead).value));
    }
    return names;
  }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand yuliana = RegistryInMemory::Officer(1);
  Hand dominggus = RegistryInMemory::Officer(2);
  RecordId home = Id(10);
};

TEST_F(Forks, ABranchTakesBackWhatWasSaidBeforeItForkedOff) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("Yosep")}})}, 5);
  Hand clone = RegistryInMemory::CloneOf(yuliana);
  ASSERT_EQ(Proposed(), std::vector<std::string>{"Yosep"});
  registry.Receive(clone, {Edit(home, 2, {{kHead, std::string("Yoseph Nahak")}})}, 6);
  EXPECT_TRUE(registry.OpenCases().empty());
}

TEST_F(Forks, ABranchReplacesWhatWasSaidBeforeItForkedOff) {
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("Yosep")}})}, 5);
  Hand clone = RegistryInMemory::CloneOf(yuliana);
  registry.Receive(clone, {Edit(home, 1, {{kHead, std::string("Usep")}})}, 6);
  EXPECT_EQ(Proposed(), std::vector<std::string>{"Usep"});
}

TEST_F(Forks, OneBranchNeverSpeaksForTheOther) {
  Hand clone = RegistryInMemory::CloneOf(yuliana);
  registry.Receive(yuliana, {Edit(home, 1, {{kHead, std::string("Yosep")}})}, 5);
  registry.Receive(clone, {Edit(home, 1, {{kHead, std::string("Usep")}})}, 6);
  EXPECT_EQ(Proposed(), (std::vector<std::string>{"Yosep", "Usep"}));
  registry.Receive(clone, {Edit(home, 2, {{kHead, std::string("Yoseph Nahak")}})}, 7);
  EXPECT_EQ(Proposed(), std::vector<std::string>{"Yosep"});
}

TEST_F(Forks, WhatTheOtherBranchMakesIsWaitedForOnce) {
  Hand clone = RegistryInMemory::CloneOf(yuliana);
  const RecordId made = Id(30);
  registry.ReceiveAs(yuliana, 1, {Edit(made, 1, {{kHead, std::string("Markus")}})}, 5,
                     /*quarantined=*/true);
  registry.ReceiveAs(clone, 1, {CreateHousehold(made, {})}, 6, /*quarantined=*/true);
  registry.Receive(office, {Decision(*registry.OpenCases().at(0), 0, v1::CHOICE_RELEASE)}, 9);
  EXPECT_EQ(registry.ValueOf(made, kHead), Value(std::string("Markus")));
  EXPECT_TRUE(registry.state.held.empty()) << "what was applied may not be released again";
}

}  // namespace
}  // namespace tilik::merge
