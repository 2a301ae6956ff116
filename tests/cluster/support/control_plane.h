#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "base/value.h"
#include "tests/cluster/support/audit.h"
#include "tests/cluster/support/pki.h"
#include "tests/cluster/support/process.h"

namespace slipway::testing {

struct ControlPlaneOptions {
  // Under what names it is reached besides 127.0.0.1, as OpenSSL writes them ("IP:198.18.0.1").
  std::vector<std::string> serverNames = {};
  // Added after our own flags; where one is given twice, the later one wins.
  std::vector<std::string> apiServerFlags = {};
  std::vector<std::string> controllerManagerFlags = {};
  std::vector<std::string> etcdFlags = {};
  // There are no Nodes here, so whatever cleans up after Nodes is off: it would delete the pods.
  std::string controllers =
      "*,-pod-garbage-collector-controller,-node-lifecycle-controller,-taint-eviction-controller";
  bool controllerManager = true;
};

// etcd, kube-apiserver and kube-controller-manager on free ports of 127.0.0.1, with a throw-away
// CA, everything in one temporary folder. No scheduler, no nodes, no DNS. Nothing outlives this
// object, nor this process.
//
// The binaries come from SLIPWAY_TOOLS_DIR, else (those it has) KUBEBUILDER_ASSETS, else the cache
// that `make tools` fills. With SLIPWAY_KEEP_CLUSTER set the folder stays, for looking at the logs.
class ControlPlane {
 public:
  // Returns when /readyz answers ok and the `default` namespace has its ServiceAccount. The error
  // says which part did not come up and shows the end of its log.
  static Expected<std::unique_ptr<ControlPlane>, std::string> start(
      ControlPlaneOptions options = {});
  ~ControlPlane();
  ControlPlane(const ControlPlane&) = delete;
  ControlPlane& operator=(const ControlPlane&) = delete;

  const std::string& folder() const { return folder_; }
  std::string server() const;  // "https://127.0.0.1:<port>"
  int port() const { return apiPort_; }
  std::string caFile() const;
  const CertificateAuthority& authority() const { return *authority_; }

  // Paths of kubeconfig files (server, CA and credentials inline).
  std::string adminKubeconfig() const;
  // A user with a client certificate of its own. `validFor` may be negative: an expired one.
  std::string userKubeconfig(const std::string& user, const std::vector<std::string>& groups,
                             std::chrono::seconds validFor = std::chrono::hours(24));
  // An existing ServiceAccount, through a token that the server issues for at least ten minutes.
  Expected<std::string, std::string> serviceAccountKubeconfig(
      const std::string& nameSpace, const std::string& name,
      std::chrono::seconds validFor = std::chrono::hours(1));
  Expected<std::string, std::string> serviceAccountToken(
      const std::string& nameSpace, const std::string& name,
      std::chrono::seconds validFor = std::chrono::hours(1));

  // Whoever that command prints the credentials of.
  std::string pluginKubeconfig(const std::vector<std::string>& command);

  // kubectl as admin, or as whoever the kubeconfig names.
  Completed kubectl(std::vector<std::string> args, std::string input = {},
                    const std::string& kubeconfig = {});
  // `kubectl apply -f -`.
  Completed apply(std::string yaml);
  // `kubectl get <args> -o json`, parsed. The error is kubectl's.
  Expected<Value, std::string> get(std::vector<std::string> args);

  // Faults. stop = SIGTERM and its grace period; kill = SIGKILL. Data stay; start uses the same
  // port, data and flags again and returns when it is ready.
  void stopApiServer();
  void killApiServer();
  Expected<Done, std::string> startApiServer();
  void killEtcd();
  Expected<Done, std::string> startEtcd();
  void stopControllerManager();
  Expected<Done, std::string> startControllerManager();
  // SIGSTOP / SIGCONT: it accepts connections and answers nothing.
  void freezeApiServer();
  void thawApiServer();
  // Forgets etcd's history up to now: continue tokens and watches from before answer 410 (watches
  // once the API server was started anew: until then its own cache still knows).
  Expected<Done, std::string> compactEtcd();

  // Pids of what runs now, in the order etcd, kube-apiserver, kube-controller-manager.
  std::vector<pid_t> pids() const;

  // The audit log from the beginning, or from a place that auditMark() gave earlier.
  std::vector<AuditEntry> auditEntries(std::size_t from = 0) const;
  std::size_t auditMark() const;

 private:
  ControlPlane(ControlPlaneOptions options, std::string folder);
  void writeCredentials();
  Expected<Done, std::string> launch(std::unique_ptr<Process>& slot, const std::string& tool,
                                     std::vector<std::string> flags,
                                     const std::vector<std::string>& moreFlags);
  // Polls kubectl until it succeeds; fails early when the process ends.
  Expected<Done, std::string> waitUntil(Process& process, const std::vector<std::string>& args);
  std::string writeKubeconfig(const std::string& file, std::string_view credentials) const;
  std::string writeUser(const std::string& file, const CertificateRequest& request) const;
  std::string path(std::string_view name) const;

  ControlPlaneOptions options_;
  std::string folder_;
  std::string kubectl_;
  std::unique_ptr<CertificateAuthority> authority_;
  int etcdPort_ = 0;
  int etcdPeerPort_ = 0;
  int apiPort_ = 0;
  int controllerManagerPort_ = 0;
  int users_ = 0;
  std::unique_ptr<Process> etcd_;
  std::unique_ptr<Process> apiServer_;
  std::unique_ptr<Process> controllerManager_;
};

// The path of a binary that tools/build.sh builds; the error says how to get it.
Expected<std::string, std::string> findTool(const std::string& name);

}  // namespace slipway::testing
