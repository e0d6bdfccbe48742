// A server that starts while another process of the office is at work: what only the second log has
// is merged again, and nothing comes between the look and the merge.
#include "sync-server/storage/second_log.h"
#include "sync-server/sync/ingest.h"
#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {
namespace {

using merge::CreateHousehold;
using merge::RegistryInMemory;

// Somebody else is quick: tries to write as soon as the second log was looked at.
class OvertakenStore final : public RegistryStore {
 public:
  OvertakenStore(RegistryStore& store, std::function<void()> meanwhile)
      : store_(store), meanwhile_(std::move(meanwhile)) {}
  Result<std::unique_ptr<Writer>> BeginWrite() override { return store_.BeginWrite(); }
  Result<std::unique_ptr<Reader>> BeginRead() override { return store_.BeginRead(); }
  const District& district() const override { return store_.district(); }
  Result<v1::LogHead> BackUpTo(const std::string& directory) override {
    return store_.BackUpTo(directory);
  }
  Result<std::optional<std::string>> FirstDifference(RegistryStore& other,
                                                     const Given& given) override {
    return store_.FirstDifference(other, given);
  }
  Status ForEachBeyond(const std::function<Status(const LogEntry&)>& visit) override {
    const Status looked = store_.ForEachBeyond(visit);
    meanwhile_();
    return looked;
  }
  Result<bool> SecondLogEndsHere() override { return store_.SecondLogEndsHere(); }

 private:
  RegistryStore& store_;
  std::function<void()> meanwhile_;
};

// A crash between the two logs left number 2 in the second one only; another process wrote its own
// number 2 after this one had opened both.
TEST(CatchUp, LetsWhatOverruledACrashBe) {
  DistrictOnDisk district(/*second_log=*/true);
  Hand office = RegistryInMemory::Account(200);
  district.Receive(office, {CreateHousehold(Id(1), {})}, 1);
  {
    std::unique_ptr<SecondLog> log =
        Must(SecondLog::Open(district.options.second_log_directory, Key()));
    LogEntry crashed;
    Must(log->ForEach(1, [&](const LogEntry& entry) {
      crashed = entry;
      return Status();
    }));
    crashed.arrival = crashed.seq = 2;
    crashed.link.data()[0] ^= 1;
    Must(log->Append({crashed}));
  }
  const std::unique_ptr<SqliteRegistryStore> serving =
      Must(SqliteRegistryStore::Open(district.options));
  district.Receive(office, {CreateHousehold(Id(2), {})}, 2);
  EXPECT_EQ(Must(sync::CatchUp(Codebooks::BuiltIn(), *serving)), 0u);
}

TEST(CatchUp, LetsNobodyComeBetween) {
  DistrictOnDisk district(/*second_log=*/true);
  Hand office = RegistryInMemory::Account(200);
  district.Receive(office, {CreateHousehold(Id(1), {})}, 1);
  Must(district.store->BackUpTo(district.folder / "copy"));
  district.Receive(office, {CreateHousehold(Id(2), {})}, 2);
  district.store.reset();
  std::filesystem::remove_all(district.options.directory);
  std::filesystem::rename(district.folder / "copy", district.options.directory);
  district.store = Must(SqliteRegistryStore::Open(district.options));

  SqliteOptions impatient = district.options;
  impatient.second_log_directory.clear();
  impatient.busy_timeout_ms = 1;
  const std::unique_ptr<SqliteRegistryStore> other = Must(SqliteRegistryStore::Open(impatient));
  OvertakenStore overtaken(*district.store,
                           [&] { EXPECT_FALSE(other->BeginWrite().ok()) << "it came between"; });
  EXPECT_EQ(Must(sync::CatchUp(Codebooks::BuiltIn(), overtaken)), 1u);
  EXPECT_EQ(Must(district.Read()->Count()).log_entries, 2u);
}

}  // namespace
}  // namespace tilik::storage
