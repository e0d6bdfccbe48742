#include "sync-server/storage/reference_table.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>

#include "sync-server/storage/row_codec.h"

namespace tilik::storage {
namespace {

constexpr char kPosition[] = "SELECT reference_position FROM district";
constexpr char kSetPosition[] = "UPDATE district SET reference_position = ?";
constexpr char kStored[] = "SELECT message FROM reference WHERE kind = ? AND reference_key = ?";
constexpr char kSave[] =
    "INSERT OR REPLACE INTO reference (kind, reference_key, village, position, message) VALUES (?, "
    "?, ?, ?, ?)";
constexpr char kAllOfKind[] = "SELECT message FROM reference WHERE kind = ? ORDER BY reference_key";
constexpr char kOfVillage[] =
    "SELECT position, kind, message FROM reference WHERE village = ? AND position > ? ORDER BY "
    "position";
constexpr char kLinesOfVillage[] =
    "SELECT position, line, danom, programme, period, recipient, entitled, external_key FROM "
    "entitlement "
    "WHERE village = ? AND position > ? AND defined ORDER BY position";

constexpr char kChain[] = "SELECT number, inbox_position FROM chain WHERE chain = ?";
constexpr char kSetInboxPosition[] = "UPDATE chain SET inbox_position = ? WHERE number = ?";
constexpr char kAddToInbox[] = "INSERT INTO inbox (chain, position, outcomes) VALUES (?, ?, ?)";
constexpr char kInbox[] =
    "SELECT i.position, i.outcomes, NULL FROM inbox AS i JOIN chain AS c ON c.number = i.chain "
    "WHERE c.chain = ?1 AND i.position > ?2 UNION ALL "
    "SELECT t.position, NULL, t.message FROM task AS t JOIN chain AS c ON c.number = t.chain "
    "WHERE c.chain = ?1 AND t.position > ?2 ORDER BY 1";

// Messages are stored as protobuf writes them, with map entries and the like in one order.
std::string Bytes(const google::protobuf::MessageLite& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace

struct ReferenceTable::Item {
  std::uint64_t position = 0;
  v1::ReferencePage part;
};

Result<std::uint64_t> ReferenceTable::Position() {
  sqlite::Statement statement = database_.Prepare(kPosition);
  TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
  return row ? statement.UInt(0) : 0;
}

Result<std::uint64_t> ReferenceTable::NextPosition() {
  if (position_ == 0) {
    TILIK_ASSIGN_OR_RETURN(position_, Position());
  }
  return ++position_;
}

Status ReferenceTable::Flush() {
  if (position_ == 0) return Status();
  return database_.Prepare(kSetPosition).Bind(1, position_).Run();
}

Status ReferenceTable::Save(Kind kind, const std::string& key, std::uint64_t village,
                            const std::string& message) {
  {
    sqlite::Statement statement = database_.Prepare(kStored);
    TILIK_ASSIGN_OR_RETURN(bool row,
                           statement.Bind(1, static_cast<int>(kind)).BindText(2, key).Step());
    if (row && statement.Blob(0) == message) return Status();
  }
  TILIK_ASSIGN_OR_RETURN(std::uint64_t position, NextPosition());
  return database_.Prepare(kSave)
      .Bind(1, static_cast<int>(kind))
      .BindText(2, key)
      .Bind(3, village)
      .Bind(4, position)
      .BindBlob(5, message)
      .Run();
}

Status ReferenceTable::SaveProgramme(const v1::Programme& programme) {
  return Save(Kind::kProgramme, programme.code(), 0, Bytes(programme));
}

Status ReferenceTable::SaveCodebook(const v1::Codebook& codebook) {
  return Save(Kind::kCodebook, std::to_string(codebook.number()), 0, Bytes(codebook));
}

Status ReferenceTable::SaveVillageName(const v1::VillageName& name) {
  return Save(Kind::kVillageName, std::to_string(name.village()), name.village(), Bytes(name));
}

Status ReferenceTable::SaveCampaign(const v1::Campaign& campaign) {
  return Save(Kind::kCampaign, campaign.name(), 0, Bytes(campaign));
}

Status ReferenceTable::SavePrelist(const v1::SetPrelist& prelist) {
  return Save(Kind::kPrelist, std::to_string(prelist.village()) + "/" + prelist.campaign(),
              prelist.village(), Bytes(prelist));
}

Result<std::optional<v1::Campaign>> ReferenceTable::Campaign(const std::string& name) {
  sqlite::Statement statement = database_.Prepare(kStored);
  TILIK_ASSIGN_OR_RETURN(
      bool row, statement.Bind(1, static_cast<int>(Kind::kCampaign)).BindText(2, name).Step());
  if (!row) return std::optional<v1::Campaign>();
  v1::Campaign campaign;
  if (!campaign.ParseFromString(std::string(statement.Blob(0)))) {
    return Status::Corrupt("campaign " + name + " is damaged");
  }
  return std::optional<v1::Campaign>(std::move(campaign));
}

Result<std::vector<v1::Campaign>> ReferenceTable::Campaigns() {
  std::vector<v1::Campaign> campaigns;
  sqlite::Statement statement = database_.Prepare(kAllOfKind);
  statement.Bind(1, static_cast<int>(Kind::kCampaign));
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return campaigns;
    if (!campaigns.emplace_back().ParseFromString(std::string(statement.Blob(0)))) {
      return Status::Corrupt("a campaign is damaged");
    }
  }
}

Result<std::vector<v1::SetPrelist>> ReferenceTable::Prelists(const std::string& campaign) {
  std::vector<v1::SetPrelist> prelists;
  sqlite::Statement statement = database_.Prepare(kAllOfKind);
  statement.Bind(1, static_cast<int>(Kind::kPrelist));
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return prelists;
    v1::SetPrelist prelist;
    if (!prelist.ParseFromString(std::string(statement.Blob(0)))) {
      return Status::Corrupt("a prelist is damaged");
    }
    if (prelist.campaign() == campaign) prelists.push_back(std::move(prelist));
  }
}

Result<std::optional<v1::Programme>> ReferenceTable::Programme(const std::string& code) {
  sqlite::Statement statement = database_.Prepare(kStored);
  TILIK_ASSIGN_OR_RETURN(
      bool row, statement.Bind(1, static_cast<int>(Kind::kProgramme)).BindText(2, code).Step());
  if (!row) return std::optional<v1::Programme>();
  v1::Programme programme;
  if (!programme.ParseFromString(std::string(statement.Blob(0)))) {
    return Status::Corrupt("programme " + code + " is damaged");
  }
  return std::optional<v1::Programme>(std::move(programme));
}

Result<std::vector<v1::Programme>> ReferenceTable::Programmes() {
  std::vector<v1::Programme> programmes;
  sqlite::Statement statement = database_.Prepare(kAllOfKind);
  statement.Bind(1, static_cast<int>(Kind::kProgramme));
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return programmes;
    if (!programmes.emplace_back().ParseFromString(std::string(statement.Blob(0)))) {
      return Status::Corrupt("a programme is damaged");
    }
  }
}

// Gathers what one village is told, in order, until it alone would fill a page. True: there is
// more.
Result<bool> ReferenceTable::Collect(std::uint64_t village, std::uint64_t after,
                                     std::size_t max_bytes, std::vector<Item>& items) {
  std::size_t from = items.size();
  sqlite::Statement others = database_.Prepare(kOfVillage);
  sqlite::Statement lines = database_.Prepare(kLinesOfVillage);
  TILIK_ASSIGN_OR_RETURN(bool other, others.Bind(1, village).Bind(2, after).Step());
  TILIK_ASSIGN_OR_RETURN(bool line, lines.Bind(1, village).Bind(2, after).Step());
  std::size_t bytes = 0;
  while (other || line) {
    if (items.size() > from && bytes > max_bytes) return true;
    Item& item = items.emplace_back();
    if (other && (!line || others.UInt(0) < lines.UInt(0))) {
      item.position = others.UInt(0);
      std::string message(others.Blob(2));
      bool read = false;
      switch (static_cast<Kind>(others.Int(1))) {
        case Kind::kProgramme:
          read = item.part.add_programmes()->ParseFromString(message);
          break;
        case Kind::kCodebook:
          read = item.part.add_codebooks()->ParseFromString(message);
          break;
        case Kind::kVillageName:
          read = item.part.add_villages()->ParseFromString(message);
          break;
        case Kind::kCampaign:
          read = item.part.add_campaigns()->ParseFromString(message);
          break;
        case Kind::kPrelist:
          read = item.part.add_prelists()->ParseFromString(message);
          break;
      }
      if (!read) {
        return Status::Corrupt("reference item " + std::to_string(item.position) + " is damaged");
      }
      TILIK_ASSIGN_OR_RETURN(other, others.Step());
    } else {
      item.position = lines.UInt(0);
      v1::EntitlementLine* entitlement = item.part.add_lines();
      entitlement->set_line(std::string(lines.Blob(1)));
      entitlement->set_danom(std::string(lines.Text(2)));
      entitlement->set_programme(std::string(lines.Text(3)));
      entitlement->set_period(std::string(lines.Text(4)));
      entitlement->set_recipient(std::string(lines.Blob(5)));
      entitlement->set_village(village);
      entitlement->set_quantity(lines.Int(6));
      entitlement->set_external_key(std::string(lines.Text(7)));
      TILIK_ASSIGN_OR_RETURN(line, lines.Step());
    }
    bytes += item.part.ByteSizeLong();
  }
  return false;
}

Result<v1::ReferencePage> ReferenceTable::Page(const std::set<std::uint64_t>& villages,
                                               std::uint64_t after, std::size_t max_bytes) {
  std::vector<Item> items;
  // Beyond the last position of a village that was cut short, something of it may be missing.
  TILIK_ASSIGN_OR_RETURN(std::uint64_t complete_to, Position());
  complete_to = std::max(complete_to, after);
  std::set<std::uint64_t> asked = villages;
  asked.insert(0);
  v1::ReferencePage page;
  for (std::uint64_t village : asked) {
    TILIK_ASSIGN_OR_RETURN(bool more, Collect(village, after, max_bytes, items));
    if (!more) continue;
    complete_to = std::min(complete_to, items.back().position);
    page.set_more(true);
  }
  std::sort(items.begin(), items.end(),
            [](const Item& a, const Item& b) { return a.position < b.position; });
  page.set_from(after);
  page.set_to(complete_to);
  std::size_t bytes = 0;
  for (const Item& item : items) {
    if (item.position > complete_to) break;
    std::size_t size = item.part.ByteSizeLong();
    if (bytes > 0 && bytes + size > max_bytes) {
      page.set_more(true);
      break;
    }
    bytes += size;
    page.MergeFrom(item.part);
    page.set_to(item.position);
  }
  if (!page.more()) page.set_to(complete_to);
  return page;
}

Status InboxTable::Add(const std::vector<merge::OutcomeRow>& outcomes) {
  std::map<ChainId, std::vector<v1::Outcome>> by_chain;
  for (const merge::OutcomeRow& row : outcomes) by_chain[row.chain].push_back(row.outcome);
  for (const auto& [chain, told] : by_chain) {
    std::uint64_t number = 0;
    std::uint64_t position = 0;
    {
      sqlite::Statement statement = database_.Prepare(kChain);
      TILIK_ASSIGN_OR_RETURN(bool row, statement.Bind(1, chain).Step());
      if (!row) continue;
      number = statement.UInt(0);
      position = statement.UInt(1) + 1;
    }
    std::string packed = PackOutcomes(told);
    TILIK_RETURN_IF_ERROR(
        database_.Prepare(kAddToInbox).Bind(1, number).Bind(2, position).BindBlob(3, packed).Run());
    TILIK_RETURN_IF_ERROR(
        database_.Prepare(kSetInboxPosition).Bind(1, position).Bind(2, number).Run());
  }
  return Status();
}

Result<v1::InboxPage> InboxTable::Page(const ChainId& chain, std::uint64_t after,
                                       std::size_t max_bytes) {
  v1::InboxPage page;
  page.set_from(after);
  page.set_to(after);
  std::size_t bytes = 0;
  sqlite::Statement statement = database_.Prepare(kInbox);
  statement.Bind(1, chain).Bind(2, after);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
    if (!row) return page;
    std::vector<v1::Outcome> outcomes;
    v1::Task task;
    Status read;
    if (statement.IsNull(2)) {
      read = UnpackOutcomes(statement.Blob(1), outcomes);
    } else if (!task.ParseFromString(std::string(statement.Blob(2)))) {
      read = Status::Corrupt("a task is damaged");
    }
    if (!read.ok()) {
      return Status::Corrupt("inbox row " + std::to_string(statement.UInt(0)) + " of chain " +
                             ToHex(chain.raw()) + ": " + read.message());
    }
    std::size_t size = task.ByteSizeLong();
    for (const v1::Outcome& outcome : outcomes) size += outcome.ByteSizeLong() + 4;
    if (bytes > 0 && bytes + size > max_bytes) {
      page.set_more(true);
      return page;
    }
    bytes += size;
    for (v1::Outcome& outcome : outcomes) page.add_outcomes()->Swap(&outcome);
    if (!statement.IsNull(2)) page.add_tasks()->Swap(&task);
    page.set_to(statement.UInt(0));
  }
}

}  // namespace tilik::storage
