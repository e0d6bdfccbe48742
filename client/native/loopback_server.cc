#include "client/native/loopback_server.h"

#include <sodium.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>

#include "client/native/curl_transport.h"

namespace tilik::native {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

constexpr char kAsks[] = "/app/";
constexpr char kProtobuf[] = "application/x-protobuf";
// A browser keeps six lines to a host open; a few windows of them.
constexpr int kMaxLines = 64;
constexpr auto kIdle = std::chrono::minutes(5);
constexpr auto kStalled = std::chrono::seconds(30);

// Camera and place are asked by the app's own pages, photos are shown from memory (blob:). What
// reads codes is WebAssembly of the app's own files; no text ever becomes a program.
constexpr char kPolicy[] =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' "
    "blob: data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
constexpr char kPermissions[] =
    "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), interest-cohort=()";

std::string Text(beast::string_view view) { return {view.data(), view.size()}; }

bool SameSecret(beast::string_view given, const std::string& secret) {
  return given.size() == secret.size() &&
         sodium_memcmp(given.data(), secret.data(), secret.size()) == 0;
}

class Server final : public LoopbackServer {
 public:
  Server(client::Host& host, AppFiles files, const LoopbackOptions& options)
      : files_(std::move(files)), options_(options), acceptor_(io_), app_(host), asking_(1) {
    std::string raw(32, '\0');
    host.random.Fill(raw.data(), raw.size());
    secret_ = ToHex(raw);
  }

  Status Bind() {
    beast::error_code error;
    const tcp::endpoint here(asio::ip::address_v4::loopback(), options_.port);
    acceptor_.open(here.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(here, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return Status::Unavailable("port " + std::to_string(options_.port) + ": " + error.message());
    }
    host_ = "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    return {};
  }

  std::string origin() const override { return "http://" + host_; }
  const std::string& secret() const override { return secret_; }

  void Run() override {
    asio::co_spawn(io_, Accept(), asio::detached);
    asio::co_spawn(io_, LockUnattended(), asio::detached);
    io_.run();
    app_.Close();
    asking_.stop();
  }

  void Stop() override {
    asio::post(io_, [this] {
      stopping_ = true;
      io_.stop();
    });
  }

 private:
  asio::awaitable<void> Accept() {
    while (true) {
      beast::error_code error;
      tcp::socket socket =
          co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted) co_return;
      // Out of descriptors, or gone before it was accepted: the next one may fare better.
      if (error || lines_ >= kMaxLines) continue;
      asio::co_spawn(io_, Serve(beast::tcp_stream(std::move(socket))), asio::detached);
    }
  }

  asio::awaitable<void> LockUnattended() {
    beast::error_code error;
    asio::steady_timer timer(io_);
    while (true) {
      timer.expires_at(asked_last_ + options_.unattended);
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
      if (std::chrono::steady_clock::now() < asked_last_ + options_.unattended) continue;
      if (!app_.busy()) app_.Close();
      asked_last_ = std::chrono::steady_clock::now();
    }
  }

  asio::awaitable<void> Serve(beast::tcp_stream stream) {
    ++lines_;
    beast::flat_buffer buffer;
    beast::error_code error;
    bool open = true;
    while (open) {
      http::request_parser<http::string_body> parser;
      parser.body_limit(kMaxQuestionBytes);
      parser.header_limit(16 * 1024);
      stream.expires_after(kIdle);
      co_await http::async_read_header(stream, buffer, parser,
                                       asio::redirect_error(asio::use_awaitable, error));
      if (error) break;
      stream.expires_after(kStalled);
      if (const Response refused = WhyRefused(parser.get()); refused.result() != http::status::ok) {
        // What else it sends is not read.
        Response last = refused;
        last.keep_alive(false);
        co_await http::async_write(stream, last, asio::redirect_error(asio::use_awaitable, error));
        break;
      }
      co_await http::async_read(stream, buffer, parser,
                                asio::redirect_error(asio::use_awaitable, error));
      if (error) break;
      const Request request = parser.release();
      stream.expires_never();
      Response response = co_await Answer(request);
      response.keep_alive(request.keep_alive());
      open = request.keep_alive();
      stream.expires_after(kStalled);
      co_await http::async_write(stream, response,
                                 asio::redirect_error(asio::use_awaitable, error));
      if (error) break;
    }
    --lines_;
    stream.socket().shutdown(tcp::socket::shutdown_both, error);
  }

  // 200: nothing against it.
  template <typename Head>
  Response WhyRefused(const Head& head) const {
    const auto refuse = [&](http::status status, const char* why) {
      Response response = Begin(status, head.version(), "text/plain; charset=utf-8");
      response.body() = why;
      response.prepare_payload();
      return response;
    };
    if (head[http::field::host] != host_) {
      return refuse(http::status::misdirected_request, "Tilik answers as 127.0.0.1 only\n");
    }
    if (!head.target().starts_with(kAsks)) {
      if (head.method() != http::verb::get && head.method() != http::verb::head) {
        return refuse(http::status::method_not_allowed, "files are only read\n");
      }
      return Begin(http::status::ok, head.version(), "");
    }
    if (head.method() != http::verb::post) {
      return refuse(http::status::method_not_allowed, "questions are posted\n");
    }
    const auto origin_given = head.find(http::field::origin);
    if (origin_given != head.end() && origin_given->value() != origin()) {
      return refuse(http::status::forbidden, "asked by another page\n");
    }
    const auto site = head.find("Sec-Fetch-Site");
    if (site != head.end() && site->value() != "same-origin") {
      return refuse(http::status::forbidden, "asked by another site\n");
    }
    if (!SameSecret(head["X-Tilik-Secret"], secret_)) {
      return refuse(http::status::forbidden, "not the secret of this start\n");
    }
    if (head[http::field::content_type] != kProtobuf) {
      return refuse(http::status::unsupported_media_type, "questions are application/x-protobuf\n");
    }
    return Begin(http::status::ok, head.version(), "");
  }

  static Response Begin(http::status status, unsigned version, const std::string& type) {
    Response response(status, version);
    if (!type.empty()) response.set(http::field::content_type, type);
    response.set(http::field::cache_control, "no-store");
    response.set("Content-Security-Policy", kPolicy);
    response.set("Permissions-Policy", kPermissions);
    response.set("Cross-Origin-Opener-Policy", "same-origin");
    response.set("Cross-Origin-Resource-Policy", "same-origin");
    response.set("Referrer-Policy", "no-referrer");
    response.set("X-Content-Type-Options", "nosniff");
    response.set("X-Frame-Options", "DENY");
    return response;
  }

  asio::awaitable<Response> Answer(const Request& request) {
    const std::string target = Text(request.target());
    if (!target.starts_with(kAsks)) co_return FileAt(request, target);
    co_return co_await Ask(request, target.substr(sizeof kAsks - 1));
  }

  Response FileAt(const Request& request, const std::string& target) const {
    const AppFile* file = files_.Find(target.substr(0, target.find('?')));
    if (file == nullptr) {
      Response none = Begin(http::status::not_found, request.version(), "text/plain");
      none.body() = "no such file\n";
      none.prepare_payload();
      return none;
    }
    Response response = Begin(http::status::ok, request.version(), file->type);
    if (file->named_by_content) {
      response.set(http::field::cache_control, "public, max-age=31536000, immutable");
    }
    if (request.method() == http::verb::head) {
      response.content_length(file->bytes.size());
      return response;
    }
    response.body() = file->bytes;
    response.prepare_payload();
    return response;
  }

  // Waits where the app does: an enrolment's answer comes when the district's has.
  asio::awaitable<Response> Ask(const Request& request, const std::string& method) {
    struct Waiting {
      explicit Waiting(asio::io_context& io) : bell(io, asio::steady_timer::time_point::max()) {}
      asio::steady_timer bell;
      std::optional<screens::AppAnswer> answer;
    };
    asked_last_ = std::chrono::steady_clock::now();
    const auto waiting = std::make_shared<Waiting>(io_);
    const auto language = request[http::field::accept_language].starts_with("en") ? "en" : "id";
    app_.Ask(method, request.body(), language, [waiting](screens::AppAnswer answer) {
      waiting->answer = std::move(answer);
      waiting->bell.cancel();
    });
    AskDistrict();
    beast::error_code ignored;
    while (!waiting->answer) {
      co_await waiting->bell.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    Response response =
        Begin(waiting->answer->done ? http::status::ok : http::status::unprocessable_entity,
              request.version(), kProtobuf);
    response.body() = std::move(waiting->answer->bytes);
    response.prepare_payload();
    co_return response;
  }

  // Passes on what the app wants to know of a server, if anything.
  void AskDistrict() {
    std::optional<screens::Question> question = app_.Due();
    if (!question || stopping_) return;
    asio::post(asking_, [this, question = *std::move(question)] {
      if (line_ == nullptr || errand_ != question.errand) {
        CurlTransportOptions options;
        options.server = question.server;
        options.ca_file = options_.ca_file;
        line_ = std::make_unique<CurlTransport>(std::move(options));
        errand_ = question.errand;
      }
      auto answer = client::Perform(question.request, *line_);
      const screens::Traffic traffic = {line_->bytes_sent(), line_->bytes_received()};
      asio::post(io_, [this, number = question.number, answer = std::move(answer), traffic] {
        app_.Answered(number, answer, traffic);
        AskDistrict();
      });
    });
  }

  const AppFiles files_;
  const LoopbackOptions options_;
  std::string secret_;
  std::string host_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  int lines_ = 0;
  bool stopping_ = false;
  std::chrono::steady_clock::time_point asked_last_ = std::chrono::steady_clock::now();
  screens::App app_;
  // Of the one thread that talks to districts, and only it touches them.
  std::unique_ptr<CurlTransport> line_;
  std::uint64_t errand_ = 0;
  asio::thread_pool asking_;
};

}  // namespace

Result<std::unique_ptr<LoopbackServer>> LoopbackServer::Listen(client::Host& host, AppFiles files,
                                                               const LoopbackOptions& options) {
  auto server = std::make_unique<Server>(host, std::move(files), options);
  TILIK_RETURN_IF_ERROR(server->Bind());
  return std::unique_ptr<LoopbackServer>(std::move(server));
}

}  // namespace tilik::native
