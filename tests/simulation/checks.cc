#include "tests/simulation/checks.h"

#include <algorithm>

#include "sync-server/merge/ledger.h"
#include "tests/simulation/chronicle.h"

namespace tilik::simulation {
namespace {

using Finding = std::optional<std::string>;

bool Equal(const Answers& a, const Answers& b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](const auto& x, const auto& y) {
           return x.first == y.first && x.second.value == y.second.value;
         });
}

Finding RecordsDiffer(const World& world) {
  const auto& records = world.office.all().records;
  if (records.size() != world.model.records().size()) {
    return "the office has " + std::to_string(records.size()) + " records, the model " +
           std::to_string(world.model.records().size());
  }
  for (const auto& [id, truth] : world.model.records()) {
    auto found = records.find(id);
    if (found == records.end()) return "record " + Name(id) + " is not in the registry";
    const merge::RecordState& record = found->second;
    if (record.redirected_to != truth.redirected_to) {
      return "record " + Name(id) + " redirects to " + Name(record.redirected_to) + ", not " +
             Name(truth.redirected_to);
    }
    if (record.status != truth.status) {
      return "record " + Name(id) + " has status " + std::to_string(record.status) + ", not " +
             std::to_string(truth.status);
    }
    std::map<Slot, Answers> stands;
    for (const auto& [slot, state] : record.slots) stands[slot] = state.answers;
    for (const auto& [slot, state] : truth.slots) {
      if (!Equal(stands[slot], state.accepted)) {
        return "record " + Name(id) + " slot " + std::to_string(slot) + " stands at" +
               Words(stands[slot]) + ", must be" + Words(state.accepted);
      }
      stands.erase(slot);
    }
    for (const auto& [slot, answers] : stands) {
      if (!answers.empty()) return "record " + Name(id) + " has a slot nobody filled";
    }
  }
  return std::nullopt;
}

Finding VillagesDiffer(const World& world) {
  for (const auto& [id, record] : world.office.all().records) {
    const std::uint64_t truth = world.model.VillageOf(*world.model.Find(id));
    if (record.redirected_to.none() && record.village != truth) {
      return "record " + Name(id) + " is in village " + std::to_string(record.village) + ", not " +
             std::to_string(truth);
    }
  }
  return std::nullopt;
}

std::optional<CaseName> NameOf(const World& world, const merge::CaseKey& key) {
  switch (key.kind) {
    case merge::CaseKind::kConflict:
      return CaseName::OfValue(key.record, key.slot);
    case merge::CaseKind::kStatus:
      return CaseName::OfValue(key.record, kStatusSlot);
    case merge::CaseKind::kOutsideAssignment:
      return CaseName::OfOutside(key.record);
    case merge::CaseKind::kRetraction:
      return CaseName::OfRetraction(world.DeedOf(key.fact));
    case merge::CaseKind::kQuarantine:
      return CaseName::OfQuarantine(key.chain);
    case merge::CaseKind::kDuplicate:
      return CaseName::OfDuplicate(key.record, key.other);
    default:
      return std::nullopt;
  }
}

std::string CaseInWords(const CaseName& name) {
  switch (name.about) {
    case CaseName::About::kValue:
      return "the case of record " + Name(name.record) + " slot " + std::to_string(name.slot);
    case CaseName::About::kOutsideAssignment:
      return "the outside-assignment case of record " + Name(name.record);
    case CaseName::About::kRetraction:
      return "the retraction case of " + Name(name.fact);
    case CaseName::About::kQuarantine:
      return "the quarantine case of chain " + ToHex(name.chain.raw()).substr(0, 8);
    case CaseName::About::kDuplicate:
      return "the question whether " + Name(name.record) + " and " + Name(name.other) + " are one";
  }
  return "";
}

Finding CasesDiffer(const World& world) {
  const merge::WorkingSet& all = world.office.all();
  std::map<CaseName, CaseTruth> wanted = world.model.open_cases();
  for (const auto& [key, number] : all.open_cases) {
    const std::optional<CaseName> name = NameOf(world, key);
    if (!name || name->about == CaseName::About::kDuplicate) continue;
    auto truth = wanted.find(*name);
    if (truth == wanted.end()) return CaseInWords(*name) + " is open without a reason";
    std::map<DeedId, Wish> wishes;
    for (const Wish& wish : truth->second.wishes) wishes[wish.deed] = wish;
    if (name->about == CaseName::About::kValue || name->about == CaseName::About::kRetraction) {
      for (const merge::Proposal& proposal : all.cases.at(number).proposals) {
        const DeedId deed = world.DeedOf(proposal.id());
        auto wish = wishes.find(deed);
        if (wish == wishes.end())
          return CaseInWords(*name) + " lists " + Name(deed) + " needlessly";
        if (name->about == CaseName::About::kValue &&
            (!Equal(proposal.answers, wish->second.answers) ||
             proposal.status != wish->second.status)) {
          return CaseInWords(*name) + " lists other values for " + Name(deed);
        }
        wishes.erase(wish);
      }
      if (!wishes.empty()) return CaseInWords(*name) + " lacks " + Name(wishes.begin()->first);
    }
    wanted.erase(truth);
  }
  if (!wanted.empty()) return CaseInWords(wanted.begin()->first) + " is not open";
  return std::nullopt;
}

Finding HeldDiffers(const World& world) {
  std::set<DeedId> held;
  for (const auto& [fact, operation] : world.office.all().held) {
    held.insert(world.DeedOf(fact));
  }
  for (const auto& [deed, fate] : world.model.fates()) {
    const bool waits = fate == Fate::kHeld || fate == Fate::kQuarantined;
    const Saved& saved = *world.model.in_custody().at(deed.set);
    // What an account did and waits is a removal, for a second signature.
    if (saved.account || std::holds_alternative<Retract>(saved.deeds[deed.deed])) continue;
    if (waits != (held.count(deed) != 0)) {
      return Name(deed) + (waits ? " must be held and is not" : " is held and must not be");
    }
  }
  return std::nullopt;
}

Finding LinesDiffer(const World& world) {
  const merge::WorkingSet& all = world.office.all();
  for (const auto& [id, truth] : world.model.lines()) {
    const std::string line = "line " + ToHex(id.raw()).substr(24);
    auto found = all.lines.find(id);
    if (found == all.lines.end()) return line + " is not in the registry";
    const merge::Tally tally = merge::TallyOf(found->second);
    const LineTotals totals = world.model.TotalsOf(truth);
    const bool closed = truth.Closed() || totals.counts_elsewhere;
    if (tally.entitled != truth.entitled || tally.delivered != totals.delivered ||
        tally.excess != totals.excess || tally.undelivered != totals.undelivered ||
        tally.open != (closed ? 0 : totals.rest) || tally.closed != (closed ? totals.rest : 0)) {
      return line + ": entitled " + std::to_string(tally.entitled) + " delivered " +
             std::to_string(tally.delivered) + " excess " + std::to_string(tally.excess) +
             " undelivered " + std::to_string(tally.undelivered) + " rest " +
             std::to_string(tally.open + tally.closed) + ", must be " +
             std::to_string(truth.entitled) + " " + std::to_string(totals.delivered) + " " +
             std::to_string(totals.excess) + " " + std::to_string(totals.undelivered) + " " +
             std::to_string(totals.rest);
    }
    if (tally.entitled != tally.delivered + tally.undelivered + tally.closed + tally.open) {
      return line + " does not add up";
    }
    merge::CaseKey key;
    key.kind = merge::CaseKind::kDoubleDelivery;
    key.line = id;
    if (truth.defined && totals.excess > 0 && all.open_cases.count(key) == 0) {
      return line + " was delivered twice and nobody is asked";
    }
  }
  return std::nullopt;
}

// A fact that was retracted stays, marked; one that was not stands once.
Finding FactsDiffer(const World& world) {
  const merge::WorkingSet& all = world.office.all();
  for (const auto& [deed, fate] : world.model.fates()) {
    const Saved& saved = *world.model.in_custody().at(deed.set);
    if (!std::holds_alternative<Visit>(saved.deeds[deed.deed])) continue;
    auto row = all.facts.find(world.FactOf(deed));
    if ((fate == Fate::kApplied) != (row != all.facts.end())) {
      return "the visit of " + Name(deed) + (fate == Fate::kApplied ? " is lost" : " counts early");
    }
    if (row != all.facts.end() &&
        row->second.retracted != (world.model.retracted().count(deed) != 0)) {
      return "the visit of " + Name(deed) + " is retracted wrongly";
    }
  }
  return std::nullopt;
}

Finding CustodyDiffers(const World& world) {
  std::set<Link> links;
  for (const LoggedSet& logged : world.office.log()) {
    if (!links.insert(logged.link).second) return "a set is in custody twice";
    const SetNumber number = world.number_of.at(logged.link);
    const auto known = world.model.in_custody().find(number);
    if (known == world.model.in_custody().end()) return "custody holds a set that nobody sent";
    if (!logged.account && logged.observed != known->second->observed) {
      return "set " + std::to_string(number) + " counts as observed at another time";
    }
  }
  for (const auto& [number, saved] : world.model.in_custody()) {
    if (links.count(saved->link) == 0) return "set " + std::to_string(number) + " is lost";
  }
  for (const Link& link : world.acknowledged) {
    if (links.count(link) == 0) {
      return "set " + std::to_string(world.number_of.at(link)) + " has a receipt and is lost";
    }
  }
  return std::nullopt;
}

// Every chain is without gaps as far as it came, or its gaps are said.
Finding GapsUnsaid(const World& world) {
  std::map<ChainId, std::set<std::uint64_t>> places;
  for (const LoggedSet& logged : world.office.log()) places[logged.chain].insert(logged.seq);
  std::optional<std::set<std::pair<ChainId, std::uint64_t>>> said;
  for (const auto& [chain, seqs] : places) {
    for (std::uint64_t seq = 1; seq < *seqs.rbegin(); ++seq) {
      if (seqs.count(seq) != 0) continue;
      if (!said) said = world.office.Gaps();
      if (said->count({chain, seq}) == 0) {
        return "place " + std::to_string(seq) + " of a chain is missing and nobody says so";
      }
    }
  }
  return std::nullopt;
}

Fate FateOf(v1::OutcomeKind kind) {
  switch (kind) {
    case v1::OUTCOME_KIND_SUPERSEDED:
      return Fate::kSuperseded;
    case v1::OUTCOME_KIND_HELD:
      return Fate::kHeld;
    case v1::OUTCOME_KIND_QUARANTINED:
      return Fate::kQuarantined;
    case v1::OUTCOME_KIND_REFUSED:
      return Fate::kRefused;
    default:
      return Fate::kApplied;
  }
}

// What an operation's outcomes, read in order, say of it: of all of it, and of slots apart.
struct Told {
  Fate whole = Fate::kApplied;
  std::map<Slot, Fate> slots;
};

std::map<DeedId, Told> ToldTo(const World& world, const Phone& phone) {
  std::map<DeedId, Told> told;
  for (const v1::Outcome& outcome : world.office.InboxOf(phone.chain())) {
    const Link link = Link::FromRaw(outcome.link()).value_or(Link());
    Told& deed = told[world.DeedOf({link, outcome.operation()})];
    if (outcome.kind() != v1::OUTCOME_KIND_UNSPECIFIED) deed = {FateOf(outcome.kind()), {}};
    for (const v1::FieldOutcome& fields : outcome.fields()) {
      for (Field field : fields.fields()) {
        deed.slots[world.codebooks.SlotOf(field)] = FateOf(fields.kind());
      }
    }
  }
  return told;
}

// Every operation is told what became of it, slot by slot, and told again when that changes.
Finding OutcomesDiffer(const World& world) {
  static const char* const kWords[] = {"applied",     "superseded", "held",
                                       "quarantined", "refused",    "released"};
  for (const auto& phone : world.phones) {
    for (const auto& [deed, told] : ToldTo(world, *phone)) {
      auto known = world.model.fates().find(deed);
      if (known == world.model.fates().end()) return Name(deed) + " is told before its time";
      const Fate fate = known->second;
      auto slots = world.model.slot_fates().find(deed);
      if (fate != Fate::kApplied || slots == world.model.slot_fates().end()) {
        if (fate == told.whole) continue;
        return Name(deed) + " is told " + kWords[static_cast<int>(told.whole)] + ", must be " +
               kWords[static_cast<int>(fate)];
      }
      for (const auto& [slot, wanted] : slots->second) {
        auto apart = told.slots.find(slot);
        const Fate said = apart == told.slots.end() ? told.whole : apart->second;
        if (said == wanted) continue;
        return Name(deed) + " slot " + std::to_string(slot) + " is told " +
               kWords[static_cast<int>(said)] + ", must be " + kWords[static_cast<int>(wanted)];
      }
    }
  }
  return std::nullopt;
}

Finding RedirectsStray(const World& world) {
  const auto& records = world.office.all().records;
  for (const auto& [id, record] : records) {
    RecordId at = id;
    for (std::size_t steps = 0; !records.at(at).redirected_to.none(); ++steps) {
      if (steps > records.size()) return "redirects of " + Name(id) + " run in a circle";
      at = records.at(at).redirected_to;
      if (records.count(at) == 0) return "redirects of " + Name(id) + " lead nowhere";
    }
  }
  return std::nullopt;
}

// Two living persons with one NIK: somebody is asked, or has answered; and nobody is asked twice.
Finding DuplicatesUnnoticed(const World& world) {
  const merge::WorkingSet& all = world.office.all();
  for (const merge::CaseKey& pair : all.settled_pairs) {
    if (all.open_cases.count(pair) == 0) continue;
    return "records " + Name(pair.record) + " and " + Name(pair.other) +
           " were said to be two, and it is asked again";
  }
  std::map<std::string, RecordId> first;
  for (const auto& [id, truth] : world.model.records()) {
    if (!truth.redirected_to.none() || truth.kind != v1::RECORD_KIND_PERSON) continue;
    const Answers answers = truth.AllAccepted();
    auto nik = answers.find(field::kNik);
    if (nik == answers.end() || !std::holds_alternative<std::string>(nik->second.value)) continue;
    auto [other, alone] = first.emplace(std::get<std::string>(nik->second.value), id);
    if (alone) continue;
    merge::CaseKey key;
    key.kind = merge::CaseKind::kDuplicate;
    key.record = std::min(id, other->second);
    key.other = std::max(id, other->second);
    if (all.open_cases.count(key) == 0 && all.settled_pairs.count(key) == 0) {
      return "records " + Name(other->second) + " and " + Name(id) +
             " share a NIK and nobody is asked";
    }
  }
  return std::nullopt;
}

// A set whose bytes were damaged on its phone cannot come, nor one that left it after two copies of
// the registry had it and that a third, older one has not; the phone says so, unless its chain is
// at an end.
Finding SomethingUnsent(const World& world) {
  std::set<Link> links;
  for (const LoggedSet& logged : world.office.log()) links.insert(logged.link);
  for (const auto& phone : world.phones) {
    if (!phone->on()) continue;
    std::set<std::uint64_t> declared;
    for (const OwnSet& set : phone->sets()) {
      for (const Deed& deed : set.saved->deeds) {
        const auto* lost = std::get_if<DeclareLost>(&deed);
        for (std::uint64_t at = lost == nullptr ? 1 : lost->first;
             at <= (lost == nullptr ? 0 : lost->last); ++at) {
          declared.insert(at);
        }
      }
    }
    for (const OwnSet& set : phone->sets()) {
      if (set.damaged || declared.count(set.saved->place) != 0) continue;
      const bool at_end = !phone->device().state().enrol_anew().empty();
      if (at_end && world.copied_twice.count(set.saved->link) != 0) continue;
      if (links.count(set.saved->link) == 0) {
        return "set " + std::to_string(set.saved->number) + " was saved and never arrived";
      }
    }
  }
  return std::nullopt;
}

// Whom the district still talks to.
bool IsServed(const Phone& phone) {
  if (!phone.on()) return false;
  const v1::DeviceState& state = phone.device().state();
  return !state.revoked() && state.enrol_anew().empty();
}

Finding PhonesDiffer(const World& world) {
  for (const auto& phone : world.phones) {
    if (!IsServed(*phone)) continue;
    if (Finding finding = PhoneDiffers(world, *phone)) return finding;
  }
  return std::nullopt;
}

// Once everything is decided nothing of one's own hides what the district says.
Finding SomethingStillHides(const World& world) {
  for (const auto& phone : world.phones) {
    if (!IsServed(*phone)) continue;
    const std::set<std::uint64_t> villages = phone->villages();
    for (const RecordId& id : phone->Pulled()) {
      const std::optional<client::RecordView> view = phone->View(id);
      if (!view || !view->record.redirected_to.none() ||
          villages.count(view->record.village) == 0) {
        continue;
      }
      // A record that the restored district has elsewhere, or not at all, is not pulled again.
      if (view->record.server.at.epoch != phone->device().state().epoch()) continue;
      for (const auto& [field, shown] : view->shown.fields) {
        if (!shown.own) continue;
        return "own work of seq " + std::to_string(shown.seq) + " still hides record " + Name(id) +
               " field " + std::to_string(field) + " as " +
               std::to_string(static_cast<int>(shown.fate.fate));
      }
    }
  }
  return std::nullopt;
}

// The household on this phone that a record belongs to; itself where it belongs to none.
RecordId TopOf(const Phone& phone, RecordId record) {
  // Person, family, household: three steps at most.
  for (int step = 0; step < 3; ++step) {
    const std::optional<client::RecordView> view = phone.View(record);
    if (!view || view->record.parent.none()) break;
    record = view->record.parent;
  }
  return record;
}

// Households in which own work is held for somebody whom the restored district has not.
std::set<RecordId> HouseholdsThatWait(const World& world, const Phone& phone) {
  std::set<RecordId> waiting;
  for (const RecordId& id : phone.Pulled()) {
    const std::optional<client::RecordView> view = phone.View(id);
    if (view && view->shown.HasOwn() && world.office.Find(id) == nullptr) {
      waiting.insert(TopOf(phone, id));
    }
  }
  return waiting;
}

// No device keeps a record of a village that is not its officer's, unless his own work touches it.
Finding SomethingOutOfScope(const World& world) {
  for (const auto& phone : world.phones) {
    if (!IsServed(*phone)) continue;
    const std::set<std::uint64_t> villages = phone->villages();
    const std::set<RecordId> waiting = HouseholdsThatWait(world, *phone);
    for (const RecordId& id : phone->Pulled()) {
      const std::optional<client::RecordView> view = phone->View(id);
      if (!view) continue;
      if (!view->record.leaving && villages.count(view->record.village) != 0) continue;
      if (!view->record.leaving && view->record.server.at.revision == 0) continue;
      // What the restored district has not, work that is held for it keeps here, and with it the
      // household to which it was done (protocol.md §5).
      if (world.office.Find(id) == nullptr || waiting.contains(TopOf(*phone, id))) continue;
      return "record " + Name(id) + " of village " + std::to_string(view->record.village) +
             (view->record.leaving ? ", leaving," : "") +
             (view->shown.HasOwn() ? " with own work" : "") + " is on a phone of chain " +
             ToHex(phone->chain().raw()).substr(24) + " to which it is not assigned";
    }
  }
  return std::nullopt;
}

Finding RegistryIsNotItsLog(const World& world) {
  return const_cast<Office&>(world.office).Verify();
}

}  // namespace

const std::vector<Check>& AlwaysTrue() {
  static const std::vector<Check> kChecks = {
      {"custody holds every set once", CustodyDiffers},
      {"every gap is said", GapsUnsaid},
      {"the registry is the model's", RecordsDiffer},
      {"every concurrent change is in its case", CasesDiffer},
      {"held work waits for what it needs", HeldDiffers},
      {"records are where they belong", VillagesDiffer},
      {"entitled = delivered + undelivered + open", LinesDiffer},
      {"facts stand once", FactsDiffer},
      {"outcomes tell what became", OutcomesDiffer},
      {"redirects reach survivors", RedirectsStray},
      {"shared NIKs are noticed", DuplicatesUnnoticed},
  };
  return kChecks;
}

const std::vector<Check>& TrueWhenHealed() {
  static const std::vector<Check> kChecks = {
      {"everything is sent", SomethingUnsent},
      {"phones agree with the office", PhonesDiffer},
      {"decided work hides nothing", SomethingStillHides},
      {"no phone sees beyond its villages", SomethingOutOfScope},
      {"the registry is what its log says", RegistryIsNotItsLog},
  };
  return kChecks;
}

Finding OwnWorkIsHidden(const World& world, const Phone& phone) {
  if (!phone.on()) return std::nullopt;
  std::map<std::pair<RecordId, Field>, Value> mine;
  for (const OwnSet& set : phone.sets()) {
    const bool waits = !set.damaged && world.arrived_once.count(set.saved->link) == 0;
    for (const OwnDeed& own : set.deeds) {
      for (const auto& [field, answer] : own.values) {
        if (!client::Says(answer)) continue;
        if (waits) {
          mine[{own.record, field}] = answer.value;
        } else {
          mine.erase({own.record, field});
        }
      }
    }
  }
  for (const auto& [place, value] : mine) {
    const std::optional<client::RecordView> view = phone.View(place.first);
    // What was merged into another record is shown there.
    if (!view) continue;
    auto field = view->shown.fields.find(place.second);
    if (field == view->shown.fields.end() || field->second.shown.value != value) {
      return "an unsent value of record " + Name(place.first) + " field " +
             std::to_string(place.second) + " is not on the screen";
    }
  }
  return std::nullopt;
}

Finding PhoneDiffers(const World& world, const Phone& phone) {
  const std::set<std::uint64_t> villages = phone.villages();
  const std::uint64_t epoch = phone.device().state().epoch();
  for (const auto& [id, record] : world.office.all().records) {
    if (villages.count(record.village) == 0 || !record.redirected_to.none()) continue;
    const std::optional<client::RecordView> view = phone.View(id);
    if (!view) {
      return "record " + Name(id) + " of village " + std::to_string(record.village) +
             " never reached a phone of chain " + ToHex(phone.chain().raw());
    }
    const client::ServerState& server = view->record.server;
    if (server.at != client::Base{epoch, record.revision} ||
        !Equal(server.values, merge::AllAnswers(record)) || server.status != record.status) {
      return "record " + Name(id) + " is stale on a phone";
    }
  }
  for (const RecordId& id : phone.Pulled()) {
    const std::optional<client::RecordView> view = phone.View(id);
    if (view && view->record.server.at.revision != 0 && view->record.server.at.epoch == epoch &&
        world.office.Find(id) == nullptr) {
      return "a phone shows record " + Name(id) + " that nobody knows";
    }
  }
  return std::nullopt;
}

}  // namespace tilik::simulation
