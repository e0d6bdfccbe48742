// What was on the officer's screen is the base of what he says (protocol.md §2 "Base"). Each story
// is told twice over: what he saw, then what the operation names.
#include "client/core/screen.h"
#include "district.h"
#include "gtest/gtest.h"

namespace tilik::client {
namespace {

const RecordId kHousehold = NumberedRecord(1);

class Story : public ::testing::Test {
 protected:
  Field floor_ = FieldNamed("lantai");
  Field building_ = FieldNamed("sta_bangunan");
  Field land_ = FieldNamed("sta_lahan");
  ServerState server_;
  std::vector<OwnChange> own_;
  std::map<Slot, Base> shown_beside_;

  void Pull(Base at, const Answers& values) {
    server_.at = at;
    for (const auto& [field, answer] : values) server_.values[field] = answer;
  }

  Screen Open() {
    Screen screen;
    screen.records[kHousehold] =
        TakeScreen(Codebooks::BuiltIn(), kHousehold, v1::RECORD_KIND_HOUSEHOLD, kOelbubuk, server_,
                   own_, shown_beside_);
    return screen;
  }

  v1::ChangeFields Say(const Screen& screen, const Answers& answers) {
    return Must(screen.Change(Codebooks::BuiltIn(), kHousehold, answers))->change_fields();
  }

  // Saves what was said, as the next own change set.
  void Save(const v1::ChangeFields& said) {
    v1::Operation operation;
    *operation.mutable_change_fields() = said;
    own_.push_back(*Must(ReadOwnChange(operation, own_.size() + 1, 0, 1)));
  }

  static Base BaseNamed(const v1::ChangeFields& change, Field field) {
    for (const v1::BaseException& exception : change.exceptions()) {
      for (Field named : exception.fields()) {
        if (named == field) return {exception.epoch(), exception.base_revision()};
      }
    }
    return {change.base_epoch(), change.base_revision()};
  }
};

TEST_F(Story, APullUnderAnOpenFormDoesNotRaiseTheBase) {
  Pull({1, 5}, {{floor_, Seen(9)}});
  Screen form = Open();
  Pull({1, 6}, {{floor_, Seen(2)}});
  v1::ChangeFields said = Say(form, {{floor_, Seen(6)}});
  EXPECT_EQ(BaseNamed(said, floor_), (Base{1, 5}));
}

TEST_F(Story, AnEditOverAnOwnUnsentEditKeepsTheOlderBaseForThatFieldOnly) {
  Pull({1, 5}, {{floor_, Seen(9)}});
  Save(Say(Open(), {{floor_, Seen(6)}}));
  Pull({1, 6}, {{floor_, Seen(2)}});
  v1::ChangeFields again = Say(Open(), {{floor_, Seen(7)}, {field::kAddress, Typed("RT 4")}});
  EXPECT_EQ(BaseNamed(again, floor_), (Base{1, 5})) << "revision 6's floor was never on the screen";
  EXPECT_EQ(BaseNamed(again, field::kAddress), (Base{1, 6}));
}

TEST_F(Story, TheOlderBaseIsHandedOnThroughManyEdits) {
  Pull({1, 5}, {{floor_, Seen(9)}});
  for (std::uint64_t revision = 6; revision < 12; ++revision) {
    Save(Say(Open(), {{floor_, Seen(6)}}));
    Pull({1, revision}, {{floor_, Seen(2)}});
    EXPECT_EQ(BaseNamed(Say(Open(), {{floor_, Seen(7)}}), floor_), (Base{1, 5}));
  }
}

TEST_F(Story, OnceTheNewerValueWasShownBesideItIsTheBase) {
  Pull({1, 5}, {{floor_, Seen(9)}});
  Save(Say(Open(), {{floor_, Seen(6)}}));
  Pull({1, 6}, {{floor_, Seen(2)}});
  shown_beside_[Codebooks::BuiltIn().SlotOf(floor_)] = {1, 6};
  v1::ChangeFields again = Say(Open(), {{floor_, Seen(7)}});
  EXPECT_EQ(BaseNamed(again, floor_), (Base{1, 6}));
  EXPECT_EQ(again.exceptions_size(), 0);

  Pull({1, 8}, {{floor_, Seen(3)}});
  EXPECT_EQ(BaseNamed(Say(Open(), {{floor_, Seen(7)}}), floor_), (Base{1, 6}))
      << "revision 8's was not shown";
}

TEST_F(Story, HeldKeepsTheOlderBaseAndADecisionWithItsRowEndsThat) {
  Pull({1, 5}, {{floor_, Seen(9)}});
  Save(Say(Open(), {{floor_, Seen(6)}}));
  own_[0].outcome = OwnOutcome{{Fate::kHeld, 3}, {}, 1, 6, {}, ""};
  Pull({1, 9}, {{floor_, Seen(2)}});
  EXPECT_EQ(BaseNamed(Say(Open(), {{floor_, Seen(7)}}), floor_), (Base{1, 5}));

  own_[0].outcome->whole.fate = Fate::kRefused;
  own_[0].outcome->resulting_revision = 10;
  EXPECT_EQ(BaseNamed(Say(Open(), {{floor_, Seen(7)}}), floor_), (Base{1, 5}))
      << "decided, but the screen still shows his own value";
  Pull({1, 10}, {{floor_, Seen(2)}});
  EXPECT_EQ(BaseNamed(Say(Open(), {{floor_, Seen(7)}}), floor_), (Base{1, 10}));
}

TEST_F(Story, ARestoredServersSmallNumbersDoNotRaiseABase) {
  Pull({1, 50}, {{floor_, Seen(9)}});
  Save(Say(Open(), {{floor_, Seen(6)}}));
  Pull({2, 3}, {{floor_, Seen(2)}});
  v1::ChangeFields again = Say(Open(), {{floor_, Seen(7)}});
  EXPECT_EQ(again.base_revision(), 3u);
  EXPECT_EQ(BaseNamed(again, floor_), (Base{1, 50}));
}

TEST_F(Story, AGroupGoesWholeAsOnTheScreenAndUnderOneBase) {
  Pull({1, 5}, {{building_, Seen(1)}, {land_, Seen(1)}});
  v1::ChangeFields said = Say(Open(), {{land_, Seen(3)}});
  Answers answers = Must(ReadColumns(said.values()));
  EXPECT_EQ(answers.at(building_).value, Seen(1).value);
  EXPECT_EQ(answers.at(land_), Seen(3));

  Save(said);
  Pull({1, 6}, {{building_, Seen(2)}});
  v1::ChangeFields again = Say(Open(), {{building_, Seen(1)}});
  EXPECT_EQ(BaseNamed(again, building_), (Base{1, 5})) << "its group is hidden, so it is too";
  EXPECT_EQ(BaseNamed(again, land_), (Base{1, 5}));
}

TEST_F(Story, StillTheSameIsSaidAndNotCheckedIsNot) {
  Pull({1, 5}, {{floor_, Seen(9)}});
  Answer same = Seen(9);
  same.how = How::kUnchanged;
  EXPECT_EQ(Must(ReadColumns(Say(Open(), {{floor_, same}}).values())).at(floor_), same);
  Answer unchecked = Seen(9);
  unchecked.how = How::kNotChecked;
  EXPECT_FALSE(
      Must(Open().Change(Codebooks::BuiltIn(), kHousehold, {{floor_, unchecked}})).has_value());
}

TEST_F(Story, AFormRedrawnKeepsTheBaseOfWhatWasTypedOver) {
  Pull({1, 5}, {{floor_, Seen(9)}});
  Screen form = Open();
  Pull({1, 6}, {{floor_, Seen(2)}});
  Slot floor = Codebooks::BuiltIn().SlotOf(floor_);
  Screen hidden = form;
  hidden.Redraw(*Open().Find(kHousehold), {floor}, {});
  EXPECT_EQ(BaseNamed(Say(hidden, {{floor_, Seen(7)}}), floor_), (Base{1, 5}));
  EXPECT_EQ(BaseNamed(Say(hidden, {{field::kSls, Typed("RT 1")}}), field::kSls), (Base{1, 6}));
  form.Redraw(*Open().Find(kHousehold), {floor}, {floor});
  EXPECT_EQ(BaseNamed(Say(form, {{floor_, Seen(7)}}), floor_), (Base{1, 6}));
}

TEST_F(Story, AStatusProposedAgainKeepsWhatWasOnTheScreenFirst) {
  Pull({1, 5}, {});
  v1::Operation first =
      Must(Open().Propose(kHousehold, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH, ""));
  EXPECT_EQ(first.propose_status().base_revision(), 5u);
  own_.push_back(*Must(ReadOwnChange(first, 1, 0, 1)));
  Pull({1, 6}, {});
  v1::Operation second =
      Must(Open().Propose(kHousehold, v1::RECORD_STATUS_NOT_ELIGIBLE, v1::STATUS_REASON_MAMPU, ""));
  EXPECT_EQ(second.propose_status().base_revision(), 5u);
}

TEST_F(Story, AScreenSurvivesBeingKept) {
  Pull({1, 5}, {{floor_, Seen(9)}, {field::kAddress, Typed("RT 4")}});
  Save(Say(Open(), {{floor_, Seen(6)}}));
  Pull({1, 6}, {{floor_, Seen(2)}});
  Screen kept = Must(ReadScreen(WriteScreen(Open())));
  EXPECT_EQ(Say(kept, {{floor_, Seen(7)}}).SerializeAsString(),
            Say(Open(), {{floor_, Seen(7)}}).SerializeAsString());
}

TEST_F(Story, ARecordThatWasNotOnTheScreenCannotBeChanged) {
  Result<std::optional<v1::Operation>> said =
      Open().Change(Codebooks::BuiltIn(), NumberedRecord(7), {{floor_, Seen(7)}});
  EXPECT_EQ(said.status().code(), tilik::Code::kInvalid);
}

}  // namespace
}  // namespace tilik::client
