#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "kube/loop/loop.h"
#include "net/transport.h"

namespace slipway::kube {

// What a Channel tells, on the loop.
class Receiver {
 public:
  virtual ~Receiver() = default;
  virtual void onHead(const net::Head& head) = 0;
  virtual void onBody(std::string_view bytes) = 0;
  virtual void onEnd(const net::EndReason& end) = 0;  // last
};

// Carries one exchange from the transport's IO thread to the loop. The IO thread only appends
// bytes; splitting and parsing happen on the loop. At most one task of a channel is in the mailbox
// and at most about kWindow bytes wait in it: beyond that the exchange is paused. So a full mailbox
// is never this class's doing, and posting does not block the IO thread.
class Channel final : public net::Sink, public std::enable_shared_from_this<Channel> {
 public:
  static constexpr std::size_t kWindow = std::size_t{256} << 10;

  // Loop thread. The receiver lives until its end or close().
  static std::shared_ptr<Channel> open(net::Transport& transport, Mailbox& mailbox,
                                       net::Request request, std::shared_ptr<Receiver> receiver);

  Channel(Mailbox& mailbox, std::shared_ptr<Receiver> receiver);
  // Loop thread: the receiver hears nothing more; the exchange is cancelled if it still runs.
  void close();

  void onHead(net::Head head) noexcept override;
  bool onData(std::string_view chunk) noexcept override;
  void onEnd(net::EndReason reason) noexcept override;

 private:
  struct Arrived {
    std::optional<net::Head> head;
    std::string body;
    std::optional<net::EndReason> end;
  };
  void announce();  // with the lock not held
  void deliver();   // on the loop

  Mailbox& mailbox_;
  std::shared_ptr<Receiver> receiver_;       // loop thread only
  std::shared_ptr<net::Exchange> exchange_;  // loop thread only

  std::mutex mutex_;
  Arrived arrived_;
  bool announced_ = false;
  bool paused_ = false;
  bool closed_ = false;
};

}  // namespace slipway::kube
