// The codebook's questions of one record as items of a form: which are asked, what the registry
// says, what was answered.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "client/screens/visit_draft.h"
#include "client/screens/voice.h"
#include "tilik/v1/form_view.pb.h"

namespace tilik::screens {

// One record of a form: who it is, what was known of it, what was written.
struct Subject {
  v1::RecordKind kind = v1::RECORD_KIND_UNSPECIFIED;
  std::string before;  // of its places in the form: "member/<id>/"; empty: the household
  std::string name;    // of a person; empty: the household
  Answers old;
  google::protobuf::Map<std::string, google::protobuf::Value> written;
  std::set<std::string> unchanged;  // blocks
  bool may_be_unchanged = false;    // there is something to confirm, and a place for it
  std::set<std::string> blind;      // variables
};

class Questions {
 public:
  // All must outlive it.
  Questions(const Codebooks& codebooks, const Voice& voice, const VisitDraft& visit,
            std::uint32_t today);

  // Everybody and everything that the form may say something of: the household first.
  const std::vector<Subject>& subjects() const { return subjects_; }
  const Subject& household() const { return subjects_.front(); }
  // By the beginning of its places.
  const Subject* SubjectAt(const std::string& before) const;

  // The questions of these blocks that are asked, each block with its "masih sama".
  std::vector<v1::ItemView> Of(const Subject& subject, const std::set<std::string>& blocks) const;
  // What was answered otherwise than it was known.
  std::vector<v1::ItemView> ChangesOf(const Subject& subject) const;
  // Blind questions without an answer.
  std::vector<std::string> BlindLeft() const;
  // In words, of what was known; empty: nothing.
  std::string OldWords(const Subject& subject, Field field) const;

 private:
  struct Answered {
    bool any = false;
    std::string typed;             // as it was written
    std::vector<std::string> all;  // of several
    std::optional<Value> value;    // as far as it can be read
  };

  bool IsAsked(const v1::Variable& variable, const Subject& subject, const Answers& merged) const;
  Answers Merged(const Subject& subject) const;
  Answered AnswerTo(const v1::Variable& variable, const Subject& subject) const;
  v1::ItemView Item(const v1::Variable& variable, const Subject& subject) const;
  bool Differs(Field field, const Answered& answered, const Subject& subject) const;

  const Codebooks& codebooks_;
  const Voice& voice_;
  const VisitDraft& visit_;
  const std::uint32_t today_;
  const v1::Codebook& codebook_;
  std::vector<Subject> subjects_;
};

}  // namespace tilik::screens
