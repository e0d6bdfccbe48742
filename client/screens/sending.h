// Kirim: one sync at a time, as its screen shows it.
//
// Does no I/O: Due() says what to ask of the district, the host asks in its own way (a thread, a
// browser's fetch) and brings the answer back. Between two answers the device is free for all other
// screens. To stop is to let go of the session: what was answered is stored and stays so, and the
// next one goes on from there (core/sync.h).
#pragma once

#include <memory>
#include <optional>

#include "client/core/device.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

// Bytes on the wire since a sync began, as the host counts them.
struct Traffic {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
};

class Sending {
 public:
  // The device must outlive it.
  explicit Sending(client::Device& device) : device_(device) {}

  // Nothing happens when one is under way.
  void Start();
  void Stop();
  bool running() const { return session_ != nullptr; }

  // What to ask now; nothing when no sync is under way. Repeats itself until it is answered.
  std::optional<client::SyncRequest> Due();
  void Answer(const Result<client::SyncAnswer>& answer, const Traffic& traffic);
  // The district ordered this home removed, and it was: the device is closed for good, and only
  // this may still be asked.
  bool removed() const { return removed_; }

  Result<v1::SyncProgressView> Show(const Voice& voice);

 private:
  void Finish();

  client::Device& device_;
  std::unique_ptr<client::SyncSession> session_;
  client::SyncReport report_;  // of the session under way, or of the last one
  Status ended_;               // how the last one ended
  bool any_ = false;           // one was begun since this home was opened
  bool removed_ = false;
};

}  // namespace tilik::screens
