// Forms of one page, about one thing: why a village is not verified, somebody who enters a
// register, goods at an acara, aid that no danom lists. A new one is a row in sheet.cc: what it
// asks, and what capture makes of the answers.
#pragma once

#include <string>
#include <vector>

#include "client/core/device.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

bool IsSheet(const std::string& form);
// "Alasan belum verivali".
std::string SheetTitle(const std::string& form, const Voice& voice);

Result<v1::FormView> OpenSheet(client::Device& device, const Voice& voice,
                               const v1::OpenSheetRequest& asked);
Result<v1::FormView> DrawSheet(client::Device& device, const Voice& voice,
                               client::DraftNumber number);
// Durable when it returns.
Result<v1::FormView> AnswerSheet(client::Device& device, const Voice& voice,
                                 const v1::AnswerFormRequest& asked);
Result<v1::SaveFormResponse> SaveSheet(client::Device& device, const Voice& voice,
                                       client::DraftNumber number);

}  // namespace tilik::screens
