#include "sync-server/storage/log_table.h"

#include "proto/contract/change_set.h"
#include "proto/contract/compression.h"
#include "sync-server/storage/batch.h"

namespace tilik::storage {
namespace {

constexpr char kLast[] = "SELECT arrival, head FROM change_set ORDER BY arrival DESC LIMIT 1";
constexpr char kHeadAt[] = "SELECT head FROM change_set WHERE arrival = ?";
constexpr char kInsert[] =
    "INSERT INTO change_set (arrival, time, epoch, chain, branch, seq, state, observed, "
    "clock_offset, "
    "merge_version, push, packing, link_key, link, previous, body_hash, head, attachments, body) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsertPush[] = "INSERT INTO push (head_link, signature) VALUES (?, ?)";
constexpr char kSetState[] = "UPDATE change_set SET state = ?, observed = ? WHERE arrival = ?";
constexpr char kSetBranch[] = "UPDATE change_set SET branch = ? WHERE arrival = ?";
constexpr char kByArrival[] =
    "SELECT s.arrival, s.time, s.epoch, c.chain, s.branch, s.seq, s.state, s.observed, "
    "s.clock_offset, "
    "s.merge_version, p.head_link, p.signature, s.packing, s.link, s.previous, s.body_hash, "
    "s.attachments, s.body "
    "FROM change_set AS s JOIN chain AS c ON c.number = s.chain JOIN push AS p ON p.number = "
    "s.push "
    "WHERE s.arrival = ?";
constexpr char kArrivalByLink[] = "SELECT arrival FROM change_set WHERE link_key = ? AND link = ?";
constexpr char kArrivalBySeq[] =
    "SELECT s.arrival FROM change_set AS s JOIN chain AS c ON c.number = s.chain "
    "WHERE c.chain = ? AND s.seq = ? AND s.branch = ?";
constexpr char kCustody[] =
    "SELECT seq, link, arrival, epoch, time FROM change_set "
    "WHERE chain = (SELECT number FROM chain WHERE chain = ?) AND seq > ? ORDER BY seq, arrival";
constexpr char kLinksAt[] =
    "SELECT s.link, s.branch, s.previous FROM change_set AS s JOIN chain AS c ON c.number = "
    "s.chain "
    "WHERE c.chain = ? AND s.seq = ?";

enum Packing : int { kPlain = 0, kZstd = 1, kDestroyed = 2 };

void AppendBigEndian(std::uint64_t value, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

std::string Where(std::uint64_t arrival) { return "log entry " + std::to_string(arrival); }

std::string Joined(const std::vector<ContentHash>& hashes) {
  std::string joined;
  for (const ContentHash& hash : hashes) joined.append(hash.raw());
  return joined;
}

Status ReadRow(const sqlite::Statement& row, LogEntry& entry) {
  entry.arrival = row.UInt(0);
  entry.time.ms = row.Int(1);
  entry.epoch = row.UInt(2);
  entry.chain = row.Fixed<ChainId>(3);
  entry.branch = static_cast<std::uint32_t>(row.Int(4));
  entry.seq = row.UInt(5);
  entry.state = static_cast<LogEntry::State>(row.Int(6));
  entry.observed.ms = row.Int(7);
  entry.clock_offset_ms = row.Int(8);
  entry.merge_version = static_cast<std::uint32_t>(row.Int(9));
  entry.head_link = row.Fixed<Link>(10);
  entry.head_signature = row.Fixed<Signature>(11);
  entry.link = row.Fixed<Link>(13);
  entry.previous = row.Fixed<Link>(14);
  entry.body_hash = row.Fixed<ContentHash>(15);
  std::string_view hashes = row.Blob(16);
  for (; hashes.size() >= ContentHash::kSize; hashes.remove_prefix(ContentHash::kSize)) {
    entry.attachments.push_back(*ContentHash::FromRaw(hashes.substr(0, ContentHash::kSize)));
  }
  entry.destroyed = row.Int(12) == kDestroyed;
  if (row.Int(12) != kZstd) {
    entry.body = std::string(row.Blob(17));
    return Status();
  }
  Result<std::string> body = Decompress(row.Blob(17), kMaxBodyBytes);
  if (!body.ok()) {
    return Status::Corrupt("the body of " + Where(entry.arrival) + ": " + body.status().message());
  }
  entry.body = *std::move(body);
  return Status();
}

}  // namespace

ContentHash NextHead(const ContentHash& before, const LogEntry& entry) {
  std::string input("tilik/log/1\0", 12);
  input.append(before.raw());
  AppendBigEndian(entry.arrival, input);
  AppendBigEndian(static_cast<std::uint64_t>(entry.time.ms), input);
  input.append(entry.chain.raw());
  AppendBigEndian(entry.seq, input);
  input.append(entry.link.raw());
  input.append(entry.body_hash.raw());
  return HashOf(input);
}

Result<LogTable::Head> LogTable::Last() {
  sqlite::Statement statement = database_.Prepare(kLast);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
  Head head;
  if (!row) return head;
  head.count = statement.UInt(0);
  head.hash = statement.Fixed<ContentHash>(1);
  return head;
}

Result<ContentHash> LogTable::HeadAt(std::uint64_t arrival) {
  if (arrival == 0) return ContentHash();
  sqlite::Statement statement = database_.Prepare(kHeadAt);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, arrival).Step());
  if (!row) return Status::NotFound(Where(arrival) + " is not in this store");
  return statement.Fixed<ContentHash>(0);
}

Result<std::uint64_t> LogTable::PushOf(const LogEntry& entry) {
  if (last_push_ != 0 && last_head_link_ == entry.head_link) return last_push_;
  TILIK_RETURN_IF_ERROR(
      database_.Prepare(kInsertPush).Bind(1, entry.head_link).Bind(2, entry.head_signature).Run());
  last_head_link_ = entry.head_link;
  last_push_ = static_cast<std::uint64_t>(database_.last_insert_rowid());
  return last_push_;
}

Status LogTable::Append(const LogEntry& entry, std::uint64_t chain, const ContentHash& head) {
  TILIK_ASSIGN_OR_RETURN(std::uint64_t push, PushOf(entry));
  std::string packed = Compress(entry.body, kStoreLevel);
  bool smaller = packed.size() < entry.body.size();
  std::string attachments = Joined(entry.attachments);
  sqlite::Statement insert = database_.Prepare(kInsert);
  insert.Bind(1, entry.arrival)
      .Bind(2, entry.time.ms)
      .Bind(3, entry.epoch)
      .Bind(4, chain)
      .Bind(5, entry.branch)
      .Bind(6, entry.seq)
      .Bind(7, static_cast<int>(entry.state))
      .Bind(8, entry.observed.ms)
      .Bind(9, entry.clock_offset_ms)
      .Bind(10, entry.merge_version)
      .Bind(11, push)
      .Bind(12, entry.destroyed ? kDestroyed
                : smaller       ? kZstd
                                : kPlain)
      .Bind(13, LookupKey(entry.link))
      .Bind(14, entry.link)
      .Bind(15, entry.previous)
      .Bind(16, entry.body_hash)
      .Bind(17, head);
  if (!attachments.empty()) insert.BindBlob(18, attachments);
  if (!entry.destroyed) insert.BindBlob(19, smaller ? packed : entry.body);
  return insert.Run();
}

Status LogTable::SetState(std::uint64_t arrival, LogEntry::State state, Instant observed) {
  TILIK_RETURN_IF_ERROR(database_.Prepare(kSetState)
                            .Bind(1, static_cast<int>(state))
                            .Bind(2, observed.ms)
                            .Bind(3, arrival)
                            .Run());
  return database_.changes() == 1 ? Status()
                                  : Status::NotFound(Where(arrival) + " is not in this store");
}

Status LogTable::SetBranch(std::uint64_t arrival, std::uint32_t branch) {
  return database_.Prepare(kSetBranch).Bind(1, branch).Bind(2, arrival).Run();
}

Result<std::optional<LogEntry>> LogTable::ByArrival(std::uint64_t arrival) {
  sqlite::Statement statement = database_.Prepare(kByArrival);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, arrival).Step());
  if (!row) return std::optional<LogEntry>();
  std::optional<LogEntry> entry(std::in_place);
  TILIK_RETURN_IF_ERROR(ReadRow(statement, *entry));
  return entry;
}

Result<std::optional<std::uint64_t>> LogTable::ArrivalOf(const Link& link) {
  sqlite::Statement statement = database_.Prepare(kArrivalByLink);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, LookupKey(link)).Bind(2, link).Step());
  if (!row) return std::optional<std::uint64_t>();
  return std::optional<std::uint64_t>(statement.UInt(0));
}

Result<std::optional<LogEntry>> LogTable::ByLink(const Link& link) {
  TILIK_ASSIGN_OR_RETURN(std::optional<std::uint64_t> arrival, ArrivalOf(link));
  if (!arrival.has_value()) return std::optional<LogEntry>();
  return ByArrival(*arrival);
}

Result<std::optional<LogEntry>> LogTable::BySeq(const ChainId& chain, std::uint32_t branch,
                                                std::uint64_t seq) {
  std::uint64_t arrival = 0;
  {
    sqlite::Statement statement = database_.Prepare(kArrivalBySeq);
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, chain).Bind(2, seq).Bind(3, branch).Step());
    if (!row) return std::optional<LogEntry>();
    arrival = statement.UInt(0);
  }
  return ByArrival(arrival);
}

Result<std::vector<merge::LoggedLink>> LogTable::LinksAt(const ChainId& chain, std::uint64_t seq) {
  std::vector<merge::LoggedLink> links;
  sqlite::Statement statement = database_.Prepare(kLinksAt);
  statement.Bind(1, chain).Bind(2, seq);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return links;
    links.push_back({statement.Fixed<Link>(0), static_cast<std::uint32_t>(statement.Int(1)),
                     statement.Fixed<Link>(2)});
  }
}

Result<std::vector<ReceiptFacts>> LogTable::Custody(const ChainId& chain, std::uint64_t after,
                                                    std::size_t limit) {
  std::vector<ReceiptFacts> sets;
  sqlite::Statement row = database_.Prepare(kCustody);
  row.Bind(1, chain).Bind(2, after);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found || (sets.size() >= limit && row.UInt(0) != sets.back().seq)) return sets;
    ReceiptFacts set;
    set.enrolment = chain;
    set.seq = row.UInt(0);
    set.link = row.Fixed<Link>(1);
    set.arrival = row.UInt(2);
    set.epoch = row.UInt(3);
    set.time.ms = row.Int(4);
    sets.push_back(set);
  }
}

Status LogTable::ForEach(std::uint64_t from, const std::function<Status(const LogEntry&)>& visit) {
  for (std::uint64_t arrival = std::max<std::uint64_t>(from, 1);; ++arrival) {
    TILIK_ASSIGN_OR_RETURN(std::optional<LogEntry> entry, ByArrival(arrival));
    if (!entry.has_value()) return Status();
    TILIK_RETURN_IF_ERROR(visit(*entry));
  }
}

Result<v1::ChangeSet> ReadBody(const LogEntry& entry) {
  v1::ChangeSet set;
  if (entry.destroyed)
    return Status::NotFound("the body of " + Where(entry.arrival) + " was destroyed by order");
  if (!set.ParseFromString(entry.body)) {
    return Status::Corrupt("the body of " + Where(entry.arrival) + " cannot be read");
  }
  return set;
}

}  // namespace tilik::storage
