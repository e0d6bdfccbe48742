// A registry small enough for a story: maps for a store, officers with chains of their own, time
// that only moves when the story says so. As on disk, a merge finds only what KeysOf named.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sync-server/merge/duplicate_search.h"
#include "sync-server/merge/ledger.h"
#include "sync-server/merge/merge.h"
#include "sync-server/merge/signals.h"
#include "tests/simulation/registry_maps.h"

namespace tilik::merge {

constexpr std::uint64_t kFatumnasi = 53'02'14'2001;
constexpr std::uint64_t kNenas = 53'02'14'2003;

inline RecordId Id(std::uint8_t n) {
  std::array<std::uint8_t, 16> bytes{};
  bytes[15] = n;
  bytes[0] = 1;
  return RecordId(bytes);
}

inline LineId Line(std::uint8_t n) { return LineId::FromRaw(Id(n).raw()).value(); }

inline Value Code(std::uint32_t code) { return Coded{1, code}; }

struct Hand {
  ChainId chain;
  std::uint64_t seq = 0;
  bool account = false;
  std::set<std::uint64_t> villages = {kFatumnasi};
  std::uint64_t receipted = 0;
  std::string name;
  // A clone of the phone goes on with a branch of the same chain.
  std::uint32_t branch = 0;
  std::uint64_t cloned_after = 0;
};

class RegistryInMemory {
 public:
  simulation::RegistryMaps maps;
  const WorkingSet& state = maps.all();
  std::uint64_t arrivals = 0;
  std::uint64_t epoch = 1;
  bool second_signatures = false;
  // What the next sets say beside their operations: place, clock, photos.
  v1::ChangeSet around;
  // How many questions more the store answers before its disk fails; nothing of a set that meets
  // this is kept. None: a disk that never fails.
  std::optional<int> answers_left;
  bool failed = false;

  static Hand Officer(std::uint8_t n) {
    return {ChainId::FromRaw(Id(n).raw()).value(), 0, false, {kFatumnasi}, 0, "", 0, 0};
  }
  static Hand Account(std::uint8_t n) {
    return {ChainId::FromRaw(Id(n).raw()).value(), 0, true, {}, 0,
            "akun " + std::to_string(n),           0, 0};
  }
  static Hand CloneOf(const Hand& hand) {
    Hand clone = hand;
    clone.branch = hand.branch + 1;
    clone.cloned_after = hand.seq;
    return clone;
  }

  // One set of `hand` with these operations, observed at minute `observed`; arrives now.
  Delta Receive(Hand& hand, std::vector<v1::Operation> operations, std::int64_t observed) {
    ++hand.seq;
    return ReceiveAs(hand, hand.seq, std::move(operations), observed);
  }

  Delta ReceiveAs(const Hand& hand, std::uint64_t seq, std::vector<v1::Operation> operations,
                  std::int64_t observed, bool quarantined = false, std::uint32_t branch = 0) {
    v1::ChangeSet set = around;
    set.set_seq(seq);
    for (v1::Operation& operation : operations) *set.add_operations() = std::move(operation);
    SetContext context;
    context.chain = hand.chain;
    const std::uint32_t on = branch != 0 ? branch : hand.branch;
    context.branch = on;
    context.seq = seq;
    if (seq > 1) context.ancestry = {{on, seq - 1}};
    if (hand.branch > 0) context.ancestry.push_back({hand.branch - 1, hand.cloned_after});
    context.link = LinkOf(hand.chain, seq, on);
    context.arrival = ++arrivals;
    context.arrived = Instant{static_cast<std::int64_t>(1'000'000 + arrivals)};
    context.observed = Instant{observed * 60'000};
    context.account = hand.account;
    context.assignment = hand.villages;
    context.quarantined = quarantined;
    context.epoch = epoch;
    context.oldest_epoch = 1;
    context.highest_receipted = hand.receipted;
    context.person = hand.name;
    context.second_signatures = second_signatures;
    if (!in_one_commit_) commit_ = {};
    maps.Load({}, commit_.loaded);
    auto load = [&](const Keys& keys) {
      if (answers_left && --*answers_left < 0) return Status::Storage("the disk failed");
      maps.Load(keys, commit_.loaded);
      return Status();
    };
    const Codebooks& codebooks = Codebooks::BuiltIn();
    Delta delta;
    Status done = LoadFor(codebooks, context, set, load, commit_.loaded, commit_.asked);
    if (done.ok()) {
      delta = Merge(codebooks, context, set, commit_.loaded);
      done = SearchDuplicates(context, load, commit_.loaded, delta);
    }
    if (done.ok()) done = SearchSignals(codebooks, context, set, load, commit_.loaded, delta);
    failed = !done.ok();
    TILIK_CHECK(!failed || answers_left, "maps always load");
    if (failed) return {};
    maps.Save(delta, commit_.loaded);
    return delta;
  }

  // What comes in between is merged in one working set, as the sets of one commit are.
  void BeginCommit() {
    commit_ = {};
    in_one_commit_ = true;
  }
  void EndCommit() { in_one_commit_ = false; }

  // Unlike for every place, and in no order: links are hashes.
  static Link LinkOf(const ChainId& chain, std::uint64_t seq, std::uint32_t branch = 0) {
    Link link;
    link.data()[0] = chain.data()[15];
    link.data()[1] = static_cast<std::uint8_t>(seq * 89 + 7);
    link.data()[2] = static_cast<std::uint8_t>(branch);
    return link;
  }

  const RecordState& Record(const RecordId& id) const { return state.records.at(id); }

  Value ValueOf(const RecordId& id, Field field) const {
    const auto& slots = Record(id).slots;
    auto slot = slots.find(Codebooks::BuiltIn().SlotOf(field));
    if (slot == slots.end() || slot->second.answers.count(field) == 0) return Absent::kNotAsked;
    return slot->second.answers.at(field).value;
  }

  std::vector<const CaseFile*> OpenCases() const {
    std::vector<const CaseFile*> open;
    for (const auto& [key, number] : state.open_cases) open.push_back(&state.cases.at(number));
    return open;
  }

 private:
  struct Commit {
    WorkingSet loaded;
    Keys asked;
  };
  Commit commit_;
  bool in_one_commit_ = false;
};

using Said = std::map<Field, Value>;

inline void Fill(const Said& said, google::protobuf::RepeatedPtrField<v1::ValueColumns>* columns) {
  Answers answers;
  for (const auto& [field, value] : said) answers[field] = {value, How::kSeen};
  WriteColumns(answers, columns);
}

inline v1::Operation CreateHousehold(const RecordId& id, Said said,
                                     std::uint64_t village = kFatumnasi) {
  v1::Operation operation;
  v1::CreateRecord* create = operation.mutable_create_record();
  create->set_record(id.str());
  create->set_kind(v1::RECORD_KIND_HOUSEHOLD);
  create->set_village(village);
  Fill(said, create->mutable_values());
  return operation;
}

inline v1::Operation CreateBelow(v1::RecordKind kind, const RecordId& id, const RecordId& parent,
                                 Said said) {
  v1::Operation operation;
  v1::CreateRecord* create = operation.mutable_create_record();
  create->set_record(id.str());
  create->set_kind(kind);
  said[kind == v1::RECORD_KIND_FAMILY ? field::kHousehold : field::kFamily] = parent;
  Fill(said, create->mutable_values());
  return operation;
}

inline v1::Operation Edit(const RecordId& id, std::uint64_t base, Said said) {
  v1::Operation operation;
  v1::ChangeFields* change = operation.mutable_change_fields();
  change->set_record(id.str());
  change->set_base_revision(base);
  Fill(said, change->mutable_values());
  return operation;
}

inline v1::Operation EditWithOlderBase(const RecordId& id, std::uint64_t base, Said said,
                                       Field field, std::uint64_t older) {
  v1::Operation operation = Edit(id, base, std::move(said));
  v1::BaseException* exception = operation.mutable_change_fields()->add_exceptions();
  exception->add_fields(field);
  exception->set_base_revision(older);
  return operation;
}

inline v1::Operation Propose(const RecordId& id, std::uint64_t base, v1::RecordStatus status,
                             v1::StatusReason reason) {
  v1::Operation operation;
  v1::ProposeStatus* propose = operation.mutable_propose_status();
  propose->set_record(id.str());
  propose->set_base_revision(base);
  propose->set_status(status);
  propose->set_reason(reason);
  return operation;
}

inline v1::Operation Decision(const CaseFile& file, std::uint64_t revision, v1::Choice choice,
                              const Proposal* proposal = nullptr) {
  v1::Operation operation;
  v1::Decide* decide = operation.mutable_decide();
  decide->set_case_number(file.number);
  decide->set_record_revision(revision);
  decide->set_case_counter(file.counter);
  decide->set_choice(choice);
  decide->set_reason("dilihat bersama");
  if (proposal != nullptr) {
    decide->mutable_proposal()->set_link(proposal->origin.link.str());
    decide->mutable_proposal()->set_operation(proposal->operation);
  }
  return operation;
}

inline v1::Operation MergeOf(const RecordState& survivor, const RecordState& retired,
                             std::vector<Field> take = {}) {
  v1::Operation operation;
  v1::MergeRecords* merge = operation.mutable_merge_records();
  merge->set_survivor(survivor.id.str());
  merge->set_survivor_revision(survivor.revision);
  merge->set_retired(retired.id.str());
  merge->set_retired_revision(retired.revision);
  for (Field field : take) merge->add_take_from_retired(field);
  return operation;
}

inline v1::Operation UnmergeOf(const RecordState& survivor, const RecordId& retired) {
  v1::Operation operation;
  v1::UnmergeRecords* unmerge = operation.mutable_unmerge_records();
  unmerge->set_survivor(survivor.id.str());
  unmerge->set_survivor_revision(survivor.revision);
  unmerge->set_retired(retired.str());
  return operation;
}

inline v1::Operation Entitle(const LineId& line, const RecordId& recipient, std::int64_t quantity) {
  v1::Operation operation;
  v1::EntitlementLine* stated = operation.mutable_define_entitlements()->add_lines();
  stated->set_line(line.str());
  stated->set_programme("rastra");
  stated->set_period("2018-01");
  stated->set_recipient(recipient.str());
  stated->set_village(kFatumnasi);
  stated->set_quantity(quantity);
  return operation;
}

inline v1::Operation CloseByOrder(const LineId& line, v1::NonDeliveryReason reason) {
  v1::Operation operation;
  operation.mutable_close_entitlement()->set_line(line.str());
  operation.mutable_close_entitlement()->set_reason(reason);
  return operation;
}

inline v1::Operation HandOver(const LineId& line, std::int64_t received,
                              std::int64_t deducted = 0) {
  v1::Operation operation;
  v1::Handover* handover = operation.mutable_handover();
  handover->set_line(line.str());
  handover->set_received(received);
  handover->set_receiver(v1::RECEIVER_SENDIRI);
  if (deducted > 0) handover->add_deductions()->set_quantity(deducted);
  return operation;
}

inline v1::Operation NotHandedOver(const LineId& line, v1::NonDeliveryReason reason,
                                   std::int64_t quantity = 0) {
  v1::Operation operation;
  operation.mutable_non_delivery()->set_line(line.str());
  operation.mutable_non_delivery()->set_reason(reason);
  operation.mutable_non_delivery()->set_quantity(quantity);
  return operation;
}

inline v1::Operation Withdraw(const Link& link, std::uint32_t operation_index = 0) {
  v1::Operation operation;
  operation.mutable_retract()->mutable_fact()->set_link(link.str());
  operation.mutable_retract()->mutable_fact()->set_operation(operation_index);
  operation.mutable_retract()->set_reason("salah catat");
  return operation;
}

}  // namespace tilik::merge
