// The officers' app on a laptop: its files and its questions over HTTP on 127.0.0.1, and nowhere
// else.
//
// Another program of the same user, a page of another site in the same browser, and a name that
// somebody's DNS lets lead to 127.0.0.1 may all reach the port. So:
//  - it is bound to 127.0.0.1, and a request whose Host is another name is refused;
//  - a question carries the secret of this start, which only the address that `tilik serve` opened
//    knows: it stands behind '#', which browsers send to nobody;
//  - a question with another page's Origin, or of another site by Sec-Fetch-Site, is refused;
//  - a question is application/x-protobuf, which no form of a page can send;
//  - pages come with a policy by which they may load and ask nothing but this host;
//  - files are read once at the start, so no path can lead elsewhere.
//
// Everything runs on the thread that calls Run(), but what is asked of a district's server: that
// has a thread of its own, one question at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "client/native/app_files.h"
#include "client/screens/app.h"

namespace tilik::native {

struct LoopbackOptions {
  std::uint16_t port = 0;  // 0: a free one
  std::string ca_file;     // for the district's server, as of CurlTransport
  // After so long without a question, and without a sync under way, the home is locked: the page
  // locks by itself after two minutes, but it may have been closed before.
  std::chrono::milliseconds unattended = std::chrono::minutes(5);
};

// A question with a photo of 8 MiB fits; whoever sends more is cut off before it is read.
inline constexpr std::size_t kMaxQuestionBytes = 10 << 20;

class LoopbackServer {
 public:
  // Listens from here on. kUnavailable: the port is taken.
  // The host must outlive it.
  static Result<std::unique_ptr<LoopbackServer>> Listen(client::Host& host, AppFiles files,
                                                        const LoopbackOptions& options);
  virtual ~LoopbackServer() = default;

  // "http://127.0.0.1:43210"
  virtual std::string origin() const = 0;
  // The secret of this start, 64 hexadecimal digits.
  virtual const std::string& secret() const = 0;
  // What to open in a browser.
  std::string address() const { return origin() + "/#secret=" + secret(); }

  // Serves until Stop, and closes the open home then. Destroying it waits for what is being asked
  // of a district at that moment: on a dead line, a minute and a half.
  virtual void Run() = 0;
  // From any thread.
  virtual void Stop() = 0;
};

}  // namespace tilik::native
