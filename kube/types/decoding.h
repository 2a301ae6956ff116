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

// metadata, with a name required and only the annotations that `keep` names: caches hold these by
// the ten thousand.
template <typename Keep>
ObjectMeta readNamedMeta(const Reader& metadata, Keep keep) {
  metadata["name"].require();
  ObjectMeta meta = readObjectMeta(metadata);
  meta.annotations.eraseIf([&](const auto& entry) { return !keep(entry.first); });
  return meta;
}

// What Slipway itself writes and reads lies below this.
inline constexpr std::string_view kOwnPrefix = "slipway.dev/";
// The same with only those annotations.
inline ObjectMeta readOwnMeta(const Reader& metadata) {
  return readNamedMeta(metadata, [](std::string_view key) { return key.starts_with(kOwnPrefix); });
}

// The field manager that set one of these fields of the spec ("f:selector") last; empty: unknown.
std::string lastManager(const Reader& managedFields,
                        std::initializer_list<std::string_view> fields);

}  // namespace slipway::kube
