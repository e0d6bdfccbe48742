#include "client/core/capture_handover.h"
#include "client/native/commands.h"
#include "client/native/saving.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {

Exit RunHandover(OpenHome& home, const FormOptions& options) {
  if (options.withdraw != 0) return Withdraw(home, options);
  v1::HandoverForm form;
  if (const Exit read = ReadForm(home.terminal(), options.file, &form); read != Exit::kDone) {
    return read;
  }
  client::Findings findings;
  std::vector<client::Captured> sets = client::CaptureHandover(form, home.Context(), findings);
  return SaveCaptured(home, std::move(sets), findings, FolderOf(options.file));
}

}  // namespace tilik::native
