// The way back to a device without a network: one file sealed to its enrolment, signed word by word
// with the district's key (protocol.md §6).
//
// A reply is an answer to the newest request that arrived (KeptRequest): the word on chain, log and
// assignment, receipts of everything in custody that the device does not know to be, the state of
// the photos it waits for, then outcomes and pages from its cursors on, by the code that answers a
// session; receipts and outcomes of the chains that the enrolment goes on from among them. Bounded
// by `max_bytes`; the next reply goes on where this one ended, and one begins anew when a new
// request has arrived or `again` is set. An enrolment that never asked is answered from the
// beginning.
#pragma once

#include <functional>

#include "proto/contract/bundle.h"
#include "sync-server/storage/registry_store.h"
#include "sync-server/sync/sync_service.h"

namespace tilik::sync {

struct ReplyOrder {
  ChainId enrolment;
  std::uint64_t max_bytes = 0;  // 0: no bound
  bool again = false;
};

class BundleReply {
 public:
  using PhotoStateOf = std::function<Result<v1::PhotoState>(const ContentHash& hash)>;

  // All must outlive the reply.
  BundleReply(SyncService& service, storage::RegistryStore& store, const SigningKey& district,
              Random& random, PhotoStateOf photo_state_of);

  // kNotFound: no such enrolment. kInvalid: it is closed, another goes on from it. Fills in what
  // the reply holds; `kept` is then to be saved with Keep, once the file is where it will be
  // fetched.
  Result<v1::WrittenReply> Write(const ReplyOrder& order, BundleWriter::Sink sink,
                                 v1::KeptRequest* kept);
  Status Keep(const ChainId& enrolment, const v1::KeptRequest& kept);

 private:
  using SeqRanges = google::protobuf::RepeatedPtrField<v1::SeqRange>;

  Result<v1::KeptRequest> Begin(const ReplyOrder& order, const storage::ChainRow& chain,
                                const std::vector<ChainId>& earlier);
  v1::BundleFrame Signed(const ChainId& enrolment, const v1::BundleReply& reply) const;
  // Of all its chains, oldest first.
  Status AddReceipts(const ChainId& enrolment, v1::KeptRequest* kept, BundleWriter& writer,
                     v1::WrittenReply* written);
  // Of `chain`, from `through` on, which moves behind the last one written.
  Status AddReceiptsOf(const ChainId& chain, const ChainId& enrolment, const SeqRanges& known,
                       std::uint64_t* through, BundleWriter& writer, v1::WrittenReply* written);
  Status AddPhotos(const ChainId& enrolment, const v1::KeptRequest& kept, const v1::LogHead& head,
                   BundleWriter& writer);
  Status AddPages(const ChainId& enrolment, v1::KeptRequest* kept, BundleWriter& writer,
                  v1::WrittenReply* written);

  SyncService& service_;
  storage::RegistryStore& store_;
  const SigningKey& district_;
  Random& random_;
  PhotoStateOf photo_state_of_;
};

}  // namespace tilik::sync
