#include "sync-server/storage/aid_table.h"

#include <set>
#include <tuple>

#include "sync-server/storage/batch.h"

namespace tilik::storage {
namespace {

constexpr char kSaveEvidence[] =
    "INSERT INTO evidence (arrival, operation, line, of_link, of_operation, kinds) "
    "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
constexpr char kSaveUnlisted[] =
    "INSERT INTO unlisted (arrival, operation, place, village, programme, period, event, "
    "recipient, recipients, unit_type, item, unit, quantity) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
constexpr char kSaveStock[] =
    "INSERT INTO stock (arrival, operation, village, programme, event, item, unit, kind, quantity, "
    "document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
constexpr char kSaveSp2d[] =
    "INSERT INTO sp2d (arrival, operation, programme, period, region, number, ordered_recipients, "
    "ordered, realised_recipients, realised) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO NOTHING";
constexpr char kSaveEligibility[] =
    "INSERT INTO eligibility (arrival, operation, recipient, programme, period, state, reason, "
    "note) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
constexpr char kSavePlaceName[] =
    "INSERT INTO place_name (arrival, operation, typed, village) VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO NOTHING";

#define TILIK_ELIGIBILITY_COLUMNS                                                       \
  "SELECT e.recipient, e.programme, e.period, e.state, e.reason, e.note, e.operation, " \
  "f.observed, f.retracted, c.chain, s.branch, s.seq, s.link FROM eligibility AS e "    \
  "JOIN fact AS f ON f.arrival = e.arrival AND f.operation = e.operation "              \
  "JOIN change_set AS s ON s.arrival = e.arrival JOIN chain AS c ON c.number = s.chain WHERE "
constexpr char kEligibilityOf[] = TILIK_ELIGIBILITY_COLUMNS "e.recipient IN (" TILIK_BATCH_PLACES
                                                            ") ORDER BY e.arrival, e.operation";
constexpr char kEligibility[] =
    TILIK_ELIGIBILITY_COLUMNS "e.programme = ? AND NOT f.retracted ORDER BY e.arrival, e.operation";
constexpr char kPlaceNames[] = "SELECT typed, village FROM place_name ORDER BY arrival, operation";
constexpr char kEvidenceOf[] =
    "SELECT e.of_link, e.of_operation, e.kinds, c.chain FROM evidence AS e "
    "JOIN fact AS f ON f.arrival = e.arrival AND f.operation = e.operation "
    "JOIN change_set AS s ON s.arrival = e.arrival JOIN chain AS c ON c.number = s.chain "
    "WHERE e.line = ? AND NOT f.retracted ORDER BY e.arrival, e.operation";
constexpr char kUnlisted[] =
    "SELECT u.village, u.programme, u.period, u.item, u.unit, u.unit_type, sum(u.recipients), "
    "sum(u.quantity) FROM unlisted AS u "
    "JOIN fact AS f ON f.arrival = u.arrival AND f.operation = u.operation "
    "WHERE NOT f.retracted AND (?1 = '' OR u.programme = ?1) "
    "GROUP BY u.village, u.programme, u.period, u.item, u.unit, u.unit_type "
    "ORDER BY u.village, u.programme, u.period, u.item, u.unit, u.unit_type";
constexpr char kStock[] =
    "SELECT k.village, k.event, k.item, k.unit, k.kind, k.quantity, k.programme FROM stock AS k "
    "JOIN fact AS f ON f.arrival = k.arrival AND f.operation = k.operation "
    "JOIN change_set AS s ON s.arrival = k.arrival WHERE NOT f.retracted "
    "ORDER BY k.village, k.event, k.item, k.unit, f.observed, s.link, k.operation";
constexpr char kUnlistedFrom[] =
    "SELECT coalesce(sum(u.quantity), 0) FROM unlisted AS u "
    "JOIN fact AS f ON f.arrival = u.arrival AND f.operation = u.operation "
    "WHERE NOT f.retracted AND u.village = ? AND u.event = ? AND u.item = ?";
constexpr char kHandedOutFrom[] =
    "SELECT coalesce(sum(h.received + h.deducted), 0) FROM handover AS h "
    "JOIN entitlement AS l ON l.line = h.line JOIN event AS e ON e.number = h.event "
    "WHERE NOT h.retracted AND l.village = ? AND e.name = ? AND l.programme = ?";
constexpr char kSp2d[] =
    "SELECT o.programme, o.period, o.region, o.number, o.ordered_recipients, o.ordered, "
    "o.realised_recipients, o.realised, s.link, o.operation, c.chain FROM sp2d AS o "
    "JOIN fact AS f ON f.arrival = o.arrival AND f.operation = o.operation "
    "JOIN change_set AS s ON s.arrival = o.arrival JOIN chain AS c ON c.number = s.chain "
    "WHERE NOT f.retracted AND (?1 = '' OR o.programme = ?1) ORDER BY o.arrival, o.operation";

merge::EligibilityFact ReadEligibility(const sqlite::Statement& row) {
  merge::EligibilityFact fact;
  fact.recipient = row.Fixed<RecordId>(0);
  fact.programme = row.Text(1);
  fact.period = row.Text(2);
  fact.state = static_cast<v1::EligibilityState>(row.Int(3));
  fact.reason = static_cast<v1::NonDeliveryReason>(row.Int(4));
  fact.note = row.Text(5);
  fact.origin.named = fact.recipient;
  fact.origin.account = true;
  fact.origin.observed.ms = row.Int(7);
  fact.retracted = row.Int(8) != 0;
  fact.origin.chain = row.Fixed<ChainId>(9);
  fact.origin.branch = static_cast<std::uint32_t>(row.Int(10));
  fact.origin.seq = row.UInt(11);
  fact.origin.link = row.Fixed<Link>(12);
  fact.id = {fact.origin.link, static_cast<std::uint32_t>(row.Int(6))};
  return fact;
}

template <typename Number>
void BindIf(sqlite::Statement& statement, int index, bool there, Number number) {
  if (there) {
    statement.Bind(index, number);
  } else {
    statement.BindNull(index);
  }
}

Result<std::int64_t> SumOf(sqlite::Statement& statement) {
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
  return row ? statement.Int(0) : std::int64_t{0};
}

}  // namespace

Status AidTable::Save(const merge::FactRow& fact, std::uint64_t arrival) {
  const v1::Operation& said = fact.operation;
  switch (said.kind_case()) {
    case v1::Operation::kAddEvidence:
      return SaveEvidence(said.add_evidence(), arrival, fact.id.operation);
    case v1::Operation::kHandoverWithoutList:
      return SaveUnlisted(said.handover_without_list(), arrival, fact.id.operation);
    case v1::Operation::kStockMovement:
      return SaveStock(said.stock_movement(), arrival, fact.id.operation);
    case v1::Operation::kRecordSp2D:
      return SaveSp2d(said.record_sp2d(), arrival, fact.id.operation);
    case v1::Operation::kSetEligibility: {
      const v1::SetEligibility& set = said.set_eligibility();
      return database_.Prepare(kSaveEligibility)
          .Bind(1, arrival)
          .Bind(2, fact.id.operation)
          .BindBlob(3, set.recipient())
          .BindText(4, set.programme())
          .BindText(5, set.period())
          .Bind(6, static_cast<int>(set.state()))
          .Bind(7, static_cast<int>(set.reason()))
          .BindText(8, set.note())
          .Run();
    }
    case v1::Operation::kRememberPlace:
      return database_.Prepare(kSavePlaceName)
          .Bind(1, arrival)
          .Bind(2, fact.id.operation)
          .BindText(3, said.remember_place().typed())
          .Bind(4, said.remember_place().village())
          .Run();
    default:
      return Status();
  }
}

Status AidTable::SaveEvidence(const v1::AddEvidence& add, std::uint64_t arrival,
                              std::uint32_t operation) {
  std::uint32_t kinds = 0;
  for (int kind : add.evidence()) kinds |= merge::EvidenceBit(kind);
  sqlite::Statement save = database_.Prepare(kSaveEvidence);
  save.Bind(1, arrival).Bind(2, operation).Bind(5, add.operation()).Bind(6, kinds);
  if (!add.line().empty()) save.BindBlob(3, add.line());
  if (!add.link().empty()) save.BindBlob(4, add.link());
  return save.Run();
}

Status AidTable::SaveUnlisted(const v1::HandoverWithoutList& handover, std::uint64_t arrival,
                              std::uint32_t operation) {
  for (int place = 0; place < handover.items_size(); ++place) {
    const v1::ItemQuantity& each = handover.items(place);
    sqlite::Statement save = database_.Prepare(kSaveUnlisted);
    save.Bind(1, arrival)
        .Bind(2, operation)
        .Bind(3, place)
        .Bind(4, handover.village())
        .BindText(5, handover.programme())
        .BindText(6, handover.period())
        .BindText(7, handover.event())
        .Bind(9, handover.recipients())
        .Bind(10, static_cast<int>(handover.unit_type()))
        .BindText(11, each.item().code())
        .BindText(12, each.item().unit())
        .Bind(13, each.quantity());
    if (!handover.recipient().empty()) save.BindBlob(8, handover.recipient());
    TILIK_RETURN_IF_ERROR(save.Run());
  }
  return Status();
}

Status AidTable::SaveStock(const v1::StockMovement& movement, std::uint64_t arrival,
                           std::uint32_t operation) {
  return database_.Prepare(kSaveStock)
      .Bind(1, arrival)
      .Bind(2, operation)
      .Bind(3, movement.village())
      .BindText(4, movement.programme())
      .BindText(5, movement.event())
      .BindText(6, movement.item().code())
      .BindText(7, movement.item().unit())
      .Bind(8, static_cast<int>(movement.kind()))
      .Bind(9, movement.quantity())
      .BindText(10, movement.document())
      .Run();
}

Status AidTable::SaveSp2d(const v1::RecordSp2d& order, std::uint64_t arrival,
                          std::uint32_t operation) {
  sqlite::Statement save = database_.Prepare(kSaveSp2d);
  save.Bind(1, arrival)
      .Bind(2, operation)
      .BindText(3, order.programme())
      .BindText(4, order.period())
      .Bind(5, order.area())
      .BindText(6, order.number());
  BindIf(save, 7, order.has_ordered_recipients(), order.ordered_recipients());
  BindIf(save, 8, order.has_ordered(), order.ordered());
  BindIf(save, 9, order.has_realised_recipients(), order.realised_recipients());
  BindIf(save, 10, order.has_realised(), order.realised());
  return save.Run();
}

Status AidTable::LoadEligibility(const std::vector<RecordId>& recipients,
                                 std::map<RecordId, std::vector<merge::EligibilityFact>>& into) {
  std::vector<RecordId> asked;
  for (const RecordId& recipient : recipients) {
    if (into.try_emplace(recipient).second) asked.push_back(recipient);
  }
  return InBatches(database_, kEligibilityOf, asked, [&](const sqlite::Statement& row) {
    merge::EligibilityFact fact = ReadEligibility(row);
    into[fact.recipient].push_back(std::move(fact));
    return Status();
  });
}

Result<std::vector<merge::EligibilityFact>> AidTable::Eligibility(const std::string& programme) {
  std::vector<merge::EligibilityFact> facts;
  sqlite::Statement statement = database_.Prepare(kEligibility);
  statement.BindText(1, programme);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return facts;
    facts.push_back(ReadEligibility(statement));
  }
}

Result<std::vector<PlaceName>> AidTable::PlaceNames() {
  std::vector<PlaceName> names;
  sqlite::Statement statement = database_.Prepare(kPlaceNames);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return names;
    names.push_back({std::string(statement.Text(0)), statement.UInt(1)});
  }
}

Result<std::vector<EvidenceRow>> AidTable::EvidenceOf(const LineId& line) {
  std::vector<EvidenceRow> rows;
  sqlite::Statement statement = database_.Prepare(kEvidenceOf);
  statement.Bind(1, line);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return rows;
    EvidenceRow& read = rows.emplace_back();
    if (!statement.IsNull(0)) {
      read.of =
          merge::FactId{statement.Fixed<Link>(0), static_cast<std::uint32_t>(statement.Int(1))};
    }
    read.kinds = static_cast<std::uint32_t>(statement.Int(2));
    read.officer = statement.Fixed<ChainId>(3);
  }
}

Result<std::vector<UnlistedRow>> AidTable::Unlisted(const std::string& programme) {
  std::vector<UnlistedRow> rows;
  sqlite::Statement statement = database_.Prepare(kUnlisted);
  statement.BindText(1, programme);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return rows;
    UnlistedRow& read = rows.emplace_back();
    read.village = statement.UInt(0);
    read.programme = statement.Text(1);
    read.period = statement.Text(2);
    read.item = statement.Text(3);
    read.unit = statement.Text(4);
    read.unit_type = static_cast<v1::UnitType>(statement.Int(5));
    read.recipients = statement.UInt(6);
    read.quantity = statement.Int(7);
  }
}

// What was handed out belongs to the item through the programmes that its movements name.
Result<std::vector<StockRow>> AidTable::Stock() {
  std::vector<StockRow> rows;
  std::vector<std::set<std::string>> programmes;
  {
    sqlite::Statement statement = database_.Prepare(kStock);
    for (;;) {
      TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
      if (!row) break;
      StockRow next;
      next.village = statement.UInt(0);
      next.event = statement.Text(1);
      next.item = statement.Text(2);
      next.unit = statement.Text(3);
      const auto key = [](const StockRow& one) {
        return std::tie(one.village, one.event, one.item, one.unit);
      };
      if (rows.empty() || key(rows.back()) != key(next)) {
        rows.push_back(std::move(next));
        programmes.emplace_back();
      }
      const auto kind = static_cast<v1::StockKind>(statement.Int(4));
      std::int64_t& moved = rows.back().moved[kind];
      moved = kind == v1::STOCK_KIND_COUNTED ? statement.Int(5) : moved + statement.Int(5);
      if (!statement.Text(6).empty()) programmes.back().insert(std::string(statement.Text(6)));
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    StockRow& row = rows[i];
    sqlite::Statement unlisted = database_.Prepare(kUnlistedFrom);
    unlisted.Bind(1, row.village).BindText(2, row.event).BindText(3, row.item);
    TILIK_ASSIGN_OR_RETURN(row.handed_out, SumOf(unlisted));
    for (const std::string& programme : programmes[i]) {
      sqlite::Statement listed = database_.Prepare(kHandedOutFrom);
      listed.Bind(1, row.village).BindText(2, row.event).BindText(3, programme);
      TILIK_ASSIGN_OR_RETURN(std::int64_t handed_out, SumOf(listed));
      row.handed_out += handed_out;
    }
  }
  return rows;
}

Result<std::vector<Sp2dRow>> AidTable::Sp2d(const std::string& programme) {
  std::vector<Sp2dRow> rows;
  sqlite::Statement statement = database_.Prepare(kSp2d);
  statement.BindText(1, programme);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return rows;
    Sp2dRow& read = rows.emplace_back();
    read.programme = statement.Text(0);
    read.period = statement.Text(1);
    read.region = statement.UInt(2);
    read.number = statement.Text(3);
    if (!statement.IsNull(4)) read.ordered_recipients = statement.UInt(4);
    if (!statement.IsNull(5)) read.ordered = statement.Int(5);
    if (!statement.IsNull(6)) read.realised_recipients = statement.UInt(6);
    if (!statement.IsNull(7)) read.realised = statement.Int(7);
    read.id = {statement.Fixed<Link>(8), static_cast<std::uint32_t>(statement.Int(9))};
    read.account = statement.Fixed<ChainId>(10);
  }
}

}  // namespace tilik::storage
