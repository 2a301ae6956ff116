#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "kube/runtime/informer.h"
#include "tests/cluster/support/client_thread.h"

namespace slipway::bench {

// The least that a controller can be: watches one Release and patches the ConfigMap `effect` on
// each of its events. The same client as the operator's, on a thread of its own.
class Floor {
 public:
  // `answered` is posted to that mailbox after each patch.
  Floor(const std::string& kubeconfig, const std::string& release, kube::Mailbox& toTell);
  ~Floor();
  Floor(const Floor&) = delete;
  Floor& operator=(const Floor&) = delete;

  int answered() const { return answered_; }

 private:
  void onEvent(const kube::WatchEvent& event);

  testing::RealClient client_;
  kube::Mailbox& toTell_;
  kube::PendingPtr watch_;
  kube::PendingPtr patch_;
  std::atomic<int> answered_ = 0;
  std::optional<testing::ClientThread> thread_;  // once the watch is on its way
};

}  // namespace slipway::bench
