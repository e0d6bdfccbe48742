#include "sync-server/console/words.h"

#include <cstdio>
#include <ctime>
#include <utility>

#include "proto/contract/folding.h"
#include "proto/regions/regions.h"

namespace tilik::console {
namespace {

std::string TextOf(const merge::RecordState& record, Field field) {
  for (const auto& [slot, state] : record.slots) {
    auto answer = state.answers.find(field);
    if (answer == state.answers.end()) continue;
    const std::string* text = std::get_if<std::string>(&answer->second.value);
    return text == nullptr ? "" : *text;
  }
  return "";
}

}  // namespace

std::string CaseKindWords(merge::CaseKind kind) {
  switch (kind) {
    case merge::CaseKind::kConflict:
      return "konflik";
    case merge::CaseKind::kStatus:
      return "usulan status";
    case merge::CaseKind::kDuplicate:
      return "ganda";
    case merge::CaseKind::kDoubleDelivery:
      return "salur dua kali";
    case merge::CaseKind::kOutsideAssignment:
      return "di luar penugasan";
    case merge::CaseKind::kRetraction:
      return "usul pembatalan";
    case merge::CaseKind::kQuarantine:
      return "karantina";
    case merge::CaseKind::kSignal:
      return "sinyal";
  }
  return "";
}

std::optional<merge::CaseKind> CaseKindFrom(const std::string& word) {
  constexpr std::pair<const char*, merge::CaseKind> kEnglish[] = {
      {"conflict", merge::CaseKind::kConflict},
      {"status", merge::CaseKind::kStatus},
      {"duplicate", merge::CaseKind::kDuplicate},
      {"double-delivery", merge::CaseKind::kDoubleDelivery},
      {"outside-assignment", merge::CaseKind::kOutsideAssignment},
      {"retraction", merge::CaseKind::kRetraction},
      {"quarantine", merge::CaseKind::kQuarantine},
      {"signal", merge::CaseKind::kSignal},
  };
  for (const auto& [english, kind] : kEnglish) {
    if (word == english || Fold(word) == Fold(CaseKindWords(kind))) return kind;
  }
  return std::nullopt;
}

std::string StatusWords(v1::RecordStatus status, v1::StatusReason reason) {
  std::string words;
  switch (status) {
    case v1::RECORD_STATUS_ASLEEP:
      words = "ditidurkan";
      break;
    case v1::RECORD_STATUS_NOT_ELIGIBLE:
      words = "tidak layak";
      break;
    case v1::RECORD_STATUS_GRADUATED:
      words = "graduasi";
      break;
    default:
      return "aktif";
  }
  switch (reason) {
    case v1::STATUS_REASON_MENINGGAL:
      return words + ": meninggal";
    case v1::STATUS_REASON_PINDAH:
      return words + ": pindah";
    case v1::STATUS_REASON_TIDAK_DITEMUKAN:
      return words + ": tidak ditemukan";
    case v1::STATUS_REASON_MAMPU:
      return words + ": mampu";
    case v1::STATUS_REASON_GANDA:
      return words + ": ganda";
    case v1::STATUS_REASON_BAGIAN_DARI_RUMAH_TANGGA_LAIN:
      return words + ": bagian dari rumah tangga lain";
    case v1::STATUS_REASON_MENOLAK:
      return words + ": menolak";
    case v1::STATUS_REASON_GRADUASI_MANDIRI:
      return words + " mandiri";
    case v1::STATUS_REASON_GRADUASI_PAKSA:
      return words + " paksa";
    case v1::STATUS_REASON_USULAN_BARU:
      return words + ": usulan baru";
    default:
      return words;
  }
}

std::string OutcomeWords(v1::VisitOutcome outcome) {
  switch (outcome) {
    case v1::VISIT_OUTCOME_SELESAI:
      return "selesai";
    case v1::VISIT_OUTCOME_TIDAK_DITEMUKAN:
      return "tidak ditemukan";
    case v1::VISIT_OUTCOME_PINDAH:
      return "pindah";
    case v1::VISIT_OUTCOME_BAGIAN_DARI_RUMAH_TANGGA_LAIN:
      return "bagian dari rumah tangga lain";
    case v1::VISIT_OUTCOME_MENOLAK:
      return "menolak";
    case v1::VISIT_OUTCOME_GANDA:
      return "ganda";
    case v1::VISIT_OUTCOME_BELUM_BERTEMU:
      return "belum bertemu";
    case v1::VISIT_OUTCOME_MENINGGAL_SEMUA_ANGGOTA:
      return "meninggal semua anggota";
    default:
      return "?";
  }
}

std::string ReasonWords(v1::NonDeliveryReason reason) {
  switch (reason) {
    case v1::NON_DELIVERY_REASON_MENINGGAL:
      return "meninggal";
    case v1::NON_DELIVERY_REASON_PINDAH:
      return "pindah";
    case v1::NON_DELIVERY_REASON_TIDAK_DITEMUKAN:
      return "tidak ditemukan";
    case v1::NON_DELIVERY_REASON_MAMPU:
      return "mampu";
    case v1::NON_DELIVERY_REASON_DATA_TIDAK_PADAN:
      return "data tidak padan";
    case v1::NON_DELIVERY_REASON_GAGAL_REKENING:
      return "gagal rekening";
    case v1::NON_DELIVERY_REASON_GANDA:
      return "ganda";
    case v1::NON_DELIVERY_REASON_MENOLAK:
      return "menolak";
    case v1::NON_DELIVERY_REASON_TIDAK_HADIR:
      return "tidak hadir";
    case v1::NON_DELIVERY_REASON_STOK_KURANG:
      return "stok kurang";
    case v1::NON_DELIVERY_REASON_LAINNYA:
      return "lainnya";
    default:
      return "";
  }
}

std::string EvidenceWords(v1::EvidenceKind kind) {
  switch (kind) {
    case v1::EVIDENCE_KIND_TANDA_TANGAN:
      return "tanda tangan";
    case v1::EVIDENCE_KIND_CAP_JEMPOL:
      return "cap jempol";
    case v1::EVIDENCE_KIND_FOTO_KTP:
      return "foto KTP";
    case v1::EVIDENCE_KIND_FOTO_PENERIMA:
      return "foto penerima";
    case v1::EVIDENCE_KIND_KUITANSI:
      return "kuitansi";
    case v1::EVIDENCE_KIND_FOTO_DANOM:
      return "foto danom";
    default:
      return "";
  }
}

std::string EligibilityWords(v1::EligibilityState state) {
  switch (state) {
    case v1::ELIGIBILITY_STATE_PROPOSED:
      return "calon";
    case v1::ELIGIBILITY_STATE_ELIGIBLE:
      return "layak";
    case v1::ELIGIBILITY_STATE_NOT_ELIGIBLE:
      return "tidak layak";
    case v1::ELIGIBILITY_STATE_SUSPENDED:
      return "sementara tidak disalurkan";
    case v1::ELIGIBILITY_STATE_RESUMED:
      return "dilanjutkan";
    case v1::ELIGIBILITY_STATE_GRADUATED:
      return "graduasi";
    case v1::ELIGIBILITY_STATE_FAILED_ACCOUNT:
      return "gagal buka rekening";
    default:
      return "";
  }
}

std::string QuantityWords(std::int64_t thousandths) {
  const bool negative = thousandths < 0;
  std::uint64_t value = negative ? 0 - static_cast<std::uint64_t>(thousandths)
                                 : static_cast<std::uint64_t>(thousandths);
  std::string whole = std::to_string(value / 1000);
  for (int at = static_cast<int>(whole.size()) - 3; at > 0; at -= 3)
    whole.insert(static_cast<std::size_t>(at), ".");
  std::string decimals = std::to_string(1000 + value % 1000).substr(1);
  while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
  return (negative ? "-" : "") + whole + (decimals.empty() ? "" : "," + decimals);
}

std::string PercentWords(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return "-";
  // Two quantities of a nation in thousandths times 20,000 pass 64 bits.
  const __int128 hundredths =
      (static_cast<__int128>(part) * 20'000 + whole) / (static_cast<__int128>(whole) * 2);
  char text[64];
  std::snprintf(text, sizeof text, "%lld,%02lld", static_cast<long long>(hundredths / 100),
                static_cast<long long>(hundredths % 100));
  return text;
}

std::string AnswersWords(const Codebooks& codebooks, const Answers& answers) {
  std::string words;
  for (const auto& [field, answer] : answers) {
    if (!words.empty()) words += "; ";
    const v1::Concept* about = codebooks.ConceptOf(field);
    if (answers.size() > 1)
      words += (about == nullptr ? std::to_string(field) : about->name()) + ": ";
    words += codebooks.Words(field, answer.value, "id");
  }
  return words;
}

std::string FieldsWords(const Codebooks& codebooks, Slot slot) {
  if (slot == kStatusSlot) return "status";
  if (const v1::Concept* single = codebooks.ConceptOf(slot); single != nullptr)
    return single->name();
  std::string words;
  for (Field field : codebooks.FieldsOf(slot)) {
    const v1::Concept* about = codebooks.ConceptOf(field);
    words +=
        (words.empty() ? "" : "+") + (about == nullptr ? std::to_string(field) : about->name());
  }
  return words.empty() ? std::to_string(slot) : words;
}

std::string LabelOf(const merge::RecordState& record) {
  switch (record.kind) {
    case v1::RECORD_KIND_HOUSEHOLD:
      return "Rumah tangga " + TextOf(record, field::kHeadName);
    case v1::RECORD_KIND_FAMILY: {
      std::string name = TextOf(record, field::kFamilyName);
      std::string number = TextOf(record, field::kNoKk);
      return "Keluarga " +
             (name.empty() ? (number.empty() ? "tanpa No KK" : "KK " + number) : name);
    }
    case v1::RECORD_KIND_PERSON:
      return TextOf(record, field::kName);
    default:
      return TextOf(record, field::kNameElsewhere);
  }
}

std::string ChoiceWords(v1::Choice choice) {
  switch (choice) {
    case v1::CHOICE_KEEP:
      return "tetap";
    case v1::CHOICE_ACCEPT:
      return "terima";
    case v1::CHOICE_REFUSE:
      return "tolak";
    case v1::CHOICE_RELEASE:
      return "lepas";
    case v1::CHOICE_NOT_A_PROBLEM:
      return "bukan masalah";
    case v1::CHOICE_RETURN:
      return "dikembalikan";
    case v1::CHOICE_CONFIRM:
      return "terbukti";
    default:
      return "?";
  }
}

std::string RoleWords(v1::AccountRole role) {
  switch (role) {
    case v1::ACCOUNT_ROLE_SUPERVISOR:
      return "supervisor";
    case v1::ACCOUNT_ROLE_HEAD:
      return "kepala dinas";
    case v1::ACCOUNT_ROLE_OPERATOR:
      return "operator";
    case v1::ACCOUNT_ROLE_AUDITOR:
      return "auditor";
    case v1::ACCOUNT_ROLE_ADMIN:
      return "admin";
    default:
      return "?";
  }
}

std::string TimeWords(Instant time, std::int32_t zone_offset_minutes) {
  if (time.ms == 0) return "-";
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "Mei", "Jun",
                                            "Jul", "Ags", "Sep", "Okt", "Nov", "Des"};
  std::time_t seconds = static_cast<std::time_t>(time.ms / 1000 + zone_offset_minutes * 60);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  std::snprintf(text, sizeof text, "%d %s %d %02d.%02d", parts.tm_mday, kMonths[parts.tm_mon],
                parts.tm_year + 1900, parts.tm_hour, parts.tm_min);
  return text;
}

std::string VillageWords(std::uint64_t village) {
  std::optional<VillageCode> code = VillageCode::FromNumber(village);
  if (!code) return village == 0 ? "-" : std::to_string(village);
  const Regions& regions = Regions::BuiltIn();
  auto name = regions.NameOf(*code);
  auto kecamatan = regions.NameOf(KecamatanOf(*code));
  return (name.empty() ? code->Text() : std::string(name)) +
         (kecamatan.empty() ? "" : ", Kec. " + std::string(kecamatan));
}

}  // namespace tilik::console
