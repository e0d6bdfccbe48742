#include "tests/scenario/window.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <regex>
#include <thread>

#include "tests/knock/knock.h"

namespace tilik::scenario {
namespace {

// The page that leads to the app; it is there once the app answers.
std::string DoorIn(const std::filesystem::path& home) {
  std::ifstream door(home / "buka.html");
  return {std::istreambuf_iterator<char>(door), {}};
}

}  // namespace

Window::Window(std::filesystem::path home) : home_(std::move(home)), app_(home_.string() + "-app") {
  std::filesystem::create_directories(app_);
  std::ofstream(app_ / "index.html") << "<!doctype html><title>Tilik</title>";
}

void Window::Open() {
  std::filesystem::remove(home_ / "buka.html");
  process_ = std::make_unique<Process>(Command{
      {TILIK_PROGRAM, "--home", home_.string(), "serve", "--no-browser", "--app", app_.string()},
      {},
      ""});
  static const std::regex address("(http://127\\.0\\.0\\.1:[0-9]+)/#secret=([0-9a-f]{64})");
  std::smatch found;
  std::string door;
  const auto patience = std::chrono::steady_clock::now() + Process::kPatience;
  while (!std::regex_search(door = DoorIn(home_), found, address)) {
    ASSERT_TRUE(process_->IsRunning() && std::chrono::steady_clock::now() < patience)
        << process_->KillNow().err;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  origin_ = found[1];
  secret_ = found[2];
}

void Window::Crash() { process_->KillNow(); }

Ending Window::Close() { return process_->Stop(); }

void Window::Expect(const std::string& method, const google::protobuf::MessageLite& request,
                    long status, google::protobuf::MessageLite* answer) {
  const Heard heard = Say(
      {"POST",
       origin_ + "/app/" + method,
       {"X-Tilik-Secret: " + secret_, "Content-Type: application/x-protobuf", "Origin: " + origin_},
       request.SerializeAsString()});
  v1::ProblemView problem;
  if (heard.status == 422) problem.ParseFromString(heard.body);
  EXPECT_EQ(heard.status, status) << method << ": " << problem.message();
  if (heard.status == status) {
    EXPECT_TRUE(answer->ParseFromString(heard.body));
  }
}

v1::ProblemView Window::Refused(const std::string& method,
                                const google::protobuf::MessageLite& request) {
  v1::ProblemView problem;
  Expect(method, request, 422, &problem);
  return problem;
}

v1::EnrolView Window::Enrol(const std::string& text, const std::string& pin) {
  v1::EnrolHomeRequest form;
  form.set_text(text);
  form.set_device_name("laptop");
  form.set_pin(pin);
  return Ask<v1::EnrolHomeResponse>("EnrolHome", form).enrolled();
}

void Window::Unlock(const std::string& pin) {
  const auto homes = Ask<v1::ListHomesResponse>("ListHomes", v1::ListHomesRequest());
  ASSERT_EQ(homes.homes_size(), 1);
  v1::UnlockHomeRequest request;
  request.set_home(homes.homes(0).home());
  request.set_pin(pin);
  Ask<v1::UnlockHomeResponse>("UnlockHome", request);
}

v1::SyncProgressView Window::Sync() {
  Ask<v1::StartSyncResponse>("StartSync", v1::StartSyncRequest());
  while (true) {
    const auto shown = Ask<v1::ShowSyncResponse>("ShowSync", v1::ShowSyncRequest());
    if (!shown.sync().running()) return shown.sync();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

v1::ShowTodayResponse Window::Today() {
  return Ask<v1::ShowTodayResponse>("ShowToday", v1::ShowTodayRequest());
}

v1::ListVillageResponse Window::Village(const std::string& code) {
  v1::ListVillageRequest request;
  request.set_code(code);
  return Ask<v1::ListVillageResponse>("ListVillage", request);
}

}  // namespace tilik::scenario
