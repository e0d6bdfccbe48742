// Chains, sessions, one-time codes, and what an importer said last.
#include "sync-server/storage/row_codec.h"
#include "tests/unit/storage/district_on_disk.h"

namespace tilik::storage {
namespace {

using merge::RegistryInMemory;

TEST(People, AChainComesBackAsItWas) {
  DistrictOnDisk district;
  ChainRow chain = district.ChainOf(RegistryInMemory::Officer(10));
  chain.public_key.data()[3] = 9;
  chain.assignment_revision = 4;
  chain.revoked = true;
  chain.unconfirmed = true;
  chain.quarantine_case = 12;
  chain.issued.ms = 1'000;
  chain.last_seen.ms = 2'000;
  chain.backed_up_through = 7;  // not SaveChain's to say
  chain.state.waiting[8].data()[0] = 1;
  {
    std::unique_ptr<Writer> writer = district.Write();
    EXPECT_FALSE(Must(writer->LoadChain(chain.state.chain)).has_value());
    Must(writer->SaveChain(chain));
    chain.person = "Beni Sae";
    Must(writer->SaveChain(chain));
    Must(writer->Commit());
  }
  district.Reopen();
  ASSERT_EQ(Must(district.Read()->Chains()).size(), 1u);
  ChainRow read = Must(district.Read()->Chain(chain.state.chain)).value();
  EXPECT_EQ(read.person, "Beni Sae");
  EXPECT_EQ(read.device, chain.device);
  EXPECT_EQ(read.kind, ChainKind::kEnrolment);
  EXPECT_EQ(read.public_key, chain.public_key);
  EXPECT_EQ(read.assignment, chain.assignment);
  EXPECT_EQ(read.assignment_revision, 4u);
  EXPECT_TRUE(read.revoked);
  EXPECT_TRUE(read.unconfirmed);
  EXPECT_EQ(read.quarantine_case, 12u);
  EXPECT_EQ(read.issued, chain.issued);
  EXPECT_EQ(read.last_seen, chain.last_seen);
  EXPECT_EQ(read.backed_up_through, 0u);
  EXPECT_EQ(PackCustody(read.state), PackCustody(chain.state));
}

TEST(People, SessionsCountWithinTheirEpoch) {
  DistrictOnDisk district;
  std::unique_ptr<Writer> writer = district.Write();
  SessionRow session;
  session.epoch = 1;
  session.chain = RegistryInMemory::Officer(10).chain;
  session.note.opened.ms = 5;
  session.note.device_wall.ms = 6;
  session.note.device_monotonic_ms = 7;
  session.note.device_boot_id = "boot";
  EXPECT_EQ(Must(writer->AddSession(session)), 1u);
  EXPECT_EQ(Must(writer->AddSession(session)), 2u);
  session.epoch = 2;
  EXPECT_EQ(Must(writer->AddSession(session)), 1u);
  SessionRow read = Must(writer->LoadSession(1, 2)).value();
  EXPECT_EQ(read.chain, session.chain);
  EXPECT_EQ(read.note.opened.ms, 5);
  EXPECT_EQ(read.note.device_wall.ms, 6);
  EXPECT_EQ(read.note.device_monotonic_ms, 7u);
  EXPECT_EQ(read.note.device_boot_id, "boot");
  EXPECT_FALSE(Must(writer->LoadSession(1, 3)).has_value());
}

TEST(People, AnEnrolCodeServesOnceAndNotTooLate) {
  DistrictOnDisk district;
  std::unique_ptr<Writer> writer = district.Write();
  Must(writer->AddEnrolCode({"ABCD", "Ina", {merge::kFatumnasi}, Instant{0}, Instant{100}}));
  Must(writer->AddEnrolCode({"EFGH", "Beni", {}, Instant{0}, Instant{100}}));
  EnrolCode code = Must(writer->TakeEnrolCode("ABCD", Instant{99})).value();
  EXPECT_EQ(code.officer, "Ina");
  EXPECT_EQ(code.villages, std::set<std::uint64_t>{merge::kFatumnasi});
  EXPECT_FALSE(Must(writer->TakeEnrolCode("ABCD", Instant{99})).has_value());
  EXPECT_FALSE(Must(writer->TakeEnrolCode("EFGH", Instant{100})).has_value());
  EXPECT_FALSE(Must(writer->TakeEnrolCode("nothing", Instant{0})).has_value());
}

TEST(People, AnImporterRemembersItsLastFile) {
  DistrictOnDisk district;
  std::unique_ptr<Writer> writer = district.Write();
  Writer::Imported imported;
  imported.record = Id(1);
  imported.values = std::string("\x01\x00\x02", 3);
  Must(writer->SaveImported("dtks-csv", "5302140001", imported));
  imported.line = merge::Line(4);
  Must(writer->SaveImported("danom-csv", "5302140001", imported));
  Writer::Imported read = Must(writer->LoadImported("dtks-csv", "5302140001")).value();
  EXPECT_EQ(read.record, Id(1));
  EXPECT_TRUE(read.line.none());
  EXPECT_EQ(read.values, imported.values);
  EXPECT_EQ(Must(writer->LoadImported("danom-csv", "5302140001"))->line, merge::Line(4));
  EXPECT_FALSE(Must(writer->LoadImported("dtks-csv", "5302140002")).has_value());
}

TEST(People, AnEpochOnlyRisesAndShutsOutWhoDidNotNotice) {
  DistrictOnDisk district;
  auto beside = Must(SqliteRegistryStore::Open(district.options));
  {
    std::unique_ptr<Writer> writer = district.Write();
    EXPECT_EQ(writer->BeginEpoch(1).code(), Code::kInvalid);
    Must(writer->BeginEpoch(2));
    Must(writer->Commit());
  }
  EXPECT_EQ(beside->BeginWrite().status().code(), Code::kConflict);
  EXPECT_TRUE(district.store->BeginWrite().ok()) << "who began it goes on";
  district.Reopen();
  EXPECT_EQ(district.store->district().epoch, 2u);
  EXPECT_EQ(district.store->district().name, "Timor Tengah Selatan");
  EXPECT_EQ(district.store->district().public_key, Founded().public_key);
  EXPECT_EQ(Must(district.Read()->Head()).epoch(), 2u);
}

}  // namespace
}  // namespace tilik::storage
