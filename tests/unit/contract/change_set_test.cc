#include "proto/contract/change_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include "proto/contract/signing.h"
#include "tests/unit/contract/seeded_random.h"

namespace tilik {
namespace {

using ::testing::HasSubstr;

std::string Sequence(int first, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(first + i);
  return bytes;
}

std::string Blake2b(const std::string& bytes) {
  std::string digest(32, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                     0);
  return digest;
}

// A visit as an officer saves it. Fixed: its bytes are compared with those below.
v1::ChangeSet AnOfficersVisit() {
  v1::ChangeSet set;
  set.set_salt(Sequence(0xa0, 16));
  set.set_oldest_epoch(1);
  set.set_seq(7);
  set.set_highest_receipted(6);
  set.mutable_session()->set_epoch(1);
  set.mutable_session()->set_number(12);
  set.mutable_clock()->set_wall_ms(1'735'693'200'000);
  set.mutable_clock()->set_utc_offset_minutes(480);
  set.mutable_clock()->set_monotonic_ms(4'000'000);
  set.mutable_clock()->set_boot_id(Sequence(1, 8));
  set.mutable_clock()->set_offset_ms(-250);
  set.add_codebooks(1);
  set.mutable_place()->set_latitude_e7(-98'600'000);
  set.mutable_place()->set_longitude_e7(1'242'900'000);
  set.mutable_place()->set_accuracy_m(8);
  v1::ChangeFields* change = set.add_operations()->mutable_change_fields();
  change->set_record(Sequence(0x10, 16));
  change->set_base_revision(5);
  v1::ValueColumns* values = change->add_values();
  values->set_codebook(1);
  values->add_coded_fields(103);
  values->add_codes(6);
  values->add_number_fields(102);
  values->add_numbers(36);
  values->add_hows(v1::HOW_SEEN);
  v1::Visit* visit = set.add_operations()->mutable_visit();
  visit->set_household(Sequence(0x10, 16));
  visit->set_outcome(v1::VISIT_OUTCOME_SELESAI);
  visit->mutable_respondent()->set_name("Yosina Tefa");
  visit->mutable_respondent()->set_adult(true);
  v1::AttachmentRef* photo = set.add_attachments();
  photo->set_hash(Sequence(0x40, 32));
  photo->set_size(150'000);
  photo->set_kind(v1::PHOTO_KIND_RUMAH);
  return set;
}

TEST(Golden, HashesAreBlake2b256) {
  EXPECT_EQ(ToHex(HashOf("tilik").raw()),
            "e3479913f307ae2a12d53a543e22292ec478181f9eea50decbf52eb2ec92229f");
}

// Computed apart from this code (Python's hashlib.blake2b over the concatenation of protocol.md
// §2). A phone has signed such bytes: if these tests fail, the code is wrong, never the test.
TEST(Golden, LinksAreTheBytesOfTheProtocol) {
  EXPECT_EQ(ToHex(LinkOf(*ChainId::FromRaw(Sequence(0, 16)), 0x0102030405060708,
                         *Link::FromRaw(Sequence(0x20, 32)), HashOf("tilik"))
                      .raw()),
            "3dfcd0db1dc54d664afbf1ff82c25d13e4ac6961ec48b2c970eeee979845165a");
  EXPECT_EQ(ToHex(LinkOf(*ChainId::FromRaw(Sequence(0, 16)), 1, Link(), HashOf("")).raw()),
            "f83c1094ced0fa6ab612492ee2dbbe9530ae951967c1e5a2965bcbaa07a2e511");
}

TEST(Golden, BodiesAreTheseBytes) {
  SealedSet sealed = Seal(ChainId(), Link(), AnOfficersVisit());
  EXPECT_EQ(ToHex(sealed.body),
            "0a10a0a1a2a3a4a5a6a7a8a9aaabacadaeaf1001180720062a040801100c321c0880aa83f6836510c007"
            "188092f4012208010203040506070828f3033a0101420d08ff90845e10c098a9a10918084a2912270a10"
            "101112131415161718191a1b1c1d1e1f10052a1108011201671a01062201662a01486201014a271a250a"
            "10101112131415161718191a1b1c1d1e1f10011a0f120b596f73696e612054656661200152280a204041"
            "42434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f10f093091801");
}

TEST(Seal, LinksByPlainConcatenation) {
  SeededRandom random(1);
  ChainId chain = random.Make<ChainId>();
  Link previous = random.Make<Link>();

  SealedSet sealed = Seal(chain, previous, AnOfficersVisit());

  EXPECT_EQ(sealed.seq, 7u);
  EXPECT_EQ(sealed.previous, previous);
  std::string seq = std::string(7, '\0') + '\7';
  EXPECT_EQ(sealed.link.raw(), Blake2b(std::string("tilik/changeset/1") + '\0' + chain.str() + seq +
                                       previous.str() + Blake2b(sealed.body)));
}

TEST(Seal, EveryPartOfItsPlaceIsInTheLink) {
  SeededRandom random(2);
  ChainId chain = random.Make<ChainId>();
  Link previous = random.Make<Link>();
  ContentHash body = random.Make<ContentHash>();
  Link link = LinkOf(chain, 9, previous, body);

  EXPECT_NE(LinkOf(random.Make<ChainId>(), 9, previous, body), link) << "another officer's chain";
  EXPECT_NE(LinkOf(chain, 10, previous, body), link) << "moved within the chain";
  EXPECT_NE(LinkOf(chain, 9, random.Make<Link>(), body), link) << "a set removed before it";
  EXPECT_NE(LinkOf(chain, 9, previous, random.Make<ContentHash>()), link) << "an edited body";
}

TEST(Chain, OneSignedHeadProvesEverySetBehindIt) {
  SeededRandom random(3);
  SigningKey officer = SigningKey::Make(random);
  ChainId chain = random.Make<ChainId>();
  std::vector<SealedSet> sets;
  for (std::uint64_t seq = 1; seq <= 20; ++seq) {
    v1::ChangeSet set = AnOfficersVisit();
    set.set_seq(seq);
    sets.push_back(Seal(chain, sets.empty() ? Link() : sets.back().link, set));
  }
  Signature head = officer.SignLink(sets.back().link);

  auto head_holds = [&](const std::vector<SealedSet>& offered) {
    Link link;
    for (const SealedSet& set : offered) link = LinkOf(chain, set.seq, link, HashOf(set.body));
    return VerifyLink(officer.public_key(), link, head);
  };

  EXPECT_TRUE(head_holds(sets));
  for (std::size_t i = 0; i < sets.size(); ++i) {
    std::vector<SealedSet> edited = sets;
    edited[i].body.back() ^= 1;
    EXPECT_FALSE(head_holds(edited)) << "set " << i << " edited";

    std::vector<SealedSet> cut = sets;
    cut.erase(cut.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(head_holds(cut)) << "set " << i << " removed";

    std::vector<SealedSet> doubled = sets;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), sets[i]);
    EXPECT_FALSE(head_holds(doubled)) << "set " << i << " inserted twice";
  }
  std::swap(sets[4], sets[5]);
  EXPECT_FALSE(head_holds(sets)) << "two sets exchanged";
}

TEST(OpenBody, GivesBackWhatWasSealed) {
  SealedSet sealed = Seal(ChainId(), Link(), AnOfficersVisit());
  Result<v1::ChangeSet> opened = OpenBody(sealed.body);
  ASSERT_TRUE(opened.ok()) << opened.status().message();
  EXPECT_EQ(opened->SerializeAsString(), sealed.body);
  EXPECT_EQ(opened->operations(1).visit().respondent().name(), "Yosina Tefa");
}

TEST(OpenBody, NeverTakesACutBodyForTheWhole) {
  const std::string body = Seal(ChainId(), Link(), AnOfficersVisit()).body;
  for (std::size_t size = 0; size < body.size(); ++size) {
    Result<v1::ChangeSet> opened = OpenBody(std::string_view(body).substr(0, size));
    if (opened.ok()) {
      // Cut between two fields it is a smaller message; its link tells.
      EXPECT_LT(opened->ByteSizeLong(), body.size());
      EXPECT_NE(HashOf(std::string_view(body).substr(0, size)), HashOf(body));
    }
  }
}

TEST(OpenBody, SurvivesAnyFlippedByte) {
  const std::string body = Seal(ChainId(), Link(), AnOfficersVisit()).body;
  SeededRandom random(4);
  for (int i = 0; i < 20'000; ++i) {
    std::string damaged = body;
    for (std::uint64_t n = 1 + random.Below(4); n > 0; --n) {
      damaged[random.Below(damaged.size())] = static_cast<char>(random.Below(256));
    }
    Result<v1::ChangeSet> opened = OpenBody(damaged);
    if (!opened.ok()) {
      EXPECT_TRUE(opened.status().code() == Code::kInvalid ||
                  opened.status().code() == Code::kUnsupported);
    }
  }
}

TEST(OpenBody, RefusesWhatIsTooLargeBeforeReadingIt) {
  v1::ChangeSet set = AnOfficersVisit();
  v1::Visit* visit = set.mutable_operations(1)->mutable_visit();
  visit->set_note(std::string(kMaxBodyBytes - set.ByteSizeLong() - 8, 'x'));
  while (set.ByteSizeLong() < kMaxBodyBytes) visit->mutable_note()->push_back('x');
  ASSERT_EQ(set.ByteSizeLong(), kMaxBodyBytes);
  EXPECT_TRUE(OpenBody(set.SerializeAsString()).ok());

  visit->mutable_note()->push_back('x');
  Status status = OpenBody(set.SerializeAsString()).status();
  EXPECT_EQ(status.code(), Code::kInvalid);
  EXPECT_THAT(status.message(), HasSubstr("262145 bytes"));
}

TEST(OpenBody, RefusesNestingWithoutEnd) {
  // Groups of an unknown field, each inside the last: a few bytes that would recurse for ever.
  std::string nested(100'000, '\x7b');
  EXPECT_EQ(OpenBody(nested).status().code(), Code::kInvalid);
  EXPECT_EQ(OpenBody(nested + std::string(100'000, '\x7c')).status().code(), Code::kInvalid);
}

TEST(OpenBody, RefusesWhatIsNoMessage) {
  EXPECT_EQ(OpenBody("").status().code(), Code::kInvalid) << "an empty set has no salt";
  EXPECT_EQ(OpenBody("{\"seq\": 1}").status().code(), Code::kInvalid);
  EXPECT_EQ(OpenBody(std::string(1, '\0')).status().code(), Code::kInvalid);
}

}  // namespace
}  // namespace tilik
