#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kube/types/object.h"

namespace slipway::kube {

// Whose write it was: a key means something only together with the controller that works on it.
struct WriteOwner {
  // NOLINTNEXTLINE(google-explicit-constructor): with one controller the key says it all.
  WriteOwner(ObjectKey k, std::string c = {}) : controller(std::move(c)), key(std::move(k)) {}
  std::string controller;
  ObjectKey key;
  friend auto operator<=>(const WriteOwner&, const WriteOwner&) = default;
};

// The own-write guard: remembers what a key's reconciles wrote, until the caches have seen it. A
// reconcile on a cache older than its own last write would act twice.
//
// A write is seen with any version of its type at or past it, because a watch delivers the versions
// of one type in order; so a write that changed nothing (it answers the old version and brings no
// event) is seen at once. A deletion that took the object away has no version to wait for: it is
// seen with the deletion, or with a full list that was started after it. Versions that are no
// numbers are seen with the same version of the same object, its deletion, or such a list.
class OwnWrites {
 public:
  using Reread = std::function<void()>;

  // A cache of `resource` in `ns` (empty: in all of them) reports here. Writes to what nobody
  // watches are not waited for. `reread` makes the cache read the whole list again.
  void watch(const Resource& resource, const std::string& ns = {}, Reread reread = {});
  void unwatch(const Resource& resource, const std::string& ns = {});

  // A write of `owner`'s reconcile was applied and answered with this version of the object.
  void wrote(const WriteOwner& owner, const Resource& resource, const ObjectKey& object,
             const std::string& resourceVersion);
  // Before a delete is sent: its event may arrive earlier than its answer. The ticket is for
  // notDeleted(), when the object was not taken away after all.
  using Ticket = std::uint64_t;
  Ticket deleting(const WriteOwner& owner, const Resource& resource, const ObjectKey& object);
  void notDeleted(Ticket ticket);

  // The cache of `resource` in `ns` has seen this version of this object, or its deletion (no
  // version: it is missing from a list).
  void sawObject(const Resource& resource, const ObjectKey& object,
                 const std::string& resourceVersion, bool deleted, const std::string& ns = {});
  // A bookmark: everything up to this version has been seen.
  void sawVersion(const Resource& resource, const std::string& resourceVersion,
                  const std::string& ns = {});
  // A list begins; what listStarted() answered goes to sawList() with the list's version. The cache
  // is then exactly there, even when that is further back than before (a restored backup).
  Ticket listStarted() const { return lastTicket_; }
  void sawList(const Resource& resource, const std::string& ns, const std::string& resourceVersion,
               Ticket started);

  // Waiting for at least one own write.
  bool behind(const WriteOwner& owner) const { return waiting_.contains(owner); }
  // For people: the writes waited for, "replicasets.apps shop/web-1 at 42, ...".
  std::string missing(const WriteOwner& owner) const;
  // The caches do not catch up: makes those concerned read their lists again; writes whose cache
  // cannot are given up.
  void reread(const WriteOwner& owner);
  // `released` runs with the owner when its last missing write was seen; one per controller.
  void onReleased(std::function<void(const ObjectKey&)> released,
                  const std::string& controller = {});

 private:
  struct Write {
    Ticket ticket;
    Resource resource;
    ObjectKey object;
    std::string resourceVersion;  // empty: the object's deletion
  };
  using Place = std::pair<Resource, std::string>;  // type and namespace of a cache
  struct Cache {
    std::string newest;  // version of the type, as far as this cache has seen
    Reread reread;
  };
  using Caches = std::map<Place, Cache>;
  Caches::const_iterator cacheOf(const Resource& resource, const std::string& ns) const;
  void advance(const Resource& resource, const std::string& ns, const std::string& version);
  template <typename Predicate>
  void releaseWhere(Predicate seen);

  Caches caches_;
  std::map<WriteOwner, std::vector<Write>> waiting_;
  std::map<std::string, std::function<void(const ObjectKey&)>> released_;
  Ticket lastTicket_ = 0;
};

}  // namespace slipway::kube
