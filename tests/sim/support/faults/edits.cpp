#include "tests/sim/support/faults/edits.h"

#include <utility>

#include "crds/release.h"
#include "kube/types/resources.h"

namespace slipway::testing {

std::string imageOf(const Value& release) {
  const Value* image = release.findPointer("/spec/template/spec/containers/0/image");
  return image ? std::string(image->stringOr("")) : "";
}

void setImage(Stage& stage, const Value& release, const std::string& image) {
  kube::ApiRequest request;
  request.verb = kube::Verb::JsonPatch;
  request.resource = crds::releases();
  request.key = {std::string(release["metadata"]["namespace"].stringOr("")),
                 std::string(release["metadata"]["name"].stringOr(""))};
  request.body = Value::array({Value::object(
      {{"op", "replace"}, {"path", "/spec/template/spec/containers/0/image"}, {"value", image}})});
  stage.outsider(request);
}

void patchSpec(Stage& stage, const Value& release, Value spec) {
  stage.mergePatch(crds::releases(), release, Value::object({{"spec", std::move(spec)}}));
}

void deleteSet(Stage& stage, const Value& set) {
  kube::ApiRequest request;
  request.verb = kube::Verb::Delete;
  request.resource = kube::resources::replicaSets();
  request.key = {std::string(set["metadata"]["namespace"].stringOr("")),
                 std::string(set["metadata"]["name"].stringOr(""))};
  request.propagation = "Background";
  stage.outsider(request);
}

}  // namespace slipway::testing
