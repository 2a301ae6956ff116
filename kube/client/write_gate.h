#pragma once

#include <deque>
#include <memory>

namespace slipway::kube {

// Caps the writes in flight; the others wait in order of arrival. Loop thread.
class WriteGate {
 public:
  class Visitor {
   public:
    virtual ~Visitor() = default;
    // A place became free. False: no longer wanted, the next one gets it.
    virtual bool admit() = 0;
  };

  explicit WriteGate(int places) : free_(places) {}

  // True: go ahead, and leave() later. False: admit() will be called.
  bool enter(std::weak_ptr<Visitor> visitor) {
    if (free_ > 0) {
      --free_;
      return true;
    }
    waiting_.push_back(std::move(visitor));
    return false;
  }

  void leave() {
    while (!waiting_.empty()) {
      const auto next = waiting_.front().lock();
      waiting_.pop_front();
      if (next && next->admit()) return;  // the place is handed on
    }
    ++free_;
  }

 private:
  int free_;
  std::deque<std::weak_ptr<Visitor>> waiting_;
};

}  // namespace slipway::kube
