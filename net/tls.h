#pragma once

#include <string>

namespace slipway::net {

// What a TLS client trusts and shows, as PEM text. Compared to notice rotation.
struct TlsMaterial {
  std::string caPem{};           // empty: nothing is trusted, unless insecureSkipVerify
  std::string certificatePem{};  // client certificate chain; empty: none
  std::string keyPem{};
  std::string serverName{};  // name to verify and to send as SNI; empty: the endpoint's host
  bool insecureSkipVerify = false;
  friend bool operator==(const TlsMaterial&, const TlsMaterial&) = default;
};

}  // namespace slipway::net
