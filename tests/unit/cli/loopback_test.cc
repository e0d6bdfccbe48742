// The officers' app on a laptop, and who else may knock at its port.
#include "client/native/loopback_server.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include "gmock/gmock.h"
#include "tests/knock/knock.h"
#include "tests/unit/client/district.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::native {
namespace {

using client::Must;
using testing::HasSubstr;
using testing::Not;

class Loopback : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(phone_.folder / "app/assets");
    Write("app/index.html", "<!doctype html><title>Tilik</title>");
    Write("app/assets/app-3f0a.js", "'use strict'");
    Write("secret.txt", "not for you");
    LoopbackOptions options;
    options.unattended = unattended_;
    server_ = Must(LoopbackServer::Listen(
        phone_.host, Must(AppFiles::Read((phone_.folder / "app").string())), options));
    serving_ = std::thread([this] { server_->Run(); });
  }
  void TearDown() override {
    server_->Stop();
    serving_.join();
  }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(phone_.folder / name) << text;
  }

  using Fields = std::vector<std::string>;
  // What the app itself sends along.
  Fields Own() const {
    return {"X-Tilik-Secret: " + server_->secret(), "Content-Type: application/x-protobuf",
            "Origin: " + server_->origin(), "Sec-Fetch-Site: same-origin"};
  }
  static Fields Without(Fields fields, const std::string& name) {
    std::erase_if(fields, [&](const std::string& field) { return field.starts_with(name); });
    return fields;
  }
  static Fields With(Fields fields, const std::string& field) {
    fields = Without(std::move(fields), field.substr(0, field.find(':') + 1));
    fields.push_back(field);
    return fields;
  }

  Heard Get(const std::string& path, const Fields& fields = {}, const char* verb = "GET") {
    return Send(verb, path, fields);
  }
  Heard Ask(const std::string& method, const Fields& fields, const std::string& body = "") {
    return Send("POST", "/app/" + method, fields, body);
  }

  Heard Send(const char* verb, const std::string& path, const Fields& fields,
             const std::string& body = "") {
    return Say({verb, server_->origin() + path, fields, body});
  }

  std::chrono::milliseconds unattended_ = std::chrono::minutes(5);
  client::Phone phone_;
  std::unique_ptr<LoopbackServer> server_;
  std::thread serving_;
};

TEST_F(Loopback, ServesItsPagesUnderAStrictPolicy) {
  const Heard page = Get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("Tilik"));
  EXPECT_THAT(page.head, HasSubstr("text/html"));
  EXPECT_THAT(page.head, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page.head, HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(page.head, HasSubstr("no-store"));
  EXPECT_THAT(page.body, Not(HasSubstr(server_->secret())));
  const Heard script = Get("/assets/app-3f0a.js?v=1");
  EXPECT_EQ(script.body, "'use strict'");
  EXPECT_THAT(script.head, HasSubstr("immutable"));
  EXPECT_EQ(Get("/", {}, "HEAD").status, 200);
}

TEST_F(Loopback, NoPathLeadsOutOfTheApp) {
  for (const char* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt",
                           "//secret.txt", "/secret.txt"}) {
    const Heard heard = Get(path);
    EXPECT_EQ(heard.status, 404) << path;
    EXPECT_THAT(heard.body, Not(HasSubstr("not for you"))) << path;
  }
  EXPECT_EQ(Get("/", {}, "DELETE").status, 405);
}

TEST_F(Loopback, AnswersTheAppsOwnQuestions) {
  const Heard heard = Ask("ListHomes", Own());
  EXPECT_EQ(heard.status, 200);
  EXPECT_THAT(heard.head, HasSubstr("application/x-protobuf"));
  v1::ListHomesResponse homes;
  EXPECT_TRUE(homes.ParseFromString(heard.body));
  EXPECT_EQ(homes.homes_size(), 0);
}

TEST_F(Loopback, AProblemComesInTheLanguageOfTheReader) {
  v1::ProblemView problem;
  const Heard here = Ask("ShowToday", Own());
  EXPECT_EQ(here.status, 422);
  ASSERT_TRUE(problem.ParseFromString(here.body));
  EXPECT_THAT(problem.message(), HasSubstr("Terkunci"));
  ASSERT_TRUE(problem.ParseFromString(Ask("ShowToday", With(Own(), "Accept-Language: en")).body));
  EXPECT_THAT(problem.message(), HasSubstr("Locked"));
}

TEST_F(Loopback, ANameThatOnlyLeadsHereIsRefused) {
  for (const char* host : {"Host: tilik.evil.example", "Host: localhost", "Host: 127.0.0.1"}) {
    EXPECT_EQ(Get("/", {host}).status, 421) << host;
    EXPECT_EQ(Ask("ListHomes", With(Own(), host)).status, 421) << host;
  }
}

TEST_F(Loopback, NobodyAsksWithoutTheSecretOfThisStart) {
  EXPECT_EQ(Ask("ListHomes", Without(Own(), "X-Tilik-Secret")).status, 403);
  EXPECT_EQ(Ask("ListHomes", With(Own(), "X-Tilik-Secret: " + std::string(64, '0'))).status, 403);
  EXPECT_EQ(
      Ask("ListHomes", With(Own(), "X-Tilik-Secret: " + server_->secret().substr(0, 63))).status,
      403);
}

TEST_F(Loopback, NoOtherPageAsks) {
  EXPECT_EQ(Ask("ListHomes", With(Own(), "Origin: http://evil.example")).status, 403);
  EXPECT_EQ(Ask("ListHomes", With(Own(), "Origin: null")).status, 403);
  EXPECT_EQ(Ask("ListHomes", With(Own(), "Sec-Fetch-Site: cross-site")).status, 403);
  EXPECT_EQ(Ask("ListHomes", With(Own(), "Sec-Fetch-Site: same-site")).status, 403);
  // What a form of another page could send.
  EXPECT_EQ(Ask("ListHomes", With(Own(), "Content-Type: text/plain")).status, 415);
  EXPECT_EQ(Send("GET", "/app/ListHomes", Own()).status, 405);
}

TEST_F(Loopback, WhatIsTooLongIsCutOffAndTheNextIsServed) {
  const Heard heard = Ask("ListHomes", Own(), std::string(kMaxQuestionBytes + 1, 'x'));
  EXPECT_NE(heard.status, 200);
  EXPECT_EQ(Ask("ListHomes", Own()).status, 200);
}

TEST_F(Loopback, ListensNowhereElse) {
  EXPECT_THAT(server_->origin(), testing::StartsWith("http://127.0.0.1:"));
  const auto port = static_cast<std::uint16_t>(
      std::stoi(server_->origin().substr(std::string("http://127.0.0.1:").size())));
  const auto taken =
      LoopbackServer::Listen(phone_.host, Must(AppFiles::Read((phone_.folder / "app").string())),
                             {port, "", std::chrono::minutes(5)});
  EXPECT_EQ(taken.status().code(), Code::kUnavailable);
}

class LeftAlone : public Loopback {
 protected:
  LeftAlone() { unattended_ = std::chrono::milliseconds(200); }

  void SetUp() override {
    client::District district;
    home_ = Must(client::Device::Enrol(phone_.host, district.Order(), district))->home();
    Loopback::SetUp();
  }
  std::string Open() {
    v1::ListHomesResponse homes;
    EXPECT_TRUE(homes.ParseFromString(Ask("ListHomes", Own()).body));
    return homes.open();
  }

  std::string home_;
};

TEST_F(LeftAlone, AHomeIsLockedAfterAWhile) {
  v1::UnlockHomeRequest pin;
  pin.set_home(home_);
  pin.set_pin(client::kPin);
  ASSERT_EQ(Ask("UnlockHome", Own(), pin.SerializeAsString()).status, 200);
  // Every question begins the while anew, so the last look is given longer than it.
  EXPECT_EQ(Open(), home_);
  std::this_thread::sleep_for(std::chrono::seconds(1));
  EXPECT_EQ(Open(), "");
}

TEST_F(Loopback, AFolderWithoutAPageIsNoApp) {
  EXPECT_EQ(AppFiles::Read((phone_.folder / "app/assets").string()).status().code(),
            Code::kNotFound);
  EXPECT_EQ(AppFiles::Read((phone_.folder / "none").string()).status().code(), Code::kNotFound);
}

}  // namespace
}  // namespace tilik::native
