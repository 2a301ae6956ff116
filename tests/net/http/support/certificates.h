#pragma once

#include <memory>
#include <openssl/ssl.h>
#include <string>

namespace slipway::nettest {

struct CertificateWish {
  std::string commonName = "test";
  std::string alternativeNames;   // OpenSSL's form: "DNS:web.test,IP:127.0.0.1"; empty: none
  long validFromSeconds = -3600;  // relative to now
  long validToSeconds = 3600;
};

// A throw-away authority that lives in memory.
class Authority {
 public:
  Authority();
  const std::string& pem() const { return pem_; }
  // A server context with a fresh certificate of this authority.
  std::shared_ptr<SSL_CTX> serverContext(const CertificateWish& wish) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> certificate_;
  std::string pem_;
};

}  // namespace slipway::nettest
