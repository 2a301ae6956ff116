#include "tests/cluster/support/control_plane.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "tests/cluster/support/etcd_compaction.h"
#include "tests/cluster/support/ports.h"

namespace slipway::testing {
namespace {

constexpr std::chrono::seconds kStartPatience{120};
constexpr std::chrono::milliseconds kBetweenLooks{50};

constexpr std::string_view kAuditPolicy = R"(apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Metadata
)";

std::string makeFolder() {
  const char* base = std::getenv("TMPDIR");
  std::string name = std::string(base == nullptr ? "/tmp" : base) + "/slipway-cluster-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot create " + name);
  return name;
}

std::string url(std::string_view scheme, int port) {
  return std::string(scheme) + "://127.0.0.1:" + std::to_string(port);
}

}  // namespace

Expected<std::unique_ptr<ControlPlane>, std::string> ControlPlane::start(
    ControlPlaneOptions options) {
  auto kubectl = findTool("kubectl");
  if (!kubectl.ok()) return Unexpected{kubectl.error()};
  std::unique_ptr<ControlPlane> plane(new ControlPlane(std::move(options), makeFolder()));
  plane->kubectl_ = *kubectl;
  plane->writeCredentials();
  auto started = plane->startEtcd();
  if (started.ok()) started = plane->startApiServer();
  if (started.ok() && plane->options_.controllerManager) started = plane->startControllerManager();
  if (!started.ok()) return Unexpected{started.error()};
  return plane;
}

ControlPlane::ControlPlane(ControlPlaneOptions options, std::string folder)
    : options_(std::move(options)), folder_(std::move(folder)) {
  const auto ports = freePorts(4);
  etcdPort_ = ports[0];
  etcdPeerPort_ = ports[1];
  apiPort_ = ports[2];
  controllerManagerPort_ = ports[3];
}

ControlPlane::~ControlPlane() {
  // The data die with the folder, so nobody needs time to say goodbye.
  for (auto* process : {&controllerManager_, &apiServer_, &etcd_}) process->reset();
  std::error_code ignored;
  if (std::getenv("SLIPWAY_KEEP_CLUSTER") == nullptr) {
    std::filesystem::remove_all(folder_, ignored);
  }
}

std::string ControlPlane::path(std::string_view name) const {
  return folder_ + "/" + std::string(name);
}
std::string ControlPlane::server() const {
  return url("https", apiPort_);
}
std::string ControlPlane::caFile() const {
  return path("ca.crt");
}
std::string ControlPlane::adminKubeconfig() const {
  return path("admin.kubeconfig");
}

void ControlPlane::writeCredentials() {
  authority_ = std::make_unique<CertificateAuthority>("slipway-test-ca");
  writeText(caFile(), authority_->certificate());
  std::vector<std::string> names{"IP:127.0.0.1", "DNS:localhost", "DNS:kubernetes.default.svc",
                                 "IP:10.96.0.1"};
  names.insert(names.end(), options_.serverNames.begin(), options_.serverNames.end());
  const KeyPair serving =
      authority_->issue({.commonName = "kube-apiserver", .names = std::move(names)});
  writeText(path("apiserver.crt"), serving.certificate);
  writeText(path("apiserver.key"), serving.key);
  // By which kubelets know it, where there are any: logs come from them.
  const KeyPair asking =
      authority_->issue({.commonName = "kube-apiserver", .organizations = {"system:masters"}});
  writeText(path("kubelet-client.crt"), asking.certificate);
  writeText(path("kubelet-client.key"), asking.key);
  const RsaKey tokens = generateRsaKey();
  writeText(path("service-account.key"), tokens.privateKey);
  writeText(path("service-account.pub"), tokens.publicKey);
  writeText(path("audit-policy.yaml"), kAuditPolicy);
  writeUser("admin.kubeconfig", {.commonName = "admin", .organizations = {"system:masters"}});
  writeUser("controller-manager.kubeconfig", {.commonName = "system:kube-controller-manager"});
}

Expected<Done, std::string> ControlPlane::launch(std::unique_ptr<Process>& slot,
                                                 const std::string& tool,
                                                 std::vector<std::string> flags,
                                                 const std::vector<std::string>& moreFlags) {
  auto program = findTool(tool);
  if (!program.ok()) return Unexpected{program.error()};
  flags.insert(flags.begin(), *program);
  flags.insert(flags.end(), moreFlags.begin(), moreFlags.end());
  slot.reset();
  auto process = Process::start({.argv = std::move(flags), .environment = {{"HOME", folder_}}},
                                path(tool + ".log"));
  if (!process.ok()) return Unexpected{process.error()};
  slot = std::move(process).value();
  return Done{};
}

Expected<Done, std::string> ControlPlane::waitUntil(Process& process,
                                                    const std::vector<std::string>& args) {
  const auto end = std::chrono::steady_clock::now() + kStartPatience;
  Completed last;
  while (!process.waitFor(kBetweenLooks)) {
    last = kubectl(args);
    if (last.ok()) return Done{};
    if (std::chrono::steady_clock::now() > end) {
      return Unexpected{process.logFile() + ": not ready in time; kubectl says: " + last.err +
                        "\nthe end of its log:\n" + process.logTail()};
    }
  }
  return Unexpected{process.logFile() + ": ended with " + process.waitFor({})->describe() +
                    "; the end of its log:\n" + process.logTail()};
}

Expected<Done, std::string> ControlPlane::startEtcd() {
  const std::string client = url("http", etcdPort_);
  const std::string peer = url("http", etcdPeerPort_);
  // No wait here: kube-apiserver's /readyz includes etcd.
  return launch(etcd_, "etcd",
                {"--name=e", "--data-dir=" + path("etcd"), "--listen-client-urls=" + client,
                 "--advertise-client-urls=" + client, "--listen-peer-urls=" + peer,
                 "--initial-advertise-peer-urls=" + peer, "--initial-cluster=e=" + peer,
                 "--unsafe-no-fsync", "--log-level=warn"},
                options_.etcdFlags);
}

Expected<Done, std::string> ControlPlane::startApiServer() {
  auto launched =
      launch(apiServer_, "kube-apiserver",
             {"--etcd-servers=" + url("http", etcdPort_), "--bind-address=127.0.0.1",
              "--secure-port=" + std::to_string(apiPort_), "--advertise-address=127.0.0.1",
              "--endpoint-reconciler-type=none", "--service-cluster-ip-range=10.96.0.0/16",
              "--cert-dir=" + path("apiserver-certs"), "--tls-cert-file=" + path("apiserver.crt"),
              "--tls-private-key-file=" + path("apiserver.key"), "--client-ca-file=" + caFile(),
              "--kubelet-client-certificate=" + path("kubelet-client.crt"),
              "--kubelet-client-key=" + path("kubelet-client.key"),
              "--service-account-issuer=https://kubernetes.default.svc",
              "--service-account-key-file=" + path("service-account.pub"),
              "--service-account-signing-key-file=" + path("service-account.key"),
              "--authorization-mode=Node,RBAC", "--audit-policy-file=" + path("audit-policy.yaml"),
              "--audit-log-path=" + path("audit.log"), "--audit-log-format=json",
              // Where it would begin a new file, and tests would lose sight of the old one. MiB.
              "--audit-log-maxsize=4096", "--profiling=false",
              // Ends watches at SIGTERM; otherwise open ones keep it alive for a minute.
              "--shutdown-watch-termination-grace-period=1s"},
             options_.apiServerFlags);
  if (!launched.ok()) return launched;
  return waitUntil(*apiServer_, {"get", "--raw=/readyz"});
}

Expected<Done, std::string> ControlPlane::startControllerManager() {
  const std::string kubeconfig = path("controller-manager.kubeconfig");
  auto launched = launch(controllerManager_, "kube-controller-manager",
                         {"--kubeconfig=" + kubeconfig, "--authentication-kubeconfig=" + kubeconfig,
                          "--authorization-kubeconfig=" + kubeconfig, "--bind-address=127.0.0.1",
                          "--secure-port=" + std::to_string(controllerManagerPort_),
                          "--cert-dir=" + path("controller-manager-certs"),
                          "--service-account-private-key-file=" + path("service-account.key"),
                          "--root-ca-file=" + caFile(), "--use-service-account-credentials=true",
                          "--leader-elect=false", "--kube-api-qps=1000", "--kube-api-burst=2000",
                          "--controllers=" + options_.controllers},
                         options_.controllerManagerFlags);
  if (!launched.ok()) return launched;
  // Pods are refused in a namespace without it.
  return waitUntil(*controllerManager_, {"get", "serviceaccount", "default"});
}

void ControlPlane::stopApiServer() {
  apiServer_->stop();
}
void ControlPlane::killApiServer() {
  apiServer_->kill();
}
void ControlPlane::killEtcd() {
  etcd_->kill();
}
void ControlPlane::stopControllerManager() {
  controllerManager_->stop();
}
void ControlPlane::freezeApiServer() {
  apiServer_->signal(SIGSTOP);
}
void ControlPlane::thawApiServer() {
  apiServer_->signal(SIGCONT);
}
Expected<Done, std::string> ControlPlane::compactEtcd() {
  return compactEtcdHistory(etcdPort_);
}

std::vector<pid_t> ControlPlane::pids() const {
  std::vector<pid_t> all;
  for (const auto* process : {&etcd_, &apiServer_, &controllerManager_}) {
    if (*process && (*process)->running()) all.push_back((*process)->pid());
  }
  return all;
}

std::vector<AuditEntry> ControlPlane::auditEntries(std::size_t from) const {
  const std::string text = readText(path("audit.log"));
  return parseAuditLog(std::string_view(text).substr(from));
}

std::size_t ControlPlane::auditMark() const {
  const std::string text = readText(path("audit.log"));
  return text.rfind('\n') + 1;  // 0 when there is no line yet
}

}  // namespace slipway::testing
