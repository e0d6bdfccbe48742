#include "client/core/capture_visit.h"

#include <map>
#include <set>

#include "client/core/capture_answers.h"
#include "client/core/capture_attempts.h"
#include "client/core/capture_people.h"
#include "client/core/capture_respondent.h"
#include "proto/contract/region.h"

namespace tilik::client {
namespace {

v1::StatusReason RemovalFor(v1::VisitOutcome outcome) {
  switch (outcome) {
    case v1::VISIT_OUTCOME_TIDAK_DITEMUKAN:
      return v1::STATUS_REASON_TIDAK_DITEMUKAN;
    case v1::VISIT_OUTCOME_PINDAH:
      return v1::STATUS_REASON_PINDAH;
    case v1::VISIT_OUTCOME_BAGIAN_DARI_RUMAH_TANGGA_LAIN:
      return v1::STATUS_REASON_BAGIAN_DARI_RUMAH_TANGGA_LAIN;
    case v1::VISIT_OUTCOME_GANDA:
      return v1::STATUS_REASON_GANDA;
    case v1::VISIT_OUTCOME_MENINGGAL_SEMUA_ANGGOTA:
      return v1::STATUS_REASON_MENINGGAL;
    default:
      return v1::STATUS_REASON_UNSPECIFIED;
  }
}

// Revisions a form says were shown, where that was before the screen given.
Screen AsShown(const v1::VisitForm& form, Screen screen, Findings& findings) {
  for (int i = 0; i < form.shown_size(); ++i) {
    const std::string at = "shown[" + std::to_string(i) + "]";
    const std::optional<RecordId> id = RecordIdFromText(form.shown(i).record());
    const auto record = id ? screen.records.find(*id) : screen.records.end();
    if (record == screen.records.end()) {
      findings.Error(at, {"rekaman ini bukan bagian dari rumah tangga ini",
                          "this record is not part of this household"});
    } else if (form.shown(i).revision() > record->second.at.revision) {
      findings.Error(at, {"perangkat ini belum pernah melihat revisi itu",
                          "this device has never seen that revision"});
    } else {
      record->second.at.revision = form.shown(i).revision();
    }
  }
  return screen;
}

class VisitCapture {
 public:
  VisitCapture(const v1::VisitForm& form, const VisitScene& scene, const CaptureContext& context,
               Findings& findings)
      : form_(form),
        scene_(scene),
        screen_(form.has_new_household() ? Screen() : AsShown(form, scene.screen, findings)),
        context_(context),
        findings_(findings),
        reader_(context, form, findings),
        is_new_(form.has_new_household()),
        household_(is_new_ ? context.new_record_id() : scene.household) {}

  std::optional<Captured> Run() {
    if (!reader_.ready()) return std::nullopt;
    outcome_ = ReadWord<v1::VisitOutcome>("outcome", form_.outcome(), kVisitOutcomes, findings_);
    visit_.set_household(household_.str());
    visit_.set_outcome(outcome_);
    if (is_new_ && outcome_ != v1::VISIT_OUTCOME_SELESAI &&
        outcome_ != v1::VISIT_OUTCOME_UNSPECIFIED) {
      findings_.Error("outcome", {"rumah tangga baru diusulkan dengan kunjungan selesai",
                                  "a new household is proposed by a completed visit"});
    }
    ReadVillage();
    PeopleCapture people(form_, household_, village_, screen_, context_, reader_, findings_,
                         pieces_);
    ReadHousehold(people);
    RespondentCapture(form_, screen_, context_, reader_, people, findings_).Read(visit_);
    ReadDocuments(form_, findings_, visit_);
    ReadOtherHousehold();
    ReadAttempts(form_, scene_.attempts, context_.today, findings_, visit_);
    ReadProposals();
    ReadPhotos(people);
    reader_.CheckNames();
    ReadRest();
    if (form_.has_place()) captured_.place = ReadPlace(form_.place(), findings_);
    return Assemble();
  }

 private:
  void ReadVillage() {
    if (!is_new_) {
      const ScreenRecord* shown = screen_.Find(household_);
      village_ = shown == nullptr ? 0 : shown->village;
    } else if (const auto code = VillageCode::Parse(form_.new_household().village())) {
      village_ = code->number();
    } else {
      findings_.Error("new_household.village",
                      {"kode desa \"" + form_.new_household().village() +
                           "\" salah; tulis sepuluh angka seperti 53.02.01.2001",
                       "village code \"" + form_.new_household().village() +
                           "\" is wrong; write ten digits like 53.02.01.2001"});
      return;
    }
    if (!context_.known.IsAssigned(village_)) {
      findings_.Warn(is_new_ ? "new_household.village" : "household",
                     {"desa ini bukan penugasan Anda; tetap disimpan, kabupaten memutuskan",
                      "this village is not assigned to you; saved all the same, the district "
                      "decides"});
    }
  }

  void ReadHousehold(PeopleCapture& people) {
    if (is_new_) return ReadNewHousehold(people);
    const Answers answers = reader_.Read(
        {"", household_, v1::RECORD_KIND_HOUSEHOLD, form_.answers(), &form_.unchanged()},
        screen_.Find(household_)->values);
    people.Read();
    Answers& all = pieces_.changes[household_];
    for (const auto& [field, answer] : answers) all[field] = answer;
  }

  void ReadNewHousehold(PeopleCapture& people) {
    people.Read();
    Answers known;
    known[field::kVillage] = Answer{static_cast<std::int64_t>(village_), How::kAsked};
    if (!people.new_head().empty()) {
      known[field::kHeadName] = Answer{people.new_head(), How::kAsked};
    }
    if (!form_.answers().empty() || !form_.unchanged().empty()) {
      findings_.Error("answers", {"jawaban tentang rumah tangga baru ditulis dalam new_household",
                                  "answers about a new household belong into new_household"});
    }
    const Answers answers = reader_.Read({"new_household", household_, v1::RECORD_KIND_HOUSEHOLD,
                                          form_.new_household().answers(), nullptr, known},
                                         {});
    pieces_.creates.insert(
        pieces_.creates.begin(),
        CreateOperation(household_, v1::RECORD_KIND_HOUSEHOLD, village_, answers));
    v1::ProposeStatus* proposal = pieces_.proposals.emplace_back().mutable_propose_status();
    proposal->set_record(household_.str());
    proposal->set_status(v1::RECORD_STATUS_ACTIVE);
    proposal->set_reason(v1::STATUS_REASON_USULAN_BARU);
  }

  void ReadOtherHousehold() {
    const bool due = outcome_ == v1::VISIT_OUTCOME_GANDA ||
                     outcome_ == v1::VISIT_OUTCOME_BAGIAN_DARI_RUMAH_TANGGA_LAIN;
    const std::string& typed = form_.other_household();
    if (!due && typed.empty()) return;
    if (!due) {
      findings_.Error("other_household",
                      {"hanya untuk hasil ganda atau bagian dari rumah tangga lain",
                       "only for a duplicate or a part of another household"});
      return;
    }
    if (typed.empty()) {
      findings_.Error("other_household", {"sebut rumah tangga yang lain (id atau IDBDT)",
                                          "name the other household (id or IDBDT)"});
      return;
    }
    // It may lie in a village that this device does not carry; the registry knows it.
    std::optional<RecordId> other = RecordIdFromText(typed);
    if (!other) {
      other = ReadRecord("other_household", v1::RECORD_KIND_HOUSEHOLD, typed, context_.known,
                         findings_);
    }
    if (!other) return;
    if (*other == household_) {
      findings_.Error("other_household", {"itu rumah tangga yang sama dengan yang dikunjungi",
                                          "that is the household visited itself"});
    }
    visit_.set_other_household(other->str());
  }

  void ReadProposals() {
    const v1::StatusReason removal = RemovalFor(outcome_);
    const bool proposed = is_new_ || removal != v1::STATUS_REASON_UNSPECIFIED;
    if (!form_.has_propose_status()) {
      if (!is_new_ && proposed) Propose(v1::RECORD_STATUS_ASLEEP, removal, form_.note());
      return;
    }
    const v1::StatusForm& form = form_.propose_status();
    const auto status = ReadWord<v1::RecordStatus>("propose_status.status", form.status(),
                                                   kRecordStatuses, findings_);
    const auto reason = ReadWord<v1::StatusReason>("propose_status.reason", form.reason(),
                                                   kStatusReasons, findings_);
    if (proposed) {
      findings_.Error("propose_status",
                      {"hasil kunjungan ini sudah mengusulkan status; hapus propose_status",
                       "this outcome proposes a status already; leave out propose_status"});
      return;
    }
    Propose(status, reason, form.note());
  }

  void Propose(v1::RecordStatus status, v1::StatusReason reason, const std::string& note) {
    Result<v1::Operation> proposal = screen_.Propose(household_, status, reason, note);
    TILIK_CHECK(proposal.ok(), "the visited household is on the screen");
    pieces_.proposals.push_back(*std::move(proposal));
  }

  void ReadPhotos(PeopleCapture& people) {
    for (int i = 0; i < form_.photos_size(); ++i) {
      const v1::PhotoForm& form = form_.photos(i);
      const std::string at = "photos[" + std::to_string(i) + "]";
      PhotoToAttach photo;
      photo.file = form.file();
      photo.kind = ReadWord<v1::PhotoKind>(at + ".kind", form.kind(), kPhotoKinds, findings_);
      photo.record = household_;
      if (!form.record().empty()) {
        const auto person = people.Shown(at + ".record", v1::RECORD_KIND_PERSON, form.record());
        if (person) photo.record = *person;
      }
      if (photo.file.empty()) {
        findings_.Error(at + ".file", {"nama berkas foto belum diisi", "the file is missing"});
      }
      captured_.photos.push_back(std::move(photo));
    }
  }

  void ReadRest() {
    visit_.set_duration_s(form_.duration_s());
    visit_.set_campaign(form_.campaign().empty() ? scene_.campaign : form_.campaign());
    if (scene_.returned && outcome_ != v1::VISIT_OUTCOME_BELUM_BERTEMU) {
      *visit_.mutable_answers() = *scene_.returned;
    }
    visit_.set_note(form_.note());
    if (!form_.card_holder().empty()) {
      visit_.set_card_holder(
          ReadWord<v1::CardHolder>("card_holder", form_.card_holder(), kCardHolders, findings_));
    }
    ReadBlind();
    ReadMissingPhotos();
    for (const v1::Overruled& overruled : reader_.overruled()) {
      *visit_.add_overruled() = overruled;
    }
    for (const v1::PersonPresence& presence : pieces_.presences) {
      *visit_.add_presences() = presence;
    }
  }

  void ReadBlind() {
    std::set<Field> blind;
    for (int i = 0; i < form_.blind_size(); ++i) {
      const auto field = reader_.FieldNamed("blind[" + std::to_string(i) + "]", form_.blind(i),
                                            v1::RECORD_KIND_HOUSEHOLD);
      if (field) blind.insert(*field);
    }
    for (const Field field : blind) visit_.add_asked_blind(field);
  }

  void ReadMissingPhotos() {
    std::map<v1::PhotoKind, v1::PhotoMissingReason> missing;
    for (const auto& [kind, reason] : form_.photos_missing()) {
      const std::string at = "photos_missing." + kind;
      const auto which = ReadWord<v1::PhotoKind>(at, kind, kPhotoKinds, findings_);
      missing[which] =
          ReadWord<v1::PhotoMissingReason>(at, reason, kPhotoMissingReasons, findings_);
    }
    for (const auto& [kind, reason] : missing) {
      v1::PhotoMissing* one = visit_.add_photos_missing();
      one->set_kind(kind);
      one->set_reason(reason);
    }
  }

  std::optional<Captured> Assemble() {
    std::vector<v1::Operation> changes;
    for (const auto& [record, answers] : pieces_.changes) {
      Result<std::optional<v1::Operation>> change =
          screen_.Change(context_.codebooks, record, answers);
      if (!change.ok()) {
        findings_.Error("", {change.status().message(), change.status().message()});
      } else if (change->has_value()) {
        changes.push_back(**std::move(change));
      }
    }
    if (findings_.refused()) return std::nullopt;
    for (v1::Operation& create : pieces_.creates) {
      captured_.created.push_back(*RecordId::FromRaw(create.create_record().record()));
      captured_.operations.push_back(std::move(create));
    }
    for (v1::Operation& change : changes) captured_.operations.push_back(std::move(change));
    *captured_.operations.emplace_back().mutable_visit() = std::move(visit_);
    for (v1::Operation& proposal : pieces_.proposals) {
      captured_.operations.push_back(std::move(proposal));
    }
    return std::move(captured_);
  }

  const v1::VisitForm& form_;
  const VisitScene& scene_;
  const Screen screen_;
  const CaptureContext& context_;
  Findings& findings_;
  AnswerReader reader_;
  const bool is_new_;
  const RecordId household_;
  std::uint64_t village_ = 0;
  v1::VisitOutcome outcome_ = v1::VISIT_OUTCOME_UNSPECIFIED;
  v1::Visit visit_;
  VisitPieces pieces_;
  Captured captured_;
};

}  // namespace

std::optional<Captured> CaptureVisit(const v1::VisitForm& form, const VisitScene& scene,
                                     const CaptureContext& context, Findings& findings) {
  if (!form.has_new_household() && scene.screen.Find(scene.household) == nullptr) {
    findings.Error("household", {"rumah tangga yang mana? tulis id rekaman atau IDBDT",
                                 "which household? write its record id or IDBDT"});
    return std::nullopt;
  }
  if (form.has_new_household() && !form.household().empty()) {
    findings.Error("new_household", {"isi household atau new_household, tidak keduanya",
                                     "fill in household or new_household, not both"});
    return std::nullopt;
  }
  return VisitCapture(form, scene, context, findings).Run();
}

}  // namespace tilik::client
