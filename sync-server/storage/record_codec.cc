#include "sync-server/storage/record_codec.h"

#include "sync-server/storage/packing.h"

namespace tilik::storage {
namespace {

constexpr std::uint64_t kVersion = 1;

// What a slot carries beside its last stamp. Most slots are one field with one answer.
enum Carries : std::uint8_t { kSeveralAnswers = 1, kForeign = 2, kTaken = 4 };

template <typename Tape, Is<merge::TakenStamps> T>
void WalkTaken(Tape& tape, T& taken) {
  tape.Id(taken.from);
  tape.Number(taken.merged_at);
  tape.Stamp(taken.last);
}

void PackSlots(Packer& tape, const std::map<Slot, merge::SlotState>& slots);
void UnpackSlots(Unpacker& tape, std::map<Slot, merge::SlotState>& slots);

template <typename Tape, Is<merge::RecordState> R>
void WalkHead(Tape& tape, R& record) {
  tape.Number(record.epoch);
  tape.Each(record.epoch_marks, [&](auto& mark) {
    tape.Number(mark.epoch);
    tape.Number(mark.revision);
  });
  tape.Number(record.status_reason);
  tape.Stamp(record.status_stamp);
  tape.Time(record.status_observed);
  tape.Each(record.absorbed, [&](auto& absorbed) {
    tape.Id(absorbed.id);
    tape.Number(absorbed.merged_at);
    if constexpr (Tape::kReading) {
      UnpackSlots(tape, absorbed.before);
    } else {
      PackSlots(tape, absorbed.before);
    }
  });
}

void PackSlot(Packer& tape, Slot slot, const merge::SlotState& state) {
  bool own_answer_only =
      state.answers.size() == 1 && state.answers.begin()->first == static_cast<Field>(slot);
  std::uint64_t carries = own_answer_only ? 0 : kSeveralAnswers;
  if (state.foreign.has_value()) carries |= kForeign;
  if (state.taken.has_value()) carries |= kTaken;
  tape.Number(carries);
  if (own_answer_only) {
    tape.Answer(state.answers.begin()->second);
  } else {
    tape.AllOf(state.answers);
  }
  tape.Stamp(state.last);
  if (state.foreign.has_value()) tape.Stamp(*state.foreign);
  if (!state.taken.has_value()) return;
  WalkTaken(tape, *state.taken);
  tape.Number(state.taken->foreign.has_value());
  if (state.taken->foreign.has_value()) tape.Stamp(*state.taken->foreign);
}

void UnpackSlot(Unpacker& tape, Slot slot, merge::SlotState& state) {
  std::uint64_t carries = 0;
  tape.Number(carries);
  if (carries > (kSeveralAnswers | kForeign | kTaken)) tape.Fail();
  if ((carries & kSeveralAnswers) == 0) {
    tape.Answer(state.answers[slot]);
  } else {
    tape.AllOf(state.answers);
  }
  tape.Stamp(state.last);
  if ((carries & kForeign) != 0) tape.Stamp(state.foreign.emplace());
  if ((carries & kTaken) == 0) return;
  WalkTaken(tape, state.taken.emplace());
  bool foreign = false;
  tape.Number(foreign);
  if (foreign) tape.Stamp(state.taken->foreign.emplace());
}

void PackSlots(Packer& tape, const std::map<Slot, merge::SlotState>& slots) {
  tape.Number(slots.size());
  Slot before = 0;
  for (const auto& [slot, state] : slots) {
    tape.Number(slot - before);
    PackSlot(tape, slot, state);
    before = slot;
  }
}

void UnpackSlots(Unpacker& tape, std::map<Slot, merge::SlotState>& slots) {
  slots.clear();
  Slot slot = 0;
  for (std::uint64_t count = tape.Count(); count > 0 && !tape.failed(); --count) {
    Slot step = 0;
    tape.Number(step);
    slot += step;
    UnpackSlot(tape, slot, slots.emplace_hint(slots.end(), slot, merge::SlotState())->second);
  }
}

}  // namespace

std::string PackState(const merge::RecordState& record) {
  Packer tape;
  tape.Know(record.id);
  tape.Number(kVersion);
  WalkHead(tape, record);
  PackSlots(tape, record.slots);
  return tape.Take();
}

Status UnpackState(std::string_view packed, merge::RecordState& record) {
  Unpacker tape(packed);
  tape.Know(record.id);
  std::uint64_t version = 0;
  tape.Number(version);
  if (!tape.failed() && version > kVersion) {
    return Status::Unsupported("record " + ToUuidText(record.id) + " was written by a newer Tilik");
  }
  WalkHead(tape, record);
  UnpackSlots(tape, record.slots);
  if (tape.Finish()) return Status();
  return Status::Corrupt("the state of record " + ToUuidText(record.id) + " is damaged");
}

}  // namespace tilik::storage
