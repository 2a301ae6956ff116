#pragma once

#include <memory>
#include <openssl/types.h>
#include <string>
#include <vector>

namespace slipway::net::testing {

// A certificate and its key as PEM, made for one test.
struct Identity {
  std::string certificatePem;
  std::string keyPem;
};

struct CertificateOptions {
  std::string commonName = "slipway test";
  std::string alternativeNames{};  // "DNS:localhost,IP:127.0.0.1"; empty: no such extension
  int validFromHours = -24;        // relative to now
  int validUntilHours = 24;
};

// An authority that issues throw-away certificates with P-256 keys. Aborts the test on failure.
class Authority {
 public:
  explicit Authority(const std::string& commonName);
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  const std::string& pem() const { return pem_; }
  Identity issue(const CertificateOptions& options) const;

 private:
  X509* certificate_;
  EVP_PKEY* key_;
  std::string pem_;
};

}  // namespace slipway::net::testing
