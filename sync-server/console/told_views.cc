#include "sync-server/console/told_views.h"

#include <algorithm>
#include <map>

#include "proto/contract/calendar.h"
#include "proto/contract/told.h"
#include "sync-server/console/labels.h"
#include "sync-server/console/told_words.h"
#include "sync-server/merge/card_holder.h"

namespace tilik::console {
namespace {

// Later than every day told.
constexpr std::uint32_t kAlways = 9999'12'31;

template <typename Fact>
using Asked = Result<std::vector<Fact>> (storage::RegisterReader::*)(const RecordId&);

// Told under any of the ids.
template <typename Fact>
Result<std::vector<Fact>> Gather(storage::Reader& reader, const std::vector<RecordId>& ids,
                                 Asked<Fact> asked) {
  std::vector<Fact> all;
  for (const RecordId& id : ids) {
    TILIK_ASSIGN_OR_RETURN(std::vector<Fact> facts, (reader.registers().*asked)(id));
    std::move(facts.begin(), facts.end(), std::back_inserter(all));
  }
  return all;
}

void Stands(const std::string& what, const std::string& about, const std::string& state,
            std::uint32_t since, v1::RegistryRecordView* view) {
  v1::StandingView& standing = *view->add_standing();
  standing.set_what(what);
  standing.set_about(about);
  standing.set_state(state);
  standing.set_since(tilik::DayWords(since));
}

Status AddPlaces(storage::Reader& reader, const std::vector<RecordId>& ids, Sight sight,
                 v1::RegistryRecordView* view) {
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::PlaceFact> facts,
                         Gather(reader, ids, &storage::RegisterReader::Places));
  std::map<RegisterKey, std::vector<merge::PlaceFact>> places;
  for (const merge::PlaceFact& fact : facts) places[fact.key].push_back(fact);
  for (auto& [key, told] : places) {
    const bool sensitive = RegisterLists::BuiltIn().IsSensitive(key);
    if (sensitive && sight != Sight::kSensitive) continue;
    const merge::PlaceHistory history = merge::HistoryOf(std::move(told));
    if (history.stays.empty()) continue;
    const merge::Stay& last = history.stays.back();
    Stands(RegisterWords(key), TypeWords(key),
           last.until == 0
               ? "tercatat"
               : "keluar " + tilik::DayWords(last.until) + ", " + ExitWords(last.reason),
           last.from, view);
    view->mutable_standing()->rbegin()->set_sensitive(sensitive);
  }
  return Status();
}

// "; anggota: Maria Bere (ketua), Yosef Nahak".
Result<std::string> MembersOf(storage::Reader& reader, const v1::FollowUp& follow_up) {
  std::string words;
  for (const v1::GroupMember& member : follow_up.members()) {
    std::string name = member.name();
    if (!member.person().empty()) {
      const RecordId person = RecordId::FromRaw(member.person()).value_or(RecordId());
      TILIK_ASSIGN_OR_RETURN(name, LabelOf(reader, person));
    }
    words += (words.empty() ? "; anggota: " : ", ") + name;
    if (!member.role().empty()) words += " (" + member.role() + ")";
  }
  return words;
}

Status AddFollowUps(storage::Reader& reader, const std::vector<RecordId>& ids,
                    v1::RegistryRecordView* view) {
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::FollowUpFact> facts,
                         Gather(reader, ids, &storage::RegisterReader::FollowUps));
  const merge::FollowedUp now = merge::FollowedUpBy(kAlways, std::move(facts));
  if (now.day == 0) return Status();
  if (now.stage != v1::HOUSE_STAGE_UNSPECIFIED) {
    Stands("RTLH", std::to_string(now.photos) + " foto", StageWords(now.stage), now.day, view);
    return Status();
  }
  std::string about = std::to_string(now.members) + " anggota";
  if (!now.funding.empty()) about += ", " + now.funding;
  Stands("KUBE", about, GradeWords(now.grade), now.day, view);
  return Status();
}

Status AddAccounts(storage::Reader& reader, const std::vector<RecordId>& ids,
                   v1::RegistryRecordView* view) {
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::AccountFact> facts,
                         Gather(reader, ids, &storage::RegisterReader::Accounts));
  for (const merge::Account& account : merge::AccountsBy(kAlways, std::move(facts))) {
    std::string about = account.provider;
    if (!account.number.empty()) about += " " + account.number;
    std::string state = AccountStateWords(account.state);
    if (!account.reason.empty()) state += ": " + account.reason;
    if (account.holder != v1::CARD_HOLDER_UNSPECIFIED) {
      state += "; kartu pada " + merge::CardHolderWords(account.holder);
      if (!account.holder_name.empty()) state += " (" + account.holder_name + ")";
    }
    Stands("rekening", about, state, std::max(account.state_day, account.holder_day), view);
  }
  return Status();
}

Status AddLetters(storage::Reader& reader, const std::vector<RecordId>& ids,
                  v1::RegistryRecordView* view) {
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::ProxyFact> letters, LettersOf(reader, ids));
  for (const merge::ProxyFact& letter : letters) {
    TILIK_ASSIGN_OR_RETURN(const std::string name, ProxyName(reader, letter));
    Stands("kuasa", letter.letter,
           name + " (" + letter.relation + "), sampai " + UntilWords(letter.valid_until),
           letter.valid_from, view);
  }
  return Status();
}

}  // namespace

Result<std::vector<merge::ProxyFact>> LettersOf(storage::Reader& reader,
                                                const std::vector<RecordId>& ids) {
  TILIK_ASSIGN_OR_RETURN(std::vector<merge::ProxyFact> facts,
                         Gather(reader, ids, &storage::RegisterReader::Proxies));
  return merge::StandingProxies(std::move(facts));
}

std::string OutsideLetters(const std::vector<merge::ProxyFact>& letters, std::uint32_t day,
                           const std::string& programme) {
  const bool covered =
      std::any_of(letters.begin(), letters.end(),
                  [&](const merge::ProxyFact& letter) { return letter.Covers(day, programme); });
  if (covered || letters.empty()) return {};
  const merge::ProxyFact& newest = letters.back();
  return "diserahkan kepada kuasa " + tilik::DayWords(day) + " (" + programme + "), surat kuasa " +
         newest.letter + " berlaku " + tilik::DayWords(newest.valid_from) + " – " +
         UntilWords(newest.valid_until) +
         (newest.programme.empty() ? "" : " untuk " + newest.programme);
}

Result<std::string> ProxyName(storage::Reader& reader, const merge::ProxyFact& proxy) {
  if (proxy.proxy.none()) return proxy.name;
  return LabelOf(reader, proxy.proxy);
}

Status AddTold(storage::Reader& reader, const std::vector<RecordId>& ids,
               const std::vector<merge::FactRow>& facts, Sight sight,
               const std::function<Result<std::string>(const ChainId&)>& person,
               v1::RegistryRecordView* view) {
  TILIK_RETURN_IF_ERROR(AddPlaces(reader, ids, sight, view));
  TILIK_RETURN_IF_ERROR(AddFollowUps(reader, ids, view));
  TILIK_RETURN_IF_ERROR(AddLetters(reader, ids, view));
  TILIK_RETURN_IF_ERROR(AddAccounts(reader, ids, view));
  for (const merge::FactRow& fact : facts) {
    if (RecordToldOf(fact.operation).empty()) continue;
    const RegisterKey key = KeyTold(fact.operation);
    const bool sensitive = key.list != 0 && RegisterLists::BuiltIn().IsSensitive(key);
    if (sensitive && sight != Sight::kSensitive) continue;
    v1::ToldView& told = *view->add_told();
    TILIK_ASSIGN_OR_RETURN(const std::string members,
                           MembersOf(reader, fact.operation.follow_up()));
    told.set_words(ToldWords(fact.operation) + members);
    if (const std::uint32_t day = DayTold(fact.operation); day != 0)
      told.set_day(tilik::DayWords(day));
    TILIK_ASSIGN_OR_RETURN(*told.mutable_who(), person(fact.origin.chain));
    told.set_retracted(fact.retracted);
    told.set_sensitive(sensitive);
  }
  return Status();
}

}  // namespace tilik::console
