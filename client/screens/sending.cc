#include "client/screens/sending.h"

#include "client/screens/problem.h"
#include "client/screens/today.h"

namespace tilik::screens {

void Sending::Start() {
  if (running()) return;
  session_.reset(new client::SyncSession(device_.NewSession()));
  report_ = {};
  ended_ = {};
  any_ = true;
}

void Sending::Stop() { session_.reset(); }

std::optional<client::SyncRequest> Sending::Due() {
  if (!running()) return std::nullopt;
  Result<std::optional<client::SyncRequest>> next = session_->Next();
  if (next.ok() && next->has_value()) return *std::move(next);
  Finish();
  if (!next.ok()) ended_ = next.status();
  return std::nullopt;
}

void Sending::Answer(const Result<client::SyncAnswer>& answer, const Traffic& traffic) {
  if (!running()) return;
  // Its verdict stands in the session's status.
  (void)session_->Answer(answer);
  report_ = session_->report();
  report_.bytes_sent = traffic.sent;
  report_.bytes_received = traffic.received;
  if (session_->over()) Finish();
}

void Sending::Finish() {
  ended_ = session_->status();
  session_.reset();
  if (!ended_.ok()) return;
  const Result<bool> removed = device_.Obey(report_);
  if (!removed.ok()) ended_ = removed.status();
  removed_ = removed.ok() && *removed;
}

Result<v1::SyncProgressView> Sending::Show(const Voice& voice) {
  v1::SyncProgressView view;
  view.set_running(running());
  TILIK_ASSIGN_OR_RETURN(*view.mutable_outbox(), OutboxOf(device_));
  TILIK_ASSIGN_OR_RETURN(const client::DeviceStatus status, device_.Status());
  for (v1::WarningView& one : EnrolmentWarnings(status, voice)) {
    *view.add_warnings() = std::move(one);
  }
  if (!any_) return view;
  v1::SyncView* so_far = view.mutable_so_far();
  so_far->set_complete(!running() && ended_.ok() && report_.pulled_all);
  so_far->set_sets_sent(static_cast<std::uint32_t>(report_.sent_sets));
  so_far->set_receipts(static_cast<std::uint32_t>(report_.receipts));
  so_far->set_photos_sent(static_cast<std::uint32_t>(report_.photos));
  so_far->set_records_received(static_cast<std::uint32_t>(report_.pulled.rows));
  so_far->set_outcomes_received(static_cast<std::uint32_t>(report_.pulled.outcomes));
  so_far->set_bytes_sent(report_.bytes_sent);
  so_far->set_bytes_received(report_.bytes_received);
  so_far->set_waiting_sets(view.outbox().waiting_sets());
  if (report_.app_too_old) {
    v1::WarningView* old = view.add_warnings();
    old->set_level(v1::WarningView::LEVEL_ATTENTION);
    old->set_title(voice.Say({"Aplikasi ini terlalu lama", "This app is too old"}));
    old->set_text(
        voice.Say({"Pekerjaan Anda diterima, tetapi data baru menunggu versi yang lebih "
                   "baru.",
                   "Your work is taken, but new data waits for a newer version."}));
  }
  if (!ended_.ok()) {
    const client::Wording doing =
        ended_.code() == Code::kUnavailable
            ? client::Wording{"Belum terkirim, tidak ada sambungan", "Not sent, no connection"}
            : client::Wording{"Pengiriman terhenti", "Sending stopped"};
    *view.mutable_problem() = SessionProblemOf(voice, ended_, doing);
  }
  return view;
}

}  // namespace tilik::screens
