#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
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
// depends on addresses or hashing.
template <typename T>
class Store {
 public:
  using Ptr = std::shared_ptr<const T>;
  // The index values of an object (an owner's UID, a label); may be empty.
  using IndexFunction = std::function<std::vector<std::string>(const T&)>;

  explicit Store(IndexFunction index = {}) : index_(std::move(index)) {}

  Ptr get(const ObjectKey& key) const {
    auto it = objects_.find(key);
    return it == objects_.end() ? nullptr : it->second;
  }
  const Undecodable* invalid(const ObjectKey& key) const {
    auto it = invalid_.find(key);
    return it == invalid_.end() ? nullptr : &it->second;
  }
  std::vector<Ptr> indexed(const std::string& value) const {
    std::vector<Ptr> found;
    auto it = byIndex_.find(value);
    if (it == byIndex_.end()) return found;
    for (const auto& key : it->second) found.push_back(objects_.at(key));
    return found;
  }
  std::size_t size() const { return objects_.size(); }
  const std::map<ObjectKey, Ptr>& all() const { return objects_; }
  const std::map<ObjectKey, Undecodable>& allInvalid() const { return invalid_; }

  // For the informer.
  void put(const ObjectKey& key, Ptr object) {
    erase(key);
    if (index_)
      for (auto& value : index_(*object)) byIndex_[value].insert(key);
    objects_.emplace(key, std::move(object));
  }
  void putInvalid(const ObjectKey& key, Undecodable why) {
    erase(key);
    invalid_.emplace(key, std::move(why));
  }
  void erase(const ObjectKey& key) {
    invalid_.erase(key);
    auto it = objects_.find(key);
    if (it == objects_.end()) return;
    if (index_)
      for (auto& value : index_(*it->second)) {
        auto& keys = byIndex_[value];
        keys.erase(key);
        if (keys.empty()) byIndex_.erase(value);
      }
    objects_.erase(it);
  }

 private:
  IndexFunction index_;
  std::map<ObjectKey, Ptr> objects_;
  std::map<ObjectKey, Undecodable> invalid_;
  std::map<std::string, std::set<ObjectKey>> byIndex_;
};

}  // namespace slipway::kube
