// Who may hold a family's card, and in whose hands it is a signal (domain.md §2.12).
#include "sync-server/merge/card_holder.h"

#include <gtest/gtest.h>

#include <set>

namespace tilik::merge {
namespace {

TEST(CardHolder, OnlyTheFamilyItselfAndNobodyAreNoOtherHands) {
  for (int n = 0; n < v1::CardHolder_ARRAYSIZE; ++n) {
    const auto holder = static_cast<v1::CardHolder>(n);
    const bool own = holder == v1::CARD_HOLDER_KPM || holder == v1::CARD_HOLDER_UNSPECIFIED ||
                     holder == v1::CARD_HOLDER_TIDAK_ADA_KARTU;
    EXPECT_EQ(IsInOtherHands(holder), !own) << v1::CardHolder_Name(holder);
  }
}

TEST(CardHolder, EverybodyIsToldApart) {
  std::set<std::string> words;
  for (int n = 0; n < v1::CardHolder_ARRAYSIZE; ++n) {
    words.insert(CardHolderWords(static_cast<v1::CardHolder>(n)));
  }
  EXPECT_EQ(words.size(), static_cast<std::size_t>(v1::CardHolder_ARRAYSIZE));
  EXPECT_EQ(CardHolderWords(v1::CARD_HOLDER_KPM), "KPM");
}

}  // namespace
}  // namespace tilik::merge
