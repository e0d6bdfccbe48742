#include "sync-server/importer/recipients.h"

#include <algorithm>

#include "proto/contract/folding.h"
#include "proto/contract/identity.h"
#include "proto/contract/register_lists.h"
#include "sync-server/importer/registry_keys.h"
#include "sync-server/storage/live_record.h"

namespace tilik::importer {
namespace {

constexpr int kMostFound = 20;

std::string TextOf(const merge::RecordState& record, Field field) {
  const Answers answers = merge::AllAnswers(record);
  auto found = answers.find(field);
  if (found == answers.end()) return {};
  const std::string* text = std::get_if<std::string>(&found->second.value);
  return text == nullptr ? std::string() : *text;
}

}  // namespace

Result<std::optional<merge::RecordState>> Recipients::Live(const RecordId& record) {
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> live,
                         storage::LiveRecord(writer_, record));
  redirected_ = redirected_ || (live.has_value() && live->id != record);
  return live;
}

Result<std::vector<merge::RecordState>> Recipients::ByMinistryKey(const std::string& text,
                                                                  const std::string& importers_key,
                                                                  v1::RecordKind kind,
                                                                  Field field) {
  std::vector<merge::RecordState> records;
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::Writer::Imported> imported,
                         writer_.LoadImported(kRegistryImporter, importers_key));
  if (imported.has_value()) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, Live(imported->record));
    if (state.has_value()) records.push_back(*std::move(state));
    return records;
  }
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::FoundRecord> found,
                         reader_.FindRecords(text, kMostFound));
  for (const storage::FoundRecord& candidate : found) {
    if (candidate.kind != kind) continue;
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, Live(candidate.record));
    if (state.has_value() && TextOf(*state, field) == text) {
      records.push_back(*std::move(state));
    }
  }
  return records;
}

Result<std::vector<merge::RecordState>> Recipients::ByName(const std::string& name,
                                                           v1::UnitType unit) {
  std::vector<merge::RecordState> records;
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::FoundRecord> found,
                         reader_.FindRecords(name, kMostFound));
  for (const storage::FoundRecord& candidate : found) {
    if (UnitOf(candidate.kind) != unit) continue;
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, Live(candidate.record));
    if (state.has_value() && Fold(TextOf(*state, field::kNameElsewhere)) == Fold(name)) {
      records.push_back(*std::move(state));
    }
  }
  return records;
}

Result<std::vector<merge::RecordState>> Recipients::ByIdentity(const merge::IdentityKey& key,
                                                               v1::RecordKind kind) {
  merge::Keys keys;
  keys.identities.insert(key);
  merge::WorkingSet loaded;
  TILIK_RETURN_IF_ERROR(writer_.Load(keys, loaded));
  std::vector<merge::RecordState> records;
  std::set<RecordId> seen;
  for (const RecordId& sharer : loaded.identities[key]) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, Live(sharer));
    if (state.has_value() && state->kind == kind && seen.insert(state->id).second) {
      records.push_back(*std::move(state));
    }
  }
  return records;
}

// A person by his name; a family by its head's or any member's.
Result<bool> Recipients::IsCalled(const merge::RecordState& record,
                                  const std::string& folded_name) {
  const Field own = record.kind == v1::RECORD_KIND_PERSON ? field::kName : field::kFamilyName;
  if (Fold(TextOf(record, own)) == folded_name) return true;
  TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> members, reader_.Members(record.id));
  for (const RecordId& member : members) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, writer_.LoadRecord(member));
    if (state.has_value() && Fold(TextOf(*state, field::kName)) == folded_name) return true;
  }
  return false;
}

Status Recipients::TellApart(const RecipientNamed& named,
                             std::vector<merge::RecordState>& records) {
  const auto keep = [&](std::vector<merge::RecordState> chosen) {
    if (!chosen.empty()) records = std::move(chosen);
  };
  if (records.size() > 1 && named.village != 0) {
    std::vector<merge::RecordState> here;
    std::copy_if(records.begin(), records.end(), std::back_inserter(here),
                 [&](const merge::RecordState& r) { return r.village == named.village; });
    keep(std::move(here));
  }
  const std::string name = Fold(named.name);
  if (records.size() > 1 && !name.empty()) {
    std::vector<merge::RecordState> called;
    for (const merge::RecordState& record : records) {
      TILIK_ASSIGN_OR_RETURN(bool is_called, IsCalled(record, name));
      if (is_called) called.push_back(record);
    }
    keep(std::move(called));
  }
  return Status();
}

Result<RecipientsFound> Recipients::Find(const RecipientNamed& named, v1::UnitType unit) {
  enum class By { kIdbdt, kNoKk, kNik };
  std::vector<By> order = {By::kIdbdt, By::kNoKk, By::kNik};
  if (unit == v1::UNIT_TYPE_FAMILY) order = {By::kNoKk, By::kIdbdt, By::kNik};
  if (unit == v1::UNIT_TYPE_PERSON) order = {By::kNik, By::kNoKk, By::kIdbdt};
  RecipientsFound found;
  redirected_ = false;
  const bool unnumbered = unit == v1::UNIT_TYPE_GROUP || unit == v1::UNIT_TYPE_INSTITUTION ||
                          unit == v1::UNIT_TYPE_HOUSE || unit == v1::UNIT_TYPE_LOCATION;
  if (unnumbered && !named.name.empty()) {
    TILIK_ASSIGN_OR_RETURN(found.records, ByName(named.name, unit));
    found.by = "name";
    order.clear();
  }
  for (By by : order) {
    if (by == By::kIdbdt && !named.idbdt.empty()) {
      TILIK_ASSIGN_OR_RETURN(found.records,
                             ByMinistryKey(named.idbdt, HouseholdKey(named.idbdt),
                                           v1::RECORD_KIND_HOUSEHOLD, field::kIdbdt));
      found.by = "IDBDT";
    } else if (by == By::kNoKk) {
      Result<NoKk> no_kk = NoKk::Parse(named.no_kk);
      if (!no_kk.ok()) continue;
      TILIK_ASSIGN_OR_RETURN(
          found.records,
          ByIdentity({merge::IdentityKey::Kind::kNoKk, no_kk->digits()}, v1::RECORD_KIND_FAMILY));
      found.by = "NoKK";
    } else if (by == By::kNik) {
      Result<Nik> nik = Nik::Parse(named.nik);
      if (!nik.ok()) continue;
      TILIK_ASSIGN_OR_RETURN(
          found.records,
          ByIdentity({merge::IdentityKey::Kind::kNik, nik->digits()}, v1::RECORD_KIND_PERSON));
      found.by = "NIK";
    }
    if (!found.records.empty()) break;
  }
  found.merged = redirected_ && found.records.size() == 1;
  TILIK_RETURN_IF_ERROR(TellApart(named, found.records));
  return found;
}

Result<RecipientsFound> Recipients::FindPerson(const std::string& idartbdt,
                                               const std::string& nik) {
  RecipientsFound found;
  if (!idartbdt.empty()) {
    found.by = "IDARTBDT";
    TILIK_ASSIGN_OR_RETURN(found.records, ByMinistryKey(idartbdt, PersonKey(idartbdt),
                                                        v1::RECORD_KIND_PERSON, field::kIdartbdt));
    return found;
  }
  found.by = "NIK";
  Result<Nik> parsed = Nik::Parse(nik);
  if (!parsed.ok()) return found;
  TILIK_ASSIGN_OR_RETURN(
      found.records,
      ByIdentity({merge::IdentityKey::Kind::kNik, parsed->digits()}, v1::RECORD_KIND_PERSON));
  return found;
}

Result<RecipientsFound> Recipients::FindAny(const std::string& key) {
  if (std::optional<RecordId> id = RecordIdFromText(key)) {
    RecipientsFound found;
    found.by = "id";
    redirected_ = false;
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> state, Live(*id));
    if (state.has_value()) found.records.push_back(*std::move(state));
    found.merged = redirected_;
    return found;
  }
  return Find({key, key, key, "", 0}, v1::UNIT_TYPE_UNSPECIFIED);
}

}  // namespace tilik::importer
