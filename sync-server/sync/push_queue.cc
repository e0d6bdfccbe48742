#include "sync-server/sync/push_queue.h"

#include <future>

namespace tilik::sync {

PushQueue::PushQueue(storage::RegistryStore& store, const Codebooks& codebooks,
                     std::function<Instant()> now, Works works)
    : store_(store), codebooks_(codebooks), now_(std::move(now)), works_(works) {
  if (works_ == Works::kAtOnce) return;
  writing_ = std::thread([this] { WriteLoop(); });
  answering_ = std::thread([this] { AnswerLoop(); });
}

PushQueue::~PushQueue() {
  if (works_ == Works::kAtOnce) return;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_arrived_.notify_all();
  writing_.join();
  {
    std::lock_guard lock(mutex_);
    writer_stopped_ = true;
  }
  answers_arrived_.notify_all();
  answering_.join();
}

void PushQueue::Submit(PreparedPush push, std::function<void(Receipts)> done) {
  auto shared_push = std::make_shared<PreparedPush>(std::move(push));
  auto receipts = std::make_shared<std::vector<ReceiptFacts>>();
  Job job;
  job.work = [shared_push, receipts](storage::Writer&, Ingest& ingest, Instant now) -> Status {
    TILIK_ASSIGN_OR_RETURN(*receipts, ingest.Take(std::move(*shared_push), now));
    return Status();
  };
  job.done = [receipts, done = std::move(done)](Status status) {
    if (status.ok()) return done(std::move(*receipts));
    done(status);
  };
  Enqueue(std::move(job));
}

Status PushQueue::Write(std::function<Status(storage::Writer&, Ingest&, Instant)> work) {
  std::promise<Status> ended;
  std::future<Status> end = ended.get_future();
  Enqueue({std::move(work), [&ended](Status status) { ended.set_value(std::move(status)); }});
  return end.get();
}

void PushQueue::Enqueue(Job job) {
  if (works_ == Works::kAtOnce) {
    std::vector<Job> alone;
    alone.push_back(std::move(job));
    RunBatch(std::move(alone));
    return AnswerReady();
  }
  {
    std::unique_lock lock(mutex_);
    if (!stopping_ && jobs_.size() < kMaxQueuedPushes) {
      jobs_.push_back(std::move(job));
      lock.unlock();
      work_arrived_.notify_one();
      return;
    }
  }
  job.done(Status::Unavailable("the server is busy; try again in a minute"));
}

void PushQueue::WriteLoop() {
  for (;;) {
    std::vector<Job> batch;
    {
      std::unique_lock lock(mutex_);
      work_arrived_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      while (!jobs_.empty() && batch.size() < kMaxPushesPerCommit) {
        batch.push_back(std::move(jobs_.front()));
        jobs_.pop_front();
      }
    }
    RunBatch(std::move(batch));
  }
}

void PushQueue::RunBatch(std::vector<Job> batch) {
  std::vector<Status> endings(batch.size());
  Status committed;
  // What was loaded for the batch outlives it: freeing it takes a tenth of the time that merging
  // took, and the thread that answers has that time.
  std::shared_ptr<Ingest> ingest;
  {
    Result<std::unique_ptr<storage::Writer>> writer = store_.BeginWrite();
    committed = writer.ok() ? Status() : writer.status();
    if (committed.ok()) {
      ingest = std::make_shared<Ingest>(codebooks_, store_.district(), **writer);
      for (std::size_t i = 0; i < batch.size(); ++i) {
        endings[i] = batch[i].work(**writer, *ingest, now_());
        // A job refused for what it asks has written nothing. One that failed in storage spoils the
        // transaction.
        const Code code = endings[i].code();
        if (code == Code::kStorage || code == Code::kCorrupt || code == Code::kUnavailable) {
          committed = endings[i];
          break;
        }
      }
      if (committed.ok()) committed = (*writer)->Commit();
    }
  }
  std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    Status ending = endings[i];
    if (!committed.ok())
      ending = Status::Unavailable("nothing was kept, try again: " + committed.message());
    answers_.push_back(
        [done = std::move(batch[i].done), ending = std::move(ending)] { done(ending); });
  }
  answers_.push_back([ingest = std::move(ingest)] {});
  answers_arrived_.notify_one();
}

void PushQueue::AnswerLoop() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      answers_arrived_.wait(lock, [this] { return writer_stopped_ || !answers_.empty(); });
      if (answers_.empty()) return;
    }
    AnswerReady();
  }
}

void PushQueue::AnswerReady() {
  std::deque<std::function<void()>> ready;
  {
    std::lock_guard lock(mutex_);
    ready.swap(answers_);
  }
  for (std::function<void()>& answer : ready) {
    answer();
    answer = nullptr;
  }
}

}  // namespace tilik::sync
