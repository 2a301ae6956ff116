#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "net/transport.h"

namespace slipway::net::testing {

// Keeps what an exchange delivers, for a test thread to wait for. Waits end after a deadline that
// no healthy run meets.
class RecordingSink final : public Sink {
 public:
  static constexpr std::size_t never = static_cast<std::size_t>(-1);
  // Set before sending.
  std::size_t pauseAfter = never;  // pauses once, on the chunk that reaches so many bytes
  bool keepBody = true;

  void onHead(Head head) noexcept override;
  bool onData(std::string_view chunk) noexcept override;
  void onEnd(EndReason reason) noexcept override;

  [[nodiscard]] bool waitHead();
  [[nodiscard]] bool waitBytes(std::size_t bytes);
  // Also fails on a call that the contract of Sink excludes.
  [[nodiscard]] std::optional<EndReason> waitEnd();

  Head head() const;
  std::string body() const;
  std::size_t bytes() const;
  bool hasEnded() const;

 private:
  template <typename Predicate>
  bool wait(Predicate predicate);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Head> head_;
  std::string body_;
  std::size_t bytes_ = 0;
  std::optional<EndReason> end_;
  bool broken_ = false;  // the order of calls was wrong
};

}  // namespace slipway::net::testing
