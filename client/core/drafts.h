// Drafts: what the officer is typing, and what he saw when he began. Both survive a killed app.
//
// The content is the form's own business (bytes, at most kMaxDraftBytes); the screen is ours. A
// draft leaves in the transaction that saves its change set, or when the officer throws it away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/core/screen.h"
#include "client/core/store.h"

namespace tilik::client {

using DraftNumber = std::int64_t;

struct Draft {
  DraftNumber number = 0;
  std::string form;  // "visit", "handover": whose content it is
  RecordId subject;  // usually the household
  Instant begun;
  Instant kept;  // when the content was last written
  std::string content;
  Screen screen;
};

class Drafts {
 public:
  explicit Drafts(Store& store) : store_(store) {}

  // Durable when it returns. kInvalid beyond kMaxDrafts: old ones must be saved or thrown away
  // first.
  Result<Draft> Begin(std::string_view form, const RecordId& subject, Screen screen, Instant now);
  Result<Draft> Read(DraftNumber number);
  // Newest first, without screens and content.
  Result<std::vector<Draft>> List();
  Status KeepContent(DraftNumber number, std::string_view content, Instant now);
  Status KeepScreen(DraftNumber number, const Screen& screen);
  // In the caller's transaction, or alone. Succeeds when it is gone already.
  Status Drop(DraftNumber number);

 private:
  Store& store_;
};

}  // namespace tilik::client
