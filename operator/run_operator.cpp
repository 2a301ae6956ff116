#include "operator/run_operator.h"

#include <array>
#include <cstdio>
#include <cstring>
#include <malloc.h>
#include <memory>
#include <signal.h>
#include <unistd.h>
#include <utility>

#include "base/crash.h"
#include "base/files.h"
#include "base/random.h"
#include "base/text.h"
#include "kube/client/config.h"
#include "kube/client/rest_api.h"
#include "kube/loop/loop.h"
#include "kube/runtime/prometheus_metrics.h"
#include "net/beast_probe.h"
#include "net/server.h"
#include "operator/cli.h"
#include "operator/connection.h"
#include "operator/health.h"
#include "operator/memory.h"
#include "operator/operator.h"
#include "operator/signals.h"

namespace slipway::cli {
namespace {

using std::chrono::seconds;

// What starting took is given back when the first work is done, what later work took from time to
// time.
constexpr Duration kRestAfterStart = seconds(5);
constexpr Duration kRestEvery = seconds(30);

std::string hostName() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return host.data();
}

// Something that no earlier process had.
std::string once(Random& random) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "%016llx",
                static_cast<unsigned long long>(random.next()));
  return text.data();
}

void identify(const std::string& podUid, Random& random, kube::LeaderOptions& election) {
  election.identity = hostName() + "_";
  if (!podUid.empty()) {
    election.identity += podUid + "_";
    election.seat = election.identity;
  }
  election.identity += once(random);
}

int cannotStart(const std::string& why) {
  std::fprintf(stderr, "slipway operator: %s\n", why.c_str());
  return kUsage;
}

OperatorSettings settingsOf(const RunOptions& options, const std::string& ns, Random& random) {
  OperatorSettings settings;
  settings.ns = options.ns;
  settings.workers = options.workers;
  settings.elect = options.elect;
  settings.election.lease = {options.leaseNamespace.empty() ? ns : options.leaseNamespace,
                             options.leaseName};
  identify(options.podUid, random, settings.election);
  settings.election.leaseDuration = options.leaseDuration;
  settings.election.renewDeadline = options.renewDeadline;
  settings.election.retryPeriod = options.retryPeriod;
  return settings;
}

// Everything a running operator consists of, in the order in which it is made; it is taken down in
// the reverse one.
class Process final {
 public:
  Process(const RunOptions& options, const kube::ClientConfig& config,
          std::unique_ptr<net::Transport> transport, Log& log)
      : options_(options),
        log_(log),
        random_(systemRandom()),
        mailbox_(kube::makeThreadMailbox(clock_)),
        loop_(clock_, *mailbox_),
        metrics_(std::make_unique<kube::PrometheusMetrics>(clock_, SLIPWAY_VERSION)),
        transport_(std::move(transport)),
        api_(makeApi(config)),
        probe_(net::makeProbe()),
        health_(loop_, clock_, seconds(30), [this] { return metrics_->scrape(); }),
        operator_(
            std::in_place,
            controllers::ReleaseSeams{*api_, loop_, random_, log_, *metrics_, *probe_, *mailbox_},
            settingsOf(options, config.ns, random_),
            [this](const std::string& why) { leadershipLost(why); }),
        signals_([this](int signal) { mailbox_->post([this, signal] { onSignal(signal); }); }) {
    metrics_->addGauge("slipway_loop_beat_age_seconds", "Time since the loop last moved.", [this] {
      return std::chrono::duration<double>(clock_.mono() - loop_.beat()).count();
    });
    loop_.onException([this](const char* what) { log_.error("a task failed", {{"what", what}}); });
  }

  Expected<Done, std::string> listen() {
    auto server = net::startServer(
        options_.listenAddress, options_.listenPort,
        [this](const std::string& path) { return health_.page(path); }, log_);
    if (!server.ok()) return Unexpected{server.error()};
    server_ = std::move(*server);
    return Done{};
  }

  [[noreturn]] void run(const std::string& url) {
    log_.info("starting", {{"version", SLIPWAY_VERSION},
                           {"server", url},
                           {"namespace", options_.ns.empty() ? "all" : options_.ns},
                           {"listening on port", std::to_string(server_->port())}});
    operator_->start();
    watchReadiness();
    loop_.run();
    finish();
  }

 private:
  std::unique_ptr<kube::Api> makeApi(const kube::ClientConfig& config) {
    kube::RestApiOptions rest;
    rest.userAgent = std::string("slipway/") + SLIPWAY_VERSION;
    rest.observer = [this](const std::string& method, const std::string& host, int code,
                           Duration took) { metrics_->requestDone(method, host, code, took); };
    return kube::makeRestApi({*transport_, loop_, *mailbox_, files_, random_, log_}, config,
                             std::move(rest));
  }

  void watchReadiness() {
    const std::string why = operator_->notReady();
    if (why != lastNotReady_) {
      if (why.empty()) {
        log_.info("ready", {{"leading", operator_->leading()}});
        rest_ = loop_.after(kRestAfterStart, [this] { rest(); });
      } else if (!stopping_) {
        log_.warn("not ready", {{"why", why}});
      }
      lastNotReady_ = why;
      health_.setNotReady(why);
    }
    readiness_ = loop_.after(seconds(1), [this] { watchReadiness(); });
  }

  void rest() {
    giveMemoryBack();
    rest_ = loop_.after(kRestEvery, [this] { rest(); });
  }

  void onSignal(int signal) {
    if (stopping_) {
      log_.warn("told to stop again: leaving at once");
      exitCode_ = kFailed;
      loop_.stop();
      return;
    }
    stopping_ = true;
    log_.info("stopping", {{"signal", strsignal(signal)}});
    health_.setNotReady("stopping");
    operator_->stop(options_.shutdownTimeout, [this] { loop_.stop(); });
  }

  // Somebody else may be acting now: nothing is finished, nothing more is written.
  void leadershipLost(const std::string& why) {
    log_.error("leadership lost, leaving", {{"why", why}});
    exitCode_ = kFailed;
    loop_.stop();
  }

  [[noreturn]] void finish() {
    readiness_.reset();
    rest_.reset();
    operator_.reset();
    // Nobody takes from it any more: IO threads must not wait for room.
    mailbox_->close();
    probe_.reset();
    api_.reset();
    transport_->stop(seconds(5));
    transport_.reset();
    server_->stop();
    log_.info("stopped");
    std::fflush(nullptr);
    _exit(exitCode_);
  }

  const RunOptions& options_;
  Log& log_;
  SystemClock clock_;
  SystemFiles files_;
  SeededRandom random_;
  std::unique_ptr<kube::Mailbox> mailbox_;
  kube::Loop loop_;
  std::unique_ptr<kube::PrometheusMetrics> metrics_;
  std::unique_ptr<net::Transport> transport_;
  std::unique_ptr<kube::Api> api_;
  std::unique_ptr<net::Probe> probe_;
  Health health_;
  std::optional<Operator> operator_;
  std::unique_ptr<net::Server> server_;
  SignalWatcher signals_;
  kube::TimerPtr readiness_;
  kube::TimerPtr rest_;
  std::string lastNotReady_ = "starting";
  bool stopping_ = false;
  int exitCode_ = kOk;
};

}  // namespace

int runOperator(const RunOptions& options) {
  // Many small long-lived objects, two busy threads: more arenas only hold memory back.
  mallopt(M_ARENA_MAX, 2);
  SignalWatcher::blockInThisThread();
  installCrashHandler("slipway");
  const auto log = makeStderrLog(options.logLevel, options.logFormat);

  auto connection = connect(options.kubeconfig, options.context, Plugins::Refuse);
  if (!connection.ok()) return cannotStart(connection.error());

  Process process(options, connection->config, std::move(connection->transport), *log);
  if (const auto listening = process.listen(); !listening.ok())
    return cannotStart(listening.error());
  process.run(connection->config.url());
}

}  // namespace slipway::cli
