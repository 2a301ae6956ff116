#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/files.h"
#include "base/log.h"
#include "base/random.h"
#include "kube/client/api.h"
#include "kube/client/config.h"
#include "kube/loop/loop.h"
#include "net/transport.h"

namespace slipway::kube {

// Everything outlives the Api.
struct RestApiSeams {
  net::Transport& transport;
  Timers& timers;
  Mailbox& mailbox;
  const Files& files;
  Random& random;
  Log& log;
};

struct RestApiOptions {
  std::string userAgent = "slipway";
  int maxWritesInFlight = 16;  // further ones wait in order
  // Objects keep managedFields and what kubectl applied last: for who has to merge with it.
  bool bookkeeping = false;
  // One answer, or code 0 for none; a watch counts when it begins. Each attempt counts.
  std::function<void(const std::string& method, const std::string& host, int code,
                     Duration elapsed)>
      observer;
};

// An API server over HTTP. What it does on its own, and no more:
// - 429 (and 503 with Retry-After, for reads) is asked again after that time, at most three times
//   and within the request's timeout; without Retry-After after one second.
// - 401 is asked again once if a new token is there; the token and TLS files are followed.
// - a read whose connection broke before any answer (a pooled connection gone stale) is asked
//   again once. A write never is.
//
// A write's 5xx is Unknown, and so is a 2xx whose body cannot be read: it may have been applied. A
// timeout counts the time spent waiting for other writes; one that was never sent is NotSent.
// Destroy every Pending before the Api.
std::unique_ptr<Api> makeRestApi(RestApiSeams seams, ClientConfig config,
                                 RestApiOptions options = {});

}  // namespace slipway::kube
