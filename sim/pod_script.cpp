#include "sim/pod_script.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"

namespace slipway::sim {
namespace {

using std::chrono::seconds;

constexpr std::int32_t kMaxBodySize = 16 << 20;

Duration readDuration(const Reader& field, Duration fallback) {
  if (!field.present()) return fallback;
  const auto parsed = parseDuration(field.string());
  if (!parsed) {
    field.fail("must be a duration such as 3s or 500ms");
    return fallback;
  }
  return *parsed;
}

void readAnswerField(const std::string& key, const Reader& field, HttpAnswer& answer) {
  if (key == "status") {
    answer.status = field.int32(200, 100, 599);
  } else if (key == "delay") {
    answer.delay = readDuration(field, Duration{});
  } else if (key == "body") {
    answer.body = field.string();
  } else if (key == "bodySize") {
    field.int32(0, 0, kMaxBodySize);
  } else if (key == "headers") {
    for (const auto& [name, value] : field.entries()) {
      answer.headers.emplace_back(name, value.string());
    }
  } else if (key == "firstPods") {
    answer.firstPods = static_cast<std::size_t>(field.int32(0, 1));
  } else {
    field.fail("is not known; an answer has status, delay, body, bodySize, headers, firstPods");
  }
}

HttpAnswer readAnswer(const Reader& answer) {
  HttpAnswer result;
  if (!answer.value().isObject()) {
    result.status = answer.int32(200, 100, 599);
    return result;
  }
  for (const auto& [key, field] : answer.entries()) readAnswerField(key, field, result);
  // The rest is spaces.
  const auto size = static_cast<std::size_t>(
      std::clamp<std::int64_t>(answer["bodySize"].value().asInt().value_or(0), 0, kMaxBodySize));
  if (size > result.body.size()) result.body.resize(size, ' ');
  return result;
}

// One answer, or a list of them.
HttpAnswer readAnswers(const Reader& field) {
  if (!field.value().isArray()) return readAnswer(field);
  std::vector<HttpAnswer> turns;
  for (const Reader& answer : field.elements()) turns.push_back(readAnswer(answer));
  if (turns.empty()) {
    field.fail("must not be an empty list");
    return {};
  }
  HttpAnswer first = turns.front();
  first.then.assign(turns.begin() + 1, turns.end());
  return first;
}

// The kubelet waits 10 s, 20 s, ... at most 5 minutes before it starts a crashed container again.
Duration restartBackoff(int crash) {
  return std::min<Duration>(seconds(10) * (1LL << std::min(crash, 5)), seconds(300));
}

}  // namespace

HttpAnswer PodScript::answer(const std::string& path, const std::string& method, std::size_t turn,
                             std::size_t rank) const {
  const std::string plain = path.substr(0, path.find('?'));
  auto found = http.find(method + " " + plain);
  if (found == http.end()) found = http.find(plain);
  if (found == http.end()) return {};
  const HttpAnswer& first = found->second;
  const HttpAnswer& now =
      turn == 0 || first.then.empty() ? first : first.then[std::min(turn, first.then.size()) - 1];
  return now.firstPods > 0 && rank >= now.firstPods ? HttpAnswer{} : now;
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
      for (const auto& [path, answer] : field.entries()) result.http[path] = readAnswers(answer);
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
