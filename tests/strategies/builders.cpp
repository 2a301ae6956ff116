#include "tests/strategies/builders.h"

#include "crds/names.h"
#include "strategies/release_plan.h"

namespace slipway::strategies::testing {

WallTime at(std::int64_t seconds) {
  return *parseTime("2026-01-01T00:00:00Z") + std::chrono::seconds(seconds);
}

Value templateOf(char letter) {
  return Value::object({{"metadata", Value::object({{"labels", Value::object({{"app", "web"}})}})},
                        {"spec", Value::object({{"image", std::string(1, letter)}})}});
}

std::string digestOf(char letter) {
  return crds::templateDigest(templateOf(letter));
}

std::string hashOf(char letter) {
  return crds::revisionHash(digestOf(letter));
}

crds::RevisionRef ref(char letter, std::int64_t number) {
  return {number, hashOf(letter), ""};
}

PodView availablePod(std::string name) {
  PodView pod;
  pod.uid = name + "-uid";
  pod.name = std::move(name);
  pod.ip = "10.0.0.1";
  pod.ports = {{"http", 8080}};
  pod.ready = true;
  pod.available = true;
  return pod;
}

PodView startingPod(std::string name) {
  PodView pod = availablePod(std::move(name));
  pod.ready = false;
  pod.available = false;
  return pod;
}

RevisionView revision(char letter, std::int64_t number, std::int32_t desired,
                      std::int32_t available) {
  RevisionView view;
  view.hash = hashOf(letter);
  view.digest = digestOf(letter);
  view.name = crds::replicaSetName("web", view.hash);
  view.uid = std::string("uid-") + letter;
  view.resourceVersion = "1";
  view.number = number;
  view.sizedFor = 4;
  view.desired = desired;
  view.current = desired;
  view.ready = available;
  view.available = available;
  view.selector = {{"app", "web"}};
  for (std::int32_t i = 0; i < desired; ++i) {
    const std::string name = std::string("pod-") + letter + std::to_string(i);
    view.pods.push_back(i < available ? availablePod(name) : startingPod(name));
  }
  return view;
}

RevisionView revision(char letter, std::int64_t number, std::int32_t desired) {
  return revision(letter, number, desired, desired);
}

kube::Labels selecting(const std::string& hash) {
  kube::Labels selector{{"app", "web"}, {"slipway.dev/release", "web"}};
  if (!hash.empty()) selector.emplace("slipway.dev/revision", hash);
  return selector;
}

ServiceView service(char to, const std::string& name, crds::ServiceRole role) {
  ServiceView view;
  view.name = name;
  view.standing = Standing::Ours;
  view.role = role;
  view.uid = name + "-uid";
  view.resourceVersion = "7";
  view.hasSelector = to != ' ';
  if (to == 'A') view.selector = selecting("");
  if (to >= 'a' && to <= 'z') view.selector = selecting(hashOf(to));
  if (to == '?') view.selector = {{"app", "other"}};
  return view;
}

WorkloadView workload(std::int32_t replicas) {
  WorkloadView view;
  view.name = "web";
  view.standing = Standing::Ours;
  view.uid = "web-uid";
  view.resourceVersion = "7";
  view.generation = 3;
  view.now = {replicas, true};
  view.before = WorkloadView::Held{4, false};
  view.whole = true;
  return view;
}

Given settled(char letter, std::int64_t number) {
  return Given(letter).stable(letter, number).with(revision(letter, number, 4));
}

Given midway() {
  return Given('b')
      .stable('a', 1)
      .update('b', 2, 1)
      .with(revision('a', 1, 4))
      .with(revision('b', 2, 1));
}

Given written(Given given) {
  given.status() = planRelease(given).status.value();
  return given;
}

std::vector<std::string> lines(const Plan& plan) {
  const auto letter = [](const std::string& name) {
    for (char c = 'a'; c <= 'z'; ++c) {
      if (name == "web-" + hashOf(c)) return std::string("web-") + c;
    }
    return name;
  };
  struct Line {
    decltype(letter)& of;
    static char letterOf(const std::string& hash) {
      for (char c = 'a'; c <= 'z'; ++c) {
        if (hash == hashOf(c)) return c;
      }
      return '?';
    }
    std::string operator()(const CreateReplicaSet& a) const {
      return "create " + of(a.name) + " #" + std::to_string(a.ref.revision);
    }
    std::string operator()(const Scale& a) const {
      return "scale " + of(a.target.name) + " " + std::to_string(a.from) + "->" +
             std::to_string(a.to);
    }
    std::string operator()(const DeleteReplicaSet& a) const {
      return "delete " + of(a.target.name);
    }
    std::string operator()(const MarkRejected& a) const {
      return "reject " + of(a.target.name) + " " + a.why.reason;
    }
    std::string operator()(const ClearRejection& a) const {
      return "clear " + of(a.target.name) + " attempt " + std::to_string(a.attempt);
    }
    std::string operator()(const CreateRollback& a) const {
      return "record " + std::string(1, letterOf(a.spec.from)) + "->#" +
             std::to_string(*a.spec.toRevision);
    }
    std::string operator()(const SetMinReady& a) const {
      return "minReady " + of(a.target.name) + " " + std::to_string(a.seconds);
    }
    std::string to(const kube::Labels& selector) const {
      const auto hash = selector.find(crds::kRevisionLabel);
      if (hash != selector.end()) return std::string("web-") + letterOf(std::string(hash->second));
      return selector.contains(crds::kReleaseLabel) ? "all" : "others";
    }
    std::string operator()(const CreateService& a) const {
      return "create service " + a.name + (a.selector ? " -> " + to(*a.selector) : "");
    }
    std::string operator()(const ClaimService& a) const { return "claim " + a.target.name; }
    std::string operator()(const PointService& a) const {
      return "point " + a.target.name + " -> " + to(a.selector);
    }
    std::string operator()(const ReturnService& a) const {
      return "return " + a.target.name + " -> " + to(a.selector);
    }
    std::string operator()(const DeleteService& a) const {
      return "delete service " + a.target.name;
    }
    std::string operator()(const ClaimWorkload& a) const {
      return "adopt " + a.target.name + " of " + std::to_string(a.before.replicas);
    }
    std::string operator()(const HoldWorkload& a) const {
      return "hold " + a.target.name + " at " + std::to_string(a.held.replicas) +
             (a.held.paused ? "" : ", resumed");
    }
    std::string operator()(const ReturnWorkload& a) const {
      return "let go " + a.target.name + (a.paused ? ", paused" : "");
    }
    std::string operator()(const SetFinalizer& a) const {
      return a.on ? "finalizer on" : "finalizer off";
    }
    std::string operator()(const StartCheck& a) const {
      return "ask " + (a.pods.empty() ? "nobody" : a.pods.front().name) + " " + a.id.check;
    }
  };
  std::vector<std::string> lines;
  lines.reserve(plan.intents.size());
  for (const Intent& intent : plan.intents)
    lines.push_back(std::visit(Line{letter}, intent.action));
  return lines;
}

}  // namespace slipway::strategies::testing
