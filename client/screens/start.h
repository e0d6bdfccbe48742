// Mulai: who is on this device, enrolling it, and opening a home by PIN or with the office's help.
#pragma once

#include <memory>
#include <string>

#include "client/core/device.h"
#include "client/screens/problem.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

OrProblem<v1::ListHomesResponse> ListHomes(client::Host& host, const Voice& voice);

// What was scanned or pasted; names what is missing in it.
OrProblem<v1::ReadEnrolCodeResponse> ReadEnrolCode(const std::string& text, const Voice& voice);
// The order of a form that is complete.
OrProblem<client::EnrolOrder> OrderOf(const v1::EnrolHomeRequest& form, const Voice& voice);
v1::ProblemView EnrolProblem(const Status& status, const Voice& voice);
v1::EnrolView EnrolledAs(client::Device& device);

using OpenedDevice = std::unique_ptr<client::Device>;
OrProblem<OpenedDevice> Unlock(client::Host& host, const v1::UnlockHomeRequest& asked,
                               const Voice& voice);
// The same for a home that is open already, and stays so.
OrProblem<v1::UnlockHomeResponse> CheckPin(client::Host& host, const v1::UnlockHomeRequest& asked,
                                           const Voice& voice);
OrProblem<v1::AskForUnlockResponse> AskForUnlock(client::Host& host, const std::string& home,
                                                 const Voice& voice);
OrProblem<OpenedDevice> UnlockByCode(client::Host& host, const v1::UnlockByCodeRequest& asked,
                                     const Voice& voice);

}  // namespace tilik::screens
