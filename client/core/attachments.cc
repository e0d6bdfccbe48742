#include "client/core/attachments.h"

#include <set>

#include "client/core/limits.h"
#include "proto/contract/change_set.h"
#include "proto/contract/sodium.h"

namespace tilik::client {
namespace {

constexpr char kKnown[] = "SELECT 1 FROM attachment WHERE hash = ?";
constexpr char kInsert[] =
    "INSERT INTO attachment (hash, file, key, size, draft, reference) VALUES (?, ?, ?, ?, ?, ?)";
constexpr char kAdopt[] =
    "UPDATE attachment SET draft = ?, reference = ? WHERE hash = ? AND seq IS NULL";
constexpr char kOf[] =
    "SELECT reference FROM attachment WHERE draft = ? AND seq IS NULL ORDER BY rowid";
constexpr char kLetGo[] =
    "UPDATE attachment SET draft = 0 WHERE draft = ? AND hash = ? AND seq IS NULL";
constexpr char kRead[] = "SELECT file, key FROM attachment WHERE hash = ?";
constexpr char kName[] = "UPDATE attachment SET seq = ifnull(seq, ?) WHERE hash = ?";
constexpr char kPending[] =
    "SELECT hash, size, seq FROM attachment WHERE uploaded = 0 AND seq IN "
    "(SELECT seq FROM outbox WHERE answered = 1 AND lost = 0) ORDER BY seq LIMIT ?";
constexpr char kToCarry[] =
    "SELECT hash, size, iif(entrusted < size, entrusted, 0) FROM attachment WHERE uploaded = 0 AND "
    "seq IN (SELECT seq FROM outbox WHERE lost = 0) "
    "ORDER BY entrusted >= size, entrusted_ms, seq LIMIT ?";
constexpr char kEntrust[] =
    "UPDATE attachment SET entrusted = ?, entrusted_ms = ? WHERE hash = ? AND uploaded = 0";
constexpr char kMarkUploaded[] = "UPDATE attachment SET uploaded = 1 WHERE hash = ?";
constexpr char kMarkDamaged[] = "UPDATE attachment SET uploaded = 2 WHERE hash = ?";
constexpr char kReoffer[] =
    "UPDATE attachment SET uploaded = 0 WHERE seq > ? AND seq <= ? AND uploaded = 1 AND "
    "seq NOT IN (SELECT seq FROM outbox WHERE lost = 1)";
constexpr char kDropReleased[] =
    "DELETE FROM attachment WHERE uploaded = 1 AND seq IN "
    "(SELECT seq FROM outbox WHERE body IS NULL AND lost = 0)";
constexpr char kDropOrphans[] =
    "DELETE FROM attachment WHERE seq IS NULL AND draft NOT IN (SELECT number FROM draft)";
constexpr char kFiles[] = "SELECT file FROM attachment";
constexpr char kWaiting[] =
    "SELECT count(*), total(size) FROM attachment WHERE uploaded = 0 AND seq IS NOT NULL";

constexpr std::size_t kMessageBytes = 64 * 1024;
constexpr std::size_t kMessageOverhead = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t kHeaderBytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t kFileKeyBytes = crypto_secretstream_xchacha20poly1305_KEYBYTES;

const unsigned char* Raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Raw(std::string& bytes, std::size_t at = 0) {
  return reinterpret_cast<unsigned char*>(bytes.data()) + at;
}

struct Stream {
  crypto_secretstream_xchacha20poly1305_state state;
  ~Stream() { sodium_memzero(&state, sizeof state); }
};

std::string Encrypt(std::string_view plain, const std::string& key) {
  PrepareSodium();
  Stream stream;
  std::string file(kHeaderBytes, '\0');
  crypto_secretstream_xchacha20poly1305_init_push(&stream.state, Raw(file), Raw(key));
  do {
    std::string_view message = plain.substr(0, kMessageBytes);
    plain.remove_prefix(message.size());
    unsigned char tag = plain.empty() ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
    std::size_t at = file.size();
    file.resize(at + message.size() + kMessageOverhead);
    crypto_secretstream_xchacha20poly1305_push(&stream.state, Raw(file, at), nullptr, Raw(message),
                                               message.size(), nullptr, 0, tag);
  } while (!plain.empty());
  return file;
}

Result<std::string> Decrypt(std::string_view file, std::string_view key) {
  PrepareSodium();
  Status damaged = Status::Corrupt("the photo's file is damaged");
  Stream stream;
  if (key.size() != kFileKeyBytes || file.size() < kHeaderBytes ||
      crypto_secretstream_xchacha20poly1305_init_pull(&stream.state, Raw(file), Raw(key)) != 0) {
    return damaged;
  }
  file.remove_prefix(kHeaderBytes);
  std::string plain;
  unsigned char tag = 0;
  while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
    std::string_view message = file.substr(0, kMessageBytes + kMessageOverhead);
    if (message.size() < kMessageOverhead) return damaged;
    file.remove_prefix(message.size());
    std::size_t at = plain.size();
    plain.resize(at + message.size() - kMessageOverhead);
    if (crypto_secretstream_xchacha20poly1305_pull(&stream.state, Raw(plain, at), nullptr, &tag,
                                                   Raw(message), message.size(), nullptr, 0) != 0) {
      return damaged;
    }
  }
  if (!file.empty()) return damaged;
  return plain;
}

v1::AttachmentRef ReferenceTo(const Photo& photo, const ContentHash& hash, Instant now) {
  v1::AttachmentRef reference;
  reference.set_hash(hash.str());
  reference.set_size(static_cast<std::uint32_t>(photo.bytes.size()));
  reference.set_kind(photo.kind);
  if (photo.media_type != "image/jpeg") reference.set_media_type(photo.media_type);
  if (!photo.record.none()) reference.set_record(photo.record.str());
  reference.set_taken_ms(photo.taken_ms == 0 ? now.ms : photo.taken_ms);
  if (photo.place) *reference.mutable_place() = *photo.place;
  return reference;
}

}  // namespace

Result<v1::AttachmentRef> Attachments::Add(const Photo& photo, Instant now) {
  if (photo.bytes.empty() || photo.bytes.size() > kMaxPhotoBytes) {
    return Status::Invalid("a photo has between 1 byte and 8 MiB");
  }
  ContentHash hash = HashOf(photo.bytes);
  v1::AttachmentRef reference = ReferenceTo(photo, hash, now);
  std::string reference_bytes = reference.SerializeAsString();
  TILIK_ASSIGN_OR_RETURN(bool known, IsKnown(hash));
  if (known) {
    TILIK_RETURN_IF_ERROR(store_.database()
                              .Prepare(kAdopt)
                              .Bind(1, photo.draft)
                              .BindBlob(2, reference_bytes)
                              .Bind(3, hash)
                              .Run());
    return reference;
  }
  std::string key(kFileKeyBytes, '\0');
  random_.Fill(key.data(), key.size());
  std::string name(16, '\0');
  random_.Fill(name.data(), name.size());
  name = ToHex(name);
  TILIK_RETURN_IF_ERROR(files_.WriteDurably(folder_ + "/" + name, Encrypt(photo.bytes, key)));
  Status kept = store_.database()
                    .Prepare(kInsert)
                    .Bind(1, hash)
                    .BindText(2, name)
                    .BindBlob(3, key)
                    .Bind(4, static_cast<std::uint64_t>(photo.bytes.size()))
                    .Bind(5, photo.draft)
                    .BindBlob(6, reference_bytes)
                    .Run();
  sodium_memzero(key.data(), key.size());
  TILIK_RETURN_IF_ERROR(kept);
  return reference;
}

Result<std::vector<v1::AttachmentRef>> Attachments::Of(std::int64_t draft) {
  std::vector<v1::AttachmentRef> photos;
  sqlite::Statement row = store_.database().Prepare(kOf);
  row.Bind(1, draft);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return photos;
    const std::string_view bytes = row.Blob(0);
    if (!photos.emplace_back().ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return Status::Corrupt("a stored photo's row is damaged");
    }
  }
}

Status Attachments::LetGo(std::int64_t draft, const ContentHash& hash) {
  return store_.database().Prepare(kLetGo).Bind(1, draft).Bind(2, hash).Run();
}

Result<bool> Attachments::IsKnown(const ContentHash& hash) {
  sqlite::Statement row = store_.database().Prepare(kKnown);
  return row.Bind(1, hash).Step();
}

Result<std::string> Attachments::Read(const ContentHash& hash) {
  std::string name;
  std::string key;
  {
    sqlite::Statement row = store_.database().Prepare(kRead);
    TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, hash).Step());
    if (!found) return Status::NotFound("this photo is not on the device");
    name = row.Text(0);
    key = row.Blob(1);
  }
  TILIK_ASSIGN_OR_RETURN(std::string file, files_.Read(folder_ + "/" + name));
  TILIK_ASSIGN_OR_RETURN(std::string plain, Decrypt(file, key));
  if (HashOf(plain) != hash) return Status::Corrupt("the photo is not the one that was taken");
  return plain;
}

Status Attachments::Name(const std::vector<v1::AttachmentRef>& attachments, std::uint64_t seq) {
  for (const v1::AttachmentRef& reference : attachments) {
    std::optional<ContentHash> hash = ContentHash::FromRaw(reference.hash());
    if (!hash) return Status::Invalid("a photo is named by 32 bytes");
    TILIK_RETURN_IF_ERROR(store_.database().Prepare(kName).Bind(1, seq).Bind(2, *hash).Run());
    if (store_.database().changes() != 1) {
      return Status::Invalid("photo " + ToHex(hash->raw()) + " was never added on this device");
    }
  }
  return Status();
}

Result<std::vector<PendingUpload>> Attachments::Pending(std::size_t limit) {
  std::vector<PendingUpload> pending;
  sqlite::Statement row = store_.database().Prepare(kPending);
  row.Bind(1, static_cast<std::uint64_t>(limit));
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return pending;
    pending.push_back({row.Fixed<ContentHash>(0), row.UInt(1), row.UInt(2)});
  }
}

Result<std::vector<PhotoToCarry>> Attachments::ToCarry(std::size_t limit) {
  std::vector<PhotoToCarry> photos;
  sqlite::Statement row = store_.database().Prepare(kToCarry);
  row.Bind(1, static_cast<std::uint64_t>(limit));
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return photos;
    photos.push_back({row.Fixed<ContentHash>(0), row.UInt(1), row.UInt(2)});
  }
}

Status Attachments::Entrust(const ContentHash& hash, std::uint64_t through, Instant at) {
  return store_.database().Prepare(kEntrust).Bind(1, through).Bind(2, at.ms).Bind(3, hash).Run();
}

Status Attachments::MarkUploaded(const ContentHash& hash) {
  return store_.database().Prepare(kMarkUploaded).Bind(1, hash).Run();
}

Status Attachments::MarkDamaged(const ContentHash& hash) {
  return store_.database().Prepare(kMarkDamaged).Bind(1, hash).Run();
}

Status Attachments::Reoffer(std::uint64_t after, std::uint64_t last) {
  return store_.database().Prepare(kReoffer).Bind(1, after).Bind(2, last).Run();
}

Status Attachments::RemoveReleased() {
  TILIK_RETURN_IF_ERROR(store_.database().Prepare(kDropReleased).Run());
  return store_.database().changes() == 0 ? Status() : RemoveUnknownFiles();
}

Status Attachments::RemoveOrphans() {
  TILIK_RETURN_IF_ERROR(store_.database().Prepare(kDropOrphans).Run());
  return RemoveUnknownFiles();
}

Status Attachments::RemoveUnknownFiles() {
  std::set<std::string> kept;
  {
    sqlite::Statement row = store_.database().Prepare(kFiles);
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
      if (!found) break;
      kept.insert(std::string(row.Text(0)));
    }
  }
  TILIK_ASSIGN_OR_RETURN(std::vector<std::string> files, files_.List(folder_));
  for (const std::string& file : files) {
    if (!kept.contains(file)) TILIK_RETURN_IF_ERROR(files_.Remove(folder_ + "/" + file));
  }
  return Status();
}

Result<Attachments::Counts> Attachments::Waiting() {
  sqlite::Statement row = store_.database().Prepare(kWaiting);
  TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
  return found ? Counts{row.UInt(0), row.UInt(1)} : Counts{};
}

}  // namespace tilik::client
