#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/bench/figures.h"
#include "tests/bench/pods_player.h"
#include "tests/bench/table.h"
#include "tests/bench/watched.h"
#include "tests/cluster/support/control_plane.h"

namespace slipway::bench {

// A fresh control plane with Slipway's CRDs and rights, its pods played, and a client of its admin.
class Stage {
 public:
  // How long a Lease of the operator is valid; the other times stand to it as by default.
  explicit Stage(std::chrono::seconds lease);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  testing::ControlPlane& plane() { return *plane_; }
  testing::RealClient& client() { return *client_; }
  Watched& releases() { return *releases_; }
  Watched& deployments();

  // The operator's binary with its defaults, as its ServiceAccount, over TLS; as the container of
  // the same pod as before, or of another one.
  enum class Elect : std::uint8_t { Yes, No };
  enum class In : std::uint8_t { SamePod, AnotherPod };
  void startOperator(Elect elect = Elect::Yes, In place = In::SamePod);
  void ensureOperator();  // it runs, leads, and its caches are in sync
  void stopOperator();
  void killOperator();
  pid_t pid() const { return operator_->pid(); }

  // The client goes on meanwhile.
  void rest(Duration time);
  kube::ApiResult ask(kube::ApiRequest request);
  void apply(const std::string& yaml);
  std::string serviceAccount(const std::string& name);  // a kubeconfig

  // Since that mark. What one user has asked for, watches and the Lease apart.
  std::vector<testing::AuditEntry> askedBy(const std::string& user, std::size_t mark) const;

 private:
  void awaitReady();
  std::unique_ptr<testing::ControlPlane> plane_;
  std::unique_ptr<PodsPlayer> player_;
  std::unique_ptr<testing::RealClient> client_;
  std::unique_ptr<Watched> releases_;
  std::unique_ptr<Watched> deployments_;
  std::unique_ptr<testing::Process> operator_;
  std::string kubeconfig_;
  std::chrono::seconds lease_;
  int started_ = 0;
  int pods_ = 0;
};

inline constexpr const char* kOperatorUser = "system:serviceaccount:slipway-system:slipway";
inline constexpr const char* kDeploymentUser =
    "system:serviceaccount:kube-system:deployment-controller";
inline constexpr const char* kAdminUser = "admin";

Requests countRequests(const std::vector<testing::AuditEntry>& entries);
bool isWrite(const testing::AuditEntry& entry);
WallTime received(const testing::AuditEntry& entry);

// One line on stderr.
void tell(const std::string& line);

}  // namespace slipway::bench
