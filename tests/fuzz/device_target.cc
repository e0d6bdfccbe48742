// What a district answers a phone, or somebody who answers in its place: calls and carried replies,
// true, false, stale, signed by the district or by nobody. Whatever comes, the phone opens again,
// shows what it has, and no work leaves it that the district did not receipt.
#include <algorithm>
#include <filesystem>

#include "client/core/attachments.h"
#include "client/core/recovery.h"
#include "client/core/sync.h"
#include "client/core/vault.h"
#include "proto/contract/change_set.h"
#include "proto/sqlite/database.h"
#include "tests/fuzz/chance.h"
#include "tests/fuzz/message_target.h"
#include "tests/fuzz/naming.h"
#include "tests/fuzz/scratch_folder.h"
#include "tests/unit/client/phone.h"

namespace tilik::fuzz {
namespace {

using namespace client;

constexpr std::uint64_t kFatumnasi = 53'02'14'2001;
constexpr int kMaxCalls = 40;
constexpr int kMaxReplies = 16;
constexpr std::uint64_t kSets = 4;
constexpr char kHome[] = "rumah";

v1::RecordRow RowOf(std::uint8_t n, v1::RecordKind kind, const Answers& answers) {
  v1::RecordRow row;
  row.set_record(NumberedRecord(n).str());
  row.set_kind(kind);
  row.set_revision(1);
  row.set_status(v1::RECORD_STATUS_ACTIVE);
  WriteColumns(answers, row.mutable_values());
  return row;
}

// What the district would say by itself.
class Truth {
 private:
  Chance chance_{11};

 public:
  const SigningKey district = SigningKey::Make(chance_);
  const SigningKey officer = SigningKey::Make(chance_);
  const ChainId enrolment = ChainId::FromRaw(NumberedRecord(101).raw()).value();

  v1::SignedCertificate Certificate() const {
    v1::Certificate certificate;
    certificate.set_district(district.public_key().str());
    certificate.set_enrolment(enrolment.str());
    certificate.set_officer("Dorkas Selan");
    certificate.set_public_key(officer.public_key().str());
    return district.Certify(certificate);
  }

  v1::OpenResponse Word() const {
    v1::OpenResponse word;
    word.set_token("token");
    word.set_epoch(1);
    word.set_session(1);
    word.mutable_head()->set_epoch(1);
    word.mutable_head()->set_count(1);
    word.set_assignment_revision(1);
    word.add_villages(kFatumnasi);
    return word;
  }

  v1::PushResponse Receipts(const v1::PushRequest& push) const {
    v1::PushResponse response;
    for (int i = 0; i < push.bodies_size(); ++i) {
      v1::Receipt& receipt = *response.add_receipts();
      receipt.set_epoch(1);
      receipt.set_seq(push.first_seq() + static_cast<std::uint64_t>(i));
      receipt.set_arrival(receipt.seq());
    }
    return response;
  }

  v1::PullResponse Page(const v1::PullRequest& pull) const {
    v1::PullResponse response;
    response.set_epoch(1);
    response.set_assignment_revision(1);
    response.add_assignment(kFatumnasi);
    for (const v1::VillageCursor& cursor : pull.villages()) {
      v1::VillagePage& page = *response.add_villages();
      page.set_village(cursor.village());
      page.set_from(cursor.position());
      page.set_to(cursor.position() + 1);
      *page.add_rows() = RowOf(1, v1::RECORD_KIND_HOUSEHOLD,
                               {{field::kHeadName, {std::string("Yosef"), How::kAsked}}});
      *page.add_rows() = RowOf(2, v1::RECORD_KIND_FAMILY,
                               {{field::kHousehold, {NumberedRecord(1), How::kUnspecified}}});
      *page.add_rows() = RowOf(3, v1::RECORD_KIND_PERSON,
                               {{field::kFamily, {NumberedRecord(2), How::kUnspecified}},
                                {field::kName, {std::string("Maria"), How::kAsked}}});
    }
    return response;
  }

  // Whatever it says now, it says as the district.
  void Sign(v1::OpenResponse& word) const {
    if (!word.has_head()) return;
    v1::LogHead& head = *word.mutable_head();
    const ContentHash hash = HashOf(std::to_string(head.count()));
    head.set_hash(hash.str());
    head.set_signature(district.SignHead(head.epoch(), head.count(), hash).str());
  }

  void Sign(const v1::PushRequest& push, v1::PushResponse& response) const {
    std::optional<Link> link = Link::FromRaw(push.previous_link());
    for (int i = 0; i < push.bodies_size() && link; ++i) {
      const std::uint64_t seq = push.first_seq() + static_cast<std::uint64_t>(i);
      link = LinkOf(enrolment, seq, *link, HashOf(push.bodies(i)));
      for (v1::Receipt& receipt : *response.mutable_receipts()) {
        if (receipt.seq() == seq) Sign(*link, receipt);
      }
    }
  }

  void Sign(Outbox& outbox, v1::BundleReceipts& receipts) const {
    for (v1::Receipt& receipt : *receipts.mutable_receipts()) {
      const auto link = outbox.LinkOf(receipt.seq());
      if (link.ok()) Sign(*link, receipt);
    }
  }

 private:
  void Sign(const Link& link, v1::Receipt& receipt) const {
    ReceiptFacts facts{receipt.epoch(),   enrolment,
                       receipt.seq(),     link,
                       receipt.arrival(), Instant{static_cast<std::int64_t>(receipt.time_ms())}};
    receipt.set_signature(district.SignReceipt(facts).str());
  }
};

// A phone as it came home one evening: a village pulled, some sets made and not sent.
class Evening {
 public:
  Evening() {
    std::filesystem::create_directories(pristine_);
    v1::DeviceState state;
    *state.mutable_certificate() = truth.Certificate();
    HomeSummary home;
    home.name = kHome;
    home.enrolment = truth.enrolment;
    Host host = HostIn(pristine_);
    auto store = Store::Create(host, kHome, Key(), state);
    TILIK_CHECK(store.ok(), store.status().message());
    TILIK_CHECK(CreateVault(host, home, "241186", Key()).ok(), "a vault is made");
    Records records(**store, Codebooks::BuiltIn());
    Outbox outbox(**store, random_);
    Pages pages(**store, records, outbox);
    {
      auto transaction = sqlite::Transaction::Begin((*store)->database());
      TILIK_CHECK(pages.EnterEpoch(1, {{}}).ok() && pages.ApplyAssignment(1, {kFatumnasi}).ok() &&
                      transaction->Commit().ok(),
                  "a village is assigned");
    }
    const auto request = pages.NextRequest();
    TILIK_CHECK(request.ok() && pages.Apply(truth.Page(*request)).ok(), "a village is pulled");
    for (std::uint64_t n = 1; n <= kSets; ++n) Save(**store, outbox, n);
  }

  static Secret Key() { return Secret(std::string(32, 'd')); }

  // As it was that evening, in a folder of its own. Good until the next.
  Host Again() {
    const std::filesystem::path folder = ScratchFolder() / "hp";
    std::filesystem::remove_all(folder);
    std::filesystem::copy(pristine_, folder, std::filesystem::copy_options::recursive);
    random_ = Chance(5);
    return HostIn(folder);
  }

  const Truth truth;

 private:
  Host HostIn(const std::filesystem::path& folder) {
    files_ = std::make_unique<DiskFiles>(folder);
    return {*files_, secret_, clock_, random_, Codebooks::BuiltIn(), folder.string(), ""};
  }

  void Save(Store& store, Outbox& outbox, std::uint64_t n) {
    Work work;
    v1::ChangeFields& change = *work.operations.emplace_back().mutable_change_fields();
    change.set_record(NumberedRecord(1).str());
    change.set_base_revision(1);
    change.set_base_epoch(1);
    WriteColumns({{field::kHeadName, {"Yosef " + std::to_string(n), How::kAsked}}},
                 change.mutable_values());
    auto transaction = sqlite::Transaction::Begin(store.database());
    TILIK_CHECK(
        outbox.Append(truth.officer, work, clock_.Read()).ok() && transaction->Commit().ok(),
        "a set is saved");
  }

  const std::filesystem::path pristine_ = ScratchFolder() / "evening";
  std::unique_ptr<DiskFiles> files_;
  TestSecret secret_;
  TestClock clock_;
  Chance random_{5};
};

Evening& TheEvening() {
  static auto* evening = new Evening;
  static const RemovesScratchFolder removes;
  return *evening;
}

// The rooms of an open home that a session needs.
struct Home {
  Home(Host& host, const SigningKey& key_in)
      : store(Opened(host)),
        records(*store, Codebooks::BuiltIn()),
        outbox(*store, host.random),
        attachments(*store, host.files, host.random, PhotoFolder(kHome)),
        slots(host, kHome, Evening::Key()),
        parts{*store, records, outbox, attachments, slots, key_in, host.clock} {}

  static std::unique_ptr<Store> Opened(Host& host) {
    auto store = Store::Open(host, kHome, Evening::Key());
    TILIK_CHECK(store.ok(), store.status().message());
    return *std::move(store);
  }

  std::unique_ptr<Store> store;
  Records records;
  Outbox outbox;
  Attachments attachments;
  RecoverySlots slots;
  SyncParts parts;
};

class FalseDistrict final : public Transport {
 public:
  FalseDistrict(const Truth& truth, const FalseAnswers& answers)
      : truth_(truth), answers_(answers) {}

  Result<std::string> Call(std::string_view method, std::string_view request,
                           std::string_view) override {
    if (++calls_ > kMaxCalls) return Status::Unavailable("the line broke");
    const FalseAnswer& lie = Next();
    if (lie.has_raw()) return lie.raw();
    if (lie.has_refusal()) return Refused(lie.refusal());
    const std::string_view name = method.substr(method.rfind('/') + 1);
    const std::string asked(request);
    if (name == "Enrol") {
      v1::EnrolResponse truth;
      *truth.mutable_certificate() = truth_.Certificate();
      return Mixed(truth, lie, lie.enrol()).SerializePartialAsString();
    }
    if (name == "Hello") {
      v1::HelloResponse truth;
      truth.set_nonce(std::string(32, 'n'));
      return Mixed(truth, lie, lie.hello()).SerializePartialAsString();
    }
    if (name == "Open") {
      v1::OpenResponse word = Mixed(truth_.Word(), lie, lie.open());
      if (!lie.as_signed()) truth_.Sign(word);
      return word.SerializePartialAsString();
    }
    if (name == "Push") {
      v1::PushRequest push;
      TILIK_CHECK(push.ParseFromString(asked), "a phone asks in messages");
      v1::PushResponse response = Mixed(truth_.Receipts(push), lie, lie.push());
      if (!lie.as_signed()) truth_.Sign(push, response);
      return response.SerializePartialAsString();
    }
    v1::PullRequest pull;
    TILIK_CHECK(pull.ParseFromString(asked), "a phone asks in messages");
    return Mixed(truth_.Page(pull), lie, lie.pull()).SerializePartialAsString();
  }

  Result<std::uint64_t> AttachmentOffset(const ContentHash&, std::uint64_t,
                                         std::string_view) override {
    return Offset();
  }
  Result<std::uint64_t> AppendAttachment(const ContentHash&, std::uint64_t, std::string_view,
                                         std::string_view) override {
    return Offset();
  }
  std::uint64_t bytes_sent() const override { return 0; }
  std::uint64_t bytes_received() const override { return 0; }

 private:
  const FalseAnswer& Next() {
    if (next_ < answers_.answers_size()) return answers_.answers(next_++);
    return FalseAnswer::default_instance();
  }
  Result<std::uint64_t> Offset() {
    if (++calls_ > kMaxCalls) return Status::Unavailable("the line broke");
    const FalseAnswer& lie = Next();
    if (lie.has_refusal()) return Refused(lie.refusal());
    return lie.offset();
  }
  static Status Refused(const Refusal& refusal) {
    switch (refusal.code() % 4) {
      case 0:
        return Status::Denied(refusal.message());
      case 1:
        return Status::Conflict(refusal.message());
      case 2:
        return Status::Invalid(refusal.message());
      default:
        return Status::Unavailable(refusal.message());
    }
  }
  // Both at once, or the lie alone.
  template <typename Message>
  Message Mixed(Message truth, const FalseAnswer& lie, Message lied) const {
    Names names;
    names.chains = {truth_.enrolment};
    names.Resolve(&lied);
    if (lie.only()) return lied;
    truth.MergeFrom(lied);
    return truth;
  }

  const Truth& truth_;
  const FalseAnswers& answers_;
  int next_ = 0;
  int calls_ = 0;
};

void Carry(Home& home, const Truth& truth, const FalseAnswers& input) {
  std::vector<v1::BundleReply> replies;
  Names names;
  names.chains = {truth.enrolment};
  for (int i = 0; i < std::min(input.replies_size(), kMaxReplies); ++i) {
    v1::BundleReply reply = input.replies(i);
    names.Resolve(&reply);
    if (reply.has_word()) truth.Sign(*reply.mutable_word());
    if (reply.has_receipts()) truth.Sign(home.outbox, *reply.mutable_receipts());
    replies.push_back(std::move(reply));
  }
  SyncSession session(home.parts);
  static_cast<void>(session.TakeReplies(std::move(replies)));
}

void Sync(Home& home, const Truth& truth, const FalseAnswers& input) {
  FalseDistrict district(truth, input);
  SyncSession session(home.parts);
  static_cast<void>(RunSession(session, district, {}));
}

// Everything made that evening is here, or the district has it by its own signature.
void CheckWork(Home& home) {
  const auto head = home.outbox.HeadSeq();
  TILIK_CHECK(head.ok() && *head >= kSets, "sets do not go away");
  for (std::uint64_t number = 1; number <= kSets; ++number) {
    const auto set = home.outbox.Read(number);
    TILIK_CHECK(set.ok(), set.status().message());
    if (!set->sealed.body.empty()) continue;
    const auto receipt = home.outbox.ReceiptOf(number);
    TILIK_CHECK(receipt.ok() && receipt->has_value(), "a body leaves when it is receipted");
  }
}

void CheckRecords(Home& home) {
  for (std::uint8_t n = 1; n <= 16; ++n) {
    const auto record = home.records.Read(NumberedRecord(n));
    if (!record.ok()) {
      TILIK_CHECK(record.status().code() == Code::kNotFound, record.status().message());
      continue;
    }
    const auto shown = home.records.Show(*record);
    TILIK_CHECK(shown.ok(), shown.status().message());
    static_cast<void>(home.records.HouseholdOf(record->id));
    static_cast<void>(home.records.Resolve(record->id));
  }
}

void BelieveOrNot(const FalseAnswers& input) {
  Evening& evening = TheEvening();
  Host host = evening.Again();
  {
    Home home(host, evening.truth.officer);
    if (input.replies_first()) Carry(home, evening.truth, input);
    Sync(home, evening.truth, input);
    if (!input.replies_first()) Carry(home, evening.truth, input);
    CheckWork(home);
    CheckRecords(home);
  }
  Home again(host, evening.truth.officer);
  CheckWork(again);
}

}  // namespace
}  // namespace tilik::fuzz

TILIK_FUZZ_MESSAGE(FalseAnswers, tilik::fuzz::BelieveOrNot)
