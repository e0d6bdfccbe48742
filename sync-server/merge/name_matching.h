// Whether two Indonesian names may be one person's, however two clerks wrote them down.
//
// What is passed over: case, marks, spaces, titles (H., Hj., Drs., S.Pd …), the order of words (a
// clan stands first here and last there). What counts as the same word: the old spelling (oe/u,
// dj/j, tj/c, sj/sy, ch/h), letters that sound alike (y/i, f/p/v, z/s), doubled letters, a final h,
// and the usual short forms (Muh., Moh., Abd., St., Yoh.). Of a person known by either part,
// Yohanes Nahak and Nahak, one name is part of the other. After bin or binti stands the father: it
// never makes two names one, and may tell them apart.
//
// Pure; the index and the score both stand on it, so a change of any rule here needs a rebuilt
// index (verify says so).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tilik::merge {

// A word of a name, folded twice: `spelling` keeps what tells two names apart (Rini, Reni), `sound`
// gives that up, for finding.
struct NameWord {
  std::string spelling;
  std::string sound;

  friend bool operator==(const NameWord&, const NameWord&) = default;
};

struct FoldedName {
  std::vector<NameWord> words;
  std::vector<NameWord> father;  // after bin, binti

  bool empty() const { return words.empty(); }
  friend bool operator==(const FoldedName&, const FoldedName&) = default;
};

// At most 8 words of at most 24 letters each; the rest of a longer name is left out.
FoldedName FoldName(std::string_view name);

// From one name to two: in this order, later is further apart.
enum class NameLikeness {
  kSame,        // the same words
  kVariant,     // spelt otherwise by a habit above
  kSimilar,     // a slip of the pen in one word
  kPart,        // one is part of the other
  kCommonPart,  // part of the other, but only in what half a village is called (Maria, Siti)
  kShared,      // one word in common, another differs: a clan, or two children of one house
  kOther,
  kUnknown,  // one of them is not known
};
NameLikeness CompareNames(const FoldedName& a, const FoldedName& b);

// "Maria", "Yohanes", "Muhammad", "Siti": so common that the word alone says little.
bool IsCommonWord(const NameWord& word);

}  // namespace tilik::merge
