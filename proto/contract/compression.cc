#include "proto/contract/compression.h"

#include <zstd.h>

#include <memory>

namespace tilik {
namespace {

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

Status Damaged(const std::string& what) { return Status::Invalid("compressed data: " + what); }

}  // namespace

std::string Compress(std::string_view plain, int level) {
  // Making a context costs more than packing a change set with it (13 us), so each thread keeps
  // one. At high levels it grows to megabytes and is not kept.
  static thread_local std::unique_ptr<ZSTD_CCtx, FreeContext> kept(ZSTD_createCCtx());
  std::unique_ptr<ZSTD_CCtx, FreeContext> own(level <= kStoreLevel ? nullptr : ZSTD_createCCtx());
  ZSTD_CCtx* context = own != nullptr ? own.get() : kept.get();
  TILIK_CHECK(context != nullptr, "memory for one compression context");
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string packed(ZSTD_compressBound(plain.size()), '\0');
  std::size_t size =
      ZSTD_compress2(context, packed.data(), packed.size(), plain.data(), plain.size());
  TILIK_CHECK(!ZSTD_isError(size), "a buffer of the greatest possible size holds the frame");
  packed.resize(size);
  return packed;
}

Result<std::string> Decompress(std::string_view packed, std::size_t max_plain) {
  std::size_t frame = ZSTD_findFrameCompressedSize(packed.data(), packed.size());
  if (ZSTD_isError(frame)) return Damaged(ZSTD_getErrorName(frame));
  if (frame != packed.size()) return Damaged("something follows the frame");
  unsigned long long plain_size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (plain_size == ZSTD_CONTENTSIZE_ERROR || plain_size == ZSTD_CONTENTSIZE_UNKNOWN) {
    return Damaged("the frame does not name its size");
  }
  if (plain_size > max_plain) {
    return Damaged("unpacks to " + std::to_string(plain_size) + " bytes, more than the " +
                   std::to_string(max_plain) + " allowed");
  }
  std::string plain(static_cast<std::size_t>(plain_size), '\0');
  std::size_t size = ZSTD_decompress(plain.data(), plain.size(), packed.data(), packed.size());
  if (ZSTD_isError(size)) return Damaged(ZSTD_getErrorName(size));
  if (size != plain.size()) return Damaged("the frame holds less than it names");
  return plain;
}

}  // namespace tilik
