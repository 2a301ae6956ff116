#include "tests/kube/runtime/support/lease_server.h"

#include <stdexcept>

#include "tests/kube/runtime/support/scripted_api.h"

namespace slipway::kube::test {

ApiResult LeaseServer::store(const Value& value) {
  ++writes;
  lease = value.withPointer("/metadata/resourceVersion", std::to_string(++version_));
  return applied(*lease);
}

void LeaseServer::edit(std::string_view pointer, Value value) {
  store(lease->withPointer(pointer, std::move(value)));
}

Lease LeaseServer::get() const {
  auto decoded = decodeLease(*lease);
  if (!decoded.ok()) throw std::runtime_error(decoded.error().front().text());
  return *decoded;
}

ApiResult LeaseServer::answer(const ApiRequest& request) {
  if (request.verb == Verb::Create) {
    if (lease) return rejected(409, "AlreadyExists", "the lease exists");
    return store(request.body.withPointer("/metadata/uid", "uid-" + std::to_string(version_)));
  }
  if (!lease) return rejected(404, "NotFound", "no such lease");
  if (request.verb == Verb::Get) return applied(*lease);
  if (request.verb != Verb::MergePatch) throw std::logic_error("not a request of an elector");
  if (request.body["metadata"]["resourceVersion"] != (*lease)["metadata"]["resourceVersion"])
    return rejected(409, "Conflict", "the lease was changed");
  const Value patched = applyMergePatch(*lease, request.body);
  return patched == *lease ? applied(*lease) : store(patched);
}

}  // namespace slipway::kube::test
