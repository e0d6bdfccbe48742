#include "client/screens/musdes_sets.h"

#include <set>

#include "client/screens/own_sets.h"
#include "proto/contract/value.h"

namespace tilik::screens {
namespace {

using client::Captured;

// The head of the family that a set makes; empty when it makes none.
std::string HeadProposedBy(const std::vector<v1::Operation>& operations) {
  for (const v1::Operation& operation : operations) {
    const v1::CreateRecord& create = operation.create_record();
    if (create.kind() != v1::RECORD_KIND_HOUSEHOLD) continue;
    const Result<Answers> answers = ReadColumns(create.values());
    if (!answers.ok() || !answers->contains(field::kHeadName)) continue;
    const auto* name = std::get_if<std::string>(&answers->at(field::kHeadName).value);
    if (name != nullptr) return *name;
  }
  return "";
}

std::string HouseholdOf(const Captured& result) {
  for (const v1::Operation& operation : result.operations) {
    if (operation.has_musdes_result()) return operation.musdes_result().household();
  }
  return "";
}

struct Earlier {
  std::optional<Link> minutes;
  std::set<std::string> households;
  std::set<std::string> heads;  // of families it proposed
};

Result<Earlier> EarlierOf(client::Device& device, const v1::BeritaAcara& minutes) {
  Earlier earlier;
  TILIK_RETURN_IF_ERROR(ForEachOwnSet(device, [&](const client::LogEntry& entry) {
    for (const client::OperationView& view : entry.operations) {
      const v1::Operation& operation = view.operation;
      const v1::BeritaAcara& known = operation.berita_acara();
      if (operation.has_berita_acara() && known.number() == minutes.number() &&
          known.village() == minutes.village() && known.date() == minutes.date()) {
        earlier.minutes = entry.link;
      }
    }
    return true;
  }));
  if (!earlier.minutes) return earlier;
  TILIK_RETURN_IF_ERROR(ForEachOwnSet(device, [&](const client::LogEntry& entry) {
    std::vector<v1::Operation> operations;
    for (const client::OperationView& view : entry.operations) operations.push_back(view.operation);
    for (const v1::Operation& operation : operations) {
      const v1::MusdesResult& result = operation.musdes_result();
      if (result.ground().link() != earlier.minutes->raw()) continue;
      earlier.households.insert(result.household());
      earlier.heads.insert(HeadProposedBy(operations));
    }
    return true;
  }));
  return earlier;
}

}  // namespace

Result<MusdesSets> StillToSave(client::Device& device, client::CapturedMusdes captured) {
  TILIK_ASSIGN_OR_RETURN(const Earlier earlier,
                         EarlierOf(device, captured.minutes.operations.front().berita_acara()));
  MusdesSets still;
  still.begins_with_minutes = !earlier.minutes;
  if (!earlier.minutes) still.sets.push_back(std::move(captured.minutes));
  for (Captured& result : captured.results) {
    const std::string head = HeadProposedBy(result.operations);
    if (earlier.households.contains(HouseholdOf(result))) continue;
    if (!head.empty() && earlier.heads.contains(head)) continue;
    if (earlier.minutes) client::NameGround(*earlier.minutes, result);
    still.sets.push_back(std::move(result));
  }
  return still;
}

}  // namespace tilik::screens
