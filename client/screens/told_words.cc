#include "client/screens/told_words.h"

#include "client/core/capture_account.h"
#include "client/core/capture_follow_up.h"
#include "client/core/capture_register.h"
#include "proto/contract/told.h"

namespace tilik::screens {
namespace {

using client::DayText;
using client::WordFor;

// "a, b, c" without what is empty.
std::string Joined(std::initializer_list<std::string> parts) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!part.empty()) joined += (joined.empty() ? "" : ", ") + part;
  }
  return joined;
}

std::string StepWords(const Voice& voice, const v1::Operation& operation) {
  if (operation.has_enter_register()) return voice.Say({"masuk", "entered"});
  if (operation.has_service_received()) return voice.Say({"dilayani", "served"});
  return voice.Say({"keluar", "left"});
}

std::string RegisterWords(const RegisterKey& key) {
  const v1::TypeList* list = RegisterLists::BuiltIn().Find(key.list);
  return list != nullptr && list->of() == v1::REGISTER_PSKS ? "PSKS" : "PPKS";
}

std::string CriteriaWords(const Voice& voice, const v1::EnterRegister& enter) {
  const v1::RegisterType* type = RegisterLists::BuiltIn().TypeOf({enter.list(), enter.type()});
  std::string words;
  for (std::uint32_t criterion : enter.criteria()) {
    std::string one = std::to_string(criterion);
    for (int i = 0; type != nullptr && i < type->criteria_size(); ++i) {
      const v1::Code& code = type->criteria(i);
      if (code.code() == criterion) one = voice.Say({code.label().id(), code.label().en()});
    }
    words += (words.empty() ? "" : "; ") + one;
  }
  return words;
}

std::string PlaceDetails(const Voice& voice, const v1::Operation& operation) {
  if (operation.has_enter_register()) {
    const v1::EnterRegister& enter = operation.enter_register();
    return Joined({CriteriaWords(voice, enter), enter.need(), enter.words()});
  }
  if (operation.has_service_received()) {
    const v1::ServiceReceived& service = operation.service_received();
    return Joined({service.kind(), service.by(), service.note()});
  }
  const v1::LeaveRegister& leave = operation.leave_register();
  return Joined({WordFor(client::kExitReasons, leave.reason(), voice.language), leave.note()});
}

std::string FollowUpWords(const Voice& voice, const v1::FollowUp& follow_up) {
  if (follow_up.stage() != v1::HOUSE_STAGE_UNSPECIFIED) {
    return "RTLH: " + WordFor(client::kHouseStages, follow_up.stage(), voice.language);
  }
  if (follow_up.grade() != v1::GROUP_GRADE_UNSPECIFIED) {
    return "KUBE: " + WordFor(client::kGroupGrades, follow_up.grade(), voice.language);
  }
  return voice.Say({"KUBE: belum dinilai", "KUBE: not graded"});
}

std::string FollowUpDetails(const Voice& voice, const v1::FollowUp& follow_up) {
  const auto count = [&](int number, const char* id, const char* en) {
    return number == 0 ? "" : std::to_string(number) + voice.Say({id, en});
  };
  return Joined({count(follow_up.members_size(), " anggota", " members"),
                 count(follow_up.photos_size(), " foto", " photos"), follow_up.funding(),
                 follow_up.programme(), follow_up.note()});
}

std::string AccountWords(const Voice& voice, const v1::AccountNote& note) {
  std::string words = voice.Say({"rekening ", "account "}) + note.provider();
  if (note.state() != v1::ACCOUNT_STATE_UNSPECIFIED) {
    words += ": " + WordFor(client::kAccountStates, note.state(), voice.language);
  }
  if (note.holder() != v1::CARD_HOLDER_UNSPECIFIED) {
    words += voice.Say({", kartu pada ", ", card with "}) +
             WordFor(client::kCardHolders, note.holder(), voice.language);
  }
  return words;
}

std::string ValidWords(const Voice& voice, const v1::StandingProxy& proxy) {
  return DayText(proxy.valid_from()) + " – " +
         (proxy.valid_until() == 0 ? voice.Say({"seterusnya", "open"})
                                   : DayText(proxy.valid_until()));
}

std::string Brief(const Voice& voice, const v1::Operation& operation, bool name_type) {
  if (operation.has_follow_up()) return FollowUpWords(voice, operation.follow_up());
  if (operation.has_account_note()) return AccountWords(voice, operation.account_note());
  if (operation.has_standing_proxy()) {
    return voice.Say({"kuasa, surat ", "proxy, letter "}) +
           operation.standing_proxy().letter_number();
  }
  const RegisterKey key = KeyTold(operation);
  return RegisterWords(key) + " " + StepWords(voice, operation) + ": " +
         (name_type ? RegisterLists::BuiltIn().Words(key, voice.language)
                    : voice.Say({"jenis yang dirahasiakan", "a type kept secret"}));
}

}  // namespace

std::string ToldInBrief(const Voice& voice, const v1::Operation& operation) {
  return Brief(voice, operation, !RegisterLists::BuiltIn().IsSensitive(KeyTold(operation)));
}

std::string ToldInFull(const Voice& voice, const v1::Operation& operation) {
  std::string details;
  if (operation.has_follow_up()) {
    details = FollowUpDetails(voice, operation.follow_up());
  } else if (operation.has_account_note()) {
    const v1::AccountNote& note = operation.account_note();
    details = Joined({note.number(), note.reason(), note.holder_name(), note.note()});
  } else if (operation.has_standing_proxy()) {
    const v1::StandingProxy& proxy = operation.standing_proxy();
    details = Joined({proxy.name(), proxy.relation(), ValidWords(voice, proxy), proxy.programme(),
                      proxy.note()});
  } else {
    details = PlaceDetails(voice, operation);
  }
  const std::string brief = Brief(voice, operation, true);
  return details.empty() ? brief : brief + " (" + details + ")";
}

}  // namespace tilik::screens
