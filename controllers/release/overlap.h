#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crds/release.h"
#include "kube/runtime/store.h"

namespace slipway::controllers {

// Two Releases overlap when the selector of one finds the pods of the other: Services and people
// that select by these labels would mix them up.
bool overlaps(const crds::Release& a, const crds::Release& b);

// The older one goes on; of two of the same second, the one whose name comes first.
bool isOlder(const crds::Release& a, const crds::Release& b);

// Index values under which a Release is found by others: its selector's first label, and each of
// its template's labels.
std::vector<std::string> labelIndex(const crds::Release& release);

// Every other Release of the namespace that overlaps, in key order.
std::vector<kube::ObjectKey> overlapping(const kube::Store<crds::Release>& releases,
                                         const crds::Release& release);

// The oldest of those that are older and not being deleted.
std::optional<kube::ObjectKey> olderTwin(const kube::Store<crds::Release>& releases,
                                         const crds::Release& release);

}  // namespace slipway::controllers
