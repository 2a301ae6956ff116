#include "tests/net/support/recording_sink.h"

#include <chrono>

namespace slipway::net::testing {

void RecordingSink::onHead(Head head) noexcept {
  const std::scoped_lock lock(mutex_);
  broken_ = broken_ || head_ || end_;
  head_ = std::move(head);
  changed_.notify_all();
}

bool RecordingSink::onData(std::string_view chunk) noexcept {
  const std::scoped_lock lock(mutex_);
  broken_ = broken_ || !head_ || end_ || chunk.empty();
  bytes_ += chunk.size();
  if (keepBody) body_.append(chunk);
  changed_.notify_all();
  if (bytes_ < pauseAfter) return true;
  pauseAfter = never;
  return false;
}

void RecordingSink::onEnd(EndReason reason) noexcept {
  const std::scoped_lock lock(mutex_);
  broken_ = broken_ || end_;
  end_ = std::move(reason);
  changed_.notify_all();
}

template <typename Predicate>
bool RecordingSink::wait(Predicate predicate) {
  std::unique_lock lock(mutex_);
  const auto deadline = std::chrono::system_clock::now() + std::chrono::seconds(60);
  return changed_.wait_until(lock, deadline, predicate);
}

bool RecordingSink::waitHead() {
  return wait([this] { return head_.has_value(); });
}

bool RecordingSink::waitBytes(std::size_t bytes) {
  return wait([this, bytes] { return bytes_ >= bytes; });
}

std::optional<EndReason> RecordingSink::waitEnd() {
  if (!wait([this] { return end_.has_value(); })) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  return broken_ ? std::nullopt : end_;
}

Head RecordingSink::head() const {
  const std::scoped_lock lock(mutex_);
  return head_.value_or(Head{});
}

std::string RecordingSink::body() const {
  const std::scoped_lock lock(mutex_);
  return body_;
}

std::size_t RecordingSink::bytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

bool RecordingSink::hasEnded() const {
  const std::scoped_lock lock(mutex_);
  return end_.has_value();
}

}  // namespace slipway::net::testing
