// Periods, and which channel of a programme pays where and when (domain.md §2.7).
#include "proto/contract/period.h"

#include <gtest/gtest.h>

#include "proto/contract/programme.h"

namespace tilik {
namespace {

std::string Canonical(std::string_view text) {
  const std::optional<Period> period = Period::InText(text);
  return period ? period->Text() : "";
}

TEST(PeriodText, IsAMonthOrAStage) {
  for (const char* text : {"2018-01", "2018-12", "2018-T1", "2018-T4.1"}) {
    ASSERT_TRUE(Period::Parse(text)) << text;
    EXPECT_EQ(Period::Parse(text)->Text(), text);
  }
  for (const char* text : {"", "2018", "2018-00", "2018-13", "2018-1", "2018-T0", "2018-T5",
                           "2018-T4.", "2018-T4.0", "2018-T4.12", "1918-01", "2018/01"}) {
    EXPECT_FALSE(Period::Parse(text)) << text;
  }
}

TEST(PeriodText, IsUnderstoodAsOfficesWriteIt) {
  EXPECT_EQ(Canonical("Januari 2018"), "2018-01");
  EXPECT_EQ(Canonical("Agt 2018"), "");
  EXPECT_EQ(Canonical("mei 2018"), "2018-05");
  EXPECT_EQ(Canonical("01/2018"), "2018-01");
  EXPECT_EQ(Canonical("2018-1"), "2018-01");
  EXPECT_EQ(Canonical("Tahap IV 2018"), "2018-T4");
  EXPECT_EQ(Canonical("Tahap 4.1 Tahun 2018"), "2018-T4.1");
  EXPECT_EQ(Canonical("2018/T2"), "2018-T2");
  EXPECT_EQ(Canonical("13/2018"), "");
  EXPECT_EQ(Canonical("Januari"), "");
  EXPECT_EQ(Canonical("Januari Februari 2018"), "");
}

TEST(PeriodOrder, PutsSupplementsBehindTheirStage) {
  const char* in_order[] = {"2017-12", "2018-01",   "2018-T1", "2018-02",
                            "2018-T4", "2018-T4.1", "2019-T1"};
  for (std::size_t i = 1; i < std::size(in_order); ++i) {
    EXPECT_TRUE(NotAfter(in_order[i - 1], in_order[i])) << in_order[i];
    EXPECT_FALSE(NotAfter(in_order[i], in_order[i - 1])) << in_order[i];
  }
}

TEST(PeriodDays, AreAMonthsOrAQuarters) {
  EXPECT_EQ(Period::Parse("2020-02")->last_day(), 20200229u);
  EXPECT_EQ(Period::Parse("2018-T2")->first_day(), 20180401u);
  EXPECT_EQ(Period::Parse("2018-T2.1")->last_day(), 20180630u);
}

// Rice reached Kota Kupang until May 2018 and the rest of the province all year [S2].
TEST(Channels, AnAreaLeavesInMidYear) {
  v1::Programme rice;
  v1::Channel* elsewhere = rice.add_channels();
  elsewhere->add_areas(5302);
  v1::Channel* kupang = rice.add_channels();
  kupang->add_areas(5371);
  kupang->set_until(20180531);
  kupang->add_evidence()->set_kind(v1::EVIDENCE_KIND_FOTO_KTP);
  kupang->mutable_evidence(0)->set_need(v1::EVIDENCE_NEED_REQUIRED);
  const std::uint64_t in_kupang = 53'71'01'1001;
  EXPECT_TRUE(Pays(rice, in_kupang, *Period::Parse("2018-05")));
  EXPECT_FALSE(Pays(rice, in_kupang, *Period::Parse("2018-06")));
  EXPECT_TRUE(Pays(rice, in_kupang, *Period::Parse("2018-T2"))) << "April and May were paid";
  EXPECT_TRUE(Pays(rice, 53'02'01'2001, *Period::Parse("2018-06")));
  EXPECT_TRUE(Pays(v1::Programme(), in_kupang, *Period::Parse("2018-06")));
  EXPECT_EQ(NeedOf(rice, in_kupang, "2018-05", v1::EVIDENCE_KIND_FOTO_KTP),
            v1::EVIDENCE_NEED_REQUIRED);
  EXPECT_EQ(NeedOf(rice, 53'02'01'2001, "2018-05", v1::EVIDENCE_KIND_FOTO_KTP),
            v1::EVIDENCE_NEED_ALLOWED);
}

}  // namespace
}  // namespace tilik
