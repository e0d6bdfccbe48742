#include "sync-server/command/serve.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "spdlog/spdlog.h"
#include "sync-server/command/disk_health.h"
#include "sync-server/command/passphrase.h"
#include "sync-server/command/rejected.h"
#include "sync-server/http/server.h"
#include "sync-server/sync/sync_service.h"

namespace tilik::command {
namespace {

constexpr std::size_t kPushBodyBytes = 6 * 1024 * 1024;

http::Methods MethodsOf(sync::SyncService& service) {
  http::Methods methods;
  methods.Handle<v1::EnrolRequest, v1::EnrolResponse>(
      "tilik.v1.SyncService/Enrol",
      [&](const http::Call&, const v1::EnrolRequest& request) { return service.Enrol(request); });
  methods.Handle<v1::HelloRequest, v1::HelloResponse>(
      "tilik.v1.SyncService/Hello",
      [&](const http::Call&, const v1::HelloRequest&) { return service.Hello(); });
  methods.Handle<v1::OpenRequest, v1::OpenResponse>(
      "tilik.v1.SyncService/Open",
      [&](const http::Call&, const v1::OpenRequest& request) { return service.Open(request); });
  http::MethodLimits push_limits;
  push_limits.max_body_bytes = kPushBodyBytes;
  push_limits.max_plain_bytes = kPushBodyBytes;
  methods.HandleLater<v1::PushRequest, v1::PushResponse>(
      "tilik.v1.SyncService/Push",
      [&](const http::Call& call, v1::PushRequest request, http::Done<v1::PushResponse> done) {
        service.Push(call.token, std::move(request),
                     [done = std::move(done)](Result<v1::PushResponse> response) {
                       done(std::move(response));
                     });
      },
      push_limits);
  methods.Handle<v1::PullRequest, v1::PullResponse>(
      "tilik.v1.SyncService/Pull", [&](const http::Call& call, const v1::PullRequest& request) {
        return service.Pull(call.token, request);
      });
  return methods;
}

// For this session of the server only. Without --recovery phones get no slots, and all else works.
Result<std::optional<sync::RecoveryMaster>> UnlockRecovery(const HomeOptions& home,
                                                           const PublicKey& district) {
  if (home.recovery.empty()) return std::optional<sync::RecoveryMaster>();
  TILIK_ASSIGN_OR_RETURN(Secret passphrase, AskPassphrase(/*twice=*/false));
  TILIK_ASSIGN_OR_RETURN(sync::RecoveryMaster master,
                         sync::RecoveryMaster::Unlock(home.recovery, passphrase, district));
  return std::optional(std::move(master));
}

// Written whole or not at all: whoever waits for it never reads half a number.
Status WritePortFile(const std::string& path, int port) {
  if (path.empty()) return Status();
  const std::string draft = path + ".new";
  std::ofstream(draft) << port << "\n";
  std::error_code error;
  std::filesystem::rename(draft, path, error);
  return error ? Status::Storage("writing " + path + ": " + error.message()) : Status();
}

}  // namespace

Status Serve(const ServeOptions& options) {
  // Blocked before any thread starts, so that only the wait below hears them.
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGINT);
  sigaddset(&ending, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);

  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<http::FileAttachmentStore> attachments,
                         http::FileAttachmentStore::Open(options.home.data + "/attachments",
                                                         home.keys.attachment_key));
  TILIK_ASSIGN_OR_RETURN(std::uint64_t caught_up, sync::CatchUp(Codebooks::BuiltIn(), *home.store));
  if (caught_up > 0) {
    spdlog::info("merged {} change sets that only the second log held", caught_up);
    // They may have led into a later epoch.
    home.store.reset();
    TILIK_ASSIGN_OR_RETURN(home, OpenHome(options.home));
  }
  SodiumRandom random;
  TILIK_ASSIGN_OR_RETURN(std::optional<sync::RecoveryMaster> recovery,
                         UnlockRecovery(options.home, home.store->district().public_key));
  sync::SyncOptions sync_options;
  sync_options.recovery = recovery.has_value() ? &*recovery : nullptr;
  sync_options.data_expires_days = options.data_expires_days;
  const std::string rejected = options.home.data + "/rejected";
  sync::SyncService service(
      *home.store, home.keys, Codebooks::BuiltIn(), random, Now,
      [&](const v1::PushRequest& request, const ChainId& chain) {
        KeepForAuditor(rejected, request, chain);
      },
      sync_options);

  http::Site site;
  site.methods = MethodsOf(service);
  site.attachments.store = attachments.get();
  site.attachments.may_upload = [&](const http::Call& call) {
    Result<sync::Session> session = service.Authorise(call.token);
    return session.ok() ? Status() : session.status();
  };
  site.health = [&] {
    Result<std::unique_ptr<storage::Reader>> reader = home.store->BeginRead();
    return reader.ok() ? CheckDisks(options.home) : reader.status();
  };
  http::ServerOptions server_options;
  server_options.address = options.address;
  server_options.port = static_cast<std::uint16_t>(options.port);
  server_options.certificate_file = options.certificate_file;
  server_options.key_file = options.key_file;
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<http::Server> server,
                         http::Server::Start(server_options, std::move(site)));
  TILIK_RETURN_IF_ERROR(WritePortFile(options.port_file, server->port()));
  std::printf("%s: melayani di %s://%s:%d\n", home.store->district().name.c_str(),
              options.certificate_file.empty() ? "http" : "https", options.address.c_str(),
              server->port());
  std::fflush(stdout);

  int signal = 0;
  sigwait(&ending, &signal);
  server->Stop();
  return Status();
}

}  // namespace tilik::command
