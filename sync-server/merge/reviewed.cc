#include "sync-server/merge/reviewed.h"

#include "proto/contract/change_set.h"

namespace tilik::merge {
namespace {

bool Stands(SlotChange::Kind kind) {
  return kind == SlotChange::Kind::kApplied || kind == SlotChange::Kind::kConfirmed ||
         kind == SlotChange::Kind::kDecided || kind == SlotChange::Kind::kMerged ||
         kind == SlotChange::Kind::kParted;
}

void AppendBigEndian(std::string& to, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    to.push_back(static_cast<char>(value >> shift & 0xff));
  }
}

void AppendValue(std::string& to, const Value& value) {
  if (const auto* coded = std::get_if<Coded>(&value)) {
    to.push_back('c');
    AppendBigEndian(to, coded->codebook, 4);
    AppendBigEndian(to, coded->code, 4);
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    to.push_back('n');
    AppendBigEndian(to, static_cast<std::uint64_t>(*number), 8);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    to.push_back('t');
    AppendBigEndian(to, text->size(), 4);
    to += *text;
  } else if (const auto* record = std::get_if<RecordId>(&value)) {
    to.push_back('r');
    to += record->str();
  } else {
    to.push_back('a');
    AppendBigEndian(to, static_cast<std::uint64_t>(std::get<Absent>(value)), 1);
  }
}

}  // namespace

bool Approvals::Covers(const Origin& origin, std::uint64_t through) const {
  if (origin.account) return true;
  auto approved = decided_.find(origin.link);
  return approved != decided_.end() && approved->second <= through;
}

std::map<Slot, Answers> ReviewedAnswers(const std::vector<HistoryRow>& history,
                                        const Approvals& approvals, std::uint64_t through) {
  std::map<Slot, Answers> newest;
  for (auto row = history.rbegin(); row != history.rend(); ++row) {
    if (row->arrival > through || !approvals.Covers(row->origin, through)) continue;
    for (const SlotChange& change : row->changes) {
      if (!Stands(change.kind)) continue;
      // A confirmation leaves the value as it was written, in whatever codebook that was.
      const bool confirmed = change.kind == SlotChange::Kind::kConfirmed;
      newest.try_emplace(change.slot, confirmed ? change.before : change.after);
    }
  }
  return newest;
}

v1::RecordStatus ReviewedStatus(const std::vector<HistoryRow>& history, std::uint64_t through) {
  for (auto row = history.rbegin(); row != history.rend(); ++row) {
    const bool decided = row->status_after != v1::RECORD_STATUS_UNSPECIFIED;
    if (decided && row->arrival <= through) return row->status_after;
  }
  return v1::RECORD_STATUS_ACTIVE;
}

VersionDigest::VersionDigest(const v1::Ratify& letter) {
  std::string said = "tilik/pengesahan/1";
  said += '\0';
  for (const std::string* text : {&letter.name(), &letter.letter_number(), &letter.signatory()}) {
    said += *text + '\0';
  }
  AppendBigEndian(said, letter.date(), 4);
  AppendBigEndian(said, letter.through(), 8);
  said += letter.scan();
  hash_ = HashOf(said);
}

void VersionDigest::Add(const FrozenRecord& record) {
  std::string row = hash_.str() + record.id.str();
  AppendBigEndian(row, static_cast<std::uint64_t>(record.kind), 1);
  AppendBigEndian(row, static_cast<std::uint64_t>(record.status), 1);
  for (const auto& [field, answer] : record.answers) {
    AppendBigEndian(row, field, 4);
    AppendValue(row, answer.value);
  }
  hash_ = HashOf(row);
}

}  // namespace tilik::merge
