#include "proto/contract/signal_rules.h"

#include <set>
#include <string>
#include <utility>

namespace tilik {
namespace {

bool IsComplete(const v1::Label& label) { return !label.id().empty() && !label.en().empty(); }

Status CheckThreshold(const char* name, const v1::SignalThreshold& threshold) {
  if (threshold.value() == 0) {
    return Status::Invalid("signals: " + std::string(name) + " is 0, which everything passes");
  }
  if (threshold.unit().empty() || !IsComplete(threshold.why())) {
    return Status::Invalid("signals: " + std::string(name) + " has no unit, or no reason");
  }
  return Status();
}

}  // namespace

Status CheckSignalRules(const v1::SignalRules& rules) {
  if (rules.version() == 0) return Status();
  std::set<int> signals;
  std::set<std::string> names;
  for (const v1::SignalText& text : rules.signals()) {
    if (text.signal() == v1::SIGNAL_UNSPECIFIED || text.name().empty() ||
        !IsComplete(text.label())) {
      return Status::Invalid("signals: \"" + text.name() + "\" lacks its number, name or words");
    }
    if (!signals.insert(text.signal()).second || !names.insert(text.name()).second) {
      return Status::Invalid("signals: \"" + text.name() + "\" stands there twice");
    }
  }
  if (signals.size() != v1::Signal_ARRAYSIZE - 1) {
    return Status::Invalid("signals: a signal without words");
  }
  const std::pair<const char*, const v1::SignalThreshold*> thresholds[] = {
      {"days_after_death", &rules.days_after_death()},
      {"far_from_house_m", &rules.far_from_house_m()},
      {"unknown_accuracy_m", &rules.unknown_accuracy_m()},
      {"shortest_visit_s", &rules.shortest_visit_s()},
      {"shortest_gap_s", &rules.shortest_gap_s()},
      {"most_visits_a_day", &rules.most_visits_a_day()},
      {"same_place_m", &rules.same_place_m()},
      {"most_a_minute", &rules.most_a_minute()},
      {"most_a_minute_at_event", &rules.most_a_minute_at_event()},
      {"verified_and_paid_days", &rules.verified_and_paid_days()},
  };
  for (const auto& [name, threshold] : thresholds) {
    TILIK_RETURN_IF_ERROR(CheckThreshold(name, *threshold));
  }
  return Status();
}

}  // namespace tilik
