#include "client/core/capture_musdes.h"

#include "client/core/capture_answers.h"
#include "client/core/capture_people.h"
#include "proto/contract/region.h"

namespace tilik::client {
namespace {

constexpr Word kGroundWords[] = {
    {v1::GROUND_KIND_BERITA_ACARA, "berita acara", "minutes", "ba|berita acara musdes"},
    {v1::GROUND_KIND_SPTJM, "SPTJM", "signed statement",
     "surat pernyataan|surat pernyataan tanggung jawab mutlak"},
};

constexpr Word kFindingWords[] = {
    {v1::MUSDES_FINDING_DITEMUKAN, "ditemukan", "found", "ada"},
    {v1::MUSDES_FINDING_PINDAH, "pindah", "moved", "tidak ditemukan pindah"},
    {v1::MUSDES_FINDING_MENINGGAL, "meninggal", "died", "tidak ditemukan meninggal"},
    {v1::MUSDES_FINDING_TIDAK_TAHU, "tidak tahu", "not known", "tidak dikenal"},
    {v1::MUSDES_FINDING_ALAMAT_TIDAK_ADA, "alamat tidak ada", "no such address", ""},
    {v1::MUSDES_FINDING_GANDA, "ganda", "duplicate", "dobel"},
};

constexpr Word kAbilityWords[] = {
    {v1::ABILITY_MAMPU, "mampu", "well off", "ya"},
    {v1::ABILITY_TIDAK_MAMPU, "tidak mampu", "poor", "tidak|miskin"},
};

constexpr Word kNotVerifiedWords[] = {
    {v1::NOT_VERIFIED_REASON_TIDAK_ADA_OPERATOR, "tidak ada operator", "no operator", ""},
    {v1::NOT_VERIFIED_REASON_TIDAK_ADA_ANGGARAN, "tidak ada anggaran", "no budget",
     "honor belum ada"},
    {v1::NOT_VERIFIED_REASON_TIDAK_ADA_PERANGKAT, "tidak ada perangkat", "no device",
     "tidak ada sinyal|tidak ada perangkat atau sinyal"},
    {v1::NOT_VERIFIED_REASON_AKSES_TERPUTUS, "akses terputus", "cut off", "bencana|banjir|longsor"},
    {v1::NOT_VERIFIED_REASON_BELUM_MUSDES, "belum musdes", "no forum yet", "belum muskel"},
    {v1::NOT_VERIFIED_REASON_DITOLAK_DESA, "ditolak desa", "refused by the village", ""},
    {v1::NOT_VERIFIED_REASON_LAINNYA, "lainnya", "other", "lain"},
};

// What a finding says about the household's place in the lists; nothing when it stays there.
struct Consequence {
  v1::RecordStatus status = v1::RECORD_STATUS_UNSPECIFIED;
  v1::StatusReason reason = v1::STATUS_REASON_UNSPECIFIED;
};

Consequence ConsequenceOf(v1::MusdesFinding finding, v1::Ability ability) {
  switch (finding) {
    case v1::MUSDES_FINDING_PINDAH:
      return {v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_PINDAH};
    case v1::MUSDES_FINDING_MENINGGAL:
      return {v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_MENINGGAL};
    case v1::MUSDES_FINDING_TIDAK_TAHU:
    case v1::MUSDES_FINDING_ALAMAT_TIDAK_ADA:
      return {v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_TIDAK_DITEMUKAN};
    case v1::MUSDES_FINDING_GANDA:
      return {v1::RECORD_STATUS_ASLEEP, v1::STATUS_REASON_GANDA};
    default:
      if (ability != v1::ABILITY_MAMPU) return {};
      return {v1::RECORD_STATUS_NOT_ELIGIBLE, v1::STATUS_REASON_MAMPU};
  }
}

std::uint64_t ReadVillage(const std::string& typed, const CaptureContext& context,
                          Findings& findings) {
  const auto code = VillageCode::Parse(typed);
  if (!code) {
    findings.Error("village",
                   {"kode desa \"" + typed + "\" salah; tulis sepuluh angka seperti 53.02.01.2001",
                    "village code \"" + typed +
                        "\" is wrong; write ten digits like "
                        "53.02.01.2001"});
    return 0;
  }
  if (!context.known.IsAssigned(code->number())) {
    findings.Warn("village", {"desa ini bukan penugasan Anda; tetap disimpan, kabupaten memutuskan",
                              "this village is not assigned to you; saved all the same, the "
                              "district decides"});
  }
  return code->number();
}

class MusdesCapture {
 public:
  MusdesCapture(const v1::MusdesForm& form, const MusdesScene& scene, const CaptureContext& context,
                Findings& findings)
      : form_(form),
        scene_(scene),
        context_(context),
        findings_(findings),
        reader_(context, no_visit_, findings) {}

  std::optional<CapturedMusdes> Run() {
    village_ = ReadVillage(form_.village(), context_, findings_);
    ReadMinutes();
    for (int i = 0; i < form_.results_size(); ++i) ReadResult(i);
    for (int i = 0; i < form_.proposals_size(); ++i) ReadProposal(i);
    if (form_.results().empty() && form_.proposals().empty()) {
      findings_.Error("results", {"belum ada hasil satu pun", "there is not one result"});
    }
    if (findings_.refused()) return std::nullopt;
    return std::move(captured_);
  }

 private:
  void ReadMinutes() {
    v1::BeritaAcara* minutes = captured_.minutes.operations.emplace_back().mutable_berita_acara();
    const std::string ground = form_.ground().empty() ? "berita acara" : form_.ground();
    minutes->set_ground(ReadWord<v1::GroundKind>("ground", ground, kGroundKinds, findings_));
    minutes->set_number(form_.number());
    minutes->set_village(village_);
    minutes->set_subject(form_.subject());
    minutes->set_scan(scene_.scan_hash);
    minutes->set_date(ReadPastDay("date", form_.date(), context_.today, findings_));
    for (const std::string& signer : form_.signers()) minutes->add_signers(signer);
    if (form_.number().empty()) {
      findings_.Error("number", {"nomor berita acara atau SPTJM belum diisi",
                                 "the number of the minutes is missing"});
    }
    if (form_.signers().empty()) {
      findings_.Error("signers", {"siapa yang menandatangani? sedikitnya kepala desa",
                                  "who signed? at least the village head"});
    }
    const bool statement = minutes->ground() == v1::GROUND_KIND_SPTJM;
    named_ = (statement ? "SPTJM " : "BA ") + form_.number() + ", " + DayText(minutes->date());
  }

  std::string NoteWith(const std::string& note) const {
    return note.empty() ? named_ : named_ + ": " + note;
  }

  void ReadResult(int index) {
    const v1::MusdesResultForm& form = form_.results(index);
    const std::string at = "results[" + std::to_string(index) + "]";
    const auto household = scene_.households.find(form.household());
    if (household == scene_.households.end()) {
      findings_.Error(at + ".household",
                      {"rumah tangga \"" + form.household() + "\" tidak ada di perangkat ini",
                       "there is no household \"" + form.household() + "\" on this device"});
      return;
    }
    v1::MusdesResult result;
    result.set_household(household->second.first.str());
    result.set_finding(
        ReadWord<v1::MusdesFinding>(at + ".finding", form.finding(), kMusdesFindings, findings_));
    if (!form.ability().empty()) {
      result.set_ability(
          ReadWord<v1::Ability>(at + ".ability", form.ability(), kAbilities, findings_));
    }
    result.set_campaign(form_.campaign());
    result.set_note(form.note());
    ReadOther(at, form, result);
    const Consequence consequence = ConsequenceOf(result.finding(), result.ability());
    Captured& set = captured_.results.emplace_back();
    *set.operations.emplace_back().mutable_musdes_result() = std::move(result);
    if (consequence.status == v1::RECORD_STATUS_UNSPECIFIED) return;
    Result<v1::Operation> proposal = household->second.second.Propose(
        household->second.first, consequence.status, consequence.reason, NoteWith(form.note()));
    TILIK_CHECK(proposal.ok(), "a household of the scene is on its screen");
    set.operations.push_back(*std::move(proposal));
  }

  void ReadOther(const std::string& at, const v1::MusdesResultForm& form,
                 v1::MusdesResult& result) {
    const bool due = result.finding() == v1::MUSDES_FINDING_GANDA;
    if (form.other_household().empty()) {
      if (due) {
        findings_.Error(at + ".other_household",
                        {"ganda dengan rumah tangga mana?", "a duplicate of which household?"});
      }
      return;
    }
    std::optional<RecordId> other = RecordIdFromText(form.other_household());
    if (!other) {
      other = ReadRecord(at + ".other_household", v1::RECORD_KIND_HOUSEHOLD, form.other_household(),
                         context_.known, findings_);
    }
    if (!other) return;
    if (!due || other->raw() == result.household()) {
      findings_.Error(at + ".other_household",
                      {"hanya untuk ganda, dan bukan rumah tangga yang sama",
                       "only for a duplicate, and not the same household"});
    }
    result.set_other_household(other->str());
  }

  // A family that nobody listed: household, one family, and who is known of it.
  void ReadProposal(int index) {
    const v1::MusdesProposalForm& form = form_.proposals(index);
    const std::string at = "proposals[" + std::to_string(index) + "]";
    if (!reader_.ready()) return;
    const RecordId household = context_.new_record_id();
    const RecordId family = context_.new_record_id();
    Answers known;
    known[field::kVillage] = Answer{static_cast<std::int64_t>(village_), How::kAsked};
    std::vector<v1::Operation> people;
    std::vector<RecordId> made = {household, family};
    for (int i = 0; i < form.members_size(); ++i) {
      const RecordId person = context_.new_record_id();
      made.push_back(person);
      Answers answers = reader_.Read({at + ".members[" + std::to_string(i) + "]",
                                      person,
                                      v1::RECORD_KIND_PERSON,
                                      form.members(i).answers(),
                                      nullptr,
                                      {{field::kFamily, Answer{family, How::kAsked}}}},
                                     {});
      if (i == 0 && answers.contains(field::kName)) {
        known[field::kHeadName] = answers.at(field::kName);
      }
      people.push_back(CreateOperation(person, v1::RECORD_KIND_PERSON, village_, answers));
    }
    if (people.empty()) {
      findings_.Error(at + ".members", {"siapa yang diusulkan? sedikitnya kepala keluarga",
                                        "who is proposed? at least the head of the family"});
    }
    const Answers answers = reader_.Read(
        {at, household, v1::RECORD_KIND_HOUSEHOLD, form.answers(), nullptr, known}, {});
    Captured& set = captured_.results.emplace_back();
    set.created = std::move(made);
    set.operations.push_back(
        CreateOperation(household, v1::RECORD_KIND_HOUSEHOLD, village_, answers));
    set.operations.push_back(
        CreateOperation(family, v1::RECORD_KIND_FAMILY, village_,
                        {{field::kHousehold, Answer{household, How::kAsked}}}));
    for (v1::Operation& person : people) set.operations.push_back(std::move(person));
    v1::MusdesResult* result = set.operations.emplace_back().mutable_musdes_result();
    result->set_household(household.str());
    result->set_finding(v1::MUSDES_FINDING_USULAN_BARU);
    result->set_campaign(form_.campaign());
    result->set_note(form.note());
    v1::ProposeStatus* proposal = set.operations.emplace_back().mutable_propose_status();
    proposal->set_record(household.str());
    proposal->set_status(v1::RECORD_STATUS_ACTIVE);
    proposal->set_reason(v1::STATUS_REASON_USULAN_BARU);
    proposal->set_note(NoteWith(form.note()));
  }

  const v1::MusdesForm& form_;
  const MusdesScene& scene_;
  const CaptureContext& context_;
  Findings& findings_;
  const v1::VisitForm no_visit_;  // nothing was seen, overruled or kept as written
  AnswerReader reader_;
  std::uint64_t village_ = 0;
  std::string named_;
  CapturedMusdes captured_;
};

}  // namespace

const Vocabulary kGroundKinds = kGroundWords;
const Vocabulary kMusdesFindings = kFindingWords;
const Vocabulary kAbilities = kAbilityWords;
const Vocabulary kNotVerifiedReasons = kNotVerifiedWords;

std::optional<CapturedMusdes> CaptureMusdes(const v1::MusdesForm& form, const MusdesScene& scene,
                                            const CaptureContext& context, Findings& findings) {
  return MusdesCapture(form, scene, context, findings).Run();
}

void NameGround(const Link& minutes, Captured& result) {
  for (v1::Operation& operation : result.operations) {
    v1::FactRef* ground =
        operation.has_musdes_result()    ? operation.mutable_musdes_result()->mutable_ground()
        : operation.has_propose_status() ? operation.mutable_propose_status()->mutable_ground()
                                         : nullptr;
    if (ground == nullptr) continue;
    ground->set_link(minutes.str());
    ground->set_operation(0);
  }
}

std::optional<Captured> CaptureNotVerified(const v1::NotVerifiedForm& form,
                                           const CaptureContext& context, Findings& findings) {
  Captured captured;
  v1::VillageNotVerified* said = captured.operations.emplace_back().mutable_village_not_verified();
  said->set_village(ReadVillage(form.village(), context, findings));
  said->set_campaign(form.campaign());
  said->set_reason(
      ReadWord<v1::NotVerifiedReason>("reason", form.reason(), kNotVerifiedReasons, findings));
  said->set_note(form.note());
  if (form.campaign().empty()) {
    findings.Error("campaign", {"kampanye yang mana?", "which campaign?"});
  }
  if (said->reason() == v1::NOT_VERIFIED_REASON_LAINNYA && form.note().empty()) {
    findings.Error("note", {"sebut alasannya", "say the reason"});
  }
  if (findings.refused()) return std::nullopt;
  return captured;
}

}  // namespace tilik::client
