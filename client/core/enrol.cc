#include "client/core/enrol.h"

#include "client/core/device.h"

namespace tilik::client {

Result<Enrolled> PresentCode(const EnrolOrder& order, Random& random, Transport& transport) {
  SigningKey key = SigningKey::Make(random);
  v1::EnrolRequest request;
  request.set_code(order.code);
  request.set_public_key(key.public_key().str());
  request.set_device(order.device_name);
  TILIK_ASSIGN_OR_RETURN(std::string answer, transport.Call("tilik.v1.SyncService/Enrol",
                                                            request.SerializeAsString(), ""));
  v1::EnrolResponse response;
  if (!response.ParseFromString(answer)) {
    return Status::Unavailable("the answer is not from a Tilik server");
  }
  TILIK_ASSIGN_OR_RETURN(v1::Certificate certificate,
                         VerifyCertificate(order.district, response.certificate()));
  if (certificate.district() != order.district.raw() ||
      certificate.public_key() != key.public_key().raw() ||
      certificate.enrolment().size() != ChainId::kSize) {
    return Status::Denied("the certificate is not for this device");
  }
  v1::DeviceState state;
  *state.mutable_certificate() = response.certificate();
  state.set_seal_public_key(response.seal_public_key());
  state.set_district_name(response.district_name());
  state.set_server(order.server);
  return Enrolled{std::move(key), std::move(state), std::move(certificate)};
}

}  // namespace tilik::client
