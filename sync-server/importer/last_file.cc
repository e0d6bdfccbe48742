#include "sync-server/importer/last_file.h"

#include <algorithm>
#include <map>
#include <set>

namespace tilik::importer {
namespace {

// What a form would have in a grouped question of which the file says nothing, if anything.
enum class Silence { kSaysNothing, kRuledOut, kEmptyNow };

Silence SilenceOn(const Codebooks& codebooks, CodebookNumber codebook, Field field,
                  const Answers& last, const Answers& stated, std::uint32_t today) {
  const v1::Variable* variable = codebooks.VariableFor(codebook, field);
  if (variable == nullptr || codebooks.SlotOf(field) < kFirstGroup) return Silence::kSaysNothing;
  if (!codebooks.IsAsked(codebook, *variable, stated, today)) return Silence::kRuledOut;
  auto before = last.find(field);
  const bool was_skipped = before != last.end() && IsAbsent(before->second.value);
  return was_skipped ? Silence::kEmptyNow : Silence::kSaysNothing;
}

}  // namespace

Comparison CompareWithLastFile(const Codebooks& codebooks, CodebookNumber codebook,
                               const Answers& last, const Answers& now, std::uint32_t today) {
  Comparison comparison;
  Answers stated = last;
  std::set<Slot> different;
  for (const auto& [field, answer] : now) {
    auto before = last.find(field);
    if (before == last.end() || before->second.value != answer.value) {
      different.insert(codebooks.SlotOf(field));
    }
    stated[field] = answer;
  }
  for (const auto& [field, answer] : last) {
    if (IsAbsent(answer.value) || now.count(field) > 0) continue;
    if (SilenceOn(codebooks, codebook, field, last, stated, today) == Silence::kRuledOut) {
      different.insert(codebooks.SlotOf(field));
    } else {
      ++comparison.emptied;
    }
  }
  comparison.remembered = stated;
  for (Slot slot : different) {
    SlotDifference difference;
    difference.slot = slot;
    for (Field field : codebooks.FieldsOf(slot)) {
      auto was = last.find(field);
      if (was != last.end()) difference.was.insert(*was);
      auto is = now.find(field);
      if (is != now.end()) {
        difference.now.insert(*is);
        continue;
      }
      const Silence silence = SilenceOn(codebooks, codebook, field, last, stated, today);
      if (silence == Silence::kSaysNothing) continue;
      const Absent absent = silence == Silence::kRuledOut ? Absent::kSkipped : Absent::kBlank;
      difference.now[field] = Answer{absent, How::kUnspecified};
      comparison.remembered[field] = difference.now[field];
    }
    comparison.differences.push_back(std::move(difference));
  }
  return comparison;
}

v1::ChangeFields ChangeOf(const RecordId& record, const std::vector<SlotDifference>& differences,
                          const std::vector<std::uint64_t>& bases) {
  std::map<std::uint64_t, int> counts;
  for (std::uint64_t base : bases) ++counts[base];
  const std::uint64_t common =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
        return a.second < b.second;
      })->first;
  v1::ChangeFields change;
  change.set_record(record.str());
  change.set_base_revision(common);
  Answers all;
  std::map<std::uint64_t, v1::BaseException*> exceptions;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    all.insert(differences[i].now.begin(), differences[i].now.end());
    if (bases[i] == common) continue;
    v1::BaseException*& exception = exceptions[bases[i]];
    if (exception == nullptr) {
      exception = change.add_exceptions();
      exception->set_base_revision(bases[i]);
    }
    for (const auto& [field, answer] : differences[i].now) exception->add_fields(field);
  }
  WriteColumns(all, change.mutable_values());
  return change;
}

}  // namespace tilik::importer
