// Every bench: a function that measures and returns its figures. Each file says which number it
// yields and why its yardstick is fair. `folder` is the bench's own, on the disk to be measured.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/bench/figure.h"
#include "tests/bench/office.h"

namespace tilik::bench {

// --- at a small office: one kecamatan of 4,000 households ---
// wire_bytes_first_sync_kecamatan and wire_bytes_idle_sync; leaves `folder`/home, for the others.
std::vector<Figure> FirstSync(Office& kecamatan, const std::filesystem::path& folder);
// wire_bytes_per_household.
Figure WireHousehold(Office& kecamatan, const std::filesystem::path& folder);
// bundle_bytes_50_visits_20_handovers.
Figure Bundle(Office& kecamatan, const std::filesystem::path& folder);
// save_ms_p99.
Figure Save(Office& kecamatan, const std::filesystem::path& folder);
// heal_ms. The registry of `kecamatan` is another afterwards.
Figure Heal(Office& kecamatan, const std::filesystem::path& folder);
// client_start_ms and client_rss_mb, of the home that FirstSync left.
std::vector<Figure> Client(const std::filesystem::path& home);

// --- at a larger one: 10,000 households in many kecamatan ---
// find_ms_p99.
Figure Find(Office& district, const std::filesystem::path& folder);
// merge_per_s and server_rss_mb.
std::vector<Figure> Merge(Office& district, const std::filesystem::path& folder);

// --- at a store of its own ---
// duplicate_check_ms_p99_10k, …_300k and …_3m, those of at most `most` people.
std::vector<Figure> DuplicateCheck(const std::filesystem::path& folder, std::size_t most);

}  // namespace tilik::bench
