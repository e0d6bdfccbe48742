#include "sync-server/sync/bundle_import.h"

#include <algorithm>
#include <future>

namespace tilik::sync {
namespace {

// Sets of one file in memory before they are pushed: the work of a season.
constexpr std::size_t kMostBytesAtOnce = 64 * 1024 * 1024;

bool ProvesItself(const ChainId& chain, const PublicKey& key, const v1::CarriedSet& set,
                  Link* link) {
  std::optional<Link> previous = Link::FromRaw(set.previous_link());
  std::optional<Signature> signature = Signature::FromRaw(set.signature());
  if (!previous || !signature || set.seq() == 0) return false;
  *link = LinkOf(chain, set.seq(), *previous, HashOf(set.body()));
  return VerifyLink(key, *link, *signature);
}

std::uint64_t ContiguousOf(const storage::ChainRow& row) {
  return row.state.branches.empty() ? 0 : row.state.branches.front().contiguous;
}

Result<v1::PushResponse> Push(SyncService& service, const ChainId& chain, v1::PushRequest request) {
  std::promise<Result<v1::PushResponse>> promise;
  std::future<Result<v1::PushResponse>> answer = promise.get_future();
  service.PushOf(chain, std::move(request), [&promise](Result<v1::PushResponse> response) {
    promise.set_value(std::move(response));
  });
  return answer.get();
}

}  // namespace

BundleImport::BundleImport(SyncService& service, storage::RegistryStore& store,
                           const SealSecret& office, Photos photos)
    : service_(service), store_(store), office_(office), photos_(std::move(photos)) {}

Status BundleImport::Read(const std::string& name, const BundleReader::Source& source) {
  has_unknown_ = false;
  v1::ArrivedFile& file = *report_.add_files();
  file.set_file(name);
  BundleReader reader(office_, source);
  std::map<ChainId, std::vector<v1::CarriedSet>> sets;
  std::map<BundleId, ChainId> whose;
  std::size_t bytes = 0;
  const auto take_sets = [&]() -> Status {
    for (auto& [chain, of_chain] : sets) {
      TILIK_RETURN_IF_ERROR(TakeSets(chain, std::move(of_chain)));
    }
    sets.clear();
    bytes = 0;
    return Status();
  };
  while (true) {
    TILIK_ASSIGN_OR_RETURN(std::optional<OpenedFrame> opened, reader.Next());
    if (!opened) break;
    file.set_frames(file.frames() + 1);
    v1::BundleFrame& frame = opened->frame;
    if (frame.has_request()) {
      whose[opened->bundle] = ChainId::FromRaw(frame.request().enrolment()).value_or(ChainId());
      TILIK_RETURN_IF_ERROR(TakeRequest(frame.request()));
    }
    if (frame.has_piece()) {
      std::optional<ContentHash> hash = ContentHash::FromRaw(frame.piece().hash());
      if (!hash) continue;
      TILIK_RETURN_IF_ERROR(photos_.keep(frame.piece(), opened->bytes));
      touched_[*hash] = whose[opened->bundle];
    }
    if (frame.has_set()) {
      std::optional<ChainId> chain = ChainId::FromRaw(frame.set().enrolment());
      if (!chain) continue;
      bytes += frame.set().body().size();
      sets[*chain].push_back(std::move(*frame.mutable_set()));
      if (bytes > kMostBytesAtOnce) TILIK_RETURN_IF_ERROR(take_sets());
    }
  }
  TILIK_RETURN_IF_ERROR(take_sets());
  TILIK_RETURN_IF_ERROR(EndPhotos());
  file.set_for_others(static_cast<std::uint32_t>(reader.frames_for_others()));
  for (const ByteRange& range : reader.Damage()) {
    v1::DamageView* damage = file.add_damage();
    damage->set_from(range.from);
    damage->set_to(range.to);
  }
  for (const MissingFrame& missing : reader.Missing()) file.add_missing(NameOf(missing));
  if (file.frames() == 0) {
    file.set_problem(file.for_others() > 0 ? "bukan untuk kabupaten ini"
                                           : "bukan berkas kiriman Tilik, atau rusak seluruhnya");
  }
  return Status();
}

Status BundleImport::TakeSets(const ChainId& chain, std::vector<v1::CarriedSet> sets) {
  Arrived& arrived = arrived_[chain];
  std::optional<storage::ChainRow> row;
  std::uint64_t log_before = 0;
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
    TILIK_ASSIGN_OR_RETURN(row, reader->Chain(chain));
    TILIK_ASSIGN_OR_RETURN(v1::LogHead head, reader->Head());
    log_before = head.count();
  }
  if (!row.has_value()) {
    has_unknown_ = true;
    arrived.counts.set_refused_sets(arrived.counts.refused_sets() +
                                    static_cast<std::uint32_t>(sets.size()));
    arrived.counts.set_problem("pendaftaran ini tidak dikenal di sini; berkasnya disimpan");
    return Status();
  }
  std::stable_sort(sets.begin(), sets.end(),
                   [](const auto& a, const auto& b) { return a.seq() < b.seq(); });
  // A run is what one signature proves: sets that follow one another, each proven by its own all
  // the same, so that a forged one costs only itself.
  auto first = sets.begin();
  Link head;
  bool proven = false;
  std::size_t bytes = 0;
  for (auto set = sets.begin(); set != sets.end(); ++set) {
    Link link;
    const bool proves_itself = ProvesItself(chain, row->public_key, *set, &link);
    const bool follows = proven && proves_itself && set->seq() == (set - 1)->seq() + 1 &&
                         set->previous_link() == head.raw() && set - first < kMaxSetsPerPush &&
                         bytes + set->body().size() <= kMaxPushBytes;
    if (set != sets.begin() && !follows) {
      TILIK_RETURN_IF_ERROR(PushRun(chain, first, set, log_before));
      first = set;
      bytes = 0;
    }
    bytes += set->body().size();
    proven = proves_itself;
    head = link;
  }
  return PushRun(chain, first, sets.end(), log_before);
}

Status BundleImport::PushRun(const ChainId& chain, std::vector<v1::CarriedSet>::iterator first,
                             std::vector<v1::CarriedSet>::iterator last, std::uint64_t log_before) {
  if (first == last) return Status();
  v1::PushRequest request;
  request.set_first_seq(first->seq());
  request.set_previous_link(first->previous_link());
  request.set_head_signature((last - 1)->signature());
  for (auto set = first; set != last; ++set) request.add_bodies(std::move(*set->mutable_body()));
  v1::ArrivedEnrolment& counts = arrived_[chain].counts;
  Result<v1::PushResponse> response = Push(service_, chain, std::move(request));
  if (!response.ok()) {
    const Code code = response.status().code();
    if (code != Code::kDenied && code != Code::kInvalid) return response.status();
    counts.set_refused_sets(counts.refused_sets() + static_cast<std::uint32_t>(last - first));
    return Status();
  }
  for (const v1::Receipt& receipt : response->receipts()) {
    if (receipt.arrival() > log_before) {
      counts.set_new_sets(counts.new_sets() + 1);
    } else {
      counts.set_known_sets(counts.known_sets() + 1);
    }
  }
  return Status();
}

Status BundleImport::TakeRequest(const v1::CarriedWord& word) {
  std::optional<ChainId> chain = ChainId::FromRaw(word.enrolment());
  std::optional<Signature> signature = Signature::FromRaw(word.signature());
  v1::KeptRequest kept;
  if (!chain || !signature || !kept.mutable_request()->ParseFromString(word.said())) {
    return Status();
  }
  Result<v1::Certificate> certificate =
      VerifyCertificate(store_.district().public_key, kept.request().certificate());
  if (!certificate.ok() || certificate->enrolment() != chain->raw() ||
      !VerifyBundleRequest(PublicKey::FromRaw(certificate->public_key()).value(), *chain,
                           word.said(), *signature)) {
    return Status();
  }
  v1::OpenRequest shown;
  *shown.mutable_certificate() = kept.request().certificate();
  for (const v1::BundleEarlier& earlier : kept.request().earlier()) {
    *shown.add_earlier() = earlier.certificate();
  }
  if (kept.request().has_witnessed()) *shown.mutable_witnessed() = kept.request().witnessed();
  TILIK_RETURN_IF_ERROR(service_.Meet(shown));
  std::optional<v1::KeptRequest> before;
  {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
    TILIK_ASSIGN_OR_RETURN(before, reader->BundleRequest(*chain));
    TILIK_RETURN_IF_ERROR(LookAtEarlier(*chain, *reader));
  }
  Arrived& arrived = arrived_[*chain];
  arrived.head_seq = std::max(arrived.head_seq, kept.request().head_seq());
  if (before && before->request().number() >= kept.request().number()) return Status();
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Writer> writer, store_.BeginWrite());
  TILIK_RETURN_IF_ERROR(writer->SaveBundleRequest(*chain, kept));
  return writer->Commit();
}

Status BundleImport::LookAtEarlier(const ChainId& enrolment, storage::Reader& reader) {
  TILIK_ASSIGN_OR_RETURN(std::vector<ChainId> earlier,
                         storage::EarlierOf(reader.recovery(), enrolment));
  for (const ChainId& chain : earlier) {
    TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader.Chain(chain));
    TILIK_ASSIGN_OR_RETURN(std::optional<std::uint64_t> last, reader.recovery().ClosedAfter(chain));
    if (!row || !last) continue;
    if (ContiguousOf(*row) < *last) arrived_[chain].head_seq = *last;
  }
  return Status();
}

Status BundleImport::EndPhotos() {
  for (const auto& [hash, chain] : touched_) {
    TILIK_ASSIGN_OR_RETURN(PhotoEnding ending, photos_.end(hash));
    Arrived& arrived = arrived_[chain];
    if (ending == PhotoEnding::kBegun) {
      arrived.begun.insert(hash);
      continue;
    }
    arrived.begun.erase(hash);
    if (ending != PhotoEnding::kCompleted) continue;
    arrived.counts.set_photos_complete(arrived.counts.photos_complete() + 1);
  }
  touched_.clear();
  return Status();
}

Result<v1::BundleArrivalReport> BundleImport::Report() {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, store_.BeginRead());
  report_.clear_enrolments();
  for (auto& [chain, arrived] : arrived_) {
    v1::ArrivedEnrolment& view = *report_.add_enrolments();
    view = arrived.counts;
    view.set_enrolment(ToHex(chain.raw()));
    view.set_photos_begun(static_cast<std::uint32_t>(arrived.begun.size()));
    TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader->Chain(chain));
    if (!row) continue;
    view.set_officer(row->person);
    view.set_quarantined(row->revoked || row->unconfirmed || row->quarantine_case != 0 ||
                         row->state.forked());
    view.set_waiting_sets(static_cast<std::uint32_t>(row->state.waiting.size()));
    std::uint64_t next = ContiguousOf(*row) + 1;
    const auto miss_until = [&](std::uint64_t seq) {
      if (next >= seq) return;
      v1::SeqRange* range = view.add_missing();
      range->set_first(next);
      range->set_last(seq - 1);
    };
    for (const auto& [seq, link] : row->state.waiting) {
      miss_until(seq);
      next = std::max(next, seq + 1);
    }
    miss_until(arrived.head_seq + 1);
  }
  return report_;
}

}  // namespace tilik::sync
