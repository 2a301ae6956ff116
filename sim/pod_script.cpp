#include "sim/pod_script.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"

namespace slipway::sim {
namespace {

using std::chrono::seconds;

Duration readDuration(const Reader& field, Duration fallback) {
  if (!field.present()) return fallback;
  const auto parsed = parseDuration(field.string());
  if (!parsed) {
    field.fail("must be a duration such as 3s or 500ms");
    return fallback;
  }
  return *parsed;
}

HttpAnswer readAnswer(const Reader& answer) {
  HttpAnswer result;
  if (answer.value().isObject()) {
    result.status = answer["status"].int32(200, 100, 599);
    result.delay = readDuration(answer["delay"], Duration{});
    result.body = answer["body"].string();
  } else {
    result.status = answer.int32(200, 100, 599);
  }
  return result;
}

// The kubelet waits 10 s, 20 s, ... at most 5 minutes before it starts a crashed container again.
Duration restartBackoff(int crash) {
  return std::min<Duration>(seconds(10) * (1LL << std::min(crash, 5)), seconds(300));
}

}  // namespace

HttpAnswer PodScript::answer(const std::string& path) const {
  const auto found = http.find(path.substr(0, path.find('?')));
  return found == http.end() ? HttpAnswer{} : found->second;
}

PodScript readPodScript(const Reader& script) {
  PodScript result;
  for (const auto& [key, field] : script.entries()) {
    if (key == "image") continue;
    if (key == "readyAfter") {
      result.readyAfter = readDuration(field, result.readyAfter);
    } else if (key == "neverReady") {
      result.neverReady = field.boolean();
    } else if (key == "imagePullError") {
      result.imagePullError = field.boolean();
    } else if (key == "crashAfter") {
      result.crashAfter = readDuration(field, seconds(1));
    } else if (key == "crashes") {
      result.crashes = field.int32(-1, -1);
    } else if (key == "terminationDelay") {
      result.terminationDelay = readDuration(field, result.terminationDelay);
    } else if (key == "http") {
      for (const auto& [path, answer] : field.entries()) result.http[path] = readAnswer(answer);
    } else {
      field.fail(
          "is not known; a pod script has image, readyAfter, neverReady, imagePullError, "
          "crashAfter, crashes, terminationDelay, http");
    }
  }
  return result;
}

ContainerView viewContainer(const PodScript& script, Duration elapsed) {
  ContainerView view;
  if (script.imagePullError) {
    view.pulled = false;
    return view;
  }
  const auto crashesAgain = [&](int crashed) {
    return script.crashAfter && (script.crashes < 0 || crashed < script.crashes);
  };
  // Walks over the runs that ended before `elapsed`.
  Duration start{};
  int crashed = 0;
  while (crashesAgain(crashed) && start + *script.crashAfter <= elapsed) {
    view.everCrashed = true;
    view.crashedAt = start + *script.crashAfter;
    const Duration again = view.crashedAt + restartBackoff(crashed);
    view.startedAt = start;
    if (elapsed < again) {
      view.backingOff = true;
      view.restarts = crashed;
      view.nextChange = again;
      return view;
    }
    start = again;
    ++crashed;
  }
  view.running = true;
  view.startedAt = start;
  view.restarts = crashed;
  const Duration readyAt = start + script.readyAfter;
  view.ready = !script.neverReady && elapsed >= readyAt;
  view.readySince = readyAt;
  if (crashesAgain(crashed)) view.nextChange = start + *script.crashAfter;
  if (!view.ready && !script.neverReady)
    view.nextChange = view.nextChange ? std::min(*view.nextChange, readyAt) : readyAt;
  return view;
}

}  // namespace slipway::sim
