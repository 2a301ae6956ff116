#pragma once

#include <condition_variable>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "net/beast_probe.h"
#include "tests/net/http/support/sockets.h"

namespace slipway::nettest {

// Collects one result and notices a second.
class Answer {
 public:
  void set(net::ProbeResult result) {
    const std::lock_guard lock(mutex_);
    EXPECT_FALSE(result_.has_value()) << "called twice";
    result_ = std::move(result);
    changed_.notify_all();
  }
  net::ProbeResult wait() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, patience, [&] { return result_.has_value(); })) {
      ADD_FAILURE() << "no answer";
      return {};
    }
    return *result_;
  }
  bool arrived() {
    const std::lock_guard lock(mutex_);
    return result_.has_value();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<net::ProbeResult> result_;
};

// A probe that may reach loopback, unless told otherwise.
inline net::ProbeOptions onLoopback() {
  net::ProbeOptions options;
  options.addresses.allowLoopback();
  return options;
}

inline net::ProbeRequest requestTo(std::uint16_t port, const std::string& host = "127.0.0.1") {
  net::ProbeRequest request;
  request.host = host;
  request.port = port;
  request.timeout = patience;
  return request;
}

// A probe in flight: its answer and its handle.
struct Asked {
  std::shared_ptr<Answer> answer = std::make_shared<Answer>();
  std::shared_ptr<net::ProbeHandle> handle;
};

inline Asked start(net::Probe& probe, net::ProbeRequest request) {
  Asked asked;
  asked.handle = probe.ask(std::move(request), [answer = asked.answer](net::ProbeResult result) {
    answer->set(std::move(result));
  });
  return asked;
}

inline net::ProbeResult ask(net::Probe& probe, net::ProbeRequest request) {
  return start(probe, std::move(request)).answer->wait();
}

// "200", "refused", "timeout", ...: what became of a probe, in one word.
inline std::string outcomeOf(const net::ProbeResult& result) {
  if (result.ok) return std::to_string(result.response.status);
  switch (result.error.kind) {
    case net::ProbeError::Kind::Refused:
      return "refused";
    case net::ProbeError::Kind::Timeout:
      return "timeout";
    case net::ProbeError::Kind::Name:
      return "name";
    case net::ProbeError::Kind::Denied:
      return "denied";
    case net::ProbeError::Kind::Tls:
      return "tls";
    case net::ProbeError::Kind::Protocol:
      return "protocol";
    case net::ProbeError::Kind::Cancelled:
      return "cancelled";
  }
  return "?";
}

// Answers lookups from a script: one list of addresses per call and name; the last one repeats.
class ScriptedResolver final : public net::Resolver {
 public:
  using Calls = std::vector<std::vector<std::string>>;
  explicit ScriptedResolver(Calls calls) : calls_(std::move(calls)) {}
  void resolve(const std::string&, Answered answered) override {
    const std::vector<std::string>& texts = calls_.at(std::min(next_++, calls_.size() - 1));
    std::vector<net::IpAddress> addresses;
    addresses.reserve(texts.size());
    for (const std::string& text : texts) addresses.push_back(*net::parseIpAddress(text));
    if (addresses.empty()) return answered(Unexpected{std::string("no such name")});
    answered(std::move(addresses));
  }

 private:
  const Calls calls_;
  std::size_t next_ = 0;
};

// Never answers; drops what waits when destroyed, as the seam says.
class SilentResolver final : public net::Resolver {
 public:
  void resolve(const std::string&, Answered answered) override {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(answered));
    }
    asked_.notify_all();
  }
  bool waitUntilAsked() {
    std::unique_lock lock(mutex_);
    return asked_.wait_for(lock, patience, [&] { return !waiting_.empty(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable asked_;
  std::vector<Answered> waiting_;
};

}  // namespace slipway::nettest
