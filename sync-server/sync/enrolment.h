// How a device comes to have a certificate: by a code that a supervisor gave out, or again after a
// restore that forgot it. (The third way, the proof of an unlock, is recovery.h's.)
//
// Every admission is an operation on the office's own chain, so the log alone says who may write:
// what is admitted here is known again after any restore that has the log. A certificate is the
// district's signature and needs no table to be believed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync-server/storage/registry_store.h"
#include "sync-server/sync/account_chain.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::sync {

// An enrolment code is read over a phone or shown as QR and used within two days.
inline constexpr std::int64_t kEnrolCodeLifeMs = 48 * 3'600'000LL;
// Chains that one device may say it goes on from; a PIN is not forgotten that often.
inline constexpr int kMaxEarlier = 64;

// Of kEnrolCodeLetters, in two groups (contract/enrol_code.h).
std::string MakeEnrolCode(Random& random);

// The certificate of the enrolment that has this key, should the answer to the first Enrol have
// been lost; nothing when nobody has it.
Result<std::optional<v1::SignedCertificate>> CertificateHeldBy(const PublicKey& key,
                                                               const DistrictKeys& keys,
                                                               storage::Reader& reader);

// Uses up the code of `request` and logs the enrolment with its villages. kDenied: a code that is
// unknown, used, or too old.
Result<v1::SignedCertificate> AdmitByCode(const Office& office, const v1::EnrolRequest& request,
                                          const PublicKey& key);

struct ShownCertificate {
  ChainId enrolment;
  v1::SignedCertificate certificate;
};
// What a device shows when it comes: its own certificate first, then those of the chains that it
// goes on from, as far as one certificate names the next. kDenied: not the district's.
Result<std::vector<ShownCertificate>> CertificatesIn(const v1::OpenRequest& shown,
                                                     const PublicKey& district);

// An enrolment made after the backup that this server was restored from, known by its certificate
// alone: its chain begins anew, in quarantine until a supervisor confirms it.
Status Readmit(const Office& office, const v1::SignedCertificate& certificate);

}  // namespace tilik::sync
