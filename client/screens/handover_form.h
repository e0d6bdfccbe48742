// A family at the table of an acara: everything that it is due there on one page, with who
// receives, who holds the card, and the evidence that the programme's channel asks for.
//
// What a handover may say is capture_handover.h's business. One touch each: handed out as it is
// due, or not handed out for a reason.
#pragma once

#include <vector>

#include "client/core/device.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"
#include "tilik/v1/drafts.pb.h"

namespace tilik::screens {

inline constexpr char kHandoverForm[] = "handover";

Result<v1::FormView> OpenHandover(client::Device& device, const Voice& voice,
                                  const v1::OpenHandoverRequest& asked);
Result<v1::FormView> DrawHandover(client::Device& device, const Voice& voice,
                                  client::DraftNumber number);
// Durable when it returns.
Result<v1::FormView> AnswerHandover(client::Device& device, const Voice& voice,
                                    const v1::AnswerFormRequest& asked);
// One change set for each recipient of the table's family, one after the other. Cut between two,
// what is saved is no longer open and the draft is still there for the rest.
Result<v1::SaveFormResponse> SaveHandover(client::Device& device, const Voice& voice,
                                          client::DraftNumber number);
Result<v1::RecordNotDeliveredResponse> RecordNotDelivered(
    client::Device& device, const Voice& voice, const v1::RecordNotDeliveredRequest& asked);
// The photo was added to the draft as the picture of this item.
Status KeepHandoverPicture(client::Device& device, client::DraftNumber number,
                           const std::string& at, const v1::AttachmentRef& photo);
// What a picture at this item shows; nothing where there is no such item.
std::optional<v1::PhotoKind> HandoverPictureKind(const std::string& at);

// Whose handovers of an acara something is written into and nothing saved: their names. Those only
// looked at are let go.
Result<std::vector<std::string>> UnsavedHandovers(client::Device& device, std::uint64_t event);

}  // namespace tilik::screens
