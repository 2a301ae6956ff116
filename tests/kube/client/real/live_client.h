#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "kube/client/rest_api.h"
#include "kube/loop/loop.h"
#include "net/transport.h"

namespace slipway::kube {

// A client of the real server, driven step by step.
class LiveClient {
 public:
  explicit LiveClient(const ClientConfig& clientConfig) : config(clientConfig) {
    const auto tls = loadTls(files, config);
    if (!tls) throw std::runtime_error(tls.error());
    auto made = net::makeTransport(config.endpoint, *tls);
    if (!made) throw std::runtime_error(made.error());
    transport = *std::move(made);
    api = makeRestApi({*transport, loop, *mailbox, files, random, log}, config);
  }
  explicit LiveClient(const std::string& kubeconfig) : LiveClient(load(kubeconfig)) {}
  ~LiveClient() {
    api.reset();
    transport->stop(std::chrono::seconds(10));
  }
  LiveClient(const LiveClient&) = delete;
  LiveClient& operator=(const LiveClient&) = delete;

  static ClientConfig load(const std::string& kubeconfig) {
    auto config = loadKubeconfig(SystemFiles(), {kubeconfig}, "");
    if (!config) throw std::runtime_error(config.error());
    return *std::move(config);
  }

  // Runs the loop until `done()`; false after a minute.
  template <typename Condition>
  bool until(Condition done) {
    const MonoTime limit = clock.mono() + std::chrono::minutes(1);
    while (!done() && clock.mono() < limit) loop.step(clock.mono() + std::chrono::seconds(1));
    return done();
  }

  ApiResult ask(ApiRequest request) {
    std::vector<ApiResult> results;
    const auto pending =
        api->send(std::move(request), [&](ApiResult r) { results.push_back(std::move(r)); });
    if (!until([&] { return !results.empty(); })) throw std::runtime_error("no answer");
    return results[0];
  }

  struct Page {
    ListResult result;
    std::vector<Value> items;
  };
  Page list(ListRequest request) {
    Page page;
    bool done = false;
    const auto pending = api->list(
        std::move(request), [&](Value item) { page.items.push_back(std::move(item)); },
        [&](ListResult result) {
          page.result = std::move(result);
          done = true;
        });
    if (!until([&] { return done; })) throw std::runtime_error("no answer");
    return page;
  }

  ClientConfig config;
  SystemFiles files;
  SystemClock clock;
  std::unique_ptr<Mailbox> mailbox = makeThreadMailbox(clock);
  Loop loop{clock, *mailbox};
  SeededRandom random{7};
  NullLog log;
  std::unique_ptr<net::Transport> transport;
  std::unique_ptr<Api> api;
};

}  // namespace slipway::kube
