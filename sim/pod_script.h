#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/reader.h"

namespace slipway::sim {

// What a container's HTTP endpoint answers.
struct HttpAnswer {
  int status = 200;
  Duration delay{};
  std::string body;
  friend bool operator==(const HttpAnswer&, const HttpAnswer&) = default;
};

// How containers of one image behave. All durations count from the start of the container.
struct PodScript {
  Duration readyAfter = std::chrono::seconds(3);
  bool neverReady = false;
  bool imagePullError = false;
  std::optional<Duration> crashAfter;  // exits with 1, is restarted with the kubelet's backoff
  int crashes = -1;                    // how often; -1: every time
  Duration terminationDelay = std::chrono::seconds(1);
  std::map<std::string, HttpAnswer> http;  // by path; other paths answer 200
  friend bool operator==(const PodScript&, const PodScript&) = default;

  HttpAnswer answer(const std::string& path) const;
};

// {readyAfter: 3s, neverReady: true, imagePullError: true, crashAfter: 10s, crashes: 2,
//  terminationDelay: 1s, http: {/healthz: 500, /slow: {status: 200, delay: 3s, body: ok}}}
PodScript readPodScript(const Reader& script);

// What a container is doing at some moment of its life.
struct ContainerView {
  bool pulled = true;
  bool running = false;
  bool ready = false;
  Duration readySince{};  // since the start of the pod; meaningful when ready
  Duration startedAt{};   // of the current or last run of the container
  int restarts = 0;
  bool backingOff = false;  // CrashLoopBackOff
  Duration crashedAt{};     // of the last run that crashed; meaningful when restarts or backingOff
  bool everCrashed = false;
  std::optional<Duration> nextChange;  // absolute, since the start of the pod
  friend bool operator==(const ContainerView&, const ContainerView&) = default;
};

// Pure: the life of a container of that script, `elapsed` after its pod started.
ContainerView viewContainer(const PodScript& script, Duration elapsed);

}  // namespace slipway::sim
