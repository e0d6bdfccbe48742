#include "sync-server/console/pengesahan.h"

#include <unordered_map>

#include "proto/contract/change_set.h"
#include "proto/contract/ratification_signature.h"
#include "sync-server/console/campaign_days.h"
#include "sync-server/console/words.h"

namespace tilik::console {
namespace {

using merge::FrozenRecord;

constexpr int kShownChanges = 10'000;

std::string NameIn(const Answers& answers) {
  for (const Field field : {field::kHeadName, field::kName, field::kFamilyName, field::kNoKk}) {
    auto answer = answers.find(field);
    if (answer == answers.end()) continue;
    if (const auto* text = std::get_if<std::string>(&answer->second.value)) return *text;
  }
  return "";
}

// One record alone, hashed: enough to see that it differs without keeping it.
ContentHash HashOfRecord(const FrozenRecord& record) {
  merge::VersionDigest digest{v1::Ratify()};
  digest.Add(record);
  return digest.hash();
}

void Explain(const Codebooks& codebooks, const FrozenRecord& before, const FrozenRecord& after,
             v1::PengesahanDiff* diff) {
  const auto add = [&](const std::string& field, const std::string& was, const std::string& is) {
    v1::PengesahanChange* change = diff->add_changes();
    change->set_record(ToUuidText(after.id));
    change->set_label(NameIn(after.answers));
    change->set_what("berubah");
    change->set_field(field);
    change->set_before(was);
    change->set_after(is);
  };
  if (before.status != after.status) {
    add("status", StatusWords(before.status, v1::STATUS_REASON_UNSPECIFIED),
        StatusWords(after.status, v1::STATUS_REASON_UNSPECIFIED));
  }
  std::map<Field, std::pair<std::string, std::string>> words;
  for (const auto& [field, answer] : before.answers) {
    words[field].first = codebooks.Words(field, answer.value, "id");
  }
  for (const auto& [field, answer] : after.answers) {
    words[field].second = codebooks.Words(field, answer.value, "id");
  }
  for (const auto& [field, both] : words) {
    const v1::Concept* about = codebooks.ConceptOf(field);
    if (both.first == both.second) continue;
    add(about == nullptr ? std::to_string(field) : about->name(), both.first, both.second);
  }
}

void Mention(const FrozenRecord& record, const char* what, v1::PengesahanDiff* diff) {
  v1::PengesahanChange* change = diff->add_changes();
  change->set_record(ToUuidText(record.id));
  change->set_label(NameIn(record.answers));
  change->set_what(what);
}

}  // namespace

Status Freeze(storage::Reader& reader, v1::Ratify* letter) {
  merge::VersionDigest digest(*letter);
  std::map<v1::RecordKind, std::uint64_t> counts;
  TILIK_RETURN_IF_ERROR(reader.verification().ForEachFrozen(
      letter->through(), [&](const FrozenRecord& record) -> Status {
        digest.Add(record);
        ++counts[record.kind];
        return Status();
      }));
  letter->set_households(counts[v1::RECORD_KIND_HOUSEHOLD]);
  letter->set_families(counts[v1::RECORD_KIND_FAMILY]);
  letter->set_persons(counts[v1::RECORD_KIND_PERSON]);
  letter->set_digest(digest.hash().str());
  return Status();
}

Result<merge::Ratification> VersionNamed(storage::Reader& reader, const std::string& name) {
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::Ratification> versions,
                         reader.verification().Ratifications());
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    if (name.empty() || version->said.name() == name) return *version;
  }
  return Status::NotFound(name.empty() ? "belum ada pengesahan"
                                       : "tidak ada pengesahan \"" + name + "\"");
}

v1::PengesahanView ViewOf(const merge::Ratification& version) {
  v1::PengesahanView view;
  const v1::Ratify& said = version.said;
  view.set_name(said.name());
  view.set_letter_number(said.letter_number());
  view.set_date(said.date());
  view.set_signatory(said.signatory());
  view.set_scan(ToHex(said.scan()));
  view.set_through(said.through());
  view.set_households(said.households());
  view.set_families(said.families());
  view.set_persons(said.persons());
  view.set_digest(ToHex(said.digest()));
  view.set_state(version.uploaded != 0 ? "diunggah" : "disahkan");
  if (version.uploaded != 0) {
    view.set_upload(DayWords(version.uploaded) + " " + version.upload_reference);
  }
  return view;
}

Result<v1::PengesahanCheck> CheckVersion(storage::Reader& reader, const storage::District& district,
                                         const std::string& name) {
  TILIK_ASSIGN_OR_RETURN(merge::Ratification version, VersionNamed(reader, name));
  const v1::Ratify& said = version.said;
  v1::PengesahanCheck check;
  check.set_name(said.name());
  check.set_records(said.households() + said.families() + said.persons());
  v1::Ratify again = said;
  TILIK_RETURN_IF_ERROR(Freeze(reader, &again));
  const auto digest = ContentHash::FromRaw(said.digest());
  const auto signature = Signature::FromRaw(said.signature());
  if (!digest || !signature || !VerifyRatification(district.public_key, *digest, *signature)) {
    check.set_difference("tanda tangan kabupaten tidak cocok");
  } else if (again.digest() != said.digest()) {
    check.set_difference("isi registri pada versi ini tidak lagi seperti yang disahkan");
  }
  check.set_consistent(check.difference().empty());
  return check;
}

Result<v1::PengesahanDiff> CompareVersions(storage::Reader& reader, const Codebooks& codebooks,
                                           const std::string& before_name,
                                           const std::string& after_name, int limit) {
  TILIK_ASSIGN_OR_RETURN(merge::Ratification before, VersionNamed(reader, before_name));
  TILIK_ASSIGN_OR_RETURN(merge::Ratification after, VersionNamed(reader, after_name));
  limit = std::min(limit, kShownChanges);
  v1::PengesahanDiff diff;
  diff.set_before(before.said.name());
  diff.set_after(after.said.name());
  storage::VerificationReader& verivali = reader.verification();
  std::unordered_map<RecordId, ContentHash> now;
  TILIK_RETURN_IF_ERROR(
      verivali.ForEachFrozen(after.said.through(), [&](const FrozenRecord& record) -> Status {
        now[record.id] = HashOfRecord(record);
        return Status();
      }));
  std::unordered_map<RecordId, FrozenRecord> were;  // what is explained below
  TILIK_RETURN_IF_ERROR(
      verivali.ForEachFrozen(before.said.through(), [&](const FrozenRecord& record) -> Status {
        auto found = now.find(record.id);
        if (found == now.end()) {
          diff.set_removed(diff.removed() + 1);
          if (diff.changes_size() < limit) Mention(record, "hilang", &diff);
          return Status();
        }
        const bool same = found->second == HashOfRecord(record);
        now.erase(found);
        if (same) return Status();
        diff.set_changed(diff.changed() + 1);
        if (static_cast<int>(were.size()) < limit) were[record.id] = record;
        return Status();
      }));
  diff.set_added(now.size());  // what is left there was in no earlier version
  TILIK_RETURN_IF_ERROR(
      verivali.ForEachFrozen(after.said.through(), [&](const FrozenRecord& record) -> Status {
        if (diff.changes_size() >= limit) return Status();
        if (auto was = were.find(record.id); was != were.end()) {
          Explain(codebooks, was->second, record, &diff);
        } else if (now.contains(record.id)) {
          Mention(record, "baru", &diff);
        }
        return Status();
      }));
  diff.set_more(diff.changes_size() >= limit);
  return diff;
}

}  // namespace tilik::console
