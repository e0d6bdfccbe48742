#include "tests/unit/importer/office.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <sstream>

#include "proto/csv/csv.h"
#include "proto/regions/regions.h"
#include "sync-server/importer/output.h"
#include "sync-server/sync/ingest.h"

namespace tilik::importer {
namespace {

constexpr std::int32_t kZone = 8 * 60;
constexpr std::uint32_t kToday = 20260110;

}  // namespace

std::string CsvOf(const std::vector<Cells>& rows) {
  std::set<std::string> columns;
  for (const Cells& row : rows) {
    for (const auto& [column, text] : row) columns.insert(column);
  }
  std::ostringstream out;
  csv::Writer writer(out);
  writer.Row({columns.begin(), columns.end()});
  for (const Cells& row : rows) {
    for (const std::string& column : columns) {
      writer.Cell(row.count(column) > 0 ? row.at(column) : "");
    }
    writer.EndRow();
  }
  return out.str();
}

Cells HouseholdOf(const std::string& idbdt, const Cells& cells) {
  Cells row = cells;
  row.insert({{"IDBDT", idbdt},
              {"KDPROP", "53"},
              {"KDKAB", "02"},
              {"KDKEC", "01"},
              {"KDDESA", "1001"},
              {"Nama_KRT", "MARTEN TEFU"}});
  return row;
}

Cells PersonOf(const std::string& idartbdt, const std::string& idbdt, const Cells& cells) {
  Cells row = cells;
  row.insert({{"IDARTBDT", idartbdt},
              {"IDBDT", idbdt},
              {"Nama", "ORANG " + idartbdt},
              {"JnsKel", "1"},
              {"NoKK", "5302010101100001"},
              {"NUK", "1"}});
  return row;
}

void SeededRandom::Fill(void* out, std::size_t size) {
  auto* bytes = static_cast<unsigned char*>(out);
  for (std::size_t i = 0; i < size; ++i) {
    state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
    bytes[i] = static_cast<unsigned char>(state_ >> 56);
  }
}

Office::Office() : now_(BeginningOf(kToday, kZone)) {
  static int count = 0;
  directory_ =
      testing::TempDir() + "office-" + std::to_string(getpid()) + "-" + std::to_string(++count);
  scratch_ = directory_ + "/scratch";
  std::filesystem::remove_all(directory_);
  std::filesystem::create_directories(scratch_);
  const std::string key_path = directory_ + "/keys";
  keys_ = std::make_unique<sync::DistrictKeys>(sync::MakeKeyFile(key_path, random_).value());
  storage::District district;
  district.code = 5302;
  district.name = "Kabupaten Timor Tengah Selatan";
  district.public_key = keys_->district.public_key();
  district.zone_offset_minutes = kZone;
  storage::SqliteOptions options;
  options.directory = directory_ + "/data";
  std::filesystem::create_directories(options.directory);
  store_ = storage::SqliteRegistryStore::Create(options, district).value();
  through_ = store_.get();
  AdmitOfficer();
}

Office::~Office() {
  store_.reset();
  std::filesystem::remove_all(directory_);
}

void Office::AdmitOfficer() {
  officer_key_ = std::make_unique<SigningKey>(SigningKey::Make(random_));
  random_.Fill(officer_.data(), ChainId::kSize);
  storage::ChainRow chain;
  chain.state.chain = officer_;
  chain.state.branches.emplace_back();
  chain.public_key = officer_key_->public_key();
  chain.person = "Yuliana";
  for (VillageCode village : Regions::BuiltIn().VillagesIn(*DistrictCode::Parse("53.02"))) {
    chain.assignment.insert(village.number());
  }
  chain.issued = BeginningOf(20250101, kZone);
  auto writer = store_->BeginWrite().value();
  ASSERT_TRUE(writer->SaveChain(chain).ok());
  ASSERT_TRUE(writer->Commit().ok());
}

Run Office::RunOf(std::uint32_t as_of) {
  now_.ms += 60'000;
  return Run{*through_, Codebooks::BuiltIn(), *keys_, "operator", random_, now_, as_of, scratch_};
}

Result<RegistryReport> Office::TryImport(const std::string& households, const std::string& persons,
                                         std::uint32_t as_of) {
  std::istringstream household_file(households);
  std::istringstream person_file(persons);
  const Run run = RunOf(as_of);
  return ImportRegistry(run, {household_file, "rumah_tangga.csv"}, {person_file, "anggota.csv"});
}

RegistryReport Office::Import(const std::string& households, const std::string& persons,
                              std::uint32_t as_of) {
  return TryImport(households, persons, as_of).value();
}

DanomReport Office::ImportDanomOf(const std::string& danom) {
  std::istringstream file(danom);
  const Run run = RunOf(20251101);
  return ImportDanom(run, {file, "danom.csv"}, true, nullptr).value();
}

DanomReport Office::PreviewDanomOf(const std::string& danom) {
  std::istringstream file(danom);
  const Run run = RunOf(20251101);
  return ImportDanom(run, {file, "danom.csv"}, false, nullptr).value();
}

Result<DanomReport> Office::TryDanom(const std::string& danom, const std::string& fixes) {
  std::istringstream file(danom);
  std::istringstream decided("line,decision,value\n" + fixes + "\n");
  const SourceFile source{decided, "fixes.csv"};
  const Run run = RunOf(20251101);
  return ImportDanom(run, {file, "danom.csv"}, true, &source);
}

CivilReport Office::ImportCivilOf(const std::string& civil, std::uint32_t as_of) {
  std::istringstream file(civil);
  return ImportCivil(RunOf(as_of), {file, "dukcapil.csv"}).value();
}

Status Office::TryCivil(std::istream& civil) {
  return ImportCivil(RunOf(20251215), {civil, "dukcapil.csv"}).status();
}

CivilReport Office::PreviewCivilOf(const std::string& civil, std::uint32_t as_of) {
  std::istringstream file(civil);
  return PreviewCivil(RunOf(as_of), {file, "dukcapil.csv"}).value();
}

void Office::VisitFinds(const RecordId& record, const std::string& variable,
                        const std::string& typed, std::uint32_t day) {
  const Codebooks& codebooks = Codebooks::BuiltIn();
  const CodebookNumber codebook = codebooks.FindNamed("dtks-2020")->number();
  const merge::RecordState seen = Record(record);
  const v1::Variable* asked = codebooks.VariableNamed(codebook, variable, seen.kind);
  Answers answers;
  answers[codebooks.FieldOf(*asked)] = {codebooks.Parse(codebook, *asked, typed).value(),
                                        How::kSeen};
  v1::ChangeSet set;
  set.set_salt(std::string(16, 's'));
  set.set_oldest_epoch(1);
  set.set_seq(++officer_seq_);
  set.mutable_clock()->set_wall_ms(BeginningOf(day, kZone).ms + 10 * 3'600'000);
  v1::ChangeFields* change = set.add_operations()->mutable_change_fields();
  change->set_record(record.str());
  change->set_base_revision(seen.revision);
  WriteColumns(answers, change->mutable_values());
  const SealedSet sealed = Seal(officer_, officer_head_, set);
  v1::PushRequest push;
  push.set_first_seq(officer_seq_);
  push.set_previous_link(officer_head_.str());
  push.add_bodies(sealed.body);
  push.set_head_signature(officer_key_->SignLink(sealed.link).str());
  officer_head_ = sealed.link;
  now_.ms += 60'000;
  auto writer = store_->BeginWrite().value();
  sync::Ingest ingest(codebooks, store_->district(), *writer);
  auto prepared = sync::PreparePush(officer_, officer_key_->public_key(), push);
  ASSERT_TRUE(ingest.Take(std::move(prepared).value(), now_).ok());
  ASSERT_TRUE(writer->Commit().ok());
}

std::unique_ptr<storage::Reader> Office::Read() { return store_->BeginRead().value(); }

RecordId Office::FindOne(const std::string& text, v1::RecordKind kind) {
  std::vector<RecordId> found;
  const std::vector<storage::FoundRecord> records = Read()->FindRecords(text, 50).value();
  for (const storage::FoundRecord& record : records) {
    if (record.kind == kind) found.push_back(record.record);
  }
  EXPECT_EQ(found.size(), 1u) << text;
  return found.empty() ? RecordId() : found.front();
}

RecordId Office::Household(const std::string& idbdt) {
  return FindOne(idbdt, v1::RECORD_KIND_HOUSEHOLD);
}

RecordId Office::Person(const std::string& idartbdt) {
  return FindOne(idartbdt, v1::RECORD_KIND_PERSON);
}

merge::RecordState Office::Record(const RecordId& id) {
  auto record = Read()->Record(id).value();
  EXPECT_TRUE(record.has_value());
  return record.value_or(merge::RecordState());
}

std::string Office::Says(const RecordId& record, const std::string& variable) {
  const Codebooks& codebooks = Codebooks::BuiltIn();
  const Answers answers = merge::AllAnswers(Record(record));
  auto found = answers.find(codebooks.ConceptNamed(variable)->number());
  if (found == answers.end()) return "(tidak ada)";
  return codebooks.Words(found->first, found->second.value, "id");
}

std::vector<merge::CaseFile> Office::OpenCases(merge::CaseKind kind) {
  std::vector<merge::CaseFile> cases;
  std::vector<merge::CaseFile> all = Read()->Cases(true, 0, 10'000).value();
  for (merge::CaseFile& file : all) {
    if (file.key.kind == kind) cases.push_back(std::move(file));
  }
  return cases;
}

storage::Reader::Counts Office::Count() { return Read()->Count().value(); }

std::vector<RecordId> Office::Members(const RecordId& parent) {
  return Read()->Members(parent).value();
}

}  // namespace tilik::importer
