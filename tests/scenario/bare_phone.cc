#include "tests/scenario/bare_phone.h"

#include <gtest/gtest.h>

#include "client/core/set_writing.h"
#include "client/native/system_clock.h"

namespace tilik::scenario {
namespace {

constexpr std::uint32_t kFloorArea = 102;  // luas_lantai, for good (concepts.json)

v1::ClockReadings Now() { return client::ReadingsOf(native::SystemClock().Read()); }

native::CurlTransportOptions OptionsFor(const std::string& server) {
  native::CurlTransportOptions options;
  options.server = server;
  return options;
}

template <typename Response>
Result<Response> Parsed(const Result<std::string>& answer) {
  if (!answer.ok()) return answer.status();
  Response response;
  if (!response.ParseFromString(*answer)) return Status::Corrupt("the answer is no message");
  return response;
}

}  // namespace

BarePhone::BarePhone(const std::string& server, const v1::EnrolInvitation& invitation)
    : transport_(OptionsFor(server)), key_(SigningKey::Make(random_)) {
  Enrol(invitation);
  Open();
}

void BarePhone::Enrol(const v1::EnrolInvitation& invitation) {
  v1::EnrolRequest request;
  request.set_code(invitation.code());
  request.set_public_key(key_.public_key().str());
  const auto response = Parsed<v1::EnrolResponse>(Call("Enrol", request.SerializeAsString()));
  ASSERT_TRUE(response.ok()) << response.status().message();
  certificate_ = response->certificate();
  v1::Certificate certificate;
  ASSERT_TRUE(certificate.ParseFromString(certificate_.certificate()));
  enrolment_ = ChainId::FromRaw(certificate.enrolment()).value();
}

void BarePhone::Open() {
  const auto hello = Parsed<v1::HelloResponse>(Call("Hello", ""));
  ASSERT_TRUE(hello.ok()) << hello.status().message();
  v1::OpenRequest request;
  *request.mutable_certificate() = certificate_;
  request.set_nonce(hello->nonce());
  request.set_proof(key_.ProveSession(Nonce::FromRaw(hello->nonce()).value(), enrolment_).str());
  *request.mutable_clock() = Now();
  request.set_app_version(1);
  const auto opened = Parsed<v1::OpenResponse>(Call("Open", request.SerializeAsString()));
  ASSERT_TRUE(opened.ok()) << opened.status().message();
  opened_ = *opened;
  token_ = opened->token();
}

v1::ChangeSet BarePhone::Body(std::uint64_t seq, std::vector<v1::Operation> operations) {
  v1::ChangeSet set;
  std::string salt(16, '\0');
  random_.Fill(salt.data(), salt.size());
  set.set_salt(salt);
  set.set_oldest_epoch(opened_.epoch());
  set.set_seq(seq);
  set.mutable_session()->set_epoch(opened_.epoch());
  set.mutable_session()->set_number(opened_.session());
  *set.mutable_clock() = Now();
  set.add_codebooks(1);
  for (v1::Operation& operation : operations) *set.add_operations() = std::move(operation);
  return set;
}

const SealedSet& BarePhone::Write(std::vector<v1::Operation> operations) {
  const v1::ChangeSet set = Body(sets_.size() + 1, std::move(operations));
  return sets_.emplace_back(Seal(enrolment_, sets_.empty() ? Link() : sets_.back().link, set));
}

v1::PushRequest BarePhone::PushFrom(std::uint64_t first_seq) const {
  return Part(first_seq, sets_.size());
}

v1::PushRequest BarePhone::Instead(std::uint64_t seq, std::vector<v1::Operation> operations) {
  const Link& previous = sets_[seq - 1].previous;
  SealedSet other = Seal(enrolment_, previous, Body(seq, std::move(operations)));
  v1::PushRequest request;
  request.set_first_seq(seq);
  request.set_previous_link(previous.str());
  request.add_bodies(other.body);
  request.set_head_signature(key_.SignLink(other.link).str());
  return request;
}

v1::PushRequest BarePhone::Part(std::uint64_t first_seq, std::uint64_t last_seq) const {
  v1::PushRequest request;
  request.set_first_seq(first_seq);
  request.set_previous_link(sets_[first_seq - 1].previous.str());
  for (std::uint64_t seq = first_seq; seq <= last_seq; ++seq) {
    request.add_bodies(sets_[seq - 1].body);
  }
  request.set_head_signature(key_.SignLink(sets_[last_seq - 1].link).str());
  return request;
}

Result<v1::PushResponse> BarePhone::Push(const v1::PushRequest& request) {
  return Parsed<v1::PushResponse>(Call("Push", request.SerializeAsString()));
}

Result<v1::PullResponse> BarePhone::PullInbox() {
  v1::PullRequest request;
  request.set_epoch(opened_.epoch());
  return Parsed<v1::PullResponse>(Call("Pull", request.SerializeAsString()));
}

Result<std::string> BarePhone::Call(const std::string& method, const std::string& bytes) {
  return transport_.Call("tilik.v1.SyncService/" + method, bytes, token_);
}

v1::Operation FloorArea(const v1::RegistryRecordView& household, std::int64_t square_metres) {
  v1::Operation operation;
  v1::ChangeFields* change = operation.mutable_change_fields();
  change->set_record(RecordIdFromText(household.record())->str());
  change->set_base_revision(household.revision());
  v1::ValueColumns* values = change->add_values();
  values->add_number_fields(kFloorArea);
  values->add_numbers(square_metres);
  values->add_hows(v1::HOW_ASKED);
  return operation;
}

}  // namespace tilik::scenario
