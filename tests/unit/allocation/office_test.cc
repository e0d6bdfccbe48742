// A server whose memory runs out at every allocation of a push, a bundle and a pull: without a
// receipt nothing is kept, with one everything, and the registry is what its log says.
//
// A push that std::bad_alloc ends is the end of the process, for it is the writing thread's; the
// worker that answers a pull survives it, and goes on.
#include "tests/simulation/office.h"
#include "../client/district.h"
#include "tests/simulation/handset.h"
#include "tests/unit/allocation/every_allocation.h"
#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::simulation {
namespace {

using allocation::kProtobufUnwinds;
using allocation::Lasts;
using allocation::Of;
using allocation::Plenty;
using allocation::Tally;
using allocation::TryEveryAllocation;

// To the office, as far as a call that is kept instead.
class Line : public client::Transport {
 public:
  explicit Line(Office& office) : office_(office) {}

  std::string keep;  // the method
  std::string request, token;

  Result<std::string> Call(std::string_view method, std::string_view asked,
                           std::string_view with) override {
    if (keep.empty() || !method.ends_with(keep)) {
      return office_.Answer(method, std::string(asked), std::string(with));
    }
    request = asked;
    token = with;
    return Status::Unavailable("the line broke");
  }
  Result<std::uint64_t> AttachmentOffset(const ContentHash&, std::uint64_t,
                                         std::string_view) override {
    return Status::Unavailable("no photos here");
  }
  Result<std::uint64_t> AppendAttachment(const ContentHash&, std::uint64_t, std::string_view,
                                         std::string_view) override {
    return Status::Unavailable("no photos here");
  }
  std::uint64_t bytes_sent() const override { return 0; }
  std::uint64_t bytes_received() const override { return 0; }

 private:
  Office& office_;
};

// An office and one officer who has been to one household.
class AShortOffice : public testing::Test {
 protected:
  void SetUp() override {
    client::EnrolOrder order;
    order.code = office_.MakeEnrolCode("Dorkas Selan", {merge::kFatumnasi});
    order.district = office_.district_key();
    ASSERT_OK(phone_.Enrol(order, line_));
    client::Work work;
    work.operations = {
        merge::CreateHousehold(kHousehold, {{client::FieldNamed("lantai"), merge::Code(1)}})};
    ASSERT_TRUE(phone_.device()->Save(work).ok());
    ASSERT_TRUE(phone_.device()->Sync(line_, {}).ok());
    kept_ = office_.log().size();
  }

  void Visit() {
    client::Screen screen = client::Must(phone_.device()->Look({kHousehold}));
    client::Work work;
    work.operations.push_back(*client::Must(
        screen.Change(Codebooks::BuiltIn(), kHousehold,
                      {{client::FieldNamed("lantai"), client::Seen(1 + visits_++ % 8)}})));
    ASSERT_TRUE(phone_.device()->Save(work).ok());
  }
  // What the phone asks, on its way.
  void Ask(const std::string& method) {
    line_.keep = method;
    EXPECT_FALSE(phone_.device()->Sync(line_, {}).ok());
    line_.keep.clear();
  }
  Status Answer(const std::string& method) {
    return office_.Answer(method, line_.request, line_.token).status();
  }

  void Restart() {
    office_.Restart();
    office_.log();  // by the one connection that reads
  }
  // The log has one more set if, and only if, it was said.
  void ExpectKept(bool one_more) {
    if (one_more) {
      ++kept_;
      EXPECT_EQ(office_.Verify(), std::nullopt);
    }
    ASSERT_EQ(office_.log().size(), kept_);
  }

  const RecordId kHousehold = merge::Id(1);
  Instant now_{1'795'305'600'000};
  Chance chance_{53};
  Office office_{Codebooks::BuiltIn(), chance_, now_};
  Handset phone_{Codebooks::BuiltIn(), chance_, now_};
  Line line_{office_};
  std::size_t kept_ = 0;
  std::uint32_t visits_ = 0;
};

class APush : public AShortOffice {
 protected:
  // Started anew each time, so that nothing is prepared or in a cache. All but the connections: the
  // library that encrypts them ends the process when it has no memory to open one, as a kill does.
  void TryPushing(const char* what, Of whose, Lasts lasts) {
    NextPush();
    Restart();
    TryEveryAllocation(
        what, whose, lasts, [] {}, [this] { return Answer("Push"); },
        [this, whose](const Status& ending) {
          Restart();
          // What ends the server between commit and receipt leaves a set to be receipted later.
          const bool in_doubt = whose == Of::kCpp && !ending.ok() && office_.log().size() > kept_;
          in_doubt_ += in_doubt ? 1 : 0;
          ExpectKept(ending.ok() || in_doubt);
          if (in_doubt) {
            ASSERT_TRUE(Answer("Push").ok());
            ExpectKept(false);
          }
          if (ending.ok() || in_doubt) NextPush();
        });
    ASSERT_TRUE(Answer("Push").ok()) << "and goes on";
    ExpectKept(true);
  }

  std::uint64_t in_doubt_ = 0;

 private:
  void NextPush() {
    ASSERT_TRUE(phone_.device()->Sync(line_, {}).ok()) << "with its receipts";
    Visit();
    Ask("Push");
  }
};

TEST_F(APush, IsKeptOrNotReceiptedWhicheverAllocationOfSqliteFails) {
  TryPushing("push, SQLite once", Of::kSqlite, Lasts::kOnce);
}
TEST_F(APush, IsKeptOrNotReceiptedOnceSqliteHasNoMemory) {
  TryPushing("push, SQLite for ever", Of::kSqlite, Lasts::kForEver);
}
TEST_F(APush, IsKeptOrNotReceiptedWhicheverAllocationEndsTheServer) {
  if (!kProtobufUnwinds) GTEST_SKIP() << "compiled by clang";
  TryPushing("push, C++", Of::kCpp, Lasts::kOnce);
  EXPECT_GT(in_doubt_, 0u);
}

class APull : public AShortOffice {
 protected:
  // The server is asked again after each, as it was left.
  void TryPulling(const char* what, Of whose, Lasts lasts) {
    Ask("Pull");
    const std::string whole = *office_.Answer("Pull", line_.request, line_.token);
    std::string page;
    TryEveryAllocation(
        what, whose, lasts, [this] { Restart(); },
        [&]() -> Status {
          TILIK_ASSIGN_OR_RETURN(page, office_.Answer("Pull", line_.request, line_.token));
          return Status();
        },
        [&](const Status& ending) {
          if (ending.ok()) {
            EXPECT_EQ(page, whole);
          }
          EXPECT_EQ(*office_.Answer("Pull", line_.request, line_.token), whole) << "and goes on";
        });
  }
};

TEST_F(APull, IsWholeOrRefusedWhicheverAllocationOfSqliteFails) {
  TryPulling("pull, SQLite once", Of::kSqlite, Lasts::kOnce);
}
TEST_F(APull, IsWholeOrRefusedWhicheverAllocationFails) {
  if (!kProtobufUnwinds) GTEST_SKIP() << "compiled by clang";
  TryPulling("pull, C++", Of::kCpp, Lasts::kOnce);
}

class ABundle : public AShortOffice {
 protected:
  void NextBundle() {
    Visit();
    Visit();
    file_.clear();
    now_.ms += 60'000;
    ASSERT_TRUE(phone_.device()
                    ->Export({false, 0},
                             [this](std::string_view bytes) {
                               file_ += bytes;
                               return Status();
                             })
                    .ok());
  }
  // Read once more after each, as the office does with a file that was not read to its end.
  void TryReading(const char* what, Of whose, Lasts lasts) {
    NextBundle();
    Restart();
    std::size_t step = 0;
    TryEveryAllocation(
        what, whose, lasts, [] {}, [this] { return office_.TakeBundle(file_); },
        [&](const Status& ending) {
          Restart();
          const bool pushed = office_.log().size() > kept_;
          ASSERT_EQ(office_.log().size(), kept_ + (pushed ? 2 : 0)) << "one push, whole or not";
          ASSERT_TRUE(pushed || !ending.ok());
          if (!pushed) return;
          kept_ += 2;
          if (++step % 8 == 1) {
            EXPECT_EQ(office_.Verify(), std::nullopt);
          }
          ASSERT_TRUE(office_.TakeBundle(file_).ok());
          ASSERT_EQ(office_.log().size(), kept_) << "twice is once";
          ASSERT_TRUE(phone_.device()->Sync(line_, {}).ok());
          NextBundle();
          Restart();
        });
  }

  std::string file_;
};

TEST_F(ABundle, CutAnywhereGivesTheSetsBeforeTheCut) {
  NextBundle();
  std::size_t had = kept_;
  std::vector<std::size_t> grew_at;
  for (std::size_t size = 0; size <= file_.size(); ++size) {
    ASSERT_TRUE(office_.TakeBundle(file_.substr(0, size)).ok()) << size;
    const std::size_t has = office_.log().size();
    ASSERT_GE(has, had) << size;
    if (has > had) grew_at.push_back(size);
    had = has;
  }
  EXPECT_EQ(grew_at.size(), 2u) << "each set as soon as its frame is whole";
  EXPECT_EQ(had, kept_ + 2);
  EXPECT_EQ(office_.Verify(), std::nullopt);
  std::printf("bundle cut at %zu lengths\n", file_.size());
}

TEST_F(ABundle, IsTakenOrToBeReadAgainWhicheverAllocationOfSqliteFails) {
  TryReading("bundle, SQLite once", Of::kSqlite, Lasts::kOnce);
}
}  // namespace
}  // namespace tilik::simulation
