#include "proto/contract/value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/contract/seeded_random.h"

namespace tilik {
namespace {

using ::testing::HasSubstr;

using Columns = google::protobuf::RepeatedPtrField<v1::ValueColumns>;

constexpr CodebookNumber kDtks2020 = 1;
constexpr CodebookNumber kDtsen2025 = 2;
constexpr Field kName = 41;
constexpr Field kFamily = 40;
constexpr Field kFloor = 103;
constexpr Field kWall = 104;
constexpr Field kArea = 102;

Columns Written(const Answers& answers) {
  Columns columns;
  WriteColumns(answers, &columns);
  return columns;
}

std::string BytesOf(const Columns& columns) {
  std::string bytes;
  for (const v1::ValueColumns& one : columns) bytes += one.SerializeAsString() + "|";
  return bytes;
}

Answers AnyAnswers(SeededRandom& random) {
  Answers answers;
  for (std::uint64_t n = random.Below(60); n > 0; --n) {
    Answer answer;
    switch (random.Below(5)) {
      case 0:
        answer.value = static_cast<Absent>(1 + random.Below(5));
        break;
      case 1:
        answer.value = Coded{static_cast<CodebookNumber>(1 + random.Below(3)),
                             static_cast<std::uint32_t>(random.Below(20))};
        break;
      case 2:
        answer.value = static_cast<std::int64_t>(random.Below(1ull << 40)) - (1ll << 39);
        break;
      case 3:
        answer.value = random.Text(random.Below(30));
        break;
      default:
        answer.value = random.Make<RecordId>();
    }
    answer.how = random.Below(2) == 0 ? How::kSeen : static_cast<How>(random.Below(6));
    answers[static_cast<Field>(1 + random.Below(kMaxField))] = answer;
  }
  return answers;
}

TEST(Columns, GiveBackAnyAnswers) {
  SeededRandom random(1);
  for (int i = 0; i < 2'000; ++i) {
    Answers answers = AnyAnswers(random);
    Result<Answers> again = ReadColumns(Written(answers));
    ASSERT_TRUE(again.ok()) << again.status().message();
    EXPECT_EQ(*again, answers);
    EXPECT_EQ(BytesOf(Written(*again)), BytesOf(Written(answers)));
  }
}

TEST(Columns, NoAnswersAreNoColumns) {
  EXPECT_EQ(Written({}).size(), 0);
  EXPECT_TRUE(ReadColumns(Columns())->empty());
}

TEST(Columns, OneSetPerCodebookAndContentGoesWithTheFirst) {
  Columns columns = Written({{kFloor, {Coded{kDtsen2025, 8}}},
                             {kWall, {Coded{kDtks2020, 1}}},
                             {kName, {std::string("Yosina")}}});
  ASSERT_EQ(columns.size(), 2);
  EXPECT_EQ(columns[0].codebook(), kDtks2020);
  EXPECT_EQ(columns[0].texts_size(), 1);
  EXPECT_EQ(columns[1].codebook(), kDtsen2025);
  EXPECT_EQ(columns[1].codes(0), 8u);
}

TEST(Columns, ContentAloneNamesNoCodebook) {
  Columns columns = Written({{kName, {std::string("Yosina")}}});
  ASSERT_EQ(columns.size(), 1);
  EXPECT_EQ(columns[0].codebook(), 0u);
}

TEST(Hows, AreLeftOutWhenNobodyStoodInFrontOfIt) {
  EXPECT_EQ(Written({{kName, {std::string("A")}}, {kArea, {std::int64_t{36}}}})[0].hows_size(), 0);
}

TEST(Hows, AreSaidOnceWhenAllTheSame) {
  Columns columns =
      Written({{kName, {std::string("A"), How::kAsked}}, {kArea, {std::int64_t{36}, How::kAsked}}});
  ASSERT_EQ(columns[0].hows_size(), 1);
  EXPECT_EQ(columns[0].hows(0), v1::HOW_ASKED);
}

TEST(Hows, StandInTheOrderOfTheColumns) {
  RecordId family = SeededRandom(2).Make<RecordId>();
  Columns columns = Written({{1, {Absent::kRefused, How::kAsked}},
                             {2, {family, How::kUnchanged}},
                             {3, {std::string("A"), How::kAsWritten}},
                             {4, {std::int64_t{36}, How::kNotChecked}},
                             {5, {Coded{kDtks2020, 6}, How::kSeen}}});
  ASSERT_EQ(columns.size(), 1);
  std::vector<int> hows(columns[0].hows().begin(), columns[0].hows().end());
  EXPECT_THAT(hows, ::testing::ElementsAre(v1::HOW_SEEN, v1::HOW_NOT_CHECKED, v1::HOW_AS_WRITTEN,
                                           v1::HOW_UNCHANGED, v1::HOW_ASKED));
}

// One household's worth of every column, to be broken in one place each time.
class MalformedColumns : public ::testing::Test {
 protected:
  MalformedColumns()
      : columns_(Written({{kFloor, {Coded{kDtks2020, 6}, How::kSeen}},
                          {kArea, {std::int64_t{36}, How::kAsked}},
                          {kName, {std::string("Yosina"), How::kAsked}},
                          {kFamily, {SeededRandom(3).Make<RecordId>(), How::kAsked}},
                          {kWall, {Absent::kUnknown, How::kAsked}}})) {}

  Status Read() const { return ReadColumns(columns_).status(); }
  v1::ValueColumns& one() { return columns_[0]; }
  void ExpectRefused(Code code, std::string_view naming) const {
    EXPECT_EQ(Read().code(), code);
    EXPECT_THAT(Read().message(), HasSubstr(std::string(naming)));
  }

  Columns columns_;
};

TEST_F(MalformedColumns, AreFineBeforeTheyAreBroken) { EXPECT_TRUE(Read().ok()); }

TEST_F(MalformedColumns, FieldWithoutCode) {
  one().add_coded_fields(7);
  ExpectRefused(Code::kInvalid, "codes");
}
TEST_F(MalformedColumns, CodeWithoutField) {
  one().add_codes(7);
  ExpectRefused(Code::kInvalid, "codes");
}
TEST_F(MalformedColumns, NumberWithoutField) {
  one().add_numbers(7);
  ExpectRefused(Code::kInvalid, "numbers");
}
TEST_F(MalformedColumns, TextWithoutField) {
  one().add_texts("x");
  ExpectRefused(Code::kInvalid, "texts");
}
TEST_F(MalformedColumns, RecordFieldWithoutRecord) {
  one().add_record_fields(7);
  ExpectRefused(Code::kInvalid, "records");
}
TEST_F(MalformedColumns, RecordCutShort) {
  one().mutable_records()->pop_back();
  ExpectRefused(Code::kInvalid, "records");
}
TEST_F(MalformedColumns, RecordThatIsNone) {
  one().set_records(std::string(16, '\0'));
  ExpectRefused(Code::kInvalid, "names no record");
}
TEST_F(MalformedColumns, AbsenceWithoutField) {
  one().add_absences(v1::ABSENCE_BLANK);
  ExpectRefused(Code::kInvalid, "absences");
}
TEST_F(MalformedColumns, AbsenceThatDoesNotSayHow) {
  one().set_absences(0, v1::ABSENCE_UNSPECIFIED);
  ExpectRefused(Code::kInvalid, "field 104");
}
TEST_F(MalformedColumns, AbsenceOfANewerKind) {
  one().set_absences(0, static_cast<v1::Absence>(77));
  ExpectRefused(Code::kUnsupported, "field 104");
}
TEST_F(MalformedColumns, HowOfANewerKind) {
  one().set_hows(0, static_cast<v1::How>(77));
  ExpectRefused(Code::kUnsupported, "field 103");
}
TEST_F(MalformedColumns, TooFewHows) {
  one().mutable_hows()->Truncate(4);
  ExpectRefused(Code::kInvalid, "hows");
}
TEST_F(MalformedColumns, TooManyHows) {
  one().add_hows(v1::HOW_SEEN);
  ExpectRefused(Code::kInvalid, "hows");
}
TEST_F(MalformedColumns, CodesOfNoCodebook) {
  one().set_codebook(0);
  ExpectRefused(Code::kInvalid, "codebook");
}
TEST_F(MalformedColumns, FieldTwiceInOneColumn) {
  one().add_number_fields(kArea);
  one().add_numbers(37);
  one().clear_hows();
  ExpectRefused(Code::kInvalid, "field 102 stands twice");
}
TEST_F(MalformedColumns, FieldInTwoColumns) {
  one().set_number_fields(0, kName);
  ExpectRefused(Code::kInvalid, "field 41 stands twice");
}
TEST_F(MalformedColumns, FieldOfTwoCodebooks) {
  v1::ValueColumns* other = columns_.Add();
  other->set_codebook(kDtsen2025);
  other->add_coded_fields(kFloor);
  other->add_codes(8);
  ExpectRefused(Code::kInvalid, "field 103 stands twice");
}
TEST_F(MalformedColumns, FieldZero) {
  one().set_text_fields(0, 0);
  ExpectRefused(Code::kInvalid, "out of bounds");
}
TEST_F(MalformedColumns, FieldAboveAllFields) {
  one().set_text_fields(0, kMaxField);
  EXPECT_TRUE(Read().ok());
  one().set_text_fields(0, kMaxField + 1);
  ExpectRefused(Code::kInvalid, "out of bounds");
}
TEST_F(MalformedColumns, TextTooLong) {
  one().set_texts(0, std::string(kMaxTextBytes, 'x'));
  EXPECT_TRUE(Read().ok());
  one().set_texts(0, std::string(kMaxTextBytes + 1, 'x'));
  ExpectRefused(Code::kInvalid, "too long");
}
TEST_F(MalformedColumns, TooManyAnswers) {
  one().clear_hows();
  for (Field field = 1000; one().number_fields_size() + 4 < static_cast<int>(kMaxAnswers);
       ++field) {
    one().add_number_fields(field);
    one().add_numbers(1);
  }
  EXPECT_TRUE(Read().ok());
  one().add_number_fields(999);
  one().add_numbers(1);
  ExpectRefused(Code::kInvalid, "too many");
}

}  // namespace
}  // namespace tilik
