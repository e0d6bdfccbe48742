// The one writer of a running server: takes prepared pushes and other small jobs, does as many as
// are waiting in one transaction, commits once, and only then answers (group commit). fsync costs
// milliseconds and a merge a fraction of one, so sixteen phones that push at once share one fsync.
//
// Two threads of its own: one merges and commits, the other signs receipts and calls back. Submit
// may be called from any thread. A simulator has it work at once instead, on the caller's thread:
// then every push is a transaction of its own. When a batch fails to commit, everybody in it is
// told kUnavailable and nothing of it exists. The queue is bounded: above it Submit answers at once
// with kUnavailable, and the phone tries again later.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "sync-server/storage/registry_store.h"
#include "sync-server/sync/ingest.h"

namespace tilik::sync {

// Pushes waiting at most; at 50 sets each that is a minute of work.
inline constexpr std::size_t kMaxQueuedPushes = 2'000;
// Pushes merged in one transaction at most: bounds how long the first of them waits for its
// receipt.
inline constexpr std::size_t kMaxPushesPerCommit = 64;

class PushQueue {
 public:
  using Receipts = Result<std::vector<ReceiptFacts>>;
  enum class Works { kOnThreads, kAtOnce };

  PushQueue(storage::RegistryStore& store, const Codebooks& codebooks, std::function<Instant()> now,
            Works works = Works::kOnThreads);
  ~PushQueue();  // finishes what is queued
  PushQueue(const PushQueue&) = delete;
  PushQueue& operator=(const PushQueue&) = delete;

  // `done` is called once, on the answering thread, after the push is durable (or is known not to
  // be). Of a queue that works at once: before Submit returns.
  void Submit(PreparedPush push, std::function<void(Receipts)> done);

  // Runs `work` on the writing thread inside the next transaction and waits for its commit. For the
  // few things besides pushes that write: opening a session, enrolling.
  Status Write(std::function<Status(storage::Writer&, Ingest&, Instant now)> work);

 private:
  struct Job {
    std::function<Status(storage::Writer&, Ingest&, Instant now)> work;
    // Told how it ended, after the commit.
    std::function<void(Status)> done;
  };
  void Enqueue(Job job);
  void WriteLoop();
  void AnswerLoop();
  void RunBatch(std::vector<Job> batch);
  void AnswerReady();

  storage::RegistryStore& store_;
  const Codebooks& codebooks_;
  std::function<Instant()> now_;
  const Works works_;
  std::mutex mutex_;
  std::condition_variable work_arrived_;
  std::condition_variable answers_arrived_;
  std::deque<Job> jobs_;                       // guarded by mutex_
  std::deque<std::function<void()>> answers_;  // guarded by mutex_
  bool stopping_ = false;                      // guarded by mutex_
  bool writer_stopped_ = false;                // guarded by mutex_
  std::thread writing_;
  std::thread answering_;
};

}  // namespace tilik::sync
