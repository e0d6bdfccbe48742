#include "tests/simulation/office_work.h"

#include <algorithm>

#include "tests/simulation/answers.h"
#include "tests/simulation/line_work.h"

namespace tilik::simulation {
namespace {

constexpr std::int64_t kDayMs = 24ll * 3600 * 1000;

constexpr char kSupervisor[] = "seksi data";
constexpr char kOtherSupervisor[] = "korkab";
constexpr char kImporter[] = "impor";

std::map<Slot, Answers> BySlot(const Codebooks& codebooks, const Answers& answers) {
  std::map<Slot, Answers> slots;
  for (const auto& [field, answer] : answers) slots[codebooks.SlotOf(field)][field] = answer;
  return slots;
}

// What a file row says of its record, its place in the tree included.
Answers WholeRow(const World& world, const FileRow& row) {
  Answers answers = row.answers;
  if (row.kind == v1::RECORD_KIND_FAMILY) {
    answers[field::kHousehold] = {world.imported.at(row.parent).record, How::kUnspecified};
  }
  if (row.kind == v1::RECORD_KIND_PERSON) {
    answers[field::kFamily] = {world.imported.at(row.parent).record, How::kUnspecified};
  }
  return answers;
}

void ImportRow(World& world, const FileRow& row) {
  const Answers whole = WholeRow(world, row);
  auto known = world.imported.find(row.key);
  v1::Operation operation;
  Deed deed;
  if (known == world.imported.end()) {
    Create create{world.ids.Next(world.now), row.kind, world.villages.front(), whole};
    if (auto village = whole.find(field::kVillage); village != whole.end()) {
      create.village = static_cast<std::uint64_t>(std::get<std::int64_t>(village->second.value));
    }
    v1::CreateRecord* wire = operation.mutable_create_record();
    wire->set_record(create.record.str());
    wire->set_kind(row.kind);
    wire->set_village(create.village);
    WriteColumns(whole, wire->mutable_values());
    world.imported[row.key] = {create.record, whole};
    deed = std::move(create);
  } else {
    Import import;
    import.record = known->second.record;
    const std::map<Slot, Answers> last = BySlot(world.codebooks, known->second.answers);
    v1::ChangeFields* wire = operation.mutable_change_fields();
    wire->set_record(import.record.str());
    wire->set_base_epoch(world.office.epoch());
    wire->set_base_revision(world.office.Find(import.record)->revision);
    for (const auto& [slot, answers] : BySlot(world.codebooks, whole)) {
      auto before = last.find(slot);
      if (before != last.end() && before->second == answers) continue;
      import.answers.insert(answers.begin(), answers.end());
      std::uint64_t base = 0;
      if (before != last.end()) {
        import.last_file[slot] = before->second;
        base = world.office.LastRevisionWith(import.record, slot, before->second).value();
      }
      v1::BaseException* exception = wire->add_exceptions();
      exception->set_base_revision(base);
      exception->set_epoch(world.office.epoch());
      for (const auto& [field, answer] : answers) exception->add_fields(field);
    }
    known->second.answers = whole;
    if (import.answers.empty()) return;
    WriteColumns(import.answers, wire->mutable_values());
    world.See("an import changed a field");
    deed = std::move(import);
  }
  const Instant as_of{world.now.ms / kDayMs * kDayMs - kDayMs};
  world.Decree(kImporter, {std::move(operation)}, {std::move(deed)}, as_of);
}

std::optional<CaseLook> Look(World& world, const merge::CaseFile& file) {
  CaseLook look;
  look.account = world.chance.Percent(50) ? kSupervisor : kOtherSupervisor;
  const merge::CaseKey& key = file.key;
  Decide& decide = look.decide;
  switch (key.kind) {
    case merge::CaseKind::kConflict:
    case merge::CaseKind::kStatus:
      decide.which = CaseName::OfValue(
          key.record, key.kind == merge::CaseKind::kStatus ? kStatusSlot : key.slot);
      break;
    case merge::CaseKind::kOutsideAssignment:
      decide.which = CaseName::OfOutside(key.record);
      break;
    case merge::CaseKind::kRetraction:
      decide.which = CaseName::OfRetraction(world.DeedOf(key.fact));
      break;
    case merge::CaseKind::kQuarantine:
      decide.which = CaseName::OfQuarantine(key.chain);
      break;
    case merge::CaseKind::kDuplicate:
      decide.which = CaseName::OfDuplicate(key.record, key.other);
      break;
    default:
      return std::nullopt;
  }
  const bool about_held = decide.which.about == CaseName::About::kOutsideAssignment ||
                          decide.which.about == CaseName::About::kQuarantine;
  const bool yes = world.chance.Percent(65);
  if (key.kind == merge::CaseKind::kDuplicate) {
    decide.choice = Decide::Choice::kNoProblem;
    look.wire.set_choice(v1::CHOICE_NOT_A_PROBLEM);
  } else if (about_held) {
    decide.choice = yes ? Decide::Choice::kRelease : Decide::Choice::kRefuse;
    look.wire.set_choice(yes ? v1::CHOICE_RELEASE : v1::CHOICE_REFUSE);
  } else {
    decide.choice = yes ? Decide::Choice::kAccept : Decide::Choice::kKeep;
    look.wire.set_choice(yes ? v1::CHOICE_ACCEPT : v1::CHOICE_KEEP);
    if (yes && !file.proposals.empty()) {
      const merge::FactId chosen = world.chance.OneOf(file.proposals).id();
      decide.proposal = world.DeedOf(chosen);
      look.wire.mutable_proposal()->set_link(chosen.link.str());
      look.wire.mutable_proposal()->set_operation(chosen.operation);
    }
  }
  decide.record_seen = world.model.RecordMoment(key.record);
  decide.case_seen = world.model.CaseMoment(decide.which);
  const merge::RecordState* record = world.office.Find(key.record);
  look.wire.set_case_number(file.number);
  look.wire.set_case_counter(file.counter);
  look.wire.set_record_revision(record == nullptr ? 0 : record->revision);
  return look;
}

// Whether somebody would be struck off, so that two people must sign.
bool Removes(const World& world, const Decide& decide) {
  if (decide.choice != Decide::Choice::kAccept || decide.which.about != CaseName::About::kValue ||
      decide.which.slot != kStatusSlot) {
    return false;
  }
  const auto open = world.model.open_cases().find(decide.which);
  if (open == world.model.open_cases().end()) return false;
  return std::any_of(open->second.wishes.begin(), open->second.wishes.end(), [&](const Wish& wish) {
    return wish.deed == decide.proposal && wish.status != v1::RECORD_STATUS_ACTIVE;
  });
}

void Carry(World& world, const CaseLook& look) {
  v1::Operation operation;
  *operation.mutable_decide() = look.wire;
  const bool moved = world.model.CaseMoment(look.decide.which) != look.decide.case_seen ||
                     world.model.RecordMoment(look.decide.which.record) != look.decide.record_seen;
  world.See(moved ? "a decision came too late" : "a case decided");
  const bool removes = Removes(world, look.decide);
  const std::optional<Link> link = world.Decree(look.account, {std::move(operation)},
                                                {removes ? Deed(Note()) : Deed(look.decide)});
  if (link && removes) world.unsigned_sets.push_back({*link, look.decide, look.account});
}

}  // namespace

void FoundDistrict(World& world, int phones, int households) {
  world.villages = {5302012001, 5302012002, 5302012003};
  for (int i = 0; i < households; ++i) {
    const std::string key = std::to_string(i);
    FileRow household{"h" + key, v1::RECORD_KIND_HOUSEHOLD, "",
                      DrawFirstAnswers(world.chance, v1::RECORD_KIND_HOUSEHOLD)};
    household.answers[field::kVillage] = {
        static_cast<std::int64_t>(world.chance.OneOf(world.villages)), How::kUnspecified};
    world.file.push_back(household);
    world.file.push_back({"f" + key, v1::RECORD_KIND_FAMILY, "h" + key,
                          DrawFirstAnswers(world.chance, v1::RECORD_KIND_FAMILY)});
    world.file.push_back({"p" + key, v1::RECORD_KIND_PERSON, "f" + key,
                          DrawFirstAnswers(world.chance, v1::RECORD_KIND_PERSON)});
  }
  world.first_file = world.file;
  ImportFile(world, world.file);
  DefineLines(world);
  for (int i = 0; i < phones; ++i) {
    world.now.ms += 1000;
    std::set<std::uint64_t> villages;
    for (std::uint64_t village : world.villages) {
      if (world.chance.Percent(60)) villages.insert(village);
    }
    EnrolPhone(world, "petugas " + std::to_string(i + 1), villages);
  }
  BackUp(world);
}

void ReviseFile(World& world) {
  for (FileRow& row : world.file) {
    if (!world.chance.Percent(30)) continue;
    for (auto& [field, answer] : DrawFirstAnswers(world.chance, row.kind)) {
      row.answers[field] = answer;
    }
  }
}

void ImportFile(World& world, const std::vector<FileRow>& file) {
  for (const FileRow& row : file) ImportRow(world, row);
}

void DefineLines(World& world) {
  std::vector<RecordId> recipients;
  for (const auto& [id, record] : world.model.records()) {
    if (record.kind != v1::RECORD_KIND_PERSON) recipients.push_back(id);
  }
  if (recipients.empty()) return;
  std::vector<v1::Operation> operations;
  std::vector<Deed> deeds;
  for (DanomLine& line : world.lines) {
    if (line.defined || !world.chance.Percent(40)) continue;
    line.defined = true;
    v1::Operation operation;
    v1::EntitlementLine* wire = operation.mutable_define_entitlements()->add_lines();
    wire->set_line(line.id.str());
    wire->set_danom("rastra-2018");
    wire->set_programme("rastra");
    wire->set_period("2018-0" + std::to_string(1 + world.chance.Below(3)));
    wire->set_recipient(line.recipient.str());
    wire->set_village(line.village);
    wire->set_quantity(line.entitled);
    operations.push_back(std::move(operation));
    deeds.push_back(DefineLine{line.id, line.recipient, wire->period(), line.entitled});
  }
  if (!operations.empty()) {
    world.Decree(kSupervisor, std::move(operations), std::move(deeds));
  }
  // Lines of the next danom: handed out before it is imported, perhaps.
  for (int i = 0; i < 3 && world.lines.size() < 20; ++i) {
    DanomLine line;
    line.id = *LineId::FromRaw(world.ids.Next(world.now).raw());
    line.recipient = world.chance.OneOf(recipients);
    line.village = world.model.VillageOf(*world.model.Standing(line.recipient));
    line.entitled = static_cast<std::int64_t>(5000 * (1 + world.chance.Below(3)));
    world.lines.push_back(line);
  }
}

void CloseEntitlement(World& world) {
  std::vector<LineId> defined;
  for (const DanomLine& line : world.lines) {
    if (line.defined) defined.push_back(line.id);
  }
  if (defined.empty()) return;
  const LineId line = world.chance.OneOf(defined);
  v1::Operation operation;
  operation.mutable_close_entitlement()->set_line(line.str());
  operation.mutable_close_entitlement()->set_reason(v1::NON_DELIVERY_REASON_MENOLAK);
  world.Decree(kSupervisor, {std::move(operation)}, {CloseLine{line}});
  world.See("an entitlement closed by order");
}

void LookAtCase(World& world) {
  const merge::WorkingSet& all = world.office.all();
  if (all.open_cases.empty()) return;
  auto chosen = all.open_cases.begin();
  std::advance(chosen, static_cast<long>(world.chance.Below(all.open_cases.size())));
  const merge::CaseFile& file = all.cases.at(chosen->second);
  // Two supervisors look at the same case, each will decide.
  for (int people = world.chance.Percent(20) ? 2 : 1; people > 0; --people) {
    if (auto look = Look(world, file)) world.case_looks.push_back(*std::move(look));
  }
}

void DecideByLook(World& world) {
  if (world.case_looks.empty()) LookAtCase(world);
  if (world.case_looks.empty()) return;
  const CaseLook look = world.case_looks.front();
  world.case_looks.erase(world.case_looks.begin());
  Carry(world, look);
}

void Countersign(World& world, bool may_refuse) {
  if (world.unsigned_sets.empty()) return;
  const Unsigned waiting = world.unsigned_sets.front();
  world.unsigned_sets.erase(world.unsigned_sets.begin());
  const bool refuses = may_refuse && world.chance.Percent(25);
  v1::Operation operation;
  operation.mutable_countersign()->set_link(waiting.link.str());
  operation.mutable_countersign()->set_refuse(refuses);
  operation.mutable_countersign()->set_reason("sudah dibaca");
  world.See(refuses ? "a second signature refused" : "a second signature given");
  const auto* unmerge = std::get_if<UnmergeRecords>(&waiting.deed);
  const auto merged = [&] {
    return unmerge != nullptr && !world.model.Find(unmerge->retired)->redirected_to.none();
  };
  const bool were_one = merged();
  world.Decree(waiting.account == kSupervisor ? kOtherSupervisor : kSupervisor,
               {std::move(operation)}, {refuses ? Deed(Note()) : waiting.deed});
  if (were_one && !merged()) world.See("a merge taken back");
}

bool SettleOne(World& world) {
  if (ConfirmOne(world)) return true;
  if (!world.unsigned_sets.empty()) {
    Countersign(world, /*may_refuse=*/false);
    return true;
  }
  const merge::WorkingSet& all = world.office.all();
  for (const auto& [key, number] : all.open_cases) {
    if (auto look = Look(world, all.cases.at(number))) {
      Carry(world, *look);
      return true;
    }
  }
  return false;
}

void LookAtDuplicates(World& world) {
  std::vector<RecordId> standing;
  for (const auto& [id, record] : world.model.records()) {
    if (record.redirected_to.none()) standing.push_back(id);
  }
  if (standing.size() < 2) return;
  const RecordTruth& survivor = *world.model.Find(world.chance.OneOf(standing));
  const RecordTruth& retired = *world.model.Find(world.chance.OneOf(standing));
  if (survivor.id == retired.id || survivor.kind != retired.kind) return;
  MergeLook look;
  look.merge = {survivor.id, retired.id, survivor.changed, retired.changed, {}};
  look.wire.set_survivor(survivor.id.str());
  look.wire.set_retired(retired.id.str());
  look.wire.set_survivor_revision(world.office.Find(survivor.id)->revision);
  look.wire.set_retired_revision(world.office.Find(retired.id)->revision);
  for (const auto& [slot, truth] : retired.slots) {
    const bool place = truth.accepted.count(field::kVillage) != 0 ||
                       truth.accepted.count(field::kHousehold) != 0 ||
                       truth.accepted.count(field::kFamily) != 0;
    if (truth.accepted.empty() || place || !world.chance.Percent(35)) continue;
    look.merge.take.insert(slot);
    for (const auto& [field, answer] : truth.accepted) look.wire.add_take_from_retired(field);
  }
  world.merge_looks.push_back(std::move(look));
}

void MergeByLook(World& world) {
  if (world.merge_looks.empty()) LookAtDuplicates(world);
  if (world.merge_looks.empty()) return;
  const MergeLook look = world.merge_looks.back();
  world.merge_looks.pop_back();
  v1::Operation operation;
  *operation.mutable_merge_records() = look.wire;
  world.Decree(kSupervisor, {std::move(operation)}, {look.merge});
  if (world.model.Find(look.merge.retired)->redirected_to == look.merge.survivor) {
    world.See("two records merged");
  }
  for (const auto& [id, line] : world.model.lines()) {
    if (world.model.TotalsOf(line).counts_elsewhere) world.See("one recipient was due twice");
  }
}

void ProposeUnmerge(World& world) {
  std::vector<RecordId> survivors;
  for (const auto& [id, record] : world.model.records()) {
    if (record.redirected_to.none() && !record.absorbed.empty()) survivors.push_back(id);
  }
  if (survivors.empty()) return;
  const RecordTruth& survivor = *world.model.Find(world.chance.OneOf(survivors));
  const UnmergeRecords unmerge{survivor.id, survivor.absorbed.back().id, survivor.changed};
  v1::Operation operation;
  v1::UnmergeRecords* wire = operation.mutable_unmerge_records();
  wire->set_survivor(unmerge.survivor.str());
  wire->set_survivor_revision(world.office.Find(survivor.id)->revision);
  wire->set_retired(unmerge.retired.str());
  wire->set_reason("dua keluarga, ternyata");
  const std::optional<Link> link =
      world.Decree(kSupervisor, {std::move(operation)}, {Deed(Note())});
  if (link) world.unsigned_sets.push_back({*link, unmerge, kSupervisor});
}

namespace {

std::pair<v1::Operation, Assign> DrawAssignment(World& world, const ChainId& hand) {
  Assign assign;
  assign.hand = hand;
  v1::Operation operation;
  v1::AssignVillages* wire = operation.mutable_assign_villages();
  wire->set_enrolment(hand.str());
  wire->set_revision(world.office.AssignmentRevision(hand) + 1);
  for (std::uint64_t village : world.villages) {
    if (!world.chance.Percent(60)) continue;
    assign.villages.insert(village);
    wire->add_villages(village);
  }
  return {std::move(operation), std::move(assign)};
}

}  // namespace

void Reassign(World& world, const Phone& phone) {
  auto [operation, assign] = DrawAssignment(world, phone.chain());
  world.Decree(kSupervisor, {std::move(operation)}, {std::move(assign)});
}

bool ConfirmOne(World& world) {
  const std::vector<ChainId> unconfirmed = world.office.Unconfirmed();
  if (unconfirmed.empty()) return false;
  const ChainId hand = world.chance.OneOf(unconfirmed);
  auto [assigning, assign] = DrawAssignment(world, hand);
  v1::Operation confirming;
  confirming.mutable_confirm_enrolment()->set_enrolment(hand.str());
  world.Decree(kSupervisor, {std::move(assigning), std::move(confirming)},
               {std::move(assign), ConfirmEnrolment{hand}});
  world.See("an enrolment confirmed after a restore");
  return true;
}

void RevokeEnrolment(World& world, const Phone& phone) {
  const ChainId hand = phone.chain();
  // The office revokes what stands in its list.
  if (!world.office.Knows(hand)) return;
  v1::Operation operation;
  operation.mutable_revoke_enrolment()->set_enrolment(hand.str());
  world.Decree(kSupervisor, {std::move(operation)}, {Revoke{hand}});
  world.See("an enrolment revoked");
}

void CloseAGap(World& world) {
  const std::vector<Office::Gap> gaps = world.office.OpenGaps();
  if (gaps.empty()) return;
  const Office::Gap gap = world.chance.OneOf(gaps);
  v1::Operation operation;
  v1::CloseGap* wire = operation.mutable_close_gap();
  wire->set_enrolment(gap.chain.str());
  wire->set_first_seq(gap.first);
  wire->set_last_seq(gap.last);
  wire->set_reason("HP jatuh ke kali");
  world.Decree(kSupervisor, {std::move(operation)}, {CloseGap{gap.chain, gap.first, gap.last}});
  world.See("a gap closed by the office");
}

void BackUp(World& world) {
  Result<std::string> copy = world.office.BackUp();
  TILIK_CHECK(copy.ok(), copy.status().message());
  std::set<Link> in_copy;
  for (const LoggedSet& logged : world.office.log()) {
    in_copy.insert(logged.link);
    if (world.newest_copy.count(logged.link) != 0) world.copied_twice.insert(logged.link);
  }
  world.newest_copy = std::move(in_copy);
  world.backups.push_back({*std::move(copy), world.model, world.imported, world.lines,
                           world.known_sessions, world.acknowledged});
}

void Restore(World& world) {
  if (world.backups.empty()) return;
  const std::size_t which = world.chance.Below(world.backups.size());
  world.backups.erase(world.backups.begin() + static_cast<std::ptrdiff_t>(which) + 1,
                      world.backups.end());
  const Backup& backup = world.backups.back();
  world.office.Restore(backup.registry);
  world.model.RestoreFrom(backup.model);
  world.imported = backup.imported;
  world.lines = backup.lines;
  world.known_sessions = backup.known_sessions;
  world.acknowledged = backup.acknowledged;
  world.case_looks.clear();
  world.merge_looks.clear();
  world.unsigned_sets.clear();
  world.heard = world.model.in_custody().size();
  world.HearLog();
  world.See("a server restored from a backup");
}

}  // namespace tilik::simulation
