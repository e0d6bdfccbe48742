// The answers of a visit form, read against the codebook: one record at a time.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "client/core/capture.h"
#include "proto/contract/codebook.h"
#include "proto/contract/value.h"
#include "tilik/v1/app.pb.h"

namespace tilik::client {

using WrittenAnswers = google::protobuf::Map<std::string, google::protobuf::Value>;
using WrittenBlocks = google::protobuf::RepeatedPtrField<std::string>;

// What a form says about one record.
struct WrittenRecord {
  std::string at;  // "members[1]", empty for the household itself
  RecordId id;
  v1::RecordKind kind;
  const WrittenAnswers& answers;
  const WrittenBlocks* unchanged = nullptr;
  // What the form says about it elsewhere; an answer outweighs it.
  Answers known = {};
};

// Reads all records of one form, which share its lists of what was seen, what is kept as written
// and what was overruled.
class AnswerReader {
 public:
  // The form and the findings must outlive the reader. An unknown codebook is a finding; then
  // nothing can be read.
  AnswerReader(const CaptureContext& context, const v1::VisitForm& form, Findings& findings);

  bool ready() const { return codebook_ != nullptr; }
  CodebookNumber codebook() const { return codebook_->number(); }

  // What was answered, confirmed block by block, or made meaningless by an answer (skipped).
  // `screen` is what the record showed before; empty for a new one. Faults the registry had before
  // this form are not held against it.
  Answers Read(const WrittenRecord& written, const Answers& screen);

  // A codebook word outside the answers, such as a respondent's relation. Nothing when refused.
  std::optional<Value> ReadOne(const std::string& at, Field field, const std::string& typed);

  // The field of a variable; with an error at `at` when this codebook asks no such thing.
  std::optional<Field> FieldNamed(const std::string& at, const std::string& name,
                                  v1::RecordKind kind);

  // Whether any answer came out of somebody's mouth.
  bool anything_asked() const { return anything_asked_; }
  const std::vector<v1::Overruled>& overruled() const { return overruled_; }

  // To be called after the last Read: names in seen, as_written and overrule that fit no answer are
  // misspelt.
  void CheckNames();

 private:
  struct Named {
    std::string list;  // "seen"
    std::string name;  // as typed
    std::string reason;
    bool used = false;
  };

  const v1::Variable* FindVariable(const std::string& at, const std::string& name,
                                   v1::RecordKind kind);
  std::optional<Value> ReadValue(const std::string& at, const v1::Variable& variable,
                                 const google::protobuf::Value& typed, bool as_written);
  std::optional<Value> ReadText(const std::string& at, const v1::Variable& variable,
                                const std::string& typed, bool as_written);
  void ConfirmBlocks(const WrittenRecord& written, const Answers& screen, Answers& answers);
  void CloseGroups(const WrittenRecord& written, const Answers& screen, Answers& answers);
  void CheckRecord(const WrittenRecord& written, const Answers& screen, const Answers& answers);
  // Whether `list` names this variable, which is then used.
  Named* Listed(std::string_view list, const v1::Variable& variable);

  const CaptureContext& context_;
  Findings& findings_;
  const v1::Codebook* codebook_ = nullptr;
  std::vector<Named> named_;
  std::vector<v1::Overruled> overruled_;
  bool anything_asked_ = false;
};

}  // namespace tilik::client
