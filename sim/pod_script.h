#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/reader.h"

namespace slipway::sim {

// What a container's HTTP endpoint answers.
struct HttpAnswer {
  int status = 200;
  Duration delay{};
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::vector<HttpAnswer> then{};  // to the questions after the first, in turn; the last one stays
  std::size_t firstPods = 0;       // only so many pods of the image, by age; 0: all
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
  // By "/path", or by "METHOD /path", which goes first; others answer 200.
  std::map<std::string, HttpAnswer> http;
  friend bool operator==(const PodScript&, const PodScript&) = default;

  // `turn`: how many such questions the pod had before. `rank`: how many pods of the image are
  // older.
  HttpAnswer answer(const std::string& path, const std::string& method = "GET",
                    std::size_t turn = 0, std::size_t rank = 0) const;
};

// {readyAfter: 3s, neverReady: true, imagePullError: true, crashAfter: 10s, crashes: 2,
//  terminationDelay: 1s, http: {/healthz: 500, /flaps: [200, 500], "POST /orders":
//  {status: 200, delay: 3s, body: ok, bodySize: 100, headers: {X-A: b}, firstPods: 1}}}
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
