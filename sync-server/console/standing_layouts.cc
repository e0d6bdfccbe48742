#include "sync-server/console/standing_layouts.h"

#include <map>
#include <vector>

#include "proto/contract/calendar.h"
#include "sync-server/console/current.h"
#include "sync-server/console/labels.h"
#include "sync-server/console/layout_row.h"
#include "sync-server/console/told_views.h"
#include "sync-server/console/told_words.h"
#include "sync-server/merge/card_holder.h"

namespace tilik::console {
namespace {

template <typename Fact>
std::map<RecordId, std::vector<Fact>> ByRecord(const Current& current, std::vector<Fact> facts) {
  std::map<RecordId, std::vector<Fact>> by_record;
  for (Fact& fact : facts) by_record[current.IdOf(fact.record)].push_back(std::move(fact));
  return by_record;
}

Result<std::map<RecordId, merge::FollowedUp>> FollowedUpOn(storage::Reader& reader,
                                                           std::uint32_t day) {
  TILIK_ASSIGN_OR_RETURN(const Current current, Current::Read(reader));
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::FollowUpFact> facts,
                         reader.registers().FollowUps(RecordId()));
  std::map<RecordId, merge::FollowedUp> followed_up;
  for (auto& [record, told] : ByRecord(current, std::move(facts))) {
    const merge::FollowedUp now = merge::FollowedUpBy(day, std::move(told));
    if (now.day != 0) followed_up.emplace(record, now);
  }
  return followed_up;
}

// Counts of one area, in the order of the layout's columns, and what is missing.
struct Columns {
  std::vector<std::uint64_t> counts;
  std::uint64_t lacking = 0;

  void Count(std::size_t column, std::uint64_t more = 1) {
    if (counts.size() <= column) counts.resize(column + 1);
    counts[column] += more;
  }
};

// Areas and their sum, as one table; `lacking` says what of a row is missing.
v1::LayoutTable Counted(std::map<std::uint64_t, Columns> areas, AreaLevel level,
                        std::initializer_list<const char*> columns, const std::string& lacking) {
  v1::LayoutTable table;
  SetColumns(table, columns);
  Columns sum;
  const auto add = [&](const std::string& name, Columns row) {
    v1::LayoutRow& made = *table.add_rows();
    RowMaker make(made);
    make.Text(name);
    row.counts.resize(columns.size() - 1);
    for (std::uint64_t count : row.counts) make.Count(count);
    if (row.lacking > 0) made.add_findings(std::to_string(row.lacking) + " " + lacking);
  };
  for (auto& [area, row] : areas) {
    for (std::size_t i = 0; i < row.counts.size(); ++i) sum.Count(i, row.counts[i]);
    sum.lacking += row.lacking;
    add(NameAt(level, area), row);
  }
  add("Jumlah", sum);
  return table;
}

Result<v1::LayoutTable> Groups(storage::Reader& reader, const Span& span, AreaLevel level) {
  TILIK_ASSIGN_OR_RETURN(const auto followed_up, FollowedUpOn(reader, span.until));
  std::map<std::uint64_t, Columns> areas;
  for (const auto& [record, now] : followed_up) {
    if (now.stage != v1::HOUSE_STAGE_UNSPECIFIED) continue;
    Columns& row = areas[AreaAt(level, now.village)];
    row.Count(0);
    row.Count(1, now.members);
    row.Count(now.grade == v1::GROUP_GRADE_UNSPECIFIED ? 6
                                                       : 1 + static_cast<std::size_t>(now.grade));
    if (now.members == 0) ++row.lacking;
  }
  return Counted(std::move(areas), level,
                 {"Wilayah", "KUBE", "Anggota", "A sangat berhasil", "B berhasil", "C kurang",
                  "Tidak aktif", "Belum dinilai"},
                 "kelompok tanpa daftar anggota");
}

Result<v1::LayoutTable> Houses(storage::Reader& reader, const Span& span, AreaLevel level) {
  TILIK_ASSIGN_OR_RETURN(const auto followed_up, FollowedUpOn(reader, span.until));
  std::map<std::uint64_t, Columns> areas;
  for (const auto& [record, now] : followed_up) {
    if (now.stage == v1::HOUSE_STAGE_UNSPECIFIED) continue;
    Columns& row = areas[AreaAt(level, now.village)];
    row.Count(0);
    row.Count(static_cast<std::size_t>(now.stage));
    if (now.photos == 0) ++row.lacking;
  }
  return Counted(std::move(areas), level, {"Wilayah", "Rumah", "Sebelum", "50 %", "Sesudah"},
                 "rumah tanpa foto tahap ini");
}

Result<v1::LayoutTable> Accounts(storage::Reader& reader, const Span& span, AreaLevel level) {
  TILIK_ASSIGN_OR_RETURN(const Current current, Current::Read(reader));
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::AccountFact> facts,
                         reader.registers().Accounts(RecordId()));
  std::map<std::uint64_t, Columns> areas;
  for (auto& [record, told] : ByRecord(current, std::move(facts))) {
    const std::uint64_t village = told.back().village;
    for (const merge::Account& account : merge::AccountsBy(span.until, std::move(told))) {
      Columns& row = areas[AreaAt(level, village)];
      row.Count(0);
      if (account.state != v1::ACCOUNT_STATE_UNSPECIFIED) {
        row.Count(static_cast<std::size_t>(account.state));
      }
      const bool with_family = account.holder == v1::CARD_HOLDER_KPM;
      row.Count(with_family ? 5 : merge::IsInOtherHands(account.holder) ? 6 : 7);
      if (account.state == v1::ACCOUNT_STATE_OPENED && account.number.empty()) ++row.lacking;
    }
  }
  return Counted(std::move(areas), level,
                 {"Wilayah", "Rekening", "Dibuka", "Gagal dibuka", "Salah nomor", "Ditutup",
                  "Kartu pada KPM", "Kartu pada orang lain", "Kartu belum diketahui"},
                 "rekening dibuka tanpa nomor");
}

Result<v1::LayoutTable> Proxies(storage::Reader& reader, const Span& span) {
  TILIK_ASSIGN_OR_RETURN(const Current current, Current::Read(reader));
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::ProxyFact> facts,
                         reader.registers().Proxies(RecordId()));
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::ProxyHandover> handovers,
                         reader.registers().HandoversToProxies());
  std::map<RecordId, std::vector<storage::ProxyHandover>> handed;
  for (const storage::ProxyHandover& handover : handovers) {
    if (span.Has(handover.day)) handed[current.IdOf(handover.recipient)].push_back(handover);
  }
  v1::LayoutTable table;
  SetColumns(table, {"Wilayah", "Penerima", "Kuasa", "Hubungan", "Surat", "Tanggal", "Berlaku",
                     "Sampai", "Program", "Penyerahan"});
  for (auto& [record, told] : ByRecord(current, std::move(facts))) {
    const std::vector<merge::ProxyFact> standing = merge::StandingProxies(std::move(told));
    TILIK_ASSIGN_OR_RETURN(const std::string label, LabelOf(reader, record));
    for (const merge::ProxyFact& proxy : standing) {
      v1::LayoutRow& row = *table.add_rows();
      RowMaker make(row);
      make.Text(VillageWords(proxy.village));
      make.Text(label);
      TILIK_ASSIGN_OR_RETURN(const std::string name, ProxyName(reader, proxy));
      make.Text(name);
      make.Text(proxy.relation);
      make.Text(proxy.letter);
      make.Text(tilik::DayWords(proxy.letter_date));
      make.Text(tilik::DayWords(proxy.valid_from));
      make.Text(UntilWords(proxy.valid_until));
      make.Text(proxy.programme.empty() ? "semua" : proxy.programme);
      std::uint64_t covered = 0;
      for (const storage::ProxyHandover& handover : handed[record]) {
        covered += proxy.Covers(handover.day, handover.programme) ? 1 : 0;
      }
      make.Count(covered);
    }
    // What no letter covers is said once, at the newest.
    v1::LayoutRow& newest = *table.mutable_rows()->rbegin();
    for (const storage::ProxyHandover& handover : handed[record]) {
      const std::string finding = OutsideLetters(standing, handover.day, handover.programme);
      if (!finding.empty()) newest.add_findings(finding);
    }
  }
  return table;
}

}  // namespace

Result<v1::LayoutTable> MakeStandingLayout(storage::Reader& reader, const std::string& layout,
                                           const Span& span, AreaLevel level) {
  if (layout == "kube") return Groups(reader, span, level);
  if (layout == "rtlh") return Houses(reader, span, level);
  if (layout == "kuasa") return Proxies(reader, span);
  if (layout == "rekening") return Accounts(reader, span, level);
  return Status::Invalid("tata letak: kube, rtlh, kuasa, rekening");
}

}  // namespace tilik::console
