#include "sync-server/importer/registry_changes.h"

#include <utility>

#include "sync-server/importer/answers_in_row.h"
#include "sync-server/importer/output.h"
#include "sync-server/importer/registry_keys.h"
#include "sync-server/importer/staging.h"
#include "sync-server/storage/live_record.h"

namespace tilik::importer {

using Imported = storage::Writer::Imported;

RegistryChanges::RegistryChanges(const Run& run, RegistryReport& report)
    : run_(run), codebook_(run.codebooks.FindNamed(kExportCodebook)->number()), report_(report) {}

Status RegistryChanges::Take(storage::Writer& writer, const RecordId& record,
                             const std::optional<Imported>& last, RegistrySubject subject,
                             RowCounts& counts) {
  Imported remembered;
  remembered.record = record;
  if (!last.has_value()) {
    v1::Operation operation;
    v1::CreateRecord* create = operation.mutable_create_record();
    create->set_record(record.str());
    create->set_kind(subject.kind);
    create->set_village(subject.village);
    WriteColumns(subject.now, create->mutable_values());
    operations_.push_back(std::move(operation));
    remembered.values = PackAnswers(WithFamily(std::move(subject.now), subject.family));
    ++counts.created;
  } else {
    TILIK_ASSIGN_OR_RETURN(Answers before, UnpackAnswers(last->values));
    if (subject.kind == v1::RECORD_KIND_PERSON) TakeFamily(before);
    Comparison comparison =
        CompareWithLastFile(run_.codebooks, codebook_, before, subject.now, run_.as_of);
    report_.cells_emptied += comparison.emptied;
    remembered.values = PackAnswers(WithFamily(std::move(comparison.remembered), subject.family));
    if (comparison.differences.empty()) {
      ++counts.unchanged;
      if (!subject.renamed) {
        if (last->values == remembered.values) return Status();
        return writer.SaveImported(kRegistryImporter, subject.key, remembered);
      }
    } else {
      ++counts.changed;
      TILIK_RETURN_IF_ERROR(Change(writer, record, subject, comparison.differences));
    }
  }
  operations_.push_back(ImportedKeyOf(kRegistryImporter, subject.key, record, remembered.values));
  return writer.SaveImported(kRegistryImporter, subject.key, remembered);
}

Status RegistryChanges::Change(storage::Writer& writer, const RecordId& record,
                               const RegistrySubject& subject,
                               const std::vector<SlotDifference>& differences) {
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, writer.LoadRecord(record));
  std::vector<std::uint64_t> bases;
  for (const SlotDifference& difference : differences) {
    std::uint64_t base = 0;
    if (!difference.was.empty()) {
      TILIK_ASSIGN_OR_RETURN(
          base, writer.LastRevisionWith(record, difference.slot, difference.was, run_.codebooks));
    }
    bases.push_back(base);
    changed_.push_back({record, difference});
    if (difference.slot == run_.codebooks.SlotOf(field::kFamily)) ++report_.persons_moved;
    if (!state.has_value()) continue;
    auto slot = state->slots.find(difference.slot);
    const bool confirmed = slot != state->slots.end() && !slot->second.last.origin.account &&
                           slot->second.last.revision <= base;
    if (!confirmed) continue;
    Finding finding;
    finding.problem = Problem::kOverConfirmed;
    finding.file = subject.file;
    finding.line = subject.line;
    finding.column_name = run_.codebooks.ConceptOf(difference.now.begin()->first)->name();
    finding.key = subject.written_key;
    finding.words = "isian ini sudah dipastikan petugas dan kini diganti oleh berkas";
    report_.findings.Add(std::move(finding));
  }
  v1::Operation operation;
  *operation.mutable_change_fields() = ChangeOf(record, differences, bases);
  operations_.push_back(std::move(operation));
  return Status();
}

std::vector<v1::Operation> RegistryChanges::TakeOperations() {
  return std::exchange(operations_, {});
}

Status RegistryChanges::CountFates(storage::Writer& writer) {
  for (const Changed& changed : changed_) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state,
                           storage::LiveRecord(writer, changed.record));
    bool in_force = state.has_value();
    for (const auto& [field, answer] : changed.difference.now) {
      if (!in_force) break;
      auto slot = state->slots.find(changed.difference.slot);
      if (slot == state->slots.end()) {
        in_force = false;
        break;
      }
      auto accepted = slot->second.answers.find(field);
      in_force = accepted != slot->second.answers.end() &&
                 run_.codebooks.Same(field, accepted->second.value, answer.value);
    }
    if (in_force) {
      ++report_.values_in_force;
    } else if (run_.codebooks.PolicyOf(changed.difference.slot) ==
               v1::MERGE_POLICY_LATEST_OBSERVATION) {
      ++report_.values_superseded;
    } else {
      ++report_.values_waiting;
    }
  }
  changed_.clear();
  return Status();
}

}  // namespace tilik::importer
