#include "tests/simulation/field_work.h"

#include <algorithm>

#include "tests/simulation/answers.h"
#include "tests/simulation/line_work.h"

namespace tilik::simulation {
namespace {

Answers AnswersOf(const google::protobuf::RepeatedPtrField<v1::ValueColumns>& columns) {
  auto answers = ReadColumns(columns);
  TILIK_CHECK(answers.ok(), answers.status().message());
  return *answers;
}

// Whatever the disk does while it happens.
void MaybeFail(World& world, Phone& phone) {
  if (!world.chance.Percent(world.bad_disk_percent)) return;
  phone.handset().disk().FailAt(1 + world.chance.Below(12),
                                world.chance.OneOf<Fault>({Fault::kPowerCut, Fault::kPowerCut,
                                                           Fault::kErrorOnce, Fault::kFull}));
}

void AllIsWell(World& world, Phone& phone) {
  phone.handset().disk().Forgive();
  world.MendPhone(phone);
}

bool Keep(World& world, Phone& phone, std::vector<v1::Operation> operations,
          std::vector<Deed> deeds, bool ends_form = false) {
  MaybeFail(world, phone);
  const SavedPtr saved =
      phone.Save(std::move(operations), std::move(deeds), ++world.last_set, ends_form);
  if (saved != nullptr) {
    world.NoteSaved(phone, saved);
  } else {
    world.See("a save that was refused or cut off");
  }
  AllIsWell(world, phone);
  return saved != nullptr;
}

v1::Operation CreateOperation(const Create& create) {
  v1::Operation operation;
  v1::CreateRecord* wire = operation.mutable_create_record();
  wire->set_record(create.record.str());
  wire->set_kind(create.kind);
  wire->set_village(create.village);
  WriteColumns(create.answers, wire->mutable_values());
  return operation;
}

}  // namespace

void OpenForm(World& world, Phone& phone) {
  const std::vector<RecordId> households = phone.Records(v1::RECORD_KIND_HOUSEHOLD);
  if (households.empty()) return;
  const RecordId household = world.chance.OneOf(households);
  std::vector<RecordId> records = {household};
  for (const v1::RecordKind kind : {v1::RECORD_KIND_FAMILY, v1::RECORD_KIND_PERSON}) {
    for (const RecordId& id : phone.Records(kind)) {
      if (world.chance.Percent(25)) records.push_back(id);
    }
  }
  if (phone.desk) static_cast<void>(phone.device().DropDraft(phone.desk->draft));
  phone.desk.reset();
  MaybeFail(world, phone);
  if (!phone.OpenForm(household, records).ok()) phone.desk.reset();
  AllIsWell(world, phone);
}

void Type(World& world, Phone& phone) {
  if (!phone.desk) OpenForm(world, phone);
  if (!phone.desk) return;
  Desk& desk = *phone.desk;
  const RecordId record = world.chance.OneOf(desk.records);
  const v1::RecordKind kind = desk.screen.records.at(record).kind;
  Answers& typed = desk.typed[record];
  for (const auto& [field, answer] : DrawAnswers(world.chance, kind)) typed[field] = answer;
  if (kind == v1::RECORD_KIND_HOUSEHOLD && world.chance.Percent(4)) {
    Put(typed, field::kVillage, static_cast<std::int64_t>(world.chance.OneOf(world.villages)));
  }
  // Masih sama: what is on the screen is confirmed as it is.
  if (world.chance.Percent(20)) {
    for (auto& [field, answer] : typed) {
      auto shown = desk.screen.records.at(record).values.find(field);
      if (shown != desk.screen.records.at(record).values.end()) {
        answer = {shown->second.value, How::kUnchanged};
      }
    }
  }
  MaybeFail(world, phone);
  static_cast<void>(phone.KeepDraft());
  AllIsWell(world, phone);
}

void SaveForm(World& world, Phone& phone) {
  if (!phone.desk || phone.desk->typed.empty()) Type(world, phone);
  if (!phone.desk || !phone.on()) return;
  const Desk desk = *phone.desk;

  std::vector<v1::Operation> operations;
  std::vector<Deed> deeds;
  if (world.chance.Percent(40)) {
    v1::Operation visit;
    visit.mutable_visit()->set_household(desk.household.str());
    visit.mutable_visit()->set_outcome(v1::VISIT_OUTCOME_SELESAI);
    operations.push_back(std::move(visit));
    deeds.push_back(Visit{desk.household});
  }
  for (const auto& [record, typed] : desk.typed) {
    auto operation = desk.screen.Change(world.codebooks, record, typed);
    TILIK_CHECK(operation.ok(), operation.status().message());
    if (!*operation) continue;
    Change change;
    change.record = record;
    change.answers = AnswersOf((*operation)->change_fields().values());
    for (const auto& [field, answer] : change.answers) {
      const Slot slot = world.codebooks.SlotOf(field);
      auto eyes = desk.eyes.at(record).find(slot);
      if (eyes != desk.eyes.at(record).end()) change.seen[slot] = eyes->second;
    }
    // Whoever answers one of a group says all of it, as it was on the screen.
    for (const auto& [field, shown] : desk.screen.records.at(record).values) {
      const Slot slot = world.codebooks.SlotOf(field);
      const bool touched =
          std::any_of(change.answers.begin(), change.answers.end(),
                      [&](const auto& said) { return world.codebooks.SlotOf(said.first) == slot; });
      if (touched && client::Says(shown) && change.answers.count(field) == 0) {
        world.Break("half of a group of fields was sent");
      }
    }
    operations.push_back(*std::move(*operation));
    deeds.push_back(std::move(change));
  }
  if (world.chance.Percent(10)) {
    const auto status = world.chance.OneOf<v1::RecordStatus>(
        {v1::RECORD_STATUS_ASLEEP, v1::RECORD_STATUS_NOT_ELIGIBLE, v1::RECORD_STATUS_ACTIVE});
    auto operation =
        desk.screen.Propose(desk.household, status, v1::STATUS_REASON_PINDAH, "pindah");
    TILIK_CHECK(operation.ok(), operation.status().message());
    operations.push_back(*std::move(operation));
    deeds.push_back(ProposeStatus{desk.household, status});
  }
  if (operations.empty()) return;
  Keep(world, phone, std::move(operations), std::move(deeds), /*ends_form=*/true);
}

void Redraw(World& world, Phone& phone) {
  if (!phone.desk) return;
  const std::vector<RecordId> records = phone.desk->records;
  for (const RecordId& record : records) {
    // A record that has left is redrawn from nothing; the form stays as it was.
    if (!phone.View(record)) continue;
    Desk& desk = *phone.desk;
    std::set<Slot> answered;
    std::set<Slot> beside;
    for (const auto& [field, answer] : desk.typed[record]) {
      const Slot slot = world.codebooks.SlotOf(field);
      answered.insert(slot);
      if (world.chance.Percent(50)) beside.insert(slot);
    }
    if (desk.typed[record].empty()) desk.typed.erase(record);
    const Status redrawn = phone.Redraw(record, answered, beside);
    TILIK_CHECK(redrawn.ok(), redrawn.message());
    if (!beside.empty()) world.See("a newer value shown beside");
  }
}

void Register(World& world, Phone& phone) {
  std::vector<Create> creates;
  const std::vector<RecordId> families = phone.Records(v1::RECORD_KIND_FAMILY);
  const std::set<std::uint64_t> mine = phone.villages();
  const bool outside = world.chance.Percent(15) || mine.empty();
  std::uint64_t village = world.chance.OneOf(world.villages);
  if (!outside) {
    village = world.chance.OneOf(std::vector<std::uint64_t>(mine.begin(), mine.end()));
  }
  RecordId family;
  if (!families.empty() && world.chance.Percent(60)) {
    family = world.chance.OneOf(families);
    village = phone.View(family)->record.village;
  } else {
    Create household{world.ids.Next(world.now), v1::RECORD_KIND_HOUSEHOLD, village,
                     DrawFirstAnswers(world.chance, v1::RECORD_KIND_HOUSEHOLD)};
    Put(household.answers, field::kVillage, static_cast<std::int64_t>(village));
    Create kk{world.ids.Next(world.now), v1::RECORD_KIND_FAMILY, village,
              DrawFirstAnswers(world.chance, v1::RECORD_KIND_FAMILY)};
    Put(kk.answers, field::kHousehold, household.record);
    family = kk.record;
    creates = {household, kk};
    world.See("a household registered");
  }
  Create person{world.ids.Next(world.now), v1::RECORD_KIND_PERSON, village,
                DrawFirstAnswers(world.chance, v1::RECORD_KIND_PERSON)};
  Put(person.answers, field::kFamily, family);
  creates.push_back(person);
  std::vector<v1::Operation> operations;
  std::vector<Deed> deeds;
  for (Create& create : creates) {
    operations.push_back(CreateOperation(create));
    create.answers = AnswersOf(operations.back().create_record().values());
    deeds.push_back(create);
  }
  Keep(world, phone, std::move(operations), std::move(deeds));
}

void HandOut(World& world, Phone& phone) {
  if (world.lines.empty()) return;
  const DanomLine& line = world.chance.OneOf(world.lines);
  v1::Operation operation;
  Deed deed;
  if (world.chance.Percent(65)) {
    v1::Handover* wire = operation.mutable_handover();
    wire->set_line(line.id.str());
    wire->set_received(static_cast<std::int64_t>(2500 * (1 + world.chance.Below(4))));
    wire->set_mode(v1::HANDOVER_MODE_DISAKSIKAN);
    Handover handover{line.id, wire->received(), world.chance.Percent(15)};
    wire->set_receiver(handover.to_replacement ? v1::RECEIVER_PENGGANTI : v1::RECEIVER_SENDIRI);
    if (world.chance.Percent(20)) {
      v1::Deduction* deduction = wire->add_deductions();
      deduction->set_quantity(500);
      deduction->set_taken_by("agen");
      handover.quantity += 500;
    }
    deed = handover;
  } else {
    v1::NonDelivery* wire = operation.mutable_non_delivery();
    wire->set_line(line.id.str());
    wire->set_quantity(static_cast<std::int64_t>(2500 * world.chance.Below(4)));
    wire->set_reason(v1::NON_DELIVERY_REASON_TIDAK_HADIR);
    deed = NonDelivery{line.id, wire->quantity(), wire->reason()};
  }
  Keep(world, phone, {std::move(operation)}, {std::move(deed)});
}

void RetractFact(World& world, Phone& phone) {
  std::vector<std::pair<DeedId, std::uint64_t>> facts;
  for (const OwnSet& set : phone.sets()) {
    for (std::uint32_t i = 0; i < set.saved->deeds.size(); ++i) {
      const Deed& deed = set.saved->deeds[i];
      if (std::holds_alternative<Handover>(deed) || std::holds_alternative<NonDelivery>(deed) ||
          std::holds_alternative<Visit>(deed)) {
        facts.push_back({{set.saved->number, i}, set.saved->place});
      }
    }
  }
  if (facts.empty()) return;
  const auto [fact, place] = world.chance.OneOf(facts);
  v1::Operation operation;
  v1::FactRef* wire = operation.mutable_retract()->mutable_fact();
  wire->set_link(phone.sets()[place - 1].saved->link.str());
  wire->set_operation(fact.deed);
  const Retract retract{fact, place <= phone.status().outbox.highest_receipted};
  world.See(retract.receipt_was_held ? "a retraction proposed" : "a fact retracted directly");
  Keep(world, phone, {std::move(operation)}, {retract});
}

void JumpClock(World& world, Phone& phone) {
  constexpr std::int64_t kYear = 365ll * 24 * 3600 * 1000;
  if (world.chance.Percent(30)) phone.handset().Reboot();
  phone.handset().skew_ms =
      world.chance.OneOf<std::int64_t>({0, 40'000, -3 * kYear, 10 * kYear, -7'200'000, 7'200'000});
  world.See("a clock jumped");
}

void CloneDevice(World& world, const Phone& phone) {
  if (world.phones.size() >= kMostPhones || phone.sets().empty() || phone.wiped) return;
  auto clone = std::make_unique<Phone>(world.codebooks, world.chance, world.now);
  const Status copied = clone->BecomeCopyOf(phone);
  TILIK_CHECK(copied.ok(), copied.message());
  world.phones.push_back(std::move(clone));
  world.See("a device cloned");
}

void DamageSet(World& world, Phone& phone) {
  if (phone.cloned) return;
  std::vector<std::uint64_t> unsent;
  for (const OwnSet& set : phone.sets()) {
    if (!set.damaged && world.arrived_once.count(set.saved->link) == 0) {
      unsent.push_back(set.saved->place);
    }
  }
  if (unsent.empty()) return;
  const Status damaged = phone.Damage(world.chance.OneOf(unsent));
  TILIK_CHECK(damaged.ok(), damaged.message());
  world.See("a set was damaged on its phone");
}

void LosePhone(World& world, Phone& phone) {
  if (world.phones.size() >= kMostPhones) return;
  const std::set<std::uint64_t> villages = phone.villages();
  if (world.chance.Percent(60)) {
    phone.session.reset();
    phone.handset().KillApp();
    phone.wiped = true;
    world.See("a phone fell into the river");
  } else {
    // Into a drawer, with what was not sent; it turns up later.
    world.See("a phone replaced whose work came later");
  }
  EnrolPhone(world, "petugas pengganti", villages);
}

void ClearDesk(Phone& phone) {
  phone.desk.reset();
  const std::vector<client::Draft> drafts = phone.device().Drafts().value();
  for (const client::Draft& draft : drafts) {
    TILIK_CHECK(phone.device().DropDraft(draft.number).ok(), "a draft can be thrown away");
  }
}

void StopPhone(World& world, Phone& phone) {
  phone.session.reset();
  if (world.chance.Percent(50)) {
    phone.handset().KillApp();
    world.See("an app killed");
  } else {
    phone.handset().TakeBatteryOut();
    world.See("a phone's battery fell out");
  }
  ++world.faults;
  const Status on = phone.handset().SwitchOn();
  if (!on.ok()) return world.Break("a phone cannot be opened: " + on.message());
  world.MendPhone(phone);
}

}  // namespace tilik::simulation
