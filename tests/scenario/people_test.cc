// People and their numbers: a person without NIK is normal, and a NIK is never a key
// (domain.md §2.4, §3.1).
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

class People : public testing::Test {
 protected:
  District district{{NahakFamily(), TaekFamily()}};
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
};

TEST_F(People, WithoutNikAreRegisteredAndGetOneLater) {
  dorkas.Visit(Completed(kNahak, R"("new_members": [{"answers": {"nama": "Elisabet Bere",
      "jnskel": "perempuan", "tgllahir": "1950-00-00", "hub_krt": "orang tua"}}])"));
  dorkas.Sync();
  v1::RegistryRecordView elisabet = MemberCalled(district.Show(kNahak), "Elisabet Bere");
  EXPECT_EQ(Said(elisabet, "nik"), "");

  dorkas.Visit(Completed(kNahak, R"("members": [{"person": "Elisabet Bere", "presence": "tinggal",
      "answers": {"nik": "5302144107500001"}}])"));
  dorkas.Visit(Completed(kTaek, R"("members": [{"person": "Yuliana Tse", "presence": "tinggal",
      "answers": {"nik": "5302144101440001"}}])"));
  dorkas.Sync();
  elisabet = MemberCalled(district.Show(kNahak), "Elisabet Bere");
  EXPECT_EQ(Said(elisabet, "nik"), "5302144107500001");
  EXPECT_EQ(district.Show("5302144107500001").record(), elisabet.record());
  EXPECT_EQ(district.Show("5302144101440001").label(), "Yuliana Tse") << "imported without one";
  EXPECT_THAT(district.Cases(), IsEmpty());
}

TEST_F(People, WithSomebodyElsesNikAreTakenFromTheFieldAndACaseIsOpened) {
  const v1::SavedView saved = dorkas.Visit(Completed(kTaek, R"("members": [
      {"person": "Yuliana Tse", "presence": "tinggal", "answers": {"nik": "5302144208800002"}}])"));
  EXPECT_FALSE(saved.warnings().empty()) << "it is Maria's, and this phone knows Maria";
  dorkas.Sync();

  EXPECT_EQ(Said(MemberCalled(district.Show(kTaek), "Yuliana Tse"), "nik"), "5302144208800002");
  EXPECT_EQ(Said(MemberCalled(district.Show(kNahak), "Maria Bere"), "nik"), "5302144208800002");
  const auto cases = district.Cases();
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_EQ(cases.front().kind(), "ganda");
  EXPECT_THAT(cases.front().about(), HasSubstr("Yuliana Tse"));
  EXPECT_THAT(cases.front().about(), HasSubstr("Maria Bere"));
  district.Verify();
}

}  // namespace
}  // namespace tilik::scenario
