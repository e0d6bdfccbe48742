#include "tests/simulation/phone.h"

#include <algorithm>

namespace tilik::simulation {

bool Phone::HasUnsent() const {
  return std::any_of(sets_.begin(), sets_.end(),
                     [](const OwnSet& set) { return !set.receipted && !set.lost; });
}

// --- the officer ---

client::ServerState Phone::ServerStateOf(const RecordId& record) const {
  auto row = rows_.find(record);
  if (row != rows_.end()) return row->second.server;
  client::ServerState unknown;
  unknown.at.epoch = epoch_;
  return unknown;
}

std::vector<client::OwnChange> Phone::ChangesOf(const RecordId& record) const {
  std::vector<client::OwnChange> changes;
  for (const OwnDeed& own : own_) {
    if (own.record != record) continue;
    changes.push_back(own.change);
    client::OwnChange& change = changes.back();
    if (change.outcome && !change.outcome->record.none() && change.outcome->record != record) {
      change.other_row = ServerStateOf(change.outcome->record).at;
    }
  }
  return changes;
}

bool Phone::Knows(const RecordId& record) const {
  auto row = rows_.find(record);
  if (row != rows_.end()) return row->second.redirected_to.none();
  return std::any_of(own_.begin(), own_.end(), [&](const OwnDeed& own) {
    return own.record == record && own.change.creates;
  });
}

client::Shown Phone::Look(const RecordId& record) const {
  return client::Replay(ServerStateOf(record), ChangesOf(record));
}

// A value of his own on the screen was made before newer ones came; he has seen what he saw then.
std::map<Slot, Seen> Phone::EyesOn(const RecordId& record) const {
  std::map<Slot, Seen> eyes;
  if (auto row = rows_.find(record); row != rows_.end()) eyes = row->second.screen->slots;
  for (const auto& [field, state] : Look(record).fields) {
    if (!state.own) continue;
    const Slot slot = codebooks_->SlotOf(field);
    for (const OwnDeed& own : own_) {
      if (own.record != record || own.change.seq != state.seq) continue;
      if (own.change.values.count(field) == 0) continue;
      auto seen = own.seen.find(slot);
      eyes[slot] = seen == own.seen.end() ? Seen() : seen->second;
    }
    auto beside = seen_beside_.find(record);
    if (beside == seen_beside_.end()) continue;
    if (auto also = beside->second.find(slot); also != beside->second.end()) {
      eyes[slot].insert(also->second.begin(), also->second.end());
    }
  }
  return eyes;
}

client::ScreenRecord Phone::ScreenOf(const RecordId& record) const {
  auto row = rows_.find(record);
  auto beside = shown_beside_.find(record);
  return client::TakeScreen(
      *codebooks_, record, row == rows_.end() ? v1::RECORD_KIND_UNSPECIFIED : row->second.kind,
      row == rows_.end() ? 0 : row->second.village, ServerStateOf(record), ChangesOf(record),
      beside == shown_beside_.end() ? std::map<Slot, client::Base>() : beside->second);
}

Form Phone::OpenForm(const RecordId& household, std::vector<RecordId> records) const {
  Form form;
  form.household = household;
  form.records = std::move(records);
  for (const RecordId& record : form.records) {
    form.screen.records[record] = ScreenOf(record);
    form.eyes[record] = EyesOn(record);
  }
  return form;
}

void Phone::Redraw(Form& form, const RecordId& record, const std::set<Slot>& answered,
                   const std::set<Slot>& beside) {
  const Seen nothing;
  const auto row = rows_.find(record);
  for (Slot slot : beside) {
    if (row == rows_.end()) continue;
    shown_beside_[record][slot] = row->second.server.at;
    auto newest = row->second.screen->slots.find(slot);
    seen_beside_[record][slot] =
        newest == row->second.screen->slots.end() ? nothing : newest->second;
  }
  form.screen.Redraw(ScreenOf(record), answered, beside);
  std::map<Slot, Seen> eyes = EyesOn(record);
  for (Slot slot : answered) {
    const Seen before = form.eyes[record].count(slot) != 0 ? form.eyes[record][slot] : nothing;
    if (beside.count(slot) == 0) {
      eyes[slot] = before;
    } else if (row != rows_.end()) {
      eyes[slot] = before;
      const Seen& newest = seen_beside_[record][slot];
      eyes[slot].insert(newest.begin(), newest.end());
    }
  }
  form.eyes[record] = std::move(eyes);
}

v1::ClockReadings Phone::ReadClock(Instant now) const {
  v1::ClockReadings clock;
  clock.set_wall_ms(now.ms + skew_ms_);
  clock.set_utc_offset_minutes(8 * 60);
  clock.set_monotonic_ms(static_cast<std::uint64_t>(now.ms - booted_.ms));
  clock.set_boot_id("boot" + std::to_string(boot_));
  clock.set_offset_ms(offset_ms_);
  return clock;
}

SavedPtr Phone::Save(std::vector<v1::Operation> operations, std::vector<Deed> deeds,
                     SetNumber number, Instant now, Random& chance) {
  v1::ChangeSet set;
  std::string salt(16, '\0');
  chance.Fill(salt.data(), salt.size());
  set.set_salt(salt);
  set.set_seq(sets_.size() + 1);
  set.set_oldest_epoch(epoch_);
  set.set_highest_receipted(highest_receipted_);
  *set.mutable_session() = session_;
  *set.mutable_clock() = ReadClock(now);
  for (v1::Operation& operation : operations) {
    if (operation.has_change_fields()) {
      const v1::ChangeFields& change = operation.change_fields();
      set.set_oldest_epoch(std::min<std::uint64_t>(set.oldest_epoch(), change.base_epoch()));
      for (const v1::BaseException& exception : change.exceptions()) {
        set.set_oldest_epoch(std::min<std::uint64_t>(set.oldest_epoch(), exception.epoch()));
      }
    }
    *set.add_operations() = std::move(operation);
  }

  OwnSet own;
  own.sealed = Seal(chain_, sets_.empty() ? Link() : sets_.back().sealed.link, set);
  own.clock = {now, skew_ms_, skew_at_session_ms_, boot_ == boot_at_session_};
  auto saved = std::make_shared<Saved>();
  saved->number = number;
  saved->before = sets_.empty() ? nullptr : sets_.back().saved;
  saved->after = saved->before == nullptr ? 0 : saved->before->number;
  saved->place = set.seq();
  saved->hand = chain_;
  saved->link = own.sealed.link;
  saved->deeds = std::move(deeds);
  own.saved = saved;
  for (std::uint32_t i = 0; i < saved->deeds.size(); ++i) {
    auto change = client::ReadOwnChange(set.operations(static_cast<int>(i)), set.seq(), i,
                                        set.oldest_epoch());
    TILIK_CHECK(change.ok(), "a phone reads its own columns");
    if (!*change) continue;
    OwnDeed deed;
    deed.record = *RecordId::FromRaw(client::SubjectOf(set.operations(static_cast<int>(i))));
    deed.change = **change;
    if (const auto* edit = std::get_if<Change>(&saved->deeds[i])) deed.seen = edit->seen;
    own.deeds.push_back(deed);
    own_.push_back(std::move(deed));
  }
  sets_.push_back(std::move(own));
  return saved;
}

void Phone::Lose(std::uint64_t seq) {
  sets_[seq - 1].lost = true;
  own_.erase(std::remove_if(own_.begin(), own_.end(),
                            [&](const OwnDeed& own) { return own.change.seq == seq; }),
             own_.end());
}

// --- the line ---

merge::SessionNote Phone::Note(Instant now) const {
  merge::SessionNote note;
  note.opened = now;
  const v1::ClockReadings clock = ReadClock(now);
  note.device_wall = Instant{clock.wall_ms()};
  note.device_monotonic_ms = clock.monotonic_ms();
  note.device_boot_id = clock.boot_id();
  return note;
}

bool Phone::Opened(const OpenAnswer& answer, Instant now) {
  session_.set_epoch(answer.epoch);
  session_.set_number(answer.session);
  offset_ms_ = -skew_ms_;
  skew_at_session_ms_ = skew_ms_;
  boot_at_session_ = boot_;
  static_cast<void>(now);
  if (answer.epoch != epoch_) {
    epoch_ = answer.epoch;
    cursors_.clear();
    inbox_cursor_ = 0;
    own_.erase(
        std::remove_if(own_.begin(), own_.end(),
                       [&](const OwnDeed& own) { return own.change.seq > answer.contiguous; }),
        own_.end());
    for (OwnDeed& own : own_) {
      own.told.reset();
      own.change.outcome.reset();
    }
    for (OwnSet& set : sets_) {
      if (set.sealed.seq <= answer.contiguous) continue;
      set.receipted = false;
      set.answered = false;
      if (set.lost) continue;
      own_.insert(own_.end(), set.deeds.begin(), set.deeds.end());
    }
  }
  if (answer.villages != villages_) {
    villages_ = answer.villages;
    ForgetVillagesNoLongerAssigned();
  }
  revoked = answer.revoked;
  if (answer.contiguous > sets_.size()) return false;
  return answer.contiguous == 0 ||
         sets_[answer.contiguous - 1].sealed.link == answer.contiguous_link;
}

void Phone::ForgetVillagesNoLongerAssigned() {
  for (auto row = rows_.begin(); row != rows_.end();) {
    const bool touched = std::any_of(own_.begin(), own_.end(),
                                     [&](const OwnDeed& own) { return own.record == row->first; });
    const bool mine = villages_.count(row->second.village) != 0;
    row = mine || touched ? std::next(row) : rows_.erase(row);
  }
  for (auto cursor = cursors_.begin(); cursor != cursors_.end();) {
    cursor = villages_.count(cursor->first) != 0 ? std::next(cursor) : cursors_.erase(cursor);
  }
}

void Phone::Receipt(const std::set<Link>& links) {
  for (OwnSet& set : sets_) {
    if (links.count(set.sealed.link) == 0) continue;
    set.receipted = true;
    highest_receipted_ = std::max(highest_receipted_, set.sealed.seq);
    for (OwnDeed& own : own_) {
      if (own.change.seq == set.sealed.seq) own.change.receipted = true;
    }
  }
}

std::uint64_t Phone::CursorOf(std::uint64_t village) const {
  auto found = cursors_.find(village);
  return found == cursors_.end() ? 0 : found->second;
}

void Phone::Apply(std::uint64_t village, const RegistryMaps::Page& page,
                  const std::map<RecordId, ScreenPtr>& screens) {
  TILIK_CHECK(page.to >= CursorOf(village), "a cursor never goes back within an epoch");
  for (const v1::RecordRow& row : page.rows) {
    const RecordId id = *RecordId::FromRaw(row.record());
    const client::Base at{epoch_, row.revision()};
    auto stored = rows_.find(id);
    if (stored != rows_.end() && !client::Replaces(at, stored->second.server.at)) continue;
    PulledRow& pulled = rows_[id];
    pulled.kind = row.kind();
    pulled.village = village;
    pulled.server.at = at;
    auto answers = ReadColumns(row.values());
    TILIK_CHECK(answers.ok(), "the office writes readable columns");
    pulled.server.values = *answers;
    pulled.server.status = row.status();
    pulled.redirected_to = RecordId::FromRaw(row.redirected_to()).value_or(RecordId());
    pulled.screen = screens.at(id);
  }
  for (const v1::LeftRow& left : page.left) {
    const RecordId id = *RecordId::FromRaw(left.record());
    auto stored = rows_.find(id);
    if (stored == rows_.end()) continue;
    if (client::Removes({epoch_, left.revision()}, village, stored->second.server.at,
                        stored->second.village)) {
      rows_.erase(stored);
    }
  }
  cursors_[village] = page.to;
  DropWhatIsOver();
}

void Phone::ApplyInbox(const std::vector<v1::Outcome>& outcomes, std::size_t from) {
  for (std::size_t i = from; i < outcomes.size(); ++i) {
    const v1::Outcome& outcome = outcomes[i];
    if (outcome.seq() == 0 || outcome.seq() > sets_.size() ||
        sets_[outcome.seq() - 1].sealed.link.raw() != outcome.link()) {
      continue;
    }
    sets_[outcome.seq() - 1].answered = true;
    for (OwnDeed& own : own_) {
      if (own.change.seq == outcome.seq() && own.change.operation == outcome.operation()) {
        own.told = own.told ? client::FoldOutcome(*std::move(own.told), outcome) : outcome;
        own.change.outcome = client::ReadOutcome(*own.told, epoch_);
      }
    }
  }
  inbox_cursor_ = outcomes.size();
  DropWhatIsOver();
}

void Phone::DropWhatIsOver() {
  std::vector<OwnDeed> kept;
  for (OwnDeed& own : own_) {
    client::OwnChange change = own.change;
    if (change.outcome && !change.outcome->record.none() && change.outcome->record != own.record) {
      change.other_row = ServerStateOf(change.outcome->record).at;
    }
    if (!client::IsOver(change, ServerStateOf(own.record))) kept.push_back(std::move(own));
  }
  own_ = std::move(kept);
}

void Phone::Reboot(Instant now) {
  ++boot_;
  booted_ = now;
}

}  // namespace tilik::simulation
