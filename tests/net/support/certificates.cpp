#include "tests/net/support/certificates.h"

#include <atomic>
#include <cstdlib>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace slipway::net::testing {
namespace {

template <typename T>
T* must(T* made) {
  if (made == nullptr) std::abort();
  return made;
}

EVP_PKEY* makeKey() {
  return must(EVP_EC_gen("P-256"));
}

void addName(X509_NAME* name, const std::string& commonName) {
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(commonName.c_str()), -1, -1, 0);
}

void addExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const made = must(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  X509_add_ext(certificate, made, -1);
  X509_EXTENSION_free(made);
}

X509* makeCertificate(const CertificateOptions& options, EVP_PKEY* key, X509* issuer) {
  static std::atomic<long> serial = 1;
  X509* const made = must(X509_new());
  X509_set_version(made, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made), serial++);
  X509_gmtime_adj(X509_getm_notBefore(made), 3600L * options.validFromHours);
  X509_gmtime_adj(X509_getm_notAfter(made), 3600L * options.validUntilHours);
  X509_set_pubkey(made, key);
  addName(X509_get_subject_name(made), options.commonName);
  X509_set_issuer_name(made, X509_get_subject_name(issuer != nullptr ? issuer : made));
  return made;
}

template <typename Write>
std::string toPem(Write write) {
  BIO* const out = must(BIO_new(BIO_s_mem()));
  if (write(out) != 1) std::abort();
  char* text = nullptr;
  const long length = BIO_get_mem_data(out, &text);
  std::string pem(text, static_cast<std::size_t>(length));
  BIO_free(out);
  return pem;
}

}  // namespace

Authority::Authority(const std::string& commonName) : key_(makeKey()) {
  const CertificateOptions options{.commonName = commonName, .alternativeNames = {}};
  certificate_ = makeCertificate(options, key_, nullptr);
  addExtension(certificate_, certificate_, NID_basic_constraints, "critical,CA:TRUE");
  if (X509_sign(certificate_, key_, EVP_sha256()) == 0) std::abort();
  pem_ = toPem([&](BIO* out) { return PEM_write_bio_X509(out, certificate_); });
}

Authority::~Authority() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
}

Identity Authority::issue(const CertificateOptions& options) const {
  EVP_PKEY* const key = makeKey();
  X509* const certificate = makeCertificate(options, key, certificate_);
  if (!options.alternativeNames.empty()) {
    addExtension(certificate, certificate_, NID_subject_alt_name, options.alternativeNames);
  }
  if (X509_sign(certificate, key_, EVP_sha256()) == 0) std::abort();
  Identity made{toPem([&](BIO* out) { return PEM_write_bio_X509(out, certificate); }),
                toPem([&](BIO* out) {
                  return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
                })};
  X509_free(certificate);
  EVP_PKEY_free(key);
  return made;
}

}  // namespace slipway::net::testing
