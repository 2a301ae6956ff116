#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "kube/types/workloads.h"

namespace slipway::kube {

// What a decoder hands back: its object, or everything that was wrong with it.
template <typename T>
Decoded<T> decoded(T object, FieldErrors errors) {
  if (!errors.empty()) return Unexpected{std::move(errors)};
  return object;
}

// Which annotations are kept of what caches hold by the ten thousand: others', above all
// last-applied-configuration, would only take memory.
inline bool noName(std::string_view /*name*/) {
  return false;
}
// What Slipway itself writes and reads lies below this.
inline bool ownName(std::string_view name) {
  return name.starts_with("slipway.dev/");
}

// metadata, with a name required.
inline ObjectMeta readNamedMeta(const Reader& metadata, KeepName keep) {
  metadata["name"].require();
  return readObjectMeta(metadata, keep);
}

// The field manager that set one of these fields of the spec ("f:selector") last; empty: unknown.
std::string lastManager(const Reader& managedFields,
                        std::initializer_list<std::string_view> fields);

}  // namespace slipway::kube
