// Distribution forms: handovers, proof that comes later, stock.
#include "client/core/capture_evidence.h"
#include "client/core/capture_handover.h"
#include "client/core/capture_stock.h"
#include "client/native/commands.h"
#include "client/native/saving.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {
namespace {

template <typename Form, typename Capture>
Exit Run(OpenHome& home, const FormOptions& options, Capture&& capture) {
  if (options.withdraw != 0) return Withdraw(home, options);
  Form form;
  if (const Exit read = ReadForm(home.terminal(), options.file, &form); read != Exit::kDone) {
    return read;
  }
  client::Findings findings;
  std::vector<client::Captured> sets = capture(form, home.Context(), findings);
  return SaveCaptured(home, std::move(sets), findings, FolderOf(options.file));
}

}  // namespace

Exit RunHandover(OpenHome& home, const FormOptions& options) {
  return Run<v1::HandoverForm>(home, options, client::CaptureHandover);
}

Exit RunEvidence(OpenHome& home, const FormOptions& options) {
  return Run<v1::EvidenceForm>(home, options, client::CaptureEvidence);
}

Exit RunStock(OpenHome& home, const FormOptions& options) {
  return Run<v1::StockForm>(home, options, client::CaptureStock);
}

}  // namespace tilik::native
