// Musdes: a village's prelist as the table of a meeting, and the form of its minutes.
//
// What the forum says of a household is kept in a draft with what that household was when it was
// spoken of, so that a pull which runs meanwhile moves no base. Saving makes one change set for the
// minutes and one for each household; cut short between two, saving again goes on where it stopped.
#pragma once

#include "client/core/device.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

inline constexpr char kMusdesForm[] = "musdes";
// Households that nobody listed, of one meeting.
inline constexpr int kMaxProposals = 100;

Result<v1::OpenMusdesResponse> OpenMusdes(client::Device& device, const Voice& voice,
                                          const v1::OpenMusdesRequest& asked);
// Durable when it returns. The row comes without its same_names: they do not change.
Result<v1::AnswerMusdesResponse> AnswerMusdes(client::Device& device, const Voice& voice,
                                              const v1::AnswerMusdesRequest& asked);

// The minutes, as a form of one page.
Result<v1::FormView> DrawMusdes(client::Device& device, const Voice& voice,
                                client::DraftNumber number);
Result<v1::FormView> AnswerMinutes(client::Device& device, const Voice& voice,
                                   const v1::AnswerFormRequest& asked);
Result<v1::SaveFormResponse> SaveMusdes(client::Device& device, const Voice& voice,
                                        client::DraftNumber number);
// The scan of the signed minutes.
std::optional<v1::PhotoKind> MusdesPictureKind(const std::string& at);

// As Hari ini lists it; `record` is the village's code.
Result<v1::DraftListed> MusdesListed(client::Device& device, const client::Draft& draft);

// Households of a village as a meeting goes through them: those of the prelist where a campaign has
// one, else all; in the order in which one walks.
Result<std::vector<v1::MusdesRow>> MusdesRows(client::Device& device, std::uint64_t village);

}  // namespace tilik::screens
