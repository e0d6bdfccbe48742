// A small district in a store, and the hands that write into it.
//
// Two villages with households, families, people, a group, a house, a programme with its lines, a
// campaign and a ratified version; officers of whom one is revoked and one came back after a
// restore; accounts of the office. It is founded once and never changed: whoever tries something on
// it does so in a Writer that is dropped, which leaves nothing for the next input to stumble over.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sync-server/storage/sqlite_store.h"
#include "sync-server/sync/district_keys.h"
#include "sync-server/sync/ingest.h"
#include "tests/fuzz/chance.h"
#include "tests/fuzz/naming.h"
#include "tests/simulation/disk.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::fuzz {

inline constexpr std::uint64_t kFatumnasi = 53'02'14'2001;
inline constexpr std::uint64_t kNenas = 53'02'14'2003;
// When the scene has been set: 2026-11-22 08:00 in Kupang.
inline constexpr Instant kNow{1'795'305'600'000};

// Somebody who signs, and how far the own chain has come.
struct Hand {
  ChainId chain;
  const SigningKey* key = nullptr;
  bool account = false;
  std::string name;
  // (seq, link) of every set made, the first being (0, none).
  std::vector<std::pair<std::uint64_t, Link>> made = {{0, Link()}};

  // The next set of this chain behind the `back`th from the end, after a gap of `skipped`; with its
  // link in `made`.
  SealedSet Make(v1::ChangeSet set, std::size_t back = 0, std::uint64_t skipped = 0);
};

// Sets of one hand, each behind the one before it, as they would be pushed.
v1::PushRequest PushOf(const Hand& hand, const std::vector<SealedSet>& sets);

class DistrictScene {
 public:
  // Names of the hands' places in `hands`.
  enum { kDorkas, kElias, kRevoked, kUnconfirmed, kOffice, kSupervisor, kHead };

  explicit DistrictScene(const storage::SqliteOptions& options);

  storage::RegistryStore& store() { return *store_; }
  void CloseStore() { store_.reset(); }
  const sync::DistrictKeys& keys() const { return keys_; }
  const std::vector<Hand>& hands() const { return hands_; }
  // Of the sets and chains that are there.
  const Names& names() const { return names_; }
  v1::SignedCertificate CertificateOf(const Hand& hand) const;

 private:
  void AddHands(storage::Writer& writer);
  void Tell(storage::Writer& writer, std::size_t hand, v1::ChangeSet set);
  void Found(storage::Writer& writer);

  Chance chance_{53};
  sync::DistrictKeys keys_;
  std::vector<std::unique_ptr<SigningKey>> officers_;
  std::unique_ptr<storage::SqliteRegistryStore> store_;
  std::vector<Hand> hands_;
  Names names_;
  Instant now_;
};

// In memory, there for as long as the program runs.
DistrictScene& SceneInMemory();

}  // namespace tilik::fuzz
