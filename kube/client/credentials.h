#pragma once

#include <string>

#include "base/files.h"
#include "base/log.h"
#include "kube/client/config.h"
#include "kube/loop/loop.h"
#include "net/transport.h"

namespace slipway::kube {

// Follows credentials that change under a running client: every minute it reads the token and the
// TLS files again and hands new ones on. What cannot be read or used leaves the old in place, with
// one log line per problem. Loop thread.
class Credentials {
 public:
  // The transport was made with what loadTls() of this config answered.
  Credentials(const ClientConfig& config, const Files& files, net::Transport& transport,
              Timers& timers, Log& log);
  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;

  // Empty: requests go without.
  const std::string& token() const { return token_; }
  // Reads the token now, because the server did not accept it; true when it is another one.
  bool refreshToken();

 private:
  void refreshTls();
  void arm();
  void complain(std::string& last, const std::string& problem);

  const ClientConfig& config_;
  const Files& files_;
  net::Transport& transport_;
  Timers& timers_;
  Log& log_;
  std::string token_;
  net::TlsMaterial tls_;
  std::string tokenProblem_;
  std::string tlsProblem_;
  TimerPtr timer_;
};

}  // namespace slipway::kube
