// The shape of campaigns, review, musdes, pengesahan and penetapan.
#include <gtest/gtest.h>

#include <functional>

#include "proto/contract/change_set.h"
#include "proto/contract/operation.h"

namespace tilik {
namespace {

constexpr std::uint64_t kVillage = 53'02'14'2001;
const std::string kRecord(16, 'r');
const std::string kHash(32, 'h');

using Change = std::function<void(v1::Operation&)>;

v1::ChangeSet With(const Change& make) {
  v1::ChangeSet set;
  set.set_salt(std::string(16, 's'));
  set.set_seq(1);
  make(*set.add_operations());
  return set;
}

void Musdes(v1::Operation& o) {
  o.mutable_musdes_result()->set_household(kRecord);
  o.mutable_musdes_result()->set_finding(v1::MUSDES_FINDING_PINDAH);
  o.mutable_musdes_result()->mutable_ground()->set_link(kHash);
}
void NotVerified(v1::Operation& o) {
  o.mutable_village_not_verified()->set_village(kVillage);
  o.mutable_village_not_verified()->set_campaign("verivali-2026-11");
  o.mutable_village_not_verified()->set_reason(v1::NOT_VERIFIED_REASON_AKSES_TERPUTUS);
}
void Campaign(v1::Operation& o) {
  v1::Campaign* campaign = o.mutable_define_campaign()->mutable_campaign();
  campaign->set_name("verivali-2026-11");
  campaign->set_period("2026-11");
  campaign->set_cut_off_day(17);
  campaign->add_villages(kVillage);
}
void Prelist(v1::Operation& o) {
  o.mutable_set_prelist()->set_campaign("verivali-2026-11");
  o.mutable_set_prelist()->set_village(kVillage);
  o.mutable_set_prelist()->add_households(kRecord);
}
void Return(v1::Operation& o) {
  o.mutable_return_visit()->mutable_visit()->set_link(kHash);
  o.mutable_return_visit()->add_comments()->set_text("ukur lagi");
}
void Draw(v1::Operation& o) {
  o.mutable_draw_sample()->set_campaign("verivali-2026-11");
  o.mutable_draw_sample()->set_village(kVillage);
  o.mutable_draw_sample()->set_seed(std::string(16, 's'));
}
void Ratify(v1::Operation& o) {
  v1::Ratify* ratify = o.mutable_ratify();
  ratify->set_name("2026-11");
  ratify->set_letter_number("470/12");
  ratify->set_signatory("Bupati");
  ratify->set_date(20261120);
  ratify->set_through(7);
  ratify->set_digest(kHash);
  ratify->set_signature(std::string(64, 'x'));
}
void Decree(v1::Operation& o) {
  v1::RecordDecree* decree = o.mutable_record_decree();
  decree->set_number("Kepmensos 262/HUK/2026");
  decree->set_date(20261201);
  decree->set_ratification("2026-11");
  decree->add_answers()->mutable_proposal()->set_link(kHash);
}

TEST(VerificationShape, PlainOperationsAreTaken) {
  for (const Change& make : {Change(Musdes), Change(NotVerified), Change(Campaign), Change(Prelist),
                             Change(Return), Change(Draw), Change(Ratify), Change(Decree)}) {
    const Status checked = CheckSet(With(make));
    EXPECT_TRUE(checked.ok()) << checked.message();
  }
}

TEST(VerificationShape, WhatCannotBeRightIsRefused) {
  const std::vector<std::pair<const char*, Change>> flaws = {
      {"no ground", [](auto& o) { Musdes(o), o.mutable_musdes_result()->clear_ground(); }},
      {"no finding", [](auto& o) { Musdes(o), o.mutable_musdes_result()->clear_finding(); }},
      {"no reason",
       [](auto& o) { NotVerified(o), o.mutable_village_not_verified()->clear_reason(); }},
      {"a week for a period",
       [](auto& o) {
         Campaign(o), o.mutable_define_campaign()->mutable_campaign()->set_period("2026-W47");
       }},
      {"day 32",
       [](auto& o) {
         Campaign(o), o.mutable_define_campaign()->mutable_campaign()->set_cut_off_day(32);
       }},
      {"half a household",
       [](auto& o) { Prelist(o), o.mutable_set_prelist()->set_households(0, "half"); }},
      {"returned without a word",
       [](auto& o) { Return(o), o.mutable_return_visit()->clear_comments(); }},
      {"an empty comment",
       [](auto& o) { Return(o), o.mutable_return_visit()->mutable_comments(0)->clear_text(); }},
      {"a chosen seed", [](auto& o) { Draw(o), o.mutable_draw_sample()->set_seed("mine"); }},
      {"no digest", [](auto& o) { Ratify(o), o.mutable_ratify()->clear_digest(); }},
      {"no letter", [](auto& o) { Ratify(o), o.mutable_ratify()->clear_letter_number(); }},
      {"an undated decree", [](auto& o) { Decree(o), o.mutable_record_decree()->clear_date(); }},
      {"an answer to nothing",
       [](auto& o) { Decree(o), o.mutable_record_decree()->mutable_answers(0)->clear_proposal(); }},
  };
  for (const auto& [name, make] : flaws) {
    EXPECT_EQ(CheckSet(With(make)).code(), Code::kInvalid) << name;
  }
}

TEST(VerificationShape, AReasonFromTheFutureIsHeldNotRefused) {
  const v1::ChangeSet set = With([](auto& o) {
    NotVerified(o);
    o.mutable_village_not_verified()->set_reason(static_cast<v1::NotVerifiedReason>(99));
  });
  EXPECT_EQ(CheckSet(set).code(), Code::kUnsupported);
}

}  // namespace
}  // namespace tilik
