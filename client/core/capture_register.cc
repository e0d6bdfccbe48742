#include "client/core/capture_register.h"

#include <algorithm>

#include "client/core/capture_recipient.h"
#include "proto/contract/folding.h"

namespace tilik::client {
namespace {

constexpr Word kExitReasonWords[] = {
    {v1::EXIT_REASON_MENINGGAL, "meninggal", "died", "wafat"},
    {v1::EXIT_REASON_PINDAH, "pindah", "moved", ""},
    {v1::EXIT_REASON_MANDIRI, "mandiri", "need is met", "terpenuhi|tertangani|mampu"},
    {v1::EXIT_REASON_DIRUJUK, "dirujuk", "referred", "masuk panti|dirujuk ke panti|rujukan"},
    {v1::EXIT_REASON_LEWAT_UMUR, "lewat umur", "past the age", "lewat batas umur"},
    {v1::EXIT_REASON_GANDA, "ganda", "duplicate", "dobel"},
    {v1::EXIT_REASON_BERHENTI, "berhenti", "no longer active",
     "bubar|mengundurkan diri|tidak aktif"},
    {v1::EXIT_REASON_LAINNYA, "lainnya", "other", "lain"},
};

constexpr v1::RecordKind kKinds[] = {v1::RECORD_KIND_PERSON, v1::RECORD_KIND_FAMILY,
                                     v1::RECORD_KIND_GROUP,  v1::RECORD_KIND_INSTITUTION,
                                     v1::RECORD_KIND_HOUSE,  v1::RECORD_KIND_LOCATION};

std::string UnitsOf(const v1::RegisterType& type, std::string_view language) {
  std::string words;
  for (int unit : type.units()) {
    words += (words.empty()      ? ""
              : language == "en" ? " or "
                                 : " atau ") +
             WordFor(kUnitTypes, unit, language);
  }
  return words;
}

std::string AgesOf(const v1::RegisterType& type, std::string_view language) {
  const bool english = language == "en";
  if (!type.has_min_age()) {
    return (english ? "up to " : "sampai ") + std::to_string(type.max_age());
  }
  if (!type.has_max_age()) {
    return std::to_string(type.min_age()) + (english ? " and above" : " ke atas");
  }
  return std::to_string(type.min_age()) + (english ? " to " : " sampai ") +
         std::to_string(type.max_age());
}

class RegisterCapture {
 public:
  RegisterCapture(v1::Register of, const v1::RegisterForm& form, const CaptureContext& context,
                  Findings& findings)
      : of_(of),
        form_(form),
        context_(context),
        findings_(findings),
        key_(RegisterLists::BuiltIn().TypeNamed(of, form.type())),
        type_(RegisterLists::BuiltIn().TypeOf(key_)) {}

  std::vector<Captured> Run() {
    const auto record = ReadRecipient(
        {"record", form_.record(), form_.has_new_recipient() ? &form_.new_recipient() : nullptr,
         kKinds, UsualKind()},
        context_, findings_, set_);
    if (type_ == nullptr) RefuseType();
    if (form_.has_place()) set_.place = ReadPlace(form_.place(), findings_);
    if (!form_.has_entry() && form_.services().empty() && !form_.has_exit()) {
      findings_.Error("entry", {"formulir ini kosong: entry, services atau exit",
                                "this form is empty: entry, services or exit"});
    }
    if (!record || type_ == nullptr) return {};
    CheckUnit(*record);
    if (form_.has_entry()) ReadEntry(*record);
    for (int i = 0; i < form_.services_size(); ++i) ReadService(*record, i);
    if (form_.has_exit()) ReadExit(*record);
    ReadPhotos(form_.photos(), record->id, std::nullopt, findings_, set_);
    if (findings_.refused()) return {};
    return {std::move(set_)};
  }

 private:
  // Whom a new record of this type is, where the type leaves no choice.
  v1::RecordKind UsualKind() const {
    for (v1::RecordKind kind : kKinds) {
      if (type_ != nullptr && UnitOf(kind) == type_->units(0)) return kind;
    }
    return v1::RECORD_KIND_UNSPECIFIED;
  }

  void RefuseType() {
    const std::string accepted = RegisterLists::BuiltIn().AcceptedTypes(of_);
    findings_.Error(
        "type", form_.type().empty()
                    ? Wording{"jenisnya belum diisi; pilih: " + accepted,
                              "the type is missing; one of: " + accepted}
                    : Wording{"jenis \"" + form_.type() + "\" tidak dikenal; pilih: " + accepted,
                              "type \"" + form_.type() + "\" is not known; one of: " + accepted});
  }

  void CheckUnit(const Recipient& record) {
    const v1::UnitType unit = UnitOf(record.kind);
    const auto& units = type_->units();
    if (std::find(units.begin(), units.end(), unit) != units.end()) return;
    findings_.Error("record", {type_->label().id() + " dihitung per " + UnitsOf(*type_, "id") +
                                   ", yang disebut " + WordFor(kRecordKinds, record.kind, "id"),
                               type_->label().en() + " is counted in " + UnitsOf(*type_, "en") +
                                   ", this is a " + WordFor(kRecordKinds, record.kind, "en")});
  }

  std::uint32_t ReadDay(const std::string& at, const std::string& typed) {
    return typed.empty() ? 0 : ReadPastDay(at, typed, context_.today, findings_);
  }

  template <typename Fact>
  void Name(const Recipient& record, Fact& fact) {
    fact.set_record(record.id.str());
    fact.set_list(key_.list);
    fact.set_type(key_.type);
  }

  void ReadEntry(const Recipient& record) {
    const v1::RegisterEntryForm& form = form_.entry();
    v1::EnterRegister& enter = *set_.operations.emplace_back().mutable_enter_register();
    Name(record, enter);
    enter.set_day(ReadDay("entry.day", form.day()));
    enter.set_need(form.need());
    enter.set_words(form.words());
    for (int i = 0; i < form.criteria_size(); ++i) {
      const std::uint32_t criterion =
          ReadCriterion("entry.criteria[" + std::to_string(i) + "]", form.criteria(i));
      const auto& ticked = enter.criteria();
      const bool twice = std::find(ticked.begin(), ticked.end(), criterion) != ticked.end();
      if (criterion != 0 && !twice) enter.add_criteria(criterion);
    }
    if (form.criteria().empty() && !type_->criteria().empty()) {
      findings_.Warn("entry.criteria",
                     {"kriteria belum ditandai", "none of the criteria is ticked"});
    }
    CheckAge(record, enter.day() == 0 ? context_.today : enter.day());
  }

  std::uint32_t ReadCriterion(const std::string& at, const std::string& typed) {
    std::string accepted_id, accepted_en;
    for (const v1::Code& one : type_->criteria()) {
      const std::string wanted = Fold(typed);
      if (wanted == Fold(one.name()) || wanted == Fold(one.label().id()) ||
          wanted == Fold(one.label().en()) || wanted == std::to_string(one.code())) {
        return one.code();
      }
      accepted_id += (accepted_id.empty() ? "" : "; ") + one.label().id();
      accepted_en += (accepted_en.empty() ? "" : "; ") + one.label().en();
    }
    if (accepted_id.empty()) {
      findings_.Error(at, {type_->label().id() + ": belum ada daftar kriteria; tulis dalam words",
                           type_->label().en() + ": has no list of criteria; write it in words"});
    } else {
      findings_.Error(at, {"kriteria \"" + typed + "\" tidak dikenal; pilih: " + accepted_id,
                           "criterion \"" + typed + "\" is not known; one of: " + accepted_en});
    }
    return 0;
  }

  void CheckAge(const Recipient& record, std::uint32_t day) {
    if (!type_->has_min_age() && !type_->has_max_age()) return;
    const std::optional<std::uint32_t> age = AgeOn(day, record.values);
    if (!age) return;
    const bool fits = (!type_->has_min_age() || *age >= type_->min_age()) &&
                      (!type_->has_max_age() || *age <= type_->max_age());
    if (fits) return;
    const std::string years = std::to_string(*age);
    findings_.Warn("type", {type_->label().id() + ": umur " + AgesOf(*type_, "id") +
                                " tahun, menurut tanggal lahirnya " + years + "; tetap disimpan",
                            type_->label().en() + ": aged " + AgesOf(*type_, "en") +
                                ", by the birth date " + years + "; saved all the same"});
  }

  void ReadService(const Recipient& record, int index) {
    const v1::ServiceForm& form = form_.services(index);
    const std::string at = "services[" + std::to_string(index) + "]";
    v1::ServiceReceived& service = *set_.operations.emplace_back().mutable_service_received();
    Name(record, service);
    service.set_day(ReadDay(at + ".day", form.day()));
    service.set_kind(form.kind());
    service.set_by(form.by());
    service.set_note(form.note());
    if (form.kind().empty()) {
      findings_.Error(at + ".kind", {"layanan apa? permakanan, rujukan, pelatihan …",
                                     "what service? food, referral, training …"});
    }
  }

  void ReadExit(const Recipient& record) {
    const v1::RegisterExitForm& form = form_.exit();
    v1::LeaveRegister& leave = *set_.operations.emplace_back().mutable_leave_register();
    Name(record, leave);
    leave.set_day(ReadDay("exit.day", form.day()));
    leave.set_reason(
        ReadWord<v1::ExitReason>("exit.reason", form.reason(), kExitReasons, findings_));
    leave.set_note(form.note());
    if (leave.reason() == v1::EXIT_REASON_LAINNYA && form.note().empty()) {
      findings_.Error("exit.note", {"sebut alasannya", "say the reason"});
    }
    const auto day = [&](std::uint32_t stated) { return stated == 0 ? context_.today : stated; };
    const v1::Operation* entered = nullptr;
    for (const v1::Operation& operation : set_.operations) {
      if (operation.has_enter_register()) entered = &operation;
    }
    if (entered != nullptr && day(leave.day()) < day(entered->enter_register().day())) {
      findings_.Error("exit.day", {"keluar sebelum masuk", "left before entering"});
    }
  }

  const v1::Register of_;
  const v1::RegisterForm& form_;
  const CaptureContext& context_;
  Findings& findings_;
  const RegisterKey key_;
  const v1::RegisterType* const type_;
  Captured set_;
};

}  // namespace

const Vocabulary kExitReasons = kExitReasonWords;

std::vector<Captured> CaptureRegister(v1::Register of, const v1::RegisterForm& form,
                                      const CaptureContext& context, Findings& findings) {
  return RegisterCapture(of, form, context, findings).Run();
}

std::optional<std::uint32_t> AgeOn(std::uint32_t day, const Answers& person) {
  const auto found = person.find(field::kBirthDate);
  const std::int64_t* born =
      found == person.end() ? nullptr : std::get_if<std::int64_t>(&found->second.value);
  if (born == nullptr || *born < 1'000'00'00 || *born > day) return std::nullopt;
  const auto birth = static_cast<std::uint32_t>(*born);
  return day / 1'00'00 - birth / 1'00'00 - (day % 1'00'00 < birth % 1'00'00 ? 1 : 0);
}

}  // namespace tilik::client
