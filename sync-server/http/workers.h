// The worker threads: where everything slow happens, so that no event loop ever waits.
//
// A connection asks (Ask) from its loop and is resumed on its loop; the one who answers may sit on
// any thread and may be late. What protects a late answer is the gate: after Stop it is closed, and
// an answer to a loop that is no more falls through it unheard.
//
// All over this room, what a co_await passes on is a named local: g++ 12 destroys some temporaries
// of a co_await expression twice.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <utility>

namespace tilik::http {

// Open while loops and workers live. Shared with everyone who may answer later.
class Gate {
 public:
  // Posts `work` unless the gate is closed.
  template <typename Executor, typename Work>
  void Post(const Executor& executor, Work&& work) {
    const std::shared_lock lock(mutex_);
    if (open_) boost::asio::post(executor, std::forward<Work>(work));
  }
  // Runs `work` at once when this thread is one of `executor`'s, else posts it.
  template <typename Executor, typename Work>
  void Dispatch(const Executor& executor, Work&& work) {
    if (executor.running_in_this_thread()) return std::forward<Work>(work)();
    Post(executor, std::forward<Work>(work));
  }
  void Close() {
    const std::unique_lock lock(mutex_);
    open_ = false;
  }

 private:
  std::shared_mutex mutex_;
  bool open_ = true;
};

// Where one answer goes. Copies share it: the first call counts, from whatever thread; when the
// last copy goes without one, the asker gets nothing.
template <typename T>
class Responder {
 public:
  // What the asker waits for; touched only on its loop.
  struct Pending {
    boost::asio::steady_timer* waiter = nullptr;
    bool done = false;
    std::optional<T> value;
  };

  Responder(std::shared_ptr<Gate> gate, boost::asio::any_io_executor loop,
            std::shared_ptr<Pending> pending, std::shared_ptr<std::atomic<std::size_t>> under_way)
      : state_(std::make_shared<State>(std::move(gate), std::move(loop), std::move(pending),
                                       std::move(under_way))) {}

  void operator()(T value) const { state_->Give(std::move(value)); }

 private:
  struct State {
    State(std::shared_ptr<Gate> g, boost::asio::any_io_executor l, std::shared_ptr<Pending> p,
          std::shared_ptr<std::atomic<std::size_t>> u)
        : gate(std::move(g)), loop(std::move(l)), pending(std::move(p)), under_way(std::move(u)) {
      ++*under_way;
    }
    ~State() {
      Give(std::nullopt);
      --*under_way;
    }
    void Give(std::optional<T> value) {
      if (given.exchange(true)) return;
      gate->Post(loop, [pending = pending, value = std::move(value)]() mutable {
        pending->done = true;
        pending->value = std::move(value);
        if (pending->waiter != nullptr) pending->waiter->cancel();
      });
    }

    std::shared_ptr<Gate> gate;
    boost::asio::any_io_executor loop;
    std::shared_ptr<Pending> pending;
    std::shared_ptr<std::atomic<std::size_t>> under_way;
    std::atomic<bool> given = false;
  };

  std::shared_ptr<State> state_;
};

class Workers {
 public:
  explicit Workers(std::size_t threads) : pool_(threads) {}
  ~Workers() { Stop(); }

  // Runs `start` on a worker and waits for its answer. Nothing when there was none, or none by
  // `deadline`: then `start` may still be running, so it must own all it uses.
  template <typename T>
  boost::asio::awaitable<std::optional<T>> Ask(std::function<void(Responder<T>)> start,
                                               std::chrono::steady_clock::time_point deadline) {
    const auto loop = co_await boost::asio::this_coro::executor;
    auto pending = std::make_shared<typename Responder<T>::Pending>();
    boost::asio::steady_timer waiter(loop, deadline);
    pending->waiter = &waiter;
    gate_->Post(pool_.get_executor(),
                [start = std::move(start),
                 responder = Responder<T>(gate_, loop, pending, under_way_)] { start(responder); });
    if (!pending->done) {
      co_await waiter.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    pending->waiter = nullptr;
    co_return std::move(pending->value);
  }

  // The answer of `work`, however long it takes.
  template <typename T>
  boost::asio::awaitable<std::optional<T>> Do(std::function<T()> work) {
    std::function<void(Responder<T>)> start =
        [work = std::move(work)](const Responder<T>& respond) { respond(work()); };
    return Ask<T>(std::move(start), std::chrono::steady_clock::time_point::max());
  }

  const std::shared_ptr<Gate>& gate() const { return gate_; }
  boost::asio::thread_pool::executor_type executor() { return pool_.get_executor(); }
  // Asked and not yet answered, those included that nobody waits for any more.
  std::size_t under_way() const { return *under_way_; }

  // Finishes what has started, drops what has not. Later answers go nowhere.
  void Stop() {
    gate_->Close();
    pool_.stop();
    pool_.join();
  }

 private:
  std::shared_ptr<Gate> gate_ = std::make_shared<Gate>();
  std::shared_ptr<std::atomic<std::size_t>> under_way_ =
      std::make_shared<std::atomic<std::size_t>>(0);
  boost::asio::thread_pool pool_;
};

}  // namespace tilik::http
