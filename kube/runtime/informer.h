#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "kube/client/api.h"
#include "kube/loop/loop.h"
#include "kube/runtime/own_writes.h"
#include "kube/runtime/store.h"
#include "kube/types/workloads.h"

namespace slipway::kube {

// What every informer needs. A cache that reports to `ownWrites` must be gone before it is.
struct RuntimeSeams {
  Api& api;
  Timers& timers;
  Random& random;
  Log& log;
  OwnWrites* ownWrites = nullptr;     // nullptr: nobody writes on account of this cache
  std::function<void()> listed = {};  // after each full list: a chance to give memory back
};

// What to keep a cache of.
struct Selection {
  Resource resource;
  std::string ns = {};  // empty: all namespaces
  std::string labelSelector = {};
};

// The untyped half of an informer: pages a list, then watches from there, resumes after every end,
// relists after 410, backs off with jitter (0.8 s * 2^n, at most 30 s, the upper half of it at
// random; longer when the server asks for it) after errors, reopens a watch that was silent (not
// even a bookmark) for five minutes. A watch that ended by itself or with 410 is followed up at
// once, but only once: when the next one ends before it lasted a second or brought anything, that
// counts as an error.
class Reflector {
 public:
  virtual ~Reflector();
  Reflector(const Reflector&) = delete;
  Reflector& operator=(const Reflector&) = delete;

  void start();
  // Stops watching; the store stays as it is.
  void stop();
  // Reads the whole list again and watches from there; the store is in use meanwhile. Does nothing
  // while a list is being read or about to be, or when stopped.
  void relist();
  // The first list is complete.
  bool synced() const { return synced_; }
  // Why it is not in sync, or why the last list or watch failed; empty when all is well.
  const std::string& trouble() const { return trouble_; }
  const Selection& selection() const { return selection_; }
  // The newest version known to be contained in the store.
  const std::string& resourceVersion() const { return version_; }
  // How often the whole list was read.
  int lists() const { return lists_; }

 protected:
  Reflector(RuntimeSeams seams, Selection selection);

  // A list collects into a new generation; what was not in it is then deleted from the store.
  virtual void listed(const Value& object) = 0;
  virtual void listComplete() = 0;
  virtual void listAborted() = 0;
  virtual void changed(const Value& object) = 0;
  virtual void deleted(const Value& object) = 0;

  RuntimeSeams seams_;

 private:
  void startList();
  void listPage();
  void onListResult(const ListResult& result);
  void onListed();
  void openWatch();
  void onEvent(const WatchEvent& event);
  void onWatchEnded(const WatchEnd& end);
  void fail(const std::string& what, const ApiError& error, Task next);
  Duration backoff();
  void armSilenceTimer(MonoTime when);

  Selection selection_;
  std::string version_;
  std::string continueToken_;
  std::string trouble_;
  PendingPtr pending_;
  TimerPtr retryTimer_;
  TimerPtr silenceTimer_;
  MonoTime watchOpened_{};
  MonoTime lastHeard_{};
  OwnWrites::Ticket listStarted_ = 0;
  int failures_ = 0;
  int lists_ = 0;
  bool lively_ = false;  // this watch brought something
  bool listing_ = false;
  bool synced_ = false;
  bool stopped_ = true;
};

// Keeps a Store<T> in step with the API server and says what changed.
template <typename T>
class Informer final : public Reflector {
 public:
  using Ptr = typename Store<T>::Ptr;
  using Decode = std::function<Decoded<T>(const Value&)>;
  // before / after: nullptr when it did not / does not exist (or cannot be decoded).
  using Changed = std::function<void(const ObjectKey& key, const Ptr& before, const Ptr& after)>;

  Informer(RuntimeSeams seams, Selection selection, Decode decode,
           typename Store<T>::IndexFunction index = {})
      : Reflector(std::move(seams), std::move(selection)),
        decode_(std::move(decode)),
        store_(std::move(index)) {}

  const Store<T>& store() const { return store_; }
  // Called after the store has changed, also for objects that became (un)decodable.
  void onChanged(Changed changed) { changedCallbacks_.push_back(std::move(changed)); }

 private:
  struct Item {
    ObjectKey key;
    std::string version;
    Ptr object;  // or
    Undecodable why;
  };
  struct Change {
    ObjectKey key;
    Ptr before;
    Ptr after;
  };

  void listed(const Value& object) override { listed_.push_back(decodeObject(object)); }
  void listComplete() override;
  void listAborted() override { listed_.clear(); }
  void changed(const Value& object) override;
  void deleted(const Value& object) override;

  Item decodeObject(const Value& object) const;
  Change put(Item item);
  void report(const ObjectKey& key, const std::string& version, bool gone);
  std::vector<Change> eraseAllBut(const std::vector<Item>& items);
  bool same(const Item& item) const;
  void tell(const Change& change) {
    for (auto& callback : changedCallbacks_) callback(change.key, change.before, change.after);
  }

  Decode decode_;
  Store<T> store_;
  std::vector<Item> listed_;
  std::vector<Changed> changedCallbacks_;
};

// Reads just enough of any object to find it again; what is wrong in it is left out.
ObjectMeta readMetaLeniently(const Value& object);
// One line, at most 1 KiB: "spec.replicas: must be an integer; spec.selector: is required".
std::string fieldErrorsText(const FieldErrors& errors);

template <typename T>
typename Informer<T>::Item Informer<T>::decodeObject(const Value& object) const {
  Item item;
  auto decoded = decode_(object);
  if (decoded.ok()) {
    item.object = std::make_shared<const T>(std::move(*decoded));
    item.key = item.object->meta.key();
    item.version = item.object->meta.resourceVersion;
  } else {
    item.why = {readMetaLeniently(object), fieldErrorsText(decoded.error())};
    item.key = item.why.meta.key();
    item.version = item.why.meta.resourceVersion;
  }
  return item;
}

template <typename T>
typename Informer<T>::Change Informer<T>::put(Item item) {
  Change change{item.key, store_.get(item.key), item.object};
  if (item.object) {
    store_.put(std::move(item.object));
  } else {
    store_.putInvalid(item.key, std::move(item.why));
  }
  return change;
}

template <typename T>
void Informer<T>::report(const ObjectKey& key, const std::string& version, bool gone) {
  if (!seams_.ownWrites) return;
  seams_.ownWrites->sawObject(selection().resource, key, version, gone, selection().ns);
}

template <typename T>
void Informer<T>::changed(const Value& object) {
  Item item = decodeObject(object);
  const std::string version = item.version;
  const Change change = put(std::move(item));
  report(change.key, version, false);
  tell(change);
}

template <typename T>
void Informer<T>::deleted(const Value& object) {
  const ObjectMeta meta = readMetaLeniently(object);
  const ObjectKey key = meta.key();
  const Change change{key, store_.get(key), nullptr};
  const bool known = change.before || store_.invalid(key);
  store_.erase(key);
  report(key, meta.resourceVersion, true);
  if (known) tell(change);
}

// The store swaps only now, after the full list: a failed page never shows half a cluster. Nobody
// is told before all of it is in place.
template <typename T>
void Informer<T>::listComplete() {
  auto items = std::move(listed_);
  listed_.clear();
  std::vector<Change> changes = eraseAllBut(items);
  for (const auto& change : changes) report(change.key, "", true);
  for (auto& item : items)
    if (!same(item)) changes.push_back(put(std::move(item)));
  for (const auto& change : changes) tell(change);
}

template <typename T>
std::vector<typename Informer<T>::Change> Informer<T>::eraseAllBut(const std::vector<Item>& items) {
  std::set<ObjectKey> present;
  for (const auto& item : items) present.insert(item.key);
  std::vector<Change> gone;
  for (const auto& object : store_.all())
    if (!present.contains(object->meta.key()))
      gone.push_back({object->meta.key(), object, nullptr});
  for (const auto& [key, why] : store_.allInvalid())
    if (!present.contains(key)) gone.push_back({key, nullptr, nullptr});
  for (const auto& change : gone) store_.erase(change.key);
  return gone;
}

// Whether the store has exactly this already.
template <typename T>
bool Informer<T>::same(const Item& item) const {
  if (item.version.empty()) return false;
  if (!item.object) {
    const Undecodable* why = store_.invalid(item.key);
    return why && why->meta.resourceVersion == item.version && why->meta.uid == item.why.meta.uid;
  }
  const Ptr known = store_.get(item.key);
  return known && known->meta.resourceVersion == item.version &&
         known->meta.uid == item.object->meta.uid;
}

}  // namespace slipway::kube
