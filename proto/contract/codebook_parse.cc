#include <algorithm>

#include "proto/contract/codebook_parts.h"
#include "proto/contract/codebook_wording.h"
#include "proto/contract/folding.h"
#include "proto/contract/identity.h"
#include "proto/contract/region.h"
#include "proto/contract/typed_text.h"

namespace tilik {
namespace {

bool AllDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<std::uint32_t> SmallNumber(std::string_view digits) {
  if (!AllDigits(digits) || digits.size() > 9) return std::nullopt;
  std::uint32_t number = 0;
  for (char c : digits) number = number * 10 + static_cast<std::uint32_t>(c - '0');
  return number;
}

bool InRange(const v1::Variable& variable, std::int64_t number) {
  return (!variable.has_min() || number >= variable.min()) &&
         (!variable.has_max() || number <= variable.max());
}

// Whether a part of "Semen / bata merah" is what was typed.
bool HasPart(const std::string& label, const std::string& folded) {
  for (std::size_t start = 0; start <= label.size();) {
    const std::size_t end = std::min(label.find('/', start), label.size());
    if (Fold(std::string_view(label).substr(start, end - start)) == folded) return true;
    start = end + 1;
  }
  return false;
}

// The code a number, short name, label or unambiguous part of a label stands for.
std::optional<std::uint32_t> CodeOf(const v1::Variable& variable, std::string_view typed) {
  const std::optional<std::uint32_t> number = SmallNumber(typed);
  if (variable.codes().empty()) {
    return number && InRange(variable, *number) ? number : std::nullopt;
  }
  if (number) {
    for (const v1::Code& code : variable.codes()) {
      if (code.code() == *number) return code.code();
      for (std::uint32_t printed : code.also()) {
        if (printed == *number) return code.code();
      }
    }
  }
  const std::string folded = Fold(typed);
  for (const v1::Code& code : variable.codes()) {
    if (folded == Fold(code.name()) || folded == Fold(code.label().id()) ||
        folded == Fold(code.label().en())) {
      return code.code();
    }
  }
  std::optional<std::uint32_t> only;
  for (const v1::Code& code : variable.codes()) {
    if (!HasPart(code.label().id(), folded) && !HasPart(code.label().en(), folded)) continue;
    if (only) return std::nullopt;
    only = code.code();
  }
  return only;
}

// Names and labels may hold spaces and slashes, so a list is split at commas, semicolons and plus
// signs only; a single number is the sum of its bits.
std::optional<std::uint32_t> BitsOf(const v1::Variable& variable, std::string_view typed) {
  std::uint32_t known_bits = 0;
  for (const v1::Code& code : variable.codes()) known_bits |= code.code();
  if (const auto number = SmallNumber(typed)) {
    return (*number & ~known_bits) == 0 ? number : std::nullopt;
  }
  std::uint32_t bits = 0;
  for (std::size_t start = 0; start <= typed.size();) {
    const std::size_t end = std::min(typed.find_first_of(",;+", start), typed.size());
    std::string_view part = typed.substr(start, end - start);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    const std::optional<std::uint32_t> code = CodeOf(variable, part);
    if (!code) return std::nullopt;
    bits |= *code;
    start = end + 1;
  }
  return bits;
}

// `tidy` as a value of the concept's type, or nothing.
std::optional<Value> ValueOf(CodebookNumber codebook, const v1::Concept& item,
                             const v1::Variable& variable, const std::string& tidy) {
  switch (item.type()) {
    case v1::CONCEPT_TYPE_CODE:
      if (const auto code = CodeOf(variable, tidy)) return Coded{codebook, *code};
      return std::nullopt;
    case v1::CONCEPT_TYPE_BIT_SET:
      if (const auto bits = BitsOf(variable, tidy)) return Coded{codebook, *bits};
      return std::nullopt;
    case v1::CONCEPT_TYPE_NUMBER:
      if (const auto number = WholeNumber(tidy); number && InRange(variable, *number)) {
        return *number;
      }
      return std::nullopt;
    case v1::CONCEPT_TYPE_DATE:
      if (const auto date = DateInText(tidy); date && InRange(variable, *date)) {
        return std::int64_t{*date};
      }
      return std::nullopt;
    case v1::CONCEPT_TYPE_NIK:
      if (Result<Nik> nik = Nik::Parse(tidy); nik.ok()) return nik->digits();
      return std::nullopt;
    case v1::CONCEPT_TYPE_NO_KK:
      if (Result<NoKk> no_kk = NoKk::Parse(tidy); no_kk.ok()) return no_kk->digits();
      return std::nullopt;
    case v1::CONCEPT_TYPE_VILLAGE:
      if (const auto village = VillageCode::Parse(tidy)) {
        return static_cast<std::int64_t>(village->number());
      }
      return std::nullopt;
    case v1::CONCEPT_TYPE_RECORD:
      if (const auto id = RecordIdFromText(tidy)) return *id;
      return std::nullopt;
    case v1::CONCEPT_TYPE_TEXT:
      if (tidy.size() > MaxLengthOf(variable)) return std::nullopt;
      return tidy;
    default:
      return std::nullopt;
  }
}

// What may break its rule and still be kept, as the document has it.
std::optional<Value> AsWritten(v1::ConceptType type, const std::string& tidy) {
  if (tidy.empty() || tidy.size() > kMaxTextBytes) return std::nullopt;
  switch (type) {
    case v1::CONCEPT_TYPE_NUMBER:
      if (const auto number = WholeNumber(tidy)) return *number;
      return tidy;
    case v1::CONCEPT_TYPE_DATE:
    case v1::CONCEPT_TYPE_NIK:
    case v1::CONCEPT_TYPE_NO_KK:
      return tidy;
    default:
      return std::nullopt;
  }
}

// Why a number of sixteen digits was refused; English only, where identity.h says it.
std::string ReasonOf(v1::ConceptType type, const std::string& tidy) {
  if (type == v1::CONCEPT_TYPE_NIK) return Nik::Parse(tidy).status().message();
  if (type == v1::CONCEPT_TYPE_NO_KK) return NoKk::Parse(tidy).status().message();
  return {};
}

// At most 60 bytes of it, cut between characters.
std::string Quoted(const std::string& text) {
  constexpr std::size_t kShown = 60;
  if (text.size() <= kShown) return "\"" + text + "\"";
  std::size_t end = kShown;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return "\"" + text.substr(0, end) + "…\"";
}

Status Refused(const v1::Variable& variable, std::string_view language, const Wording& cause) {
  return Status::Invalid(In(language, QuestionOf(variable)) + ": " + In(language, cause));
}

}  // namespace

Result<Value> Codebooks::Parse(CodebookNumber codebook, const v1::Variable& variable,
                               std::string_view typed, bool override_as_written,
                               std::string_view language) const {
  const v1::Concept* item = ConceptNamed(variable.concept_name());
  TILIK_CHECK(item != nullptr, "a variable of a built codebook has a concept");
  const std::optional<std::string> tidy = TidyText(typed);
  if (!tidy) return Refused(variable, language, {"bukan teks UTF-8", "is not UTF-8 text"});
  const bool is_coded =
      item->type() == v1::CONCEPT_TYPE_CODE || item->type() == v1::CONCEPT_TYPE_BIT_SET;
  // A code may be called "tidak tahu", a name may not.
  if (!is_coded) {
    if (const auto absent = AbsenceInText(*tidy)) return Value(*absent);
  }
  if (std::optional<Value> value = ValueOf(codebook, *item, variable, *tidy)) {
    return *std::move(value);
  }
  if (is_coded) {
    if (const auto absent = AbsenceInText(*tidy)) return Value(*absent);
  }
  if (override_as_written) {
    if (std::optional<Value> value = AsWritten(item->type(), *tidy)) return *std::move(value);
  }
  const Wording accepted = AcceptedBy(*item, variable);
  const std::string reason = ReasonOf(item->type(), *tidy);
  const std::string quoted = Quoted(*tidy);
  return Refused(variable, language,
                 {quoted + " tidak diterima; isi " + accepted.id,
                  quoted + " is not accepted" + (reason.empty() ? "" : " (" + reason + ")") +
                      "; give " + accepted.en});
}

}  // namespace tilik
