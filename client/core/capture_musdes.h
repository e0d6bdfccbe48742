// What a village forum decided, from its form to change sets: the minutes first, then one set for
// each household, which rests on them (domain.md §3.3, Musdes result). And why a village was not
// verified at all.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "client/core/capture.h"
#include "client/core/screen.h"

namespace tilik::client {

extern const Vocabulary kGroundKinds;
extern const Vocabulary kMusdesFindings;
extern const Vocabulary kAbilities;
extern const Vocabulary kNotVerifiedReasons;

// What the device knows of the forum's households when the form is read.
struct MusdesScene {
  // By what the form calls each: record and the screen of it.
  std::map<std::string, std::pair<RecordId, Screen>> households;
  std::string scan_hash;  // of the minutes' scan; empty when there is none
};

struct CapturedMusdes {
  Captured minutes;
  // One household each. Their ground is not named yet: the minutes have no link before they are
  // saved. NameGround fills it in.
  std::vector<Captured> results;
};

// Everything or nothing: with an error in `findings` no part of the form is to be saved.
std::optional<CapturedMusdes> CaptureMusdes(const v1::MusdesForm& form, const MusdesScene& scene,
                                            const CaptureContext& context, Findings& findings);

void NameGround(const Link& minutes, Captured& result);

std::optional<Captured> CaptureNotVerified(const v1::NotVerifiedForm& form,
                                           const CaptureContext& context, Findings& findings);

}  // namespace tilik::client
