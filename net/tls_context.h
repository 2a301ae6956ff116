#pragma once

#include <memory>
#include <openssl/types.h>
#include <string>

#include "base/expected.h"
#include "net/tls.h"

namespace slipway::net {

// A TLS client context for `host` (a name or an IPv4 or IPv6 address), ready to share between
// connections: TLS 1.2 or newer, SNI for names, and verification against `material` in which only
// subject alternative names count, never the common name. Any certificate of the bundle is a trust
// anchor, an intermediate one too. The error says which part of the material is unusable.
Expected<std::shared_ptr<SSL_CTX>, std::string> makeTlsContext(const TlsMaterial& material,
                                                               const std::string& host);

// One line for people about an OpenSSL error code (as ERR_get_error gives it) of a connection of
// this context: for a failed verification what is wrong with which certificate, of the newest
// failure in this context; for an alert what the server said of ours.
std::string describeTlsError(const SSL_CTX& context, unsigned long code);

// The server refused our client certificate, or its absence: it has not processed any request.
bool isCertificateAlert(unsigned long code);

}  // namespace slipway::net
