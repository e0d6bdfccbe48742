// Memory that many connections share, so that their sum is bounded and not only each.
#pragma once

#include <atomic>
#include <cstddef>

namespace tilik::http {

class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t bytes) : left_(bytes) {}

  // What one request holds; goes back when the request goes.
  class Lease {
   public:
    explicit Lease(MemoryBudget& budget) : budget_(budget) {}
    ~Lease() { budget_.left_ += held_; }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    // False, and nothing taken, when that much is not left.
    bool Grow(std::size_t bytes) {
      std::size_t left = budget_.left_;
      do {
        if (left < bytes) return false;
      } while (!budget_.left_.compare_exchange_weak(left, left - bytes));
      held_ += bytes;
      return true;
    }

   private:
    MemoryBudget& budget_;
    std::size_t held_ = 0;
  };

 private:
  std::atomic<std::size_t> left_;
};

}  // namespace tilik::http
