// Afterwards: what the officers did and were told, against what the district has, read from its
// store, its second log and its photos, and against what the phones show.
//
// Every difference fails the test, with the deed or the record it is about.
#pragma once

#include <list>
#include <map>
#include <string>

#include "tests/kill/officer.h"
#include "tests/kill/tally.h"
#include "tests/scenario/district.h"

namespace tilik::kill {

// What a screen says of one household: record → variable → words.
using Screen = std::map<std::string, std::map<std::string, std::string>>;
using Registry = std::map<std::string, Screen>;

// All households that these officers visit, as the server shows them.
Registry ReadRegistry(scenario::District& district, const std::list<Officer>& officers);
// The phone's database is whole, and every household of its village is there as the server shows
// it. Safe to be called for several officers at once.
void ExpectPhoneShows(const Registry& registry, Officer& officer);

// The server is closed. Its database is whole. In its log every chain goes from 1 without a hole or
// a fork; what was said to be saved is there once, under the number and link that were said; what
// was in doubt at most once; and nothing that nobody began. Receipts name
// these very arrivals. The second log says the same from
// `beside_from` on, the first arrival it was there for. Photos are there byte for byte.
void ExpectLogIsWhatWasDone(scenario::District& district, const std::list<Officer>& officers,
                            std::uint64_t beside_from, Tally& tally);

}  // namespace tilik::kill
