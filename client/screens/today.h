// Hari ini: what is assigned, what waits to be sent, what came back, and what to know before it
// hurts.
#pragma once

#include "client/core/device.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

Result<v1::ShowTodayResponse> ShowToday(client::Device& device, const Voice& voice);

// How many families' visits with all their photos fit beside what the phone itself needs.
std::uint32_t RoomForVisits(std::uint64_t free_bytes);

// What waits, and since when.
Result<v1::OutboxView> OutboxOf(client::Device& device);
// What the district says of this enrolment: revoked, restored, to be enrolled anew. Every screen
// that sends shows them.
std::vector<v1::WarningView> EnrolmentWarnings(const client::DeviceStatus& status,
                                               const Voice& voice);

// One village of those assigned, with its campaign when one lists it.
Result<v1::VillageProgressView> ProgressOf(client::Device& device, std::uint64_t village);

}  // namespace tilik::screens
