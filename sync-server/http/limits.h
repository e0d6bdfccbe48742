// Every number that bounds the server, with its reason. All can be changed by tests; none has to be
// in operation.
#pragma once

#include <chrono>
#include <cstddef>

namespace tilik::http {

struct Limits {
  // A district has at most a few thousand devices; the budget is 10,000 open in ≤ 400 MB. The next
  // one is closed at once, which a phone understands as "later".
  std::size_t max_connections = 12'000;
  std::size_t max_head_bytes = 16 * 1024;
  // Bodies being received, over all connections. Ten thousand phones pushing 1 MiB at once would
  // be 10 GB; above this they hear 429 and come back.
  std::size_t max_body_memory = std::size_t{128} << 20;
  // Calls started and not yet answered, over all connections; above it 429.
  std::size_t max_calls = 1'024;

  // From the first byte of a head to its end: 16 KiB at 2G's worst are 10 s.
  std::chrono::milliseconds head_timeout{20'000};
  // Between requests. Setting up TCP and TLS again costs a 2G phone 2–4 s and 5 kB.
  std::chrono::milliseconds idle_timeout{180'000};
  // A body or an answer has no time limit as a whole, but `progress_bytes` must move within this.
  std::chrono::milliseconds progress_timeout{30'000};
  std::size_t progress_bytes = 1'024;
  // A handler that has not answered by then is answered for: deadline_exceeded.
  std::chrono::milliseconds call_timeout{60'000};
  // How long Stop waits for calls under way.
  std::chrono::milliseconds stop_grace{5'000};
};

}  // namespace tilik::http
