#include "sync-server/storage/register_table.h"

#include "proto/contract/told.h"

namespace tilik::storage {
namespace {

constexpr char kSavePlace[] =
    "INSERT INTO register_place (arrival, operation, area, record, step, list, type, day, reason) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
constexpr char kSaveFollowUp[] =
    "INSERT INTO follow_up (arrival, operation, area, record, day, grade, stage, funding, members, "
    "photos) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
constexpr char kSaveProxy[] =
    "INSERT INTO standing_proxy (arrival, operation, area, record, proxy, name, relation, letter, "
    "letter_date, valid_from, valid_until, programme) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
constexpr char kSaveAccount[] =
    "INSERT INTO account_note (arrival, operation, area, record, day, provider, number, state, "
    "reason, holder, holder_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
constexpr const char* kForget[] = {
    "DELETE FROM register_place WHERE arrival = ?", "DELETE FROM follow_up WHERE arrival = ?",
    "DELETE FROM standing_proxy WHERE arrival = ?", "DELETE FROM account_note WHERE arrival = ?"};

// Of one record, or of all.
struct Question {
  const char* of_one;
  const char* of_all;
};

#define TILIK_TOLD(table, columns)                                                        \
  "SELECT x.operation, s.link, f.observed, c.chain, s.seq, x.record, f.village, "         \
  "CAST(strftime('%Y%m%d', f.observed / 1000 + d.zone_offset_minutes * 60, 'unixepoch') " \
  "AS INTEGER), " columns " FROM " table                                                  \
  " AS x JOIN fact AS f ON f.arrival = x.arrival AND f.operation = x.operation "          \
  "JOIN change_set AS s ON s.arrival = x.arrival JOIN chain AS c ON c.number = s.chain "  \
  "JOIN record AS r ON r.record = x.record "                                              \
  "JOIN district AS d WHERE NOT f.retracted "
#define TILIK_TOLD_ORDER "ORDER BY x.record, x.arrival, x.operation"
#define TILIK_TOLD_QUESTION(table, columns)                                           \
  {                                                                                   \
    TILIK_TOLD(table, columns)                                                        \
    "AND x.record = ? " TILIK_TOLD_ORDER, TILIK_TOLD(table, columns) TILIK_TOLD_ORDER \
  }
constexpr Question kPlaces =
    TILIK_TOLD_QUESTION("register_place", "x.day, r.kind, x.list, x.type, x.step, x.reason");
constexpr Question kFollowUps =
    TILIK_TOLD_QUESTION("follow_up", "x.day, x.grade, x.stage, x.funding, x.members, x.photos");
constexpr Question kProxies =
    TILIK_TOLD_QUESTION("standing_proxy",
                        "0, x.proxy, x.name, x.relation, x.letter, x.letter_date, x.valid_from, "
                        "x.valid_until, x.programme");
constexpr Question kAccounts = TILIK_TOLD_QUESTION(
    "account_note", "x.day, x.provider, x.number, x.state, x.reason, x.holder, x.holder_name");
constexpr char kToProxies[] =
    "SELECT h.operation, s.link, l.recipient, l.programme, l.village, h.day FROM handover AS h "
    "JOIN entitlement AS l ON l.line = h.line JOIN change_set AS s ON s.arrival = h.arrival "
    "WHERE h.receiver = 2 AND NOT h.retracted AND l.recipient IS NOT NULL "
    "ORDER BY l.recipient, h.day, h.arrival, h.operation";

std::uint32_t Small(const sqlite::Statement& row, int column) {
  return static_cast<std::uint32_t>(row.Int(column));
}

// Columns 0 to 8: what every fact has, and the day as stated.
void ReadTold(const sqlite::Statement& row, merge::ToldFact& fact) {
  fact.id = {row.Fixed<Link>(1), Small(row, 0)};
  fact.observed.ms = row.Int(2);
  fact.chain = row.Fixed<ChainId>(3);
  fact.seq = row.UInt(4);
  fact.record = row.Fixed<RecordId>(5);
  fact.village = row.UInt(6);
  fact.day = Small(row, row.Int(8) != 0 ? 8 : 7);
}

template <typename Fact, typename ReadRest>
Result<std::vector<Fact>> ReadFacts(sqlite::Database& database, const Question& question,
                                    const RecordId& of, ReadRest read_rest) {
  std::vector<Fact> facts;
  sqlite::Statement row = database.Prepare(of.none() ? question.of_all : question.of_one);
  if (!of.none()) row.Bind(1, of);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return facts;
    Fact& fact = facts.emplace_back();
    ReadTold(row, fact);
    read_rest(row, fact);
  }
}

}  // namespace

Status RegisterTable::Save(const merge::FactRow& fact, std::uint64_t arrival, std::uint64_t area) {
  switch (fact.operation.kind_case()) {
    case v1::Operation::kEnterRegister:
    case v1::Operation::kServiceReceived:
    case v1::Operation::kLeaveRegister:
      return SavePlace(fact, arrival, area);
    case v1::Operation::kFollowUp:
      return SaveFollowUp(fact, arrival, area);
    case v1::Operation::kStandingProxy:
      return SaveProxy(fact, arrival, area);
    case v1::Operation::kAccountNote:
      return SaveAccount(fact, arrival, area);
    default:
      return Status();
  }
}

Status RegisterTable::Forget(std::uint64_t arrival) {
  for (const char* sql : kForget) {
    TILIK_RETURN_IF_ERROR(database_.Prepare(sql).Bind(1, arrival).Run());
  }
  return Status();
}

sqlite::Statement RegisterTable::Begin(std::string_view sql, const merge::FactRow& fact,
                                       std::uint64_t arrival, std::uint64_t area) {
  sqlite::Statement save = database_.Prepare(sql);
  save.Bind(1, arrival)
      .Bind(2, fact.id.operation)
      .Bind(3, area)
      .BindBlob(4, RecordToldOf(fact.operation));
  return save;
}

Status RegisterTable::SavePlace(const merge::FactRow& fact, std::uint64_t arrival,
                                std::uint64_t area) {
  const v1::Operation& said = fact.operation;
  const RegisterKey key = KeyTold(said);
  const merge::Step step = said.has_enter_register()     ? merge::Step::kEntered
                           : said.has_service_received() ? merge::Step::kServed
                                                         : merge::Step::kLeft;
  return Begin(kSavePlace, fact, arrival, area)
      .Bind(5, static_cast<int>(step))
      .Bind(6, key.list)
      .Bind(7, key.type)
      .Bind(8, DayTold(said))
      .Bind(9, static_cast<int>(said.leave_register().reason()))
      .Run();
}

Status RegisterTable::SaveFollowUp(const merge::FactRow& fact, std::uint64_t arrival,
                                   std::uint64_t area) {
  const v1::FollowUp& said = fact.operation.follow_up();
  return Begin(kSaveFollowUp, fact, arrival, area)
      .Bind(5, said.day())
      .Bind(6, static_cast<int>(said.grade()))
      .Bind(7, static_cast<int>(said.stage()))
      .BindText(8, said.funding())
      .Bind(9, said.members_size())
      .Bind(10, said.photos_size())
      .Run();
}

Status RegisterTable::SaveProxy(const merge::FactRow& fact, std::uint64_t arrival,
                                std::uint64_t area) {
  const v1::StandingProxy& said = fact.operation.standing_proxy();
  sqlite::Statement save = Begin(kSaveProxy, fact, arrival, area);
  if (!said.proxy().empty()) save.BindBlob(5, said.proxy());
  return save.BindText(6, said.name())
      .BindText(7, said.relation())
      .BindText(8, said.letter_number())
      .Bind(9, said.letter_date())
      .Bind(10, said.valid_from())
      .Bind(11, said.valid_until())
      .BindText(12, said.programme())
      .Run();
}

Status RegisterTable::SaveAccount(const merge::FactRow& fact, std::uint64_t arrival,
                                  std::uint64_t area) {
  const v1::AccountNote& said = fact.operation.account_note();
  return Begin(kSaveAccount, fact, arrival, area)
      .Bind(5, said.day())
      .BindText(6, said.provider())
      .BindText(7, said.number())
      .Bind(8, static_cast<int>(said.state()))
      .BindText(9, said.reason())
      .Bind(10, static_cast<int>(said.holder()))
      .BindText(11, said.holder_name())
      .Run();
}

Result<std::vector<merge::PlaceFact>> SqliteRegisterReader::Places(const RecordId& of) {
  return ReadFacts<merge::PlaceFact>(database_, kPlaces, of,
                                     [](const sqlite::Statement& row, merge::PlaceFact& fact) {
                                       fact.kind = static_cast<v1::RecordKind>(row.Int(9));
                                       fact.key = {Small(row, 10), Small(row, 11)};
                                       fact.step = static_cast<merge::Step>(row.Int(12));
                                       fact.reason = static_cast<v1::ExitReason>(row.Int(13));
                                     });
}

Result<std::vector<merge::FollowUpFact>> SqliteRegisterReader::FollowUps(const RecordId& of) {
  return ReadFacts<merge::FollowUpFact>(
      database_, kFollowUps, of, [](const sqlite::Statement& row, merge::FollowUpFact& fact) {
        fact.grade = static_cast<v1::GroupGrade>(row.Int(9));
        fact.stage = static_cast<v1::HouseStage>(row.Int(10));
        fact.funding = row.Text(11);
        fact.members = Small(row, 12);
        fact.photos = Small(row, 13);
      });
}

Result<std::vector<merge::ProxyFact>> SqliteRegisterReader::Proxies(const RecordId& of) {
  return ReadFacts<merge::ProxyFact>(database_, kProxies, of,
                                     [](const sqlite::Statement& row, merge::ProxyFact& fact) {
                                       fact.proxy = row.Fixed<RecordId>(9);
                                       fact.name = row.Text(10);
                                       fact.relation = row.Text(11);
                                       fact.letter = row.Text(12);
                                       fact.letter_date = Small(row, 13);
                                       fact.valid_from = Small(row, 14);
                                       fact.valid_until = Small(row, 15);
                                       fact.programme = row.Text(16);
                                     });
}

Result<std::vector<merge::AccountFact>> SqliteRegisterReader::Accounts(const RecordId& of) {
  return ReadFacts<merge::AccountFact>(database_, kAccounts, of,
                                       [](const sqlite::Statement& row, merge::AccountFact& fact) {
                                         fact.provider = row.Text(9);
                                         fact.number = row.Text(10);
                                         fact.state = static_cast<v1::AccountState>(row.Int(11));
                                         fact.reason = row.Text(12);
                                         fact.holder = static_cast<v1::CardHolder>(row.Int(13));
                                         fact.holder_name = row.Text(14);
                                       });
}

Result<std::vector<ProxyHandover>> SqliteRegisterReader::HandoversToProxies() {
  std::vector<ProxyHandover> handovers;
  sqlite::Statement row = database_.Prepare(kToProxies);
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return handovers;
    ProxyHandover& handover = handovers.emplace_back();
    handover.id = {row.Fixed<Link>(1), Small(row, 0)};
    handover.recipient = row.Fixed<RecordId>(2);
    handover.programme = row.Text(3);
    handover.village = row.UInt(4);
    handover.day = Small(row, 5);
  }
}

}  // namespace tilik::storage
