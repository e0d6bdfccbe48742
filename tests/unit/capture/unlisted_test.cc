// Aid without a list: from a form to operations.
#include "gmock/gmock.h"
#include "tests/unit/capture/scene.h"

namespace tilik::client {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class WithoutList : public Scene {
 protected:
  std::vector<Captured> Give(const std::string& row) {
    return HandOut(R"({"event": "Banjir 2026-11", "mode": "diserahkan", "without_list": [)" + row +
                   "]}");
  }
};

TEST_F(WithoutList, CountsWhereNobodyWroteDownWho) {
  const auto sets = Give(R"({"dusun": "Oelnunuh", "recipients": 40, "unit_type": "keluarga",
                             "items": {"air": "8.000 liter", "Beras": "120 kg"}})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  const v1::HandoverWithoutList& given = sets[0].operations[0].handover_without_list();
  EXPECT_EQ(given.recipients(), 40u);
  EXPECT_EQ(given.unit_type(), v1::UNIT_TYPE_FAMILY);
  EXPECT_EQ(given.village(), kFatumnasi) << "the only village assigned";
  ASSERT_EQ(given.items_size(), 2);
  EXPECT_EQ(given.items(0).item().code(), "beras") << "called as the programme calls it";
  EXPECT_EQ(given.items(0).quantity(), 120'000);
  EXPECT_EQ(given.items(1).item().unit(), "liter");
  EXPECT_EQ(given.items(1).quantity(), 8'000'000);
}

TEST_F(WithoutList, NeedsARecipientOrANumberOfSomeUnit) {
  EXPECT_THAT(Give(R"({"items": {"air": "10 liter"}, "recipients": 3})"), IsEmpty());
  EXPECT_THAT(Said("without_list[0].recipients"), HasSubstr("berapa dan apa"));
  const auto sets = Give(R"({"items": {"air": "10 liter"}, "recipient": "530201200100017"})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  EXPECT_EQ(sets[0].operations[0].handover_without_list().recipient(), household.str());
  EXPECT_EQ(sets[0].operations[0].handover_without_list().recipients(), 1u);
}

TEST_F(WithoutList, SaysHowMuchInWhichUnit) {
  EXPECT_THAT(Give(R"({"recipients": 3, "unit_type": "orang", "items": {"air": "banyak"}})"),
              IsEmpty());
  EXPECT_THAT(Said("without_list[0].items.air"), HasSubstr("satuannya"));
  EXPECT_THAT(Give(R"({"recipients": 3, "unit_type": "orang"})"), IsEmpty());
}

}  // namespace
}  // namespace tilik::client
