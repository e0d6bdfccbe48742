// Skip rules, with the case between yes and no. For codebook*.cc only.
#pragma once

#include "proto/contract/codebook.h"

namespace tilik {

enum class Asked {
  kYes,
  kNotYet,  // what it depends on has not been answered
  kNo,      // an answer rules it out
};

Asked AskedOf(const Codebooks& codebooks, CodebookNumber codebook, const v1::Variable& variable,
              const Answers& record, std::uint32_t today);

}  // namespace tilik
