#include "tests/cluster/plays/real_theatre.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "crds/names.h"
#include "kube/types/resources.h"

namespace slipway::testing {
namespace {

constexpr Duration kQuiet = std::chrono::seconds(2);
constexpr Duration kGlance = std::chrono::milliseconds(100);

}  // namespace

RealTheatre::RealTheatre(const std::string& kubeconfig, PlayedNode& node, std::string ns,
                         StartOperator startOperator)
    : client_(kubeconfig),
      node_(node),
      ns_(std::move(ns)),
      start_(std::move(startOperator)),
      startedAt_(client_.clock().mono()) {}

RealTheatre::~RealTheatre() {
  operator_.reset();
  caches_.clear();
}

// Plays are written for the namespace `default`.
Value RealTheatre::here(const Value& object) const {
  if (object["metadata"]["namespace"].stringOr("default") != "default") return object;
  return object["metadata"].isObject() ? object.withPointer("/metadata/namespace", ns_) : object;
}

kube::ApiResult RealTheatre::ask(const kube::ApiRequest& request) {
  kube::ApiRequest mine = request;
  if (mine.resource.namespaced) mine.key.ns = ns_;
  if (mine.verb == kube::Verb::Apply || mine.verb == kube::Verb::Create) {
    mine.body = here(mine.body);
  }
  return client_.ask(std::move(mine));
}

const sim::RawInformer& RealTheatre::cache(const kube::Resource& resource) const {
  auto& cache = caches_[resource];
  if (!cache) {
    cache = std::make_unique<sim::RawInformer>(
        kube::RuntimeSeams{client_.api(), client_.loop(), client_.random(), client_.log()},
        kube::Selection{resource, ns_, {}}, sim::decodeRaw);
    cache->start();
    if (!client_.until([&] { return cache->synced(); })) {
      throw std::runtime_error("cannot list " + resource.name() + ": " + cache->trouble());
    }
  }
  return *cache;
}

std::vector<Value> RealTheatre::all(const kube::Resource& resource, const std::string&) const {
  std::vector<Value> objects;
  for (const auto& object : cache(resource).store().all()) objects.push_back(object->object);
  return objects;
}

void RealTheatre::behave(const std::string& image, const sim::PodScript& script) {
  node_.behave(image, script, ns_);
}

void RealTheatre::startOperator() {
  operator_.reset();
  operator_ = start_();
}

Duration RealTheatre::elapsed() const {
  return client_.clock().mono() - startedAt_;
}

void RealTheatre::runUntil(Duration sinceStart) {
  runUntilTrue([&] { return elapsed() >= sinceStart; }, sinceStart - elapsed());
}

// Time alone may make it true.
bool RealTheatre::runUntilTrue(const std::function<bool()>& done, Duration limit) {
  const MonoTime end = client_.clock().mono() + limit;
  while (!done()) {
    const MonoTime now = client_.clock().mono();
    if (now >= end) return false;
    client_.loop().step(std::min<MonoTime>(end, now + kGlance));
  }
  return true;
}

std::string RealTheatre::versions() const {
  std::string text;
  for (const auto& kind :
       {crds::releases(), crds::rollbacks(), crds::approvals(), kube::resources::replicaSets(),
        kube::resources::pods(), kube::resources::services()}) {
    for (const auto& object : cache(kind).store().all()) {
      text += object->meta.uid + " " + object->meta.resourceVersion + "\n";
    }
  }
  return text;
}

bool RealTheatre::settle(Duration limit) {
  std::string before = versions();
  MonoTime since = client_.clock().mono();
  return runUntilTrue(
      [&] {
        std::string now = versions();
        if (now != before) {
          before = std::move(now);
          since = client_.clock().mono();
        }
        return client_.clock().mono() - since >= kQuiet && sim::nothingInProgress(*this, ns_);
      },
      limit);
}

sim::ActorSeams RealTheatre::observerSeams() {
  return {client_.api(), client_.loop(), client_.random(), client_.log(), metrics_};
}

}  // namespace slipway::testing
