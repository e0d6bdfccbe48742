#include "client/core/enrol.h"

#include "client/core/device.h"

namespace tilik::client {
namespace {

constexpr char kAttemptFile[] = "enrolling";

// The key that this code was presented with before; nothing when it never was.
Result<std::optional<SigningKey>> KeyOfAttempt(const std::string& code, Host& host) {
  Result<std::string> bytes = host.files.Read(kAttemptFile);
  v1::EnrolAttempt attempt;
  if (!bytes.ok() || !attempt.ParseFromString(*bytes) || attempt.code() != code) {
    return std::optional<SigningKey>();
  }
  Result<Secret> seed = UnwrapForDevice(host, attempt.signing_key());
  if (!seed.ok()) return std::optional<SigningKey>();
  TILIK_ASSIGN_OR_RETURN(SigningKey key, SigningKey::FromSeed(seed->bytes()));
  return std::optional<SigningKey>(std::move(key));
}

Result<SigningKey> KeyFor(const std::string& code, Host& host) {
  TILIK_ASSIGN_OR_RETURN(std::optional<SigningKey> known, KeyOfAttempt(code, host));
  if (known) return *std::move(known);
  SigningKey key = SigningKey::Make(host.random);
  v1::EnrolAttempt attempt;
  attempt.set_code(code);
  TILIK_ASSIGN_OR_RETURN(*attempt.mutable_signing_key(), WrapForDevice(host, Secret(key.seed())));
  TILIK_RETURN_IF_ERROR(host.files.WriteDurably(kAttemptFile, attempt.SerializeAsString()));
  return key;
}

}  // namespace

Result<SyncRequest> AskToEnrol(const EnrolOrder& order, Host& host) {
  TILIK_ASSIGN_OR_RETURN(SigningKey key, KeyFor(order.code, host));
  v1::EnrolRequest request;
  request.set_code(order.code);
  request.set_public_key(key.public_key().str());
  request.set_device(order.device_name);
  SyncRequest question;
  question.method = "tilik.v1.SyncService/Enrol";
  question.bytes = request.SerializeAsString();
  return question;
}

Result<Enrolled> ReadEnrolment(const EnrolOrder& order, Host& host, const std::string& message) {
  TILIK_ASSIGN_OR_RETURN(SigningKey key, KeyFor(order.code, host));
  v1::EnrolResponse response;
  if (!response.ParseFromString(message)) {
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
  return Enrolled{std::move(key),
                  std::move(state),
                  std::move(certificate),
                  {response.recovery().begin(), response.recovery().end()}};
}

Status ForgetAttempt(Host& host) { return host.files.Remove(kAttemptFile); }

}  // namespace tilik::client
