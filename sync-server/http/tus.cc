#include "sync-server/http/tus.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>

namespace tilik::http {
namespace {

constexpr std::string_view kRoot = "/files";
constexpr int kWrongHash = 460;  // as tus names a checksum mismatch

Response Tus(int status, std::string text = {}) {
  Response response;
  response.status = status;
  if (!text.empty()) {
    response.content_type = "text/plain";
    response.body = std::move(text) + "\n";
  }
  response.fields.emplace_back("Tus-Resumable", "1.0.0");
  return response;
}

Response Refuse(const Status& status) {
  switch (status.code()) {
    case Code::kInvalid:
      return Tus(400, status.message());
    case Code::kNotFound:
      return Tus(404, status.message());
    case Code::kConflict:
      return Tus(409, status.message());
    case Code::kDenied:
      return Tus(401, status.message());
    case Code::kCorrupt:
      return Tus(kWrongHash, status.message());
    default:
      return Tus(503, status.message());
  }
}

std::optional<std::uint64_t> Number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

// Upload-Metadata: "name base64,name base64".
std::optional<ContentHash> HashInMetadata(std::string_view metadata) {
  constexpr std::string_view kName = "hash ";
  while (!metadata.empty()) {
    const std::size_t comma = std::min(metadata.find(','), metadata.size());
    std::string_view pair = metadata.substr(0, comma);
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    if (pair.substr(0, kName.size()) == kName) {
      pair.remove_prefix(kName.size());
      ContentHash hash;
      std::size_t size = 0;
      if (sodium_base642bin(hash.data(), hash.size(), pair.data(), pair.size(), " ", &size, nullptr,
                            sodium_base64_VARIANT_ORIGINAL) == 0 &&
          size == hash.size()) {
        return hash;
      }
      return std::nullopt;
    }
    metadata.remove_prefix(std::min(comma + 1, metadata.size()));
  }
  return std::nullopt;
}

std::optional<ContentHash> HashInPath(std::string_view path) {
  if (path.size() <= kRoot.size() + 1) return std::nullopt;
  const auto raw = FromHex(path.substr(kRoot.size() + 1));
  if (!raw) return std::nullopt;
  return ContentHash::FromRaw(*raw);
}

std::string_view MethodOf(const Head& head) {
  const std::string_view instead = Field(head, "X-HTTP-Method-Override");
  if (!instead.empty()) return instead;
  return {head.method_string().data(), head.method_string().size()};
}

Response Describe(const Attachments& attachments) {
  Response response = Tus(204);
  response.fields.emplace_back("Tus-Version", "1.0.0");
  response.fields.emplace_back("Tus-Extension", "creation");
  response.fields.emplace_back("Tus-Max-Size", std::to_string(attachments.max_bytes));
  return response;
}

Response Create(const Attachments& attachments, const Head& head) {
  const auto length = Number(Field(head, "Upload-Length"));
  if (!length) return Tus(400, "Upload-Length is missing or no number");
  if (*length > attachments.max_bytes) {
    return Tus(413, "at most " + std::to_string(attachments.max_bytes) + " bytes");
  }
  const auto hash = HashInMetadata(Field(head, "Upload-Metadata"));
  if (!hash) return Tus(400, "Upload-Metadata must hold \"hash <base64 of BLAKE2b-256>\"");
  const auto upload = attachments.store->Create(*hash, *length);
  if (!upload.ok()) return Refuse(upload.status());
  Response response = Tus(201);
  response.fields.emplace_back("Location", std::string(kRoot) + '/' + ToHex(hash->raw()));
  response.fields.emplace_back("Upload-Offset", std::to_string(upload->offset));
  return response;
}

Response Tell(const Attachments& attachments, const ContentHash& hash) {
  const auto upload = attachments.store->Find(hash);
  if (!upload.ok()) return Refuse(upload.status());
  Response response = Tus(200);
  response.fields.emplace_back("Upload-Offset", std::to_string(upload->offset));
  response.fields.emplace_back("Upload-Length", std::to_string(upload->length));
  response.fields.emplace_back("Cache-Control", "no-store");
  return response;
}

std::variant<Response, Patch> Begin(const Attachments& attachments, const Head& head,
                                    const ContentHash& hash) {
  if (Field(head, "Content-Type") != "application/offset+octet-stream") {
    return Tus(415, "Content-Type must be application/offset+octet-stream");
  }
  const auto offset = Number(Field(head, "Upload-Offset"));
  if (!offset) return Tus(400, "Upload-Offset is missing or no number");
  const auto upload = attachments.store->Find(hash);
  if (!upload.ok()) return Refuse(upload.status());
  if (*offset != upload->offset) {
    return Tus(409, "the upload stands at byte " + std::to_string(upload->offset));
  }
  const auto size = Number(Field(head, "Content-Length"));
  if (size && *size > upload->length - *offset) return Tus(413, "more bytes than announced");
  return Patch{.hash = hash, .offset = *offset, .length = upload->length};
}

}  // namespace

bool IsTusPath(std::string_view path) {
  return path.substr(0, kRoot.size()) == kRoot &&
         (path.size() == kRoot.size() || path[kRoot.size()] == '/');
}

std::variant<Response, Patch> AnswerTus(const Attachments& attachments, const Head& head,
                                        const Call& call) {
  const std::string_view method = MethodOf(head);
  if (method == "OPTIONS") return Describe(attachments);
  if (Field(head, "Tus-Resumable") != "1.0.0") {
    Response response = Tus(412, "Tus-Resumable must be 1.0.0");
    response.fields.emplace_back("Tus-Version", "1.0.0");
    return response;
  }
  if (const Status allowed = attachments.may_upload(call); !allowed.ok()) return Refuse(allowed);
  const std::string_view path = Path(head);
  if (path == kRoot || path == "/files/") {
    if (method == "POST") return Create(attachments, head);
    return Tus(405, "POST creates an upload");
  }
  const auto hash = HashInPath(path);
  if (!hash) return Tus(404, "an upload is named by 64 hexadecimal digits");
  if (method == "HEAD") return Tell(attachments, *hash);
  if (method == "PATCH") return Begin(attachments, head, *hash);
  return Tus(405, "HEAD or PATCH");
}

Response AnswerPatch(const Result<AttachmentStore::Upload>& appended) {
  if (!appended.ok()) return Refuse(appended.status());
  Response response = Tus(204);
  response.fields.emplace_back("Upload-Offset", std::to_string(appended->offset));
  return response;
}

}  // namespace tilik::http
