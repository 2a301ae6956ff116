#pragma once

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/reader.h"
#include "base/texts.h"
#include "base/value.h"

namespace slipway::kube {

// metav1.OwnerReference.
struct OwnerReference {
  std::string apiVersion;
  std::string kind;
  std::string name;
  std::string uid;
  bool controller = false;
  bool blockOwnerDeletion = false;
  friend bool operator==(const OwnerReference&, const OwnerReference&) = default;
};

// metadata.ownerReferences, in their order. Every pod and every ReplicaSet in a cache has one,
// which is asked for seldom: they are kept as texts, and made when somebody looks.
class OwnerReferences {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = OwnerReference;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = OwnerReference;

    Iterator() = default;
    OwnerReference operator*() const;
    Iterator& operator++();
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    friend class OwnerReferences;
    explicit Iterator(Texts::Iterator at) : at_(at) {}
    Texts::Iterator at_;
  };

  OwnerReferences() = default;
  OwnerReferences(std::initializer_list<OwnerReference> owners)
      : OwnerReferences(std::vector<OwnerReference>(owners)) {}
  explicit OwnerReferences(const std::vector<OwnerReference>& owners);

  bool empty() const { return texts_.empty(); }
  std::size_t size() const;
  Iterator begin() const { return Iterator(texts_.begin()); }
  Iterator end() const { return Iterator(texts_.end()); }
  OwnerReference operator[](std::size_t index) const;  // below size()
  // The one with controller=true.
  std::optional<OwnerReference> controller() const;

  friend bool operator==(const OwnerReferences&, const OwnerReferences&) = default;

 private:
  Texts texts_;
};

// array: `metadata.ownerReferences`.
OwnerReferences readOwnerReferences(const Reader& array);
Value ownerReferenceValue(const OwnerReference& owner);

}  // namespace slipway::kube
