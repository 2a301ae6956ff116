#include "tests/cluster/plays/end_state.h"

#include <algorithm>
#include <re2/re2.h>
#include <set>
#include <vector>

#include "crds/names.h"
#include "kube/types/resources.h"
#include "tests/sim/support/end_state.h"
#include "tests/sim/support/objects.h"

namespace slipway::testing {
namespace {

std::string masked(const std::string& text) {
  static const struct {
    re2::RE2 pattern;
    const char* instead;
  } masks[] = {
      {R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)", "<time>"},
      {R"(\b10\.99\.\d+\.\d+\b)", "<ip>"},
      {R"((-[0-9a-f]{10})-[a-z0-9]{5}\b)", "\\1-<pod>"},
      {R"(\((\d+ of )?\d+ tries\))", "(<tries>)"},
  };
  std::string result = text;
  for (const auto& mask : masks) re2::RE2::GlobalReplace(&result, mask.pattern, mask.instead);
  return result;
}

// Matters of moments, or of the server.
bool leftOut(const std::string& key, bool failedCheck) {
  static const std::set<std::string_view> always{
      "uid",      "resourceVersion", "creationTimestamp", "managedFields",      "availableMax",
      "verified", "verifiedAt",      "downtimeSeconds",   "lastTransitionTime", "evidence"};
  const bool moment = key == "asked" || key == "passed" || key == "phase";
  return always.contains(key) || (failedCheck && moment);
}

Value projected(const Value& value) {
  if (value.isObject()) {
    Value::Members members;
    const bool failedCheck = value["verdict"].stringOr("") == "Failed";
    for (const auto& [key, member] : value.members()) {
      if (!leftOut(key, failedCheck)) members.push_back({key, projected(member)});
    }
    return Value::object(std::move(members));
  }
  if (value.isArray()) {
    Value::Elements elements;
    for (const Value& element : value.elements()) elements.push_back(projected(element));
    return Value::array(std::move(elements));
  }
  return value.isString() ? Value(masked(std::string(*value.asString()))) : value;
}

std::string nameOf(const Value& object) {
  return std::string(object["metadata"]["name"].stringOr(""));
}

// One line per field, so that a difference is one, too.
void print(const std::string& head, const Value& value, std::vector<std::string>& lines) {
  if (value.isObject()) {
    for (const auto& [key, member] : value.members()) print(head + "." + key, member, lines);
  } else if (value.isArray()) {
    std::size_t index = 0;
    for (const Value& element : value.elements()) {
      const auto type = element["type"].stringOr("");
      const std::string place = type.empty() ? std::to_string(index) : std::string(type);
      print(head + "[" + place + "]", element, lines);
      ++index;
    }
  } else {
    lines.push_back(head + " = " + printJson(value));
  }
}

Value ownAnnotations(const Value& set) {
  Value::Members own;
  for (const auto& [key, value] : set["metadata"]["annotations"].members()) {
    const bool time = key == "slipway.dev/last-active";
    if (key.starts_with("slipway.dev/") && !time) own.push_back({key, value});
  }
  return Value::object(std::move(own));
}

// A Deployment names its own ReplicaSets in a way that only its controller knows.
std::string podName(const Value& pod) {
  std::string name = nameOf(pod);
  const std::string own(pod["metadata"]["labels"]["pod-template-hash"].stringOr(""));
  return own.empty() ? masked(name) : name.substr(0, name.find(own)) + "<own>";
}

std::string podLine(const Value& pod) {
  const Value* image = pod.findPointer("/spec/containers/0/image");
  bool ready = false;
  for (const Value& condition : pod["status"]["conditions"].elements()) {
    if (condition["type"].stringOr("") == "Ready")
      ready = condition["status"].stringOr("") == "True";
  }
  const bool leaving = !pod["metadata"]["deletionTimestamp"].isNull();
  return "pod " + podName(pod) + " " + std::string(image ? image->stringOr("") : "") +
         (ready ? " ready" : "") + (leaving ? " leaving" : "");
}

}  // namespace

std::string endState(const sim::Theatre& theatre, const std::string& ns) {
  std::vector<std::string> lines;
  for (const auto& kind : {crds::releases(), crds::rollbacks(), crds::approvals()}) {
    for (const Value& object : theatre.all(kind, ns)) {
      print(kind.kind + " " + nameOf(object),
            projected(object["status"].withoutPointer("/workload/generation")), lines);
    }
  }
  for (const Value& deployment : theatre.all(kube::resources::deployments(), ns)) {
    const std::string head = "Deployment " + nameOf(deployment);
    print(head + ".replicas", deployment["spec"]["replicas"], lines);
    print(head + ".paused", deployment["spec"]["paused"].asBool().value_or(false), lines);
    print(head, projected(ownAnnotations(deployment)), lines);
  }
  for (const Value& set : theatre.all(kube::resources::replicaSets(), ns)) {
    if (ownedByKind(set, kube::resources::deployments().kind)) continue;
    const std::string head = "ReplicaSet " + nameOf(set);
    print(head + ".replicas", set["spec"]["replicas"], lines);
    print(head, projected(ownAnnotations(set)), lines);
  }
  for (const Value& service : theatre.all(kube::resources::services(), ns)) {
    print("Service " + nameOf(service), service["spec"]["selector"], lines);
  }
  for (const Value& pod : theatre.all(kube::resources::pods(), ns)) lines.push_back(podLine(pod));
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace slipway::testing
