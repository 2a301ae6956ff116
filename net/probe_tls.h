#pragma once

#include <memory>
#include <openssl/ssl.h>
#include <string>

#include "base/expected.h"

namespace slipway::net {

// A verifying TLS client context that trusts `caPem`, or the system's certificate bundle when that
// is empty. The bundle takes some 20 ms to read: make one context and share it.
Expected<std::shared_ptr<SSL_CTX>, std::string> makeProbeTls(const std::string& caPem);

// The peer must show a certificate for `host` (a name or an address): subject alternative names
// only, the common name does not count. Names are sent as SNI. False when OpenSSL refuses.
bool expectHost(SSL& ssl, const std::string& host);

// Why the handshake failed, in one line; `fallback` unless the certificate was the reason.
std::string handshakeProblem(const SSL& ssl, const std::string& fallback);

}  // namespace slipway::net
