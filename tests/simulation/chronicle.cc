#include "tests/simulation/chronicle.h"

namespace tilik::simulation {

std::string Name(const RecordId& id) { return ToHex(id.raw()).substr(24); }
std::string Name(DeedId deed) {
  return "set " + std::to_string(deed.set) + "." + std::to_string(deed.deed);
}

namespace {

std::string ValueInWords(const Value& value) {
  if (const auto* absent = std::get_if<Absent>(&value)) {
    return "absent" + std::to_string(static_cast<int>(*absent));
  }
  if (const auto* coded = std::get_if<Coded>(&value)) {
    return std::to_string(coded->codebook) + ":" + std::to_string(coded->code);
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return Name(std::get<RecordId>(value));
}

}  // namespace

std::string Words(const Answers& answers) {
  std::string words;
  for (const auto& [field, answer] : answers) {
    words += " " + std::to_string(field) + "=" + ValueInWords(answer.value);
  }
  return words.empty() ? " nothing" : words;
}

namespace {

std::string SeenInWords(const Seen& seen) {
  std::string words;
  for (TouchId touch : seen) words += (words.empty() ? "" : ",") + std::to_string(touch);
  return "{" + words + "}";
}

std::string DeedInWords(const Deed& deed) {
  if (const auto* create = std::get_if<Create>(&deed)) {
    return "creates " + Name(create->record) + ":" + Words(create->answers);
  }
  if (const auto* change = std::get_if<Change>(&deed)) {
    std::string words = "changes " + Name(change->record) + ":" + Words(change->answers) + " seen";
    for (const auto& [slot, seen] : change->seen) {
      words += " " + std::to_string(slot) + SeenInWords(seen);
    }
    return words;
  }
  if (const auto* import = std::get_if<Import>(&deed)) {
    std::string words = "imports " + Name(import->record) + ":" + Words(import->answers) + " after";
    for (const auto& [slot, answers] : import->last_file) words += Words(answers);
    return words;
  }
  if (const auto* proposal = std::get_if<ProposeStatus>(&deed)) {
    return "proposes status " + std::to_string(proposal->status) + " for " + Name(proposal->record);
  }
  if (const auto* visit = std::get_if<Visit>(&deed)) return "visits " + Name(visit->household);
  if (const auto* handover = std::get_if<Handover>(&deed)) {
    return "hands out " + std::to_string(handover->quantity);
  }
  if (const auto* missed = std::get_if<NonDelivery>(&deed)) {
    return "does not hand out " + std::to_string(missed->quantity);
  }
  if (const auto* retract = std::get_if<Retract>(&deed)) return "retracts " + Name(retract->fact);
  if (const auto* decide = std::get_if<Decide>(&deed)) {
    return "decides " + std::to_string(static_cast<int>(decide->choice)) + " on " +
           Name(decide->which.record) + " slot " + std::to_string(decide->which.slot) + " for " +
           Name(decide->proposal);
  }
  if (const auto* merge = std::get_if<MergeRecords>(&deed)) {
    std::string words =
        "merges " + Name(merge->retired) + " into " + Name(merge->survivor) + " taking";
    for (Slot slot : merge->take) words += " " + std::to_string(slot);
    return words;
  }
  if (const auto* unmerge = std::get_if<UnmergeRecords>(&deed)) {
    return "parts " + Name(unmerge->retired) + " from " + Name(unmerge->survivor);
  }
  if (const auto* lost = std::get_if<DeclareLost>(&deed)) {
    return "declares place " + std::to_string(lost->first) + " lost";
  }
  if (const auto* close = std::get_if<CloseGap>(&deed)) {
    return "gives up places " + std::to_string(close->first) + " to " +
           std::to_string(close->last) + " of " + ToHex(close->hand.raw()).substr(0, 6);
  }
  if (const auto* assign = std::get_if<Assign>(&deed)) {
    std::string words = "assigns " + ToHex(assign->hand.raw()).substr(0, 6) + " to";
    for (std::uint64_t village : assign->villages) words += " " + std::to_string(village);
    return words;
  }
  if (const auto* admit = std::get_if<AdmitUnknown>(&deed)) {
    return "admits " + ToHex(admit->hand.raw()).substr(0, 6) + " whom nobody knows";
  }
  if (const auto* confirm = std::get_if<ConfirmEnrolment>(&deed)) {
    return "confirms " + ToHex(confirm->hand.raw()).substr(0, 6);
  }
  if (const auto* revoke = std::get_if<Revoke>(&deed)) {
    return "revokes " + ToHex(revoke->hand.raw()).substr(0, 6);
  }
  if (std::holds_alternative<CloseLine>(deed)) return "closes an entitlement";
  return "notes something";
}

}  // namespace

std::string Tell(const Saved& saved) {
  std::string words = "set " + std::to_string(saved.number) + " of " +
                      ToHex(saved.hand.raw()).substr(0, 6) + " after " +
                      std::to_string(saved.after) + " place " + std::to_string(saved.place) +
                      " observed " + std::to_string(saved.observed.ms) + "\n";
  for (const Deed& deed : saved.deeds) words += "    " + DeedInWords(deed) + "\n";
  return words;
}

std::string TellLog(const World& world) {
  std::string words;
  for (const LoggedSet& logged : world.office.log()) {
    words += "arrival " + std::to_string(logged.arrival) + ": set " +
             std::to_string(world.number_of.at(logged.link)) + " of " +
             ToHex(logged.chain.raw()).substr(24) + " place " + std::to_string(logged.seq) +
             " branch " + std::to_string(logged.branch) + "\n";
  }
  return words;
}

std::string TellHeld(const World& world) {
  std::string words;
  for (const auto& [fact, held] : world.office.all().held) {
    words += Name(world.DeedOf(fact)) + " waits for " +
             (held.case_number == 0 ? "record " + Name(held.waits_for)
                                    : "case " + std::to_string(held.case_number)) +
             "\n";
  }
  return words;
}

std::string Tell(const World& world, const RecordId& id) {
  std::string words = "record " + Name(id) + "\n";
  if (const merge::RecordState* record = world.office.Find(id)) {
    words += "  office: revision " + std::to_string(record->revision) + "\n";
    for (const auto& [slot, state] : record->slots) {
      words += "    slot " + std::to_string(slot) + Words(state.answers) + " at " +
               std::to_string(state.last.revision) + "\n";
    }
  }
  for (const merge::HistoryRow& row : world.office.HistoryOf(id)) {
    words += "    revision " + std::to_string(row.revision) + " by set " +
             std::to_string(world.DeedOf({row.origin.link, 0}).set) + ":";
    for (const merge::SlotChange& change : row.changes) {
      words += " [" + std::to_string(change.slot) + " kind " +
               std::to_string(static_cast<int>(change.kind)) + Words(change.before) + " →" +
               Words(change.after) + "]";
    }
    words += "\n";
  }
  if (const RecordTruth* truth = world.model.Find(id)) {
    words += "  model:\n";
    for (const auto& [slot, state] : truth->slots) {
      words += "    slot " + std::to_string(slot) + Words(state.accepted) + " touched by";
      for (const Touch& touch : state.touches) {
        words += " " + std::to_string(touch.id) + "=set " + std::to_string(touch.by.set);
      }
      words += "\n";
    }
  }
  return words;
}

}  // namespace tilik::simulation
