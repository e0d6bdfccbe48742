#include "sync-server/command/case_choice.h"

#include <algorithm>
#include <sstream>
#include <tuple>

#include "proto/contract/codebook.h"

namespace tilik::command {
namespace {

using merge::CaseKind;

struct ChoiceWord {
  CaseKind kind;
  const char* word;
  const char* english;
  v1::Choice choice;
};

constexpr ChoiceWord kChoices[] = {
    {CaseKind::kConflict, "tetap", "keep", v1::CHOICE_KEEP},
    {CaseKind::kConflict, "terima", "accept", v1::CHOICE_ACCEPT},
    {CaseKind::kStatus, "tetap", "keep", v1::CHOICE_KEEP},
    {CaseKind::kStatus, "terima", "accept", v1::CHOICE_ACCEPT},
    {CaseKind::kDuplicate, "gabung", "merge", v1::CHOICE_UNSPECIFIED},
    {CaseKind::kDuplicate, "bukan-ganda", "different", v1::CHOICE_NOT_A_PROBLEM},
    // Two mistakes of two kinds, mended alike: one handover never happened.
    {CaseKind::kDoubleDelivery, "salah-catat", "mistake", v1::CHOICE_ACCEPT},
    {CaseKind::kDoubleDelivery, "petugas-lain-keliru", "other-officer", v1::CHOICE_ACCEPT},
    {CaseKind::kDoubleDelivery, "rapel", "not-a-problem", v1::CHOICE_NOT_A_PROBLEM},
    {CaseKind::kDoubleDelivery, "dikembalikan", "return", v1::CHOICE_RETURN},
    {CaseKind::kOutsideAssignment, "lepas", "release", v1::CHOICE_RELEASE},
    {CaseKind::kOutsideAssignment, "tolak", "refuse", v1::CHOICE_REFUSE},
    {CaseKind::kQuarantine, "lepas", "release", v1::CHOICE_RELEASE},
    {CaseKind::kQuarantine, "tolak", "refuse", v1::CHOICE_REFUSE},
    {CaseKind::kRetraction, "terima", "accept", v1::CHOICE_ACCEPT},
    {CaseKind::kRetraction, "tolak", "keep", v1::CHOICE_KEEP},
    {CaseKind::kSignal, "bukan-masalah", "not-a-problem", v1::CHOICE_NOT_A_PROBLEM},
    {CaseKind::kSignal, "terbukti", "confirmed", v1::CHOICE_CONFIRM},
};

const ChoiceWord* FindChoice(CaseKind kind, const std::string& word) {
  for (const ChoiceWord& choice : kChoices) {
    if (choice.kind == kind && (word == choice.word || word == choice.english)) return &choice;
  }
  return nullptr;
}

// What an acceptance may name: the proposals, or the handovers that stand.
Result<std::vector<merge::FactId>> NameableIn(storage::Reader& reader,
                                              const merge::CaseFile& file) {
  std::vector<merge::FactId> nameable;
  for (const merge::Proposal& proposal : file.proposals) nameable.push_back(proposal.id());
  if (file.key.kind != CaseKind::kDoubleDelivery) return nameable;
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::LineState> line, reader.Line(file.key.line));
  if (!line.has_value()) return nameable;
  for (const merge::HandoverFact& handover : line->handovers) {
    if (!handover.retracted) nameable.push_back(handover.id);
  }
  return nameable;
}

Result<std::uint64_t> RevisionOf(storage::Reader& reader, const RecordId& record) {
  if (record.none()) return std::uint64_t{0};
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, reader.Record(record));
  return state.has_value() ? state->revision : 0;
}

Result<v1::Operation> MergeFor(storage::Reader& reader, const merge::CaseFile& file,
                               const CaseAnswer& answer) {
  RecordId survivor;
  if (answer.survivor.empty()) {
    TILIK_ASSIGN_OR_RETURN(survivor, SurvivorOf(reader, file.key.record, file.key.other));
  } else {
    survivor = RecordIdFromText(answer.survivor).value_or(RecordId());
    if (survivor != file.key.record && survivor != file.key.other) {
      return Status::Invalid("yang dipertahankan harus salah satu dari dua catatan perkara ini");
    }
  }
  const RecordId retired = survivor == file.key.record ? file.key.other : file.key.record;
  v1::Operation operation;
  v1::MergeRecords* merge = operation.mutable_merge_records();
  merge->set_survivor(survivor.str());
  merge->set_retired(retired.str());
  TILIK_ASSIGN_OR_RETURN(std::uint64_t revision, RevisionOf(reader, survivor));
  merge->set_survivor_revision(revision);
  TILIK_ASSIGN_OR_RETURN(revision, RevisionOf(reader, retired));
  merge->set_retired_revision(revision);
  TILIK_ASSIGN_OR_RETURN(std::vector<Field> fields, FieldsFrom(answer.take));
  for (Field field : fields) merge->add_take_from_retired(field);
  merge->set_reason(answer.reason);
  merge->set_case_number(file.number);
  merge->set_case_counter(file.counter);
  return operation;
}

}  // namespace

std::string ChoicesOf(CaseKind kind) {
  std::string words;
  for (const ChoiceWord& choice : kChoices) {
    if (choice.kind == kind) words += (words.empty() ? "" : ", ") + std::string(choice.word);
  }
  return words;
}

Result<v1::Operation> OperationFor(storage::Reader& reader, const merge::CaseFile& file,
                                   const CaseAnswer& answer, std::uint64_t earlier) {
  const ChoiceWord* choice = FindChoice(file.key.kind, answer.choice);
  if (choice == nullptr) {
    return Status::Invalid(
        "\"" + answer.choice +
        "\" bukan pilihan untuk perkara ini; pilihannya: " + ChoicesOf(file.key.kind));
  }
  if (choice->choice == v1::CHOICE_UNSPECIFIED) return MergeFor(reader, file, answer);
  v1::Operation operation;
  v1::Decide* decide = operation.mutable_decide();
  decide->set_case_number(file.number);
  TILIK_ASSIGN_OR_RETURN(std::uint64_t revision, RevisionOf(reader, file.key.record));
  decide->set_record_revision(revision + earlier);
  decide->set_case_counter(file.counter);
  decide->set_choice(choice->choice);
  decide->set_reason(answer.reason);
  if (!answer.branch.empty()) {
    std::optional<std::string> link = FromHex(answer.branch);
    if (!link.has_value() || link->size() != Link::kSize)
      return Status::Invalid("--branch adalah 64 angka heksadesimal");
    decide->set_branch(*link);
  }
  if (choice->choice != v1::CHOICE_ACCEPT) return operation;
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::FactId> nameable, NameableIn(reader, file));
  const int count = static_cast<int>(nameable.size());
  const int place = answer.proposal == 0 && count == 1 ? 1 : answer.proposal;
  if (place < 1 || place > count) {
    return Status::Invalid("sebut yang mana dengan --proposal, 1 sampai " + std::to_string(count));
  }
  const merge::FactId& named = nameable[static_cast<std::size_t>(place - 1)];
  decide->mutable_proposal()->set_link(named.link.str());
  decide->mutable_proposal()->set_operation(named.operation);
  return operation;
}

Result<RecordId> SurvivorOf(storage::Reader& reader, const RecordId& a, const RecordId& b) {
  auto history =
      [&](const RecordId& id) -> Result<std::tuple<std::size_t, std::size_t, std::size_t>> {
    TILIK_ASSIGN_OR_RETURN(std::vector<merge::LineState> lines, reader.LinesOf(id));
    std::size_t handovers = 0;
    for (const merge::LineState& line : lines) handovers += line.handovers.size();
    TILIK_ASSIGN_OR_RETURN(std::vector<merge::FactRow> facts, reader.FactsOf(id));
    return std::make_tuple(handovers, lines.size(), facts.size());
  };
  TILIK_ASSIGN_OR_RETURN(auto of_a, history(a));
  TILIK_ASSIGN_OR_RETURN(auto of_b, history(b));
  if (of_a != of_b) return of_a > of_b ? a : b;
  return std::min(a, b);
}

Result<std::vector<Field>> FieldsFrom(const std::string& names) {
  std::vector<Field> fields;
  std::stringstream parts(names);
  for (std::string name; std::getline(parts, name, ',');) {
    const v1::Concept* known = Codebooks::BuiltIn().ConceptNamed(name);
    if (known == nullptr) return Status::Invalid("\"" + name + "\" bukan nama isian");
    fields.push_back(known->number());
  }
  return fields;
}

}  // namespace tilik::command
