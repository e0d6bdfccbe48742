#include "tests/simulation/field_work.h"

#include <algorithm>

#include "tests/simulation/answers.h"

namespace tilik::simulation {
namespace {

Answers AnswersOf(const google::protobuf::RepeatedPtrField<v1::ValueColumns>& columns) {
  auto answers = ReadColumns(columns);
  TILIK_CHECK(answers.ok(), answers.status().message());
  return *answers;
}

SavedPtr Keep(World& world, Phone& phone, std::vector<v1::Operation> operations,
              std::vector<Deed> deeds) {
  SavedPtr saved = phone.Save(std::move(operations), std::move(deeds), ++world.last_set, world.now,
                              world.chance);
  world.number_of[saved->link] = saved->number;
  return saved;
}

std::vector<RecordId> Households(const Phone& phone) {
  std::vector<RecordId> households;
  for (const auto& [id, row] : phone.rows()) {
    if (row.kind == v1::RECORD_KIND_HOUSEHOLD && row.redirected_to.none()) households.push_back(id);
  }
  for (const OwnSet& set : phone.sets()) {
    for (const Deed& deed : set.saved->deeds) {
      const auto* create = std::get_if<Create>(&deed);
      if (create != nullptr && create->kind == v1::RECORD_KIND_HOUSEHOLD &&
          phone.rows().count(create->record) == 0 && phone.Knows(create->record)) {
        households.push_back(create->record);
      }
    }
  }
  return households;
}

v1::RecordKind KindOf(const World& world, const Phone& phone, const RecordId& record) {
  if (auto row = phone.rows().find(record); row != phone.rows().end()) return row->second.kind;
  for (const OwnSet& set : phone.sets()) {
    for (const Deed& deed : set.saved->deeds) {
      const auto* create = std::get_if<Create>(&deed);
      if (create != nullptr && create->record == record) return create->kind;
    }
  }
  static_cast<void>(world);
  return v1::RECORD_KIND_UNSPECIFIED;
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

bool CanWork(const Phone& phone) { return !phone.retired; }

}  // namespace

void OpenForm(World& world, std::size_t index) {
  Phone& phone = world.phones[index];
  const std::vector<RecordId> households = Households(phone);
  if (!CanWork(phone) || households.empty()) return;
  const RecordId household = world.chance.OneOf(households);
  std::vector<RecordId> records = {household};
  for (const auto& [id, row] : phone.rows()) {
    if (!row.redirected_to.none() || row.kind == v1::RECORD_KIND_HOUSEHOLD) continue;
    if (world.chance.Percent(25)) records.push_back(id);
  }
  world.desks[index] = Desk{phone.OpenForm(household, records), {}};
}

void Type(World& world, std::size_t index) {
  if (!world.desks[index]) OpenForm(world, index);
  if (!world.desks[index]) return;
  Desk& desk = *world.desks[index];
  const RecordId record = world.chance.OneOf(desk.form.records);
  const Phone& phone = world.phones[index];
  Answers& typed = desk.typed[record];
  const v1::RecordKind kind = KindOf(world, phone, record);
  for (const auto& [field, answer] : DrawAnswers(world.chance, kind)) typed[field] = answer;
  if (kind == v1::RECORD_KIND_HOUSEHOLD && world.chance.Percent(4)) {
    Put(typed, field::kVillage, static_cast<std::int64_t>(world.chance.OneOf(world.villages)));
  }
  // Masih sama: what is on the screen is confirmed as it is.
  if (world.chance.Percent(20)) {
    for (auto& [field, answer] : typed) {
      auto shown = desk.form.screen.records.at(record).values.find(field);
      if (shown != desk.form.screen.records.at(record).values.end()) {
        answer = {shown->second.value, How::kUnchanged};
      }
    }
  }
}

void SaveForm(World& world, std::size_t index) {
  Phone& phone = world.phones[index];
  if (!CanWork(phone)) world.desks[index].reset();
  if (!world.desks[index] || world.desks[index]->typed.empty()) Type(world, index);
  if (!world.desks[index]) return;
  const Desk desk = *std::move(world.desks[index]);
  world.desks[index].reset();

  std::vector<v1::Operation> operations;
  std::vector<Deed> deeds;
  if (world.chance.Percent(40)) {
    v1::Operation visit;
    visit.mutable_visit()->set_household(desk.form.household.str());
    visit.mutable_visit()->set_outcome(v1::VISIT_OUTCOME_SELESAI);
    operations.push_back(std::move(visit));
    deeds.push_back(Visit{desk.form.household});
  }
  for (const auto& [record, typed] : desk.typed) {
    auto operation = desk.form.screen.Change(world.codebooks, record, typed);
    TILIK_CHECK(operation.ok(), operation.status().message());
    if (!*operation) continue;
    Change change;
    change.record = record;
    change.answers = AnswersOf((*operation)->change_fields().values());
    for (const auto& [field, answer] : change.answers) {
      const Slot slot = world.codebooks.SlotOf(field);
      auto eyes = desk.form.eyes.at(record).find(slot);
      if (eyes != desk.form.eyes.at(record).end()) change.seen[slot] = eyes->second;
    }
    operations.push_back(*std::move(*operation));
    deeds.push_back(std::move(change));
  }
  if (world.chance.Percent(10)) {
    const auto status = world.chance.OneOf<v1::RecordStatus>(
        {v1::RECORD_STATUS_ASLEEP, v1::RECORD_STATUS_NOT_ELIGIBLE, v1::RECORD_STATUS_ACTIVE});
    auto operation =
        desk.form.screen.Propose(desk.form.household, status, v1::STATUS_REASON_PINDAH, "pindah");
    TILIK_CHECK(operation.ok(), operation.status().message());
    operations.push_back(*std::move(operation));
    deeds.push_back(ProposeStatus{desk.form.household, status});
  }
  if (operations.empty()) return;
  Keep(world, phone, std::move(operations), std::move(deeds));
}

void Redraw(World& world, std::size_t index) {
  if (!world.desks[index]) return;
  Desk& desk = *world.desks[index];
  Phone& phone = world.phones[index];
  for (const RecordId& record : desk.form.records) {
    // A record that has left is redrawn from nothing; the form stays as it was.
    if (!phone.Knows(record)) continue;
    std::set<Slot> answered;
    std::set<Slot> beside;
    for (const auto& [field, answer] : desk.typed[record]) {
      const Slot slot = world.codebooks.SlotOf(field);
      answered.insert(slot);
      if (world.chance.Percent(50)) beside.insert(slot);
    }
    if (desk.typed[record].empty()) desk.typed.erase(record);
    phone.Redraw(desk.form, record, answered, beside);
    if (!beside.empty()) world.See("a newer value shown beside");
  }
}

void Register(World& world, std::size_t index) {
  Phone& phone = world.phones[index];
  if (!CanWork(phone)) return;
  std::vector<Create> creates;
  std::vector<RecordId> families;
  for (const auto& [id, row] : phone.rows()) {
    if (row.kind == v1::RECORD_KIND_FAMILY && row.redirected_to.none()) families.push_back(id);
  }
  const bool outside = world.chance.Percent(15) || phone.villages().empty();
  std::uint64_t village = world.chance.OneOf(world.villages);
  if (!outside) {
    village = world.chance.OneOf(
        std::vector<std::uint64_t>(phone.villages().begin(), phone.villages().end()));
  }
  RecordId family;
  if (!families.empty() && world.chance.Percent(60)) {
    family = world.chance.OneOf(families);
    village = phone.rows().at(family).village;
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

void HandOut(World& world, std::size_t index) {
  Phone& phone = world.phones[index];
  if (!CanWork(phone) || world.lines.empty()) return;
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

void RetractFact(World& world, std::size_t index) {
  Phone& phone = world.phones[index];
  if (!CanWork(phone)) return;
  std::vector<std::pair<DeedId, std::uint64_t>> facts;
  for (const OwnSet& set : phone.sets()) {
    for (std::uint32_t i = 0; i < set.saved->deeds.size(); ++i) {
      const Deed& deed = set.saved->deeds[i];
      if (std::holds_alternative<Handover>(deed) || std::holds_alternative<NonDelivery>(deed) ||
          std::holds_alternative<Visit>(deed)) {
        facts.push_back({{set.saved->number, i}, set.sealed.seq});
      }
    }
  }
  if (facts.empty()) return;
  const auto [fact, seq] = world.chance.OneOf(facts);
  v1::Operation operation;
  v1::FactRef* wire = operation.mutable_retract()->mutable_fact();
  wire->set_link(phone.sets()[seq - 1].sealed.link.str());
  wire->set_operation(fact.deed);
  const Retract retract{fact, seq <= phone.highest_receipted()};
  world.See(retract.receipt_was_held ? "a retraction proposed" : "a fact retracted directly");
  Keep(world, phone, {std::move(operation)}, {retract});
}

void JumpClock(World& world, std::size_t index) {
  constexpr std::int64_t kYear = 365ll * 24 * 3600 * 1000;
  Phone& phone = world.phones[index];
  if (world.chance.Percent(30)) phone.Reboot(world.now);
  phone.SetClock(
      world.chance.OneOf<std::int64_t>({0, 40'000, -3 * kYear, 10 * kYear, -7'200'000, 7'200'000}));
  world.See("a clock jumped");
}

void CloneDevice(World& world, std::size_t index) {
  if (world.phones.size() >= 10 || world.phones[index].sets().empty()) return;
  world.phones[index].cloned = true;
  Phone clone = world.phones[index];
  world.phones.push_back(std::move(clone));
  world.desks.emplace_back();
  world.See("a device cloned");
}

void LoseSet(World& world, std::size_t index) {
  Phone& phone = world.phones[index];
  if (!CanWork(phone) || phone.cloned) return;
  std::vector<std::uint64_t> unsent;
  for (const OwnSet& set : phone.sets()) {
    if (!set.receipted && !set.lost) unsent.push_back(set.sealed.seq);
  }
  if (unsent.empty()) return;
  const std::uint64_t seq = world.chance.OneOf(unsent);
  phone.Lose(seq);
  // What it said before of others may have been lost with this one.
  std::vector<v1::Operation> operations;
  std::vector<Deed> deeds;
  for (const OwnSet& set : phone.sets()) {
    if (!set.lost) continue;
    const std::uint64_t lost = set.sealed.seq;
    v1::DeclareLost* wire = operations.emplace_back().mutable_declare_lost();
    wire->set_first_seq(lost);
    wire->set_last_seq(lost);
    deeds.push_back(DeclareLost{lost, lost});
  }
  Keep(world, phone, std::move(operations), std::move(deeds));
  world.See("a set was lost");
}

// --- the line ---

namespace {

std::uint64_t FirstUnsent(const Phone& phone) {
  std::uint64_t first = 1;
  while (first <= phone.sets().size() &&
         (phone.sets()[first - 1].receipted || phone.sets()[first - 1].lost)) {
    ++first;
  }
  return first;
}

bool OpenSession(World& world, Phone& phone) {
  const merge::SessionNote note = phone.Note(world.now);
  const std::uint64_t epoch = phone.epoch();
  const OpenAnswer answer = world.office.Open(phone.chain(), note);
  const bool agrees = phone.Opened(answer, world.now);
  if (epoch != 0 && epoch != phone.epoch()) world.See("a phone met a new epoch");
  return agrees;
}

}  // namespace

void Pull(World& world, std::size_t index, bool whole) {
  Phone& phone = world.phones[index];
  OpenSession(world, phone);
  if (phone.revoked) return;
  const bool outcomes_first = world.chance.Percent(50);
  const std::vector<v1::Outcome>& inbox = world.office.registry().InboxOf(phone.chain());
  if (outcomes_first && phone.inbox_cursor() <= inbox.size()) {
    phone.ApplyInbox(inbox, phone.inbox_cursor());
  }
  const std::set<std::uint64_t> villages = phone.villages();
  for (std::uint64_t village : villages) {
    RegistryMaps::Page page;
    do {
      page =
          world.office.registry().Feed(village, phone.CursorOf(village), 1 + world.chance.Below(6));
      std::map<RecordId, ScreenPtr> screens;
      for (const v1::RecordRow& row : page.rows) {
        const RecordId id = *RecordId::FromRaw(row.record());
        screens[id] = world.model.ScreenOf(id);
      }
      phone.Apply(village, page, screens);
      if (!whole && world.chance.Percent(30)) return;
    } while (page.more);
  }
  if (!outcomes_first && phone.inbox_cursor() <= inbox.size()) {
    phone.ApplyInbox(inbox, phone.inbox_cursor());
  }
}

void PushEverything(World& world, std::size_t index) {
  Phone& phone = world.phones[index];
  if (!OpenSession(world, phone)) {
    phone.retired = true;
    world.See("a forked chain noticed by its phone");
    world.Carry(phone, 1, phone.sets().size(), true);
    return;
  }
  const std::uint64_t first = FirstUnsent(phone);
  world.Carry(phone, first, phone.sets().size(), true);
}

void Push(World& world, std::size_t index) {
  Phone& phone = world.phones[index];
  if (!OpenSession(world, phone)) {
    PushEverything(world, index);
    return;
  }
  const std::uint64_t first = FirstUnsent(phone);
  const std::uint64_t waiting = phone.sets().size() + 1 - first;
  if (waiting == 0) return;
  switch (world.chance.Below(6)) {
    case 0:
      world.Carry(phone, first, waiting, false);
      world.See("an answer was lost");
      break;
    case 1:
      world.Carry(phone, first, 1 + world.chance.Below(waiting), true);
      world.See("a push was cut");
      break;
    case 2:
      world.Carry(phone, first, waiting, false);
      world.Carry(phone, first, waiting, true);
      world.See("a push came twice");
      break;
    case 3:
      if (waiting > 1 && !phone.cloned) {
        // A courier overtakes: the later half arrives first.
        const std::uint64_t half = first + waiting / 2;
        world.Carry(phone, half, waiting, world.chance.Percent(50));
        world.See("later sets came first");
      }
      break;
    default:
      world.Carry(phone, first, waiting, true);
      break;
  }
}

}  // namespace tilik::simulation
