#include "proto/contract/change_set.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>

#include "proto/contract/operation.h"
#include "proto/contract/sodium.h"

namespace tilik {
namespace {

// The NUL that ends the literal is part of the prefix.
constexpr char kLinkPrefix[] = "tilik/changeset/1";

// ChangeSet, Operation, DefineProgramme, Programme, Item: five deep today.
constexpr int kMaxNesting = 10;

class Hasher {
 public:
  Hasher() {
    PrepareSodium();
    crypto_generichash_init(&state_, nullptr, 0, ContentHash::kSize);
  }
  Hasher& Add(std::string_view bytes) {
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
    return *this;
  }
  template <typename Digest>
  Digest Finish() {
    Digest digest;
    crypto_generichash_final(&state_, digest.data(), Digest::kSize);
    return digest;
  }

 private:
  crypto_generichash_state state_;
};

std::string BigEndian(std::uint64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  return bytes;
}

bool ParseWithin(std::string_view body, int max_nesting, v1::ChangeSet* set) {
  google::protobuf::io::ArrayInputStream bytes(body.data(), static_cast<int>(body.size()));
  google::protobuf::io::CodedInputStream coded(&bytes);
  coded.SetRecursionLimit(max_nesting);
  google::protobuf::LogSilencer hostile_input_writes_no_log;
  return set->ParseFromCodedStream(&coded) && coded.ConsumedEntireMessage();
}

}  // namespace

ContentHash HashOf(std::string_view bytes) { return Hasher().Add(bytes).Finish<ContentHash>(); }

Link LinkOf(const ChainId& chain, std::uint64_t seq, const Link& previous,
            const ContentHash& body_hash) {
  return Hasher()
      .Add({kLinkPrefix, sizeof kLinkPrefix})
      .Add(chain.raw())
      .Add(BigEndian(seq))
      .Add(previous.raw())
      .Add(body_hash.raw())
      .Finish<Link>();
}

SealedSet Seal(const ChainId& chain, const Link& previous, const v1::ChangeSet& set) {
  TILIK_CHECK(set.seq() > 0, "a set is numbered before it is sealed");
  SealedSet sealed;
  sealed.seq = set.seq();
  sealed.previous = previous;
  sealed.body = set.SerializeAsString();
  sealed.link = LinkOf(chain, sealed.seq, previous, HashOf(sealed.body));
  return sealed;
}

Result<v1::ChangeSet> OpenBody(std::string_view body) {
  if (body.size() > kMaxBodyBytes) {
    return Status::Invalid("change set: " + std::to_string(body.size()) + " bytes, more than " +
                           std::to_string(kMaxBodyBytes));
  }
  v1::ChangeSet set;
  if (!ParseWithin(body, kMaxNesting, &set)) {
    return Status::Invalid("change set: not a whole message");
  }
  TILIK_RETURN_IF_ERROR(CheckSet(set));
  return set;
}

}  // namespace tilik
