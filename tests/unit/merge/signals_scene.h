// A few households with a line each, an officer who visits and hands out, and what the supervisor
// is told of it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "proto/contract/calendar.h"
#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {

constexpr std::uint32_t kMonday = 20260105;

// Minutes since 1970, as RegistryInMemory counts them, of an hour in the district's zone (+8).
inline std::int64_t At(std::uint32_t day, std::int64_t hour, std::int64_t minute = 0) {
  return DaysSinceEpoch(day) * 1'440 + (hour - 8) * 60 + minute;
}

class SignalScene : public testing::Test {
 protected:
  SignalScene() {
    dorkas.name = "Dorkas Selan";
    markus.name = "Markus Liu";
    for (std::uint8_t n = 1; n <= 12; ++n) {
      registry.Receive(office, {CreateHousehold(Home(n), {})}, At(kMonday, 1));
      registry.Receive(office, {Entitle(Of(n), Home(n), 10'000)}, At(kMonday, 1));
    }
  }

  static RecordId Home(std::uint8_t n) { return Id(static_cast<std::uint8_t>(10 + n)); }
  static LineId Of(std::uint8_t n) { return Line(static_cast<std::uint8_t>(40 + n)); }

  // --- what the next set says around its operations ---
  void Nothing() { registry.around.Clear(); }
  // North of the village hall, as a receiver of this accuracy has it; 0: it does not say.
  void Standing(double metres_north, std::uint32_t accuracy_m = 8) {
    constexpr double kMetresOfADegree = 6'371'000 * 3.14159265358979323846 / 180;
    v1::Place* place = registry.around.mutable_place();
    place->set_latitude_e7(static_cast<std::int32_t>(
        std::lround(-97'312'000 + metres_north / kMetresOfADegree * 1e7)));
    place->set_longitude_e7(1'242'241'000);
    place->set_accuracy_m(accuracy_m);
  }
  void WithPhoto(char what, v1::PhotoKind kind = v1::PHOTO_KIND_RUMAH) {
    v1::AttachmentRef* photo = registry.around.add_attachments();
    photo->set_hash(std::string(32, what));
    photo->set_kind(kind);
  }

  // One set whose clock held.
  Link Receive(Hand& hand, std::vector<v1::Operation> operations, std::int64_t minute) {
    registry.around.mutable_clock()->set_wall_ms(minute * 60'000);
    registry.Receive(hand, std::move(operations), minute);
    return RegistryInMemory::LinkOf(hand.chain, hand.seq);
  }

  static v1::Operation VisitTo(std::uint8_t n, std::uint32_t duration_s = 540) {
    v1::Operation operation;
    operation.mutable_visit()->set_household(Home(n).str());
    operation.mutable_visit()->set_outcome(v1::VISIT_OUTCOME_SELESAI);
    operation.mutable_visit()->set_duration_s(duration_s);
    return operation;
  }
  static v1::Operation Give(std::uint8_t n, const std::string& event = "Balai desa") {
    v1::Operation operation = HandOver(Of(n), 10'000);
    operation.mutable_handover()->set_mode(v1::HANDOVER_MODE_DISAKSIKAN);
    operation.mutable_handover()->set_paid_by("juru bayar Bulog");
    operation.mutable_handover()->set_event(event);
    return operation;
  }
  static v1::Operation GiveByHand(std::uint8_t n) {
    v1::Operation operation = Give(n);
    operation.mutable_handover()->set_mode(v1::HANDOVER_MODE_DISERAHKAN);
    operation.mutable_handover()->clear_paid_by();
    return operation;
  }
  void Take(Hand& hand, const Link& fact) { registry.Receive(hand, {Withdraw(fact)}, 0); }

  // Markus learns of a death on this day; the office decides so whenever it does.
  void Learn(std::uint8_t n, std::uint32_t day) {
    Receive(markus, {Propose(Home(n), 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_MENINGGAL)},
            At(day, 9));
  }
  void DecideStatusOf(std::uint8_t n) {
    for (const CaseFile* file : registry.OpenCases()) {
      if (file->key.kind != CaseKind::kStatus || file->key.record != Home(n)) continue;
      registry.Receive(office,
                       {Decision(*file, registry.Record(Home(n)).revision, v1::CHOICE_ACCEPT,
                                 &file->proposals.front())},
                       At(20260301, 9));
      return;
    }
    FAIL() << "no status of household " << int{n} << " is proposed";
  }
  void Decide(const CaseFile& file, v1::Choice choice) {
    const std::uint64_t revision =
        file.key.record.none() ? 0 : registry.Record(file.key.record).revision;
    registry.Receive(office, {Decision(file, revision, choice)}, At(20260301, 9));
  }

  // --- what the supervisor is told ---
  std::vector<const CaseFile*> Open(v1::Signal signal) const {
    std::vector<const CaseFile*> open;
    for (const CaseFile* file : registry.OpenCases()) {
      if (file->key.kind == CaseKind::kSignal && file->key.signal == signal) open.push_back(file);
    }
    return open;
  }
  std::vector<const CaseFile*> OpenSignals() const {
    std::vector<const CaseFile*> open;
    for (const CaseFile* file : registry.OpenCases()) {
      if (file->key.kind == CaseKind::kSignal) open.push_back(file);
    }
    return open;
  }
  const CaseFile& Newest() const { return registry.state.cases.at(newest_number()); }

  RegistryInMemory registry;
  Hand office = RegistryInMemory::Account(90);
  Hand dorkas = RegistryInMemory::Officer(1);
  Hand markus = RegistryInMemory::Officer(2);

 private:
  std::uint64_t newest_number() const { return registry.state.next_case_number - 1; }
};

}  // namespace tilik::merge
