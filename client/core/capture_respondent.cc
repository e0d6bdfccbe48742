#include "client/core/capture_respondent.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "proto/contract/identity.h"

namespace tilik::client {
namespace {

// Of age, as for a KTP.
constexpr int kAdultYears = 17;

// hubkel: head, spouse, son- or daughter-in-law, parent. A child of the head may be of any age.
constexpr std::uint32_t kRelationsOfAdults[] = {1, 2, 4, 6};

}  // namespace

// Answers that were asked, and every completed visit, name who answered.
void RespondentCapture::Read(v1::Visit& visit) {
  if (!form_.has_respondent()) {
    if (visit.outcome() == v1::VISIT_OUTCOME_SELESAI) {
      findings_.Error("respondent",
                      {"kunjungan selesai harus menyebut responden dan hubungannya dengan "
                       "kepala rumah tangga",
                       "a completed visit names its respondent and the relation to the head"});
    } else if (reader_.anything_asked()) {
      findings_.Error("respondent",
                      {"jawaban yang ditanyakan harus menyebut respondennya; yang dilihat "
                       "langsung disebut dalam seen",
                       "answers that were asked need a respondent; what was seen belongs into "
                       "seen"});
    }
    return;
  }
  const v1::RespondentForm& form = form_.respondent();
  v1::Respondent* respondent = visit.mutable_respondent();
  const ScreenRecord* listed = Listed();
  if (listed != nullptr) {
    respondent->set_person(listed->id.str());
  } else {
    respondent->set_name(form.name());
    if (form.name().empty() && form.person().empty()) {
      findings_.Error("respondent.name",
                      {"nama responden belum diisi", "the respondent's name is missing"});
    }
  }
  ReadRelation(listed, *respondent);
  const std::optional<bool> adult = IsAdult(listed, respondent->relation());
  if (!adult) {
    findings_.Error("respondent.adult",
                    {"sebut apakah responden sudah dewasa: \"adult\": true",
                     "say whether the respondent is an adult: \"adult\": true"});
  } else if (!*adult) {
    findings_.Error("respondent", {"responden harus orang dewasa (17 tahun atau sudah kawin)",
                                   "the respondent must be an adult (17, or married)"});
  }
  respondent->set_adult(adult.value_or(false));
}

const ScreenRecord* RespondentCapture::Listed() {
  const v1::RespondentForm& form = form_.respondent();
  if (!form.person().empty()) {
    const std::optional<RecordId> id =
        people_.Shown("respondent.person", v1::RECORD_KIND_PERSON, form.person());
    return id ? screen_.Find(*id) : nullptr;
  }
  const std::vector<RecordId> same_name = people_.Matching(v1::RECORD_KIND_PERSON, form.name());
  return same_name.size() == 1 ? screen_.Find(same_name.front()) : nullptr;
}

void RespondentCapture::ReadRelation(const ScreenRecord* listed, v1::Respondent& respondent) {
  std::optional<Value> relation;
  if (!form_.respondent().relation().empty()) {
    relation = reader_.ReadOne("respondent.relation", field::kRelationToFamilyHead,
                               form_.respondent().relation());
  } else if (listed != nullptr) {
    for (const Field known : {field::kRelationToHead, field::kRelationToFamilyHead}) {
      const auto shown = listed->values.find(known);
      if (!relation && shown != listed->values.end()) relation = shown->second.value;
    }
  }
  if (relation && std::holds_alternative<Coded>(*relation)) {
    respondent.set_relation(std::get<Coded>(*relation).code);
  } else if (form_.respondent().relation().empty()) {
    findings_.Error("respondent.relation",
                    {"hubungan responden dengan kepala rumah tangga belum diisi",
                     "the respondent's relation to the head is missing"});
  }
}

std::optional<bool> RespondentCapture::IsAdult(const ScreenRecord* listed,
                                               std::uint32_t relation) const {
  if (form_.respondent().has_adult()) return form_.respondent().adult();
  if (listed != nullptr) {
    const auto birth = listed->values.find(field::kBirthDate);
    const auto* date =
        birth == listed->values.end() ? nullptr : std::get_if<std::int64_t>(&birth->second.value);
    if (date != nullptr &&
        YearsBetween(static_cast<std::uint32_t>(*date), context_.today) >= kAdultYears) {
      return true;
    }
  }
  if (std::find(std::begin(kRelationsOfAdults), std::end(kRelationsOfAdults), relation) !=
      std::end(kRelationsOfAdults)) {
    return true;
  }
  if (listed != nullptr && listed->values.contains(field::kBirthDate)) return false;
  return std::nullopt;
}

void ReadDocuments(const v1::VisitForm& form, Findings& findings, v1::Visit& visit) {
  std::map<v1::DocumentKind, v1::DocumentState> seen;
  const std::map<std::string, std::string> written(form.documents().begin(),
                                                   form.documents().end());
  for (const auto& [name, state] : written) {
    const auto kind = ReadWord<v1::DocumentKind>("documents", name, kDocumentKinds, findings);
    seen[kind] = ReadWord<v1::DocumentState>("documents." + name, state, kDocumentStates, findings);
  }
  for (const auto& [kind, state] : seen) {
    v1::DocumentSeen* document = visit.add_documents();
    document->set_document(kind);
    document->set_state(state);
  }
  if (visit.outcome() != v1::VISIT_OUTCOME_SELESAI) return;
  for (const v1::DocumentKind due : {v1::DOCUMENT_KIND_KTP, v1::DOCUMENT_KIND_KK}) {
    if (seen.contains(due)) continue;
    const std::string name = WordFor(kDocumentKinds, due, "id");
    const std::string accepted = AcceptedWords(kDocumentStates);
    findings.Error("documents." + name, {name + ": belum diisi; pilih: " + accepted,
                                         name + ": missing; one of: " + accepted});
  }
}

}  // namespace tilik::client
