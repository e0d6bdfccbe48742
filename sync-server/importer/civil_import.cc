#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "proto/contract/typed_text.h"
#include "sync-server/importer/answers_in_row.h"
#include "sync-server/importer/output.h"
#include "sync-server/importer/recipients.h"
#include "sync-server/importer/table.h"

namespace tilik::importer {
namespace {

constexpr char kCivilImporter[] = "dukcapil-csv";
constexpr char kCivilCodebook[] = "dukcapil";
constexpr std::size_t kRowsPerBatch = 1000;
constexpr std::uint32_t kMatched = 1;  // hasil_dukcapil
constexpr std::uint32_t kDead = 32;    // a bit of alasan_dukcapil

constexpr Field kCivilFields[] = {field::kCivilResult, field::kCivilReasons, field::kCivilChecked,
                                  field::kCivilName, field::kCivilBirthDate};

const Value* ContentIn(const Answers& answers, Field field) {
  auto found = answers.find(field);
  return found == answers.end() || IsAbsent(found->second.value) ? nullptr : &found->second.value;
}

bool SaysDead(const Answers& answers) {
  const Value* reasons = ContentIn(answers, field::kCivilReasons);
  const Coded* bits = reasons == nullptr ? nullptr : std::get_if<Coded>(reasons);
  return bits != nullptr && (bits->code & kDead) != 0;
}

std::int64_t CheckedOn(const Answers& answers) {
  const Value* checked = ContentIn(answers, field::kCivilChecked);
  const std::int64_t* day = checked == nullptr ? nullptr : std::get_if<std::int64_t>(checked);
  return day == nullptr ? 0 : *day;
}

class CivilImport {
 public:
  CivilImport(const Run& run, bool preview, Table& table, storage::Reader& reader,
              v1::Operation announcement, CivilReport& report)
      : run_(run),
        preview_(preview),
        table_(table),
        reader_(reader),
        output_(run, {std::move(announcement)}),
        answers_(run.codebooks, kCivilCodebook, v1::RECORD_KIND_PERSON, table, {"IDARTBDT", "NIK"}),
        report_(report),
        idartbdt_(table.Find("IDARTBDT")),
        nik_(table.Find("NIK")),
        checked_(table.Find("tgl_cek")) {}

  Status Take();

 private:
  using Fate = v1::CivilRowFate;
  Result<Fate> TakeRow();
  Result<std::optional<merge::RecordState>> PersonOfRow();
  std::optional<Answers> AnswerOfRow();
  Fate Judge(const merge::RecordState& person, Answers answer);
  void Propose(const merge::RecordState& person, const Answers& answer);
  void Change(const merge::RecordState& person, const Answers& before, Answers answer);
  std::string Known(std::optional<std::size_t> column) const;
  Status EndBatch();

  const Run& run_;
  const bool preview_;
  Table& table_;
  storage::Reader& reader_;
  Output output_;
  RowAnswers answers_;
  CivilReport& report_;
  const std::optional<std::size_t> idartbdt_, nik_, checked_;

  storage::Writer* writer_ = nullptr;
  std::string row_key_;                                             // as the finding calls the row
  std::map<std::uint64_t, std::vector<v1::Operation>> operations_;  // of this batch, by village
  std::size_t rows_in_batch_ = 0;
  std::set<RecordId> answered_;
};

// A cell's text; empty when it has no data. An export writes 0 where it has no number.
std::string CivilImport::Known(std::optional<std::size_t> column) const {
  const std::string_view text = table_.Text(column);
  return IsNoData(text) || text == "0" ? std::string() : std::string(text);
}

Result<std::optional<merge::RecordState>> CivilImport::PersonOfRow() {
  const std::string idartbdt = Known(idartbdt_);
  const std::string nik = Known(nik_);
  row_key_ = idartbdt.empty() ? nik : idartbdt;
  std::optional<merge::RecordState> person;
  if (row_key_.empty()) {
    table_.Report(Problem::kMissingKey, std::nullopt, "", "IDARTBDT dan NIK tidak ada");
    return person;
  }
  Recipients recipients(*writer_, reader_);
  TILIK_ASSIGN_OR_RETURN(RecipientsFound found, recipients.FindPerson(idartbdt, nik));
  const std::optional<std::size_t> by = idartbdt.empty() ? nik_ : idartbdt_;
  if (found.records.empty()) {
    table_.Report(Problem::kUnknownPerson, by, row_key_,
                  std::string("tidak ada orang dengan ") + found.by + " ini");
  } else if (found.records.size() > 1) {
    table_.Report(Problem::kAmbiguousPerson, by, row_key_,
                  std::to_string(found.records.size()) + " orang dengan NIK ini; pakai IDARTBDT");
  } else if (!answered_.insert(found.records.front().id).second) {
    table_.Report(Problem::kRepeatedKey, by, row_key_,
                  "orang ini sudah ada di baris sebelumnya; yang pertama dipakai");
  } else {
    person = std::move(found.records.front());
    const Answers claimed = merge::AllAnswers(*person);
    const Value* own = ContentIn(claimed, field::kNik);
    if (own != nullptr && !nik.empty() && *own != Value(nik)) {
      table_.Report(Problem::kNikDiffers, nik_, row_key_,
                    "yang dipadankan NIK ini, yang diaku kini NIK lain");
    }
  }
  return person;
}

std::optional<Answers> CivilImport::AnswerOfRow() {
  Answers answer = answers_.Read(row_key_);
  if (ContentIn(answer, field::kCivilResult) == nullptr) {
    table_.Report(Problem::kNoResult, table_.Find("hasil"), row_key_,
                  "hasil pemadanan tidak ada atau bukan PADAN / TIDAK PADAN");
    return std::nullopt;
  }
  if (CheckedOn(answer) > std::int64_t{run_.as_of}) {
    table_.Report(Problem::kUnknownValue, checked_, row_key_,
                  "tanggal pemadanan sesudah tanggal berkas; tanggal berkas yang dipakai");
    answer.erase(field::kCivilChecked);
  }
  if (ContentIn(answer, field::kCivilChecked) == nullptr) {
    answer[field::kCivilChecked].value = std::int64_t{run_.as_of};
  }
  return answer;
}

void CivilImport::Change(const merge::RecordState& person, const Answers& before, Answers answer) {
  // The answer replaces the last one as a whole: what it does not say is no longer said.
  for (Field field : kCivilFields) {
    if (ContentIn(before, field) != nullptr) answer.try_emplace(field, Answer{Absent::kBlank});
  }
  v1::Operation operation;
  v1::ChangeFields* change = operation.mutable_change_fields();
  change->set_record(person.id.str());
  change->set_base_revision(person.revision);
  change->set_base_epoch(run_.store.district().epoch);
  WriteColumns(answer, change->mutable_values());
  operations_[person.village].push_back(std::move(operation));
}

void CivilImport::Propose(const merge::RecordState& person, const Answers& answer) {
  ++report_.deaths_proposed;
  if (preview_) return;
  v1::Operation operation;
  v1::ProposeStatus* propose = operation.mutable_propose_status();
  propose->set_record(person.id.str());
  propose->set_base_revision(person.revision);
  propose->set_status(v1::RECORD_STATUS_ASLEEP);
  propose->set_reason(v1::STATUS_REASON_MENINGGAL);
  propose->set_note("meninggal menurut Dukcapil, pemadanan " +
                    DateInWords(static_cast<std::uint32_t>(CheckedOn(answer)), "id"));
  operations_[person.village].push_back(std::move(operation));
}

v1::CivilRowFate CivilImport::Judge(const merge::RecordState& person, Answers answer) {
  const Answers before = merge::AllAnswers(person);
  const bool first = ContentIn(before, field::kCivilResult) == nullptr;
  bool same = true;
  for (Field field : kCivilFields) {
    const Value* was = ContentIn(before, field);
    const Value* is = ContentIn(answer, field);
    same = same && (was == nullptr) == (is == nullptr) && (was == nullptr || *was == *is);
  }
  if (same) return v1::CIVIL_ROW_FATE_UNCHANGED;
  if (CheckedOn(answer) < CheckedOn(before)) return v1::CIVIL_ROW_FATE_OLDER;
  const bool matched = std::get<Coded>(*ContentIn(answer, field::kCivilResult)).code == kMatched;
  ++(matched ? report_.matched : report_.not_matched);
  const bool newly_dead = SaysDead(answer) && !SaysDead(before);
  if (newly_dead && person.status == v1::RECORD_STATUS_ACTIVE) Propose(person, answer);
  if (!preview_) Change(person, before, std::move(answer));
  return first ? v1::CIVIL_ROW_FATE_RECORDED : v1::CIVIL_ROW_FATE_REPLACED;
}

Result<v1::CivilRowFate> CivilImport::TakeRow() {
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> person, PersonOfRow());
  if (!person.has_value()) return v1::CIVIL_ROW_FATE_REFUSED;
  std::optional<Answers> answer = AnswerOfRow();
  if (!answer.has_value()) return v1::CIVIL_ROW_FATE_REFUSED;
  return Judge(*person, *std::move(answer));
}

Status CivilImport::Take() {
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(Table::Step step, table_.Next());
    if (step == Table::Step::kEnd) break;
    TILIK_ASSIGN_OR_RETURN(writer_, output_.Writer());
    Fate fate = v1::CIVIL_ROW_FATE_REFUSED;
    if (step == Table::Step::kRow) {
      TILIK_ASSIGN_OR_RETURN(fate, TakeRow());
    }
    report_.rows.push_back({table_.line(), fate});
    if (++rows_in_batch_ >= kRowsPerBatch) TILIK_RETURN_IF_ERROR(EndBatch());
  }
  TILIK_RETURN_IF_ERROR(EndBatch());
  report_.change_sets = output_.change_sets();
  return Status();
}

Status CivilImport::EndBatch() {
  for (auto& [village, operations] : operations_) {
    TILIK_RETURN_IF_ERROR(output_.Add(std::move(operations)));
  }
  operations_.clear();
  rows_in_batch_ = 0;
  writer_ = nullptr;
  return output_.Commit();
}

Result<CivilReport> TakeCivil(const Run& run, bool preview, const SourceFile& civil) {
  TILIK_RETURN_IF_ERROR(CheckAsOf(run));
  TILIK_ASSIGN_OR_RETURN(ContentHash hash, HashOfFile(civil.in));
  CivilReport report;
  report.preview = preview;
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Table> table,
                         Table::Open(civil, {"hasil"}, report.findings));
  if (!table->Find("IDARTBDT") && !table->Find("NIK")) {
    return Status::Invalid(civil.name + ": kolom tidak ada: IDARTBDT atau NIK");
  }
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, run.store.BeginRead());
  CivilImport import(run, preview, *table, *reader,
                     BeginImportOf(kCivilImporter, hash, run.as_of, civil.name), report);
  TILIK_RETURN_IF_ERROR(import.Take());
  return report;
}

}  // namespace

Result<CivilReport> ImportCivil(const Run& run, const SourceFile& civil) {
  return TakeCivil(run, false, civil);
}

Result<CivilReport> PreviewCivil(const Run& run, const SourceFile& civil) {
  return TakeCivil(run, true, civil);
}

}  // namespace tilik::importer
