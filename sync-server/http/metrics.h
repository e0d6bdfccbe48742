// What the server counts about itself, for /metrics. Labels are bounded: a method of the table, or
// one of a few fixed words; never what a peer made up.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tilik::http {

// Thread-safe. Shares the registry with whoever else counts in this process.
class Metrics {
 public:
  explicit Metrics(std::shared_ptr<prometheus::Registry> registry);

  // One answered request. `took` is from the head's last byte to the answer's first.
  void Answered(std::string_view method, int status, std::chrono::steady_clock::duration took);
  void Moved(std::uint64_t received, std::uint64_t sent);
  void Opened() { connections_.Increment(); }
  void Closed() { connections_.Decrement(); }
  void TurnedAway() { turned_away_.Increment(); }

  // The whole registry in Prometheus' text format.
  std::string Text() const;

 private:
  std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& seconds_;
  prometheus::Counter& received_;
  prometheus::Counter& sent_;
  prometheus::Gauge& connections_;
  prometheus::Counter& turned_away_;
};

}  // namespace tilik::http
