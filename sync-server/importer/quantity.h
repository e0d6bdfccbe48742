// Quantities as offices write them: "10", "1.250", "1,250", "Rp 200.000,-", "7,5".
//
// Both "." and "," separate thousands and both begin a fraction, sometimes in one table (domain.md
// §2.11), so a file is read twice: once to see what its unmistakable numbers use each mark for,
// once to read. What stays doubtful is said to be so, never guessed.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tilik::importer {

struct Quantity {
  enum class Kind { kNumber, kNoData, kUnreadable, kAmbiguous };
  Kind kind = Kind::kUnreadable;
  std::int64_t thousandths = 0;  // of a kNumber; 0 is zero, not "no data"
};

class QuantityReading {
 public:
  // First time through.
  void Note(std::string_view text);
  // Second time, when all have been noted. kAmbiguous: one mark before three digits, of which the
  // file's other numbers say nothing, or both things.
  Quantity Read(std::string_view text) const;
  // Of rupiah, which come in whole ones: one mark before three digits separates thousands, also in
  // a column that mixes both marks.
  Quantity ReadRupiah(std::string_view text) const;

 private:
  // What numbers that can be read in one way only use a mark for.
  struct Use {
    bool thousands = false;
    bool fraction = false;
    bool doubtful = false;  // stands in numbers that could be either
  };
  enum class Meaning { kThousands, kFraction, kDoubtful };
  Meaning MeaningOf(std::size_t mark) const;

  std::array<Use, 2> uses_;  // of '.' and ','
};

}  // namespace tilik::importer
