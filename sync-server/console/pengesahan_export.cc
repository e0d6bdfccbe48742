// A version as the ministry's two files: rumah_tangga.csv and anggota.csv.
#include <ostream>
#include <unordered_map>

#include "proto/csv/csv.h"
#include "sync-server/console/current.h"
#include "sync-server/console/pengesahan.h"

namespace tilik::console {
namespace {

using merge::FrozenRecord;

struct Question {
  Field field;
  std::string column;
};

// The questions of a codebook about one kind of record, but for those that have columns of their
// own.
std::vector<Question> QuestionsAbout(const Codebooks& codebooks, const v1::Codebook& codebook,
                                     v1::RecordKind kind, const std::set<Field>& own) {
  std::vector<Question> questions;
  for (const v1::Variable& variable : codebook.variables()) {
    const Field field = codebooks.FieldOf(variable);
    const v1::Concept* about = codebooks.ConceptOf(field);
    if (about == nullptr || about->kind() != kind || own.contains(field)) continue;
    questions.push_back(
        {field, variable.name().empty() ? variable.concept_name() : variable.name()});
  }
  return questions;
}

// What has a column of its own in either file.
const std::set<Field>& HouseholdColumns() {
  static const std::set<Field> columns = {field::kVillage, field::kIdbdt, field::kAddress,
                                          field::kSls, field::kHeadName};
  return columns;
}
const std::set<Field>& PersonColumns() {
  static const std::set<Field> columns = {field::kFamily,
                                          field::kIdartbdt,
                                          field::kName,
                                          field::kSex,
                                          field::kBirthPlace,
                                          field::kBirthDate,
                                          field::kNik,
                                          field::kRelationToHead,
                                          field::kNuk,
                                          field::kMotherName,
                                          field::kRelationToFamilyHead};
  return columns;
}

class VersionFiles {
 public:
  VersionFiles(const Codebooks& codebooks, const v1::Codebook& codebook, std::ostream& households,
               std::ostream& persons)
      : codebooks_(codebooks),
        codebook_(codebook),
        households_(households),
        persons_(persons),
        about_households_(
            QuestionsAbout(codebooks, codebook, v1::RECORD_KIND_HOUSEHOLD, HouseholdColumns())),
        about_persons_(
            QuestionsAbout(codebooks, codebook, v1::RECORD_KIND_PERSON, PersonColumns())) {
    asked_ = HouseholdColumns();
    asked_.insert(PersonColumns().begin(), PersonColumns().end());
    for (const auto* questions : {&about_households_, &about_persons_}) {
      for (const Question& question : *questions) asked_.insert(question.field);
    }
  }

  void Headers() {
    std::vector<std::string> names = {"id_tilik", "IDBDT",  "KDPROP",   "KDKAB",   "KDKEC",
                                      "KDDESA",   "Alamat", "Nama_SLS", "Nama_KRT"};
    for (const Question& question : about_households_) names.push_back(question.column);
    households_.Row(names);
    names = {"id_tilik", "IDARTBDT", "IDBDT",   "Nama", "JnsKel", "TmpLahir",        "TglLahir",
             "NIK",      "NoKK",     "Hub_KRT", "NUK",  "Hubkel", "Nama_Ibu_Kandung"};
    for (const Question& question : about_persons_) names.push_back(question.column);
    persons_.Row(names);
  }

  void Household(const FrozenRecord& record) {
    std::string village = Cell(record.answers, field::kVillage);
    village.resize(10, ' ');
    std::vector<std::string> cells = {ToUuidText(record.id),
                                      Cell(record.answers, field::kIdbdt),
                                      village.substr(0, 2),
                                      village.substr(2, 2),
                                      village.substr(4, 2),
                                      village.substr(6),
                                      Cell(record.answers, field::kAddress),
                                      Cell(record.answers, field::kSls),
                                      Cell(record.answers, field::kHeadName)};
    for (const Question& question : about_households_) {
      cells.push_back(Cell(record.answers, question.field));
    }
    households_.Row(cells);
    NoteUnasked(record.answers);
    ++report.households;
  }

  void Person(const FrozenRecord& record, const std::string& idbdt, const std::string& no_kk) {
    const Answers& said = record.answers;
    std::vector<std::string> cells = {ToUuidText(record.id),
                                      Cell(said, field::kIdartbdt),
                                      idbdt,
                                      Cell(said, field::kName),
                                      Cell(said, field::kSex),
                                      Cell(said, field::kBirthPlace),
                                      Cell(said, field::kBirthDate),
                                      Cell(said, field::kNik),
                                      no_kk,
                                      Cell(said, field::kRelationToHead),
                                      Cell(said, field::kNuk),
                                      Cell(said, field::kRelationToFamilyHead),
                                      Cell(said, field::kMotherName)};
    for (const Question& question : about_persons_) cells.push_back(Cell(said, question.field));
    persons_.Row(cells);
    NoteUnasked(said);
    ++report.persons;
  }

  // As the files write it: codes as numbers, dates as 1985-03-14, nothing for what is not known.
  std::string Cell(const Answers& answers, Field field) {
    auto found = answers.find(field);
    if (found == answers.end() || IsAbsent(found->second.value)) return "";
    Value value = found->second.value;
    if (const auto* coded = std::get_if<Coded>(&value);
        coded && coded->codebook != codebook_.number()) {
      std::string why;
      std::optional<Value> mapped = codebooks_.Translate(field, value, codebook_.number(), &why);
      if (!mapped || !why.empty()) {
        ++report.unmapped[NameOf(field) + " " + std::to_string(coded->code) +
                          (mapped ? " (dengan kehilangan): " : ": ") + why];
      }
      if (!mapped) return "";
      value = *std::move(mapped);
    }
    if (const auto* coded = std::get_if<Coded>(&value)) return std::to_string(coded->code);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number == nullptr) return "";
    std::string digits = std::to_string(*number);
    const v1::Concept* about = codebooks_.ConceptOf(field);
    const bool date = about != nullptr && about->type() == v1::CONCEPT_TYPE_DATE;
    if (date && digits.size() == 8) digits.insert(6, 1, '-').insert(4, 1, '-');
    return digits;
  }

  ExportReport report;

 private:
  std::string NameOf(Field field) const {
    const v1::Concept* about = codebooks_.ConceptOf(field);
    return about == nullptr ? std::to_string(field) : about->name();
  }

  // What the version knows and these files have no column for.
  void NoteUnasked(const Answers& answers) {
    for (const auto& [field, answer] : answers) {
      if (asked_.contains(field) || IsAbsent(answer.value)) continue;
      ++report.unmapped[NameOf(field) + ": tidak ditanyakan dalam " + codebook_.name()];
    }
  }

  const Codebooks& codebooks_;
  const v1::Codebook& codebook_;
  csv::Writer households_;
  csv::Writer persons_;
  const std::vector<Question> about_households_;
  const std::vector<Question> about_persons_;
  std::set<Field> asked_;
};

RecordId ReferenceIn(const Answers& answers, Field field) {
  auto answer = answers.find(field);
  const RecordId* id =
      answer == answers.end() ? nullptr : std::get_if<RecordId>(&answer->second.value);
  return id == nullptr ? RecordId() : *id;
}

struct Family {
  RecordId household;
  std::string no_kk;
};

}  // namespace

Result<ExportReport> ExportVersion(storage::Reader& reader, const Codebooks& codebooks,
                                   const std::string& name, const std::string& codebook_name,
                                   std::ostream& households, std::ostream& persons) {
  TILIK_ASSIGN_OR_RETURN(merge::Ratification version, VersionNamed(reader, name));
  const v1::Codebook* codebook = codebooks.FindNamed(codebook_name);
  if (codebook == nullptr) return Status::NotFound("tidak ada buku kode " + codebook_name);
  storage::VerificationReader& verivali = reader.verification();
  TILIK_ASSIGN_OR_RETURN(const Current current, Current::Read(reader));
  const auto live = [&](const RecordId& id) { return current.IdOf(id); };
  VersionFiles files(codebooks, *codebook, households, persons);
  files.Headers();
  // Persons are written in a second walk: their family may have a later id than they.
  std::unordered_map<RecordId, std::string> active;  // household → IDBDT
  std::unordered_map<RecordId, Family> families;
  TILIK_RETURN_IF_ERROR(
      verivali.ForEachFrozen(version.said.through(), [&](const FrozenRecord& record) -> Status {
        const bool stands = record.status == v1::RECORD_STATUS_ACTIVE;
        if (record.kind == v1::RECORD_KIND_HOUSEHOLD && stands) {
          active[record.id] = files.Cell(record.answers, field::kIdbdt);
          files.Household(record);
        } else if (record.kind == v1::RECORD_KIND_HOUSEHOLD) {
          ++files.report.inactive;
        } else if (record.kind == v1::RECORD_KIND_FAMILY) {
          families[record.id] = {live(ReferenceIn(record.answers, field::kHousehold)),
                                 files.Cell(record.answers, field::kNoKk)};
        }
        return Status();
      }));
  TILIK_RETURN_IF_ERROR(
      verivali.ForEachFrozen(version.said.through(), [&](const FrozenRecord& record) -> Status {
        if (record.kind != v1::RECORD_KIND_PERSON) return Status();
        auto family = families.find(live(ReferenceIn(record.answers, field::kFamily)));
        if (family == families.end()) return Status();
        auto household = active.find(family->second.household);
        if (household == active.end()) return Status();
        if (record.status == v1::RECORD_STATUS_ACTIVE) {
          files.Person(record, household->second, family->second.no_kk);
        } else {
          ++files.report.inactive;
        }
        return Status();
      }));
  return std::move(files.report);
}

}  // namespace tilik::console
