// `import realisasi`: what the treasury ordered and realised, and what payers say of single
// payments.
#include <istream>

#include "proto/contract/folding.h"
#include "proto/contract/identity.h"
#include "proto/contract/period.h"
#include "proto/contract/region.h"
#include "proto/contract/typed_text.h"
#include "sync-server/importer/danom_programmes.h"
#include "sync-server/importer/output.h"
#include "sync-server/importer/quantity.h"
#include "sync-server/importer/recipients.h"
#include "sync-server/importer/table.h"

namespace tilik::importer {
namespace {

constexpr char kPayerImporter[] = "payer-csv";
constexpr char kSp2dImporter[] = "sp2d-csv";
constexpr std::size_t kRowsPerBatch = 1000;

using Imported = storage::Writer::Imported;

std::optional<v1::PayerResult> ResultOf(std::string_view text) {
  const std::string word = Fold(text);
  if (word == "berhasil" || word == "sukses" || word == "cair" || word == "dibayar") {
    return v1::PAYER_RESULT_BERHASIL;
  }
  if (word == "belumtransaksi" || word == "belum" || word == "belumcair") {
    return v1::PAYER_RESULT_BELUM_TRANSAKSI;
  }
  if (word == "gagal" || word == "gagalsalur") return v1::PAYER_RESULT_GAGAL;
  if (word == "retur" || word == "dikembalikan") return v1::PAYER_RESULT_RETUR;
  return std::nullopt;
}

// By the field's own word; of other words the payer's text is kept as it is.
v1::NonDeliveryReason ReasonOf(std::string_view text) {
  const std::string word = Fold(text);
  for (int reason = v1::NonDeliveryReason_MIN + 1; reason <= v1::NonDeliveryReason_MAX; ++reason) {
    const std::string name = v1::NonDeliveryReason_Name(static_cast<v1::NonDeliveryReason>(reason));
    if (Fold(name.substr(sizeof "NON_DELIVERY_REASON_" - 1)) == word) {
      return static_cast<v1::NonDeliveryReason>(reason);
    }
  }
  return v1::NON_DELIVERY_REASON_UNSPECIFIED;
}

// What both kinds of file have in common: rows that name a programme and a period.
class RealisationImport {
 public:
  RealisationImport(const Run& run, Table& table, const QuantityReading& quantities,
                    storage::Reader& reader, const DanomProgrammes& programmes, Output& output,
                    RealisationReport& report)
      : run_(run),
        table_(table),
        quantities_(quantities),
        reader_(reader),
        programmes_(programmes),
        output_(output),
        report_(report) {}
  virtual ~RealisationImport() = default;

  Status Take() {
    std::size_t in_batch = 0;
    for (;;) {
      TILIK_ASSIGN_OR_RETURN(Table::Step step, table_.Next());
      if (step == Table::Step::kEnd) return output_.Commit();
      ++report_.rows;
      TILIK_ASSIGN_OR_RETURN(writer_, output_.Writer());
      bool taken = false;
      if (step == Table::Step::kRow) {
        TILIK_ASSIGN_OR_RETURN(taken, TakeRow());
      }
      if (!taken) ++report_.refused;
      if (++in_batch % kRowsPerBatch == 0) TILIK_RETURN_IF_ERROR(output_.Commit());
    }
  }

 protected:
  // False: the row is refused and was reported.
  virtual Result<bool> TakeRow() = 0;

  std::string Cell(const char* column) const {
    const std::string_view text = table_.Text(table_.Find(column));
    return IsNoData(text) ? std::string() : std::string(text);
  }
  bool Refuse(Problem problem, const char* column, std::string words) {
    table_.Report(problem, table_.Find(column), "", std::move(words));
    return false;
  }
  bool ReadHead(std::string& programme, std::string& period) {
    programme = programmes_.CodeOf(Cell("programme"));
    if (programmes_.Find(programme) == nullptr) {
      return Refuse(Problem::kUnknownProgramme, "programme",
                    "program \"" + programme + "\" tidak dikenal");
    }
    const std::optional<Period> read = Period::InText(Cell("period"));
    if (!read) {
      return Refuse(Problem::kUnknownPeriod, "period",
                    "\"" + Cell("period") + "\" bukan bulan dan bukan tahap");
    }
    period = read->Text();
    return true;
  }
  // Nothing when the cell has no data; an error was reported when `readable` is false afterwards.
  std::optional<std::int64_t> Amount(const char* column, bool money, bool& readable) {
    const std::string text = Cell(column);
    if (text.empty()) return std::nullopt;
    const Quantity quantity = money ? quantities_.ReadRupiah(text) : quantities_.Read(text);
    if (quantity.kind == Quantity::Kind::kNumber) return quantity.thousandths;
    readable = Refuse(Problem::kUnreadableQuantity, column, "\"" + text + "\" bukan jumlah");
    return std::nullopt;
  }
  std::uint32_t Day(const char* column) const { return DateInText(Cell(column)).value_or(0); }
  // Writes `operation` unless the importer's last word under `key` was just this.
  Result<bool> Record(const char* importer, const std::string& key, v1::Operation operation,
                      const LineId& line) {
    Imported now;
    now.line = line;
    now.values = operation.SerializeAsString();
    TILIK_ASSIGN_OR_RETURN(std::optional<Imported> known, writer_->LoadImported(importer, key));
    if (known.has_value() && known->values == now.values) {
      ++report_.unchanged;
      return true;
    }
    TILIK_RETURN_IF_ERROR(writer_->SaveImported(importer, key, now));
    TILIK_RETURN_IF_ERROR(output_.Add({std::move(operation)}));
    ++report_.recorded;
    return true;
  }

  const Run& run_;
  Table& table_;
  const QuantityReading& quantities_;
  storage::Reader& reader_;
  const DanomProgrammes& programmes_;
  Output& output_;
  RealisationReport& report_;
  storage::Writer* writer_ = nullptr;
};

class PaymentImport final : public RealisationImport {
 public:
  using RealisationImport::RealisationImport;

 private:
  Result<bool> TakeRow() override {
    std::string programme;
    std::string period;
    if (!ReadHead(programme, period)) return false;
    v1::Operation operation;
    v1::PayerReport& report = *operation.mutable_payer_report();
    report.set_payer(Cell("payer"));
    report.set_reference(Cell("reference"));
    report.set_words(Cell("result") + (Cell("reason").empty() ? "" : ": " + Cell("reason")));
    const std::optional<v1::PayerResult> result = ResultOf(Cell("result"));
    if (report.payer().empty() || !result) {
      return Refuse(Problem::kUnknownResult, "result",
                    "hasil \"" + Cell("result") +
                        "\" tidak dikenal: berhasil, belum transaksi, gagal, retur");
    }
    report.set_result(*result);
    report.set_reason(ReasonOf(Cell("reason")));
    report.set_day(Day("day"));
    bool readable = true;
    const v1::Programme& known = *programmes_.Find(programme);
    const auto amount = Amount("amount", DanomProgrammes::IsMoney(known), readable);
    if (!readable) return false;
    if (!amount && *result == v1::PAYER_RESULT_BERHASIL) {
      return Refuse(Problem::kNoQuantity, "amount", "dibayar berapa? jumlahnya tidak ada data");
    }
    report.set_amount(amount.value_or(0));
    TILIK_ASSIGN_OR_RETURN(std::optional<LineId> line, LineOf(known, period));
    if (!line) return false;
    report.set_line(line->str());
    return Record(kPayerImporter, report.payer() + "/" + report.reference() + "/" + line->str(),
                  std::move(operation), *line);
  }

  // The one line of the recipient in this programme and period.
  Result<std::optional<LineId>> LineOf(const v1::Programme& programme, const std::string& period) {
    const RecipientNamed named{Cell("IDBDT"), Cell("NoKK"), Cell("NIK"), Cell("name"), 0};
    Recipients recipients(*writer_, reader_);
    TILIK_ASSIGN_OR_RETURN(RecipientsFound who, recipients.Find(named, programme.unit_type()));
    if (who.records.size() != 1) {
      Refuse(who.records.empty() ? Problem::kUnknownRecipient : Problem::kAmbiguousRecipient,
             "name", "\"" + named.name + "\": " + std::to_string(who.records.size()) + " penerima");
      return std::optional<LineId>();
    }
    const std::string key = Cell("external_key");
    std::vector<LineId> fitting;
    std::vector<RecordId> ids = {who.records.front().id};
    for (const merge::Absorbed& absorbed : who.records.front().absorbed) ids.push_back(absorbed.id);
    for (const RecordId& id : ids) {
      TILIK_ASSIGN_OR_RETURN(std::vector<merge::LineState> lines, reader_.LinesOf(id));
      for (const merge::LineState& line : lines) {
        const bool fits = line.programme == programme.code() && line.period == period &&
                          (key.empty() || line.external_key == key);
        if (fits) fitting.push_back(line.id);
      }
    }
    if (fitting.size() == 1) return std::optional<LineId>(fitting.front());
    Refuse(Problem::kNoSuchLine, "period",
           std::to_string(fitting.size()) + " baris danom " + programme.code() + " " + period +
               " untuk penerima ini" + (fitting.empty() ? "" : "; sebut external_key"));
    return std::optional<LineId>();
  }
};

class Sp2dImport final : public RealisationImport {
 public:
  using RealisationImport::RealisationImport;

 private:
  Result<bool> TakeRow() override {
    v1::Operation operation;
    v1::RecordSp2d& order = *operation.mutable_record_sp2d();
    if (!ReadHead(*order.mutable_programme(), *order.mutable_period())) return false;
    const std::string area = Cell("area");
    if (auto village = VillageCode::Parse(area)) order.set_area(village->number());
    if (auto kecamatan = KecamatanCode::Parse(area)) order.set_area(kecamatan->number());
    if (auto district = DistrictCode::Parse(area)) order.set_area(district->number());
    if (order.area() == 0) {
      return Refuse(Problem::kUnknownVillage, "area", "kode wilayah \"" + area + "\" tidak sah");
    }
    order.set_number(Cell("number"));
    order.set_date(Day("date"));
    order.set_source(table_.name());
    const bool money = DanomProgrammes::IsMoney(*programmes_.Find(order.programme()));
    bool readable = true;
    const auto ordered_recipients = Amount("ordered_recipients", true, readable);
    const auto ordered = Amount("ordered", money, readable);
    const auto realised_recipients = Amount("realised_recipients", true, readable);
    const auto realised = Amount("realised", money, readable);
    if (!readable) return false;
    if (ordered_recipients) {
      order.set_ordered_recipients(static_cast<std::uint64_t>(*ordered_recipients / 1000));
    }
    if (ordered) order.set_ordered(*ordered);
    if (realised_recipients) {
      order.set_realised_recipients(static_cast<std::uint64_t>(*realised_recipients / 1000));
    }
    if (realised) order.set_realised(*realised);
    return Record(kSp2dImporter,
                  order.programme() + "/" + order.period() + "/" + std::to_string(order.area()) +
                      "/" + order.number(),
                  std::move(operation), LineId());
  }
};

template <typename Import>
Result<RealisationReport> Take(const Run& run, const SourceFile& file, const char* importer,
                               std::initializer_list<std::string_view> columns,
                               std::initializer_list<const char*> amounts) {
  TILIK_RETURN_IF_ERROR(CheckAsOf(run));
  TILIK_ASSIGN_OR_RETURN(ContentHash hash, HashOfFile(file.in));
  QuantityReading quantities;
  {
    Findings unreported;
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Table> table, Table::Open(file, columns, unreported));
    for (;;) {
      TILIK_ASSIGN_OR_RETURN(Table::Step step, table->Next());
      if (step == Table::Step::kEnd) break;
      if (step != Table::Step::kRow) continue;
      for (const char* amount : amounts) quantities.Note(table->Text(table->Find(amount)));
    }
    file.in.clear();
    file.in.seekg(0);
    if (!file.in) return Status::Storage("the file cannot be read twice");
  }
  RealisationReport report;
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Table> table, Table::Open(file, columns, report.findings));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, run.store.BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::Programme> known, reader->Programmes());
  const DanomProgrammes programmes(std::move(known));
  Output output(run, {BeginImportOf(importer, hash, run.as_of, file.name)});
  Import import(run, *table, quantities, *reader, programmes, output, report);
  TILIK_RETURN_IF_ERROR(import.Take());
  report.change_sets = output.change_sets();
  return report;
}

}  // namespace

Result<RealisationReport> ImportPayments(const Run& run, const SourceFile& payments) {
  return Take<PaymentImport>(run, payments, kPayerImporter,
                             {"programme", "period", "payer", "result", "amount"}, {"amount"});
}

Result<RealisationReport> ImportSp2d(const Run& run, const SourceFile& orders) {
  return Take<Sp2dImport>(run, orders, kSp2dImporter, {"programme", "period", "area"},
                          {"ordered", "realised"});
}

}  // namespace tilik::importer
