#include "client/core/capture_evidence.h"

#include <algorithm>

#include "proto/contract/programme.h"

namespace tilik::client {

void WarnOfEvidence(const std::string& at, const NamedLine& line,
                    const google::protobuf::RepeatedField<int>& evidence, Findings& findings) {
  for (const Word& kind : kEvidenceKinds) {
    const bool there = std::find(evidence.begin(), evidence.end(), kind.value) != evidence.end();
    const v1::EvidenceNeed need =
        NeedOf(line.programme, line.danom.line.village(), line.danom.line.period(),
               static_cast<v1::EvidenceKind>(kind.value));
    const std::string id(kind.id);
    const std::string en(kind.en);
    if (need == v1::EVIDENCE_NEED_REQUIRED && !there) {
      findings.Warn(at, {line.what + ": " + id + " wajib dan belum ada; dapat disusulkan",
                         line.what + ": " + en + " is required; it may follow later"});
    } else if (need == v1::EVIDENCE_NEED_NOT_ASKED && there) {
      findings.Warn(at, {line.what + ": " + id + " tidak diminta program ini",
                         line.what + ": this programme does not ask for " + en});
    }
  }
}

std::vector<Captured> CaptureEvidence(const v1::EvidenceForm& form, const CaptureContext& context,
                                      Findings& findings) {
  LineFinder finder(context.known, findings, "", "");
  // A handover without a list is named by itself, for it is on no line.
  const bool on_line = !form.line().empty() || !form.recipient().empty() || form.handover().empty();
  std::vector<NamedLine> lines;
  if (on_line) {
    lines = finder.LinesOf(
        "evidence", LineWords{form.line(), form.recipient(), form.programme(), form.period(), {}});
  }
  Captured set;
  v1::AddEvidence* add = set.operations.emplace_back().mutable_add_evidence();
  if (!lines.empty()) add->set_line(lines.front().danom.line.line());
  if (!form.handover().empty()) {
    const auto link = Link::FromRaw(FromHex(form.handover()).value_or(""));
    if (link) add->set_link(link->str());
    add->set_operation(form.operation());
    if (!link) {
      findings.Error("handover", {"sebut penyerahannya seperti dalam `log`",
                                  "name the handover as `log` shows it"});
    }
  }
  for (const std::string& kind : form.evidence()) {
    add->add_evidence(ReadWord<v1::EvidenceKind>("evidence", kind, kEvidenceKinds, findings));
  }
  if (form.evidence().empty()) {
    findings.Error("evidence", {"bukti apa? pilih: " + AcceptedWords(kEvidenceKinds),
                                "what proof? one of: " + AcceptedWords(kEvidenceKinds)});
  }
  add->set_receipt_number(form.receipt_number());
  add->set_witness(form.witness());
  add->set_note(form.note());
  for (const v1::PhotoForm& photo : form.photos()) {
    set.photos.push_back({photo.file(),
                          ReadWord<v1::PhotoKind>("photos", photo.kind(), kPhotoKinds, findings),
                          lines.empty() ? RecordId() : lines.front().recipient});
  }
  if (findings.refused()) return {};
  return {std::move(set)};
}

}  // namespace tilik::client
