// Packed rows: what is written is what is read, small, and never read beyond its bytes.
#include <gtest/gtest.h>

#include <random>

#include "sync-server/storage/record_codec.h"
#include "sync-server/storage/row_codec.h"
#include "tests/unit/contract/seeded_random.h"

namespace tilik::storage {
namespace {

merge::Origin SomeOrigin(SeededRandom& random) {
  merge::Origin origin;
  origin.chain = random.Make<ChainId>();
  origin.branch = static_cast<std::uint32_t>(random.Below(3));
  origin.seq = random.Below(100'000);
  origin.link = random.Make<Link>();
  origin.named = random.Make<RecordId>();
  origin.observed.ms = 1'764'000'000'000 - static_cast<std::int64_t>(random.Below(1'000'000'000));
  origin.account = random.Below(2) == 1;
  return origin;
}

merge::Stamp SomeStamp(SeededRandom& random) { return {random.Below(50), SomeOrigin(random)}; }

Answer SomeAnswer(SeededRandom& random) {
  Answer answer;
  answer.how = static_cast<How>(random.Below(6));
  switch (random.Below(5)) {
    case 0:
      answer.value = static_cast<Absent>(1 + random.Below(5));
      break;
    case 1:
      answer.value = Coded{static_cast<std::uint32_t>(random.Below(3)),
                           static_cast<std::uint32_t>(random.Below(21))};
      break;
    case 2:
      answer.value = static_cast<std::int64_t>(random.Below(1'000'000)) - 500'000;
      break;
    case 3:
      answer.value = random.Text(random.Below(30));
      break;
    default:
      answer.value = random.Make<RecordId>();
  }
  return answer;
}

Answers SomeAnswers(SeededRandom& random, std::uint64_t most) {
  Answers answers;
  for (std::uint64_t n = random.Below(most + 1); n > 0; --n) {
    answers[static_cast<Field>(1 + random.Below(300))] = SomeAnswer(random);
  }
  return answers;
}

merge::RecordState SomeRecord(SeededRandom& random) {
  merge::RecordState record;
  record.id = random.Make<RecordId>();
  record.epoch = 1 + random.Below(3);
  if (random.Below(3) == 0) record.epoch_marks = {{2, 17}, {3, 40}};
  record.status_reason = static_cast<v1::StatusReason>(random.Below(12));
  record.status_stamp = SomeStamp(random);
  for (std::uint64_t n = random.Below(40); n > 0; --n) {
    Slot slot = static_cast<Slot>(1 + random.Below(300));
    merge::SlotState& state = record.slots[slot];
    if (random.Below(3) == 0) {
      state.answers = SomeAnswers(random, 4);
    } else {
      state.answers = {{slot, SomeAnswer(random)}};
    }
    state.last = SomeStamp(random);
    if (random.Below(2) == 0) state.foreign = SomeStamp(random);
    if (random.Below(5) != 0) continue;
    state.taken =
        merge::TakenStamps{random.Make<RecordId>(), random.Below(9), SomeStamp(random), {}};
    if (random.Below(2) == 0) state.taken->foreign = SomeStamp(random);
  }
  record.slots[kFirstGroup + 3].answers = SomeAnswers(random, 3);
  if (random.Below(4) == 0) record.absorbed = {{random.Make<RecordId>(), 12, record.slots}};
  return record;
}

TEST(RecordCodec, AnyStateComesBackAsItWas) {
  SeededRandom random(1);
  for (int i = 0; i < 500; ++i) {
    merge::RecordState record = SomeRecord(random);
    std::string packed = PackState(record);
    merge::RecordState read;
    read.id = record.id;
    Status status = UnpackState(packed, read);
    ASSERT_TRUE(status.ok()) << status.message();
    ASSERT_TRUE(read == record);
  }
}

TEST(RecordCodec, NoCutAndNoFlippedByteIsReadBeyondItsBytes) {
  SeededRandom random(2);
  merge::RecordState record = SomeRecord(random);
  const std::string packed = PackState(record);
  for (std::size_t size = 0; size < packed.size(); ++size) {
    merge::RecordState read;
    read.id = record.id;
    std::string cut = packed.substr(0, size);
    cut.shrink_to_fit();
    EXPECT_EQ(UnpackState(cut, read).code(), Code::kCorrupt) << size;
  }
  for (std::size_t at = 0; at < packed.size(); ++at) {
    std::string flipped = packed;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random.Below(8)));
    merge::RecordState read;
    read.id = record.id;
    Status status = UnpackState(flipped, read);
    EXPECT_FALSE(status.ok() && read == record) << at;
  }
}

TEST(RecordCodec, ARowOfANewerTilikIsNamed) {
  merge::RecordState record;
  EXPECT_EQ(UnpackState("\x02", record).code(), Code::kUnsupported);
}

// A household after import and one visit by one officer: two origins over forty slots.
merge::RecordState Visited(int slots, SeededRandom& random) {
  merge::RecordState record;
  record.id = random.Make<RecordId>();
  merge::Stamp imported = SomeStamp(random);
  merge::Stamp visited = SomeStamp(random);
  imported.origin.named = visited.origin.named = record.id;
  record.status_stamp = imported;
  for (int i = 0; i < slots; ++i) {
    merge::SlotState& state = record.slots[static_cast<Slot>(100 + i)];
    state.answers[static_cast<Field>(100 + i)] = {Coded{1, static_cast<std::uint32_t>(i % 9)},
                                                  How::kSeen};
    state.last = visited;
    state.foreign = imported;
  }
  merge::SlotState& name = record.slots[field::kName];
  name.answers[field::kName] = {std::string("YULIANA TEFA"), How::kAsked};
  name.last = imported;
  return record;
}

TEST(RecordCodec, FortySlotsShareTheirOrigins) {
  SeededRandom random(3);
  std::size_t household = PackState(Visited(40, random)).size();
  std::size_t person = PackState(Visited(25, random)).size();
  std::printf(
      "[ measured ] household of 40 slots %zu bytes, person of 25 %zu, with 4.5 persons %zu\n",
      household, person, household + person * 9 / 2);
  EXPECT_LT(household, 440u);
  EXPECT_LT(person, 340u);
}

TEST(RowCodec, ACaseComesBackAsItWas) {
  SeededRandom random(4);
  merge::CaseFile file;
  file.key.kind = merge::CaseKind::kConflict;
  file.key.record = random.Make<RecordId>();
  file.key.slot = 42;
  file.key.line = random.Make<LineId>();
  file.key.fact = {random.Make<Link>(), 3};
  file.key.chain = random.Make<ChainId>();
  file.why = "dua nilai berbeda";
  file.settlement = "dipertahankan";
  for (int i = 0; i < 3; ++i) {
    merge::Proposal proposal;
    proposal.origin = SomeOrigin(random);
    proposal.operation = 7;
    proposal.base_revision = 12;
    proposal.answers = SomeAnswers(random, 4);
    proposal.status = v1::RECORD_STATUS_ASLEEP;
    proposal.reason = v1::STATUS_REASON_PINDAH;
    proposal.note = "kata tetangga";
    file.proposals.push_back(proposal);
  }
  merge::CaseFile read;
  ASSERT_TRUE(UnpackKey(PackKey(file.key), read.key).ok());
  ASSERT_TRUE(UnpackDossier(PackDossier(file), read).ok());
  EXPECT_TRUE(read == file);
}

TEST(RowCodec, HistoryCustodyRightsAndOutcomesComeBackAsTheyWere) {
  SeededRandom random(5);
  std::vector<merge::SlotChange> changes(2);
  changes[0] = {42, merge::SlotChange::Kind::kSuperseded, SomeAnswers(random, 3),
                SomeAnswers(random, 3)};
  changes[1] = {kFirstGroup, merge::SlotChange::Kind::kMerged, {}, SomeAnswers(random, 3)};
  std::vector<merge::SlotChange> changes_read;
  ASSERT_TRUE(UnpackChanges(PackChanges(changes), changes_read).ok());
  ASSERT_EQ(changes_read.size(), 2u);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(changes_read[i].slot, changes[i].slot);
    EXPECT_EQ(changes_read[i].kind, changes[i].kind);
    EXPECT_EQ(changes_read[i].before, changes[i].before);
    EXPECT_EQ(changes_read[i].after, changes[i].after);
  }

  merge::ChainState state;
  state.branches = {{0, 0, 1, 20, random.Make<Link>()}, {1, 0, 15, 17, random.Make<Link>()}};
  state.waiting = {{30, random.Make<Link>()}, {32, random.Make<Link>()}};
  state.waiting_previous = {{30, random.Make<Link>()}};
  state.holes = {{3, 4, false, "rusak"}, {9, 9, true, "HP hilang"}};
  merge::ChainState state_read;
  ASSERT_TRUE(UnpackCustody(PackCustody(state), state_read).ok());
  EXPECT_EQ(PackCustody(state_read), PackCustody(state));
  ASSERT_EQ(state_read.branches.size(), 2u);
  EXPECT_EQ(state_read.branches[1].contiguous_link, state.branches[1].contiguous_link);
  EXPECT_EQ(state_read.waiting, state.waiting);
  EXPECT_EQ(state_read.holes, state.holes);

  merge::SetContext context;
  context.ancestry = {{1, 20}, {0, 14}};
  context.assignment = {53'02'14'2001, 53'02'14'2003};
  context.quarantined = true;
  context.quarantine_case = 9;
  context.epoch = 3;
  context.oldest_epoch = 2;
  context.highest_receipted = 11;
  context.unreadable = {42, 43};
  context.zone_offset_minutes = -90;
  merge::SetContext context_read;
  ASSERT_TRUE(UnpackRights(PackRights(context), context_read).ok());
  EXPECT_EQ(context_read.ancestry, context.ancestry);
  EXPECT_EQ(context_read.assignment, context.assignment);
  EXPECT_EQ(context_read.unreadable, context.unreadable);
  EXPECT_EQ(context_read.zone_offset_minutes, -90);
  EXPECT_EQ(PackRights(context_read), PackRights(context));

  std::vector<v1::Outcome> outcomes(2);
  outcomes[0].set_seq(5);
  outcomes[0].set_kind(v1::OUTCOME_KIND_HELD);
  outcomes[0].set_case_number(8);
  outcomes[0].set_record(random.Make<RecordId>().str());
  outcomes[0].set_link(random.Make<Link>().str());
  outcomes[0].set_reason("menunggu keputusan");
  v1::FieldOutcome* fields = outcomes[0].add_fields();
  fields->add_fields(42);
  fields->add_fields(43);
  fields->set_kind(v1::OUTCOME_KIND_SUPERSEDED);
  outcomes[1] = outcomes[0];
  outcomes[1].set_operation(1);
  outcomes[1].clear_record();
  std::vector<v1::Outcome> outcomes_read;
  std::string packed = PackOutcomes(outcomes);
  ASSERT_TRUE(UnpackOutcomes(packed, outcomes_read).ok());
  ASSERT_EQ(outcomes_read.size(), 2u);
  EXPECT_EQ(outcomes_read[0].SerializeAsString(), outcomes[0].SerializeAsString());
  EXPECT_EQ(outcomes_read[1].SerializeAsString(), outcomes[1].SerializeAsString());
  for (std::size_t size = 0; size < packed.size(); ++size) {
    std::vector<v1::Outcome> cut;
    EXPECT_EQ(UnpackOutcomes(packed.substr(0, size), cut).code(), Code::kCorrupt);
  }
}

}  // namespace
}  // namespace tilik::storage
