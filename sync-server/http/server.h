// The district's door to the network: HTTP/1.1 with the Connect protocol, tus uploads, /healthz and
// /metrics, plain or under TLS. It knows nothing of households, SQL or merge; what it serves comes
// in as a Site.
//
// Threads. `loops` event loops share the connections; a connection is one coroutine that stays on
// its loop, so nothing in it is locked. Loops only move bytes: unpacking, parsing, handlers, files
// and fsync run on `workers` threads. A method may also answer later from a thread of its own
// (Methods::HandleLater), so a push waiting for its group commit holds no worker.
//
// Limits (limits.h). Everything a peer can make grow is bounded, and what is above a bound has an
// answer: 413 for what will never fit, 429 with Retry-After for what does not fit now, 431 for a
// head, a closed connection for one too many. Slow is not wrong: a body may take an hour as long as
// 1 KiB moves every 30 s. An idle plain connection holds 2 kB of ours (measured with 2,000), so ten
// thousand phones stay far below 400 MB.
//
// Failure. A peer that breaks off costs its connection and nothing else: bytes of an upload that
// arrived are kept, a call cut short never starts, a call whose peer has gone runs to its end. A
// handler that throws or forgets to answer is answered `internal`. Nothing here retries.
//
// Logs: one line per request at debug level (peer, method, status, bytes, time); never bodies,
// tokens, names.
#pragma once

#include <prometheus/registry.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "proto/contract/bytes.h"
#include "proto/contract/status.h"
#include "sync-server/http/limits.h"
#include "sync-server/http/methods.h"
#include "sync-server/http/tus.h"

namespace tilik::http {

// What a server serves.
struct Site {
  Methods methods;
  Attachments attachments;
  // Ok, or why not, for /healthz; runs on a worker.
  std::function<Status()> health = [] { return Status(); };
  // Where all of the process is counted.
  std::shared_ptr<prometheus::Registry> metrics = std::make_shared<prometheus::Registry>();
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // of one interface, or "0.0.0.0", or "::"
  std::uint16_t port = 0;             // 0: the system chooses, port() tells
  std::string certificate_file;       // PEM; with key_file, both or none
  std::string key_file;
  int loops = 2;
  int workers = 4;
  Limits limits;
};

// Start, port and Stop belong to one thread that is not one of the server's.
class Server {
 public:
  // Listening when it returns. kInvalid: address, certificate or key do not serve. kConflict: the
  // port is taken. Raises this process's soft limit of open files to the hard one.
  static Result<std::unique_ptr<Server>> Start(const ServerOptions& options, Site site);
  ~Server();  // as Stop

  std::uint16_t port() const;

  // Accepts no more, closes idle connections, lets calls under way finish within stop_grace, then
  // ends. After it no handler runs and answers given late go nowhere.
  void Stop();

 private:
  class Engine;
  explicit Server(std::unique_ptr<Engine> engine);

  std::unique_ptr<Engine> engine_;
};

}  // namespace tilik::http
