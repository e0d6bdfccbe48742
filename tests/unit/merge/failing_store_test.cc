// A merge asks the store in several rounds. Whichever of them fails, the set fails with it and is
// merged as if for the first time when the disk is well again.
#include "tests/unit/merge/signals_scene.h"

namespace tilik::merge {
namespace {

using testing::SizeIs;

class FailingStore : public SignalScene {
 protected:
  // Lets the store fail at the first question, the second …, until one attempt gets through.
  int QuestionsOf(Hand& hand, const std::vector<v1::Operation>& operations, std::int64_t minute) {
    registry.around.mutable_clock()->set_wall_ms(minute * 60'000);
    ++hand.seq;
    const std::size_t records = registry.state.records.size();
    const std::size_t facts = registry.state.facts.size();
    const std::size_t cases = registry.state.cases.size();
    for (int answered = 0;; ++answered) {
      registry.answers_left = answered;
      registry.ReceiveAs(hand, hand.seq, operations, minute);
      if (!registry.failed) {
        registry.answers_left.reset();
        return answered;
      }
      EXPECT_THAT(registry.state.records, SizeIs(records));
      EXPECT_THAT(registry.state.facts, SizeIs(facts));
      EXPECT_THAT(registry.state.cases, SizeIs(cases));
    }
  }

  static v1::Operation Maria(std::uint8_t n, const RecordId& family) {
    return CreateBelow(v1::RECORD_KIND_PERSON, Id(n), family,
                       {{field::kName, std::string("Maria Bere")},
                        {field::kNik, std::string("5302015708900001")},
                        {field::kBirthDate, std::int64_t{19900817}}});
  }
};

TEST_F(FailingStore, ADeathThatIsDecided) {
  const RecordId family = Id(60);
  registry.Receive(office,
                   {CreateBelow(v1::RECORD_KIND_FAMILY, family, Home(1), {}), Maria(61, family)},
                   At(kMonday, 1));
  Learn(1, kMonday);
  Receive(dorkas, {Give(1)}, At(20260110, 9));
  const CaseFile& death = *registry.OpenCases().at(0);
  const v1::Operation decision = Decision(death, registry.Record(Home(1)).revision,
                                          v1::CHOICE_ACCEPT, &death.proposals.front());
  EXPECT_GT(QuestionsOf(office, {decision}, At(20260301, 9)), 5);
  EXPECT_EQ(registry.Record(Home(1)).status, v1::RECORD_STATUS_ASLEEP);
  EXPECT_THAT(Open(v1::SIGNAL_DEAD_BUT_PAID), SizeIs(1));
}

TEST_F(FailingStore, AVisitWithAPlaceAndAPhotoThatWereThereBefore) {
  WithPhoto('a');
  Standing(0);
  Receive(markus, {VisitTo(1)}, At(kMonday, 9));
  Standing(5'000);
  EXPECT_GT(QuestionsOf(dorkas, {VisitTo(2), Give(2)}, At(kMonday, 10)), 5);
  EXPECT_THAT(Open(v1::SIGNAL_SAME_PHOTO), SizeIs(1));
  EXPECT_EQ(registry.state.facts.count({RegistryInMemory::LinkOf(dorkas.chain, 1), 1}), 1u);
}

TEST_F(FailingStore, SomebodyWhoIsRegisteredTwice) {
  const RecordId family = Id(60);
  registry.Receive(office,
                   {CreateBelow(v1::RECORD_KIND_FAMILY, family, Home(1), {}), Maria(61, family)},
                   At(kMonday, 1));
  EXPECT_GT(QuestionsOf(office, {Maria(62, family)}, At(kMonday, 2)), 3);
  ASSERT_THAT(registry.OpenCases(), SizeIs(1));
  EXPECT_EQ(registry.OpenCases()[0]->key.kind, CaseKind::kDuplicate);
  // A whole family moves, and with it who may be whom.
  EXPECT_GT(
      QuestionsOf(
          office,
          {Edit(family, 1,
                {{field::kHousehold, Home(2)}, {field::kNoKk, std::string("5302141203120001")}})},
          At(kMonday, 3)),
      3);
  EXPECT_EQ(registry.Record(family).parent, Home(2));
}

}  // namespace
}  // namespace tilik::merge
