#include "client/core/store.h"

#include "client/core/limits.h"
#include "client/core/migrations.h"

namespace tilik::client {
namespace {

// Of the certificate; of the request, while the district has not answered it.
Result<OwnChain> ReadChain(const v1::SignedCertificate& certificate,
                           const v1::EnrolRequest& request) {
  v1::Certificate read;
  OwnChain chain;
  chain.certified = !certificate.certificate().empty();
  if (chain.certified && !read.ParseFromString(certificate.certificate())) {
    return Status::Corrupt("a certificate is damaged");
  }
  std::optional<ChainId> id =
      ChainId::FromRaw(chain.certified ? read.enrolment() : request.enrolment());
  std::optional<PublicKey> key =
      PublicKey::FromRaw(chain.certified ? read.public_key() : request.public_key());
  if (!id || !key) return Status::Corrupt("a certificate is damaged");
  chain.id = *id;
  chain.key = *key;
  return chain;
}

constexpr char kReadState[] = "SELECT state FROM device WHERE one = 1";
constexpr char kWriteState[] = "INSERT OR REPLACE INTO device (one, state) VALUES (1, ?)";

Result<std::unique_ptr<sqlite::Database>> OpenFile(Host& host, std::string_view home,
                                                   const Secret& database_key) {
  sqlite::OpenOptions options;
  options.key = database_key.bytes();
  options.exclusive = true;
  options.vfs = host.vfs;
  options.busy_timeout_ms = 0;
  options.cache_kib = kCacheKib;
  auto database = sqlite::Database::Open(DatabasePath(host, home), options);
  if (database.ok()) return database;
  switch (database.status().code()) {
    case Code::kConflict:
      return Status::Conflict("this home is open in another window or program");
    case Code::kDenied:
      return Status::Corrupt("the database does not fit its key: " + database.status().message());
    default:
      return database.status();
  }
}

}  // namespace

Result<std::unique_ptr<Store>> Store::Create(Host& host, std::string_view home,
                                             const Secret& database_key,
                                             const v1::DeviceState& state) {
  TILIK_RETURN_IF_ERROR(host.files.MakeFolder(home));
  TILIK_ASSIGN_OR_RETURN(auto database, OpenFile(host, home, database_key));
  std::unique_ptr<Store> store(new Store(std::move(database)));
  TILIK_RETURN_IF_ERROR(store->database().Migrate(Migrations()));
  if (store->ReloadState().ok()) return Status::Conflict("this enrolment has a home already");
  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store->database()));
  TILIK_RETURN_IF_ERROR(store->SetState(state));
  TILIK_RETURN_IF_ERROR(transaction.Commit());
  TILIK_RETURN_IF_ERROR(store->ReloadState());
  return store;
}

Result<std::unique_ptr<Store>> Store::Open(Host& host, std::string_view home,
                                           const Secret& database_key) {
  TILIK_ASSIGN_OR_RETURN(auto database, OpenFile(host, home, database_key));
  std::unique_ptr<Store> store(new Store(std::move(database)));
  TILIK_RETURN_IF_ERROR(store->database().Migrate(Migrations()));
  TILIK_RETURN_IF_ERROR(store->ReloadState());
  return store;
}

Status Store::SetState(v1::DeviceState state) {
  std::string bytes = state.SerializeAsString();
  TILIK_RETURN_IF_ERROR(database_->Prepare(kWriteState).BindBlob(1, bytes).Run());
  return Describe(std::move(state));
}

Status Store::ReloadState() {
  sqlite::Statement statement = database_->Prepare(kReadState);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
  if (!row) return Status::Corrupt("the database does not say whose it is");
  v1::DeviceState state;
  std::string_view bytes = statement.Blob(0);
  if (!state.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Status::Corrupt("the database's description of itself is damaged");
  }
  return Describe(std::move(state));
}

Status Store::Describe(v1::DeviceState state) {
  v1::Certificate certificate;
  if (!certificate.ParseFromString(state.certificate().certificate())) {
    return Status::Corrupt("the database's description of itself is damaged");
  }
  std::optional<PublicKey> district = PublicKey::FromRaw(certificate.district());
  std::vector<OwnChain> chains;
  for (const v1::EarlierChain& earlier : state.earlier()) {
    TILIK_ASSIGN_OR_RETURN(OwnChain chain, ReadChain(earlier.certificate(), earlier.request()));
    chain.before = earlier.sets_before();
    chain.last = chain.before + earlier.last_seq();
    chain.backed_up_through = earlier.backed_up_through();
    chain.disagrees = earlier.disagrees();
    chains.push_back(chain);
  }
  const bool enrolling = state.has_enrolling();
  TILIK_ASSIGN_OR_RETURN(
      OwnChain newest,
      ReadChain(enrolling ? v1::SignedCertificate() : state.certificate(), state.enrolling()));
  newest.before = state.sets_before();
  newest.backed_up_through = state.backed_up_through();
  newest.disagrees = !state.enrol_anew().empty();
  chains.push_back(newest);
  if (!district) return Status::Corrupt("the certificate is damaged");
  district_ = *district;
  officer_ = certificate.officer();
  chains_ = std::move(chains);
  state_ = std::move(state);
  return Status();
}

const OwnChain& Store::ChainOf(std::uint64_t number) const {
  for (const OwnChain& chain : chains_) {
    if (number <= chain.last) return chain;
  }
  return newest();
}

std::optional<std::size_t> Store::IndexOf(std::string_view enrolment) const {
  for (std::size_t i = 0; i < chains_.size(); ++i) {
    if (chains_[i].id.raw() == enrolment) return i;
  }
  return std::nullopt;
}

Status Store::BeginSuccessor(const v1::Successor& successor, std::uint64_t last) {
  if (successor.request().enrolment() == newest().id.raw()) return Status();
  v1::DeviceState state = state_;
  v1::EarlierChain* earlier = state.add_earlier();
  if (newest().certified) *earlier->mutable_certificate() = state.certificate();
  if (state.has_enrolling()) *earlier->mutable_request() = state.enrolling();
  earlier->set_sets_before(newest().before);
  earlier->set_last_seq(newest().SeqOf(last));
  earlier->set_contiguous_seq(state.contiguous_seq());
  earlier->set_backed_up_through(state.backed_up_through());
  earlier->set_disagrees(!state.enrol_anew().empty());
  *state.mutable_enrolling() = successor.request();
  *state.mutable_signing_key() = successor.signing_key();
  state.set_sets_before(last);
  // What the district said of the old chain is not said of this one.
  state.clear_token();
  state.clear_contiguous_seq();
  state.clear_backed_up_through();
  state.clear_enrol_anew();
  return SetState(std::move(state));
}

Result<std::vector<RecordId>> ReadIds(sqlite::Statement row) {
  std::vector<RecordId> ids;
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return ids;
    ids.push_back(row.Fixed<RecordId>(0));
  }
}

Result<std::vector<std::uint64_t>> ReadNumbers(sqlite::Statement row) {
  std::vector<std::uint64_t> numbers;
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return numbers;
    numbers.push_back(row.UInt(0));
  }
}

}  // namespace tilik::client
