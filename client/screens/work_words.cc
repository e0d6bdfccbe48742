#include "client/screens/work_words.h"

#include "client/core/capture_musdes.h"
#include "client/screens/told_words.h"
#include "proto/contract/told.h"

namespace tilik::screens {
namespace {

std::string Named(const Voice& voice, const client::Wording& what, client::Vocabulary words,
                  int value) {
  return voice.Say(what) + ": " + client::WordFor(words, value, voice.language);
}

}  // namespace

std::string SaidInBrief(const Voice& voice, const v1::Operation& operation) {
  switch (operation.kind_case()) {
    case v1::Operation::kCreateRecord:
      return Named(voice, {"baru", "new"}, client::kRecordKinds, operation.create_record().kind());
    case v1::Operation::kChangeFields:
      return voice.Say({"perubahan isian", "fields changed"});
    case v1::Operation::kVisit:
      return Named(voice, {"kunjungan", "visit"}, client::kVisitOutcomes,
                   operation.visit().outcome());
    case v1::Operation::kHandover:
      return Named(voice, {"penyerahan", "handover"}, client::kHandoverModes,
                   operation.handover().mode());
    case v1::Operation::kNonDelivery:
      return Named(voice, {"tidak tersalur", "not delivered"}, client::kNonDeliveryReasons,
                   operation.non_delivery().reason());
    case v1::Operation::kProposeStatus:
      return Named(voice, {"usulan status", "status proposed"}, client::kRecordStatuses,
                   operation.propose_status().status()) +
             ", " +
             client::WordFor(client::kStatusReasons, operation.propose_status().reason(),
                             voice.language);
    case v1::Operation::kRetract:
      return voice.Say({"pembatalan: ", "withdrawn: "}) + operation.retract().reason();
    case v1::Operation::kDeclareLost:
      return voice.Say({"simpanan hilang", "sets lost"});
    case v1::Operation::kBeritaAcara:
      return "berita acara " + operation.berita_acara().number();
    case v1::Operation::kMusdesResult:
      return Named(voice, {"hasil musdes", "forum's result"}, client::kMusdesFindings,
                   operation.musdes_result().finding());
    case v1::Operation::kVillageNotVerified:
      return Named(voice, {"desa belum verivali", "village not verified"},
                   client::kNotVerifiedReasons, operation.village_not_verified().reason());
    case v1::Operation::kAddEvidence:
      return voice.Say({"bukti susulan", "later evidence"});
    case v1::Operation::kHandoverWithoutList:
      return Named(voice, {"penyerahan tanpa daftar", "handover without a list"},
                   client::kHandoverModes, operation.handover_without_list().mode());
    case v1::Operation::kStockMovement:
      return Named(voice, {"barang", "stock"}, client::kStockKinds,
                   operation.stock_movement().kind());
    default:
      if (!RecordToldOf(operation).empty()) return ToldInBrief(voice, operation);
      return voice.Say({"operasi lain", "other"});
  }
}

// As the contract names it; nothing while the district has not said what became of it.
std::optional<v1::OutcomeKind> OutcomeOf(client::Fate fate) {
  switch (fate) {
    case client::Fate::kApplied:
      return v1::OUTCOME_KIND_APPLIED;
    case client::Fate::kSuperseded:
      return v1::OUTCOME_KIND_SUPERSEDED;
    case client::Fate::kHeld:
      return v1::OUTCOME_KIND_HELD;
    case client::Fate::kQuarantined:
      return v1::OUTCOME_KIND_QUARANTINED;
    case client::Fate::kReturned:
      return v1::OUTCOME_KIND_RETURNED;
    case client::Fate::kRefused:
      return v1::OUTCOME_KIND_REFUSED;
    default:
      return std::nullopt;
  }
}

std::string BecameOf(const Voice& voice, const client::OperationView& operation) {
  const auto kind = OutcomeOf(operation.fate.fate);
  if (!kind) return {};
  std::string words = client::WordFor(client::kOutcomes, *kind, voice.language);
  if (operation.fate.case_number != 0) {
    words +=
        voice.Say({" (perkara ", " (case "}) + std::to_string(operation.fate.case_number) + ")";
  }
  if (operation.outcome && !operation.outcome->reason.empty()) {
    words += ": " + operation.outcome->reason;
  }
  return words;
}

}  // namespace tilik::screens
