// In which language an officer is spoken to.
#pragma once

#include <string>

#include "client/core/capture_words.h"

namespace tilik::screens {

struct Voice {
  std::string language = "id";  // or "en"

  std::string Say(const client::Wording& wording) const {
    return language == "en" ? wording.en : wording.id;
  }
};

}  // namespace tilik::screens
