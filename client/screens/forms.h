// Forms of every kind by the number of their draft: drawn, answered, saved, dropped, with their
// pictures.
#pragma once

#include "client/core/device.h"
#include "client/screens/problem.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

Result<v1::FormView> ShowForm(client::Device& device, const Voice& voice,
                              const v1::ShowFormRequest& asked);
// Durable when it returns.
Result<v1::FormView> AnswerForm(client::Device& device, const Voice& voice,
                                const v1::AnswerFormRequest& asked);
Result<v1::SaveFormResponse> SaveForm(client::Device& device, const Voice& voice,
                                      const v1::SaveFormRequest& asked);
Status DropForm(client::Device& device, const v1::DropFormRequest& asked);

// Durable when it returns; what the file tells of time and place is kept beside the picture and
// taken out of it.
OrProblem<v1::AttachPictureResponse> AttachPicture(client::Device& device, const Voice& voice,
                                                   const v1::AttachPictureRequest& asked);
Result<v1::ShowPictureResponse> ShowPicture(client::Device& device,
                                            const v1::ShowPictureRequest& asked);

}  // namespace tilik::screens
