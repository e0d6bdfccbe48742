// What an officer set out to save, and what his phone said of it before it was killed or not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "proto/contract/bytes.h"

namespace tilik::kill {

struct Deed {
  enum class Word {
    kSaved,    // exit code 0, or all of its answer was printed before it was killed
    kInDoubt,  // killed before it said anything: there, or not
  };

  Word word = Word::kInDoubt;
  std::string what;            // "visit", "new person", "handover", "photo"
  std::string mark;            // stands in its set and in no other; a photo has its hash instead
  ContentHash photo;           // zeros: no photo
  std::filesystem::path file;  // the photo's
  std::uint64_t seq = 0;       // when saved
  std::string link;            // in hexadecimal
};

}  // namespace tilik::kill
