#include "tests/net/http/support/certificates.h"

#include <atomic>
#include <cstdlib>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace slipway::nettest {
namespace {

void must(bool good) {
  if (!good) std::abort();
}

std::shared_ptr<EVP_PKEY> makeKey() {
  return {EVP_EC_gen("P-256"), &EVP_PKEY_free};
}

void extend(X509& certificate, X509& issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  must(extension != nullptr && X509_add_ext(&certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

std::shared_ptr<X509> makeCertificate(const CertificateWish& wish, EVP_PKEY& key) {
  static std::atomic<long> serial{1};
  std::shared_ptr<X509> certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), wish.validFromSeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), wish.validToSeconds);
  X509_set_pubkey(certificate.get(), &key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wish.commonName.c_str()), -1,
                             -1, 0);
  return certificate;
}

}  // namespace

Authority::Authority() : key_(makeKey()) {
  CertificateWish wish;
  static std::atomic<int> number{0};
  wish.commonName = "throw-away authority " + std::to_string(++number);
  certificate_ = makeCertificate(wish, *key_);
  X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
  extend(*certificate_, *certificate_, NID_basic_constraints, "critical,CA:TRUE");
  extend(*certificate_, *certificate_, NID_key_usage, "critical,keyCertSign");
  must(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) > 0);
  BIO* const out = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(out, certificate_.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out, &bytes);
  pem_.assign(bytes, static_cast<std::size_t>(size));
  BIO_free(out);
}

std::shared_ptr<SSL_CTX> Authority::serverContext(const CertificateWish& wish) const {
  const auto key = makeKey();
  const auto certificate = makeCertificate(wish, *key);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
  if (!wish.alternativeNames.empty()) {
    extend(*certificate, *certificate_, NID_subject_alt_name, wish.alternativeNames);
  }
  must(X509_sign(certificate.get(), key_.get(), EVP_sha256()) > 0);
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  must(SSL_CTX_use_certificate(context.get(), certificate.get()) == 1);
  must(SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1);
  return context;
}

}  // namespace slipway::nettest
