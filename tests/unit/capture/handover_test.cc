#include "gmock/gmock.h"
#include "tests/unit/capture/scene.h"

namespace tilik::client {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class HandoverCapture : public Scene {
 protected:
  // One delivery of January's rice to the household, with more said about it.
  std::vector<Captured> January(const std::string& more) {
    return HandOut(R"({"mode": "diserahkan", "deliveries": [{"recipient": "530201200100017",
        "programme": "rastra", "period": "2018-01")" +
                   (more.empty() ? "" : ", " + more) + "}]}");
  }
  static const v1::Handover& Only(const std::vector<Captured>& sets) {
    return sets.at(0).operations.at(0).handover();
  }
};

TEST_F(HandoverCapture, NothingSaidAboutTheAmountMeansAllOfIt) {
  const auto sets = January("");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  EXPECT_EQ(Only(sets).line(), Line(1).raw());
  EXPECT_EQ(Only(sets).received(), 10'000);
  EXPECT_EQ(Only(sets).receiver(), v1::RECEIVER_SENDIRI);
}

TEST_F(HandoverCapture, ARapelIsCountedPeriodByPeriodInOneChangeSet) {
  const auto sets =
      HandOut(R"({"mode": "disaksikan", "paid_by": "juru bayar", "programme": "Rastra",
      "deliveries": [{"recipient": "530201200100017", "periods": ["2018-01", "2018-02"]}]})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  ASSERT_THAT(sets[0].operations, SizeIs(2));
  EXPECT_EQ(sets[0].operations[0].handover().line(), Line(1).raw());
  EXPECT_EQ(sets[0].operations[1].handover().line(), Line(2).raw());
  EXPECT_EQ(sets[0].operations[1].handover().received(), 10'000);
}

TEST_F(HandoverCapture, ARapelWithAnAmountIsWrittenRowByRow) {
  EXPECT_THAT(HandOut(R"({"mode": "diserahkan", "deliveries": [{"recipient": "530201200100017",
                          "programme": "rastra", "periods": ["2018-01", "2018-02"],
                          "received": "15 kg"}]})"),
              IsEmpty());
  EXPECT_THAT(Said("deliveries[0]"), HasSubstr("satu baris untuk tiap periode"));
}

TEST_F(HandoverCapture, AnAgentWhoCutsTheMoneyIsWrittenDown) {
  const auto sets = HandOut(R"({"mode": "disaksikan", "paid_by": "e-warong Toko Bina",
      "deliveries": [{"recipient": "530201200100017", "programme": "sembako", "period": "2026-10",
        "received": "Rp150.000", "card_holder": "agen",
        "deductions": [{"amount": 50000, "taken_by": "Toko Bina", "reason": "biaya"}]}]})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  EXPECT_EQ(Only(sets).received(), 150'000'000);
  EXPECT_EQ(Only(sets).deductions(0).quantity(), 50'000'000);
  EXPECT_EQ(Only(sets).deductions(0).taken_by(), "Toko Bina");
  EXPECT_EQ(Only(sets).card_holder(), v1::CARD_HOLDER_AGEN);
  EXPECT_THAT(findings.list(), IsEmpty()) << "together it is what they are entitled to";
}

TEST_F(HandoverCapture, ADeductionSaysHowMuchAndWhoTookIt) {
  EXPECT_THAT(January(R"("received": "9 kg", "deductions": [{"amount": "1 kg"}])"), IsEmpty());
  EXPECT_THAT(Said("deliveries[0].deductions[0]"), HasSubstr("siapa yang mengambil"));
}

TEST_F(HandoverCapture, MoreThanTheLineEntitlesToIsWarnedAboutNeverBlocked) {
  phone.lines[0].handed_out = 10'000;
  const auto sets = January(R"("received": "10 kg")");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  EXPECT_THAT(Said("deliveries[0].received"), HasSubstr("diserahkan 20 kg, haknya 10 kg"));

  EXPECT_THAT(January(""), IsEmpty()) << "nothing is left, so how much was it?";
  EXPECT_THAT(Said("deliveries[0].received"), HasSubstr("sudah diserahkan 10 kg"));
}

TEST_F(HandoverCapture, WhatAnotherPhoneClaimsIsWarnedAboutNeverBlocked) {
  phone.lines[0].claimed_by = {"Dorkas Selan"};
  ASSERT_THAT(January(R"("received": "10 kg")"), SizeIs(1)) << AllSaid();
  EXPECT_THAT(Said("deliveries[0].line"), HasSubstr("menurut HP Dorkas Selan"));
}

TEST_F(HandoverCapture, TheSameLineTwiceInOneFormIsCountedTogether) {
  const auto sets = HandOut(R"({"mode": "diserahkan", "programme": "rastra", "period": "2018-01",
      "deliveries": [{"recipient": "530201200100017", "received": "6 kg"},
                     {"recipient": "530201200100017", "received": "6 kg"}]})");
  EXPECT_THAT(sets, SizeIs(1));
  EXPECT_THAT(Said("deliveries[1].received"), HasSubstr("12 kg"));
}

TEST_F(HandoverCapture, TheOfficerIsMostlyAWitnessAndSaysWhoPaid) {
  EXPECT_THAT(HandOut(R"({"mode": "disaksikan", "deliveries": [{"line": ")" +
                      ToUuidText(*RecordId::FromRaw(Line(1).raw())) + R"("}]})"),
              IsEmpty());
  EXPECT_THAT(Said("deliveries[0].paid_by"), HasSubstr("siapa yang membayar"));
  EXPECT_THAT(HandOut(R"({"deliveries": [{"recipient": "530201200100017"}]})"), IsEmpty());
  EXPECT_THAT(Said("deliveries[0].mode"), HasSubstr("diserahkan, disaksikan"));
}

TEST_F(HandoverCapture, ALineMayBeNamedByItsId) {
  const auto sets = HandOut(R"({"mode": "diserahkan", "deliveries": [{"line": ")" +
                            ToUuidText(*RecordId::FromRaw(Line(2).raw())) + R"("}]})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  EXPECT_EQ(Only(sets).line(), Line(2).raw());
  HandOut(R"({"mode": "diserahkan", "deliveries": [{"line": "entah"}]})");
  EXPECT_TRUE(IsRefusedAt("deliveries[0].line"));
}

TEST_F(HandoverCapture, AMissingOrUnknownLineIsAnsweredWithTheOnesThereAre) {
  HandOut(R"({"mode": "diserahkan", "deliveries": [{"recipient": "530201200100017"}]})");
  EXPECT_THAT(Said("deliveries[0]"), HasSubstr("rastra 2018-01, rastra 2018-02, sembako 2026-10"));
  HandOut(R"({"mode": "diserahkan", "period": "2019-01",
              "deliveries": [{"recipient": "530201200100017", "programme": "rastra"}]})");
  EXPECT_THAT(Said("deliveries[0]"), HasSubstr("tidak punya baris rastra 2019-01"));
  HandOut(R"({"mode": "diserahkan",
              "deliveries": [{"recipient": "530201200100017", "programme": "blt"}]})");
  EXPECT_THAT(Said("deliveries[0].programme"), HasSubstr("rastra, sembako"));
  HandOut(R"({"mode": "diserahkan", "deliveries": [{"recipient": "5302014208800002"}]})");
  EXPECT_THAT(Said("deliveries[0]"), HasSubstr("Maria Bere tidak tercantum"));
  HandOut(R"({"mode": "diserahkan", "deliveries": [{"recipient": "entah"}, {}]})");
  EXPECT_TRUE(IsRefusedAt("deliveries[0].recipient"));
  EXPECT_TRUE(IsRefusedAt("deliveries[1].recipient"));
}

TEST_F(HandoverCapture, AProxyHasANameAndARelation) {
  EXPECT_THAT(January(R"("receiver": "kuasa")"), IsEmpty());
  EXPECT_TRUE(IsRefusedAt("deliveries[0].receiver_name"));
  const auto sets = January(
      R"("receiver": "diwakilkan", "receiver_name": "Rut Taek", "receiver_relation": "anak")");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  EXPECT_EQ(Only(sets).receiver(), v1::RECEIVER_KUASA);
}

TEST_F(HandoverCapture, AReplacementNamesItsBeritaAcara) {
  EXPECT_THAT(January(R"("receiver": "pengganti", "replacement": "530201200100018")"), IsEmpty());
  EXPECT_TRUE(IsRefusedAt("deliveries[0].berita_acara"));
  const auto sets = January(R"("receiver": "pengganti", "replacement": "530201200100018",
                               "berita_acara": "BA/03/2018")");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  EXPECT_EQ(Only(sets).replacement(), neighbours.raw());
  EXPECT_EQ(Only(sets).line(), Line(1).raw()) << "it counts on the line of whom it replaces";
}

TEST_F(HandoverCapture, AThumbprintHasAWitness) {
  EXPECT_THAT(January(R"("evidence": ["cap jempol"])"), IsEmpty());
  EXPECT_TRUE(IsRefusedAt("deliveries[0].witness"));
  EXPECT_THAT(January(R"("evidence": ["cap jempol"], "witness": "Ibu Tse")"), SizeIs(1));
}

TEST_F(HandoverCapture, RowsCopiedFromPaperSayWhichDayItWas) {
  const std::string rows = R"("mode": "diserahkan", "deliveries": [{"recipient": "530201200100017",
                              "programme": "rastra", "period": "2018-01"}]})";
  EXPECT_THAT(HandOut(R"({"from_paper": true, )" + rows), IsEmpty());
  EXPECT_TRUE(IsRefusedAt("deliveries[0].day"));
  const auto sets = HandOut(R"({"from_paper": true, "day": "20-02-2018", )" + rows);
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  EXPECT_EQ(Only(sets).day(), 20180220u);
  EXPECT_THAT(HandOut(R"({"day": "2027-01-01", )" + rows), IsEmpty());
  EXPECT_THAT(Said("deliveries[0].day"), HasSubstr("belum terjadi"));
}

TEST_F(HandoverCapture, NonDeliveryIsAsImportantAsDelivery) {
  const auto sets = HandOut(R"({"event": "Balai desa", "not_delivered": [
      {"recipient": "530201200100017", "programme": "rastra", "periods": ["2018-01", "2018-02"],
       "reason": "tidak hadir"},
      {"recipient": "530201200100017", "programme": "sembako", "reason": "data tidak padan",
       "quantity": "Rp50.000"}]})");
  ASSERT_THAT(sets, SizeIs(1)) << AllSaid();
  ASSERT_THAT(sets[0].operations, SizeIs(3));
  const v1::NonDelivery& january = sets[0].operations[0].non_delivery();
  EXPECT_EQ(january.reason(), v1::NON_DELIVERY_REASON_TIDAK_HADIR);
  EXPECT_EQ(january.quantity(), 0) << "all that is not delivered";
  EXPECT_EQ(sets[0].operations[2].non_delivery().quantity(), 50'000'000);
}

TEST_F(HandoverCapture, ANonDeliveryHasAReason) {
  HandOut(R"({"not_delivered": [{"recipient": "530201200100017", "programme": "rastra",
              "period": "2018-01"}]})");
  EXPECT_THAT(Said("not_delivered[0].reason"), HasSubstr("stok kurang"));
  HandOut(R"({"not_delivered": [{"recipient": "530201200100017", "programme": "rastra",
              "period": "2018-01", "reason": "lainnya"}]})");
  EXPECT_TRUE(IsRefusedAt("not_delivered[0].note"));
}

TEST_F(HandoverCapture, NothingReceivedIsANonDelivery) {
  EXPECT_THAT(January(R"("received": 0)"), IsEmpty());
  EXPECT_THAT(Said("deliveries[0].received"), HasSubstr("not_delivered"));
}

TEST_F(HandoverCapture, AVillageOutsideTheAssignmentIsSavedWithAWarning) {
  phone.lines[0].line.set_village(kElsewhere);
  EXPECT_THAT(January(""), SizeIs(1));
  EXPECT_THAT(Said("deliveries[0]"), HasSubstr("bukan penugasan"));
}

TEST_F(HandoverCapture, EachRecipientIsAChangeSetOfItsOwn) {
  DanomLine other = phone.lines[0];
  other.line.set_line(Line(9).str());
  other.line.set_recipient(neighbours.str());
  phone.lines.push_back(other);
  const auto sets = HandOut(R"({"mode": "diserahkan", "programme": "rastra", "period": "2018-01",
      "deliveries": [{"recipient": "530201200100017"}, {"recipient": "530201200100018"}],
      "photos": [{"file": "a.jpg", "kind": "danom"},
                 {"file": "b.jpg", "kind": "bukti serah", "record": "530201200100018"}]})");
  ASSERT_THAT(sets, SizeIs(2)) << AllSaid();
  EXPECT_EQ(sets[1].operations[0].handover().line(), Line(9).raw());
  ASSERT_THAT(sets[1].photos, SizeIs(1));
  EXPECT_EQ(sets[1].photos[0].file, "b.jpg");
}

TEST_F(HandoverCapture, OneWrongRowRefusesTheWholeForm) {
  EXPECT_THAT(HandOut(R"({"mode": "diserahkan", "programme": "rastra", "deliveries": [
      {"recipient": "530201200100017", "period": "2018-01"},
      {"recipient": "530201200100017", "period": "2018-02", "received": "dua karung"}]})"),
              IsEmpty());
  EXPECT_TRUE(IsRefusedAt("deliveries[1].received"));
  EXPECT_FALSE(IsRefusedAt("deliveries[0].received"));
}

TEST_F(HandoverCapture, AnEmptyFormIsRefused) {
  EXPECT_THAT(HandOut("{}"), IsEmpty());
  EXPECT_TRUE(IsRefusedAt("deliveries"));
}

TEST_F(HandoverCapture, AMistakeIsWithdrawnByALaterFactWithAReason) {
  const auto sets = January("");
  ASSERT_THAT(sets, SizeIs(1));
  std::array<std::uint8_t, 32> bytes{7};
  Findings said;
  const Captured withdrawn =
      CaptureWithdrawal(Link(bytes), sets[0].operations, std::nullopt, "salah keluarga", said);
  ASSERT_THAT(withdrawn.operations, SizeIs(1));
  EXPECT_EQ(withdrawn.operations[0].retract().fact().link(), Link(bytes).raw());
  EXPECT_EQ(withdrawn.operations[0].retract().reason(), "salah keluarga");

  CaptureWithdrawal(Link(bytes), sets[0].operations, 5, "", said);
  EXPECT_TRUE(said.refused());
  EXPECT_THAT(said.list(), SizeIs(2)) << "no reason, and nothing there to withdraw";
}

}  // namespace
}  // namespace tilik::client
