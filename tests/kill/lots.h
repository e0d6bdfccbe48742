// How many kills are left, for both sides: whoever is about to kill draws one, and puts it back
// when its victim had ended by itself.
#pragma once

#include <atomic>

namespace tilik::kill {

class Lots {
 public:
  explicit Lots(int count) : left_(count) {}

  bool Draw() {
    int left = left_;
    while (left > 0 && !left_.compare_exchange_weak(left, left - 1)) {
    }
    return left > 0;
  }
  void PutBack() { ++left_; }
  int left() const { return left_; }

 private:
  std::atomic<int> left_;
};

}  // namespace tilik::kill
