// The shape of what PPKS and PSKS, follow-ups, proxies and accounts say.
#include "proto/contract/codebook_rules.h"
#include "proto/contract/set_shape.h"

namespace tilik {
namespace {

constexpr int kMaxCriteria = 64;
// KUBE have some ten members; the largest cooperative that a plan names has not a hundred.
constexpr int kMaxMembers = 200;

void Place(const std::string& record, std::uint32_t list, std::uint32_t type, std::uint32_t day,
           SetShape& shape) {
  shape.Id(record, "record");
  shape.Need(list >= 1 && list <= kMaxCodebookNumber && type >= 1 && type <= kMaxCode,
             "a type of no list");
  shape.OptionalDay(day);
}

}  // namespace

void CheckShape(const v1::EnterRegister& enter, SetShape& shape) {
  shape.Known(enter, "enter_register");
  Place(enter.record(), enter.list(), enter.type(), enter.day(), shape);
  shape.Need(enter.criteria_size() <= kMaxCriteria, "too many criteria");
  for (std::uint32_t criterion : enter.criteria()) {
    shape.Need(criterion >= 1 && criterion <= kMaxCode, "a criterion out of bounds");
  }
}

void CheckShape(const v1::ServiceReceived& service, SetShape& shape) {
  shape.Known(service, "service_received");
  Place(service.record(), service.list(), service.type(), service.day(), shape);
  shape.Need(!service.kind().empty(), "a service of no kind");
}

void CheckShape(const v1::LeaveRegister& leave, SetShape& shape) {
  shape.Known(leave, "leave_register");
  Place(leave.record(), leave.list(), leave.type(), leave.day(), shape);
  shape.Enum(leave.reason(), v1::ExitReason_IsValid, "reason");
  shape.Need(leave.reason() != v1::EXIT_REASON_UNSPECIFIED, "an exit for no reason");
}

void CheckShape(const v1::FollowUp& follow_up, SetShape& shape) {
  shape.Known(follow_up, "follow_up");
  shape.Id(follow_up.record(), "record");
  shape.OptionalDay(follow_up.day());
  shape.Enum(follow_up.grade(), v1::GroupGrade_IsValid, "grade");
  shape.Enum(follow_up.stage(), v1::HouseStage_IsValid, "stage");
  const bool of_group = follow_up.grade() != v1::GROUP_GRADE_UNSPECIFIED ||
                        !follow_up.funding().empty() || !follow_up.members().empty();
  const bool of_house =
      follow_up.stage() != v1::HOUSE_STAGE_UNSPECIFIED || !follow_up.photos().empty();
  shape.Need(of_group != of_house, "a follow-up of neither a group nor a house, or of both");
  shape.Need(!of_house || follow_up.stage() != v1::HOUSE_STAGE_UNSPECIFIED,
             "photos of no stage of a house");
  shape.Need(follow_up.members_size() <= kMaxMembers, "a group of impossible size");
  for (const v1::GroupMember& member : follow_up.members()) {
    shape.Known(member, "a member");
    shape.OptionalId(member.person(), "member");
    shape.Need(!member.person().empty() || !member.name().empty(), "a member who is nobody");
  }
  shape.Need(follow_up.photos_size() <= kMaxAttachments, "too many photos");
  for (const std::string& photo : follow_up.photos()) {
    shape.Need(photo.size() == ContentHash::kSize, "the hash of a photo is not 32 bytes");
  }
}

void CheckShape(const v1::StandingProxy& proxy, SetShape& shape) {
  shape.Known(proxy, "standing_proxy");
  shape.Id(proxy.record(), "record");
  shape.OptionalId(proxy.proxy(), "proxy");
  shape.Need(!proxy.proxy().empty() || !proxy.name().empty(), "a proxy who is nobody");
  shape.Need(!proxy.letter_number().empty(), "a proxy without a letter");
  shape.Day(proxy.letter_date());
  shape.Day(proxy.valid_from());
  shape.OptionalDay(proxy.valid_until());
  shape.Need(proxy.valid_until() == 0 || proxy.valid_until() >= proxy.valid_from(),
             "a proxy that ends before it begins");
}

void CheckShape(const v1::AccountNote& note, SetShape& shape) {
  shape.Known(note, "account_note");
  shape.Id(note.record(), "record");
  shape.Need(!note.provider().empty(), "an account with nobody");
  shape.Enum(note.state(), v1::AccountState_IsValid, "state");
  shape.Enum(note.holder(), v1::CardHolder_IsValid, "card holder");
  shape.Need(
      note.state() != v1::ACCOUNT_STATE_UNSPECIFIED || note.holder() != v1::CARD_HOLDER_UNSPECIFIED,
      "an account of which nothing is said");
  shape.OptionalDay(note.day());
}

}  // namespace tilik
