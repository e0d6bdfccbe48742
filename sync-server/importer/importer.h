// Importers: the ministry's registry, lists of who is entitled to aid, and what the civil registry
// answered, from CSV files into change sets of the account that runs them (protocol.md §4,
// Imports).
//
// An importer is compared against its own last file, never against the registry: import, verify a
// hundred households in the field, import the same file again, and nothing changes. What an officer
// saw since is concurrent to what a newer file says, and the merge treats it so.
//
// The work is committed in batches. A crash between two leaves whole households behind; running
// again takes them as known by their keys and goes on, to the same registry. A file that says
// nothing new makes no change set at all, not even one that names the file.
//
// One import at a time per store. Memory is bounded whatever the file's size; on disk it takes
// about as much scratch space as the files are long, encrypted under a key that nobody keeps.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "proto/contract/codebook.h"
#include "proto/contract/environment.h"
#include "sync-server/importer/report.h"
#include "sync-server/storage/registry_store.h"
#include "sync-server/sync/district_keys.h"

namespace tilik::importer {

// Who imports into what, and when.
struct Run {
  storage::RegistryStore& store;
  const Codebooks& codebooks;
  const sync::DistrictKeys& keys;
  std::string account;
  Random& random;
  Instant now;
  // The day the file speaks of, yyyymmdd, not after today. What it says counts as observed when
  // that day began: whoever visited on it looked later.
  std::uint32_t as_of = 0;
  std::string scratch_directory;  // exists; nothing stays behind in it
};

// `in` is opened in binary mode and can be read twice from its beginning.
struct SourceFile {
  std::istream& in;
  std::string name;  // for people: what the change sets and the report call it
};

// rumah_tangga.csv and anggota.csv with the DTKS export's columns (domain.md §3.2), rows in any
// order. kInvalid: a column without which no row can be understood is missing, or the date is none.
// Rows and cells that cannot be taken are in the report.
Result<RegistryReport> ImportRegistry(const Run& run, const SourceFile& households,
                                      const SourceFile& persons);

// danom.csv: programme, period, IDBDT | NoKK | NIK, name, village, quantity, unit, external_key. A
// line is a promise: one known under its programme, period and key stays as it was, and a row that
// says otherwise is reported. kInvalid as above.
//
// Unless `confirm`, nothing is imported: the report says what would become of every line. `fixes`,
// which may be null, holds decisions on single lines (danom_fixes.h).
Result<DanomReport> ImportDanom(const Run& run, const SourceFile& danom, bool confirm,
                                const SourceFile* fixes);

// What a bank or the post says of single payments: programme, period, IDBDT | NoKK | NIK, name,
// payer, reference, result (berhasil, belum transaksi, gagal, retur), amount, day, reason, and
// external_key where a recipient has several lines of a period. A payment is known by payer,
// reference and line: what it said in an earlier file and says again changes nothing, another word
// on it is appended.
Result<RealisationReport> ImportPayments(const Run& run, const SourceFile& payments);

// Orders to pay and their realisation: programme, period, area (code), number, date,
// ordered_recipients, ordered, realised_recipients, realised. An empty cell is no data, not 0; an
// order said otherwise than before is appended, and the recap shows both with who said them.
Result<RealisationReport> ImportSp2d(const Run& run, const SourceFile& orders);

// The civil registry's answers: IDARTBDT | NIK, hasil, alasan, tgl_cek, nama_dukcapil,
// tgllahir_dukcapil (the questions of codebook dukcapil). They stand beside what is claimed and
// never over it. Nobody else writes those fields, so here the registry itself is what the file is
// compared with: an equal answer changes nothing, and an earlier check never replaces a later one.
// Of whom the civil registry says that he died a status case is opened, for a person to decide.
// kInvalid as above.
Result<CivilReport> ImportCivil(const Run& run, const SourceFile& civil);
// The same report, and nothing is written.
Result<CivilReport> PreviewCivil(const Run& run, const SourceFile& civil);

}  // namespace tilik::importer
