#include "kube/types/endpoint_slice.h"

#include "kube/types/decoding.h"

namespace slipway::kube {
namespace {

SliceEndpoint readEndpoint(const Reader& reader) {
  SliceEndpoint endpoint;
  for (const Reader& address : reader["addresses"].elements())
    endpoint.addresses.push_back(address.string());
  const Reader conditions = reader["conditions"];
  endpoint.ready = conditions["ready"].boolean(true);
  endpoint.serving = conditions["serving"].boolean(endpoint.ready);
  endpoint.terminating = conditions["terminating"].boolean(false);
  const Reader target = reader["targetRef"];
  if (target["kind"].string() == "Pod") {
    endpoint.targetUid = target["uid"].string();
    endpoint.targetName = target["name"].string();
  }
  return endpoint;
}

}  // namespace

Decoded<EndpointSlice> decodeEndpointSlice(const Value& object) {
  FieldErrors errors;
  const Reader root(object, errors);
  EndpointSlice slice;
  slice.meta = readNamedMeta(root["metadata"], noName);
  slice.service = slice.meta.labels.valueOr("kubernetes.io/service-name", "");
  slice.addressType = root["addressType"].string();
  for (const Reader& endpoint : root["endpoints"].elements())
    slice.endpoints.push_back(readEndpoint(endpoint));
  for (const Reader& port : root["ports"].elements())
    slice.ports.push_back({port["name"].string(), port["port"].int32(0, 0, 65535)});
  return decoded(std::move(slice), std::move(errors));
}

}  // namespace slipway::kube
