#include "sync-server/console/told_words.h"

#include <initializer_list>

#include "proto/contract/calendar.h"
#include "proto/contract/told.h"
#include "sync-server/merge/card_holder.h"

namespace tilik::console {
namespace {

std::string Joined(std::initializer_list<std::string> parts) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!part.empty()) joined += (joined.empty() ? "" : ", ") + part;
  }
  return joined;
}

std::string With(const std::string& words, const std::string& details) {
  return details.empty() ? words : words + " (" + details + ")";
}

std::string Counted(int number, const char* what) {
  return number == 0 ? "" : std::to_string(number) + " " + what;
}

std::string Entered(const v1::EnterRegister& enter) {
  const v1::RegisterType* type = RegisterLists::BuiltIn().TypeOf({enter.list(), enter.type()});
  std::string criteria;
  for (std::uint32_t criterion : enter.criteria()) {
    std::string label = std::to_string(criterion);
    for (int i = 0; type != nullptr && i < type->criteria_size(); ++i) {
      if (type->criteria(i).code() == criterion) label = type->criteria(i).label().id();
    }
    criteria += (criteria.empty() ? "" : "; ") + label;
  }
  return Joined({criteria, enter.need(), enter.words()});
}

std::string FollowedUp(const v1::FollowUp& said) {
  const bool house = said.stage() != v1::HOUSE_STAGE_UNSPECIFIED;
  return With(house ? "RTLH: " + StageWords(said.stage()) : "KUBE: " + GradeWords(said.grade()),
              Joined({Counted(said.members_size(), "anggota"), Counted(said.photos_size(), "foto"),
                      said.funding(), said.programme(), said.note()}));
}

std::string Noted(const v1::AccountNote& said) {
  std::string words = "rekening " + said.provider();
  if (said.state() != v1::ACCOUNT_STATE_UNSPECIFIED)
    words += ": " + AccountStateWords(said.state());
  if (said.holder() != v1::CARD_HOLDER_UNSPECIFIED) {
    words += ", kartu pada " + merge::CardHolderWords(said.holder());
  }
  return With(words, Joined({said.number(), said.reason(), said.holder_name(), said.note()}));
}

}  // namespace

std::string UnitWords(v1::UnitType unit) {
  switch (unit) {
    case v1::UNIT_TYPE_PERSON:
      return "orang";
    case v1::UNIT_TYPE_FAMILY:
      return "keluarga";
    case v1::UNIT_TYPE_HOUSEHOLD:
      return "rumah tangga";
    case v1::UNIT_TYPE_GROUP:
      return "kelompok";
    case v1::UNIT_TYPE_INSTITUTION:
      return "lembaga";
    case v1::UNIT_TYPE_HOUSE:
      return "rumah";
    case v1::UNIT_TYPE_LOCATION:
      return "komunitas";
    default:
      return "?";
  }
}

std::string RegisterWords(const RegisterKey& key) {
  const v1::TypeList* list = RegisterLists::BuiltIn().Find(key.list);
  if (list == nullptr) return "register " + std::to_string(key.list);
  return list->of() == v1::REGISTER_PSKS ? "PSKS" : "PPKS";
}

std::string TypeWords(const RegisterKey& key) { return RegisterLists::BuiltIn().Words(key, "id"); }

std::string ExitWords(v1::ExitReason reason) {
  switch (reason) {
    case v1::EXIT_REASON_MENINGGAL:
      return "meninggal";
    case v1::EXIT_REASON_PINDAH:
      return "pindah";
    case v1::EXIT_REASON_MANDIRI:
      return "mandiri";
    case v1::EXIT_REASON_DIRUJUK:
      return "dirujuk";
    case v1::EXIT_REASON_LEWAT_UMUR:
      return "lewat umur";
    case v1::EXIT_REASON_GANDA:
      return "ganda";
    case v1::EXIT_REASON_BERHENTI:
      return "berhenti";
    case v1::EXIT_REASON_LAINNYA:
      return "lainnya";
    default:
      return "?";
  }
}

std::string GradeWords(v1::GroupGrade grade) {
  switch (grade) {
    case v1::GROUP_GRADE_A:
      return "A sangat berhasil";
    case v1::GROUP_GRADE_B:
      return "B berhasil";
    case v1::GROUP_GRADE_C:
      return "C kurang";
    case v1::GROUP_GRADE_TIDAK_AKTIF:
      return "tidak aktif";
    default:
      return "belum dinilai";
  }
}

std::string StageWords(v1::HouseStage stage) {
  switch (stage) {
    case v1::HOUSE_STAGE_BEFORE:
      return "sebelum";
    case v1::HOUSE_STAGE_HALF:
      return "50 %";
    case v1::HOUSE_STAGE_AFTER:
      return "sesudah";
    default:
      return "?";
  }
}

std::string AccountStateWords(v1::AccountState state) {
  switch (state) {
    case v1::ACCOUNT_STATE_OPENED:
      return "dibuka";
    case v1::ACCOUNT_STATE_FAILED:
      return "gagal dibuka";
    case v1::ACCOUNT_STATE_WRONG_NUMBER:
      return "salah nomor";
    case v1::ACCOUNT_STATE_CLOSED:
      return "ditutup";
    default:
      return "belum diketahui";
  }
}

std::string UntilWords(std::uint32_t day) { return day == 0 ? "seterusnya" : tilik::DayWords(day); }

std::string ToldWords(const v1::Operation& operation) {
  const RegisterKey key = KeyTold(operation);
  const std::string type = ": " + TypeWords(key);
  switch (operation.kind_case()) {
    case v1::Operation::kEnterRegister:
      return With(RegisterWords(key) + " masuk" + type, Entered(operation.enter_register()));
    case v1::Operation::kServiceReceived: {
      const v1::ServiceReceived& said = operation.service_received();
      return With(RegisterWords(key) + " dilayani" + type,
                  Joined({said.kind(), said.by(), said.note()}));
    }
    case v1::Operation::kLeaveRegister: {
      const v1::LeaveRegister& said = operation.leave_register();
      return With(RegisterWords(key) + " keluar" + type,
                  Joined({ExitWords(said.reason()), said.note()}));
    }
    case v1::Operation::kFollowUp:
      return FollowedUp(operation.follow_up());
    case v1::Operation::kStandingProxy: {
      const v1::StandingProxy& said = operation.standing_proxy();
      return With(
          "kuasa, surat " + said.letter_number(),
          Joined({said.name(), said.relation(),
                  tilik::DayWords(said.valid_from()) + " – " + UntilWords(said.valid_until()),
                  said.programme(), said.note()}));
    }
    case v1::Operation::kAccountNote:
      return Noted(operation.account_note());
    default:
      return "";
  }
}

}  // namespace tilik::console
