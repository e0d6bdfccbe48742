#include "sync-server/http/metrics.h"

#include <prometheus/text_serializer.h>

namespace tilik::http {
namespace {

// From a Hello (0.2 ms) to the longest a phone waits.
const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60};

prometheus::Family<prometheus::Counter>& Counters(prometheus::Registry& registry,
                                                  const std::string& name,
                                                  const std::string& help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

prometheus::Counter& Bytes(prometheus::Registry& registry, const std::string& direction) {
  return Counters(registry, "tilik_http_bytes_total", "Bytes moved, heads included, TLS excluded")
      .Add({{"direction", direction}});
}

}  // namespace

Metrics::Metrics(std::shared_ptr<prometheus::Registry> registry)
    : registry_(std::move(registry)),
      requests_(Counters(*registry_, "tilik_http_requests_total", "Requests answered")),
      seconds_(prometheus::BuildHistogram()
                   .Name("tilik_http_request_seconds")
                   .Help("From the head's last byte to the answer's first")
                   .Register(*registry_)),
      received_(Bytes(*registry_, "received")),
      sent_(Bytes(*registry_, "sent")),
      connections_(prometheus::BuildGauge()
                       .Name("tilik_http_connections")
                       .Help("Connections open now")
                       .Register(*registry_)
                       .Add({})),
      turned_away_(Counters(*registry_, "tilik_http_turned_away_total",
                            "Connections closed at once because too many were open")
                       .Add({})) {}

void Metrics::Answered(std::string_view method, int status,
                       std::chrono::steady_clock::duration took) {
  const std::string label(method);
  requests_.Add({{"method", label}, {"status", std::to_string(status)}}).Increment();
  seconds_.Add({{"method", label}}, kSeconds).Observe(std::chrono::duration<double>(took).count());
}

void Metrics::Moved(std::uint64_t received, std::uint64_t sent) {
  received_.Increment(static_cast<double>(received));
  sent_.Increment(static_cast<double>(sent));
}

std::string Metrics::Text() const {
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

}  // namespace tilik::http
