#include "proto/contract/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "proto/contract/bundle_reader.h"
#include "proto/contract/change_set.h"
#include "tests/unit/contract/seeded_random.h"

namespace tilik {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

v1::BundleFrame SetFrame(SeededRandom& random, std::uint64_t seq, std::size_t body_bytes) {
  v1::BundleFrame frame;
  v1::CarriedSet* set = frame.mutable_set();
  set->set_enrolment(random.Make<ChainId>().str());
  set->set_seq(seq);
  set->set_previous_link(random.Make<Link>().str());
  set->set_signature(random.Make<Signature>().str());
  set->set_body(random.Text(body_bytes));
  return frame;
}

v1::BundleFrame PieceFrame(SeededRandom& random, const ContentHash& hash, std::uint64_t offset) {
  v1::BundleFrame frame;
  v1::PhotoPiece* piece = frame.mutable_piece();
  piece->set_hash(hash.str());
  piece->set_size(3 * kPhotoPieceBytes);
  piece->set_offset(offset);
  std::string bytes(200, '\0');  // shorter than a real one, so that every byte of it can be hurt
  random.Fill(bytes.data(), bytes.size());
  piece->set_bytes(bytes);
  return frame;
}

v1::BundleFrame RequestFrame(SeededRandom& random) {
  v1::BundleFrame frame;
  frame.mutable_request()->set_enrolment(random.Make<ChainId>().str());
  frame.mutable_request()->set_said(random.Text(80));
  return frame;
}

// What a file says when read to its end.
struct Reading {
  std::vector<OpenedFrame> frames;
  std::vector<ByteRange> damage;
  std::vector<MissingFrame> missing;
  std::uint64_t for_others = 0;

  std::vector<std::uint64_t> Seqs() const {
    std::vector<std::uint64_t> seqs;
    for (const OpenedFrame& frame : frames) {
      if (frame.frame.has_set()) seqs.push_back(frame.frame.set().seq());
    }
    return seqs;
  }
};

Reading ReadAs(const SealSecret& receiver, std::string_view file) {
  BundleReader reader(receiver, [&](std::uint64_t offset, std::size_t size) {
    if (offset > file.size()) offset = file.size();
    return Result<std::string>(std::string(file.substr(offset, size)));
  });
  Reading reading;
  while (true) {
    auto frame = reader.Next();
    EXPECT_TRUE(frame.ok());
    if (!frame.ok() || !*frame) break;
    reading.frames.push_back(**std::move(frame));
  }
  reading.damage = reader.Damage();
  reading.missing = reader.Missing();
  reading.for_others = reader.frames_for_others();
  return reading;
}

class Bundle : public testing::Test {
 protected:
  static constexpr std::uint64_t kSets = 5;

  // A request, five sets, three pieces of a photo, the request again, the index: eleven frames.
  // `starts` learns where each begins.
  std::string Written(std::uint64_t max_bytes = 0, std::vector<std::uint64_t>* starts = nullptr) {
    return WrittenTo(office.public_key(), max_bytes, starts);
  }

  std::string WrittenTo(const SealKey& receiver, std::uint64_t max_bytes,
                        std::vector<std::uint64_t>* starts) {
    std::string file;
    auto writer = BundleWriter::Begin(receiver, random, max_bytes, [&](std::string_view frame) {
      if (starts != nullptr) starts->push_back(file.size());
      file += frame;
      return Status();
    });
    EXPECT_TRUE(writer.ok());
    EXPECT_TRUE(writer->AddTwice(RequestFrame(random)).ok());
    bool room = true;
    for (std::uint64_t seq = 1; seq <= kSets && room; ++seq) {
      room = *writer->Add(SetFrame(random, seq, 60 + 20 * seq));
    }
    const auto photo = random.Make<ContentHash>();
    for (std::uint64_t piece = 0; piece < 3 && room; ++piece) {
      room = *writer->Add(PieceFrame(random, photo, piece * kPhotoPieceBytes));
    }
    EXPECT_TRUE(writer->Finish().ok());
    EXPECT_EQ(writer->bytes(), file.size());
    return file;
  }

  SeededRandom random{2026};
  SealSecret office = SealSecret::Make(random);
};

TEST_F(Bundle, ComesOutAsItWentInAndIsWhole) {
  const Reading reading = ReadAs(office, Written());
  ASSERT_THAT(reading.frames, SizeIs(11));
  EXPECT_TRUE(reading.frames.front().frame.has_request());
  EXPECT_THAT(reading.Seqs(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_TRUE(reading.frames.back().frame.has_index());
  EXPECT_THAT(reading.damage, IsEmpty());
  EXPECT_THAT(reading.missing, IsEmpty());
  EXPECT_EQ(reading.for_others, 0u);
}

TEST_F(Bundle, SealsASetForFewerThan80BytesBeyondItsProof) {
  std::vector<std::uint64_t> starts;
  Written(0, &starts);
  // Letters pack, the proof does not; set 1 has 80 letters.
  const std::uint64_t proof = 16 + 32 + 64;
  EXPECT_LE(starts[2] - starts[1], 80 + proof + 80);
  EXPECT_EQ(kFrameCost, 59u);
}

TEST_F(Bundle, TellsACarrierNothingButSizes) {
  const SealSecret carrier = SealSecret::Make(random);
  const Reading reading = ReadAs(carrier, Written());
  EXPECT_THAT(reading.frames, IsEmpty());
  EXPECT_EQ(reading.for_others, 11u);
  EXPECT_THAT(reading.damage, IsEmpty());
}

TEST_F(Bundle, IsSealedToAnEnrolmentByItsSigningKey) {
  const SigningKey key = SigningKey::Make(random);
  const SealSecret secret = SealSecret::Of(key);
  ASSERT_TRUE(SealKeyOf(key.public_key()).has_value());
  EXPECT_EQ(*SealKeyOf(key.public_key()), secret.public_key());
}

TEST_F(Bundle, CutAnywhereGivesEveryFrameBeforeTheCut) {
  std::vector<std::uint64_t> starts;
  const std::string file = Written(0, &starts);
  for (std::size_t size = 0; size < file.size(); ++size) {
    const Reading reading = ReadAs(office, std::string_view(file).substr(0, size));
    const auto whole = static_cast<std::size_t>(std::count_if(
        starts.begin() + 1, starts.end(), [&](std::uint64_t start) { return start <= size; }));
    ASSERT_THAT(reading.frames, SizeIs(whole)) << size;
    if (whole > 0) {
      ASSERT_FALSE(reading.missing.empty()) << "the end is missing, and it says so";
      EXPECT_EQ(reading.missing.back().index, whole);
    }
    if (size > (whole == 0 ? 0 : starts[whole])) {
      EXPECT_THAT(reading.damage, ElementsAre(ByteRange{starts[whole], size}));
    }
  }
}

TEST_F(Bundle, OneBrokenByteCostsOneFrameWhereverItLies) {
  std::vector<std::uint64_t> starts;
  const std::string file = Written(0, &starts);
  for (std::size_t at = 0; at < file.size(); ++at) {
    std::string broken = file;
    broken[at] = static_cast<char>(broken[at] ^ (1 << random.Below(8)));
    const auto frame = static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), at) -
                                                starts.begin() - 1);
    const std::uint64_t end = frame + 1 < starts.size() ? starts[frame + 1] : file.size();
    const Reading reading = ReadAs(office, broken);
    ASSERT_THAT(reading.frames, SizeIs(10)) << at;
    ASSERT_THAT(reading.damage, ElementsAre(ByteRange{starts[frame], end})) << at;
    ASSERT_THAT(reading.missing, SizeIs(1)) << at;
    EXPECT_EQ(reading.missing[0].index, frame);
    if (frame >= 1 && frame <= kSets) {
      EXPECT_EQ(reading.missing[0].what.first_seq(), frame);
    }
    if (frame > kSets && frame <= kSets + 3) {
      EXPECT_EQ(reading.missing[0].what.piece().offset(), (frame - kSets - 1) * kPhotoPieceBytes);
    }
  }
}

TEST_F(Bundle, ManyWoundsCostNoMoreThanTheFramesTheyTouch) {
  std::vector<std::uint64_t> starts;
  const std::string file = Written(0, &starts);
  for (int round = 0; round < 300; ++round) {
    std::string broken = file;
    std::set<std::size_t> touched;
    for (std::uint64_t wounds = 1 + random.Below(4); wounds > 0; --wounds) {
      const std::size_t at = random.Below(file.size());
      const std::size_t length = std::min<std::size_t>(1 + random.Below(90), file.size() - at);
      for (std::size_t i = at; i < at + length; ++i) {
        broken[i] = static_cast<char>(~file[i]);
        touched.insert(static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), i) -
                                                starts.begin() - 1));
      }
    }
    EXPECT_THAT(ReadAs(office, broken).frames, SizeIs(11 - touched.size())) << round;
  }
}

TEST_F(Bundle, MissingOrStrayBytesShiftNothing) {
  std::vector<std::uint64_t> starts;
  const std::string file = Written(0, &starts);
  for (int round = 0; round < 200; ++round) {
    std::string broken = file;
    const std::size_t at = random.Below(file.size());
    if (round % 2 == 0) {
      broken.erase(at, 1 + random.Below(20));
    } else {
      broken.insert(at, round % 4 == 1 ? std::string(kFrameMagic) : random.Text(20));
    }
    EXPECT_GE(ReadAs(office, broken).frames.size(), 9u) << round << " at " << at;
  }
}

TEST_F(Bundle, FramesInAnyOrderAndDoubledAreEachReadOnce) {
  std::vector<std::uint64_t> starts;
  const std::string file = Written(0, &starts);
  std::vector<std::string> frames;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::uint64_t end = i + 1 < starts.size() ? starts[i + 1] : file.size();
    frames.push_back(file.substr(starts[i], end - starts[i]));
    if (i % 3 == 0) frames.push_back(frames.back());
  }
  std::mt19937_64 shuffle(7);
  std::shuffle(frames.begin(), frames.end(), shuffle);
  std::string mixed;
  for (const std::string& frame : frames) mixed += frame;
  const Reading reading = ReadAs(office, mixed);
  EXPECT_THAT(reading.frames, SizeIs(11));
  EXPECT_THAT(reading.damage, IsEmpty());
  EXPECT_THAT(reading.missing, IsEmpty());
}

TEST_F(Bundle, JoinedBundlesAreAllRead) {
  const SealSecret other = SealSecret::Make(random);
  const std::string first = Written();
  const std::string second = Written();
  const std::string foreign = WrittenTo(other.public_key(), 0, nullptr);
  const Reading reading = ReadAs(office, first + foreign + second);
  EXPECT_THAT(reading.frames, SizeIs(22));
  EXPECT_EQ(reading.for_others, 11u);
  EXPECT_THAT(reading.damage, IsEmpty());
}

TEST_F(Bundle, KeepsWithinItsBound) {
  const std::string whole = Written();
  for (std::uint64_t most = 500; most < whole.size() + 200; most += 37) {
    const std::string file = Written(most);
    EXPECT_LE(file.size(), std::max<std::uint64_t>(most, 600));
    const Reading reading = ReadAs(office, file);
    EXPECT_THAT(reading.missing, IsEmpty());
    EXPECT_TRUE(reading.frames.back().frame.has_index());
  }
}

TEST_F(Bundle, AForgedHeaderOpensNothing) {
  std::vector<std::uint64_t> starts;
  const std::string file = Written(0, &starts);
  std::string renumbered = file;
  renumbered[starts[2] + 9] = 40;  // another index: another nonce, and bound to the seal
  EXPECT_THAT(ReadAs(office, renumbered).frames, SizeIs(10));
}

TEST_F(Bundle, NoiseAndLiesEndInBoundedTime) {
  std::string noise(3'000'000, '\0');
  random.Fill(noise.data(), noise.size());
  EXPECT_THAT(ReadAs(office, noise).frames, IsEmpty());
  // Headers on headers, each with a length as great as it goes and a bundle id of its own.
  std::string lies;
  while (lies.size() < 2'000'000) {
    FrameHeader header;
    header.length = 1'000'000;
    header.bundle = random.Make<BundleId>();
    lies += header.Bytes();
  }
  const Reading reading = ReadAs(office, lies);
  EXPECT_THAT(reading.frames, IsEmpty());
  EXPECT_THAT(reading.damage, ElementsAre(ByteRange{0, lies.size()}));
}

TEST(SealKeys, ThatNobodyHasAreRefused) {
  SeededRandom random(1);
  EXPECT_FALSE(
      BundleWriter::Begin(SealKey(), random, 0, [](std::string_view) { return Status(); }).ok());
}

}  // namespace
}  // namespace tilik
