#include "operator/client/run_client.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <unistd.h>
#include <utility>

#include "base/clock.h"
#include "base/files.h"
#include "base/log.h"
#include "base/random.h"
#include "kube/client/rest_api.h"
#include "kube/loop/loop.h"
#include "operator/cli.h"
#include "operator/connection.h"

namespace slipway::cli {
namespace {

kube::RestApiOptions asOurselves(bool bookkeeping) {
  kube::RestApiOptions options;
  options.bookkeeping = bookkeeping;
  options.userAgent = std::string("kubectl-slipway/") + SLIPWAY_VERSION;
  return options;
}

// Everything that a command needs of this process, in the order in which it is made.
class ClientProcess final {
 public:
  ClientProcess(Connection connection, bool bookkeeping)
      : random_(systemRandom()),
        mailbox_(kube::makeThreadMailbox(clock_)),
        loop_(clock_, *mailbox_),
        transport_(std::move(connection.transport)),
        api_(kube::makeRestApi({*transport_, loop_, *mailbox_, files_, random_, log_},
                               std::move(connection.config), asOurselves(bookkeeping))),
        session_({*api_, loop_, random_, log_,
                  [this](const std::function<bool()>& done, Duration limit) {
                    return runUntil(done, limit);
                  }}) {}

  Session& session() { return session_; }

  [[noreturn]] void leave(int code) {
    std::cout.flush();
    std::fflush(nullptr);
    mailbox_->close();
    _exit(code);
  }

 private:
  bool runUntil(const std::function<bool()>& done, Duration limit) {
    const MonoTime end = clock_.mono() + limit;
    while (!done()) {
      if (clock_.mono() >= end) return false;
      loop_.step(end);
    }
    return true;
  }

  SystemClock clock_;
  SystemFiles files_;
  NullLog log_;
  SeededRandom random_;
  std::unique_ptr<kube::Mailbox> mailbox_;
  kube::Loop loop_;
  std::unique_ptr<net::Transport> transport_;
  std::unique_ptr<kube::Api> api_;
  Session session_;
};

}  // namespace

int runClient(const ClientOptions& options, const std::function<int(Client&)>& command) {
  auto connection = connect(options.kubeconfig, options.context, Plugins::Run);
  if (!connection.ok()) {
    std::cerr << "slipway: " << connection.error() << "\n";
    return kUsage;
  }
  const std::string server = connection->config.url();
  const std::string ns = options.allNamespaces ? ""
                         : options.ns.empty()  ? connection->config.ns
                                               : options.ns;
  const Screen screen = standardOutput();
  ClientProcess process(std::move(*connection), options.bookkeeping);
  Client client{process.session(), server,   ns, screen, lookAt(screen, options.colour, {}),
                std::cout,         std::cerr};
  process.leave(command(client));
}

}  // namespace slipway::cli
