#include "client/screens/app.h"

#include <map>

#include "client/screens/bundles.h"
#include "client/screens/event_form.h"
#include "client/screens/events.h"
#include "client/screens/forms.h"
#include "client/screens/handover_form.h"
#include "client/screens/history.h"
#include "client/screens/looking.h"
#include "client/screens/musdes.h"
#include "client/screens/prints.h"
#include "client/screens/problem.h"
#include "client/screens/readiness.h"
#include "client/screens/sheet.h"
#include "client/screens/start.h"
#include "client/screens/today.h"
#include "client/screens/visit_form.h"

namespace tilik::screens {
namespace {

using client::Wording;
using google::protobuf::MessageLite;

const Wording kNothingDone = {"Tidak ada yang diubah.", "Nothing was changed."};

AppAnswer Done(const MessageLite& response) { return {true, response.SerializeAsString()}; }
AppAnswer Problem(const v1::ProblemView& problem) { return {false, problem.SerializeAsString()}; }

AppAnswer Unreadable(const Voice& voice) {
  return Problem(ProblemOf(
      voice, Exit::kUsage,
      {"Pertanyaan aplikasi tidak terbaca.", "The app's question is unreadable."}, kNothingDone));
}

template <typename T>
AppAnswer AnswerOf(const OrProblem<T>& answer) {
  if (const auto* problem = std::get_if<v1::ProblemView>(&answer)) return Problem(*problem);
  return Done(std::get<T>(answer));
}

template <typename T>
AppAnswer AnswerOf(const Result<T>& answer, const Voice& voice, const Wording& doing) {
  return answer.ok() ? Done(*answer) : Problem(ProblemOf(voice, answer.status(), doing));
}

}  // namespace

struct App::Opened {
  explicit Opened(std::unique_ptr<client::Device> opened)
      : device(std::move(opened)), sending(*device), bundles(*device) {}

  std::unique_ptr<client::Device> device;
  Sending sending;
  Bundles bundles;
  bool removed = false;  // the district said so
};

struct App::Enrolling {
  client::EnrolOrder order;
  client::SyncRequest request;
  Voice voice;
  Reply reply;
};

// What each method of the service does. A function here answers for itself; a Screen needs an open
// home, and says what could not be done when it fails.
struct App::Methods {
  using Handler = std::function<void(App&, std::string_view, const Voice&, Reply)>;

  template <typename Request>
  static Handler Takes(void (*act)(App&, const Request&, const Voice&, Reply)) {
    return [act](App& app, std::string_view bytes, const Voice& voice, Reply reply) {
      Request request;
      if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return reply(Unreadable(voice));
      }
      act(app, request, voice, std::move(reply));
    };
  }

  template <typename T>
  static AppAnswer Told(const Result<T>& answer, const Voice& voice, const Wording& doing) {
    return AnswerOf(answer, voice, doing);
  }
  template <typename T>
  static AppAnswer Told(const OrProblem<T>& answer, const Voice&, const Wording&) {
    return AnswerOf(answer);
  }

  // `show` answers with a Result, or with an OrProblem that says itself what went wrong.
  template <typename Request, typename Answer>
  static Handler Screen(Answer (*show)(Opened&, const Request&, const Voice&), Wording doing) {
    return [show, doing](App& app, std::string_view bytes, const Voice& voice, Reply reply) {
      if (app.open_ == nullptr) {
        return reply(Problem(ProblemOf(voice, Exit::kLocked,
                                       {"Terkunci. Masukkan PIN.", "Locked. Enter the PIN."},
                                       kNothingDone)));
      }
      Request request;
      if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return reply(Unreadable(voice));
      }
      reply(Told(show(*app.open_, request, voice), voice, doing));
    };
  }

  static void ListHomes(App& app, const v1::ListHomesRequest&, const Voice& voice, Reply reply) {
    auto homes = screens::ListHomes(app.host_, voice);
    if (auto* listed = std::get_if<v1::ListHomesResponse>(&homes); listed && app.open_) {
      listed->set_open(app.open_->device->home());
    }
    reply(AnswerOf(homes));
  }

  static void ReadEnrolCode(App&, const v1::ReadEnrolCodeRequest& asked, const Voice& voice,
                            Reply reply) {
    reply(AnswerOf(screens::ReadEnrolCode(asked.text(), voice)));
  }

  static void EnrolHome(App& app, const v1::EnrolHomeRequest& asked, const Voice& voice,
                        Reply reply) {
    auto order = OrderOf(asked, voice);
    if (auto* problem = std::get_if<v1::ProblemView>(&order)) return reply(Problem(*problem));
    auto enrolling = std::make_unique<Enrolling>(
        Enrolling{std::get<client::EnrolOrder>(std::move(order)), {}, voice, std::move(reply)});
    Result<client::SyncRequest> request = client::Device::AskToEnrol(app.host_, enrolling->order);
    if (!request.ok()) return enrolling->reply(Problem(EnrolProblem(request.status(), voice)));
    enrolling->request = *std::move(request);
    app.Close();
    app.enrolling_ = std::move(enrolling);
    ++app.errand_;
  }

  static void UnlockHome(App& app, const v1::UnlockHomeRequest& asked, const Voice& voice,
                         Reply reply) {
    if (app.open_ && app.open_->device->home() == asked.home()) {
      return reply(AnswerOf(CheckPin(app.host_, asked, voice)));
    }
    Keep(app, Unlock(app.host_, asked, voice), v1::UnlockHomeResponse(), reply);
  }

  static void AskForUnlock(App& app, const v1::AskForUnlockRequest& asked, const Voice& voice,
                           Reply reply) {
    reply(AnswerOf(screens::AskForUnlock(app.host_, asked.home(), voice)));
  }

  static void UnlockByCode(App& app, const v1::UnlockByCodeRequest& asked, const Voice& voice,
                           Reply reply) {
    if (app.open_ && app.open_->device->home() == asked.home()) app.Close();
    auto device = screens::UnlockByCode(app.host_, asked, voice);
    v1::UnlockByCodeResponse response;
    if (auto* opened = std::get_if<OpenedDevice>(&device)) {
      if (const auto status = (*opened)->Status(); status.ok()) {
        v1::UnlockView* view = response.mutable_opened();
        view->set_officer(status->officer);
        view->set_opened(true);
        view->set_waiting_sets(static_cast<std::uint32_t>(status->outbox.unsent));
        view->set_drafts(static_cast<std::uint32_t>(status->drafts));
      }
    }
    Keep(app, std::move(device), response, reply);
  }

  static void LockHome(App& app, const v1::LockHomeRequest&, const Voice&, Reply reply) {
    app.Close();
    reply(Done(v1::LockHomeResponse()));
  }

  static void Keep(App& app, OrProblem<OpenedDevice> device, const MessageLite& response,
                   const Reply& reply) {
    if (auto* problem = std::get_if<v1::ProblemView>(&device)) return reply(Problem(*problem));
    app.Hold(std::get<OpenedDevice>(std::move(device)));
    reply(Done(response));
  }

  static Result<v1::ShowTodayResponse> ShowToday(Opened& open, const v1::ShowTodayRequest&,
                                                 const Voice& voice) {
    return screens::ShowToday(*open.device, voice);
  }
  static Result<v1::FindRecordsResponse> FindRecords(Opened& open,
                                                     const v1::FindRecordsRequest& asked,
                                                     const Voice& voice) {
    return screens::FindRecords(*open.device, voice, asked);
  }
  static Result<v1::ListVillageResponse> ListVillage(Opened& open,
                                                     const v1::ListVillageRequest& asked,
                                                     const Voice&) {
    return screens::ListVillage(*open.device, asked);
  }
  static Result<v1::ShowHouseholdResponse> ShowHousehold(Opened& open,
                                                         const v1::ShowHouseholdRequest& asked,
                                                         const Voice& voice) {
    return screens::ShowHousehold(*open.device, voice, asked);
  }

  template <typename Response>
  static Result<Response> Drawn(Result<v1::FormView> form) {
    Response response;
    TILIK_ASSIGN_OR_RETURN(*response.mutable_form(), std::move(form));
    return response;
  }
  static Result<v1::OpenVisitResponse> OpenVisit(Opened& open, const v1::OpenVisitRequest& asked,
                                                 const Voice& voice) {
    return Drawn<v1::OpenVisitResponse>(screens::OpenVisit(*open.device, voice, asked));
  }
  static Result<v1::ShowFormResponse> ShowForm(Opened& open, const v1::ShowFormRequest& asked,
                                               const Voice& voice) {
    return Drawn<v1::ShowFormResponse>(screens::ShowForm(*open.device, voice, asked));
  }
  static Result<v1::AnswerFormResponse> AnswerForm(Opened& open, const v1::AnswerFormRequest& asked,
                                                   const Voice& voice) {
    return Drawn<v1::AnswerFormResponse>(screens::AnswerForm(*open.device, voice, asked));
  }
  static Result<v1::SaveFormResponse> SaveForm(Opened& open, const v1::SaveFormRequest& asked,
                                               const Voice& voice) {
    return screens::SaveForm(*open.device, voice, asked);
  }
  static Result<v1::DropFormResponse> DropForm(Opened& open, const v1::DropFormRequest& asked,
                                               const Voice&) {
    TILIK_RETURN_IF_ERROR(screens::DropForm(*open.device, asked));
    return v1::DropFormResponse();
  }

  static Result<v1::OpenSheetResponse> OpenSheet(Opened& open, const v1::OpenSheetRequest& asked,
                                                 const Voice& voice) {
    return Drawn<v1::OpenSheetResponse>(screens::OpenSheet(*open.device, voice, asked));
  }

  static OrProblem<v1::AttachPictureResponse> AttachPicture(Opened& open,
                                                            const v1::AttachPictureRequest& asked,
                                                            const Voice& voice) {
    return screens::AttachPicture(*open.device, voice, asked);
  }
  static Result<v1::ShowPictureResponse> ShowPicture(Opened& open,
                                                     const v1::ShowPictureRequest& asked,
                                                     const Voice&) {
    return screens::ShowPicture(*open.device, asked);
  }

  static Result<v1::ListEventsResponse> ListEvents(Opened& open, const v1::ListEventsRequest&,
                                                   const Voice&) {
    return screens::ListEvents(*open.device);
  }
  static Result<v1::OpenEventResponse> OpenEvent(Opened& open, const v1::OpenEventRequest& asked,
                                                 const Voice& voice) {
    return Drawn<v1::OpenEventResponse>(screens::OpenEvent(*open.device, voice, asked));
  }
  static Result<v1::ShowEventResponse> ShowEvent(Opened& open, const v1::ShowEventRequest& asked,
                                                 const Voice& voice) {
    return screens::ShowEvent(*open.device, voice, asked);
  }
  static OrProblem<v1::CloseEventResponse> CloseEvent(Opened& open,
                                                      const v1::CloseEventRequest& asked,
                                                      const Voice& voice) {
    return screens::CloseEvent(*open.device, voice, asked);
  }
  static Result<v1::OpenHandoverResponse> OpenHandover(Opened& open,
                                                       const v1::OpenHandoverRequest& asked,
                                                       const Voice& voice) {
    return Drawn<v1::OpenHandoverResponse>(screens::OpenHandover(*open.device, voice, asked));
  }
  static Result<v1::RecordNotDeliveredResponse> RecordNotDelivered(
      Opened& open, const v1::RecordNotDeliveredRequest& asked, const Voice& voice) {
    return screens::RecordNotDelivered(*open.device, voice, asked);
  }
  static Result<v1::ListClaimsResponse> ListClaims(Opened& open, const v1::ListClaimsRequest& asked,
                                                   const Voice&) {
    return screens::ListClaims(*open.device, asked);
  }
  static OrProblem<v1::ReadClaimsResponse> ReadClaims(Opened& open,
                                                      const v1::ReadClaimsRequest& asked,
                                                      const Voice& voice) {
    auto read = screens::ReadClaims(*open.device, voice, asked.text());
    if (auto* problem = std::get_if<v1::ProblemView>(&read)) return std::move(*problem);
    v1::ReadClaimsResponse response;
    *response.mutable_read() = std::get<v1::ClaimsReadView>(std::move(read));
    return response;
  }
  static Result<v1::ListHistoryResponse> ListHistory(Opened& open,
                                                     const v1::ListHistoryRequest& asked,
                                                     const Voice& voice) {
    return screens::ListHistory(*open.device, voice, asked);
  }
  static OrProblem<v1::WithdrawSetResponse> WithdrawSet(Opened& open,
                                                        const v1::WithdrawSetRequest& asked,
                                                        const Voice& voice) {
    return screens::WithdrawSet(*open.device, voice, asked);
  }

  static Result<v1::OpenMusdesResponse> OpenMusdes(Opened& open, const v1::OpenMusdesRequest& asked,
                                                   const Voice& voice) {
    return screens::OpenMusdes(*open.device, voice, asked);
  }
  static Result<v1::AnswerMusdesResponse> AnswerMusdes(Opened& open,
                                                       const v1::AnswerMusdesRequest& asked,
                                                       const Voice& voice) {
    return screens::AnswerMusdes(*open.device, voice, asked);
  }
  static Result<v1::MakePrintResponse> MakePrint(Opened& open, const v1::MakePrintRequest& asked,
                                                 const Voice& voice) {
    return screens::MakePrint(*open.device, voice, asked);
  }
  static Result<v1::ShowReadinessResponse> ShowReadiness(Opened& open,
                                                         const v1::ShowReadinessRequest& asked,
                                                         const Voice& voice) {
    return screens::ShowReadiness(*open.device, voice, asked);
  }

  template <typename Response>
  static Result<Response> Progress(Opened& open, const Voice& voice) {
    Response response;
    TILIK_ASSIGN_OR_RETURN(*response.mutable_sync(), open.sending.Show(voice));
    return response;
  }
  static Result<v1::ShowSyncResponse> ShowSync(Opened& open, const v1::ShowSyncRequest&,
                                               const Voice& voice) {
    return Progress<v1::ShowSyncResponse>(open, voice);
  }
  static Result<v1::StopSyncResponse> StopSync(Opened& open, const v1::StopSyncRequest&,
                                               const Voice& voice) {
    open.sending.Stop();
    return Progress<v1::StopSyncResponse>(open, voice);
  }
  static OrProblem<v1::MakeBundleResponse> MakeBundle(Opened& open,
                                                      const v1::MakeBundleRequest& asked,
                                                      const Voice& voice) {
    return open.bundles.Make(voice, asked);
  }
  static OrProblem<v1::EntrustBundleResponse> EntrustBundle(Opened& open,
                                                            const v1::EntrustBundleRequest& asked,
                                                            const Voice& voice) {
    return open.bundles.Entrust(voice, asked);
  }
  static OrProblem<v1::TakeBundleResponse> TakeReply(Opened& open,
                                                     const v1::TakeBundleRequest& asked,
                                                     const Voice& voice) {
    return open.bundles.Take(voice, asked, &open.removed);
  }
  static void TakeBundle(App& app, const v1::TakeBundleRequest& asked, const Voice& voice,
                         Reply reply) {
    // A session under way holds what this would change.
    if (app.open_ && app.open_->sending.running()) app.open_->sending.Stop();
    static const Handler take = Screen(&TakeReply, {});
    take(app, asked.SerializeAsString(), voice, std::move(reply));
    if (app.open_ && app.open_->removed) app.Close();
  }
  static void StartSync(App& app, const v1::StartSyncRequest&, const Voice& voice, Reply reply) {
    if (app.open_ && !app.open_->sending.running()) {
      app.open_->sending.Start();
      app.asked_ = false;
      ++app.errand_;
    }
    static const Handler show = Screen(&Progressing, kSyncing);
    show(app, "", voice, std::move(reply));
  }
  static Result<v1::StartSyncResponse> Progressing(Opened& open, const v1::StartSyncRequest&,
                                                   const Voice& voice) {
    return Progress<v1::StartSyncResponse>(open, voice);
  }

  static const Wording kOpening;
  static const Wording kSyncing;
  static const std::map<std::string, Handler, std::less<>>& ByName();
};

const Wording App::Methods::kOpening = {"Formulir tidak dapat dibuka", "The form cannot be opened"};
const Wording App::Methods::kSyncing = {"Keadaan pengiriman tidak terbaca",
                                        "The state of sending is unreadable"};

const std::map<std::string, App::Methods::Handler, std::less<>>& App::Methods::ByName() {
  static const std::map<std::string, Handler, std::less<>> methods = {
      {"ListHomes", Takes(&ListHomes)},
      {"ReadEnrolCode", Takes(&ReadEnrolCode)},
      {"EnrolHome", Takes(&EnrolHome)},
      {"UnlockHome", Takes(&UnlockHome)},
      {"AskForUnlock", Takes(&AskForUnlock)},
      {"UnlockByCode", Takes(&UnlockByCode)},
      {"LockHome", Takes(&LockHome)},
      {"ShowToday", Screen(&ShowToday, {"Hari ini tidak terbaca", "Today is unreadable"})},
      {"FindRecords", Screen(&FindRecords, {"Pencarian gagal", "The search failed"})},
      {"ListVillage",
       Screen(&ListVillage, {"Daftar desa tidak terbaca", "The village's list is unreadable"})},
      {"ShowHousehold", Screen(&ShowHousehold, {"Tidak dapat ditampilkan", "Cannot be shown"})},
      {"OpenVisit", Screen(&OpenVisit, kOpening)},
      {"ShowForm", Screen(&ShowForm, kOpening)},
      {"AnswerForm", Screen(&AnswerForm, {"Jawaban belum tersimpan", "The answer is not saved"})},
      {"SaveForm", Screen(&SaveForm, {"Belum tersimpan", "Not saved"})},
      {"DropForm", Screen(&DropForm, {"Draf tidak terhapus", "The draft is not dropped"})},
      {"OpenSheet", Screen(&OpenSheet, kOpening)},
      {"AttachPicture", Screen(&AttachPicture, {})},
      {"ShowPicture", Screen(&ShowPicture, {"Foto tidak terbaca", "The photo is unreadable"})},
      {"ListEvents",
       Screen(&ListEvents, {"Daftar acara tidak terbaca", "Distributions are unreadable"})},
      {"OpenEvent", Screen(&OpenEvent, kOpening)},
      {"ShowEvent", Screen(&ShowEvent, {"Acara tidak terbaca", "The distribution is unreadable"})},
      {"CloseEvent", Screen(&CloseEvent, {})},
      {"OpenHandover", Screen(&OpenHandover, kOpening)},
      {"RecordNotDelivered", Screen(&RecordNotDelivered, {"Belum tersimpan", "Not saved"})},
      {"ListClaims", Screen(&ListClaims, {"Teks tidak dapat dibuat", "The text cannot be made"})},
      {"ReadClaims", Screen(&ReadClaims, {})},
      {"ListHistory", Screen(&ListHistory, {"Riwayat tidak terbaca", "History is unreadable"})},
      {"WithdrawSet", Screen(&WithdrawSet, {})},
      {"OpenMusdes",
       Screen(&OpenMusdes, {"Daftar musdes tidak terbaca", "The meeting's list is unreadable"})},
      {"AnswerMusdes",
       Screen(&AnswerMusdes, {"Jawaban belum tersimpan", "The answer is not saved"})},
      {"MakePrint", Screen(&MakePrint, {"Cetakan tidak dapat dibuat", "Nothing to be printed"})},
      {"ShowReadiness", Screen(&ShowReadiness, {"Tidak dapat diperiksa", "Cannot be checked"})},
      {"StartSync", Takes(&StartSync)},
      {"ShowSync", Screen(&ShowSync, kSyncing)},
      {"StopSync", Screen(&StopSync, kSyncing)},
      {"MakeBundle", Screen(&MakeBundle, {})},
      {"EntrustBundle", Screen(&EntrustBundle, {})},
      {"TakeBundle", Takes(&TakeBundle)},
  };
  return methods;
}

App::App(client::Host& host) : host_(host) {}
App::~App() { Close(); }

void App::Ask(std::string_view method, std::string_view request, std::string_view language,
              Reply reply) {
  const Voice voice = {language == "en" ? "en" : "id"};
  const auto& methods = Methods::ByName();
  const auto found = methods.find(method);
  if (found == methods.end()) {
    return reply(Problem(ProblemOf(voice, Exit::kUsage,
                                   {"Versi aplikasi dan programnya berbeda; muat ulang halaman.",
                                    "App and program differ in version; reload the page."},
                                   kNothingDone)));
  }
  found->second(*this, request, voice, std::move(reply));
}

std::optional<Question> App::Due() {
  if (asked_) return std::nullopt;
  Question question;
  if (enrolling_) {
    question.server = enrolling_->order.server;
    question.request = enrolling_->request;
  } else if (open_) {
    std::optional<client::SyncRequest> request = open_->sending.Due();
    if (open_->sending.removed()) Close();
    if (!request) return std::nullopt;
    question.server = open_->device->state().server();
    question.request = *std::move(request);
  } else {
    return std::nullopt;
  }
  asked_ = true;
  question.number = ++questions_;
  question.errand = errand_;
  return question;
}

void App::Answered(std::uint64_t number, const Result<client::SyncAnswer>& answer,
                   const Traffic& traffic) {
  if (!asked_ || number != questions_) return;
  asked_ = false;
  if (enrolling_) {
    const std::unique_ptr<Enrolling> enrolling = std::move(enrolling_);
    auto device = client::Device::TakeEnrolment(host_, enrolling->order, answer);
    if (!device.ok()) {
      return enrolling->reply(Problem(EnrolProblem(device.status(), enrolling->voice)));
    }
    Hold(*std::move(device));
    v1::EnrolHomeResponse response;
    *response.mutable_enrolled() = EnrolledAs(*open_->device);
    enrolling->reply(Done(response));
  } else if (open_) {
    open_->sending.Answer(answer, traffic);
    if (open_->sending.removed()) Close();
  }
}

bool App::busy() const { return enrolling_ || (open_ && open_->sending.running()); }

void App::Hold(std::unique_ptr<client::Device> device) {
  Close();
  open_ = std::make_unique<Opened>(std::move(device));
}

void App::Close() {
  open_.reset();
  asked_ = false;
  if (!enrolling_) return;
  const std::unique_ptr<Enrolling> dropped = std::move(enrolling_);
  dropped->reply(Problem(ProblemOf(dropped->voice, Exit::kUsage,
                                   {"Pendaftaran dihentikan.", "The enrolment was stopped."},
                                   {"Kode yang sama masih berlaku di perangkat ini.",
                                    "The same code is still good on this device."})));
}

}  // namespace tilik::screens
