#include "client/core/capture_answers.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "proto/contract/folding.h"

namespace tilik::client {
namespace {

using Json = google::protobuf::Value;

const std::string& NameIn(const v1::Variable& variable) {
  return variable.name().empty() ? variable.concept_name() : variable.name();
}

// Edits between two words; a misspelt variable is one or two away from the one meant.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

// A JSON value as it would be typed; a list becomes "akta, KTP". Nothing for objects and fractions.
std::optional<std::string> TextOf(const Json& json) {
  switch (json.kind_case()) {
    case Json::kStringValue:
      return json.string_value();
    case Json::kBoolValue:
      return json.bool_value() ? "ya" : "tidak";
    case Json::kNumberValue: {
      const double number = json.number_value();
      if (!(std::abs(number) < 1e15) || number != std::floor(number)) return std::nullopt;
      return std::to_string(static_cast<std::int64_t>(number));
    }
    case Json::kListValue: {
      std::string list;
      for (const Json& element : json.list_value().values()) {
        if (element.kind_case() == Json::kListValue) return std::nullopt;
        const std::optional<std::string> text = TextOf(element);
        if (!text) return std::nullopt;
        list += (list.empty() ? "" : ", ") + *text;
      }
      return list;
    }
    default:
      return std::nullopt;
  }
}

std::string Joined(const std::string& at, const std::string& part) {
  return at.empty() ? part : at + "." + part;
}

}  // namespace

AnswerReader::AnswerReader(const CaptureContext& context, const v1::VisitForm& form,
                           Findings& findings)
    : context_(context), findings_(findings) {
  const std::string name = form.codebook().empty() ? "dtks-2020" : form.codebook();
  codebook_ = context.codebooks.FindNamed(name);
  if (codebook_ == nullptr) {
    std::string known;
    for (const v1::Codebook* one : context.codebooks.All()) {
      known += (known.empty() ? "" : ", ") + one->name();
    }
    findings.Error("codebook", {"buku kode \"" + name + "\" tidak dikenal; pilih: " + known,
                                "codebook \"" + name + "\" is not known; one of: " + known});
  }
  for (const std::string& variable : form.seen()) named_.push_back({"seen", variable, ""});
  for (const std::string& variable : form.as_written()) {
    named_.push_back({"as_written", variable, ""});
  }
  const std::map<std::string, std::string> overrule(form.overrule().begin(), form.overrule().end());
  for (const auto& [variable, reason] : overrule) {
    if (reason.empty()) {
      findings.Error("overrule." + variable, {"alasan belum diisi", "the reason is missing"});
    }
    named_.push_back({"overrule", variable, reason});
  }
}

AnswerReader::Named* AnswerReader::Listed(std::string_view list, const v1::Variable& variable) {
  for (Named& one : named_) {
    if (one.list == list && (Fold(one.name) == Fold(NameIn(variable)) ||
                             Fold(one.name) == Fold(variable.concept_name()))) {
      one.used = true;
      return &one;
    }
  }
  return nullptr;
}

void AnswerReader::CheckNames() {
  for (const Named& one : named_) {
    if (one.used) continue;
    findings_.Error(one.list, {"\"" + one.name + "\" tidak ada di antara jawaban formulir ini",
                               "\"" + one.name + "\" is not among the answers of this form"});
  }
}

const v1::Variable* AnswerReader::FindVariable(const std::string& at, const std::string& name,
                                               v1::RecordKind kind) {
  if (const v1::Variable* variable =
          context_.codebooks.VariableNamed(codebook_->number(), name, kind)) {
    return variable;
  }
  for (const v1::RecordKind other :
       {v1::RECORD_KIND_HOUSEHOLD, v1::RECORD_KIND_FAMILY, v1::RECORD_KIND_PERSON}) {
    if (context_.codebooks.VariableNamed(codebook_->number(), name, other) == nullptr) continue;
    findings_.Error(
        at, {"pertanyaan \"" + name + "\" adalah tentang " + WordFor(kRecordKinds, other, "id") +
                 ", bukan " + WordFor(kRecordKinds, kind, "id"),
             "question \"" + name + "\" is about a " + WordFor(kRecordKinds, other, "en") +
                 ", not a " + WordFor(kRecordKinds, kind, "en")});
    return nullptr;
  }
  std::string nearest;
  std::size_t least = 3;
  for (const v1::Variable& variable : codebook_->variables()) {
    const Field field = context_.codebooks.FieldOf(variable);
    const v1::Concept* concept_ = context_.codebooks.ConceptOf(field);
    if (concept_ == nullptr || concept_->kind() != kind) continue;
    const std::size_t distance = Distance(Fold(name), Fold(NameIn(variable)));
    if (distance < least) {
      least = distance;
      nearest = NameIn(variable);
    }
  }
  findings_.Error(at, {"pertanyaan \"" + name + "\" tidak dikenal dalam " + codebook_->name() +
                           (nearest.empty() ? "" : "; maksudnya \"" + nearest + "\"?"),
                       "question \"" + name + "\" is not known in " + codebook_->name() +
                           (nearest.empty() ? "" : "; did you mean \"" + nearest + "\"?")});
  return nullptr;
}

std::optional<Value> AnswerReader::ReadText(const std::string& at, const v1::Variable& variable,
                                            const std::string& typed, bool as_written) {
  const auto parsed = [&](std::string_view language) {
    return context_.codebooks.Parse(codebook_->number(), variable, typed, as_written, language);
  };
  Result<Value> value = parsed("en");
  if (value.ok()) return *std::move(value);
  findings_.Error(at, {parsed("id").status().message(), value.status().message()});
  return std::nullopt;
}

std::optional<Field> AnswerReader::FieldNamed(const std::string& at, const std::string& name,
                                              v1::RecordKind kind) {
  const v1::Variable* variable = FindVariable(at, name, kind);
  if (variable == nullptr) return std::nullopt;
  return context_.codebooks.FieldOf(*variable);
}

std::optional<Value> AnswerReader::ReadOne(const std::string& at, Field field,
                                           const std::string& typed) {
  const v1::Variable* variable = context_.codebooks.VariableFor(codebook_->number(), field);
  if (variable == nullptr) {
    findings_.Error(at, {"buku kode " + codebook_->name() + " tidak memuat pertanyaan ini",
                         "codebook " + codebook_->name() + " has no such question"});
    return std::nullopt;
  }
  return ReadText(at, *variable, typed, /*as_written=*/false);
}

std::optional<Value> AnswerReader::ReadValue(const std::string& at, const v1::Variable& variable,
                                             const Json& typed, bool as_written) {
  const v1::Concept* concept_ = context_.codebooks.ConceptOf(context_.codebooks.FieldOf(variable));
  if (concept_->type() == v1::CONCEPT_TYPE_RECORD) {
    findings_.Error(at, {"keanggotaan diubah dengan move_to, bukan sebagai jawaban",
                         "membership is changed with move_to, not as an answer"});
    return std::nullopt;
  }
  const std::optional<std::string> text = TextOf(typed);
  const bool several = typed.kind_case() == Json::kListValue;
  if (!text || (several && concept_->type() != v1::CONCEPT_TYPE_BIT_SET)) {
    findings_.Error(at, {variable.label().id() + ": tulis satu kata atau satu bilangan bulat",
                         variable.label().en() + ": write one word or one whole number"});
    return std::nullopt;
  }
  return ReadText(at, variable, *text, as_written);
}

Answers AnswerReader::Read(const WrittenRecord& written, const Answers& screen) {
  Answers answers = written.known;
  std::set<Field> answered;
  std::set<std::string> names;
  for (const auto& [name, json] : written.answers) names.insert(name);
  for (const std::string& name : names) {
    const Json& json = written.answers.at(name);
    const std::string at = Joined(written.at, "answers." + name);
    const v1::Variable* variable = FindVariable(at, name, written.kind);
    if (variable == nullptr || json.kind_case() == Json::kNullValue) continue;
    const bool as_written = Listed("as_written", *variable) != nullptr;
    const bool seen = Listed("seen", *variable) != nullptr;
    const Field field = context_.codebooks.FieldOf(*variable);
    std::optional<Value> value = ReadValue(at, *variable, json, as_written);
    if (!value) continue;
    const How how = as_written ? How::kAsWritten : seen ? How::kSeen : How::kAsked;
    anything_asked_ = anything_asked_ || how == How::kAsked;
    if (!answered.insert(field).second) {
      findings_.Error(at, {"pertanyaan ini dijawab dua kali", "this question is answered twice"});
    }
    answers[field] = Answer{*std::move(value), how};
  }
  ConfirmBlocks(written, screen, answers);
  CloseGroups(written, screen, answers);
  CheckRecord(written, screen, answers);
  return answers;
}

void AnswerReader::ConfirmBlocks(const WrittenRecord& written, const Answers& screen,
                                 Answers& answers) {
  if (written.unchanged == nullptr) return;
  for (const std::string& block : *written.unchanged) {
    std::set<std::string> blocks;
    std::size_t confirmed = 0;
    for (const v1::Variable& variable : codebook_->variables()) {
      const Field field = context_.codebooks.FieldOf(variable);
      const v1::Concept* concept_ = context_.codebooks.ConceptOf(field);
      if (concept_ == nullptr || concept_->kind() != written.kind) continue;
      blocks.insert(variable.block());
      if (Fold(variable.block()) != Fold(block)) continue;
      const auto shown = screen.find(field);
      if (shown == screen.end() || IsAbsent(shown->second.value)) continue;
      answers.emplace(field, Answer{shown->second.value, How::kUnchanged});
      ++confirmed;
    }
    if (confirmed > 0) {
      anything_asked_ = true;
      continue;
    }
    std::string known;
    bool exists = false;
    for (const std::string& one : blocks) {
      exists = exists || Fold(one) == Fold(block);
      if (!one.empty()) known += (known.empty() ? "" : ", ") + one;
    }
    const std::string at = Joined(written.at, "unchanged");
    if (exists) {
      findings_.Error(at, {"blok \"" + block + "\" belum punya data lama untuk disebut masih sama",
                           "block \"" + block + "\" has no old data that could be unchanged"});
    } else {
      findings_.Error(at, {"blok \"" + block + "\" tidak dikenal; pilih: " + known,
                           "block \"" + block + "\" is not known; one of: " + known});
    }
  }
}

void AnswerReader::CloseGroups(const WrittenRecord& written, const Answers& screen,
                               Answers& answers) {
  std::set<Slot> slots;
  std::set<Field> answered;
  for (const auto& [field, answer] : answers) {
    slots.insert(context_.codebooks.SlotOf(field));
    answered.insert(field);
  }
  for (const Slot slot : slots) {
    // A skipped answer may make the next question meaningless in turn: once per member is enough.
    for (std::size_t round = 0; round < context_.codebooks.FieldsOf(slot).size(); ++round) {
      for (const Field field : context_.codebooks.FieldsOf(slot)) {
        const v1::Variable* variable = context_.codebooks.VariableFor(codebook_->number(), field);
        if (variable == nullptr || answered.contains(field)) continue;
        Answers edited = screen;
        for (const auto& [other, answer] : answers) edited[other] = answer;
        const auto shown = edited.find(field);
        const bool has_content = shown != edited.end() && !IsAbsent(shown->second.value);
        const bool asked =
            context_.codebooks.IsAsked(codebook_->number(), *variable, edited, context_.today);
        if (!asked && has_content) answers[field] = Answer{Absent::kSkipped, How::kUnspecified};
        if (asked && !has_content && round == 0 &&
            !context_.codebooks.IsAsked(codebook_->number(), *variable, screen, context_.today)) {
          findings_.Warn(Joined(written.at, "answers." + NameIn(*variable)),
                         {variable->label().id() + ": kini perlu ditanyakan, belum dijawab",
                          variable->label().en() + ": asked now, not answered yet"});
        }
      }
    }
  }
}

void AnswerReader::CheckRecord(const WrittenRecord& written, const Answers& screen,
                               const Answers& answers) {
  const CodebookNumber number = codebook_->number();
  Answers edited = screen;
  for (const auto& [field, answer] : answers) edited[field] = answer;
  const std::vector<Finding> before =
      screen.empty() ? std::vector<Finding>()
                     : context_.codebooks.Check(number, written.kind, screen, context_.today);
  const auto was_there = [&](const Finding& finding) {
    return std::any_of(before.begin(), before.end(), [&](const Finding& old) {
      return old.variable == finding.variable && old.message == finding.message;
    });
  };
  for (const Finding& finding :
       context_.codebooks.Check(number, written.kind, edited, context_.today)) {
    const v1::Variable* variable = context_.codebooks.VariableFor(number, finding.field);
    const auto answer = answers.find(finding.field);
    const bool touched = answer != answers.end() && answer->second.how != How::kUnchanged;
    if (!touched && was_there(finding)) continue;
    Named* overruled = variable == nullptr ? nullptr : Listed("overrule", *variable);
    const bool as_written = touched && answer->second.how == How::kAsWritten;
    const bool error = finding.kind == Finding::Kind::kError && !as_written;
    if (overruled != nullptr && !error) {
      v1::Overruled* kept = &overruled_.emplace_back();
      kept->set_record(written.id.str());
      kept->set_field(finding.field);
      kept->set_reason(overruled->reason);
      continue;
    }
    const std::string at = Joined(written.at, "answers." + finding.variable);
    const Wording wording{finding.message_id, finding.message};
    error ? findings_.Error(at, wording) : findings_.Warn(at, wording);
  }
}

}  // namespace tilik::client
