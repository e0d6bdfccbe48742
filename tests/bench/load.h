// A device as a load generator needs it: a chain of its own, signed with the contract's own
// functions, whose pushes are packed before the clock starts. A phone packs with its own processor;
// here sixteen of them share two with the server, and their packing is not what is measured.
#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "client/core/outbox.h"
#include "client/native/curl_transport.h"
#include "proto/contract/change_set.h"
#include "proto/contract/signing.h"
#include "tilik/v1/console.pb.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::bench {

// What became of a device's operations.
struct Fates {
  std::uint64_t applied = 0;
  std::uint64_t otherwise = 0;
};

// One thread at a time.
class LoadDevice {
 public:
  // Enrols and opens a session.
  LoadDevice(const std::string& server, const v1::EnrolInvitation& invitation);

  // The next set of this chain.
  void Write(const client::Work& work);
  // Signs and packs what was written, `sets_per_push` to a push.
  void Pack(std::size_t sets_per_push);

  std::size_t pushes() const { return packed_.size(); }
  const std::vector<SealedSet>& sets() const { return sets_; }
  // One push over a connection that stays open; the number of receipts, which is the number of its
  // sets, or the end of the bench.
  std::size_t Push(std::size_t number);
  // Pulls the inbox to its end.
  Fates PullFates();

 private:
  struct FreeCurl {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  };
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  struct PackedPush {
    std::string bytes;
    std::size_t sets;
  };

  template <typename Response>
  Response Call(const std::string& method, const google::protobuf::MessageLite& request);
  void Enrol(const v1::EnrolInvitation& invitation);
  void Open();
  void PrepareConnection(const std::string& server);

  native::CurlTransport transport_;
  SodiumRandom random_;
  SigningKey key_;
  v1::SignedCertificate certificate_;
  ChainId enrolment_;
  v1::OpenResponse opened_;
  std::vector<SealedSet> sets_;
  std::vector<PackedPush> packed_;
  std::unique_ptr<CURL, FreeCurl> curl_;
  std::unique_ptr<curl_slist, FreeList> fields_;
  std::string answer_;
};

}  // namespace tilik::bench
