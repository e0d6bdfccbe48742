#include "tests/simulation/phone.h"

#include <algorithm>

#include "client/core/vault.h"
#include "proto/sqlite/database.h"

namespace tilik::simulation {

void Phone::Begin() {
  status_.reset();
  chain_ = status().enrolment;
}

Status Phone::BecomeCopyOf(const Phone& other) {
  chain_ = other.chain_;
  sets_ = other.sets_;
  rows_ = other.rows_;
  seen_beside_ = other.seen_beside_;
  in_doubt_ = other.in_doubt_;
  cloned = true;
  return handset_.BecomeCopyOf(other.handset_);
}

// --- what the officer sees ---

const client::DeviceStatus& Phone::status() const {
  status_ = device().Status().value();
  return *status_;
}

std::set<std::uint64_t> Phone::villages() const {
  const v1::DeviceState& state = device().state();
  return {state.villages().begin(), state.villages().end()};
}

std::optional<client::RecordView> Phone::View(const RecordId& record) const {
  Result<client::RecordView> view = device().Show(record);
  TILIK_CHECK(view.ok() || view.status().code() == Code::kNotFound, "a record can be shown");
  if (!view.ok() || view->record.id != record) return std::nullopt;
  return *std::move(view);
}

std::vector<RecordId> Phone::Pulled() const {
  std::vector<RecordId> ids;
  for (const auto& [id, row] : rows_) ids.push_back(id);
  return ids;
}

std::vector<RecordId> Phone::Records(v1::RecordKind kind) const {
  std::set<RecordId> candidates;
  for (const auto& [id, row] : rows_) candidates.insert(id);
  for (const OwnSet& set : sets_) {
    for (const Deed& deed : set.saved->deeds) {
      if (const auto* create = std::get_if<Create>(&deed)) candidates.insert(create->record);
    }
  }
  std::vector<RecordId> found;
  for (const RecordId& id : candidates) {
    const std::optional<client::RecordView> view = View(id);
    if (view && view->record.kind == kind && view->record.redirected_to.none()) {
      found.push_back(id);
    }
  }
  return found;
}

// A value of his own on the screen was made before newer ones came; he has seen what he saw then.
std::map<Slot, Seen> Phone::EyesOn(const RecordId& record) const {
  const std::optional<client::RecordView> view = View(record);
  if (!view) return {};
  std::map<Slot, Seen> eyes;
  auto row = rows_.find(record);
  if (row != rows_.end() && view->record.server.at.revision != 0) eyes = row->second.screen->slots;
  for (const auto& [field, state] : view->shown.fields) {
    if (!state.own) continue;
    const Slot slot = codebooks_.SlotOf(field);
    for (const OwnDeed& own : sets_.at(state.seq - 1).deeds) {
      if (own.record != record || own.values.count(field) == 0) continue;
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

void Phone::LookAt(std::uint64_t epoch, const Shown& shown) {
  for (const auto& [record, as_sent] : shown) {
    const Result<client::RecordView> view = device().Show(record);
    // What redirects elsewhere is not shown as itself.
    if (!view.ok() || view->record.id != record) continue;
    const client::Base& at = view->record.server.at;
    const auto& [revision, screen] = as_sent;
    if (at.epoch != epoch || at.revision != revision) continue;
    Row& row = rows_[record];
    auto seen = std::make_shared<Screen>(*screen);
    if (row.screen != nullptr && row.at == at) {
      for (const auto& [slot, touches] : row.screen->slots) {
        seen->slots[slot].insert(touches.begin(), touches.end());
      }
    }
    row = {at, std::move(seen)};
  }
}

// --- forms ---

Status Phone::OpenForm(const RecordId& household, const std::vector<RecordId>& records) {
  TILIK_ASSIGN_OR_RETURN(client::Draft draft, device().BeginEdit("visit", household, records));
  desk.emplace();
  desk->draft = draft.number;
  desk->household = household;
  desk->records = records;
  desk->screen = std::move(draft.screen);
  for (const RecordId& record : records) desk->eyes[record] = EyesOn(record);
  return Status();
}

Status Phone::KeepDraft() {
  const std::string content = desk->kept + "·";
  TILIK_RETURN_IF_ERROR(device().KeepDraft(desk->draft, content));
  desk->kept = content;
  return Status();
}

Status Phone::Redraw(const RecordId& record, const std::set<Slot>& answered,
                     const std::set<Slot>& beside) {
  const auto row = rows_.find(record);
  const std::optional<client::RecordView> view = View(record);
  const bool pulled = row != rows_.end() && view && view->record.server.at.revision != 0;
  if (pulled && !beside.empty()) {
    TILIK_RETURN_IF_ERROR(device().MarkShownBeside(record, {beside.begin(), beside.end()}));
    for (Slot slot : beside) {
      auto newest = row->second.screen->slots.find(slot);
      seen_beside_[record][slot] =
          newest == row->second.screen->slots.end() ? Seen() : newest->second;
    }
  }
  TILIK_ASSIGN_OR_RETURN(client::Draft draft,
                         device().RedrawEdit(desk->draft, record, answered, beside));
  desk->screen = std::move(draft.screen);
  std::map<Slot, Seen> eyes = EyesOn(record);
  for (Slot slot : answered) {
    eyes[slot] = desk->eyes[record][slot];
    if (beside.count(slot) == 0 || !pulled) continue;
    const Seen& newest = seen_beside_[record][slot];
    eyes[slot].insert(newest.begin(), newest.end());
  }
  desk->eyes[record] = std::move(eyes);
  return Status();
}

void Phone::Remember(SavedPtr saved, const std::vector<v1::Operation>& operations) {
  OwnSet own;
  const bool was_in_doubt = in_doubt_ && in_doubt_->saved == saved;
  own.clock = was_in_doubt ? in_doubt_->clock : ClockStory{now_, handset_.skew_ms, handset_.boot()};
  for (std::size_t i = 0; i < operations.size() && i < saved->deeds.size(); ++i) {
    const auto change =
        client::ReadOwnChange(operations[i], sets_.size() + 1, static_cast<std::uint32_t>(i), 0);
    TILIK_CHECK(change.ok(), "a phone reads its own columns");
    if (!*change) continue;
    OwnDeed deed;
    deed.record = *RecordId::FromRaw(client::SubjectOf(operations[i]));
    deed.values = (*change)->values;
    if (const auto* edit = std::get_if<Change>(&saved->deeds[i])) deed.seen = edit->seen;
    own.deeds.push_back(std::move(deed));
  }
  own.saved = std::move(saved);
  sets_.push_back(std::move(own));
}

SavedPtr Phone::Save(std::vector<v1::Operation> operations, std::vector<Deed> deeds,
                     SetNumber number, bool ends_form) {
  auto saved = std::make_shared<Saved>();
  saved->number = number;
  saved->before = sets_.empty() ? nullptr : sets_.back().saved;
  saved->after = saved->before == nullptr ? 0 : saved->before->number;
  saved->place = sets_.size() + 1;
  saved->hand = chain_;
  saved->deeds = std::move(deeds);
  client::Work work;
  work.operations = operations;
  if (ends_form && desk) work.draft = desk->draft;
  const Result<client::SavedSet> said = device().Save(work);
  if (!said.ok()) {
    in_doubt_ = {saved, {now_, handset_.skew_ms, handset_.boot()}, std::move(operations)};
    return nullptr;
  }
  in_doubt_.reset();
  TILIK_CHECK(said->seq == saved->place, "sets are numbered without gaps");
  saved->link = said->link;
  Remember(saved, operations);
  if (ends_form) desk.reset();
  return saved;
}

std::vector<SavedPtr> Phone::LookAtLog(SetNumber* next_number) {
  std::vector<SavedPtr> found;
  std::vector<client::LogEntry> entries = device().Log(0, 1).value();
  if (!entries.empty() && entries.front().seq > sets_.size()) {
    entries = device().Log(0, entries.front().seq - sets_.size()).value();
  } else if (entries.empty() ? !sets_.empty() : entries.front().seq < sets_.size()) {
    TILIK_CHECK(false, "what was saved is gone from its phone");
  }
  std::reverse(entries.begin(), entries.end());
  for (const client::LogEntry& entry : entries) {
    if (entry.seq <= sets_.size()) {
      TILIK_CHECK(entry.link == sets_[entry.seq - 1].saved->link, "a saved set stays what it was");
      continue;
    }
    auto saved = std::make_shared<Saved>();
    std::vector<v1::Operation> operations;
    const bool by_itself =
        !entry.operations.empty() && entry.operations.front().operation.has_declare_lost();
    if (in_doubt_ && !by_itself) {
      saved = in_doubt_->saved;
      operations = in_doubt_->operations;
    } else {
      saved->number = ++*next_number;
      saved->before = sets_.empty() ? nullptr : sets_.back().saved;
      saved->after = saved->before == nullptr ? 0 : saved->before->number;
      saved->place = entry.seq;
      saved->hand = chain_;
      for (const client::OperationView& view : entry.operations) {
        TILIK_CHECK(view.operation.has_declare_lost(), "a device says by itself only what it lost");
        const v1::DeclareLost& lost = view.operation.declare_lost();
        saved->deeds.push_back(DeclareLost{lost.first_seq(), lost.last_seq()});
        operations.push_back(view.operation);
      }
    }
    saved->link = entry.link;
    Remember(saved, operations);
    if (!by_itself) in_doubt_.reset();
    found.push_back(std::move(saved));
  }
  return found;
}

Status Phone::Damage(std::uint64_t number) {
  session.reset();
  handset_.KillApp();
  {
    TILIK_ASSIGN_OR_RETURN(client::OpenedVault vault,
                           client::OpenVault(handset_.host(), handset_.home(), "241186"));
    sqlite::OpenOptions options;
    options.key = vault.database_key.bytes();
    options.vfs = handset_.disk().name();
    TILIK_ASSIGN_OR_RETURN(
        std::unique_ptr<sqlite::Database> database,
        sqlite::Database::Open(client::DatabasePath(handset_.host(), handset_.home()), options));
    TILIK_RETURN_IF_ERROR(database
                              ->Prepare("UPDATE outbox SET body = CAST(substr(body, 2) || 'x' AS "
                                        "BLOB) WHERE seq = ? AND body IS NOT NULL")
                              .Bind(1, number)
                              .Run());
  }
  sets_[number - 1].damaged = true;
  return handset_.SwitchOn();
}

}  // namespace tilik::simulation
