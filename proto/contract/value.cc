#include "proto/contract/value.h"

#include <set>
#include <utility>

namespace tilik {
namespace {

using Columns = google::protobuf::RepeatedPtrField<v1::ValueColumns>;

Status Flaw(const std::string& what) { return Status::Invalid("values: " + what); }

std::string Named(Field field) { return "field " + std::to_string(field); }

Status CheckLengths(const v1::ValueColumns& columns) {
  if (columns.coded_fields_size() != columns.codes_size()) return Flaw("coded fields and codes");
  if (columns.number_fields_size() != columns.numbers_size()) {
    return Flaw("number fields and numbers");
  }
  if (columns.text_fields_size() != columns.texts_size()) return Flaw("text fields and texts");
  if (static_cast<std::size_t>(columns.record_fields_size()) * RecordId::kSize !=
      columns.records().size()) {
    return Flaw("record fields and records");
  }
  if (columns.absent_fields_size() != columns.absences_size()) {
    return Flaw("absent fields and absences");
  }
  return Status();
}

int CountOf(const v1::ValueColumns& columns) {
  return columns.coded_fields_size() + columns.number_fields_size() + columns.text_fields_size() +
         columns.record_fields_size() + columns.absent_fields_size();
}

// Puts the values of columns into answers one by one, in the order their `hows` are in.
class Reader {
 public:
  Reader(const v1::ValueColumns& columns, Answers* answers)
      : columns_(columns), answers_(answers) {}

  Status Read() {
    TILIK_RETURN_IF_ERROR(CheckLengths(columns_));
    if (columns_.hows_size() > 1 && columns_.hows_size() != CountOf(columns_)) {
      return Flaw("neither none, nor one, nor as many `hows` as values");
    }
    if (columns_.coded_fields_size() > 0 && columns_.codebook() == 0) {
      return Flaw("codes without their codebook");
    }
    for (int i = 0; i < columns_.codes_size(); ++i) {
      TILIK_RETURN_IF_ERROR(
          Add(columns_.coded_fields(i), Coded{columns_.codebook(), columns_.codes(i)}));
    }
    for (int i = 0; i < columns_.numbers_size(); ++i) {
      TILIK_RETURN_IF_ERROR(Add(columns_.number_fields(i), std::int64_t{columns_.numbers(i)}));
    }
    for (int i = 0; i < columns_.texts_size(); ++i) {
      if (columns_.texts(i).size() > kMaxTextBytes) {
        return Flaw(Named(columns_.text_fields(i)) + " has too long a text");
      }
      TILIK_RETURN_IF_ERROR(Add(columns_.text_fields(i), columns_.texts(i)));
    }
    TILIK_RETURN_IF_ERROR(ReadRecords());
    return ReadAbsences();
  }

 private:
  Status ReadRecords() {
    std::string_view records = columns_.records();
    for (Field field : columns_.record_fields()) {
      RecordId record = *RecordId::FromRaw(records.substr(0, RecordId::kSize));
      if (record.none()) return Flaw(Named(field) + " names no record");
      TILIK_RETURN_IF_ERROR(Add(field, record));
      records.remove_prefix(RecordId::kSize);
    }
    return Status();
  }

  Status ReadAbsences() {
    for (int i = 0; i < columns_.absences_size(); ++i) {
      Field field = columns_.absent_fields(i);
      v1::Absence absence = columns_.absences(i);
      if (absence == v1::ABSENCE_UNSPECIFIED) {
        return Flaw(Named(field) + " is absent without saying how");
      }
      if (!v1::Absence_IsValid(absence)) {
        return Status::Unsupported("values: " + Named(field) + " is absent in an unknown way");
      }
      TILIK_RETURN_IF_ERROR(Add(field, static_cast<Absent>(absence)));
    }
    return Status();
  }

  Status Add(Field field, Value value) {
    if (field == 0 || field > kMaxField) return Flaw(Named(field) + " is out of bounds");
    if (answers_->size() == kMaxAnswers) return Flaw("too many");
    v1::How how = NextHow();
    if (!v1::How_IsValid(how)) {
      return Status::Unsupported("values: " + Named(field) + " came about in an unknown way");
    }
    if (!answers_->try_emplace(field, Answer{std::move(value), static_cast<How>(how)}).second) {
      return Flaw(Named(field) + " stands twice");
    }
    return Status();
  }

  v1::How NextHow() {
    if (columns_.hows_size() == 0) return v1::HOW_UNSPECIFIED;
    if (columns_.hows_size() == 1) return columns_.hows(0);
    return columns_.hows(next_how_++);
  }

  const v1::ValueColumns& columns_;
  Answers* answers_;
  int next_how_ = 0;
};

// Collects one codebook's columns, with the `how` of each pair kept beside it until all are known.
class Writer {
 public:
  explicit Writer(v1::ValueColumns* columns) : columns_(columns) {}

  void Add(Field field, const Answer& answer) {
    hows_[answer.value.index() == 0 ? kAbsentLast : answer.value.index()].push_back(answer.how);
    std::visit([this, field](const auto& content) { AddContent(field, content); }, answer.value);
  }

  void Finish() {
    std::vector<How> all;
    for (const auto& [column, hows] : hows_) all.insert(all.end(), hows.begin(), hows.end());
    bool same = std::set<How>(all.begin(), all.end()).size() == 1;
    if (same && all.front() == How::kUnspecified) return;
    if (same) all.resize(1);
    for (How how : all) columns_->add_hows(static_cast<v1::How>(how));
  }

 private:
  // `hows` stand in the order of Value's alternatives, but for Absent, which comes after the
  // others.
  static constexpr std::size_t kAbsentLast = std::variant_size_v<Value>;

  void AddContent(Field field, Absent absent) {
    columns_->add_absent_fields(field);
    columns_->add_absences(static_cast<v1::Absence>(absent));
  }
  void AddContent(Field field, const Coded& coded) {
    columns_->add_coded_fields(field);
    columns_->add_codes(coded.code);
  }
  void AddContent(Field field, std::int64_t number) {
    columns_->add_number_fields(field);
    columns_->add_numbers(number);
  }
  void AddContent(Field field, const std::string& text) {
    columns_->add_text_fields(field);
    columns_->add_texts(text);
  }
  void AddContent(Field field, const RecordId& record) {
    columns_->add_record_fields(field);
    columns_->mutable_records()->append(record.raw());
  }

  v1::ValueColumns* columns_;
  std::map<std::size_t, std::vector<How>> hows_;
};

std::set<CodebookNumber> CodebooksIn(const Answers& answers) {
  std::set<CodebookNumber> codebooks;
  for (const auto& [field, answer] : answers) {
    if (const Coded* coded = std::get_if<Coded>(&answer.value)) {
      TILIK_CHECK(coded->codebook != 0, "a code never travels without its codebook");
      codebooks.insert(coded->codebook);
    }
  }
  return codebooks;
}

}  // namespace

Result<Answers> ReadColumns(const Columns& columns) {
  Answers answers;
  for (const v1::ValueColumns& one : columns) {
    TILIK_RETURN_IF_ERROR(Reader(one, &answers).Read());
  }
  return answers;
}

void WriteColumns(const Answers& answers, Columns* columns) {
  if (answers.empty()) return;
  std::set<CodebookNumber> codebooks = CodebooksIn(answers);
  if (codebooks.empty()) codebooks.insert(0);
  CodebookNumber first = *codebooks.begin();
  std::map<CodebookNumber, Writer> writers;
  for (CodebookNumber codebook : codebooks) {
    v1::ValueColumns* one = columns->Add();
    one->set_codebook(codebook);
    writers.emplace(codebook, Writer(one));
  }
  for (const auto& [field, answer] : answers) {
    const Coded* coded = std::get_if<Coded>(&answer.value);
    writers.at(coded == nullptr ? first : coded->codebook).Add(field, answer);
  }
  for (auto& [codebook, writer] : writers) writer.Finish();
}

}  // namespace tilik
