// How typed words are compared: without case, accents, spaces and punctuation.
#pragma once

#include <string>
#include <string_view>

namespace tilik {

// "Semen / Bata-Merah" and "semen_bata merah" both become "semenbatamerah". Letters of Latin-1 and
// Latin Extended-A lose their accents; '<' and '>' stay, because "gas > 3 kg" is not "gas 3 kg";
// other characters beyond ASCII stay as they are.
std::string Fold(std::string_view text);

}  // namespace tilik
