// tilik-bench: the figures of architecture.md §7, each beside its budget and its yardstick.
//
//   tilik-bench [--json] [--only KEY]… [--folder DIR]
#include <curl/curl.h>
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <iostream>

#include "proto/contract/status.h"
#include "tests/bench/benches.h"

namespace tilik::bench {
namespace {

// All that a run leaves on the disk, gone with it.
class ScratchFolder {
 public:
  explicit ScratchFolder(const std::string& parent) {
    std::string pattern = parent + "/tilik-bench-XXXXXX";
    TILIK_CHECK(::mkdtemp(pattern.data()) != nullptr, "a scratch folder can be made in " + parent);
    path = pattern;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::filesystem::path path;
};

class Run {
 public:
  Run(std::filesystem::path folder, std::vector<std::string> only)
      : folder_(std::move(folder)), only_(std::move(only)) {}

  std::vector<Figure> All() {
    if (AnyOf({"wire_bytes_first_sync_kecamatan", "wire_bytes_idle_sync",
               "wire_bytes_per_household", "bundle_bytes_50_visits_20_handovers", "save_ms_p99",
               "client_start_ms", "client_rss_mb", "heal_ms"})) {
      AtAKecamatan();
    }
    if (AnyOf({"find_ms_p99", "merge_per_s", "server_rss_mb"})) AtADistrict();
    // Minutes at three million: when asked for only.
    if (!only_.empty()) AmongPeople();
    return figures_;
  }

 private:
  bool AnyOf(const std::vector<std::string>& keys) const {
    return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
      return only_.empty() || std::find(only_.begin(), only_.end(), key) != only_.end();
    });
  }

  void Keep(const std::vector<Figure>& figures) {
    for (const Figure& figure : figures) {
      if (!AnyOf({figure.key})) continue;
      figures_.push_back(figure);
      std::cerr << figure.key << " " << Thousands(figure.value) << " " << figure.unit << std::endl;
    }
  }

  void AtAKecamatan() {
    Office kecamatan(folder_ / "kecamatan", {"53.02.01", 4'000});
    if (AnyOf({"wire_bytes_per_household"})) {
      Keep({WireHousehold(kecamatan, folder_ / "wire")});
    }
    if (AnyOf({"bundle_bytes_50_visits_20_handovers"})) {
      Keep({Bundle(kecamatan, folder_ / "bundle")});
    }
    if (AnyOf({"wire_bytes_first_sync_kecamatan", "wire_bytes_idle_sync", "client_start_ms",
               "client_rss_mb"})) {
      Keep(FirstSync(kecamatan, folder_ / "first"));
    }
    if (AnyOf({"save_ms_p99"})) Keep({Save(kecamatan, folder_ / "save")});
    if (AnyOf({"client_start_ms", "client_rss_mb"})) Keep(Client(folder_ / "first" / "home"));
    if (AnyOf({"heal_ms"})) Keep({Heal(kecamatan, folder_ / "heal")});
  }

  void AtADistrict() {
    Office district(folder_ / "district", {"", 10'000});
    if (AnyOf({"find_ms_p99"})) Keep({Find(district, folder_ / "find")});
    if (AnyOf({"merge_per_s", "server_rss_mb"})) Keep(Merge(district, folder_ / "merge"));
  }

  void AmongPeople() {
    std::size_t most = 0;
    if (AnyOf({"duplicate_check_ms_p99_10k"})) most = 10'000;
    if (AnyOf({"duplicate_check_ms_p99_300k"})) most = 300'000;
    if (AnyOf({"duplicate_check_ms_p99_3m"})) most = 3'000'000;
    if (most > 0) Keep(DuplicateCheck(folder_ / "people", most));
  }

  const std::filesystem::path folder_;
  const std::vector<std::string> only_;
  std::vector<Figure> figures_;
};

int Main(int argc, char** argv) {
  CLI::App app("The figures of Tilik, each beside its budget and a yardstick of the same run.");
  bool json = false;
  std::vector<std::string> only;
  std::string parent = std::filesystem::temp_directory_path().string();
  app.add_flag("--json", json, "One object: key to value, unit, budget, yardstick, ratio");
  app.add_option("--only", only, "Only these keys");
  app.add_option("--folder", parent, "On which disk to work")->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const ScratchFolder scratch(parent);
  const std::vector<Figure> figures = Run(scratch.path, only).All();
  std::cout << (json ? Json(figures) : Table(figures));
  return 0;
}

}  // namespace
}  // namespace tilik::bench

int main(int argc, char** argv) {
  if (sodium_init() < 0 || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return 1;
  return tilik::bench::Main(argc, argv);
}
