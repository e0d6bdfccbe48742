#include <algorithm>

#include "proto/contract/codebook_parts.h"
#include "proto/contract/codebook_wording.h"
#include "proto/contract/region.h"
#include "proto/contract/typed_text.h"

namespace tilik {
namespace {

std::string ListOf(const v1::Variable& variable) {
  std::string list;
  for (const v1::Code& code : variable.codes()) {
    list += (list.empty() ? "" : ", ") + std::to_string(code.code()) + " " + code.name();
  }
  return list;
}

// "0–98", "≥ 1" or nothing.
std::string RangeOf(const v1::Variable& variable, std::string_view language) {
  const auto number = [&](std::int64_t value) { return NumberInWords(value, language); };
  if (variable.has_min() && variable.has_max()) {
    return number(variable.min()) + "–" + number(variable.max());
  }
  if (variable.has_min()) return "≥ " + number(variable.min());
  if (variable.has_max()) return "≤ " + number(variable.max());
  return {};
}

std::string After(std::string_view separator, const std::string& text) {
  return text.empty() ? text : std::string(separator) + text;
}

constexpr const char* kAbsences[][2] = {{"tidak ditanyakan", "not asked"},
                                        {"dilewati", "skipped"},
                                        {"tidak tahu", "unknown"},
                                        {"menolak", "refused"},
                                        {"kosong", "blank"}};

const v1::Code* CodeIn(const v1::Variable* variable, std::uint32_t wanted) {
  if (variable == nullptr) return nullptr;
  const auto& codes = variable->codes();
  const auto found = std::find_if(codes.begin(), codes.end(),
                                  [wanted](const v1::Code& code) { return code.code() == wanted; });
  return found == codes.end() ? nullptr : &*found;
}

}  // namespace

std::string In(std::string_view language, const Wording& wording) {
  return language == "en" ? wording.en : wording.id;
}

const std::string& NameOf(const v1::Variable& variable) {
  return variable.name().empty() ? variable.concept_name() : variable.name();
}

std::size_t MaxLengthOf(const v1::Variable& variable) {
  return variable.max_length() > 0 ? variable.max_length() : kMaxTextBytes;
}

Wording QuestionOf(const v1::Variable& variable) {
  const std::string name = " (" + NameOf(variable) + ")";
  return {variable.label().id() + name, variable.label().en() + name};
}

Wording AcceptedBy(const v1::Concept& item, const v1::Variable& variable) {
  switch (item.type()) {
    case v1::CONCEPT_TYPE_CODE:
      if (variable.codes().empty()) {
        return {"kode " + RangeOf(variable, "id"), "a code " + RangeOf(variable, "en")};
      }
      return {"salah satu: " + ListOf(variable), "one of: " + ListOf(variable)};
    case v1::CONCEPT_TYPE_BIT_SET:
      return {"satu atau beberapa, dipisah koma: " + ListOf(variable),
              "one or more, with commas between: " + ListOf(variable)};
    case v1::CONCEPT_TYPE_NUMBER:
      return {"bilangan bulat" + After(" ", RangeOf(variable, "id")),
              "a whole number" + After(" ", RangeOf(variable, "en"))};
    case v1::CONCEPT_TYPE_DATE:
      return {"tanggal yang ada, seperti 14-03-1985, 03-1985 atau 1985",
              "a date that exists, such as 14-03-1985, 03-1985 or 1985"};
    case v1::CONCEPT_TYPE_RECORD:
      return {"ID catatan seperti 0190b6e5-…", "a record id such as 0190b6e5-…"};
    case v1::CONCEPT_TYPE_NIK:
      return {"NIK 16 angka (kode wilayah, tanggal lahir, nomor urut)",
              "a NIK of 16 digits (region, birth date, serial)"};
    case v1::CONCEPT_TYPE_NO_KK:
      return {"No KK 16 angka (kode wilayah, tanggal terbit, nomor urut), bukan NIK",
              "a No KK of 16 digits (region, date of issue, serial), not a NIK"};
    case v1::CONCEPT_TYPE_VILLAGE:
      return {"kode desa 10 angka seperti 53.02.01.2001",
              "a village code of 10 digits such as 53.02.01.2001"};
    default:
      break;
  }
  const std::string length = std::to_string(MaxLengthOf(variable));
  return {"teks paling panjang " + length + " bita", "text of at most " + length + " bytes"};
}

std::string Codebooks::Words(Field field, const Value& value, std::string_view language) const {
  const v1::Concept* item = ConceptOf(field);
  const v1::ConceptType type = item == nullptr ? v1::CONCEPT_TYPE_UNSPECIFIED : item->type();
  if (const Absent* absent = std::get_if<Absent>(&value)) {
    const std::size_t row = static_cast<std::size_t>(*absent) - 1;
    return kAbsences[row][language == "en" ? 1 : 0];
  }
  if (const std::string* text = std::get_if<std::string>(&value)) return *text;
  if (const RecordId* id = std::get_if<RecordId>(&value)) return ToUuidText(*id);
  if (const std::int64_t* number = std::get_if<std::int64_t>(&value)) {
    if (type == v1::CONCEPT_TYPE_DATE && *number > 0 && *number <= 99'999'999) {
      return DateInWords(static_cast<std::uint32_t>(*number), language);
    }
    if (type == v1::CONCEPT_TYPE_VILLAGE && *number > 0) {
      const auto village = VillageCode::FromNumber(static_cast<std::uint64_t>(*number));
      if (village) return village->Text();
    }
    return NumberInWords(*number, language);
  }

  const Coded& coded = std::get<Coded>(value);
  const v1::Variable* variable = VariableFor(coded.codebook, field);
  const v1::Codebook* codebook = Find(coded.codebook);
  const std::string source = codebook != nullptr ? codebook->name()
                                                 : In(language, {"buku kode ", "codebook "}) +
                                                       std::to_string(coded.codebook);
  const auto in_words = [&](std::uint32_t number) {
    if (const v1::Code* code = CodeIn(variable, number)) {
      return language == "en" ? code->label().en() : code->label().id();
    }
    return In(language, {"kode ", "code "}) + std::to_string(number) + " (" + source + ")";
  };
  if (type != v1::CONCEPT_TYPE_BIT_SET || CodeIn(variable, coded.code) != nullptr) {
    return in_words(coded.code);
  }
  std::string words;
  for (std::uint32_t bit = 1; bit != 0; bit <<= 1) {
    if ((coded.code & bit) != 0) words += (words.empty() ? "" : ", ") + in_words(bit);
  }
  return words.empty() ? in_words(0) : words;
}

}  // namespace tilik
