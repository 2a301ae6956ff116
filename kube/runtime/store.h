#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "kube/types/object.h"

namespace slipway::kube {

// An object that could not be decoded: shown on the object itself, never a dead watch.
struct Undecodable {
  ObjectMeta meta;     // as far as it could be read
  std::string reason;  // names the fields
};

// The cache of one resource. Only its informer writes; iteration is in key order, so that nothing
// depends on addresses or hashing. Objects are found by the key in their own metadata: a copy of it
// for each would be a good part of what a small object takes.
template <typename T>
class Store {
 public:
  using Ptr = std::shared_ptr<const T>;
  // The index values of an object (an owner's UID, a label); may be empty.
  using IndexFunction = std::function<std::vector<std::string>(const T&)>;

  struct ByKey {
    using is_transparent = void;
    static auto of(const Ptr& object) { return std::tie(object->meta.ns, object->meta.name); }
    static auto of(const ObjectKey& key) { return std::tie(key.ns, key.name); }
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return of(a) < of(b);
    }
  };

  explicit Store(IndexFunction index = {}) : index_(std::move(index)) {}

  Ptr get(const ObjectKey& key) const {
    auto it = objects_.find(key);
    return it == objects_.end() ? nullptr : *it;
  }
  const Undecodable* invalid(const ObjectKey& key) const {
    auto it = invalid_.find(key);
    return it == invalid_.end() ? nullptr : &it->second;
  }
  std::vector<Ptr> indexed(const std::string& value) const {
    auto it = byIndex_.find(value);
    return it == byIndex_.end() ? std::vector<Ptr>{} : it->second;
  }
  std::size_t size() const { return objects_.size(); }
  const std::set<Ptr, ByKey>& all() const { return objects_; }
  const std::map<ObjectKey, Undecodable>& allInvalid() const { return invalid_; }

  // For the informer. The object's own key is where it goes.
  void put(Ptr object) {
    erase(object->meta.key());
    if (index_) {
      for (auto& value : index_(*object)) {
        auto& sorted = byIndex_[value];
        const auto place = std::lower_bound(sorted.begin(), sorted.end(), object, ByKey{});
        if (place == sorted.end() || *place != object) sorted.insert(place, object);
      }
    }
    objects_.insert(std::move(object));
  }
  void putInvalid(const ObjectKey& key, Undecodable why) {
    erase(key);
    invalid_.emplace(key, std::move(why));
  }
  void erase(const ObjectKey& key) {
    invalid_.erase(key);
    auto it = objects_.find(key);
    if (it == objects_.end()) return;
    if (index_) {
      for (auto& value : index_(**it)) {
        const auto entry = byIndex_.find(value);
        if (entry == byIndex_.end()) continue;
        std::erase(entry->second, *it);
        if (entry->second.empty()) byIndex_.erase(entry);
      }
    }
    objects_.erase(it);
  }

 private:
  IndexFunction index_;
  std::set<Ptr, ByKey> objects_;
  std::map<ObjectKey, Undecodable> invalid_;
  std::map<std::string, std::vector<Ptr>> byIndex_;
};

}  // namespace slipway::kube
