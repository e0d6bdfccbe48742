// Becoming one of the district's devices: a key made here, a code shown by a supervisor, a
// certificate in return.
#pragma once

#include <string>

#include "client/core/host.h"
#include "client/core/transport.h"
#include "proto/contract/signing.h"
#include "tilik/v1/device.pb.h"

namespace tilik::client {

struct EnrolOrder;

struct Enrolled {
  SigningKey key;
  v1::DeviceState state;  // all but the wrapped signing key
  v1::Certificate certificate;
};

// Presents the code and the public half of a new key. The certificate must be the district's that
// the code came from and name this key; kDenied otherwise. Nothing is written: a home is made from
// the answer by Device::Enrol.
Result<Enrolled> PresentCode(const EnrolOrder& order, Random& random, Transport& transport);

}  // namespace tilik::client
