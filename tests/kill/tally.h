// How often what happened: the officers' threads and the office's count into one.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace tilik::kill {

class Tally {
 public:
  void Count(const std::string& what, std::uint64_t times = 1) {
    const std::lock_guard lock(mutex_);
    times_[what] += times;
  }

  std::uint64_t Of(const std::string& what) const {
    const std::lock_guard lock(mutex_);
    const auto found = times_.find(what);
    return found == times_.end() ? 0 : found->second;
  }

  std::map<std::string, std::uint64_t> all() const {
    const std::lock_guard lock(mutex_);
    return times_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> times_;
};

}  // namespace tilik::kill
