// From captured forms to durable change sets: what visit, handover and photo have in common.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <string>
#include <vector>

#include "client/core/capture.h"
#include "client/native/commands.h"

namespace tilik::native {

// Reads a form written as protobuf JSON; "-" is standard input. The exit says how it went.
Exit ReadForm(const Terminal& terminal, const std::string& file, google::protobuf::Message* form);

// Reads the photos (relative to `folder`), then saves every set; the first failure ends it and says
// which sets are saved. Findings of a refused form are told here too.
Exit SaveCaptured(OpenHome& home, std::vector<client::Captured> sets,
                  const client::Findings& findings, const std::string& folder,
                  std::int64_t draft = 0,
                  // Tells the later sets by which link the first was saved.
                  void (*name_first)(const Link& first, client::Captured& later) = nullptr);

// A form that is captured by one function: read, captured, saved; or facts withdrawn instead.
// `capture`: (form, context, findings) → sets.
template <typename Form, typename Capture>
Exit SaveForm(OpenHome& home, const FormOptions& options, Capture&& capture);

// Tells all that is wrong with a form of which nothing was saved.
Exit RefuseForm(const Terminal& terminal, const client::Findings& findings);

// Takes back facts of the own set that the options name.
Exit Withdraw(OpenHome& home, const FormOptions& options);

std::string FolderOf(const std::string& file);
std::string PathBeside(const std::string& folder, const std::string& file);

template <typename Form, typename Capture>
Exit SaveForm(OpenHome& home, const FormOptions& options, Capture&& capture) {
  if (options.withdraw != 0) return Withdraw(home, options);
  Form form;
  if (const Exit read = ReadForm(home.terminal(), options.file, &form); read != Exit::kDone) {
    return read;
  }
  client::Findings findings;
  std::vector<client::Captured> sets = capture(form, home.Context(), findings);
  return SaveCaptured(home, std::move(sets), findings, FolderOf(options.file));
}

}  // namespace tilik::native
