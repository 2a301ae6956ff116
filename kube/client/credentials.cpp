#include "kube/client/credentials.h"

#include <chrono>

namespace slipway::kube {
namespace {

constexpr Duration kPeriod = std::chrono::minutes(1);

}  // namespace

Credentials::Credentials(const ClientConfig& config, const Files& files, net::Transport& transport,
                         Timers& timers, Log& log)
    : config_(config), files_(files), transport_(transport), timers_(timers), log_(log) {
  refreshToken();
  if (auto tls = loadTls(files_, config_)) tls_ = *std::move(tls);
  arm();
}

bool Credentials::refreshToken() {
  auto token = loadToken(files_, config_);
  if (!token) {
    complain(tokenProblem_, token.error());
    return false;
  }
  tokenProblem_.clear();
  if (*token == token_) return false;
  if (!token_.empty()) log_.info("the bearer token has changed", {{"user", config_.user}});
  token_ = *std::move(token);
  return true;
}

void Credentials::refreshTls() {
  auto tls = loadTls(files_, config_);
  if (!tls) return complain(tlsProblem_, tls.error());
  if (*tls == tls_) return tlsProblem_.clear();
  // In mid-rotation a certificate and another key may be seen: the transport refuses them, and the
  // next minute brings both.
  if (const auto set = transport_.setTls(*tls); !set) {
    const std::string& file =
        config_.certificate.file.empty() ? config_.ca.file : config_.certificate.file;
    return complain(tlsProblem_, (file.empty() ? config_.origin : file) + ": " + set.error());
  }
  tlsProblem_.clear();
  tls_ = *std::move(tls);
  log_.info("TLS certificates have changed", {{"server", config_.url()}});
}

void Credentials::arm() {
  timer_ = timers_.after(kPeriod, [this] {
    refreshToken();
    refreshTls();
    arm();
  });
}

void Credentials::complain(std::string& last, const std::string& problem) {
  if (problem == last) return;
  last = problem;
  log_.warn("a credential cannot be used; the one before stays in use",
            {{"problem", problem}, {"origin", config_.origin}});
}

}  // namespace slipway::kube
