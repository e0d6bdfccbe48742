// One person, written down twice by two officers who do not know of each other, and people who only
// look alike (domain.md §2.3).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNahak[] = "530214200100017";
constexpr char kTaek[] = "530214200100018";

std::string With(const std::string& household, const std::string& new_members) {
  return Completed(household, R"("new_members": [)" + new_members + "]");
}

std::string Person(const std::string& name, const std::string& born, const std::string& mother) {
  return R"({"answers": {"nama": ")" + name + R"(", "jnskel": "perempuan", "tgllahir": ")" + born +
         R"(", "hub_krt": "lainnya", "nama_ibu_kandung": ")" + mother + R"("}})";
}

class Listed : public testing::Test {
 protected:
  District district{{NahakFamily(), TaekFamily()}};
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  Phone& markus = district.Enrol("Markus Liu", kBenlutu);
};

TEST_F(Listed, TwiceByTwoOfficersUnderTwoSpellingsIsAskedAboutWithItsReasons) {
  dorkas.Visit(With(kNahak, Person("Yuliana Tefa", "1990-05-17", "Ana Sae")));
  markus.Visit(With(kTaek, Person("Juliana Tefa", "1990-05-17", "Anna Sae")));
  dorkas.Sync();
  EXPECT_THAT(district.Cases(), IsEmpty());
  markus.Sync();
  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases[0].kind(), "ganda");
  EXPECT_THAT(cases[0].about(), HasSubstr("Yuliana Tefa"));
  EXPECT_THAT(cases[0].about(), HasSubstr("Juliana Tefa"));
  for (const char* reason :
       {"skor 86", "nama sama, ejaan lain", "tanggal lahir sama", "nama ibu sama", "desa sama"}) {
    EXPECT_THAT(cases[0].why(), HasSubstr(reason));
  }
  district.Verify();
}

TEST_F(Listed, TwiceAndThenCorrectedIsAskedAboutNoLonger) {
  dorkas.Visit(With(kNahak, Person("Yuliana Tefa", "1990-05-17", "Ana Sae")));
  markus.Visit(With(kTaek, Person("Juliana Tefa", "1990-05-17", "Ana Sae")));
  dorkas.Sync();
  markus.Sync();
  EXPECT_THAT(district.Cases(), SizeIs(1));
  markus.Visit(Completed(kTaek, R"("members": [{"person": "Juliana Tefa", "presence": "tinggal",
      "answers": {"tgllahir": "1961-09-02", "nama_ibu_kandung": "Rut Taek"}}])"));
  markus.Sync();
  EXPECT_THAT(district.Cases(), IsEmpty());
  district.Verify();
}

TEST_F(Listed, TwiceButTwoPeopleStaysQuietWhateverIsEditedLater) {
  dorkas.Visit(With(kNahak, Person("Yuliana Tefa", "1990-05-17", "Ana Sae")));
  markus.Visit(With(kTaek, Person("Juliana Tefa", "1990-05-17", "Orpa Tse")));
  dorkas.Sync();
  markus.Sync();
  ASSERT_THAT(district.Cases(), SizeIs(0)) << "their mothers differ";
  markus.Visit(Completed(kTaek, R"("members": [{"person": "Juliana Tefa", "presence": "tinggal",
      "answers": {"nama_ibu_kandung": "Ana Sae"}}])"));
  markus.Sync();
  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(1));
  district.Decide(cases[0].number(), "bukan-ganda");
  EXPECT_THAT(district.Cases(), IsEmpty());
  markus.Visit(Completed(kTaek, R"("members": [{"person": "Juliana Tefa", "presence": "tinggal",
      "answers": {"nik": "5302145705900001"}}])"));
  markus.Sync();
  EXPECT_THAT(district.Cases(), IsEmpty());
  district.Verify();
}

TEST_F(Listed, TwinsAndNamesakesAreTwoPeople) {
  dorkas.Visit(With(kNahak, Person("Rini Nahak", "2026-01-05", "Maria Bere") + "," +
                                Person("Rina Nahak", "2026-01-05", "Maria Bere")));
  dorkas.Sync();
  markus.Visit(With(kTaek, Person("Rini Nahak", "1994-03-30", "Orpa Tse")));
  markus.Sync();
  EXPECT_THAT(district.Cases(), IsEmpty());
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
