// Forms as officers and their scripts write them: what is taken becomes change sets that any server
// opens; what is not is refused in words.
#include <google/protobuf/util/json_util.h>

#include "client/core/capture_account.h"
#include "client/core/capture_evidence.h"
#include "client/core/capture_follow_up.h"
#include "client/core/capture_musdes.h"
#include "client/core/capture_recipient.h"
#include "client/core/capture_register.h"
#include "client/core/capture_stock.h"
#include "proto/contract/change_set.h"
#include "tests/fuzz/message_target.h"
#include "tests/unit/capture/scene.h"

namespace tilik::fuzz {
namespace {

using client::Captured;
using client::Findings;

// The household of the capture tests, each time anew.
class Household : public client::Scene {
 public:
  void TestBody() override {}
  client::CaptureContext Asked() { return Context(); }
  const client::VisitScene& seen() const { return scene; }
  client::MusdesScene Forum() const {
    client::MusdesScene forum;
    forum.households["530201200100017"] = {household, scene.screen};
    return forum;
  }
};

void CheckCaptured(const std::vector<Captured>& sets, const Findings& findings) {
  if (findings.refused()) return;
  for (const Captured& captured : sets) {
    v1::ChangeSet set;
    set.set_seq(1);
    set.set_salt(std::string(16, 's'));
    for (const v1::Operation& operation : captured.operations) *set.add_operations() = operation;
    if (captured.place) *set.mutable_place() = *captured.place;
    if (set.operations_size() > kMaxOperations || set.ByteSizeLong() > kMaxBodyBytes) continue;
    const auto opened = OpenBody(set.SerializeAsString());
    TILIK_CHECK(opened.ok(), opened.status().message());
  }
}

template <typename Message, typename Capture>
void Take(Message form, const std::string& json, Capture&& capture) {
  if (!json.empty()) {
    form.Clear();
    if (!google::protobuf::util::JsonStringToMessage(json, &form).ok()) return;
  }
  Findings findings;
  std::vector<Captured> sets = capture(form, findings);
  TILIK_CHECK(findings.refused() || !sets.empty(), "a form that is not refused says something");
  for (const Finding& finding : findings.list()) {
    TILIK_CHECK(!finding.message.empty() && !finding.message_id.empty(),
                "what is wrong is said in both languages");
  }
  CheckCaptured(sets, findings);
}

std::vector<Captured> OneOrNone(std::optional<Captured> captured) {
  std::vector<Captured> sets;
  if (captured) sets.push_back(*std::move(captured));
  return sets;
}

void CaptureForm(const Form& input) {
  using client::CaptureContext;
  Household home;
  const CaptureContext context = home.Asked();
  // A form that one function captures, and whose errors leave nothing.
  const auto take = [&](const auto& form, auto* capture) {
    Take(form, input.json(),
         [&](const auto& read, Findings& findings) { return capture(read, context, findings); });
  };
  const auto take_register = [&](v1::Register of, const v1::RegisterForm& form) {
    Take(form, input.json(), [&](const v1::RegisterForm& read, Findings& findings) {
      return client::CaptureRegister(of, read, context, findings);
    });
  };
  switch (input.form_case()) {
    case Form::kVisit:
      return Take(input.visit(), input.json(), [&](const v1::VisitForm& form, Findings& findings) {
        return OneOrNone(client::CaptureVisit(form, home.seen(), context, findings));
      });
    case Form::kHandover:
      return take(input.handover(), client::CaptureHandover);
    case Form::kEvidence:
      return take(input.evidence(), client::CaptureEvidence);
    case Form::kStock:
      return take(input.stock(), client::CaptureStock);
    case Form::kPpks:
      return take_register(v1::REGISTER_PPKS, input.ppks());
    case Form::kPsks:
      return take_register(v1::REGISTER_PSKS, input.psks());
    case Form::kGroup:
      return take(input.group(), client::CaptureGroup);
    case Form::kHouse:
      return take(input.house(), client::CaptureHouse);
    case Form::kProxy:
      return take(input.proxy(), client::CaptureProxy);
    case Form::kAccount:
      return take(input.account(), client::CaptureAccount);
    case Form::kRecipient:
      return take(input.recipient(), client::CaptureRecipient);
    case Form::kMusdes:
      return Take(input.musdes(), input.json(),
                  [&](const v1::MusdesForm& form, Findings& findings) {
                    std::vector<Captured> sets;
                    auto forum = client::CaptureMusdes(form, home.Forum(), context, findings);
                    if (!forum) return sets;
                    sets.push_back(forum->minutes);
                    for (Captured& result : forum->results) {
                      client::NameGround(Link(), result);
                      sets.push_back(std::move(result));
                    }
                    return sets;
                  });
    case Form::kNotVerified:
      return Take(input.not_verified(), input.json(),
                  [&](const v1::NotVerifiedForm& form, Findings& findings) {
                    return OneOrNone(client::CaptureNotVerified(form, context, findings));
                  });
    case Form::FORM_NOT_SET:
      return;
  }
}

}  // namespace
}  // namespace tilik::fuzz

TILIK_FUZZ_MESSAGE(Form, tilik::fuzz::CaptureForm)
