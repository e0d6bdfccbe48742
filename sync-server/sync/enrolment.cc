#include "sync-server/sync/enrolment.h"

#include "proto/contract/enrol_code.h"
#include "sync-server/sync/recovery.h"

namespace tilik::sync {
namespace {

v1::SignedCertificate CertificateOf(const DistrictKeys& keys, const ChainId& enrolment,
                                    const storage::ChainRow& row) {
  v1::Certificate certificate;
  certificate.set_district(keys.district.public_key().str());
  certificate.set_enrolment(enrolment.str());
  certificate.set_officer(row.person);
  certificate.set_public_key(row.public_key.str());
  certificate.set_area(AreaOf(row.assignment));
  certificate.set_issued_ms(row.issued.ms);
  return keys.district.Certify(certificate);
}

v1::Operation AdmissionOf(const v1::SignedCertificate& certificate) {
  v1::Operation admission;
  admission.mutable_admit_enrolment()->set_certificate(certificate.certificate());
  admission.mutable_admit_enrolment()->set_signature(certificate.signature());
  return admission;
}

}  // namespace

std::string MakeEnrolCode(Random& random) {
  std::string code;
  while (code.size() < 11) {
    if (code.size() == 5) code.push_back('-');
    std::uint8_t chance = 0;
    random.Fill(&chance, 1);
    constexpr int kLetters = kEnrolCodeLetters.size();
    if (chance < 256 / kLetters * kLetters) code.push_back(kEnrolCodeLetters[chance % kLetters]);
  }
  return code;
}

Result<std::optional<v1::SignedCertificate>> CertificateHeldBy(const PublicKey& key,
                                                               const DistrictKeys& keys,
                                                               storage::Reader& reader) {
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::ChainRow> chains, reader.Chains());
  for (const storage::ChainRow& row : chains) {
    if (row.kind != storage::ChainKind::kEnrolment || row.public_key != key) continue;
    TILIK_ASSIGN_OR_RETURN(std::optional<storage::SuccessorRow> successor,
                           reader.recovery().Successor(row.state.chain));
    if (!successor.has_value()) return std::optional(CertificateOf(keys, row.state.chain, row));
    v1::Certificate certificate;
    if (!certificate.ParseFromString(successor->certificate)) {
      return Status::Corrupt("a certificate in the log is damaged");
    }
    return std::optional(keys.district.Certify(certificate));
  }
  return std::optional<v1::SignedCertificate>();
}

Result<v1::SignedCertificate> AdmitByCode(const Office& office, const v1::EnrolRequest& request,
                                          const PublicKey& key) {
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::EnrolCode> code,
                         office.writer.TakeEnrolCode(request.code(), office.now));
  if (!code.has_value()) return Status::Denied("this enrolment code is unknown, used, or too old");
  IdMaker ids(office.random);
  const ChainId enrolment = ChainId::FromRaw(ids.Next(office.now).raw()).value();
  storage::ChainRow row;
  row.person = code->officer;
  row.public_key = key;
  row.issued = office.now;
  row.assignment = code->villages;
  v1::SignedCertificate certificate = CertificateOf(office.keys, enrolment, row);
  v1::Operation assign;
  assign.mutable_assign_villages()->set_enrolment(enrolment.str());
  assign.mutable_assign_villages()->set_revision(1);
  for (std::uint64_t village : code->villages)
    assign.mutable_assign_villages()->add_villages(village);
  TILIK_RETURN_IF_ERROR(Log(office, kOfficeAccount, {AdmissionOf(certificate), assign}));
  return certificate;
}

Result<std::vector<ShownCertificate>> CertificatesIn(const v1::OpenRequest& shown,
                                                     const PublicKey& district) {
  if (shown.earlier_size() > kMaxEarlier)
    return Status::Invalid("more earlier chains than a device has");
  std::vector<ShownCertificate> certificates;
  std::string expected;
  for (int i = shown.earlier_size(); i >= 0; --i) {
    const bool newest = i == shown.earlier_size();
    const v1::SignedCertificate& one = newest ? shown.certificate() : shown.earlier(i);
    TILIK_ASSIGN_OR_RETURN(v1::Certificate certificate, VerifyCertificate(district, one));
    if (!newest && certificate.enrolment() != expected) break;
    expected = certificate.succession().enrolment();
    std::optional<ChainId> enrolment = ChainId::FromRaw(certificate.enrolment());
    if (!enrolment) return Status::Invalid("certificate of the wrong length");
    certificates.push_back({*enrolment, one});
  }
  return certificates;
}

Status Readmit(const Office& office, const v1::SignedCertificate& certificate) {
  v1::Operation admission = AdmissionOf(certificate);
  admission.mutable_admit_enrolment()->set_unconfirmed(true);
  return Log(office, kOfficeAccount, {admission});
}

}  // namespace tilik::sync
