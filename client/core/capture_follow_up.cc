#include "client/core/capture_follow_up.h"

#include <set>

#include "client/core/capture_recipient.h"
#include "proto/contract/folding.h"

namespace tilik::client {
namespace {

constexpr Word kGroupGradeWords[] = {
    {v1::GROUP_GRADE_A, "A", "A", "sangat berhasil|very successful"},
    {v1::GROUP_GRADE_B, "B", "B", "berhasil|successful"},
    {v1::GROUP_GRADE_C, "C", "C", "kurang|kurang berhasil|poor"},
    {v1::GROUP_GRADE_TIDAK_AKTIF, "tidak aktif", "not active", "mati suri|bubar|nonaktif"},
};

constexpr Word kHouseStageWords[] = {
    {v1::HOUSE_STAGE_BEFORE, "sebelum", "before", "0|0 %|awal"},
    {v1::HOUSE_STAGE_HALF, "50 %", "50 percent", "setengah|separuh|half"},
    {v1::HOUSE_STAGE_AFTER, "sesudah", "after", "100|100 %|selesai"},
};

constexpr v1::RecordKind kGroup[] = {v1::RECORD_KIND_GROUP};
constexpr v1::RecordKind kHouse[] = {v1::RECORD_KIND_HOUSE};

std::uint32_t ReadDay(const std::string& typed, const CaptureContext& context, Findings& findings) {
  return typed.empty() ? 0 : ReadPastDay("day", typed, context.today, findings);
}

void ReadMembers(const v1::GroupForm& form, const CaptureContext& context, Findings& findings,
                 v1::FollowUp& follow_up) {
  std::set<std::string> seen;
  for (int i = 0; i < form.members_size(); ++i) {
    const v1::GroupMemberForm& member = form.members(i);
    const std::string at = "members[" + std::to_string(i) + "]";
    v1::GroupMember& read = *follow_up.add_members();
    read.set_role(member.role());
    std::string who = Fold(member.name());
    if (!member.person().empty()) {
      const auto person = ReadRecord(at + ".person", v1::RECORD_KIND_PERSON, member.person(),
                                     context.known, findings);
      if (person) read.set_person(person->str());
      who = read.person();
    } else {
      read.set_name(member.name());
    }
    if (who.empty() && member.person().empty()) {
      findings.Error(at, {"siapa anggotanya? person atau name", "who is it? person or name"});
    } else if (!seen.insert(who).second) {
      findings.Error(at, {"anggota ini disebut dua kali", "this member stands twice"});
    }
  }
}

}  // namespace

const Vocabulary kGroupGrades = kGroupGradeWords;
const Vocabulary kHouseStages = kHouseStageWords;

std::vector<Captured> CaptureGroup(const v1::GroupForm& form, const CaptureContext& context,
                                   Findings& findings) {
  Captured set;
  if (form.has_place()) set.place = ReadPlace(form.place(), findings);
  const auto group = ReadRecipient(
      {"group", form.group(), form.has_new_recipient() ? &form.new_recipient() : nullptr, kGroup,
       v1::RECORD_KIND_GROUP, "KUBE"},
      context, findings, set);
  v1::FollowUp follow_up;
  if (group) follow_up.set_record(group->id.str());
  follow_up.set_day(ReadDay(form.day(), context, findings));
  follow_up.set_programme(form.programme());
  follow_up.set_note(form.note());
  follow_up.set_funding(form.funding());
  if (!form.grade().empty()) {
    follow_up.set_grade(ReadWord<v1::GroupGrade>("grade", form.grade(), kGroupGrades, findings));
  }
  ReadMembers(form, context, findings, follow_up);
  if (form.grade().empty() && form.funding().empty() && form.members().empty()) {
    findings.Error("grade", {"apa yang dilihat? grade, funding atau members",
                             "what was seen? grade, funding or members"});
  }
  if (form.has_new_recipient() && form.members().empty()) {
    findings.Warn("members", {"kelompok baru tanpa anggota; susulkan dengan kunjungan berikut",
                              "a new group without members; add them with the next visit"});
  }
  *set.operations.emplace_back().mutable_follow_up() = std::move(follow_up);
  if (group) ReadPhotos(form.photos(), group->id, std::nullopt, findings, set);
  if (findings.refused()) return {};
  return {std::move(set)};
}

std::vector<Captured> CaptureHouse(const v1::HouseForm& form, const CaptureContext& context,
                                   Findings& findings) {
  Captured set;
  if (form.has_place()) set.place = ReadPlace(form.place(), findings);
  const auto house = ReadRecipient(
      {"house", form.house(), form.has_new_recipient() ? &form.new_recipient() : nullptr, kHouse,
       v1::RECORD_KIND_HOUSE, "RTLH"},
      context, findings, set);
  const auto shows = static_cast<std::uint32_t>(set.operations.size());
  v1::FollowUp& follow_up = *set.operations.emplace_back().mutable_follow_up();
  if (house) follow_up.set_record(house->id.str());
  follow_up.set_day(ReadDay(form.day(), context, findings));
  follow_up.set_programme(form.programme());
  follow_up.set_note(form.note());
  follow_up.set_stage(ReadWord<v1::HouseStage>("stage", form.stage(), kHouseStages, findings));
  if (form.photos().empty()) {
    findings.Error("photos", {"lampirkan sedikitnya satu foto tahap ini",
                              "attach at least one photo of this stage"});
  }
  if (house) ReadPhotos(form.photos(), house->id, shows, findings, set);
  if (findings.refused()) return {};
  return {std::move(set)};
}

}  // namespace tilik::client
