#include "operator/operator.h"

#include <utility>

namespace slipway::cli {

Operator::Operator(controllers::ReleaseSeams seams, OperatorSettings settings,
                   std::function<void(const std::string& why)> leadershipLost)
    : seams_(seams), settings_(std::move(settings)) {
  if (settings_.elect) {
    kube::LeaderElector::Callbacks callbacks;
    callbacks.started = [this] { releases_->setLeading(true); };
    callbacks.lost = [this, lost = std::move(leadershipLost)](const std::string& why) {
      releases_->setLeading(false);
      lost(why);
    };
    callbacks.observed = [this](const std::string& holder) { holder_ = holder; };
    elector_ = std::make_unique<kube::LeaderElector>(settings_.election, seams_.api, seams_.timers,
                                                     seams_.random, seams_.log, seams_.metrics,
                                                     std::move(callbacks));
  }
  gated_ = kube::makeGatedApi(seams_.api, seams_.timers,
                              [this] { return !elector_ || elector_->mayWrite(); });
  controllers::ReleaseSeams gated{*gated_,        seams_.timers, seams_.random, seams_.log,
                                  seams_.metrics, seams_.probe,  seams_.mailbox};
  controllers::ReleaseOptions options;
  options.ns = settings_.ns;
  options.workers = settings_.workers;
  options.instance = settings_.election.identity;
  releases_ = std::make_unique<controllers::ReleaseController>(gated, std::move(options));
}

Operator::~Operator() = default;

void Operator::start() {
  releases_->start();
  if (elector_) {
    elector_->start();
  } else {
    releases_->setLeading(true);
  }
}

std::string Operator::notReady() const {
  if (stopDone_) return "stopping";
  if (auto trouble = releases_->trouble(); !trouble.empty()) return trouble;
  if (!releases_->synced()) return "reading the cluster for the first time";
  if (elector_ && !elector_->leading() && holder_.empty()) return "no leader is known yet";
  return {};
}

void Operator::stop(Duration deadline, kube::Task done) {
  stopDone_ = std::move(done);
  stopDeadline_ = seams_.timers.after(deadline, [this] {
    seams_.log.warn("did not finish in time; leaving all the same");
    stopped();
  });
  releases_->drain([this] { releaseLease(); });
}

void Operator::releaseLease() {
  if (!elector_) return stopped();
  elector_->release([this] { stopped(); });
}

void Operator::stopped() {
  // The deadline may come while the lease is being given up: `done` runs once.
  if (auto done = std::exchange(stopDone_, nullptr)) done();
}

}  // namespace slipway::cli
