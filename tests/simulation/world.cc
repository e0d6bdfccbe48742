#include "tests/simulation/world.h"

#include <algorithm>
#include <cstdlib>

namespace tilik::simulation {
namespace {

// What must be believed of the moment a set was observed (protocol.md §2, Clock readings).
// `session`: the one it names, if it names one; `known`: the office still knows of it.
Instant Believed(const ClockStory& saved, const SessionStory* session, bool known,
                 Instant certified, Instant now) {
  const Instant earliest = std::min(known ? session->opened : certified, now);
  const std::int64_t jumped = saved.skew_ms - (session == nullptr ? 0 : session->skew_ms);
  const bool caught =
      known && saved.boot == session->boot && std::llabs(jumped) > merge::kClockToleranceMs;
  const Instant claimed{saved.saved.ms + jumped};
  return caught || claimed < earliest || claimed > now ? earliest : claimed;
}

// What the office did by itself, as far as the model cares.
std::vector<Deed> DeedsOf(const v1::ChangeSet& set) {
  std::vector<Deed> deeds;
  for (const v1::Operation& operation : set.operations()) {
    if (operation.has_assign_villages()) {
      const v1::AssignVillages& assign = operation.assign_villages();
      deeds.push_back(Assign{*ChainId::FromRaw(assign.enrolment()),
                             {assign.villages().begin(), assign.villages().end()}});
    } else if (operation.has_admit_enrolment() && operation.admit_enrolment().unconfirmed()) {
      v1::Certificate certificate;
      TILIK_CHECK(certificate.ParseFromString(operation.admit_enrolment().certificate()),
                  "the office admits by certificates it can read");
      deeds.push_back(AdmitUnknown{*ChainId::FromRaw(certificate.enrolment())});
    } else {
      deeds.push_back(Note{});
    }
  }
  return deeds;
}

}  // namespace

merge::FactId World::FactOf(DeedId deed) const {
  return {model.in_custody().at(deed.set)->link, deed.deed};
}

DeedId World::DeedOf(const merge::FactId& fact) const {
  auto number = number_of.find(fact.link);
  return {number == number_of.end() ? 0 : number->second, fact.operation};
}

std::optional<Link> World::Decree(const std::string& account, std::vector<v1::Operation> operations,
                                  std::vector<Deed> deeds, std::optional<Instant> as_of) {
  const Office::Decreed decreed =
      office.Decree(account, std::move(operations), as_of.value_or(now));
  if (!(decreed.link == Link())) {
    decrees[decreed.link] = {std::move(deeds), as_of.value_or(now)};
  }
  if (decreed.status.ok()) {
    acknowledged.insert(decreed.link);
  } else {
    See("a decision that could not be kept");
  }
  MendOffice();
  if (!decreed.status.ok()) return std::nullopt;
  return decreed.link;
}

void World::HearLog() {
  for (const LoggedSet& logged : office.log()) {
    if (logged.arrival <= heard) continue;
    heard = logged.arrival;
    arrived_once.insert(logged.link);
    std::shared_ptr<Saved> saved;
    const ClockStory* clock = nullptr;
    if (logged.account) {
      saved = std::make_shared<Saved>();
      const auto known = number_of.find(logged.link);
      saved->number = known == number_of.end() ? ++last_set : known->second;
      saved->before = accounts[logged.chain];
      saved->after = saved->before == nullptr ? 0 : saved->before->number;
      saved->place = logged.seq;
      saved->hand = logged.chain;
      saved->account = true;
      saved->link = logged.link;
      const auto decree = decrees.find(logged.link);
      saved->observed = decree == decrees.end() ? now : decree->second.observed;
      saved->deeds = decree == decrees.end() ? DeedsOf(logged.set) : decree->second.deeds;
      number_of[logged.link] = saved->number;
      accounts[logged.chain] = saved;
      for (const v1::Operation& operation : logged.set.operations()) {
        if (operation.has_assign_villages()) {
          issued.emplace(*ChainId::FromRaw(operation.assign_villages().enrolment()), now);
        }
      }
    } else {
      const auto story = field_stories.find(logged.link);
      if (story == field_stories.end()) return Break("custody holds a set that nobody saved");
      saved = std::make_shared<Saved>(*story->second.saved);
      clock = &story->second.clock;
      const v1::NamedSession& named = logged.set.session();
      const SessionName name(named.epoch(), named.number());
      const auto session = sessions.find(name);
      saved->observed =
          Believed(story->second.clock, session == sessions.end() ? nullptr : &session->second,
                   known_sessions.count(name) != 0, issued.at(logged.chain), now);
    }
    NoteArriving(*saved, clock);
    model.Arrive(saved);
    NoteArrived(*saved);
  }
}

void World::NoteArriving(const Saved& saved, const ClockStory* clock) {
  constexpr std::int64_t kMonthMs = 30ll * 24 * 3600 * 1000;
  if (clock != nullptr && clock->skew_ms > kMonthMs) See("a forward-dated set arrived");
  for (const auto& [number, other] : model.in_custody()) {
    if (other->hand == saved.hand && other->place > saved.place) {
      See("a gap closed by what came late");
      break;
    }
  }
  for (const Deed& deed : saved.deeds) {
    if (const auto* change = std::get_if<Change>(&deed)) {
      const RecordTruth* record = model.Find(change->record);
      if (record == nullptr) continue;
      if (!record->redirected_to.none()) See("a late edit landed on a survivor");
      for (const auto& [field, answer] : change->answers) {
        const CaseName about =
            CaseName::OfValue(model.Standing(change->record)->id, codebooks.SlotOf(field));
        if (model.open_cases().count(about) != 0) See("more said under an open case");
      }
    } else if (const auto* decide = std::get_if<Decide>(&deed)) {
      if (decide->choice == Decide::Choice::kRelease || decide->choice == Decide::Choice::kRefuse) {
        See("held work decided");
      }
    }
  }
}

void World::NoteArrived(const Saved& saved) {
  for (const Deed& deed : saved.deeds) {
    const auto* handover = std::get_if<Handover>(&deed);
    if (handover == nullptr) continue;
    const auto line = model.lines().find(handover->line);
    if (line == model.lines().end() || !line->second.defined) continue;
    if (model.TotalsOf(line->second).excess > 0) See("a line served twice");
  }
}

void World::MendOffice() {
  if (office.off()) {
    ++faults;
    See("the server's power went");
    office.PowerBack();
    if (const Status whole = office.CheckIntegrity(); !whole.ok()) {
      Break("after a power cut the registry is damaged: " + whole.message());
    }
  } else if (office.disk().faulted()) {
    ++faults;
    See("the server's disk failed");
    office.disk().Recover();
  }
  HearLog();
}

void World::NoteSaved(Phone& phone, const SavedPtr& saved) {
  number_of[saved->link] = saved->number;
  field_stories[saved->link] = {saved, phone.sets().back().clock};
}

void World::LookAtLog(Phone& phone) {
  const std::size_t before = phone.sets().size();
  const std::vector<SavedPtr> found = phone.LookAtLog(&last_set);
  for (std::size_t i = 0; i < found.size(); ++i) {
    number_of[found[i]->link] = found[i]->number;
    field_stories[found[i]->link] = {found[i], phone.sets()[before + i].clock};
    const bool declares =
        !found[i]->deeds.empty() && std::holds_alternative<DeclareLost>(found[i]->deeds.front());
    See(declares ? "a phone declared a set lost" : "saved, though the phone never said so");
  }
}

void World::MendPhone(Phone& phone) {
  Handset& handset = phone.handset();
  if (handset.disk().off()) {
    ++faults;
    See("a phone's battery fell out");
    phone.session.reset();
    handset.TakeBatteryOut();
    if (const Status on = handset.SwitchOn(); !on.ok()) {
      if (on.code() == Code::kNotFound) {
        phone.wiped = true;
        return;
      }
      return Break("a phone cannot be opened after its battery fell out: " + on.message());
    }
  } else if (handset.disk().faulted()) {
    ++faults;
    See("a phone's disk was full or failed");
    handset.disk().Recover();
    See("disk full recovered");
  }
  if (!phone.on()) return;
  LookAtLog(phone);
  if (phone.late_look) phone.LookAt(phone.late_look->first, phone.late_look->second);
  phone.late_look.reset();
  if (!phone.desk) return;
  const Result<client::Draft> draft = phone.device().ResumeEdit(phone.desk->draft);
  if (!draft.ok()) {
    // A save that ended the form may have been kept though nobody was told.
    phone.desk.reset();
    return;
  }
  const bool one_more = draft->content == phone.desk->kept + "·";
  if (draft->content != phone.desk->kept && !one_more) Break("a draft lost what was typed");
  phone.desk->kept = draft->content;
}

Shown World::ShownNow() const {
  Shown shown;
  for (const auto& [id, record] : office.all().records) {
    shown[id] = {record.revision, model.ScreenOf(id)};
  }
  return shown;
}

}  // namespace tilik::simulation
