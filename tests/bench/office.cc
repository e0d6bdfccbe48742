#include "tests/bench/office.h"

#include <google/protobuf/util/json_util.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "proto/contract/region.h"
#include "proto/contract/status.h"

namespace tilik::bench {
namespace {

constexpr char kAsOf[] = "20251101";
constexpr char kSeed[] = "7";

std::string Contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// IDBDT, KDPROP, KDKAB, KDKEC and KDDESA are the first columns, digits only.
std::map<std::uint64_t, int> CountHouseholds(const std::filesystem::path& file) {
  std::map<std::uint64_t, int> villages;
  std::istringstream rows(Contents(file));
  std::string row;
  std::getline(rows, row);
  while (std::getline(rows, row)) {
    std::istringstream cells(row);
    std::string cell, code;
    std::getline(cells, cell, ',');
    for (int part = 0; part < 4; ++part) {
      std::getline(cells, cell, ',');
      code += cell;
    }
    ++villages[std::stoull(code)];
  }
  return villages;
}

}  // namespace

Office::Office(std::filesystem::path folder, const District& district)
    : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
  const std::filesystem::path registry = folder_ / "registry";
  Words make = {TILIK_POPULATION_PROGRAM,
                "--district",
                "53.02",
                "--households",
                std::to_string(district.households),
                "--seed",
                kSeed,
                "--as-of",
                kAsOf,
                "--out",
                registry.string()};
  if (!district.kecamatan.empty()) {
    make.insert(make.end(), {"--kecamatan", district.kecamatan});
  }
  OutputOf(make, (folder_ / "out").string());
  villages_ = CountHouseholds(registry / "rumah_tangga.csv");
  Command({"init", "--district", "53.02"});
  Command({"import", "registry", "--households", (registry / "rumah_tangga.csv").string(),
           "--persons", (registry / "anggota.csv").string(), "--as-of", kAsOf, "--json"});
  Open();
}

std::string Office::Command(Words words) {
  words.insert(words.begin(), TILIK_SERVER_PROGRAM);
  words.insert(words.end(), {"--data", (folder_ / "data").string()});
  return OutputOf(words, (folder_ / "out").string());
}

void Office::Open() {
  const std::filesystem::path port_file = folder_ / "port";
  std::filesystem::remove(port_file);
  server_ = std::make_unique<Program>(
      Words{TILIK_SERVER_PROGRAM, "serve", "--data", (folder_ / "data").string(), "--port",
            std::to_string(port_), "--port-file", port_file.string()});
  while (!std::filesystem::exists(port_file)) {
    TILIK_CHECK(server_->IsRunning(), "tilik-server serves what it imported");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  port_ = static_cast<std::uint16_t>(std::stoi(Contents(port_file)));
  address_ = "http://127.0.0.1:" + std::to_string(port_);
}

std::vector<std::uint64_t> Office::AllVillages() const {
  std::vector<std::uint64_t> all;
  for (const auto& [village, households] : villages_) all.push_back(village);
  return all;
}

v1::EnrolInvitation Office::Invite(const std::string& officer,
                                   const std::vector<std::uint64_t>& villages) {
  std::string codes;
  for (const std::uint64_t village : villages) {
    codes += (codes.empty() ? "" : ",") + VillageCode::FromNumber(village)->Text();
  }
  const std::string json =
      Command({"enrol-code", "--officer", officer, "--villages", codes, "--json"});
  v1::EnrolInvitation invitation;
  TILIK_CHECK(google::protobuf::util::JsonStringToMessage(json, &invitation).ok(),
              "an invitation can be read");
  return invitation;
}

void Office::BackUp(const std::filesystem::path& to) { Command({"backup", "--to", to.string()}); }

void Office::LoseDiskAndRestore(const std::filesystem::path& backup) {
  server_.reset();
  std::filesystem::remove_all(folder_ / "data");
  Command({"restore", "--from", backup.string(), "--json"});
  Open();
}

v1::MissingReport Office::Missing() {
  v1::MissingReport report;
  TILIK_CHECK(
      google::protobuf::util::JsonStringToMessage(Command({"missing", "--json"}), &report).ok(),
      "what is missing can be read");
  return report;
}

std::string Office::RegistryFiles() const {
  return Contents(folder_ / "registry" / "rumah_tangga.csv") +
         Contents(folder_ / "registry" / "anggota.csv");
}

}  // namespace tilik::bench
