#include "sync-server/storage/ledger_table.h"

#include "sync-server/merge/ledger.h"
#include "sync-server/storage/batch.h"
#include "sync-server/storage/log_table.h"
#include "sync-server/storage/reference_table.h"

namespace tilik::storage {
namespace {

#define TILIK_LINE_COLUMNS                                                                \
  "line, village, defined, danom, programme, period, recipient, entitled, external_key, " \
  "closed_because, closed_by_order, not_eligible_because, counts_under"
constexpr char kLines[] =
    "SELECT " TILIK_LINE_COLUMNS " FROM entitlement WHERE line IN (" TILIK_BATCH_PLACES ")";
constexpr char kOfRecipients[] =
    "SELECT line FROM entitlement WHERE recipient IN (" TILIK_BATCH_PLACES ")";
constexpr char kHandovers[] =
    "SELECT h.line, h.operation, h.named, h.observed, h.retracted, c.chain, c.kind, s.branch, "
    "s.seq, s.link, "
    "h.day, h.received, h.deducted, h.mode, h.receiver, h.evidence, e.name "
    "FROM handover AS h JOIN change_set AS s ON s.arrival = h.arrival JOIN chain AS c ON c.number "
    "= s.chain LEFT JOIN event AS e ON e.number = h.event "
    "WHERE h.line IN (" TILIK_BATCH_PLACES ") ORDER BY h.line, h.place";
constexpr char kNonDeliveries[] =
    "SELECT n.line, n.operation, n.named, n.observed, n.retracted, c.chain, c.kind, s.branch, "
    "s.seq, s.link, "
    "n.day, n.quantity, n.reason "
    "FROM non_delivery AS n JOIN change_set AS s ON s.arrival = n.arrival JOIN chain AS c ON "
    "c.number = s.chain "
    "WHERE n.line IN (" TILIK_BATCH_PLACES ") ORDER BY n.line, n.place";

constexpr char kPayerReports[] =
    "SELECT p.line, p.operation, p.named, p.observed, p.retracted, c.chain, c.kind, s.branch, "
    "s.seq, s.link, p.day, p.payer, p.reference, p.result, p.amount, p.reason "
    "FROM payer_report AS p JOIN change_set AS s ON s.arrival = p.arrival "
    "JOIN chain AS c ON c.number = s.chain "
    "WHERE p.line IN (" TILIK_BATCH_PLACES ") ORDER BY p.line, p.place";
constexpr char kOfPeriod[] =
    "SELECT line FROM entitlement WHERE programme = ? AND (?2 = '' OR period = ?2) ORDER BY line";

constexpr char kOfferedAt[] = "SELECT position, defined, village FROM entitlement WHERE line = ?";
constexpr char kSave[] =
    "INSERT INTO entitlement (line, area, village, position, defined, danom, programme, period, "
    "recipient, entitled, "
    "external_key, delivered, to_replacement, deducted, excess, undelivered, reason, closed, "
    "closed_because, closed_by_order, not_eligible_because, counts_under, closed_for, "
    "remains_open) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (line) DO UPDATE SET area = excluded.area, village = excluded.village, "
    "position = excluded.position, defined = excluded.defined, danom = excluded.danom, "
    "programme = excluded.programme, period = excluded.period, recipient = excluded.recipient, "
    "entitled = excluded.entitled, external_key = excluded.external_key, delivered = "
    "excluded.delivered, "
    "to_replacement = excluded.to_replacement, deducted = excluded.deducted, excess = "
    "excluded.excess, "
    "undelivered = excluded.undelivered, reason = excluded.reason, closed = excluded.closed, "
    "closed_because = excluded.closed_because, closed_by_order = excluded.closed_by_order, "
    "not_eligible_because = excluded.not_eligible_because, "
    "counts_under = excluded.counts_under, closed_for = excluded.closed_for, "
    "remains_open = excluded.remains_open";
constexpr char kStoredHandovers[] =
    "SELECT operation, retracted FROM handover WHERE line = ? ORDER BY place";
constexpr char kStoredNonDeliveries[] =
    "SELECT operation, retracted FROM non_delivery WHERE line = ? ORDER BY place";
constexpr char kSaveHandover[] =
    "INSERT INTO handover (line, place, area, arrival, operation, named, observed, day, retracted, "
    "received, deducted, "
    "mode, receiver, evidence, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "(SELECT number FROM event WHERE name = ?)) "
    "ON CONFLICT (line, place) DO UPDATE SET retracted = excluded.retracted";
constexpr char kSaveNonDelivery[] =
    "INSERT INTO non_delivery (line, place, area, arrival, operation, named, observed, day, "
    "retracted, quantity, "
    "reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (line, place) DO UPDATE SET retracted = excluded.retracted";

constexpr char kAddEvent[] = "INSERT INTO event (name) VALUES (?) ON CONFLICT DO NOTHING";
constexpr char kStoredPayerReports[] =
    "SELECT operation, retracted FROM payer_report WHERE line = ? ORDER BY place";
constexpr char kSavePayerReport[] =
    "INSERT INTO payer_report (line, place, area, arrival, operation, named, observed, day, "
    "retracted, payer, reference, result, amount, reason) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (line, place) DO UPDATE SET retracted = excluded.retracted";

constexpr char kRecap[] =
    "SELECT village, programme, period, count(*), count(DISTINCT recipient), sum(entitled), "
    "sum(delivered), "
    "sum(to_replacement), sum(deducted), sum(excess), sum(undelivered), sum(closed), "
    "sum(remains_open) "
    "FROM entitlement WHERE (?1 = '' OR programme = ?1) "
    "GROUP BY village, programme, period ORDER BY village, programme, period";
constexpr char kRecapReasons[] =
    "SELECT village, programme, period, why, sum(quantity) FROM ("
    "SELECT village, programme, period, reason AS why, undelivered AS quantity FROM entitlement "
    "WHERE undelivered > 0 AND (?1 = '' OR programme = ?1) UNION ALL "
    "SELECT village, programme, period, closed_for, closed FROM entitlement "
    "WHERE closed > 0 AND (?1 = '' OR programme = ?1)) "
    "GROUP BY village, programme, period, why ORDER BY village, programme, period, why";

// What handovers and non-deliveries have in common, in the columns both questions begin with.
template <typename Fact>
void ReadCommon(const sqlite::Statement& row, Fact& fact) {
  fact.origin.named = row.Fixed<RecordId>(2);
  fact.origin.observed.ms = row.Int(3);
  fact.retracted = row.Int(4) != 0;
  fact.origin.chain = row.Fixed<ChainId>(5);
  fact.origin.account = row.Int(6) == static_cast<int>(ChainKind::kAccount);
  fact.origin.branch = static_cast<std::uint32_t>(row.Int(7));
  fact.origin.seq = row.UInt(8);
  fact.origin.link = row.Fixed<Link>(9);
  fact.id = {fact.origin.link, static_cast<std::uint32_t>(row.Int(1))};
  fact.day = static_cast<std::uint32_t>(row.Int(10));
}

void ReadLine(const sqlite::Statement& row, merge::LineState& line) {
  line.id = row.Fixed<LineId>(0);
  line.village = row.UInt(1);
  line.defined = row.Int(2) != 0;
  line.danom = row.Text(3);
  line.programme = row.Text(4);
  line.period = row.Text(5);
  line.recipient = row.Fixed<RecordId>(6);
  line.entitled = row.Int(7);
  line.external_key = row.Text(8);
  line.closed_because = static_cast<v1::NonDeliveryReason>(row.Int(9));
  line.closed_by_order = row.Int(10) != 0;
  line.not_eligible_because = static_cast<v1::NonDeliveryReason>(row.Int(11));
  line.counts_under = row.Fixed<RecordId>(12);
}

}  // namespace

Status LedgerTable::LoadInto(const std::vector<LineId>& ids,
                             std::map<LineId, merge::LineState>& into) {
  std::vector<LineId> read;
  TILIK_RETURN_IF_ERROR(InBatches(database_, kLines, ids, [&](const sqlite::Statement& row) {
    auto [place, is_new] = into.try_emplace(row.Fixed<LineId>(0));
    if (!is_new) return Status();
    ReadLine(row, place->second);
    read.push_back(place->first);
    return Status();
  }));
  TILIK_RETURN_IF_ERROR(InBatches(database_, kHandovers, read, [&](const sqlite::Statement& row) {
    merge::HandoverFact& fact = into[row.Fixed<LineId>(0)].handovers.emplace_back();
    ReadCommon(row, fact);
    fact.received = row.Int(11);
    fact.deducted = row.Int(12);
    fact.mode = static_cast<v1::HandoverMode>(row.Int(13));
    fact.receiver = static_cast<v1::Receiver>(row.Int(14));
    fact.evidence = static_cast<std::uint32_t>(row.Int(15));
    fact.event = row.Text(16);
    return Status();
  }));
  TILIK_RETURN_IF_ERROR(
      InBatches(database_, kPayerReports, read, [&](const sqlite::Statement& row) {
        merge::PayerFact& fact = into[row.Fixed<LineId>(0)].payer_reports.emplace_back();
        ReadCommon(row, fact);
        fact.payer = row.Text(11);
        fact.reference = row.Text(12);
        fact.result = static_cast<v1::PayerResult>(row.Int(13));
        fact.amount = row.Int(14);
        fact.reason = static_cast<v1::NonDeliveryReason>(row.Int(15));
        return Status();
      }));
  return InBatches(database_, kNonDeliveries, read, [&](const sqlite::Statement& row) {
    merge::NonDeliveryFact& fact = into[row.Fixed<LineId>(0)].non_deliveries.emplace_back();
    ReadCommon(row, fact);
    fact.quantity = row.Int(11);
    fact.reason = static_cast<v1::NonDeliveryReason>(row.Int(12));
    return Status();
  });
}

Result<std::vector<LineId>> LedgerTable::OfRecipients(const std::vector<RecordId>& recipients) {
  std::vector<LineId> lines;
  TILIK_RETURN_IF_ERROR(
      InBatches(database_, kOfRecipients, recipients, [&](const sqlite::Statement& row) {
        lines.push_back(row.Fixed<LineId>(0));
        return Status();
      }));
  return lines;
}

Result<std::vector<LineId>> LedgerTable::OfPeriod(const std::string& programme,
                                                  const std::string& period) {
  std::vector<LineId> lines;
  sqlite::Statement statement = database_.Prepare(kOfPeriod);
  statement.BindText(1, programme).BindText(2, period);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return lines;
    lines.push_back(statement.Fixed<LineId>(0));
  }
}

Status LedgerTable::Save(const merge::LineState& line, std::uint64_t area,
                         ReferenceTable& reference) {
  std::uint64_t position = 0;
  bool offered = false;
  {
    sqlite::Statement statement = database_.Prepare(kOfferedAt);
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, line.id).Step());
    if (row) {
      position = statement.UInt(0);
      offered = statement.Int(1) != 0 && statement.UInt(2) == line.village;
    }
  }
  if (line.defined && !offered) {
    TILIK_ASSIGN_OR_RETURN(position, reference.NextPosition());
  }
  merge::Tally tally = merge::TallyOf(line);
  sqlite::Statement save = database_.Prepare(kSave);
  save.Bind(1, line.id)
      .Bind(2, area)
      .Bind(3, line.village)
      .Bind(4, position)
      .Bind(5, line.defined ? 1 : 0)
      .BindText(6, line.danom)
      .BindText(7, line.programme)
      .BindText(8, line.period)
      .Bind(10, line.entitled)
      .BindText(11, line.external_key)
      .Bind(12, tally.delivered)
      .Bind(13, tally.to_replacement)
      .Bind(14, tally.deducted)
      .Bind(15, tally.excess)
      .Bind(16, tally.undelivered)
      .Bind(17, static_cast<int>(tally.reason))
      .Bind(18, tally.closed)
      .Bind(19, static_cast<int>(line.closed_because))
      .Bind(20, line.closed_by_order ? 1 : 0)
      .Bind(21, static_cast<int>(line.not_eligible_because))
      .Bind(23, static_cast<int>(tally.closed_because))
      .Bind(24, tally.open);
  BindUnlessNone(save, 9, line.recipient);
  BindUnlessNone(save, 22, line.counts_under);
  TILIK_RETURN_IF_ERROR(save.Run());
  return SaveFacts(line, area);
}

// Facts of a line are only ever appended, and flip to retracted: what is stored is a beginning of
// what is in memory.
template <typename Fact, typename Write>
Status LedgerTable::SaveChanged(std::string_view stored, const LineId& line,
                                const std::vector<Fact>& facts, Write&& write) {
  std::size_t place = 0;
  std::vector<std::size_t> changed;
  {
    sqlite::Statement statement = database_.Prepare(stored);
    statement.Bind(1, line);
    for (;; ++place) {
      TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
      if (!row) break;
      bool known = place < facts.size() &&
                   statement.Int(0) == static_cast<std::int64_t>(facts[place].id.operation);
      TILIK_CHECK(known, "facts of a line are appended and never removed");
      if ((statement.Int(1) != 0) != facts[place].retracted) changed.push_back(place);
    }
  }
  for (; place < facts.size(); ++place) changed.push_back(place);
  for (std::size_t each : changed) {
    const Fact& fact = facts[each];
    TILIK_ASSIGN_OR_RETURN(std::optional<std::uint64_t> arrival, log_.ArrivalOf(fact.id.link));
    if (!arrival.has_value()) return Status::Corrupt("a fact's change set is not in the log");
    TILIK_RETURN_IF_ERROR(write(fact, each, *arrival));
  }
  return Status();
}

Status LedgerTable::SaveFacts(const merge::LineState& line, std::uint64_t area) {
  auto bind_common = [&](sqlite::Statement& save, const auto& fact, std::size_t place,
                         std::uint64_t arrival) {
    save.Bind(1, line.id)
        .Bind(2, static_cast<std::uint64_t>(place))
        .Bind(3, area)
        .Bind(4, arrival)
        .Bind(5, fact.id.operation)
        .Bind(7, fact.origin.observed.ms)
        .Bind(8, fact.day)
        .Bind(9, fact.retracted ? 1 : 0);
    BindUnlessNone(save, 6, fact.origin.named);
  };
  TILIK_RETURN_IF_ERROR(SaveChanged(
      kStoredHandovers, line.id, line.handovers,
      [&](const merge::HandoverFact& fact, std::size_t place, std::uint64_t arrival) {
        if (!fact.event.empty()) {
          TILIK_RETURN_IF_ERROR(database_.Prepare(kAddEvent).BindText(1, fact.event).Run());
        }
        sqlite::Statement save = database_.Prepare(kSaveHandover);
        bind_common(save, fact, place, arrival);
        save.Bind(10, fact.received)
            .Bind(11, fact.deducted)
            .Bind(12, static_cast<int>(fact.mode))
            .Bind(13, static_cast<int>(fact.receiver))
            .Bind(14, fact.evidence)
            .BindText(15, fact.event);
        return save.Run();
      }));
  TILIK_RETURN_IF_ERROR(
      SaveChanged(kStoredPayerReports, line.id, line.payer_reports,
                  [&](const merge::PayerFact& fact, std::size_t place, std::uint64_t arrival) {
                    sqlite::Statement save = database_.Prepare(kSavePayerReport);
                    bind_common(save, fact, place, arrival);
                    save.BindText(10, fact.payer)
                        .BindText(11, fact.reference)
                        .Bind(12, static_cast<int>(fact.result))
                        .Bind(13, fact.amount)
                        .Bind(14, static_cast<int>(fact.reason));
                    return save.Run();
                  }));
  return SaveChanged(
      kStoredNonDeliveries, line.id, line.non_deliveries,
      [&](const merge::NonDeliveryFact& fact, std::size_t place, std::uint64_t arrival) {
        sqlite::Statement save = database_.Prepare(kSaveNonDelivery);
        bind_common(save, fact, place, arrival);
        save.Bind(10, fact.quantity).Bind(11, static_cast<int>(fact.reason));
        return save.Run();
      });
}

Result<std::vector<RecapRow>> LedgerTable::Recap(const std::string& programme) {
  std::vector<RecapRow> rows;
  {
    sqlite::Statement sums = database_.Prepare(kRecap);
    sums.BindText(1, programme);
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool row, sums.Step());
      if (!row) break;
      RecapRow& recap = rows.emplace_back();
      recap.village = sums.UInt(0);
      recap.programme = sums.Text(1);
      recap.period = sums.Text(2);
      recap.lines = sums.UInt(3);
      recap.recipients = sums.UInt(4);
      merge::Tally& total = recap.total;
      int column = 5;
      for (std::int64_t* sum :
           {&total.entitled, &total.delivered, &total.to_replacement, &total.deducted,
            &total.excess, &total.undelivered, &total.closed, &total.open}) {
        *sum = sums.Int(column++);
      }
    }
  }
  // Both come in the order of village, programme, period.
  sqlite::Statement reasons = database_.Prepare(kRecapReasons);
  reasons.BindText(1, programme);
  for (std::size_t at = 0;;) {
    TILIK_ASSIGN_OR_RETURN(bool row, reasons.Step());
    if (!row) return rows;
    while (rows.at(at).village != reasons.UInt(0) || rows[at].programme != reasons.Text(1) ||
           rows[at].period != reasons.Text(2)) {
      ++at;
    }
    rows[at].undelivered_by_reason[static_cast<v1::NonDeliveryReason>(reasons.Int(3))] +=
        reasons.Int(4);
  }
}

}  // namespace tilik::storage
