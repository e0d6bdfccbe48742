#include "sync-server/importer/danom_reader.h"

#include <algorithm>

#include "proto/contract/programme.h"
#include "proto/contract/region.h"

namespace tilik::importer {
namespace {

constexpr std::size_t kLongestKey = 96;

// "STATUS_REASON_TIDAK_DITEMUKAN" as "tidak ditemukan": the contract's names are the field's words.
std::string WordsOf(v1::StatusReason reason) {
  std::string words = v1::StatusReason_Name(reason).substr(sizeof "STATUS_REASON_" - 1);
  for (char& c : words) c = c == '_' ? ' ' : static_cast<char>(c - 'A' + 'a');
  return words;
}

}  // namespace

Result<bool> DanomReader::Read(storage::Writer& writer, DanomRow& row) {
  row_key_.clear();
  if (!ReadKeys(row) || !ReadProgramme(row)) return false;
  const std::string place = Known(village_);
  if (row.fix.village) row.remembered = places_.Remember(place, row.fix.village->number());
  row.place = places_.Of(row.fix.village ? row.fix.village->Text() : place);
  bool taken = ReadQuantity(row);
  if (taken) {
    TILIK_ASSIGN_OR_RETURN(taken, FindRecipient(writer, row));
  }
  taken = taken && IsPaidThere(row);
  if (!taken && row.new_programme) programmes_.Forget(row.line.programme());
  return taken;
}

// A cell's text; empty when it has no data. An export writes 0 where it has no number.
std::string DanomReader::Known(std::optional<std::size_t> column) const {
  const std::string_view text = table_.Text(column);
  return IsNoData(text) || text == "0" ? std::string() : std::string(text);
}

void DanomReader::Refuse(Problem problem, std::optional<std::size_t> column, std::string words,
                         std::vector<Suggested> suggestions) {
  TILIK_CHECK(EffectOf(problem) == Effect::kRowRefused, "what refuses a row says so");
  table_.Report(problem, column, row_key_, std::move(words), std::move(suggestions));
}

void DanomReader::Note(Problem problem, std::optional<std::size_t> column, std::string words,
                       std::vector<Suggested> suggestions) {
  table_.Report(problem, column, row_key_, std::move(words), std::move(suggestions));
}

bool DanomReader::ReadPeriod(DanomRow& row) {
  const std::string written = row.fix.period.empty() ? Known(period_) : row.fix.period;
  const std::optional<Period> period = Period::InText(written);
  if (!period) {
    Refuse(Problem::kUnknownPeriod, period_,
           "\"" + written + "\" bukan bulan (2018-01) dan bukan tahap (2018-T4, 2018-T4.1)");
    return false;
  }
  row.line.set_period(period->Text());
  if (row.line.period() != written) {
    Note(Problem::kPeriodAsWritten, period_, "\"" + written + "\" dibaca " + row.line.period());
  }
  return true;
}

bool DanomReader::ReadKeys(DanomRow& row) {
  v1::EntitlementLine& line = row.line;
  std::string key = Known(key_);
  for (std::optional<std::size_t> column : {idbdt_, no_kk_, nik_}) {
    if (key.empty()) key = Known(column);
  }
  row_key_ = key;
  const std::string programme = row.fix.programme.empty() ? Known(programme_) : row.fix.programme;
  line.set_programme(programmes_.CodeOf(programme));
  const std::pair<const std::string*, std::optional<std::size_t>> needed[] = {
      {&line.programme(), programme_}, {&key, key_}};
  for (const auto& [text, column] : needed) {
    if (!text->empty() && text->size() <= kLongestKey) continue;
    Refuse(Problem::kMissingKey, column, "program atau kunci tidak ada atau terlalu panjang");
    return false;
  }
  if (!ReadPeriod(row)) return false;
  line.set_external_key(key);
  line.set_danom(line.programme() + "/" + line.period());
  if (keys_seen_.insert(line.danom() + "/" + key).second) return true;
  Refuse(Problem::kRepeatedKey, key_,
         "kunci ini sudah ada di baris sebelumnya; yang pertama dipakai");
  return false;
}

// A new one is what its first row makes it: counted in what its recipients are known by.
bool DanomReader::ReadProgramme(DanomRow& row) {
  const std::string unit = Known(unit_);
  const std::string& code = row.line.programme();
  row.programme = programmes_.Find(code);
  if (row.programme != nullptr) {
    if (DanomProgrammes::SameUnit(unit, *row.programme)) return true;
    Refuse(Problem::kOtherUnit, unit_,
           "satuan \"" + unit + "\", program memakai \"" + row.programme->item().unit() + "\"");
    return false;
  }
  if (unit.empty()) {
    Refuse(Problem::kOtherUnit, unit_, "program baru tanpa satuan");
    return false;
  }
  std::vector<Suggested> resembling = programmes_.Resembling(code);
  if (!resembling.empty() && !row.fix.accept) {
    std::string words =
        "program \"" + code + "\" belum ada; mungkin maksudnya " + resembling.front().value;
    Refuse(Problem::kResemblesProgramme, programme_, std::move(words), std::move(resembling));
    return false;
  }
  row.new_programme = true;
  row.programme = &programmes_.Add(code, Known(programme_), unit,
                                   !Known(idbdt_).empty()   ? v1::UNIT_TYPE_HOUSEHOLD
                                   : !Known(no_kk_).empty() ? v1::UNIT_TYPE_FAMILY
                                                            : v1::UNIT_TYPE_PERSON);
  return true;
}

bool DanomReader::ReadQuantity(DanomRow& row) {
  if (row.fix.quantity) {
    row.line.set_quantity(*row.fix.quantity);
    return true;
  }
  const std::string text(table_.Text(quantity_));
  const Quantity quantity = DanomProgrammes::IsMoney(*row.programme) ? quantities_.ReadRupiah(text)
                                                                     : quantities_.Read(text);
  switch (quantity.kind) {
    case Quantity::Kind::kNumber:
      row.line.set_quantity(quantity.thousandths);
      if (quantity.thousandths == 0) {
        Note(Problem::kZeroQuantity, quantity_, "ditulis \"" + text + "\": berhak atas nol");
      }
      return true;
    case Quantity::Kind::kNoData:
      if (text.empty()) {
        Refuse(Problem::kNoQuantity, quantity_, "jumlah kosong; nol ditulis 0");
      } else {
        Refuse(Problem::kDashQuantity, quantity_,
               "\"" + text + "\" berarti tidak ada data; nol ditulis 0");
      }
      return false;
    case Quantity::Kind::kAmbiguous:
      Refuse(Problem::kAmbiguousQuantity, quantity_,
             "\"" + text + "\" bisa ribuan, bisa pecahan: berkas ini memakai titik dan koma");
      return false;
    case Quantity::Kind::kUnreadable:
      break;
  }
  Refuse(Problem::kUnreadableQuantity, quantity_, "\"" + text + "\" bukan jumlah");
  return false;
}

bool DanomReader::Settle(const DanomRow& row, std::uint64_t of_recipient,
                         v1::EntitlementLine& line) {
  const std::string text = Known(village_);
  const Place& place = row.place;
  if (place.outside) {
    Refuse(Problem::kOutsideDistrict, village_, "\"" + text + "\" di luar kabupaten/kota ini");
    return false;
  }
  if (place.village != 0) {
    line.set_village(place.village);
    if (of_recipient != 0 && of_recipient != place.village) {
      Note(Problem::kVillageDiffers, village_,
           "penerima terdaftar di " + VillageCode::FromNumber(of_recipient)->Text());
    }
    return true;
  }
  std::string hint;
  for (const Suggested& suggested : place.suggestions) {
    hint += (hint.empty() ? "; mungkin maksudnya " : ", ") + suggested.name + " (" +
            suggested.value + ")";
  }
  if (of_recipient == 0) {
    Refuse(Problem::kUnknownVillage, village_, "desa \"" + text + "\" tidak dikenal" + hint,
           place.suggestions);
    return false;
  }
  line.set_village(of_recipient);
  const bool settled = text.empty() || std::count(place.candidates.begin(), place.candidates.end(),
                                                  of_recipient) > 0;
  if (!settled) {
    Note(Problem::kVillageFromRecipient, village_,
         "desa \"" + text + "\" tidak dikenal; dipakai desa penerima, " +
             VillageCode::FromNumber(of_recipient)->Text() + hint,
         place.suggestions);
  }
  return true;
}

Result<bool> DanomReader::FindRecipient(storage::Writer& writer, DanomRow& row) {
  const RecipientNamed named{Known(idbdt_), Known(no_kk_), Known(nik_), Known(name_),
                             row.place.village};
  Recipients recipients(writer, reader_);
  TILIK_ASSIGN_OR_RETURN(RecipientsFound who,
                         row.fix.recipient.empty()
                             ? recipients.Find(named, row.programme->unit_type())
                             : recipients.FindAny(row.fix.recipient));
  if (who.records.empty()) {
    Refuse(Problem::kUnknownRecipient, std::nullopt,
           "\"" + named.name + "\" tidak ada di daftar dengan IDBDT, No KK atau NIK ini");
    return false;
  }
  if (who.records.size() > 1) {
    Refuse(Problem::kAmbiguousRecipient, std::nullopt,
           std::to_string(who.records.size()) + " penerima dengan " + who.by + " ini");
    return false;
  }
  const merge::RecordState& recipient = who.records.front();
  row.line.set_recipient(recipient.id.str());
  if (!Settle(row, recipient.village, row.line)) return false;
  if (who.merged) {
    Note(Problem::kRecipientMerged, std::nullopt,
         std::string("catatan dengan ") + who.by + " ini digabung ke " + ToUuidText(recipient.id));
  }
  if (recipient.status != v1::RECORD_STATUS_ACTIVE) {
    Note(
        Problem::kRecipientClosed, std::nullopt,
        "penerima tidak aktif (" + WordsOf(recipient.status_reason) + "): haknya langsung ditutup");
  }
  const auto [seen, is_first] =
      recipients_seen_.emplace(row.line.danom() + "/" + row.line.recipient(), table_.line());
  if (!is_first) {
    Note(Problem::kRecipientTwice, std::nullopt,
         "penerima ini juga di baris " + std::to_string(seen->second));
  }
  return true;
}

bool DanomReader::IsPaidThere(const DanomRow& row) {
  const std::optional<Period> period = Period::Parse(row.line.period());
  if (row.fix.accept || !period || Pays(*row.programme, row.line.village(), *period)) return true;
  Refuse(Problem::kOutsideChannel, period_,
         row.programme->name() + " tidak disalurkan di " +
             VillageCode::FromNumber(row.line.village())->Text() + " pada " + row.line.period());
  return false;
}

}  // namespace tilik::importer
