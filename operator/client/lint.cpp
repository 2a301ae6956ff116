#include "operator/client/lint.h"

#include <optional>
#include <set>
#include <utility>

#include "base/log.h"
#include "base/yaml.h"
#include "crds/embedded.h"
#include "crds/names.h"
#include "crds/release.h"
#include "kube/types/resources.h"
#include "operator/client/words.h"
#include "operator/simulated_operator.h"
#include "sim/play_runner.h"

namespace slipway::cli {
namespace {

std::string nameOf(const Value& object) {
  const Value& meta = object["metadata"];
  const auto ns = meta["namespace"].stringOr("");
  return std::string(object["kind"].stringOr("")) + " " +
         (ns.empty() ? "" : std::string(ns) + "/") + std::string(meta["name"].stringOr(""));
}

std::unique_ptr<sim::World> emptyCluster(Log& log) {
  sim::WorldOptions options;
  options.crds = crds::embeddedCrds();
  return std::make_unique<sim::World>(std::move(options), simulatedOperator(), log);
}

// What admission says; one text for each field.
std::vector<std::string> refusals(sim::World& cluster, const kube::Resource& resource,
                                  const Value& object) {
  kube::ApiRequest request;
  request.verb = kube::Verb::Create;
  request.resource = resource;
  request.key = {"default", std::string(object["metadata"]["name"].stringOr(""))};
  request.body = object.withPointer("/metadata/namespace", "default");
  request.dryRun = true;
  const auto answer = cluster.ask(request);
  if (answer.applied()) return {};
  return refusalsOf(answer.error);
}

// The first deploy of it, with others of the file beside it.
std::optional<std::string> deployed(const Value& release, const std::vector<Value>& others,
                                    Log& log) {
  // A pause is no mistake.
  auto play = sim::playOfRelease(release.withPointer("/spec/paused", false));
  if (!play.ok()) return play.error().front().text();
  play->objects.insert(play->objects.end(), others.begin(), others.end());
  const sim::PlayEvent first = play->events.front();
  play->events = {first};
  play->expect.clear();
  play->limit = std::chrono::hours(48);  // a bake takes a day at most
  const auto cluster = emptyCluster(log);
  sim::runPlay(*play, *cluster, {});
  const auto ns = release["metadata"]["namespace"].stringOr("default");
  for (const Value& object : cluster->all(crds::releases(), std::string(ns))) {
    if (object["metadata"]["name"] != release["metadata"]["name"]) continue;
    const auto status = crds::readStatus(object["status"]);
    for (const auto& condition : status.conditions) {
      if (condition.type == "Ready" && condition.status == kube::ConditionStatus::True) return {};
    }
    return status.message.empty() ? "its first deploy never ends" : status.message;
  }
  return "it is not accepted together with the other objects of its file";
}

}  // namespace

Linted lint(const std::string& yaml) {
  Linted result;
  const auto documents = parseYaml(yaml);
  if (!documents.ok()) {
    result.findings.push_back({"", documents.error().message});
    return result;
  }
  NullLog log;
  const auto cluster = emptyCluster(log);
  // What a Release may need around it. (Other Releases are looked at on their own.)
  std::vector<Value> others;
  for (const Value& object : *documents) {
    const auto kind = object["kind"].stringOr("");
    if (kind == "Service" || kind == "Deployment") others.push_back(object);
  }
  for (const Value& object : *documents) {
    const std::string name = nameOf(object);
    const bool ours = object["apiVersion"].stringOr("").starts_with(crds::releases().group + "/");
    const auto resource = sim::resourceOfKind(object["kind"].stringOr(""));
    if (!ours) {
      result.skipped.push_back(name);
      continue;
    }
    result.checked.push_back(name);
    if (!resource || resource->apiVersion() != object["apiVersion"].stringOr("")) {
      result.findings.push_back({name, "kind: there is none of that name in " +
                                           std::string(object["apiVersion"].stringOr("")) +
                                           "; there are Release, Rollback and Approval in " +
                                           crds::releases().apiVersion()});
      continue;
    }
    const auto refused = refusals(*cluster, *resource, object);
    for (const auto& text : refused) result.findings.push_back({name, text});
    if (!refused.empty() || *resource != crds::releases()) continue;
    if (auto text = deployed(object, others, log)) {
      result.findings.push_back({name, std::move(*text)});
    }
  }
  return result;
}

}  // namespace slipway::cli
