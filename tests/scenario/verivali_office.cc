#include "tests/scenario/verivali_office.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <fstream>

namespace tilik::scenario {

template <typename View>
View VerivaliOffice::Asked(const Words& words) {
  Words with_json = words;
  with_json.emplace_back("--json");
  View view;
  const std::string said = Does(with_json);
  const auto parsed = google::protobuf::util::JsonStringToMessage(said, &view);
  EXPECT_TRUE(parsed.ok()) << parsed.message() << "\n" << said;
  return view;
}

std::string VerivaliOffice::Does(const Words& words) {
  const Ending ending = district_.Server(words);
  EXPECT_EQ(ending.exit_code, 0) << words.front() << ": " << ending.err << ending.out;
  return ending.out;
}

std::string VerivaliOffice::IsRefused(const Words& words) {
  const Ending ending = district_.Server(words);
  EXPECT_EQ(ending.exit_code, 3) << words.front() << ": " << ending.err << ending.out;
  return ending.err;
}

std::string VerivaliOffice::ThisMonth() {
  const std::time_t now = std::time(nullptr) + 8 * 3600;  // in Timor
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m", &parts);
  return text;
}

void VerivaliOffice::Campaign(const std::string& period, const std::string& villages, int cut_off) {
  Does({"campaign", "define", "--name", "verivali-" + period, "--period", period, "--cut-off",
        std::to_string(cut_off), "--villages", villages});
}

v1::ReviewList VerivaliOffice::Reviews(const Words& more) {
  Words words = {"review", "list"};
  words.insert(words.end(), more.begin(), more.end());
  return Asked<v1::ReviewList>(words);
}

v1::ReviewVisitView VerivaliOffice::ReviewOf(const std::string& label) {
  const v1::ReviewList reviews = Reviews({"--all"});
  for (const v1::ReviewVisitView& visit : reviews.visits()) {
    if (visit.label() == label) return visit;
  }
  ADD_FAILURE() << "no visit to " << label << " under review";
  return {};
}

v1::CoverageTable VerivaliOffice::Coverage(const Words& more) {
  Words words = {"coverage"};
  words.insert(words.end(), more.begin(), more.end());
  return Asked<v1::CoverageTable>(words);
}

v1::CoverageRow VerivaliOffice::CoverageOf(const std::string& village_code, const Words& more) {
  std::string digits = village_code;
  digits.erase(std::remove(digits.begin(), digits.end(), '.'), digits.end());
  const v1::CoverageTable table = Coverage(more);
  for (const v1::CoverageRow& row : table.rows()) {
    if (std::to_string(row.area()) == digits) return row;
  }
  ADD_FAILURE() << "no coverage of " << village_code;
  return {};
}

v1::CoverageList VerivaliOffice::CoverageList(const std::string& village) {
  return Asked<v1::CoverageList>({"coverage", "--list", village});
}

v1::PengesahanView VerivaliOffice::Ratify(const std::string& name) {
  const v1::PengesahanView view = Asked<v1::PengesahanView>(
      {"pengesahan", "make", "--name", name, "--number", "470/" + name, "--date", "20261120",
       "--signatory", "Bupati Timor Tengah Selatan"});
  EXPECT_EQ(view.state().substr(0, 28), "menunggu tanda tangan kedua:");
  return view;
}

void VerivaliOffice::HeadSigns() {
  for (const v1::PendingView& waiting : district_.Pending()) {
    district_.Sign({"case", "countersign", "--link", waiting.link(), "--as", "Kepala Dinas"});
  }
}

v1::PengesahanDiff VerivaliOffice::Diff(const std::string& before, const std::string& after) {
  return Asked<v1::PengesahanDiff>({"pengesahan", "diff", before, after});
}

v1::PengesahanCheck VerivaliOffice::Check(const std::string& name) {
  return Asked<v1::PengesahanCheck>({"pengesahan", "verify", "--name", name});
}

v1::ProposalList VerivaliOffice::Proposals() {
  return Asked<v1::ProposalList>({"review", "proposals"});
}

v1::DecreeReport VerivaliOffice::Decree(const std::string& csv) {
  const std::filesystem::path file = district_.FileCalled("penetapan.csv");
  std::ofstream(file, std::ios::binary) << csv;
  return Asked<v1::DecreeReport>({"penetapan", "--file", file.string(), "--number",
                                  "Kepmensos 262/HUK/2026", "--date", "20261201"});
}

}  // namespace tilik::scenario
