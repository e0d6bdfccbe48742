// What supervisors are told of, as data: every signal with its words, every number with its reason.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/contract/signal_rules.h"
#include "tests/unit/codebooks/built_in.h"

namespace tilik {
namespace {

using ::testing::HasSubstr;

TEST(SignalRules, BuiltInAreWhole) {
  const v1::SignalRules& rules = Books().signals();
  EXPECT_GE(rules.version(), 1u);
  EXPECT_EQ(rules.signals_size(), v1::Signal_ARRAYSIZE - 1);
  EXPECT_TRUE(CheckSignalRules(rules).ok());
  EXPECT_THAT(rules.far_from_house_m().why().id(), HasSubstr("Rumah tidak berpindah"));
}

TEST(SignalRules, WithoutAFileThereAreNone) {
  EXPECT_TRUE(CheckSignalRules(v1::SignalRules()).ok());
}

TEST(SignalRules, ANumberWithoutAReasonBreaksTheBuild) {
  v1::SignalRules rules = Books().signals();
  rules.mutable_most_a_minute()->mutable_why()->clear_en();
  EXPECT_THAT(CheckSignalRules(rules).message(), HasSubstr("most_a_minute"));
  rules = Books().signals();
  rules.mutable_far_from_house_m()->set_value(0);
  EXPECT_THAT(CheckSignalRules(rules).message(), HasSubstr("far_from_house_m is 0"));
}

TEST(SignalRules, ASignalHasWordsOfItsOwn) {
  v1::SignalRules rules = Books().signals();
  rules.mutable_signals()->RemoveLast();
  EXPECT_EQ(CheckSignalRules(rules).code(), Code::kInvalid);
  rules = Books().signals();
  rules.mutable_signals(1)->set_name(rules.signals(0).name());
  EXPECT_THAT(CheckSignalRules(rules).message(), HasSubstr("stands there twice"));
  v1::CodebookSet set = Codebooks::BuiltInData();
  set.mutable_signals()->mutable_signals(0)->clear_label();
  EXPECT_EQ(Codebooks::Build(std::move(set)).status().code(), Code::kInvalid);
}

}  // namespace
}  // namespace tilik
