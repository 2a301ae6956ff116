#include "operator/plan/live.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "controllers/release/overlap.h"
#include "crds/release.h"
#include "kube/types/resources.h"

namespace slipway::cli {
namespace {

// Reads until the first error, and keeps each object once.
class LiveReader final {
 public:
  explicit LiveReader(Session& session) : session_(session) {}

  const std::string& error() const { return error_; }
  std::vector<Value> take() { return std::move(objects_); }

  std::vector<Value> list(const kube::Resource& resource, const std::string& ns,
                          const std::string& labels = {}) {
    if (!error_.empty()) return {};
    auto items = session_.list(resource, ns, labels);
    if (items.ok()) return std::move(*items);
    fail("list", resource, ns, items.error());
    return {};
  }
  void keepAll(const std::vector<Value>& items) {
    for (const Value& item : items) keep(item);
  }
  void keep(const Value& object) {
    if (seen_.emplace(object["metadata"]["uid"].stringOr("")).second) objects_.push_back(object);
  }
  // Null when there is none.
  Value get(const kube::Resource& resource, const kube::ObjectKey& key) {
    if (!error_.empty()) return {};
    kube::ApiRequest request;
    request.resource = resource;
    request.key = key;
    auto answer = session_.ask(std::move(request));
    if (answer.applied()) {
      keep(answer.object);
      return std::move(answer.object);
    }
    if (!answer.error.notFound()) fail("get", resource, key.ns, answer.error);
    return {};
  }

 private:
  void fail(const std::string& verb, const kube::Resource& resource, const std::string& ns,
            const kube::ApiError& error) {
    if (error.code == 403) {
      error_ = "a plan needs the right to " + verb + " " + resource.name() + " in namespace " + ns +
               ": " + error.message;
    } else if (error.notFound() && resource.group == crds::releases().group) {
      error_ = "the server serves no " + resource.plural + "; install Slipway's CRDs";
    } else {
      error_ = "cannot " + verb + " " + resource.plural + ": " + error.message;
    }
  }

  Session& session_;
  std::string error_;
  std::set<std::string> seen_;
  std::vector<Value> objects_;
};

// All that is used by a Release as it is, and as it is to be.
struct Uses {
  std::set<std::string> services;
  std::set<std::string> deployments;
  void add(const Uses& other) {
    services.insert(other.services.begin(), other.services.end());
    deployments.insert(other.deployments.begin(), other.deployments.end());
  }
};

Uses usesOf(const Value& release) {
  Uses uses;
  const Value& spec = release["spec"];
  for (const Value& service : spec["traffic"]["services"].elements()) {
    uses.services.emplace(service["name"].stringOr(""));
  }
  if (const auto name = spec["workloadRef"]["name"].stringOr(""); !name.empty()) {
    uses.deployments.emplace(name);
  }
  return uses;
}

bool isUsed(const Uses& uses, const Manifest& manifest) {
  const std::string& name = manifest.key.name;
  return (manifest.resource == kube::resources::services() && uses.services.contains(name)) ||
         (manifest.resource == kube::resources::deployments() && uses.deployments.contains(name));
}

std::string nameOf(const Value& object) {
  return std::string(object["metadata"]["name"].stringOr(""));
}

// The Releases of one namespace that are meant.
std::set<std::string> meantBy(const std::vector<Manifest>& manifests, const std::string& ns,
                              const std::vector<Value>& releases) {
  std::set<std::string> names;
  for (const Manifest& manifest : manifests) {
    if (manifest.key.ns != ns) continue;
    if (manifest.resource == crds::releases()) names.insert(manifest.key.name);
    const auto ref = manifest.object["spec"]["releaseRef"]["name"].stringOr("");
    if (!ref.empty()) names.emplace(ref);
    for (const Value& release : releases) {
      if (isUsed(usesOf(release), manifest)) names.insert(nameOf(release));
    }
  }
  return names;
}

bool sharesPods(const Value& one, const Value& other) {
  const auto a = crds::decodeRelease(one);
  const auto b = crds::decodeRelease(other);
  return a.ok() && b.ok() && controllers::overlaps(*a, *b);
}

// A Deployment that is taken over, or was, with its own pods.
void readDeployment(LiveReader& reader, const kube::ObjectKey& key) {
  const Value deployment = reader.get(kube::resources::deployments(), key);
  if (deployment.isNull()) return;
  FieldErrors ignored;
  const auto selector = kube::readLabelSelector(Reader(deployment["spec"]["selector"], ignored));
  if (selector.empty()) return;
  for (const auto& resource : {kube::resources::replicaSets(), kube::resources::pods()}) {
    reader.keepAll(reader.list(resource, key.ns, selector.queryText()));
  }
}

void readBelongings(LiveReader& reader, const kube::ObjectKey& release, const Uses& uses) {
  const std::string label = std::string(crds::kReleaseLabel) + "=" + release.name;
  for (const auto& resource : {kube::resources::replicaSets(), kube::resources::pods()}) {
    reader.keepAll(reader.list(resource, release.ns, label));
  }
  for (const auto& service : uses.services) {
    reader.get(kube::resources::services(), {release.ns, service});
  }
  for (const auto& deployment : uses.deployments) readDeployment(reader, {release.ns, deployment});
}

// What somebody asked of one of these Releases.
void readCommands(LiveReader& reader, const std::string& ns, const std::set<std::string>& names) {
  for (const auto& resource : {crds::rollbacks(), crds::approvals()}) {
    for (const Value& command : reader.list(resource, ns)) {
      const std::string release(command["spec"]["releaseRef"]["name"].stringOr(""));
      if (names.contains(release)) reader.keep(command);
    }
  }
}

void readNamespace(LiveReader& reader, const std::string& ns,
                   const std::vector<Manifest>& manifests, Live& live) {
  const auto releases = reader.list(crds::releases(), ns);
  const auto meant = meantBy(manifests, ns, releases);
  // Of each name, as it is and as it is to be.
  std::map<std::string, std::vector<Value>> versions;
  for (const Manifest& manifest : manifests) {
    const bool release = manifest.resource == crds::releases() && manifest.key.ns == ns;
    if (release) versions[manifest.key.name].push_back(manifest.object);
  }
  for (const Value& release : releases) {
    const bool isMeant = meant.contains(nameOf(release));
    const bool beside = std::any_of(releases.begin(), releases.end(), [&](const Value& other) {
      return meant.contains(nameOf(other)) && sharesPods(release, other);
    });
    if (!isMeant && !beside) continue;
    reader.keep(release);
    versions[nameOf(release)].push_back(release);
  }
  std::set<std::string> names;
  for (const auto& [name, all] : versions) {
    Uses uses;
    for (const Value& version : all) uses.add(usesOf(version));
    readBelongings(reader, {ns, name}, uses);
    names.insert(name);
  }
  // What is to be changed as well.
  for (const Manifest& manifest : manifests) {
    const bool here = manifest.key.ns == ns && manifest.resource != crds::releases();
    if (here) reader.get(manifest.resource, manifest.key);
  }
  readCommands(reader, ns, names);
  for (const auto& name : meant) live.releases.push_back({ns, name});
}

}  // namespace

Value Live::find(const kube::Resource& resource, const kube::ObjectKey& key) const {
  for (const Value& object : beginning.objects) {
    const bool same = object["kind"].stringOr("") == resource.kind && nameOf(object) == key.name &&
                      object["metadata"]["namespace"].stringOr("") == key.ns;
    if (same) return object;
  }
  return {};
}

Expected<Live, std::string> readLive(Session& session, const std::vector<Manifest>& manifests) {
  LiveReader reader(session);
  Live live;
  std::set<std::string> namespaces;
  for (const Manifest& manifest : manifests) namespaces.insert(manifest.key.ns);
  for (const auto& ns : namespaces) readNamespace(reader, ns, manifests, live);
  if (!reader.error().empty()) return Unexpected{reader.error()};
  live.beginning = {session.now(), reader.take()};
  // Where nothing is yet, too.
  for (const auto& ns : namespaces) {
    const Value metadata = Value::object({{"name", ns}});
    live.beginning.objects.push_back(
        Value::object({{"kind", "Namespace"}, {"metadata", metadata}}));
  }
  return live;
}

}  // namespace slipway::cli
