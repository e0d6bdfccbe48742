#include "client/screens/visit_questions.h"

#include <algorithm>
#include <cmath>

#include "client/screens/record_views.h"
#include "client/screens/visit_edits.h"

namespace tilik::screens {
namespace {

using client::Wording;
using Written = google::protobuf::Map<std::string, google::protobuf::Value>;

// Keys and places in the registry, that a visit does not ask.
constexpr Field kNotAsked[] = {field::kVillage, field::kIdbdt, field::kIdartbdt, field::kNuk};

constexpr struct {
  std::string_view block;
  std::string_view id;
  std::string_view en;
} kBlockNames[] = {
    {"identitas", "Identitas", "Identity"},
    {"rumah", "Rumah", "House"},
    {"aset", "Aset", "Assets"},
    {"bantuan", "Bantuan", "Aid"},
    {"pekerjaan", "Pekerjaan", "Work"},
    {"pendidikan", "Pendidikan", "Schooling"},
    {"kesehatan", "Kesehatan", "Health"},
};

Wording BlockName(const std::string& block) {
  for (const auto& one : kBlockNames) {
    if (one.block == block) return {std::string(one.id), std::string(one.en)};
  }
  return {block, block};
}

std::string TextIn(const google::protobuf::Value& value) {
  if (value.has_string_value()) return value.string_value();
  if (value.has_bool_value()) return value.bool_value() ? "ya" : "tidak";
  if (value.has_number_value()) {
    return std::to_string(static_cast<std::int64_t>(std::llround(value.number_value())));
  }
  return {};
}

Subject SubjectOf(const client::ScreenRecord& shown, std::string before) {
  Subject subject;
  subject.kind = shown.kind;
  subject.before = std::move(before);
  subject.old = shown.values;
  subject.may_be_unchanged = true;
  const auto name = shown.values.find(field::kName);
  if (name != shown.values.end()) {
    if (const auto* text = std::get_if<std::string>(&name->second.value)) subject.name = *text;
  }
  return subject;
}

template <typename Form>
void Write(const Form& form, Subject* subject) {
  subject->written = form.answers();
  subject->unchanged = {form.unchanged().begin(), form.unchanged().end()};
}

// By what the ministry's form calls them: as the registry gave them, oldest record first.
std::vector<Subject> SubjectsOf(const VisitDraft& visit) {
  std::vector<Subject> subjects;
  const client::Screen& screen = visit.scene().screen;
  const v1::VisitForm& form = visit.form();
  if (const client::ScreenRecord* household = screen.Find(visit.scene().household)) {
    Subject& one = subjects.emplace_back(SubjectOf(*household, ""));
    Write(form, &one);
    one.blind = visit.blind();
  } else {
    Subject& one = subjects.emplace_back();
    one.kind = v1::RECORD_KIND_HOUSEHOLD;
    one.written = form.new_household().answers();
  }
  for (const auto& [id, record] : screen.records) {
    if (record.kind == v1::RECORD_KIND_FAMILY) {
      Subject& one = subjects.emplace_back(SubjectOf(record, "family/" + ToUuidText(id) + "/"));
      if (const v1::FamilyForm* family = FamilyIn(form, ToUuidText(id))) Write(*family, &one);
    } else if (record.kind == v1::RECORD_KIND_PERSON) {
      Subject& one = subjects.emplace_back(SubjectOf(record, "member/" + ToUuidText(id) + "/"));
      if (const v1::MemberForm* member = MemberIn(form, ToUuidText(id))) Write(*member, &one);
    }
  }
  for (int i = 0; i < form.new_families_size(); ++i) {
    Subject& one = subjects.emplace_back();
    one.kind = v1::RECORD_KIND_FAMILY;
    one.before = "newfamily/" + std::to_string(i) + "/";
    one.written = form.new_families(i).answers();
  }
  for (int i = 0; i < form.new_members_size(); ++i) {
    Subject& one = subjects.emplace_back();
    one.kind = v1::RECORD_KIND_PERSON;
    one.before = "new/" + std::to_string(i) + "/";
    one.written = form.new_members(i).answers();
    const auto name = one.written.find("nama");
    if (name != one.written.end()) one.name = TextIn(name->second);
  }
  return subjects;
}

v1::ItemKind KindOf(const v1::Concept& asked, const v1::Variable& variable) {
  switch (asked.type()) {
    case v1::CONCEPT_TYPE_CODE:
      return variable.codes().empty() ? v1::ITEM_KIND_NUMBER : v1::ITEM_KIND_ONE_OF;
    case v1::CONCEPT_TYPE_BIT_SET:
      return v1::ITEM_KIND_SOME_OF;
    case v1::CONCEPT_TYPE_NUMBER:
      return v1::ITEM_KIND_NUMBER;
    case v1::CONCEPT_TYPE_DATE:
      return v1::ITEM_KIND_DATE;
    default:
      return v1::ITEM_KIND_TEXT;
  }
}

}  // namespace

Questions::Questions(const Codebooks& codebooks, const Voice& voice, const VisitDraft& visit,
                     std::uint32_t today)
    : codebooks_(codebooks),
      voice_(voice),
      visit_(visit),
      today_(today),
      codebook_(*codebooks.FindNamed(kShownBy)),
      subjects_(SubjectsOf(visit)) {}

const Subject* Questions::SubjectAt(const std::string& before) const {
  for (const Subject& subject : subjects_) {
    if (subject.before == before) return &subject;
  }
  return nullptr;
}

bool Questions::IsAsked(const v1::Variable& variable, const Subject& subject,
                        const Answers& merged) const {
  const Field field = codebooks_.FieldOf(variable);
  const v1::Concept* asked = codebooks_.ConceptOf(field);
  if (asked == nullptr || asked->kind() != subject.kind ||
      asked->policy() == v1::MERGE_POLICY_IMPORTED || asked->type() == v1::CONCEPT_TYPE_RECORD) {
    return false;
  }
  if (std::find(std::begin(kNotAsked), std::end(kNotAsked), field) != std::end(kNotAsked)) {
    return false;
  }
  // Whoever is entered as its head gives a new household that name.
  if (field == field::kHeadName && subject.old.empty()) return false;
  return codebooks_.IsAsked(codebook_.number(), variable, merged, today_);
}

Questions::Answered Questions::AnswerTo(const v1::Variable& variable,
                                        const Subject& subject) const {
  Answered answered;
  const auto found = subject.written.find(NameIn(variable));
  if (found == subject.written.end()) return answered;
  answered.any = true;
  const google::protobuf::Value& written = found->second;
  if (written.has_list_value()) {
    for (const auto& one : written.list_value().values()) {
      answered.all.push_back(TextIn(one));
      answered.typed += (answered.typed.empty() ? "" : ", ") + answered.all.back();
    }
  } else {
    answered.typed = TextIn(written);
    answered.all = {answered.typed};
  }
  const bool as_written =
      std::find(visit_.form().as_written().begin(), visit_.form().as_written().end(),
                NameIn(variable)) != visit_.form().as_written().end();
  Result<Value> value =
      codebooks_.Parse(codebook_.number(), variable, answered.typed, as_written, voice_.language);
  if (value.ok()) answered.value = *std::move(value);
  return answered;
}

Answers Questions::Merged(const Subject& subject) const {
  Answers merged = subject.old;
  for (const v1::Variable& variable : codebook_.variables()) {
    const Field field = codebooks_.FieldOf(variable);
    const v1::Concept* asked = codebooks_.ConceptOf(field);
    if (asked == nullptr || asked->kind() != subject.kind) continue;
    const Answered answered = AnswerTo(variable, subject);
    if (answered.value) merged[field] = {*answered.value, How::kAsked};
  }
  return merged;
}

std::string Questions::OldWords(const Subject& subject, Field field) const {
  const auto old = subject.old.find(field);
  if (old == subject.old.end() || IsAbsent(old->second.value)) return {};
  return codebooks_.Words(field, old->second.value, voice_.language);
}

bool Questions::Differs(Field field, const Answered& answered, const Subject& subject) const {
  if (!answered.any) return false;
  const auto old = subject.old.find(field);
  if (old == subject.old.end() || !answered.value) return true;
  return !codebooks_.Same(field, old->second.value, *answered.value);
}

v1::ItemView Questions::Item(const v1::Variable& variable, const Subject& subject) const {
  const Field field = codebooks_.FieldOf(variable);
  const std::string& name = NameIn(variable);
  v1::ItemView item;
  item.set_at(subject.before + "answers/" + name);
  item.set_kind(KindOf(*codebooks_.ConceptOf(field), variable));
  item.set_label(voice_.Say({variable.label().id(), variable.label().en()}));
  item.set_max_length(variable.max_length());
  item.set_blind(subject.blind.contains(name));
  if (!item.blind()) item.set_old(OldWords(subject, field));
  const Answered answered = AnswerTo(variable, subject);
  item.set_value(answered.typed);
  if (item.kind() == v1::ITEM_KIND_SOME_OF) {
    for (const std::string& one : answered.all) item.add_values(one);
  }
  if (answered.value) {
    item.set_words(codebooks_.Words(field, *answered.value, voice_.language));
  }
  // Of a blind question it would tell what the registry says.
  item.set_changed(!item.blind() && Differs(field, answered, subject));
  // What else saving asks for, the check of the whole visit says (Drawing::AddFindings).
  item.set_required(item.blind());
  const auto old = subject.old.find(field);
  const Coded* known =
      old == subject.old.end() || item.blind() ? nullptr : std::get_if<Coded>(&old->second.value);
  for (const v1::Code& code : variable.codes()) {
    v1::ChoiceView* choice = item.add_choices();
    choice->set_value(std::to_string(code.code()));
    choice->set_label(voice_.Say({code.label().id(), code.label().en()}));
    choice->set_old(known != nullptr && known->codebook == codebook_.number() &&
                    known->code == code.code());
  }
  item.set_seen_at("seen/" + name);
  const auto& seen = visit_.form().seen();
  item.set_seen(std::find(seen.begin(), seen.end(), name) != seen.end());
  return item;
}

std::vector<v1::ItemView> Questions::Of(const Subject& subject,
                                        const std::set<std::string>& blocks) const {
  std::vector<v1::ItemView> items;
  std::string block;
  const Answers merged = Merged(subject);
  for (const v1::Variable& variable : codebook_.variables()) {
    if (!blocks.contains(variable.block()) || !IsAsked(variable, subject, merged)) continue;
    if (variable.block() != block) {
      block = variable.block();
      const Wording name = BlockName(block);
      const bool known = std::any_of(
          codebook_.variables().begin(), codebook_.variables().end(), [&](const v1::Variable& one) {
            return one.block() == block && !OldWords(subject, codebooks_.FieldOf(one)).empty();
          });
      v1::ItemView& heading = items.emplace_back();
      heading.set_kind(v1::ITEM_KIND_HEADING);
      heading.set_label(voice_.Say(name));
      if (known && subject.may_be_unchanged) {
        v1::ItemView& confirm = items.emplace_back();
        confirm.set_kind(v1::ITEM_KIND_CONFIRM);
        confirm.set_at(subject.before + "unchanged/" + block);
        confirm.set_label(voice_.Say({"Yang lain di " + name.id + " masih sama",
                                      "The rest of " + name.en + " is unchanged"}));
        confirm.set_value(subject.unchanged.contains(block) ? "ya" : "");
      }
    }
    items.push_back(Item(variable, subject));
  }
  return items;
}

std::vector<v1::ItemView> Questions::ChangesOf(const Subject& subject) const {
  std::vector<v1::ItemView> changes;
  for (const v1::Variable& variable : codebook_.variables()) {
    const Field field = codebooks_.FieldOf(variable);
    const v1::Concept* asked = codebooks_.ConceptOf(field);
    if (asked == nullptr || asked->kind() != subject.kind) continue;
    const Answered answered = AnswerTo(variable, subject);
    if (!Differs(field, answered, subject)) continue;
    v1::ItemView& change = changes.emplace_back();
    change.set_kind(v1::ITEM_KIND_SUMMARY);
    change.set_label((subject.name.empty() ? "" : subject.name + " · ") +
                     voice_.Say({variable.label().id(), variable.label().en()}));
    change.set_old(OldWords(subject, field));
    change.set_words(answered.value ? codebooks_.Words(field, *answered.value, voice_.language)
                                    : answered.typed);
    change.set_at(subject.before + "answers/" + NameIn(variable));
  }
  return changes;
}

std::vector<std::string> Questions::BlindLeft() const {
  std::vector<std::string> left;
  for (const std::string& name : household().blind) {
    if (!household().written.contains(name)) left.push_back(name);
  }
  return left;
}

}  // namespace tilik::screens
