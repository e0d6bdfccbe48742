// serve: the officers' app in a browser window of this laptop.
#include <signal.h>
#include <spawn.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

#include "client/native/commands.h"
#include "client/native/loopback_server.h"

extern char** environ;

namespace tilik::native {
namespace {

// The build's own: build/bin/tilik, build/web/app.
std::string FilesBesideProgram() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return (program.parent_path().parent_path() / "web" / "app").string();
}

// A page that leads to the app. The address with its secret is not given to the browser as an
// argument: those are for every user of the machine to see.
constexpr char kDoorPage[] = "buka.html";

std::string DoorTo(const std::string& address) {
  return "<!doctype html><meta charset=\"utf-8\"><title>Tilik</title>"
         "<meta http-equiv=\"refresh\" content=\"0; url=" +
         address + "\"><a href=\"" + address + "\">Tilik</a>\n";
}

// The browser that the desktop prefers; where there is no desktop the address stands on the
// terminal.
void OpenBrowser(const std::string& page) {
  if (std::getenv("DISPLAY") == nullptr && std::getenv("WAYLAND_DISPLAY") == nullptr) return;
  std::string program = "xdg-open";
  std::string argument = page;
  char* const arguments[] = {program.data(), argument.data(), nullptr};
  pid_t child = 0;
  ::posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments, environ);
}

}  // namespace

Exit RunServe(const SharedOptions& shared, const ServeOptions& options, const Terminal& terminal) {
  // Before any thread is made, so that all of them leave these to the one that waits for them.
  sigset_t ends;
  ::sigemptyset(&ends);
  ::sigaddset(&ends, SIGINT);
  ::sigaddset(&ends, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  const std::string folder = options.app.empty() ? FilesBesideProgram() : options.app;
  Result<AppFiles> files = AppFiles::Read(folder);
  if (!files.ok()) {
    return terminal.Problem(
        Exit::kUsage,
        {"Berkas aplikasi tidak ada di " + folder + " (" + files.status().message() + ").",
         "The app's files are not in " + folder + " (" + files.status().message() + ")."},
        {"Buat dengan tools/web, atau sebut foldernya dengan --app.",
         "Build them with tools/web, or name their folder by --app."});
  }
  OpenHome home(shared, terminal);
  auto server =
      LoopbackServer::Listen(home.host(), *std::move(files), {options.port, shared.ca_file});
  if (!server.ok()) {
    return terminal.Problem(server.status(), {"Tidak dapat dimulai", "It cannot be started"});
  }
  const std::string address = (*server)->address();
  if (const Status kept = home.host().files.WriteDurably(kDoorPage, DoorTo(address)); !kept.ok()) {
    return terminal.Problem(kept, {"Tidak dapat dimulai", "It cannot be started"});
  }
  terminal.Tell({"Tilik terbuka di " + address, "Tilik is open at " + address});
  terminal.Tell({"Hanya dari komputer ini. Ctrl-C menutupnya; yang tersimpan tetap tersimpan.",
                 "From this computer only. Ctrl-C closes it; what is saved stays saved."});
  v1::ServeView view;
  view.set_address(address);
  terminal.Print(view);
  std::fflush(stdout);
  if (options.browser) OpenBrowser(shared.home + "/" + kDoorPage);

  std::thread waiting([&] {
    int signal = 0;
    ::sigwait(&ends, &signal);
    (*server)->Stop();
  });
  (*server)->Run();
  waiting.join();
  (void)home.host().files.Remove(kDoorPage);
  // The home is closed. What is still being asked of a district on a slow line is not waited for.
  std::_Exit(static_cast<int>(Exit::kDone));
}

}  // namespace tilik::native
