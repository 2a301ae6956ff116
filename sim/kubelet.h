#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "net/probe.h"
#include "sim/actor.h"
#include "sim/pod_script.h"

namespace slipway::sim {

// Plays every pod of a cluster by script: binds it to the one node, moves its status through time,
// lets it go after its termination delay. Works through the client interface, so it plays pods on
// a real API server just as well.
class Kubelet final {
 public:
  struct Options {
    std::string node = "sim-node";
    std::string ipPrefix = "10.99.";  // two more octets follow
  };
  explicit Kubelet(ActorSeams seams);
  Kubelet(ActorSeams seams, Options options);
  ~Kubelet();

  void start();
  bool synced() const { return pods_->synced(); }

  // Pods of this image behave so from now on, running ones too; in that namespace, or in all that
  // nothing else was said of.
  void behave(const std::string& image, PodScript script, const std::string& ns = {});

  // These pods, by UID, stay as they last reported until they are deleted.
  void leave(std::set<std::string> pods) { left_ = std::move(pods); }

  // What the pod with this address answers; nullopt when nobody listens there. Pods count how often
  // they are asked.
  std::optional<HttpAnswer> answer(const std::string& ip, std::uint16_t port,
                                   const std::string& path, const std::string& method = "GET");

 private:
  struct Life;  // of one pod
  Work plan(const kube::ObjectKey& key);
  Work bind(const RawObject& pod) const;
  Work terminate(const RawObject& pod, Life& life) const;
  Work report(const RawObject& pod, Life& life);
  std::string scriptKey(const std::string& ns, const std::string& image) const;
  const PodScript& scriptOf(const std::string& key) const;
  Life& lifeOf(const RawObject& pod);
  std::string freeAddress() const;
  std::size_t rankOf(const Life& life, const std::string& image) const;

  ActorSeams seams_;
  Options options_;
  std::map<std::string, PodScript> scripts_;
  std::map<std::string, int> scriptVersions_;
  std::map<std::string, Life> lives_;  // by UID
  std::set<std::string> left_;
  Actor actor_;
  std::unique_ptr<RawInformer> pods_;
};

}  // namespace slipway::sim
