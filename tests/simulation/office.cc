#include "tests/simulation/office.h"

#include <algorithm>
#include <limits>

#include "sync-server/sync/account_chain.h"
#include "sync-server/sync/bundle_import.h"
#include "sync-server/sync/bundle_reply.h"
#include "sync-server/sync/enrolment.h"
#include "sync-server/sync/restore.h"
#include "sync-server/sync/verify.h"

namespace tilik::simulation {
namespace {

constexpr char kFolder[] = "/district";
constexpr int kMostCases = 10'000;

std::string Key(Random& random) {
  std::string key(32, '\0');
  random.Fill(key.data(), key.size());
  return key;
}

sync::DistrictKeys MakeKeys(Random& random) {
  std::string database = Key(random);
  std::string attachments = Key(random);
  std::string tokens = Key(random);
  std::string seal = Key(random);
  return {std::move(database), std::move(attachments), std::move(tokens), std::move(seal),
          SigningKey::Make(random)};
}

template <typename Request>
Result<Request> Parsed(const std::string& bytes) {
  Request request;
  if (!request.ParseFromString(bytes)) return Status::Invalid("not the message this method takes");
  return request;
}

template <typename Response>
Result<std::string> Packed(Result<Response> response) {
  if (!response.ok()) return response.status();
  return response->SerializeAsString();
}

}  // namespace

Office::Office(const Codebooks& codebooks, Chance& chance, const Instant& now)
    : codebooks_(codebooks),
      chance_(chance),
      now_(now),
      keys_(MakeKeys(chance)),
      disk_(std::make_unique<Disk>(chance.Next())) {
  storage::District district;
  district.code = 5302;
  district.name = "Timor Tengah Selatan";
  district.public_key = keys_.district.public_key();
  store_ = storage::SqliteRegistryStore::Create(Options(), district).value();
  Open();
}

Office::~Office() { Close(); }

storage::SqliteOptions Office::Options() const {
  storage::SqliteOptions options;
  options.directory = kFolder;
  options.key = keys_.database_key;
  options.vfs = disk_->name();
  options.writer_cache_kib = 2 * 1024;
  options.reader_cache_kib = 1024;
  options.checkpoint_pages = 100;  // so that the log is carried over several times in a seed
  return options;
}

void Office::Open() {
  if (store_ == nullptr) store_ = storage::SqliteRegistryStore::Open(Options()).value();
  sync::SyncOptions options;
  options.works = sync::PushQueue::Works::kAtOnce;
  service_ = std::make_unique<sync::SyncService>(
      *store_, keys_, codebooks_, chance_, [this] { return now_; },
      [](const v1::PushRequest&, const ChainId&) {}, options);
  Touch();
  log_.clear();
}

void Office::Close() {
  service_.reset();
  store_.reset();
}

void Office::Restart() {
  Close();
  Open();
}

void Office::PowerBack() {
  Close();
  disk_->PowerBack();
  Open();
}

// --- devices and couriers ---

Result<std::string> Office::Answer(std::string_view method, const std::string& request,
                                   const std::string& token) {
  Result<std::string> answer = Dispatch(method, request, token);
  Touch();
  if (off()) return Status::Unavailable("no answer");
  return answer;
}

Result<std::string> Office::Dispatch(std::string_view method, const std::string& request,
                                     const std::string& token) {
  const std::string_view name = method.substr(method.rfind('/') + 1);
  if (name == "Enrol") {
    TILIK_ASSIGN_OR_RETURN(auto enrol, Parsed<v1::EnrolRequest>(request));
    return Packed(service_->Enrol(enrol));
  }
  if (name == "Hello") return Packed(service_->Hello());
  if (name == "Open") {
    TILIK_ASSIGN_OR_RETURN(auto open, Parsed<v1::OpenRequest>(request));
    return Packed(service_->Open(open));
  }
  if (name == "Pull") {
    TILIK_ASSIGN_OR_RETURN(auto pull, Parsed<v1::PullRequest>(request));
    return Packed(service_->Pull(token, pull));
  }
  TILIK_CHECK(name == "Push", "a device asks what the contract has");
  TILIK_ASSIGN_OR_RETURN(auto push, Parsed<v1::PushRequest>(request));
  Result<std::string> answer = Status::Unavailable("not answered");
  service_->Push(token, std::move(push),
                 [&](Result<v1::PushResponse> response) { answer = Packed(std::move(response)); });
  return answer;
}

std::string Office::MakeEnrolCode(const std::string& officer,
                                  const std::set<std::uint64_t>& villages) {
  storage::EnrolCode code;
  code.code = sync::MakeEnrolCode(chance_);
  code.officer = officer;
  code.villages = villages;
  code.made = now_;
  code.expires = Instant{now_.ms + sync::kEnrolCodeLifeMs};
  std::unique_ptr<storage::Writer> writer = store_->BeginWrite().value();
  TILIK_CHECK(writer->AddEnrolCode(code).ok() && writer->Commit().ok(), "a code is kept");
  return code.code;
}

Status Office::TakeBundle(const std::string& file) {
  Result<SealSecret> seal = SealSecret::FromRaw(keys_.seal_secret_key);
  TILIK_CHECK(seal.ok(), "the district's own key");
  sync::BundleImport::Photos photos;
  photos.keep = [](const v1::PhotoPiece&, std::string_view) { return Status(); };
  photos.end = [](const ContentHash&) {
    return Result<sync::BundleImport::PhotoEnding>(sync::BundleImport::PhotoEnding::kBegun);
  };
  sync::BundleImport import(*service_, *store_, *seal, photos);
  const Status read = import.Read("berkas", [&](std::uint64_t offset, std::size_t size) {
    return Result<std::string>(file.substr(std::min<std::size_t>(offset, file.size()), size));
  });
  Touch();
  return off() ? Status::Unavailable("the server stopped") : read;
}

Result<std::string> Office::WriteReply(const ChainId& enrolment, bool again) {
  sync::BundleReply reply(*service_, *store_, keys_.district, chance_, [](const ContentHash&) {
    return Result<v1::PhotoState>(v1::PhotoState());
  });
  std::string file;
  v1::KeptRequest kept;
  sync::ReplyOrder order;
  order.enrolment = enrolment;
  order.again = again;
  const Result<v1::WrittenReply> written = reply.Write(
      order,
      [&](std::string_view bytes) {
        file += bytes;
        return Status();
      },
      &kept);
  if (!written.ok()) return written.status();
  TILIK_RETURN_IF_ERROR(reply.Keep(enrolment, kept));
  return file;
}

// --- accounts ---

Office::Decreed Office::Decree(const std::string& account, std::vector<v1::Operation> operations,
                               Instant observed) {
  Decreed decreed;
  decreed.status = [&]() -> Status {
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Writer> writer, store_->BeginWrite());
    sync::Ingest ingest(codebooks_, store_->district(), *writer);
    TILIK_ASSIGN_OR_RETURN(
        sync::AccountChain chain,
        sync::AccountChain::Open(account, keys_, store_->district(), *writer, chance_, now_));
    chain.Add(std::move(operations), observed);
    decreed.link = chain.head();
    TILIK_RETURN_IF_ERROR(chain.Flush(ingest, now_));
    return writer->Commit();
  }();
  Touch();
  return decreed;
}

Result<std::uint64_t> Office::LastRevisionWith(const RecordId& record, Slot slot,
                                               const Answers& answers) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Writer> writer, store_->BeginWrite());
  return writer->LastRevisionWith(record, slot, answers, codebooks_);
}

// --- the machine ---

Result<std::string> Office::BackUp() {
  const std::string folder = "/copies/" + std::to_string(++backups_);
  const Result<v1::LogHead> made = store_->BackUpTo(folder);
  if (!made.ok()) return made.status();
  std::string bytes = disk_->Bytes(folder + "/registry.db");
  disk_->Remove(folder);
  return bytes;
}

void Office::Restore(const std::string& backup) {
  Close();
  disk_->Remove(kFolder);
  disk_->Recover();
  disk_->Put(std::string(kFolder) + "/registry.db", backup);
  store_ = storage::SqliteRegistryStore::Open(Options()).value();
  TILIK_CHECK(sync::BeginAfterRestore(*store_, keys_, codebooks_, chance_, now_,
                                      /*new_epoch=*/true, "dipulihkan dari cadangan")
                  .ok(),
              "a backup can be restored");
  store_.reset();
  Open();
}

std::optional<std::string> Office::Verify() {
  Disk scratch_disk(1);
  storage::SqliteOptions options = Options();
  options.directory = "/scratch";
  options.vfs = scratch_disk.name();
  storage::District district = store_->district();
  district.epoch = 1;
  auto scratch = storage::SqliteRegistryStore::Create(options, district).value();
  const Result<v1::VerifyReport> report = sync::Verify(*store_, *scratch, codebooks_);
  if (!report.ok()) return report.status().message();
  if (report->consistent()) return std::nullopt;
  return report->first_difference();
}

// --- what stands there ---

void Office::ReadLog() const {
  log_is_read_ = true;
  const std::uint64_t from = log_.empty() ? 1 : log_.back().arrival + 1;
  std::unique_ptr<storage::Reader> reader = store_->BeginRead().value();
  const Status read = reader->ForEachLogEntry(from, [&](const storage::LogEntry& entry) {
    LoggedSet logged;
    logged.arrival = entry.arrival;
    logged.chain = entry.chain;
    logged.branch = entry.branch;
    logged.seq = entry.seq;
    logged.link = entry.link;
    logged.observed = entry.observed;
    Result<v1::ChangeSet> body = OpenBody(entry.body);
    TILIK_CHECK(body.ok(), "nobody here says what cannot be read");
    logged.set = *std::move(body);
    log_.push_back(std::move(logged));
    return Status();
  });
  TILIK_CHECK(read.ok(), "the log can be read");
  if (log_.empty() || log_.back().arrival < from) return;
  accounts_.clear();
  const std::vector<storage::ChainRow> chains = reader->Chains().value();
  for (const storage::ChainRow& chain : chains) {
    if (chain.kind == storage::ChainKind::kAccount) accounts_.insert(chain.state.chain);
  }
  for (LoggedSet& logged : log_) logged.account = accounts_.count(logged.chain) != 0;
}

const std::vector<LoggedSet>& Office::log() const {
  if (!log_is_read_) ReadLog();
  return log_;
}

const merge::WorkingSet& Office::all() const {
  if (all_) return *all_;
  merge::Keys keys;
  for (const LoggedSet& logged : log()) {
    keys.sets.insert(logged.link);
    for (int i = 0; i < logged.set.operations_size(); ++i) {
      const v1::Operation& operation = logged.set.operations(i);
      if (operation.has_create_record()) {
        keys.records.insert(*RecordId::FromRaw(operation.create_record().record()));
      } else if (operation.has_visit()) {
        keys.facts.insert({logged.link, static_cast<std::uint32_t>(i)});
      } else if (operation.has_handover()) {
        keys.lines.insert(*LineId::FromRaw(operation.handover().line()));
      } else if (operation.has_non_delivery()) {
        keys.lines.insert(*LineId::FromRaw(operation.non_delivery().line()));
      }
      for (const v1::EntitlementLine& line : operation.define_entitlements().lines()) {
        keys.lines.insert(*LineId::FromRaw(line.line()));
      }
    }
  }
  merge::WorkingSet loaded;
  {
    std::unique_ptr<storage::Writer> writer = store_->BeginWrite().value();
    const Status load = writer->Load(keys, loaded);
    TILIK_CHECK(load.ok(), load.message());
  }
  loaded.open_cases.clear();
  std::unique_ptr<storage::Reader> reader = store_->BeginRead().value();
  std::vector<merge::CaseFile> open = reader->Cases(/*open_only=*/true, 0, kMostCases).value();
  for (merge::CaseFile& file : open) {
    loaded.open_cases[file.key] = file.number;
    loaded.cases.insert_or_assign(file.number, std::move(file));
  }
  all_ = std::move(loaded);
  return *all_;
}

const merge::RecordState* Office::Find(const RecordId& id) const {
  auto found = all().records.find(id);
  return found == all().records.end() ? nullptr : &found->second;
}

std::vector<merge::HistoryRow> Office::HistoryOf(const RecordId& id) const {
  return store_->BeginRead().value()->History(id).value();
}

std::vector<v1::Outcome> Office::InboxOf(const ChainId& chain) const {
  std::unique_ptr<storage::Reader> reader = store_->BeginRead().value();
  std::vector<v1::Outcome> outcomes;
  std::uint64_t after = 0;
  while (true) {
    v1::InboxPage page = reader->Inbox(chain, after, 1 << 20).value();
    outcomes.insert(outcomes.end(), page.outcomes().begin(), page.outcomes().end());
    if (page.to() <= after) return outcomes;
    after = page.to();
  }
}

std::uint64_t Office::AssignmentRevision(const ChainId& chain) const {
  return store_->BeginRead().value()->Chain(chain).value()->assignment_revision;
}

std::vector<Office::Gap> Office::OpenGaps() const {
  std::vector<Gap> open;
  const std::vector<storage::ChainRow> chains = store_->BeginRead().value()->Chains().value();
  for (const storage::ChainRow& row : chains) {
    for (const auto& [first, last] : merge::GapsOf(row.state)) {
      open.push_back({row.state.chain, first, last});
    }
  }
  return open;
}

bool Office::Knows(const ChainId& chain) const {
  return store_->BeginRead().value()->Chain(chain).value().has_value();
}

std::vector<ChainId> Office::Unconfirmed() const {
  std::vector<ChainId> unconfirmed;
  const std::vector<storage::ChainRow> chains = store_->BeginRead().value()->Chains().value();
  for (const storage::ChainRow& row : chains) {
    if (row.unconfirmed) unconfirmed.push_back(row.state.chain);
  }
  return unconfirmed;
}

std::set<std::pair<ChainId, std::uint64_t>> Office::Gaps() const {
  std::set<std::pair<ChainId, std::uint64_t>> gaps;
  const std::vector<storage::ChainRow> chains = store_->BeginRead().value()->Chains().value();
  for (const storage::ChainRow& row : chains) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges = merge::GapsOf(row.state);
    for (const merge::Hole& hole : row.state.holes) ranges.emplace_back(hole.first, hole.last);
    for (const auto& [first, last] : ranges) {
      for (std::uint64_t seq = first; seq <= last; ++seq) gaps.emplace(row.state.chain, seq);
    }
  }
  return gaps;
}

}  // namespace tilik::simulation
