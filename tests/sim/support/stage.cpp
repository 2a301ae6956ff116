#include "tests/sim/support/stage.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "crds/release.h"
#include "kube/types/resources.h"

namespace slipway::testing {
namespace {

std::int64_t revisionNumber(const Value& set) {
  const auto text = set["metadata"]["annotations"]["slipway.dev/revision-number"].stringOr("");
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

void Stage::later(Duration in, kube::Task task) {
  ++pending_;
  timers_.push_back(world_.loop().after(in, [this, task = std::move(task)] {
    --pending_;
    task();
  }));
}

void Stage::kill() {
  world_.killOperator();
  later(std::chrono::seconds(1), [this] { world_.startOperator(); });
}

bool Stage::end() {
  const auto tasks = std::exchange(atEnd_, {});
  for (const auto& task : tasks) task();
  return !tasks.empty();
}

kube::ApiResult Stage::outsider(const kube::ApiRequest& request) {
  kube::ApiRequest sent = request;
  sent.fieldManager = "outsider";
  return world_.cluster().handleNow(sent, "outsider");
}

void Stage::mergePatch(const kube::Resource& resource, const Value& object, Value patch,
                       const std::string& subresource) {
  kube::ApiRequest request;
  request.verb = kube::Verb::MergePatch;
  request.resource = resource;
  request.subresource = subresource;
  request.key = {std::string(object["metadata"]["namespace"].stringOr("")),
                 std::string(object["metadata"]["name"].stringOr(""))};
  request.body = std::move(patch);
  outsider(request);
}

std::vector<Value> Stage::releases() const {
  std::vector<Value> found;
  for (const Value& release : state().all(crds::releases()))
    if (release["metadata"]["deletionTimestamp"].isNull()) found.push_back(release);
  return found;
}

std::vector<Value> Stage::setsOf(const Value& release) const {
  std::vector<Value> sets;
  for (const Value& set : state().all(kube::resources::replicaSets()))
    for (const Value& owner : set["metadata"]["ownerReferences"].elements())
      if (owner["uid"] == release["metadata"]["uid"]) sets.push_back(set);
  std::stable_sort(sets.begin(), sets.end(), [](const Value& a, const Value& b) {
    return revisionNumber(a) > revisionNumber(b);
  });
  return sets;
}

void Stage::showOlderLists(std::int64_t version, int times) {
  olderVersion_ = version;
  olderLists_ = times;
}

std::optional<std::int64_t> Stage::listedVersion() {
  if (olderLists_ == 0 || olderVersion_ <= state().compactedVersion()) return std::nullopt;
  --olderLists_;
  return olderVersion_;
}

}  // namespace slipway::testing
