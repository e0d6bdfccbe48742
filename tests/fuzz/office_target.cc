// What phones ask of a district, and whoever says to be one: enrol, open, push, pull and bundles,
// with true and false signatures, on a store of its own. Whatever is asked is answered or refused,
// the log counts without gaps, and what was receipted stands in it.
#include <algorithm>
#include <future>
#include <map>

#include "proto/contract/bundle.h"
#include "sync-server/sync/bundle_import.h"
#include "sync-server/sync/bundle_reply.h"
#include "sync-server/sync/pull.h"
#include "sync-server/sync/sync_service.h"
#include "tests/fuzz/damage.h"
#include "tests/fuzz/message_target.h"
#include "tests/fuzz/office_on_disk.h"

namespace tilik::fuzz {
namespace {

constexpr int kMaxAsked = 16;

class Counter {
 public:
  Counter()
      : store_(OfficeOnDisk::Get().Fresh()),
        hands_(scene().hands()),
        names_(scene().names()),
        office_(*SealSecret::FromRaw(scene().keys().seal_secret_key)),
        service_(
            *store_, scene().keys(), Codebooks::BuiltIn(), chance_, [] { return kNow; },
            [](const v1::PushRequest&, const ChainId&) {}) {}

  void Answer(const Asked& asked) {
    Hand& hand = hands_[asked.hand() % hands_.size()];
    switch (asked.call_case()) {
      case Asked::kEnrol:
        static_cast<void>(service_.Enrol(Named(asked.enrol())));
        return;
      case Asked::kOpen:
        return Open(hand, Named(asked.open()), asked.as_signed());
      case Asked::kPush:
        return Push(hand, Named(asked.push()), asked.as_signed());
      case Asked::kPull: {
        const auto page = service_.PullOf(hand.chain, Named(asked.pull()));
        TILIK_CHECK(!page.ok() || page->ByteSizeLong() < 4 * sync::kMaxPullBytes,
                    "a page is bounded");
        return;
      }
      case Asked::kBundle:
        return Read(hand, Named(asked.bundle()));
      case Asked::CALL_NOT_SET:
        return;
    }
  }

  // What the log holds, at the end.
  void CheckLog() {
    auto reader = store_->BeginRead();
    TILIK_CHECK(reader.ok(), "a store can be read");
    std::uint64_t expected = 1;
    const Status read = (*reader)->ForEachLogEntry(1, [&](const storage::LogEntry& entry) {
      TILIK_CHECK(entry.arrival == expected++, "the log counts without gaps");
      if (const auto found = receipted_.find(entry.arrival); found != receipted_.end()) {
        TILIK_CHECK(found->second == entry.seq, "what was receipted stands in the log");
        receipted_.erase(found);
      }
      return Status();
    });
    TILIK_CHECK(read.ok() && receipted_.empty(), "what was receipted stands in the log");
  }

 private:
  static const DistrictScene& scene() { return OfficeOnDisk::Get().scene(); }

  template <typename Message>
  Message Named(Message message) const {
    names_.Resolve(&message);
    return message;
  }

  void Open(const Hand& hand, v1::OpenRequest open, bool as_signed) {
    if (!as_signed) {
      const auto hello = service_.Hello();
      const Nonce nonce = *Nonce::FromRaw(hello->nonce());
      *open.mutable_certificate() = scene().CertificateOf(hand);
      open.set_nonce(nonce.str());
      open.set_proof(hand.key->ProveSession(nonce, hand.chain).str());
      if (open.has_witnessed()) {
        v1::LogHead& head = *open.mutable_witnessed();
        const ContentHash hash;
        head.set_hash(hash.str());
        head.set_signature(
            scene().keys().district.SignHead(head.epoch(), head.count(), hash).str());
      }
    }
    const auto word = service_.Open(open);
    if (!word.ok()) return;
    TILIK_CHECK(service_.Authorise(word->token()).ok(), "a token is known");
    static_cast<void>(service_.Pull(word->token(), v1::PullRequest()));
  }

  // Bodies as they are, linked and signed by this hand.
  void Push(Hand& hand, v1::PushRequest push, bool as_signed) {
    if (!as_signed) {
      if (push.first_seq() == 0) push.set_first_seq(hand.made.back().first + 1);
      auto previous = Link::FromRaw(push.previous_link());
      if (!previous) previous = hand.made.back().second;
      push.set_previous_link(previous->str());
      Link link = *previous;
      for (int i = 0; i < push.bodies_size(); ++i) {
        const std::uint64_t seq = push.first_seq() + static_cast<std::uint64_t>(i);
        v1::ChangeSet set;
        if (set.ParseFromString(push.bodies(i))) {
          names_.Resolve(&set);
          set.set_seq(seq);
          push.set_bodies(i, set.SerializeAsString());
        }
        link = LinkOf(hand.chain, seq, link, HashOf(push.bodies(i)));
      }
      push.set_head_signature(hand.key->SignLink(link).str());
    }
    std::promise<Result<v1::PushResponse>> answered;
    service_.PushOf(hand.chain, push, [&](Result<v1::PushResponse> response) {
      answered.set_value(std::move(response));
    });
    const Result<v1::PushResponse> response = answered.get_future().get();
    if (!response.ok()) return;
    TILIK_CHECK(response->receipts_size() == push.bodies_size(), "each set has a receipt");
    for (const v1::Receipt& receipt : response->receipts()) {
      receipted_[receipt.arrival()] = receipt.seq();
    }
  }

  void Read(const Hand& hand, const Bundle& input) {
    std::string file;
    auto writer =
        BundleWriter::Begin(office_.public_key(), chance_, 0, [&](std::string_view bytes) {
          file += bytes;
          return Status();
        });
    for (v1::BundleFrame frame : input.frames()) {
      Sign(hand, frame);
      if (frame.ByteSizeLong() < kMaxFrameContent) static_cast<void>(writer->Add(frame));
    }
    static_cast<void>(writer->Finish());
    file = Damaged(file, input.damage());
    sync::BundleImport import(service_, *store_, office_,
                              {[](const v1::PhotoPiece&, std::string_view) { return Status(); },
                               [](const ContentHash&) -> Result<sync::BundleImport::PhotoEnding> {
                                 return sync::BundleImport::PhotoEnding::kBegun;
                               }});
    const Status read = import.Read("kartu", [&](std::uint64_t offset, std::size_t size) {
      return Result<std::string>(file.substr(std::min(offset, file.size()), size));
    });
    TILIK_CHECK(read.ok() || read.code() == Code::kUnavailable, read.message());
    TILIK_CHECK(import.Report().ok(), "what came is told");
  }

  void Sign(const Hand& hand, v1::BundleFrame& frame) {
    if (frame.has_set() && frame.set().signature().empty()) {
      v1::CarriedSet& set = *frame.mutable_set();
      set.set_enrolment(hand.chain.str());
      Link previous = hand.made.back().second;
      if (const auto named = Link::FromRaw(set.previous_link())) previous = *named;
      set.set_previous_link(previous.str());
      if (set.seq() == 0) set.set_seq(hand.made.back().first + 1);
      set.set_signature(
          hand.key->SignLink(LinkOf(hand.chain, set.seq(), previous, HashOf(set.body()))).str());
    }
    if (frame.has_request() && frame.request().signature().empty()) {
      v1::CarriedWord& word = *frame.mutable_request();
      v1::BundleRequest said;
      if (said.ParseFromString(word.said())) {
        names_.Resolve(&said);
        if (!said.has_certificate()) *said.mutable_certificate() = scene().CertificateOf(hand);
        word.set_said(said.SerializeAsString());
      }
      word.set_enrolment(hand.chain.str());
      word.set_signature(hand.key->SignBundleRequest(hand.chain, word.said()).str());
    }
  }

  std::unique_ptr<storage::SqliteRegistryStore> store_;
  std::vector<Hand> hands_;
  Names names_;
  SealSecret office_;
  Chance chance_{9};
  std::map<std::uint64_t, std::uint64_t> receipted_;  // arrival → seq
  sync::SyncService service_;
};

void Serve(const Visitors& input) {
  if (input.asked_size() == 0) return;
  Counter counter;
  for (int i = 0; i < std::min(input.asked_size(), kMaxAsked); ++i) counter.Answer(input.asked(i));
  counter.CheckLog();
}

}  // namespace
}  // namespace tilik::fuzz

TILIK_FUZZ_MESSAGE(Visitors, tilik::fuzz::Serve)
