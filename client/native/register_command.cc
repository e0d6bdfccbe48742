// PPKS and PSKS, groups, houses, proxies, accounts, and the recipients that no list has.
#include "client/core/capture_account.h"
#include "client/core/capture_follow_up.h"
#include "client/core/capture_recipient.h"
#include "client/core/capture_register.h"
#include "client/native/commands.h"
#include "client/native/saving.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {
namespace {

Exit Register(OpenHome& home, const FormOptions& options, v1::Register of) {
  return SaveForm<v1::RegisterForm>(
      home, options,
      [of](const v1::RegisterForm& form, const client::CaptureContext& context,
           client::Findings& findings) {
        return client::CaptureRegister(of, form, context, findings);
      });
}

}  // namespace

Exit RunPpks(OpenHome& home, const FormOptions& options) {
  return Register(home, options, v1::REGISTER_PPKS);
}

Exit RunPsks(OpenHome& home, const FormOptions& options) {
  return Register(home, options, v1::REGISTER_PSKS);
}

Exit RunKube(OpenHome& home, const FormOptions& options) {
  return SaveForm<v1::GroupForm>(home, options, client::CaptureGroup);
}

Exit RunRtlh(OpenHome& home, const FormOptions& options) {
  return SaveForm<v1::HouseForm>(home, options, client::CaptureHouse);
}

Exit RunKuasa(OpenHome& home, const FormOptions& options) {
  return SaveForm<v1::ProxyForm>(home, options, client::CaptureProxy);
}

Exit RunRekening(OpenHome& home, const FormOptions& options) {
  return SaveForm<v1::AccountForm>(home, options, client::CaptureAccount);
}

Exit RunPenerima(OpenHome& home, const FormOptions& options) {
  return SaveForm<v1::RecipientForm>(home, options, client::CaptureRecipient);
}

}  // namespace tilik::native
