#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "crds/revision.h"
#include "strategies/plan.h"
#include "strategies/snapshot.h"

// Builders that state only the point: everything not named is a healthy Release `web` of 4 replicas
// (surge 1, unavailable 0, one smoke test) at generation 2.

namespace slipway::strategies::testing {

inline WallTime at(std::int64_t seconds) {
  return *parseTime("2026-01-01T00:00:00Z") + std::chrono::seconds(seconds);
}

// A template per letter; its hash is made of its digest as everywhere.
inline Value templateOf(char letter) {
  return Value::object({{"metadata", Value::object({{"labels", Value::object({{"app", "web"}})}})},
                        {"spec", Value::object({{"image", std::string(1, letter)}})}});
}
inline std::string digestOf(char letter) {
  return crds::templateDigest(templateOf(letter));
}
inline std::string hashOf(char letter) {
  return crds::revisionHash(digestOf(letter));
}
inline crds::RevisionRef ref(char letter, std::int64_t number) {
  return {number, hashOf(letter), ""};
}

inline PodView availablePod(std::string name) {
  PodView pod;
  pod.uid = name + "-uid";
  pod.name = std::move(name);
  pod.ip = "10.0.0.1";
  pod.ports = {{"http", 8080}};
  pod.ready = true;
  pod.available = true;
  return pod;
}
inline PodView startingPod(std::string name) {
  PodView pod = availablePod(std::move(name));
  pod.ready = false;
  pod.available = false;
  return pod;
}

// A ReplicaSet with `available` of `desired` pods available, all there.
inline RevisionView revision(char letter, std::int64_t number, std::int32_t desired,
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
inline RevisionView revision(char letter, std::int64_t number, std::int32_t desired) {
  return revision(letter, number, desired, desired);
}

inline kube::Labels selecting(const std::string& hash) {
  kube::Labels selector{{"app", "web"}, {"slipway.dev/release", "web"}};
  if (!hash.empty()) selector.emplace("slipway.dev/revision", hash);
  return selector;
}

// A Service of ours; `to`: a letter, 'A' for all revisions, ' ' for nowhere, '?' for others.
inline ServiceView service(char to, const std::string& name = "web",
                           crds::ServiceRole role = crds::ServiceRole::Stable) {
  ServiceView view;
  view.name = name;
  view.standing = ServiceView::Standing::Ours;
  view.role = role;
  view.uid = name + "-uid";
  view.resourceVersion = "7";
  view.hasSelector = to != ' ';
  if (to == 'A') view.selector = selecting("");
  if (to >= 'a' && to <= 'z') view.selector = selecting(hashOf(to));
  if (to == '?') view.selector = {{"app", "other"}};
  return view;
}

class Given {
 public:
  // The spec asks for template `letter`.
  explicit Given(char letter) {
    crds::Release& release = snapshot_.release;
    release.meta.ns = "shop";
    release.meta.name = "web";
    release.meta.uid = "uid-web";
    release.meta.generation = 2;
    release.spec.replicas = 4;
    release.spec.podTemplate = templateOf(letter);
    release.spec.templateDigest = digestOf(letter);
    release.spec.templateLabels = {{"app", "web"}};
    release.spec.strategy = crds::RollingStrategy{{1, false}, {0, false}};
    release.spec.smokeTests = {{"smoke", {"/healthz", "http"}, std::chrono::seconds(5)}};
    release.status.observedGeneration = 1;
    snapshot_.now = at(1000);
  }

  Given& stable(char letter, std::int64_t number) {
    status().stable = ref(letter, number);
    return *this;
  }
  Given& update(char letter, std::int64_t number, std::int32_t availableMax = 0) {
    status().update = crds::UpdateStatus{ref(letter, number), 1, at(900), at(900), availableMax};
    return *this;
  }
  Given& with(RevisionView view) {
    snapshot_.revisions.push_back(std::move(view));
    return *this;
  }
  Given& rejected(char letter, const std::string& reason = "SmokeTestFailed") {
    for (RevisionView& view : snapshot_.revisions) {
      if (view.hash == hashOf(letter)) {
        view.rejected = crds::Rejection{reason, "500 instead of 200", at(950)};
      }
    }
    return *this;
  }
  // Pods of that revision that answered, in the order they were built.
  Given& answered(char letter, std::int32_t pods, crds::Verdict verdict,
                  const std::string& reason = "200") {
    for (RevisionView& view : snapshot_.revisions) {
      if (view.hash != hashOf(letter)) continue;
      for (std::int32_t i = 0; i < pods; ++i) {
        const auto& test = spec().smokeTests.at(0);
        const std::string& uid = view.pods.at(static_cast<std::size_t>(i)).uid;
        snapshot_.results.push_back(
            {{view.hash, view.attempt, test.name, test.definition(), uid}, verdict, reason});
      }
    }
    return *this;
  }
  Given& passed(char letter, std::int32_t pods) {
    return answered(letter, pods, crds::Verdict::Passed);
  }
  // All pods were new and had passed some seconds ago; now they are asked once more.
  Given& promoted(std::int64_t secondsAgo = 0) {
    status().update->promotedAt = snapshot_.now - std::chrono::seconds(secondsAgo);
    snapshot_.elapsed.sincePromoted = std::chrono::seconds(secondsAgo);
    return *this;
  }
  // The same, answered in a phase after promotion.
  Given& answeredAgain(char letter, std::int32_t pods, crds::Verdict verdict,
                       crds::CheckPhase phase = crds::CheckPhase::AfterPromotion,
                       std::int32_t round = 0, const std::string& reason = "200") {
    const std::size_t before = snapshot_.results.size();
    answered(letter, pods, verdict, reason);
    for (std::size_t i = before; i < snapshot_.results.size(); ++i) {
      snapshot_.results[i].id.phase = phase;
      snapshot_.results[i].id.round = round;
    }
    return *this;
  }
  Given& paused() {
    spec().paused = true;
    return *this;
  }
  Given& replicas(std::int32_t replicas) {
    spec().replicas = replicas;
    return *this;
  }
  Given& sinceProgress(std::int64_t seconds) {
    snapshot_.elapsed.sinceProgress = std::chrono::seconds(seconds);
    return *this;
  }
  // A status as the last pass would have left it.
  Given& condition(const std::string& type, kube::ConditionStatus holds) {
    status().conditions.push_back({type, holds, 1, at(10), "Before", ""});
    return *this;
  }

  crds::ReleaseSpec& spec() { return snapshot_.release.spec; }
  crds::ReleaseStatus& status() { return snapshot_.release.status; }
  Snapshot& snapshot() { return snapshot_; }
  operator const Snapshot&() const { return snapshot_; }  // NOLINT(google-explicit-constructor)

 private:
  Snapshot snapshot_;
};

// A plan as lines: "create web-b #2", "scale web-a 4->3", "reject web-b SmokeTestFailed",
// "delete web-a", "ask pod-b0 smoke", in order. Revisions by their letter.
inline std::vector<std::string> lines(const Plan& plan) {
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
      const auto hash = selector.find(std::string(crds::kRevisionLabel));
      if (hash != selector.end()) return std::string("web-") + letterOf(hash->second);
      return selector.contains(std::string(crds::kReleaseLabel)) ? "all" : "others";
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
