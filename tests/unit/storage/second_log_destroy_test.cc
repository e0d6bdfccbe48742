// Bodies destroyed in the second log while the power goes: at every byte of what was written, the
// log keeps every entry, and who opens it or orders it again ends what was begun.
#include "tests/unit/storage/second_log_entries.h"

namespace tilik::storage {
namespace {

constexpr std::uint64_t kEntries = 4;

// A log of which the second and the third body are destroyed, as it was before and after.
class ADestructionCutShort : public testing::Test {
 protected:
  void SetUp() override {
    auto log = Must(SecondLog::Open(folder_ / "disk", Key()));
    std::vector<LogEntry> entries;
    for (std::uint64_t n = 1; n <= kEntries; ++n) {
      entries.push_back(Entry(n, "tentang " + std::to_string(n)));
    }
    Must(log->Append(entries));
    before_ = Bytes(log_);
    destroyed_ = {entries[1].link, entries[2].link};
    // By this other name what was kept there is still to be found when it is done with.
    std::ofstream(kept_).flush();
    std::filesystem::create_hard_link(kept_, folder_ / "kept");
    Must(log->Destroy(destroyed_));
    after_ = Bytes(log_);
    overwrites_ = Bytes(folder_ / "kept");
    ASSERT_FALSE(std::filesystem::exists(kept_));
  }

  // What the platter has when the power is back. Nothing kept: no such file.
  void Lies(const std::string& log, const std::string& kept) {
    std::ofstream(log_, std::ios::binary | std::ios::trunc) << log;
    std::filesystem::remove(kept_);
    if (!kept.empty()) std::ofstream(kept_, std::ios::binary) << kept;
  }

  void ExpectEndsOnceOrdered(SecondLog& log) {
    Must(log.Destroy(destroyed_));
    EXPECT_EQ(Bytes(log_), after_);
    EXPECT_FALSE(std::filesystem::exists(kept_));
  }

  Folder folder_;
  const std::string log_ = folder_ / "disk/tilik.log2";
  const std::string kept_ = folder_ / "disk/tilik.log2.destroying";
  std::set<Link> destroyed_;
  std::string before_, after_, overwrites_;
};

TEST_F(ADestructionCutShort, WhileItIsNotedHasDestroyedNothingYet) {
  for (std::size_t size = 0; size < overwrites_.size(); ++size) {
    SCOPED_TRACE(size);
    Lies(before_, overwrites_.substr(0, size));
    auto log = Must(SecondLog::Open(folder_ / "disk", Key()));
    ASSERT_EQ(Bytes(log_), before_);
    ExpectEndsOnceOrdered(*log);
  }
}

TEST_F(ADestructionCutShort, WhileItOverwritesIsEndedByWhoeverOpensTheLog) {
  ASSERT_GT(overwrites_.size(), 0u);
  for (std::size_t written = 0; written <= after_.size(); ++written) {
    SCOPED_TRACE(written);
    Lies(after_.substr(0, written) + before_.substr(written), overwrites_);
    auto log = Must(SecondLog::Open(folder_ / "disk", Key()));
    ASSERT_EQ(All(*log).size(), kEntries);
    ASSERT_EQ(Bytes(log_), after_);
    ExpectEndsOnceOrdered(*log);
    Must(log->Append({Entry(kEntries + 1, "lagi")}));
    ASSERT_EQ(All(*log).size(), kEntries + 1);
  }
}

TEST_F(ADestructionCutShort, IsNotEndedInAnotherLogThatLiesThereNow) {
  std::filesystem::remove(log_);
  {
    auto other = Must(SecondLog::Open(folder_ / "disk", Key()));
    Must(other->Append({Entry(1, "log yang lain sama sekali, jauh lebih panjang dari itu")}));
  }
  const std::string other = Bytes(log_);
  Lies(other, overwrites_);
  EXPECT_EQ(All(*Must(SecondLog::Open(folder_ / "disk", Key()))).size(), 1u);
  EXPECT_EQ(Bytes(log_), other);
}

// As by a disk that rots; a log torn by an older program looks the same.
TEST_F(ADestructionCutShort, ByADamagedFrameStillDestroysAllOthers) {
  auto log = Must(SecondLog::Open(folder_ / "disk", Key()));
  std::string damaged = before_;
  const std::size_t second = FrameSize(before_, 0);
  damaged[second + 40] = static_cast<char>(~damaged[second + 40]);
  Lies(damaged, "");
  EXPECT_EQ(log->Destroy(destroyed_).code(), Code::kCorrupt);
  const std::size_t third = second + FrameSize(before_, second);
  EXPECT_EQ(Bytes(log_).substr(third), after_.substr(third));
}

}  // namespace
}  // namespace tilik::storage
