#pragma once

#include <memory>

#include "kube/loop/loop.h"
#include "net/probe.h"
#include "sim/kubelet.h"

namespace slipway::sim {

// A Probe that asks the simulated pods, on the loop's time.
class ScriptedProbe final : public net::Probe {
 public:
  ScriptedProbe(Kubelet& kubelet, kube::Timers& timers);
  std::shared_ptr<net::ProbeHandle> ask(net::ProbeRequest request,
                                        net::ProbeCallback done) override;

 private:
  Kubelet& kubelet_;
  kube::Timers& timers_;
};

}  // namespace slipway::sim
