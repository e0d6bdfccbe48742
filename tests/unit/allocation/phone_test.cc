// A phone whose memory runs out at every allocation of what it keeps: what was reported as saved is
// there and arrives, what was not is there whole or not at all, and done again it is done.
#include "../client/frail_phone.h"
#include "tests/unit/allocation/every_allocation.h"

namespace tilik::client {
namespace {

using allocation::kProtobufUnwinds;
using allocation::Lasts;
using allocation::Of;
using allocation::Plenty;
using allocation::Tally;
using allocation::TryEveryAllocation;

// What the host does with memory of its own is its own matter.
class RoomyFiles : public Files {
 public:
  explicit RoomyFiles(Files& files) : files_(files) {}
  Result<std::string> Read(std::string_view path) override {
    const Plenty plenty;
    return files_.Read(path);
  }
  Status WriteDurably(std::string_view path, std::string_view bytes) override {
    const Plenty plenty;
    return files_.WriteDurably(path, bytes);
  }
  Result<std::vector<std::string>> List(std::string_view folder) override {
    const Plenty plenty;
    return files_.List(folder);
  }
  Status MakeFolder(std::string_view folder) override { return files_.MakeFolder(folder); }
  Status Remove(std::string_view path) override {
    const Plenty plenty;
    return files_.Remove(path);
  }
  Result<std::unique_ptr<Turn>> TakeTurn(std::string_view folder) override {
    const Plenty plenty;
    return files_.TakeTurn(folder);
  }
  Result<std::uint64_t> FreeSpace() override { return files_.FreeSpace(); }

 private:
  Files& files_;
};

// A phone that is put back to the same moment as often as is wanted.
class ShortPhone : public FrailPhone {
 public:
  ShortPhone() : FrailPhone(1), at_first_(2), line_(district_) {
    EXPECT_TRUE(Save() && Save());
    at_first_.CopyFrom(disk);
    home_ = device_->home();
    district_.Send(kOelbubuk, RowOf(NumberedRecord(2), v1::RECORD_KIND_HOUSEHOLD, 6, {}));
  }

  // Two visits are unsent, and the registry has another household.
  void BackToFirst() {
    device_.reset();
    disk.CopyFrom(at_first_);
    district_.arrived.clear();
    saved = 2;
    ASSERT_OK(Open());
  }
  void Reopen() {
    device_.reset();
    ASSERT_OK(Open());
  }
  Status Open() {
    Result<std::unique_ptr<Device>> opened = Device::Unlock(host_, home_, kPin);
    if (opened.ok()) device_ = *std::move(opened);
    return opened.status();
  }

  Status Sync() { return device_->Sync(line_, {}).status(); }

  using OneHousehold::FloorSeen;
  Device& device() { return *device_; }
  District& district() { return district_; }

 private:
  // The district has memory enough.
  class Line : public Transport {
   public:
    explicit Line(District& district) : district_(district) {}
    Result<std::string> Call(std::string_view method, std::string_view request,
                             std::string_view token) override {
      const Plenty plenty;
      return district_.Call(method, request, token);
    }
    Result<std::uint64_t> AttachmentOffset(const ContentHash& hash, std::uint64_t size,
                                           std::string_view token) override {
      const Plenty plenty;
      return district_.AttachmentOffset(hash, size, token);
    }
    Result<std::uint64_t> AppendAttachment(const ContentHash& hash, std::uint64_t offset,
                                           std::string_view bytes,
                                           std::string_view token) override {
      const Plenty plenty;
      return district_.AppendAttachment(hash, offset, bytes, token);
    }
    std::uint64_t bytes_sent() const override { return 0; }
    std::uint64_t bytes_received() const override { return 0; }

   private:
    District& district_;
  };

  simulation::Disk at_first_;
  std::string home_;
  Line line_;
  RoomyFiles files_{phone_.files};
  Host host_{files_,        phone_.secret,        phone_.clock,
             phone_.random, Codebooks::BuiltIn(), phone_.host.database_root,
             disk.name(),   kUnguessable};
};

void TrySaving(const char* what, Of whose, Lasts lasts) {
  ShortPhone phone;
  phone.BackToFirst();
  const Work work = phone.FloorSeen(3);
  TryEveryAllocation(
      what, whose, lasts, [&] { phone.Reopen(); },
      [&] { return phone.device().Save(work).status(); },
      [&](const Status& ending) {
        phone.saved += ending.ok() ? 1 : 0;
        ASSERT_EQ(phone.InLog(), phone.saved);
        if (!ending.ok()) return;
        phone.ExpectAllArrives();
        phone.BackToFirst();
      });
}

TEST(AShortPhone, SavesOrSaysSoWhicheverAllocationOfSqliteFails) {
  TrySaving("save, SQLite once", Of::kSqlite, Lasts::kOnce);
}
TEST(AShortPhone, SavesOrSaysSoOnceSqliteHasNoMemory) {
  TrySaving("save, SQLite for ever", Of::kSqlite, Lasts::kForEver);
}
TEST(AShortPhone, HasSavedOrNotWhicheverAllocationEndsIt) {
  if (!kProtobufUnwinds) GTEST_SKIP() << "compiled by clang";
  TrySaving("save, C++", Of::kCpp, Lasts::kOnce);
}

void TrySyncing(const char* what, Of whose) {
  ShortPhone phone;
  std::uint64_t refused = 0;
  TryEveryAllocation(
      what, whose, Lasts::kOnce, [&] { phone.BackToFirst(); }, [&] { return phone.Sync(); },
      [&](const Status& ending) {
        ASSERT_EQ(phone.InLog(), 2u);
        if (!ending.ok() && ++refused % 8 != 0) return;
        if (!ending.ok()) {
          phone.Reopen();
          ASSERT_OK(phone.Sync());
        }
        ASSERT_EQ(phone.district().arrived.size(), 2u);
        ASSERT_EQ(Must(phone.device().Status()).households, 2u);
      });
}

TEST(AShortPhone, TakesAnAnswerWholeWhicheverAllocationOfSqliteFails) {
  TrySyncing("sync, SQLite once", Of::kSqlite);
}
TEST(AShortPhone, TakesAnAnswerWholeWhicheverAllocationEndsIt) {
  if (!kProtobufUnwinds) GTEST_SKIP() << "compiled by clang";
  TrySyncing("sync, C++", Of::kCpp);
}

// What a bundle leaves out nobody misses until it is too late.
TEST(AShortPhone, WritesABundleWithAllThatIsUnsentOrSaysSo) {
  ShortPhone phone;
  std::string file;
  TryEveryAllocation(
      "export, SQLite once", Of::kSqlite, Lasts::kOnce, [&] { phone.BackToFirst(); },
      [&] {
        file.clear();
        return phone.device()
            .Export({true, 0},
                    [&](std::string_view bytes) {
                      file += bytes;
                      return Status();
                    })
            .status();
      },
      [&](const Status& ending) {
        ASSERT_EQ(phone.InLog(), 2u);
        if (!ending.ok()) return;
        phone.district().TakeBundle(file);
        ASSERT_EQ(phone.district().arrived.size(), 2u);
      });
}

}  // namespace
}  // namespace tilik::client
