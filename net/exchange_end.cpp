#include "net/exchange_end.h"

#include <cerrno>
#include <system_error>

#include "base/text.h"
#include "net/tls_context.h"

namespace slipway::net {
namespace {

constexpr int firstOpensslCode = 0x0A000000;

std::string beforeSending(const Failure& failure) {
  switch (failure.code) {
    case EHOSTUNREACH:
    case ECONNREFUSED:
      return "nobody listens there, or no route leads there";
    case ETIMEDOUT:
      return "no answer to the connection attempt";
    default:
      // Small numbers mean different things to the resolver and to TLS: only the text tells.
      if (failure.code < 5) return failure.text;
      return failure.text + " (" + std::generic_category().message(failure.code) + ")";
  }
}

std::string afterSending(const Failure& failure) {
  switch (failure.code) {
    case 1:
    case 2:
    case ECONNABORTED:
      return failure.headReceived ? "the server closed the connection in the middle of its answer"
                                  : "the server closed the connection without an answer";
    case ECONNRESET:
    case EPIPE:
      return "the server reset the connection";
    case ETIMEDOUT:
      return "the server no longer acknowledges what is sent";
    case 0:
      return failure.text;
    default:
      return failure.text + " (" + std::generic_category().message(failure.code) + ")";
  }
}

std::string describe(const Failure& failure, const SSL_CTX* tls) {
  if (failure.code >= firstOpensslCode && tls != nullptr) {
    return describeTlsError(*tls, static_cast<unsigned long>(failure.code));
  }
  return failure.requestWritten ? afterSending(failure) : beforeSending(failure);
}

}  // namespace

EndReason explainFailure(const Failure& failure, const std::string& address, const SSL_CTX* tls) {
  // In TLS 1.3 the client sends its request before it hears what the server thinks of its
  // certificate; a server that minds has not looked at the request.
  const bool refused = !failure.headReceived && failure.code >= firstOpensslCode &&
                       isCertificateAlert(static_cast<unsigned long>(failure.code));
  const End end = failure.requestWritten && !refused ? End::Broken : End::NotSent;
  return {end, address + ": " + sanitizeUtf8(describe(failure, tls))};
}

}  // namespace slipway::net
