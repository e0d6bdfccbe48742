#include "sync-server/merge/house_signals.h"

#include <algorithm>
#include <utility>

#include "proto/contract/calendar.h"
#include "sync-server/merge/card_holder.h"
#include "sync-server/merge/distance.h"
#include "sync-server/merge/ledger.h"

namespace tilik::merge {
namespace {

// "1.240", as Indonesians write it.
std::string Grouped(std::uint64_t number) {
  std::string words = std::to_string(number);
  for (int at = static_cast<int>(words.size()) - 3; at > 0; at -= 3)
    words.insert(static_cast<std::size_t>(at), ".");
  return words;
}

// Of a household, for the place of its house: the newest visits that say one.
constexpr std::size_t kMostPlacesCompared = 8;

// The deeds of the day that were done at the house, by their own word.
Deeds AtHouse(const Deeds& of_household, std::uint32_t day) {
  Deeds there;
  for (const Deed* deed : of_household) {
    const bool at_house =
        deed->IsCompletedVisit() || (deed->kind == Deed::Kind::kHandover && deed->at_home);
    if (deed->day == day && !deed->retracted && deed->place && at_house) there.push_back(deed);
  }
  return there;
}

// Where the house is, by those who were there before.
Deeds VisitsBefore(const Deeds& of_household, const Deed& deed) {
  Deeds visits;
  for (const Deed* visit : of_household) {
    if (visit->IsCompletedVisit() && visit->place && visit->id.link != deed.id.link &&
        visit->ArrivedBefore(deed)) {
      visits.push_back(visit);
    }
  }
  if (visits.size() > kMostPlacesCompared)
    visits.erase(visits.begin(), visits.end() - std::ptrdiff_t{kMostPlacesCompared});
  return visits;
}

// By how much the two may lie apart for the receivers' sake alone.
std::uint64_t ErrorOf(const v1::SignalRules& rules, const Deed& a, const Deed& b) {
  auto error = [&](const v1::Place& place) -> std::uint64_t {
    return place.accuracy_m() == 0 ? rules.unknown_accuracy_m().value() : place.accuracy_m();
  };
  return error(*a.place) + error(*b.place);
}

bool IsFar(const v1::SignalRules& rules, const Deed& house, const Deed& deed) {
  return MetresBetween(*house.place, *deed.place) >
         rules.far_from_house_m().value() + ErrorOf(rules, house, deed);
}

std::string ShortHash(const ContentHash& photo) { return ToHex(photo.raw()).substr(0, 8); }

// Whether the earlier deed with a photo makes it odd that the later one has it.
bool ProvesSomethingElse(const DeedBook& book, const Deed& later, const Deed& earlier,
                         const ContentHash& photo, const StandsFor& stands_for) {
  if (!later.household.none() && !earlier.household.none() &&
      stands_for(later.household) != stands_for(earlier.household)) {
    return true;
  }
  if (later.line.none() || earlier.line.none() || later.day == earlier.day) return false;
  // Several periods of one recipient travel in one set, with one photo.
  const Deeds uses = book.WithPhoto(photo);
  return std::none_of(uses.begin(), uses.end(), [&](const Deed* use) {
    return use->id.link == earlier.id.link && use->line == later.line;
  });
}

// What was given to somebody, as far as it was after his death, by day.
class AfterDeath {
 public:
  AfterDeath(const v1::SignalRules& rules, std::uint32_t died)
      : died_(died), from_(DaysSinceEpoch(died) + rules.days_after_death().value()) {}

  template <typename Fact>
  void Add(const Fact& fact, std::uint32_t day, const RecordId& about, const std::string& how,
           const std::string& what) {
    if (DaysSinceEpoch(day) < from_) return;
    Evidence evidence;
    evidence.origin = fact.origin;
    evidence.operation = fact.id.operation;
    evidence.about = about;
    evidence.words =
        how + " " + DayWords(day) + ", meninggal menurut pengamatan " + DayWords(died_);
    Findings& found = by_day_[day];
    found.evidence.push_back(std::move(evidence));
    found.why = what + " " + std::to_string(DaysSinceEpoch(day) - DaysSinceEpoch(died_)) +
                " hari sesudah diketahui meninggal";
  }
  std::map<std::uint32_t, Findings> Take() { return std::move(by_day_); }

 private:
  const std::uint32_t died_;
  const std::int64_t from_;
  std::map<std::uint32_t, Findings> by_day_;
};

}  // namespace

std::vector<FactId> PlacesInDoubt(const v1::SignalRules& rules, const Deeds& of_household,
                                  std::uint32_t day) {
  std::set<FactId> places;
  bool far = false;
  for (const Deed* deed : AtHouse(of_household, day)) {
    for (const Deed* visit : VisitsBefore(of_household, *deed)) {
      places.insert(visit->id);
      far = far || IsFar(rules, *visit, *deed);
    }
  }
  if (!far || places.size() < 2) return {};
  return {places.begin(), places.end()};
}

Findings FarFromHouse(const v1::SignalRules& rules, const Deeds& of_household, std::uint32_t day,
                      const std::set<FactId>& approved) {
  Findings found;
  std::uint32_t farthest = 0;
  for (const Deed* deed : AtHouse(of_household, day)) {
    const Deed* house = nullptr;
    for (const Deed* visit : VisitsBefore(of_household, *deed)) {
      if (house == nullptr || approved.count(visit->id) >= approved.count(house->id)) house = visit;
    }
    if (house == nullptr || !IsFar(rules, *house, *deed)) continue;
    const std::uint32_t metres = MetresBetween(*house->place, *deed->place);
    farthest = std::max(farthest, metres);
    found.evidence.push_back(EvidenceOf(*deed,
                                        Grouped(metres) + " m dari tempat kunjungan " +
                                            DayWords(house->day) + " (galat " +
                                            Grouped(ErrorOf(rules, *house, *deed)) + " m)",
                                        house));
  }
  found.why = Grouped(farthest) + " m dari rumah menurut kunjungan sebelumnya (batas " +
              Grouped(rules.far_from_house_m().value()) + " m di luar galat GPS)";
  return found;
}

Findings CardHeld(const Deeds& of_household, std::uint32_t day) {
  Findings found;
  std::set<std::string> holders;
  for (const Deed* deed : of_household) {
    if (deed->day != day || deed->retracted || !IsInOtherHands(deed->card_holder)) continue;
    const std::string holder = CardHolderWords(deed->card_holder);
    holders.insert(holder);
    found.evidence.push_back(EvidenceOf(
        *deed, "kartu dipegang " + holder +
                   (deed->kind == Deed::Kind::kVisit ? ", kata kunjungan " : ", kata penyerahan ") +
                   DayWords(deed->day)));
  }
  found.why = "kartu (KKS) dipegang ";
  for (const std::string& holder : holders)
    found.why += (holder == *holders.begin() ? "" : ", ") + holder;
  return found;
}

Findings SamePhoto(const DeedBook& book, const Deeds& of_household, std::uint32_t day,
                   const StandsFor& stands_for) {
  Findings found;
  std::set<Link> told;
  std::set<ContentHash> photos;
  for (const Deed* deed : of_household) {
    if (deed->day != day || deed->retracted || told.count(deed->id.link) > 0) continue;
    for (const ContentHash& photo : deed->photos) {
      const Deeds uses = book.WithPhoto(photo);
      auto earlier = std::find_if(uses.begin(), uses.end(), [&](const Deed* use) {
        return !use->retracted && use->id.link != deed->id.link && use->ArrivedBefore(*deed) &&
               ProvesSomethingElse(book, *deed, *use, photo, stands_for);
      });
      if (earlier == uses.end()) continue;
      photos.insert(photo);
      const bool same_house = !deed->household.none() && !(*earlier)->household.none() &&
                              stands_for(deed->household) == stands_for((*earlier)->household);
      found.evidence.push_back(EvidenceOf(
          *deed,
          "foto " + ShortHash(photo) + " sudah menjadi bukti " +
              (same_house ? "penyerahan lain " : "rumah tangga lain ") + DayWords((*earlier)->day),
          *earlier));
      told.insert(deed->id.link);
      break;
    }
  }
  found.why = std::to_string(photos.size()) + " foto sudah pernah menjadi bukti untuk yang lain";
  return found;
}

std::uint32_t OwnVisit(const v1::SignalRules& rules, const Deed& handover,
                       const Deeds& of_household,
                       const std::map<std::string, std::uint32_t>& last_days) {
  if (handover.kind != Deed::Kind::kHandover || handover.retracted || handover.payer.empty())
    return 0;
  const std::int64_t paid = DaysSinceEpoch(handover.day);
  std::uint32_t nearest = 0;
  std::int64_t nearest_by = 0;
  for (const Deed* visit : of_household) {
    if (!visit->IsCompletedVisit() || visit->person != handover.payer) continue;
    const std::int64_t days = paid - DaysSinceEpoch(visit->day);
    const std::int64_t apart = days < 0 ? -days : days;
    auto last_day = last_days.find(visit->campaign);
    const bool still_running =
        days >= 0 && last_day != last_days.end() && last_day->second >= handover.day;
    if (apart > rules.verified_and_paid_days().value() && !still_running) continue;
    if (nearest != 0 && apart >= nearest_by) continue;
    nearest = visit->day;
    nearest_by = apart;
  }
  return nearest;
}

std::map<std::uint32_t, Findings> DeadButPaid(const v1::SignalRules& rules, const LineState& line,
                                              std::uint32_t died) {
  AfterDeath found(rules, died);
  const std::string what = line.programme + " " + line.period + ": dibayar";
  for (const HandoverFact& handover : line.handovers) {
    if (!handover.retracted && handover.receiver != v1::RECEIVER_PENGGANTI)
      found.Add(handover, handover.day, line.recipient, "diserahkan", what);
  }
  for (const PayerFact* payment : PaymentsOf(line)) {
    if (payment->result == v1::PAYER_RESULT_BERHASIL)
      found.Add(*payment, payment->day, line.recipient, "dibayar menurut " + payment->payer, what);
  }
  return found.Take();
}

std::map<std::uint32_t, Findings> DeadButPaid(
    const v1::SignalRules& rules, const std::multimap<std::uint32_t, const FactRow*>& given,
    std::uint32_t died) {
  AfterDeath found(rules, died);
  for (const auto& [day, fact] : given) {
    const v1::HandoverWithoutList& aid = fact->operation.handover_without_list();
    std::string what = aid.programme();
    if (!aid.period().empty()) what += " " + aid.period();
    found.Add(*fact, day, fact->record, "diserahkan tanpa daftar", what + ": diserahkan");
  }
  return found.Take();
}

}  // namespace tilik::merge
