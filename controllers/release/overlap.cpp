#include "controllers/release/overlap.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace slipway::controllers {
namespace {

const kube::Labels& selectorOf(const crds::Release& release) {
  return release.spec.selector ? *release.spec.selector : release.spec.templateLabels;
}

bool finds(const kube::Labels& selector, const kube::Labels& labels) {
  // Of a Release whose Deployment says what its labels are, they are not known here.
  if (selector.empty()) return false;
  return std::includes(labels.begin(), labels.end(), selector.begin(), selector.end());
}

std::string entry(std::string_view part, const std::string& ns, const kube::Labels::value_type& l) {
  return std::string(part) + "|" + ns + "|" + kube::text(l);
}

}  // namespace

bool overlaps(const crds::Release& a, const crds::Release& b) {
  return a.meta.ns == b.meta.ns && (finds(selectorOf(a), b.spec.templateLabels) ||
                                    finds(selectorOf(b), a.spec.templateLabels));
}

bool isOlder(const crds::Release& a, const crds::Release& b) {
  const auto age = [](const crds::Release& r) {
    return std::tuple(r.meta.creationTimestamp.value_or(WallTime{}), r.meta.name);
  };
  return age(a) < age(b);
}

std::vector<std::string> labelIndex(const crds::Release& release) {
  std::vector<std::string> values;
  const std::string& ns = release.meta.ns;
  if (!selectorOf(release).empty()) values.push_back(entry("s", ns, *selectorOf(release).begin()));
  for (const auto& label : release.spec.templateLabels) values.push_back(entry("t", ns, label));
  return values;
}

std::vector<kube::ObjectKey> overlapping(const kube::Store<crds::Release>& releases,
                                         const crds::Release& release) {
  std::set<kube::ObjectKey> found;
  const auto look = [&](const std::string& value) {
    for (const auto& other : releases.indexed(value)) {
      if (other->meta.key() != release.meta.key() && overlaps(release, *other)) {
        found.insert(other->meta.key());
      }
    }
  };
  const std::string& ns = release.meta.ns;
  for (const auto& label : release.spec.templateLabels) look(entry("s", ns, label));
  if (!selectorOf(release).empty()) look(entry("t", ns, *selectorOf(release).begin()));
  return {found.begin(), found.end()};
}

std::optional<kube::ObjectKey> olderTwin(const kube::Store<crds::Release>& releases,
                                         const crds::Release& release) {
  std::shared_ptr<const crds::Release> oldest;
  for (const auto& key : overlapping(releases, release)) {
    const auto other = releases.get(key);
    if (!other || other->meta.deletionTimestamp || !isOlder(*other, release)) continue;
    if (!oldest || isOlder(*other, *oldest)) oldest = other;
  }
  if (!oldest) return std::nullopt;
  return oldest->meta.key();
}

}  // namespace slipway::controllers
