#include "client/core/capture_people.h"

#include "proto/contract/folding.h"
#include "proto/contract/identity.h"

namespace tilik::client {
namespace {

constexpr std::uint32_t kHeadOfHousehold = 1;  // hub_krt in every codebook

std::string Place(const std::string& list, int index) {
  return list + "[" + std::to_string(index) + "]";
}

// What a record may be called by, besides its id.
std::vector<Field> NamesOf(v1::RecordKind kind) {
  if (kind == v1::RECORD_KIND_PERSON) return {field::kIdartbdt, field::kNik, field::kName};
  if (kind == v1::RECORD_KIND_FAMILY) return {field::kNoKk, field::kFamilyName};
  return {field::kIdbdt, field::kHeadName};
}

std::string TextOf(const Answers& answers, Field field) {
  const auto found = answers.find(field);
  if (found == answers.end()) return "";
  if (const auto* text = std::get_if<std::string>(&found->second.value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&found->second.value)) {
    return std::to_string(*number);
  }
  return "";
}

v1::StatusReason RemovalFor(v1::Presence presence) {
  switch (presence) {
    case v1::PRESENCE_MENINGGAL:
      return v1::STATUS_REASON_MENINGGAL;
    case v1::PRESENCE_PINDAH:
      return v1::STATUS_REASON_PINDAH;
    case v1::PRESENCE_KESALAHAN_PRELIST:
      return v1::STATUS_REASON_LAINNYA;
    default:
      return v1::STATUS_REASON_UNSPECIFIED;
  }
}

}  // namespace

v1::Operation CreateOperation(const RecordId& record, v1::RecordKind kind, std::uint64_t village,
                              const Answers& answers) {
  v1::Operation operation;
  v1::CreateRecord* create = operation.mutable_create_record();
  create->set_record(record.str());
  create->set_kind(kind);
  create->set_village(village);
  WriteColumns(answers, create->mutable_values());
  return operation;
}

PeopleCapture::PeopleCapture(const v1::VisitForm& form, const RecordId& household,
                             std::uint64_t village, const Screen& screen,
                             const CaptureContext& context, AnswerReader& reader,
                             Findings& findings, VisitPieces& pieces)
    : form_(form),
      household_(household),
      village_(village),
      screen_(screen),
      context_(context),
      reader_(reader),
      findings_(findings),
      pieces_(pieces) {
  for (const auto& [id, record] : screen.records) {
    if (record.kind == v1::RECORD_KIND_FAMILY) families_.push_back(id);
  }
}

void PeopleCapture::Read() {
  for (int i = 0; i < form_.families_size(); ++i) ReadFamily(i);
  for (int i = 0; i < form_.new_families_size(); ++i) ReadNewFamily(i);
  for (int i = 0; i < form_.members_size(); ++i) ReadMember(i);
  for (int i = 0; i < form_.new_members_size(); ++i) ReadNewMember(i);
}

std::vector<RecordId> PeopleCapture::Matching(v1::RecordKind kind, std::string_view typed) const {
  std::vector<RecordId> matching;
  const std::optional<RecordId> id = RecordIdFromText(typed);
  const std::string wanted = Fold(typed);
  if (wanted.empty()) return matching;
  for (const auto& [record_id, record] : screen_.records) {
    if (record.kind != kind) continue;
    bool named = id == record_id;
    for (const Field name : NamesOf(kind)) {
      named = named || Fold(TextOf(record.values, name)) == wanted;
    }
    if (named) matching.push_back(record_id);
  }
  return matching;
}

std::optional<RecordId> PeopleCapture::Shown(const std::string& at, v1::RecordKind kind,
                                             std::string_view typed) {
  const std::vector<RecordId> matching = Matching(kind, typed);
  if (matching.size() == 1) return matching.front();
  const std::string word(typed);
  const std::string kind_id = WordFor(kRecordKinds, kind, "id");
  const std::string kind_en = WordFor(kRecordKinds, kind, "en");
  if (word.empty()) {
    findings_.Error(at,
                    {"belum diisi: " + kind_id + " yang mana?", "missing: which " + kind_en + "?"});
  } else if (matching.empty()) {
    findings_.Error(at, {kind_id + " \"" + word + "\" tidak terdaftar di rumah tangga ini",
                         kind_en + " \"" + word + "\" is not listed in this household"});
  } else {
    findings_.Error(at, {"\"" + word + "\" bukan satu " + kind_id + " saja; tulis id rekamannya",
                         "\"" + word + "\" is not one " + kind_en + " only; write the record id"});
  }
  return std::nullopt;
}

void PeopleCapture::Change(const RecordId& record, const Answers& answers) {
  Answers& all = pieces_.changes[record];
  for (const auto& [field, answer] : answers) all[field] = answer;
}

RecordId PeopleCapture::CreateFamily(Answers answers) {
  const RecordId id = context_.new_record_id();
  answers[field::kHousehold] = Answer{household_, How::kAsked};
  pieces_.creates.push_back(CreateOperation(id, v1::RECORD_KIND_FAMILY, village_, answers));
  families_.push_back(id);
  return id;
}

std::optional<RecordId> PeopleCapture::FamilyMeant(const std::string& at,
                                                   const std::string& typed) {
  if (typed.empty()) {
    if (families_.empty()) return CreateFamily({});
    if (families_.size() == 1) return families_.front();
    findings_.Error(at, {"rumah tangga ini punya " + std::to_string(families_.size()) +
                             " keluarga; sebut yang mana (No KK atau id)",
                         "this household has " + std::to_string(families_.size()) +
                             " families; say which (No KK or id)"});
    return std::nullopt;
  }
  if (const auto made = new_families_.find(Fold(typed)); made != new_families_.end()) {
    return made->second;
  }
  const std::vector<RecordId> matching = Matching(v1::RECORD_KIND_FAMILY, typed);
  if (matching.size() == 1) return matching.front();
  return ReadRecord(at, v1::RECORD_KIND_FAMILY, typed, context_.known, findings_);
}

void PeopleCapture::ReadFamily(int index) {
  const v1::FamilyForm& family = form_.families(index);
  const std::string at = Place("families", index);
  const std::optional<RecordId> id = Shown(at + ".family", v1::RECORD_KIND_FAMILY, family.family());
  if (!id) return;
  Answers answers =
      reader_.Read({at, *id, v1::RECORD_KIND_FAMILY, family.answers(), &family.unchanged()},
                   screen_.Find(*id)->values);
  if (!family.move_to().empty()) {
    const std::optional<RecordId> to = ReadRecord(at + ".move_to", v1::RECORD_KIND_HOUSEHOLD,
                                                  family.move_to(), context_.known, findings_);
    if (to) answers[field::kHousehold] = Answer{*to, How::kAsked};
  }
  Change(*id, answers);
}

void PeopleCapture::ReadNewFamily(int index) {
  const v1::NewFamilyForm& family = form_.new_families(index);
  const std::string at = Place("new_families", index);
  const Answers answers =
      reader_.Read({at, RecordId(), v1::RECORD_KIND_FAMILY, family.answers()}, {});
  const RecordId id = CreateFamily(answers);
  if (!family.name().empty() && !new_families_.emplace(Fold(family.name()), id).second) {
    findings_.Error(at + ".name", {"dua keluarga baru bernama \"" + family.name() + "\"",
                                   "two new families are named \"" + family.name() + "\""});
  }
  for (int i = 0; i < family.members_size(); ++i) {
    const std::optional<RecordId> person =
        Shown(Place(at + ".members", i), v1::RECORD_KIND_PERSON, family.members(i));
    if (person) Change(*person, {{field::kFamily, Answer{id, How::kAsked}}});
  }
}

void PeopleCapture::ReadMember(int index) {
  const v1::MemberForm& member = form_.members(index);
  const std::string at = Place("members", index);
  const std::optional<RecordId> id = Shown(at + ".person", v1::RECORD_KIND_PERSON, member.person());
  if (!id) return;
  for (const v1::PersonPresence& said : pieces_.presences) {
    if (said.person() != id->raw()) continue;
    findings_.Error(at, {"anggota ini disebut dua kali", "this member is named twice"});
    return;
  }
  Answers answers =
      reader_.Read({at, *id, v1::RECORD_KIND_PERSON, member.answers(), &member.unchanged()},
                   screen_.Find(*id)->values);
  WarnWhenNikIsTaken(at, *id, answers);
  if (!member.move_to().empty()) {
    const std::optional<RecordId> to = FamilyMeant(at + ".move_to", member.move_to());
    if (to) answers[field::kFamily] = Answer{*to, How::kAsked};
  }
  Change(*id, answers);
  if (!member.presence().empty()) ReadPresence(at, *id, member.presence());
}

void PeopleCapture::ReadPresence(const std::string& at, const RecordId& person,
                                 const std::string& typed) {
  const auto presence = ReadWord<v1::Presence>(at + ".presence", typed, kPresences, findings_);
  if (presence == v1::PRESENCE_BARU) {
    findings_.Error(at + ".presence",
                    {"anggota ini sudah terdaftar; yang baru ditulis dalam new_members",
                     "this member is listed already; new ones belong into new_members"});
    return;
  }
  v1::PersonPresence& said = pieces_.presences.emplace_back();
  said.set_person(person.str());
  said.set_presence(presence);
  const v1::StatusReason reason = RemovalFor(presence);
  if (reason == v1::STATUS_REASON_UNSPECIFIED) return;
  const std::string note = presence == v1::PRESENCE_KESALAHAN_PRELIST ? "kesalahan prelist" : "";
  Result<v1::Operation> proposal = screen_.Propose(person, v1::RECORD_STATUS_ASLEEP, reason, note);
  if (proposal.ok()) {
    pieces_.proposals.push_back(*std::move(proposal));
  } else {
    findings_.Error(at, {proposal.status().message(), proposal.status().message()});
  }
}

void PeopleCapture::ReadNewMember(int index) {
  const v1::NewMemberForm& member = form_.new_members(index);
  const std::string at = Place("new_members", index);
  const std::optional<RecordId> family = FamilyMeant(at + ".family", member.family());
  const RecordId id = context_.new_record_id();
  Answers answers = reader_.Read({at, id, v1::RECORD_KIND_PERSON, member.answers()}, {});
  if (TextOf(answers, field::kName).empty()) {
    findings_.Error(at + ".answers",
                    {"nama anggota baru belum diisi", "the new member's name is missing"});
  }
  WarnWhenNikIsTaken(at, id, answers);
  if (!family) return;
  const auto relation = answers.find(field::kRelationToHead);
  if (relation != answers.end()) {
    const Coded* coded = std::get_if<Coded>(&relation->second.value);
    if (coded != nullptr && coded->code == kHeadOfHousehold) {
      new_head_ = TextOf(answers, field::kName);
    }
  }
  answers[field::kFamily] = Answer{*family, How::kAsked};
  pieces_.creates.push_back(CreateOperation(id, v1::RECORD_KIND_PERSON, village_, answers));
  v1::PersonPresence& said = pieces_.presences.emplace_back();
  said.set_person(id.str());
  said.set_presence(v1::PRESENCE_BARU);
}

void PeopleCapture::WarnWhenNikIsTaken(const std::string& at, const RecordId& person,
                                       const Answers& answers) {
  const Result<Nik> nik = Nik::Parse(TextOf(answers, field::kNik));
  if (!nik.ok()) return;
  for (const RecordId& other : context_.known.Named(v1::RECORD_KIND_PERSON, nik->digits())) {
    if (other == person) continue;
    const std::string name = context_.known.NameOf(other);
    findings_.Warn(
        at + ".answers.nik",
        {"NIK ini sudah dipakai " + name + "; tetap disimpan, kabupaten memutuskan",
         "this NIK is " + name + "'s already; saved all the same, the district decides"});
  }
}

}  // namespace tilik::client
