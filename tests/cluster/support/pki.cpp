#include "tests/cluster/support/pki.h"

#include <algorithm>
#include <cstdint>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace slipway::testing {
namespace {

struct Deleter {
  void operator()(BIO* p) const { BIO_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(X509* p) const { X509_free(p); }
  void operator()(X509_EXTENSION* p) const { X509_EXTENSION_free(p); }
};
template <typename T>
using Owned = std::unique_ptr<T, Deleter>;

template <typename T>
Owned<T> own(T* pointer, const char* what) {
  if (pointer == nullptr) throw std::runtime_error(std::string("OpenSSL: ") + what);
  return Owned<T>(pointer);
}

void check(int result, const char* what) {
  if (result <= 0) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

template <typename Write>
std::string pem(Write write) {
  auto bio = own(BIO_new(BIO_s_mem()), "BIO_new");
  check(write(bio.get()), "PEM_write");
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string pemOf(X509* certificate) {
  return pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

std::string pemOf(EVP_PKEY* key) {
  return pem([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

void addName(X509_NAME* name, const char* field, const std::string& value) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(value.c_str());
  check(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, bytes,
                                   static_cast<int>(value.size()), -1, 0),
        field);
}

void addExtension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  auto extension = own(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()), value.c_str());
  check(X509_add_ext(certificate, extension.get(), -1), value.c_str());
}

// A version 3 certificate with a random serial number; the caller adds names, extensions and the
// signature.
Owned<X509> makeCertificate(EVP_PKEY* key, std::chrono::seconds validFor) {
  auto certificate = own(X509_new(), "X509_new");
  check(X509_set_version(certificate.get(), X509_VERSION_3), "version");
  std::uint32_t serial = 0;
  check(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial), "RAND_bytes");
  check(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial + 1ULL), "serial");
  const long end = static_cast<long>(validFor.count());
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), std::min(0L, end) - 3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), end);
  check(X509_set_pubkey(certificate.get(), key), "public key");
  return certificate;
}

std::string join(const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? "" : ",") + part;
  return all;
}

}  // namespace

struct CertificateAuthority::State {
  Owned<EVP_PKEY> key;
  Owned<X509> certificate;
};

CertificateAuthority::CertificateAuthority(const std::string& commonName)
    : state_(std::make_unique<State>()) {
  state_->key = own(EVP_EC_gen("P-256"), "EVP_EC_gen");
  state_->certificate = makeCertificate(state_->key.get(), std::chrono::hours(48));
  X509* self = state_->certificate.get();
  addName(X509_get_subject_name(self), "CN", commonName);
  check(X509_set_issuer_name(self, X509_get_subject_name(self)), "issuer");
  addExtension(self, self, NID_basic_constraints, "critical,CA:TRUE");
  addExtension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign");
  addExtension(self, self, NID_subject_key_identifier, "hash");
  check(X509_sign(self, state_->key.get(), EVP_sha256()), "X509_sign");
}

CertificateAuthority::~CertificateAuthority() = default;

std::string CertificateAuthority::certificate() const {
  return pemOf(state_->certificate.get());
}

KeyPair CertificateAuthority::issue(const CertificateRequest& request) const {
  auto key = own(EVP_EC_gen("P-256"), "EVP_EC_gen");
  auto certificate = makeCertificate(key.get(), request.validFor);
  X509* issuer = state_->certificate.get();
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  for (const auto& organization : request.organizations) addName(subject, "O", organization);
  addName(subject, "CN", request.commonName);
  check(X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer)), "issuer");
  addExtension(certificate.get(), issuer, NID_key_usage, "critical,digitalSignature");
  addExtension(certificate.get(), issuer, NID_authority_key_identifier, "keyid");
  addExtension(certificate.get(), issuer, NID_ext_key_usage,
               request.names.empty() ? "clientAuth" : "serverAuth");
  if (!request.names.empty()) {
    addExtension(certificate.get(), issuer, NID_subject_alt_name, join(request.names));
  }
  check(X509_sign(certificate.get(), state_->key.get(), EVP_sha256()), "X509_sign");
  return {pemOf(certificate.get()), pemOf(key.get())};
}

RsaKey generateRsaKey() {
  auto key = own(EVP_RSA_gen(2048), "EVP_RSA_gen");
  return {pemOf(key.get()), pem([&](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key.get()); })};
}

}  // namespace slipway::testing
