#include "sync-server/merge/day_signals.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "proto/contract/calendar.h"
#include "sync-server/merge/distance.h"

namespace tilik::merge {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;

std::string Number(std::uint64_t number) { return std::to_string(number); }

// Completed visits in the order in which their chain has them.
Deeds CompletedInOrder(const Deeds& of_day) {
  Deeds completed;
  std::copy_if(of_day.begin(), of_day.end(), std::back_inserter(completed),
               [](const Deed* deed) { return deed->IsCompletedVisit(); });
  std::stable_sort(completed.begin(), completed.end(), [](const Deed* a, const Deed* b) {
    return std::tie(a->origin.seq, a->id.operation) < std::tie(b->origin.seq, b->id.operation);
  });
  return completed;
}

std::optional<std::int64_t> MsBetween(const Deed& earlier, const Deed& later) {
  std::optional<std::int64_t> between;
  if (!earlier.boot.empty() && earlier.boot == later.boot) {
    between = static_cast<std::int64_t>(later.monotonic_ms) -
              static_cast<std::int64_t>(earlier.monotonic_ms);
  } else if (earlier.clock_held && later.clock_held) {
    between = later.origin.observed.ms - earlier.origin.observed.ms;
  }
  if (between && *between < 0) between.reset();
  return between;
}

// The minute in which something was done: of the wall clock, or of one that runs since a boot.
using Minute = std::pair<std::string, std::int64_t>;
std::optional<Minute> MinuteOf(const Deed& deed) {
  if (deed.clock_held) return Minute("", deed.origin.observed.ms / kMinuteMs);
  if (deed.boot.empty()) return std::nullopt;
  return Minute(deed.boot, static_cast<std::int64_t>(deed.monotonic_ms) / kMinuteMs);
}

// "pukul 09.14, "; nothing when only a boot's clock is known.
std::string ClockWords(const Minute& minute, std::int32_t zone_offset_minutes) {
  if (!minute.first.empty()) return "";
  const std::int64_t of_day = ((minute.second + zone_offset_minutes) % 1'440 + 1'440) % 1'440;
  auto two = [](std::int64_t number) { return std::to_string(100 + number).substr(1); };
  return "pukul " + two(of_day / 60) + "." + two(of_day % 60) + ", ";
}

std::string RecipientOf(const Deed& deed) {
  return deed.household.none() ? deed.line.str() : deed.household.str();
}

bool MayBeAtOnePlace(const Deed& a, const Deed& b, std::uint32_t same_place_m) {
  return !a.place || !b.place || MetresBetween(*a.place, *b.place) <= same_place_m;
}

// Beside each of the deeds, how many recipients may have been served at its place, its own among
// them. Every deed of the minute is held against every other, at each set of the day: recipients
// are numbered once, so that three hundred in one minute cost a fraction of a millisecond.
std::vector<std::size_t> RecipientsAt(const Deeds& of_minute, std::uint32_t same_place_m) {
  std::unordered_map<std::string, std::size_t> numbers;
  std::vector<std::size_t> recipient_of;
  for (const Deed* deed : of_minute)
    recipient_of.push_back(numbers.emplace(RecipientOf(*deed), numbers.size()).first->second);
  std::vector<std::size_t> counted_for(numbers.size());  // by recipient: the last deed, from 1
  std::vector<std::size_t> recipients(of_minute.size());
  for (std::size_t i = 0; i < of_minute.size(); ++i) {
    for (std::size_t j = 0; j < of_minute.size(); ++j) {
      std::size_t& counted = counted_for[recipient_of[j]];
      if (counted == i + 1 || !MayBeAtOnePlace(*of_minute[i], *of_minute[j], same_place_m))
        continue;
      counted = i + 1;
      ++recipients[i];
    }
  }
  return recipients;
}

}  // namespace

Findings VisitsTooShort(const v1::SignalRules& rules, const Deeds& of_day) {
  Findings found;
  const Deed* previous = nullptr;
  for (const Deed* visit : CompletedInOrder(of_day)) {
    const Deed* before = previous;
    previous = visit;
    if (visit->duration_s > 0) {
      if (visit->duration_s >= rules.shortest_visit_s().value()) continue;
      found.Add(*visit, [&] { return "selesai dalam " + Number(visit->duration_s) + " detik"; });
      continue;
    }
    // The same house again is a correction.
    if (before == nullptr || before->household == visit->household) continue;
    const std::optional<std::int64_t> gap = MsBetween(*before, *visit);
    if (!gap || *gap >= std::int64_t{rules.shortest_gap_s().value()} * 1'000) continue;
    found.Add(
        *visit,
        [&] { return std::to_string(*gap / 1'000) + " detik sesudah kunjungan sebelumnya"; },
        before);
  }
  found.why = Number(found.count()) + " kunjungan lebih singkat daripada yang mungkin " +
              "(batas " + Number(rules.shortest_visit_s().value()) + " detik, atau " +
              Number(rules.shortest_gap_s().value()) + " detik dari rumah sebelumnya)";
  return found;
}

Findings VisitsTooMany(const v1::SignalRules& rules, const Deeds& of_day) {
  Findings found;
  if (of_day.size() <= rules.most_visits_a_day().value()) return found;
  const Deeds visits = CompletedInOrder(of_day);
  std::unordered_set<RecordId> households(visits.size());
  for (const Deed* visit : visits) {
    if (!households.insert(visit->household).second) continue;
    if (households.size() <= rules.most_visits_a_day().value()) continue;
    found.Add(*visit, [&] { return "rumah tangga ke-" + Number(households.size()) + " hari itu"; });
  }
  found.why = Number(households.size()) + " rumah tangga selesai dikunjungi dalam sehari (batas " +
              Number(rules.most_visits_a_day().value()) + ")";
  return found;
}

Findings HandoversAtOnce(const v1::SignalRules& rules, const Deeds& of_day,
                         std::int32_t zone_offset_minutes) {
  std::map<std::pair<Minute, bool>, Deeds> together;
  for (const Deed* deed : of_day) {
    if (deed->kind != Deed::Kind::kHandover || deed->retracted || !deed->as_it_happened) continue;
    if (const std::optional<Minute> minute = MinuteOf(*deed))
      together[{*minute, deed->at_event}].push_back(deed);
  }
  Findings found;
  std::size_t fullest = 0;
  bool fullest_at_event = false;
  for (const auto& group : together) {
    const auto& when = group.first;
    const Deeds& deeds = group.second;
    const std::size_t limit =
        when.second ? rules.most_a_minute_at_event().value() : rules.most_a_minute().value();
    if (deeds.size() <= limit) continue;
    const std::vector<std::size_t> recipients = RecipientsAt(deeds, rules.same_place_m().value());
    for (std::size_t i = 0; i < deeds.size(); ++i) {
      if (recipients[i] <= limit) continue;
      if (recipients[i] > fullest) {
        fullest = recipients[i];
        fullest_at_event = when.second;
      }
      found.Add(*deeds[i], [&] {
        return ClockWords(when.first, zone_offset_minutes) + "satu dari " + Number(recipients[i]) +
               " penerima dalam satu menit";
      });
    }
  }
  found.why = "sampai " + Number(fullest) + " penerima dalam satu menit di satu tempat (batas " +
              (fullest_at_event ? Number(rules.most_a_minute_at_event().value()) + " dalam acara)"
                                : Number(rules.most_a_minute().value()) + " di luar acara)");
  return found;
}

Findings VerifierPays(const Deeds& of_day) {
  Findings found;
  for (const Deed* deed : of_day) {
    if (deed->retracted || deed->own_visit == 0) continue;
    found.Add(*deed, [&] {
      return "dibayar " + DayWords(deed->day) + ", diverifikasi oleh pembayarnya " +
             DayWords(deed->own_visit);
    });
  }
  found.why =
      Number(found.count()) + " penyerahan dibayar oleh orang yang memverifikasi rumah tangganya";
  return found;
}

}  // namespace tilik::merge
