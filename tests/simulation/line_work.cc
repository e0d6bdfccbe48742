#include "tests/simulation/line_work.h"

#include <algorithm>
#include <utility>

#include "tests/simulation/field_work.h"

namespace tilik::simulation {
namespace {

// A session of a whole district in pages of two rows ends far below this.
constexpr int kMostSteps = 600;

// What the line does to one question.
enum class Luck : std::uint8_t { kGood, kLost, kAnswerLost, kTwice, kLate, kPortal };

// Of a hotspot that wants to be paid first.
constexpr char kPortalPage[] = "<html><body>Silakan masuk ke Wi-Fi gratis</body></html>";

Luck DrawLuck(World& world) {
  if (!world.chance.Percent(world.bad_line_percent)) return Luck::kGood;
  return world.chance.OneOf<Luck>(
      {Luck::kLost, Luck::kAnswerLost, Luck::kTwice, Luck::kLate, Luck::kPortal});
}

// Small pages and pushes, so that a session is interrupted at every place.
std::string Narrowed(const World& world, const client::SyncRequest& request) {
  if (world.pull_bytes == 0 || !request.method.ends_with("/Pull")) return request.bytes;
  v1::PullRequest pull;
  TILIK_CHECK(pull.ParseFromString(request.bytes), "a device asks in the contract's words");
  pull.set_max_bytes(world.pull_bytes);
  return pull.SerializeAsString();
}

std::string AnswerNarrowed(const World& world, const client::SyncRequest& request,
                           std::string answer) {
  if (world.push_sets == 0 || !request.method.ends_with("/Open")) return answer;
  v1::OpenResponse open;
  TILIK_CHECK(open.ParseFromString(answer), "the office answers in the contract's words");
  open.mutable_limits()->set_max_push_sets(world.push_sets);
  return open.SerializeAsString();
}

// The office did something: the model hears of it, and of what was promised.
void Hear(World& world, const Handset& handset, const std::string& method,
          const std::string& request, const Result<std::string>& answer) {
  world.office.disk().Forgive();
  if (answer.ok() && method.ends_with("/Open")) {
    v1::OpenResponse open;
    TILIK_CHECK(open.ParseFromString(*answer), "the office answers in the contract's words");
    const SessionName name(open.epoch(), open.session());
    world.sessions[name] = {world.now, handset.skew_ms, handset.boot()};
    world.known_sessions.insert(name);
  }
  world.MendOffice();
  if (!answer.ok() || !method.ends_with("/Push")) return;
  v1::PushRequest push;
  v1::PushResponse receipts;
  TILIK_CHECK(push.ParseFromString(request) && receipts.ParseFromString(*answer),
              "both sides speak the contract's words");
  if (receipts.receipts_size() != push.bodies_size()) world.Break("a push without its receipts");
  for (const v1::Receipt& receipt : receipts.receipts()) {
    auto logged =
        std::find_if(world.office.log().begin(), world.office.log().end(),
                     [&](const LoggedSet& set) { return set.arrival == receipt.arrival(); });
    if (logged == world.office.log().end() || logged->seq != receipt.seq()) {
      return world.Break("a receipt names what the log does not have");
    }
    world.acknowledged.insert(logged->link);
  }
}

Result<std::string> Ask(World& world, Phone& phone, const client::SyncRequest& request) {
  if (request.kind != client::SyncRequest::Kind::kCall) return Status::Unavailable("no photos");
  const std::string bytes = Narrowed(world, request);
  const Luck luck = DrawLuck(world);
  if (luck != Luck::kGood) ++world.faults;
  if (luck == Luck::kLost) return Status::Unavailable("the request was lost");
  if (luck == Luck::kPortal) {
    world.See("a captive portal answered");
    return std::string(kPortalPage);
  }
  if (luck == Luck::kLate) {
    world.See("a request that came late");
    Parcel stray;
    stray.kind = Parcel::Kind::kStrayRequest;
    stray.method = request.method;
    stray.token = request.token;
    stray.bytes = bytes;
    world.parcels.push_back(std::move(stray));
    return Status::Unavailable("the line broke");
  }
  Result<std::string> answer = world.office.Answer(request.method, bytes, request.token);
  Hear(world, phone.handset(), request.method, bytes, answer);
  if (luck == Luck::kTwice) {
    world.See("a request came twice");
    answer = world.office.Answer(request.method, bytes, request.token);
    Hear(world, phone.handset(), request.method, bytes, answer);
  }
  if (luck == Luck::kAnswerLost) {
    if (answer.ok() && request.method.ends_with("/Push")) world.See("an answer lost after commit");
    return Status::Unavailable("the answer was lost");
  }
  if (!answer.ok()) return answer.status();
  return AnswerNarrowed(world, request, *std::move(answer));
}

// The rows of a page, as the office shows them at the moment it is written.
Shown ShownOn(const World& world, const v1::PullResponse& page) {
  Shown shown;
  for (const v1::VillagePage& village : page.villages()) {
    for (const v1::RecordRow& row : village.rows()) {
      const RecordId id = *RecordId::FromRaw(row.record());
      shown[id] = {row.revision(), world.model.ScreenOf(id)};
    }
  }
  return shown;
}

void EndSession(World& world, Phone& phone) {
  const client::SyncReport report = phone.session->report();
  phone.session.reset();
  if (!report.enrol_anew.empty()) world.See("a forked chain noticed by its phone");
  const Result<bool> removed = phone.device().Obey(report);
  if (!removed.ok()) {
    // Power may go while the home is removed; then it is removed at the next order.
    phone.handset().KillApp();
    if (!phone.handset().disk().off()) phone.wiped = !phone.handset().SwitchOn().ok();
    return;
  }
  if (!*removed) return;
  world.See("a revoked phone wiped itself");
  for (const OwnSet& set : phone.sets()) {
    if (!set.damaged && world.arrived_once.count(set.saved->link) == 0) {
      world.Break("a phone discards what is not in custody");
    }
  }
  phone.handset().KillApp();
  phone.wiped = true;
}

// One question. False: there is none, or the session is over.
bool Step(World& world, Phone& phone) {
  if (phone.session == nullptr) {
    phone.session.reset(new client::SyncSession(phone.device().NewSession()));
  }
  const std::uint64_t epoch = phone.device().state().epoch();
  const Result<std::optional<client::SyncRequest>> request = phone.session->Next();
  if (!request.ok()) {
    phone.session.reset();
    return false;
  }
  if (!*request) {
    EndSession(world, phone);
    return false;
  }
  const Result<std::string> answer = Ask(world, phone, **request);
  ++world.calls;
  world.bytes += (*request)->bytes.size() + (answer.ok() ? answer->size() : 0);
  v1::PullResponse page;
  Shown shown;
  if (answer.ok() && (*request)->method.ends_with("/Pull") && page.ParseFromString(*answer)) {
    shown = ShownOn(world, page);
    if (phone.desk && !shown.empty()) {
      world.See("a pull under an open form");
      phone.redraw_is_due = true;
    }
  }
  const Status taken = answer.ok()
                           ? phone.session->Answer(client::SyncAnswer{*answer, 0})
                           : phone.session->Answer(Result<client::SyncAnswer>(answer.status()));
  if (!phone.handset().disk().off()) {
    if (!shown.empty()) phone.LookAt(page.epoch(), shown);
    if (epoch != 0 && epoch != phone.device().state().epoch()) {
      world.See("a phone met a new epoch");
    }
  } else if (!shown.empty()) {
    world.See("a page interrupted between records");
    phone.late_look = {page.epoch(), shown};
  }
  if (!taken.ok()) phone.session.reset();
  if (!phone.handset().disk().off()) world.LookAtLog(phone);
  return taken.ok();
}

void MaybeFail(World& world, Disk& disk) {
  if (!world.chance.Percent(world.bad_disk_percent)) return;
  disk.FailAt(1 + world.chance.Below(40),
              world.chance.OneOf<Fault>(
                  {Fault::kPowerCut, Fault::kPowerCut, Fault::kErrorOnce, Fault::kFull}));
}

}  // namespace

void SyncStep(World& world, Phone& phone) {
  MaybeFail(world, phone.handset().disk());
  MaybeFail(world, world.office.disk());
  Step(world, phone);
  world.office.disk().Forgive();
  phone.handset().disk().Forgive();
  world.MendPhone(phone);
  // An app that is looked at redraws what a pull changed under it, one in a pocket later.
  if (std::exchange(phone.redraw_is_due, false) && phone.on() && world.chance.Percent(60)) {
    Redraw(world, phone);
  }
}

bool SyncWhole(World& world, Phone& phone) {
  const unsigned bad_line = std::exchange(world.bad_line_percent, 0);
  int steps = 0;
  while (phone.on() && Step(world, phone)) {
    if (++steps > kMostSteps) {
      world.Break("a session does not end");
      break;
    }
  }
  world.bad_line_percent = bad_line;
  return phone.session == nullptr && steps > 0;
}

void DeliverStray(World& world, const Parcel& parcel) {
  // Whoever opens a session so never hears of it.
  if (parcel.method.ends_with("/Open")) return;
  static_cast<void>(world.office.Answer(parcel.method, parcel.bytes, parcel.token));
  world.MendOffice();
}

namespace {

// The one call of an enrolment, over a good line.
class FirstLine final : public client::Transport {
 public:
  explicit FirstLine(Office& office) : office_(office) {}
  Result<std::string> Call(std::string_view method, std::string_view request,
                           std::string_view token) override {
    return office_.Answer(method, std::string(request), std::string(token));
  }
  Result<std::uint64_t> AttachmentOffset(const ContentHash&, std::uint64_t,
                                         std::string_view) override {
    return Status::Unavailable("nothing to upload yet");
  }
  Result<std::uint64_t> AppendAttachment(const ContentHash&, std::uint64_t, std::string_view,
                                         std::string_view) override {
    return Status::Unavailable("nothing to upload yet");
  }
  std::uint64_t bytes_sent() const override { return 0; }
  std::uint64_t bytes_received() const override { return 0; }

 private:
  Office& office_;
};

}  // namespace

void EnrolPhone(World& world, const std::string& officer, const std::set<std::uint64_t>& villages) {
  client::EnrolOrder order;
  order.server = "https://dinsos.example";
  order.code = world.office.MakeEnrolCode(officer, villages);
  order.district = world.office.district_key();
  order.device_name = "Redmi 9A";
  auto phone = std::make_unique<Phone>(world.codebooks, world.chance, world.now);
  FirstLine line(world.office);
  const Status enrolled = phone->handset().Enrol(order, line);
  TILIK_CHECK(enrolled.ok(), enrolled.message());
  phone->Begin();
  world.HearLog();
  world.phones.push_back(std::move(phone));
}

}  // namespace tilik::simulation
