// Names as clerks, cards and neighbours write them (domain.md §2.3).
#include "sync-server/merge/name_matching.h"

#include <gtest/gtest.h>

#include <string>

namespace tilik::merge {

// In a failing test's words.
void PrintTo(NameLikeness likeness, std::ostream* out) {
  constexpr const char* kWords[] = {"same",        "variant", "similar", "part",
                                    "common part", "shared",  "other",   "unknown"};
  *out << kWords[static_cast<int>(likeness)];
}

namespace {

struct Pair {
  const char* one;
  const char* other;
};

void ExpectAll(NameLikeness expected, std::initializer_list<Pair> pairs) {
  for (const Pair& pair : pairs) {
    const FoldedName one = FoldName(pair.one);
    const FoldedName other = FoldName(pair.other);
    EXPECT_EQ(CompareNames(one, other), expected) << pair.one << " / " << pair.other;
    EXPECT_EQ(CompareNames(other, one), expected) << pair.other << " / " << pair.one;
  }
}

// Same or a variant: the difference is a habit of writing.
void ExpectOnePersonsName(std::initializer_list<Pair> pairs) {
  for (const Pair& pair : pairs) {
    EXPECT_LE(CompareNames(FoldName(pair.one), FoldName(pair.other)), NameLikeness::kVariant)
        << pair.one << " / " << pair.other;
  }
}

TEST(NameMatching, PassesOverTitlesMarksAndTheOrderOfWords) {
  ExpectAll(NameLikeness::kSame, {{"H. ABDUL RAHMAN, S.Pd", "Abdul Rahman"},
                                  {"Drs. Yosef Nahak", "YOSEF  NAHAK"},
                                  {"Hj. Siti Aminah", "siti aminah"},
                                  {"NAHAK YOHANES", "Yohanes Nahak"},
                                  {"H.Ismail", "Ismail"}});
}

TEST(NameMatching, KnowsTheUsualShortFormsAndOldSpellings) {
  ExpectOnePersonsName({{"MUH. YUSUF", "Mohamad Jusuf"},
                        {"MOH. ALI", "MUHAMMAD ALI"},
                        {"ABD. RAHMAN", "ABDUL RACHMAN"},
                        {"ST. AMINAH", "SITI AMINA"},
                        {"YOH. NAHAK", "JOHANIS NAHAK"},
                        {"SOEPARDJO", "SUPARJO"},
                        {"TJAHJA", "CAHYA"},
                        {"SJAMSUL", "SYAMSUL"},
                        {"YOSEPH", "YOSEF"},
                        {"KRISTINA", "CHRISTINA"},
                        {"NUR AINI", "NURAINI"},
                        {"FRANS DA SILVA", "FRANSISKUS DASILVA"},
                        {"MUHAMMAD", "MUHAMAD"}});
}

TEST(NameMatching, ASlipOfThePenIsSimilar) {
  ExpectAll(NameLikeness::kSimilar, {{"MARGARETHA TSE", "MARGARTHA TSE"},
                                     {"SUTRISNO", "SUTRINSO"},
                                     {"RINI NAHAK", "RINA NAHAK"}});
}

TEST(NameMatching, APersonKnownByEitherPartIsPart) {
  ExpectAll(NameLikeness::kPart,
            {{"YOHANES NAHAK", "NAHAK"}, {"MARTEN LUTHER TEFA", "MARTEN TEFA"}});
  ExpectAll(NameLikeness::kCommonPart, {{"MARIA BERE", "MARIA"}, {"SITI AMINAH", "SITI"}});
}

TEST(NameMatching, AClanOrAGivenNameInCommonIsAnotherPerson) {
  ExpectAll(NameLikeness::kShared, {{"ANTON NAHAK", "MARIA NAHAK"},
                                    {"MARIA BERE", "MARIA SERAN"},
                                    {"AHMAD BIN YUSUF", "AHMAD BIN SALEH"}});
  ExpectAll(NameLikeness::kOther, {{"PETRUS", "PAULUS"}, {"ANTON NAHAK", "MARIA BERE"}});
}

TEST(NameMatching, AFathersNameTellsNamesakesApart) {
  ExpectAll(NameLikeness::kSame, {{"AHMAD BIN YUSUF", "Ahmad bin Jusuf"},
                                  {"SITI BINTI ALI", "SITI BINTE ALI"},
                                  {"AHMAD BIN YUSUF", "AHMAD"}});
  ExpectAll(NameLikeness::kOther, {{"AHMAD BIN YUSUF", "PETRUS BIN YUSUF"}});
  EXPECT_EQ(FoldName("BIN YUSUF").words.size(), 2u) << "nobody stands before it";
}

TEST(NameMatching, ASlipAcrossAMissingSpaceIsASlip) {
  ExpectAll(NameLikeness::kSimilar, {{"DASILVA", "DA SILMA"}});
}

TEST(NameMatching, TwoSlipsInCommonNamesAreAnotherPerson) {
  ExpectAll(NameLikeness::kShared, {{"SITI M.", "SITI MARIA"}});
}

TEST(NameMatching, NobodysNameIsNotKnown) {
  ExpectAll(NameLikeness::kUnknown, {{"", "MARIA"}, {"-", "MARIA"}, {"H.", "MARIA"}});
}

TEST(NameMatching, AnAbsurdlyLongNameIsBounded) {
  std::string name;
  for (int n = 0; n < 1'000; ++n) name += "NAHAK ";
  name += std::string(10'000, 'X');
  EXPECT_EQ(FoldName(name).words.size(), 8u);
  EXPECT_LE(FoldName(std::string(10'000, 'A') + "B").words[0].spelling.size(), 25u);
}

}  // namespace
}  // namespace tilik::merge
