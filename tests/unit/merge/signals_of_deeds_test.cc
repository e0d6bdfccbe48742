// Signals of one officer's day and of one household: photos, places, paces, cards.
#include "tests/unit/merge/signals_scene.h"

namespace tilik::merge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// --- the same photo twice ---

using SamePhoto = SignalScene;

TEST_F(SamePhoto, OfTwoHouseholdsIsToldOfTheLater) {
  WithPhoto('a');
  const Link first = Receive(dorkas, {VisitTo(1)}, At(kMonday, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty());
  const Link second = Receive(markus, {VisitTo(2)}, At(kMonday, 8));
  ASSERT_THAT(OpenSignals(), SizeIs(1));
  EXPECT_EQ(Newest().key.signal, v1::SIGNAL_SAME_PHOTO);
  EXPECT_EQ(Newest().key.record, Home(2));
  EXPECT_EQ(Newest().evidence.front().id(), (FactId{second, 0}));
  EXPECT_EQ(Newest().evidence.front().other, (FactId{first, 0}));
  EXPECT_EQ(Newest().evidence.front().other_about, Home(1));
  EXPECT_THAT(Newest().evidence.front().words, HasSubstr("foto 61616161 sudah menjadi bukti"));
  Take(dorkas, first);
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "of what is left it proves one";
}

TEST_F(SamePhoto, OfOneHouseholdIsItsOwn) {
  WithPhoto('a');
  Receive(dorkas, {VisitTo(1)}, At(kMonday, 9));
  Receive(markus, {Give(1)}, At(kMonday, 10));
  Receive(dorkas, {VisitTo(1)}, At(kMonday + 1, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty());
}

TEST_F(SamePhoto, ProvesTwoMonthsTakenTogetherButNotTwoDays) {
  registry.Receive(office, {Entitle(Line(98), Home(1), 10'000)}, 1);
  registry.Receive(office, {Entitle(Line(99), Home(1), 10'000)}, 1);
  WithPhoto('a');
  v1::Operation february = Give(1);
  february.mutable_handover()->set_line(Line(98).str());
  Receive(dorkas, {Give(1), february}, At(kMonday, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "rapel";
  v1::Operation march = Give(1);
  march.mutable_handover()->set_line(Line(99).str());
  Receive(dorkas, {march}, At(20260305, 9));
  ASSERT_THAT(OpenSignals(), SizeIs(1));
  EXPECT_THAT(Newest().evidence.front().words, HasSubstr("bukti penyerahan lain 2026-01-05"));
}

TEST_F(SamePhoto, MayBeAPageThatManySigned) {
  WithPhoto('a', v1::PHOTO_KIND_DANOM);
  for (std::uint8_t n = 1; n <= 3; ++n) {
    v1::Operation row = Give(n);
    row.mutable_handover()->set_from_paper(true);
    row.mutable_handover()->set_day(kMonday);
    Receive(dorkas, {row}, At(20260110, 9));
  }
  EXPECT_THAT(OpenSignals(), IsEmpty());
  for (std::uint8_t n = 4; n <= 5; ++n) Receive(dorkas, {Give(n)}, At(20260110, 9, n * 5));
  EXPECT_THAT(Open(v1::SIGNAL_SAME_PHOTO), SizeIs(1)) << "not copied from paper";
}

TEST_F(SamePhoto, ComesAlsoAsLaterProofOrAlone) {
  WithPhoto('a');
  Receive(dorkas, {VisitTo(1)}, At(kMonday, 9));
  v1::Operation proof;
  proof.mutable_add_evidence()->set_line(Of(2).str());
  proof.mutable_add_evidence()->add_evidence(v1::EVIDENCE_KIND_FOTO_PENERIMA);
  Receive(markus, {proof}, At(kMonday, 10));
  ASSERT_THAT(OpenSignals(), SizeIs(1));
  EXPECT_EQ(Newest().key.record, Home(2));
  registry.around.mutable_attachments(0)->set_record(Home(3).str());
  Receive(dorkas, {}, At(kMonday, 11));
  ASSERT_THAT(OpenSignals(), SizeIs(2));
  EXPECT_EQ(Newest().key.record, Home(3));
}

// --- far from the house ---

using FarFromHouse = SignalScene;

TEST_F(FarFromHouse, BeyondTheLimitAndBothErrors) {
  Standing(0, 8);
  Receive(dorkas, {VisitTo(1)}, At(kMonday, 9));
  Standing(516, 8);
  Receive(dorkas, {VisitTo(1)}, At(kMonday + 1, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "500 m and twice 8";
  Standing(0, 8);
  Receive(dorkas, {VisitTo(2)}, At(kMonday, 10));
  Standing(517, 8);
  const Link far = Receive(dorkas, {VisitTo(2)}, At(kMonday + 1, 10));
  ASSERT_THAT(Open(v1::SIGNAL_FAR_FROM_HOUSE), SizeIs(1));
  EXPECT_EQ(Newest().key.record, Home(2));
  EXPECT_EQ(Newest().key.day, kMonday + 1);
  EXPECT_EQ(Newest().evidence.front().id(), (FactId{far, 0}));
  EXPECT_THAT(Newest().evidence.front().words,
              HasSubstr("517 m dari tempat kunjungan 2026-01-05 (galat 16 m)"));
}

TEST_F(FarFromHouse, WithoutAnAccuracyIsTakenToBeCoarse) {
  Standing(0, 0);
  Receive(dorkas, {VisitTo(1)}, At(kMonday, 9));
  Standing(700, 0);
  Receive(dorkas, {VisitTo(1)}, At(kMonday + 1, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty());
  Standing(-1, 0);
  Receive(dorkas, {VisitTo(1)}, At(kMonday + 2, 9));
  EXPECT_THAT(OpenSignals(), SizeIs(1)) << "701 m from where the house was last";
}

TEST_F(FarFromHouse, WhicheverArrivesFirst) {
  Standing(2'000);
  Receive(dorkas, {VisitTo(1)}, At(kMonday + 1, 9));
  Standing(0);
  const Link earlier = Receive(markus, {VisitTo(1)}, At(kMonday, 9));
  ASSERT_THAT(OpenSignals(), SizeIs(1));
  Take(markus, earlier);
  EXPECT_THAT(OpenSignals(), IsEmpty());
}

TEST_F(FarFromHouse, OfAHandoverAtHomeButNotAtAnEvent) {
  Standing(0);
  Receive(markus, {VisitTo(1)}, At(kMonday, 9));
  Standing(4'000);
  Receive(dorkas, {Give(1)}, At(kMonday, 10));
  Receive(dorkas, {Give(1, "")}, At(kMonday, 11));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "who watches stands where the agent pays";
  v1::Operation copied = GiveByHand(1);
  copied.mutable_handover()->clear_event();
  copied.mutable_handover()->set_day(kMonday);
  Receive(dorkas, {copied}, At(kMonday, 12));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "written down in the evening";
  v1::Operation carried = copied;
  carried.mutable_handover()->clear_day();
  Receive(dorkas, {carried}, At(kMonday, 13));
  EXPECT_THAT(Open(v1::SIGNAL_FAR_FROM_HOUSE), SizeIs(1));
}

TEST_F(FarFromHouse, IsMeasuredFromTheVisitThatWasApproved) {
  Standing(0);
  const Link approved = Receive(markus, {VisitTo(1)}, At(kMonday, 9));
  v1::Operation approve;
  approve.mutable_approve_visit()->mutable_visit()->set_link(approved.str());
  registry.Receive(office, {approve}, At(kMonday, 12));
  Standing(3'000);
  Receive(dorkas, {VisitTo(1)}, At(kMonday + 1, 9));
  ASSERT_THAT(OpenSignals(), SizeIs(1));
  Standing(20);
  Receive(markus, {VisitTo(1)}, At(kMonday + 2, 9));
  EXPECT_THAT(OpenSignals(), SizeIs(1)) << "near the house as a reviewer knows it";
}

// --- too short, too many ---

using Pace = SignalScene;

TEST_F(Pace, ByTheFormsOwnDuration) {
  Receive(dorkas, {VisitTo(1, 60)}, At(kMonday, 9));
  Receive(dorkas, {VisitTo(2, 60)}, At(kMonday, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "what the form says is not measured again";
  Receive(dorkas, {VisitTo(3, 59)}, At(kMonday, 10));
  ASSERT_THAT(Open(v1::SIGNAL_VISITS_TOO_SHORT), SizeIs(1));
  EXPECT_EQ(Newest().key.chain, dorkas.chain);
  EXPECT_THAT(Newest().evidence.front().words, HasSubstr("selesai dalam 59 detik"));
}

TEST_F(Pace, ByTheGapWhereTheFormSaysNothing) {
  Receive(dorkas, {VisitTo(1, 0)}, At(kMonday, 9));
  Receive(dorkas, {VisitTo(2, 0)}, At(kMonday, 9, 2));
  EXPECT_THAT(OpenSignals(), IsEmpty());
  Receive(dorkas, {VisitTo(2, 0)}, At(kMonday, 9, 3));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "the same house again is a correction";
  const Link third = Receive(dorkas, {VisitTo(3, 0)}, At(kMonday, 9, 4));
  ASSERT_THAT(Open(v1::SIGNAL_VISITS_TOO_SHORT), SizeIs(1));
  EXPECT_THAT(Newest().evidence.front().words, HasSubstr("60 detik sesudah"));
  Take(dorkas, third);
  EXPECT_THAT(OpenSignals(), IsEmpty());
}

TEST_F(Pace, NeverByAClockThatDidNotHold) {
  // As observation.h bounds them: both are as early as they can be.
  registry.around.mutable_clock()->set_wall_ms(1);
  registry.Receive(dorkas, {VisitTo(1, 0)}, At(kMonday, 9));
  registry.Receive(dorkas, {VisitTo(2, 0)}, At(kMonday, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty());
  v1::ClockReadings* clock = registry.around.mutable_clock();
  clock->set_boot_id("boot");
  clock->set_monotonic_ms(1'000'000);
  registry.Receive(dorkas, {VisitTo(3, 0)}, At(kMonday, 9));
  clock->set_monotonic_ms(1'120'000);
  registry.Receive(dorkas, {VisitTo(4, 0)}, At(kMonday, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty()) << "two minutes by the clock that cannot be set";
  clock->set_monotonic_ms(1'239'999);
  registry.Receive(dorkas, {VisitTo(5, 0)}, At(kMonday, 9));
  ASSERT_THAT(Open(v1::SIGNAL_VISITS_TOO_SHORT), SizeIs(1));
  EXPECT_THAT(Newest().evidence.front().words, HasSubstr("119 detik"));
}

TEST_F(Pace, MoreHouseholdsThanADayHas) {
  Link last;
  for (std::uint8_t n = 1; n <= 51; ++n) {
    EXPECT_THAT(OpenSignals(), IsEmpty()) << int{n};
    const RecordId home = Id(static_cast<std::uint8_t>(100 + n));
    registry.Receive(office, {CreateHousehold(home, {})}, 1);
    v1::Operation visit = VisitTo(1);
    visit.mutable_visit()->set_household(home.str());
    Receive(dorkas, {visit}, At(kMonday, 7, n * 12));
    // Corrected at once; a household is one however often it is saved.
    last = Receive(dorkas, {visit}, At(kMonday, 7, n * 12 + 1));
  }
  ASSERT_THAT(Open(v1::SIGNAL_VISITS_TOO_MANY), SizeIs(1));
  EXPECT_THAT(Newest().why, HasSubstr("51 rumah tangga"));
  EXPECT_THAT(Newest().evidence, SizeIs(1)) << "the one beyond";
  Take(dorkas, last);
  EXPECT_THAT(OpenSignals(), SizeIs(1)) << "it was saved twice";
  Take(dorkas, RegistryInMemory::LinkOf(dorkas.chain, dorkas.seq - 2));
  EXPECT_THAT(OpenSignals(), IsEmpty());
}

// --- many handovers at one place and minute ---

using AtOnce = SignalScene;

TEST_F(AtOnce, MoreThanThreeOutsideAnEvent) {
  for (std::uint8_t n = 1; n <= 3; ++n) Receive(dorkas, {Give(n, "")}, At(kMonday, 9));
  Receive(dorkas, {Give(4, "")}, At(kMonday, 9, 1));
  EXPECT_THAT(OpenSignals(), IsEmpty());
  const Link fourth = Receive(dorkas, {Give(5, "")}, At(kMonday, 9));
  ASSERT_THAT(Open(v1::SIGNAL_HANDOVERS_AT_ONCE), SizeIs(1));
  EXPECT_THAT(Newest().evidence, SizeIs(4));
  EXPECT_THAT(Newest().evidence.front().words,
              HasSubstr("pukul 09.00, satu dari 4 penerima dalam satu menit"));
  EXPECT_THAT(Newest().why, HasSubstr("batas 3 di luar acara"));
  Take(dorkas, fourth);
  EXPECT_THAT(OpenSignals(), IsEmpty());
}

TEST_F(AtOnce, MoreThanEightAtAnEvent) {
  for (std::uint8_t n = 1; n <= 8; ++n) Receive(dorkas, {Give(n)}, At(kMonday, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty());
  Receive(dorkas, {Give(9)}, At(kMonday, 9));
  ASSERT_THAT(Open(v1::SIGNAL_HANDOVERS_AT_ONCE), SizeIs(1));
  EXPECT_THAT(Newest().why, HasSubstr("9 penerima dalam satu menit di satu tempat (batas 8"));
}

TEST_F(AtOnce, CountsRecipientsNotPayments) {
  std::vector<v1::Operation> rapel;
  for (std::uint8_t n = 60; n < 66; ++n) {
    registry.Receive(office, {Entitle(Line(n), Home(1), 10'000)}, 1);
    v1::Operation month = Give(1, "");
    month.mutable_handover()->set_line(Line(n).str());
    rapel.push_back(month);
  }
  Receive(dorkas, rapel, At(kMonday, 9));
  EXPECT_THAT(OpenSignals(), IsEmpty());
}

TEST_F(AtOnce, NotWhatIsCopiedLaterNorWhatLiesApart) {
  for (std::uint8_t n = 1; n <= 6; ++n) {
    v1::Operation copied = Give(n, "");
    copied.mutable_handover()->set_from_paper(true);
    copied.mutable_handover()->set_day(kMonday);
    Receive(dorkas, {copied}, At(kMonday, 9));
  }
  EXPECT_THAT(OpenSignals(), IsEmpty());
  for (std::uint8_t n = 7; n <= 10; ++n) {
    Standing(n * 51);
    Receive(dorkas, {Give(n, "")}, At(kMonday, 9));
  }
  EXPECT_THAT(OpenSignals(), IsEmpty());
}

// --- the card ---

using CardHeld = SignalScene;

TEST_F(CardHeld, ByWhomeverItIsHeld) {
  const v1::CardHolder others[] = {v1::CARD_HOLDER_PENDAMPING, v1::CARD_HOLDER_AGEN,
                                   v1::CARD_HOLDER_APARAT_DESA, v1::CARD_HOLDER_LAIN};
  std::uint8_t n = 1;
  for (v1::CardHolder holder : others) {
    v1::Operation given = Give(n++);
    given.mutable_handover()->set_card_holder(holder);
    Receive(dorkas, {given}, At(kMonday, 9, n));
    EXPECT_THAT(Open(v1::SIGNAL_CARD_HELD), SizeIs(n - 1u));
  }
  for (v1::CardHolder fine : {v1::CARD_HOLDER_KPM, v1::CARD_HOLDER_TIDAK_ADA_KARTU}) {
    v1::Operation given = Give(n++);
    given.mutable_handover()->set_card_holder(fine);
    Receive(dorkas, {given}, At(kMonday, 9, n));
  }
  EXPECT_THAT(Open(v1::SIGNAL_CARD_HELD), SizeIs(4));
}

TEST_F(CardHeld, IsSaidAtAVisitToo) {
  v1::Operation visit = VisitTo(1);
  visit.mutable_visit()->set_card_holder(v1::CARD_HOLDER_AGEN);
  const Link said = Receive(dorkas, {visit}, At(kMonday, 9));
  ASSERT_THAT(Open(v1::SIGNAL_CARD_HELD), SizeIs(1));
  EXPECT_EQ(Newest().key.record, Home(1));
  EXPECT_THAT(Newest().evidence.front().words,
              HasSubstr("kartu dipegang agen, kata kunjungan 2026-01-05"));
  Take(dorkas, said);
  EXPECT_THAT(OpenSignals(), IsEmpty());
}

}  // namespace
}  // namespace tilik::merge
