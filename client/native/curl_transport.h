// The district's server over libcurl: the native host's Transport.
//
// One connection, kept alive between calls. Made for 2G: 30 s to connect, and then no limit on the
// whole but on standing still, because 6 MiB of change sets may take an hour and be fine. Whatever
// is not Tilik's own answer (a captive portal's page, a proxy's 502, a redirect) is kUnavailable
// with a message an officer can act on; it never counts as an answer of the district.
//
// Redirects are not followed: a token goes to the server it was made for and nowhere else.
//
// Not thread-safe: one per session. Touches no global state of libcurl beyond its own thread-safe
// initialisation, installs no signal handlers, reads no ~/.netrc; proxies come from the environment
// as everywhere.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client/core/transport.h"

namespace tilik::native {

struct CurlTransportOptions {
  std::string server;     // "https://tilik.ttskab.go.id" or "http://127.0.0.1:8080", no path
  std::string ca_file{};  // PEM to trust instead of the system's; empty: the system's
  std::chrono::seconds connect_timeout{30};
  // Fewer than 1 byte a second for this long means that nobody is there any more. Longer than the
  // server lets a call take (60 s).
  std::chrono::seconds stall_timeout{90};
  std::size_t max_answer_bytes = 32 << 20;  // packed and unpacked
};

class CurlTransport : public client::Transport {
 public:
  explicit CurlTransport(CurlTransportOptions options);
  ~CurlTransport() override;

  Result<std::string> Call(std::string_view method, std::string_view request,
                           std::string_view token) override;
  // One round trip: creating an upload that is there tells where it stands.
  Result<std::uint64_t> AttachmentOffset(const ContentHash& hash, std::uint64_t size,
                                         std::string_view token) override;
  Result<std::uint64_t> AppendAttachment(const ContentHash& hash, std::uint64_t offset,
                                         std::string_view bytes, std::string_view token) override;

  // HTTP as it was sent and received, heads and bodies; TLS records come on top.
  std::uint64_t bytes_sent() const override { return bytes_sent_; }
  std::uint64_t bytes_received() const override { return bytes_received_; }

 private:
  struct Answer {
    long status = 0;
    std::string content_type;
    std::string content_encoding;
    std::string upload_offset;
    std::string body;
  };
  struct FreeCurl {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  };

  Result<Answer> Send(const char* verb, std::string_view path, std::vector<std::string> fields,
                      std::string_view body, std::string_view token);
  // The offset of a tus answer, or what its status means.
  Result<std::uint64_t> OffsetIn(const Answer& answer, long expected_status) const;
  Status NotTilik(const Answer& answer) const;

  static std::size_t TakeBody(char* data, std::size_t one, std::size_t size, void* taker);
  static std::size_t TakeField(char* data, std::size_t one, std::size_t size, void* answer);
  static int CountBytes(CURL* curl, curl_infotype kind, char* data, std::size_t size, void* self);

  const CurlTransportOptions options_;
  std::unique_ptr<CURL, FreeCurl> curl_;
  std::uint64_t bytes_sent_ = 0;
  std::uint64_t bytes_received_ = 0;
};

}  // namespace tilik::native
