#include "tests/bench/watched.h"

#include <algorithm>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "base/reader.h"
#include "tests/bench/objects.h"

namespace slipway::bench {
namespace {

constexpr std::size_t kAtOnce = 32;

std::int64_t integer(const Value& value) {
  return value.asInt().value_or(0);
}

}  // namespace

// Ready for this generation: all pods are of the revision that was asked for, and have passed.
std::int64_t releaseSettled(const Value& release) {
  const std::int64_t generation = integer(release["metadata"]["generation"]);
  const Value& status = release["status"];
  if (status["observedGeneration"].asInt() != std::optional(generation)) return 0;
  for (const Value& condition : status["conditions"].elements()) {
    if (condition["type"].stringOr("") != "Ready") continue;
    const bool now = condition["observedGeneration"].asInt() == std::optional(generation);
    return now && condition["status"].stringOr("") == "True" ? generation : 0;
  }
  return 0;
}

// As `kubectl rollout status` tells it.
std::int64_t deploymentSettled(const Value& deployment) {
  const std::int64_t generation = integer(deployment["metadata"]["generation"]);
  const Value& status = deployment["status"];
  const std::int64_t replicas = integer(deployment["spec"]["replicas"]);
  const bool done = integer(status["observedGeneration"]) == generation &&
                    integer(status["updatedReplicas"]) == replicas &&
                    integer(status["replicas"]) == replicas &&
                    integer(status["availableReplicas"]) == replicas;
  return done ? generation : 0;
}

Watched::Watched(testing::RealClient& client, const kube::Resource& resource, Settled settled)
    : client_(client),
      resource_(resource),
      informer_(kube::RuntimeSeams{client.api(), client.loop(), client.random(), client.log()},
                kube::Selection{.resource = resource, .ns = kNamespace},
                [settled](const Value& object) -> kube::Decoded<Seen> {
                  Seen seen{.meta = kube::readMetaLeniently(object), .settled = settled(object)};
                  seen.meta.annotations = {};
                  return seen;
                }) {
  informer_.onChanged([this](const kube::ObjectKey& key, const auto&, const auto& after) {
    if (after) {
      states_[key.name].settled = after->settled;
    } else {
      states_.erase(key.name);
    }
    update(key.name);
  });
  informer_.start();
  if (!client_.until([this] { return informer_.synced(); }))
    throw std::runtime_error("cannot watch " + resource.name() + ": " + informer_.trouble());
}

void Watched::update(const std::string& name) {
  const auto state = states_.find(name);
  if (state != states_.end() && state->second.settled < state->second.expected) {
    unsettled_.insert(name);
  } else {
    unsettled_.erase(name);
  }
}

void Watched::send(std::vector<kube::ApiRequest> requests) {
  sent_ = answered_ = 0;
  slots_.resize(std::min(kAtOnce, requests.size()));
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) sendNext(requests, slot);
  const std::size_t all = requests.size();
  const bool done = client_.until([&] { return answered_ == all || !refused_.empty(); },
                                  std::chrono::minutes(10));
  slots_.clear();
  if (!done) throw std::runtime_error("the API server does not answer");
  if (!refused_.empty()) throw std::runtime_error(std::exchange(refused_, {}));
}

void Watched::sendNext(std::vector<kube::ApiRequest>& requests, std::size_t slot) {
  if (sent_ == requests.size()) return;
  slots_[slot] = client_.api().send(std::move(requests[sent_++]),
                                    [this, &requests, slot](const kube::ApiResult& result) {
                                      ++answered_;
                                      if (!result.applied()) {
                                        refused_ = resource_.name() + ": " + result.error.message;
                                        return;
                                      }
                                      const Value& metadata = result.object["metadata"];
                                      const std::string name(metadata["name"].stringOr(""));
                                      states_[name].expected = integer(metadata["generation"]);
                                      update(name);
                                      sendNext(requests, slot);
                                    });
}

void Watched::wait(Duration limit) {
  constexpr Duration kTell = std::chrono::seconds(10);
  const MonoTime end = client_.clock().mono() + limit;
  while (!client_.until([this] { return unsettled_.empty(); }, kTell)) {
    stillWorthIt();
    std::cerr << "bench:   " << unsettled_.size() << " of " << states_.size() << " "
              << resource_.plural << " on their way" << std::endl;
    if (client_.clock().mono() > end)
      throw std::runtime_error(resource_.plural +
                               " that do not settle: " + std::to_string(unsettled_.size()) +
                               ", among them " + *unsettled_.begin());
  }
}

}  // namespace slipway::bench
