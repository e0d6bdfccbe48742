// Becoming one of the district's devices: a key made here, a code shown by a supervisor, a
// certificate in return.
//
// The answer may be lost on the way: then the district has spent the code and knows the key, and
// will answer the same key again. So the key is kept, locked to this device, in a file beside the
// homes ("enrolling") until a home has been made of the answer, and presented again with the same
// code. Another code begins with another key; the file holds one attempt.
#pragma once

#include <string>
#include <vector>

#include "client/core/host.h"
#include "client/core/sync_request.h"
#include "proto/contract/signing.h"
#include "tilik/v1/device.pb.h"

namespace tilik::client {

struct EnrolOrder;

struct Enrolled {
  SigningKey key;
  v1::DeviceState state;  // all but the wrapped signing key
  v1::Certificate certificate;
  std::vector<v1::RecoverySecret> recovery;
};

// The question that presents the code and the public half of a key; only the key is written.
Result<SyncRequest> AskToEnrol(const EnrolOrder& order, Host& host);
// What the district answered. The certificate must be the district's that the code came from and
// name this key; kDenied otherwise. A home is made of it by Device::TakeEnrolment.
Result<Enrolled> ReadEnrolment(const EnrolOrder& order, Host& host, const std::string& message);

// A home was made, or the code was refused: the key is of no use any more.
Status ForgetAttempt(Host& host);

}  // namespace tilik::client
