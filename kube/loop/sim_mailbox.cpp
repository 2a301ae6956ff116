#include "kube/loop/sim_mailbox.h"

#include <algorithm>
#include <set>
#include <vector>

namespace slipway::kube {

void SimClock::advanceTo(MonoTime when) {
  now_ = std::max(now_, when.time_since_epoch());
}

bool SimMailbox::enqueue(std::optional<std::uint64_t> stream, Task task) {
  if (closed_) return false;
  tasks_.push_back({clock_.mono(), stream, std::move(task)});
  return true;
}

std::optional<Task> SimMailbox::take(MonoTime until) {
  if (tasks_.empty()) {
    if (until != MonoTime::max()) clock_.advanceTo(until);
    return std::nullopt;
  }
  const auto chosen = tasks_.begin() + static_cast<std::ptrdiff_t>(choose());
  Task task = std::move(chosen->task);
  tasks_.erase(chosen);
  return task;
}

// Among the tasks posted at the earliest time: the first of each stream, and all without one.
std::size_t SimMailbox::choose() {
  if (!shuffled_) return 0;
  std::vector<std::size_t> candidates;
  std::set<std::uint64_t> streams;
  for (std::size_t i = 0; i < tasks_.size() && tasks_[i].when == tasks_.front().when; ++i) {
    const auto& stream = tasks_[i].stream;
    if (!stream || streams.insert(*stream).second) candidates.push_back(i);
  }
  return candidates[static_cast<std::size_t>(random_.below(candidates.size()))];
}

}  // namespace slipway::kube
