// A district of a bench: a registry made from a fixed seed, imported by the real tilik-server and
// served by it on a free port.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/program.h"
#include "tilik/v1/console.pb.h"

namespace tilik::bench {

// What to found: Timor Tengah Selatan, or one kecamatan of it.
struct District {
  std::string kecamatan;  // "53.02.01"; empty: all
  int households = 0;
};

class Office {
 public:
  // Makes the registry and imports it (1,000 households a second); the server runs when it returns.
  // `folder` must not exist.
  Office(std::filesystem::path folder, const District& district);

  const std::string& address() const { return address_; }
  std::uint16_t port() const { return port_; }
  Program& server() { return *server_; }
  // Villages with the number of their households.
  const std::map<std::uint64_t, int>& villages() const { return villages_; }
  std::vector<std::uint64_t> AllVillages() const;
  v1::EnrolInvitation Invite(const std::string& officer,
                             const std::vector<std::uint64_t>& villages);
  void BackUp(const std::filesystem::path& to);
  // kill -9, the data folder removed, the backup put in its place and served at the same address.
  void LoseDiskAndRestore(const std::filesystem::path& backup);
  v1::MissingReport Missing();
  // The two files of the registry, as they were imported.
  std::string RegistryFiles() const;

 private:
  std::string Command(Words words);
  void Open();

  std::filesystem::path folder_;
  std::map<std::uint64_t, int> villages_;
  std::unique_ptr<Program> server_;
  std::uint16_t port_ = 0;
  std::string address_;
};

}  // namespace tilik::bench
