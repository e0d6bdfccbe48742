#include "client/screens/looking.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "client/screens/campaigns.h"
#include "client/screens/invitations.h"
#include "client/screens/known_to_device.h"
#include "client/screens/moments.h"
#include "client/screens/naming.h"
#include "client/screens/record_views.h"
#include "client/screens/today.h"
#include "client/screens/work_states.h"
#include "proto/contract/region.h"

namespace tilik::screens {
namespace {

using client::RecordView;

constexpr std::uint32_t kFoundOnAScreen = 20;

std::string Words(const Codebooks& codebooks, const Voice& voice, const RecordView& shown,
                  Field field) {
  const auto found = shown.shown.fields.find(field);
  if (found == shown.shown.fields.end() || !client::Says(found->second.shown)) return {};
  return codebooks.Words(field, found->second.shown.value, voice.language);
}

void Join(std::string* line, const std::string& part) {
  if (!part.empty()) *line += (line->empty() ? "" : " · ") + part;
}

// Full years on that day; nothing without a birth date, or with one to come.
std::string Age(const RecordView& person, std::uint32_t today, const Voice& voice) {
  const auto found = person.shown.fields.find(field::kBirthDate);
  if (found == person.shown.fields.end()) return {};
  // yyyymmdd, with 00 for a month or day that nobody knows.
  const auto* born = std::get_if<std::int64_t>(&found->second.shown.value);
  if (born == nullptr || *born <= 0 || *born > today) return {};
  return std::to_string((today - *born) / 10'000) + voice.Say({" th", " y"});
}

std::string TitleOf(client::Device& device, const RecordView& shown) {
  return KnownToDevice(device).NameOf(shown.record.id);
}

std::string DetailOf(client::Device& device, const Voice& voice, const RecordView& shown,
                     std::uint32_t today) {
  const Codebooks& codebooks = device.codebooks();
  std::string detail;
  switch (shown.record.kind) {
    case v1::RECORD_KIND_PERSON:
      Join(&detail, Words(codebooks, voice, shown, field::kRelationToFamilyHead));
      Join(&detail, Age(shown, today, voice));
      Join(&detail, Words(codebooks, voice, shown, field::kSex));
      break;
    case v1::RECORD_KIND_FAMILY:
      Join(&detail, TextOf(shown, field::kNoKk));
      break;
    case v1::RECORD_KIND_HOUSEHOLD:
      Join(&detail, TextOf(shown, field::kSls));
      Join(&detail, TextOf(shown, field::kAddress));
      break;
    default:
      Join(&detail, Words(codebooks, voice, shown, field::kSortElsewhere));
      Join(&detail, TextOf(shown, field::kAddressElsewhere));
  }
  return detail;
}

// What tells a person from others of the same name: age, neighbourhood, head, mother.
std::string WhichOne(client::Device& device, const Voice& voice, const client::FoundRecord& found,
                     std::uint32_t today) {
  std::string detail;
  const auto person = device.Show(found.record);
  if (!person.ok()) return detail;
  Join(&detail, Age(*person, today, voice));
  if (const auto household = device.Show(found.household); household.ok()) {
    Join(&detail, TextOf(*household, field::kSls));
  }
  if (found.household_name != found.name) {
    Join(&detail,
         found.household_name.empty() ? "" : voice.Say({"KRT ", "head "}) + found.household_name);
  }
  const std::string mother = TextOf(*person, field::kMotherName);
  Join(&detail, mother.empty() ? "" : voice.Say({"ibu ", "mother "}) + mother);
  return detail;
}

// The answers of a record block by block, in the codebook's order of blocks; what no question of it
// asks comes last.
void FillBlocks(const Codebooks& codebooks, const v1::RecordView& view, v1::RecordKind kind,
                v1::RecordPage* page) {
  const v1::Codebook* codebook = codebooks.FindNamed(kShownBy);
  const auto block_named = [&](const std::string& name) {
    auto* blocks = page->mutable_blocks();
    const auto known = std::find_if(blocks->begin(), blocks->end(),
                                    [&](const auto& block) { return block.name() == name; });
    if (known != blocks->end()) return &*known;
    v1::AnswerBlock* block = page->add_blocks();
    block->set_name(name);
    return block;
  };
  std::set<std::string> placed;
  if (codebook != nullptr) {
    for (const v1::Variable& variable : codebook->variables()) {
      const v1::Concept* concept_ = codebooks.ConceptNamed(variable.concept_name());
      if (concept_ == nullptr || concept_->kind() != kind) continue;
      for (const v1::AnswerView& answer : view.answers()) {
        if (answer.variable() != concept_->name()) continue;
        *block_named(variable.block())->add_answers() = answer;
        placed.insert(answer.variable());
      }
    }
  }
  for (const v1::AnswerView& answer : view.answers()) {
    if (!placed.contains(answer.variable())) *block_named("")->add_answers() = answer;
  }
}

// Whoever the scanned card invites.
Result<v1::FindRecordsResponse> FindInvited(client::Device& device, const Voice& voice,
                                            const std::string& scanned) {
  v1::FindRecordsResponse response;
  const InvitationRead read = ReadInvitation(device, voice, scanned);
  *response.mutable_code() = read.said;
  if (!read.recipient) return response;
  TILIK_ASSIGN_OR_RETURN(const RecordView shown, device.Show(*read.recipient));
  TILIK_ASSIGN_OR_RETURN(const WorkStates states, WorkStates::Read(device));
  v1::FoundListed* view = response.add_found();
  view->set_record(ToUuidText(shown.record.id));
  if (shown.record.kind == v1::RECORD_KIND_HOUSEHOLD) view->set_household(view->record());
  view->set_kind(client::WordFor(client::kRecordKinds, shown.record.kind, voice.language));
  view->set_name(TitleOf(device, shown));
  view->set_village(VillageInFull(device, shown.record.village));
  view->set_detail(DetailOf(device, voice, shown, Today(device.clock())));
  view->set_state(states.Of(shown.record.id));
  return response;
}

}  // namespace

bool WalksBefore(std::string_view one, std::string_view other) {
  const auto numbers = [](std::string_view text) {
    std::vector<std::uint64_t> found;
    bool in_number = false;
    for (const char c : text) {
      const bool digit = c >= '0' && c <= '9';
      if (digit && !in_number) found.push_back(0);
      // Nobody's neighbourhood has a number of ten digits; what looks so is kept within bounds.
      if (digit && found.back() < 1'000'000'000) found.back() = found.back() * 10 + (c - '0');
      in_number = digit;
    }
    return found;
  };
  const auto a = numbers(one);
  const auto b = numbers(other);
  return std::make_tuple(a.empty(), std::cref(a), one) <
         std::make_tuple(b.empty(), std::cref(b), other);
}

Result<v1::FindRecordsResponse> FindRecords(client::Device& device, const Voice& voice,
                                            const v1::FindRecordsRequest& asked) {
  v1::FindRecordsResponse response;
  if (IsInvitation(asked.typed())) return FindInvited(device, voice, asked.typed());
  const std::uint32_t limit = asked.limit() == 0 ? kFoundOnAScreen : asked.limit();
  TILIK_ASSIGN_OR_RETURN(const client::Found found, device.Find(asked.typed(), limit));
  response.set_more(found.more);
  if (found.records.empty()) return response;
  TILIK_ASSIGN_OR_RETURN(const WorkStates states, WorkStates::Read(device));
  const std::uint32_t today = Today(device.clock());
  for (const client::FoundRecord& one : found.records) {
    v1::FoundListed* view = response.add_found();
    view->set_record(ToUuidText(one.record));
    if (!one.household.none()) view->set_household(ToUuidText(one.household));
    view->set_kind(client::WordFor(client::kRecordKinds, one.kind, voice.language));
    view->set_name(one.name.empty() ? one.no_kk : one.name);
    view->set_village(VillageInFull(device, one.village));
    std::string detail;
    if (one.kind == v1::RECORD_KIND_PERSON && one.same_names > 0) {
      detail = WhichOne(device, voice, one, today);
    }
    for (const std::string& part : {one.nik, one.no_kk, one.address, one.household_name}) {
      if (part != view->name() && detail.find(part) == std::string::npos) Join(&detail, part);
    }
    view->set_detail(detail);
    view->set_same_names(one.same_names);
    view->set_state(states.Of(one.household));
  }
  return response;
}

Result<v1::ListVillageResponse> ListVillage(client::Device& device,
                                            const v1::ListVillageRequest& asked) {
  const auto code = VillageCode::Parse(asked.code());
  if (!code) return Status::Invalid("\"" + asked.code() + "\" is no village code");
  v1::ListVillageResponse response;
  TILIK_ASSIGN_OR_RETURN(*response.mutable_village(), ProgressOf(device, code->number()));
  std::set<std::string> listed;
  TILIK_ASSIGN_OR_RETURN(const auto prelists, device.Prelists());
  for (const v1::SetPrelist& prelist : prelists) {
    if (prelist.village() != code->number()) continue;
    if (prelist.campaign() != response.village().campaign()) continue;
    listed.insert(prelist.households().begin(), prelist.households().end());
  }
  TILIK_ASSIGN_OR_RETURN(const WorkStates states, WorkStates::Read(device));
  TILIK_ASSIGN_OR_RETURN(const auto households, device.HouseholdsOf(code->number()));
  std::vector<v1::HouseholdListed> rows;
  rows.reserve(households.size());
  for (const RecordId& household : households) {
    const Result<RecordView> shown = device.Show(household);
    // Of a form newer than this version: it hides no other.
    if (shown.status().code() == Code::kNotFound) continue;
    if (!shown.ok()) return shown.status();
    v1::HouseholdListed& row = rows.emplace_back();
    row.set_record(ToUuidText(household));
    row.set_name(TextOf(*shown, field::kHeadName));
    row.set_neighbourhood(TextOf(*shown, field::kSls));
    row.set_address(TextOf(*shown, field::kAddress));
    TILIK_ASSIGN_OR_RETURN(const std::uint64_t persons, device.PersonsIn(household));
    row.set_persons(static_cast<std::uint32_t>(persons));
    row.set_listed(listed.contains(household.str()));
    row.set_state(states.Of(household));
  }
  // They come by address and name.
  std::stable_sort(rows.begin(), rows.end(), [](const auto& one, const auto& other) {
    return WalksBefore(one.neighbourhood(), other.neighbourhood());
  });
  for (v1::HouseholdListed& row : rows) *response.add_households() = std::move(row);
  return response;
}

Result<v1::ShowHouseholdResponse> ShowHousehold(client::Device& device, const Voice& voice,
                                                const v1::ShowHouseholdRequest& asked) {
  const auto record = RecordIdFromText(asked.record());
  if (!record) return Status::Invalid("\"" + asked.record() + "\" is no record id");
  TILIK_ASSIGN_OR_RETURN(const std::vector<RecordView> records, Together(device, *record));
  const RecordView& first = records.front();
  const std::uint32_t today = Today(device.clock());

  v1::ShowHouseholdResponse response;
  response.set_record(ToUuidText(first.record.id));
  response.set_name(TitleOf(device, first));
  response.set_village(VillageInFull(device, first.record.village));
  response.set_address(DetailOf(device, voice, first, today));
  TILIK_ASSIGN_OR_RETURN(const WorkStates states, WorkStates::Read(device));
  response.set_state(states.Of(first.record.id));
  TILIK_ASSIGN_OR_RETURN(const auto tasks, OpenTasks(device, first.record.id));
  response.mutable_tasks()->Assign(tasks.begin(), tasks.end());
  for (const RecordView& one : records) {
    v1::RecordView words = InWords(device, voice, one);
    PlaceComments(response.tasks(), &words);
    v1::RecordPage* page = response.add_records();
    page->set_record(words.record());
    page->set_kind(client::WordFor(client::kRecordKinds, one.record.kind, "en"));
    page->set_title(TitleOf(device, one));
    page->set_detail(DetailOf(device, voice, one, today));
    page->set_status(words.status());
    FillBlocks(device.codebooks(), words, one.record.kind, page);
    *page->mutable_facts() = std::move(*words.mutable_facts());
    for (v1::EntitlementView& line : EntitlementsOf(device, one.record.id)) {
      *response.add_entitlements() = std::move(line);
    }
  }
  return response;
}

}  // namespace tilik::screens
