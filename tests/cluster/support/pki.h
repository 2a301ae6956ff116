#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace slipway::testing {

// A certificate and its private key, both PEM.
struct KeyPair {
  std::string certificate;
  std::string key;
};

struct CertificateRequest {
  std::string commonName;
  std::vector<std::string> organizations = {};  // groups, for Kubernetes
  // Subject alternative names as OpenSSL writes them: "DNS:localhost", "IP:127.0.0.1". A
  // certificate that has some is for servers, one without is for clients.
  std::vector<std::string> names = {};
  // Counted from now; valid since an hour before the earlier of now and the end.
  std::chrono::seconds validFor = std::chrono::hours(24);
};

// A throw-away certificate authority on prime256v1. Failures of OpenSSL are exceptions: a test
// can't go on without its certificates.
class CertificateAuthority {
 public:
  explicit CertificateAuthority(const std::string& commonName);
  ~CertificateAuthority();
  CertificateAuthority(const CertificateAuthority&) = delete;
  CertificateAuthority& operator=(const CertificateAuthority&) = delete;

  std::string certificate() const;  // PEM
  KeyPair issue(const CertificateRequest& request) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// An RSA key as kube-apiserver signs ServiceAccount tokens with: private and public half, PEM.
struct RsaKey {
  std::string privateKey;
  std::string publicKey;
};
RsaKey generateRsaKey();

}  // namespace slipway::testing
