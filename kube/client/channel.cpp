#include "kube/client/channel.h"

namespace slipway::kube {

std::shared_ptr<Channel> Channel::open(net::Transport& transport, Mailbox& mailbox,
                                       net::Request request, std::shared_ptr<Receiver> receiver) {
  auto channel = std::make_shared<Channel>(mailbox, std::move(receiver));
  channel->exchange_ = transport.send(std::move(request), channel);
  return channel;
}

Channel::Channel(Mailbox& mailbox, std::shared_ptr<Receiver> receiver)
    : mailbox_(mailbox), receiver_(std::move(receiver)) {}

void Channel::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    arrived_ = {};
  }
  receiver_.reset();
  if (auto exchange = std::move(exchange_)) exchange->cancel();
}

void Channel::onHead(net::Head head) noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    arrived_.head = std::move(head);
  }
  announce();
}

bool Channel::onData(std::string_view chunk) noexcept {
  bool more = true;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return true;  // let it run into its end
    arrived_.body += chunk;
    paused_ = arrived_.body.size() >= kWindow;
    more = !paused_;
  }
  announce();
  return more;
}

void Channel::onEnd(net::EndReason reason) noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    arrived_.end = std::move(reason);
  }
  announce();
}

void Channel::announce() {
  {
    const std::lock_guard lock(mutex_);
    if (announced_) return;
    announced_ = true;
  }
  // False: the loop is gone, and with it everybody who would listen.
  mailbox_.post([self = shared_from_this()] { self->deliver(); });
}

// The receiver may close the channel inside each call; the local copy keeps it alive meanwhile.
void Channel::deliver() {
  Arrived arrived;
  bool resume = false;
  {
    const std::lock_guard lock(mutex_);
    announced_ = false;
    arrived = std::exchange(arrived_, {});
    resume = std::exchange(paused_, false);
  }
  const std::shared_ptr<Receiver> receiver = receiver_;
  if (receiver_ && arrived.head) receiver->onHead(*arrived.head);
  if (receiver_ && !arrived.body.empty()) receiver->onBody(arrived.body);
  if (receiver_ && arrived.end) {
    exchange_.reset();
    receiver_.reset();
    receiver->onEnd(*arrived.end);
    return;
  }
  if (resume && exchange_) exchange_->resume();
}

}  // namespace slipway::kube
