#include "sync-server/http/connection.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <vector>

namespace tilik::http {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Outcome = RequestReader::Outcome;

// Answers up to this size leave in one packet with their head.
constexpr std::size_t kOnePiece = 16 * 1024;
// An upload is made durable in pieces of this size: one fsync for half a photo, and what a kill of
// the server can cost a phone.
constexpr std::size_t kUploadPiece = 128 * 1024;
constexpr std::size_t kFirstRoom = 2 * 1024;  // most calls of a day fit
constexpr std::size_t kStep = 16 * 1024;

std::string_view Reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    default:
      return "Error";  // the status says it; the body says it in words
  }
}

Response TooManyCalls() {
  return EncodeFailure(Failure::Busy("the server is busy", std::chrono::seconds(5)));
}

Response Late() {
  return EncodeFailure(
      {.code = ConnectCode::kDeadlineExceeded, .message = "the call took too long"});
}

Response HealthOf(const Status& status) {
  if (status.ok()) return PlainText(200, "ok\n");
  return PlainText(503, status.message() + "\n");
}

// Runs on a worker: unpack, parse, hand to the service; the service's answer is packed on a worker
// too, whatever thread it comes from.
void RunCall(const Method& method, const CallFormat& format, const Call& call,
             std::string_view body, const std::shared_ptr<Gate>& gate,
             const asio::thread_pool::executor_type& workers, const Responder<Response>& respond) {
  auto request = DecodeCall(method, format, body);
  if (auto* failure = std::get_if<Failure>(&request)) return respond(EncodeFailure(*failure));
  auto answer = [&method, format, gate, workers, respond](Method::Outcome outcome) {
    gate->Dispatch(workers, [&method, format, respond, outcome = std::move(outcome)] {
      if (const auto* failure = std::get_if<Failure>(&outcome)) {
        return respond(EncodeFailure(*failure));
      }
      respond(EncodeAnswer(method, format, *std::get<0>(outcome)));
    });
  };
  try {
    method.run(call, std::get<0>(std::move(request)), std::move(answer));
  } catch (const std::exception& error) {
    spdlog::error("{} threw: {}", method.name, error.what());
  }
}

}  // namespace

struct Connection::Body {
  explicit Body(MemoryBudget& budget) : lease(budget) {}
  std::vector<char> bytes;  // unlike a string, it reserves exactly what was leased
  MemoryBudget::Lease lease;
};

Connection::Connection(Shared& shared, Stream stream, std::string peer)
    : shared_(shared),
      stream_(std::move(stream)),
      reader_(stream_, shared.limits),
      peer_(std::move(peer)) {
  ++shared_.connections;
  shared_.metrics.Opened();
}

Connection::~Connection() {
  --shared_.connections;
  shared_.metrics.Closed();
}

asio::awaitable<void> Connection::Run() {
  stream_.Allow(shared_.limits.head_timeout);
  bool alive = co_await stream_.Handshake();
  while (alive && !shared_.stopping) alive = co_await ServeOne();
}

asio::awaitable<bool> Connection::ServeOne() {
  const Outcome read = co_await reader_.ReadHead();
  if (read == Outcome::kEnd || read == Outcome::kBroken) co_return false;
  const auto began = Clock::now();
  const std::uint64_t received_before = reader_.bytes_received();
  const std::uint64_t sent_before = bytes_sent_;

  std::string label = "other";
  std::optional<Response> response;
  bool keep_alive = false;
  bool head_only = false;
  if (read == Outcome::kTooLarge) {
    response = PlainText(431, "request head too large\n");
  } else if (read == Outcome::kInvalid) {
    response = PlainText(400, "not an HTTP/1.1 request\n");
  } else {
    head_only = reader_.head().method() == boost::beast::http::verb::head;
    response = co_await AnswerTo(reader_.head(), label);
    keep_alive = reader_.keep_alive() && reader_.complete() && !shared_.stopping;
  }
  if (!response) co_return false;

  const auto took = Clock::now() - began;
  const bool written = co_await Write(*response, keep_alive, head_only);
  shared_.metrics.Answered(label, response->status, took);
  shared_.metrics.Moved(reader_.bytes_received() - received_before, bytes_sent_ - sent_before);
  spdlog::debug("{} {} {} in {} out {} B {} us", peer_, label, response->status,
                reader_.bytes_received() - received_before, bytes_sent_ - sent_before,
                std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  if (written && keep_alive) co_return true;
  if (written) co_await reader_.Linger();
  co_return false;
}

asio::awaitable<std::optional<Response>> Connection::AnswerTo(const Head& head,
                                                              std::string& label) {
  const std::string_view path = Path(head);
  if (const Method* method = shared_.site.methods.Find(path)) {
    label = method->name;
    co_return co_await AnswerCall(*method);
  }
  if (shared_.site.attachments.store != nullptr && IsTusPath(path)) {
    label = "files";
    co_return co_await AnswerUpload();
  }
  if (path == "/healthz") {
    label = "healthz";
    std::function<Response()> work = [health = &shared_.site.health] {
      return HealthOf((*health)());
    };
    co_return co_await OnWorker(std::move(work));
  }
  if (path == "/metrics") {
    label = "metrics";
    std::function<Response()> work = [metrics = &shared_.metrics] {
      return PlainText(200, metrics->Text());
    };
    co_return co_await OnWorker(std::move(work));
  }
  co_return UnknownMethod();
}

Call Connection::CallOf(const Head& head) const {
  return {.token = BearerToken(head),
          .peer = peer_,
          .deadline = Clock::now() + shared_.limits.call_timeout};
}

asio::awaitable<std::optional<Response>> Connection::AnswerCall(const Method& method) {
  auto read_format = ReadCallFormat(reader_.head());
  if (auto* refusal = std::get_if<Response>(&read_format)) co_return std::move(*refusal);
  const CallFormat format = std::get<CallFormat>(read_format);
  Call call = CallOf(reader_.head());

  auto body = std::make_shared<Body>(shared_.body_memory);
  if (auto refusal = co_await ReadWhole(method.limits.max_body_bytes, *body)) co_return refusal;
  if (!reader_.complete()) co_return std::nullopt;
  if (shared_.workers.under_way() >= shared_.limits.max_calls) co_return TooManyCalls();

  call.deadline = Clock::now() + shared_.limits.call_timeout;
  if (format.timeout) call.deadline = std::min(call.deadline, Clock::now() + *format.timeout);
  stream_.AllowForever();
  std::function<void(Responder<Response>)> start = [&method, format, call, body = std::move(body),
                                                    gate = shared_.workers.gate(),
                                                    workers = shared_.workers.executor()](
                                                       const Responder<Response>& respond) {
    RunCall(method, format, call, {body->bytes.data(), body->bytes.size()}, gate, workers, respond);
  };
  std::optional<Response> response =
      co_await shared_.workers.Ask<Response>(std::move(start), call.deadline);
  if (response) co_return response;
  if (Clock::now() >= call.deadline) co_return Late();
  co_return EncodeFailure({.code = ConnectCode::kInternal, .message = "no answer was given"});
}

asio::awaitable<std::optional<Response>> Connection::AnswerUpload() {
  if (shared_.workers.under_way() >= shared_.limits.max_calls) co_return TooManyCalls();
  using Begun = std::variant<Response, Patch>;
  std::function<Begun()> begin =
      [attachments = &shared_.site.attachments, head = std::make_shared<const Head>(reader_.head()),
       call = CallOf(reader_.head())] { return AnswerTus(*attachments, *head, call); };
  stream_.AllowForever();
  std::optional<Begun> begun = co_await shared_.workers.Do<Begun>(std::move(begin));
  stream_.Allow(shared_.limits.progress_timeout);
  if (!begun) co_return PlainText(500, "no answer was given\n");
  if (auto* response = std::get_if<Response>(&*begun)) co_return std::move(*response);
  co_return co_await TakeBytes(std::get<Patch>(*begun));
}

asio::awaitable<std::optional<Response>> Connection::TakeBytes(Patch patch) {
  using Appended = Result<AttachmentStore::Upload>;
  MemoryBudget::Lease lease(shared_.body_memory);
  if (!lease.Grow(kUploadPiece)) co_return TooManyCalls();
  for (;;) {
    std::string piece;
    Outcome outcome = Outcome::kRead;
    while (outcome == Outcome::kRead && piece.size() < kUploadPiece) {
      const std::size_t before = piece.size();
      piece.resize(std::min(before + kStep, kUploadPiece));
      std::size_t size = 0;
      outcome = co_await reader_.ReadBody(piece.data() + before, piece.size() - before, size);
      piece.resize(before + size);
    }
    std::function<Appended()> append = [store = shared_.site.attachments.store, patch,
                                        piece = std::move(piece)] {
      return store->Append(patch.hash, patch.offset, piece);
    };
    stream_.AllowForever();
    const std::optional<Appended> appended =
        co_await shared_.workers.Do<Appended>(std::move(append));
    stream_.Allow(shared_.limits.progress_timeout);
    if (!appended) co_return PlainText(500, "no answer was given\n");
    if (!appended->ok()) co_return AnswerPatch(*appended);
    patch.offset = (*appended)->offset;
    if (outcome == Outcome::kEnd) co_return AnswerPatch(*appended);
    if (outcome != Outcome::kRead) co_return std::nullopt;
  }
}

asio::awaitable<Response> Connection::OnWorker(std::function<Response()> work) {
  if (shared_.workers.under_way() >= shared_.limits.max_calls) co_return TooManyCalls();
  stream_.AllowForever();
  auto response = co_await shared_.workers.Do<Response>(std::move(work));
  stream_.Allow(shared_.limits.progress_timeout);
  co_return response ? *std::move(response) : PlainText(500, "no answer was given\n");
}

asio::awaitable<std::optional<Response>> Connection::ReadWhole(std::size_t limit, Body& body) {
  const std::size_t declared = static_cast<std::size_t>(
      std::min<std::uint64_t>(reader_.declared_length().value_or(limit), std::uint64_t{limit} + 1));
  if (declared > limit) co_return BodyTooLarge(limit);
  for (;;) {
    const std::size_t size = body.bytes.size();
    if (size > limit) co_return BodyTooLarge(limit);
    // Memory follows what has arrived, not what was announced. One byte of room shows the end.
    if (size == body.bytes.capacity()) {
      const std::size_t wanted = std::min(std::max(2 * size, kFirstRoom), declared + 1);
      if (!body.lease.Grow(wanted - size)) co_return TooManyCalls();
      body.bytes.reserve(wanted);
    }
    body.bytes.resize(std::min(size + kStep, body.bytes.capacity()));
    std::size_t piece = 0;
    const Outcome outcome =
        co_await reader_.ReadBody(body.bytes.data() + size, body.bytes.size() - size, piece);
    body.bytes.resize(size + piece);
    if (outcome == Outcome::kInvalid) co_return PlainText(400, "malformed request body\n");
    if (outcome != Outcome::kRead) co_return std::nullopt;
  }
}

asio::awaitable<bool> Connection::Write(const Response& response, bool keep_alive, bool head_only) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  head += Reason(response.status);
  if (!response.content_type.empty()) head += "\r\nContent-Type: " + response.content_type;
  for (const auto& [name, value] : response.fields) {
    head += "\r\n";
    head += name;
    head += ": " + value;
  }
  if (response.status != 204) {
    head += "\r\nContent-Length: " + std::to_string(response.body.size());
  }
  if (!keep_alive) head += "\r\nConnection: close";
  head += "\r\n\r\n";
  if (head_only) co_return co_await WriteAll(head);
  if (response.body.size() <= kOnePiece) {
    head += response.body;
    co_return co_await WriteAll(head);
  }
  if (!co_await WriteAll(head)) co_return false;
  co_return co_await WriteAll(response.body);
}

asio::awaitable<bool> Connection::WriteAll(std::string_view bytes) {
  stream_.Allow(shared_.limits.progress_timeout);
  std::size_t since_progress = 0;
  while (!bytes.empty()) {
    const std::size_t size = co_await stream_.Write(bytes);
    if (size == 0) co_return false;
    bytes_sent_ += size;
    bytes.remove_prefix(size);
    since_progress += size;
    if (since_progress >= shared_.limits.progress_bytes) {
      since_progress = 0;
      stream_.Allow(shared_.limits.progress_timeout);
    }
  }
  co_return true;
}

}  // namespace tilik::http
