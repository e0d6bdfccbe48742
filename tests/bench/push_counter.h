// A transport that counts what the pushes of a session move, and hands everything on.
#pragma once

#include <string>
#include <string_view>

#include "client/core/transport.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::bench {

class PushCounter final : public client::Transport {
 public:
  explicit PushCounter(client::Transport& transport) : transport_(transport) {}

  std::uint64_t pushes = 0, sent = 0, received = 0, receipts = 0;

  Result<std::string> Call(std::string_view method, std::string_view request,
                           std::string_view token) override {
    const std::uint64_t sent_before = bytes_sent(), received_before = bytes_received();
    auto answer = transport_.Call(method, request, token);
    if (method == "tilik.v1.SyncService/Push") {
      ++pushes;
      sent += bytes_sent() - sent_before;
      received += bytes_received() - received_before;
      v1::PushResponse response;
      if (answer.ok() && response.ParseFromString(*answer)) {
        receipts += static_cast<std::uint64_t>(response.receipts_size());
      }
    }
    return answer;
  }
  Result<std::uint64_t> AttachmentOffset(const ContentHash& hash, std::uint64_t size,
                                         std::string_view token) override {
    return transport_.AttachmentOffset(hash, size, token);
  }
  Result<std::uint64_t> AppendAttachment(const ContentHash& hash, std::uint64_t offset,
                                         std::string_view bytes, std::string_view token) override {
    return transport_.AppendAttachment(hash, offset, bytes, token);
  }
  std::uint64_t bytes_sent() const override { return transport_.bytes_sent(); }
  std::uint64_t bytes_received() const override { return transport_.bytes_received(); }

 private:
  client::Transport& transport_;
};

}  // namespace tilik::bench
