// The typical visit that benches measure with: a completed verivali of one household, about sixty
// values over the household and its persons, most of them other than the registry's.
//
// Answers are drawn from what villages of Timor Tengah Selatan say (earth and cement floors, iron
// roofs, wells, farm work), so that they compress as real ones do: neither all alike nor noise.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "client/core/capture_visit.h"
#include "client/core/device.h"

namespace tilik::bench {

// The same seed makes the same answers on every machine.
using Chance = std::mt19937_64;

struct TypicalVisit {
  client::VisitScene scene;
  v1::VisitForm form;
};

// A visit to this household as it now stands on the device.
TypicalVisit MakeTypicalVisit(client::Device& device, const RecordId& household, Chance& chance);

// Through capture, which must take it.
client::Work Capture(client::Device& device, const TypicalVisit& visit);

struct ValueCount {
  std::uint64_t values = 0;
  std::uint64_t changed = 0;  // other than the screen's
};
ValueCount CountValues(const TypicalVisit& visit, const client::Work& work);

// The same answers as a form engine sends them (ODK Collect's OpenRosa submission), uncompressed as
// it goes over the wire.
std::string OpenRosaXml(const TypicalVisit& visit, Chance& chance);
// The answers and nothing else: no ids, no times, no names of questions.
std::string BareJson(const TypicalVisit& visit);

}  // namespace tilik::bench
