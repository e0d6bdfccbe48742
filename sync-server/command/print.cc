#include "sync-server/command/print.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <vector>

#include "sync-server/console/words.h"

namespace tilik::command {
namespace {

using console::QuantityWords;
using console::TimeWords;

void PrintStatement(const char* title, const v1::Statement& statement, std::int32_t zone) {
  if (statement.words().empty() && statement.who().empty()) return;
  std::printf("    %-8s %s", title,
              statement.words().empty() ? "(belum ada)" : statement.words().c_str());
  if (!statement.who().empty()) {
    std::printf("  — %s, %s, r%llu", statement.who().c_str(),
                TimeWords(Instant{statement.observed_ms()}, zone).c_str(),
                static_cast<unsigned long long>(statement.revision()));
  }
  if (!statement.note().empty()) std::printf("  \"%s\"", statement.note().c_str());
  std::printf("\n");
}

// A link is long; its first eight digits tell it from the others of a case.
std::string ShortFact(const std::string& fact) {
  const std::size_t colon = fact.find(':');
  return fact.substr(0, 8) + (colon == std::string::npos ? "" : fact.substr(colon));
}

void PrintEvidence(const v1::SignalEvidenceView& evidence, std::int32_t zone) {
  std::printf("    bukti    %s  — %s, %s", evidence.words().c_str(), evidence.who().c_str(),
              TimeWords(Instant{evidence.observed_ms()}, zone).c_str());
  if (!evidence.about().empty()) std::printf(" · %s", evidence.about().c_str());
  std::printf(" [%s", ShortFact(evidence.fact()).c_str());
  if (!evidence.other().empty()) std::printf(" ~ %s", ShortFact(evidence.other()).c_str());
  std::printf("]%s%s\n", evidence.other_about().empty() ? "" : " dibanding ",
              evidence.other_about().c_str());
}

std::string CivilWords(const v1::CivilIdentity& civil) {
  return "Dukcapil: " + civil.result() + (civil.reasons().empty() ? "" : ", " + civil.reasons());
}

// What is claimed and what the civil registry has, in two columns.
void PrintCivil(const v1::CivilIdentity& civil) {
  std::printf("  %s (dicek %s)\n", CivilWords(civil).c_str(), civil.checked().c_str());
  for (const v1::ClaimedAndCivil& pair : civil.compared()) {
    std::printf("    %-14s diaku %-28s Dukcapil %s%s\n", pair.name().c_str(),
                pair.claimed().empty() ? "(tidak ada)" : pair.claimed().c_str(),
                pair.civil().empty() ? "(tidak disebut)" : pair.civil().c_str(),
                pair.differs() ? "  ≠" : "");
  }
}

void PrintMembers(const v1::RegistryRecordView& record, int depth) {
  for (const v1::RegistryRecordView& member : record.members()) {
    std::printf("%*s%s  (%s, r%llu, %s%s)\n", depth * 2, "", member.label().c_str(),
                member.record().c_str(), static_cast<unsigned long long>(member.revision()),
                member.status().c_str(),
                member.has_civil() ? (", " + CivilWords(member.civil())).c_str() : "");
    PrintMembers(member, depth + 1);
  }
}

// What stands of the record beside its fields, and the facts that say so.
void PrintTold(const v1::RegistryRecordView& record) {
  if (record.told_size() > 0) std::printf("  Catatan\n");
  for (const v1::StandingView& standing : record.standing()) {
    std::printf("    %s · %s: %s (sejak %s)%s\n", standing.what().c_str(), standing.about().c_str(),
                standing.state().c_str(), standing.since().c_str(),
                standing.sensitive() ? " [rahasia]" : "");
  }
  for (const v1::ToldView& told : record.told()) {
    std::printf("      %s  %s  — %s%s%s\n", told.day().empty() ? "-" : told.day().c_str(),
                told.words().c_str(), told.who().c_str(), told.retracted() ? " (dibatalkan)" : "",
                told.sensitive() ? " [rahasia]" : "");
  }
}

std::vector<std::string> RecapCells(const v1::RecapLine& line) {
  std::string parts;
  std::int64_t undelivered = 0;
  for (const v1::ReasonQuantity& part : line.undelivered()) {
    undelivered += part.quantity();
    parts += (parts.empty() ? "" : ", ") + console::ReasonWords(part.reason()) + " " +
             QuantityWords(part.quantity());
  }
  return {line.area_name(),
          line.programme() + (line.period().empty() ? "" : " " + line.period()),
          QuantityWords(static_cast<std::int64_t>(line.recipients()) * 1000),
          QuantityWords(static_cast<std::int64_t>(line.lines()) * 1000),
          line.unit(),
          QuantityWords(line.entitled()),
          QuantityWords(line.delivered()),
          console::PercentWords(line.delivered(), line.entitled()),
          QuantityWords(undelivered),
          QuantityWords(line.open()),
          parts};
}

// How wide it stands on a terminal: "m²" is two letters and three bytes.
std::size_t LettersIn(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string BlanksAfter(const std::string& text, std::size_t width) {
  const std::size_t letters = LettersIn(text);
  return std::string(letters < width ? width - letters : 0, ' ');
}

const std::string& LabelOf(const v1::FieldView& field) {
  return field.label().empty() ? field.name() : field.label();
}

}  // namespace

void PrintTable(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], LettersIn(row[i]));
  }
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks = BlanksAfter(row[i], widths[i]);
      if (i == 0) {
        std::printf("%s%s", row[i].c_str(), blanks.c_str());
      } else {
        std::printf("  %s%s", blanks.c_str(), row[i].c_str());
      }
    }
    std::printf("\n");
  }
}

void PrintJson(const google::protobuf::Message& message) {
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;  // as `tilik` prints
  const bool ok = google::protobuf::util::MessageToJsonString(message, &json, options).ok();
  TILIK_CHECK(ok, "a message of ours prints as JSON");
  std::fputs(json.c_str(), stdout);
}

void PrintRecord(const v1::RegistryRecordView& record, std::int32_t zone) {
  std::printf("%s\n  %s\n  %s · revisi %llu · %s\n", record.label().c_str(),
              record.record().c_str(), record.village_name().c_str(),
              static_cast<unsigned long long>(record.revision()), record.status().c_str());
  std::printf("  registri kerja: belum semua nilai ditinjau atau disahkan\n");
  if (!record.redirected_to().empty())
    std::printf("  digabung ke %s\n", record.redirected_to().c_str());
  std::size_t widest = 0;
  for (const v1::FieldView& field : record.fields()) {
    widest = std::max(widest, LettersIn(LabelOf(field)));
  }
  for (const v1::FieldView& field : record.fields()) {
    std::printf("    %s%s  %s  — %s, %s\n", LabelOf(field).c_str(),
                BlanksAfter(LabelOf(field), widest).c_str(), field.now().words().c_str(),
                field.now().who().c_str(),
                TimeWords(Instant{field.now().observed_ms()}, zone).c_str());
  }
  if (record.has_civil()) PrintCivil(record.civil());
  if (record.members_size() > 0) std::printf("  Anggota\n");
  PrintMembers(record, 2);
  if (record.visits_size() > 0) std::printf("  Kunjungan\n");
  for (const v1::VisitView& visit : record.visits()) {
    std::printf("    %s  %s  %s%s\n", TimeWords(Instant{visit.observed_ms()}, zone).c_str(),
                visit.who().c_str(), visit.outcome().c_str(),
                visit.retracted() ? " (dibatalkan)" : "");
  }
  if (record.lines_size() > 0) std::printf("  Bantuan\n");
  for (const v1::LineView& line : record.lines()) {
    std::printf("    %s %s: hak %s %s, diterima %s, tidak tersalur %s%s%s, belum %s\n",
                line.programme().c_str(), line.period().c_str(),
                QuantityWords(line.entitled()).c_str(), line.unit().c_str(),
                QuantityWords(line.delivered()).c_str(), QuantityWords(line.undelivered()).c_str(),
                line.reason().empty() ? "" : " karena ", line.reason().c_str(),
                QuantityWords(line.open()).c_str());
    for (const std::string& finding : line.findings()) std::printf("      ! %s\n", finding.c_str());
  }
  if (record.signals_size() > 0) std::printf("  Sinyal\n");
  for (const v1::CaseView& signal : record.signals()) {
    std::printf("    Perkara %llu · %s · %s%s\n", static_cast<unsigned long long>(signal.number()),
                signal.field().c_str(), signal.why().c_str(),
                signal.confirmed() ? " (terbukti)" : "");
  }
  PrintTold(record);
  if (record.history_size() > 0) std::printf("  Riwayat\n");
  for (const v1::HistoryView& row : record.history()) {
    std::printf("    r%llu  %s  %s: %s → %s  (%s, %s)\n",
                static_cast<unsigned long long>(row.revision()),
                TimeWords(Instant{row.observed_ms()}, zone).c_str(), row.field().c_str(),
                row.before().empty() ? "–" : row.before().c_str(), row.after().c_str(),
                row.what().c_str(), row.who().c_str());
  }
}

void PrintCase(const v1::CaseView& file, std::int32_t zone) {
  std::printf("Perkara %llu · %s%s%s · %s\n", static_cast<unsigned long long>(file.number()),
              file.kind().c_str(), file.field().empty() ? "" : " · ", file.field().c_str(),
              file.about().c_str());
  if (!file.village_name().empty()) std::printf("    %s\n", file.village_name().c_str());
  if (!file.why().empty()) std::printf("    %s\n", file.why().c_str());
  PrintStatement("semula", file.base(), zone);
  PrintStatement("berlaku", file.accepted(), zone);
  for (const v1::Statement& proposal : file.proposals()) PrintStatement("usulan", proposal, zone);
  if (file.distance_m() > 0) {
    std::printf("    jarak antara keduanya %s m\n",
                QuantityWords(std::int64_t{file.distance_m()} * 1000).c_str());
  }
  for (const v1::SignalEvidenceView& evidence : file.evidence()) PrintEvidence(evidence, zone);
  if (file.more_evidence() > 0) std::printf("    dan %u bukti lagi\n", file.more_evidence());
  // An open one has been decided before, or in part.
  if (!file.settlement().empty()) {
    std::printf("    %s%s\n",
                file.open()        ? ""
                : file.confirmed() ? "terbukti: "
                                   : "selesai: ",
                file.settlement().c_str());
  }
}

void PrintSignals(const v1::SignalSummary& summary) {
  std::vector<std::vector<std::string>> rows = {
      {"Sinyal", "Terbuka", "Terbukti", "Bukan masalah", "Ditarik"}};
  for (const v1::SignalLine& line : summary.signals()) {
    rows.push_back({line.label(), std::to_string(line.open()), std::to_string(line.confirmed()),
                    std::to_string(line.not_a_problem()), std::to_string(line.withdrawn())});
  }
  PrintTable(rows);
  std::printf("Batas (versi %u)\n", summary.version());
  for (const v1::SignalLine& line : summary.signals()) {
    for (const v1::SignalThresholdView& threshold : line.thresholds()) {
      std::printf("  %s · %s = %u %s: %s\n", line.label().c_str(), threshold.name().c_str(),
                  threshold.value(), threshold.unit().c_str(), threshold.why().c_str());
    }
  }
}

void PrintRecap(const v1::RecapTable& table) {
  std::vector<std::vector<std::string>> rows = {{"Wilayah", "Program", "KPM", "Pembayaran",
                                                 "Satuan", "Pagu", "Tersalur", "%",
                                                 "Tidak tersalur", "Belum", "karena"}};
  for (const v1::RecapLine& line : table.rows()) rows.push_back(RecapCells(line));
  for (const v1::RecapLine& line : table.totals()) rows.push_back(RecapCells(line));
  PrintTable(rows);
  for (const auto* lines : {&table.rows(), &table.totals()}) {
    for (const v1::RecapLine& line : *lines) {
      for (const v1::UnlistedQuantity& one : line.unlisted()) {
        std::printf("Tanpa daftar · %s · %s: %s %s %s untuk %llu penerima\n",
                    line.area_name().c_str(), line.programme().c_str(), one.item().c_str(),
                    QuantityWords(one.quantity()).c_str(), one.unit().c_str(),
                    static_cast<unsigned long long>(one.recipients()));
      }
    }
  }
  for (const auto* lines : {&table.rows(), &table.totals()}) {
    for (const v1::RecapLine& line : *lines) {
      for (const std::string& finding : line.findings()) {
        std::printf("Temuan · %s · %s: %s\n", line.area_name().c_str(), line.programme().c_str(),
                    finding.c_str());
      }
    }
  }
}

void PrintMissing(const v1::MissingReport& report) {
  for (const v1::MissingSets& sets : report.sets()) {
    std::printf("%s (%s), nomor %llu–%llu: %s%s%s%s\n", sets.officer().c_str(),
                sets.enrolment().substr(0, 8).c_str(),
                static_cast<unsigned long long>(sets.first_seq()),
                static_cast<unsigned long long>(sets.last_seq()), sets.state().c_str(),
                sets.reason().empty() ? "" : ": ", sets.reason().c_str(),
                sets.may_close() ? " (boleh ditutup)" : "");
  }
  for (const v1::RestoreLoss& loss : report.restores()) {
    std::printf("Pemulihan di nomor %llu, HP menyaksikan %llu: %llu kembali",
                static_cast<unsigned long long>(loss.restored_count()),
                static_cast<unsigned long long>(loss.witnessed_count()),
                static_cast<unsigned long long>(loss.returned()));
    for (const v1::ArrivalRange& range : loss.missing()) {
      std::printf(", belum %llu–%llu", static_cast<unsigned long long>(range.first()),
                  static_cast<unsigned long long>(range.last()));
    }
    std::printf("\n");
  }
  for (const std::string& head : report.contradictions())
    std::printf("BERTENTANGAN: log ini tidak pernah sampai di %s\n", head.c_str());
  if (report.sets().empty() && report.restores().empty() && report.contradictions().empty())
    std::printf("Tidak ada yang hilang atau ditunggu.\n");
}

void PrintLayout(const v1::LayoutTable& table) {
  std::vector<std::vector<std::string>> rows = {{table.columns().begin(), table.columns().end()}};
  for (const v1::LayoutRow& row : table.rows()) {
    rows.push_back({row.cells().begin(), row.cells().end()});
  }
  PrintTable(rows);
  for (const v1::LayoutRow& row : table.rows()) {
    for (const std::string& finding : row.findings()) {
      std::printf("Temuan · %s: %s\n", row.cells(0).c_str(), finding.c_str());
    }
  }
}

void PrintStock(const v1::StockTable& table) {
  std::vector<std::vector<std::string>> rows = {{"Tempat", "Acara", "Barang", "Satuan", "Diterima",
                                                 "Diserahkan", "Rusak", "Hilang", "Kembali",
                                                 "Dihitung"}};
  for (const v1::StockLine& line : table.rows()) {
    rows.push_back({line.village_name(), line.event(), line.item(), line.unit(),
                    QuantityWords(line.received()), QuantityWords(line.handed_out()),
                    QuantityWords(line.damaged()), QuantityWords(line.lost()),
                    QuantityWords(line.returned()),
                    line.is_counted() ? QuantityWords(line.counted()) : "tidak ada data"});
  }
  PrintTable(rows);
  for (const v1::StockLine& line : table.rows()) {
    for (const std::string& finding : line.findings()) {
      std::printf("Temuan · %s · %s · %s: %s\n", line.village_name().c_str(), line.event().c_str(),
                  line.item().c_str(), finding.c_str());
    }
  }
}

void PrintVerify(const v1::VerifyReport& report) {
  for (const std::string& gap : report.gaps()) std::printf("Celah: %s\n", gap.c_str());
  if (!report.consistent()) {
    std::printf("TIDAK COCOK: %s\n", report.first_difference().c_str());
    return;
  }
  std::printf(
      "Cocok: %llu change set, %llu rantai, %llu tanda tangan, %llu catatan, %llu baris bantuan, "
      "%llu perkara terbuka.\n",
      static_cast<unsigned long long>(report.change_sets()),
      static_cast<unsigned long long>(report.chains()),
      static_cast<unsigned long long>(report.signatures()),
      static_cast<unsigned long long>(report.records()),
      static_cast<unsigned long long>(report.lines()),
      static_cast<unsigned long long>(report.cases()));
}

}  // namespace tilik::command
