#include "sync-server/console/reconcile.h"

#include <algorithm>

#include "sync-server/console/labels.h"
#include "sync-server/console/words.h"
#include "sync-server/merge/ledger.h"

namespace tilik::console {
namespace {

std::string ResultWords(v1::PayerResult result) {
  switch (result) {
    case v1::PAYER_RESULT_BERHASIL:
      return "berhasil";
    case v1::PAYER_RESULT_BELUM_TRANSAKSI:
      return "belum transaksi";
    case v1::PAYER_RESULT_GAGAL:
      return "gagal";
    case v1::PAYER_RESULT_RETUR:
      return "retur";
    default:
      return "";
  }
}

// The newest word of an officer that it did not arrive.
std::string NotReceived(const merge::LineState& line) {
  const merge::NonDeliveryFact* newest = merge::NewestNonDelivery(line);
  return newest == nullptr ? "" : "tidak diterima: " + ReasonWords(newest->reason);
}

std::string FindingOf(const merge::LineState& line, const merge::Accounts& accounts,
                      bool payer_spoke) {
  const std::int64_t seen = accounts.witnessed + accounts.by_hand;
  if (accounts.paid > 0 && seen == 0 && !NotReceived(line).empty()) {
    return "dibayar menurut penyalur, tidak diterima menurut petugas";
  }
  if (accounts.paid > 0 && accounts.by_hand > 0) {
    return "dibayar penyalur dan juga diserahkan petugas";
  }
  if (accounts.paid > line.entitled) return "dibayar melebihi hak";
  if (accounts.paid == 0 && seen > 0 && payer_spoke) {
    return "diterima menurut petugas, tidak dibayar menurut penyalur";
  }
  if (accounts.paid > 0 && seen > 0 && accounts.paid != seen) return "jumlah berbeda";
  return "";
}

Status AddRow(storage::Reader& reader, const merge::LineState& line,
              const merge::Accounts& accounts, std::string finding, v1::ReconcileTable& table) {
  v1::ReconcileRow& row = *table.add_rows();
  row.set_finding(std::move(finding));
  row.set_recipient(ToUuidText(line.recipient));
  TILIK_ASSIGN_OR_RETURN(*row.mutable_label(), LabelOf(reader, line.recipient));
  row.set_village(line.village);
  row.set_village_name(VillageWords(line.village));
  row.set_by_payer(accounts.paid);
  row.set_by_officer(accounts.witnessed + accounts.by_hand);
  for (const merge::PayerFact* payment : merge::PaymentsOf(line)) {
    const bool first = row.payer().empty();
    row.set_payer(row.payer() + (first ? "" : ", ") + payment->payer);
    row.set_said_by_payer(row.said_by_payer() + (first ? "" : ", ") + ResultWords(payment->result));
  }
  row.set_said_by_officer(row.by_officer() > 0 ? "diterima" : NotReceived(line));
  return Status();
}

}  // namespace

Result<v1::ReconcileTable> Reconcile(storage::Reader& reader, const std::string& programme,
                                     const std::string& period) {
  v1::ReconcileTable table;
  table.set_programme(programme);
  table.set_period(period);
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::Programme> programmes, reader.Programmes());
  for (const v1::Programme& one : programmes) {
    if (one.code() == programme) table.set_unit(one.item().unit());
  }
  TILIK_RETURN_IF_ERROR(
      reader.ForEachLine(programme, period, [&](const merge::LineState& line) -> Status {
        const merge::Accounts accounts = merge::AccountsOf(line);
        const bool payer_spoke = !merge::PaymentsOf(line).empty();
        const std::int64_t seen = accounts.witnessed + accounts.by_hand;
        table.set_lines(table.lines() + 1);
        std::string finding = FindingOf(line, accounts, payer_spoke);
        if (!finding.empty()) return AddRow(reader, line, accounts, std::move(finding), table);
        if (accounts.paid > 0 && seen == 0) {
          table.set_only_payer(table.only_payer() + 1);
        } else if (seen > 0 && !payer_spoke) {
          table.set_only_officer(table.only_officer() + 1);
        } else {
          table.set_agreeing(table.agreeing() + 1);
        }
        return Status();
      }));
  std::stable_sort(table.mutable_rows()->begin(), table.mutable_rows()->end(),
                   [](const v1::ReconcileRow& a, const v1::ReconcileRow& b) {
                     return std::make_pair(a.village(), a.label()) <
                            std::make_pair(b.village(), b.label());
                   });
  return table;
}

}  // namespace tilik::console
