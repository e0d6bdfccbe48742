// Messages that no phone of ours sends: forged, torn, too large, or from next year's version.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/scenario/bare_phone.h"
#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";

class OnTheWire : public testing::Test {
 protected:
  std::vector<std::string> KeptForTheAuditor() const {
    std::vector<std::string> kept;
    if (!std::filesystem::exists(district.data() / "rejected")) return kept;
    for (const auto& entry : std::filesystem::directory_iterator(district.data() / "rejected")) {
      std::ifstream file(entry.path(), std::ios::binary);
      kept.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return kept;
  }

  District district{{NahakFamily(), TaekFamily()}};
  BarePhone phone{district.server(), district.Invite("Dorkas Selan", kBenlutu)};
};

TEST_F(OnTheWire, AWrongSignatureIsNoCustodyButEvidence) {
  phone.Write({FloorArea(district.Show(kNahak), 42)});
  v1::PushRequest forged = phone.PushFrom(1);
  forged.mutable_head_signature()->at(7) ^= 1;
  const auto refused = phone.Push(forged);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.status().code(), Code::kDenied);
  EXPECT_THAT(refused.status().message(), HasSubstr("signature"));
  EXPECT_THAT(KeptForTheAuditor(), ElementsAre(forged.SerializeAsString()));

  const auto taken = phone.Push(phone.PushFrom(1));
  ASSERT_TRUE(taken.ok()) << taken.status().message();
  EXPECT_EQ(taken->receipts_size(), 1);
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "42");
  district.Verify();
}

TEST_F(OnTheWire, AnAlteredBodyFitsNoSignature) {
  phone.Write({FloorArea(district.Show(kNahak), 42)});
  v1::PushRequest altered = phone.PushFrom(1);
  altered.mutable_bodies(0)->back() ^= 1;
  EXPECT_EQ(phone.Push(altered).status().code(), Code::kDenied);
  EXPECT_THAT(KeptForTheAuditor(), SizeIs(1));
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "36");
}

TEST_F(OnTheWire, ATruncatedEnvelopeIsRefusedAtEveryByteAndTheWholeOneTaken) {
  phone.Write({FloorArea(district.Show(kNahak), 42)});
  const std::string whole = phone.PushFrom(1).SerializeAsString();
  for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 60) {
    const auto answer = phone.Call("Push", whole.substr(0, size));
    ASSERT_FALSE(answer.ok()) << size;
    EXPECT_TRUE(answer.status().code() == Code::kInvalid || answer.status().code() == Code::kDenied)
        << size << ": " << answer.status().message();
  }
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "36");
  EXPECT_TRUE(phone.Call("Push", whole).ok());
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "42");
}

TEST_F(OnTheWire, AnOversizedMessageIsRefusedAndTheServerGoesOn) {
  v1::PushRequest huge;
  huge.set_first_seq(1);
  std::string noise(7 * 1024 * 1024, '\0');
  SodiumRandom().Fill(noise.data(), noise.size());  // so that it does not pack
  huge.add_bodies(noise);
  const auto answer = phone.Call("Push", huge.SerializeAsString());
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.status().code(), Code::kInvalid) << answer.status().message();

  // Small on the wire, large unpacked.
  huge.set_bodies(0, std::string(64 * 1024 * 1024, 'a'));
  EXPECT_EQ(phone.Call("Push", huge.SerializeAsString()).status().code(), Code::kInvalid);

  phone.Write({FloorArea(district.Show(kNahak), 42)});
  EXPECT_TRUE(phone.Push(phone.PushFrom(1)).ok());
}

TEST_F(OnTheWire, AnOperationFromANewerVersionIsTakenAndHeldAndTheChainGoesOn) {
  // Field 99 of Operation, as somebody will have defined it by then.
  v1::Operation from_next_year;
  ASSERT_TRUE(from_next_year.ParseFromString(std::string("\x9a\x06\x03") + "new"));
  phone.Write({FloorArea(district.Show(kNahak), 42)});
  phone.Write({from_next_year});
  phone.Write({FloorArea(district.Show(kNahak), 43)});
  const auto pushed = phone.Push(phone.PushFrom(1));
  ASSERT_TRUE(pushed.ok()) << pushed.status().message();
  ASSERT_EQ(pushed->receipts_size(), 3) << "custody first, meaning later";

  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "43");
  const auto inbox = phone.PullInbox();
  ASSERT_TRUE(inbox.ok()) << inbox.status().message();
  bool held = false;
  for (const v1::Outcome& outcome : inbox->inbox().outcomes()) {
    if (outcome.seq() == 2) held = outcome.kind() == v1::OUTCOME_KIND_HELD;
  }
  EXPECT_TRUE(held);
  EXPECT_THAT(district.Verify().gaps(), IsEmpty());
}

TEST_F(OnTheWire, ASetThatNeverArrivedHoldsBackThoseBehindIt) {
  phone.Write({FloorArea(district.Show(kNahak), 42)});
  phone.Write({FloorArea(district.Show(kNahak), 43)});
  const auto second = phone.Push(phone.PushFrom(2));
  ASSERT_TRUE(second.ok()) << second.status().message();
  EXPECT_EQ(second->receipts_size(), 1) << "it is in custody";
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "36");
  EXPECT_THAT(district.Verify().gaps(), SizeIs(1));

  ASSERT_TRUE(phone.Push(phone.PushFrom(1)).ok());
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "43");
  EXPECT_THAT(district.Verify().gaps(), IsEmpty());
}

}  // namespace
}  // namespace tilik::scenario
