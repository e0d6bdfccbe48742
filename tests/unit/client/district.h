// A district for tests, on the other end of a Transport: it certifies, receipts and serves feeds
// with the contract's own functions, and does to the line what the test says. It merges nothing;
// the test says what rows and outcomes come.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/core/transport.h"
#include "phone.h"
#include "proto/contract/bundle.h"
#include "proto/contract/change_set.h"
#include "proto/contract/signing.h"
#include "tilik/v1/sync.pb.h"

namespace tilik::client {

inline constexpr std::uint64_t kOelbubuk = 5302012001;
inline constexpr std::uint64_t kNoinbila = 5302012002;

class District : public Transport {
 public:
  explicit District(std::uint64_t seed = 99);

  // --- what the test arranges ---
  std::uint64_t epoch = 1;
  std::vector<std::uint64_t> villages = {kOelbubuk};
  std::uint64_t assignment_revision = 1;
  std::uint64_t backed_up_through = 0;
  std::uint64_t minimum_app_version = 0;
  bool revoked = false;
  bool unreachable = false;
  // Given with the certificate.
  std::vector<v1::RecoverySecret> recovery;
  // The next answer to this method is lost after the district has done what was asked.
  std::string lose_answer_to;
  std::size_t rows_per_page = 1000;

  void Send(std::uint64_t village, const v1::RecordRow& row);
  void SendLeft(std::uint64_t village, const RecordId& record, std::uint64_t revision);
  void SendOutcome(v1::Outcome outcome);
  void SendTask(v1::Task task);
  void SendProgramme(const v1::Programme& programme);
  void SendLine(const v1::EntitlementLine& line);
  // As after a restore from a backup that has the chain's first `sets` sets and no feed.
  void Restore(std::uint64_t sets);
  // Another device with the same key has sent `body` as `seq`.
  void Believe(std::uint64_t seq, const Link& link);
  void ForgetTokens() { tokens_.clear(); }

  // --- what came ---
  struct Arrived {
    Link link;
    std::string body;
    v1::Receipt receipt;
  };
  std::map<std::uint64_t, Arrived> arrived;
  std::map<std::string, std::string> photos;
  std::vector<std::string> calls;
  std::size_t bytes_asked = 0;
  std::size_t bytes_answered = 0;
  std::vector<std::size_t> push_sizes;

  EnrolOrder Order();

  // --- by file ---
  // Takes what is whole in a bundle and keeps its request.
  void TakeBundle(const std::string& file);
  // The answer to that request as it stands now: word, receipts, pages.
  std::string Reply();

  Result<std::string> Call(std::string_view method, std::string_view request,
                           std::string_view token) override;
  Result<std::uint64_t> AttachmentOffset(const ContentHash& hash, std::uint64_t size,
                                         std::string_view token) override;
  Result<std::uint64_t> AppendAttachment(const ContentHash& hash, std::uint64_t offset,
                                         std::string_view bytes, std::string_view token) override;
  std::uint64_t bytes_sent() const override { return bytes_asked; }
  std::uint64_t bytes_received() const override { return bytes_answered; }

 private:
  Result<std::string> Answer(std::string_view method, std::string_view request,
                             std::string_view token);
  Result<std::string> Enrol(const v1::EnrolRequest& request);
  Result<std::string> Open(const v1::OpenRequest& request);
  Result<std::string> Push(const v1::PushRequest& request);
  Result<std::string> Pull(const v1::PullRequest& request);
  v1::OpenResponse Word();
  std::uint64_t Contiguous() const;
  v1::LogHead Head();

  struct Row {
    std::optional<v1::RecordRow> row;
    v1::LeftRow left;
  };
  TestRandom random_;
  SigningKey key_;
  SealSecret seal_;
  v1::BundleRequest request_;
  PublicKey device_key_;
  ChainId enrolment_;
  std::string nonce_;
  std::set<std::string, std::less<>> tokens_;
  std::uint64_t sessions_ = 0;
  std::uint64_t arrivals_ = 0;
  std::map<std::uint64_t, std::vector<Row>> feeds_;
  std::vector<v1::InboxPage> inbox_;  // one row each
  std::vector<v1::Programme> programmes_;
  std::vector<v1::EntitlementLine> lines_;
};

// A row as the registry would send it.
v1::RecordRow RowOf(const RecordId& record, v1::RecordKind kind, std::uint64_t revision,
                    const Answers& values);
v1::Outcome OutcomeOf(std::uint64_t seq, std::uint32_t operation, v1::OutcomeKind kind,
                      std::uint64_t resulting_revision);
Field FieldNamed(std::string_view name);
Answer Typed(const std::string& text);
Answer Seen(std::uint32_t code);
Answer Refer(const RecordId& record);
RecordId NumberedRecord(int number);

}  // namespace tilik::client
