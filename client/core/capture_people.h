// Families and persons of a visited household: who is there, who is new, who moved, what they
// answered.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "client/core/capture.h"
#include "client/core/capture_answers.h"

namespace tilik::client {

// What a visit's form comes to, piece by piece, before it is put in order.
struct VisitPieces {
  std::vector<v1::Operation> creates;
  std::map<RecordId, Answers> changes;
  std::vector<v1::Operation> proposals;
  std::vector<v1::PersonPresence> presences;
};

class PeopleCapture {
 public:
  PeopleCapture(const v1::VisitForm& form, const RecordId& household, std::uint64_t village,
                const Screen& screen, const CaptureContext& context, AnswerReader& reader,
                Findings& findings, VisitPieces& pieces);

  // Reads families, new families, members and new members, in this order.
  void Read();

  // A record of this household that the form's word names: record id, No KK, IDARTBDT, NIK, or a
  // name that is unique here. With an error at `at` when there is none or several.
  std::optional<RecordId> Shown(const std::string& at, v1::RecordKind kind, std::string_view typed);
  // The same without complaint.
  std::vector<RecordId> Matching(v1::RecordKind kind, std::string_view typed) const;

  // Name of a new member who is head of the household, for the household's own column.
  const std::string& new_head() const { return new_head_; }

 private:
  void ReadFamily(int index);
  void ReadNewFamily(int index);
  void ReadMember(int index);
  void ReadNewMember(int index);
  void ReadPresence(const std::string& at, const RecordId& person, const std::string& typed);
  RecordId CreateFamily(Answers answers);
  // The family a word means, or with no word the only one there is; made when there is none.
  std::optional<RecordId> FamilyMeant(const std::string& at, const std::string& typed);
  void WarnWhenNikIsTaken(const std::string& at, const RecordId& person, const Answers& answers);
  void Change(const RecordId& record, const Answers& answers);

  const v1::VisitForm& form_;
  RecordId household_;
  std::uint64_t village_;
  const Screen& screen_;
  const CaptureContext& context_;
  AnswerReader& reader_;
  Findings& findings_;
  VisitPieces& pieces_;
  std::map<std::string, RecordId> new_families_;  // by folded name
  std::vector<RecordId> families_;                // listed and new
  std::string new_head_;
};

v1::Operation CreateOperation(const RecordId& record, v1::RecordKind kind, std::uint64_t village,
                              const Answers& answers);

}  // namespace tilik::client
