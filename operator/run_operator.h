#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/log.h"

namespace slipway::cli {

struct RunOptions {
  std::string kubeconfig;  // empty: as kubectl finds it, in a pod the service account
  std::string context;
  std::string ns;  // to watch; empty: all
  int workers = 8;
  bool elect = true;
  std::string leaseName = "slipway";
  std::string leaseNamespace;  // empty: the namespace of the credentials
  std::string podUid;          // of the pod whose only operator this is; empty: in none
  Duration leaseDuration = std::chrono::seconds(15);
  Duration renewDeadline = std::chrono::seconds(10);
  Duration retryPeriod = std::chrono::seconds(2);
  std::string listenAddress;        // empty: all
  std::uint16_t listenPort = 8080;  // 0: any free one, named in the log
  Duration shutdownTimeout = std::chrono::seconds(20);
  LogLevel logLevel = LogLevel::Info;
  LogFormat logFormat = LogFormat::Text;
};

// `slipway operator`: runs until a signal or until leadership is lost. Ends the process itself
// (static destructors of the HTTP library are not safe), so it returns only when it could not
// start.
int runOperator(const RunOptions& options);

}  // namespace slipway::cli
