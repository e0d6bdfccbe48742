#include "client/screens/forms.h"

#include "client/core/jpeg.h"
#include "client/core/limits.h"
#include "client/screens/event_form.h"
#include "client/screens/handover_form.h"
#include "client/screens/musdes.h"
#include "client/screens/sheet.h"
#include "client/screens/visit_form.h"

namespace tilik::screens {
namespace {

using client::DraftNumber;
using client::Wording;

// What a form of one kind does; a kind without pictures has no `picture_kind`.
struct Kind {
  const char* form;
  Result<v1::FormView> (*draw)(client::Device&, const Voice&, DraftNumber, const std::string&);
  Result<v1::FormView> (*answer)(client::Device&, const Voice&, const v1::AnswerFormRequest&);
  Result<v1::SaveFormResponse> (*save)(client::Device&, const Voice&, DraftNumber);
  std::optional<v1::PhotoKind> (*picture_kind)(const std::string&);
  Status (*keep_picture)(client::Device&, DraftNumber, const std::string&,
                         const v1::AttachmentRef&);
};

const Kind kKinds[] = {
    {kVisitForm, DrawVisit, AnswerVisit, SaveVisit, VisitPictureKind, KeepVisitPicture},
    {kEventForm,
     [](client::Device& device, const Voice& voice, DraftNumber number, const std::string&) {
       return DrawEvent(device, voice, number);
     },
     AnswerEvent, SaveEvent, nullptr, nullptr},
    {kHandoverForm,
     [](client::Device& device, const Voice& voice, DraftNumber number, const std::string&) {
       return DrawHandover(device, voice, number);
     },
     AnswerHandover, SaveHandover, HandoverPictureKind, KeepHandoverPicture},
    {kMusdesForm,
     [](client::Device& device, const Voice& voice, DraftNumber number, const std::string&) {
       return DrawMusdes(device, voice, number);
     },
     AnswerMinutes, SaveMusdes, MusdesPictureKind, nullptr},
};

DraftNumber NumberOf(std::uint64_t draft) { return static_cast<DraftNumber>(draft); }

// Of whatever form it is.
const Kind kSheets = {"",
                      [](client::Device& device, const Voice& voice, DraftNumber number,
                         const std::string&) { return DrawSheet(device, voice, number); },
                      AnswerSheet,
                      SaveSheet,
                      nullptr,
                      nullptr};

Result<const Kind*> KindOf(const client::Draft& draft) {
  if (IsSheet(draft.form)) return &kSheets;
  for (const Kind& kind : kKinds) {
    if (draft.form == kind.form) return &kind;
  }
  return Status::NotFound("this app has no form \"" + draft.form + "\"");
}

Result<const Kind*> KindOf(client::Device& device, std::uint64_t number) {
  TILIK_ASSIGN_OR_RETURN(const client::Draft draft, device.ResumeEdit(NumberOf(number)));
  return KindOf(draft);
}

}  // namespace

Result<v1::FormView> ShowForm(client::Device& device, const Voice& voice,
                              const v1::ShowFormRequest& asked) {
  TILIK_ASSIGN_OR_RETURN(const Kind* kind, KindOf(device, asked.draft()));
  return kind->draw(device, voice, NumberOf(asked.draft()), asked.page());
}

Result<v1::FormView> AnswerForm(client::Device& device, const Voice& voice,
                                const v1::AnswerFormRequest& asked) {
  TILIK_ASSIGN_OR_RETURN(const Kind* kind, KindOf(device, asked.draft()));
  return kind->answer(device, voice, asked);
}

Result<v1::SaveFormResponse> SaveForm(client::Device& device, const Voice& voice,
                                      const v1::SaveFormRequest& asked) {
  TILIK_ASSIGN_OR_RETURN(const Kind* kind, KindOf(device, asked.draft()));
  return kind->save(device, voice, NumberOf(asked.draft()));
}

Status DropForm(client::Device& device, const v1::DropFormRequest& asked) {
  return device.DropDraft(NumberOf(asked.draft()));
}

OrProblem<v1::AttachPictureResponse> AttachPicture(client::Device& device, const Voice& voice,
                                                   const v1::AttachPictureRequest& asked) {
  const Wording doing = {"Foto tidak tersimpan", "The photo is not saved"};
  const Wording again = {"Isian lain tetap ada; ambil fotonya sekali lagi.",
                         "All else is kept; take the photo once more."};
  const auto draft = device.ResumeEdit(NumberOf(asked.draft()));
  if (!draft.ok()) return ProblemOf(voice, draft.status(), doing);
  const auto kind = KindOf(*draft);
  if (!kind.ok()) return ProblemOf(voice, kind.status(), doing);
  const auto shows =
      (*kind)->picture_kind == nullptr ? std::nullopt : (*kind)->picture_kind(asked.at());
  if (!shows) {
    return ProblemOf(voice, Status::Invalid("\"" + asked.at() + "\" takes no picture"), doing);
  }
  const std::size_t limit = device.state().limits().max_attachment_bytes();
  if (asked.jpeg().size() > (limit == 0 ? client::kMaxPhotoBytes : limit)) {
    return ProblemOf(voice, Exit::kRefused,
                     {"Foto ini terlalu besar untuk dikirim.", "This photo is too large to send."},
                     again);
  }
  auto picture = client::ReadJpeg(asked.jpeg());
  if (!picture.ok()) {
    return ProblemOf(voice, Exit::kRefused,
                     {"Berkas ini bukan foto JPEG yang utuh.", "This is no whole JPEG picture."},
                     again);
  }
  client::Photo photo;
  photo.bytes = std::move(picture->bytes);
  photo.kind = *shows;
  photo.record = draft->subject;
  photo.place = picture->place;
  photo.draft = NumberOf(asked.draft());
  photo.taken_ms = picture->taken_ms;
  const auto reference = device.AddPhoto(photo);
  if (!reference.ok()) return ProblemOf(voice, reference.status(), doing);
  if ((*kind)->keep_picture != nullptr) {
    const Status kept =
        (*kind)->keep_picture(device, NumberOf(asked.draft()), asked.at(), *reference);
    if (!kept.ok()) return ProblemOf(voice, kept, doing);
  }
  auto form = (*kind)->draw(device, voice, NumberOf(asked.draft()), asked.page());
  if (!form.ok()) return ProblemOf(voice, form.status(), doing);
  v1::AttachPictureResponse response;
  *response.mutable_form() = *std::move(form);
  return response;
}

Result<v1::ShowPictureResponse> ShowPicture(client::Device& device,
                                            const v1::ShowPictureRequest& asked) {
  const auto hash = ContentHash::FromRaw(FromHex(asked.hash()).value_or(""));
  if (!hash) return Status::Invalid("a picture is named by 64 hexadecimal digits");
  v1::ShowPictureResponse response;
  TILIK_ASSIGN_OR_RETURN(*response.mutable_jpeg(), device.ReadPhoto(*hash));
  return response;
}

}  // namespace tilik::screens
