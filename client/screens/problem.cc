#include "client/screens/problem.h"

#include <string>

namespace tilik::screens {
namespace {

using client::Wording;

const Wording kNothingSaved = {"Tidak ada yang disimpan; isian Anda tidak diubah.",
                               "Nothing was saved; what you wrote is unchanged."};
const Wording kWorkKept = {"Semua pekerjaan tetap tersimpan di perangkat ini.",
                           "All work is kept on this device."};

Exit ExitFor(Code code) {
  switch (code) {
    case Code::kOk:
      return Exit::kDone;
    case Code::kInvalid:
    case Code::kNotFound:
      return Exit::kRefused;
    case Code::kUnavailable:
      return Exit::kNoConnection;
    case Code::kDenied:
    case Code::kConflict:
      return Exit::kLocked;
    default:
      return Exit::kBroken;
  }
}

// kStorage is this device's own disk, and of what disks do two things can be told to an officer.
// The words are those of the C library and of SQLite, which speak English whatever the locale.
Wording WordsOf(const Status& status) {
  const std::string& message = status.message();
  const auto says = [&](const char* words) {
    return status.code() == Code::kStorage && message.find(words) != std::string::npos;
  };
  if (says("No space left on device") || says("disk is full")) {
    return {"penyimpanan HP penuh; hapus video atau berkas lain, lalu ulangi (" + message + ")",
            "this device's storage is full; remove videos or other files and try again (" +
                message + ")"};
  }
  if (says("Read-only file system") || says("readonly database")) {
    return {
        "penyimpanan HP hanya dapat dibaca; mulai ulang HP, atau ganti kartunya (" + message + ")",
        "this device's storage is read-only; restart the device, or change its card (" + message +
            ")"};
  }
  return {message, message};
}

Wording Because(const Wording& doing, const Status& status) {
  const Wording words = WordsOf(status);
  return {doing.id + ": " + words.id, doing.en + ": " + words.en};
}

}  // namespace

v1::ProblemView ProblemOf(const Voice& voice, Exit exit, const Wording& what, const Wording& kept,
                          const std::vector<Finding>& findings) {
  v1::ProblemView view;
  view.set_exit_code(static_cast<int>(exit));
  view.set_message(voice.Say(what));
  view.set_kept(voice.Say(kept));
  for (const Finding& finding : findings) {
    v1::FindingView* one = view.add_findings();
    one->set_error(finding.kind == Finding::Kind::kError);
    one->set_at(finding.variable);
    one->set_id(finding.message_id);
    one->set_en(finding.message);
  }
  return view;
}

v1::ProblemView ProblemOf(const Voice& voice, const Status& status, const Wording& doing) {
  const Exit exit = ExitFor(status.code());
  return ProblemOf(voice, exit, Because(doing, status),
                   exit == Exit::kRefused ? kNothingSaved : kWorkKept);
}

v1::ProblemView SessionProblemOf(const Voice& voice, const Status& status, const Wording& doing) {
  const Exit exit = ExitFor(status.code());
  return ProblemOf(voice, exit == Exit::kRefused ? Exit::kBroken : exit, Because(doing, status),
                   kWorkKept);
}

}  // namespace tilik::screens
