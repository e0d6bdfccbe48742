#include "client/screens/known_to_device.h"

#include <algorithm>

#include "client/screens/moments.h"

namespace tilik::screens {
namespace {

using client::DanomLine;
using client::LineView;

DanomLine WithFacts(const LineView& view) {
  DanomLine danom{view.line, HandedOut(view), {}};
  for (const client::ClaimOnLine& claim : view.claims) danom.claimed_by.push_back(claim.officer);
  return danom;
}

}  // namespace

std::int64_t HandedOut(const LineView& line) {
  std::int64_t sum = 0;
  for (const client::OperationView& fact : line.facts) {
    const v1::Handover& handover = fact.operation.handover();
    sum += handover.received();
    for (const v1::Deduction& deduction : handover.deductions()) sum += deduction.quantity();
  }
  return sum;
}

std::vector<RecordId> KnownToDevice::Named(v1::RecordKind kind, std::string_view text) const {
  auto named = device_.Named(kind, text);
  return named.ok() ? *std::move(named) : std::vector<RecordId>();
}

std::string KnownToDevice::NameOf(const RecordId& record) const {
  const auto view = device_.Show(record);
  if (!view.ok()) return ToUuidText(record);
  const Answers values = view->shown.Values();
  for (const Field name :
       {field::kName, field::kHeadName, field::kFamilyName, field::kNameElsewhere, field::kNoKk}) {
    const auto found = values.find(name);
    if (found == values.end()) continue;
    if (const auto* text = std::get_if<std::string>(&found->second.value)) return *text;
  }
  return ToUuidText(record);
}

std::vector<DanomLine> KnownToDevice::LinesOf(const RecordId& recipient) const {
  std::vector<DanomLine> lines;
  RecordId record = recipient;
  // Person, family, household: three steps at most.
  for (int step = 0; step < 3 && !record.none(); ++step) {
    if (const auto own = device_.LinesOf(record); own.ok()) {
      for (const LineView& line : *own) lines.push_back(WithFacts(line));
    }
    const auto view = device_.Show(record);
    record = view.ok() ? view->record.parent : RecordId();
  }
  return lines;
}

std::optional<DanomLine> KnownToDevice::LineNamed(const LineId& line) const {
  const auto view = device_.Line(line);
  return view.ok() ? std::make_optional(WithFacts(*view)) : std::nullopt;
}

std::vector<v1::Programme> KnownToDevice::Programmes() const {
  auto programmes = device_.Programmes();
  return programmes.ok() ? *std::move(programmes) : std::vector<v1::Programme>();
}

std::vector<std::uint64_t> KnownToDevice::Villages() const {
  const auto& villages = device_.state().villages();
  return {villages.begin(), villages.end()};
}

std::optional<client::ScreenRecord> KnownToDevice::Look(const RecordId& record) const {
  const auto screen = device_.Look({record});
  const client::ScreenRecord* shown = screen.ok() ? screen->Find(record) : nullptr;
  return shown == nullptr ? std::nullopt : std::make_optional(*shown);
}

bool KnownToDevice::IsAssigned(std::uint64_t village) const {
  const auto& villages = device_.state().villages();
  return std::find(villages.begin(), villages.end(), village) != villages.end();
}

CaptureScene::CaptureScene(client::Device& device)
    : known(device),
      context{device.codebooks(), known, [&device] { return device.NewRecordId(); },
              Today(device.clock())} {}

}  // namespace tilik::screens
