// Session tokens and nonces without a table: what they say, and a MAC over it by a key of the key
// file. They outlive a restart of the server, which is what lets an idle phone sync in one round
// trip.
#pragma once

#include <mutex>
#include <set>
#include <string>

#include "proto/contract/bytes.h"
#include "proto/contract/environment.h"
#include "proto/contract/status.h"

namespace tilik::sync {

struct Session {
  ChainId enrolment;
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;
  Instant expires;
};

// A token lives half a day: one field day does not need two Opens.
inline constexpr std::int64_t kTokenLifeMs = 12 * 3'600'000;
// A nonce is good for one Open within two minutes; a phone on 2G needs twenty seconds.
inline constexpr std::int64_t kNonceLifeMs = 120'000;

// Thread-safe.
class Tokens {
 public:
  Tokens(std::string key, Random& random) : key_(std::move(key)), random_(random) {}

  std::string Issue(const Session& session) const;
  // kDenied: not ours, altered, of another epoch, or expired.
  Result<Session> Read(const std::string& token, std::uint64_t epoch, Instant now) const;

  Nonce MakeNonce(Instant now);
  // kDenied: not ours, too old, or used before.
  Status UseNonce(const Nonce& nonce, Instant now);

 private:
  std::string Mac(std::string_view what) const;

  const std::string key_;
  Random& random_;
  std::mutex mutex_;
  std::set<std::pair<std::int64_t, Nonce>>
      used_;  // by time, so that old ones are dropped; guarded by mutex_
};

}  // namespace tilik::sync
