// In whose hands a family's card is, which it should keep itself (domain.md §2.12: companions and
// agents held cards and PINs and took a cut).
#pragma once

#include <string>

#include "tilik/v1/distribution.pb.h"

namespace tilik::merge {

// Neither with the family, nor without a card, nor unknown.
bool IsInOtherHands(v1::CardHolder holder);

// "KPM", "aparat desa": as signals and views say it.
std::string CardHolderWords(v1::CardHolder holder);

}  // namespace tilik::merge
