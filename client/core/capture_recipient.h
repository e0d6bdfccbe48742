// Whom a form is about: a record that its word names, or one that it makes: a group, an
// institution, a house, a place, a person of no listed family. And mending what is known of those
// that no visit reaches.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "client/core/capture.h"

namespace tilik::client {

struct Recipient {
  RecordId id;
  v1::RecordKind kind = v1::RECORD_KIND_UNSPECIFIED;
  Answers values;  // as shown, or as the form makes it
};

// What a form says of a recipient.
struct RecipientWords {
  std::string at;  // "record"
  const std::string& typed;
  const v1::NewRecipientForm* made = nullptr;  // null: the form makes none
  std::span<const v1::RecordKind> kinds;       // that the form may be about
  // Of a made one that does not say.
  v1::RecordKind usual_kind = v1::RECORD_KIND_UNSPECIFIED;
  std::string usual_sort = "";
};

// A made one's operation is added to `set`. Nothing after an error.
std::optional<Recipient> ReadRecipient(const RecipientWords& words, const CaptureContext& context,
                                       Findings& findings, Captured& set);

// Photos of a recipient, with `shows` as the operation they show (PhotoToAttach).
void ReadPhotos(const google::protobuf::RepeatedPtrField<v1::PhotoForm>& photos,
                const RecordId& record, std::optional<std::uint32_t> shows, Findings& findings,
                Captured& set);

// One set; empty after an error.
std::vector<Captured> CaptureRecipient(const v1::RecipientForm& form, const CaptureContext& context,
                                       Findings& findings);

}  // namespace tilik::client
