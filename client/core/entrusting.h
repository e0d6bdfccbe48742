// Dititipkan: which sets a bundle carries to the district (protocol.md §6). Nobody has confirmed
// them; a receipt ends it (outbox.h), and until then the set is pushed like any other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/core/store.h"

namespace tilik::client {

struct Entrusted {
  std::string courier;
  Instant at;
};

// Sets go by their number in the home.
class Entrusting {
 public:
  explicit Entrusting(Store& store) : store_(store) {}

  // What a bundle should carry, of all chains: sets without a receipt, those that no bundle carries
  // yet first, then those entrusted longest ago; `all_held`: receipted ones too, as long as their
  // bodies are here.
  Result<std::vector<std::uint64_t>> ToCarry(bool all_held);
  // In the caller's transaction.
  Status Entrust(const std::vector<std::uint64_t>& seqs, const Entrusted& to);
  Result<std::optional<Entrusted>> To(std::uint64_t seq);
  // Of those without a receipt: since when the first has been under way, and who took the last.
  Result<std::optional<Entrusted>> Still();

 private:
  Store& store_;
};

}  // namespace tilik::client
