#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "tests/cluster/operator/scene.h"

namespace slipway::testing {

// A scene in which nothing is installed yet: that is what the chart is for. Each test has a
// namespace for the operator, one for Releases, and CRDs of its own.
class ChartScene : public Scene {
 protected:
  void prepareCluster() override;
  void TearDown() override;

  static std::string chart();  // its folder
  Completed helm(std::vector<std::string> args);
  // `helm install slipway`, and what is set besides ("replicas=1,crds.keep=false").
  void installChart(const std::string& set = {});
  // The server that checks rights to owners knows new kinds only after a while, and refuses them
  // until then; waits for that, as the installed ServiceAccount.
  void waitUntilReleasesMayOwn();
  // All Releases, Rollbacks and Approvals. The server deletes a definition of which it has never
  // shown an object only after minutes, when the first try meets a storage that is not up yet.
  std::vector<Value> objects();
  // What `helm template` prints with these values; the test fails where it does not.
  std::vector<Value> rendered(const std::string& set = {});

  // The operator as the installed Deployment describes it: its arguments, its ServiceAccount. Only
  // the port is another one, since tests share theirs.
  RunningSlipway startAsInstalled();
  std::vector<std::string> installedArgs();
  // The port that it listens on, once its log says so.
  int portOf(const RunningSlipway& slipway);
  // What it answers there; kubectl's result.
  Completed page(const RunningSlipway& slipway, const std::string& path);
  // The requests of the installed ServiceAccount since that mark.
  std::vector<AuditEntry> askedAsInstalled(std::size_t mark);

  std::string system_;  // the namespace of the operator

 private:
  std::string withPodUid(std::string arg) const;
  Value deployed_;
  int pods_ = 0;
};

// The objects of that kind, in their order.
std::vector<Value> ofKind(const std::vector<Value>& objects, const std::string& kind);
// The only one of them; the test fails where there is not exactly one.
Value oneOfKind(const std::vector<Value>& objects, const std::string& kind);

}  // namespace slipway::testing
