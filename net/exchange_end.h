#pragma once

#include <openssl/types.h>
#include <string>

#include "net/transport.h"

namespace slipway::net {

// What is known about an exchange that failed below the caller's level.
struct Failure {
  // An errno, a resolver's 1..4, 1 or 2 for a connection cut short, or an OpenSSL code.
  int code = 0;
  std::string text;             // the library's own words, for what the code does not tell
  bool requestWritten = false;  // the request's head was handed to the kernel as a whole
  bool headReceived = false;
};

// Tells NotSent from Broken and says in one line what happened at `address`. `tls` is the context
// of the connection, null without TLS.
EndReason explainFailure(const Failure& failure, const std::string& address, const SSL_CTX* tls);

}  // namespace slipway::net
