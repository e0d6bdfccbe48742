// Every tuning number of the client core, each with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tilik::client {

inline constexpr std::uint32_t kAppVersion = 1;

// Argon2id as protocol.md §5 says; about 25 ms on a laptop and half a second on a four-year-old
// phone.
inline constexpr std::size_t kArgonMemory = 19 * 1024 * 1024;
inline constexpr unsigned kArgonPasses = 2;
inline constexpr std::size_t kMinPinDigits = 6;
inline constexpr std::size_t kMaxPinBytes = 64;

// A campaign of verivali is a month; whoever has not been in town for so long has lost the phone or
// does not need the list.
inline constexpr std::uint32_t kDataExpiresDays = 30;
// How long no sync was is written down once an hour; at every opening it would cost an fsync.
inline constexpr std::uint64_t kLookEveryMs = 3'600'000;

// 50 sets of a typical visit are 15 kB on the wire: one round trip on a bad line, little to repeat
// when it breaks.
inline constexpr std::uint32_t kPushSets = 50;
inline constexpr std::size_t kPushBytes = 1024 * 1024;
// About 400 rows a page: applied in 12 ms here, so in 50 ms on a phone, with find and save served
// between pages.
inline constexpr std::uint32_t kPullBytes = 96 * 1024;
// tus pieces: at 100 kbit/s one takes ten seconds, and no more than that is sent twice.
inline constexpr std::size_t kUploadPiece = 128 * 1024;

// Photos that one bundle asks about; those beyond when these have arrived. 32 kB of hashes.
inline constexpr std::size_t kMaxCarriedPhotos = 1'000;
// Of one reply file in memory at once: the first fetch of a district's largest kecamatan.
inline constexpr std::size_t kMaxReplyBytes = 64 * 1024 * 1024;

// A kecamatan is about 25 MiB on the device; half of it in memory keeps search off the disk and the
// whole program below 40 MB.
inline constexpr int kCacheKib = 12 * 1024;

// The app shrinks photos to 120 kB; a scan of a berita acara may be larger.
inline constexpr std::size_t kMaxPhotoBytes = 8 * 1024 * 1024;
inline constexpr std::size_t kMaxDraftBytes = 1024 * 1024;
inline constexpr std::size_t kMaxDrafts = 500;
inline constexpr std::size_t kMaxEditRecords = 256;
// Rows of one page beyond which it is refused unread; far above what kPullBytes can hold.
inline constexpr int kMaxPageRows = 100'000;
inline constexpr std::size_t kMaxQueryBytes = 200;
inline constexpr std::size_t kFindLimit = 50;

}  // namespace tilik::client
