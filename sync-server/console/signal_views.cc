#include "sync-server/console/signal_views.h"

#include <map>
#include <utility>

#include "proto/contract/calendar.h"
#include "sync-server/console/verivali_words.h"
#include "sync-server/console/words.h"

namespace tilik::console {
namespace {

constexpr int kCasesAtOnce = 500;

const v1::SignalText* TextOf(const Codebooks& codebooks, v1::Signal signal) {
  for (const v1::SignalText& text : codebooks.signals().signals()) {
    if (text.signal() == signal) return &text;
  }
  return nullptr;
}

Result<std::string> LabelIn(storage::Reader& reader, const RecordId& id) {
  if (id.none()) return std::string();
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record, reader.Record(id));
  return record.has_value() ? LabelOf(*record) : ToUuidText(id);
}

struct Named {
  const char* name;
  const v1::SignalThreshold& threshold;
};

std::vector<Named> ThresholdsOf(const v1::SignalRules& rules, v1::Signal signal) {
  switch (signal) {
    case v1::SIGNAL_DEAD_BUT_PAID:
      return {{"days_after_death", rules.days_after_death()}};
    case v1::SIGNAL_FAR_FROM_HOUSE:
      return {{"far_from_house_m", rules.far_from_house_m()},
              {"unknown_accuracy_m", rules.unknown_accuracy_m()}};
    case v1::SIGNAL_VISITS_TOO_SHORT:
      return {{"shortest_visit_s", rules.shortest_visit_s()},
              {"shortest_gap_s", rules.shortest_gap_s()}};
    case v1::SIGNAL_VISITS_TOO_MANY:
      return {{"most_visits_a_day", rules.most_visits_a_day()}};
    case v1::SIGNAL_HANDOVERS_AT_ONCE:
      return {{"most_a_minute", rules.most_a_minute()},
              {"most_a_minute_at_event", rules.most_a_minute_at_event()},
              {"same_place_m", rules.same_place_m()}};
    case v1::SIGNAL_VERIFIER_PAYS:
      return {{"verified_and_paid_days", rules.verified_and_paid_days()}};
    default:
      return {};
  }
}

void Count(const merge::CaseFile& file, v1::SignalLine& line) {
  if (file.open) {
    line.set_open(line.open() + 1);
  } else if (file.verdict == merge::Verdict::kConfirmed) {
    line.set_confirmed(line.confirmed() + 1);
  } else if (file.verdict == merge::Verdict::kNotAProblem) {
    line.set_not_a_problem(line.not_a_problem() + 1);
  } else {
    line.set_withdrawn(line.withdrawn() + 1);
  }
}

}  // namespace

std::string SignalLabel(const Codebooks& codebooks, v1::Signal signal) {
  const v1::SignalText* text = TextOf(codebooks, signal);
  return text == nullptr ? std::to_string(signal) : text->label().id();
}

bool IsListed(const merge::CaseFile& file) {
  return file.open || file.verdict == merge::Verdict::kConfirmed;
}

Status AddSignal(const merge::CaseFile& file, const Codebooks& codebooks, storage::Reader& reader,
                 const PersonOf& person_of, const PlaceOf& place_of, v1::CaseView* view) {
  if (file.key.kind != merge::CaseKind::kSignal) return Status();
  if (const v1::SignalText* text = TextOf(codebooks, file.key.signal))
    view->set_signal(text->name());
  view->set_field(SignalLabel(codebooks, file.key.signal));
  view->set_day(tilik::DayWords(file.key.day));
  view->set_more_evidence(file.more_evidence);
  view->set_confirmed(file.verdict == merge::Verdict::kConfirmed);
  if (!file.key.chain.none()) {
    TILIK_ASSIGN_OR_RETURN(*view->mutable_about(), person_of(file.key.chain));
  }
  for (const merge::Evidence& evidence : file.evidence) {
    v1::SignalEvidenceView* shown = view->add_evidence();
    shown->set_words(evidence.words);
    TILIK_ASSIGN_OR_RETURN(*shown->mutable_who(), person_of(evidence.origin.chain));
    shown->set_observed_ms(evidence.origin.observed.ms);
    TILIK_ASSIGN_OR_RETURN(*shown->mutable_about(), LabelIn(reader, evidence.about));
    if (!evidence.about.none()) shown->set_record(ToUuidText(evidence.about));
    TILIK_ASSIGN_OR_RETURN(std::optional<v1::Place> place, place_of(evidence.origin));
    if (place.has_value()) *shown->mutable_place() = *place;
    shown->set_fact(FactText(evidence.id()));
    if (evidence.other.link.none()) continue;
    shown->set_other(FactText(evidence.other));
    TILIK_ASSIGN_OR_RETURN(*shown->mutable_other_about(), LabelIn(reader, evidence.other_about));
  }
  return Status();
}

Result<v1::SignalSummary> SummariseSignals(storage::Reader& reader, const Codebooks& codebooks) {
  const v1::SignalRules& rules = codebooks.signals();
  std::map<v1::Signal, v1::SignalLine> lines;
  std::uint64_t after = 0;
  while (true) {
    TILIK_ASSIGN_OR_RETURN(std::vector<merge::CaseFile> files,
                           reader.CasesOfKind(merge::CaseKind::kSignal, after, kCasesAtOnce));
    if (files.empty()) break;
    for (const merge::CaseFile& file : files) Count(file, lines[file.key.signal]);
    after = files.back().number;
  }
  v1::SignalSummary summary;
  summary.set_version(rules.version());
  for (const v1::SignalText& text : rules.signals()) {
    v1::SignalLine& line = lines[text.signal()];
    line.set_name(text.name());
    line.set_label(text.label().id());
    for (const Named& named : ThresholdsOf(rules, text.signal())) {
      v1::SignalThresholdView* shown = line.add_thresholds();
      shown->set_name(named.name);
      shown->set_value(named.threshold.value());
      shown->set_unit(named.threshold.unit());
      shown->set_why(named.threshold.why().id());
    }
    *summary.add_signals() = std::move(line);
  }
  return summary;
}

}  // namespace tilik::console
