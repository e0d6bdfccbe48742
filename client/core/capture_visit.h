// From a visit form to one change set (domain.md §3.3).
#pragma once

#include <optional>
#include <vector>

#include "client/core/capture.h"

namespace tilik::client {

// What stood before the officer when the form was opened.
struct VisitScene {
  // The household visited and all its families and persons; empty for a new household.
  Screen screen;
  RecordId household;
  // Days on which this device recorded an attempt without meeting anybody.
  std::vector<std::uint32_t> attempts;
  // What the form means when it names no campaign: the newest that lists the village.
  std::string campaign;
  // The visit to this household that was returned; a visit that meets somebody answers it.
  std::optional<v1::FactRef> returned;
};

// The visit and all it changes, or nothing and at least one error in `findings`. Warnings never
// stop it. Operations come in an order the merge can follow: records made, fields changed, the
// visit, proposals.
std::optional<Captured> CaptureVisit(const v1::VisitForm& form, const VisitScene& scene,
                                     const CaptureContext& context, Findings& findings);

}  // namespace tilik::client
