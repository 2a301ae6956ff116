#include "kube/types/owner_references.h"

#include <algorithm>

namespace slipway::kube {
namespace {

// The texts of one: the four strings, then this.
constexpr std::ptrdiff_t kTexts = 5;
std::string_view flags(const OwnerReference& owner) {
  if (owner.controller) return owner.blockOwnerDeletion ? "cb" : "c";
  return owner.blockOwnerDeletion ? "b" : "";
}

OwnerReference readOwner(const Reader& owner) {
  OwnerReference read;
  read.apiVersion = owner["apiVersion"].string();
  read.kind = owner["kind"].string();
  read.name = owner["name"].string();
  read.uid = owner["uid"].string();
  read.controller = owner["controller"].boolean();
  read.blockOwnerDeletion = owner["blockOwnerDeletion"].boolean();
  return read;
}

}  // namespace

OwnerReference OwnerReferences::Iterator::operator*() const {
  OwnerReference owner;
  Texts::Iterator at = at_;
  for (auto* text : {&owner.apiVersion, &owner.kind, &owner.name, &owner.uid}) *text = *at++;
  owner.controller = at->find('c') != std::string_view::npos;
  owner.blockOwnerDeletion = at->find('b') != std::string_view::npos;
  return owner;
}

OwnerReferences::Iterator& OwnerReferences::Iterator::operator++() {
  std::advance(at_, kTexts);
  return *this;
}

OwnerReferences::OwnerReferences(const std::vector<OwnerReference>& owners) {
  std::vector<std::string_view> texts;
  for (const auto& owner : owners) {
    texts.insert(texts.end(), {owner.apiVersion, owner.kind, owner.name, owner.uid, flags(owner)});
  }
  texts_ = Texts(texts);
}

std::size_t OwnerReferences::size() const {
  return texts_.size() / static_cast<std::size_t>(kTexts);
}

OwnerReference OwnerReferences::operator[](std::size_t index) const {
  return *std::next(begin(), static_cast<std::ptrdiff_t>(index));
}

std::optional<OwnerReference> OwnerReferences::controller() const {
  for (OwnerReference owner : *this) {
    if (owner.controller) return owner;
  }
  return std::nullopt;
}

OwnerReferences readOwnerReferences(const Reader& array) {
  std::vector<OwnerReference> owners;
  for (const Reader& owner : array.elements()) owners.push_back(readOwner(owner));
  return OwnerReferences(owners);
}

Value ownerReferenceValue(const OwnerReference& owner) {
  Value value = Value::object({{"apiVersion", owner.apiVersion},
                               {"kind", owner.kind},
                               {"name", owner.name},
                               {"uid", owner.uid}});
  if (owner.controller) value = value.with("controller", true);
  if (owner.blockOwnerDeletion) value = value.with("blockOwnerDeletion", true);
  return value;
}

}  // namespace slipway::kube
