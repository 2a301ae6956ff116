#include "strategies/collection.h"

#include <algorithm>
#include <tuple>

namespace slipway::strategies {

std::vector<const RevisionView*> collectable(const Snapshot& snapshot, const Roles& roles) {
  std::int64_t highest = 0;
  for (const auto& revision : snapshot.revisions) highest = std::max(highest, revision.number);
  std::vector<const RevisionView*> old;
  for (const RevisionView& revision : snapshot.revisions) {
    const bool needed = &revision == roles.current || &revision == roles.stable ||
                        revision.number == highest || revision.deleting ||
                        (roles.ordered && roles.ordered->toHash == revision.hash);
    if (!needed && revision.desired == 0 && revision.current == 0) old.push_back(&revision);
  }
  const auto age = [](const RevisionView* r) {
    return std::tuple(r->lastActive.value_or(WallTime{}), r->number, r->name);
  };
  std::sort(old.begin(), old.end(), [&](const auto* a, const auto* b) { return age(a) < age(b); });
  const auto limit = static_cast<std::size_t>(snapshot.release.spec.revisionHistoryLimit);
  old.resize(old.size() - std::min(old.size(), limit));
  return old;
}

}  // namespace slipway::strategies
