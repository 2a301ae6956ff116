#include "sim/pod_status.h"

#include <algorithm>

#include "base/text.h"

namespace slipway::sim {
namespace {

Value waiting(const char* reason, const std::string& message) {
  return Value::object({{"waiting", Value::object({{"reason", reason}, {"message", message}})},
                        {"running", nullptr},
                        {"terminated", nullptr}});
}

Value containerState(const ContainerReport& c, WallTime podStart) {
  if (!c.view.pulled)
    return waiting("ImagePullBackOff", "Back-off pulling image \"" + c.image + "\"");
  if (c.view.backingOff)
    return waiting("CrashLoopBackOff", "back-off restarting failed container " + c.name);
  return Value::object(
      {{"waiting", nullptr},
       {"running",
        Value::object({{"startedAt", formatTime(podStart + c.offset + c.view.startedAt)}})},
       {"terminated", nullptr}});
}

Value lastState(const ContainerReport& c, WallTime podStart) {
  if (!c.view.everCrashed) return Value::object();
  const std::string at = formatTime(podStart + c.offset + c.view.crashedAt);
  return Value::object(
      {{"terminated",
        Value::object(
            {{"exitCode", 1}, {"reason", "Error"}, {"startedAt", at}, {"finishedAt", at}})}});
}

Value withoutNulls(const Value& object) {
  Value::Members kept;
  for (const auto& member : object.members())
    if (!member.value.isNull()) kept.push_back(member);
  return Value::object(std::move(kept));
}

Value containerStatus(const ContainerReport& c, WallTime podStart) {
  return Value::object({{"name", c.name},
                        {"image", c.image},
                        {"imageID", "sim://" + c.image},
                        {"ready", c.view.ready},
                        {"started", c.view.running},
                        {"restartCount", c.view.restarts},
                        {"state", withoutNulls(containerState(c, podStart))},
                        {"lastState", lastState(c, podStart)}});
}

Value condition(const char* type, bool status, WallTime since) {
  return Value::object({{"type", type},
                        {"status", status ? "True" : "False"},
                        {"lastTransitionTime", formatTime(since)}});
}

}  // namespace

Value podStatusValue(const PodReport& report) {
  Value::Elements containers;
  bool ready = true;
  bool pulled = true;
  WallTime since = report.started;
  for (const auto& c : report.containers) {
    containers.push_back(containerStatus(c, report.started));
    pulled = pulled && c.view.pulled;
    ready = ready && c.view.ready;
    const Duration changed = c.view.ready         ? c.view.readySince
                             : c.view.everCrashed ? c.view.crashedAt
                                                  : Duration{};
    since = std::max(since, report.started + c.offset + changed);
  }
  if (report.containers.empty()) ready = false;
  return Value::object(
      {{"phase", pulled ? "Running" : "Pending"},
       {"startTime", formatTime(report.started)},
       {"podIP", report.ip},
       {"podIPs", Value::array({Value::object({{"ip", report.ip}})})},
       {"conditions", Value::array({condition("PodScheduled", true, report.started),
                                    condition("Initialized", true, report.started),
                                    condition("ContainersReady", ready, since),
                                    condition("Ready", ready, since)})},
       {"containerStatuses", Value::array(std::move(containers))}});
}

}  // namespace slipway::sim
