#include "kube/client/conversation.h"

#include <algorithm>

#include "base/text.h"
#include "kube/client/decode.h"

namespace slipway::kube {
namespace {

constexpr int kMaxDelays = 3;
constexpr std::size_t kErrorBodyBytes = std::size_t{256} << 10;
constexpr Duration kDefaultDelay = std::chrono::seconds(1);

}  // namespace

Conversation::Conversation(std::shared_ptr<RestCore> core, net::Request request, Access access,
                           Kind kind)
    : core_(std::move(core)),
      request_(std::move(request)),
      access_(std::move(access)),
      kind_(kind) {
  if (request_.totalTimeout > Duration::zero()) deadline_ = now() + request_.totalTimeout;
}

Conversation::~Conversation() = default;

void Conversation::start() {
  if (kind_ != Kind::Write) return attempt();
  inside_ = core_->gate.enter(weak_from_this());
  if (inside_) return attempt();
  waiting_ = true;
  if (deadline_) later(*deadline_ - now(), &Conversation::outOfTime);
}

bool Conversation::admit() {
  if (!waiting_ || over_) return false;
  waiting_ = false;
  inside_ = true;
  timer_.reset();
  attempt();
  return true;
}

void Conversation::cancel() {
  if (over_) return;
  over_ = true;
  release();
}

void Conversation::refuse(ApiError error) {
  refusal_ = std::move(error);
  later(Duration::zero(), &Conversation::finishRefused);
}

void Conversation::finishRefused() {
  finish({false, Outcome::NotSent, std::move(refusal_)});
}

void Conversation::outOfTime() {
  finish({false, Outcome::NotSent,
          localError(reasons::kTimeout, "not sent within " + humanDuration(request_.totalTimeout) +
                                            ": waited for other writes to " + config().url())});
}

// The task keeps the conversation alive while a hook destroys its handle.
void Conversation::later(Duration delay, void (Conversation::*what)()) {
  timer_ = core_->seams.timers.after(delay, [weak = weak_from_this(), what] {
    if (const auto self = weak.lock(); self && !self->over_) (self.get()->*what)();
  });
}

void Conversation::attempt() {
  head_.reset();
  errorBody_.clear();
  attemptedAt_ = now();
  channel_ = Channel::open(core_->seams.transport, core_->seams.mailbox, composed(),
                           std::static_pointer_cast<Receiver>(shared_from_this()));
}

net::Request Conversation::composed() const {
  net::Request request = request_;
  if (deadline_) {
    // Zero would mean "no timeout".
    const auto left = std::max<Duration>(*deadline_ - attemptedAt_, std::chrono::milliseconds(1));
    request.totalTimeout = left;
    request.idleTimeout = std::min(request.idleTimeout, left);
  }
  request.headers.emplace_back("User-Agent", core_->options.userAgent);
  if (const std::string& token = core_->credentials.token(); !token.empty())
    request.headers.emplace_back("Authorization", "Bearer " + token);
  return request;
}

void Conversation::onHead(const net::Head& head) {
  head_ = head;
  if (kind_ == Kind::Watch) observe(head.status);
}

void Conversation::onBody(std::string_view bytes) {
  if (succeeded()) return onContent(bytes);
  const std::size_t room = kErrorBodyBytes - errorBody_.size();
  errorBody_ += bytes.substr(0, room);
}

void Conversation::onEnd(const net::EndReason& end) {
  channel_.reset();
  if (kind_ != Kind::Watch || !head_) observe(head_ ? head_->status : 0);
  if (repeats(end)) return;
  finish(judge(end));
}

// An answer of 4xx or 5xx is decided by its head, however its body ended.
ApiError Conversation::answeredError() const {
  return explainRefusal(decodeError(*head_, errorBody_), config(), access_);
}

bool Conversation::repeats(const net::EndReason& end) {
  if (!head_) {
    const bool stale = end.end == net::End::Broken && kind_ != Kind::Write;
    if (!stale || std::exchange(triedFreshConnection_, true)) return false;
    attempt();
    return true;
  }
  if (head_->status == 401) {
    if (std::exchange(triedToken_, true) || !core_->credentials.refreshToken()) return false;
    attempt();
    return true;
  }
  if (head_->status == 429) return repeatsLater(answeredError());
  if (head_->status == 503 && kind_ != Kind::Write) {
    const ApiError error = answeredError();
    return error.retryAfter && repeatsLater(error);
  }
  return false;
}

// A little later than asked, each by another amount: all who were turned away ask again.
bool Conversation::repeatsLater(const ApiError& error) {
  const Duration asked = error.retryAfter.value_or(kDefaultDelay);
  const auto jitter = core_->seams.random.below(static_cast<std::uint64_t>(asked.count()) / 10);
  const Duration delay = asked + Duration(static_cast<Duration::rep>(jitter));
  if (delays_ == kMaxDelays || (deadline_ && now() + delay >= *deadline_)) return false;
  ++delays_;
  later(delay, &Conversation::attempt);
  return true;
}

Ending Conversation::judge(const net::EndReason& end) const {
  if (!head_) {
    const bool unsent = end.end == net::End::NotSent;
    return {false, unsent ? Outcome::NotSent : Outcome::Unknown, explainEnd(end, config())};
  }
  if (succeeded()) {
    if (end.end == net::End::Complete) return {true, Outcome::Applied, {}};
    return {false, Outcome::Unknown, explainEnd(end, config())};
  }
  const bool ambiguous = kind_ == Kind::Write && head_->status >= 500;
  return {false, ambiguous ? Outcome::Unknown : Outcome::Rejected, answeredError()};
}

void Conversation::abandon(ApiError error) {
  finish({false, Outcome::Unknown, std::move(error)});
}

void Conversation::finish(const Ending& ending) {
  if (over_) return;
  over_ = true;
  release();
  onFinished(ending);
}

void Conversation::release() {
  timer_.reset();
  if (const auto channel = std::move(channel_)) channel->close();
  if (std::exchange(inside_, false)) core_->gate.leave();
}

void Conversation::observe(int code) const {
  if (core_->options.observer)
    core_->options.observer(request_.method, config().endpoint.host, code, now() - attemptedAt_);
}

}  // namespace slipway::kube
