#include "net/tls_context.h"

#include <algorithm>
#include <arpa/inet.h>
#include <ctime>
#include <mutex>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/text.h"

namespace slipway::net {
namespace {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* resource) const {
    Free(resource);
  }
};
using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;

// What a context remembers beside OpenSSL's own members; freed together with it.
struct Note {
  std::string name;  // expected from the server
  bool isAddress = false;
  std::mutex mutex;
  std::string failure;  // of the newest failed verification
};

int noteIndex() {
  static const int index = SSL_CTX_get_ex_new_index(
      0, nullptr, nullptr, nullptr, [](void*, void* note, CRYPTO_EX_DATA*, int, long, void*) {
        delete static_cast<Note*>(note);
      });
  return index;
}

Note& noteOf(const SSL_CTX& context) {
  return *static_cast<Note*>(SSL_CTX_get_ex_data(&context, noteIndex()));
}

std::string opensslReason(unsigned long code) {
  const char* const reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "error " + std::to_string(code);
}

std::string newestError() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  return code == 0 ? "not PEM" : opensslReason(code);
}

bool isIpAddress(const std::string& host) {
  in6_addr buffer{};
  return inet_pton(AF_INET, host.c_str(), &buffer) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &buffer) == 1;
}

// --- What went wrong, for people -----------------------------------------------------------------

std::string timeText(const ASN1_TIME* time) {
  std::tm fields{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &fields) != 1) return "an unreadable time";
  return formatTime(WallTime{std::chrono::seconds(timegm(&fields))});
}

std::string nameText(const X509_NAME* name) {
  const Bio out(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
  char* text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  return sanitizeUtf8(std::string_view(text, static_cast<std::size_t>(length)));
}

std::string alternativeNames(X509* certificate) {
  const Bio out(BIO_new(BIO_s_mem()));
  const int index = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1);
  if (index < 0) return {};
  X509V3_EXT_print(out.get(), X509_get_ext(certificate, index), 0, 0);
  char* text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  return truncateUtf8(sanitizeUtf8(std::string_view(text, static_cast<std::size_t>(length))), 300);
}

std::string nameMismatch(X509* certificate, const Note& note) {
  const std::string names = alternativeNames(certificate);
  if (names.empty()) {
    return "server certificate has no subject alternative name (its common name does not count): "
           "issue one for " +
           note.name;
  }
  return "server certificate is for " + names + " and not for " + note.name +
         ": add that name to it or set the server name to expect";
}

std::string verificationFailure(X509_STORE_CTX* store, const Note& note) {
  const int error = X509_STORE_CTX_get_error(store);
  X509* const certificate = X509_STORE_CTX_get_current_cert(store);
  if (certificate == nullptr) return X509_verify_cert_error_string(error);
  const std::string which = X509_STORE_CTX_get_error_depth(store) == 0
                                ? "server certificate"
                                : "CA certificate " + nameText(X509_get_subject_name(certificate));
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return which + " has expired on " + timeText(X509_get0_notAfter(certificate)) + ": renew it";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return which + " is not valid before " + timeText(X509_get0_notBefore(certificate)) +
             ": compare the clocks of both sides";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return nameMismatch(certificate, note);
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return which + " is signed by an authority that the CA bundle does not hold: " +
             nameText(X509_get_issuer_name(certificate));
    default:
      return which + ": " + X509_verify_cert_error_string(error);
  }
}

// --- Callbacks -----------------------------------------------------------------------------------

// Replaces verification as a whole, so that no library on top can fall back to the common name
// through a callback of its own.
int verify(X509_STORE_CTX* store, void*) {
  X509_STORE_CTX_set_verify_cb(store, [](int ok, X509_STORE_CTX*) { return ok; });
  const int verified = X509_verify_cert(store);
  if (verified == 1) return 1;
  const auto* const ssl = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  Note& note = noteOf(*SSL_get_SSL_CTX(ssl));
  std::string failure = verificationFailure(store, note);
  const std::scoped_lock lock(note.mutex);
  note.failure = std::move(failure);
  return verified;
}

// OpenSSL has no default for SNI on the context; the start of the handshake is in time for it.
void sendServerName(const SSL* ssl, int type, int) {
  if ((type & SSL_CB_HANDSHAKE_START) == 0) return;
  const Note& note = noteOf(*SSL_get_SSL_CTX(ssl));
  if (!note.isAddress) SSL_set_tlsext_host_name(const_cast<SSL*>(ssl), note.name.c_str());
}

// --- Material ------------------------------------------------------------------------------------

Bio open(const std::string& pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// The end of the text, as opposed to something between PEM markers that is not a certificate.
bool atEnd() {
  const unsigned long code = ERR_peek_last_error();
  const bool end = ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
  if (end) ERR_clear_error();
  return end;
}

std::string trust(SSL_CTX& context, const std::string& pem) {
  const Bio input = open(pem);
  int count = 0;
  while (Certificate certificate{PEM_read_bio_X509(input.get(), nullptr, nullptr, nullptr)}) {
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), certificate.get()) != 1) {
      return "CA certificate " + std::to_string(count + 1) + ": " + newestError();
    }
    ++count;
  }
  if (!atEnd()) return "CA certificate " + std::to_string(count + 1) + ": " + newestError();
  return count == 0 ? "the CA bundle holds no certificate" : std::string();
}

std::string showCertificate(SSL_CTX& context, const std::string& pem) {
  const Bio input = open(pem);
  int count = 0;
  while (Certificate certificate{PEM_read_bio_X509(input.get(), nullptr, nullptr, nullptr)}) {
    const long ok = count == 0 ? SSL_CTX_use_certificate(&context, certificate.get())
                               : SSL_CTX_add1_chain_cert(&context, certificate.get());
    if (ok != 1) return "client certificate " + std::to_string(count + 1) + ": " + newestError();
    ++count;
  }
  if (!atEnd()) return "client certificate " + std::to_string(count + 1) + ": " + newestError();
  return count == 0 ? "the client certificate holds no certificate" : std::string();
}

std::string useKey(SSL_CTX& context, const std::string& pem) {
  const Bio input = open(pem);
  const auto noPassword = [](char*, int, int, void*) { return 0; };
  const Key key(PEM_read_bio_PrivateKey(input.get(), nullptr, noPassword, nullptr));
  if (!key) return "client key: " + newestError() + " (an encrypted key cannot be used)";
  if (SSL_CTX_use_PrivateKey(&context, key.get()) != 1) {
    newestError();
    return "the client key does not belong to the client certificate";
  }
  return {};
}

std::string load(SSL_CTX& context, const TlsMaterial& material) {
  ERR_clear_error();
  std::string problem;
  if (!material.caPem.empty()) problem = trust(context, material.caPem);
  if (!problem.empty()) return problem;
  if (material.certificatePem.empty() != material.keyPem.empty()) {
    return "a client certificate and its key come together";
  }
  if (material.certificatePem.empty()) return {};
  problem = showCertificate(context, material.certificatePem);
  return problem.empty() ? useKey(context, material.keyPem) : problem;
}

bool expectName(SSL_CTX& context, const Note& note) {
  X509_VERIFY_PARAM* const parameters = SSL_CTX_get0_param(&context);
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_hostflags(
      parameters, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return note.isAddress
             ? X509_VERIFY_PARAM_set1_ip_asc(parameters, note.name.c_str()) == 1
             : X509_VERIFY_PARAM_set1_host(parameters, note.name.c_str(), note.name.size()) == 1;
}

}  // namespace

Expected<std::shared_ptr<SSL_CTX>, std::string> makeTlsContext(const TlsMaterial& material,
                                                               const std::string& host) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  if (!context) return Unexpected{"OpenSSL: " + newestError()};
  auto note = std::make_unique<Note>();
  note->name = material.serverName.empty() ? host : material.serverName;
  // Neither SNI nor certificates know the last dot of an absolute name.
  if (note->name.ends_with('.')) note->name.pop_back();
  note->isAddress = isIpAddress(note->name);
  if (note->name.empty() || !expectName(*context, *note)) {
    return Unexpected{"'" + note->name + "' is not a server name"};
  }
  SSL_CTX_set_ex_data(context.get(), noteIndex(), note.release());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(context.get(), material.insecureSkipVerify ? SSL_VERIFY_NONE : SSL_VERIFY_PEER,
                     nullptr);
  SSL_CTX_set_cert_verify_callback(context.get(), verify, nullptr);
  SSL_CTX_set_info_callback(context.get(), sendServerName);
  if (const std::string problem = load(*context, material); !problem.empty()) {
    return Unexpected{problem};
  }
  return context;
}

bool isCertificateAlert(unsigned long code) {
  if (ERR_GET_LIB(code) != ERR_LIB_SSL) return false;
  switch (ERR_GET_REASON(code)) {
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
      return true;
    default:
      return false;
  }
}

std::string describeTlsError(const SSL_CTX& context, unsigned long code) {
  if (ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED) {
    Note& note = noteOf(context);
    const std::scoped_lock lock(note.mutex);
    if (!note.failure.empty()) return note.failure;
  }
  if (!isCertificateAlert(code)) return "TLS: " + opensslReason(code);
  const X509* const ours = SSL_CTX_get0_certificate(&context);
  if (ours == nullptr) return "the server wants a client certificate and none is configured";
  return "the server refuses our client certificate (valid until " +
         timeText(X509_get0_notAfter(ours)) + "): " + opensslReason(code);
}

}  // namespace slipway::net
