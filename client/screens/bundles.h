// Kirim lewat berkas: work as a file for a courier, and the district's answers as a file.
#pragma once

#include <optional>
#include <string>

#include "client/core/device.h"
#include "client/screens/problem.h"
#include "client/screens/voice.h"
#include "tilik/v1/app_service.pb.h"

namespace tilik::screens {

// What one file carries at most; it is held in memory twice while it is made.
inline constexpr std::uint64_t kMostBundleBytes = 8 << 20;

v1::BundleImportView ViewOf(const client::BundleImport& import);

// The file made last; what it carries is entrusted once the officer says where it is.
class Bundles {
 public:
  // The device must outlive it.
  explicit Bundles(client::Device& device) : device_(device) {}

  OrProblem<v1::MakeBundleResponse> Make(const Voice& voice, const v1::MakeBundleRequest& asked);
  OrProblem<v1::EntrustBundleResponse> Entrust(const Voice& voice,
                                               const v1::EntrustBundleRequest& asked);
  // `removed`: the district said so, and the home is gone; the device is closed for good.
  OrProblem<v1::TakeBundleResponse> Take(const Voice& voice, const v1::TakeBundleRequest& asked,
                                         bool* removed);

 private:
  client::Device& device_;
  std::optional<client::BundleExport> made_;
};

}  // namespace tilik::screens
