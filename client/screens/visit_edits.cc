#include "client/screens/visit_edits.h"

#include <algorithm>
#include <cstdio>
#include <set>

namespace tilik::screens {
namespace {

using Answers = google::protobuf::Map<std::string, google::protobuf::Value>;
using Words = google::protobuf::RepeatedPtrField<std::string>;

constexpr char kUsual[] = "tinggal";

void Answer(const Touch& touch, const std::string& variable, Answers* answers) {
  if (touch.value.empty() && touch.values.empty()) {
    answers->erase(variable);
    return;
  }
  google::protobuf::Value& value = (*answers)[variable];
  if (touch.values.empty()) {
    value.set_string_value(touch.value);
    return;
  }
  value.Clear();
  for (const std::string& one : touch.values) {
    value.mutable_list_value()->add_values()->set_string_value(one);
  }
}

void Switch(const std::string& word, bool on, Words* words) {
  const auto at = std::find(words->begin(), words->end(), word);
  if (on && at == words->end()) *words->Add() = word;
  if (!on && at != words->end()) words->erase(at);
}

v1::MemberForm* Member(v1::VisitForm* form, const std::string& person) {
  for (v1::MemberForm& member : *form->mutable_members()) {
    if (member.person() == person) return &member;
  }
  v1::MemberForm* member = form->add_members();
  member->set_person(person);
  return member;
}

v1::FamilyForm* Family(v1::VisitForm* form, const std::string& family) {
  for (v1::FamilyForm& one : *form->mutable_families()) {
    if (one.family() == family) return &one;
  }
  v1::FamilyForm* one = form->add_families();
  one->set_family(family);
  return one;
}

// A place within a record: answers/… or unchanged/….
template <typename Record>
bool ApplyTo(Record* record, const std::string& list, const std::string& name, const Touch& touch) {
  if (list == "answers") {
    Answer(touch, name, record->mutable_answers());
    return true;
  }
  if constexpr (requires { record->mutable_unchanged(); }) {
    if (list == "unchanged") {
      Switch(name, !touch.value.empty(), record->mutable_unchanged());
      return true;
    }
  }
  return false;
}

bool IsOnScreen(const client::Screen& screen, const std::string& id, v1::RecordKind kind) {
  const auto record = RecordIdFromText(id);
  const client::ScreenRecord* shown = record ? screen.Find(*record) : nullptr;
  return shown != nullptr && shown->kind == kind;
}

void ApplyToRespondent(const std::string& part, const Touch& touch,
                       v1::RespondentForm* respondent) {
  if (part == "person") {
    respondent->set_person(touch.value);
    if (!touch.value.empty()) respondent->clear_name();
  } else if (part == "name") {
    respondent->set_name(touch.value);
    if (!touch.value.empty()) respondent->clear_person();
  } else if (part == "relation") {
    respondent->set_relation(touch.value);
  } else if (touch.value.empty()) {
    respondent->clear_adult();
  } else {
    respondent->set_adult(touch.value == "ya");
  }
}

// Those of whom nobody has said anything yet.
void EverybodyLivesHere(const client::Screen& screen, v1::VisitForm* form) {
  for (const auto& [id, record] : screen.records) {
    if (record.kind != v1::RECORD_KIND_PERSON) continue;
    v1::MemberForm* member = Member(form, ToUuidText(id));
    if (member->presence().empty()) member->set_presence(kUsual);
  }
}

// One word of the form itself.
std::string* WordAt(const std::string& at, v1::VisitForm* form) {
  if (at == "outcome") return form->mutable_outcome();
  if (at == "note") return form->mutable_note();
  if (at == "next_date") return form->mutable_next_date();
  if (at == "told_by") return form->mutable_told_by();
  if (at == "other_household") return form->mutable_other_household();
  if (at == "card_holder") return form->mutable_card_holder();
  return nullptr;
}

// "-9.671200,124.224100,8": latitude, longitude, accuracy in metres.
bool ApplyPlace(const std::string& value, v1::VisitForm* form) {
  if (value.empty()) {
    form->clear_place();
    return true;
  }
  double latitude = 0, longitude = 0;
  unsigned accuracy = 0;
  int read = 0;
  if (std::sscanf(value.c_str(), "%10lf,%11lf,%6u%n", &latitude, &longitude, &accuracy, &read) !=
          3 ||
      static_cast<std::size_t>(read) != value.size() ||
      value.find('-', value.rfind(',')) != std::string::npos) {
    return false;
  }
  form->mutable_place()->set_latitude(latitude);
  form->mutable_place()->set_longitude(longitude);
  form->mutable_place()->set_accuracy_m(accuracy);
  return true;
}

// By a name that no other of this form has; it stays when one before it is taken back.
bool AddFamily(v1::VisitForm* form) {
  if (form->new_families_size() >= kMaxNewFamilies) return false;
  int number = 1;
  const auto taken = [&] {
    return std::any_of(
        form->new_families().begin(), form->new_families().end(),
        [&](const v1::NewFamilyForm& one) { return one.name() == NewFamilyName(number); });
  };
  while (taken()) ++number;
  form->add_new_families()->set_name(NewFamilyName(number));
  return true;
}

// Who was to belong to it stays where he was.
bool RemoveFamily(int index, v1::VisitForm* form) {
  if (index < 0 || index >= form->new_families_size()) return false;
  const std::string name = form->new_families(index).name();
  form->mutable_new_families()->DeleteSubrange(index, 1);
  for (v1::MemberForm& member : *form->mutable_members()) {
    if (member.move_to() == name) member.clear_move_to();
  }
  for (v1::NewMemberForm& member : *form->mutable_new_members()) {
    if (member.family() == name) member.clear_family();
  }
  return true;
}

bool ApplyToOne(const std::vector<std::string>& parts, const Touch& touch, v1::VisitForm* form) {
  if (parts[0] == "place") return ApplyPlace(touch.value, form);
  std::string* word = WordAt(parts[0], form);
  if (word == nullptr) return false;
  *word = touch.value;
  return true;
}

bool ApplyToTwo(const std::vector<std::string>& parts, const Touch& touch,
                const client::Screen& screen, v1::VisitForm* form) {
  const std::string& list = parts[0];
  const std::string& name = parts[1];
  if (list == "respondent" &&
      (name == "person" || name == "name" || name == "relation" || name == "adult")) {
    ApplyToRespondent(name, touch, form->mutable_respondent());
  } else if (list == "documents") {
    if (touch.value.empty()) {
      form->mutable_documents()->erase(name);
    } else {
      (*form->mutable_documents())[name] = touch.value;
    }
  } else if (list == "propose" && (name == "status" || name == "reason")) {
    v1::StatusForm* status = form->mutable_propose_status();
    name == "status" ? status->set_status(touch.value) : status->set_reason(touch.value);
    if (status->status().empty()) form->clear_propose_status();
  } else if (list == "seen") {
    Switch(name, !touch.value.empty(), form->mutable_seen());
  } else if (list == "as_written") {
    Switch(name, !touch.value.empty(), form->mutable_as_written());
  } else if (list == "overrule") {
    if (touch.value.empty()) {
      form->mutable_overrule()->erase(name);
    } else {
      (*form->mutable_overrule())[name] = touch.value;
    }
  } else if (list == "members" && name == "all") {
    EverybodyLivesHere(screen, form);
  } else if (list == "photo") {
    if (touch.value.empty()) {
      form->mutable_photos_missing()->erase(name);
    } else {
      (*form->mutable_photos_missing())[name] = touch.value;
    }
  } else if (list == "add" && name == "family") {
    return AddFamily(form);
  } else if (list == "add" && name == "member") {
    if (form->new_members_size() >= kMaxNewMembers) return false;
    form->add_new_members();
  } else if (form->has_new_household()) {
    return ApplyTo(form->mutable_new_household(), list, name, touch);
  } else {
    return ApplyTo(form, list, name, touch);
  }
  return true;
}

bool ApplyToThree(const std::vector<std::string>& parts, const Touch& touch,
                  const client::Screen& screen, v1::VisitForm* form) {
  if (parts[0] == "member" && parts[2] == "presence" &&
      IsOnScreen(screen, parts[1], v1::RECORD_KIND_PERSON)) {
    Member(form, parts[1])->set_presence(touch.value);
    return true;
  }
  if (parts[0] == "member" && parts[2] == "move_to" &&
      IsOnScreen(screen, parts[1], v1::RECORD_KIND_PERSON)) {
    const client::ScreenRecord* person = screen.Find(*RecordIdFromText(parts[1]));
    const auto belongs = person->values.find(field::kFamily);
    const auto* now =
        belongs == person->values.end() ? nullptr : std::get_if<RecordId>(&belongs->second.value);
    const bool stays = now != nullptr && RecordIdFromText(touch.value) == *now;
    Member(form, parts[1])->set_move_to(stays ? "" : touch.value);
    return true;
  }
  if (parts[0] == "family" && parts[2] == "move_to" &&
      IsOnScreen(screen, parts[1], v1::RECORD_KIND_FAMILY)) {
    Family(form, parts[1])->set_move_to(touch.value);
    return true;
  }
  if (parts[0] == "remove" && parts[1] == "family") {
    return RemoveFamily(std::atoi(parts[2].c_str()), form);
  }
  const bool removed = parts[0] == "remove" && parts[1] == "new";
  if (!removed && !(parts[0] == "new" && parts[2] == "family")) return false;
  const int index = std::atoi(parts[removed ? 2 : 1].c_str());
  if (index < 0 || index >= form->new_members_size()) return false;
  if (removed) {
    form->mutable_new_members()->DeleteSubrange(index, 1);
  } else {
    form->mutable_new_members(index)->set_family(touch.value);
  }
  return true;
}

bool ApplyToFour(const std::vector<std::string>& parts, const Touch& touch,
                 const client::Screen& screen, v1::VisitForm* form) {
  const std::string& id = parts[1];
  if (parts[0] == "member" && IsOnScreen(screen, id, v1::RECORD_KIND_PERSON)) {
    return ApplyTo(Member(form, id), parts[2], parts[3], touch);
  }
  if (parts[0] == "family" && IsOnScreen(screen, id, v1::RECORD_KIND_FAMILY)) {
    return ApplyTo(Family(form, id), parts[2], parts[3], touch);
  }
  const int index = std::atoi(id.c_str());
  if (parts[0] == "newfamily" && index >= 0 && index < form->new_families_size()) {
    return ApplyTo(form->mutable_new_families(index), parts[2], parts[3], touch);
  }
  if (parts[0] != "new" || index < 0 || index >= form->new_members_size()) return false;
  return ApplyTo(form->mutable_new_members(index), parts[2], parts[3], touch);
}

}  // namespace

std::string NewFamilyName(int number) { return "keluarga baru " + std::to_string(number); }

std::vector<std::string> PartsOf(std::string_view path) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    parts.emplace_back(path.substr(0, slash));
    if (slash == path.size()) return parts;
    path.remove_prefix(slash + 1);
  }
}

const v1::MemberForm* MemberIn(const v1::VisitForm& form, const std::string& person) {
  for (const v1::MemberForm& member : form.members()) {
    if (member.person() == person) return &member;
  }
  return nullptr;
}

const v1::FamilyForm* FamilyIn(const v1::VisitForm& form, const std::string& family) {
  for (const v1::FamilyForm& one : form.families()) {
    if (one.family() == family) return &one;
  }
  return nullptr;
}

Status Apply(const Touch& touch, const client::Screen& screen, v1::VisitForm* form) {
  std::size_t bytes = touch.value.size();
  for (const std::string& one : touch.values) bytes += one.size();
  if (bytes > kMaxTouchBytes) return Status::Invalid("an answer longer than any question takes");
  const std::vector<std::string> parts = PartsOf(touch.at);
  bool known = false;
  switch (parts.size()) {
    case 1:
      known = ApplyToOne(parts, touch, form);
      break;
    case 2:
      known = ApplyToTwo(parts, touch, screen, form);
      break;
    case 3:
      known = ApplyToThree(parts, touch, screen, form);
      break;
    case 4:
      known = ApplyToFour(parts, touch, screen, form);
      break;
  }
  return known ? Status() : Status::Invalid("this form has no place \"" + touch.at + "\"");
}

}  // namespace tilik::screens
