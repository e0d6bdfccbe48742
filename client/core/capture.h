// Capture: from what an officer wrote to signed work. Pure functions, from a form and what was on
// the screen to operations; no store, no clock, no files.
//
// Rules are domain.md §3.3 and §3.4. A form is refused as a whole or taken as a whole, and all that
// is wrong with it is said at once: an officer under a tree does not want ten rounds of errors.
// Removals never change a field: they become ProposeStatus, for a supervisor to decide.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/core/capture_words.h"
#include "client/core/screen.h"
#include "proto/contract/codebook.h"
#include "tilik/v1/app.pb.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik::client {

// What is wrong or odd with a form, in the form's own places: Finding::variable is a path such as
// "members[1].answers.nik".
class Findings {
 public:
  void Error(std::string at, Wording wording);
  void Warn(std::string at, Wording wording);

  bool refused() const { return refused_; }
  const std::vector<Finding>& list() const { return list_; }

 private:
  std::vector<Finding> list_;
  bool refused_ = false;
};

// The enum value a word stands for; 0, and an error listing what is accepted, when there is none.
// `question` is what the word answers, as the form calls it.
template <typename Enum>
Enum ReadWord(const std::string& at, std::string_view typed, Vocabulary vocabulary,
              Findings& findings);

// One line of a danom, with what this device knows to have been handed out on it.
struct DanomLine {
  v1::EntitlementLine line;
  std::int64_t handed_out = 0;  // thousandths, deductions included
  // Who says, on another phone, to have handed it out: officers' names.
  std::vector<std::string> claimed_by;
};

// What the device knows beyond the screen. Answers come from its store; a test's from a map.
class Known {
 public:
  virtual ~Known() = default;
  // Records of this kind that `text` names: a record id, IDBDT (household), No KK (family),
  // IDARTBDT or NIK (person), the name of a group, an institution, a house or a place.
  virtual std::vector<RecordId> Named(v1::RecordKind kind, std::string_view text) const = 0;
  // What a recipient is called: its name, or that of its head; empty when unknown.
  virtual std::string NameOf(const RecordId& record) const = 0;
  virtual std::vector<DanomLine> LinesOf(const RecordId& recipient) const = 0;
  virtual std::optional<DanomLine> LineNamed(const LineId& line) const = 0;
  virtual std::vector<v1::Programme> Programmes() const = 0;
  virtual bool IsAssigned(std::uint64_t village) const = 0;
  virtual std::vector<std::uint64_t> Villages() const = 0;  // assigned
  // The record as it is shown now; nothing when it is not here.
  virtual std::optional<ScreenRecord> Look(const RecordId& record) const = 0;
};

struct CaptureContext {
  const Codebooks& codebooks;
  const Known& known;
  std::function<RecordId()> new_record_id;
  std::uint32_t today;  // yyyymmdd, on the wall calendar of the device
};

struct PhotoToAttach {
  std::string file;
  v1::PhotoKind kind;
  RecordId record;
  // The follow-up of the same set whose stage it shows, by its place among the operations.
  std::optional<std::uint32_t> shows = std::nullopt;
};

// One change set to be: operations in the order in which the merge can follow them (records before
// what names them).
struct Captured {
  std::vector<v1::Operation> operations;
  std::vector<PhotoToAttach> photos;
  std::optional<v1::Place> place;
  std::vector<RecordId> created;
};

// Everybody and everything that aid may go to.
inline constexpr v1::RecordKind kRecipientKinds[] = {
    v1::RECORD_KIND_HOUSEHOLD, v1::RECORD_KIND_FAMILY,      v1::RECORD_KIND_PERSON,
    v1::RECORD_KIND_GROUP,     v1::RECORD_KIND_INSTITUTION, v1::RECORD_KIND_HOUSE,
    v1::RECORD_KIND_LOCATION};

// Latitude and longitude within the globe, as the contract writes them.
std::optional<v1::Place> ReadPlace(const v1::PlaceForm& form, Findings& findings);

// The one record a form's word names; nothing, and an error at `at`, when none or several do.
std::optional<RecordId> ReadRecord(const std::string& at, v1::RecordKind kind,
                                   std::string_view typed, const Known& known, Findings& findings);

// Takes back facts of an own change set: `only` one of its operations, or all its visits, handovers
// and non-deliveries. The reason is asked for; other operations cannot be taken back.
Captured CaptureWithdrawal(const Link& link, const std::vector<v1::Operation>& operations,
                           std::optional<std::uint32_t> only, const std::string& reason,
                           Findings& findings);

// A day that is not after today.
std::uint32_t ReadPastDay(const std::string& at, std::string_view typed, std::uint32_t today,
                          Findings& findings);

template <typename Enum>
Enum ReadWord(const std::string& at, std::string_view typed, Vocabulary vocabulary,
              Findings& findings) {
  if (const std::optional<int> value = ValueOf(vocabulary, typed)) return static_cast<Enum>(*value);
  const std::string word(typed);
  const std::string accepted = AcceptedWords(vocabulary);
  findings.Error(
      at, word.empty() ? Wording{"belum diisi; pilih: " + accepted, "missing; one of: " + accepted}
                       : Wording{"\"" + word + "\" tidak dikenal; pilih: " + accepted,
                                 "\"" + word + "\" is not known; one of: " + accepted});
  return static_cast<Enum>(0);
}

}  // namespace tilik::client
