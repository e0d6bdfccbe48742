// Verivali on the screen: a visit's draft as pages of questions, what is touched there, and its
// saving. Pages: hasil & responden · anggota · rumah · aset & bantuan · ringkasan; one more for
// each person. What a visit may say is capture_visit.h's business; whatever it finds wrong or odd
// stands at the question it is about.
//
// Three questions of a household that has old answers are asked blind: without data lama, chosen by
// the draft itself. "Masih sama" does not answer them, so that confirming without looking shows.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/core/device.h"
#include "client/screens/visit_edits.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

inline constexpr char kVisitForm[] = "visit";
inline constexpr std::size_t kBlindQuestions = 3;

// The visit to the household of this record: its draft where there is one, else a new one.
Result<v1::FormView> OpenVisit(client::Device& device, const Voice& voice,
                               const v1::OpenVisitRequest& asked);
Result<v1::FormView> DrawVisit(client::Device& device, const Voice& voice,
                               client::DraftNumber number, const std::string& page);
// Durable when it returns.
Result<v1::FormView> AnswerVisit(client::Device& device, const Voice& voice,
                                 const v1::AnswerFormRequest& asked);
Result<v1::SaveFormResponse> SaveVisit(client::Device& device, const Voice& voice,
                                       client::DraftNumber number);
// What a picture at this item shows; nothing where there is no such item.
std::optional<v1::PhotoKind> VisitPictureKind(const std::string& at);
// There is one now, so nothing is missing any more.
Status KeepVisitPicture(client::Device& device, client::DraftNumber number, const std::string& at,
                        const v1::AttachmentRef& photo);

}  // namespace tilik::screens
