// Riwayat: own change sets, their receipts, and what became of them; and taking one back.
#pragma once

#include <cstdint>

#include "client/core/device.h"
#include "client/screens/problem.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

// Batalkan: so long after it was saved no reason is asked for (experience.md, Penyaluran).
inline constexpr std::int64_t kUndoMs = 30'000;

Result<v1::ListHistoryResponse> ListHistory(client::Device& device, const Voice& voice,
                                            const v1::ListHistoryRequest& asked);
OrProblem<v1::WithdrawSetResponse> WithdrawSet(client::Device& device, const Voice& voice,
                                               const v1::WithdrawSetRequest& asked);

}  // namespace tilik::screens
