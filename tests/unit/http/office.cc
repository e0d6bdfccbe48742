#include "tests/unit/http/office.h"

#include <utility>

#include "tilik/v1/sync.pb.h"

namespace tilik::http {
namespace {

Answer<v1::EnrolResponse> EnrolAs(const std::string& code) {
  if (code == "invalid") return Status::Invalid("the code has 8 letters");
  if (code == "unknown") return Status::NotFound("no such code");
  if (code == "used") return Status::Conflict("used before");
  if (code == "denied") return Status::Denied("say \"please\"\n");
  if (code == "forbidden") return Failure::Forbidden("not your district");
  if (code == "busy") return Failure::Busy("too many tries", std::chrono::seconds(30));
  if (code == "down") return Status::Unavailable("starting");
  if (code == "full") return Status::Storage("disk full");
  if (code == "newer") return Status::Unsupported("newer than this server");
  if (code == "throw") throw std::runtime_error("a bug");
  v1::EnrolResponse response;
  response.set_district_name(code);
  return response;
}

}  // namespace

Office::Office(ServerOptions options, Site site) {
  Register(site.methods);
  auto server = Server::Start(options, std::move(site));
  TILIK_CHECK(server.ok(), server.status().message());
  server_ = *std::move(server);
}

Office::~Office() {
  OpenTheDoor();
  server_->Stop();
  for (std::thread& writer : writers_) writer.join();
}

void Office::OpenTheDoor() {
  const std::lock_guard lock(mutex_);
  door_open_ = true;
  door_.notify_all();
}

std::string Office::last_token() const {
  const std::lock_guard lock(mutex_);
  return last_token_;
}

std::optional<WireAnswer> Office::Ask(std::string_view request) {
  Wire wire(port());
  wire.Send(request);
  return wire.Receive();
}

void Office::Register(Methods& methods) {
  methods.Handle<v1::HelloRequest, v1::HelloResponse>(
      "tilik.v1.SyncService/Hello", [this](const Call& call, const v1::HelloRequest&) {
        const std::lock_guard lock(mutex_);
        last_token_ = call.token;
        v1::HelloResponse response;
        response.set_nonce(std::string(32, 'n'));
        return response;
      });
  methods.Handle<v1::EnrolRequest, v1::EnrolResponse>(
      "tilik.v1.SyncService/Enrol",
      [](const Call&, const v1::EnrolRequest& request) { return EnrolAs(request.code()); });
  methods.HandleLater<v1::PushRequest, v1::PushResponse>(
      "tilik.v1.SyncService/Push",
      [this](const Call&, v1::PushRequest request, Done<v1::PushResponse> done) {
        const std::lock_guard lock(mutex_);
        writers_.emplace_back([this, request = std::move(request), done = std::move(done)] {
          ++pushes;
          v1::PushResponse response;
          std::size_t bytes = 0;
          for (const std::string& body : request.bodies()) {
            response.add_receipts()->set_seq(body.size());
            bytes += body.size();
          }
          pushed_bytes = bytes;
          done(std::move(response));
        });
      },
      {.max_body_bytes = 6 << 20, .max_plain_bytes = 16 << 20});
  methods.HandleLater<v1::PullRequest, v1::PullResponse>(
      "tilik.v1.SyncService/Pull",
      [this](const Call&, v1::PullRequest, Done<v1::PullResponse> done) {
        const std::lock_guard lock(mutex_);
        writers_.emplace_back([this, done = std::move(done)] {
          std::unique_lock door_lock(mutex_);
          door_.wait(door_lock, [this] { return door_open_; });
          v1::PullResponse response;
          response.set_epoch(7);
          done(std::move(response));
        });
      });
}

}  // namespace tilik::http
