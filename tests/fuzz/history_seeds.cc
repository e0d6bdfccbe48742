// Histories that a district has seen: each operation by itself, and days on which several meet.
#include "tests/fuzz/district_scene.h"
#include "tests/fuzz/fuzz_input.pb.h"
#include "tests/fuzz/plausible.h"
#include "tests/fuzz/seeds.h"

namespace tilik::fuzz {
namespace {

constexpr char kHousehold[] = "\x01";
constexpr char kTwin[] = "\x05";

v1::ChangeSet& Say(History& history, std::uint32_t hand) {
  Step& step = *history.add_steps();
  step.set_hand(hand);
  v1::ChangeSet& set = *step.add_sets();
  set.set_oldest_epoch(1);
  set.mutable_clock()->set_wall_ms(kNow.ms);
  return set;
}

void Floor(v1::ChangeSet& set, std::uint64_t base, std::uint32_t code) {
  v1::ChangeFields& change = *set.add_operations()->mutable_change_fields();
  change.set_record(kHousehold);
  change.set_base_revision(base);
  Answers answers;
  answers[Codebooks::BuiltIn().ConceptNamed("lantai")->number()] = {Coded{1, code}, How::kSeen};
  answers[field::kHeadName] = {"Yosef " + std::to_string(code), How::kAsked};
  WriteColumns(answers, change.mutable_values());
}

void HandOver(v1::ChangeSet& set, char line, std::int64_t received) {
  v1::Handover& handover = *set.add_operations()->mutable_handover();
  handover.set_line(std::string(1, line));
  handover.set_received(received);
  handover.set_mode(v1::HANDOVER_MODE_DISERAHKAN);
  handover.set_receiver(v1::RECEIVER_SENDIRI);
}

void Propose(v1::ChangeSet& set, const char* record, v1::RecordStatus status) {
  v1::ProposeStatus& propose = *set.add_operations()->mutable_propose_status();
  propose.set_record(record);
  propose.set_base_revision(1);
  propose.set_status(status);
  propose.set_reason(v1::STATUS_REASON_MENINGGAL);
}

void Decide(v1::ChangeSet& set, std::uint64_t number, v1::Choice choice) {
  v1::Decide& decide = *set.add_operations()->mutable_decide();
  decide.set_case_number(number);
  decide.set_record_revision(1);
  decide.set_case_counter(1);
  decide.set_choice(choice);
  decide.set_reason("dilihat bersama");
}

void Merge(v1::ChangeSet& set) {
  v1::MergeRecords& merge = *set.add_operations()->mutable_merge_records();
  merge.set_survivor(kHousehold);
  merge.set_survivor_revision(1);
  merge.set_retired(kTwin);
  merge.set_retired_revision(1);
}

void Unmerge(v1::ChangeSet& set) {
  v1::UnmergeRecords& unmerge = *set.add_operations()->mutable_unmerge_records();
  unmerge.set_survivor(kHousehold);
  unmerge.set_survivor_revision(2);
  unmerge.set_retired(kTwin);
}

// Two officers see two floors, and the office decides.
History Contested() {
  History history;
  Floor(Say(history, DistrictScene::kDorkas), 1, 6);
  Floor(Say(history, DistrictScene::kElias), 1, 8);
  Decide(Say(history, DistrictScene::kSupervisor), 1, v1::CHOICE_ACCEPT);
  Decide(Say(history, DistrictScene::kSupervisor), 2, v1::CHOICE_KEEP);
  Floor(Say(history, DistrictScene::kDorkas), 2, 9);
  return history;
}

// Handed out twice, taken back, not handed out, closed.
History Handed() {
  History history;
  HandOver(Say(history, DistrictScene::kDorkas), '\x02', 6'000);
  HandOver(Say(history, DistrictScene::kElias), '\x02', 9'000);
  v1::ChangeSet& not_there = Say(history, DistrictScene::kElias);
  v1::NonDelivery& missing = *not_there.add_operations()->mutable_non_delivery();
  missing.set_line("\x03");
  missing.set_reason(v1::NON_DELIVERY_REASON_TIDAK_HADIR);
  v1::Retract& back = *Say(history, DistrictScene::kDorkas).add_operations()->mutable_retract();
  back.mutable_fact()->set_link("\x06");
  back.set_reason("salah catat");
  v1::CloseEntitlement& closed =
      *Say(history, DistrictScene::kSupervisor).add_operations()->mutable_close_entitlement();
  closed.set_line("\x04");
  closed.set_reason(v1::NON_DELIVERY_REASON_PINDAH);
  v1::Countersign& signed_too =
      *Say(history, DistrictScene::kHead).add_operations()->mutable_countersign();
  signed_too.set_link("\x0a");
  return history;
}

// Two records are one, and are parted again, while officers go on with both.
History Joined() {
  History history;
  Merge(Say(history, DistrictScene::kSupervisor));
  Floor(Say(history, DistrictScene::kDorkas), 1, 6);
  HandOver(Say(history, DistrictScene::kDorkas), '\x03', 10'000);
  Unmerge(Say(history, DistrictScene::kSupervisor));
  v1::Countersign& second =
      *Say(history, DistrictScene::kHead).add_operations()->mutable_countersign();
  second.set_link("\x09");
  return history;
}

// A phone was cloned, and a set is late.
History Forked() {
  History history;
  Floor(Say(history, DistrictScene::kDorkas), 1, 6);
  Floor(Say(history, DistrictScene::kDorkas), 1, 7);
  Floor(Say(history, DistrictScene::kDorkas), 1, 8);
  history.mutable_steps(0)->set_late(true);
  history.mutable_steps(2)->set_back(1);
  v1::DeclareLost& lost =
      *Say(history, DistrictScene::kDorkas).add_operations()->mutable_declare_lost();
  history.mutable_steps(3)->set_skipped(1);
  lost.set_first_seq(4);
  lost.set_last_seq(4);
  Decide(Say(history, DistrictScene::kSupervisor), 1, v1::CHOICE_RELEASE);
  return history;
}

History Removed() {
  History history;
  Propose(Say(history, DistrictScene::kDorkas), kHousehold, v1::RECORD_STATUS_ASLEEP);
  Propose(Say(history, DistrictScene::kRevoked), "\x03", v1::RECORD_STATUS_ASLEEP);
  Decide(Say(history, DistrictScene::kSupervisor), 1, v1::CHOICE_ACCEPT);
  v1::OrderDestruction& order =
      *Say(history, DistrictScene::kSupervisor).add_operations()->mutable_order_destruction();
  order.add_records("\x03");
  order.set_letter_number("470/12");
  order.set_letter_date(20261101);
  v1::Countersign& second =
      *Say(history, DistrictScene::kHead).add_operations()->mutable_countersign();
  second.set_link("\x09");
  return history;
}

}  // namespace

void WriteHistorySeeds(const std::filesystem::path& folder) {
  Seeds seeds(folder, "merge");
  for (const History& history : {Contested(), Handed(), Joined(), Forked(), Removed()}) {
    seeds.Add(history);
  }
  const int kinds = v1::Operation::descriptor()->field_count();
  for (int kind = 0; kind < kinds; ++kind) {
    History history;
    for (const std::uint32_t hand : {DistrictScene::kDorkas, DistrictScene::kSupervisor}) {
      FillIn(Say(history, hand).add_operations(), kind);
    }
    Floor(Say(history, DistrictScene::kElias), 1, 6);
    seeds.Add(history);
  }
}

}  // namespace tilik::fuzz
