#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "kube/runtime/informer.h"
#include "tests/cluster/support/real_client.h"

namespace slipway::bench {

// Sends many requests, some at a time, and knows which of the objects that it has changed are not
// settled yet: it watches them through the same client.
class Watched {
 public:
  // How far that object has come: the generation at which it is settled; 0 while it is not.
  using Settled = std::int64_t (*)(const Value& object);
  Watched(testing::RealClient& client, const kube::Resource& resource, Settled settled);

  const kube::Resource& resource() const { return resource_; }
  // Throws on the first that is refused.
  void send(std::vector<kube::ApiRequest> requests);
  // Until all that was sent is settled; says on stderr how far it is. Throws after `limit`.
  void wait(Duration limit);
  // Asked now and then while it waits; throws when waiting is in vain.
  std::function<void()> stillWorthIt = [] {};
  std::size_t unsettled() const { return unsettled_.size(); }

 private:
  struct State {
    std::int64_t expected = 0;
    std::int64_t settled = 0;
  };
  struct Seen {
    kube::ObjectMeta meta;
    std::int64_t settled = 0;
  };
  void sendNext(std::vector<kube::ApiRequest>& requests, std::size_t slot);
  void update(const std::string& name);

  testing::RealClient& client_;
  kube::Resource resource_;
  std::map<std::string, State> states_;  // by name
  std::set<std::string> unsettled_;
  std::vector<kube::PendingPtr> slots_;
  std::size_t sent_ = 0;
  std::size_t answered_ = 0;
  std::string refused_;
  kube::Informer<Seen> informer_;
};

std::int64_t releaseSettled(const Value& release);
std::int64_t deploymentSettled(const Value& deployment);

}  // namespace slipway::bench
