// Work that travels by card, or in somebody else's pocket (protocol.md §6): dititipkan is not
// diterima, and what arrives in whatever state and order is taken as if it had been pushed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "proto/contract/bundle.h"
#include "proto/contract/environment.h"
#include "tests/scenario/district.h"

namespace tilik::scenario {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr char kNahak[] = "530214200100017";
constexpr char kTaek[] = "530214200100018";

constexpr char kRice[] = R"({"mode": "diserahkan", "programme": "rastra", "period": "2026-01",
    "deliveries": [{"recipient": "530214200100017", "received": "10 kg",
                    "evidence": ["tanda tangan"]}]})";

std::string BytesOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Where each frame begins, as anybody who carries the file can see.
std::vector<std::size_t> FramesOf(const std::string& bytes) {
  std::vector<std::size_t> starts;
  for (std::size_t at = bytes.find(kFrameMagic); at != std::string::npos;
       at = bytes.find(kFrameMagic, at + 1)) {
    starts.push_back(at);
  }
  return starts;
}

class ByCard : public testing::Test {
 protected:
  ByCard() {
    EXPECT_EQ(district.ImportDanom("rastra,2026-01,530214200100017,10,kg,R-1\n").defined(), 1u);
    std::filesystem::create_directory(Card(""));
  }

  std::filesystem::path Card(const std::string& name) const {
    return district.FileCalled("kartu") / name;
  }

  // A photo of as many noisy bytes, saved on the phone.
  void TakePhoto(Phone& phone, std::size_t size) {
    std::string noise(size, '\0');
    SodiumRandom().Fill(noise.data(), noise.size());
    const std::filesystem::path file = Card("rumah.jpg");
    std::ofstream(file, std::ios::binary)
        << std::string("\xFF\xD8\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00", 12) << noise
        << "\xFF\xD9";
    const Ending ending =
        phone.Tilik({"photo", file.string(), "--kind", "rumah", "--record", kNahak});
    EXPECT_EQ(ending.exit_code, kDone) << ending.out;
  }

  // Import and reply, and the phone has taken it.
  v1::BundleImportView Answered(Phone& phone) {
    return phone.Import(district.ReplyTo(phone).file());
  }

  District district{{NahakFamily(), TaekFamily()}};
};

TEST_F(ByCard, AWeekOfWorkComesAndGoesWithoutAnyNetwork) {
  Phone& dorkas = district.EnrolOnly("Dorkas Selan", kBenlutu);
  Phone& markus = district.Enrol("Markus Liu", kBenlutu);
  district.line().NoSignal();
  dorkas.Export(Card("senin.tilik"));
  district.ImportBundles({Card("senin.tilik").string()});
  EXPECT_GT(Answered(dorkas).records_received(), 5u) << "the village came by card";
  EXPECT_EQ(Said(dorkas.Show(kNahak), "luas_lantai"), "36");

  dorkas.Visit(FloorVisit(kNahak, 42));
  dorkas.HandOver(kRice);
  dorkas.Visit(Completed(kTaek, R"("answers": {"alamat": "RT 009"})"));
  TakePhoto(dorkas, 50'000);
  const v1::BundleExportView bundle =
      dorkas.Export(Card("jumat.tilik"), {"--photos", "--courier", "Pak Elias"});
  EXPECT_EQ(bundle.sets(), 4u);
  EXPECT_EQ(bundle.photos(), 1u);
  EXPECT_EQ(dorkas.Log().entries(0).state(), "dititipkan");
  EXPECT_EQ(dorkas.Log().entries(0).courier(), "Pak Elias");
  EXPECT_EQ(dorkas.Status().waiting_sets(), 4u) << "nobody has confirmed anything";
  EXPECT_EQ(dorkas.Status().entrusted_sets(), 4u);

  district.line().Clear();
  markus.Visit(Completed(kTaek, R"("answers": {"alamat": "RT 007 Dusun Nefotes"})"));
  markus.Sync();
  const v1::BundleArrivalReport arrived =
      district.ImportBundles({"--from-folder", Card("").string()});
  ASSERT_THAT(arrived.enrolments(), SizeIs(1));
  EXPECT_EQ(arrived.enrolments(0).officer(), "Dorkas Selan");
  EXPECT_EQ(arrived.enrolments(0).new_sets(), 4u);
  EXPECT_EQ(arrived.enrolments(0).photos_complete(), 1u);
  EXPECT_THAT(arrived.enrolments(0).missing(), IsEmpty());
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "42");
  EXPECT_EQ(Unexplained(district.Recap("rastra")), 0);
  std::vector<std::string> kinds;
  for (const v1::CaseView& open : district.Cases()) kinds.push_back(open.kind());
  EXPECT_THAT(kinds, UnorderedElementsAre("konflik", "sinyal"))
      << "the address, and that she who verified also handed out";

  district.line().NoSignal();
  const v1::BundleImportView reply = Answered(dorkas);
  EXPECT_EQ(reply.receipts(), 4u);
  EXPECT_EQ(reply.photos_received(), 1u);
  EXPECT_GT(reply.outcomes_received(), 3u);
  EXPECT_EQ(dorkas.Status().waiting_sets(), 0u);
  EXPECT_EQ(dorkas.Status().waiting_photos(), 0u);
  EXPECT_TRUE(IsBeingDecided(dorkas.Show(kTaek), "alamat"));
  EXPECT_EQ(dorkas.Log().entries(3).state(), "diterima");
  district.Verify();
}

TEST_F(ByCard, AnotherOfficerCarriesWhatHeCannotRead) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  Phone& markus = district.Enrol("Markus Liu", kBenlutu);
  dorkas.Visit(FloorVisit(kNahak, 42));
  dorkas.Export(Card("titipan.tilik"), {"--courier", "Markus Liu"});
  EXPECT_THAT(BytesOf(Card("titipan.tilik")), testing::Not(HasSubstr("Dorkas")));
  markus.Ends(kRefused, {"bundle", "import", Card("titipan.tilik").string()});

  district.ImportBundles({Card("titipan.tilik").string()});
  const v1::WrittenReply reply = district.ReplyTo(dorkas);
  EXPECT_THAT(markus.Ends(kRefused, {"bundle", "import", reply.file()}).message(),
              HasSubstr("petugas lain"));
  EXPECT_EQ(dorkas.Import(reply.file()).receipts(), 1u);
  EXPECT_EQ(markus.Status().waiting_sets(), 0u);
}

TEST_F(ByCard, DamagedOnTheWayItLosesWhatIsDamagedAndASecondExportMends) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  for (int area = 40; area < 46; ++area) dorkas.Visit(FloorVisit(kNahak, area));
  dorkas.Export(Card("titipan.tilik"));
  std::string bytes = BytesOf(Card("titipan.tilik"));
  const std::vector<std::size_t> frames = FramesOf(bytes);
  ASSERT_THAT(frames, SizeIs(9)) << "the request, six visits, the request, the index";
  bytes[frames[3] + 60] ^= 1;  // in the third visit
  bytes[frames[5]] ^= 1;       // the magic of the fifth
  std::ofstream(Card("rusak.tilik"), std::ios::binary) << bytes;

  const v1::BundleArrivalReport damaged = district.ImportBundles({Card("rusak.tilik").string()});
  EXPECT_THAT(damaged.files(0).missing(), ElementsAre("simpanan 3", "simpanan 5"));
  EXPECT_THAT(damaged.files(0).damage(), SizeIs(2));
  EXPECT_EQ(damaged.enrolments(0).new_sets(), 4u);
  EXPECT_EQ(damaged.enrolments(0).waiting_sets(), 2u);
  ASSERT_THAT(damaged.enrolments(0).missing(), SizeIs(2));
  EXPECT_EQ(damaged.enrolments(0).missing(0).first(), 3u);
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "41") << "what is above the gap waits";

  EXPECT_EQ(Answered(dorkas).receipts(), 4u);
  EXPECT_EQ(dorkas.Export(Card("lagi.tilik")).sets(), 2u);
  const v1::BundleArrivalReport mended = district.ImportBundles({Card("lagi.tilik").string()});
  EXPECT_EQ(mended.enrolments(0).new_sets(), 2u);
  EXPECT_THAT(mended.enrolments(0).missing(), IsEmpty());
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "45");
  district.Verify();
}

TEST_F(ByCard, TwiceOutOfOrderAndAlsoOverTheNetworkItCountsOnce) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  const std::uint64_t before = district.Verify().change_sets();
  dorkas.Visit(FloorVisit(kNahak, 40));
  dorkas.Export(Card("satu.tilik"));
  dorkas.Visit(FloorVisit(kNahak, 41));
  dorkas.Visit(FloorVisit(kTaek, 25));
  const std::uint64_t both = dorkas.Export(Card("semua.tilik")).bytes();
  dorkas.Visit(FloorVisit(kNahak, 43));
  const v1::BundleExportView two =
      dorkas.Export(Card("dua.tilik"), {"--max-bytes", std::to_string(both - 100)});
  EXPECT_GT(two.sets_left(), 0u);

  // What no bundle carried yet went first: the second one begins above a gap.
  const v1::BundleArrivalReport early = district.ImportBundles({Card("dua.tilik").string()});
  EXPECT_GT(early.enrolments(0).waiting_sets(), 0u);
  EXPECT_THAT(early.enrolments(0).missing(), testing::Not(IsEmpty()));
  district.ImportBundles({Card("satu.tilik").string(), Card("semua.tilik").string()});
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "43");
  const v1::BundleArrivalReport again = district.ImportBundles(
      {Card("semua.tilik").string(), Card("dua.tilik").string(), Card("satu.tilik").string()});
  EXPECT_EQ(again.enrolments(0).new_sets(), 0u);
  EXPECT_THAT(again.enrolments(0).missing(), IsEmpty());

  EXPECT_EQ(dorkas.Sync().receipts(), 4u) << "the same ones";
  EXPECT_EQ(dorkas.Status().waiting_sets(), 0u);
  EXPECT_EQ(Answered(dorkas).receipts(), 0u);
  EXPECT_EQ(district.Verify().change_sets(), before + 4);
}

TEST_F(ByCard, RepliesThatComeLateTwiceOrTooEarlyChangeNothingTwice) {
  district.Import(FamiliesOf(kHane, 40));
  Phone& dorkas = district.EnrolOnly("Dorkas Selan", kHane);
  dorkas.Export(Card("satu.tilik"));
  district.ImportBundles({Card("satu.tilik").string()});
  const std::uint64_t most = district.ReplyTo(dorkas).bytes() * 2 / 3;
  const v1::WrittenReply first =
      district.ReplyTo(dorkas, {"--again", "--max-bytes", std::to_string(most)});
  EXPECT_TRUE(first.more());
  EXPECT_LE(first.bytes(), most);
  const v1::WrittenReply second = district.ReplyTo(dorkas);
  EXPECT_FALSE(second.more());

  EXPECT_GT(dorkas.Import(second.file()).pages_too_early(), 0u);
  EXPECT_GT(dorkas.Import(first.file()).records_received(), 0u);
  EXPECT_EQ(dorkas.Import(second.file()).pages_too_early(), 0u);
  EXPECT_EQ(dorkas.Status().villages(0).households(), 40u);
  const v1::BundleImportView again = dorkas.Import(first.file());
  EXPECT_EQ(again.records_received() + again.outcomes_received() + again.receipts(), 0u);
  EXPECT_GT(again.pages_known(), 0u);

  // A reply from before the last visit says nothing about it.
  const std::string home = KeyOf(kHane, 7);
  dorkas.Visit(FloorVisit(home, 42));
  dorkas.Export(Card("dua.tilik"));
  district.ImportBundles({Card("dua.tilik").string()});
  EXPECT_EQ(Answered(dorkas).receipts(), 1u);
  dorkas.Import(second.file());
  EXPECT_EQ(dorkas.Status().waiting_sets(), 0u);
  EXPECT_EQ(Said(dorkas.Show(home), "luas_lantai"), "42");
}

TEST_F(ByCard, APhotoIsPutTogetherFromSmallBundlesInAnyOrder) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  TakePhoto(dorkas, 150'000);
  std::vector<std::string> files;
  for (int n = 0; n < 20 && (files.empty() || dorkas.Status().waiting_photos() > 0); ++n) {
    files.push_back(Card("bagian-" + std::to_string(n) + ".tilik").string());
    const v1::BundleExportView part =
        dorkas.Export(files.back(), {"--photos", "--max-bytes", "70000"});
    if (part.photos_left() == 0) break;
  }
  EXPECT_THAT(files, SizeIs(3)) << "two pieces fit into each";
  EXPECT_EQ(district.ImportBundles({files[2]}).enrolments(0).photos_begun(), 1u);
  EXPECT_EQ(Answered(dorkas).photos_received(), 0u);
  const v1::BundleArrivalReport rest = district.ImportBundles({files[1], files[0]});
  EXPECT_EQ(rest.enrolments(0).photos_complete(), 1u);
  EXPECT_EQ(Answered(dorkas).photos_received(), 1u);
  EXPECT_EQ(dorkas.Status().waiting_photos(), 0u);
}

TEST_F(ByCard, ARevokedPhonesWorkIsTakenIntoQuarantineAndReceipted) {
  Phone& dorkas = district.Enrol("Dorkas Selan", kBenlutu);
  dorkas.Visit(FloorVisit(kTaek, 26));
  district.Order("Dorkas Selan", {"revoke", "--reason", "HP dicuri di pasar"});
  dorkas.Export(Card("titipan.tilik"));
  const v1::BundleArrivalReport report = district.ImportBundles({Card("titipan.tilik").string()});
  EXPECT_EQ(report.enrolments(0).new_sets(), 1u);
  EXPECT_TRUE(report.enrolments(0).quarantined());
  EXPECT_EQ(Said(district.Show(kTaek), "luas_lantai"), "24") << "a person decides";
  const v1::BundleImportView reply = Answered(dorkas);
  EXPECT_EQ(reply.receipts(), 1u);
  EXPECT_EQ(reply.records_received(), 0u) << "receipts yes, data no";
  EXPECT_TRUE(dorkas.Status().revoked());
  district.Verify();
}

TEST_F(ByCard, AnEnrolmentTheServerForgotIsReadmittedByItsOwnBundle) {
  district.BackUp("senin");
  Phone& dorkas = district.EnrolOnly("Dorkas Selan", kBenlutu);
  dorkas.Export(Card("satu.tilik"));
  district.ImportBundles({Card("satu.tilik").string()});
  Answered(dorkas);
  dorkas.Visit(FloorVisit(kNahak, 42));
  dorkas.Export(Card("titipan.tilik"));
  district.Crash();
  district.RestoreFrom("senin");

  // Without a request that is whole nobody knows who this is; the file is kept.
  std::string bytes = BytesOf(Card("titipan.tilik"));
  const std::vector<std::size_t> frames = FramesOf(bytes);
  ASSERT_THAT(frames, SizeIs(4)) << "the request, the visit, the request, the index";
  bytes[frames[0] + 60] ^= 1;
  bytes[frames[2] + 60] ^= 1;
  std::ofstream(Card("rusak.tilik"), std::ios::binary) << bytes;
  const v1::BundleArrivalReport unknown = district.ImportBundles({Card("rusak.tilik").string()}, 3);
  EXPECT_THAT(unknown.enrolments(0).problem(), HasSubstr("tidak dikenal"));
  const std::filesystem::path kept = district.data() / "bundles" / "unknown";
  ASSERT_EQ(std::distance(std::filesystem::directory_iterator(kept), {}), 1);
  EXPECT_EQ(BytesOf(std::filesystem::directory_iterator(kept)->path()), bytes);

  const v1::BundleArrivalReport known = district.ImportBundles({Card("titipan.tilik").string()});
  EXPECT_EQ(known.enrolments(0).new_sets(), 1u);
  EXPECT_TRUE(known.enrolments(0).quarantined());
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "36");
  EXPECT_EQ(Answered(dorkas).receipts(), 1u);
  district.Order("Dorkas Selan", {"confirm", "--villages", kBenlutu});
  EXPECT_EQ(Said(district.Show(kNahak), "luas_lantai"), "42");
  EXPECT_GT(Answered(dorkas).records_received(), 0u);
  district.Verify();
}

TEST_F(ByCard, WhatIsNoBundleIsSaidSo) {
  std::ofstream(Card("catatan.txt")) << "bukan berkas kiriman";
  EXPECT_THAT(district.ImportBundles({Card("catatan.txt").string()}, 3).files(0).problem(),
              HasSubstr("bukan berkas kiriman"));
}

}  // namespace
}  // namespace tilik::scenario
