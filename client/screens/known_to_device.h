// What capture may ask beyond the screen, answered from an open home.
#pragma once

#include "client/core/capture.h"
#include "client/core/device.h"

namespace tilik::screens {

// On a line, by this device's own facts; deductions included. Thousandths.
std::int64_t HandedOut(const client::LineView& line);

// The device must outlive it. A read that fails answers "unknown"; the save that follows meets the
// same failure and reports it.
class KnownToDevice final : public client::Known {
 public:
  explicit KnownToDevice(client::Device& device) : device_(device) {}

  std::vector<RecordId> Named(v1::RecordKind kind, std::string_view text) const override;
  // A person's own name; of a family or household the head's.
  std::string NameOf(const RecordId& record) const override;
  // The record's own lines, and those of the family and household it belongs to.
  std::vector<client::DanomLine> LinesOf(const RecordId& recipient) const override;
  std::optional<client::DanomLine> LineNamed(const LineId& line) const override;
  std::vector<v1::Programme> Programmes() const override;
  std::vector<std::uint64_t> Villages() const override;
  bool IsAssigned(std::uint64_t village) const override;
  std::optional<client::ScreenRecord> Look(const RecordId& record) const override;

 private:
  client::Device& device_;
};

// What capture is given of an open home, which must outlive it.
struct CaptureScene {
  explicit CaptureScene(client::Device& device);

  KnownToDevice known;
  client::CaptureContext context;
};

}  // namespace tilik::screens
