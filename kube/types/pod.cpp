#include <string_view>

#include "base/text.h"
#include "kube/types/decoding.h"
#include "kube/types/workloads.h"

namespace slipway::kube {
namespace {

constexpr std::size_t kMessageBytes = 256;  // messages of image pulls can be pages long

void readPorts(const Reader& container, std::vector<ContainerPort>& ports) {
  for (const Reader& port : container["ports"].elements()) {
    if (port["protocol"].string("TCP") != "TCP") continue;
    ports.push_back({port["name"].string(), port["containerPort"].int32(0, 1, 65535)});
  }
}

std::vector<ContainerPort> readAllPorts(const Reader& spec) {
  std::vector<ContainerPort> ports;
  for (const Reader& container : spec["containers"].elements()) readPorts(container, ports);
  for (const Reader& container : spec["initContainers"].elements()) {
    if (container["restartPolicy"].string() == "Always") readPorts(container, ports);  // a sidecar
  }
  ports.shrink_to_fit();
  return ports;
}

void readContainerStatuses(const Reader& statuses, bool init, std::vector<ContainerState>& out) {
  for (const Reader& status : statuses.elements()) {
    const Reader waiting = status["state"]["waiting"];
    const Reader ended = status["state"]["terminated"];
    const Reader last = ended.present() ? ended : status["lastState"]["terminated"];
    ContainerState state;
    state.container = status["name"].string();
    state.waitingReason = waiting["reason"].string();
    state.waitingMessage = truncateUtf8(waiting["message"].string(), kMessageBytes);
    state.terminatedReason = last["reason"].string();
    state.exitCode = last["exitCode"].int32();
    state.restarts = status["restartCount"].int32();
    // An init container that has done its work is not in trouble.
    if (init && last.present() && state.exitCode == 0 && state.waitingReason.empty())
      state.terminatedReason.clear();
    const bool troubled =
        !state.waitingReason.empty() || !state.terminatedReason.empty() || state.restarts > 0;
    if (troubled) out.push_back(std::move(state));
  }
}

// "web:1.4@sha256:..." of image "web:1.4" and imageID "registry/web@sha256:...".
std::string runningImage(const Reader& status) {
  std::string image = status["image"].string();
  const std::string id = status["imageID"].string();
  const auto digest = id.rfind("sha256:");
  if (digest == std::string::npos || image.find("@sha256:") != std::string::npos) return image;
  return image + "@" + id.substr(digest);
}

Texts readImages(const Reader& statuses) {
  std::vector<std::string> images;
  for (const Reader& status : statuses.elements()) {
    if (std::string image = runningImage(status); !image.empty())
      images.push_back(std::move(image));
  }
  return Texts(images);
}

void readReadiness(const Reader& conditions, Pod& pod) {
  for (const Condition& condition : readConditions(conditions)) {
    if (condition.type != "Ready" || condition.status != ConditionStatus::True) continue;
    pod.ready = true;
    if (condition.lastTransitionTime != WallTime{}) pod.readySince = condition.lastTransitionTime;
  }
}

}  // namespace

Decoded<Pod> decodePod(const Value& object) {
  FieldErrors errors;
  const Reader root(object, errors);
  Pod pod;
  pod.meta = readNamedMeta(root["metadata"], noName);
  pod.ports = readAllPorts(root["spec"]);
  const Reader status = root["status"];
  const std::string phase = status["phase"].string();
  pod.ended = phase == "Succeeded" || phase == "Failed";
  pod.ip = status["podIP"].string();
  readReadiness(status["conditions"], pod);
  readContainerStatuses(status["initContainerStatuses"], true, pod.troubled);
  readContainerStatuses(status["containerStatuses"], false, pod.troubled);
  pod.troubled.shrink_to_fit();
  pod.images = readImages(status["containerStatuses"]);
  return decoded(std::move(pod), std::move(errors));
}

}  // namespace slipway::kube
