// A phone written by the test itself, on the contract alone: it can say what `tilik` never would.
// A version from next year, a forged signature, half a message.
#pragma once

#include <string>
#include <vector>

#include "client/native/curl_transport.h"
#include "proto/contract/change_set.h"
#include "proto/contract/signing.h"
#include "tilik/v1/console.pb.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::scenario {

class BarePhone {
 public:
  // Enrols and opens a session; fails the test when the district does not let it.
  BarePhone(const std::string& server, const v1::EnrolInvitation& invitation);

  // The next set of this chain, with these operations.
  const SealedSet& Write(std::vector<v1::Operation> operations);
  // All that was written from `first_seq` on, signed.
  v1::PushRequest PushFrom(std::uint64_t first_seq) const;
  // Those from `first_seq` to `last_seq` only.
  v1::PushRequest Part(std::uint64_t first_seq, std::uint64_t last_seq) const;
  // Another set in the place of one that was written: a history this phone denies.
  v1::PushRequest Instead(std::uint64_t seq, std::vector<v1::Operation> operations);
  Result<v1::PushResponse> Push(const v1::PushRequest& request);
  Result<v1::PullResponse> PullInbox();

  // Any bytes to any method, as the session's owner.
  Result<std::string> Call(const std::string& method, const std::string& bytes);
  const std::string& token() const { return token_; }
  const ChainId& enrolment() const { return enrolment_; }

 private:
  void Enrol(const v1::EnrolInvitation& invitation);
  void Open();
  v1::ChangeSet Body(std::uint64_t seq, std::vector<v1::Operation> operations);

  native::CurlTransport transport_;
  SodiumRandom random_;
  SigningKey key_;
  v1::SignedCertificate certificate_;
  ChainId enrolment_;
  std::string token_;
  v1::OpenResponse opened_;
  std::vector<SealedSet> sets_;
};

// What an officer says who looks at a household as it stands there: the area of its floor.
v1::Operation FloorArea(const v1::RegistryRecordView& household, std::int64_t square_metres);

}  // namespace tilik::scenario
