// The officers' app behind its face: answers AppService (app_service.proto), message by message.
//
// One home is open at a time. It does no I/O of its own beyond the device's: what is to be asked of
// a district's server comes out of Due() and goes back in by Answered(), so that a host asks on a
// thread or by a browser's fetch while all else is served.
//
// Not thread-safe: the host calls it from one thread. Whatever is asked is answered exactly once,
// most at once; EnrolHome when the district has answered, or when a home is opened or locked
// before.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "client/core/device.h"
#include "client/screens/sending.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

// Bytes of the method's response, or of a ProblemView.
struct AppAnswer {
  bool done = false;
  std::string bytes;
};
using Reply = std::function<void(AppAnswer)>;

// What a host is to ask of a server. Questions of one errand share a line, its traffic counted from
// the first; each is given out once.
struct Question {
  std::uint64_t number = 0;
  std::uint64_t errand = 0;
  std::string server;
  client::SyncRequest request;
};

class App {
 public:
  // The host must outlive it.
  explicit App(client::Host& host);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // `method` as in the service; `language` "id" or "en".
  void Ask(std::string_view method, std::string_view request, std::string_view language,
           Reply reply);

  // To be called after every Ask and Answered.
  std::optional<Question> Due();
  // An answer to a question whose errand is over meanwhile is let go.
  void Answered(std::uint64_t number, const Result<client::SyncAnswer>& answer,
                const Traffic& traffic);

  // A district is being asked, or about to be.
  bool busy() const;

  // Whatever is open or under way ends; nothing is lost by it.
  void Close();

 private:
  struct Opened;
  struct Enrolling;
  struct Methods;

  void Hold(std::unique_ptr<client::Device> device);

  client::Host& host_;
  std::unique_ptr<Opened> open_;
  std::unique_ptr<Enrolling> enrolling_;
  std::uint64_t errand_ = 0;
  std::uint64_t questions_ = 0;
  bool asked_ = false;  // a question of the errand waits for its answer
};

}  // namespace tilik::screens
