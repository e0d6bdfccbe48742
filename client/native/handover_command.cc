// Distribution forms: handovers, proof that comes later, stock.
#include "client/core/capture_evidence.h"
#include "client/core/capture_handover.h"
#include "client/core/capture_stock.h"
#include "client/native/commands.h"
#include "client/native/saving.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {

Exit RunHandover(OpenHome& home, const FormOptions& options) {
  return SaveForm<v1::HandoverForm>(home, options, client::CaptureHandover);
}

Exit RunEvidence(OpenHome& home, const FormOptions& options) {
  return SaveForm<v1::EvidenceForm>(home, options, client::CaptureEvidence);
}

Exit RunStock(OpenHome& home, const FormOptions& options) {
  return SaveForm<v1::StockForm>(home, options, client::CaptureStock);
}

}  // namespace tilik::native
