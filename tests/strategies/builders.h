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

WallTime at(std::int64_t seconds);

// A template per letter; its hash is made of its digest as everywhere.
Value templateOf(char letter);
std::string digestOf(char letter);
std::string hashOf(char letter);
crds::RevisionRef ref(char letter, std::int64_t number);

PodView availablePod(std::string name);
PodView startingPod(std::string name);

// A ReplicaSet with `available` of `desired` pods available, all there.
RevisionView revision(char letter, std::int64_t number, std::int32_t desired,
                      std::int32_t available);
RevisionView revision(char letter, std::int64_t number, std::int32_t desired);

kube::Labels selecting(const std::string& hash);

// A Service of ours; `to`: a letter, 'A' for all revisions, ' ' for nowhere, '?' for others.
ServiceView service(char to, const std::string& name = "web",
                    crds::ServiceRole role = crds::ServiceRole::Stable);

// A Deployment of ours, paused, with so many pods; the status that it goes with is
// nextWorkload()'s.
WorkloadView workload(std::int32_t replicas);

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
    release.spec.podTemplate = Packed(templateOf(letter));
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

// That revision serves, and nothing else is there.
Given settled(char letter = 'a', std::int64_t number = 1);
// On the way from a to b: one pod of b beside all of a.
Given midway();
// After the pass that wrote its status, which there must be, and observed it.
Given written(Given given);

// A plan as lines: "create web-b #2", "scale web-a 4->3", "reject web-b SmokeTestFailed",
// "delete web-a", "ask pod-b0 smoke", in order. Revisions by their letter.
std::vector<std::string> lines(const Plan& plan);

}  // namespace slipway::strategies::testing
