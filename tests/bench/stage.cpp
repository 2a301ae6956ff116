#include "tests/bench/stage.h"

#include <iostream>
#include <stdexcept>
#include <utility>

#include "base/text.h"
#include "crds/names.h"
#include "kube/types/resources.h"
#include "tests/bench/objects.h"
#include "tests/cluster/support/installation.h"

namespace slipway::bench {

using testing::AuditEntry;

void tell(const std::string& line) {
  std::cerr << "bench: " << line << std::endl;
}

Stage::Stage(std::chrono::seconds lease) : lease_(lease) {
  // Thousands of objects and their versions: more than etcd takes by default.
  auto started = testing::ControlPlane::start({.etcdFlags = {"--quota-backend-bytes=8589934592"}});
  if (!started.ok()) throw std::runtime_error(started.error());
  plane_ = std::move(started).value();
  for (const auto& manifest : testing::installation()) apply(manifest);
  apply(std::string("{apiVersion: v1, kind: Namespace, metadata: {name: ") + kNamespace + "}}");
  for (const char* kind : {"releases", "rollbacks", "approvals"}) {
    const auto served = plane_->kubectl(
        {"wait", "--for=condition=Established", std::string("crd/") + kind + ".slipway.dev"});
    if (!served.ok()) throw std::runtime_error(served.err);
  }
  player_ = std::make_unique<PodsPlayer>(plane_->adminKubeconfig());
  client_ = std::make_unique<testing::RealClient>(
      plane_->adminKubeconfig(),
      kube::RestApiOptions{.userAgent = "bench", .maxWritesInFlight = 64, .observer = {}});
  releases_ = std::make_unique<Watched>(*client_, crds::releases(), releaseSettled);
  releases_->stillWorthIt = [this] {
    if (operator_ && !operator_->running())
      throw std::runtime_error("the operator has ended:\n" + operator_->logTail(5));
  };
}

Stage::~Stage() {
  operator_.reset();
  deployments_.reset();
  releases_.reset();
  client_.reset();
  player_.reset();
}

Watched& Stage::deployments() {
  if (!deployments_)
    deployments_ =
        std::make_unique<Watched>(*client_, kube::resources::deployments(), deploymentSettled);
  return *deployments_;
}

void Stage::apply(const std::string& yaml) {
  const auto applied = plane_->apply(yaml);
  if (!applied.ok()) throw std::runtime_error(applied.err);
}

std::string Stage::serviceAccount(const std::string& name) {
  auto kubeconfig =
      plane_->serviceAccountKubeconfig("slipway-system", name, std::chrono::hours(12));
  if (!kubeconfig.ok()) throw std::runtime_error(kubeconfig.error());
  return *kubeconfig;
}

void Stage::startOperator(Elect elect, In place) {
  if (kubeconfig_.empty()) kubeconfig_ = serviceAccount("slipway");
  std::vector<std::string> argv{SLIPWAY_BINARY,      "operator",       "--kubeconfig",  kubeconfig_,
                                "--lease-namespace", "slipway-system", "--listen-port", "0"};
  const std::chrono::milliseconds lease = lease_;
  for (const auto& [flag, time] :
       {std::pair("--lease-duration", lease), std::pair("--renew-deadline", lease * 2 / 3),
        std::pair("--retry-period", lease * 2 / 15)})
    argv.insert(argv.end(), {flag, std::to_string(time.count()) + "ms"});
  if (place == In::AnotherPod) ++pods_;
  argv.insert(argv.end(), {"--pod-uid", "bench-" + std::to_string(pods_)});
  if (elect == Elect::No) argv.emplace_back("--no-leader-elect");
  const std::string log = plane_->folder() + "/slipway-" + std::to_string(started_++) + ".log";
  auto process = testing::Process::start({.argv = std::move(argv)}, log);
  if (!process.ok()) throw std::runtime_error(process.error());
  operator_ = std::move(*process);
}

void Stage::ensureOperator() {
  if (!operator_) startOperator();
  awaitReady();
}

void Stage::awaitReady() {
  for (int looks = 0; looks < 600; ++looks) {
    if (testing::readText(operator_->logFile()).find("ready leading=true") != std::string::npos)
      return;
    if (!operator_->running()) break;
    rest(std::chrono::milliseconds(100));
  }
  throw std::runtime_error("the operator is not ready:\n" + operator_->logTail());
}

void Stage::stopOperator() {
  operator_->stop();
  operator_.reset();
}

void Stage::killOperator() {
  operator_->kill();
  operator_.reset();
}

void Stage::rest(Duration time) {
  client_->until([] { return false; }, time);
}

kube::ApiResult Stage::ask(kube::ApiRequest request) {
  auto result = client_->ask(std::move(request));
  if (!result.applied()) throw std::runtime_error(result.error.message);
  return result;
}

std::vector<AuditEntry> Stage::askedBy(const std::string& user, std::size_t mark) const {
  auto all = plane_->auditEntries(mark);
  std::erase_if(all, [&](const AuditEntry& entry) {
    return entry.user != user || entry.verb == "watch" || entry.resource == "leases";
  });
  return all;
}

Requests countRequests(const std::vector<AuditEntry>& entries) {
  Requests requests;
  for (const AuditEntry& entry : entries) {
    const std::string sub = entry.subresource.empty() ? "" : "/" + entry.subresource;
    ++requests[entry.verb + " " + entry.resource + sub];
  }
  return requests;
}

bool isWrite(const AuditEntry& entry) {
  return entry.verb != "get" && entry.verb != "list" && entry.verb != "watch";
}

WallTime received(const AuditEntry& entry) {
  return parseTime(entry.receivedAt).value_or(WallTime{});
}

}  // namespace slipway::bench
