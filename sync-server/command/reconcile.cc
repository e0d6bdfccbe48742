// `tilik-server reconcile` and `eligibility`: payers beside officers, and who left or came.
#include "sync-server/console/reconcile.h"

#include <iostream>
#include <memory>

#include "proto/contract/period.h"
#include "proto/csv/csv.h"
#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/desk.h"
#include "sync-server/command/find_record.h"
#include "sync-server/command/print.h"
#include "sync-server/console/eligibility.h"
#include "sync-server/console/words.h"

namespace tilik::command {
namespace {

using console::QuantityWords;

struct Options {
  HomeOptions home;
  std::string programme, period, from, to, recipient, state, reason, note;
  std::string as;
  bool json = false, csv = false, derive = false;
};

// In sets of bounded size: a comparison may move thousands of families.
Status Say(const DistrictHome& home, const std::string& as, std::vector<v1::Operation> said) {
  constexpr std::size_t kOperationsPerSet = 200;
  if (said.empty()) return Status();
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, as, Work::kDecide));
  for (std::size_t from = 0; from < said.size(); from += kOperationsPerSet) {
    const std::size_t to = std::min(said.size(), from + kOperationsPerSet);
    TILIK_RETURN_IF_ERROR(
        desk.Sign({std::make_move_iterator(said.begin() + static_cast<std::ptrdiff_t>(from)),
                   std::make_move_iterator(said.begin() + static_cast<std::ptrdiff_t>(to))})
            .status());
  }
  return desk.Commit();
}

Result<std::string> Canonical(const std::string& text) {
  const std::optional<Period> period = Period::InText(text);
  if (!period) return Status::Invalid("\"" + text + "\" bukan bulan dan bukan tahap");
  return period->Text();
}

Status Reconcile(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(std::string period, Canonical(options.period));
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(v1::ReconcileTable table,
                         console::Reconcile(*reader, options.programme, period));
  if (options.json) {
    PrintJson(table);
    return Status();
  }
  if (options.csv) {
    csv::Writer writer(std::cout);
    writer.Row({"desa", "penerima", "temuan", "menurut_penyalur", "menurut_petugas", "satuan",
                "penyalur", "kata_penyalur", "kata_petugas"});
    for (const v1::ReconcileRow& row : table.rows()) {
      writer.Row({row.village_name(), row.label(), row.finding(), QuantityWords(row.by_payer()),
                  QuantityWords(row.by_officer()), table.unit(), row.payer(), row.said_by_payer(),
                  row.said_by_officer()});
    }
    return Status();
  }
  for (const v1::ReconcileRow& row : table.rows()) {
    std::printf("%s · %s: %s (penyalur %s %s, petugas %s %s)\n", row.village_name().c_str(),
                row.label().c_str(), row.finding().c_str(), QuantityWords(row.by_payer()).c_str(),
                table.unit().c_str(), QuantityWords(row.by_officer()).c_str(),
                table.unit().c_str());
  }
  std::printf(
      "%llu baris: %llu cocok, %llu hanya kata penyalur, %llu hanya kata petugas, %d beda\n",
      static_cast<unsigned long long>(table.lines()),
      static_cast<unsigned long long>(table.agreeing()),
      static_cast<unsigned long long>(table.only_payer()),
      static_cast<unsigned long long>(table.only_officer()), table.rows_size());
  return Status();
}

void PrintMoves(const char* title,
                const google::protobuf::RepeatedPtrField<v1::EligibilityMove>& moves) {
  for (const v1::EligibilityMove& move : moves) {
    std::printf("%s · %s · %s: %s%s%s%s%s\n", title, move.village_name().c_str(),
                move.label().c_str(),
                move.explained() ? move.state().c_str() : "tidak ada keterangan",
                move.reason().empty() ? "" : ", ", move.reason().c_str(),
                move.note().empty() ? "" : "; ", move.note().c_str());
  }
}

Status Compare(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(std::string from, Canonical(options.from));
  TILIK_ASSIGN_OR_RETURN(std::string to, Canonical(options.to));
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(v1::EligibilityComparison comparison,
                         console::CompareEligibility(*reader, options.programme, from, to));
  if (options.derive) {
    TILIK_ASSIGN_OR_RETURN(std::vector<v1::Operation> said,
                           console::ExplainByLists(*reader, comparison));
    reader.reset();
    TILIK_RETURN_IF_ERROR(Say(home, options.as, std::move(said)));
    TILIK_ASSIGN_OR_RETURN(reader, home.store->BeginRead());
    TILIK_ASSIGN_OR_RETURN(comparison,
                           console::CompareEligibility(*reader, options.programme, from, to));
  }
  if (options.json) {
    PrintJson(comparison);
    return Status();
  }
  std::printf("%s: %llu pada %s, %llu pada %s; keluar %d, masuk %d\n", options.programme.c_str(),
              static_cast<unsigned long long>(comparison.entitled_from()), from.c_str(),
              static_cast<unsigned long long>(comparison.entitled_to()), to.c_str(),
              comparison.left_size(), comparison.came_size());
  PrintMoves("keluar", comparison.left());
  PrintMoves("masuk", comparison.came());
  return Status();
}

template <typename Enum>
std::optional<Enum> WordIn(const std::string& typed, int last, std::string (*words)(Enum)) {
  for (int value = 1; value <= last; ++value) {
    if (words(static_cast<Enum>(value)) == typed) return static_cast<Enum>(value);
  }
  return std::nullopt;
}

Status Set(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(std::string period, Canonical(options.period));
  const auto state = WordIn<v1::EligibilityState>(options.state, v1::EligibilityState_MAX,
                                                  console::EligibilityWords);
  if (!state) {
    return Status::Invalid(
        "keadaan: calon, layak, tidak layak, sementara tidak disalurkan, dilanjutkan, graduasi, "
        "gagal buka rekening");
  }
  v1::Operation operation;
  v1::SetEligibility& set = *operation.mutable_set_eligibility();
  if (!options.reason.empty()) {
    const auto reason = WordIn<v1::NonDeliveryReason>(options.reason, v1::NonDeliveryReason_MAX,
                                                      console::ReasonWords);
    if (!reason) return Status::Invalid("alasan \"" + options.reason + "\" tidak dikenal");
    set.set_reason(*reason);
  }
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(RecordId recipient, FindRecord(*reader, options.recipient));
  reader.reset();
  set.set_recipient(recipient.str());
  set.set_programme(options.programme);
  set.set_period(period);
  set.set_state(*state);
  set.set_note(options.note);
  return Say(home, options.as, {std::move(operation)});
}

void AddSet(Command parent) {
  auto [command, options] =
      parent.Add<Options>("set", "menetapkan kelayakan seorang penerima", Set);
  command.Option("--programme", options->programme, "program").Required();
  command.Option("--recipient", options->recipient, "id, IDBDT, No KK, NIK, nama").Required();
  command.Option("--period", options->period, "sejak periode ini").Required();
  command
      .Option("--state", options->state,
              "calon, layak, tidak layak, sementara tidak disalurkan, dilanjutkan, graduasi, "
              "gagal buka rekening")
      .Required();
  command.Option("--reason", options->reason, "meninggal, pindah, mampu, data tidak padan …");
  command.Option("--note", options->note, "keterangan: berita acara, surat");
  command.Option("--as", options->as, "akun yang menetapkan; bawaan: akun pertama");
}

void AddCompare(Command parent) {
  auto [command, options] = parent.Add<Options>(
      "compare", "siapa keluar dan masuk antara dua periode, dan mengapa", Compare);
  command.Option("--programme", options->programme, "program").Required();
  command.Option("--from", options->from, "periode").Required();
  command.Option("--to", options->to, "periode").Required();
  command.Flag("--derive", options->derive,
               "mencatat yang belum ada keterangannya menurut kedua danom");
  command.Option("--as", options->as, "akun yang menetapkan; bawaan: akun pertama");
  command.Flag("--json", options->json, "untuk dibaca program");
}

}  // namespace

void AddReconcile(Command app) {
  auto [command, options] =
      app.Add<Options>("reconcile", "hasil bayar penyalur di samping kesaksian petugas", Reconcile);
  command.Option("--programme", options->programme, "program").Required();
  command.Option("--period", options->period, "periode").Required();
  command.Flag("--json", options->json, "untuk dibaca program");
  command.Flag("--csv", options->csv, "baris yang berbeda, sebagai CSV");

  Command eligibility = app.AddGroup("eligibility", "kelayakan per periode");
  AddSet(eligibility);
  AddCompare(eligibility);
}

}  // namespace tilik::command
