// The form of an acara: where, which lists, who hands out. Saving it begins the acara; nothing of
// it is work to be sent, so it stays a draft until it is closed.
#pragma once

#include "client/core/device.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"
#include "tilik/v1/drafts.pb.h"

namespace tilik::screens {

inline constexpr char kEventForm[] = "acara";
// Phones that share one list.
inline constexpr std::uint32_t kMaxTables = 6;

// kNotFound: no such draft, or not an acara's.
Result<v1::EventDraft> ReadEvent(client::Device& device, std::uint64_t event);
// What its handovers carry: "Balai desa Fatumnasi 2026-11-22", by the day it was set up.
std::string EventName(const client::Draft& draft, const v1::EventDraft& event,
                      std::int32_t utc_offset_minutes);

// The form of an acara that was begun, or of a new one in a village.
Result<v1::FormView> OpenEvent(client::Device& device, const Voice& voice,
                               const v1::OpenEventRequest& asked);
Result<v1::FormView> DrawEvent(client::Device& device, const Voice& voice,
                               client::DraftNumber number);
Result<v1::FormView> AnswerEvent(client::Device& device, const Voice& voice,
                                 const v1::AnswerFormRequest& asked);
Result<v1::SaveFormResponse> SaveEvent(client::Device& device, const Voice& voice,
                                       client::DraftNumber number);

}  // namespace tilik::screens
