#include "sync-server/console/custody_views.h"

#include <set>

namespace tilik::console {
namespace {

std::string Numbers(std::uint64_t first, std::uint64_t last) {
  return first == last ? "nomor " + std::to_string(first)
                       : "nomor " + std::to_string(first) + "–" + std::to_string(last);
}

std::string StateWords(const storage::ChainRow& chain) {
  if (chain.revoked) return "dicabut";
  if (chain.state.forked()) return "bercabang";
  return chain.unconfirmed ? "menunggu konfirmasi" : "aktif";
}

}  // namespace

std::vector<std::string> GapWords(const storage::ChainRow& chain) {
  const std::string whose =
      chain.person + " (" + ToHex(chain.state.chain.raw()).substr(0, 8) + "), ";
  std::vector<std::string> gaps;
  for (const merge::Hole& hole : chain.state.holes) {
    gaps.push_back(whose + Numbers(hole.first, hole.last) +
                   (hole.decided ? " ditutup dengan keputusan" : " dinyatakan hilang oleh HP") +
                   (hole.reason.empty() ? "" : ": " + hole.reason));
  }
  for (const auto& [first, last] : merge::GapsOf(chain.state)) {
    gaps.push_back(whose + Numbers(first, last) + " belum tiba, " +
                   std::to_string(chain.state.waiting.size()) + " menunggu di belakangnya");
  }
  return gaps;
}

Result<v1::DeviceList> Devices(storage::Reader& reader) {
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::ChainRow> chains, reader.Chains());
  v1::DeviceList list;
  for (const storage::ChainRow& chain : chains) {
    if (chain.kind != storage::ChainKind::kEnrolment) continue;
    v1::DeviceLine* device = list.add_devices();
    device->set_enrolment(ToHex(chain.state.chain.raw()));
    device->set_officer(chain.person);
    device->set_device(chain.device);
    for (std::uint64_t village : chain.assignment) device->add_villages(village);
    device->set_assignment_revision(chain.assignment_revision);
    device->set_state(StateWords(chain));
    device->set_last_seen_ms(chain.last_seen.ms);
    if (!chain.state.branches.empty())
      device->set_contiguous_seq(chain.state.branches.front().contiguous);
    device->set_waiting(chain.state.waiting.size());
    device->set_backed_up_through(chain.backed_up_through);
    device->set_quarantine_case(chain.quarantine_case);
    for (std::string& gap : GapWords(chain)) device->add_gaps(std::move(gap));
  }
  return list;
}

Result<std::vector<std::string>> GapsBehind(const std::vector<merge::HistoryRow>& history,
                                            storage::Reader& reader) {
  std::set<ChainId> chains;
  for (const merge::HistoryRow& row : history) chains.insert(row.origin.chain);
  std::vector<std::string> gaps;
  for (const ChainId& id : chains) {
    TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> chain, reader.Chain(id));
    if (!chain.has_value()) continue;
    for (std::string& gap : GapWords(*chain)) gaps.push_back(std::move(gap));
  }
  return gaps;
}

Status AddBranches(const merge::CaseFile& file, storage::Reader& reader, v1::CaseView* view) {
  if (file.key.kind != merge::CaseKind::kQuarantine) return Status();
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> chain, reader.Chain(file.key.chain));
  const std::string whose = chain.has_value() ? chain->person : ToHex(file.key.chain.raw());
  view->set_about(whose);
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::HeldBranch> branches,
                         reader.HeldBranches(file.number));
  for (const storage::HeldBranch& branch : branches) {
    v1::Statement* said = view->add_proposals();
    said->set_words("cabang " + std::to_string(branch.branch) + ": " + std::to_string(branch.sets) +
                    " simpanan, " + Numbers(branch.first_seq, branch.last_seq));
    said->set_who(whose);
    said->set_observed_ms(branch.first_arrived.ms);
    said->set_link(ToHex(branch.first_link.raw()));
  }
  return Status();
}

}  // namespace tilik::console
