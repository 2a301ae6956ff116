#include "operator/plan/manifests.h"

#include <optional>
#include <utility>

#include "base/yaml.h"
#include "crds/names.h"
#include "operator/client/input.h"
#include "sim/play.h"

namespace slipway::cli {
namespace {

// Kinds that a rollout depends on, or that decide about one.
bool counts(const kube::Resource& resource) {
  return resource.kind == "Release" || resource.kind == "Rollback" || resource.kind == "Approval" ||
         resource.kind == "Deployment" || resource.kind == "Service";
}

class Reading {
 public:
  explicit Reading(std::string ns) : ns_(std::move(ns)) {}

  // The error, if there is one.
  std::optional<std::string> add(const std::string& file, const Value& object) {
    const std::string kind(object["kind"].stringOr(""));
    if (kind.empty()) return file + ": an object has no kind";
    if (kind == "List") {
      for (const Value& item : object["items"].elements()) {
        if (auto error = add(file, item)) return error;
      }
      return std::nullopt;
    }
    const std::string version(object["apiVersion"].stringOr(""));
    const std::string name(object["metadata"]["name"].stringOr(""));
    const auto resource = sim::resourceOfKind(kind);
    const bool known = resource && resource->apiVersion() == version;
    if (!known && version.starts_with(crds::releases().group + "/")) {
      return file + ": " + kind + " " + name + ": there is no such kind in " + version +
             "; there are Release, Rollback and Approval in " + crds::releases().apiVersion();
    }
    if (!known || !counts(*resource)) {
      found_.skipped.push_back(kind + " " + name);
      return std::nullopt;
    }
    if (name.empty()) return file + ": metadata.name: the " + kind + " has none";
    const kube::ObjectKey key{std::string(object["metadata"]["namespace"].stringOr(ns_)), name};
    found_.all.push_back({file, object.withPointer("/metadata/namespace", key.ns).without("status"),
                          *resource, key});
    return std::nullopt;
  }

  Manifests take() { return std::move(found_); }

 private:
  std::string ns_;
  Manifests found_;
};

}  // namespace

Expected<Manifests, std::string> readManifests(const std::vector<std::string>& files,
                                               const std::string& ns, std::istream& in) {
  Reading reading(ns);
  for (const std::string& file : files) {
    const auto text = readInput(file, in);
    if (!text.ok()) return Unexpected{text.error()};
    const auto documents = parseYaml(*text);
    if (!documents.ok()) return Unexpected{file + ": " + documents.error().message};
    for (const Value& object : *documents) {
      if (auto error = reading.add(file, object)) return Unexpected{std::move(*error)};
    }
  }
  return reading.take();
}

}  // namespace slipway::cli
