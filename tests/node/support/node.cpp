#include "tests/node/support/node.h"

#include <chrono>
#include <filesystem>
#include <poll.h>
#include <utility>

#include "tests/node/support/isolation.h"

namespace slipway::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSocket = "/run/containerd/containerd.sock";
constexpr const char* kPauseImage = "slipway.local/pause:1";
constexpr std::chrono::seconds kPatience{90};

// Pods of one bridge, no way out, no masquerade: their addresses are seen as they are.
std::string podNetwork() {
  return R"({"cniVersion": "1.0.0", "name": "pods", "plugins": [
 {"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": false, "hairpinMode": true,
  "ipam": {"type": "host-local", "ranges": [[{"subnet": ")" +
         std::string(kPodRange) + R"("}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
)";
}

// Debian 12's containerd is 1.6, which reads version 2 and skips a version 3 without a word; newer
// ones read both.
std::string containerdConfig(const std::string& folder) {
  return "version = 2\nroot = \"" + folder + R"(/containerd"
state = "/run/containerd"
[grpc]
  address = ")" +
         kSocket + R"("
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = ")" +
         kPauseImage + R"("
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = ")" +
         folder + "/cni\"\n";
}

std::string kubeletConfig(const std::string& folder, const std::string& caFile) {
  return R"(apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
failSwapOn: false
cgroupDriver: cgroupfs
enforceNodeAllocatable: [pods]
containerRuntimeEndpoint: unix://)" +
         std::string(kSocket) + R"(
address: 0.0.0.0
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: )" +
         caFile + R"(}}
authorization: {mode: Webhook}
resolvConf: )" +
         folder + R"(/resolv.conf
evictionHard: {memory.available: 50Mi, nodefs.available: 1%, nodefs.inodesFree: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
# One image ID under two names would else be pulled all the same.
imagePullCredentialsVerificationPolicy: NeverVerify
# As far as one node's tests go, the default of 5 only makes them wait.
kubeAPIQPS: 100
kubeAPIBurst: 200
registryPullQPS: 0
nodeStatusUpdateFrequency: 10s
)";
}

std::string kubeProxyConfig(const std::string& kubeconfig) {
  return R"(apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
clientConnection: {kubeconfig: )" +
         kubeconfig + R"(}
hostnameOverride: )" +
         std::string(kNodeName) + R"(
clusterCIDR: )" +
         std::string(kPodRange) + R"(
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
)";
}

Expected<Done, std::string> containerd(std::vector<std::string> args) {
  const std::string what = args.front();
  args.insert(args.begin(), {"ctr", "--address", kSocket, "--namespace=k8s.io"});
  const auto done = runCommand({.argv = std::move(args)});
  if (!done.ok()) return Unexpected{"ctr " + what + ": " + done.err};
  return Done{};
}

}  // namespace

ControlPlaneOptions nodeControlPlane() {
  const std::string address = kNodeAddress;
  ControlPlaneOptions options;
  options.serverNames = {"IP:" + address, "IP:" + std::string(kFirstServiceAddress)};
  options.apiServerFlags = {"--bind-address=0.0.0.0",
                            "--advertise-address=" + address,
                            "--endpoint-reconciler-type=lease",
                            "--service-cluster-ip-range=" + std::string(kServiceRange),
                            "--allow-privileged=true",
                            "--enable-admission-plugins=NodeRestriction",
                            "--kubelet-preferred-address-types=InternalIP"};
  options.controllers = "*";
  return options;
}

Node::Node(ControlPlane& plane) : plane_(plane), folder_(kNodeFolder) {}

// Pods and whatever else there is end with the namespaces.
Node::~Node() = default;

std::string Node::path(const std::string& name) const {
  return folder_ + "/" + name;
}

Expected<Done, std::string> Node::launch(const std::string& program,
                                         std::vector<std::string> flags) {
  flags.insert(flags.begin(), program);
  auto process =
      Process::start({.argv = std::move(flags), .environment = {{"HOME", folder_}}},
                     plane_.folder() + "/" + fs::path(program).filename().string() + ".log");
  if (!process.ok()) return Unexpected{process.error()};
  daemons_.push_back(std::move(*process));
  return Done{};
}

Expected<Done, std::string> Node::waitFor(const std::string& what,
                                          const std::vector<std::string>& argv) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    const auto done = runCommand({.argv = argv});
    if (done.ok()) return Done{};
    const bool late = std::chrono::steady_clock::now() > end;
    for (auto& daemon : daemons_) {
      if (!daemon->running() || (late && daemon == daemons_.back())) {
        return Unexpected{what + ": " + done.err + "\nthe end of " + daemon->logFile() + ":\n" +
                          daemon->logTail()};
      }
    }
    poll(nullptr, 0, 100);
  }
}

Expected<Done, std::string> Node::startContainerd() {
  writeText(path("cni/10-pods.conflist"), podNetwork());
  writeText(path("containerd.toml"), containerdConfig(folder_));
  if (auto launched = launch("containerd", {"--config=" + path("containerd.toml")});
      !launched.ok()) {
    return launched;
  }
  if (auto up = waitFor("containerd did not come up",
                        {"ctr", "--address", kSocket, "--namespace=k8s.io", "images", "list"});
      !up.ok()) {
    return up;
  }
  return loadImage(kPauseImage, SLIPWAY_PAUSE_BINARY);
}

Expected<Done, std::string> Node::loadImage(const std::string& name, const std::string& binary) {
  const std::string root = path("image");
  const std::string archive = path("image.tar");
  fs::remove_all(root);
  fs::create_directories(root + "/bin");
  fs::create_directories(root + "/tmp");
  const std::string inside = "/bin/" + fs::path(binary).filename().string();
  fs::copy_file(binary, root + inside);
  const auto made =
      runCommand({.argv = {std::string(SLIPWAY_SOURCE_DIR) + "/tools/oci-image.sh", "--root", root,
                           "--name", name, "--entrypoint", inside, "--output", archive}});
  if (!made.ok()) return Unexpected{"the image " + name + ": " + made.err};
  return importImage(archive);
}

Expected<Done, std::string> importImage(const std::string& archive) {
  return containerd({"images", "import", archive});
}

Expected<Done, std::string> killContainer(const std::string& id) {
  return containerd({"tasks", "kill", "--signal=SIGKILL", id});
}

Expected<Done, std::string> Node::startKubelet() {
  auto kubelet = findTool("kubelet");
  if (!kubelet.ok()) return Unexpected{kubelet.error()};
  writeText(path("kubelet.yaml"), kubeletConfig(folder_, plane_.caFile()));
  return launch(
      *kubelet,
      {"--config=" + path("kubelet.yaml"),
       "--kubeconfig=" +
           plane_.userKubeconfig("system:node:" + std::string(kNodeName), {"system:nodes"}),
       "--hostname-override=" + std::string(kNodeName), "--node-ip=" + std::string(kNodeAddress)});
}

Expected<Done, std::string> Node::startKubeProxy() {
  auto proxy = findTool("kube-proxy");
  if (!proxy.ok()) return Unexpected{proxy.error()};
  writeText(path("kube-proxy.yaml"),
            kubeProxyConfig(plane_.userKubeconfig("system:kube-proxy", {})));
  return launch(*proxy, {"--config=" + path("kube-proxy.yaml")});
}

Expected<std::unique_ptr<Node>, std::string> Node::start(ControlPlane& plane) {
  std::unique_ptr<Node> node(new Node(plane));
  auto scheduler = findTool("kube-scheduler");
  if (!scheduler.ok()) return Unexpected{scheduler.error()};
  auto started = node->startContainerd();
  if (started.ok()) {
    started = node->launch(*scheduler,
                           {"--kubeconfig=" + plane.userKubeconfig("system:kube-scheduler", {}),
                            "--leader-elect=false", "--bind-address=127.0.0.1"});
  }
  if (started.ok()) started = node->startKubeProxy();
  if (started.ok()) started = node->startKubelet();
  if (started.ok()) {
    auto kubectl = findTool("kubectl");
    started =
        node->waitFor("the node did not become Ready",
                      {*kubectl, "--kubeconfig=" + plane.adminKubeconfig(), "wait",
                       "--for=condition=Ready", "node/" + std::string(kNodeName), "--timeout=5s"});
  }
  if (!started.ok()) return Unexpected{started.error()};
  return node;
}

}  // namespace slipway::testing
