#include "client/core/capture_words.h"

#include <vector>

#include "proto/contract/folding.h"
#include "proto/contract/identity.h"
#include "tilik/v1/change_set.pb.h"
#include "tilik/v1/distribution.pb.h"
#include "tilik/v1/registry.pb.h"
#include "tilik/v1/sync.pb.h"
#include "tilik/v1/verification.pb.h"

namespace tilik::client {
namespace {

constexpr Word kVisitOutcomeWords[] = {
    {v1::VISIT_OUTCOME_SELESAI, "selesai", "completed", "selesai dicacah|done"},
    {v1::VISIT_OUTCOME_TIDAK_DITEMUKAN, "tidak ditemukan", "not found", "tidak ketemu"},
    {v1::VISIT_OUTCOME_PINDAH, "pindah", "moved", "pindah rumah"},
    {v1::VISIT_OUTCOME_BAGIAN_DARI_RUMAH_TANGGA_LAIN, "bagian dari rumah tangga lain",
     "part of another household", "bagian dari|bagian rumah tangga lain|bagian dari ruta lain"},
    {v1::VISIT_OUTCOME_MENOLAK, "menolak", "refused", ""},
    {v1::VISIT_OUTCOME_GANDA, "ganda", "duplicate", "dobel|double"},
    {v1::VISIT_OUTCOME_BELUM_BERTEMU, "belum bertemu", "not met yet", "belum ketemu|di kebun"},
    {v1::VISIT_OUTCOME_MENINGGAL_SEMUA_ANGGOTA, "meninggal semua anggota", "all members died",
     "meninggal semua|semua anggota meninggal"},
};

constexpr Word kDocumentKindWords[] = {
    {v1::DOCUMENT_KIND_KTP, "KTP", "identity card", "ktp el|e ktp|kartu tanda penduduk"},
    {v1::DOCUMENT_KIND_KK, "KK", "family card", "kartu keluarga"},
    {v1::DOCUMENT_KIND_KKS, "KKS", "aid card", "kartu keluarga sejahtera"},
    {v1::DOCUMENT_KIND_AKTA, "akta", "birth certificate", "akta kelahiran|akta lahir"},
    {v1::DOCUMENT_KIND_BUKU_NIKAH, "buku nikah", "marriage book", "akta nikah"},
};

constexpr Word kDocumentStateWords[] = {
    {v1::DOCUMENT_STATE_DITUNJUKKAN, "ditunjukkan", "shown", "ada|dilihat"},
    {v1::DOCUMENT_STATE_TIDAK_DIBAWA, "tidak dibawa", "not at hand",
     "tidak ditunjukkan|ada tidak ditunjukkan"},
    {v1::DOCUMENT_STATE_TIDAK_PUNYA, "tidak punya", "has none", "tidak ada|tidak memiliki"},
};

constexpr Word kPresenceWords[] = {
    {v1::PRESENCE_TINGGAL, "tinggal", "lives here", "ada|tinggal bersama"},
    {v1::PRESENCE_MENINGGAL, "meninggal", "died", "meninggal dunia|wafat|almarhum"},
    {v1::PRESENCE_PINDAH, "pindah", "moved", "tidak tinggal"},
    {v1::PRESENCE_BARU, "baru", "new", "anggota baru"},
    {v1::PRESENCE_KESALAHAN_PRELIST, "kesalahan prelist", "listed by mistake", "salah prelist"},
    {v1::PRESENCE_TIDAK_DITEMUKAN, "tidak ditemukan", "not found", ""},
};

constexpr Word kRecordStatusWords[] = {
    {v1::RECORD_STATUS_ACTIVE, "aktif", "active", "layak|eligible"},
    {v1::RECORD_STATUS_ASLEEP, "ditidurkan", "asleep", "tidur|nonaktif|tidak aktif"},
    {v1::RECORD_STATUS_NOT_ELIGIBLE, "tidak layak", "not eligible", "mampu|not_eligible"},
    {v1::RECORD_STATUS_GRADUATED, "graduasi", "graduated", "lulus"},
};

constexpr Word kStatusReasonWords[] = {
    {v1::STATUS_REASON_MENINGGAL, "meninggal", "died", ""},
    {v1::STATUS_REASON_PINDAH, "pindah", "moved", ""},
    {v1::STATUS_REASON_TIDAK_DITEMUKAN, "tidak ditemukan", "not found", ""},
    {v1::STATUS_REASON_MAMPU, "mampu", "well-off", "sudah mampu|sejahtera"},
    {v1::STATUS_REASON_GANDA, "ganda", "duplicate", "dobel"},
    {v1::STATUS_REASON_BAGIAN_DARI_RUMAH_TANGGA_LAIN, "bagian dari rumah tangga lain",
     "part of another household", "bagian dari"},
    {v1::STATUS_REASON_MENOLAK, "menolak", "refused", ""},
    {v1::STATUS_REASON_GRADUASI_MANDIRI, "graduasi mandiri", "graduated of own accord", ""},
    {v1::STATUS_REASON_GRADUASI_PAKSA, "graduasi paksa", "graduated by rule", ""},
    {v1::STATUS_REASON_USULAN_BARU, "usulan baru", "new proposal", ""},
    {v1::STATUS_REASON_LAINNYA, "lainnya", "other", "lain"},
};

constexpr Word kHandoverModeWords[] = {
    {v1::HANDOVER_MODE_DISERAHKAN, "diserahkan", "handed over by the officer", "serahkan"},
    {v1::HANDOVER_MODE_DISAKSIKAN, "disaksikan", "witnessed", "saksikan"},
    {v1::HANDOVER_MODE_DIKONFIRMASI_KEMUDIAN, "dikonfirmasi kemudian", "confirmed later",
     "konfirmasi|dikonfirmasi"},
    {v1::HANDOVER_MODE_LAPORAN_PENYALUR, "laporan penyalur", "reported by the paying body",
     "laporan bank|laporan pos"},
};

constexpr Word kReceiverWords[] = {
    {v1::RECEIVER_SENDIRI, "sendiri", "in person", "kpm|penerima"},
    {v1::RECEIVER_KUASA, "kuasa", "proxy", "diwakilkan|wakil"},
    {v1::RECEIVER_PENGGANTI, "pengganti", "replacement", "diganti"},
};

constexpr Word kCardHolderWords[] = {
    {v1::CARD_HOLDER_KPM, "KPM", "the family", "sendiri|keluarga|penerima"},
    {v1::CARD_HOLDER_PENDAMPING, "pendamping", "companion", ""},
    {v1::CARD_HOLDER_AGEN, "agen", "agent", "e-warong|ewarong"},
    {v1::CARD_HOLDER_APARAT_DESA, "aparat desa", "village official", "perangkat desa|kepala desa"},
    {v1::CARD_HOLDER_LAIN, "lain", "someone else", "lainnya|orang lain"},
    {v1::CARD_HOLDER_TIDAK_ADA_KARTU, "tidak ada kartu", "no card", "tidak ada|tanpa kartu"},
};

constexpr Word kEvidenceKindWords[] = {
    {v1::EVIDENCE_KIND_TANDA_TANGAN, "tanda tangan", "signature", "ttd|paraf"},
    {v1::EVIDENCE_KIND_CAP_JEMPOL, "cap jempol", "thumbprint", "jempol"},
    {v1::EVIDENCE_KIND_FOTO_KTP, "foto KTP", "photo of the identity card", ""},
    {v1::EVIDENCE_KIND_FOTO_PENERIMA, "foto penerima", "photo of the recipient", "foto"},
    {v1::EVIDENCE_KIND_KUITANSI, "kuitansi", "receipt", "kwitansi|struk"},
    {v1::EVIDENCE_KIND_FOTO_DANOM, "foto danom", "photo of the list", ""},
};

constexpr Word kNonDeliveryReasonWords[] = {
    {v1::NON_DELIVERY_REASON_MENINGGAL, "meninggal", "died", ""},
    {v1::NON_DELIVERY_REASON_PINDAH, "pindah", "moved", ""},
    {v1::NON_DELIVERY_REASON_TIDAK_DITEMUKAN, "tidak ditemukan", "not found", ""},
    {v1::NON_DELIVERY_REASON_MAMPU, "mampu", "well-off", "graduasi|mampu/graduasi"},
    {v1::NON_DELIVERY_REASON_DATA_TIDAK_PADAN, "data tidak padan", "data do not match",
     "tidak padan"},
    {v1::NON_DELIVERY_REASON_GAGAL_REKENING, "gagal rekening", "account failed",
     "rekening gagal|gagal burekol"},
    {v1::NON_DELIVERY_REASON_GANDA, "ganda", "duplicate", "dobel"},
    {v1::NON_DELIVERY_REASON_MENOLAK, "menolak", "refused", ""},
    {v1::NON_DELIVERY_REASON_TIDAK_HADIR, "tidak hadir", "did not come", "tidak datang|absen"},
    {v1::NON_DELIVERY_REASON_STOK_KURANG, "stok kurang", "not enough stock", "stok habis|kurang"},
    {v1::NON_DELIVERY_REASON_LAINNYA, "lainnya", "other", "lain"},
};

constexpr Word kPhotoKindWords[] = {
    {v1::PHOTO_KIND_RUMAH, "rumah", "house", "depan rumah"},
    {v1::PHOTO_KIND_KTP, "KTP", "identity card", ""},
    {v1::PHOTO_KIND_KK, "KK", "family card", "kartu keluarga"},
    {v1::PHOTO_KIND_KEPALA_RUMAH_TANGGA, "kepala rumah tangga", "head of household", "krt|kepala"},
    {v1::PHOTO_KIND_DINDING, "dinding", "wall", ""},
    {v1::PHOTO_KIND_LANTAI, "lantai", "floor", ""},
    {v1::PHOTO_KIND_ATAP, "atap", "roof", ""},
    {v1::PHOTO_KIND_DAPUR, "dapur", "kitchen", ""},
    {v1::PHOTO_KIND_JAMBAN, "jamban", "toilet", "wc|kakus"},
    {v1::PHOTO_KIND_BUKTI_SERAH, "bukti serah", "proof of handover", "bukti|penyerahan"},
    {v1::PHOTO_KIND_DANOM, "danom", "list page", "daftar nominatif"},
};

constexpr Word kUnitTypeWords[] = {
    {v1::UNIT_TYPE_PERSON, "orang", "people", "jiwa|person|anggota"},
    {v1::UNIT_TYPE_FAMILY, "keluarga", "families", "kk|family|kpm"},
    {v1::UNIT_TYPE_HOUSEHOLD, "rumah tangga", "households", "ruta|household"},
    {v1::UNIT_TYPE_GROUP, "kelompok", "groups", "kube|group"},
    {v1::UNIT_TYPE_INSTITUTION, "lembaga", "institutions", "lks|lksa|institution"},
    {v1::UNIT_TYPE_HOUSE, "rumah", "houses", "rutilahu|house"},
    {v1::UNIT_TYPE_LOCATION, "komunitas", "communities", "lokasi|posko|location"},
};

constexpr Word kStockKindWords[] = {
    {v1::STOCK_KIND_RECEIVED, "diterima", "received", "masuk|bast"},
    {v1::STOCK_KIND_DAMAGED, "rusak", "damaged", ""},
    {v1::STOCK_KIND_LOST, "hilang", "lost", "susut"},
    {v1::STOCK_KIND_RETURNED, "dikembalikan", "returned", "retur|kembali"},
    {v1::STOCK_KIND_COUNTED, "dihitung", "counted", "sisa|stok opname"},
};

constexpr Word kRecordKindWords[] = {
    {v1::RECORD_KIND_HOUSEHOLD, "rumah tangga", "household", "ruta"},
    {v1::RECORD_KIND_FAMILY, "keluarga", "family", ""},
    {v1::RECORD_KIND_PERSON, "anggota", "person", "orang|art"},
    {v1::RECORD_KIND_GROUP, "kelompok", "group", "kube"},
    {v1::RECORD_KIND_INSTITUTION, "lembaga", "institution", "lks"},
    {v1::RECORD_KIND_HOUSE, "bangunan", "house", "rumah|rtlh"},
    {v1::RECORD_KIND_LOCATION, "lokasi", "location", "komunitas|posko"},
};

constexpr Word kOutcomeWords[] = {
    {v1::OUTCOME_KIND_APPLIED, "berlaku", "applied", ""},
    {v1::OUTCOME_KIND_SUPERSEDED, "digantikan pengamatan yang lebih baru", "superseded", ""},
    {v1::OUTCOME_KIND_HELD, "sedang diputuskan", "held", ""},
    {v1::OUTCOME_KIND_QUARANTINED, "dikarantina", "quarantined", ""},
    {v1::OUTCOME_KIND_RETURNED, "dikembalikan", "returned", ""},
    {v1::OUTCOME_KIND_REFUSED, "ditolak", "refused", ""},
};

constexpr Word kHowWords[] = {
    {v1::HOW_SEEN, "dilihat langsung", "seen", ""},
    {v1::HOW_ASKED, "ditanyakan", "asked", ""},
    {v1::HOW_UNCHANGED, "masih sama", "unchanged", ""},
    {v1::HOW_NOT_CHECKED, "tidak diperiksa", "not checked", ""},
    {v1::HOW_AS_WRITTEN, "sesuai dokumen", "as written", ""},
};

constexpr Word kPhotoMissingWords[] = {
    {v1::PHOTO_MISSING_REASON_TIDAK_ADA, "tidak ada", "nothing to photograph", "tidak punya"},
    {v1::PHOTO_MISSING_REASON_TIDAK_DIIZINKAN, "tidak diizinkan", "not allowed", "menolak difoto"},
};

}  // namespace

const Vocabulary kVisitOutcomes = kVisitOutcomeWords;
const Vocabulary kDocumentKinds = kDocumentKindWords;
const Vocabulary kDocumentStates = kDocumentStateWords;
const Vocabulary kPresences = kPresenceWords;
const Vocabulary kRecordStatuses = kRecordStatusWords;
const Vocabulary kStatusReasons = kStatusReasonWords;
const Vocabulary kHandoverModes = kHandoverModeWords;
const Vocabulary kReceivers = kReceiverWords;
const Vocabulary kCardHolders = kCardHolderWords;
const Vocabulary kEvidenceKinds = kEvidenceKindWords;
const Vocabulary kNonDeliveryReasons = kNonDeliveryReasonWords;
const Vocabulary kUnitTypes = kUnitTypeWords;
const Vocabulary kStockKinds = kStockKindWords;
const Vocabulary kPhotoKinds = kPhotoKindWords;
const Vocabulary kPhotoMissingReasons = kPhotoMissingWords;
const Vocabulary kRecordKinds = kRecordKindWords;
const Vocabulary kOutcomes = kOutcomeWords;
const Vocabulary kHows = kHowWords;

std::optional<int> ValueOf(Vocabulary vocabulary, std::string_view typed) {
  const std::string wanted = Fold(typed);
  if (wanted.empty()) return std::nullopt;
  for (const Word& word : vocabulary) {
    if (wanted == Fold(word.id) || wanted == Fold(word.en)) return word.value;
    std::string_view rest = word.others;
    while (!rest.empty()) {
      const std::size_t bar = rest.find('|');
      if (wanted == Fold(rest.substr(0, bar))) return word.value;
      rest = bar == rest.npos ? std::string_view() : rest.substr(bar + 1);
    }
  }
  return std::nullopt;
}

std::string AcceptedWords(Vocabulary vocabulary) {
  std::string list;
  for (const Word& word : vocabulary) {
    if (!list.empty()) list += ", ";
    list += word.id;
  }
  return list;
}

std::string WordFor(Vocabulary vocabulary, int value, std::string_view language) {
  for (const Word& word : vocabulary) {
    if (word.value == value) return std::string(language == "en" ? word.en : word.id);
  }
  return std::to_string(value);
}

std::optional<std::uint32_t> ParseDay(std::string_view text) {
  std::vector<std::string> parts(1);
  for (char c : text) {
    if (c >= '0' && c <= '9') {
      parts.back() += c;
    } else if (c == '-' || c == '/' || c == '.') {
      parts.emplace_back();
    } else {
      return std::nullopt;
    }
  }
  std::string year_first;
  const auto two = [](const std::string& part) { return part.size() == 1 ? "0" + part : part; };
  if (parts.size() == 1) {
    year_first = parts[0];
  } else if (parts.size() == 3 && parts[0].size() == 4) {
    year_first = parts[0] + two(parts[1]) + two(parts[2]);
  } else if (parts.size() == 3) {
    year_first = parts[2] + two(parts[1]) + two(parts[0]);
  }
  if (year_first.size() != 8) return std::nullopt;
  const auto day = static_cast<std::uint32_t>(std::stoul(year_first));
  if (!IsDate(day, /*partly=*/false)) return std::nullopt;
  return day;
}

std::string DayText(std::uint32_t day) {
  std::string digits = std::to_string(day);
  if (digits.size() != 8) return digits;
  return digits.insert(6, "-").insert(4, "-");
}

}  // namespace tilik::client
