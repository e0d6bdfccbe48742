#include "sync-server/importer/answers_in_row.h"

#include <algorithm>

#include "proto/contract/folding.h"

namespace tilik::importer {
namespace {

constexpr std::size_t kMostTextsRemembered = 256;

// Whether 0 can be what the cell says rather than a way of saying nothing. A number says zero.
bool ZeroIsAnAnswer(const v1::Variable& variable, v1::ConceptType type) {
  if (type == v1::CONCEPT_TYPE_NUMBER) return true;
  if (type != v1::CONCEPT_TYPE_CODE && type != v1::CONCEPT_TYPE_BIT_SET) return false;
  return std::any_of(variable.codes().begin(), variable.codes().end(),
                     [](const v1::Code& code) { return code.code() == 0; });
}

// "0", "000", "0000-00-00".
bool IsZero(std::string_view text) {
  return text.find('0') != std::string_view::npos &&
         text.find_first_not_of("0-/. ") == std::string_view::npos;
}

bool IsAskedInRows(v1::ConceptType type) {
  switch (type) {
    case v1::CONCEPT_TYPE_CODE:
    case v1::CONCEPT_TYPE_BIT_SET:
    case v1::CONCEPT_TYPE_NUMBER:
    case v1::CONCEPT_TYPE_DATE:
    case v1::CONCEPT_TYPE_TEXT:
    case v1::CONCEPT_TYPE_NIK:
      return true;
    default:
      return false;
  }
}

}  // namespace

RowAnswers::RowAnswers(const Codebooks& codebooks, std::string_view codebook, v1::RecordKind kind,
                       Table& table, const std::vector<std::string_view>& read_elsewhere)
    : codebooks_(codebooks), codebook_(codebooks.FindNamed(codebook)->number()), table_(table) {
  const std::vector<std::string>& names = table.header().names();
  for (std::size_t place = 0; place < names.size(); ++place) {
    const v1::Variable* variable = codebooks.VariableNamed(codebook_, names[place], kind);
    const v1::ConceptType type = variable == nullptr
                                     ? v1::CONCEPT_TYPE_UNSPECIFIED
                                     : codebooks.ConceptOf(codebooks.FieldOf(*variable))->type();
    const bool first = table.Find(Trimmed(names[place])) == place;
    if (first && IsAskedInRows(type)) {
      columns_.push_back({place,
                          codebooks.FieldOf(*variable),
                          variable,
                          type,
                          ZeroIsAnAnswer(*variable, type),
                          {}});
      continue;
    }
    const bool elsewhere = std::any_of(
        read_elsewhere.begin(), read_elsewhere.end(),
        [&](std::string_view name) { return first && Fold(name) == Fold(names[place]); });
    if (!elsewhere) {
      table.Report(Problem::kUnknownColumn, place, "",
                   first ? "kolom ini tidak dikenal dan tidak dibaca"
                         : "kolom ini sudah ada sebelumnya dan tidak dibaca lagi");
    }
  }
}

Result<Value> RowAnswers::ValueOf(Column& column, std::string_view text) {
  const bool coded =
      column.type == v1::CONCEPT_TYPE_CODE || column.type == v1::CONCEPT_TYPE_BIT_SET;
  if (!coded) return codebooks_.Parse(codebook_, *column.variable, text, false, "id");
  auto known = column.read.find(std::string(text));
  if (known != column.read.end()) return known->second;
  TILIK_ASSIGN_OR_RETURN(Value value,
                         codebooks_.Parse(codebook_, *column.variable, text, false, "id"));
  if (column.read.size() < kMostTextsRemembered) column.read.emplace(text, value);
  return value;
}

Answers RowAnswers::Read(std::string_view key) {
  Answers answers;
  for (Column& column : columns_) {
    const std::string_view text = table_.Text(column.place);
    if (IsNoData(text) || (!column.zero_is_an_answer && IsZero(text))) {
      ++cells_without_data_;
      continue;
    }
    Answer answer;
    Result<Value> value = ValueOf(column, text);
    if (!value.ok() && column.type == v1::CONCEPT_TYPE_NIK) {
      table_.Report(Problem::kAsWritten, column.place, key, value.status().message());
      value = codebooks_.Parse(codebook_, *column.variable, text, true, "id");
      answer.how = How::kAsWritten;
    }
    if (!value.ok()) {
      table_.Report(Problem::kUnknownValue, column.place, key, value.status().message());
      continue;
    }
    if (IsAbsent(*value)) {
      ++cells_without_data_;
      continue;
    }
    answer.value = *std::move(value);
    answers.emplace(column.field, std::move(answer));
  }
  return answers;
}

}  // namespace tilik::importer
