#include "net/probe_tls.h"

#include <array>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "net/address_policy.h"

namespace slipway::net {
namespace {

// Named here and not left to OpenSSL's defaults, since the process points those (SSL_CERT_FILE)
// elsewhere to keep another library from reading the bundle for each connection.
constexpr std::array bundles = {
    "/etc/ssl/certs/ca-certificates.crt",  // Debian, Alpine, most minimal images
    "/etc/pki/tls/certs/ca-bundle.crt",    // Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",              // SUSE
    "/etc/ssl/cert.pem",
};

bool trustSystem(SSL_CTX& context) {
  for (const char* bundle : bundles) {
    if (SSL_CTX_load_verify_file(&context, bundle) == 1) return true;
  }
  return false;
}

bool trustPem(SSL_CTX& context, const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> input(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  int count = 0;
  while (input) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(input.get(), nullptr, nullptr, nullptr), &X509_free);
    if (!certificate) break;
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), certificate.get()) != 1) return false;
    ++count;
  }
  return count > 0;
}

}  // namespace

Expected<std::shared_ptr<SSL_CTX>, std::string> makeProbeTls(const std::string& caPem) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  if (!context) return Unexpected{std::string("OpenSSL cannot make a TLS context")};
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  const bool trusted = caPem.empty() ? trustSystem(*context) : trustPem(*context, caPem);
  ERR_clear_error();
  if (trusted) return context;
  return Unexpected{std::string(caPem.empty() ? "no certificate bundle found on this system"
                                              : "the configured authorities are not valid PEM")};
}

bool expectHost(SSL& ssl, const std::string& host) {
  X509_VERIFY_PARAM* const parameters = SSL_get0_param(&ssl);
  X509_VERIFY_PARAM_set_hostflags(
      parameters, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (parseIpAddress(host)) {
    return X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1;
  }
  // Neither SNI nor certificates know the final dot of an absolute name.
  const std::string name = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
  return SSL_set_tlsext_host_name(&ssl, name.c_str()) == 1 &&
         X509_VERIFY_PARAM_set1_host(parameters, name.c_str(), name.size()) == 1;
}

std::string handshakeProblem(const SSL& ssl, const std::string& fallback) {
  const long result = SSL_get_verify_result(&ssl);
  return result == X509_V_OK ? fallback : X509_verify_cert_error_string(result);
}

}  // namespace slipway::net
