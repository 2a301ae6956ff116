#include "tests/kube/runtime/support/reconciles.h"

namespace slipway::kube::test {

ApiRequest request(Verb verb, const std::string& name) {
  ApiRequest r;
  r.verb = verb;
  r.resource = things();
  r.key = shop(name);
  return r;
}

ScriptedReconciler::Body sendOnce(const ApiRequest& r) {
  return [r](const ObjectKey&, int asked, const std::optional<ApiResult>&) -> Step {
    if (asked == 0) return r;
    return Finish::settled();
  };
}

}  // namespace slipway::kube::test
