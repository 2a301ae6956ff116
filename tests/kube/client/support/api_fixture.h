#pragma once

#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "kube/client/rest_api.h"
#include "kube/loop/loop.h"
#include "kube/loop/sim_mailbox.h"
#include "kube/types/resources.h"
#include "tests/kube/client/support/memory_files.h"
#include "tests/kube/client/support/memory_log.h"
#include "tests/kube/client/support/scripted_transport.h"

namespace slipway::kube {

// An Api over a scripted transport, on virtual time and one thread.
class RestApiTest : public ::testing::Test {
 protected:
  RestApiTest() {
    config.endpoint = {"https", "api.test", 6443};
    config.token.file = "/token";
    config.user = "admin";
    config.origin = "kubeconfig /x, context a";
    files.texts["/token"] = "t-1\n";
    options.observer = [this](const std::string& method, const std::string& host, int code,
                              Duration elapsed) {
      observed.push_back(method + " " + host + " " + std::to_string(code) + " " +
                         std::to_string(elapsed.count()));
    };
  }

  Api& api() {
    if (!api_) api_ = makeRestApi({transport, loop, mailbox, files, random, log}, config, options);
    return *api_;
  }

  // Everything that is posted or due now.
  void settle() {
    while (loop.step(clock.mono())) {
    }
  }
  void pass(Duration time) {
    const MonoTime until = clock.mono() + time;
    while (loop.step(until)) {
    }
    clock.advanceTo(until);
    settle();
  }

  static ApiRequest get(const std::string& name = "web") {
    ApiRequest request;
    request.resource = resources::pods();
    request.key = {"shop", name};
    return request;
  }
  static ApiRequest create(const std::string& name = "web") {
    ApiRequest request = get(name);
    request.verb = Verb::Create;
    request.body = Value::object({{"metadata", Value::object({{"name", name}})}});
    return request;
  }
  // Sends and keeps the answer in `results`.
  PendingPtr ask(ApiRequest request) {
    return api().send(std::move(request), [this](ApiResult r) { results.push_back(std::move(r)); });
  }
  PendingPtr listPods() {
    ListRequest request;
    request.resource = resources::pods();
    return api().list(
        request,
        [this](const Value& item) { items.emplace_back(item["metadata"]["name"].stringOr("?")); },
        [this](ListResult result) { pages.push_back(std::move(result)); });
  }
  PendingPtr watchPods(const std::string& version = "5") {
    WatchRequest request;
    request.resource = resources::pods();
    request.resourceVersion = version;
    return api().watch(
        request,
        [this](const WatchEvent& event) {
          items.emplace_back(event.object["metadata"]["name"].stringOr("?"));
        },
        [this](WatchEnd end) { ends.push_back(std::move(end)); });
  }

  SimClock clock{WallTime{}};
  SimMailbox mailbox{clock};
  Loop loop{clock, mailbox};
  ScriptedTransport transport;
  MemoryFiles files;
  SeededRandom random{7};
  MemoryLog log;
  ClientConfig config;
  RestApiOptions options;
  std::vector<ApiResult> results;
  std::vector<ListResult> pages;
  std::vector<WatchEnd> ends;
  std::vector<std::string> items;
  std::vector<std::string> observed;

 private:
  std::unique_ptr<Api> api_;
};

inline std::string statusBody(int code, const std::string& reason, const std::string& message,
                              const std::string& more = "") {
  return R"({"kind":"Status","apiVersion":"v1","status":"Failure","code":)" + std::to_string(code) +
         R"(,"reason":")" + reason + R"(","message":")" + message + "\"" + more + "}";
}

}  // namespace slipway::kube
