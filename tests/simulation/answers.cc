#include "tests/simulation/answers.h"

namespace tilik::simulation {
namespace {

constexpr CodebookNumber kDtks = 1;
constexpr Field kStaBangunan = 100, kStaLahan = 101, kLuasLantai = 102, kLantai = 103,
                kDinding = 104, kKondisiDinding = 105, kSumberAirminum = 109, kStaPkh = 253,
                kStaKawin = 300, kAdaAktaNikah = 301, kStaBekerja = 311, kJamKerja = 312;

Value Code(Chance& chance, std::uint32_t codes) {
  return Coded{kDtks, 1 + static_cast<std::uint32_t>(chance.Below(codes))};
}

Value Text(Chance& chance, const std::vector<std::string>& texts) { return chance.OneOf(texts); }

Value Nik(Chance& chance) {
  return "53020112058" + std::to_string(chance.Below(8)) + "000" +
         std::to_string(1 + chance.Below(2));
}

}  // namespace

void Put(Answers& answers, Field field, Value value) {
  answers[field] = {std::move(value), How::kAsked};
}

Answers DrawAnswers(Chance& chance, v1::RecordKind kind) {
  Answers answers;
  if (kind == v1::RECORD_KIND_HOUSEHOLD) {
    switch (chance.Below(8)) {
      case 0:
        Put(answers, field::kAddress, Text(chance, {"Oebelo", "Nulle", "Fatumnasi"}));
        break;
      case 1:
        Put(answers, kStaPkh, Code(chance, 2));
        break;
      case 2:
        Put(answers, kStaBangunan, Code(chance, 3));
        Put(answers, kStaLahan,
            answers[kStaBangunan].value == Value(Coded{kDtks, 1}) ? Code(chance, 3)
                                                                  : Value(Absent::kSkipped));
        break;
      case 3:
        Put(answers, kLuasLantai, static_cast<std::int64_t>(20 + 10 * chance.Below(3)));
        break;
      case 4:
        Put(answers, kDinding, Code(chance, 3));
        Put(answers, kKondisiDinding, Code(chance, 2));
        break;
      case 5:
        Put(answers, kSumberAirminum, Code(chance, 3));
        break;
      case 6:
        Put(answers, field::kHeadName, Text(chance, {"Yosef", "Yusuf"}));
        break;
      default:
        Put(answers, kLantai, Code(chance, 4));
        break;
    }
  } else if (kind == v1::RECORD_KIND_FAMILY) {
    Put(answers, field::kFamilyName, Text(chance, {"Maria", "Mariana", "Meri"}));
  } else {
    switch (chance.Below(5)) {
      case 0:
        Put(answers, field::kNik, Nik(chance));
        break;
      case 4:
        Put(answers, field::kBirthDate,
            chance.OneOf<Value>({std::int64_t{19900817}, std::int64_t{19850000}}));
        break;
      case 1:
        Put(answers, field::kName, Text(chance, {"Anton", "Antonius", "Toni"}));
        break;
      case 2:
        Put(answers, kStaKawin, Code(chance, 3));
        Put(answers, kAdaAktaNikah, Code(chance, 2));
        break;
      default:
        Put(answers, kStaBekerja, Code(chance, 2));
        Put(answers, kJamKerja, static_cast<std::int64_t>(10 * chance.Below(3)));
        break;
    }
  }
  for (auto& [field, answer] : answers) {
    if (chance.Percent(3)) answer.how = How::kNotChecked;
  }
  if (answers.size() == 1 && chance.Percent(6)) {
    answers.begin()->second.value =
        chance.OneOf<Value>({Absent::kUnknown, Absent::kRefused, Absent::kNotAsked});
  }
  return answers;
}

Answers DrawFirstAnswers(Chance& chance, v1::RecordKind kind) {
  Answers answers;
  for (int i = 0; i < 5; ++i) {
    Answers more = DrawAnswers(chance, kind);
    for (auto& [field, answer] : more) {
      if (answer.how == How::kNotChecked || answer.value == Value(Absent::kNotAsked)) continue;
      answer.how = How::kUnspecified;
      answers[field] = answer;
    }
  }
  return answers;
}

}  // namespace tilik::simulation
