#include <map>
#include <set>
#include <utility>

#include "sync-server/importer/families.h"
#include "sync-server/importer/output.h"
#include "sync-server/importer/registry_changes.h"
#include "sync-server/importer/registry_keys.h"
#include "sync-server/importer/registry_rows.h"
#include "sync-server/importer/table.h"
#include "sync-server/storage/live_record.h"

namespace tilik::importer {
namespace {

constexpr char kTotalsKey[] = "berkas";
constexpr int kHouseholdsPerBatch = 200;

using Imported = storage::Writer::Imported;

class RegistryImport {
 public:
  RegistryImport(const Run& run, std::string persons_file, std::string households_file,
                 std::vector<v1::Operation> announcement, RegistryReport& report)
      : run_(run),
        persons_file_(std::move(persons_file)),
        households_file_(std::move(households_file)),
        output_(run, std::move(announcement)),
        ids_(run.random),
        report_(report),
        changes_(run, report) {}

  Status Take(Staging& staging);

 private:
  Status TakeHousehold(const HouseholdRow& row, const std::vector<PersonRow>& persons);
  Status TakePersonsOfKnown(const RecordId& household, const std::string& idbdt,
                            const std::vector<PersonRow>& persons);
  Status RefusePersons(const std::vector<PersonRow>& persons, bool household_refused);
  Status TakePersons(const RecordId& household, std::uint64_t village, const std::string& idbdt,
                     const std::vector<PersonRow>& persons);
  struct FamilyRecord {
    RecordId id;
    std::optional<Imported> last;
    bool renamed = false;
  };
  Result<std::vector<FamilyRecord>> FamilyRecords(const std::string& idbdt,
                                                  const std::vector<FamilyGroup>& families,
                                                  const std::vector<std::string>& last_families);
  Result<std::optional<Imported>> Last(const std::string& key);
  Status EndHousehold();
  Status EndBatch();
  Status CountVanished(Staging& staging);
  Status LoadTotals();

  const Run& run_;
  const std::string persons_file_;
  const std::string households_file_;
  Output output_;
  IdMaker ids_;
  RegistryReport& report_;
  RegistryChanges changes_;

  storage::Writer* writer_ = nullptr;  // of the open batch
  int households_in_batch_ = 0;
  v1::ImportedTotals totals_;
  std::uint64_t totals_saved_ = 0;
  std::uint64_t households_present_ = 0;  // of those the importer knows, in this file
  std::uint64_t persons_present_ = 0;
};

Result<std::optional<Imported>> RegistryImport::Last(const std::string& key) {
  return writer_->LoadImported(kRegistryImporter, key);
}

Status RegistryImport::LoadTotals() {
  TILIK_ASSIGN_OR_RETURN(writer_, output_.Writer());
  TILIK_ASSIGN_OR_RETURN(std::optional<Imported> totals, Last(kTotalsKey));
  if (totals.has_value() && !totals_.ParseFromString(totals->values)) {
    return Status::Corrupt("an importer's totals cannot be read");
  }
  totals_saved_ = totals_.households() + totals_.persons();
  return Status();
}

Status RegistryImport::Take(Staging& staging) {
  TILIK_RETURN_IF_ERROR(LoadTotals());
  TILIK_RETURN_IF_ERROR(staging.ForEachHousehold([&](const HouseholdRow& row) -> Status {
    TILIK_ASSIGN_OR_RETURN(std::vector<PersonRow> persons, staging.PersonsOf(row.idbdt));
    return TakeHousehold(row, persons);
  }));
  TILIK_ASSIGN_OR_RETURN(std::vector<std::string> without_row, staging.HouseholdsWithoutRow());
  for (const std::string& idbdt : without_row) {
    TILIK_ASSIGN_OR_RETURN(std::vector<PersonRow> persons, staging.PersonsOf(idbdt));
    TILIK_ASSIGN_OR_RETURN(writer_, output_.Writer());
    TILIK_ASSIGN_OR_RETURN(std::optional<Imported> known, Last(HouseholdKey(idbdt)));
    if (known.has_value()) {
      TILIK_RETURN_IF_ERROR(TakePersonsOfKnown(known->record, idbdt, persons));
      continue;
    }
    TILIK_ASSIGN_OR_RETURN(bool refused, staging.IsRefused(Staging::Kind::kHousehold, idbdt));
    TILIK_RETURN_IF_ERROR(RefusePersons(persons, refused));
  }
  TILIK_RETURN_IF_ERROR(CountVanished(staging));
  TILIK_RETURN_IF_ERROR(EndBatch());
  report_.change_sets = output_.change_sets();
  return Status();
}

Status RegistryImport::TakeHousehold(const HouseholdRow& row,
                                     const std::vector<PersonRow>& persons) {
  TILIK_ASSIGN_OR_RETURN(writer_, output_.Writer());
  RegistrySubject subject;
  subject.kind = v1::RECORD_KIND_HOUSEHOLD;
  subject.key = HouseholdKey(row.idbdt);
  subject.village = row.village;
  TILIK_ASSIGN_OR_RETURN(subject.now, UnpackAnswers(row.packed));
  subject.file = households_file_;
  subject.line = row.line;
  subject.written_key = row.idbdt;
  TILIK_ASSIGN_OR_RETURN(std::optional<Imported> last, Last(subject.key));
  const RecordId household = last.has_value() ? last->record : ids_.Next(run_.now);
  ++households_present_;
  if (!last.has_value()) totals_.set_households(totals_.households() + 1);
  TILIK_RETURN_IF_ERROR(
      changes_.Take(*writer_, household, last, std::move(subject), report_.households));
  TILIK_RETURN_IF_ERROR(TakePersons(household, row.village, row.idbdt, persons));
  return EndHousehold();
}

Status RegistryImport::TakePersonsOfKnown(const RecordId& household, const std::string& idbdt,
                                          const std::vector<PersonRow>& persons) {
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state,
                         storage::LiveRecord(*writer_, household));
  const std::uint64_t village = state.has_value() ? state->village : 0;
  TILIK_RETURN_IF_ERROR(TakePersons(household, village, idbdt, persons));
  return EndHousehold();
}

Status RegistryImport::RefusePersons(const std::vector<PersonRow>& persons,
                                     bool household_refused) {
  for (const PersonRow& person : persons) {
    ++report_.persons.refused;
    TILIK_ASSIGN_OR_RETURN(std::optional<Imported> known, Last(PersonKey(person.idartbdt)));
    persons_present_ += known.has_value();
    Finding finding;
    finding.problem = household_refused ? Problem::kRefusedHousehold : Problem::kUnknownHousehold;
    finding.file = persons_file_;
    finding.line = person.line;
    finding.key = person.idartbdt;
    finding.words = "rumah tangga " + person.idbdt +
                    (household_refused ? " ditolak, jadi anggotanya juga"
                                       : " tidak ada di berkas rumah tangga");
    report_.findings.Add(std::move(finding));
  }
  return Status();
}

Status RegistryImport::TakePersons(const RecordId& household, std::uint64_t village,
                                   const std::string& idbdt,
                                   const std::vector<PersonRow>& persons) {
  std::vector<Answers> answers;
  std::vector<Membership> memberships;
  std::vector<std::optional<Imported>> last;
  std::vector<std::string> last_families;
  for (const PersonRow& person : persons) {
    TILIK_ASSIGN_OR_RETURN(Answers of_row, UnpackAnswers(person.packed));
    Membership membership;
    membership.no_kk = person.no_kk;
    auto nik = of_row.find(field::kNik);
    if (nik != of_row.end()) membership.nik = std::get<std::string>(nik->second.value);
    auto nuk = of_row.find(field::kNuk);
    if (nuk != of_row.end()) membership.nuk = std::get<std::int64_t>(nuk->second.value);
    memberships.push_back(std::move(membership));
    answers.push_back(std::move(of_row));
    TILIK_ASSIGN_OR_RETURN(std::optional<Imported> known, Last(PersonKey(person.idartbdt)));
    std::string family;
    if (known.has_value()) {
      TILIK_ASSIGN_OR_RETURN(Answers remembered, UnpackAnswers(known->values));
      family = TakeFamily(remembered);
    }
    last_families.push_back(std::move(family));
    last.push_back(std::move(known));
  }

  const FamilyReading reading = ReadFamilies(memberships);
  TILIK_ASSIGN_OR_RETURN(std::vector<FamilyRecord> records,
                         FamilyRecords(idbdt, reading.families, last_families));
  for (std::size_t i = 0; i < reading.families.size(); ++i) {
    const FamilyGroup& family = reading.families[i];
    const PersonRow& first = persons[family.members.front()];
    RegistrySubject subject;
    subject.kind = v1::RECORD_KIND_FAMILY;
    subject.key = FamilyKey(idbdt, family.word);
    subject.village = village;
    subject.now[field::kHousehold].value = household;
    if (family.no_kk.has_value()) subject.now[field::kNoKk] = *family.no_kk;
    subject.file = persons_file_;
    subject.line = first.line;
    subject.written_key = first.idartbdt;
    if (family.no_kk.has_value() && family.no_kk->how == How::kAsWritten) {
      Finding finding{Problem::kAsWritten,
                      persons_file_,
                      first.line,
                      0,
                      "NoKK",
                      first.idartbdt,
                      "No KK \"" + std::get<std::string>(family.no_kk->value) +
                          "\" tidak sah; disimpan seperti tertulis"};
      report_.findings.Add(std::move(finding));
    }
    subject.renamed = records[i].renamed;
    ++report_.families.rows;
    TILIK_RETURN_IF_ERROR(changes_.Take(*writer_, records[i].id, records[i].last,
                                        std::move(subject), report_.families));
    for (std::size_t member : family.members) {
      const PersonRow& row = persons[member];
      RegistrySubject person;
      person.kind = v1::RECORD_KIND_PERSON;
      person.key = PersonKey(row.idartbdt);
      person.village = village;
      person.now = std::move(answers[member]);
      person.now[field::kFamily].value = records[i].id;
      person.family = FamilyKey(idbdt, family.word);
      person.file = persons_file_;
      person.line = row.line;
      person.written_key = row.idartbdt;
      ++persons_present_;
      if (!last[member].has_value()) totals_.set_persons(totals_.persons() + 1);
      const RecordId record = last[member].has_value() ? last[member]->record : ids_.Next(run_.now);
      TILIK_RETURN_IF_ERROR(
          changes_.Take(*writer_, record, last[member], std::move(person), report_.persons));
    }
  }
  for (std::size_t i : reading.no_kk_not_used) {
    Finding finding{Problem::kNoKkNotUsed,
                    persons_file_,
                    persons[i].line,
                    0,
                    "NoKK",
                    persons[i].idartbdt,
                    "No KK \"" + persons[i].no_kk +
                        "\" tidak dipakai; anggota ini dibaca sekeluarga dengan yang ber-NUK sama"};
    report_.findings.Add(std::move(finding));
  }
  return Status();
}

// The record and last row of each family. One known by its word goes first; one whose word is new,
// but most of whose members were one family when the last file came, is that family under a
// corrected No KK.
Result<std::vector<RegistryImport::FamilyRecord>> RegistryImport::FamilyRecords(
    const std::string& idbdt, const std::vector<FamilyGroup>& families,
    const std::vector<std::string>& last_families) {
  std::vector<FamilyRecord> records(families.size());
  std::set<RecordId> taken;
  for (std::size_t i = 0; i < families.size(); ++i) {
    TILIK_ASSIGN_OR_RETURN(std::optional<Imported> known, Last(FamilyKey(idbdt, families[i].word)));
    if (known.has_value() && taken.insert(known->record).second) {
      records[i] = {known->record, std::move(known), false};
    }
  }
  const std::string here = FamilyKey(idbdt, "");
  for (std::size_t i = 0; i < families.size(); ++i) {
    if (records[i].last.has_value()) continue;
    std::map<std::string, int> votes;
    std::string most;
    for (std::size_t member : families[i].members) {
      const std::string& word = last_families[member];
      if (word.rfind(here, 0) == 0 && ++votes[word] > votes[most]) most = word;
    }
    if (!most.empty()) {
      TILIK_ASSIGN_OR_RETURN(std::optional<Imported> known, Last(most));
      if (known.has_value() && taken.insert(known->record).second) {
        records[i] = {known->record, std::move(known), true};
        continue;
      }
    }
    records[i] = {ids_.Next(run_.now), std::nullopt, false};
  }
  return records;
}

Status RegistryImport::EndHousehold() {
  std::vector<v1::Operation> operations = changes_.TakeOperations();
  if (!operations.empty()) TILIK_RETURN_IF_ERROR(output_.Add(std::move(operations)));
  if (++households_in_batch_ < kHouseholdsPerBatch) return Status();
  return EndBatch();
}

Status RegistryImport::EndBatch() {
  TILIK_RETURN_IF_ERROR(output_.Merge());
  TILIK_RETURN_IF_ERROR(changes_.CountFates(*writer_));
  const std::uint64_t known = totals_.households() + totals_.persons();
  if (known != totals_saved_) {
    Imported totals;
    totals.values = totals_.SerializeAsString();
    TILIK_RETURN_IF_ERROR(writer_->SaveImported(kRegistryImporter, kTotalsKey, totals));
    totals_saved_ = known;
  }
  households_in_batch_ = 0;
  writer_ = nullptr;
  return output_.Commit();
}

Status RegistryImport::CountVanished(Staging& staging) {
  TILIK_ASSIGN_OR_RETURN(writer_, output_.Writer());
  TILIK_RETURN_IF_ERROR(
      staging.ForEachRefused([&](Staging::Kind kind, const std::string& key) -> Status {
        const bool household = kind == Staging::Kind::kHousehold;
        TILIK_ASSIGN_OR_RETURN(std::optional<Imported> known,
                               Last(household ? HouseholdKey(key) : PersonKey(key)));
        if (known.has_value()) ++(household ? households_present_ : persons_present_);
        return Status();
      }));
  report_.households.vanished = totals_.households() - households_present_;
  report_.persons.vanished = totals_.persons() - persons_present_;
  return Status();
}

}  // namespace

Result<RegistryReport> ImportRegistry(const Run& run, const SourceFile& households,
                                      const SourceFile& persons) {
  TILIK_RETURN_IF_ERROR(CheckAsOf(run));
  TILIK_ASSIGN_OR_RETURN(ContentHash households_hash, HashOfFile(households.in));
  TILIK_ASSIGN_OR_RETURN(ContentHash persons_hash, HashOfFile(persons.in));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Staging> staging,
                         Staging::Open(run.scratch_directory, run.random));
  RegistryReport report;
  report.as_of = run.as_of;
  TILIK_RETURN_IF_ERROR(ReadRegistryRows(run, households, persons, *staging, report));
  RegistryImport import(
      run, persons.name, households.name,
      {BeginImportOf(kRegistryImporter, households_hash, run.as_of, households.name),
       BeginImportOf(kRegistryImporter, persons_hash, run.as_of, persons.name)},
      report);
  TILIK_RETURN_IF_ERROR(import.Take(*staging));
  return report;
}

}  // namespace tilik::importer
