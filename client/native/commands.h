// The commands of `tilik`, one file for each group. Each runs on an unlocked home and tells its own
// problems.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/native/open_home.h"

namespace tilik::native {

struct EnrolOptions {
  std::string server;
  std::string code;
  std::string district;  // its public key, hexadecimal
  std::string device_name;
};
Exit RunEnrol(const SharedOptions& shared, const EnrolOptions& options, const Terminal& terminal);

// Who is on this device; no PIN is asked.
Exit RunHomes(const SharedOptions& shared, const Terminal& terminal);
// A forgotten PIN: what to read to the office, or with its code a new PIN.
Exit RunUnlock(const SharedOptions& shared, const std::string& code, const Terminal& terminal);

struct ServeOptions {
  std::uint16_t port = 0;  // 0: a free one
  std::string app;         // folder of the app's files; empty: the build's
  bool browser = true;
};
// The app for a browser, until a signal ends it.
Exit RunServe(const SharedOptions& shared, const ServeOptions& options, const Terminal& terminal);

Exit RunStatus(OpenHome& home);
Exit RunSync(OpenHome& home);
Exit RunFind(OpenHome& home, const std::string& typed, std::size_t limit);
Exit RunShow(OpenHome& home, const std::string& typed);
Exit RunLog(OpenHome& home, std::uint64_t before, std::size_t limit);

// A form from a file, or from standard input when it is "-".
struct FormOptions {
  std::string file;
  // Opens a household and keeps what it showed as a draft, for a form that is saved later.
  std::string begin;
  std::int64_t draft = 0;
  // Takes back facts of an own change set instead.
  std::uint64_t withdraw = 0;
  std::optional<std::uint32_t> operation;
  std::string reason;
};
Exit RunVisit(OpenHome& home, const FormOptions& options);
Exit RunHandover(OpenHome& home, const FormOptions& options);
Exit RunMusdes(OpenHome& home, const FormOptions& options);
Exit RunNotVerified(OpenHome& home, const FormOptions& options);

// Two phones in one hall: this phone's texts (empty: of every danom and village), and reading
// another's from a file or "-".
Exit RunMakeClaims(OpenHome& home, const std::string& danom, const std::string& village);
Exit RunReadClaims(OpenHome& home, const std::string& file);
Exit RunEvidence(OpenHome& home, const FormOptions& options);
Exit RunStock(OpenHome& home, const FormOptions& options);

struct BundleExportOptions {
  std::string to;
  std::string courier = "berkas";
  bool photos = false;
  std::uint64_t max_bytes = 0;
};
Exit RunBundleExport(OpenHome& home, const BundleExportOptions& options);
Exit RunBundleImport(OpenHome& home, const std::string& path);

// PPKS and PSKS, groups, houses, proxies, accounts; recipients that no list has
// (register_command.cc).
Exit RunPpks(OpenHome& home, const FormOptions& options);
Exit RunPsks(OpenHome& home, const FormOptions& options);
Exit RunKube(OpenHome& home, const FormOptions& options);
Exit RunRtlh(OpenHome& home, const FormOptions& options);
Exit RunKuasa(OpenHome& home, const FormOptions& options);
Exit RunRekening(OpenHome& home, const FormOptions& options);
Exit RunPenerima(OpenHome& home, const FormOptions& options);

struct PhotoOptions {
  std::string file;
  std::string kind;
  std::string record;
};
Exit RunPhoto(OpenHome& home, const PhotoOptions& options);

}  // namespace tilik::native
