// What was touched on a visit's screen, written into its form.
//
// A place in the form is a path as the screen's items name it:
//
//   outcome · place · note · next_date · told_by · other_household · card_holder
//   respondent/person|name|relation|adult · documents/KTP · propose/status|reason
//   answers/lantai · unchanged/rumah                 of the household
//   member/<id>/presence|answers/…|unchanged/…       of who is listed
//   members/all                                      everybody's presence at once
//   family/<id>/answers/…|unchanged/…
//   add/member · new/0/answers/… · new/0/family · remove/new/0
//   add/family · newfamily/0/answers/… · remove/family/0       pecah KK
//   member/<id>/move_to · family/<id>/move_to        where they belong now
//   photo/KTP                                        why there is no such photo
//   seen/lantai · as_written/nik · overrule/nik      how it was answered, and why it is kept
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/core/screen.h"
#include "proto/contract/status.h"
#include "tilik/v1/app.pb.h"

namespace tilik::screens {

struct Touch {
  std::string at;
  std::string value;                // empty: taken back
  std::vector<std::string> values;  // of a question with several answers
};

// Beyond any answer's own bound; what is longer was not typed.
inline constexpr std::size_t kMaxTouchBytes = 8 * 1024;
inline constexpr int kMaxNewMembers = 40;
inline constexpr int kMaxNewFamilies = 8;

// kInvalid: no such place, or more than a form holds; the form is then unchanged. Whether the value
// fits the question is said by the form when it is drawn: half a NIK is kept as it is typed.
Status Apply(const Touch& touch, const client::Screen& screen, v1::VisitForm* form);

// What the form calls a family that was split off: "keluarga baru 1".
std::string NewFamilyName(int number);

// The parts of a path.
std::vector<std::string> PartsOf(std::string_view path);

// The form's words on one listed person or family; nothing was said yet: nullptr.
const v1::MemberForm* MemberIn(const v1::VisitForm& form, const std::string& person);
const v1::FamilyForm* FamilyIn(const v1::VisitForm& form, const std::string& family);

}  // namespace tilik::screens
