#include "client/screens/record_views.h"

#include "client/core/capture_quantity.h"
#include "client/screens/known_to_device.h"
#include "client/screens/moments.h"
#include "client/screens/told_words.h"
#include "proto/contract/civil_identity.h"
#include "proto/contract/told.h"

namespace tilik::screens {

using client::RecordView;

Result<std::vector<RecordView>> Together(client::Device& device, const RecordId& record) {
  Result<client::HouseholdView> household = device.ShowHousehold(record);
  std::vector<RecordView> together;
  if (household.status().code() == Code::kNotFound) {
    TILIK_ASSIGN_OR_RETURN(RecordView alone, device.Show(record));
    together.push_back(std::move(alone));
    return together;
  }
  if (!household.ok()) return household.status();
  together.push_back(std::move(household->household));
  for (RecordView& family : household->families) together.push_back(std::move(family));
  for (RecordView& person : household->persons) together.push_back(std::move(person));
  return together;
}

std::string TextOf(const client::RecordView& shown, Field field) {
  const auto found = shown.shown.fields.find(field);
  if (found == shown.shown.fields.end()) return {};
  const auto* text = std::get_if<std::string>(&found->second.shown.value);
  return text == nullptr ? std::string() : *text;
}

v1::RecordView InWords(client::Device& device, const Voice& voice, const RecordView& shown) {
  const Codebooks& codebooks = device.codebooks();
  v1::RecordView view;
  view.set_record(ToUuidText(shown.record.id));
  view.set_kind(client::WordFor(client::kRecordKinds, shown.record.kind, voice.language));
  view.set_revision(shown.shown.at.revision);
  view.set_status(
      client::WordFor(client::kRecordStatuses, shown.shown.status.shown, voice.language));
  if (!shown.record.parent.none()) view.set_parent(ToUuidText(shown.record.parent));
  if (!shown.record.redirected_to.none()) {
    view.set_redirected_to(ToUuidText(shown.record.redirected_to));
  }
  const v1::Codebook* codebook = codebooks.FindNamed(kShownBy);
  Answers all;
  for (const auto& [field, answer] : shown.shown.fields) {
    all.emplace(field, answer.shown);
    v1::AnswerView* one = view.add_answers();
    const v1::Concept* concept_ = codebooks.ConceptOf(field);
    const v1::Variable* variable =
        codebook == nullptr ? nullptr : codebooks.VariableFor(codebook->number(), field);
    one->set_variable(concept_ == nullptr ? std::to_string(field) : concept_->name());
    if (variable != nullptr) {
      one->set_label(voice.Say({variable->label().id(), variable->label().en()}));
    }
    one->set_words(codebooks.Words(field, answer.shown.value, voice.language));
    if (answer.shown.how != How::kUnspecified) {
      one->set_how(
          client::WordFor(client::kHows, static_cast<int>(answer.shown.how), voice.language));
    }
    one->set_own_unsent(answer.own && answer.fate.fate == client::Fate::kUnsent);
    one->set_being_decided(answer.own && answer.fate.fate == client::Fate::kHeld);
  }
  if (auto civil = CivilIdentityOf(codebooks, all, voice.language)) {
    *view.mutable_civil() = *std::move(civil);
  }
  const auto told = device.ToldHere(shown.record.id);
  if (!told.ok()) return view;
  for (const client::OperationView& fact : *told) {
    v1::OwnFactView* one = view.add_facts();
    one->set_words(ToldInFull(voice, fact.operation));
    const std::uint32_t day = DayTold(fact.operation);
    if (day != 0) one->set_day(client::DayText(day));
    one->set_seq(fact.seq);
    one->set_unsent(fact.fate.fate == client::Fate::kUnsent);
  }
  return view;
}

std::vector<v1::EntitlementView> EntitlementsOf(client::Device& device, const RecordId& recipient) {
  std::vector<v1::EntitlementView> views;
  const KnownToDevice known(device);
  const std::int32_t zone = device.clock().Read().utc_offset_minutes;
  const auto lines = device.LinesOf(recipient);
  if (!lines.ok()) return views;
  const std::vector<v1::Programme> programmes = known.Programmes();
  for (const client::LineView& line : *lines) {
    v1::Item item;
    for (const v1::Programme& programme : programmes) {
      if (programme.code() == line.line.programme()) item = programme.item();
    }
    v1::EntitlementView& one = views.emplace_back();
    one.set_line(ToUuidText(*RecordId::FromRaw(line.line.line())));
    one.set_recipient(ToUuidText(recipient));
    one.set_programme(line.line.programme());
    one.set_period(line.line.period());
    one.set_entitled(client::QuantityText(line.line.quantity(), item));
    const auto danom = known.LineNamed(*LineId::FromRaw(line.line.line()));
    one.set_handed_out_here(client::QuantityText(danom ? danom->handed_out : 0, item));
    for (const client::ClaimOnLine& claim : line.claims) {
      v1::ClaimedView* claimed = one.add_claimed();
      claimed->set_officer(claim.officer);
      claimed->set_made(TimeText(claim.made, zone));
    }
  }
  return views;
}

}  // namespace tilik::screens
