#include "sync-server/console/penetapan.h"

#include <map>
#include <set>

#include "proto/csv/csv.h"
#include "sync-server/console/current.h"
#include "sync-server/console/pengesahan.h"
#include "sync-server/storage/live_record.h"

namespace tilik::console {
namespace {

constexpr int kKeysShown = 50;
constexpr int kParents = 2;  // person, family, household

struct Decision {
  bool accepted = true;
  std::string reason;
};

// The household that a key of the list speaks of, by the id it goes by now; none when ours has no
// such.
Result<RecordId> HouseholdCalled(storage::Reader& reader, const std::string& key) {
  RecordId id = RecordIdFromText(key).value_or(RecordId());
  if (id.none()) {
    TILIK_ASSIGN_OR_RETURN(std::vector<storage::FoundRecord> found, reader.FindRecords(key, 20));
    for (const storage::FoundRecord& record : found) {
      const bool household = record.kind == v1::RECORD_KIND_HOUSEHOLD;
      if (id.none() || household) id = record.record;
      if (household) break;
    }
  }
  for (int step = 0; step <= kParents && !id.none(); ++step) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record,
                           storage::LiveRecord(reader, id));
    if (!record.has_value()) return RecordId();
    if (record->kind == v1::RECORD_KIND_HOUSEHOLD) return record->id;
    id = record->parent;
  }
  return RecordId();
}

class DecreedList {
 public:
  DecreedList(storage::Reader& reader, Current current, DecreeReading& reading)
      : reader_(reader), current_(std::move(current)), reading_(reading) {}

  Status Read(std::istream& file) {
    csv::Reader rows(file);
    csv::Row row;
    TILIK_ASSIGN_OR_RETURN(bool some, rows.Next(&row));
    if (!some) return Status::Invalid("berkas kosong");
    const csv::Header header(row);
    std::vector<std::size_t> keys;
    for (const char* name : {"id_tilik", "IDBDT", "NIK"}) {
      if (const auto column = header.Find(name)) keys.push_back(*column);
    }
    if (keys.empty()) return Status::Invalid("tidak ada kolom id_tilik, IDBDT, atau NIK");
    const auto verdict = header.Find("keputusan");
    const auto reason = header.Find("alasan");
    while (true) {
      TILIK_ASSIGN_OR_RETURN(some, rows.Next(&row));
      if (!some) return Status();
      std::string key;
      for (std::size_t column : keys) {
        if (key.empty()) key = row[column].text;
      }
      Decision decision;
      if (verdict) decision.accepted = row[*verdict].text != "ditolak";
      if (reason) decision.reason = row[*reason].text;
      TILIK_RETURN_IF_ERROR(Take(key, decision));
    }
  }

  // What the list says of a household, whatever id it went by; null: nothing.
  const Decision* About(const RecordId& household) const {
    auto said = decisions_.find(current_.IdOf(household));
    return said == decisions_.end() ? nullptr : &said->second;
  }

 private:
  Status Take(const std::string& key, const Decision& decision) {
    v1::DecreeReport& report = reading_.report;
    report.set_rows(report.rows() + 1);
    RecordId household;
    if (!key.empty()) {
      TILIK_ASSIGN_OR_RETURN(household, HouseholdCalled(reader_, key));
    }
    if (household.none()) {
      report.set_unknown(report.unknown() + 1);
      if (report.unknown_keys_size() < kKeysShown) report.add_unknown_keys(key);
      return Status();
    }
    report.set_known(report.known() + 1);
    decisions_[household] = decision;
    return Status();
  }

  storage::Reader& reader_;
  const Current current_;
  DecreeReading& reading_;
  std::map<RecordId, Decision> decisions_;
};

}  // namespace

Result<DecreeReading> ReadDecree(storage::Reader& reader, const std::string& name,
                                 std::istream& csv) {
  TILIK_ASSIGN_OR_RETURN(const merge::Ratification version, VersionNamed(reader, name));
  DecreeReading reading;
  TILIK_ASSIGN_OR_RETURN(Current current, Current::Read(reader));
  DecreedList list(reader, std::move(current), reading);
  TILIK_RETURN_IF_ERROR(list.Read(csv));
  v1::DecreeReport& report = reading.report;

  storage::VerificationReader& verivali = reader.verification();
  TILIK_RETURN_IF_ERROR(verivali.ForEachFrozen(
      version.said.through(), [&](const merge::FrozenRecord& record) -> Status {
        const bool ours =
            record.kind == v1::RECORD_KIND_HOUSEHOLD && record.status == v1::RECORD_STATUS_ACTIVE;
        const Decision* said = list.About(record.id);
        if (!ours || (said != nullptr && said->accepted)) return Status();
        report.set_ours_only(report.ours_only() + 1);
        if (report.ours_only_keys_size() < kKeysShown) {
          report.add_ours_only_keys(ToUuidText(record.id));
        }
        return Status();
      }));

  TILIK_ASSIGN_OR_RETURN(std::vector<merge::Review> reviews, verivali.Reviews("", 0));
  for (const merge::Review& review : reviews) {
    const bool new_one = (review.flags & merge::kFlagProposal) != 0;
    const bool proposes = new_one || (review.flags & merge::kFlagRemoval) != 0;
    const bool within =
        review.state == merge::ReviewState::kApproved && review.decided <= version.said.through();
    if (!proposes || !within) continue;
    const Decision* said = list.About(review.household);
    const bool decreed = said != nullptr && said->accepted;
    v1::DecreedProposal& answer = reading.answers.emplace_back();
    answer.mutable_proposal()->set_link(review.fact.link.str());
    answer.mutable_proposal()->set_operation(review.fact.operation);
    answer.set_accepted(new_one ? decreed : !decreed);
    if (said != nullptr) answer.set_reason(said->reason);
    if (answer.reason().empty() && !answer.accepted()) {
      answer.set_reason(new_one ? "tidak ada dalam daftar" : "masih ada dalam daftar");
    }
    if (answer.accepted()) {
      report.set_accepted(report.accepted() + 1);
    } else {
      report.set_refused(report.refused() + 1);
    }
  }
  return reading;
}

}  // namespace tilik::console
