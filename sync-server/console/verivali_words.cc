#include "sync-server/console/verivali_words.h"

#include <charconv>

#include "proto/contract/codebook.h"

namespace tilik::console {

std::string ReviewWords(merge::ReviewState state) {
  switch (state) {
    case merge::ReviewState::kUnreviewed:
      return "belum ditinjau";
    case merge::ReviewState::kApproved:
      return "disetujui";
    case merge::ReviewState::kReturned:
      return "dikembalikan";
    case merge::ReviewState::kAnswered:
      return "sudah dijawab";
  }
  return "";
}

std::vector<std::string> FlagWords(std::uint32_t flags) {
  std::vector<std::string> words;
  const auto add = [&](std::uint32_t flag, const char* word) {
    if ((flags & flag) != 0) words.emplace_back(word);
  };
  add(merge::kFlagRemoval, "penghapusan");
  add(merge::kFlagProposal, "usulan baru");
  add(merge::kFlagOverruled, "peringatan diabaikan");
  add(merge::kFlagHasty, "terlalu cepat");
  add(merge::kFlagContested, "ada perkara");
  add(merge::kFlagHeld, "pernah ditahan");
  add(merge::kFlagAnswer, "jawaban atas pengembalian");
  return words;
}

std::string NotVerifiedWords(const v1::VillageNotVerified& said) {
  std::string words;
  switch (said.reason()) {
    case v1::NOT_VERIFIED_REASON_TIDAK_ADA_OPERATOR:
      words = "tidak ada operator";
      break;
    case v1::NOT_VERIFIED_REASON_TIDAK_ADA_ANGGARAN:
      words = "tidak ada anggaran";
      break;
    case v1::NOT_VERIFIED_REASON_TIDAK_ADA_PERANGKAT:
      words = "tidak ada perangkat atau sinyal";
      break;
    case v1::NOT_VERIFIED_REASON_AKSES_TERPUTUS:
      words = "akses terputus";
      break;
    case v1::NOT_VERIFIED_REASON_BELUM_MUSDES:
      words = "belum musdes";
      break;
    case v1::NOT_VERIFIED_REASON_DITOLAK_DESA:
      words = "ditolak desa";
      break;
    default:
      words = "lainnya";
  }
  return said.note().empty() ? words : words + ": " + said.note();
}

std::string FindingWords(const v1::MusdesResult& result) {
  std::string words;
  switch (result.finding()) {
    case v1::MUSDES_FINDING_DITEMUKAN:
      words = "ditemukan";
      break;
    case v1::MUSDES_FINDING_PINDAH:
      words = "pindah";
      break;
    case v1::MUSDES_FINDING_MENINGGAL:
      words = "meninggal";
      break;
    case v1::MUSDES_FINDING_TIDAK_TAHU:
      words = "tidak tahu";
      break;
    case v1::MUSDES_FINDING_ALAMAT_TIDAK_ADA:
      words = "alamat tidak ada";
      break;
    case v1::MUSDES_FINDING_GANDA:
      words = "ganda";
      break;
    case v1::MUSDES_FINDING_USULAN_BARU:
      words = "usulan baru";
      break;
    default:
      words = "?";
  }
  return result.ability() == v1::ABILITY_MAMPU ? words + ", mampu" : words;
}

std::string FactText(const merge::FactId& fact) {
  return ToHex(fact.link.raw()) + ":" + std::to_string(fact.operation);
}

Result<merge::FactId> FactFromText(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::optional<std::string> raw = FromHex(text.substr(0, colon));
  const std::optional<Link> link = raw ? Link::FromRaw(*raw) : std::nullopt;
  std::uint32_t operation = 0;
  bool whole = link.has_value();
  if (colon != std::string::npos) {
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, operation);
    whole = whole && error == std::errc() && rest == end;
  }
  if (whole) return merge::FactId{*link, operation};
  return Status::Invalid("\"" + text + "\" bukan nama kunjungan; salin dari review list");
}

Result<std::string> NameOfHousehold(storage::Reader& reader, const RecordId& household) {
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record, reader.Record(household));
  if (!record.has_value()) return std::string();
  const Answers answers = merge::AllAnswers(*record);
  for (const Field name : {field::kHeadName, field::kFamilyName, field::kName}) {
    auto answer = answers.find(name);
    if (answer == answers.end()) continue;
    if (const auto* text = std::get_if<std::string>(&answer->second.value)) return *text;
  }
  return std::string();
}

}  // namespace tilik::console
