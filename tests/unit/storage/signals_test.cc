// Signals from what the store loads, and from memory where nothing needs loading: they must agree,
// whatever came in between and whenever the store was opened anew.
#include "proto/contract/calendar.h"
#include "sync-server/storage/packing.h"
#include "sync-server/storage/row_codec.h"
#include "tests/unit/contract/seeded_random.h"
#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {
namespace {

using merge::CaseKind;
using merge::CreateHousehold;
using merge::Decision;
using merge::Entitle;
using merge::HandOver;
using merge::kFatumnasi;
using merge::kNenas;
using merge::Line;
using merge::Propose;
using merge::RegistryInMemory;
using merge::Withdraw;

constexpr std::int64_t kNine = 1'440 * 20'000 + 60;  // of some day, in minutes since 1970

class SignalsOnDisk : public testing::Test {
 protected:
  SignalsOnDisk() {
    dorkas.name = "Dorkas Selan";
    markus.name = "Markus Liu";
    for (std::uint8_t n = 1; n <= 5; ++n) {
      Receive(office, {CreateHousehold(Id(n), {})}, 1);
      Receive(office, {Entitle(Line(static_cast<std::uint8_t>(40 + n)), Id(n), 10'000)}, 1);
    }
  }

  // One set whose clock held; the store forgets everything before it and after it.
  Link Receive(Hand& hand, std::vector<v1::Operation> operations, std::int64_t minute) {
    district.Reopen();
    district.around.mutable_clock()->set_wall_ms(minute * 60'000);
    district.Receive(hand, std::move(operations), minute);
    district.ExpectAsInMemory();
    return district.last.link;
  }

  v1::Operation VisitTo(std::uint8_t n, std::uint32_t duration_s) const {
    v1::Operation operation;
    operation.mutable_visit()->set_household(Id(n).str());
    operation.mutable_visit()->set_outcome(v1::VISIT_OUTCOME_SELESAI);
    operation.mutable_visit()->set_duration_s(duration_s);
    return operation;
  }
  v1::Operation Give(std::uint8_t n) const {
    return HandOver(Line(static_cast<std::uint8_t>(40 + n)), 10'000);
  }
  void Standing(std::int32_t latitude_e7) {
    v1::Place* place = district.around.mutable_place();
    place->set_latitude_e7(latitude_e7);
    place->set_longitude_e7(1'242'241'000);
    place->set_accuracy_m(8);
  }
  void WithPhoto(char what) {
    district.around.clear_attachments();
    district.around.add_attachments()->set_hash(std::string(32, what));
  }
  std::multiset<v1::Signal> Open() const {
    std::multiset<v1::Signal> open;
    for (const auto& [key, number] : district.memory.open_cases) {
      if (key.kind == CaseKind::kSignal) open.insert(key.signal);
    }
    return open;
  }
  const merge::CaseFile& CaseOf(v1::Signal signal) const {
    for (const auto& [key, number] : district.memory.open_cases) {
      if (key.kind == CaseKind::kSignal && key.signal == signal)
        return district.memory.cases.at(number);
    }
    ADD_FAILURE() << "no case of signal " << signal;
    return district.memory.cases.begin()->second;
  }
  void Decide(const merge::CaseFile& file, v1::Choice choice) {
    const std::uint64_t revision =
        file.key.record.none() ? 0 : district.memory.records.at(file.key.record).revision;
    Receive(office, {Decision(file, revision, choice)}, kNine + 5'000);
  }

  DistrictOnDisk district;
  Hand office = RegistryInMemory::Account(200);
  Hand dorkas = RegistryInMemory::Officer(10);
  Hand markus = RegistryInMemory::Officer(11);
};

// What the store has loaded of it besides must not decide whether it is found a household.
TEST_F(SignalsOnDisk, AWithdrawnHandoverIsKnownByItsHouseholdOnceADanomNamesIt) {
  const Link given = Receive(dorkas, {HandOver(Line(60), 10'000)}, kNine);
  Receive(dorkas, {Withdraw(given)}, kNine + 1);
  Receive(office, {Entitle(Line(60), Id(1), 10'000)}, kNine + 2);
  EXPECT_EQ(district.memory.deeds.Find({given, 0})->household, Id(1));
}

TEST_F(SignalsOnDisk, AreThoseOfMemory) {
  Standing(-97'312'000);
  WithPhoto('a');
  const Link first = Receive(dorkas, {VisitTo(1, 540)}, kNine);
  WithPhoto('b');
  Standing(-97'512'000);
  const Link second = Receive(dorkas, {VisitTo(1, 30)}, kNine + 1'440);
  EXPECT_EQ(Open(),
            (std::multiset<v1::Signal>{v1::SIGNAL_FAR_FROM_HOUSE, v1::SIGNAL_VISITS_TOO_SHORT}));
  WithPhoto('a');
  Receive(markus, {VisitTo(2, 540)}, kNine);
  EXPECT_EQ(Open().count(v1::SIGNAL_SAME_PHOTO), 1u);
  v1::Operation given = Give(1);
  given.mutable_handover()->set_card_holder(v1::CARD_HOLDER_AGEN);
  WithPhoto('c');
  Receive(dorkas, {given}, kNine + 2'000);
  EXPECT_EQ(Open().count(v1::SIGNAL_CARD_HELD), 1u);
  EXPECT_EQ(Open().count(v1::SIGNAL_VERIFIER_PAYS), 1u);
  district.around.Clear();
  for (std::uint8_t n : {1, 3, 4, 5}) Receive(markus, {Give(n)}, kNine);
  EXPECT_EQ(Open().count(v1::SIGNAL_HANDOVERS_AT_ONCE), 1u);

  Decide(CaseOf(v1::SIGNAL_VISITS_TOO_SHORT), v1::CHOICE_NOT_A_PROBLEM);
  Decide(CaseOf(v1::SIGNAL_CARD_HELD), v1::CHOICE_CONFIRM);
  Receive(dorkas, {VisitTo(3, 540)}, kNine + 1'500);
  EXPECT_EQ(Open().count(v1::SIGNAL_VISITS_TOO_SHORT), 0u) << "decided";
  Receive(dorkas, {VisitTo(4, 30)}, kNine + 1'560);
  EXPECT_EQ(Open().count(v1::SIGNAL_VISITS_TOO_SHORT), 1u) << "and something new";
  Receive(dorkas, {Withdraw(second)}, kNine + 1'600);
  Receive(dorkas, {Withdraw(first)}, kNine + 1'600);
  EXPECT_EQ(Open().count(v1::SIGNAL_SAME_PHOTO), 0u);
  EXPECT_EQ(Open().count(v1::SIGNAL_FAR_FROM_HOUSE), 0u);
  EXPECT_EQ(Open().count(v1::SIGNAL_VERIFIER_PAYS), 0u);
}

TEST_F(SignalsOnDisk, OfADeathThatIsDecidedLaterAndTakenBack) {
  Receive(dorkas, {Give(1)}, kNine + 14'400);
  Receive(markus, {Propose(Id(1), 1, v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_MENINGGAL)},
          kNine);
  auto decide = [&] {
    const auto status =
        std::find_if(district.memory.open_cases.begin(), district.memory.open_cases.end(),
                     [](const auto& open) { return open.first.kind == CaseKind::kStatus; });
    const merge::CaseFile file = district.memory.cases.at(status->second);
    Receive(office,
            {Decision(file, district.memory.records.at(Id(1)).revision, v1::CHOICE_ACCEPT,
                      &file.proposals.front())},
            kNine + 20'000);
  };
  decide();
  EXPECT_EQ(Open().count(v1::SIGNAL_DEAD_BUT_PAID), 1u);
  Receive(markus, {Propose(Id(1), 2, v1::RECORD_STATUS_ACTIVE, v1::STATUS_REASON_LAINNYA)},
          kNine + 20'001);
  decide();
  EXPECT_TRUE(Open().empty());
}

TEST_F(SignalsOnDisk, OfWorkThatWasHeldWithWhatItsSetSaidAroundIt) {
  Receive(office, {CreateHousehold(Id(60), {}, kNenas)}, 1);
  WithPhoto('a');
  Standing(-97'312'000);
  v1::Operation outside = VisitTo(1, 30);
  outside.mutable_visit()->set_household(Id(60).str());
  Receive(dorkas, {outside}, kNine);
  district.around.Clear();
  const merge::CaseFile held = district.memory.cases.begin()->second;
  ASSERT_EQ(held.key.kind, CaseKind::kOutsideAssignment);
  Receive(office, {Decision(held, district.memory.records.at(Id(60)).revision, v1::CHOICE_RELEASE)},
          kNine + 100);
  EXPECT_EQ(Open().count(v1::SIGNAL_VISITS_TOO_SHORT), 1u);
  WithPhoto('a');
  Receive(markus, {VisitTo(2, 540)}, kNine + 200);
  EXPECT_EQ(Open().count(v1::SIGNAL_SAME_PHOTO), 1u);
}

TEST_F(SignalsOnDisk, InOneBatchAsOneByOne) {
  district.Reopen();
  std::unique_ptr<Writer> writer = district.Write();
  for (std::uint8_t n = 1; n <= 5; ++n) {
    district.around.mutable_clock()->set_wall_ms(kNine * 60'000);
    district.Receive(*writer, dorkas, {Give(n)}, kNine);
  }
  Must(writer->Commit());
  writer.reset();
  district.ExpectAsInMemory();
  ASSERT_EQ(Open().count(v1::SIGNAL_HANDOVERS_AT_ONCE), 1u);
  EXPECT_EQ(CaseOf(v1::SIGNAL_HANDOVERS_AT_ONCE).evidence.size(), 5u);
}

TEST_F(SignalsOnDisk, AreFoundByKindAndByWhomTheyConcern) {
  v1::Operation given = Give(1);
  given.mutable_handover()->set_card_holder(v1::CARD_HOLDER_AGEN);
  Receive(dorkas, {given}, kNine);
  Receive(dorkas, {VisitTo(1, 30)}, kNine + 10);
  Receive(dorkas, {VisitTo(2, 30)}, kNine + 20);
  Decide(CaseOf(v1::SIGNAL_CARD_HELD), v1::CHOICE_CONFIRM);
  std::unique_ptr<Reader> reader = district.Read();
  EXPECT_EQ(Must(reader->CasesOfKind(CaseKind::kSignal, 0, 100)).size(), 3u);
  EXPECT_EQ(Must(reader->CasesOfKind(CaseKind::kSignal, 1, 1)).size(), 1u);
  EXPECT_TRUE(Must(reader->CasesOfKind(CaseKind::kConflict, 0, 100)).empty());
  EXPECT_EQ(Must(reader->SignalsAbout(Id(1))).size(), 3u)
      << "the card, the pace and who paid after verifying";
  EXPECT_EQ(Must(reader->SignalsAbout(Id(2))).size(), 1u);
  EXPECT_TRUE(Must(reader->SignalsAbout(Id(3))).empty());
}

TEST(SignalCodec, ADeedAndASignalsCaseComeBackAsTheyWere) {
  SeededRandom random(6);
  merge::Deed deed;
  deed.kind = merge::Deed::Kind::kHandover;
  deed.household = random.Make<RecordId>();
  deed.origin.named = deed.household;
  deed.origin.observed.ms = -12;
  deed.line = random.Make<LineId>();
  deed.person = "dorkasselan";
  deed.retracted = deed.clock_held = deed.completed = deed.at_event = true;
  deed.boot = std::string("\0boot", 5);
  deed.monotonic_ms = 1'234'567;
  deed.place.emplace().set_latitude_e7(-97'312'000);
  deed.place->set_longitude_e7(1'242'241'000);
  deed.place->set_accuracy_m(8);
  deed.photos = {random.Make<ContentHash>(), random.Make<ContentHash>()};
  deed.duration_s = 540;
  deed.campaign = "verivali-2026-11";
  deed.at_home = deed.as_it_happened = true;
  deed.payer = "jurubayar";
  deed.card_holder = v1::CARD_HOLDER_AGEN;
  deed.own_visit = 20260105;
  merge::Deed read;
  read.household = deed.household;
  const std::string packed = PackDeed(deed);
  ASSERT_TRUE(UnpackDeed(packed, read).ok());
  EXPECT_EQ(PackDeed(read), packed);
  EXPECT_EQ(read.photos, deed.photos);
  EXPECT_EQ(read.place->SerializeAsString(), deed.place->SerializeAsString());
  EXPECT_EQ(read.own_visit, deed.own_visit);
  for (std::size_t size = 0; size < packed.size(); ++size) {
    merge::Deed cut;
    EXPECT_EQ(UnpackDeed(packed.substr(0, size), cut).code(), Code::kCorrupt);
  }

  merge::CaseFile file;
  file.key = merge::SignalOf({random.Make<ChainId>(), 20260105}, v1::SIGNAL_VERIFIER_PAYS);
  file.why = "3 penyerahan";
  file.more_evidence = 7;
  file.verdict = merge::Verdict::kConfirmed;
  merge::Evidence& evidence = file.evidence.emplace_back();
  evidence.origin.chain = file.key.chain;
  evidence.origin.link = random.Make<Link>();
  evidence.operation = 2;
  evidence.about = random.Make<RecordId>();
  evidence.other = {random.Make<Link>(), 1};
  evidence.other_about = random.Make<RecordId>();
  evidence.words = "dibayar";
  merge::CaseFile back;
  ASSERT_TRUE(UnpackKey(PackKey(file.key), back.key).ok());
  ASSERT_TRUE(UnpackDossier(PackDossier(file), back).ok());
  EXPECT_TRUE(back == file);
}

}  // namespace
}  // namespace tilik::storage
