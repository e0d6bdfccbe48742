// The officers' app of one device as its face knows it: the real `tilik serve`, asked over HTTP.
#pragma once

#include <google/protobuf/message_lite.h>

#include <filesystem>
#include <memory>
#include <string>

#include "tests/scenario/process.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::scenario {

class Window {
 public:
  // The home's folder may not exist yet.
  explicit Window(std::filesystem::path home);

  void Open();
  // kill -9: the battery fell out.
  void Crash();
  // As Ctrl-C does; tells how it ended.
  Ending Close();

  // What the method answers, of which the test expects that it is done; or refused.
  template <typename Response>
  Response Ask(const std::string& method, const google::protobuf::MessageLite& request) {
    Response response;
    Expect(method, request, 200, &response);
    return response;
  }
  v1::ProblemView Refused(const std::string& method, const google::protobuf::MessageLite& request);

  v1::EnrolView Enrol(const std::string& text, const std::string& pin);
  // The only home of this device.
  void Unlock(const std::string& pin);
  // To its end, as the screen waits for it.
  v1::SyncProgressView Sync();
  v1::ShowTodayResponse Today();
  v1::ListVillageResponse Village(const std::string& code);

 private:
  void Expect(const std::string& method, const google::protobuf::MessageLite& request, long status,
              google::protobuf::MessageLite* answer);

  std::filesystem::path home_;
  std::filesystem::path app_;
  std::unique_ptr<Process> process_;
  std::string origin_;
  std::string secret_;
};

}  // namespace tilik::scenario
