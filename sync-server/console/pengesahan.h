// Ratified versions of the registry: making the digest, proving it again, comparing, handing out.
//
// A version is never copied: it is read back from the history as of its log entry, so it costs a
// walk over the district (see the README for seconds) and no space.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/office.pb.h"

namespace tilik::console {

// Fills in counts and digest of a letter that names `through` already; the signature is the
// district's to add.
Status Freeze(storage::Reader& reader, v1::Ratify* letter);

// kNotFound: no such version. An empty name: the newest.
Result<merge::Ratification> VersionNamed(storage::Reader& reader, const std::string& name);
v1::PengesahanView ViewOf(const merge::Ratification& version);

// Whether the version still holds what was signed.
Result<v1::PengesahanCheck> CheckVersion(storage::Reader& reader, const storage::District& district,
                                         const std::string& name);

// What differs from `before` to `after`; the records counted, at most `limit` changes in full.
Result<v1::PengesahanDiff> CompareVersions(storage::Reader& reader, const Codebooks& codebooks,
                                           const std::string& before, const std::string& after,
                                           int limit);

struct ExportReport {
  std::uint64_t households = 0;
  std::uint64_t persons = 0;
  std::uint64_t inactive = 0;  // left out: asleep, not eligible, graduated
  // "lantai 8: …" and how often: what could not be written in the other codebook.
  std::map<std::string, std::uint64_t> unmapped;
};

// The active households and persons of a version as the ministry's two files, in the columns of
// `codebook`. What cannot be said in it is left empty and named in the report.
Result<ExportReport> ExportVersion(storage::Reader& reader, const Codebooks& codebooks,
                                   const std::string& version, const std::string& codebook,
                                   std::ostream& households, std::ostream& persons);

}  // namespace tilik::console
