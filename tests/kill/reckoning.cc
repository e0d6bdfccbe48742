#include "tests/kill/reckoning.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "client/core/store.h"
#include "client/core/vault.h"
#include "client/native/device_secret_file.h"
#include "client/native/posix_files.h"
#include "client/native/system_clock.h"
#include "proto/contract/change_set.h"
#include "sync-server/command/district_home.h"
#include "sync-server/http/attachment_store.h"
#include "sync-server/storage/second_log.h"

namespace tilik::kill {
namespace {

using storage::LogEntry;

constexpr std::size_t kMarkBytes = std::string_view("catatan 0-000000.").size();

// --- phones ---

Status CheckDatabase(const scenario::Phone& phone) {
  native::SystemClock clock(0, 0);
  SodiumRandom random;
  native::PosixFiles files(phone.home().string());
  native::DeviceSecretFile secret(phone.home().string(), random);
  client::Host host{files, secret, clock, random, Codebooks::BuiltIn(), phone.home().string(), ""};
  TILIK_ASSIGN_OR_RETURN(const std::vector<client::HomeSummary> homes, client::ListHomes(host));
  if (homes.size() != 1) return Status::Corrupt("not one home");
  TILIK_ASSIGN_OR_RETURN(const client::OpenedVault vault,
                         client::OpenVault(host, homes[0].name, phone.pin()));
  TILIK_ASSIGN_OR_RETURN(const std::unique_ptr<client::Store> store,
                         client::Store::Open(host, homes[0].name, vault.database_key));
  return store->database().CheckIntegrity();
}

void Read(const v1::RegistryRecordView& record, Screen* screen) {
  std::map<std::string, std::string>& words = (*screen)[record.record()];
  words["revision"] = std::to_string(record.revision());
  for (const v1::FieldView& field : record.fields()) words[field.name()] = field.now().words();
  for (const v1::RegistryRecordView& member : record.members()) Read(member, screen);
}

Screen Read(const v1::ShowView& shown) {
  Screen screen;
  for (const v1::RecordView& record : shown.records()) {
    std::map<std::string, std::string>& words = screen[record.record()];
    words["revision"] = std::to_string(record.revision());
    for (const v1::AnswerView& answer : record.answers()) {
      words[answer.variable()] = answer.words();
      EXPECT_FALSE(answer.own_unsent()) << answer.variable();
    }
  }
  return screen;
}

// --- the log ---

std::string MarkIn(const LogEntry& entry) {
  const auto set = OpenBody(entry.body);
  EXPECT_TRUE(set.ok()) << set.status().message();
  if (!set.ok()) return "";
  const std::string bytes = set->SerializeAsString();
  const std::size_t at = bytes.find("catatan ");
  if (at == std::string::npos) return "";
  EXPECT_EQ(bytes.find("catatan ", at + 1), std::string::npos) << "two deeds in one set";
  return bytes.substr(at, kMarkBytes);
}

// One officer's deeds beside his chain.
class Account {
 public:
  explicit Account(const Officer& officer) : officer_(officer) {
    for (const Deed& deed : officer.deeds()) {
      (deed.mark.empty() ? by_photo_[deed.photo] : by_mark_[deed.mark]) = &deed;
    }
  }

  void Take(const LogEntry& entry) {
    const std::string where = officer_.post().name + ", number " + std::to_string(entry.seq) +
                              ", arrival " + std::to_string(entry.arrival);
    EXPECT_EQ(entry.branch, 0u) << "a fork: " << where;
    EXPECT_EQ(entry.seq, ++last_seq_) << "not the next: " << where;
    EXPECT_EQ(entry.previous, last_link_) << "another's successor: " << where;
    EXPECT_EQ(entry.state, LogEntry::State::kMerged) << where;
    last_link_ = entry.link;
    const auto receipt = officer_.arrivals().find(ToHex(entry.link.raw()));
    const std::uint64_t said = receipt == officer_.arrivals().end() ? 0 : receipt->second;
    EXPECT_EQ(said, entry.arrival) << "the receipt says another arrival: " << where;
    const Deed* deed = DeedOf(entry);
    if (deed == nullptr) {
      ADD_FAILURE() << "nobody began this: " << where;
      return;
    }
    EXPECT_TRUE(there_.emplace(deed, entry.seq).second) << "twice: " << deed->what << ", " << where;
    if (deed->word != Deed::Word::kSaved) return;
    EXPECT_EQ(entry.seq, deed->seq) << deed->what << ": another number than was said";
    EXPECT_EQ(ToHex(entry.link.raw()), deed->link) << deed->what << ": another link than was said";
  }

  void Close(Tally& tally) const {
    for (const Deed& deed : officer_.deeds()) {
      const bool there = there_.count(&deed) > 0;
      if (deed.word == Deed::Word::kInDoubt) {
        tally.Count(there ? "log: in doubt, and there" : "log: in doubt, and not there");
        continue;
      }
      tally.Count("log: saved, and there once", there);
      EXPECT_TRUE(there) << "LOST: " << officer_.post().name << " was told that " << deed.what
                         << ' ' << deed.mark << " is saved as number " << deed.seq;
    }
  }

 private:
  const Deed* DeedOf(const LogEntry& entry) const {
    if (const auto found = by_mark_.find(MarkIn(entry)); found != by_mark_.end()) {
      return found->second;
    }
    if (entry.attachments.size() != 1) return nullptr;
    const auto found = by_photo_.find(entry.attachments[0]);
    return found == by_photo_.end() ? nullptr : found->second;
  }

  const Officer& officer_;
  std::map<std::string, const Deed*> by_mark_;
  std::map<ContentHash, const Deed*> by_photo_;
  std::map<const Deed*, std::uint64_t> there_;
  std::uint64_t last_seq_ = 0;
  Link last_link_;
};

void ExpectPhotosAreThere(const command::HomeOptions& options, const sync::DistrictKeys& keys,
                          const std::set<ContentHash>& named, const std::list<Officer>& officers,
                          Tally& tally) {
  const auto photos =
      http::FileAttachmentStore::Open(options.data + "/attachments", keys.attachment_key);
  ASSERT_TRUE(photos.ok()) << photos.status().message();
  for (const Officer& officer : officers) {
    for (const Deed& deed : officer.deeds()) {
      if (named.count(deed.photo) == 0) continue;
      std::ifstream in(deed.file, std::ios::binary);
      const std::string taken{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
      const auto kept = (*photos)->Read(deed.photo);
      EXPECT_TRUE(kept.ok() && *kept == taken) << officer.post().name << ", number " << deed.seq;
      tally.Count("log: photos byte for byte");
    }
  }
}

}  // namespace

Registry ReadRegistry(scenario::District& district, const std::list<Officer>& officers) {
  Registry registry;
  for (const Officer& officer : officers) {
    for (const std::string& household : officer.post().households) {
      Screen& screen = registry[household];
      if (screen.empty()) Read(district.Show(household), &screen);
    }
  }
  return registry;
}

void ExpectPhoneShows(const Registry& registry, Officer& officer) {
  const Status whole = CheckDatabase(officer.phone());
  EXPECT_TRUE(whole.ok()) << officer.post().name << ": " << whole.message();
  for (const std::string& household : officer.post().households) {
    EXPECT_EQ(Read(officer.phone().Show(household)), registry.at(household))
        << officer.post().name << ", household " << household;
  }
}

void ExpectLogIsWhatWasDone(scenario::District& district, const std::list<Officer>& officers,
                            std::uint64_t beside_from, Tally& tally) {
  command::HomeOptions options;
  options.data = district.data().string();
  auto home = command::OpenHome(options);
  ASSERT_TRUE(home.ok()) << home.status().message();
  const Status whole = home->store->CheckIntegrity();
  EXPECT_TRUE(whole.ok()) << whole.message();

  std::map<std::string, Account> accounts;
  for (const Officer& officer : officers) accounts.emplace(officer.enrolment(), officer);
  std::vector<Link> arrived;
  std::set<ContentHash> photos;
  auto reader = home->store->BeginRead();
  ASSERT_TRUE(reader.ok());
  const Status read = (*reader)->ForEachLogEntry(1, [&](const LogEntry& entry) {
    arrived.push_back(entry.link);
    EXPECT_EQ(entry.arrival, arrived.size());
    photos.insert(entry.attachments.begin(), entry.attachments.end());
    const auto account = accounts.find(ToHex(entry.chain.raw()));
    if (account != accounts.end()) account->second.Take(entry);
    return Status();
  });
  EXPECT_TRUE(read.ok()) << read.message();
  for (const auto& [enrolment, account] : accounts) account.Close(tally);
  ExpectPhotosAreThere(options, home->keys, photos, officers, tally);

  const auto second =
      storage::SecondLog::Open(district.second_log().string(), home->keys.database_key);
  ASSERT_TRUE(second.ok()) << second.status().message();
  std::vector<Link> beside(arrived.begin(), arrived.begin() + static_cast<long>(beside_from) - 1);
  const Status read_beside = (*second)->ForEach(beside_from, [&](const LogEntry& entry) {
    beside.push_back(entry.link);
    return Status();
  });
  EXPECT_TRUE(read_beside.ok()) << read_beside.message();
  EXPECT_TRUE(beside == arrived) << "the second log has " << beside.size() << " of "
                                 << arrived.size() << ", or others";
}

}  // namespace tilik::kill
