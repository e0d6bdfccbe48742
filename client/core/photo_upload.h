// Photos on their way up, one after the other, in pieces that a bad line can repeat (limits.h): the
// server is asked first how much it has, and what it has is never sent again.
//
// Photos come last in a session, so only those are offered whose sets have a receipt. A photo whose
// file here is not what was taken is marked and passed over; the rest go on.
//
// Not thread-safe: part of one session.
#pragma once

#include <cstdint>
#include <string>

#include "client/core/attachments.h"
#include "client/core/sync_request.h"

namespace tilik::client {

class PhotoUpload {
 public:
  explicit PhotoUpload(Attachments& attachments) : attachments_(attachments) {}

  // Takes up the next photo that waits. False: none does.
  Result<bool> Next();
  // What to ask about the photo that was taken up; the token is the caller's to add.
  SyncRequest Ask() const;
  // The server has this much of it. True: it has all, the photo is done. kUnavailable when it has
  // no more than before, or more than there is.
  Result<bool> Take(std::uint64_t offset);

  // In this session.
  std::uint64_t uploaded() const { return uploaded_; }
  std::uint64_t damaged() const { return damaged_; }

 private:
  Attachments& attachments_;
  ContentHash hash_;
  std::string bytes_;
  bool has_begun_ = false;    // the server said how much it has
  std::uint64_t offset_ = 0;  // that much
  std::uint64_t uploaded_ = 0;
  std::uint64_t damaged_ = 0;
};

}  // namespace tilik::client
