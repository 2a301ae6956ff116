#include "tests/sim/support/end_state.h"

#include <algorithm>
#include <re2/re2.h>
#include <set>

#include "crds/release.h"
#include "kube/types/resources.h"
#include "tests/sim/support/objects.h"

namespace slipway::testing {
namespace {

// "web-1a2b3c4d5e-x7k2p" -> "web-1a2b3c4d5e-?"
std::string withoutSuffix(const std::string& name) {
  const auto dash = name.rfind('-');
  return dash == std::string::npos ? name : name.substr(0, dash) + "-?";
}

// Without what differs from run to run.
void maskText(std::string& text) {
  static const struct {
    re2::RE2 pattern;
    const char* instead;
  } masks[] = {
      {R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z|\b\d\d:\d\d:\d\dZ?\b)", "<time>"},
      {R"(\b10\.99\.\d+\.\d+\b)", "<ip>"},
      {R"(\b([0-9a-f]{10}\.\d+)\.\d+\b)", "\\1.<step>"},
      // A new process begins to count anew.
      {R"(\((\d+ of )?\d+ tries\))", "(<tries>)"},
      // Where pods are not shown for a while, one that is gone may be asked whether the way back
      // worked.
      {"; but the revision gone back to fails now, too: .*", ""},
  };
  for (const auto& mask : masks) re2::RE2::GlobalReplace(&text, mask.pattern, mask.instead);
}

Value masked(const Value& value, const std::vector<std::string>& podNames, Masked how) {
  if (value.isObject()) {
    Value::Members members;
    const bool failedCheck = value["verdict"].stringOr("") == "Failed";
    for (const auto& [key, member] : value.members()) {
      if (key == "uid" || key == "resourceVersion" || key == "creationTimestamp") continue;
      // How far a revision had got when it was rejected is a matter of moments.
      if (key == "availableMax" || key == "step" || key == "stepPassedAt" || key == "servingAt")
        continue;
      // Matters of moments: how long it was down, whether there was time to test the way back.
      if (key == "downtimeSeconds" || key == "verified" || key == "verifiedAt") continue;
      if (failedCheck && (key == "asked" || key == "passed" || key == "phase")) continue;
      if (how == Masked::Generations && (key == "generation" || key == "observedGeneration"))
        continue;
      members.push_back({key, masked(member, podNames, how)});
    }
    return Value::object(std::move(members));
  }
  if (value.isArray()) {
    Value::Elements elements;
    for (const Value& element : value.elements())
      elements.push_back(masked(element, podNames, how));
    return Value::array(std::move(elements));
  }
  const auto string = value.asString();
  if (!string) return value;
  std::string text(*string);
  maskText(text);
  for (const auto& name : podNames)
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name))
      text.replace(at, name.size(), "<pod>");
  return text;
}

// Pod names are compared by owner: longer names first, so that none is a prefix of another.
std::vector<std::string> podNames(const kube::fake::State& state) {
  std::set<std::string> names;
  const auto& audit = state.audit();
  for (std::size_t i = audit.first(); i < audit.end(); ++i)
    if (audit.at(i)->resource == "pods") names.insert(audit.at(i)->key.name);
  std::vector<std::string> sorted(names.begin(), names.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  std::erase(sorted, "");
  return sorted;
}

// What was found out about a revision by the time at which somebody left it is a matter of moments.
Value withoutFindings(const Value& object) {
  Value::Elements conditions;
  bool left = false;
  for (const Value& condition : object["status"]["conditions"].elements()) {
    const auto why = condition["reason"].stringOr("");
    left =
        left || why == "RollbackRequested" || why == "RejectedByHand" || why == "PromotionTimeout";
    if (condition["type"].stringOr("") != "Verified") conditions.push_back(condition);
  }
  if (!left) return object;
  return object.withoutPointer("/status/verification")
      .withPointer("/status/conditions", Value::array(std::move(conditions)));
}

}  // namespace

OperatorWrites operatorWrites(const kube::fake::State& state) {
  OperatorWrites writes;
  const auto& audit = state.audit();
  for (std::size_t i = audit.first(); i < audit.end(); ++i) {
    const auto& entry = *audit.at(i);
    if (entry.actor != "operator" || entry.resource == kube::resources::leases().name()) continue;
    ++writes.sent;
    const bool exists = entry.code == 409 && entry.verb == kube::Verb::Create;
    if (exists || entry.code == 422) ++writes.inVain;
  }
  return writes;
}

std::string normalisedState(const kube::fake::State& state, Masked how) {
  const auto names = podNames(state);
  std::string text;
  for (const auto& resource : {crds::releases(), kube::resources::replicaSets()})
    for (const Value& object : state.all(resource)) {
      // In how many steps a Deployment's own pods went is a matter of moments.
      const bool its = ownedByKind(object, kube::resources::deployments().kind);
      const Value steady = withoutFindings(object).withoutPointer("/status/workload/generation");
      text += canonicalJson(masked(steady, names, its ? Masked::Generations : how)) + "\n";
    }
  for (const Value& deployment : state.all(kube::resources::deployments()))
    text += "Deployment " + std::string(deployment["metadata"]["name"].stringOr("")) + " " +
            canonicalJson(deployment["metadata"]["labels"]) + " " +
            canonicalJson(deployment["spec"]["replicas"]) + " " +
            canonicalJson(deployment["spec"]["paused"]) + "\n";
  for (const Value& service : state.all(kube::resources::services()))
    text += "Service " + std::string(service["metadata"]["name"].stringOr("")) + " " +
            canonicalJson(service["spec"]["selector"]) + "\n";
  std::multiset<std::string> pods;
  for (const Value& pod : state.all(kube::resources::pods()))
    pods.insert(withoutSuffix(std::string(pod["metadata"]["name"].stringOr(""))) + " " +
                podImage(pod) + (conditionIs(pod, "Ready", "True") ? " ready" : "") +
                (pod["metadata"]["deletionTimestamp"].isNull() ? "" : " terminating"));
  for (const auto& pod : pods) text += pod + "\n";
  return text;
}

std::vector<std::string> unsettled(const kube::fake::State& state) {
  std::vector<std::string> found;
  for (const Value& release : state.all(crds::releases())) {
    const std::string name(release["metadata"]["name"].stringOr(""));
    const bool stalled = conditionIs(release, "Stalled", "True");
    if (stalled && release["status"]["message"].stringOr("").empty())
      found.push_back(name + " is Stalled and does not say why");
    if (stalled && !conditionIs(release, "RolledBack", "True")) continue;
    const bool paused = release["spec"]["paused"].asBool().value_or(false);
    if (!stalled && !conditionIs(release, "Ready", "True") && !paused)
      found.push_back(name + " is neither Ready nor Paused nor Stalled: " +
                      printJson(release["status"]["conditions"]));
    std::int64_t pods = 0;
    const auto uid = release["metadata"]["uid"].stringOr("");
    for (const Value& set : state.all(kube::resources::replicaSets()))
      if (ownedBy(set, uid)) pods += set["status"]["replicas"].asInt().value_or(0);
    if (const auto wanted = release["spec"]["replicas"].asInt().value_or(1); pods != wanted)
      found.push_back(name + " has " + std::to_string(pods) + " pods, not " +
                      std::to_string(wanted));
  }
  return found;
}

std::map<std::string, int> churnOf(const kube::fake::State& state) {
  std::map<std::string, int> churn;
  const auto& audit = state.audit();
  for (std::size_t i = audit.first(); i < audit.end(); ++i) {
    const auto& entry = *audit.at(i);
    if (!entry.changed || !entry.subresource.empty()) continue;
    const bool pods = entry.resource == "pods";
    if (!pods && entry.resource != kube::resources::replicaSets().name()) continue;
    // A pod leaves in two deletions, the ReplicaSet controller's and the kubelet's.
    if (pods && entry.actor == "kubelet") continue;
    const std::string verb = entry.verb == kube::Verb::Create   ? "create "
                             : entry.verb == kube::Verb::Delete ? "delete "
                                                                : "";
    if (!verb.empty())
      ++churn[verb + entry.resource + " " +
              (pods ? withoutSuffix(entry.key.name) : entry.key.name)];
  }
  return churn;
}

}  // namespace slipway::testing
