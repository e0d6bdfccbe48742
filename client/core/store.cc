#include "client/core/store.h"

#include "client/core/limits.h"
#include "client/core/migrations.h"

namespace tilik::client {
namespace {

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
  state_ = std::move(state);
  return Status();
}

Status Store::ReloadState() {
  sqlite::Statement statement = database_->Prepare(kReadState);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
  if (!row) return Status::Corrupt("the database does not say whose it is");
  v1::DeviceState state;
  std::string_view bytes = statement.Blob(0);
  v1::Certificate certificate;
  if (!state.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !certificate.ParseFromString(state.certificate().certificate())) {
    return Status::Corrupt("the database's description of itself is damaged");
  }
  std::optional<ChainId> enrolment = ChainId::FromRaw(certificate.enrolment());
  std::optional<PublicKey> district = PublicKey::FromRaw(certificate.district());
  std::optional<PublicKey> own_key = PublicKey::FromRaw(certificate.public_key());
  if (!enrolment || !district || !own_key) return Status::Corrupt("the certificate is damaged");
  enrolment_ = *enrolment;
  district_ = *district;
  public_key_ = *own_key;
  officer_ = certificate.officer();
  state_ = std::move(state);
  return Status();
}

}  // namespace tilik::client
