// Codebooks at work: which concept a variable asks for, what its codes mean, when it is asked, how
// it merges, and whether two codes of two codebooks mean the same.
//
// A Codebooks is immutable once built and may be read from any thread. It is built from data
// (codebook.proto): the files of proto/codebooks are compiled in, and further ones may be added
// from a file or from the server's reference feed. The merge asks SlotOf, PolicyOf and Same some
// 60 times for each of 5,000 households a second, so those are array look-ups by field number.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proto/contract/status.h"
#include "proto/contract/value.h"
#include "tilik/v1/codebook.pb.h"

namespace tilik {

// The unit of merging: one field, or all the fields tied by a skip rule. Numbered by its group,
// else by its field; group numbers start above every field (kFirstGroup), so a slot number says
// which it is.
using Slot = std::uint32_t;
inline constexpr Slot kFirstGroup = kMaxField + 1;
// A record's status is a slot of its own that no field has: it changes by decision only.
inline constexpr Slot kStatusSlot = 0;

// Fields that code, not data, must know by number. Their names and types stand in concepts.json
// like all others; Codebooks::Build refuses data that disagrees.
namespace field {
inline constexpr Field kVillage = 1;     // household: ten-digit code
inline constexpr Field kAddress = 2;     // household
inline constexpr Field kSls = 3;         // household: neighbourhood (RT, dusun) as written
inline constexpr Field kHeadName = 4;    // household: Nama_KRT
inline constexpr Field kIdbdt = 5;       // household: the ministry's key
inline constexpr Field kHousehold = 20;  // family: the household it lives in
inline constexpr Field kNoKk = 21;       // family
inline constexpr Field kFamily = 40;  // person: the family it belongs to (Kepmensos 150/2022: one)
inline constexpr Field kName = 41;    // person
inline constexpr Field kNik = 42;     // person: as claimed
inline constexpr Field kBirthDate = 43;             // person: tgllahir
inline constexpr Field kSex = 44;                   // person: jnskel
inline constexpr Field kBirthPlace = 45;            // person: tmplahir
inline constexpr Field kIdartbdt = 46;              // person: the ministry's key
inline constexpr Field kRelationToHead = 47;        // person: hub_krt
inline constexpr Field kRelationToFamilyHead = 48;  // person: hubkel
inline constexpr Field kMotherName = 49;            // person
inline constexpr Field kNuk = 50;  // person: number of the family within the household
// Person: what the civil registry answered, beside what is claimed (domain.md §3). One group.
inline constexpr Field kCivilResult = 51;
inline constexpr Field kCivilReasons = 52;
inline constexpr Field kCivilChecked = 53;
inline constexpr Field kCivilName = 54;
inline constexpr Field kCivilBirthDate = 55;
inline constexpr Field kFamilyName = 22;     // family: head's name, when no person says it
inline constexpr Field kNameElsewhere = 70;  // group, institution, house, location
inline constexpr Field kVillageElsewhere = 71;
inline constexpr Field kAddressElsewhere = 72;
inline constexpr Field kSortElsewhere = 73;  // "KUBE", "LKSA", "posko pengungsian"
inline constexpr Field kResidents = 74;      // house: the household that lives in it
}  // namespace field

// Something wrong or odd, in both languages.
struct Finding {
  // A save is refused for errors in slots the officer touched; dirt that an import left elsewhere
  // in the record is not his.
  enum class Kind { kError, kWarning };
  Kind kind;
  Field field;
  std::string variable;    // as the codebook names it
  std::string message;     // English
  std::string message_id;  // Indonesian
};

class Codebooks {
 public:
  // The codebooks compiled into this program. The first call takes a few milliseconds.
  static const Codebooks& BuiltIn();
  // The same as data, to which a caller may add a file's codebook before Build.
  static v1::CodebookSet BuiltInData();

  // kInvalid, naming codebook, question and cause, when the parts do not fit together: an unknown
  // concept, a code twice, a skip rule across records, a group spanning kinds, a permanent field
  // number that means something else, a crosswalk that leaves a code out (codebook_rules.h).
  static Result<std::shared_ptr<const Codebooks>> Build(v1::Concepts concepts,
                                                        std::vector<v1::Codebook> codebooks,
                                                        std::vector<v1::Crosswalk> crosswalks);
  static Result<std::shared_ptr<const Codebooks>> Build(v1::CodebookSet set);
  ~Codebooks();

  // --- concepts ---
  const v1::Concept* ConceptOf(Field field) const;               // nullptr: newer than this program
  const v1::Concept* ConceptNamed(std::string_view name) const;  // in any case
  Slot SlotOf(Field field) const;                                // an unknown field is its own slot
  // Ascending; empty for kStatusSlot, for unknown slots, and for a field that merges in a group.
  std::span<const Field> FieldsOf(Slot slot) const;
  v1::MergePolicy PolicyOf(Slot slot) const;  // the strictest of its members; unknown: hold
  std::span<const Field> FieldsOfKind(v1::RecordKind kind) const;  // ascending

  // Whether both mean the same: equal content, equal code of one codebook, or codes tied by an
  // exact crosswalk. An equivalence: Build refuses crosswalks that would make two codes of one
  // codebook equal.
  bool Same(Field field, const Value& a, const Value& b) const;

  // What a supervisor is told of, by what numbers; version 0: nothing is (signals.json).
  const v1::SignalRules& signals() const;

  // --- codebooks ---
  std::vector<const v1::Codebook*> All() const;  // by number
  const v1::Codebook* Find(CodebookNumber number) const;
  const v1::Codebook* FindNamed(std::string_view name) const;
  const v1::Variable* VariableFor(CodebookNumber codebook, Field field) const;
  // By the codebook's own name for it or the concept's; case, spaces and _ do not matter.
  const v1::Variable* VariableNamed(CodebookNumber codebook, std::string_view name,
                                    v1::RecordKind kind) const;
  Field FieldOf(const v1::Variable& variable) const;

  // What an officer typed ("semen", "Semen / bata merah", "6", "1985-03-14", "14/3/1985", "akta,
  // KTP", "1.250", "tidak tahu") as a value, or kInvalid with a message in `language` ("id", "en")
  // that names the question and what it accepts. `override_as_written` keeps a NIK, No KK, date or
  // number that breaks a rule as the document has it; the answer's How is then the caller's to set.
  Result<Value> Parse(CodebookNumber codebook, const v1::Variable& variable, std::string_view typed,
                      bool override_as_written = false, std::string_view language = "en") const;
  // The value in words of `language`; codes unknown here are printed as numbers, never hidden.
  std::string Words(Field field, const Value& value, std::string_view language) const;

  // Whether the question is asked, given the other answers of the same record. `today` yyyymmdd for
  // ages. A condition nobody has answered yet: not asked; one that was asked in vain (unknown,
  // refused, blank): asked, for money may follow from it.
  bool IsAsked(CodebookNumber codebook, const v1::Variable& variable, const Answers& record,
               std::uint32_t today) const;

  // All that is wrong or odd with a record of `kind`: ranges, codes, skip rules, a missing
  // required answer, NIK against birth date and sex (domain.md §3.1), dates to come. What was kept
  // as written is a warning. In the codebook's order. Whether the region in a NIK exists is not
  // asked here: the list of regions is a room of its own.
  std::vector<Finding> Check(CodebookNumber codebook, v1::RecordKind kind, const Answers& record,
                             std::uint32_t today) const;

  // The value in another codebook; nothing when it cannot be mapped, with the reason in `why`
  // (which may be null). A translation that loses something gives the value and the loss in `why`.
  std::optional<Value> Translate(Field field, const Value& value, CodebookNumber to,
                                 std::string* why) const;

 private:
  Codebooks();
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace tilik
