#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/transport.h"

namespace slipway::kube {

// One exchange whose other side is the test. Calls the sink on the calling thread, one call at a
// time whatever the threads.
class ScriptedExchange final : public net::Exchange {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  ScriptedExchange(net::Request r, std::shared_ptr<net::Sink> sink)
      : request(std::move(r)), sink_(std::move(sink)) {}

  // Once it has ended, each of these does nothing.
  void head(int status, Headers headers = {}) {
    const std::lock_guard lock(mutex_);
    if (sink_) sink_->onHead({status, std::move(headers)});
  }
  // False: the client asked for a pause.
  bool data(std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    return sink_ && sink_->onData(std::string(bytes));
  }
  void end(net::End end = net::End::Complete, std::string detail = {}) {
    const std::lock_guard lock(mutex_);
    if (auto sink = std::exchange(sink_, nullptr)) sink->onEnd({end, std::move(detail)});
  }
  void answer(int status, std::string_view body, Headers headers = {}) {
    head(status, std::move(headers));
    data(body);
    end();
  }
  void fail(net::End how, std::string detail) { end(how, std::move(detail)); }

  // As a transport does: the end still comes.
  void cancel() override {
    cancelled = true;
    end(net::End::Cancelled, "cancelled");
  }
  void resume() override { ++resumed; }

  std::string header(std::string_view name) const {
    for (const auto& [key, value] : request.headers)
      if (key == name) return value;
    return {};
  }
  std::string line() const { return request.method + " " + request.target; }

  net::Request request;
  bool cancelled = false;
  int resumed = 0;

 private:
  std::mutex mutex_;
  std::shared_ptr<net::Sink> sink_;
};

class ScriptedTransport final : public net::Transport {
 public:
  std::shared_ptr<net::Exchange> send(net::Request request,
                                      std::shared_ptr<net::Sink> sink) override {
    exchanges.push_back(std::make_shared<ScriptedExchange>(std::move(request), std::move(sink)));
    return exchanges.back();
  }
  Expected<Done, std::string> setTls(const net::TlsMaterial& material) override {
    if (!tlsProblem.empty()) return Unexpected{tlsProblem};
    tls.push_back(material);
    return Done{};
  }
  bool stop(Duration) override { return true; }

  ScriptedExchange& at(std::size_t index) { return *exchanges.at(index); }
  ScriptedExchange& last() { return *exchanges.back(); }
  std::size_t count() const { return exchanges.size(); }

  std::vector<std::shared_ptr<ScriptedExchange>> exchanges;
  std::vector<net::TlsMaterial> tls;
  std::string tlsProblem;
};

}  // namespace slipway::kube
