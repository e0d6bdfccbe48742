// Who answered at a visit, and which papers were shown: a completed visit names an adult with the
// relation to the head, and says of KTP and KK what became of them (domain.md §3.3).
#pragma once

#include <optional>

#include "client/core/capture.h"
#include "client/core/capture_answers.h"
#include "client/core/capture_people.h"

namespace tilik::client {

class RespondentCapture {
 public:
  RespondentCapture(const v1::VisitForm& form, const Screen& screen, const CaptureContext& context,
                    AnswerReader& reader, PeopleCapture& people, Findings& findings)
      : form_(form),
        screen_(screen),
        context_(context),
        reader_(reader),
        people_(people),
        findings_(findings) {}

  // Into a visit whose outcome is known, once all answers are read.
  void Read(v1::Visit& visit);

 private:
  // The person of this household whom the form means.
  const ScreenRecord* Listed();
  void ReadRelation(const ScreenRecord* listed, v1::Respondent& respondent);
  std::optional<bool> IsAdult(const ScreenRecord* listed, std::uint32_t relation) const;

  const v1::VisitForm& form_;
  const Screen& screen_;
  const CaptureContext& context_;
  AnswerReader& reader_;
  PeopleCapture& people_;
  Findings& findings_;
};

void ReadDocuments(const v1::VisitForm& form, Findings& findings, v1::Visit& visit);

}  // namespace tilik::client
