#include "tests/bench/load.h"

#include <sodium.h>

#include <algorithm>
#include <set>

#include "client/core/set_writing.h"
#include "client/native/system_clock.h"
#include "proto/contract/compression.h"

namespace tilik::bench {
namespace {

constexpr std::size_t kMaxAnswerBytes = 8 * 1024 * 1024;
constexpr std::size_t kSaltBytes = 16;

native::CurlTransportOptions OptionsFor(const std::string& server) {
  native::CurlTransportOptions options;
  options.server = server;
  return options;
}

v1::ClockReadings Now() { return client::ReadingsOf(native::SystemClock().Read()); }

std::size_t Take(char* data, std::size_t one, std::size_t size, void* answer) {
  static_cast<std::string*>(answer)->append(data, one * size);
  return one * size;
}

std::string Bearer(const std::string& token) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(token.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(token.data()),
                    token.size(), kVariant);
  text.pop_back();  // the terminating zero
  return "Authorization: Bearer " + text;
}

}  // namespace

LoadDevice::LoadDevice(const std::string& server, const v1::EnrolInvitation& invitation)
    : transport_(OptionsFor(server)), key_(SigningKey::Make(random_)), curl_(curl_easy_init()) {
  Enrol(invitation);
  Open();
  PrepareConnection(server);
}

template <typename Response>
Response LoadDevice::Call(const std::string& method, const google::protobuf::MessageLite& request) {
  const std::string answer = *transport_.Call("tilik.v1.SyncService/" + method,
                                              request.SerializeAsString(), opened_.token());
  Response response;
  TILIK_CHECK(response.ParseFromString(answer), "the server answers with its own messages");
  return response;
}

void LoadDevice::Enrol(const v1::EnrolInvitation& invitation) {
  v1::EnrolRequest request;
  request.set_code(invitation.code());
  request.set_public_key(key_.public_key().str());
  certificate_ = Call<v1::EnrolResponse>("Enrol", request).certificate();
  v1::Certificate certificate;
  TILIK_CHECK(certificate.ParseFromString(certificate_.certificate()), "a certificate can be read");
  enrolment_ = *ChainId::FromRaw(certificate.enrolment());
}

void LoadDevice::Open() {
  const auto hello = Call<v1::HelloResponse>("Hello", v1::HelloRequest());
  v1::OpenRequest request;
  *request.mutable_certificate() = certificate_;
  request.set_nonce(hello.nonce());
  request.set_proof(key_.ProveSession(*Nonce::FromRaw(hello.nonce()), enrolment_).str());
  *request.mutable_clock() = Now();
  request.set_app_version(1);
  opened_ = Call<v1::OpenResponse>("Open", request);
}

void LoadDevice::PrepareConnection(const std::string& server) {
  for (const std::string& field :
       {std::string("Content-Type: application/proto"), std::string("Connect-Protocol-Version: 1"),
        std::string("Content-Encoding: zstd"), std::string("Accept-Encoding: zstd"),
        std::string("Expect:"), std::string("Accept:"), Bearer(opened_.token())}) {
    fields_.reset(curl_slist_append(fields_.release(), field.c_str()));
  }
  CURL* curl = curl_.get();
  curl_easy_setopt(curl, CURLOPT_URL, (server + "/tilik.v1.SyncService/Push").c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields_.get());
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer_);
}

void LoadDevice::Write(const client::Work& work) {
  v1::ChangeSet set;
  std::string salt(kSaltBytes, '\0');
  random_.Fill(salt.data(), salt.size());
  set.set_salt(salt);
  set.set_oldest_epoch(opened_.epoch());
  set.set_seq(sets_.size() + 1);
  set.mutable_session()->set_epoch(opened_.epoch());
  set.mutable_session()->set_number(opened_.session());
  *set.mutable_clock() = Now();
  std::set<CodebookNumber> codebooks;
  for (v1::Operation operation : work.operations) {
    if (operation.has_change_fields()) {
      operation.mutable_change_fields()->clear_base_epoch();  // this epoch, as the set says
      for (const v1::ValueColumns& columns : operation.change_fields().values()) {
        if (columns.codebook() != 0) codebooks.insert(columns.codebook());
      }
    }
    *set.add_operations() = std::move(operation);
  }
  for (const CodebookNumber codebook : codebooks) set.add_codebooks(codebook);
  if (work.place) *set.mutable_place() = *work.place;
  sets_.push_back(Seal(enrolment_, sets_.empty() ? Link() : sets_.back().link, set));
}

void LoadDevice::Pack(std::size_t sets_per_push) {
  for (std::size_t first = 0; first < sets_.size(); first += sets_per_push) {
    const std::size_t end = std::min(first + sets_per_push, sets_.size());
    v1::PushRequest request;
    request.set_first_seq(sets_[first].seq);
    request.set_previous_link(sets_[first].previous.str());
    for (std::size_t i = first; i < end; ++i) request.add_bodies(sets_[i].body);
    request.set_head_signature(key_.SignLink(sets_[end - 1].link).str());
    packed_.push_back({Compress(request.SerializeAsString(), kWireLevel), end - first});
  }
}

std::size_t LoadDevice::Push(std::size_t number) {
  const PackedPush& push = packed_[number];
  CURL* curl = curl_.get();
  answer_.clear();
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, push.bytes.data());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(push.bytes.size()));
  TILIK_CHECK(curl_easy_perform(curl) == CURLE_OK, "the server answers a push");
  long http_status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &http_status);
  TILIK_CHECK(http_status == 200, "a push is taken: " + answer_);
  // Receipts are signatures: they do not pack, but the server may try.
  const Result<std::string> plain = Decompress(answer_, kMaxAnswerBytes);
  v1::PushResponse response;
  TILIK_CHECK(response.ParseFromString(plain.ok() ? *plain : answer_), "a push answers receipts");
  const auto receipts = static_cast<std::size_t>(response.receipts_size());
  TILIK_CHECK(receipts == push.sets, "every set is receipted");
  return receipts;
}

Fates LoadDevice::PullFates() {
  Fates fates;
  v1::PullRequest request;
  request.set_epoch(opened_.epoch());
  v1::PullResponse response;
  do {
    response = Call<v1::PullResponse>("Pull", request);
    for (const v1::Outcome& outcome : response.inbox().outcomes()) {
      const bool applied = outcome.kind() == v1::OUTCOME_KIND_APPLIED && outcome.fields().empty();
      ++(applied ? fates.applied : fates.otherwise);
    }
    request.set_inbox(response.inbox().to());
  } while (response.inbox().more());
  return fates;
}

}  // namespace tilik::bench
