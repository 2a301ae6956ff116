#include "kube/runtime/own_writes.h"

#include <algorithm>
#include <compare>
#include <set>

namespace slipway::kube {

namespace {

// False also when the two cannot be ordered.
bool atLeast(const std::string& version, const std::string& wanted) {
  const auto order = compareVersions(version, wanted);
  return order && *order != std::strong_ordering::less;
}

}  // namespace

void OwnWrites::watch(const Resource& resource, const std::string& ns, Reread reread) {
  caches_[{resource, ns}].reread = std::move(reread);
}

void OwnWrites::unwatch(const Resource& resource, const std::string& ns) {
  caches_.erase({resource, ns});
  releaseWhere([&](const Write& w) { return cacheOf(w.resource, w.object.ns) == caches_.end(); });
}

OwnWrites::Caches::const_iterator OwnWrites::cacheOf(const Resource& resource,
                                                     const std::string& ns) const {
  const auto found = caches_.find({resource, ns});
  return found != caches_.end() ? found : caches_.find({resource, std::string()});
}

void OwnWrites::wrote(const WriteOwner& owner, const Resource& resource, const ObjectKey& object,
                      const std::string& resourceVersion) {
  const auto cache = cacheOf(resource, object.ns);
  if (cache == caches_.end() || resourceVersion.empty()) return;
  if (atLeast(cache->second.newest, resourceVersion)) return;
  auto& writes = waiting_[owner];
  // Only the newest write to an object needs to be seen.
  std::erase_if(writes, [&](const Write& w) {
    return w.resource == resource && w.object == object &&
           (w.resourceVersion.empty() || atLeast(resourceVersion, w.resourceVersion));
  });
  writes.push_back({++lastTicket_, resource, object, resourceVersion});
}

OwnWrites::Ticket OwnWrites::deleting(const WriteOwner& owner, const Resource& resource,
                                      const ObjectKey& object) {
  if (cacheOf(resource, object.ns) == caches_.end()) return 0;
  waiting_[owner].push_back({++lastTicket_, resource, object, {}});
  return lastTicket_;
}

void OwnWrites::notDeleted(Ticket ticket) {
  releaseWhere([&](const Write& w) { return w.ticket == ticket; });
}

void OwnWrites::advance(const Resource& resource, const std::string& ns,
                        const std::string& version) {
  const auto cache = caches_.find({resource, ns});
  if (cache == caches_.end() || version.empty()) return;
  auto& newest = cache->second.newest;
  if (!atLeast(newest, version)) newest = version;
}

void OwnWrites::sawObject(const Resource& resource, const ObjectKey& object,
                          const std::string& resourceVersion, bool deleted, const std::string& ns) {
  advance(resource, ns, resourceVersion);
  releaseWhere([&](const Write& w) {
    if (w.resource != resource || (!ns.empty() && w.object.ns != ns)) return false;
    if (w.resourceVersion.empty()) return deleted && w.object == object;
    const auto order = compareVersions(resourceVersion, w.resourceVersion);
    if (order) return *order != std::strong_ordering::less;
    return w.object == object && !resourceVersion.empty() &&
           (deleted || w.resourceVersion == resourceVersion);
  });
}

void OwnWrites::sawVersion(const Resource& resource, const std::string& resourceVersion,
                           const std::string& ns) {
  advance(resource, ns, resourceVersion);
  releaseWhere([&](const Write& w) {
    return w.resource == resource && (ns.empty() || w.object.ns == ns) &&
           !w.resourceVersion.empty() && atLeast(resourceVersion, w.resourceVersion);
  });
}

void OwnWrites::sawList(const Resource& resource, const std::string& ns,
                        const std::string& resourceVersion, Ticket started) {
  const auto cache = caches_.find({resource, ns});
  if (cache != caches_.end()) cache->second.newest = resourceVersion;
  releaseWhere([&](const Write& w) {
    if (w.resource != resource || (!ns.empty() && w.object.ns != ns)) return false;
    if (w.ticket <= started) return true;
    return !w.resourceVersion.empty() && atLeast(resourceVersion, w.resourceVersion);
  });
}

std::string OwnWrites::missing(const WriteOwner& owner) const {
  std::string text;
  const auto found = waiting_.find(owner);
  if (found == waiting_.end()) return text;
  for (const auto& w : found->second) {
    if (!text.empty()) text += ", ";
    text += w.resource.name() + " " + w.object.text();
    text += w.resourceVersion.empty() ? " deleted" : " at " + w.resourceVersion;
  }
  return text;
}

void OwnWrites::reread(const WriteOwner& owner) {
  const auto found = waiting_.find(owner);
  if (found == waiting_.end()) return;
  std::set<Place> places;
  std::set<Ticket> hopeless;
  for (const auto& w : found->second) {
    const auto cache = cacheOf(w.resource, w.object.ns);
    if (cache != caches_.end() && cache->second.reread) {
      places.insert(cache->first);
    } else {
      hopeless.insert(w.ticket);
    }
  }
  for (const auto& place : places) {
    const auto cache = caches_.find(place);
    if (cache != caches_.end()) cache->second.reread();
  }
  releaseWhere([&](const Write& w) { return hopeless.contains(w.ticket); });
}

void OwnWrites::onReleased(std::function<void(const ObjectKey&)> released,
                           const std::string& controller) {
  released_[controller] = std::move(released);
}

// Callbacks run last: they may come back here.
template <typename Predicate>
void OwnWrites::releaseWhere(Predicate seen) {
  std::vector<WriteOwner> free;
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    std::erase_if(it->second, seen);
    if (it->second.empty()) {
      free.push_back(it->first);
      it = waiting_.erase(it);
    } else {
      ++it;
    }
  }
  for (const auto& owner : free) {
    const auto told = released_.find(owner.controller);
    if (told != released_.end() && told->second) told->second(owner.key);
  }
}

}  // namespace slipway::kube
