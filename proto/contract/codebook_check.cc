#include <algorithm>

#include "proto/contract/codebook_asked.h"
#include "proto/contract/codebook_wording.h"
#include "proto/contract/folding.h"
#include "proto/contract/identity.h"
#include "proto/contract/region.h"
#include "proto/contract/typed_text.h"

namespace tilik {
namespace {

// The letter L or P that every codebook names its codes of jnskel by.
std::optional<Sex> SexIn(const Codebooks& codebooks, const Answers& record) {
  const auto answer = record.find(field::kSex);
  if (answer == record.end()) return std::nullopt;
  const Coded* coded = std::get_if<Coded>(&answer->second.value);
  if (coded == nullptr) return std::nullopt;
  const v1::Variable* variable = codebooks.VariableFor(coded->codebook, field::kSex);
  if (variable == nullptr) return std::nullopt;
  for (const v1::Code& code : variable->codes()) {
    if (code.code() != coded->code) continue;
    if (Fold(code.name()) == "l") return Sex::kMale;
    if (Fold(code.name()) == "p") return Sex::kFemale;
  }
  return std::nullopt;
}

// yyyymmdd, 0 when unknown.
std::uint32_t BirthDateIn(const Answers& record) {
  const auto answer = record.find(field::kBirthDate);
  if (answer == record.end()) return 0;
  const std::int64_t* date = std::get_if<std::int64_t>(&answer->second.value);
  const bool sane = date != nullptr && *date > 0 && *date <= 99'999'999;
  return sane && IsDate(static_cast<std::uint32_t>(*date), /*partly=*/true)
             ? static_cast<std::uint32_t>(*date)
             : 0;
}

bool IsKnownCode(const v1::Variable& variable, v1::ConceptType type, std::uint32_t wanted) {
  if (variable.codes().empty()) return wanted >= variable.min() && wanted <= variable.max();
  std::uint32_t bits = 0;
  for (const v1::Code& code : variable.codes()) {
    if (code.code() == wanted) return true;
    bits |= code.code();
  }
  return type == v1::CONCEPT_TYPE_BIT_SET && wanted != 0 && (wanted & ~bits) == 0;
}

// One record against one codebook, question by question.
class RecordCheck {
 public:
  RecordCheck(const Codebooks& codebooks, const v1::Codebook& codebook, v1::RecordKind kind,
              const Answers& record, std::uint32_t today)
      : codebooks_(codebooks), codebook_(codebook), kind_(kind), record_(record), today_(today) {}

  std::vector<Finding> Run() {
    const std::span<const Field> fields = codebooks_.FieldsOfKind(kind_);
    for (const v1::Variable& variable : codebook_.variables()) {
      const Field field = codebooks_.FieldOf(variable);
      if (!std::binary_search(fields.begin(), fields.end(), field)) continue;
      CheckQuestion(variable, *codebooks_.ConceptOf(field));
    }
    for (const auto& [field, answer] : record_) {
      if (!std::binary_search(fields.begin(), fields.end(), field)) CheckStranger(field);
    }
    return std::move(findings_);
  }

 private:
  void Add(Finding::Kind kind, const v1::Variable& variable, const Wording& what) {
    const Wording question = QuestionOf(variable);
    findings_.push_back({kind, codebooks_.FieldOf(variable), NameOf(variable),
                         question.en + ": " + what.en, question.id + ": " + what.id});
  }
  void Error(const v1::Variable& variable, const Wording& what) {
    Add(Finding::Kind::kError, variable, what);
  }
  void Warn(const v1::Variable& variable, const Wording& what) {
    Add(Finding::Kind::kWarning, variable, what);
  }

  void CheckQuestion(const v1::Variable& variable, const v1::Concept& item) {
    const Asked asked = AskedOf(codebooks_, codebook_.number(), variable, record_, today_);
    const auto answer = record_.find(item.number());
    const Absent* absent =
        answer == record_.end() ? nullptr : std::get_if<Absent>(&answer->second.value);
    if (answer == record_.end() || absent != nullptr) {
      if (variable.required() && asked == Asked::kYes) CheckRequired(variable, absent);
      return;
    }
    if (asked == Asked::kNo) {
      Error(variable, {"tidak ditanyakan, karena jawaban lain menutupnya, tetapi ada jawaban \"" +
                           codebooks_.Words(item.number(), answer->second.value, "id") + "\"",
                       "is not asked, because another answer rules it out, yet has the answer \"" +
                           codebooks_.Words(item.number(), answer->second.value, "en") + "\""});
    }
    CheckValue(variable, item, answer->second);
  }

  void CheckRequired(const v1::Variable& variable, const Absent* absent) {
    const Wording missing = {"wajib diisi", "must be answered"};
    if (absent == nullptr || *absent == Absent::kNotAsked || *absent == Absent::kSkipped) {
      Error(variable, missing);
    } else if (*absent == Absent::kBlank) {
      Warn(variable, missing);
    }
  }

  void CheckValue(const v1::Variable& variable, const v1::Concept& item, const Answer& answer) {
    if (const Coded* coded = std::get_if<Coded>(&answer.value)) {
      CheckCode(variable, item, *coded);
      return;
    }
    if (!KeepsTheRules(variable, item, answer.value)) {
      const Wording accepted = AcceptedBy(item, variable);
      const std::string id = "\"" + codebooks_.Words(item.number(), answer.value, "id") + "\"";
      const std::string en = "\"" + codebooks_.Words(item.number(), answer.value, "en") + "\"";
      if (answer.how == How::kAsWritten) {
        Warn(variable, {id + " menyalahi aturan, disimpan seperti tertulis pada dokumen",
                        en + " breaks the rules, kept as the document has it"});
      } else {
        Error(variable, {id + " tidak diterima; isi " + accepted.id,
                         en + " is not accepted; give " + accepted.en});
      }
      if (item.type() == v1::CONCEPT_TYPE_NO_KK) CheckSwapped(variable, answer.value);
      return;
    }
    if (item.type() == v1::CONCEPT_TYPE_NIK) CheckNik(variable, answer.value);
    if (item.type() == v1::CONCEPT_TYPE_DATE && std::get<std::int64_t>(answer.value) > today_) {
      Error(variable, {"tanggalnya belum tiba", "the date is still to come"});
    }
  }

  // A code is judged by the codebook it names; one newer than this program is not judged at all.
  void CheckCode(const v1::Variable& variable, const v1::Concept& item, const Coded& coded) {
    const bool is_coded =
        item.type() == v1::CONCEPT_TYPE_CODE || item.type() == v1::CONCEPT_TYPE_BIT_SET;
    if (!is_coded) {
      const Wording accepted = AcceptedBy(item, variable);
      Error(variable, {"berisi kode; isi " + accepted.id, "holds a code; give " + accepted.en});
      return;
    }
    const v1::Variable* own = codebooks_.VariableFor(coded.codebook, item.number());
    if (codebooks_.Find(coded.codebook) == nullptr) return;
    if (own != nullptr && IsKnownCode(*own, item.type(), coded.code)) return;
    const Wording accepted = AcceptedBy(item, own == nullptr ? variable : *own);
    Error(variable,
          {codebooks_.Words(item.number(), coded, "id") + " tidak ada; isi " + accepted.id,
           codebooks_.Words(item.number(), coded, "en") + " does not exist; give " + accepted.en});
  }

  static bool KeepsTheRules(const v1::Variable& variable, const v1::Concept& item,
                            const Value& value) {
    const std::string* text = std::get_if<std::string>(&value);
    const std::int64_t* number = std::get_if<std::int64_t>(&value);
    if (number != nullptr && ((variable.has_min() && *number < variable.min()) ||
                              (variable.has_max() && *number > variable.max()))) {
      return false;
    }
    switch (item.type()) {
      case v1::CONCEPT_TYPE_NUMBER:
        return number != nullptr;
      case v1::CONCEPT_TYPE_DATE:
        return number != nullptr && *number > 0 && *number <= 99'999'999 &&
               IsDate(static_cast<std::uint32_t>(*number), /*partly=*/true);
      case v1::CONCEPT_TYPE_VILLAGE:
        return number != nullptr && *number > 0 &&
               VillageCode::FromNumber(static_cast<std::uint64_t>(*number)).has_value();
      case v1::CONCEPT_TYPE_TEXT:
        return text != nullptr && text->size() <= MaxLengthOf(variable);
      case v1::CONCEPT_TYPE_NIK:
        return text != nullptr && Nik::Parse(*text).ok();
      case v1::CONCEPT_TYPE_NO_KK:
        return text != nullptr && NoKk::Parse(*text).ok();
      case v1::CONCEPT_TYPE_RECORD:
        return std::holds_alternative<RecordId>(value);
      default:
        return false;
    }
  }

  void CheckSwapped(const v1::Variable& variable, const Value& value) {
    const std::string* text = std::get_if<std::string>(&value);
    if (text == nullptr || !Nik::Parse(*text).ok()) return;
    Warn(variable, {"tampaknya sebuah NIK; apakah NIK dan No KK tertukar?",
                    "looks like a NIK; were NIK and No KK swapped?"});
  }

  void CheckNik(const v1::Variable& variable, const Value& value) {
    const Result<Nik> nik = Nik::Parse(std::get<std::string>(value));
    const std::uint32_t born = BirthDateIn(record_);
    const std::optional<Sex> sex = SexIn(codebooks_, record_);
    const NikWarnings odd = CompareNik(*nik, born, sex, /*region_known=*/true);
    if (odd.birth_date_differs) {
      Warn(variable, {"tidak cocok dengan tanggal lahir " + DateInWords(born, "id"),
                      "does not agree with the birth date " + DateInWords(born, "en")});
    }
    if (odd.sex_differs) {
      const bool woman = nik->sex() == Sex::kFemale;
      Warn(variable, {std::string("menunjukkan ") + (woman ? "perempuan" : "laki-laki") +
                          ", tidak cocok dengan jenis kelamin yang tercatat",
                      std::string("is that of a ") + (woman ? "woman" : "man") +
                          ", which does not agree with the sex recorded"});
    }
  }

  // An answer about something else than this record. A field newer than this program is let pass.
  void CheckStranger(Field field) {
    const v1::Concept* item = codebooks_.ConceptOf(field);
    if (item == nullptr) return;
    findings_.push_back({Finding::Kind::kError, field, item->name(),
                         item->name() + ": is not a question about this kind of record",
                         item->name() + ": bukan pertanyaan tentang jenis catatan ini"});
  }

  const Codebooks& codebooks_;
  const v1::Codebook& codebook_;
  const v1::RecordKind kind_;
  const Answers& record_;
  const std::uint32_t today_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> Codebooks::Check(CodebookNumber codebook, v1::RecordKind kind,
                                      const Answers& record, std::uint32_t today) const {
  const v1::Codebook* known = Find(codebook);
  if (known == nullptr) return {};
  return RecordCheck(*this, *known, kind, record, today).Run();
}

}  // namespace tilik
