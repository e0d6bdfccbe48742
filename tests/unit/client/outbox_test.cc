// The outbox by itself: numbers and links, what waits and what left, two chains in one home, and a
// store that fails at every step once (protocol.md §2, §3.2, §3.6).
#include "client/core/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/unit/client/district.h"
#include "tests/unit/client/phone.h"

namespace tilik::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

const RecordId kHousehold = NumberedRecord(1);

class OutboxTest : public testing::Test {
 protected:
  OutboxTest() {
    v1::Certificate certificate;
    certificate.set_district(std::string(32, 'd'));
    certificate.set_enrolment(std::string(16, 'a'));
    certificate.set_public_key(std::string(32, 'a'));
    certificate.set_officer("Yuliana Tse");
    v1::DeviceState state;
    state.mutable_certificate()->set_certificate(certificate.SerializeAsString());
    state.set_epoch(1);
    store_ = Must(Store::Create(phone_.host, "home", Secret(std::string(32, 'k')), state));
    outbox_.emplace(*store_, phone_.random);
  }

  static v1::Operation Floor(std::uint32_t code) {
    v1::Operation operation;
    operation.mutable_change_fields()->set_record(kHousehold.str());
    operation.mutable_change_fields()->set_base_revision(1);
    Answers answers;
    answers[FieldNamed("lantai")] = Seen(code);
    WriteColumns(answers, operation.mutable_change_fields()->mutable_values());
    return operation;
  }
  static v1::Operation Lost(std::uint64_t first, std::uint64_t last) {
    v1::Operation operation;
    operation.mutable_declare_lost()->set_first_seq(first);
    operation.mutable_declare_lost()->set_last_seq(last);
    return operation;
  }
  Result<SavedSet> Append(std::vector<v1::Operation> operations) {
    Work work;
    work.operations = std::move(operations);
    return outbox_->Append(key_, work, phone_.clock.Read());
  }
  void Save(int sets) {
    for (int i = 0; i < sets; ++i) Must(Append({Floor(1 + static_cast<std::uint32_t>(i % 5))}));
  }
  const OwnChain& Chain() const { return store_->newest(); }
  v1::Receipt ReceiptFor(std::uint64_t seq, std::uint64_t epoch = 1) const {
    v1::Receipt receipt;
    receipt.set_epoch(epoch);
    receipt.set_seq(seq);
    receipt.set_arrival(100 + seq);
    receipt.set_signature(std::string(64, 's'));
    return receipt;
  }
  void Receipt(std::uint64_t seq) { ASSERT_OK(outbox_->KeepReceipt(Chain(), ReceiptFor(seq))); }
  // The chain so far closes, and another goes on from it.
  void GoOnWithAnotherChain() {
    v1::Successor successor;
    successor.mutable_request()->set_enrolment(std::string(16, 'b'));
    successor.mutable_request()->set_public_key(std::string(32, 'b'));
    ASSERT_OK(store_->BeginSuccessor(successor, Must(outbox_->HeadSeq())));
  }
  std::vector<std::uint64_t> NumbersOf(const std::vector<StoredSet>& sets) const {
    std::vector<std::uint64_t> numbers;
    for (const StoredSet& set : sets) numbers.push_back(set.number);
    return numbers;
  }

  Phone phone_;
  std::unique_ptr<Store> store_;
  std::optional<Outbox> outbox_;
  SigningKey key_ = SigningKey::Make(phone_.random);
};

TEST_F(OutboxTest, WhatCannotBeASetIsRefusedAndNothingIsKept) {
  EXPECT_EQ(Append({}).status().code(), Code::kInvalid);
  EXPECT_EQ(Append({Lost(2, 1)}).status().code(), Code::kInvalid) << "a loss of no seq";
  std::vector<v1::Operation> too_much;
  for (int i = 0; i < 500; ++i) {
    std::string letters(1'500, ' ');
    phone_.random.Fill(letters.data(), letters.size());
    for (char& c : letters) c = static_cast<char>('A' + (static_cast<unsigned char>(c) & 31));
    Answers answers;
    answers[field::kAddress] = Typed(letters);
    too_much.push_back(Floor(1));
    too_much.back().mutable_change_fields()->clear_values();
    WriteColumns(answers, too_much.back().mutable_change_fields()->mutable_values());
  }
  const Status refused = Append(too_much).status();
  EXPECT_EQ(refused.code(), Code::kInvalid);
  EXPECT_EQ(refused.message(), "too much for one change set: split the work");
  EXPECT_EQ(Must(outbox_->HeadSeq()), 0u);
}

TEST_F(OutboxTest, APhotoAloneIsASetAndAPlaceIsSaid) {
  Work work;
  work.attachments.emplace_back().set_hash(std::string(32, 'h'));
  work.attachments.back().set_record(kHousehold.str());
  work.attachments.back().set_size(10);
  work.attachments.back().set_kind(v1::PHOTO_KIND_RUMAH);
  work.place.emplace().set_latitude_e7(-97'312'000);
  Must(outbox_->Append(key_, work, phone_.clock.Read()));
  const v1::ChangeSet said = Must(OpenBody(Must(outbox_->Read(1)).sealed.body));
  EXPECT_EQ(said.place().latitude_e7(), -97'312'000);
  EXPECT_EQ(said.attachments_size(), 1);
}

TEST_F(OutboxTest, EverySetHangsOnTheOneBeforeIt) {
  Save(3);
  EXPECT_EQ(Must(outbox_->LinkOf(0)), Link());
  EXPECT_EQ(Must(outbox_->PreviousOf(1)), Link());
  EXPECT_EQ(Must(outbox_->Read(3)).sealed.previous, Must(outbox_->LinkOf(2)));
  EXPECT_EQ(outbox_->LinkOf(4).status().code(), Code::kNotFound);
  EXPECT_EQ(outbox_->Read(4).status().code(), Code::kNotFound);
  EXPECT_EQ(outbox_->Read(0).status().code(), Code::kNotFound);
}

TEST_F(OutboxTest, AChainGoesOnFromAnotherWithLinksOfItsOwn) {
  Save(2);
  GoOnWithAnotherChain();
  Save(2);
  const StoredSet first = Must(outbox_->Read(3));
  EXPECT_EQ(first.sealed.seq, 1u);
  EXPECT_EQ(first.sealed.previous, Link());
  EXPECT_THAT(NumbersOf(Must(outbox_->Batch(1, 10, 1'000'000))), ElementsAre(1, 2))
      << "a push is of one chain";
  EXPECT_THAT(NumbersOf(Must(outbox_->Batch(3, 10, 1'000'000))), ElementsAre(3, 4));
}

TEST_F(OutboxTest, ABatchIsBoundedAndHasOneSetAlways) {
  Save(4);
  EXPECT_THAT(NumbersOf(Must(outbox_->Batch(1, 3, 1'000'000))), ElementsAre(1, 2, 3));
  EXPECT_THAT(NumbersOf(Must(outbox_->Batch(2, 3, 1))), ElementsAre(2));
  Receipt(3);
  ASSERT_OK(outbox_->Release(Chain(), 4));
  EXPECT_THAT(NumbersOf(Must(outbox_->Batch(1, 10, 1'000'000))), ElementsAre(1, 2))
      << "as far as bodies are here";
}

TEST_F(OutboxTest, WhatIsReceiptedWaitsNoMoreAndLeavesOnlyOnceItIsBackedUp) {
  EXPECT_EQ(Must(outbox_->FirstUnanswered(0)), std::nullopt);
  Save(4);
  Receipt(1);
  Receipt(2);
  Receipt(4);
  EXPECT_EQ(Must(outbox_->FirstUnanswered(0)), 3u);
  EXPECT_THAT(Must(outbox_->Answered(Chain(), 10)), ElementsAre(Pair(1, 2), Pair(4, 4)));
  EXPECT_THAT(Must(outbox_->Answered(Chain(), 1)), ElementsAre(Pair(1, 2)));
  ASSERT_OK(outbox_->Release(Chain(), 3));
  EXPECT_EQ(Must(outbox_->FirstHeld(0)), 3u);
  EXPECT_TRUE(Must(outbox_->Read(1)).sealed.body.empty());
  EXPECT_FALSE(Must(outbox_->Read(3)).sealed.body.empty()) << "nobody has said that it arrived";
  const OutboxCounts counts = Must(outbox_->Counts());
  EXPECT_EQ(counts.unsent, 1u);
  EXPECT_EQ(counts.held_bodies, 2u);
  EXPECT_EQ(counts.highest_receipted, 4u);
}

TEST_F(OutboxTest, OfTwoReceiptsTheNewestEpochsCounts) {
  Save(1);
  EXPECT_EQ(Must(outbox_->ReceiptOf(1)), std::nullopt);
  Receipt(1);
  ASSERT_OK(outbox_->KeepReceipt(Chain(), ReceiptFor(1, 2)));
  EXPECT_EQ(Must(outbox_->ReceiptOf(1))->epoch(), 2u);
}

TEST_F(OutboxTest, ARestoredDistrictIsOfferedWhatItDoesNotKnow) {
  Save(4);
  for (std::uint64_t seq = 1; seq <= 4; ++seq) Receipt(seq);
  ASSERT_OK(outbox_->OfferAgain(Chain(), 1, {}, {3}));
  EXPECT_EQ(Must(outbox_->FirstUnanswered(0)), 2u);
  EXPECT_EQ(Must(outbox_->FirstUnanswered(2)), 4u) << "3 waits there already";
  EXPECT_THAT(Must(outbox_->ForgetOutcomes(Chain(), 1, {})), ElementsAre(kHousehold));
}

// The office gave up what a restored registry lacked, before the phone called.
TEST_F(OutboxTest, ADistrictIsOfferedWhatItGaveUp) {
  Save(4);
  for (std::uint64_t seq = 1; seq <= 4; ++seq) Receipt(seq);
  ASSERT_OK(outbox_->OfferAgain(Chain(), 4, {{2, 2}, {4, 9}}, {}));
  EXPECT_EQ(Must(outbox_->FirstUnanswered(0)), 2u);
  EXPECT_EQ(Must(outbox_->FirstUnanswered(2)), 4u);
  EXPECT_THAT(Must(outbox_->ForgetOutcomes(Chain(), 4, {{1, 4}})), ElementsAre(kHousehold));
}

TEST_F(OutboxTest, WhatLeftIsDeclaredLostOnceAndWhatIsLostIsNotSent) {
  Save(4);
  EXPECT_THAT(Must(outbox_->GoneAbove(0)), IsEmpty());
  for (std::uint64_t seq = 1; seq <= 3; ++seq) Receipt(seq);
  ASSERT_OK(outbox_->Release(Chain(), 3));
  EXPECT_THAT(Must(outbox_->GoneAbove(0)), ElementsAre(1, 2, 3));
  Must(Append({Lost(2, 2)}));
  Must(Append({Lost(9, 9)}));
  EXPECT_THAT(Must(outbox_->GoneAbove(0)), ElementsAre(1, 3));
  EXPECT_THAT(Must(outbox_->MarkLost(4, 4)), ElementsAre(kHousehold));
  EXPECT_EQ(Must(outbox_->FirstUnanswered(0)), 5u);
}

// --- a store that fails ---

// From its making on, the store's statements fail after so many steps of SQLite's own machine.
class FailsAfter {
 public:
  FailsAfter(sqlite::Database& database, int steps) : handle_(database.handle()), left_(steps) {
    sqlite3_progress_handler(
        handle_, 1, [](void* left) { return --*static_cast<int*>(left) < 0 ? 1 : 0; }, &left_);
  }
  ~FailsAfter() { sqlite3_progress_handler(handle_, 0, nullptr, nullptr); }
  FailsAfter(const FailsAfter&) = delete;
  FailsAfter& operator=(const FailsAfter&) = delete;

 private:
  sqlite3* handle_;
  int left_;
};

class FailingOutbox : public OutboxTest {
 protected:
  FailingOutbox() {
    Save(4);
    for (std::uint64_t seq = 1; seq <= 3; ++seq) Receipt(seq);
    EXPECT_TRUE(outbox_->Release(Chain(), 2).ok());
    Must(Append({Lost(1, 1)}));
  }

  // Everything that may change.
  std::string Contents() {
    std::string contents;
    for (std::uint64_t number = 1; number <= Must(outbox_->HeadSeq()); ++number) {
      contents += Must(outbox_->Read(number)).sealed.link.str();
    }
    const OutboxCounts counts = Must(outbox_->Counts());
    return contents + std::to_string(counts.unsent) + " " + std::to_string(counts.held_bodies) +
           " " + std::to_string(counts.highest_receipted);
  }

  // Fails `call` after no step, after one, after two … until it gets through: it says so every
  // time, and nothing is half done.
  template <typename Call>
  void ExpectWholeOrNot(const std::string& what, Call call) {
    SCOPED_TRACE(what);
    int failures = 0;
    for (;; ++failures) {
      const std::string before = Contents();
      auto transaction = Must(sqlite::Transaction::Begin(store_->database()));
      Status status;
      {
        const FailsAfter failing(store_->database(), failures);
        status = call();
      }
      if (status.ok()) {
        ASSERT_OK(transaction.Commit());
        break;
      }
      { const sqlite::Transaction taken_back = std::move(transaction); }
      ASSERT_EQ(Contents(), before) << "after " << failures << " steps";
    }
    EXPECT_GT(failures, 5);
  }
};

TEST_F(FailingOutbox, SaysSoWhereverItIsAndHasDoneNothing) {
  const std::uint64_t many = 1'000'000;
  ExpectWholeOrNot("Append", [&] { return Append({Floor(2), Floor(3)}).status(); });
  v1::Operation retract;
  retract.mutable_retract()->mutable_fact()->set_link(Must(outbox_->LinkOf(4)).str());
  retract.mutable_retract()->set_reason("salah rumah");
  ExpectWholeOrNot("Retract", [&] { return Append({retract}).status(); });
  ExpectWholeOrNot("Read", [&] { return outbox_->Read(4).status(); });
  ExpectWholeOrNot("LinkOf", [&] { return outbox_->LinkOf(4).status(); });
  ExpectWholeOrNot("Batch", [&] { return outbox_->Batch(3, 10, many).status(); });
  ExpectWholeOrNot("FirstUnanswered", [&] { return outbox_->FirstUnanswered(0).status(); });
  ExpectWholeOrNot("GoneAbove", [&] { return outbox_->GoneAbove(0).status(); });
  ExpectWholeOrNot("Counts", [&] { return outbox_->Counts().status(); });
  ExpectWholeOrNot("Answered", [&] { return outbox_->Answered(Chain(), 10).status(); });
  ExpectWholeOrNot("ReceiptOf", [&] { return outbox_->ReceiptOf(2).status(); });
  ExpectWholeOrNot("KeepReceipt", [&] { return outbox_->KeepReceipt(Chain(), ReceiptFor(4)); });
  ExpectWholeOrNot("OfferAgain", [&] { return outbox_->OfferAgain(Chain(), 0, {}, {}); });
  ExpectWholeOrNot("ForgetOutcomes",
                   [&] { return outbox_->ForgetOutcomes(Chain(), 1, {}).status(); });
  ExpectWholeOrNot("MarkLost", [&] { return outbox_->MarkLost(3, 4).status(); });
  EXPECT_EQ(Must(outbox_->HeadSeq()), 7u);
}

}  // namespace
}  // namespace tilik::client
