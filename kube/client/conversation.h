#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "kube/client/channel.h"
#include "kube/client/credentials.h"
#include "kube/client/diagnose.h"
#include "kube/client/rest_api.h"
#include "kube/client/write_gate.h"

namespace slipway::kube {

// What all conversations of one Api share.
struct RestCore {
  RestCore(RestApiSeams s, ClientConfig c, RestApiOptions o)
      : seams(s),
        config(std::move(c)),
        options(std::move(o)),
        credentials(config, seams.files, seams.transport, seams.timers, seams.log),
        gate(std::max(1, options.maxWritesInFlight)) {}

  RestApiSeams seams;
  ClientConfig config;
  RestApiOptions options;
  Credentials credentials;
  WriteGate gate;
};

// How a conversation ended: `error` counts unless `good`.
struct Ending {
  bool good = false;  // 2xx, delivered whole
  Outcome outcome = Outcome::Unknown;
  ApiError error;
};

// One request until its final answer: waits at the gate, attempts, repeats, deadline. Loop thread;
// each hook may cancel() the conversation.
class Conversation : public Receiver,
                     public WriteGate::Visitor,
                     public std::enable_shared_from_this<Conversation> {
 public:
  ~Conversation() override;
  void start();
  // Ends without an answer, later: the hooks never run inside the call that started it.
  void refuse(ApiError error);
  void cancel();

 protected:
  enum class Kind { Read, Write, Watch };
  // A request without a total timeout has no deadline.
  Conversation(std::shared_ptr<RestCore> core, net::Request request, Access access, Kind kind);

  virtual void onContent(std::string_view bytes) = 0;  // of a 2xx
  virtual void onFinished(const Ending& ending) = 0;   // once, last

  bool over() const { return over_; }
  // The content makes no sense: drops the rest and finishes.
  void abandon(ApiError error);
  const ClientConfig& config() const { return core_->config; }
  const RestApiOptions& options() const { return core_->options; }

 private:
  bool admit() override;
  void onHead(const net::Head& head) override;
  void onBody(std::string_view bytes) override;
  void onEnd(const net::EndReason& end) override;

  void attempt();
  net::Request composed() const;
  bool repeats(const net::EndReason& end);
  bool repeatsLater(const ApiError& error);
  Ending judge(const net::EndReason& end) const;
  ApiError answeredError() const;
  void finish(const Ending& ending);
  void release();
  void observe(int code) const;
  bool succeeded() const { return head_ && head_->status >= 200 && head_->status < 300; }
  MonoTime now() const { return core_->seams.timers.clock().mono(); }
  void later(Duration delay, void (Conversation::*what)());
  void outOfTime();
  void finishRefused();

  const std::shared_ptr<RestCore> core_;
  const net::Request request_;
  const Access access_;
  const Kind kind_;
  std::optional<MonoTime> deadline_;

  std::shared_ptr<Channel> channel_;
  TimerPtr timer_;  // of the deadline at the gate, or of a repeat
  MonoTime attemptedAt_{};
  std::optional<net::Head> head_;
  std::string errorBody_;
  ApiError refusal_;
  int delays_ = 0;
  bool triedToken_ = false;
  bool triedFreshConnection_ = false;
  bool waiting_ = false;  // at the gate
  bool inside_ = false;   // holds a place of the gate
  bool over_ = false;
};

}  // namespace slipway::kube
