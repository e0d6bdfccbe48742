// Signals in the words of the office: what was noticed, on what it rests, and by what numbers.
#pragma once

#include <functional>
#include <string>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/console.pb.h"

namespace tilik::console {

// What signals.json calls it: "Titik GPS jauh dari rumah".
std::string SignalLabel(const Codebooks& codebooks, v1::Signal signal);

// What a signal's case has beside what every case has. `place_of`: where something was done.
using PlaceOf = std::function<Result<std::optional<v1::Place>>(const merge::Origin&)>;
using PersonOf = std::function<Result<std::string>(const ChainId&)>;
Status AddSignal(const merge::CaseFile& file, const Codebooks& codebooks, storage::Reader& reader,
                 const PersonOf& person_of, const PlaceOf& place_of, v1::CaseView* view);

// Whether it is listed without being asked for: open, or found to be so.
bool IsListed(const merge::CaseFile& file);

// How many cases each signal has made, with its thresholds.
Result<v1::SignalSummary> SummariseSignals(storage::Reader& reader, const Codebooks& codebooks);

}  // namespace tilik::console
