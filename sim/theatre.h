#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "kube/client/api.h"
#include "sim/actor.h"
#include "sim/pod_script.h"

namespace slipway::sim {

// Where a play is played: a cluster with its pods and an operator, and somebody outside who asks,
// changes and waits. In one process and virtual time (World), or on a real API server.
class Theatre {
 public:
  virtual ~Theatre() = default;

  // What somebody does from outside, and its answer.
  virtual kube::ApiResult ask(const kube::ApiRequest& request) = 0;
  // Everything of that kind in the namespace (empty: all of them), by name.
  virtual std::vector<Value> all(const kube::Resource& resource, const std::string& ns) const = 0;

  // Pods of this image behave so from now on.
  virtual void behave(const std::string& image, const PodScript& script) = 0;
  virtual void startOperator() = 0;
  // At once, as kill -9 does.
  virtual void killOperator() = 0;

  // Since the theatre opened.
  virtual Duration elapsed() const = 0;
  virtual void runUntil(Duration sinceStart) = 0;
  // Until `done` answers true; false when the limit came first.
  virtual bool runUntilTrue(const std::function<bool()>& done, Duration limit) = 0;
  // Until no Release is in progress, whoever asked has an answer, and nobody has written for a
  // while; false when that has not happened within `limit`.
  virtual bool settle(Duration limit) = 0;

  // For somebody who watches and tells the story.
  virtual ActorSeams observerSeams() = 0;
};

// No Release is in progress, and every Rollback and Approval has its answer.
bool nothingInProgress(const Theatre& theatre, const std::string& ns);

}  // namespace slipway::sim
