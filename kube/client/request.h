#pragma once

#include <cstdint>
#include <string>

#include "base/expected.h"
#include "kube/client/api.h"
#include "net/transport.h"

namespace slipway::kube {

// Requests as HTTP, without IO. `prefix` is the path of the server's URL ("" or "/k8s/c-1"). Every
// path and query part is percent-encoded once. Accept is set; credentials are not.
//
// The error is one line that says what is missing: such a request would reach another object than
// the one meant, so it is never sent.
Expected<net::Request, std::string> buildRequest(const ApiRequest& request,
                                                 const std::string& prefix);
net::Request buildList(const ListRequest& request, const std::string& prefix);
// serverSeconds: after that time the server ends the watch by itself.
net::Request buildWatch(const WatchRequest& request, const std::string& prefix,
                        std::int64_t serverSeconds);

}  // namespace slipway::kube
