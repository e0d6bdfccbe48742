// The office's side of verivali, in the words of the stories: campaigns, review, coverage,
// pengesahan.
#pragma once

#include <string>
#include <vector>

#include "tests/scenario/district.h"
#include "tilik/v1/office.pb.h"

namespace tilik::scenario {

class VerivaliOffice {
 public:
  explicit VerivaliOffice(District& district) : district_(district) {}

  using Words = std::vector<std::string>;

  // "verivali-2026-11" and so on, until the 17th unless said otherwise.
  void Campaign(const std::string& period, const std::string& villages, int cut_off = 17);
  // Of the newest campaign, and past its cut-off never: the period of today.
  static std::string ThisMonth();

  v1::ReviewList Reviews(const Words& more = {});
  v1::ReviewVisitView ReviewOf(const std::string& label);
  // Expect that it is done, or that it is refused; what the program said.
  std::string Does(const Words& words);
  std::string IsRefused(const Words& words);

  v1::CoverageTable Coverage(const Words& more = {});
  v1::CoverageRow CoverageOf(const std::string& village_code, const Words& more = {});
  v1::CoverageList CoverageList(const std::string& village);
  // Waits for the second signature, which is the head's.
  v1::PengesahanView Ratify(const std::string& name);
  void HeadSigns();
  v1::PengesahanDiff Diff(const std::string& before, const std::string& after);
  v1::PengesahanCheck Check(const std::string& name);
  v1::ProposalList Proposals();
  v1::DecreeReport Decree(const std::string& csv);

 private:
  template <typename View>
  View Asked(const Words& words);

  District& district_;
};

}  // namespace tilik::scenario
