#include "sync-server/importer/report.h"

#include <algorithm>
#include <ostream>

#include "proto/contract/typed_text.h"

namespace tilik::importer {
namespace {

struct ProblemWords {
  Problem problem;
  Effect effect;
  const char* word;
  const char* text;
};

constexpr ProblemWords kProblems[] = {
    {Problem::kUnknownColumn, Effect::kNoted, "kolom_tidak_dikenal", "kolom tidak dikenal"},
    {Problem::kUnreadableRow, Effect::kRowRefused, "baris_tak_terbaca", "baris tidak terbaca"},
    {Problem::kMissingKey, Effect::kRowRefused, "tanpa_kunci", "baris tanpa kunci"},
    {Problem::kRepeatedKey, Effect::kRowRefused, "kunci_berulang", "kunci berulang"},
    {Problem::kUnknownVillage, Effect::kRowRefused, "desa_tidak_dikenal", "desa tidak dikenal"},
    {Problem::kOutsideDistrict, Effect::kRowRefused, "di_luar_kabupaten", "di luar kabupaten/kota"},
    {Problem::kUnknownHousehold, Effect::kRowRefused, "rumah_tangga_tidak_ada",
     "rumah tangganya tidak ada"},
    {Problem::kRefusedHousehold, Effect::kRowRefused, "rumah_tangga_ditolak",
     "rumah tangganya ditolak"},
    {Problem::kUnknownValue, Effect::kCellLeftOut, "isian_tidak_diterima", "isian tidak diterima"},
    {Problem::kAsWritten, Effect::kKeptAsWritten, "nomor_tidak_sah",
     "NIK atau No KK tidak sah, disimpan apa adanya"},
    {Problem::kNoKkNotUsed, Effect::kCellLeftOut, "nokk_tidak_dipakai",
     "No KK tidak dipakai, keluarga dibaca dari NUK"},
    {Problem::kOverConfirmed, Effect::kNoted, "menggantikan_hasil_kunjungan",
     "berkas menggantikan isian yang sudah dipastikan kunjungan"},
    {Problem::kNoQuantity, Effect::kRowRefused, "jumlah_tidak_ada", "jumlah tidak ada data"},
    {Problem::kUnreadableQuantity, Effect::kRowRefused, "jumlah_tak_terbaca",
     "jumlah tidak terbaca"},
    {Problem::kAmbiguousQuantity, Effect::kRowRefused, "jumlah_bermakna_dua",
     "tanda titik/koma pada jumlah bermakna dua"},
    {Problem::kOtherUnit, Effect::kRowRefused, "satuan_berbeda", "satuan berbeda dari programnya"},
    {Problem::kUnknownRecipient, Effect::kRowRefused, "penerima_tidak_dikenal",
     "penerima tidak ada di daftar"},
    {Problem::kAmbiguousRecipient, Effect::kRowRefused, "penerima_lebih_dari_satu",
     "penerima lebih dari satu"},
    {Problem::kVillageDiffers, Effect::kNoted, "desa_berbeda", "desa berbeda dari daftar"},
    {Problem::kVillageFromRecipient, Effect::kNoted, "desa_dari_penerima",
     "desa tidak dikenal, dipakai desa penerima"},
    {Problem::kLineDiffers, Effect::kNoted, "baris_danom_berbeda",
     "sudah dijanjikan dengan isi lain, janji lama tetap"},
    {Problem::kNoResult, Effect::kRowRefused, "tanpa_hasil", "baris tanpa hasil pemadanan"},
    {Problem::kUnknownPerson, Effect::kRowRefused, "orang_tidak_dikenal",
     "orangnya tidak ada di daftar"},
    {Problem::kAmbiguousPerson, Effect::kRowRefused, "orang_lebih_dari_satu",
     "NIK dipakai lebih dari satu orang"},
    {Problem::kNikDiffers, Effect::kNoted, "nik_berbeda",
     "NIK yang dipadankan bukan NIK yang kini diaku"},
    {Problem::kDashQuantity, Effect::kRowRefused, "jumlah_strip", "jumlah ditulis \"-\""},
    {Problem::kZeroQuantity, Effect::kNoted, "jumlah_nol", "jumlah nol: berhak atas nol"},
    {Problem::kUnknownPeriod, Effect::kRowRefused, "periode_tidak_dikenal",
     "periode bukan bulan dan bukan tahap"},
    {Problem::kPeriodAsWritten, Effect::kNoted, "periode_dibaca", "periode ditulis lain"},
    {Problem::kOutsideChannel, Effect::kRowRefused, "di_luar_masa_salur",
     "program tidak menyalurkan di sini pada periode ini"},
    {Problem::kResemblesProgramme, Effect::kRowRefused, "program_mirip",
     "program baru yang namanya hampir sama dengan yang ada"},
    {Problem::kRecipientTwice, Effect::kNoted, "penerima_dua_baris",
     "penerima ini sudah ada di baris lain"},
    {Problem::kRecipientMerged, Effect::kNoted, "penerima_digabung",
     "catatan penerima sudah digabung, dipakai catatan yang berlaku"},
    {Problem::kRecipientClosed, Effect::kNoted, "penerima_tidak_aktif",
     "penerima tidak aktif, haknya langsung ditutup"},
    {Problem::kUnknownProgramme, Effect::kRowRefused, "program_tidak_dikenal",
     "program tidak dikenal"},
    {Problem::kUnknownResult, Effect::kRowRefused, "hasil_tidak_dikenal",
     "penyalur atau hasilnya tidak dikenal"},
    {Problem::kNoSuchLine, Effect::kRowRefused, "baris_danom_tidak_ada",
     "tidak tepat satu baris danom"},
};

const ProblemWords& WordsOf(Problem problem) {
  return *std::find_if(std::begin(kProblems), std::end(kProblems),
                       [&](const ProblemWords& words) { return words.problem == problem; });
}

std::string Counted(std::uint64_t count) {
  return NumberInWords(static_cast<std::int64_t>(count), "id");
}

void PrintRows(const char* what, const RowCounts& counts, std::ostream& out) {
  out << what << ": " << Counted(counts.rows) << " dibaca, " << Counted(counts.created) << " baru, "
      << Counted(counts.changed) << " berubah, " << Counted(counts.unchanged) << " tetap, "
      << Counted(counts.refused) << " ditolak";
  if (counts.vanished > 0) {
    out << "; " << Counted(counts.vanished)
        << " ada di berkas terdahulu tetapi tidak di berkas ini (dibiarkan)";
  }
  out << '\n';
}

void PrintFindings(const Findings& findings, std::ostream& out) {
  for (const auto& [problem, count] : findings.counts()) {
    out << "  " << WordsOf(problem).text << ": " << Counted(count) << '\n';
  }
  for (const Finding& finding : findings.listed()) {
    out << finding.file;
    if (finding.line > 0) out << ':' << finding.line;
    if (finding.column > 0) out << ':' << finding.column;
    if (!finding.column_name.empty()) out << " (" << finding.column_name << ')';
    if (!finding.key.empty()) out << " [" << finding.key << ']';
    out << ' ' << finding.words << '\n';
  }
  for (const auto& [problem, count] : findings.counts()) {
    if (count <= Findings::kListedPerProblem) continue;
    out << "dan " << Counted(count - Findings::kListedPerProblem) << " lagi: \""
        << WordsOf(problem).text << "\"\n";
  }
}

void Write(const RowCounts& counts, v1::ImportRowCounts* message) {
  message->set_rows(counts.rows);
  message->set_created(counts.created);
  message->set_changed(counts.changed);
  message->set_unchanged(counts.unchanged);
  message->set_refused(counts.refused);
  message->set_vanished(counts.vanished);
}

// "2–901: baru; 902: ditolak": what became of every row, however many there are.
void PrintFates(const std::vector<LineFate>& fates, std::ostream& out) {
  for (std::size_t from = 0; from < fates.size();) {
    std::size_t last = from;
    while (last + 1 < fates.size() && fates[last + 1].fate == fates[from].fate) ++last;
    out << "  baris " << fates[from].line;
    if (last > from) out << "–" << fates[last].line;
    out << ": " << WordFor(fates[from].fate) << '\n';
    from = last + 1;
  }
}

template <typename Message>
void Write(const Findings& findings, Message* message) {
  for (const auto& [problem, count] : findings.counts()) {
    v1::ImportProblemCount* counted = message->add_problems();
    counted->set_problem(WordFor(problem));
    counted->set_count(count);
    counted->set_not_listed(count - std::min(count, Findings::kListedPerProblem));
  }
  for (const Finding& finding : findings.listed()) {
    v1::ImportFinding* listed = message->add_findings();
    listed->set_file(finding.file);
    listed->set_line(finding.line);
    listed->set_column(finding.column);
    listed->set_column_name(finding.column_name);
    listed->set_key(finding.key);
    listed->set_problem(WordFor(finding.problem));
    listed->set_effect(WordFor(EffectOf(finding.problem)));
    listed->set_words(finding.words);
    for (const Suggested& suggested : finding.suggestions) {
      v1::ImportSuggestion* suggestion = listed->add_suggestions();
      suggestion->set_value(suggested.value);
      suggestion->set_name(suggested.name);
    }
  }
}

}  // namespace

Effect EffectOf(Problem problem) { return WordsOf(problem).effect; }

const char* WordFor(Problem problem) { return WordsOf(problem).word; }

const char* WordFor(Effect effect) {
  switch (effect) {
    case Effect::kRowRefused:
      return "baris_ditolak";
    case Effect::kCellLeftOut:
      return "sel_dilewati";
    case Effect::kKeptAsWritten:
      return "disimpan_apa_adanya";
    case Effect::kNoted:
      return "catatan";
  }
  return "";
}

const char* WordFor(v1::DanomLineFate fate) {
  switch (fate) {
    case v1::DANOM_LINE_FATE_DEFINED:
      return "baru";
    case v1::DANOM_LINE_FATE_UNCHANGED:
      return "sudah ada";
    case v1::DANOM_LINE_FATE_DIFFERS:
      return "berbeda dari yang dijanjikan, janji lama tetap";
    case v1::DANOM_LINE_FATE_REFUSED:
      return "ditolak";
    case v1::DANOM_LINE_FATE_SKIPPED:
      return "dilewati menurut keputusan";
    default:
      return "";
  }
}

void Findings::Add(Finding finding) {
  if (++counts_[finding.problem] <= kListedPerProblem) listed_.push_back(std::move(finding));
}

std::uint64_t Findings::Count(Problem problem) const {
  auto found = counts_.find(problem);
  return found == counts_.end() ? 0 : found->second;
}

void Print(const RegistryReport& report, std::ostream& out) {
  out << "Keadaan per " << DateInWords(report.as_of, "id") << '\n';
  PrintRows("Rumah tangga", report.households, out);
  PrintRows("Keluarga", report.families, out);
  PrintRows("Anggota", report.persons, out);
  if (report.change_sets == 0) out << "Tidak ada yang berubah sejak berkas yang lalu.\n";
  const std::uint64_t values =
      report.values_in_force + report.values_waiting + report.values_superseded;
  if (values > 0) {
    out << "Isian yang berbeda dari berkas yang lalu: " << Counted(values) << " ("
        << Counted(report.values_in_force) << " berlaku, " << Counted(report.values_waiting)
        << " menunggu keputusan, " << Counted(report.values_superseded)
        << " kalah dari pengamatan yang lebih baru)\n";
  }
  if (report.persons_moved > 0) {
    out << "Anggota pindah keluarga: " << Counted(report.persons_moved) << '\n';
  }
  out << "Sel tidak ada data: " << Counted(report.cells_without_data) << '\n';
  if (report.cells_emptied > 0) {
    out << "Sel yang dulu berisi dan kini kosong: " << Counted(report.cells_emptied)
        << " (isian lama dibiarkan)\n";
  }
  PrintFindings(report.findings, out);
}

void Print(const DanomReport& report, std::ostream& out) {
  if (!report.confirmed) {
    out << "PRATINJAU, belum ada yang dimasukkan. Ulangi dengan --confirm untuk memasukkan.\n";
  }
  out << "Danom: " << Counted(report.fates.size()) << " baris dibaca, " << Counted(report.defined)
      << " baru, " << Counted(report.unchanged) << " sudah ada, " << Counted(report.differing)
      << " berbeda dari yang dijanjikan, " << Counted(report.refused) << " ditolak, "
      << Counted(report.skipped) << " dilewati\n";
  for (const auto& [key, total] : report.totals) {
    out << key.first << ' ' << key.second << ": " << Counted(total.lines) << " baris, "
        << Counted(static_cast<std::uint64_t>(total.quantity / 1000)) << ' ' << total.unit << '\n';
  }
  for (const std::string& programme : report.new_programmes) {
    out << "Program baru: " << programme << '\n';
  }
  for (const Suggested& place : report.remembered_places) {
    out << "Diingat: \"" << place.name << "\" adalah " << place.value << '\n';
  }
  PrintFates(report.fates, out);
  PrintFindings(report.findings, out);
}

void Print(const RealisationReport& report, std::ostream& out) {
  out << "Realisasi: " << Counted(report.rows) << " baris dibaca, " << Counted(report.recorded)
      << " dicatat, " << Counted(report.unchanged) << " sudah ada, " << Counted(report.refused)
      << " ditolak\n";
  PrintFindings(report.findings, out);
}

std::uint64_t CivilReport::Count(v1::CivilRowFate fate) const {
  return static_cast<std::uint64_t>(std::count_if(
      rows.begin(), rows.end(), [fate](const CivilRowOutcome& row) { return row.fate == fate; }));
}

void Print(const CivilReport& report, std::ostream& out) {
  if (report.preview) out << "Pratinjau: tidak ada yang ditulis.\n";
  out << "Hasil Dukcapil: " << Counted(report.rows.size()) << " baris dibaca, "
      << Counted(report.Count(v1::CIVIL_ROW_FATE_RECORDED)) << " dicatat, "
      << Counted(report.Count(v1::CIVIL_ROW_FATE_REPLACED)) << " menggantikan hasil lama, "
      << Counted(report.Count(v1::CIVIL_ROW_FATE_UNCHANGED)) << " sudah ada, "
      << Counted(report.Count(v1::CIVIL_ROW_FATE_OLDER)) << " lebih lama dari yang sudah ada, "
      << Counted(report.Count(v1::CIVIL_ROW_FATE_REFUSED)) << " ditolak\n"
      << "Yang dicatat: " << Counted(report.matched) << " padan, " << Counted(report.not_matched)
      << " tidak padan\n";
  if (report.deaths_proposed > 0) {
    out << "Meninggal di Dukcapil, diusulkan untuk diputuskan: " << Counted(report.deaths_proposed)
        << '\n';
  }
  PrintFindings(report.findings, out);
}

v1::CivilImportReport ToMessage(const CivilReport& report) {
  v1::CivilImportReport message;
  message.set_preview(report.preview);
  message.set_recorded(report.Count(v1::CIVIL_ROW_FATE_RECORDED));
  message.set_replaced(report.Count(v1::CIVIL_ROW_FATE_REPLACED));
  message.set_unchanged(report.Count(v1::CIVIL_ROW_FATE_UNCHANGED));
  message.set_older(report.Count(v1::CIVIL_ROW_FATE_OLDER));
  message.set_refused(report.Count(v1::CIVIL_ROW_FATE_REFUSED));
  message.set_matched(report.matched);
  message.set_not_matched(report.not_matched);
  message.set_deaths_proposed(report.deaths_proposed);
  message.set_change_sets(report.change_sets);
  Write(report.findings, &message);
  for (const CivilRowOutcome& row : report.rows) {
    message.add_lines(row.line);
    message.add_fates(row.fate);
  }
  return message;
}

v1::RegistryImportReport ToMessage(const RegistryReport& report) {
  v1::RegistryImportReport message;
  message.set_as_of(report.as_of);
  Write(report.households, message.mutable_households());
  Write(report.families, message.mutable_families());
  Write(report.persons, message.mutable_persons());
  message.set_change_sets(report.change_sets);
  message.set_values_in_force(report.values_in_force);
  message.set_values_waiting(report.values_waiting);
  message.set_values_superseded(report.values_superseded);
  message.set_cells_without_data(report.cells_without_data);
  message.set_cells_emptied(report.cells_emptied);
  message.set_persons_moved(report.persons_moved);
  Write(report.findings, &message);
  return message;
}

v1::RealisationImportReport ToMessage(const RealisationReport& report) {
  v1::RealisationImportReport message;
  message.set_rows(report.rows);
  message.set_recorded(report.recorded);
  message.set_unchanged(report.unchanged);
  message.set_refused(report.refused);
  message.set_change_sets(report.change_sets);
  Write(report.findings, &message);
  return message;
}

v1::DanomImportReport ToMessage(const DanomReport& report) {
  v1::DanomImportReport message;
  message.set_defined(report.defined);
  message.set_unchanged(report.unchanged);
  message.set_differing(report.differing);
  message.set_refused(report.refused);
  for (const std::string& programme : report.new_programmes) message.add_new_programmes(programme);
  message.set_change_sets(report.change_sets);
  Write(report.findings, &message);
  for (const LineFate& fate : report.fates) {
    message.add_lines(fate.line);
    message.add_fates(fate.fate);
  }
  message.set_confirmed(report.confirmed);
  message.set_skipped(report.skipped);
  for (const Suggested& place : report.remembered_places) {
    v1::ImportSuggestion* remembered = message.add_remembered_places();
    remembered->set_value(place.value);
    remembered->set_name(place.name);
  }
  for (const auto& [key, total] : report.totals) {
    v1::DanomTotal* sum = message.add_totals();
    sum->set_programme(key.first);
    sum->set_period(key.second);
    sum->set_lines(total.lines);
    sum->set_quantity(total.quantity);
    sum->set_unit(total.unit);
  }
  return message;
}

}  // namespace tilik::importer
